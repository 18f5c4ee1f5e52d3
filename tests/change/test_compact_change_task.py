"""A change head of our own as a model of the catalogue: tiny random weights through the whole task."""

import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import torch
from change_fakes import pair_with_change, write_date
from engine_fakes import Recorder
from safetensors.torch import save_file

from models import catalog, devices, inference
from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Band
from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT
from models.spectralgpt.compact_change import (
    ChangeHead,
    ChangeHeadConfig,
    Statistics,
    rooted,
    scene_statistics,
)
from models.tasks.change import change

CONFIG = CompactConfig(
    width=16, heads=2, spectral_blocks=1, spatial_blocks=1, radius=1, full=8, half=8, quarter=8
)
HEAD = ChangeHeadConfig(features=8, tokens=16, bands=4, width=8)
BANDS = ("B02", "B03", "B04", "B08", "B8A", "B11", "B12")


def write_model(folder: Path, name: str, state: dict[str, torch.Tensor], **entries: Any) -> str:
    """Weights in half precision and their card; gives the hash."""
    path = folder / f"{name}.safetensors"
    save_file({key: value.half().contiguous() for key, value in state.items()}, path)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    bands = [{"name": b, "wavelength": SENTINEL2[b].wavelength, "width": SENTINEL2[b].width} for b in BANDS]
    card = {
        "id": name,
        "version": "1",
        "title": {"en": name},
        "bands": bands,
        "weights": path.name,
        "sha256": digest,
        "licence": "GPL-3.0-or-later",
        **entries,
    }
    (folder / f"{name}.json").write_text(json.dumps(card))
    return digest


def write_change(folder: Path, backbone: str, digest: str, name: str = "tiny-change") -> None:
    torch.manual_seed(1)
    head = ChangeHead(HEAD)
    # Random heads say nearly the same everywhere.
    head.score.weight.data *= 20
    write_model(
        folder,
        name,
        {f"head.{key}": value for key, value in head.state_dict().items()},
        task="change",
        architecture={"name": "compact-change", "backbone": backbone, **HEAD.to_dict()},
        backbone_sha256=digest,
        chip=64,
        overlap=16,
    )


@pytest.fixture(autouse=True)
def folder(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's models: a compact network, and a change head on it."""
    folder = tmp_path_factory.mktemp("models")
    torch.manual_seed(0)
    digest = write_model(
        folder,
        "tiny-map",
        CompactSpectralGPT(CONFIG).state_dict(),
        task="segmentation",
        architecture={"name": "compact", **CONFIG.to_dict()},
        scheme="worldcover",
        classes=[10, 20, 30, 40, 50, 60, 70, 80, 90],
        chip=64,
        overlap=16,
    )
    write_change(folder, "tiny-map", digest)
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(folder))
    monkeypatch.setattr(devices, "_processor_has_bf16", lambda: False)
    monkeypatch.setattr(inference, "_loaded", {})
    return folder


def bands(*names: str) -> list[Band]:
    return [
        Band(name, SENTINEL2[name].wavelength, SENTINEL2[name].width, "s.tif", number, 10, "user")
        for number, name in enumerate(names, 1)
    ]


def run(tmp_path: Path, before: np.ndarray, after: np.ndarray, **more: Any) -> dict[str, Any]:
    paths = [write_date(tmp_path / name, date) for name, date in (("a.tif", before), ("b.tif", after))]
    parameters = {"before": [paths[0]], "after": [paths[1]], "output": str(tmp_path / "c.tif")}
    return change(
        {
            **parameters,
            "evidence": str(tmp_path / "e.tif"),
            "method": "spectralgpt",
            "model": "tiny-change",
            **more,
        },
        Recorder(),
    )


