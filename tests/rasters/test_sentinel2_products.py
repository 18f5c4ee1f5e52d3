"""Sentinel-2 products: what the metadata say is what is read, and nothing outside of the product."""

import zipfile

import numpy as np
import pytest
from raster_files import NATIVE, Recorder, write_raster, write_safe, zip_folder

from models.errors import EngineError
from models.rasters.options import SceneOptions
from models.rasters.scene import open_scene
from models.rasters.windows import Window


def read_all(scene):
    return scene.read(Window(0, 0, scene.height, scene.width), range(len(scene.bands)))


def code_of(path, **options):
    with pytest.raises(EngineError) as caught:
        open_scene([str(path)], SceneOptions(**options))
    return caught.value.code


@pytest.mark.parametrize("zipped", [False, True])
@pytest.mark.parametrize("level", ["L1C", "L2A"])
def test_offset_of_baseline_four_is_removed(tmp_path, level, zipped):
    path = write_safe(tmp_path, level)
    given = zip_folder(path, tmp_path / "product.zip") if zipped else str(path)
    recorder = Recorder()
    with open_scene([given], events=recorder) as scene:
        values, valid = read_all(scene)
        assert valid.all()
        np.testing.assert_allclose(values, 0.1, rtol=1e-6)
        assert [band.name for band in scene.bands] == [b for b in NATIVE if level == "L1C" or b != "B10"]
        assert (scene.width, scene.height) == (60, 60)
        assert scene.radiometry.offset == -1000
        assert scene.radiometry.source == "metadata"
        assert scene.product == f"Sentinel-2 {level}, processing baseline 04.00"
        assert scene.acquired == "2022-06-12T10:15:59.024Z"
        assert {band.identified_by for band in scene.bands} == {"metadata"}
        assert recorder.codes == []
        assert scene.files[0] == (given if zipped else str(path / f"MTD_MSI{level}.xml"))


def test_earlier_baselines_have_no_offset(tmp_path):
    with open_scene([str(write_safe(tmp_path, "L1C", "02.09", offset=None))]) as scene:
        assert scene.radiometry.offset == 0
        np.testing.assert_allclose(read_all(scene)[0], 0.2, rtol=1e-6)


def test_offsets_are_matched_by_band_and_not_by_place(tmp_path):
    offsets = [-100 * index for index in range(13)]
    path = write_safe(tmp_path, "L1C", offset=offsets, bands={"B02": 5000, "B8A": 5000, "B12": 5000})
    with open_scene([str(path)]) as scene:
        np.testing.assert_allclose(read_all(scene)[0][:, 0, 0], [0.49, 0.42, 0.38], rtol=1e-6)
        assert scene.describe()["radiometry"]["uniform"] is False


def test_each_band_is_read_at_its_best_resolution(tmp_path):
    with open_scene([str(write_safe(tmp_path, "L2A"))]) as scene:
        assert {band.name: band.resolution for band in scene.bands} == {
            band: pixel for band, pixel in NATIVE.items() if band != "B10"
        }


def test_zero_in_any_band_is_nodata(tmp_path):
    red = np.full((60, 60), 2000, "uint16")
    red[3, 4] = 0
    with open_scene(
        [str(write_safe(tmp_path, "L1C", bands={"B02": 2000, "B04": red, "B08": 2000}))]
    ) as scene:
        _, valid = read_all(scene)
        assert not valid[3, 4]
        assert valid.sum() == 3599
        assert scene.read(Window(3, 4, 1, 1), [0])[1].all()  # the band that is asked for has data


def test_classes_of_an_l2a_become_invalid_when_asked_and_defects_always(tmp_path):
    classes = np.full((30, 30), 4, "uint8")
    classes[0, :6] = [0, 1, 8, 3, 11, 9]
    path = str(write_safe(tmp_path, "L2A", scl=classes))
    always = [(0, 0), (0, 2)]
    for mask, more in [
        (None, []),
        ("scl:cloud", [(0, 4), (0, 10)]),
        ("scl:cloud,shadow,snow", [(0, 4), (0, 6), (0, 8), (0, 10)]),
        ("scl:3", [(0, 6)]),
    ]:
        with open_scene([path], SceneOptions(mask=mask)) as scene:
            _, valid = read_all(scene)
        expected = np.ones((60, 60), bool)
        for row, column in always + more:
            expected[row : row + 2, column : column + 2] = False
        np.testing.assert_array_equal(valid, expected)


def test_a_scene_classification_that_is_not_there_or_not_known_is_refused(tmp_path):
    plain = write_raster(tmp_path / "B02.tif", np.full((4, 4), 500, "uint16"))
    assert code_of(plain, mask="scl:cloud") == "scene.no_scl"
    path = write_safe(tmp_path, "L2A", scl=np.full((30, 30), 4))
    assert code_of(path, mask="scl:clouds") == "options.mask"


