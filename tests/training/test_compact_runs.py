"""Compact networks in runs: labels of whole images, and pretraining; usable as models of the catalogue."""

import csv
import hashlib
import json
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import pytest
import rasterio
import torch
from safetensors.torch import load_file, save_file

from models import catalog, devices, inference
from models.cli import main
from models.events import Events
from models.rasters.bands import SENTINEL2, Band
from models.rasters.windows import Window
from models.scenes.model import load_scene_model
from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT
from models.spectralgpt.compact_change import rooted
from models.spectralgpt.inputs import InputRecipe
from models.tasks.training import train
from models.training.chips import NONE, Maker, Scenes, Variation, joined
from models.training.learner import Learner
from models.training.places import Image, Item
from tests.training import toy_data

SMALL = CompactConfig(
    width=32, heads=4, spectral_blocks=1, spatial_blocks=1, radius=1, full=8, half=8, quarter=16
)

LEARNING = {"steps": 60, "rate": 3e-3, "validate_every": 5, "average": 0.9}


@pytest.fixture(autouse=True)
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's catalogue, with a small compact network to start from."""
    folder = tmp_path / "models"
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(folder))
    monkeypatch.setattr(devices, "_processor_has_bf16", lambda: False)
    monkeypatch.setattr(inference, "_loaded", {})
    folder.mkdir()
    torch.manual_seed(0)
    save_file(CompactSpectralGPT(SMALL).state_dict(), folder / "small.safetensors")
    card = {
        "id": "small",
        "version": "1",
        "task": "segmentation",
        "title": {"en": "Small"},
        "architecture": {"name": "compact", **SMALL.to_dict()},
        "bands": [
            {"name": b, "wavelength": SENTINEL2[b].wavelength, "width": SENTINEL2[b].width}
            for b in toy_data.BANDS
        ],
        "scheme": "worldcover",
        "classes": [10, 20, 30, 40, 50, 60, 70, 80, 90],
        "chip": 64,
        "overlap": 16,
        "weights": "small.safetensors",
        "sha256": hashlib.sha256((folder / "small.safetensors").read_bytes()).hexdigest(),
        "licence": "MIT",
    }
    (folder / "small.json").write_text(json.dumps(card))
    return folder


def run(folder: Path, task: str, **tables: Any) -> dict[str, Any]:
    tables["network"] = {"start": "small", **tables.get("network", {})}
    return train({"config": str(toy_data.save(folder, task, **tables))}, Events())


def class_folders(folder: Path, count: int = 24, side: int = 32) -> None:
    for number in range(count):
        kind = number % 3
        numbers = toy_data.reflectance(np.full((side, side), kind), toy_data.BANDS, number)
        toy_data.write(folder / "data" / "abc"[kind] / f"{number}.tif", numbers, toy_data.BANDS)


def test_images_of_classes_become_labels_of_cells(tmp_path: Path) -> None:
    class_folders(tmp_path)
    result = run(
        tmp_path,
        "scenes",
        data={"folder": "data", "validation": 0.3},
        training={"steps": 50, "rate": 3e-3, "validate_every": 25, "average": 0.9},
    )
    assert result["scores"]["overall_accuracy"] > 0.8
    assert result["network"]["started"] == "from small with a new last layer"
    card = catalog.find_card("toy", "classification")
    assert card.architecture["scenes"] == 3
    # Images go in as they are, at their own resolution.
    assert card.chip == 32
    assert card.document["cell"] == {"pixels": 32, "resolution": 10.0, "resize": 32}

    # A scene of two classes in four cells, without a band that the network knows.
    kinds = np.array([[0, 1], [1, 0]]).repeat(32, 0).repeat(32, 1)
    names = tuple(name for name in toy_data.BANDS if name != "B05")
    scene = toy_data.write(tmp_path / "scene.tif", toy_data.reflectance(kinds, names, 99), names)
    words = ["scenes", scene, "--model", "toy", "--output", tmp_path / "o.gpkg", "--device", "cpu"]
    assert main([str(word) for word in words]) == 0
    *_, fields = pyogrio.raw.read(tmp_path / "o.gpkg", columns=["code"])
    assert sorted(fields[0].tolist()) == [1, 1, 2, 2]


