"""Stand-ins for the engine and the run manager, tiny scenes, and real tiny results."""

import json

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QObject, pyqtSignal

BANDS = (("B02", 492.0), ("B03", 560.0), ("B04", 665.0), ("B08", 833.0))
UPPER_LEFT = (300000.0, 5800000.0)
PIXEL = 10.0


class FakeSupervisor(QObject):
    """Answers when it is told to; remembers what it was asked."""

    stateChanged = pyqtSignal(str)

    def __init__(self, state="ready"):
        super().__init__()
        self.state = state
        self.info = {"devices": [{"id": "cpu", "name": "Test processor", "default": True}]}
        self.device_line = "Test processor (cpu)"
        self.asked = []
        self.pending = []
        self.by_itself = True
        self.description = description()
        self.estimate = {"seconds": 41.0, "windows": 4, "pixels": 1200, "device": "Test processor"}
        self.checkpoint = {"network": "change", "classes": 2}
        self.errors = {}

    def request(self, method, params, on_result, on_error, on_event=None):
        self.asked.append((method, params))
        if method in self.errors:
            answer = lambda: on_error(self.errors[method])  # noqa: E731
        else:
            answers = {"describe": self.description, "checkpoint": self.checkpoint}
            answer = lambda: on_result(answers.get(method, self.estimate))  # noqa: E731
        self.pending.append((method, on_result, answer))
        if self.by_itself:
            self.answer_all()
        return len(self.asked)

    def answer_all(self):
        pending, self.pending = self.pending, []
        for _method, _on_result, answer in pending:
            answer()

    def last(self, method):
        return [params for asked, params in self.asked if asked == method][-1]

    def count(self, method):
        return sum(1 for asked, _params in self.asked if asked == method)

    def become(self, state):
        self.state = state
        self.stateChanged.emit(state)


class FakeRuns:
    def __init__(self):
        self.submitted = []

    def submit(self, job, title, on_finished):
        self.submitted.append((job, title, on_finished))

    @property
    def job(self):
        return self.submitted[-1][0]


def description(**changes):
    found = {
        "product": "Sentinel-2 L1C",
        "acquired": "2017-02-16T10:21:01",
        "size": [40, 30],
        "crs": "EPSG:32633",
        "resolution": [10.0, 10.0],
        "bands": [
            {
                "name": name,
                "wavelength": wave,
                "width": 30.0,
                "resolution": 10.0,
                "identified_by": "description",
            }
            for name, wave in BANDS
        ],
        "radiometry": {"scale": 0.0001, "offset": -1000.0, "source": "metadata"},
        "valid_share": 0.98,
        "notes": [],
    }
    return {**found, **changes}


def write_raster(path, array, names=(), crs=32633, nodata=None, kind=gdal.GDT_UInt16):
    """Write (bands, rows, columns) as a GeoTIFF with 10 m pixels."""
    array = np.asarray(array)
    bands, rows, columns = array.shape
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), columns, rows, bands, kind)
    dataset.SetGeoTransform((UPPER_LEFT[0], PIXEL, 0, UPPER_LEFT[1], 0, -PIXEL))
    if crs:
        system = osr.SpatialReference()
        system.ImportFromEPSG(crs)
        dataset.SetProjection(system.ExportToWkt())
    for number in range(1, bands + 1):
        band = dataset.GetRasterBand(number)
        band.WriteArray(array[number - 1])
        if nodata is not None:
            band.SetNoDataValue(nodata)
        if number <= len(names):
            band.SetDescription(names[number - 1])
    dataset = None
    return str(path)


def add_raster(path, name):
    layer = QgsRasterLayer(str(path), name, "gdal")
    assert layer.isValid()
    QgsProject.instance().addMapLayer(layer)
    return layer


TWELVE = {f"B{number:02d}": 400.0 + 50 * number for number in range(1, 13)}


@pytest.fixture(autouse=True)
def own_models(tmp_path, monkeypatch):
    """The folder of the user's models: empty at first."""
    folder = tmp_path / "own-models"
    folder.mkdir()
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(folder))
    return folder


@pytest.fixture
def import_model(own_models):
    """Leave a card as converting an official network does."""

    def make(name="mine", task="segmentation", **changes):
        card = {
            "id": name,
            "task": task,
            "title": {"en": f"Official network ({name})", "de": f"Offizielles Netz ({name})"},
            "architecture": {"name": f"spectralgpt-{task}", "width": 768, "groups": 4},
            "bands": [{"name": band, "wavelength": wave} for band, wave in TWELVE.items()],
            "input": {"bands": list(TWELVE), "scaling": "chip-minmax"},
            "source": {"file": f"{name}.pth"},
        }
        if task == "segmentation":
            card |= {"scheme": "segmunich", "classes": [21, 31, 5]}
        (own_models / f"{name}.json").write_text(json.dumps({**card, **changes}))

    return make


