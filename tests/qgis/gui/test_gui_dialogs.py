"""The dialogs build the job that the user sees, and say what is wrong where it is wrong."""

from pathlib import Path

import pytest
from qgis.core import QgsCoordinateReferenceSystem, QgsProcessingUtils, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtWidgets import QToolButton


@pytest.fixture(autouse=True)
def _english():
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(QLocale.system())


def known(panel):
    return lambda: bool(panel.passport.bands) and not panel.waiting


def estimated(dialog):
    return lambda: "about" in dialog.run_button.text()


def test_a_click_on_run_classifies_the_active_layer_whole(open_dialog, make_raster, window, runs, waiting):
    make_raster("other")
    layer = make_raster("Munich")
    window.active = layer
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.run_button.click()
    job, title, _on_finished = runs.submitted[0]
    assert job["task"] == "segment"
    parameters = job["parameters"]
    assert parameters["scene"] == [layer.source()]
    assert parameters["device"] == "auto"
    assert Path(parameters["output"]).suffix == ".tif"
    assert QgsProcessingUtils.tempFolder() in parameters["output"]
    assert Path(parameters["confidence"]).name == "confidence.tif"
    for absent in ("region", "mask", "min_area", "batch", "radiometry", "bands", "polygons", "overwrite"):
        assert absent not in parameters
    assert "Munich" in title
    assert not dialog.isVisible()


def test_the_time_is_said_before_the_run(open_dialog, make_raster, waiting, supervisor):
    make_raster()
    dialog = open_dialog("segment")
    waiting(estimated(dialog))
    assert dialog.run_button.text() == "Run · about 40 s"
    assert dialog.estimate_label.text() == "About 40 s on Test processor · 1,200 pixels"


def test_many_changes_make_one_estimate(open_dialog, make_raster, waiting, supervisor):
    make_raster()
    dialog = open_dialog("segment")
    waiting(estimated(dialog))
    asked = supervisor.count("estimate")
    for count in range(2, 30):
        dialog.form.min_area.setValue(count)
    waiting(lambda: supervisor.count("estimate") > asked)
    waiting(estimated(dialog))
    assert supervisor.count("estimate") == asked + 1
    assert supervisor.last("estimate")["job"]["parameters"]["min_area"] == 29


def test_several_selected_one_band_layers_are_one_scene(open_dialog, make_raster, window, runs, waiting):
    layers = [make_raster(f"T33_{name}", bands=1, names=()) for name in ("B02", "B03", "B04")]

    class View:
        def selectedLayers(self):
            return layers

    window.layerTreeView = View
    window.active = layers[0]
    dialog = open_dialog("segment")
    assert dialog.scene.source().paths == tuple(layer.source() for layer in layers)
    assert "3 layers" in dialog.scene.combo.currentText()


def test_a_web_map_is_refused_below_the_field(open_dialog, make_raster, monkeypatch, runs, waiting):
    make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    monkeypatch.setattr(QgsRasterLayer, "providerType", lambda self: "wms")
    dialog.scene.changed.emit()
    assert "pictures, not reflectance" in dialog.form.fields["scene"].error
    dialog.run_button.click()
    assert not runs.submitted
    assert dialog.isVisible()


def test_without_layers_the_dialog_opens_and_says_what_to_do(open_dialog, runs):
    dialog = open_dialog("segment")
    assert "Add a raster layer" in dialog.form.fields["scene"].error
    dialog.run_button.click()
    assert not runs.submitted


def test_a_scene_that_is_judged_red_is_not_run(
    open_dialog, make_raster, supervisor, runs, waiting, make_description
):
    supervisor.description = make_description(valid_share=0.0)
    make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.run_button.click()
    assert not runs.submitted
    assert "no valid pixel" in dialog.form.fields["scene"].error


def test_the_map_extent_becomes_the_region_in_the_scenes_system(
    open_dialog, make_raster, window, runs, waiting
):
    make_raster()
    window.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    window.canvas.resize(200, 200)
    window.canvas.setExtent(QgsRectangle(300100, 5799800, 300200, 5799900))
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.area.set_mode("canvas")
    dialog.run_button.click()
    west, south, east, north = (float(part) for part in runs.job["parameters"]["region"].split(","))
    assert west <= 300100 < 300200 <= east
    assert south <= 5799800 < 5799900 <= north
    assert east <= 300400
    assert south >= 5799700


