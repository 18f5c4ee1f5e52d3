"""Converted official classifiers label cells and polygons, through the command line."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
import torch
from engine_fakes import Recorder

from models import catalog, devices, inference
from models.class_schemes import load_scheme
from models.cli import main
from models.errors import Cancelled, EngineError
from models.jobs import Job, estimate, run_job
from models.spectralgpt.architecture import BANDS
from models.spectralgpt.scene_recipes import FILE_ORDER
from tests.tasks.scene_models import (
    BIGEARTHNET,
    EUROSAT,
    LEFT,
    TOP,
    convert,
    make_checkpoint,
    official_answer,
    percents,
    read_layer,
    rewrite,
    write_scene,
)


@pytest.fixture(scope="module")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with converted classifiers: one label of 10, several of 19."""
    folder = tmp_path_factory.mktemp("models")
    for name, classes in (("ten", 10), ("nineteen", 19)):
        convert(make_checkpoint(folder / f"{name}.pth", classes), folder)
    convert(folder / "ten.pth", folder, "--id", "ten-right", "--recipe", "eurosat")
    return folder


@pytest.fixture(autouse=True)
def found(models_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue looks there; numbers are exact on every processor."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(models_folder))
    monkeypatch.setattr(devices, "_processor_has_bf16", lambda: False)
    monkeypatch.setattr(inference, "_loaded", {})


@pytest.fixture
def label(tmp_path: Path) -> Callable[..., dict[str, Any]]:
    """Run the job on the scene ``s.tif`` into ``o.gpkg``."""

    def call(events: Recorder | None = None, **parameters: Any) -> dict[str, Any]:
        given = {"scene": [str(tmp_path / "s.tif")], "output": str(tmp_path / "o.gpkg"), "model": "ten"}
        return run_job(Job("scenes", {**given, "device": "cpu", **parameters}), events or Recorder())

    return call


@pytest.mark.parametrize(("model", "bands"), [("ten", FILE_ORDER), ("ten-right", BANDS)])
def test_a_cell_gets_what_the_official_classifier_gives_its_image(
    model: str, bands: tuple[str, ...], tmp_path: Path, models_folder: Path, label: Callable
) -> None:
    """64 pixels, bands as the recipe has them, scaled, resized, softmax."""
    numbers = write_scene(tmp_path / "s.tif", 128, 64)
    result = label(model=model)
    fields, shapes, crs = read_layer(tmp_path / "o.gpkg")
    assert (result["features"], result["labels"], crs) == (2, "single", "EPSG:32632")
    for row in range(2):
        part = numbers[:, 64 * row : 64 * row + 64]
        expected = 100 * official_answer(models_folder / "ten.pth", part, bands).softmax(0).numpy()
        np.testing.assert_allclose(percents(fields, EUROSAT)[row], expected, atol=0.01)
        best = np.argsort(-expected)
        scheme = load_scheme("eurosat").classes
        assert fields["code"][row] == scheme[best[0]].code
        assert [fields[name][row] for name in ("label", "label_2", "label_3")] == [
            scheme[k].label() for k in best[:3]
        ]
        confidences = [fields[name][row] for name in ("confidence", "confidence_2", "confidence_3")]
        np.testing.assert_allclose(confidences, expected[best[:3]], atol=0.01)
        square = shapely.box(LEFT, TOP - 640 * (row + 1), LEFT + 640, TOP - 640 * row)
        assert shapely.equals(shapes[row], square)
    assert "labels" not in fields
    np.testing.assert_allclose(fields["hectares"], 40.96)


def test_several_labels_hold_where_their_probabilities_reach_the_threshold(
    tmp_path: Path, models_folder: Path, label: Callable
) -> None:
    """BigEarthNet: images of 120 pixels, a sigmoid, likeliest first."""
    numbers = write_scene(tmp_path / "s.tif", 120, 240, corner=(600_000.0, 5_299_200.0))
    result = label(model="nineteen", threshold=0.3)
    fields, _, _ = read_layer(tmp_path / "o.gpkg")
    names = np.array([entry.label() for entry in load_scheme("bigearthnet").classes])
    assert (result["labels"], result["threshold"], result["features"]) == ("multiple", 0.3, 2)
    for column in range(2):
        part = numbers[:, :, 120 * column : 120 * column + 120]
        expected = official_answer(models_folder / "nineteen.pth", part, BANDS).sigmoid().numpy()
        np.testing.assert_allclose(percents(fields, BIGEARTHNET)[column], 100 * expected, atol=0.01)
        order = np.argsort(-expected)
        holding = [str(names[k]) for k in order if expected[k] >= 0.3]
        assert len(holding) > 1
        assert fields["labels"][column] == "; ".join(holding)
        assert fields["label"][column] == names[order[0]]


def test_a_network_that_sees_the_middle_gets_the_middle(tmp_path: Path) -> None:
    """Sides above 96 are resized to 8/7 and cut, as the authors' evaluation does."""
    from models.spectralgpt.scene_recipes import CellGeometry

    geometry = CellGeometry.official(64, 10.0, 128)
    assert geometry.document() == {"pixels": 64, "resolution": 10.0, "resize": 146}
    image = torch.rand(2, 12, 64, 64, generator=torch.Generator().manual_seed(0))
    whole = torch.nn.functional.interpolate(image, (146, 146), mode="bicubic", align_corners=False)
    assert torch.equal(geometry.apply(image), whole[:, :, 9:137, 9:137])


def test_cells_are_fixed_on_the_earth_whatever_is_cut_out(tmp_path: Path, label: Callable) -> None:
    """A scene that begins elsewhere, and a region, give the same cells the same answers."""
    numbers = write_scene(tmp_path / "s.tif", 320, 320)
    label()
    whole, squares, _ = read_layer(tmp_path / "o.gpkg")
    assert len(squares) == 25
    corners = shapely.bounds(squares)
    np.testing.assert_array_equal(corners % 640, 0)
    answers = {tuple(box): row for box, row in zip(corners, percents(whole, EUROSAT), strict=True)}
    write_scene(tmp_path / "s.tif", 300, 290, corner=(LEFT + 300, TOP - 200))
    rewrite(tmp_path / "s.tif", numbers[:, 20:, 30:])
    label(output=str(tmp_path / "cut.gpkg"))
    region = f"{LEFT + 640},{TOP - 1920},{LEFT + 1500},{TOP - 640}"
    label(output=str(tmp_path / "region.gpkg"), region=region)
    for name, full in (("cut.gpkg", 16), ("region.gpkg", 2)):
        fields, shapes, _ = read_layer(tmp_path / name)
        same = [
            np.abs(row - answers[tuple(box)]).max()
            for box, row, share in zip(
                shapely.bounds(shapes), percents(fields, EUROSAT), fields["valid_percent"], strict=True
            )
            if share == 100
        ]
        assert len(same) == full
        assert max(same) < 0.011


def test_cells_with_less_than_half_of_their_pixels_are_left_out_and_counted(
    tmp_path: Path, label: Callable
) -> None:
    """Nodata, the scene's edge and the region alike."""
    numbers = write_scene(tmp_path / "s.tif", 150, 192)
    numbers[:, :64, :40] = 0  # 40 of 64 columns
    numbers[:, :64, 64:90] = 0  # 26 of 64 columns
    rewrite(tmp_path / "s.tif", numbers)
    result = label()
    fields, shapes, _ = read_layer(tmp_path / "o.gpkg")
    # Of 3 x 3 cells the last row has 22 of 64 rows, and the first cell 24 of 64 columns.
    assert (result["features"], result["left_out"], len(shapes)) == (5, 4, 5)
    assert any("left out: 4 of 9" in note for note in result["notes"])
    np.testing.assert_allclose(min(fields["valid_percent"]), 59.4)
    numbers[:] = 0
    numbers[:, :20, :20] = 500
    rewrite(tmp_path / "s.tif", numbers)
    with pytest.raises(EngineError) as refused:
        label(output=str(tmp_path / "none.gpkg"))
    assert refused.value.code == "scene.no_valid_pixels"
    assert not list(tmp_path.glob("none*"))


def test_a_mask_hides_pixels_from_the_network(tmp_path: Path, label: Callable, models_folder: Path) -> None:
    """Masked values must not even count for the range of values."""
    numbers = write_scene(tmp_path / "s.tif", 64, 64)
    numbers[:, :10] = 60_000
    rewrite(tmp_path / "s.tif", numbers)
    write_scene(tmp_path / "m.tif", 64, 64, names=("B02",))
    clouds = np.zeros((1, 64, 64), np.uint16)
    clouds[:, :10] = 1
    rewrite(tmp_path / "m.tif", clouds)
    label(mask=f"{tmp_path / 'm.tif'}:1")
    masked, _, _ = read_layer(tmp_path / "o.gpkg")
    label(output=str(tmp_path / "bright.gpkg"))
    bright, _, _ = read_layer(tmp_path / "bright.gpkg")
    assert masked["valid_percent"][0] == pytest.approx(100 * 54 / 64, abs=0.1)
    assert np.abs(percents(masked, EUROSAT) - percents(bright, EUROSAT)).max() > 1


def test_sizes_in_metres_and_pixels(tmp_path: Path, label: Callable) -> None:
    """Whole pixels; far from what the network learned is said; without metres only pixels are taken."""
    write_scene(tmp_path / "s.tif", 96, 96, pixel=30.0, corner=(600_000.0, 5_300_000.0))
    events = Recorder()
    result = label(events)
    assert result["targets"] == {"kind": "grid", "cell_pixels": [21, 21], "cell_metres": 630.0}
    assert "scenes.scale" not in events.codes
    result = label(events, cell="64px", output=str(tmp_path / "p.gpkg"))
    assert result["targets"]["cell_metres"] == 1920.0
    assert "scenes.scale" in events.codes
    for cell, advice in (("1 km", "640"), ("nan", "640"), ("-5", "640"), ("20", "pixels"), ("1e6", "pixels")):
        with pytest.raises(EngineError) as refused:
            label(cell=cell, output=str(tmp_path / "q.gpkg"))
        assert refused.value.code == "scenes.cell"
        assert advice in refused.value.advice
    write_scene(tmp_path / "s.tif", 96, 96, crs=None)
    assert label(output=str(tmp_path / "n.gpkg"))["targets"]["cell_pixels"] == [64, 64]
    fields, _, crs = read_layer(tmp_path / "n.gpkg")
    assert (crs, "hectares" in fields) == (None, False)
    with pytest.raises(EngineError) as refused:
        label(cell="640", output=str(tmp_path / "q.gpkg"))
    assert "64px" in refused.value.advice


def test_in_degrees_a_cell_is_about_as_wide_as_high(tmp_path: Path, label: Callable) -> None:
    """A degree of longitude is shorter than one of latitude."""
    write_scene(tmp_path / "s.tif", 150, 200, crs="EPSG:4326", pixel=0.0001, corner=(11.0, 60.0))
    down, across = label()["targets"]["cell_pixels"]
    assert (down, across) == (57, 115)


def test_a_cancelled_run_goes_on_where_it_was(tmp_path: Path, label: Callable) -> None:
    """And gives what an uninterrupted one gives; until then there is nothing under the output's name."""
    write_scene(tmp_path / "s.tif", 640, 640)
    label()
    events = Recorder(cancel_at=0.6)
    with pytest.raises(Cancelled):
        label(events, output=str(tmp_path / "r.gpkg"))
    assert not (tmp_path / "r.gpkg").exists()
    events = Recorder()
    label(events, output=str(tmp_path / "r.gpkg"), resume=True)
    assert "journal.resumed" in events.codes
    assert events.fractions[0] > 0.2
    whole, resumed = (read_layer(tmp_path / name)[0] for name in ("o.gpkg", "r.gpkg"))
    np.testing.assert_array_equal(percents(whole, EUROSAT), percents(resumed, EUROSAT))
    names = {path.name for path in tmp_path.iterdir()}
    assert names == {f"{stem}{end}" for stem in "or" for end in (".gpkg", ".qml", ".run.json")} | {"s.tif"}


def test_a_run_can_go_on_with_another_batch(tmp_path: Path, label: Callable) -> None:
    """What is finished is finished, whatever number of cells was computed at once."""
    write_scene(tmp_path / "s.tif", 448, 448)
    label(batch=7)
    with pytest.raises(Cancelled):
        label(Recorder(cancel_at=0.5), output=str(tmp_path / "r.gpkg"), batch=3)
    events = Recorder()
    label(events, output=str(tmp_path / "r.gpkg"), batch=10, resume=True)
    assert "journal.resumed" in events.codes
    whole, resumed = (read_layer(tmp_path / name)[0] for name in ("o.gpkg", "r.gpkg"))
    assert len(whole["code"]) == 49
    np.testing.assert_allclose(percents(whole, EUROSAT), percents(resumed, EUROSAT), atol=0.011)


def test_existing_results_are_replaced_only_when_asked(tmp_path: Path, label: Callable) -> None:
    """The layer, its style and its run card."""
    write_scene(tmp_path / "s.tif", 64, 64)
    for name in ("o.gpkg", "o.qml", "o.run.json"):
        (tmp_path / name).write_text("precious")
        with pytest.raises(EngineError) as refused:
            label()
        assert refused.value.code == "output.exists"
        assert (tmp_path / name).read_text() == "precious"
        (tmp_path / name).unlink()
    label()
    label(overwrite=True, cell="32px")
    assert len(read_layer(tmp_path / "o.gpkg")[1]) == 4
    card = json.loads((tmp_path / "o.run.json").read_text("utf-8"))
    assert card["targets"]["cell_pixels"] == [32, 32]
    assert (card["model"]["id"], card["task"], card["features"]) == ("ten", "scenes", 4)
    assert [entry["sha256"] is not None for entry in card["inputs"]] == [True]


def test_the_style_names_the_classes_that_occur(tmp_path: Path, label: Callable) -> None:
    """In their colours, by code."""
    from xml.etree import ElementTree

    write_scene(tmp_path / "s.tif", 320, 320)
    result = label()
    fields, _, _ = read_layer(tmp_path / "o.gpkg")
    root = ElementTree.fromstring((tmp_path / "o.qml").read_bytes())
    assert root.find("renderer-v2").get("attr") == "code"
    shown = {int(node.get("value")): node.get("label") for node in root.iter("category")}
    assert set(shown) == set(fields["code"].tolist())
    assert len(shown) > 1
    named = dict(zip(fields["code"].tolist(), fields["label"], strict=True))
    assert shown == named
    counted = {entry["code"]: entry["features"] for entry in result["classes"] if entry["features"]}
    assert counted == {code: int((fields["code"] == code).sum()) for code in shown}


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"output": "o.tif"}, "output.format"),
        ({"model": "nobody"}, "model.unknown"),
        ({"threshold": 0.5}, "scenes.no_threshold"),
        ({"model": "nineteen", "threshold": 1.5}, "job.bad_parameter"),
        ({"model": "nineteen", "threshold": "much"}, "job.bad_parameter"),
        ({"cell": "640", "polygons": "p.gpkg"}, "scenes.both"),
        ({"polygons": "/nowhere.gpkg"}, "scene.polygons_unreadable"),
        ({"min_area": 3}, "job.unknown_parameter"),
        ({"scaling": "z-score"}, "model.unknown_scaling"),
    ],
)
def test_what_makes_no_sense_is_refused_and_leaves_nothing_behind(
    parameters: dict[str, Any], code: str, tmp_path: Path, label: Callable
) -> None:
    """One sentence each."""
    write_scene(tmp_path / "s.tif", 64, 64)
    if "output" in parameters:
        parameters = {"output": str(tmp_path / parameters["output"])}
    with pytest.raises(EngineError) as refused:
        label(**parameters)
    assert refused.value.code == code
    assert refused.value.message.endswith(".")
    assert [path.name for path in tmp_path.iterdir()] == ["s.tif"]


