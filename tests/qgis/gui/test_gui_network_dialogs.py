"""The dialogs show imported networks what they need, and no more: model, scaling, what is hidden."""

import json
import shutil
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QLocale, Qt

from spectralgpt.plugin.layers.catalogue import CARDS, read_cards, read_json


@pytest.fixture(autouse=True)
def _english():
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(QLocale.system())


@pytest.fixture(autouse=True)
def shipped(tmp_path, monkeypatch):
    """What is shipped, without any network for change."""
    folder = tmp_path / "shipped"
    folder.mkdir()
    for path in CARDS.glob("*.json"):
        if read_json(path)["task"] != "change":
            shutil.copy(path, folder)
    monkeypatch.setitem(read_cards.__kwdefaults__, "shipped", folder)
    return folder


@pytest.fixture
def run(waiting, runs):
    """Run a dialog once its scenes are known; gives the job's parameters."""

    def click(dialog):
        panels = [panel for _chooser, panel in dialog.panels().values()]
        waiting(lambda: all(panel.passport.bands and not panel.waiting for panel in panels))
        dialog.run_button.click()
        waiting(lambda: runs.submitted)
        return runs.job["parameters"]

    return click


def choose(combo, data):
    index = combo.findData(data)
    assert index >= 0
    combo.setCurrentIndex(index)


def test_an_imported_model_classifies_with_the_scaling_that_was_chosen(
    open_dialog, make_raster, import_model, run
):
    import_model("mine")
    make_raster()
    dialog = open_dialog("segment")
    assert not dialog.scaling.isVisible()
    dialog.model.set_model("mine")
    assert dialog.scaling.isVisible()
    choose(dialog.scaling.combo, "scene-percentiles")
    parameters = run(dialog)
    assert (parameters["model"], parameters["scaling"]) == ("mine", "scene-percentiles")
    again = open_dialog("segment")
    assert (again.model.model_id, again.scaling.value) == ("mine", "scene-percentiles")


def test_the_shipped_model_is_given_no_scaling(open_dialog, make_raster, import_model, run):
    import_model("mine")
    make_raster()
    parameters = run(open_dialog("segment"))
    assert parameters["model"] == "landcover-small"
    assert "scaling" not in parameters


def test_another_model_makes_the_old_estimate_vanish(open_dialog, make_raster, import_model, waiting):
    import_model("mine")
    make_raster()
    dialog = open_dialog("segment")
    waiting(lambda: "about" in dialog.run_button.text())
    dialog.model.set_model("mine")
    assert dialog.run_button.text() == "Run"
    waiting(lambda: "about" in dialog.run_button.text())


def test_without_a_change_network_its_method_leads_to_where_one_can_be_had(
    open_dialog, make_raster, settings, waiting, runs, import_model
):
    make_raster("one")
    make_raster("two")
    settings.set("dialogs/change", {"method": "spectralgpt", "threshold": "trained"})
    dialog = open_dialog("change")
    asked = []
    dialog.modelsRequested.connect(lambda: asked.append(True))
    index = dialog.method.findData("spectralgpt")
    assert "not installed" in dialog.method.itemText(index)
    assert "convert" in dialog.method.itemData(index, Qt.ItemDataRole.ToolTipRole)
    assert dialog.method.currentData() == "general"
    assert dialog.threshold.currentData() == "otsu"
    assert not dialog.network.isVisible()
    choose(dialog.method, "spectralgpt")
    waiting(lambda: dialog.form.fields["model"].error)
    assert "spectralGPT+_54_28.pth" in dialog.form.fields["model"].error
    dialog.run_button.click()
    assert not runs.submitted
    dialog.network.models_button.click()
    assert asked == [True]
    import_model("oscd", task="change")
    dialog.refresh_models()
    assert dialog.network.model_id == "oscd"
    assert dialog.method.itemText(index) == "Trained network (SpectralGPT)"
    assert dialog.scaling.isVisible()
    waiting(lambda: not dialog.form.fields["model"].error)


def test_a_change_network_runs_at_the_threshold_that_it_was_trained_for(
    open_dialog, make_raster, import_model, run
):
    import_model("oscd", task="change")
    make_raster("one")
    make_raster("two")
    dialog = open_dialog("change")
    assert not dialog.network.isVisible()
    choose(dialog.method, "spectralgpt")
    assert dialog.network.isVisible()
    assert dialog.scaling.isVisible()
    assert "50" in dialog.threshold.currentText()
    parameters = run(dialog)
    assert (parameters["method"], parameters["model"]) == ("spectralgpt", "oscd")
    assert parameters["scaling"] == "chip-minmax"
    assert "threshold" not in parameters, "the engine has the network's own"
    again = open_dialog("change")
    assert again.method.currentData() == "spectralgpt"
    choose(again.method, "general")
    assert again.threshold.currentData() == "otsu"
    assert again.threshold.findData("trained") < 0
    assert not again.scaling.isVisible()


