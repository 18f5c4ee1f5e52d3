"""Whole runs on toy data: better than chance, resumable bit by bit, and usable as models of the catalogue."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from safetensors.torch import load_file

from models import catalog, devices, inference
from models.cli import main
from models.errors import Cancelled, EngineError
from models.events import Events
from models.spectralgpt.pretraining import SpectralGPTPretraining
from models.tasks.training import train
from models.training.loop import Loop
from tests.training import toy_data, two_processes

TINY = {"name": "spectralgpt", "start": "scratch", "size": "tiny", "chip": 32}


@pytest.fixture(autouse=True)
def models_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's catalogue; numbers are exact on every processor."""
    folder = tmp_path / "models"
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(folder))
    monkeypatch.setattr(devices, "_processor_has_bf16", lambda: False)
    monkeypatch.setattr(inference, "_loaded", {})
    return folder


def run(path: Path, **more: object) -> dict[str, object]:
    return train({"config": str(path), **more}, Events())


def read(path: Path) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(1)


def log_of(folder: Path) -> list[dict[str, str]]:
    with (folder / "metrics.csv").open(newline="") as file:
        return list(csv.DictReader(file))


def scene_run(folder: Path, **tables: object) -> Path:
    data = {"scene": ["scene.tif"], "polygons": "training.gpkg", "block": 32}
    return toy_data.save(folder, "segmentation", data=data, **tables)


def classes_of_images(folder: Path, count: int = 24) -> None:
    """Images of one class each, in folders."""
    for number in range(count):
        kind = number % 3
        numbers = toy_data.reflectance(np.full((32, 32), kind), toy_data.TWELVE, number)
        # The scaling hides the level of a plain image, so each has a dark and a bright corner.
        numbers[:, :4, :4], numbers[:, -4:, -4:] = 100, 5000
        toy_data.write(folder / "abc"[kind] / f"{number}.tif", numbers, toy_data.TWELVE)


@pytest.mark.slow
def test_a_scene_with_polygons_becomes_a_map(tmp_path: Path, models_folder: Path) -> None:
    """The guide's way: polygons on a scene, the shipped network with a new last layer, segment."""
    truth = toy_data.scene_with_polygons(tmp_path, 160)
    path = scene_run(tmp_path, network={"chip": 32}, training={"steps": 60, "validate_every": 60})
    result = run(path)
    assert result["scores"]["overall_accuracy"] > 0.8
    card = catalog.find_card("toy", "segmentation")
    assert [entry.name["en"] for entry in catalog.class_scheme(card).classes] == ["Forest", "Water", "Wheat"]
    assert card.document["scores"][0]["mean_iou"] == result["scores"]["mean_iou"]
    assert "blocks of 32 x 32" in card.document["scores"][0]["data"]["en"]
    assert (tmp_path / "run" / "toy.safetensors").read_bytes() == (
        models_folder / "toy.safetensors"
    ).read_bytes()
    words = ["segment", tmp_path / "scene.tif", "--model", "toy", "--output", tmp_path / "map.tif"]
    assert main([str(word) for word in [*words, "--device", "cpu"]]) == 0
    codes = np.array([2, 3, 1])[truth]  # Water, Wheat, Forest in the order of names
    assert (read(tmp_path / "map.tif") == codes).mean() > 0.8


def test_check_says_what_there_is_and_trains_nothing(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], models_folder: Path
) -> None:
    toy_data.scene_with_polygons(tmp_path, 160)
    path = scene_run(tmp_path, network={"chip": 32})
    assert main(["train", str(path), "--check"]) == 0
    printed = capfd.readouterr().out
    assert "Wheat" in printed
    assert "blocks of 32 x 32 pixels, kept apart" in printed
    assert "validation_chips = 400" in printed
    assert not (tmp_path / "run").exists()
    assert not models_folder.exists()


class _StopAt(Events):
    """Cancels at a share of the run."""

    def __init__(self, share: float) -> None:
        self._share, self._stop = share, False

    def progress(self, fraction: float, text: str = "") -> None:
        self._stop = self._stop or fraction >= self._share

    @property
    def cancelled(self) -> bool:
        return self._stop


@pytest.mark.parametrize("task", ["scenes", "pretraining"])
def test_a_run_that_was_stopped_ends_as_if_it_was_not(tmp_path: Path, task: str) -> None:
    classes_of_images(tmp_path / "data")
    common = {
        "network": TINY,
        "training": {"steps": 8, "validate_every": 3},
        "publish": False,
        "data": {"folder": "data"},
        "pretraining": {"objective": "discrimination"},
    }
    whole = toy_data.document(task, output="whole", **common)
    run_whole = tmp_path / "whole.json"
    run_whole.write_text(json.dumps(whole))
    run(run_whole)
    stopped = tmp_path / "stopped.json"
    stopped.write_text(json.dumps({**whole, "output": "stopped"}))
    with pytest.raises(Cancelled):
        train({"config": str(stopped)}, _StopAt(0.4))
    state = torch.load(tmp_path / "stopped" / "checkpoint.pt", weights_only=True)
    assert state["step"] == 4
    torch.manual_seed(99)
    run(stopped)
    first, second = (load_file(tmp_path / name / "toy.safetensors") for name in ("whole", "stopped"))
    assert all(torch.equal(first[key], second[key]) for key in first)
    logs = [
        [(row["step"], row["loss"], row["scores"]) for row in log_of(tmp_path / name)]
        for name in ("whole", "stopped")
    ]
    assert logs[0] == logs[1]
    assert len(logs[0]) == 8


