"""A temperature makes confidence mean accuracy, changes no label, and nonsense on a card is refused."""

import dataclasses
import json
from pathlib import Path

import pytest
import torch

from models import catalog
from models.calibration import HOTTEST, Calibration
from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Band
from models.training.calibration import calibration_error, confidence, fit_temperature, reliability

VISIBLE = ("B02", "B03", "B04")


def honest_classifier(samples: int = 40_000) -> tuple[torch.Tensor, torch.Tensor]:
    """Logits (N, 9) whose probabilities are exactly how often each class is the true one."""
    generator = torch.Generator().manual_seed(1)
    logits = 1.5 * torch.randn(samples, 9, generator=generator)
    truth = torch.multinomial(logits.softmax(1), 1, generator=generator)[:, 0]
    return logits, truth


def error_of(logits: torch.Tensor, truth: torch.Tensor, temperature: float = 1.0) -> float:
    right = logits.argmax(1) == truth
    return calibration_error(reliability(confidence(logits, temperature), right))


@pytest.mark.parametrize("excess", [0.4, 1.0, 2.5])
def test_a_classifier_that_is_too_sure_or_too_shy_gets_its_temperature(excess: float) -> None:
    logits, truth = honest_classifier()
    found = fit_temperature(excess * logits, truth)
    assert found == pytest.approx(excess, rel=0.03)
    assert error_of(excess * logits, truth, found) < 0.01
    if excess != 1:
        assert error_of(excess * logits, truth) > 0.1


def test_the_temperature_is_the_same_for_log_probabilities() -> None:
    """A model of any kind can be fitted by what it gives out."""
    logits, truth = honest_classifier(5000)
    expected = fit_temperature(3 * logits, truth)
    assert fit_temperature((3 * logits).log_softmax(1), truth) == pytest.approx(expected, rel=1e-3)


def test_labels_that_tell_nothing_give_the_hottest_temperature_and_none_are_refused() -> None:
    logits = torch.tensor([[5.0, -5.0], [5.0, -5.0]])
    assert fit_temperature(logits, torch.tensor([0, 1])) == pytest.approx(HOTTEST, rel=1e-3)
    with pytest.raises(ValueError, match="samples"):
        fit_temperature(logits[:0], torch.zeros(0, dtype=torch.long))


def test_the_error_is_the_weighted_gap_of_the_bins() -> None:
    """By hand: 2 of 4 right at .85, 1 of 1 right at .25; a confidence of 1 belongs to the last bin."""
    sure = torch.tensor([0.85, 0.85, 0.85, 0.85, 0.25])
    right = torch.tensor([True, True, False, False, True])
    table = reliability(sure, right, bins=10)
    assert [entry.samples for entry in table] == [0, 0, 1, 0, 0, 0, 0, 0, 4, 0]
    assert calibration_error(table) == pytest.approx((4 * 0.35 + 1 * 0.75) / 5)
    assert reliability(torch.ones(3), torch.ones(3, dtype=torch.bool))[-1].samples == 3


def shipped() -> tuple[catalog.Card, list[Band]]:
    bands = [Band(name, SENTINEL2[name].wavelength, None, "", 1, None, "metadata") for name in SENTINEL2]
    return dataclasses.replace(catalog.find_card(None, "segmentation"), calibration=None), bands


@pytest.mark.parametrize("names", [tuple(SENTINEL2), VISIBLE])
def test_the_engine_applies_the_card_and_no_label_changes(names: tuple[str, ...]) -> None:
    """Probabilities are those of the logits divided by the temperature for the scene's bands."""
    card, bands = shipped()
    warm = dataclasses.replace(card, calibration=Calibration(2.0, visible_only=4.0))
    plain, calibrated = (catalog.load_segmentation(each, "cpu") for each in (card, warm))
    selection = plain.select_bands([band for band in bands if band.name in names])
    torch.manual_seed(3)
    chips = torch.rand(1, len(selection.positions), 64, 64) * 0.4
    valid = torch.ones(1, 64, 64, dtype=torch.bool)
    with torch.inference_mode():
        before, after = (m.probabilities(chips, valid, selection) for m in (plain, calibrated))
    assert torch.equal(before.argmax(1), after.argmax(1))
    temperature = 4.0 if names == VISIBLE else 2.0
    torch.testing.assert_close(after, (before.log() / temperature).softmax(1), atol=1e-4, rtol=1e-3)
    assert after.amax(1).mean() < before.amax(1).mean() - 0.05


def card_with(folder: Path, calibration: object) -> Path:
    document = dict(catalog.find_card(None, "segmentation").document)
    path = folder / "own.json"
    path.write_text(json.dumps({**document, "id": "own", "calibration": calibration}), "utf-8")
    return path


def test_a_card_without_calibration_is_read_as_such_and_one_with_it_says_it(tmp_path: Path) -> None:
    assert catalog.read_card(card_with(tmp_path, None)).calibration is None
    stated = {"temperature": 1.3, "visible_only": 1.7, "method": "any"}
    found = catalog.read_card(card_with(tmp_path, stated)).calibration
    assert found == Calibration(1.3, 1.7)
    assert found.document() == {"temperature": 1.3, "visible_only": 1.7}
    assert catalog.read_card(card_with(tmp_path, {"temperature": 2})).calibration == Calibration(2.0)


@pytest.mark.parametrize(
    "stated",
    [
        {"temperature": 0},
        {"temperature": -1.2},
        {"temperature": float("nan")},
        {"temperature": float("inf")},
        {"temperature": 10**400},
        {"temperature": "1.2"},
        {"temperature": True},
        {"temperature": 1.2, "visible_only": 0.0},
        {"visible_only": 1.2},
        1.2,
        [],
    ],
)
def test_a_nonsense_temperature_is_refused_with_one_sentence(tmp_path: Path, stated: object) -> None:
    with pytest.raises(EngineError) as caught:
        catalog.read_card(card_with(tmp_path, stated))
    assert caught.value.code == "model.bad_card"
    assert caught.value.message.count(". ") == 0
    assert "own" in caught.value.message
    assert "temperature" in caught.value.message


def test_a_users_card_with_a_nonsense_temperature_hides_no_other_model(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    card_with(tmp_path, {"temperature": -1})
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path))
    assert "own" not in [card.id for card in catalog.cards()]
    assert catalog.find_card(None, "segmentation").id == "landcover-small"


def test_what_a_run_card_says_about_the_model_has_the_temperature() -> None:
    """Finished strips of a run with another temperature are not taken over."""
    from models.inference import model_facts

    card, _ = shipped()
    assert "calibration" not in model_facts(card)
    warm = dataclasses.replace(card, calibration=Calibration(1.5))
    assert model_facts(warm)["calibration"] == {"temperature": 1.5}
