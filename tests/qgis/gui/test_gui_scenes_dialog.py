"""The dialog “Classify scenes” builds the job that the user sees."""

import json

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle, QgsVectorLayer
from qgis.PyQt.QtCore import QLocale

from spectralgpt.plugin.gui.target_choice import cell_count

CARD = {
    "task": "classification",
    "scheme": "eurosat",
    "classes": list(range(10)),
    "labels": "single",
    "input": {"scaling": "chip-minmax"},
    "cell": {"pixels": 64, "resolution": 10.0, "resize": 146},
    "source": {"file": "best.pth"},
}


def write_card(folder, name, title, **changes):
    folder.mkdir(exist_ok=True)
    card = {**CARD, "id": name, "title": {"en": title, "de": title}, **changes}
    (folder / f"{name}.json").write_text(json.dumps(card))


@pytest.fixture(autouse=True)
def own_models(tmp_path, monkeypatch):
    """Two converted classifiers: one label of 640 m, several labels of 1200 m."""
    QLocale.setDefault(QLocale("en_US"))
    folder = tmp_path / "own"
    write_card(folder, "my-eurosat", "SpectralGPT, scenes of EuroSAT (my-eurosat)")
    several = {"pixels": 120, "resolution": 10.0, "resize": 146}
    more = {"scheme": "bigearthnet", "classes": list(range(19)), "labels": "multiple", "cell": several}
    scaling = {"scaling": "two-sigma"}
    write_card(folder, "my-net", "SpectralGPT, scenes of BigEarthNet (my-net)", **more, input=scaling)
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(folder))
    yield folder
    QLocale.setDefault(QLocale.system())


@pytest.fixture
def open_dialog(window, supervisor, runs, settings, deletions):
    """Open the dialog as the plugin does, and close it after the test."""
    opened = []

    def build():
        from spectralgpt.plugin.gui.scene_panel import ScenePanel
        from spectralgpt.plugin.gui.scenes_dialog import ScenesDialog

        ScenePanel._remembered.clear()
        dialog = ScenesDialog(window, supervisor, runs, settings, window.window)
        dialog.show()
        opened.append(dialog)
        return dialog

    yield build
    for dialog in opened:
        dialog.close()
        dialog.deleteLater()
    deletions()


def known(dialog):
    return lambda: bool(dialog.passport.passport.bands) and not dialog.passport.waiting


def test_a_click_on_run_labels_cells_of_the_size_that_the_model_learned(
    open_dialog, make_raster, window, runs, waiting
):
    layer = make_raster()
    window.setActiveLayer(layer)
    dialog = open_dialog()
    waiting(known(dialog))
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
    dialog = open_dialog()
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


def test_a_size_chosen_by_hand_stays_and_is_judged(open_dialog, make_raster, window, runs, waiting):
    window.setActiveLayer(make_raster())
    dialog = open_dialog()
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
    dialog = open_dialog()
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
    open_dialog, make_raster, window, runs, waiting, own_models
):
    for card in own_models.glob("*.json"):
        card.unlink()
    window.setActiveLayer(make_raster())
    dialog = open_dialog()
    waiting(known(dialog))
    waiting(lambda: dialog.form.fields["model"].error)
    assert "EuroSAT or BigEarthNet" in dialog.form.fields["model"].error
    dialog.run()
    assert not runs.submitted
    assert dialog.isVisible()


def test_settings_are_remembered(open_dialog, make_raster, window, runs, waiting):
    window.setActiveLayer(make_raster())
    dialog = open_dialog()
    waiting(known(dialog))
    dialog.model.set_model("my-net")
    dialog.threshold.set_value(70)
    dialog.targets.metres.setValue(900)
    dialog.run()
    again = open_dialog()
    assert again.model.model_id == "my-net"
    assert (again.threshold.value, again.targets.metres.value()) == (70, 900)


def test_an_engine_s_refusal_of_the_cell_stands_below_its_field(
    open_dialog, make_raster, window, supervisor, waiting
):
    supervisor.errors["estimate"] = {"code": "scenes.cell", "message": "A cell would be 2 x 2 pixels."}
    window.setActiveLayer(make_raster())
    dialog = open_dialog()
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