def _one_of_two(rank: int, config: str, ports: list[int]) -> None:
    two_processes.place(rank, *ports)
    result = train({"config": config}, Events())
    assert ("card" in result) == (rank == 0)


@pytest.mark.slow
def test_two_processes_train_what_one_does_with_twice_the_batch(tmp_path: Path) -> None:
    """The first one alone writes."""
    classes_of_images(tmp_path / "data", 18)
    common = {"network": TINY, "publish": False, "data": {"folder": "data"}}
    one, two = (
        toy_data.document("scenes", output=name, training={"steps": 4, "batch": batch}, **common)
        for name, batch in (("one", 4), ("two", 2))
    )
    (tmp_path / "one.json").write_text(json.dumps(one))
    (tmp_path / "two.json").write_text(json.dumps(two))
    run(tmp_path / "one.json")
    two_processes.spawn(_one_of_two, str(tmp_path / "two.json"))
    first, second = (load_file(tmp_path / name / "toy.safetensors") for name in ("one", "two"))
    for key in first:
        torch.testing.assert_close(second[key], first[key], atol=2e-4, rtol=0)
    losses = [[float(row["loss"]) for row in log_of(tmp_path / name)] for name in ("one", "two")]
    assert losses[0] == pytest.approx(losses[1], abs=0.05)


def test_other_settings_do_not_go_on_from_a_checkpoint(tmp_path: Path) -> None:
    classes_of_images(tmp_path / "data", 12)
    tables = {"network": TINY, "data": {"folder": "data"}}
    run(toy_data.save(tmp_path, "scenes", training={"steps": 2}, **tables))
    changed = toy_data.save(tmp_path, "scenes", training={"steps": 2, "batch": 3}, **tables)
    with pytest.raises(EngineError) as caught:
        run(changed)
    assert caught.value.code == "training.other_run"
    assert run(changed, overwrite=True)["steps"] == 2


def test_images_of_classes_become_labels_of_cells(tmp_path: Path) -> None:
    classes_of_images(tmp_path / "data")
    path = toy_data.save(
        tmp_path,
        "scenes",
        network=TINY,
        data={"folder": "data", "validation": 0.3},
        training={"steps": 60, "rate": 2e-3, "validate_every": 20},
    )
    result = run(path)
    assert result["scores"]["overall_accuracy"] > 0.6
    card = catalog.find_card("toy", "classification").document
    assert card["cell"] == {"pixels": 32, "resolution": 10.0, "resize": 32}
    scene = tmp_path / "data" / "b" / "1.tif"
    words = ["scenes", scene, "--model", "toy", "--output", tmp_path / "o.gpkg", "--device", "cpu"]
    assert main([str(word) for word in words]) == 0


def test_several_labels_are_measured_by_precision(tmp_path: Path) -> None:
    classes_of_images(tmp_path / "data", 18)
    rows = [f"{'abc'[n % 3]}/{n}.tif,{'|'.join(['even', 'abc'[n % 3]][n % 2 :])}" for n in range(18)]
    (tmp_path / "data" / "t.csv").write_text("\n".join(["file,label", *rows]))
    data = {"folder": "data", "table": "t.csv", "multiple": True, "validation": 0.3}
    result = run(toy_data.save(tmp_path, "scenes", network=TINY, data=data, training={"steps": 3}))
    assert 0 < result["scores"]["map"] <= 1
    card = catalog.find_card("toy", "classification")
    assert card.document["labels"] == "multiple"
    assert len(card.classes) == 4
    assert set(card.document["scores"][0]["average_precision_by_class"]) == {"1", "2", "3", "4"}


@pytest.mark.slow
def test_two_dates_become_a_change_mask(tmp_path: Path) -> None:
    before = toy_data.patches(256, 256, 1, classes=2)
    mask = toy_data.patches(256, 256, 5) == 0
    after = np.where(mask, 2, before)
    for date, classes in (("before", before), ("after", after)):
        numbers = toy_data.reflectance(classes, toy_data.TWELVE, len(date))
        toy_data.write(tmp_path / date / "a.tif", numbers, toy_data.TWELVE)
    toy_data.write_labels(tmp_path / "labels" / "a.tif", mask)
    path = toy_data.save(
        tmp_path,
        "change",
        network=TINY,
        data={"block": 32},
        training={"steps": 30, "batch": 2, "rate": 2e-3, "validate_every": 30},
    )
    result = run(path)
    # Guessing change everywhere would reach an F1 of twice the share over one more.
    chance = 2 * mask.mean() / (1 + mask.mean())
    assert result["scores"]["f1"] > chance + 0.1
    words = ["change", tmp_path / "before" / "a.tif", tmp_path / "after" / "a.tif", "--method", "spectralgpt"]
    words += ["--model", "toy", "--output", tmp_path / "c.tif", "--device", "cpu"]
    assert main([str(word) for word in words]) == 0
    found = read(tmp_path / "c.tif")
    assert found[mask].mean() > found[~mask].mean() + 0.2


