"""The plugin and the engine that is installed here, through QGIS."""

import json
import os
import shutil
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsVectorLayer
from qgis.PyQt.QtCore import QCoreApplication, QTranslator

from spectralgpt.plugin.engine.environment import engine_interpreter
from spectralgpt.plugin.engine.launch import PLUGIN_ROOT
from spectralgpt.plugin.engine.notices import Notices
from spectralgpt.plugin.engine.runs import RunManager
from spectralgpt.plugin.engine.supervisor import EngineSupervisor
from spectralgpt.plugin.processing.cards import model_ids
from spectralgpt.plugin.settings import Settings

BANDS = ("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not engine_interpreter(Settings()), reason="no engine is installed here"),
]
needs_model = pytest.mark.skipif(not model_ids("segmentation"), reason="no trained model is shipped yet")


@pytest.fixture
def supervisor(tmp_path, deletions):
    made = EngineSupervisor(Settings(), log_path=str(tmp_path / "engine.log"))
    yield made
    made.shut_down()
    made.deleteLater()
    deletions()


@pytest.fixture
def runs(supervisor, iface, waiting, deletions):
    made = RunManager(supervisor, Notices(iface), lambda: None, lambda: None)
    yield made
    made.cancel_all()
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    deletions()


def scene_file(path, width=150, height=140, seed=0):
    """A Sentinel-2-like scene: smooth fields of plausible reflectance, ten named bands."""
    generator = np.random.default_rng(seed)
    coarse = generator.uniform(300, 3500, (len(BANDS), height // 10 + 1, width // 10 + 1))
    pixels = np.kron(coarse, np.ones((1, 10, 10)))[:, :height, :width]
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), width, height, len(BANDS), gdal.GDT_UInt16)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32632)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((690000, 10, 0, 5330000, 0, -10))
    for number, (name, band) in enumerate(zip(BANDS, pixels), start=1):
        dataset.GetRasterBand(number).WriteArray(band.astype(np.uint16))
        dataset.GetRasterBand(number).SetDescription(name)
    dataset = None
    return str(path)


def ask(supervisor, waiting, method, params):
    answers = []
    supervisor.request(method, params, answers.append, answers.append)
    waiting(lambda: answers, patience_ms=180_000)
    return answers[0]


def test_the_worker_greets_and_answers_questions(supervisor, waiting, tmp_path):
    described = ask(supervisor, waiting, "describe", {"scene": [scene_file(tmp_path / "scene.tif")]})
    assert [band["name"] for band in described["bands"]] == list(BANDS)
    assert supervisor.info["protocol"] == 1
    assert supervisor.device_line
    refused = ask(supervisor, waiting, "describe", {"scene": ["/nowhere/scene.tif"]})
    assert refused["message"]
    assert refused["code"].startswith("scene.")


@needs_model
def test_a_bad_job_ends_with_a_sentence_and_the_worker_goes_on(supervisor, runs, iface, waiting, tmp_path):
    failures = []
    runs.failed.connect(lambda job, failure: failures.append(failure))
    job = {"task": "segment", "parameters": {"scene": ["/nowhere.tif"], "output": str(tmp_path / "out.tif")}}
    runs.submit(job, "Land cover", lambda result: None)
    waiting(lambda: failures, patience_ms=180_000)
    assert "/nowhere.tif" in iface.messages()[0]
    pid = supervisor.process_id
    assert ask(supervisor, waiting, "catalog", {}) is not None
    assert supervisor.process_id == pid
    assert not (tmp_path / "out.tif").exists()


@needs_model
def test_a_run_through_the_task_manager_makes_a_classified_raster(runs, waiting, tmp_path):
    results = []
    output = tmp_path / "cover.tif"
    job = {
        "task": "segment",
        "parameters": {"scene": [scene_file(tmp_path / "scene.tif")], "output": str(output)},
    }
    runs.submit(job, "Land cover", results.append)
    waiting(lambda: results, patience_ms=300_000)
    assert results[0]["output"] == str(output)
    layer = QgsRasterLayer(str(output), "cover")
    assert (layer.width(), layer.height()) == (150, 140)
    assert output.with_suffix(".qml").exists()


