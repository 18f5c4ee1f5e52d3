"""A region is a box in the scene's CRS or the polygons of a file in any."""

import numpy as np
import pyogrio
import pytest
import shapely
from affine import Affine
from raster_files import LEFT, TOP, numbers, write_raster
from rasterio.warp import transform

from models.errors import EngineError
from models.rasters.options import SceneOptions
from models.rasters.scene import open_scene
from models.rasters.windows import Window


@pytest.fixture
def scene_path(tmp_path):
    return write_raster(tmp_path / "x.tif", numbers(1, 40, 50), names=["B02"])


def validity(path, region):
    with open_scene([path], SceneOptions(region=region)) as scene:
        _, valid = scene.read(Window(0, 0, scene.height, scene.width), [0])
        inside = scene.read(scene.extent, [0])[1]
        assert inside.sum() == valid.sum()
        return scene.extent, valid


def code_of(path, region):
    with pytest.raises(EngineError) as caught:
        open_scene([path], SceneOptions(region=region))
    return caught.value.code


def test_a_box_holds_the_pixels_whose_centre_it_covers(scene_path):
    box = f"{LEFT + 96},{TOP - 204},{LEFT + 204},{TOP - 96}"
    extent, valid = validity(scene_path, box)
    assert extent == Window(10, 10, 10, 10)
    assert valid[10:20, 10:20].all()
    assert valid.sum() == 100


def test_a_box_smaller_than_a_pixel_is_the_pixel_it_is_in(scene_path):
    extent, valid = validity(scene_path, f"{LEFT + 31},{TOP - 23},{LEFT + 32},{TOP - 22}")
    assert extent == Window(2, 3, 1, 1)
    assert valid.sum() == 1


def test_a_box_may_stick_out(scene_path):
    extent, _ = validity(scene_path, f"{LEFT - 1000},{TOP - 100},{LEFT + 100},{TOP + 1000}")
    assert extent == Window(0, 0, 10, 10)


def test_a_scene_without_crs_counts_columns_and_rows_from_the_upper_left(tmp_path):
    path = write_raster(tmp_path / "x.tif", numbers(1, 40, 50), names=["B02"], crs=None)
    extent, valid = validity(path, "3,5,10,9")
    assert extent == Window(5, 3, 4, 7)
    assert valid[5:9, 3:10].all()
    assert valid.sum() == 28


def test_polygons_hold_the_pixels_whose_centre_they_cover(scene_path, polygons_file):
    triangle = [(LEFT, TOP), (LEFT + 200, TOP), (LEFT, TOP - 200)]
    square = [
        (LEFT + 400, TOP - 300),
        (LEFT + 450, TOP - 300),
        (LEFT + 450, TOP - 350),
        (LEFT + 400, TOP - 350),
    ]
    extent, valid = validity(scene_path, polygons_file(triangle, square))
    columns, rows = np.meshgrid(np.arange(50) + 0.5, np.arange(40) + 0.5)
    expected = columns + rows < 20
    expected[30:35, 40:45] = True
    uncertain = np.isclose(columns + rows, 20)
    np.testing.assert_array_equal(valid[~uncertain], expected[~uncertain])
    assert extent == Window(0, 0, 35, 45)


def test_polygons_of_another_crs_are_transformed_with_their_edges(tmp_path, polygons_file):
    # 3000 km wide: in the scene's projection the northern edge of the box bends by more than 100 km.
    path = write_raster(
        tmp_path / "x.tif",
        numbers(1, 300, 300),
        Affine(10000, 0, -1000000, 0, -10000, 7500000),
        names=["B02"],
    )
    region = polygons_file([(-10, 40), (28, 40), (28, 60), (-10, 60)], crs="EPSG:4326")
    _, valid = validity(path, region)
    rows, columns = np.indices((300, 300)) + 0.5
    x, y = -1000000 + columns * 10000, 7500000 - rows * 10000
    longitude, latitude = (
        np.reshape(v, (300, 300)) for v in transform("EPSG:32632", "EPSG:4326", x.ravel(), y.ravel())
    )
    inside = (longitude > -10) & (longitude < 28) & (latitude > 40) & (latitude < 60)
    assert (valid != inside).mean() < 0.003


def test_a_layer_of_a_file_can_be_named(scene_path, tmp_path):
    path = tmp_path / "two.gpkg"
    for name, left in (("first", LEFT), ("second", LEFT + 100)):
        square = shapely.box(left, TOP - 50, left + 50, TOP)
        pyogrio.raw.write(
            path, shapely.to_wkb([square]), [], [], layer=name, geometry_type="Polygon", crs="EPSG:32632",
            append=path.exists(),
        )  # fmt: skip
    assert validity(scene_path, f"{path}|layername=second")[0] == Window(0, 10, 5, 5)
    assert code_of(scene_path, f"{path}|layername=third") == "scene.region_unreadable"


def test_regions_that_miss_the_scene_are_refused(scene_path, polygons_file):
    far = [(LEFT + 9000, TOP), (LEFT + 9100, TOP), (LEFT + 9100, TOP - 100)]
    corner = [(LEFT - 50, TOP + 900), (LEFT + 900, TOP + 900), (LEFT + 900, TOP + 50), (LEFT + 850, TOP + 50)]
    between = [(LEFT + 16, TOP - 16), (LEFT + 18, TOP - 16), (LEFT + 18, TOP - 18)]
    assert code_of(scene_path, f"{LEFT + 9000},{TOP},{LEFT + 9100},{TOP + 10}") == "scene.region_outside"
    assert code_of(scene_path, polygons_file(far, name="far.gpkg")) == "scene.region_outside"
    assert code_of(scene_path, polygons_file(corner, name="corner.gpkg")) == "scene.region_outside"
    assert code_of(scene_path, polygons_file(between, name="between.gpkg")) == "scene.region_outside"


def test_regions_that_cannot_be_read_are_refused(scene_path, tmp_path):
    lines = tmp_path / "lines.gpkg"
    shapes = shapely.to_wkb([shapely.LineString([(LEFT, TOP), (LEFT + 100, TOP - 100)])])
    pyogrio.raw.write(lines, shapes, [], [], geometry_type="LineString", crs="EPSG:32632")
    (tmp_path / "text.gpkg").write_text("no")
    assert code_of(scene_path, str(lines)) == "scene.region_empty"
    assert code_of(scene_path, str(tmp_path / "text.gpkg")) == "scene.region_unreadable"
    assert code_of(scene_path, str(tmp_path / "absent.gpkg")) == "scene.region_unreadable"
    assert code_of(scene_path, "5,5,1,1") == "options.region"
    assert code_of(scene_path, "1,2,3") == "options.region"


def test_a_rotated_scene_takes_a_box_of_its_crs(tmp_path):
    turned = Affine(8, 6, LEFT, 6, -8, TOP)
    path = write_raster(tmp_path / "x.tif", numbers(1, 40, 40), turned, names=["B02"])
    x, y = LEFT + 20.5 * (8 + 6), TOP + 20.5 * (6 - 8)
    _, valid = validity(path, f"{x - 30},{y - 30},{x + 30},{y + 30}")
    assert 25 < valid.sum() < 50
    assert valid[20, 20]