def test_several_labels_need_a_sigmoid(tmp_path: Path) -> None:
    class_folders(tmp_path, 12)
    rows = [f"{'abc'[n % 3]}/{n}.tif,{'|'.join(['even', 'abc'[n % 3]][n % 2 :])}" for n in range(12)]
    (tmp_path / "data" / "t.csv").write_text("\n".join(["file,label", *rows]))
    data = {"folder": "data", "table": "t.csv", "multiple": True, "validation": 0.3}
    result = run(tmp_path, "scenes", data=data, training={"steps": 2})
    assert 0 < result["scores"]["map"] <= 1
    scene = tmp_path / "data" / "b" / "1.tif"
    words = ["scenes", scene, "--model", "toy", "--output", tmp_path / "o.gpkg", "--device", "cpu"]
    assert main([str(word) for word in words]) == 0
    assert json.loads((tmp_path / "o.run.json").read_text())["labels"] == "multiple"


def test_only_what_a_task_uses_is_trained(tmp_path: Path, models_folder: Path) -> None:
    """Weight decay alone must not wear out the decoder of a network that labels images."""
    class_folders(tmp_path, 6)
    run(tmp_path, "scenes", data={"folder": "data"}, training={"steps": 3, "rate": 1e-2, "average": 0.0})
    before, after = (
        load_file(models_folder / "small.safetensors"),
        load_file(tmp_path / "run" / "toy.safetensors"),
    )
    same = {name.split(".")[0] for name in before if name in after and torch.equal(before[name], after[name])}
    changed = {
        name.split(".")[0] for name in before if name in after and not torch.equal(before[name], after[name])
    }
    assert "decoder" in same - changed
    assert "encoder" in changed


def test_a_pixel_that_is_no_data_is_hidden_from_the_classifier(tmp_path: Path) -> None:
    class_folders(tmp_path, 6)
    run(tmp_path, "scenes", data={"folder": "data"}, training={"steps": 1})
    model = load_scene_model(catalog.find_card("toy", "classification"), "cpu")
    channels = [(name, SENTINEL2[name]) for name in toy_data.BANDS]
    bands = [Band(name, band.wavelength, band.width, "", 1, 10.0, "user") for name, band in channels]
    selection = model.select_bands(bands)
    torch.manual_seed(0)
    chips, valid = torch.rand(1, len(bands), 40, 40), torch.ones(1, 40, 40, dtype=torch.bool)
    valid[:, :12] = False
    with torch.inference_mode():
        one = model.probabilities(chips, valid, selection)
        chips[:, :, :12] = torch.nan
        other = model.probabilities(chips, valid, selection)
        whole = model.probabilities(chips.nan_to_num(0.3), torch.ones_like(valid), selection)
    assert torch.equal(one, other)
    assert not torch.equal(one, whole)
    torch.testing.assert_close(one.sum(1), torch.ones(1))


def unlabelled(folder: Path) -> None:
    for number in range(3):
        numbers = toy_data.reflectance(toy_data.patches(96, 96, number), toy_data.BANDS, number)
        toy_data.write(folder / "data" / f"{number}.tif", numbers, toy_data.BANDS)