@needs_model
def test_a_worker_killed_in_the_middle_loses_nothing_but_time(supervisor, runs, iface, waiting, tmp_path):
    results, failures, progress = [], [], []
    runs.failed.connect(lambda job, failure: failures.append(failure))
    runs.progressed.connect(lambda job, fraction, text: progress.append(fraction))
    scene = scene_file(tmp_path / "scene.tif", 500, 2400)
    parameters = {"scene": [scene], "output": str(tmp_path / "cover.tif"), "batch": 1}
    runs.submit({"task": "segment", "parameters": parameters}, "Land cover", results.append)
    waiting(lambda: any(fraction > 0.7 for fraction in progress), patience_ms=300_000)
    os.kill(supervisor.process_id, signal.SIGKILL)
    waiting(lambda: failures)
    assert failures[0]["code"] == "engine.died"
    assert not (tmp_path / "cover.tif").exists(), "half a result must not look like a whole one"
    progress.clear()
    iface.message_buttons()["Resume"].click()
    waiting(lambda: results, patience_ms=300_000)
    assert progress[0] > 0.05, "it went on from where it was"
    assert gdal.Open(str(tmp_path / "cover.tif")).RasterYSize == 2400


def qgis_process(tmp_path, *arguments):
    # Debian 12's wrapper adds an option that its own QGIS does not know.
    program = shutil.which("qgis_process.bin") or shutil.which("qgis_process")
    if program is None:
        pytest.skip("qgis_process is not installed")
    plugins = tmp_path / "plugins"
    plugins.mkdir(exist_ok=True)
    if not (plugins / "spectralgpt").exists():
        (plugins / "spectralgpt").symlink_to(PLUGIN_ROOT, target_is_directory=True)
    environment = {
        **os.environ,
        "QT_QPA_PLATFORM": "offscreen",
        "QGIS_PLUGINPATH": str(plugins),
        "QGIS_CUSTOM_CONFIG_PATH": str(tmp_path / "profile"),
    }
    return subprocess.run(
        [program, *arguments], capture_output=True, text=True, timeout=600, env=environment, cwd=tmp_path
    )


def test_qgis_process_lists_the_algorithms(tmp_path):
    enabled = qgis_process(tmp_path, "plugins", "enable", "spectralgpt")
    assert enabled.returncode == 0, enabled.stderr
    listed = qgis_process(tmp_path, "list")
    assert "spectralgpt:segment" in listed.stdout or "\tsegment" in listed.stdout
    explained = qgis_process(tmp_path, "help", "spectralgpt:change")
    assert "THRESHOLD" in explained.stdout


def test_qgis_process_says_why_a_scene_can_not_be_used(tmp_path):
    qgis_process(tmp_path, "plugins", "enable", "spectralgpt")
    done = qgis_process(tmp_path, "run", "spectralgpt:segment", "--SCENE=/nowhere.tif", "--OUTPUT=out.tif")
    assert done.returncode != 0
    assert "/nowhere.tif" in done.stdout + done.stderr