def test_without_a_place_on_earth_the_region_counts_rows_downwards(
    open_dialog, tmp_path, window, runs, waiting
):
    from osgeo import gdal
    from qgis.core import QgsProject

    gdal.GetDriverByName("GTiff").Create(str(tmp_path / "plain.tif"), 40, 30, 4, gdal.GDT_UInt16)
    layer = QgsRasterLayer(str(tmp_path / "plain.tif"), "plain", "gdal")
    QgsProject.instance().addMapLayer(layer)
    window.canvas.setDestinationCrs(QgsCoordinateReferenceSystem())
    window.canvas.resize(200, 200)
    window.canvas.setExtent(QgsRectangle(10, -20, 20, -10))
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.area.set_mode("canvas")
    dialog.run_button.click()
    west, top, east, bottom = (float(part) for part in runs.job["parameters"]["region"].split(","))
    assert 0 <= west <= 10 < 20 <= east <= 40
    assert 0 <= top <= 10 < 20 <= bottom <= 30


def test_files_are_chosen_where_they_were_chosen_last(
    open_dialog, make_raster, tmp_path, monkeypatch, settings
):
    from qgis.PyQt.QtWidgets import QFileDialog

    make_raster()
    monkeypatch.setattr(QFileDialog, "getOpenFileNames", lambda *_: ([str(tmp_path / "B02.jp2")], ""))
    dialog = open_dialog("segment")
    dialog.scene._browse_files()
    assert dialog.scene.source().paths == (str(tmp_path / "B02.jp2"),)
    assert settings.get("dialogs/folder", "") == str(tmp_path)


def test_a_map_that_shows_something_else_is_said(open_dialog, make_raster, window, runs, waiting):
    make_raster()
    window.canvas.setDestinationCrs(QgsCoordinateReferenceSystem("EPSG:32633"))
    window.canvas.setExtent(QgsRectangle(400000, 5000000, 400100, 5000100))
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.area.set_mode("canvas")
    dialog.run_button.click()
    assert not runs.submitted
    assert "does not show any part" in dialog.form.fields["area"].error


def test_selected_polygons_in_memory_are_written_before_the_job(
    open_dialog, make_raster, make_polygons, runs, waiting
):
    make_raster()
    polygons = make_polygons([(300000, 5799800, 100), (300200, 5799800, 50)])
    polygons.selectByIds([2])
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.area.set_mode("polygons")
    dialog.form.area.polygons.selected_only.setChecked(True)
    dialog.run_button.click()
    waiting(lambda: runs.submitted)
    path, name = runs.job["parameters"]["region"].split("|layername=")
    assert Path(path).exists()
    assert name == "region"


def test_settings_are_remembered(open_dialog, make_raster, waiting, runs):
    make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.min_area.setValue(25)
    dialog.confidence.set_wanted(False)
    dialog.polygons.set_wanted(True)
    dialog.form.device.setCurrentIndex(dialog.form.device.findData("cpu"))
    dialog.run_button.click()
    again = open_dialog("segment")
    assert again.form.min_area.value() == 25
    assert not again.confidence.wanted
    assert again.polygons.wanted
    assert again.form.device.currentData() == "cpu"


def test_what_is_closed_without_a_run_is_not_remembered(open_dialog, make_raster):
    make_raster()
    dialog = open_dialog("segment")
    dialog.form.min_area.setValue(25)
    dialog.close()
    assert open_dialog("segment").form.min_area.value() == 0


def test_the_smallest_patch_is_shown_in_hectares(open_dialog, make_raster, waiting):
    make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.min_area.setValue(25)
    assert dialog.form.min_area_hectares.text() == "= 0.25 ha"


def test_existing_files_are_replaced_only_when_the_user_says_so(
    open_dialog, make_raster, runs, waiting, tmp_path, monkeypatch
):
    make_raster()
    (tmp_path / "map.run.json").write_text("{}")
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.output.file.setFilePath(str(tmp_path / "map.tif"))
    asked = []
    monkeypatch.setattr(dialog, "ask_overwrite", lambda paths: asked.append(paths))
    dialog.run_button.click()
    assert asked == [[str(tmp_path / "map.tif")]]
    assert not runs.submitted
    monkeypatch.setattr(dialog, "ask_overwrite", lambda paths: True)
    dialog.run_button.click()
    assert runs.job["parameters"]["overwrite"] is True


