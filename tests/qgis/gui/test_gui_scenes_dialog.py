"""The dialog “Classify scenes” builds the job that the user sees."""

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QLocale

from spectralgpt.plugin.gui.target_choice import cell_count
from spectralgpt.plugin.layers.catalogue import read_cards


@pytest.fixture(autouse=True)
def two_classifiers(import_model):
    """Two converted classifiers: one label of 640 m, several labels of 1200 m."""
    QLocale.setDefault(QLocale("en_US"))
    single = {"scheme": "eurosat", "classes": list(range(10)), "labels": "single"}
    cell = {"pixels": 64, "resolution": 10.0, "resize": 146}
    import_model("my-eurosat", task="classification", **single, cell=cell)
    several = {"scheme": "bigearthnet", "classes": list(range(19)), "labels": "multiple"}
    scaling = {"scaling": "two-sigma"}
    import_model("my-net", task="classification", **several, cell={**cell, "pixels": 120}, input=scaling)
    yield
    QLocale.setDefault(QLocale.system())


@pytest.fixture
def nothing_shipped(tmp_path, monkeypatch):
    """A plugin without any model of its own."""
    monkeypatch.setitem(read_cards.__kwdefaults__, "shipped", tmp_path / "nothing-shipped")


def known(dialog):
    return lambda: bool(dialog.passport.passport.bands) and not dialog.passport.waiting


def test_a_click_on_run_labels_cells_of_the_size_that_the_model_learned(
    open_dialog, make_raster, window, runs, waiting
):
    layer = make_raster()
    window.setActiveLayer(layer)
    dialog = open_dialog("scenes")
    waiting(known(dialog))
    dialog.model.set_model("my-eurosat")
    assert dialog.targets.metres.value() == 640
    assert dialog.targets.explanation.text() == "Cells: 2. The model learned from 640 m."
    assert not dialog.threshold.isVisible()
    assert len(dialog.model.legend.entries) == 10
    dialog.run()
    parameters = runs.job["parameters"]
    assert runs.job["task"] == "scenes"
    assert (parameters["model"], parameters["scaling"]) == ("my-eurosat", "chip-minmax")
    assert parameters["scene"] == [layer.source()]
    assert parameters["output"].endswith(".gpkg")
    assert not {"cell", "polygons", "threshold", "min_area"} & set(parameters)


def test_a_model_of_several_labels_has_a_threshold_and_a_size_of_its_own(
    open_dialog, make_raster, window, runs, waiting
):
    window.setActiveLayer(make_raster())
    dialog = open_dialog("scenes")
    waiting(known(dialog))
    dialog.model.set_model("my-net")
    assert dialog.threshold.isVisible()
    assert not dialog.scaling.isVisible(), "its statistics leave no choice"
    assert dialog.targets.metres.value() == 1200
    assert len(dialog.model.legend.entries) == 19
    dialog.threshold.set_value(30)
    dialog.run()
    parameters = runs.job["parameters"]
    assert (parameters["model"], parameters["threshold"]) == ("my-net", 0.3)
    assert not {"cell", "scaling"} & set(parameters)


def test_the_shipped_classifier_is_there_at_once_and_needs_no_scaling(
    open_dialog, make_raster, window, runs, waiting
):
    window.setActiveLayer(make_raster())
    dialog = open_dialog("scenes")
    waiting(known(dialog))
    assert dialog.model.model_id == "scenes-small"
    assert dialog.model.score.text().startswith("Measured: accuracy 98 %")
    assert dialog.targets.metres.value() == 640
    assert not dialog.scaling.isVisible()
    dialog.run()
    assert runs.job["parameters"]["model"] == "scenes-small"
    assert not {"cell", "scaling"} & set(runs.job["parameters"])


def test_the_only_model_s_size_is_proposed(open_dialog, own_models, nothing_shipped):
    (own_models / "my-eurosat.json").unlink()
    dialog = open_dialog("scenes")
    assert dialog.targets.metres.value() == 1200
    assert "cell" not in dialog.targets.parameters()