@pytest.mark.slow
def test_pretraining_goes_on_to_segmentation_of_two_classes(tmp_path: Path) -> None:
    """A second stage starts from the first one's encoder; two classes are not taken for change."""
    classes_of_images(tmp_path / "data", 8)
    first = toy_data.save(
        tmp_path,
        "pretraining",
        name="first",
        output="first",
        network=TINY,
        data={"folder": "data"},
        training={"steps": 10, "rate": 1e-3, "validate_every": 2},
    )
    result = run(first)
    rows = [row for row in log_of(tmp_path / "first") if row["measured"]]
    assert float(rows[-1]["measured"]) < float(rows[0]["measured"])
    assert result["scores"]["loss"] == min(float(row["measured"]) for row in rows)
    card = catalog.find_card("first", "pretraining")
    assert isinstance(catalog.load_official(card), SpectralGPTPretraining)

    classes = toy_data.patches(192, 192, 1, classes=2)
    scene = toy_data.write(
        tmp_path / "images" / "s.tif", toy_data.reflectance(classes, toy_data.TWELVE), toy_data.TWELVE
    )
    toy_data.write_labels(tmp_path / "labels" / "s.tif", classes + 1)
    second = toy_data.save(
        tmp_path,
        "segmentation",
        network={"name": "spectralgpt", "start": "first", "chip": 32, "layer_decay": 0.8},
        data={"block": 32},
        training={"steps": 30, "batch": 2, "rate": 2e-3, "validate_every": 30},
    )
    result = run(second)
    assert result["network"]["started"] == "from first"
    assert result["scores"]["mean_iou"] > 0.5
    words = ["segment", scene, "--model", "toy", "--output", tmp_path / "map.tif", "--device", "cpu"]
    assert main([str(word) for word in words]) == 0
    assert (read(tmp_path / "map.tif") == classes + 1).mean() > 0.65


def test_a_frozen_encoder_stays_as_it_was(tmp_path: Path) -> None:
    toy_data.scene_with_polygons(tmp_path, 160)
    path = scene_run(tmp_path, network={"chip": 32, "freeze": True}, training={"steps": 2})
    run(path)
    shipped = catalog.verified_weights(catalog.find_card(None, "segmentation"))
    made = load_file(tmp_path / "run" / "toy.safetensors")
    assert all(torch.equal(made[k], v.float()) for k, v in shipped.items() if k.startswith("encoder."))
    assert any(not torch.equal(made[k], v.float()) for k, v in shipped.items() if k.startswith("decoder."))


def test_statistics_of_the_training_part_stand_in_the_card(tmp_path: Path) -> None:
    classes_of_images(tmp_path / "data", 12)
    network = {**TINY, "scaling": "z-score"}
    run(toy_data.save(tmp_path, "scenes", network=network, data={"folder": "data"}, training={"steps": 1}))
    recipe = catalog.find_card("toy", "classification").document["input"]
    assert recipe["scaling"] == "z-score"
    assert len(recipe["mean"]) == 12
    assert all(500 < value < 3500 for value in recipe["mean"])


def test_layer_decay_slows_the_first_blocks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rates = []
    original = Loop._advance

    def spy(self: Loop, *arguments: object) -> object:
        found = original(self, *arguments)
        rates.append({round(group["lr"], 9) for group in self._descent.optimizer.param_groups})
        return found

    monkeypatch.setattr(Loop, "_advance", spy)
    classes_of_images(tmp_path / "data", 12)
    network = {**TINY, "layer_decay": 0.5}
    training = {"steps": 1, "rate": 8e-4, "warmup": 0.0}
    run(toy_data.save(tmp_path, "scenes", network=network, data={"folder": "data"}, training=training))
    assert rates == [{8e-4, 4e-4, 2e-4, 1e-4}]


@pytest.mark.parametrize(
    ("tables", "words"),
    [
        ({"network": {"name": "spectralgpt"}}, "network.start"),
        ({"network": {"name": "spectralgpt", "start": "nothing"}}, "no model 'nothing'"),
        ({"network": {"layer_decay": 0.5}}, "layer_decay is for spectralgpt"),
        ({"network": {"start": "scratch", "freeze": True}}, "a new encoder must be trained"),
        ({"network": {**TINY, "bands": ["B02", "B03"]}}, "multiple of 3"),
        ({"name": "Toy 1"}, "cannot be a model's id"),
        ({"name": "landcover-small"}, "shipped model"),
    ],
)
def test_what_cannot_be_trained_is_refused_before_the_first_step(
    tmp_path: Path, tables: dict[str, object], words: str
) -> None:
    toy_data.scene_with_polygons(tmp_path, 160)
    with pytest.raises(EngineError, match=words):
        run(scene_run(tmp_path, training={"steps": 1}, **tables))
