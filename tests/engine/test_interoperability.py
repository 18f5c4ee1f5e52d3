"""What QGIS's own Python makes of the results: its GDAL reads the attribute table, it loads the styles."""

import json
import os
import shutil
import subprocess

import numpy as np
import pytest
from affine import Affine
from rasterio.crs import CRS

from models.class_schemes import load_scheme
from models.events import Events
from models.rasters.grid import Grid
from models.rasters.outputs import publish
from models.rasters.polygons import prepare_polygons
from models.rasters.writers import RasterOutput

CLASSES = load_scheme("worldcover").classes


def desktop_python(code, *arguments):
    """Run code in the Python that the system's QGIS uses, and parse what it prints last."""
    interpreter = os.environ.get("QGIS_PYTHON") or "/usr/bin/python3"
    if (
        not shutil.which(interpreter)
        or subprocess.run(
            [interpreter, "-c", "import qgis.core"], capture_output=True, check=False
        ).returncode
    ):
        pytest.skip(f"{interpreter} has no QGIS; set QGIS_PYTHON to one that has")
    clean = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
    done = subprocess.run(
        [interpreter, "-c", code, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**clean, "QT_QPA_PLATFORM": "offscreen"},
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout.strip().splitlines()[-1])


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    grid = Grid(300, 300, Affine(10, 0, 600_000, 0, -10, 5_300_000), CRS.from_epsg(32632))
    values = np.kron(np.array([[10, 50], [80, 255]], np.uint8), np.ones((150, 150), np.uint8))
    labels = RasterOutput(folder / "map.tif", grid, classes=CLASSES)
    labels.write_strip(0, values)
    prepare_polygons(folder / "map.gpkg", labels, Events())
    publish(folder / "map.gpkg")
    labels.finish()
    percent = RasterOutput(folder / "confidence.tif", grid)
    percent.write_strip(0, np.where(values == 255, 255, 70).astype(np.uint8))
    percent.finish()
    return folder


def test_gdal_reads_the_attribute_table(results):
    code = """
import json, sys
from osgeo import gdal
gdal.UseExceptions()
data = gdal.Open(sys.argv[1]); band = data.GetRasterBand(1); table = band.GetDefaultRAT()
columns = range(table.GetColumnCount())
print(json.dumps({
    "columns": [(table.GetNameOfCol(c), table.GetUsageOfCol(c) ) for c in columns],
    "rows": [[table.GetValueAsString(r, c) for c in columns] for r in range(table.GetRowCount())],
    "names": [table.GetColOfUsage(gdal.GFU_Name), table.GetRowOfValue(80)],
    "nodata": band.GetNoDataValue(), "overviews": band.GetOverviewCount(),
    "color": band.GetColorTable().GetColorEntry(80)}))
"""
    found = desktop_python(code, results / "map.tif")
    assert [name for name, _ in found["columns"]] == [
        "Value",
        "Name",
        "Red",
        "Green",
        "Blue",
        "Count",
        "Hectares",
    ]
    rows = {int(row[0]): row for row in found["rows"]}
    assert rows[80][1:6] == ["Permanent water bodies", "0", "100", "200", "22500"]
    assert float(rows[80][6]) == 225
    assert rows[100][5] == "0"
    assert found["names"] == [1, [entry.code for entry in CLASSES].index(80)]
    assert found["nodata"] == 255
    assert found["overviews"] >= 1
    assert found["color"] == [0, 100, 200, 255]


def test_qgis_opens_the_results_in_their_styles(results):
    code = """
import json, sys
from qgis.core import QgsApplication, QgsRasterLayer, QgsVectorLayer
application = QgsApplication([], False); application.initQgis()
def styled(path):
    layer = QgsRasterLayer(path, "layer")
    said, loaded = layer.loadNamedStyle(path[:-4] + ".qml")
    return layer, loaded
labels, first = styled(sys.argv[1]); percent, second = styled(sys.argv[2])
ramp = percent.renderer().shader().rasterShaderFunction()
polygons = QgsVectorLayer(sys.argv[3], "polygons", "ogr")
answer = json.dumps({
    "loaded": [first, second],
    "types": [labels.renderer().type(), percent.renderer().type()],
    "classes": [(c.value, c.label, c.color.name()) for c in labels.renderer().classes()],
    "ramp": [(i.value, i.label) for i in ramp.colorRampItemList()],
    "polygons": [f["name"] for f in polygons.getFeatures()],
    "crs": [labels.crs().authid(), polygons.crs().authid()]})
del labels, percent, ramp, polygons
application.exitQgis()
print(answer)
"""
    found = desktop_python(code, results / "map.tif", results / "confidence.tif", results / "map.gpkg")
    assert found["loaded"] == [True, True]
    assert found["types"] == ["paletted", "singlebandpseudocolor"]
    assert found["classes"] == [[entry.code, entry.name["en"], entry.color] for entry in CLASSES]
    assert found["ramp"] == [[0, "0 %"], [25, "25 %"], [50, "50 %"], [75, "75 %"], [100, "100 %"]]
    assert sorted(found["polygons"]) == ["Built-up", "Permanent water bodies", "Tree cover"]
    assert found["crs"] == ["EPSG:32632", "EPSG:32632"]
