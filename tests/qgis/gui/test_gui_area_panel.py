"""The area panel: right numbers, a CSV for every spreadsheet, and a threshold that moves."""

import csv
import io

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtWidgets import QApplication

from spectralgpt.plugin.gui import area_report
from spectralgpt.plugin.layers import results


@pytest.fixture(params=["en_US", "de_DE"])
def locale(request):
    QLocale.setDefault(QLocale(request.param))
    yield request.param
    QLocale.setDefault(QLocale.system())


@pytest.fixture
def panel(window, runs, deletions):
    from spectralgpt.plugin.gui.area_panel import area_panel

    panel = area_panel(window, runs)
    yield panel
    window.removeDockWidget(panel)
    panel.deleteLater()
    deletions()


def cells(panel, row):
    return [panel.table.item(row, column).text() for column in (0, 1, 2)]


def test_classes_are_listed_by_size_and_absent_ones_left_out(segmentation):
    absent = {"code": 95, "name": "Mangroves", "color": "#00cf75", "pixels": 0, "hectares": 0.0, "share": 0.0}
    report = area_report.report_of({**segmentation, "classes": [absent, *segmentation["classes"]]})
    assert [row.name for row in report.rows] == ["Cropland", "Tree cover", "Permanent water bodies"]
    assert report.hectares == pytest.approx(11.6)
    assert report.empty_share == pytest.approx(40 / 1200)
    assert sum(row.share for row in report.rows) == pytest.approx(1)


def test_the_csv_has_commas_and_points_in_every_language(segmentation, locale):
    classes = [{**entry, "name": f"{entry['name']}, open"} for entry in segmentation["classes"]]
    report = area_report.report_of({**segmentation, "classes": classes})
    rows = list(csv.reader(io.StringIO(report.csv())))
    assert rows[0] == ["code", "class", "hectares", "percent", "pixels"]
    assert rows[1] == ["40", "Cropland, open", "10.7900", "93.0172", "1079"]
    assert len(rows) == 4


def test_without_a_coordinate_system_pixels_are_counted(segmentation):
    classes = [{**entry, "hectares": None} for entry in segmentation["classes"]]
    report = area_report.report_of({**segmentation, "classes": classes})
    assert report.hectares is None
    assert report.rows[0].pixels == 1079
    assert report.csv().splitlines()[1] == "40,Cropland,,93.0172,1079"


def test_a_change_result_gives_changed_and_unchanged(change):
    report = area_report.report_of(change)
    changed, unchanged = report.rows
    assert (changed.pixels, changed.hectares) == (435, pytest.approx(4.35))
    assert (unchanged.pixels, unchanged.hectares) == (725, pytest.approx(7.25))
    assert report.hectares == pytest.approx(11.6)


def test_the_panel_shows_a_new_result_in_the_users_language(panel, segmentation, locale):
    results.add_segmentation(segmentation, name="Munich")
    panel.show_result(segmentation)
    assert panel.isVisibleTo(panel.parentWidget())
    decimal = "," if locale == "de_DE" else "."
    assert cells(panel, 0)[1:] == [f"10{decimal}8", f"93{decimal}0"]
    assert "11" + decimal + "6 ha" in panel.summary.text()


def test_the_csv_comes_to_the_clipboard_and_into_a_file(panel, segmentation, tmp_path):
    from spectralgpt.plugin.gui.csv_export import save_csv

    results.add_segmentation(segmentation)
    panel.show_result(segmentation)
    panel.copy_csv()
    assert QApplication.clipboard().text() == panel.report.csv()
    save_csv(str(tmp_path / "areas.csv"), panel.report.csv())
    assert (tmp_path / "areas.csv").read_text(encoding="utf-8-sig") == panel.report.csv()


def test_the_panel_follows_the_active_layer(panel, segmentation, change, window):
    confidence = results.add_segmentation(segmentation)[1]
    mask = results.add_change(change)[0]
    panel.show_result(segmentation)
    panel.show_result(change)
    project = QgsProject.instance()
    window.currentLayerChanged.emit(project.mapLayer(confidence))
    assert panel.report.kind == "segment"
    window.currentLayerChanged.emit(project.mapLayer(mask))
    assert panel.report.kind == "change"
    window.currentLayerChanged.emit(None)
    assert panel.report.kind == "change"
    assert panel.history.count() == 2


def test_results_of_an_earlier_session_come_from_their_run_cards(panel, segmentation, window):
    cover = results.add_segmentation(segmentation)[0]
    window.currentLayerChanged.emit(QgsProject.instance().mapLayer(cover))
    assert cells(panel, 0)[0] == "Cropland"
    assert panel.report.pixels == 1160
    assert panel.report.empty_share == pytest.approx(40 / 1200)


def test_a_run_card_that_is_gone_is_said(panel, segmentation, window, tmp_path):
    cover = results.add_segmentation(segmentation)[0]
    (tmp_path / "cover.run.json").unlink()
    window.currentLayerChanged.emit(QgsProject.instance().mapLayer(cover))
    assert "gone" in panel.summary.text()
    assert not panel.csv_buttons.isEnabled()


def test_a_removed_layer_leaves_the_panel_empty(panel, segmentation):
    ids = results.add_segmentation(segmentation)
    panel.show_result(segmentation)
    QgsProject.instance().removeMapLayers(ids)
    assert panel.report is None
    assert panel.history.count() == 0


def test_the_threshold_moves_the_map_and_the_areas(panel, change, waiting):
    mask, evidence = (QgsProject.instance().mapLayer(i) for i in results.add_change(change))
    panel.show_result(change)
    root = QgsProject.instance().layerTreeRoot()
    panel.threshold.slider.setValue(60)
    waiting(lambda: panel.report.rows[0].pixels == 29 * 10)
    assert panel.report.rows[0].hectares == pytest.approx(2.9)
    waiting(lambda: root.findLayer(evidence.id()).itemVisibilityChecked())
    assert not root.findLayer(mask.id()).itemVisibilityChecked()
    assert evidence.renderer().shader().shade(59.0)[4] == 0
    panel.threshold.reset_button.click()
    assert panel.report.rows[0].pixels == change["changed_pixels"]
    assert root.findLayer(mask.id()).itemVisibilityChecked()
    assert not root.findLayer(evidence.id()).itemVisibilityChecked()


def test_apply_hands_a_threshold_job_on(panel, change, runs, tmp_path):
    results.add_change(change, name="2017 → 2018")
    panel.show_result(change)
    assert not panel.threshold.apply_button.isEnabled()
    panel.threshold.value.setValue(60)
    panel.threshold.apply_button.click()
    job, title, _on_finished = runs.submitted[0]
    assert job["task"] == "threshold"
    assert job["parameters"]["evidence"] == change["evidence"]
    assert job["parameters"]["threshold"] == 60
    assert job["parameters"]["output"] == str(tmp_path / "change_t60.tif")
    assert "2017 → 2018" in title


def test_a_change_map_without_evidence_has_no_slider(panel, change):
    result = {**change, "evidence": None}
    results.add_change(result)
    panel.show_result(result)
    assert panel.threshold.isHidden()


def test_there_is_one_panel_for_all_results(panel, window, runs):
    from spectralgpt.plugin.gui.area_panel import area_panel

    assert area_panel(window, runs) is panel


def test_a_plugin_that_is_loaded_again_gets_a_panel_of_its_own(panel, window):
    from spectralgpt.plugin.gui.area_panel import area_panel

    reloaded = area_panel(window, object())
    assert reloaded is not panel
    window.removeDockWidget(reloaded)
    reloaded.deleteLater()
