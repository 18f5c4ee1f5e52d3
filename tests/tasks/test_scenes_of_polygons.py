"""Polygons as what is labelled: shown by themselves, with their surroundings, or in cells."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from engine_fakes import Recorder
from rasterio.crs import CRS
from rasterio.features import rasterize

from models import devices, inference
from models.errors import EngineError
from models.jobs import Job, run_job
from models.rasters.vector_files import to_crs
from models.spectralgpt.scene_recipes import FILE_ORDER
from tests.tasks.scene_models import (
    EUROSAT,
    LEFT,
    TOP,
    convert,
    make_checkpoint,
    official_answer,
    percents,
    read_layer,
    write_polygons,
    write_scene,
)


@pytest.fixture(scope="module")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("models")
    convert(make_checkpoint(folder / "ten.pth", 10), folder)
    return folder


@pytest.fixture
def label(
    tmp_path: Path, models_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[..., tuple[dict[str, Any], dict[str, np.ndarray], np.ndarray, str]]:
    """Label polygons of ``s.tif``: result, fields, geometries and CRS."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(models_folder))
    monkeypatch.setattr(devices, "_processor_has_bf16", lambda: False)
    monkeypatch.setattr(inference, "_loaded", {})

    def call(polygons: Any, name: str = "o.gpkg", **parameters: Any) -> tuple:
        given = {"scene": [str(tmp_path / "s.tif")], "output": str(tmp_path / name), "model": "ten"}
        result = run_job(
            Job("scenes", {**given, "device": "cpu", "polygons": str(polygons), **parameters}), Recorder()
        )
        return (result, *read_layer(tmp_path / name))

    return call


def box(column: float, row: float, width: float, height: float) -> shapely.Geometry:
    """A rectangle given in pixels of the scene."""
    left, top = LEFT + 10 * column, TOP - 10 * row
    return shapely.box(left, top - 10 * height, left + 10 * width, top)


def test_a_polygon_is_shown_as_the_square_around_it_without_what_lies_outside(
    tmp_path: Path, models_folder: Path, label: Callable
) -> None:
    """Values outside count for nothing, not even for the range."""
    numbers = write_scene(tmp_path / "s.tif", 128, 128)
    triangle = shapely.Polygon([(LEFT + 80, TOP - 80), (LEFT + 720, TOP - 80), (LEFT + 80, TOP - 720)])
    given = write_polygons(tmp_path / "p.gpkg", [triangle])
    result, fields, shapes, _ = label(given)
    assert shapely.equals(shapes[0].geoms[0], triangle)
    square = numbers[:, 8:72, 8:72].astype(np.float64)
    inside = rasterize([shapely.Polygon([(0, 0), (64, 0), (0, 64)])], (64, 64)).astype(bool)
    low, high = square[:, inside].min(1), square[:, inside].max(1)
    # The official scaling of an image whose outside is as dark as the darkest pixel inside.
    hidden = np.where(inside, square, low[:, None, None])
    hidden[:, 0, 0] = np.maximum(hidden[:, 0, 0], low)
    assert (high > low).all()
    expected = 100 * official_answer(models_folder / "ten.pth", hidden, FILE_ORDER).softmax(0).numpy()
    np.testing.assert_allclose(percents(fields, EUROSAT)[0], expected, atol=0.01)
    assert result["targets"]["seen_as"] == {"polygon": 1, "surroundings": 0, "cells": 0}
    assert fields["seen_as"][0] == "polygon"


def test_a_small_polygon_is_shown_with_its_surroundings(
    tmp_path: Path, models_folder: Path, label: Callable
) -> None:
    """The square of the training's size around it, and it is said."""
    numbers = write_scene(tmp_path / "s.tif", 128, 128)
    given = write_polygons(tmp_path / "p.gpkg", [box(59, 63, 2, 2)])
    result, fields, _, _ = label(given)
    part = numbers[:, 32:96, 28:92]
    expected = 100 * official_answer(models_folder / "ten.pth", part, FILE_ORDER).softmax(0).numpy()
    np.testing.assert_allclose(percents(fields, EUROSAT)[0], expected, atol=0.01)
    assert fields["seen_as"][0] == "surroundings"
    assert any("too small" in note for note in result["notes"])


def test_a_large_polygon_gets_the_mean_of_the_cells_inside(
    tmp_path: Path, models_folder: Path, label: Callable
) -> None:
    """Of those that lie in it by half, by their pixels."""
    numbers = write_scene(tmp_path / "s.tif", 256, 256)
    # All of the first two rows of cells, and a third of the third.
    given = write_polygons(tmp_path / "p.gpkg", [box(0, 0, 256, 128 + 20)])
    result, fields, _, _ = label(given)
    answers = [
        official_answer(models_folder / "ten.pth", numbers[:, r : r + 64, c : c + 64], FILE_ORDER).softmax(0)
        for r in (0, 64)
        for c in range(0, 256, 64)
    ]
    expected = 100 * np.mean([answer.numpy() for answer in answers], axis=0)
    np.testing.assert_allclose(percents(fields, EUROSAT)[0], expected, atol=0.01)
    assert fields["seen_as"][0] == "cells"
    assert any("averaged" in note for note in result["notes"])


