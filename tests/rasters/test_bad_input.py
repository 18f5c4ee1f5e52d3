"""Bad input gets one clear sentence and a stable code, never a traceback of a library."""

import os
import threading
from pathlib import Path

import numpy as np
import pytest
import rasterio
from raster_files import numbers, place, write_envi, write_raster
from rasterio.control import GroundControlPoint

from models.errors import EngineError
from models.rasters.options import SceneOptions
from models.rasters.scene import open_scene
from models.rasters.windows import Window


def refusal(*paths):
    with pytest.raises(EngineError) as caught:
        open_scene([str(path) for path in paths])
    error = caught.value
    assert error.message.endswith(".")
    assert "\n" not in error.message
    return error


def test_nothing_given():
    assert refusal().code == "scene.no_files"
    assert refusal("").code == "scene.no_files"


def test_a_file_that_is_not_there(tmp_path):
    error = refusal(tmp_path / "München 2020.tif")
    assert error.code == "scene.missing"
    assert "München 2020.tif" in error.message


def test_a_file_that_is_no_raster(tmp_path):
    (tmp_path / "notes.tif").write_text("not a raster")
    assert refusal(tmp_path / "notes.tif").code == "scene.not_raster"
    (tmp_path / "empty.tif").touch()
    assert refusal(tmp_path / "empty.tif").code == "scene.not_raster"


def test_the_same_file_twice(tmp_path):
    path = write_raster(tmp_path / "B02.tif", numbers(1, 4, 4))
    assert refusal(path, path).code == "scene.duplicate_files"


def test_complex_numbers(tmp_path):
    path = write_raster(tmp_path / "B02.tif", np.ones((1, 4, 4), "complex64"))
    assert refusal(path).code == "scene.complex"


@pytest.mark.parametrize("tiled", [False, True])
@pytest.mark.parametrize("compress", ["none", "deflate"])
def test_a_cut_geotiff(tmp_path, tiled, compress):
    path = write_raster(
        tmp_path / "B02.tif",
        numbers(1, 600, 600),
        compress=compress,
        tiled=tiled,
        blockxsize=128,
        blockysize=128,
    )
    content = (tmp_path / "B02.tif").read_bytes()
    for share in (0.5, 0.98):
        (tmp_path / "B02.tif").write_bytes(content[: int(len(content) * share)])
        assert refusal(path).code in ("scene.unreadable", "scene.not_raster")