@needs_model
def test_qgis_process_classifies_without_a_display(tmp_path):
    qgis_process(tmp_path, "plugins", "enable", "spectralgpt")
    output = tmp_path / "cover.tif"
    scene = scene_file(tmp_path / "scene.tif")
    done = qgis_process(
        tmp_path, "--json", "run", "spectralgpt:segment", f"--SCENE={scene}", f"--OUTPUT={output}"
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert results["OUTPUT"] == str(output)
    assert Path(results["RUN_CARD"]).exists()
    assert gdal.Open(str(output)).RasterXSize == 150


@needs_model
def test_qgis_process_detects_change_without_a_display(tmp_path):
    qgis_process(tmp_path, "plugins", "enable", "spectralgpt")
    before, after = scene_file(tmp_path / "before.tif", seed=1), scene_file(tmp_path / "after.tif", seed=2)
    done = qgis_process(
        tmp_path,
        "--json",
        "run",
        "spectralgpt:change",
        f"--BEFORE={before}",
        f"--AFTER={after}",
        "--THRESHOLD=50",
        f"--OUTPUT={tmp_path / 'change.tif'}",
        f"--EVIDENCE={tmp_path / 'evidence.tif'}",
    )
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert results["THRESHOLD_USED"] == 50
    assert gdal.Open(results["EVIDENCE"]).ReadAsArray().max() <= 255


@needs_model
def test_qgis_process_computes_features_and_their_picture(tmp_path):
    qgis_process(tmp_path, "plugins", "enable", "spectralgpt")
    output, picture = tmp_path / "features.tif", tmp_path / "picture.tif"
    scene = scene_file(tmp_path / "scene.tif")
    done = qgis_process(
        tmp_path,
        "--json",
        "run",
        "spectralgpt:embed",
        f"--SCENE={scene}",
        f"--OUTPUT={output}",
        f"--PCA={picture}",
    )
    assert done.returncode == 0, done.stderr
    features = gdal.Open(json.loads(done.stdout)["results"]["OUTPUT"])
    assert features.GetGeoTransform() == (690000, 80, 0, 5330000, 0, -80)
    assert (features.RasterXSize, features.RasterYSize) == (19, 18)
    values = features.GetRasterBand(1).ReadAsArray()
    np.testing.assert_array_equal(values, values.astype(np.float16))
    assert gdal.Open(str(picture)).RasterCount == 4


def test_qgis_process_reconstructs_with_a_converted_checkpoint(tmp_path, monkeypatch):
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    made = (
        "import sys, torch; from tests.spectralgpt.official_files import make; "
        "torch.save({'model': make('pretraining')}, sys.argv[1])"
    )
    engine, checkpoint = engine_interpreter(Settings()), str(tmp_path / "tiny.pth")
    for words in (["-c", made, checkpoint], ["-m", "models", "convert", checkpoint]):
        subprocess.run([engine, *words], cwd=PLUGIN_ROOT, check=True, capture_output=True, timeout=300)
    qgis_process(tmp_path, "plugins", "enable", "spectralgpt")
    output, spectra = tmp_path / "filled.tif", tmp_path / "spectra.csv"
    done = qgis_process(
        tmp_path,
        "--json",
        "run",
        "spectralgpt:reconstruct",
        f"--SCENE={scene_file(tmp_path / 'scene.tif', 40, 30)}",
        "--MODEL=tiny",
        "--GROUPS=2",
        f"--OUTPUT={output}",
        f"--SPECTRA={spectra}",
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["results"]["SPECTRA"] == str(spectra)
    assert gdal.Open(str(output)).RasterCount == 12
    assert spectra.read_text().splitlines()[5].startswith("B05,2,704.0,")


@pytest.fixture(scope="module")
def imported(tmp_path_factory):
    """A folder of the user's models with a tiny network for each task of the toolbar, in official layout."""
    folder = tmp_path_factory.mktemp("own")
    made = (
        "import sys, torch; from tests.spectralgpt.official_files import make; "
        "[torch.save({'model': make(task)}, f'{sys.argv[1]}/{task}.pth') "
        "for task in ('segmentation', 'change', 'pretraining', 'classification')]"
    )
    engine = engine_interpreter(Settings())
    convert = ["-m", "models", "convert", "--output", str(folder)]
    files = [
        str(folder / f"{task}.pth") for task in ("segmentation", "change", "pretraining", "classification")
    ]
    for words in (["-c", made, str(folder)], *([*convert, file] for file in files)):
        subprocess.run([engine, *words], cwd=PLUGIN_ROOT, check=True, capture_output=True, timeout=300)
    return folder


@pytest.fixture
def german():
    translator = QTranslator()
    assert translator.load(str(PLUGIN_ROOT / "resources" / "i18n" / "spectralgpt_de.qm"))
    QCoreApplication.installTranslator(translator)
    yield
    QCoreApplication.removeTranslator(translator)


def dialog_of(name):
    from spectralgpt.plugin.gui.change_dialog import ChangeDialog
    from spectralgpt.plugin.gui.features_dialog import FeaturesDialog
    from spectralgpt.plugin.gui.reconstruct_dialog import ReconstructDialog
    from spectralgpt.plugin.gui.scenes_dialog import ScenesDialog
    from spectralgpt.plugin.gui.segment_dialog import SegmentDialog

    kinds = {
        "segment": (SegmentDialog, "segmentation"),
        "change": (ChangeDialog, "change"),
        "scenes": (ScenesDialog, "classification"),
        "reconstruct": (ReconstructDialog, "pretraining"),
        "features": (FeaturesDialog, "pretraining"),
    }
    return kinds[name]


@pytest.mark.parametrize("name", ["segment", "change", "scenes", "reconstruct", "features"])
def test_dialogs_run_imported_networks_and_their_notes_are_german(
    name, imported, german, supervisor, runs, iface, waiting, deletions, tmp_path, monkeypatch
):
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(imported))
    for number in (1, 2):
        layer = QgsRasterLayer(scene_file(tmp_path / f"s{number}.tif", 48, 40, number), f"Date {number}")
        QgsProject.instance().addMapLayer(layer)
    iface.active = layer
    results = []
    runs.succeeded.connect(lambda job, result: results.append(result))
    runs.failed.connect(lambda job, failure: results.append(failure))
    kind, model = dialog_of(name)
    dialog = kind(iface, supervisor, runs, Settings(), iface.window)
    if name == "change":
        dialog.method.setCurrentIndex(dialog.method.findData("spectralgpt"))
    else:
        dialog.model.set_model(model)
    dialog.show()
    waiting(lambda: "·" in dialog.run_button.text(), patience_ms=180_000)
    dialog.run_button.click()
    waiting(lambda: results, patience_ms=300_000)
    (result,) = results
    assert "output" in result, result
    assert Path(result["output"]).exists(), result
    assert any("Nichts sagt, wie aus den Zahlen Reflexion wird" in note for note in result["notes"])
    card = json.loads(Path(result["run_card"]).read_text("utf-8"))
    assert any("Nothing says how the numbers" in note for note in card["notes"]), "files speak English"
    used = card["change_model"] if name == "change" else card["model"]
    assert used["id"] == model
    assert all(layer.isValid() for layer in QgsProject.instance().mapLayers().values())
    assert len(QgsProject.instance().mapLayers()) >= (3 if name == "scenes" else 4)
    deletions()


def test_qgis_process_labels_cells_with_a_converted_classifier(tmp_path, monkeypatch):
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    made = (
        "import sys; from pathlib import Path; from tests.tasks.scene_models import make_checkpoint; "
        "make_checkpoint(Path(sys.argv[1]), 10)"
    )
    engine, checkpoint = engine_interpreter(Settings()), str(tmp_path / "tiny.pth")
    for words in (["-c", made, checkpoint], ["-m", "models", "convert", checkpoint]):
        subprocess.run([engine, *words], cwd=PLUGIN_ROOT, check=True, capture_output=True, timeout=300)
    qgis_process(tmp_path, "plugins", "enable", "spectralgpt")
    output = tmp_path / "labels.gpkg"
    scene = scene_file(tmp_path / "scene.tif", 192, 128)
    words = ["run", "spectralgpt:scenes", f"--SCENE={scene}", "--MODEL=tiny", "--CELL=320"]
    done = qgis_process(tmp_path, "--json", *words, f"--OUTPUT={output}")
    assert done.returncode == 0, done.stderr
    results = json.loads(done.stdout)["results"]
    assert (results["OUTPUT"], Path(results["RUN_CARD"]).exists()) == (str(output), True)
    layer = QgsVectorLayer(f"{output}|layername=scenes", "labels")
    extents = [feature.geometry().boundingBox() for feature in layer.getFeatures()]
    assert len(extents) == 6 * 4
    assert {(box.xMinimum() % 320, box.yMaximum() % 320) for box in extents} == {(0.0, 0.0)}
    assert all(0 < feature["confidence"] <= 100 for feature in layer.getFeatures())
    assert layer.loadNamedStyle(str(output.with_suffix(".qml")))[1]
    known = {int(category.value()) for category in layer.renderer().categories()}
    assert known == {feature["code"] for feature in layer.getFeatures()}