def test_the_evidence_is_the_heads_probability(tmp_path: Path, folder: Path) -> None:
    """One window, by hand: the bands that scene and model share, and the scene's own statistics."""
    before, after, _ = pair_with_change(64, 64)
    result = run(tmp_path, before, after)
    with rasterio.open(tmp_path / "e.tif") as file:
        evidence = file.read(1)
    stored = [
        torch.from_numpy(np.round(x * 10_000).astype(np.float32) / 10_000)[None] for x in (before, after)
    ]
    statistics = Statistics(*scene_statistics(*(rooted(date[0]).flatten(1) for date in stored)))
    card = catalog.find_card("tiny-change", "change")
    model = catalog.load_change(card, "cpu")
    wavelengths = [SENTINEL2[b].wavelength for b in ("B02", "B03", "B04", "B08", "B11", "B12")]
    with torch.inference_mode():
        valid = torch.ones(1, 1, 64, 64, dtype=torch.bool)
        probability = model.network.probabilities(*stored, wavelengths, statistics, valid)[0, 0].numpy()  # type: ignore[union-attr]
    assert np.ptp(evidence) > 3
    # The scene is read with what lies around it, so its rim is not the same.
    inner = (slice(24, 40), slice(24, 40))
    assert np.abs(evidence[inner] - 100 * probability[inner]).max() <= 2
    run_card = json.loads((tmp_path / "c.run.json").read_text())
    assert run_card["change_model"]["id"] == "tiny-change"
    assert result["method"] == "spectralgpt"
    assert result["threshold"] == 50


def test_statistics_are_those_of_the_scene() -> None:
    """A second date whose square roots are larger by 0.1, which is half a unit of the network."""
    before, _, _ = pair_with_change(96, 96)
    brighter = (np.sqrt(before) + 0.1).astype(np.float32) ** 2
    model = catalog.load_change(catalog.find_card("tiny-change", "change"), "cpu")
    chosen = model.select_pair(bands(*BANDS[:4]), bands(*BANDS[:4]))
    sample = (torch.from_numpy(before[:4].reshape(4, -1)), torch.from_numpy(brighter[:4].reshape(4, -1)))
    measured = chosen.with_statistics([sample])  # type: ignore[union-attr]
    assert np.allclose(measured.centre, 0.5, atol=0.02)
    assert chosen.centre == (0.0,) * 4


def test_bands_pair_off_by_wavelength(folder: Path) -> None:
    """In any order at either date; what only one date has is left out."""
    model = catalog.load_change(catalog.find_card("tiny-change", "change"), "cpu")

    chosen = model.select_pair(bands("B12", "B04", "B03", "B02"), bands("B02", "B03", "B04", "B08", "B12"))
    assert chosen.before.positions == [3, 2, 1, 0]
    assert chosen.after.positions == [0, 1, 2, 4]
    assert chosen.positions == [3, 2, 1, 0, 0, 1, 2, 4]
    with pytest.raises(EngineError, match="too few bands"):
        model.select_pair(bands("B02", "B03", "B04"), bands("B02", "B03"))


def test_a_scene_of_several_windows_is_covered(tmp_path: Path) -> None:
    """Every pixel gets evidence, also those of windows that stick out."""
    before, after, _ = pair_with_change(150, 170)
    run(tmp_path, before, after)
    with rasterio.open(tmp_path / "e.tif") as file:
        assert file.shape == (150, 170)
        assert (file.read(1) <= 100).all()


def test_a_head_on_other_weights_is_refused(folder: Path) -> None:
    """Features of a network that was trained again mean something else."""
    write_change(folder, "tiny-map", "0" * 64, "stale-change")
    write_change(folder, "gone-map", "0" * 64, "orphan-change")
    with pytest.raises(EngineError) as stale:
        catalog.load_change(catalog.find_card("stale-change", "change"), "cpu")
    assert stale.value.code == "model.damaged"
    with pytest.raises(EngineError) as orphan:
        catalog.load_change(catalog.find_card("orphan-change", "change"), "cpu")
    assert orphan.value.code == "model.unknown"


def test_there_is_nothing_to_scale(tmp_path: Path) -> None:
    """It takes reflectance, as our other networks."""
    before, after, _ = pair_with_change(64, 64)
    with pytest.raises(EngineError) as refused:
        run(tmp_path, before, after, scaling="chip-minmax")
    assert refused.value.code == "model.no_scaling"