def test_a_cut_jpeg2000(tmp_path):
    path = write_raster(
        tmp_path / "B02.jp2", numbers(1, 300, 300), driver="JP2OpenJPEG", QUALITY=100, REVERSIBLE="YES"
    )
    with open_scene([path]) as scene:
        assert scene.read(scene.extent, [0])[1].all()
    content = (tmp_path / "B02.jp2").read_bytes()
    (tmp_path / "B02.jp2").write_bytes(content[: len(content) // 2])
    assert refusal(path).code in ("scene.unreadable", "scene.not_raster")


def test_a_cut_envi_image(tmp_path):
    path = write_envi(tmp_path / "a.img", numbers(3, 40, 40, dtype="int16"), ["wavelength = {490, 560, 665}"])
    (tmp_path / "a.img").write_bytes((tmp_path / "a.img").read_bytes()[:-2000])
    assert refusal(path).code in ("scene.unreadable", "scene.not_raster")


def test_a_file_that_breaks_after_it_was_opened(tmp_path):
    # So many small tiles that opening the scene leaves most of them unread.
    path = write_raster(
        tmp_path / "B02.tif", numbers(1, 3200, 3200), tiled=True, blockxsize=16, blockysize=16
    )
    with open_scene([path]) as scene:
        with (tmp_path / "B02.tif").open("r+b") as stream:
            stream.truncate(10_000)
        with pytest.raises(EngineError) as caught:
            scene.read(scene.extent, [0])
        assert caught.value.code == "scene.unreadable"


@pytest.mark.skipif(
    os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root may read all"
)
def test_a_file_that_may_not_be_read(tmp_path):
    path = write_raster(tmp_path / "B02.tif", numbers(1, 4, 4))
    (tmp_path / "B02.tif").chmod(0)
    assert refusal(path).code == "scene.no_permission"


def test_a_refused_permission_is_told_as_such(tmp_path, monkeypatch):
    path = write_raster(tmp_path / "B02.tif", numbers(1, 4, 4))

    def refuse(self, *args, **kwargs):
        raise PermissionError(13, "Permission denied", str(self))

    monkeypatch.setattr(Path, "open", refuse)
    assert refusal(path).code == "scene.no_permission"


def test_a_container_of_several_rasters_names_them(tmp_path):
    path = str(tmp_path / "two.gpkg")
    for name in ("one", "two"):
        with rasterio.open(
            path, "w", driver="GPKG", width=8, height=8, count=1, dtype="uint8", crs="EPSG:32632",
            transform=place(), RASTER_TABLE=name, APPEND_SUBDATASET="YES" if name == "two" else "NO",
        ) as dataset:  # fmt: skip
            dataset.write(numbers(1, 8, 8, high=200, dtype="uint8"))
    error = refusal(path)
    assert error.code == "scene.subdatasets"
    assert "GPKG:" in error.advice


def test_a_subdataset_is_opened_by_its_name(tmp_path):
    path = str(tmp_path / "one.gpkg")
    with rasterio.open(
        path, "w", driver="GPKG", width=8, height=8, count=1, dtype="float32", crs="EPSG:32632",
        transform=place(), RASTER_TABLE="B02", TILE_FORMAT="TIFF",
    ) as dataset:  # fmt: skip
        dataset.write(np.full((1, 8, 8), 0.25, "float32"))
    with open_scene([f"GPKG:{path}:B02"], SceneOptions(bands={1: "B02"})) as scene:
        values, valid = scene.read(Window(0, 0, 8, 8), [0])
        assert valid.all()
        np.testing.assert_allclose(values, 0.25, atol=1e-6)
        assert scene.files == (path,)


def test_control_points_are_not_used_and_that_is_said(tmp_path):
    points = [
        GroundControlPoint(row, column, column * 10.0, row * -10.0) for row in (0, 9) for column in (0, 9)
    ]
    path = write_raster(tmp_path / "B02.tif", numbers(1, 9, 9), crs=None)
    with rasterio.open(path, "r+") as dataset:
        dataset.gcps = (points, rasterio.crs.CRS.from_epsg(32632))
    with open_scene([path]) as scene:
        assert scene.crs is None
        assert scene.transform.is_identity
        assert any("control points" in note for note in scene.notes)


def test_reading_a_closed_scene(tmp_path):
    path = write_raster(tmp_path / "B02.tif", numbers(1, 4, 4))
    scene = open_scene([path])
    scene.close()
    scene.close()
    with pytest.raises(EngineError) as caught:
        scene.read(scene.extent, [0])
    assert caught.value.code == "scene.closed"


def test_no_file_stays_open_after_closing_or_refusing(tmp_path):
    descriptors = Path("/proc/self/fd")
    if not descriptors.is_dir():
        pytest.skip("only Linux lists its open files")

    def opened():
        # Descriptors that close meanwhile, as that of this very listing, are links to nothing.
        links = [os.path.realpath(entry) for entry in descriptors.iterdir()]
        return [link for link in links if str(tmp_path) in link]

    good = [write_raster(tmp_path / f"B0{n}.tif", numbers(1, 30, 30, seed=n)) for n in (2, 3)]
    empty = write_raster(tmp_path / "x_B04.tif", np.zeros((1, 9, 9), "uint16"), nodata=0)
    with open_scene(good) as scene:
        threads = [threading.Thread(target=scene.read, args=(scene.extent, [0, 1])) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert opened()
    assert not opened()
    refusal(empty)
    refusal(good[0], tmp_path / "absent.tif")
    assert not opened()