@pytest.mark.parametrize("objective", ["reconstruction", "discrimination"])
def test_pretraining_learns_and_reconstructs(tmp_path: Path, objective: str) -> None:
    unlabelled(tmp_path)
    tables = {
        "data": {"folder": "data", "validation": 0.3},
        "network": {"chip": 40},
        "pretraining": {"objective": objective},
    }
    # With a smaller weight, and two tasks beside it, reconstruction takes longer to learn.
    training = {**LEARNING, "steps": 60 if objective == "reconstruction" else 150}
    run(tmp_path, "pretraining", training=training, **tables)
    with (tmp_path / "run" / "metrics.csv").open(newline="") as file:
        measured = [float(row["measured"]) for row in csv.DictReader(file) if row["measured"]]
    assert measured[-1] < measured[0]
    card = catalog.find_card("toy", "pretraining")
    assert card.architecture["name"] == "compact"
    # As the plugin's dialog is to offer them: visible, near and short-wave infrared.
    groups = [band["group"] for band in card.document["bands"]]
    assert groups == [1] * 4 + [2] * 5 + [3] * 2

    scene = tmp_path / "data" / "0.tif"
    words = ["reconstruct", scene, "--model", "toy", "--output", tmp_path / "r.tif", "--groups", "2"]
    words += ["--device", "cpu"]
    assert main([str(word) for word in words]) == 0
    with rasterio.open(tmp_path / "r.tif") as made, rasterio.open(scene) as truth:
        values, before = made.read(), truth.read() / 10_000
    infrared = [k for k, name in enumerate(toy_data.BANDS) if 690 < SENTINEL2[name].wavelength < 1000]
    rest = [k for k in range(len(toy_data.BANDS)) if k not in infrared]
    np.testing.assert_allclose(values[rest], before[rest], atol=1e-4)
    assert np.isfinite(values).all()
    assert (np.abs(values[infrared] - before[infrared]) > 1e-3).mean() > 0.9
    # Better than saying the mean everywhere: the other bands tell what is there.
    error = np.abs(values[infrared] - before[infrared]).mean()
    guess = np.abs(before[infrared].mean((1, 2), keepdims=True) - before[infrared]).mean()
    assert error < guess
    spectra = json.loads((tmp_path / "r.run.json").read_text())["bands"]
    assert {row["band"] for row in spectra if row["pixels"]} == {toy_data.BANDS[k] for k in infrared}
    assert [row["group"] for row in spectra] == groups
    words = ["embed", scene, "--output", tmp_path / "f.tif", "--model", "toy", "--device", "cpu"]
    assert main([str(word) for word in words]) == 0


def test_a_pretrained_network_goes_on_to_segmentation(tmp_path: Path) -> None:
    unlabelled(tmp_path)
    tables = {"data": {"folder": "data"}, "network": {"chip": 32}, "training": {"steps": 1}}
    run(tmp_path, "pretraining", name="first", output="first", **tables)
    toy_data.scene_with_polygons(tmp_path, 160)
    data = {"scene": ["scene.tif"], "polygons": "training.gpkg", "block": 32}
    result = run(
        tmp_path, "segmentation", data=data, network={"start": "first", "chip": 32}, training={"steps": 1}
    )
    assert result["network"]["started"] == "from first with a new last layer"
    first, second = (
        load_file(tmp_path / name) for name in ("first/first.safetensors", "run/toy.safetensors")
    )
    assert second["classifier.weight"].shape[0] == 3
    # One step of a small rate: what was learned is still there.
    torch.testing.assert_close(first["encoder.norm.weight"], second["encoder.norm.weight"], atol=1e-2, rtol=0)


def test_norms_that_do_not_learn_keep_their_statistics() -> None:
    network = torch.nn.Sequential(torch.nn.BatchNorm1d(2), torch.nn.BatchNorm1d(2))
    network[0].requires_grad_(False)
    Learner(network, {}, InputRecipe(), True, 32, False, "").train()
    network(torch.randn(8, 2) + 3)
    first, second = (norm.running_mean for norm in network)
    assert torch.equal(first, torch.zeros(2))
    assert not torch.equal(second, torch.zeros(2))


def pairs(folder: Path, haze: int = 0) -> np.ndarray:
    """Two dates and what changed between them; `haze` is added to the whole second date."""
    before = toy_data.patches(256, 256, 1, classes=2)
    mask = toy_data.patches(256, 256, 5) == 0
    after = np.where(mask, 2, before)
    for date, classes in (("before", before), ("after", after)):
        numbers = toy_data.reflectance(classes, toy_data.BANDS, len(date)) + haze * (date == "after")
        toy_data.write(folder / date / "a.tif", numbers.astype(np.uint16), toy_data.BANDS)
    toy_data.write_labels(folder / "labels" / "a.tif", mask)
    return mask