def test_without_a_choice_the_shipped_classifier_labels_the_cells(tmp_path: Path, label: Callable) -> None:
    """It reads reflectance as it is, and what it says is named and adds up."""
    write_scene(tmp_path / "s.tif", 128, 64)
    result = label(model=None)
    fields, _, _ = read_layer(tmp_path / "o.gpkg")
    run_card = json.loads((tmp_path / "o.run.json").read_text("utf-8"))
    assert (run_card["model"]["id"], result["labels"], result["features"]) == ("scenes-small", "single", 2)
    assert set(fields["label"]) <= {entry.label() for entry in load_scheme("eurosat").classes}
    np.testing.assert_allclose(percents(fields, EUROSAT).sum(1), 100, atol=0.1)


def test_without_a_classifier_the_user_is_told_how_to_get_one(
    tmp_path: Path, label: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where the shipped one is gone."""
    write_scene(tmp_path / "s.tif", 64, 64)
    monkeypatch.setattr(catalog, "CARDS", tmp_path / "none")
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "none"))
    with pytest.raises(EngineError) as refused:
        label(model=None)
    assert refused.value.code == "model.none"
    assert "convert" in refused.value.advice


def test_the_estimate_counts_what_is_shown_to_the_network(tmp_path: Path) -> None:
    """Cells of which too little lies in the scene cost nothing."""
    write_scene(tmp_path / "s.tif", 150, 192)
    found = estimate(Job("scenes", {"scene": [str(tmp_path / "s.tif")], "model": "ten"}))
    assert (found["windows"], found["features"], found["pixels"]) == (6, 9, 150 * 192)
    assert found["seconds"] > 0


def test_the_command_line_says_how_many_have_each_label(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """And where the layer is."""
    write_scene(tmp_path / "s.tif", 128, 128)
    words = [
        "scenes",
        tmp_path / "s.tif",
        "--model",
        "ten",
        "--output",
        tmp_path / "o.gpkg",
        "--cell",
        "64px",
    ]
    assert main([*map(str, words)]) == 0
    said = capfd.readouterr().out
    assert str(tmp_path / "o.gpkg") in said
    assert "163.8 ha" in said or said.count(" ha") > 1
    assert main([*map(str, words), "--polygons", "p.gpkg"]) == 2