@pytest.fixture
def supervisor():
    return FakeSupervisor()


@pytest.fixture
def runs():
    return FakeRuns()


@pytest.fixture
def settings():
    from spectralgpt.plugin.settings import Settings

    return Settings()


@pytest.fixture
def window(iface):
    """The stand-in interface, its map in the project's coordinate system."""
    iface.canvas.setDestinationCrs(QgsProject.instance().crs())
    return iface


@pytest.fixture
def open_dialog(window, supervisor, runs, settings, deletions):
    """Open a dialog as the plugin does, and close it after the test."""
    opened = []

    def build(name):
        from spectralgpt.plugin.gui.change_dialog import ChangeDialog
        from spectralgpt.plugin.gui.features_dialog import FeaturesDialog
        from spectralgpt.plugin.gui.reconstruct_dialog import ReconstructDialog
        from spectralgpt.plugin.gui.scene_panel import ScenePanel
        from spectralgpt.plugin.gui.scenes_dialog import ScenesDialog
        from spectralgpt.plugin.gui.segment_dialog import SegmentDialog

        ScenePanel._remembered.clear()
        kinds = {
            "segment": SegmentDialog,
            "change": ChangeDialog,
            "scenes": ScenesDialog,
            "reconstruct": ReconstructDialog,
            "features": FeaturesDialog,
        }
        dialog = kinds[name](window, supervisor, runs, settings, window.window)
        dialog.show()
        opened.append(dialog)
        return dialog

    yield build
    for dialog in opened:
        dialog.close()
        dialog.deleteLater()
    deletions()


@pytest.fixture
def make_raster(tmp_path):
    """Write a raster of a given name, and add it to the project."""

    def make(name="scene", bands=4, names=("B02", "B03", "B04", "B08"), **options):
        array = np.arange(bands * 30 * 40).reshape(bands, 30, 40) % 5000
        return add_raster(write_raster(tmp_path / f"{name}.tif", array, names, **options), name)

    return make


@pytest.fixture
def make_description():
    return description


@pytest.fixture
def make_polygons():
    """Add a memory layer with squares, given by their lower left corner and side."""

    def make(squares, name="districts", crs="EPSG:32633"):
        from qgis.core import QgsFeature, QgsGeometry, QgsRectangle

        layer = QgsVectorLayer(f"Polygon?crs={crs}", name, "memory")
        for x, y, side in squares:
            feature = QgsFeature()
            feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(x, y, x + side, y + side)))
            layer.dataProvider().addFeature(feature)
        layer.updateExtents()
        QgsProject.instance().addMapLayer(layer)
        return layer

    return make


CLASSES = (
    (10, "Tree cover", "#006400"),
    (40, "Cropland", "#f096ff"),
    (80, "Permanent water bodies", "#0064c8"),
)

QML = """<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>
<qgis version="3.22.0" styleCategories="Symbology"><pipe>
<rasterrenderer type="paletted" band="1" opacity="1" alphaBand="-1" nodataColor=""><rasterTransparency/>
<colorPalette>{entries}</colorPalette></rasterrenderer></pipe><blendMode>0</blendMode></qgis>"""


@pytest.fixture
def segmentation(tmp_path):
    """A real small result of a segmentation: 40 x 30 pixels, the first row without data."""
    codes = np.full((30, 40), 40, np.uint8)
    codes[0] = 255
    codes[1:3] = 10
    codes[3, :1] = 80
    write_raster(tmp_path / "cover.tif", codes[None], nodata=255, kind=gdal.GDT_Byte)
    percent = np.where(codes == 255, 255, 70)[None]
    write_raster(tmp_path / "cover_confidence.tif", percent, nodata=255, kind=gdal.GDT_Byte)
    entries = "".join(
        f'<paletteEntry value="{code}" color="{color}" alpha="255" label="{name}"/>'
        for code, name, color in CLASSES
    )
    (tmp_path / "cover.qml").write_text(QML.format(entries=entries))
    classes = []
    for code, name, color in CLASSES:
        pixels = int((codes == code).sum())
        share = pixels / 1160
        entry = {"code": code, "name": name, "color": color, "pixels": pixels, "share": share}
        classes.append({**entry, "hectares": pixels / 100})
    outputs = {
        "output": str(tmp_path / "cover.tif"),
        "confidence": str(tmp_path / "cover_confidence.tif"),
        "polygons": None,
    }
    card = {
        "task": "segment",
        "finished": "2026-11-23T16:00:40+00:00",
        "seconds": 38.2,
        "inputs": [{"path": "/data/Munich_2024.tif", "sha256": "0"}],
        "parameters": {"scene": ["/data/Munich_2024.tif"], "device": "auto"},
        "model": {"id": "compact"},
        "device": {"id": "cpu", "name": "Test processor"},
        "valid_share": 1160 / 1200,
        "outputs": outputs,
        "classes": classes,
        "notes": ["DN/10000 is assumed."],
    }
    (tmp_path / "cover.run.json").write_text(json.dumps(card))
    return {
        "task": "segment",
        **outputs,
        "run_card": str(tmp_path / "cover.run.json"),
        "style": str(tmp_path / "cover.qml"),
        "scheme": "test",
        "classes": classes,
        "valid_pixels": 1160,
        "nodata_pixels": 40,
        "seconds": 38.2,
        "device": "Test processor",
        "notes": [],
    }