def test_a_long_narrow_polygon_is_seen_through_all_cells_that_it_touches(
    tmp_path: Path, label: Callable
) -> None:
    """No cell lies in it by half."""
    write_scene(tmp_path / "s.tif", 256, 256)
    result, fields, _, _ = label(write_polygons(tmp_path / "p.gpkg", [box(3, 30, 240, 6)]))
    assert (result["features"], fields["seen_as"][0]) == (1, "cells")
    assert fields["valid_percent"][0] == 100


def test_polygons_keep_place_order_and_attributes(tmp_path: Path, label: Callable) -> None:
    """In their own CRS; names that the labels need are given another one."""
    write_scene(tmp_path / "s.tif", 128, 128)
    shapes = [box(70, 70, 40, 20), box(2, 2, 20, 40), box(500, 2, 9, 9), box(30, 90, 12, 12)]
    given = write_polygons(
        tmp_path / "p.gpkg",
        shapes,
        parcel=["a", "b", "c", None],
        code=[7, 8, 9, 10],
        owner=[1.5, 2.5, 3.5, 4.5],
    )
    result, fields, made, _ = label(f"{given}|layername=p")
    assert fields["parcel"].tolist() == ["a", "b", None]
    assert fields["source_code"].tolist() == [7, 8, 10]
    assert fields["owner"].tolist() == [1.5, 2.5, 4.5]
    assert all(shapely.equals(one.geoms[0], shapes[k]) for one, k in zip(made, (0, 1, 3), strict=True))
    assert any("outside the scene, by half at least: 1" in note for note in result["notes"])
    assert fields["hectares"].tolist() == [8.0, 8.0, 1.44]


def test_polygons_of_another_crs_stay_in_it(tmp_path: Path, label: Callable) -> None:
    """And are found in the scene."""
    write_scene(tmp_path / "s.tif", 128, 128)
    utm, degrees = CRS.from_epsg(32632), CRS.from_epsg(4326)
    square = box(20, 20, 48, 48)
    turned = to_crs(np.array([square], object), utm, degrees)
    _, here, _, _ = label(write_polygons(tmp_path / "p.gpkg", [square]))
    _, there, shapes, crs = label(
        write_polygons(tmp_path / "d.gpkg", list(turned), crs="EPSG:4326"), name="d_out.gpkg"
    )
    assert crs == "EPSG:4326"
    assert shapely.equals(shapes[0].geoms[0], turned[0])
    assert np.abs(percents(here, EUROSAT) - percents(there, EUROSAT)).max() < 0.02
    assert there["hectares"][0] == pytest.approx(here["hectares"][0], rel=0.01)


def test_a_broken_outline_and_other_geometries_do_no_harm(tmp_path: Path, label: Callable) -> None:
    """A bow tie is taken for its two triangles; points are passed over."""
    write_scene(tmp_path / "s.tif", 128, 128)
    tie = shapely.Polygon(
        [(LEFT, TOP), (LEFT + 500, TOP - 500), (LEFT + 500, TOP), (LEFT, TOP - 500), (LEFT, TOP)]
    )
    given = write_polygons(tmp_path / "p.gpkg", [shapely.Point(LEFT + 5, TOP - 5), tie], number=[1, 2])
    result, fields, _, _ = label(given)
    assert (result["features"], fields["number"].tolist()) == (1, [2])


@pytest.mark.parametrize(
    ("shapes", "code"),
    [
        ([shapely.Point(LEFT, TOP)], "scene.polygons_empty"),
        ([shapely.box(0, 0, 100, 100)], "scene.polygons_outside"),
    ],
)
def test_polygons_that_cannot_be_labelled_are_refused(
    shapes: list[shapely.Geometry], code: str, tmp_path: Path, label: Callable
) -> None:
    """With one sentence."""
    write_scene(tmp_path / "s.tif", 64, 64)
    with pytest.raises(EngineError) as refused:
        label(write_polygons(tmp_path / "p.gpkg", shapes))
    assert refused.value.code == code
    with pytest.raises(EngineError) as refused:
        label(tmp_path / "s.tif")
    assert refused.value.code == "scene.polygons_unreadable"


def test_the_polygons_are_never_written_over(tmp_path: Path, label: Callable) -> None:
    """Also where overwriting is allowed."""
    write_scene(tmp_path / "s.tif", 64, 64)
    given = write_polygons(tmp_path / "p.gpkg", [box(2, 2, 40, 40)])
    before = given.read_bytes()
    with pytest.raises(EngineError) as refused:
        label(f"{given}|layername=p", name="p.gpkg", overwrite=True)
    assert refused.value.code == "output.is_input"
    assert given.read_bytes() == before