CHANGE = {"data": {"block": 32}, "training": {"steps": 40, "rate": 3e-3, "average": 0.9, "batch": 4}}


def test_two_dates_become_a_change_mask(tmp_path: Path, models_folder: Path) -> None:
    mask = pairs(tmp_path)
    result = run(tmp_path, "change", network={"chip": 32}, **CHANGE)
    # Guessing change everywhere would reach an F1 of twice the share over one more.
    chance = 2 * mask.mean() / (1 + mask.mean())
    assert result["scores"]["f1"] > chance + 0.2
    assert result["network"]["started"] == "from small with a new head"
    card = catalog.find_card("toy", "change")
    assert card.architecture["name"] == "compact-change"
    assert card.document["network"]["name"] == "compact"
    # Maps are made in windows of the model that it began from, whatever it was trained on.
    assert (card.chip, card.overlap) == (64, 16)
    # It holds its own network: the one that it began from may go.
    (models_folder / "small.json").unlink()
    words = ["change", tmp_path / "before" / "a.tif", tmp_path / "after" / "a.tif", "--method", "spectralgpt"]
    words += ["--model", "toy", "--output", tmp_path / "c.tif", "--device", "cpu"]
    assert main([str(word) for word in words]) == 0
    with rasterio.open(tmp_path / "c.tif") as file:
        found = file.read(1)
    assert found[mask].mean() > found[~mask].mean() + 0.3
    # And a later run goes on from both, network and head.
    again = {**CHANGE, "training": {"steps": 1, "rate": 1e-5}}
    second = run(
        tmp_path, "change", name="again", output="again", network={"start": "toy", "chip": 32}, **again
    )
    assert second["network"]["started"] == "from toy"
    assert second["scores"]["f1"] == pytest.approx(result["scores"]["f1"], abs=0.1)


def test_a_frozen_network_teaches_its_head_alone(tmp_path: Path, models_folder: Path) -> None:
    pairs(tmp_path)
    tables = {"data": {"block": 32}, "training": {"steps": 2, "average": 0.0, "batch": 2}}
    run(tmp_path, "change", network={"chip": 32, "freeze": True}, **tables)
    before, after = (
        load_file(models_folder / "small.safetensors"),
        load_file(tmp_path / "run" / "toy.safetensors"),
    )
    assert all(
        torch.equal(after[f"network.{name}"], value)
        for name, value in before.items()
        if not name.startswith("classifier.")
    )
    assert any(name.startswith("head.") for name in after)


def test_what_a_whole_scene_differs_by_is_known_of_each_chip(tmp_path: Path) -> None:
    """Season and haze of a scene must not look like change of all of it, in training as in use."""
    pairs(tmp_path, haze=1500)
    images = [Image((str(tmp_path / date / "a.tif"),)) for date in ("before", "after")]
    maker = Maker(Scenes(InputRecipe(toy_data.BANDS), limits=False), 32, raw=True)
    item = Item("a", (images[0], images[1]))
    random = np.random.default_rng(0)
    batch = maker.window(item, Window(0, 0, 32, 32), None, NONE, random)
    centre, scale = batch.statistics.unbind(-1)
    assert centre.shape == (1, len(toy_data.BANDS))
    truth = rooted(torch.tensor([0.22, 0.37])).diff()
    assert (centre - truth).abs().max() < 0.6
    assert (centre > 0.3).all()
    assert (scale > 0).all()
    # A date that is made brighter differs more, and its statistics say so.
    bright = maker.window(item, Window(0, 0, 32, 32), None, Variation(gain=0.5), np.random.default_rng(3))
    assert not torch.equal(bright.statistics, batch.statistics)
    both = joined([batch, bright])
    assert torch.equal(both.statistics[1:], bright.statistics)