def test_a_change_network_that_is_shipped_is_there_at_once_and_needs_no_scaling(
    open_dialog, make_raster, run, shipped, import_model
):
    card = read_json(shipped / "landcover-small.json")
    card |= {"id": "change-small", "task": "change", "architecture": {"name": "compact-change"}}
    (shipped / "change-small.json").write_text(json.dumps({**card, "default": True}))
    import_model("oscd", task="change")
    make_raster("one")
    make_raster("two")
    dialog = open_dialog("change")
    index = dialog.method.findData("spectralgpt")
    assert dialog.method.itemText(index) == "Trained network (SpectralGPT)"
    choose(dialog.method, "spectralgpt")
    assert dialog.network.model_id == "change-small"
    assert not dialog.scaling.isVisible()
    assert "50" in dialog.threshold.currentText()
    parameters = run(dialog)
    assert (parameters["method"], parameters["model"]) == ("spectralgpt", "change-small")
    assert "scaling" not in parameters


def test_a_network_can_be_given_another_threshold(open_dialog, make_raster, import_model, run):
    import_model("oscd", task="change")
    make_raster("one")
    make_raster("two")
    dialog = open_dialog("change")
    choose(dialog.method, "spectralgpt")
    choose(dialog.threshold, "fixed")
    dialog.threshold_value.set_value(80)
    assert run(dialog)["threshold"] == 80


def test_three_quarters_of_the_tokens_are_hidden_unless_something_else_is_said(
    open_dialog, make_raster, import_model, run, runs
):
    import_model("mae", task="pretraining")
    make_raster()
    dialog = open_dialog("reconstruct")
    dialog.model.set_model("mae")
    parameters = run(dialog)
    assert runs.job["task"] == "reconstruct"
    assert (parameters["share"], parameters["seed"], parameters["model"]) == (0.75, 0, "mae")
    assert Path(parameters["error"]).name == "error.tif"
    for absent in ("groups", "polygons", "spectra", "min_area"):
        assert absent not in parameters


def test_spectral_groups_are_named_by_their_bands_and_one_stays_visible(
    open_dialog, make_raster, import_model, run, runs
):
    import_model("mae", task="pretraining")
    make_raster()
    dialog = open_dialog("reconstruct")
    dialog.model.set_model("mae")
    choose(dialog.hiding.combo, "groups")
    assert [box.text() for box in dialog.hiding.groups][:2] == [
        "1: B01, B02, B03 (450–550 nm)",
        "2: B04, B05, B06 (600–700 nm)",
    ]
    dialog.run_button.click()
    assert "at least one" in dialog.form.fields["hidden"].error
    for box in dialog.hiding.groups:
        box.setChecked(True)
    dialog.run_button.click()
    assert "visible" in dialog.form.fields["hidden"].error
    assert not runs.submitted
    dialog.hiding.groups[0].setChecked(False)
    dialog.hiding.groups[3].setChecked(False)
    parameters = run(dialog)
    assert parameters["groups"] == "2,3"
    assert "share" not in parameters
    again = open_dialog("reconstruct")
    assert again.hiding.way == "groups"
    assert [box.isChecked() for box in again.hiding.groups] == [False, True, True, False]


