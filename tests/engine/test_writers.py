import xml.etree.ElementTree as ET

import numpy as np
import pytest
import rasterio
from affine import Affine
from rasterio.crs import CRS

from models.class_schemes import ClassEntry, load_scheme
from models.errors import EngineError
from models.rasters.grid import Grid
from models.rasters.outputs import staged
from models.rasters.styles import Stop
from models.rasters.windows import Window
from models.rasters.writers import RasterOutput

UTM = CRS.from_epsg(32632)
CLASSES = load_scheme("worldcover").classes


def grid(height=600, width=700, crs=UTM):
    return Grid(width, height, Affine(10, 0, 600_000, 0, -10, 5_300_000), crs)


def codes(height=600, width=700, seed=0):
    values = np.array([10, 50, 80, 255], np.uint8)
    coarse = np.random.default_rng(seed).choice(values, (height // 10 + 1, width // 10 + 1))
    return np.kron(coarse, np.ones((10, 10), np.uint8))[:height, :width]


def write(path, values, **options):
    output = RasterOutput(path, grid(*values.shape), **{"classes": CLASSES, **options})
    for row in range(0, len(values), 96):
        output.write_strip(row, values[row : row + 96])
    return output


def test_a_map_reads_back_as_it_was_written(tmp_path):
    values = codes()
    write(tmp_path / "a.tif", values, description="Land cover").finish()
    with rasterio.open(tmp_path / "a.tif") as file:
        np.testing.assert_array_equal(file.read(1), values)
        assert file.crs == UTM
        assert file.transform == grid().transform
        assert file.nodata == 255
        assert file.dtypes == ("uint8",)
        assert file.descriptions == ("Land cover",)
        assert file.profile["tiled"]
        assert file.compression.value == "DEFLATE"
        assert file.overviews(1) == [2, 4]
        assert file.colormap(1)[10] == (0, 100, 0, 255)


def test_overviews_hold_only_codes_of_the_map(tmp_path):
    write(tmp_path / "a.tif", codes()).finish()
    with rasterio.open(tmp_path / "a.tif", overview_level=1) as file:
        assert set(np.unique(file.read(1))) <= {10, 50, 80, 255}


def test_strips_may_come_panel_by_panel(tmp_path):
    values = codes(300, 1200)
    output = RasterOutput(tmp_path / "a.tif", grid(300, 1200), classes=CLASSES)
    for column in (0, 512, 1024):
        for row in range(0, 300, 77):
            output.write_strip(row, values[row : row + 77, column : column + 512], column)
    output.finish()
    with rasterio.open(tmp_path / "a.tif") as file:
        np.testing.assert_array_equal(file.read(1), values)


def test_the_attribute_table_names_counts_and_measures_every_class(tmp_path):
    values = codes()
    counted = write(tmp_path / "a.tif", values).finish()
    content = (tmp_path / "a.tif.aux.xml").read_bytes()
    assert content.startswith(b"<PAMDataset>")  # GDAL takes the first node for the root
    table = ET.fromstring(content).find("PAMRasterBand/GDALRasterAttributeTable")
    columns = [field.findtext("Name") for field in table.iter("FieldDefn")]
    assert columns == ["Value", "Name", "Red", "Green", "Blue", "Count", "Hectares"]
    rows = {int(r[0].text): [cell.text for cell in r] for r in table.iter("Row")}
    assert sorted(rows) == sorted(entry.code for entry in CLASSES)
    assert rows[10][1:5] == ["Tree cover", "0", "100", "0"]
    assert int(rows[80][5]) == (values == 80).sum() == counted.pixels[80]
    assert float(rows[80][6]) == pytest.approx((values == 80).sum() / 100)


def test_class_names_are_english_and_need_no_ascii(tmp_path):
    entry = ClassEntry(7, {"en": "A → B & <C>", "de": "ä"}, "#102030")
    write(tmp_path / "a.tif", np.full((20, 20), 7, np.uint8), classes=[entry]).finish()
    root = ET.fromstring((tmp_path / "a.tif.aux.xml").read_bytes())
    assert [row[1].text for row in root.iter("Row")] == ["A → B & <C>"]
    style = ET.fromstring((tmp_path / "a.qml").read_bytes())
    assert [e.get("label") for e in style.iter("paletteEntry")] == ["A → B & <C>"]


def test_a_map_without_a_crs_has_no_hectares(tmp_path):
    output = RasterOutput(tmp_path / "a.tif", grid(20, 20, None), classes=CLASSES)
    output.write_strip(0, np.full((20, 20), 10, np.uint8))
    assert output.finish().hectares is None
    root = ET.fromstring((tmp_path / "a.tif.aux.xml").read_bytes())
    assert "Hectares" not in [field.findtext("Name") for field in root.iter("FieldDefn")]


def test_the_style_has_the_schemes_names_and_colours(tmp_path):
    write(tmp_path / "a.tif", codes()).finish()
    root = ET.fromstring((tmp_path / "a.qml").read_bytes())
    entries = [(int(e.get("value")), e.get("color"), e.get("label")) for e in root.iter("paletteEntry")]
    assert entries == [(c.code, c.color, c.name["en"]) for c in CLASSES]


def test_a_continuous_band_has_a_ramp_and_no_attribute_table(tmp_path):
    stops = [Stop(0, "#ffffff", "none"), Stop(100, "#ff0000", "full")]
    values = np.arange(256 * 256, dtype=np.uint8).reshape(256, 256) % 101
    write(tmp_path / "a.tif", values, classes=(), stops=stops).finish()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.qml", "a.tif"]
    items = list(ET.fromstring((tmp_path / "a.qml").read_bytes()).iter("item"))
    assert [(i.get("value"), i.get("color"), i.get("label")) for i in items] == [
        ("0", "#ffffff", "none"),
        ("100", "#ff0000", "full"),
    ]


def test_codes_above_255_are_written_as_uint16(tmp_path):
    classes = [ClassEntry(0, {"en": "Same"}, "#ffffff"), ClassEntry(10_050, {"en": "A → B"}, "#ff0000")]
    values = np.where(codes(300, 300) == 10, 10_050, 0).astype(np.uint16)
    values[:5] = 65_535
    counted = write(tmp_path / "a.tif", values, classes=classes, dtype="uint16", nodata=65_535).finish()
    with rasterio.open(tmp_path / "a.tif") as file:
        np.testing.assert_array_equal(file.read(1), values)
        assert file.nodata == 65_535
    assert counted.nodata == 5 * 300
    assert set(counted.pixels) == {0, 10_050}


def test_nothing_has_its_name_before_it_is_published(tmp_path):
    output = write(tmp_path / "a.tif", codes())
    output.prepare()
    output.attach(tmp_path / "a.run.json", b"{}")
    assert not [p for p in tmp_path.iterdir() if "writing" not in p.name]
    output.publish()
    names = sorted(p.name for p in tmp_path.iterdir())
    assert names == ["a.qml", "a.run.json", "a.tif", "a.tif.aux.xml"]


def test_an_aborted_output_leaves_nothing(tmp_path):
    output = write(tmp_path / "a.tif", codes())
    output.abort()
    assert list(tmp_path.iterdir()) == []
    output = write(tmp_path / "a.tif", codes())
    output.prepare()
    output.abort()
    assert list(tmp_path.iterdir()) == []


def test_overwriting_replaces_all_and_takes_old_sidecars_away(tmp_path):
    write(tmp_path / "a.tif", codes()).finish()
    (tmp_path / "a.tif.ovr").write_bytes(b"overviews of the old map")
    (tmp_path / "a.run.json").write_bytes(b"{}")
    with pytest.raises(EngineError, match="exists already"):
        RasterOutput(tmp_path / "a.tif", grid(), classes=CLASSES)
    values = codes(seed=5)
    write(tmp_path / "a.tif", values, overwrite=True).finish()
    with rasterio.open(tmp_path / "a.tif") as file:
        np.testing.assert_array_equal(file.read(1), values)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.qml", "a.tif", "a.tif.aux.xml"]


def test_what_was_written_can_be_read_and_rewritten_before_it_is_published(tmp_path):
    values = codes()
    output = write(tmp_path / "a.tif", values)
    np.testing.assert_array_equal(output.read(Window(100, 50, 30, 20)), values[100:130, 50:70])
    output.rewrite((row, np.full_like(piece, 50)) for row, piece in output.rows())
    output.finish()
    with rasterio.open(tmp_path / "a.tif") as file:
        assert set(np.unique(file.read(1))) == {50}
    assert not [p for p in tmp_path.iterdir() if "writing" in p.name]


def test_a_failed_rewrite_leaves_what_was_written(tmp_path):
    output = write(tmp_path / "a.tif", codes())

    def failing():
        yield 0, np.zeros((10, 700), np.uint8)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        output.rewrite(failing())
    np.testing.assert_array_equal(output.read(Window(0, 0, 600, 700)), codes())
    output.abort()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("size", [(1, 1), (1, 300), (300, 1), (255, 257)])
def test_every_size_can_be_written(tmp_path, size):
    values = codes(*size)
    write(tmp_path / "a.tif", values).finish()
    with rasterio.open(tmp_path / "a.tif") as file:
        np.testing.assert_array_equal(file.read(1), values)


def test_a_file_that_does_not_read_back_is_refused(tmp_path):
    output = write(tmp_path / "a.tif", codes())
    output.read(Window(0, 0, 1, 1))  # closes the file
    staged(tmp_path / "a.tif").write_bytes(b"not a raster")
    with pytest.raises(EngineError):
        output.prepare()
    output.abort()