def test_the_metadata_file_and_the_folder_around_stand_for_the_product(tmp_path):
    path = write_safe(tmp_path, "L1C")
    for given in (path / "MTD_MSIL1C.xml", tmp_path):
        with open_scene([str(given)]) as scene:
            assert len(scene.bands) == 13


def test_gdal_names_of_parts_are_their_native_bands(tmp_path):
    path = write_safe(tmp_path, "L1C")
    parts = [f"SENTINEL2_L1C:{path}/MTD_MSIL1C.xml:{part}:EPSG_32632" for part in ("10m", "20m")]
    with open_scene(parts[:1]) as scene:
        assert [band.name for band in scene.bands] == ["B02", "B03", "B04", "B08"]
    with open_scene(parts) as scene:
        assert len(scene.bands) == 10
    assert code_of(f"SENTINEL2_L1C:{path}/MTD_MSIL1C.xml:TCI:EPSG_32632") == "scene.byte_data"


def test_single_images_take_the_offset_from_the_product_around_them(tmp_path):
    path = write_safe(tmp_path, "L2A")
    images = [str(file) for file in path.rglob("*_B0[234]_10m.jp2")]
    with open_scene(images) as scene:
        assert scene.radiometry.offset == -1000
        np.testing.assert_allclose(read_all(scene)[0], 0.1, rtol=1e-6)


def test_missing_images_are_named(tmp_path):
    path = write_safe(tmp_path, "L1C")
    next(path.rglob("*_B10.jp2")).unlink()
    with open_scene([str(path)]) as scene:
        assert len(scene.bands) == 12
        assert "The product lacks the images of B10." in scene.notes
    for file in path.rglob("*.jp2"):
        file.unlink()
    assert code_of(path) == "scene.missing"


@pytest.mark.parametrize(
    "name",
    ["../outside_B02", "/etc/T32_B02", "GRANULE/../../outside_B02", "..\\outside_B02", "C:/outside_B02"],
)
@pytest.mark.parametrize("zipped", [False, True])
def test_paths_in_the_metadata_never_leave_the_product(tmp_path, name, zipped):
    path = write_safe(tmp_path, "L1C", images=[name])
    write_raster(tmp_path / "outside_B02.jp2", np.full((60, 60), 9, "uint16"))
    given = zip_folder(path, tmp_path / "p.zip") if zipped else path
    assert code_of(given) == "scene.product_path"


def test_links_never_leave_the_product(tmp_path):
    path = write_safe(tmp_path, "L1C")
    image = next(path.rglob("*_B02.jp2"))
    image.rename(tmp_path / "B02.jp2")
    image.symlink_to(tmp_path / "B02.jp2")
    assert code_of(path) == "scene.product_path"


@pytest.mark.parametrize(
    "text",
    [
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;">]><x>&b;</x>',
        '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
        "<x>" * 100 + "</x>" * 100,
        "<x><y></x>",
        "",
        "<x></x>",
    ],
)
def test_hostile_or_broken_metadata_are_refused(tmp_path, text):
    folder = tmp_path / "X.SAFE"
    folder.mkdir()
    (folder / "MTD_MSIL2A.xml").write_text(text)
    assert code_of(folder) == "scene.product_metadata"


def test_metadata_of_absurd_size_are_not_read(tmp_path):
    folder = tmp_path / "X.SAFE"
    folder.mkdir()
    with (folder / "MTD_MSIL2A.xml").open("wb") as stream:
        stream.truncate(40 * 1024 * 1024)
    assert code_of(folder) == "scene.product_metadata"
    with zipfile.ZipFile(tmp_path / "bomb.zip", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(folder / "MTD_MSIL2A.xml", "X.SAFE/MTD_MSIL2A.xml")
    assert code_of(tmp_path / "bomb.zip") == "scene.product_metadata"


def test_folders_and_archives_of_something_else_are_refused(tmp_path):
    (tmp_path / "holiday").mkdir()
    assert code_of(tmp_path / "holiday") == "scene.not_product"
    with zipfile.ZipFile(tmp_path / "holiday.zip", "w") as archive:
        archive.writestr("beach.txt", "sand")
    assert code_of(tmp_path / "holiday.zip") == "scene.not_product"


def test_a_product_cannot_be_joined_with_other_files(tmp_path):
    path = str(write_safe(tmp_path, "L1C"))
    other = write_raster(tmp_path / "B02.tif", np.full((60, 60), 9, "uint16"))
    with pytest.raises(EngineError) as caught:
        open_scene([path, other])
    assert caught.value.code == "scene.several_products"


def test_products_of_several_granules_are_refused(tmp_path):
    path = write_safe(tmp_path, "L1C")
    file = path / "MTD_MSIL1C.xml"
    file.write_text(file.read_text().replace("</Granule>", '</Granule><Granule granuleIdentifier="G2"/>'))
    assert code_of(path) == "scene.granules"