@pytest.fixture
def change(tmp_path):
    """A real small result of a change detection: evidence rises from left to right, 0 to 78."""
    evidence = np.tile(np.arange(40, dtype=np.uint8) * 2, (30, 1))
    evidence[0] = 255
    mask = (evidence >= 50).astype(np.uint8)
    mask[0] = 255
    write_raster(tmp_path / "change.tif", mask[None], nodata=255, kind=gdal.GDT_Byte)
    write_raster(tmp_path / "change_evidence.tif", evidence[None], nodata=255, kind=gdal.GDT_Byte)
    changed = int((mask == 1).sum())
    result = {
        "task": "change",
        "output": str(tmp_path / "change.tif"),
        "evidence": str(tmp_path / "change_evidence.tif"),
        "from_to": None,
        "run_card": str(tmp_path / "change.run.json"),
        "method": "general",
        "threshold": 50,
        "threshold_method": "otsu",
        "changed_pixels": changed,
        "changed_hectares": changed / 100,
        "changed_share": changed / 1160,
        "transitions": [],
        "seconds": 7.0,
        "device": "Test processor",
        "notes": [],
        "warnings": [],
    }
    (tmp_path / "change.run.json").write_text(json.dumps({**result, "finished": "2026-11-23T16:10:00+00:00"}))
    return result


@pytest.fixture
def reconstruction(tmp_path):
    """A real small result of a reconstruction: three bands of which the last group was not hidden."""
    values = np.linspace(0.05, 0.4, 3 * 1200, dtype=np.float32).reshape(3, 30, 40)
    write_raster(tmp_path / "filled.tif", values, ("B02", "B03", "B04"), kind=gdal.GDT_Float32)
    write_raster(tmp_path / "filled_error.tif", values[:1] / 10, kind=gdal.GDT_Float32)
    bands = [
        {"band": "B02", "wavelength": 492.3, "before": 0.1, "after": 0.12, "rmse": 0.03, "pixels": 300},
        {"band": "B03", "wavelength": 559.4, "before": 0.2, "after": 0.15, "rmse": 0.04, "pixels": 100},
        {"band": "B04", "wavelength": 664.8, "before": 0.3, "after": 0.25, "rmse": 0.02, "pixels": 300},
        {"band": "B05", "wavelength": 704.0, "before": None, "after": None, "rmse": None, "pixels": 0},
    ]
    result = {
        "task": "reconstruct",
        "output": str(tmp_path / "filled.tif"),
        "error": str(tmp_path / "filled_error.tif"),
        "spectra": None,
        "run_card": str(tmp_path / "filled.run.json"),
        "model": "mine",
        "bands": bands,
        "seconds": 3.0,
        "device": "Test processor",
        "notes": [],
    }
    card = {**result, "parameters": {"groups": "1,2"}, "finished": "2026-11-23T16:20:00+00:00"}
    (tmp_path / "filled.run.json").write_text(json.dumps(card))
    return result


@pytest.fixture
def features(tmp_path):
    """A real small result of computing features, with its picture."""
    values = np.random.default_rng(0).normal(size=(6, 4, 5)).astype(np.float32)
    write_raster(tmp_path / "features.tif", values, kind=gdal.GDT_Float32)
    write_raster(tmp_path / "picture.tif", np.full((4, 4, 5), 200), kind=gdal.GDT_Byte)
    result = {
        "task": "embed",
        "output": str(tmp_path / "features.tif"),
        "pca": str(tmp_path / "picture.tif"),
        "run_card": str(tmp_path / "features.run.json"),
        "model": "landcover-small",
        "seconds": 2.0,
        "notes": ["A note."],
    }
    card = {**result, "model": {"id": "landcover-small"}, "finished": "2026-11-23T16:30:00+00:00"}
    (tmp_path / "features.run.json").write_text(json.dumps(card))
    return result