def test_a_size_chosen_by_hand_stays_and_is_judged(open_dialog, make_raster, window, runs, waiting):
    window.setActiveLayer(make_raster())
    dialog = open_dialog("scenes")
    waiting(known(dialog))
    dialog.targets.metres.setValue(100)
    assert "Cells: 12." in dialog.targets.explanation.text()
    assert "worse" in dialog.targets.explanation.text()
    dialog.model.set_model("my-net")
    assert dialog.targets.metres.value() == 100
    dialog.run()
    assert runs.job["parameters"]["cell"] == 100


def test_polygons_in_memory_are_written_with_their_attributes(
    open_dialog, make_raster, make_polygons, window, runs, waiting, supervisor
):
    from qgis.core import QgsField
    from qgis.PyQt.QtCore import QVariant

    window.setActiveLayer(make_raster())
    layer = make_polygons([(300050, 5799800, 60), (300200, 5799800, 60)])
    layer.dataProvider().addAttributes([QgsField("parcel", QVariant.String)])
    layer.updateFields()
    layer.selectByIds([next(layer.getFeatures()).id()])
    dialog = open_dialog("scenes")
    waiting(known(dialog))
    dialog.targets.combo.setCurrentIndex(1)
    dialog.targets.polygons.selected_only.setChecked(True)
    asked = supervisor.count("estimate")
    dialog._ask_estimate()
    assert supervisor.count("estimate") == asked, "polygons without a file cannot be estimated"
    dialog.run()
    waiting(lambda: runs.submitted)
    written = QgsVectorLayer(runs.job["parameters"]["polygons"], "written", "ogr")
    assert (written.featureCount(), "parcel" in written.fields().names()) == (1, True)
    assert "cell" not in runs.job["parameters"]


def test_without_a_classifier_one_sentence_says_how_to_get_one(
    open_dialog, make_raster, window, runs, waiting, own_models, nothing_shipped
):
    for card in own_models.glob("*.json"):
        card.unlink()
    window.setActiveLayer(make_raster())
    dialog = open_dialog("scenes")
    waiting(known(dialog))
    waiting(lambda: dialog.form.fields["model"].error)
    assert "EuroSAT or BigEarthNet" in dialog.form.fields["model"].error
    dialog.run()
    assert not runs.submitted
    assert dialog.isVisible()


def test_settings_are_remembered(open_dialog, make_raster, window, runs, waiting):
    window.setActiveLayer(make_raster())
    dialog = open_dialog("scenes")
    waiting(known(dialog))
    dialog.model.set_model("my-net")
    dialog.threshold.set_value(70)
    dialog.targets.metres.setValue(900)
    dialog.run()
    again = open_dialog("scenes")
    assert again.model.model_id == "my-net"
    assert (again.threshold.value, again.targets.metres.value()) == (70, 900)


def test_an_engine_s_refusal_of_the_cell_stands_below_its_field(
    open_dialog, make_raster, window, supervisor, waiting
):
    supervisor.errors["estimate"] = {"code": "scenes.cell", "message": "A cell would be 2 x 2 pixels."}
    window.setActiveLayer(make_raster())
    dialog = open_dialog("scenes")
    waiting(lambda: "2 x 2" in dialog.form.fields["targets"].error)


def test_existing_results_are_asked_about_with_their_sidecars(tmp_path):
    from spectralgpt.plugin.gui.output_choice import existing_files

    output = str(tmp_path / "labels.gpkg")
    assert existing_files([output]) == []
    (tmp_path / "labels.qml").touch()
    assert existing_files([output]) == [output]


@pytest.mark.parametrize(
    ("crs", "count"), [("EPSG:32632", 6), ("EPSG:2225", 2), ("EPSG:4326", None), ("", None)]
)
def test_cells_are_counted_where_a_unit_is_a_length(crs, count):
    box = QgsRectangle(600_000, 5_300_000, 601_300, 5_300_700)
    assert cell_count(box, QgsCoordinateReferenceSystem(crs), 640) == count
