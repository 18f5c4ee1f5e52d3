"""The algorithms as Processing calls them, with an engine that only repeats its job."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import numpy as np
import pytest
from osgeo import gdal, osr
from qgis.core import (
    QgsApplication,
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsField,
    QgsGeometry,
    QgsProcessing,
    QgsProcessingAlgRunnerTask,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterDefinition,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorLayer,
)
from qgis.PyQt.QtCore import QVariant

FAKE = str(Path(__file__).with_name("fake_engine.py"))


class Feedback(QgsProcessingFeedback):
    """Remembers what it is told."""

    def __init__(self):
        super().__init__(False)
        self.said = []

    def pushInfo(self, info):
        self.said.append(info)

    def pushWarning(self, warning):
        self.said.append(warning)

    def reportError(self, error, fatalError=False):
        self.said.append(error)


@pytest.fixture
def provider(monkeypatch, tmp_path):
    from spectralgpt.plugin.engine.launch import EngineCommand
    from spectralgpt.plugin.processing import base
    from spectralgpt.plugin.processing.provider import SpectralGPTProvider
    from spectralgpt.plugin.settings import Settings

    monkeypatch.setattr(
        base, "installed_command", lambda _: EngineCommand(sys.executable, (FAKE,), str(tmp_path))
    )
    made = SpectralGPTProvider(Settings())
    QgsApplication.processingRegistry().addProvider(made)
    yield made
    QgsApplication.processingRegistry().removeProvider(made)


def raster(path, bands=4, epsg=32632):
    dataset = gdal.GetDriverByName("GTiff").Create(str(path), 20, 10, bands, gdal.GDT_UInt16)
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(epsg)
    dataset.SetProjection(reference.ExportToWkt())
    dataset.SetGeoTransform((500000, 10, 0, 5300000, 0, -10))
    for band in range(1, bands + 1):
        dataset.GetRasterBand(band).WriteArray(np.full((10, 20), band, np.uint16))
    dataset = None
    return str(path)


@pytest.fixture
def scene(tmp_path):
    return raster(tmp_path / "scene.tif")


@pytest.fixture
def context():
    made = QgsProcessingContext()
    made.setProject(QgsProject.instance())
    return made


def job_of(algorithm_id, parameters, context):
    """Run an algorithm with the fake engine and return the job that reached it."""
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"spectralgpt:{algorithm_id}")
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert accepted, reason
    feedback = Feedback()
    results, done = algorithm.run(parameters, context, feedback)
    assert done, feedback.said
    assert results["OUTPUT"]
    return json.loads(Path(results["OUTPUT"]).with_suffix(".json").read_text())


def refusal(algorithm_id, parameters, context):
    algorithm = QgsApplication.processingRegistry().createAlgorithmById(f"spectralgpt:{algorithm_id}")
    accepted, reason = algorithm.checkParameterValues(parameters, context)
    assert not accepted
    return reason


def test_algorithms_take_the_command_line_s_parameters(provider):
    names = {
        algorithm.name(): [parameter.name() for parameter in algorithm.parameterDefinitions()]
        for algorithm in provider.algorithms()
    }
    region = ["REGION", "REGION_LAYER"]
    rest = ["RADIOMETRY", "BANDS", "NODATA", "MASK", "MASK_VALUES"]
    rest += ["DEVICE", "BATCH", "RESUME", "OVERWRITE", "OUTPUT"]
    common = [*region, "MIN_AREA", *rest]
    network = ["SCALING", "RESPONSE", "CHIP"]
    hidden = ["SHARE", "GROUPS", "POLYGONS", "SEED", *network]
    dates, after = ["BEFORE", "AFTER"], ["AFTER_RADIOMETRY", "AFTER_BANDS"]
    assert names == {
        "segment": ["SCENE", "MODEL", *network, *common, "CONFIDENCE", "POLYGONS"],
        "change": [*dates, "METHOD", "THRESHOLD", "MODEL", *network, *after, *common, "EVIDENCE", "FROM_TO"],
        "scenes": ["SCENE", "MODEL", "CELL", "POLYGONS", "THRESHOLD", "SCALING", "RESPONSE", *region, *rest],
        "embed": ["SCENE", "MODEL", "TYPE", "SPECTRAL_GROUPS", *network, *region, *rest, "PCA"],
        "reconstruct": ["SCENE", "MODEL", *hidden, *region, *rest, "ERROR", "SPECTRA"],
    }


def test_every_algorithm_explains_itself(provider):
    for algorithm in provider.algorithms():
        assert len(algorithm.shortHelpString()) > 200
        assert not algorithm.icon().pixmap(24).isNull()
        for parameter in algorithm.parameterDefinitions():
            assert parameter.description() != parameter.name()


def test_only_scenes_and_output_have_to_be_given(provider, scene, context, tmp_path):
    for algorithm in provider.algorithms():
        required = {
            parameter.name()
            for parameter in algorithm.parameterDefinitions()
            if not parameter.flags() & QgsProcessingParameterDefinition.Flag.FlagOptional
            and parameter.defaultValue() is None
        }
        assert required - {"OUTPUT"} <= {"SCENE", "BEFORE", "AFTER"}


def test_a_scene_may_be_a_path_layers_or_a_list_of_paths(provider, scene, context, tmp_path):
    second = raster(tmp_path / "second.tif")
    layer = QgsRasterLayer(scene, "My scene")
    QgsProject.instance().addMapLayer(layer)
    output = str(tmp_path / "out.tif")
    for given, expected in [
        (scene, [scene]),
        ([scene, second], [scene, second]),
        (f"{scene};{second}", [scene, second]),
        (layer, [scene]),
        (layer.id(), [scene]),
        ("My scene", [scene]),
        ([layer.id(), second], [scene, second]),
    ]:
        job = job_of("segment", {"SCENE": given, "OUTPUT": output}, context)
        assert job["task"] == "segment"
        assert job["parameters"]["scene"] == expected


def test_a_product_folder_is_a_scene(provider, context, tmp_path):
    product = tmp_path / "S2B_MSIL2A_20240501T102559_N0510_R108_T32UPU.SAFE"
    product.mkdir()
    job = job_of("segment", {"SCENE": str(product), "OUTPUT": str(tmp_path / "out.tif")}, context)
    assert job["parameters"]["scene"] == [str(product)]


def test_values_may_all_be_strings(provider, scene, context, tmp_path):
    output = str(tmp_path / "out.tif")
    given = {
        "SCENE": scene,
        "REGION": "500010,500100,5299950,5300000",
        "MIN_AREA": "5",
        "RADIOMETRY": " 0.0001, -1000 ",
        "BANDS": "1=B02,2=B03,3=B04,4=B08",
        "NODATA": "0",
        "MASK": scene,
        "MASK_VALUES": "3, 8,9",
        "DEVICE": "cpu",
        "BATCH": "4",
        "OVERWRITE": "true",
        "OUTPUT": output,
        "CONFIDENCE": str(tmp_path / "sure.tif"),
        "POLYGONS": str(tmp_path / "shapes.gpkg"),
    }
    assert job_of("segment", given, context)["parameters"] == {
        "scene": [scene],
        "output": output,
        "confidence": str(tmp_path / "sure.tif"),
        "polygons": str(tmp_path / "shapes.gpkg"),
        "region": "500010,5299950,500100,5300000",
        "mask": f"{scene}:3,8,9",
        "radiometry": "0.0001, -1000",
        "bands": "1=B02,2=B03,3=B04,4=B08",
        "nodata": 0.0,
        "batch": 4,
        "min_area": 5,
        "device": "cpu",
        "resume": False,
        "overwrite": True,
    }


def test_change_takes_two_scenes(provider, scene, context, tmp_path):
    after = raster(tmp_path / "after.tif")
    given = {
        "BEFORE": scene,
        "AFTER": [after],
        "METHOD": "vegetation",
        "THRESHOLD": 40,
        "AFTER_RADIOMETRY": "0.0001,-1000",
        "SCALING": "scene-percentiles",
        "OUTPUT": str(tmp_path / "out.tif"),
        "EVIDENCE": str(tmp_path / "evidence.tif"),
        "FROM_TO": str(tmp_path / "from_to.tif"),
    }
    job = job_of("change", given, context)
    wanted = {
        "before": [scene],
        "after": [after],
        "method": "vegetation",
        "threshold": "40",
        "after_radiometry": "0.0001,-1000",
        "scaling": "scene-percentiles",
        "evidence": str(tmp_path / "evidence.tif"),
        "from_to": str(tmp_path / "from_to.tif"),
    }
    assert wanted.items() <= job["parameters"].items()


def test_embed_asks_for_features_and_their_picture(provider, scene, context, tmp_path):
    given = {
        "SCENE": scene,
        "TYPE": "int8",
        "SCALING": "scene-percentiles",
        "OUTPUT": str(tmp_path / "out.tif"),
        "PCA": str(tmp_path / "picture.tif"),
    }
    job = job_of("embed", given, context)
    wanted = {
        "scene": [scene],
        "type": "int8",
        "scaling": "scene-percentiles",
        "pca": str(tmp_path / "picture.tif"),
    }
    assert job["task"] == "embed"
    assert wanted.items() <= job["parameters"].items()
    assert not {"model", "min_area"} & set(job["parameters"])


@pytest.mark.parametrize("name", ["segment", "embed", "reconstruct", "change"])
def test_what_a_user_says_about_a_network_s_input_reaches_the_engine(
    provider, scene, context, tmp_path, name
):
    (tmp_path / "srf.csv").write_text("SR_WL,B02\n")
    scenes = {"BEFORE": scene, "AFTER": [raster(tmp_path / "after.tif")], "METHOD": "spectralgpt"}
    given = {
        **(scenes if name == "change" else {"SCENE": scene}),
        "RESPONSE": str(tmp_path / "srf.csv"),
        "CHIP": 256,
        "OUTPUT": str(tmp_path / "out.tif"),
    }
    parameters = job_of(name, given, context)["parameters"]
    assert (parameters["response"], parameters["chip"]) == (str(tmp_path / "srf.csv"), 256)
    assert "spectral_groups" not in parameters
    assert "multiple of 8" in refusal(name, {**given, "CHIP": 250}, context)
    plain = {key: value for key, value in given.items() if key not in ("RESPONSE", "CHIP")}
    plain["OUTPUT"] = str(tmp_path / "plain.tif")
    assert not {"response", "chip", "scaling"} & set(job_of(name, plain, context)["parameters"])


def test_embed_reads_all_bands_on_request(provider, scene, context, tmp_path):
    given = {"SCENE": scene, "SPECTRAL_GROUPS": "all-bands", "OUTPUT": str(tmp_path / "out.tif")}
    assert job_of("embed", given, context)["parameters"]["spectral_groups"] == "all-bands"


def test_reconstruct_hides_what_a_layer_s_polygons_touch(provider, scene, context, tmp_path):
    given = {
        "SCENE": scene,
        "POLYGONS": polygons().id(),
        "OUTPUT": str(tmp_path / "out.tif"),
        "ERROR": str(tmp_path / "error.tif"),
        "SPECTRA": str(tmp_path / "spectra.csv"),
    }
    job = job_of("reconstruct", given, context)
    assert job["task"] == "reconstruct"
    assert read_region(job["parameters"]["polygons"]).featureCount() == 1
    wanted = {"error": str(tmp_path / "error.tif"), "spectra": str(tmp_path / "spectra.csv"), "seed": 0}
    assert wanted.items() <= job["parameters"].items()
    assert not {"share", "groups", "model", "scaling", "min_area"} & set(job["parameters"])


@pytest.mark.parametrize(("given", "sent"), [({"SHARE": "0.5"}, {"share": 0.5}), ({"GROUPS": "1, 3"}, {})])
def test_reconstruct_hides_a_share_or_groups(provider, scene, context, tmp_path, given, sent):
    job = job_of("reconstruct", {"SCENE": scene, "OUTPUT": str(tmp_path / "out.tif"), **given}, context)
    expected = sent or {"groups": "1, 3"}
    assert {n: job["parameters"][n] for n in ("share", "groups") if n in job["parameters"]} == expected


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"SHARE": 0.5, "GROUPS": "1"}, "not several"),
        ({"GROUPS": "first"}, "whole numbers"),
        ({"SHARE": 1.5}, "share"),
    ],
)
def test_reconstruct_refuses_what_makes_no_sense(provider, scene, context, tmp_path, given, word):
    assert word in refusal(
        "reconstruct", {"SCENE": scene, "OUTPUT": str(tmp_path / "o.tif"), **given}, context
    )


def test_scenes_labels_cells_of_a_size_in_metres(provider, scene, context, tmp_path):
    given = {"SCENE": scene, "CELL": "1200", "THRESHOLD": "0.3", "OUTPUT": str(tmp_path / "out.gpkg")}
    job = job_of("scenes", given, context)
    assert job["task"] == "scenes"
    assert {"scene": [scene], "cell": 1200.0, "threshold": 0.3}.items() <= job["parameters"].items()
    assert not {"polygons", "model", "scaling", "min_area"} & set(job["parameters"])


def test_scenes_labels_a_layer_s_polygons_with_their_attributes(provider, scene, context, tmp_path):
    layer = polygons()
    layer.dataProvider().addAttributes([QgsField("parcel", QVariant.String)])
    layer.updateFields()
    job = job_of(
        "scenes", {"SCENE": scene, "POLYGONS": layer.id(), "OUTPUT": str(tmp_path / "o.gpkg")}, context
    )
    written = read_region(job["parameters"]["polygons"])
    assert (written.featureCount(), "parcel" in written.fields().names()) == (1, True)
    assert not {"cell", "threshold"} & set(job["parameters"])


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"CELL": 640, "POLYGONS": "set below"}, "not both"),
        ({"CELL": -1}, "cell"),
        ({"THRESHOLD": 1.5}, "Threshold"),
        ({"OUTPUT": "/nowhere/o.tif"}, ""),
    ],
)
def test_scenes_refuses_what_makes_no_sense(provider, scene, context, tmp_path, given, word):
    given = {"SCENE": scene, "OUTPUT": str(tmp_path / "o.gpkg"), **given}
    if "POLYGONS" in given:
        given["POLYGONS"] = polygons().id()
    assert word in refusal("scenes", given, context)


def test_the_user_s_own_models_can_be_chosen(provider, scene, context, tmp_path, monkeypatch):
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / "mine.json").write_text('{"id": "mine", "task": "pretraining"}')
    for name in ("embed", "reconstruct"):
        given = {"SCENE": scene, "MODEL": "mine", "OUTPUT": str(tmp_path / f"{name}.tif")}
        assert job_of(name, given, context)["parameters"]["model"] == "mine"
    given = {"SCENE": scene, "MODEL": "mine", "OUTPUT": str(tmp_path / "out.tif")}
    assert "Model" in refusal("segment", given, context)


def test_plugin_and_engine_look_for_the_user_s_models_in_the_same_folder(monkeypatch, tmp_path):
    from importlib.util import module_from_spec, spec_from_file_location

    from spectralgpt.plugin.engine.launch import PLUGIN_ROOT
    from spectralgpt.plugin.layers.catalogue import user_models

    spec = spec_from_file_location("engine_user_models", PLUGIN_ROOT / "models" / "user_models.py")
    engine = module_from_spec(spec)
    spec.loader.exec_module(engine)
    for system in ("Linux", "Windows", "Darwin"):
        monkeypatch.setattr("platform.system", lambda system=system: system)
        for name, value in [("XDG_DATA_HOME", str(tmp_path)), ("XDG_DATA_HOME", "relative"), ("X", "")]:
            monkeypatch.setenv(name, value)
            assert user_models() == engine.user_models()
    monkeypatch.setenv("SPECTRALGPT_MODELS", "~/nets")
    assert user_models() == engine.user_models()


def test_temporary_results_may_replace_what_qgis_reserved(provider, scene, context):
    parameters = {"SCENE": scene, "OUTPUT": QgsProcessing.TEMPORARY_OUTPUT}
    job = job_of("segment", parameters, context)
    assert job["parameters"]["overwrite"] is True


def read_region(region):
    layer = QgsVectorLayer(region, "region", "ogr")
    assert layer.isValid()
    return layer


def test_an_extent_in_another_reference_system_travels_with_it(provider, scene, context, tmp_path):
    for extent in (
        "11.0,11.2,47.5,47.8 [EPSG:4326]",
        QgsReferencedRectangle(
            QgsRectangle(11.0, 47.5, 11.2, 47.8), QgsCoordinateReferenceSystem("EPSG:4326")
        ),
    ):
        given = {"SCENE": scene, "REGION": extent, "OUTPUT": str(tmp_path / "out.tif"), "OVERWRITE": True}
        layer = read_region(job_of("segment", given, context)["parameters"]["region"])
        assert layer.crs().authid() == "EPSG:4326"
        assert layer.extent().toString(2) == "11.00,47.50 : 11.20,47.80"


def test_an_extent_in_the_layer_s_own_reference_system_stays_numbers(provider, scene, context, tmp_path):
    layer = QgsRasterLayer(scene, "My scene")
    given = {
        "SCENE": layer,
        "REGION": "500010,500100,5299950,5300000 [EPSG:32632]",
        "OUTPUT": str(tmp_path / "out.tif"),
    }
    assert job_of("segment", given, context)["parameters"]["region"] == "500010,5299950,500100,5300000"


def polygons(crs="EPSG:32632"):
    layer = QgsVectorLayer(f"Polygon?crs={crs}", "fields", "memory")
    feature = QgsFeature()
    feature.setGeometry(QgsGeometry.fromRect(QgsRectangle(500010, 5299950, 500100, 5300000)))
    layer.dataProvider().addFeature(feature)
    QgsProject.instance().addMapLayer(layer)
    return layer


@pytest.mark.parametrize("name", ["REGION", "REGION_LAYER"])
def test_polygons_that_have_no_file_are_written_for_the_engine(provider, scene, context, tmp_path, name):
    layer = polygons()
    given = {"SCENE": scene, name: layer.id(), "OUTPUT": str(tmp_path / "out.tif")}
    region = read_region(job_of("segment", given, context)["parameters"]["region"])
    assert region.featureCount() == 1
    assert region.crs() == layer.crs()


def test_a_layer_without_a_file_is_exported_for_the_job(provider, scene, context, tmp_path):
    # A subset as a virtual raster: its name is a text that only QGIS's provider understands.
    layer = QgsRasterLayer(
        '?crs=EPSG:32632&extent=500000,5299900,500200,5300000&width=20&height=10&formula="s@1" %2B 1'
        f"&s:uri={scene}&s:provider=gdal",
        "Doubled",
        "virtualraster",
    )
    if not layer.isValid():
        pytest.skip(f"no virtual rasters here: {layer.error().summary()}")
    QgsProject.instance().addMapLayer(layer)
    given = {"SCENE": layer.id(), "OUTPUT": str(tmp_path / "out.tif")}
    (path,) = job_of("segment", given, context)["parameters"]["scene"]
    assert gdal.Open(path).ReadAsArray().max() == 2


def test_pictures_from_the_web_are_refused_with_the_reason(provider, context, tmp_path):
    layer = QgsRasterLayer("type=xyz&url=file:///nowhere/{z}/{x}/{y}.png&zmax=19&zmin=0", "Street map", "wms")
    QgsProject.instance().addMapLayer(layer)
    reason = refusal("segment", {"SCENE": layer.id(), "OUTPUT": str(tmp_path / "out.tif")}, context)
    assert "Street map" in reason


@pytest.mark.parametrize(
    ("given", "word"),
    [
        ({"SCENE": "/nowhere/scene.tif"}, "/nowhere/scene.tif"),
        ({"SCENE": None}, "Choose"),
        ({"RADIOMETRY": "twice"}, "scale and offset"),
        ({"BANDS": "B02,B03"}, "1=B02"),
        ({"MASK": "/nowhere/mask.tif"}, "/nowhere/mask.tif"),
        ({"MASK_VALUES": "cloud"}, "whole numbers"),
        ({"DEVICE": "quantum"}, "Device"),
        ({"MIN_AREA": -1}, "Smallest area"),
        ({"REGION": "everywhere"}, "Region"),
    ],
)
def test_what_can_not_work_is_refused_in_a_sentence(provider, scene, context, tmp_path, given, word):
    reason = refusal("segment", {"SCENE": scene, "OUTPUT": str(tmp_path / "out.tif"), **given}, context)
    assert word in reason


@pytest.mark.parametrize("threshold", ["lots", "101", "-1"])
def test_a_threshold_out_of_range_is_refused(provider, scene, context, tmp_path, threshold):
    given = {"BEFORE": scene, "AFTER": scene, "THRESHOLD": threshold, "OUTPUT": str(tmp_path / "out.tif")}
    assert "0 to 100" in refusal("change", given, context)


def test_an_existing_file_is_not_replaced_unasked(provider, scene, context, tmp_path):
    output = raster(tmp_path / "precious.tif")
    given = {"SCENE": scene, "OUTPUT": output}
    assert "exists already" in refusal("segment", given, context)
    assert job_of("segment", {**given, "OVERWRITE": True}, context)["parameters"]["overwrite"] is True


def test_an_input_is_never_the_output(provider, scene, context):
    assert "is an input" in refusal("segment", {"SCENE": scene, "OUTPUT": scene, "OVERWRITE": True}, context)


def test_with_no_engine_the_algorithm_says_where_to_get_it(provider, monkeypatch):
    from spectralgpt.plugin.processing import base

    monkeypatch.setattr(base, "installed_command", lambda _: None)
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("spectralgpt:segment")
    possible, reason = algorithm.canExecute()
    assert not possible
    assert "Install" in reason


def test_the_engine_s_refusal_becomes_the_algorithm_s_error(provider, scene, context, tmp_path, monkeypatch):
    feedback, done = run_as(monkeypatch, "refuse", scene, context, tmp_path)
    assert not done
    assert any("There is no such file. Choose another file." in text for text in feedback.said)


def test_an_engine_that_dies_becomes_the_algorithm_s_error(provider, scene, context, tmp_path, monkeypatch):
    feedback, done = run_as(monkeypatch, "die", scene, context, tmp_path)
    assert not done
    assert any("stopped unexpectedly" in text for text in feedback.said)


def run_as(monkeypatch, behave, scene, context, tmp_path, feedback=None):
    from spectralgpt.plugin.processing.segment import SegmentAlgorithm

    monkeypatch.setattr(SegmentAlgorithm, "own_parameters", lambda *_: {"behave": behave})
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("spectralgpt:segment")
    feedback = feedback or Feedback()
    given = {"SCENE": scene, "OUTPUT": str(tmp_path / "out.tif")}
    _, done = algorithm.run(given, context, feedback)
    return feedback, done


@pytest.mark.parametrize("behave", ["wait", "deaf"])
def test_cancel_in_the_task_manager_ends_algorithm_and_process(
    provider, scene, context, tmp_path, monkeypatch, waiting, behave
):
    from spectralgpt.plugin.processing.segment import SegmentAlgorithm

    monkeypatch.setattr(SegmentAlgorithm, "own_parameters", lambda *_: {"behave": behave})
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("spectralgpt:segment")
    feedback = Feedback()
    progress = []
    feedback.progressChanged.connect(progress.append)
    ended = []
    given = {"SCENE": scene, "OUTPUT": str(tmp_path / "out.tif")}
    task = QgsProcessingAlgRunnerTask(algorithm, given, context, feedback)
    task.executed.connect(lambda done, results: ended.append((done, results)))
    QgsApplication.taskManager().addTask(task)
    waiting(lambda: progress)
    feedback.cancel()
    waiting(lambda: ended)
    assert ended == [(False, {})]


def test_the_algorithm_runs_in_a_thread_of_its_own(provider, scene, context, tmp_path, monkeypatch, waiting):
    from spectralgpt.plugin.processing.segment import SegmentAlgorithm

    threads = []
    monkeypatch.setattr(SegmentAlgorithm, "report", lambda *_: threads.append(threading.current_thread()))
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("spectralgpt:segment")
    ended, feedback = [], Feedback()
    given = {"SCENE": scene, "OUTPUT": str(tmp_path / "out.tif")}
    task = QgsProcessingAlgRunnerTask(algorithm, given, context, feedback)
    task.executed.connect(lambda done, results: ended.append(done))
    QgsApplication.taskManager().addTask(task)
    waiting(lambda: ended)
    assert ended == [True]
    assert threads[0] is not threading.main_thread()


def test_a_killed_engine_is_told_from_a_cancelled_one(
    provider, scene, context, tmp_path, monkeypatch, waiting
):
    from spectralgpt.plugin.processing.segment import SegmentAlgorithm

    pid_file = tmp_path / "pid"
    monkeypatch.setattr(
        SegmentAlgorithm, "own_parameters", lambda *_: {"behave": "deaf", "pid_file": str(pid_file)}
    )
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("spectralgpt:segment")
    ended, feedback = [], Feedback()
    given = {"SCENE": scene, "OUTPUT": str(tmp_path / "out.tif")}
    task = QgsProcessingAlgRunnerTask(algorithm, given, context, feedback)
    task.executed.connect(lambda done, results: ended.append(done))
    QgsApplication.taskManager().addTask(task)
    waiting(lambda: pid_file.exists() and pid_file.read_text())
    os.kill(int(pid_file.read_text()), signal.SIGKILL)
    waiting(lambda: ended)
    assert ended == [False]
    assert any("memory" in text for text in feedback.said)


def test_results_of_a_thread_are_loaded_named_and_styled(provider, scene, context, tmp_path, waiting):
    from spectralgpt.plugin.processing.styling import SIDECAR_STYLE

    algorithm = QgsApplication.processingRegistry().createAlgorithmById("spectralgpt:segment")
    feedback, ended = Feedback(), []
    sink = QgsProcessingOutputLayerDefinition(QgsProcessing.TEMPORARY_OUTPUT, QgsProject.instance())
    task = QgsProcessingAlgRunnerTask(algorithm, {"SCENE": scene, "OUTPUT": sink}, context, feedback)
    task.executed.connect(lambda done, results: ended.append(results))
    QgsApplication.taskManager().addTask(task)
    waiting(lambda: ended)
    (path,) = context.layersToLoadOnCompletion()
    assert path == ended[0]["OUTPUT"]
    details = context.layerToLoadOnCompletionDetails(path)
    assert details.name == "Land cover: scene"
    assert details.postProcessor() is SIDECAR_STYLE


def test_loaded_results_take_the_style_beside_them(tmp_path, context):
    from spectralgpt.plugin.processing.styling import SIDECAR_STYLE

    output = raster(tmp_path / "out.tif", bands=1)
    styled = QgsRasterLayer(output, "out")
    styled.setOpacity(0.25)
    styled.saveNamedStyle(str(tmp_path / "out.qml"))
    layer = QgsRasterLayer(output, "loaded")
    layer.setOpacity(1)
    SIDECAR_STYLE.postProcessLayer(layer, context, Feedback())
    assert layer.opacity() == 0.25


def test_areas_are_told_with_the_classes_names_in_the_users_language(provider, monkeypatch):
    from spectralgpt.plugin.layers import translation

    monkeypatch.setattr(translation, "ui_language", lambda: "de")
    classes = [{"code": 40, "name": "Cropland", "pixels": 30, "share": 0.75, "hectares": 0.3}]
    classes += [{"code": 10, "name": "Tree cover", "pixels": 0, "share": 0.0, "hectares": 0.0}]
    feedback = Feedback()
    algorithm = QgsApplication.processingRegistry().createAlgorithmById("spectralgpt:segment")
    algorithm.report({"scheme": "worldcover", "classes": classes}, feedback)
    assert feedback.said == ["Ackerland: 0.3 ha (75.0 %)"]
