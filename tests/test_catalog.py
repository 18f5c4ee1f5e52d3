"""Cards describe what ships; bands are matched by wavelength; damaged files are refused."""

import dataclasses
import json
from pathlib import Path

import pytest
import torch

from models import catalog
from models.errors import EngineError
from models.rasters.bands import LANDSAT_OLI, SENTINEL2, Band
from models.scenes.model import load_scene_model
from models.spectralgpt.pretraining_model import load_pretraining


def band(name: str, wavelength: float | None) -> Band:
    return Band(name, wavelength, None, "x.tif", 1, 10.0, "metadata")


SENTINEL = [band(name, channel.wavelength) for name, channel in SENTINEL2.items()]


def test_every_card_has_weights_that_fit_it_and_a_scheme() -> None:
    """What ships must load, with the hash that its card states."""
    cards = catalog.cards()
    defaults = {card.task: card.id for card in cards if card.default}
    assert defaults == {
        "segmentation": "landcover-small",
        "classification": "scenes-small",
        "pretraining": "reconstruction-small",
    }
    for card in cards:
        if card.task == "change":
            catalog.load_change(card, "cpu")
        elif card.task == "pretraining":
            load_pretraining(card, "cpu")
        elif card.task == "classification":
            classifier = load_scene_model(card, "cpu")
            assert tuple(entry.code for entry in classifier.scheme.classes) == card.classes
        else:
            model = catalog.load_segmentation(card, "cpu")
            assert tuple(entry.code for entry in model.scheme.classes) == card.classes
        assert {"en", "de"} <= set(card.title)
        assert card.document["scores"], "a card states what was measured"


def test_sentinel2_bands_are_taken_without_vapour_and_cirrus() -> None:
    """B09 and B10 say nothing about the ground."""
    card = catalog.find_card(None, "segmentation")
    selection = catalog.select_bands(card, SENTINEL)
    names = [SENTINEL[position].name for position in selection.positions]
    assert names == [b.name for b in card.bands]
    assert selection.notes == []


def test_bands_are_matched_by_wavelength_and_missing_ones_named() -> None:
    """Landsat's near infrared is not called B8A, but it is that band."""
    card = catalog.find_card(None, "segmentation")
    oli = [band(f"L{name}", LANDSAT_OLI[name].wavelength) for name in ("B05", "B04", "B03", "B02")]
    selection = catalog.select_bands(card, oli)
    assert sorted(selection.positions) == [0, 1, 2, 3]
    assert len(set(selection.positions)) == 4
    assert selection.wavelengths == sorted(selection.wavelengths)
    assert "B11" in selection.notes[0]


def test_visible_bands_alone_are_warned_about() -> None:
    """The model's score falls by half without near infrared; the user must know."""
    card = catalog.find_card(None, "segmentation")
    notes = catalog.select_bands(card, SENTINEL[1:4]).notes
    assert any("near-infrared" in note for note in notes)


def test_too_few_known_bands_are_refused() -> None:
    """Unknown wavelengths never count by position."""
    card = catalog.find_card(None, "segmentation")
    with pytest.raises(EngineError) as caught:
        catalog.select_bands(card, [band("a", None), band("b", 10895.0), *SENTINEL[1:3]])
    assert caught.value.code == "scene.too_few_bands"


def test_an_unknown_model_is_named_with_what_is_there() -> None:
    """The user sees the ids that would work."""
    with pytest.raises(EngineError, match="no model 'nope'") as caught:
        catalog.find_card("nope", "segmentation")
    assert "landcover-small" in caught.value.advice


def test_changed_weights_are_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """One flipped bit is another model."""
    card = catalog.find_card(None, "segmentation")
    content = bytearray((catalog.WEIGHTS / card.weights).read_bytes())
    content[-1] ^= 1
    (tmp_path / card.weights).write_bytes(content)
    monkeypatch.setattr(catalog, "WEIGHTS", tmp_path)
    with pytest.raises(EngineError) as caught:
        catalog.load_segmentation(card, "cpu")
    assert caught.value.code == "model.damaged"
    with pytest.raises(EngineError) as caught:
        catalog.load_segmentation(dataclasses.replace(card, weights="none.safetensors"), "cpu")
    assert caught.value.code == "model.missing"


def test_a_card_cannot_point_outside_its_folder(tmp_path: Path) -> None:
    """Paths from files are never trusted."""
    document = dict(catalog.find_card(None, "segmentation").document)
    document["weights"] = "../../../etc/passwd"
    path = tmp_path / "card.json"
    path.write_text(json.dumps(document), "utf-8")
    assert catalog.read_card(path).weights == "passwd"
    path.write_text("{}", "utf-8")
    with pytest.raises(EngineError) as caught:
        catalog.read_card(path)
    assert caught.value.code == "model.bad_card"


def test_probabilities_sum_to_one_and_nodata_does_not_leak() -> None:
    """What stands under nodata must not change its neighbours."""
    model = catalog.load_segmentation(catalog.find_card(None, "segmentation"), "cpu")
    selection = model.select_bands(SENTINEL)
    torch.manual_seed(0)
    chip = torch.rand(1, len(selection.positions), 64, 64) * 0.4
    valid = torch.ones(1, 64, 64, dtype=torch.bool)
    valid[:, 10:30, 10:30] = False
    with torch.inference_mode():
        first = model.probabilities(chip, valid, selection)
        second = model.probabilities(torch.where(valid[:, None], chip, 0.0), valid, selection)
    torch.testing.assert_close(first.sum(1), torch.ones(1, 64, 64), atol=1e-4, rtol=0)
    torch.testing.assert_close(first, second)