def test_spectral_groups_of_a_compact_network_are_those_of_its_card(open_dialog, make_raster, import_model):
    bands = [{"name": f"B{k}", "wavelength": 400 + 100 * k, "group": 1 + k // 5} for k in range(7)]
    import_model("own", task="pretraining", bands=bands)
    make_raster()
    dialog = open_dialog("reconstruct")
    dialog.model.set_model("own")
    choose(dialog.hiding.combo, "groups")
    assert [box.text() for box in dialog.hiding.groups] == [
        "1: B0, B1, B2, B3, B4 (400–800 nm)",
        "2: B5, B6 (900–1,000 nm)",
    ]


def test_polygons_in_memory_are_written_before_they_hide_anything(
    open_dialog, make_raster, make_polygons, import_model, run, supervisor, waiting
):
    import_model("mae", task="pretraining")
    make_raster()
    make_polygons([(300100, 5799800, 50)], name="clouds")
    dialog = open_dialog("reconstruct")
    choose(dialog.hiding.combo, "polygons")
    waiting(lambda: supervisor.count("estimate"))
    estimated = supervisor.last("estimate")["job"]["parameters"]
    assert estimated["polygons"] == "300100.0,5799800.0,300150.0,5799850.0"
    path, name = run(dialog)["polygons"].split("|layername=")
    assert Path(path).exists()
    assert name == "region"


def test_polygons_beside_the_scene_are_said_below_their_field(
    open_dialog, make_raster, make_polygons, import_model, waiting
):
    import_model("mae", task="pretraining")
    make_raster()
    make_polygons([(400000, 5000000, 50)], name="clouds")
    dialog = open_dialog("reconstruct")
    choose(dialog.hiding.combo, "polygons")
    waiting(lambda: dialog.form.fields["hidden"].error)
    assert "clouds" in dialog.form.fields["hidden"].error


def test_what_ships_reconstructs_without_anything_imported(open_dialog, make_raster, run):
    make_raster()
    dialog = open_dialog("reconstruct")
    assert "variance explained" in dialog.model.score.text()
    choose(dialog.hiding.combo, "groups")
    assert [box.text() for box in dialog.hiding.groups] == [
        "1: B01, B02, B03, B04 (443–665 nm)",
        "2: B05, B06, B07, B08, B8A (704–864 nm)",
        "3: B11, B12 (1,612–2,194 nm)",
    ]
    dialog.hiding.groups[2].setChecked(True)
    assert run(dialog)["model"] == "reconstruction-small"


def test_an_encoder_is_offered_once_though_several_heads_ship_with_it(open_dialog, make_raster):
    make_raster()
    dialog = open_dialog("features")
    offered = [dialog.model.combo.itemData(index) for index in range(dialog.model.combo.count())]
    assert offered == ["landcover-small", "landcover-nano"]


@pytest.mark.parametrize(
    ("name", "task"),
    [
        ("segment", "segmentation"),
        ("scenes", "classification"),
        ("reconstruct", "pretraining"),
        ("features", "pretraining"),
    ],
)
def test_a_dialog_that_is_open_leads_to_the_models_and_shows_new_ones(
    open_dialog, make_raster, import_model, name, task
):
    make_raster()
    dialog = open_dialog(name)
    asked = []
    dialog.modelsRequested.connect(lambda: asked.append(True))
    dialog.model.models_button.click()
    assert asked == [True]
    chosen = dialog.model.model_id
    import_model("new", task=task)
    dialog.refresh_models()
    assert dialog.model.combo.findData("new") >= 0
    assert dialog.model.combo.isEnabled()
    assert dialog.model.model_id == (chosen or "new")
    dialog.model.set_model("new")
    assert dialog.scaling.isVisible(), "what depends on the model follows it"


def test_features_come_with_a_picture_from_the_shipped_model(open_dialog, make_raster, run, runs):
    make_raster()
    dialog = open_dialog("features")
    assert "256" in dialog.size.text()
    assert not dialog.model.legend.isVisible()
    parameters = run(dialog)
    assert runs.job["task"] == "embed"
    assert (parameters["model"], parameters["type"]) == ("landcover-small", "float16")
    assert Path(parameters["pca"]).name == "picture.tif"
    for absent in ("scaling", "min_area"):
        assert absent not in parameters


def test_features_of_a_pretrained_network_in_eight_bits(open_dialog, make_raster, import_model, run):
    import_model("mae", task="pretraining")
    import_model("oscd", task="change")
    make_raster()
    dialog = open_dialog("features")
    assert dialog.model.combo.findData("oscd") < 0
    dialog.model.set_model("mae")
    assert "768" in dialog.size.text()
    choose(dialog.precision, "int8")
    dialog.picture.set_wanted(False)
    parameters = run(dialog)
    assert (parameters["model"], parameters["type"]) == ("mae", "int8")
    assert parameters["scaling"] == "chip-minmax"
    assert "pca" not in parameters


def test_a_reconstruction_comes_onto_the_map_as_its_scene_looks(
    open_dialog, make_raster, import_model, run, runs, reconstruction, window
):
    from qgis.core import QgsMultiBandColorRenderer, QgsProject

    from spectralgpt.plugin.gui.spectra_panel import spectra_panel

    import_model("mae", task="pretraining")
    layer = make_raster("Munich")
    layer.setRenderer(QgsMultiBandColorRenderer(layer.dataProvider(), 2, 3, 1))
    run(open_dialog("reconstruct"))
    runs.submitted[0][2](reconstruction)
    added = {one.name(): one for one in QgsProject.instance().mapLayers().values()}
    shown = added["Reconstruction – Munich"].renderer()
    # Green, red and blue of the scene, by name; the result has them at other places.
    assert (shown.redBand(), shown.greenBand(), shown.blueBand()) == (2, 3, 1)
    assert "Reconstruction error – Munich" in added
    panel = spectra_panel(window, runs)
    assert [band.name for band in panel.spectra] == ["B02", "B03", "B04", "B05"]
    assert any("Reconstruction of Munich" in text for text in window.messages())
