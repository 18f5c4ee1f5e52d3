"""General evidence that a network refines: what is learnt from a sample, and the whole task."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
from change_fakes import pair_with_change, write_date
from engine_fakes import Recorder

from benchmarks.change import forest, judged, oscd, ours, refined
from benchmarks.metrics import average_precision, roc_auc
from models.change import refinement
from models.change.refinement import fit_refinement
from models.devices import choose_device
from models.errors import Cancelled, EngineError
from models.tasks.change import change, estimate


def sample(pixels: int = 20_000) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Features of which one tells change, energies that tell it badly, and what changed (a tenth)."""
    rng = np.random.default_rng(0)
    changed = rng.random(pixels) < 0.1
    features = rng.normal(size=(pixels, 6)).astype(np.float32)
    features[:, 2] += 3 * changed
    energy = np.exp(rng.normal(size=pixels) + 1.0 * changed).astype(np.float32)
    return features, energy, changed


def refine(learnt: refinement.Refinement, features: np.ndarray, energy: np.ndarray) -> np.ndarray:
    return learnt(energy, features @ learnt.weights + np.float32(learnt.bias))


def test_what_clear_changes_have_in_common_is_learnt() -> None:
    features, energy, changed = sample()
    learnt = fit_refinement(features, energy)
    assert np.abs(learnt.weights).argmax() == 2
    found = refine(learnt, features, energy)
    assert roc_auc(found, changed) > roc_auc(energy, changed) + 0.01
    assert average_precision(found, changed) > average_precision(energy, changed) + 0.01


def test_evidence_keeps_its_distribution() -> None:
    """As much of the scene as before lies above any threshold."""
    features, energy, _ = sample()
    found = refine(fit_refinement(features, energy), features, energy)
    for share in (0.1, 0.5, 0.9, 0.99):
        assert np.quantile(found, share) == pytest.approx(np.quantile(energy, share), rel=0.03)


def test_more_evidence_or_a_better_score_is_never_less() -> None:
    features, energy, _ = sample()
    learnt = fit_refinement(features, energy)
    ladder = np.geomspace(energy.min() / 2, energy.max() * 2, 50).astype(np.float32)
    assert (np.diff(learnt(ladder, np.zeros_like(ladder))) >= 0).all()
    scores = np.linspace(-20, 20, 50).astype(np.float32)
    assert (np.diff(learnt(np.full_like(scores, np.median(energy)), scores)) >= 0).all()


def test_a_change_that_the_sample_has_not_is_not_cut_off() -> None:
    features, energy, _ = sample()
    learnt = fit_refinement(features, energy)
    strongest = np.float32(20 * energy.max())
    lowest, highest = (learnt(strongest, np.float32(score)) for score in (-50, 50))
    assert lowest > energy.max()
    assert highest > strongest / 2


def test_where_nothing_differs_nothing_is_learnt() -> None:
    features, energy, _ = sample(500)
    learnt = fit_refinement(features, np.ones_like(energy))
    assert not learnt.weights.any()
    assert np.allclose(refine(learnt, features, np.ones_like(energy)), 1)


@pytest.fixture
def dates(tmp_path: Path) -> dict[str, Any]:
    """A meadow of which a square becomes soil."""
    before, after, _ = pair_with_change(160, 160)
    paths = [write_date(tmp_path / name, date) for name, date in (("a.tif", before), ("b.tif", after))]
    return {
        "before": [paths[0]],
        "after": [paths[1]],
        "output": str(tmp_path / "c.tif"),
        "evidence": str(tmp_path / "e.tif"),
        "method": "refined",
        "device": "cpu",
    }


def read(path: str) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(1)


def test_the_change_is_found_with_what_ships(tmp_path: Path, dates: dict[str, Any]) -> None:
    result = change(dates, Recorder())
    _, _, where = pair_with_change(160, 160)
    found = read(dates["output"]) == 1
    assert found[where].all()
    # The evidence is a mean over three by three pixels.
    assert found.sum() < 1.4 * where.sum()
    assert result["method"] == "refined"
    card = json.loads((tmp_path / "c.run.json").read_text())
    assert card["change_model"]["id"] == "landcover-small"
    assert card["statistics"]["model"]["wavelengths"][:2] == [492.3, 559.4]
    assert card["device"]["precision"] == ("bfloat16" if choose_device("cpu").bf16 else "float32")


@pytest.mark.parametrize("share", [0.05, 0.09])
def test_a_cancelled_run_goes_on_to_the_same_result(
    tmp_path: Path, dates: dict[str, Any], share: float
) -> None:
    """While it learns, and while it compares."""
    change(dates, Recorder())
    again = {**dates, "output": str(tmp_path / "d.tif"), "evidence": str(tmp_path / "f.tif")}
    with pytest.raises(Cancelled):
        change(again, Recorder(cancel_at=share))
    assert not Path(again["output"]).exists()
    change({**again, "resume": True}, Recorder())
    assert np.array_equal(read(again["evidence"]), read(dates["evidence"]))


def test_a_part_of_the_scene_is_mapped_alike(tmp_path: Path, dates: dict[str, Any]) -> None:
    """Other surroundings are learnt from, but the change is where it was."""
    change(dates, Recorder())
    region = "600150,5298850,601150,5299850"
    part = {**dates, "output": str(tmp_path / "p.tif"), "evidence": str(tmp_path / "q.tif"), "region": region}
    change(part, Recorder())
    whole, found = read(dates["output"])[15:115, 15:115] == 1, read(part["output"]) == 1
    assert found.shape == whole.shape
    assert (found & whole).sum() > 0.75 * (found | whole).sum() > 0


def test_the_estimate_knows_that_a_network_runs(dates: dict[str, Any]) -> None:
    given = {name: value for name, value in dates.items() if name not in ("output", "evidence")}
    plain, with_network = (estimate({**given, "method": method}) for method in ("general", "refined"))
    assert with_network["seconds"] > plain["seconds"]


def test_networks_without_features_of_pixels_are_refused(
    dates: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    from models import inference

    class Other:
        chip, overlap = 128, 32

    monkeypatch.setattr(inference, "_load", lambda card, device: Other())
    with pytest.raises(EngineError) as refused:
        change(dates, Recorder())
    assert refused.value.code == "change.no_features"


@pytest.mark.slow
def test_it_is_better_than_general_evidence_on_real_pairs(data_folder: Path) -> None:
    for tiles in (oscd(data_folder, "bercy"), oscd(data_folder, "dubai_west"), forest(data_folder)):
        plain, better = (judged(line(tiles), tiles) for line in (ours("general")[0], refined))
        assert roc_auc(*better) > roc_auc(*plain)
        assert average_precision(*better) > average_precision(*plain)


def test_too_little_memory_for_a_batch_is_survived(
    dates: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While it learns: halved batches, the result as with enough memory."""
    monkeypatch.setattr(refinement, "SAMPLE_PIXELS", 10_000)
    change(dates, Recorder())
    expected = read(dates["evidence"])
    whole = refinement.RefinedInference.__call__
    sizes = []

    def call(self: refinement.RefinedInference, chips: np.ndarray, valid: np.ndarray) -> np.ndarray:
        sizes.append(len(chips))
        if len(chips) > 2:
            raise MemoryError
        return whole(self, chips, valid)

    monkeypatch.setattr(refinement.RefinedInference, "__call__", call)
    events = Recorder()
    change({**dates, "batch": 5, "overwrite": True}, events)
    assert max(sizes) == 5
    assert "engine.smaller_batch" in events.codes
    assert np.array_equal(read(dates["evidence"]), expected)
