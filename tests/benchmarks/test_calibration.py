"""Temperatures are fitted on some places and judged on others, with a classifier whose excess is known."""

import dataclasses
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

from benchmarks import calibration, judged_pixels, robustness
from benchmarks.calibration import Fit, calibrate, crossed, first_half, line
from benchmarks.judged_pixels import Judged, judge
from models import catalog
from models.calibration import Calibration, only_visible
from models.devices import Device
from models.rasters.bands import SENTINEL2
from models.training import classes
from models.training.calibration import NOT_CALIBRATED
from models.training.packing import BANDS, HLS_BANDS

TREES, WATER = classes.CODES.index(10), classes.CODES.index(80)
PLACES = ("7", "7", "30", "100", "100", "200")
CPU = Device("cpu", "A processor", False, 2, workers=2)


class Overconfident:
    """Knows from the red band how likely water is, and exaggerates."""

    chip, overlap = 64, 16

    def __init__(self, card: catalog.Card, excess: float = 2.5, excess_of_visible: float = 2.5) -> None:
        self.card, self.scheme = card, catalog.class_scheme(card)
        self._excess, self._excess_of_visible = excess, excess_of_visible

    def select_bands(self, bands: Any) -> catalog.BandSelection:
        return catalog.select_bands(self.card, bands)

    def probabilities(self, chips: torch.Tensor, valid: torch.Tensor, selection: Any) -> torch.Tensor:
        red = chips[:, selection.wavelengths.index(SENTINEL2["B04"].wavelength)]
        logits = torch.full((len(chips), len(classes.CODES), *red.shape[1:]), -40.0)
        logits[:, TREES], logits[:, WATER] = red, -red
        visible = only_visible(selection.wavelengths)
        logits = logits * (self._excess_of_visible if visible else self._excess)
        if self.card.calibration is not None:
            logits = logits / self.card.calibration.temperature_for(selection.wavelengths)
        return logits.softmax(1)


def chip(seed: int, bands: tuple[str, ...], side: int) -> tuple[np.ndarray, np.ndarray]:
    """Reflectance (B, H, W), and labels that are trees as often as the red band says."""
    generator = np.random.default_rng(seed)
    pixels = generator.normal(size=(len(bands), side, side)).astype(np.float32)
    trees = generator.random((side, side)) < 1 / (1 + np.exp(-2 * pixels[bands.index("B04")]))
    return pixels, np.where(trees, 1 << TREES, 1 << WATER).astype(np.uint16)


@pytest.fixture
def card(monkeypatch: pytest.MonkeyPatch) -> catalog.Card:
    """The shipped card, with data that are made up."""
    monkeypatch.setattr(calibration, "hls_chips", lambda _: [chip(n, HLS_BANDS, 64) for n in range(6)])
    monkeypatch.setattr(calibration, "hls_rows", lambda _: [{"cluster": place} for place in PLACES])
    monkeypatch.setattr(calibration, "potsdam_east", lambda _: chip(9, BANDS, 128))
    return dataclasses.replace(catalog.find_card(None, "segmentation"), calibration=Calibration(9.0))


def calibrated(card: catalog.Card, monkeypatch: pytest.MonkeyPatch, **excess: float) -> tuple[Any, str]:
    monkeypatch.setattr(calibration, "load_segmentation", lambda card, *_: Overconfident(card, **excess))
    return calibrate(card, Path(), CPU)