def test_optional_outputs_go_beside_a_file_that_is_kept(open_dialog, make_raster, runs, waiting, tmp_path):
    make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.output.file.setFilePath(str(tmp_path / "munich"))
    dialog.polygons.set_wanted(True)
    dialog.run_button.click()
    assert runs.job["parameters"]["output"] == str(tmp_path / "munich.tif")
    assert runs.job["parameters"]["confidence"] == str(tmp_path / "munich_confidence.tif")
    assert runs.job["parameters"]["polygons"] == str(tmp_path / "munich_polygons.gpkg")


def test_a_folder_that_does_not_exist_is_said_below_the_field(open_dialog, make_raster, runs, waiting):
    make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.output.file.setFilePath("/nowhere/map.tif")
    dialog.run_button.click()
    assert "/nowhere" in dialog.form.fields["output"].error
    assert not runs.submitted


def test_a_mask_layer_and_its_values(open_dialog, make_raster, runs, waiting, window):
    clouds = make_raster("clouds", bands=1, names=())
    window.active = make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.mask.set_mode("layer")
    dialog.form.mask.layer.setLayer(clouds)
    dialog.form.mask.values.setText("3; 8, 9")
    dialog.run_button.click()
    assert runs.job["parameters"]["mask"] == f"{clouds.source()}:3,8,9"


def test_mask_values_that_are_no_numbers_are_said(open_dialog, make_raster, runs, waiting):
    make_raster()
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.mask.set_mode("layer")
    dialog.form.mask.values.setText("clouds")
    dialog.run_button.click()
    assert "numbers" in dialog.form.fields["mask"].error
    assert not runs.submitted


def test_the_scene_classification_is_offered_for_level_2a_only(
    open_dialog, make_raster, supervisor, runs, waiting, make_description
):
    make_raster()
    assert open_dialog("segment").form.mask.combo.findData("scl") < 0
    supervisor.description = make_description(product="Sentinel-2 L2A")
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.form.mask.set_mode("scl")
    dialog.form.mask.scene_classes["snow"].setChecked(False)
    dialog.run_button.click()
    assert runs.job["parameters"]["mask"] == "scl:cloud,shadow"


def test_an_error_of_the_estimate_stands_below_its_field(open_dialog, make_raster, supervisor, waiting):
    supervisor.errors["estimate"] = {"code": "scene.region_outside", "message": "Outside.", "advice": ""}
    make_raster()
    dialog = open_dialog("segment")
    waiting(lambda: dialog.form.fields["area"].error)
    assert dialog.form.fields["area"].error == "Outside."
    assert dialog.run_button.text() == "Run"


def test_what_the_estimate_refuses_is_not_run(open_dialog, make_raster, supervisor, runs, waiting):
    supervisor.errors["estimate"] = {
        "code": "scene.duplicate_bands",
        "message": "B02 is there twice.",
        "advice": "",
    }
    make_raster()
    dialog = open_dialog("segment")
    waiting(lambda: dialog.form.fields["scene"].error)
    dialog.run_button.click()
    assert not runs.submitted
    assert dialog.form.fields["scene"].error == "B02 is there twice."
    supervisor.errors.clear()
    dialog.form.min_area.setValue(4)
    waiting(estimated(dialog))
    assert dialog.form.fields["scene"].error == ""
    dialog.run_button.click()
    assert runs.submitted


def test_without_an_engine_one_sentence_and_one_button(open_dialog, make_raster, supervisor):
    from qgis.PyQt.QtWidgets import QPushButton

    supervisor.state = "absent"
    make_raster()
    dialog = open_dialog("segment")
    requested = []
    dialog.engineRequested.connect(lambda: requested.append(True))
    assert dialog.banner.isVisible()
    assert not dialog.run_button.isEnabled()
    dialog.banner.findChild(QPushButton).click()
    assert requested == [True]
    supervisor.become("stopped")
    assert not dialog.banner.isVisible()
    assert dialog.run_button.isEnabled()


def test_answers_after_closing_change_nothing(open_dialog, make_raster, supervisor, waiting):
    make_raster()
    supervisor.by_itself = False
    dialog = open_dialog("segment")
    waiting(lambda: supervisor.count("estimate"))
    dialog.close()
    supervisor.answer_all()
    supervisor.become("failed")
    assert dialog.run_button.text() == "Run"


def test_the_result_of_a_run_comes_onto_the_map_and_into_the_panel(
    open_dialog, make_raster, runs, waiting, window, segmentation
):
    from qgis.core import QgsProject

    from spectralgpt.plugin.gui.area_panel import area_panel

    make_raster("Munich")
    dialog = open_dialog("segment")
    waiting(known(dialog.passport))
    dialog.run_button.click()
    runs.submitted[0][2](segmentation)
    names = [layer.name() for layer in QgsProject.instance().mapLayers().values()]
    assert "Confidence – Munich" in names
    assert area_panel(window, runs).report.rows[0].name == "Cropland"
    assert any("Munich" in text for text in window.messages())


