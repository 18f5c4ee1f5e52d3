import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine
from rasterio.crs import CRS

from models.class_schemes import load_scheme
from models.events import Events
from models.rasters import polygons
from models.rasters.grid import Grid
from models.rasters.outputs import publish
from models.rasters.polygons import prepare_polygons
from models.rasters.writers import RasterOutput

CLASSES = load_scheme("worldcover").classes


def trace(tmp_path, values, grid):
    output = RasterOutput(tmp_path / "map.tif", grid, classes=CLASSES)
    output.write_strip(0, values)
    count = prepare_polygons(tmp_path / "p.gpkg", output, Events())
    output.abort()
    publish(tmp_path / "p.gpkg")
    meta, _, outlines, fields = pyogrio.raw.read(tmp_path / "p.gpkg")
    table = dict(zip(meta["fields"], fields, strict=True))
    assert count == len(outlines)
    return meta, shapely.from_wkb(outlines), table


def values():
    array = np.full((30, 40), 10, np.uint8)
    array[5:10, 5:15] = 80
    array[20:, :] = 255
    return array


UTM = Grid(40, 30, Affine(10, 0, 600_000, 0, -10, 5_300_000), CRS.from_epsg(32632))


def test_patches_become_polygons_with_code_name_and_hectares(tmp_path):
    meta, outlines, table = trace(tmp_path, values(), UTM)
    assert list(table) == ["code", "name", "hectares"]
    by_code = dict(zip(table["code"], table["hectares"], strict=True))
    assert by_code == {80: pytest.approx(0.5), 10: pytest.approx(8 - 0.5)}
    assert set(table["name"]) == {"Tree cover", "Permanent water bodies"}
    assert sum(shapely.area(outlines)) == pytest.approx(20 * 40 * 100)
    assert "32632" in str(meta["crs"])
    assert shapely.box(600_000, 5_299_800, 600_400, 5_300_000).equals(shapely.union_all(outlines))


def test_areas_in_degrees_are_those_of_the_map(tmp_path):
    grid = Grid(40, 30, Affine(0.001, 0, 11, 0, -0.001, 48), CRS.from_epsg(4326))
    output = RasterOutput(tmp_path / "b.tif", grid, classes=CLASSES)
    output.write_strip(0, values())
    counted = output.finish()
    _, _, table = trace(tmp_path, values(), grid)
    assert sum(table["hectares"]) == pytest.approx(sum(counted.hectares.values()), rel=1e-4)


def test_without_a_crs_there_are_no_hectares(tmp_path):
    _, outlines, table = trace(tmp_path, values(), Grid(40, 30, Affine.identity(), None))
    assert len(outlines) == 2
    assert np.isnan(table["hectares"]).all()


def test_pieces_and_batches_lose_no_area(tmp_path, monkeypatch):
    monkeypatch.setattr(polygons, "PIECE", 7)
    monkeypatch.setattr(polygons, "BATCH", 3)
    _, outlines, table = trace(tmp_path, values(), UTM)
    assert len(outlines) > 10
    assert sum(table["hectares"]) == pytest.approx(8)


def test_a_map_of_nodata_gives_an_empty_layer(tmp_path):
    meta, outlines, _ = trace(tmp_path, np.full((30, 40), 255, np.uint8), UTM)
    assert len(outlines) == 0
    assert list(meta["fields"]) == ["code", "name", "hectares"]