def test_an_overconfident_model_gets_its_temperature(
    card: catalog.Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever its card said before; and visible bands need no other one."""
    document, page = calibrated(card, monkeypatch)
    assert document["temperature"] == pytest.approx(2.5, rel=0.05)
    assert "visible_only" not in document
    error = document["expected_calibration_error"]
    assert error["before"] > 0.08
    assert error["after"] < 0.02
    assert ", met." in page
    assert page.count("## Reliability") == 4
    assert catalog.calibration_of({"calibration": document}) == Calibration(document["temperature"])


def test_visible_bands_get_another_temperature_where_they_need_it(
    card: catalog.Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    document, page = calibrated(card, monkeypatch, excess_of_visible=8.0)
    assert document["temperature"] == pytest.approx(2.5, rel=0.05)
    assert document["visible_only"] == pytest.approx(8.0, rel=0.05)
    assert "does not suffice" in page


def test_a_temperature_that_does_not_carry_over_is_not_taken(
    card: catalog.Card, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Here the places' labels contradict each other: one half is sure of what is wrong in the other."""

    def labelled(_: Path) -> list[tuple[np.ndarray, np.ndarray]]:
        chips = []
        for number, first in enumerate(first_half(list(PLACES))):
            pixels, sets = chip(number, HLS_BANDS, 64)
            sharp = np.where(pixels[HLS_BANDS.index("B04")] > 0, 1 << TREES, 1 << WATER)
            chips.append((pixels, sharp.astype(np.uint16) if first else sets))
        return chips

    monkeypatch.setattr(calibration, "hls_chips", labelled)
    document, page = calibrated(card, monkeypatch, excess=1.0, excess_of_visible=1.0)
    assert document["halves"][0] < 0.5 < document["halves"][1]
    assert document["temperature"] == 1.0
    assert "the card says 1" in page


def test_the_halves_keep_places_whole() -> None:
    """Several dates of one place are no independent samples; the order is that of the numbers."""
    assert first_half(["100", "7", "30", "7", "200"]) == [True, True, False, True, False]


def judged_of(sure: float, right: float, samples: int = 1000) -> Judged:
    logits = torch.tensor([sure, 1 - sure]).log().expand(samples, 2)
    truth = (torch.arange(samples) >= round(right * samples)).long()
    return Judged(logits, truth, torch.zeros(samples))


def test_the_halves_errors_do_not_cancel_out() -> None:
    """One too sure by a tenth, the other too doubtful by as much: together they would look perfect."""
    one, other = judged_of(0.8, 0.7), judged_of(0.8, 0.9)
    both = Judged(
        *(torch.cat(parts) for parts in zip(*(vars(j).values() for j in (one, other)), strict=True))
    )
    first = torch.arange(2000) < 1000
    assert line("", both, 1.0).after.error == pytest.approx(0.0, abs=1e-6)
    assert crossed("", both, first, Fit(1.0, 1.0, 1.0)).after.error == pytest.approx(0.1, abs=1e-6)


@pytest.mark.parametrize("workers", [0, 2])
def test_bands_gain_and_labels_are_those_that_were_asked_for(workers: int) -> None:
    """The red band is found in any order; pixels with two or other classes do not count."""
    card = dataclasses.replace(catalog.find_card(None, "segmentation"), calibration=None)
    pixels, sets = chip(1, HLS_BANDS, 16)
    sets[0] = 1 << TREES | 1 << WATER
    sets[1] = 1 << classes.CODES.index(90)
    device = dataclasses.replace(CPU, workers=workers)
    names = ("B04", "B8A", "B02")
    found = judge(Overconfident(card, 1.0), [(pixels, sets)] * 2, HLS_BANDS, names, (10, 80), device, 1.5)
    assert found.truth.shape == (2 * 14 * 16,)
    assert found.chip.tolist() == [0] * 14 * 16 + [1] * 14 * 16
    red = torch.from_numpy(1.5 * pixels[HLS_BANDS.index("B04"), 2:].ravel()).repeat(2)
    torch.testing.assert_close(found.logits[:, TREES] - found.logits[:, WATER], 2 * red, atol=1e-3, rtol=1e-3)


def test_the_card_gets_what_was_found(
    card: catalog.Card, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """And no longer says that its probabilities are not calibrated."""
    document = {**card.document, "limits": f"Snow is rare. {NOT_CALIBRATED} Labels depend."}
    document.pop("calibration", None)
    (tmp_path / f"{card.id}.json").write_text(json.dumps(document), "utf-8")
    monkeypatch.setattr("benchmarks.shipped.CARDS", tmp_path)
    monkeypatch.setattr(calibration, "PAGE", tmp_path / "page.md")
    shipped = catalog.read_card(tmp_path / f"{card.id}.json")
    monkeypatch.setattr(judged_pixels, "find_card", lambda *_: shipped)
    monkeypatch.setattr(calibration, "load_segmentation", lambda card, *_: Overconfident(card))
    monkeypatch.setattr("sys.argv", ["calibration", str(tmp_path), "--device", "cpu", "--write-card"])
    calibration.main()
    written = catalog.read_card(tmp_path / f"{card.id}.json")
    assert written.calibration is not None
    assert written.calibration.temperature == pytest.approx(2.5, rel=0.05)
    assert written.document["limits"] == "Snow is rare. Labels depend."
    assert {**written.document, "calibration": 0, "limits": 0} == {**document, "calibration": 0, "limits": 0}
    assert "# Calibration" in (tmp_path / "page.md").read_text("utf-8")


def test_coarser_numbers_are_others_but_say_nearly_the_same() -> None:
    """The three models of the table do compute differently, so that their agreement means something."""
    card = dataclasses.replace(catalog.find_card(None, "segmentation"), calibration=None)
    models = robustness.with_numbers(card, CPU)
    models["as the engine loads it"] = catalog.load_segmentation(card, CPU.id)
    torch.manual_seed(2)
    smooth = torch.nn.functional.interpolate(torch.rand(1, 4, 8, 8), size=64, mode="bicubic").clamp(0, 1)
    names = ("B01", "B02", "B04", "B08")
    found = []
    for model in models.values():
        selection = model.select_bands(robustness.given(names))
        with torch.inference_mode():
            found.append(
                model.probabilities(smooth * 0.4, torch.ones(1, 64, 64, dtype=torch.bool), selection)
            )
    # The processor decides which of the first two the engine takes, and the model says which it is.
    in_bfloat16 = models["as the engine loads it"].precision == "bfloat16"
    assert torch.equal(found[int(in_bfloat16)], found.pop())
    for other in found[1:]:
        assert not torch.equal(found[0], other)
        torch.testing.assert_close(found[0], other, atol=0.15, rtol=0)