def test_change_takes_two_dates_in_their_order(open_dialog, make_raster, window, runs, waiting):
    newer, older = make_raster("S2_20200901"), make_raster("S2_20190901")

    class View:
        def selectedLayers(self):
            return [newer, older]

    window.layerTreeView = View
    window.active = newer
    dialog = open_dialog("change")
    waiting(known(dialog.after_passport))
    dialog.run_button.click()
    parameters = runs.job["parameters"]
    assert runs.job["task"] == "change"
    assert parameters["before"] == [older.source()]
    assert parameters["after"] == [newer.source()]
    assert parameters["method"] == "general"
    assert parameters["threshold"] == "otsu"
    assert "evidence" in parameters
    assert "from_to" not in parameters


def test_what_is_said_of_the_second_date_holds_for_it_alone(open_dialog, make_raster, runs, waiting):
    make_raster("S2_20190901")
    make_raster("S2_20230901")
    dialog = open_dialog("change")
    waiting(known(dialog.after_passport))

    def choose(panel, value):
        index = panel.radiometry.combo.findData(value)
        panel.radiometry.combo.setCurrentIndex(index)
        panel.radiometry.combo.activated.emit(index)

    choose(dialog.after_passport, "0.0001,-1000")
    assert dialog.correction_parameters() == {"after_radiometry": "0.0001,-1000"}
    choose(dialog.before_passport, "0.0001,0")
    waiting(known(dialog.after_passport))
    waiting(known(dialog.before_passport))
    dialog.run_button.click()
    parameters = runs.job["parameters"]
    assert parameters["radiometry"] == "0.0001,0"
    assert parameters["after_radiometry"] == "0.0001,-1000"
    assert "after_bands" not in parameters


def test_before_and_after_can_be_swapped(open_dialog, make_raster, waiting):
    make_raster("S2_20190901")
    make_raster("S2_20200901")
    dialog = open_dialog("change")
    before, after = dialog.before.source().paths, dialog.after.source().paths
    assert before != after
    dialog.findChild(QToolButton, "swap").click()
    assert (dialog.before.source().paths, dialog.after.source().paths) == (after, before)


def test_the_same_scene_twice_is_refused(open_dialog, make_raster, runs, waiting):
    make_raster()
    dialog = open_dialog("change")
    waiting(known(dialog.after_passport))
    dialog.run_button.click()
    assert not runs.submitted
    assert "same" in dialog.form.fields["after"].error


def test_dates_in_the_wrong_order_are_pointed_out(
    open_dialog, make_raster, waiting, supervisor, make_description, monkeypatch
):
    make_raster("one")
    make_raster("two")
    answers = iter(["2020-05-01", "2019-05-01"])
    request = supervisor.request

    def dated(method, params, on_result, on_error, on_event=None):
        if method == "describe":
            supervisor.description = make_description(acquired=next(answers))
        return request(method, params, on_result, on_error, on_event)

    monkeypatch.setattr(supervisor, "request", dated)
    dialog = open_dialog("change")
    waiting(lambda: dialog.form.fields["after"].error)
    assert "older" in dialog.form.fields["after"].error


def test_a_fixed_threshold_and_another_method(open_dialog, make_raster, runs, waiting):
    make_raster("one")
    make_raster("two")
    dialog = open_dialog("change")
    waiting(known(dialog.after_passport))
    dialog.method.setCurrentIndex(dialog.method.findData("vegetation"))
    dialog.threshold.setCurrentIndex(dialog.threshold.findData("fixed"))
    dialog.threshold_value.slider.setValue(37)
    dialog.from_to.set_wanted(True)
    assert dialog.threshold_value.value == 37
    assert "Clear-cuts" in dialog.method_hint.text()
    dialog.run_button.click()
    parameters = runs.job["parameters"]
    assert parameters["method"] == "vegetation"
    assert parameters["threshold"] == 37
    assert Path(parameters["from_to"]).suffix == ".tif"


def test_an_empty_project_is_no_scene_that_cannot_be_used(open_dialog, waiting, runs):
    dialog = open_dialog("segment")
    assert dialog.passport.passport.headline == "No scene yet"
    assert dialog.passport.passport.light == "grey"
    dialog.run_button.click()
    assert "raster layer" in dialog.form.fields["scene"].error
    assert not runs.submitted
