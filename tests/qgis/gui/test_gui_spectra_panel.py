"""Spectra before and after a reconstruction: plot, table, CSV, and the layers that they belong to."""

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QLocale
from qgis.PyQt.QtWidgets import QApplication

from spectralgpt.plugin.gui.spectra_plot import nice_step
from spectralgpt.plugin.layers import results
from spectralgpt.plugin.layers.band_spectra import spectra_of, total_error


@pytest.fixture(autouse=True)
def _english():
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(QLocale.system())


@pytest.fixture
def panel(window, runs, deletions):
    from spectralgpt.plugin.gui.spectra_panel import spectra_panel

    made = spectra_panel(window, runs)
    made.resize(380, 600)
    yield made
    made.close()
    made.deleteLater()
    deletions()


def layer(ids, number=0):
    return QgsProject.instance().mapLayer(ids[number])


def test_table_and_summary_say_what_the_result_says(panel, reconstruction):
    panel.show_result(reconstruction)
    row = [panel.table.item(0, column).text() for column in range(5)]
    assert row == ["B02", "492", "0.1000", "0.1200", "0.0300"]
    assert [panel.table.item(3, column).text() for column in range(2, 5)] == ["–", "–", "–"]
    expected = ((300 * 0.03**2 + 100 * 0.04**2 + 300 * 0.02**2) / 700) ** 0.5
    assert total_error(panel.spectra) == pytest.approx(expected)
    assert f"{expected:.4f}" in panel.summary.text()
    assert "700" in panel.summary.text()


def test_the_plot_shows_both_spectra_and_breaks_where_nothing_was_hidden(panel, reconstruction):
    from qgis.PyQt.QtGui import QColor

    from spectralgpt.plugin.gui.spectra_plot import AFTER_COLOUR, BEFORE_COLOUR

    panel.show_result(reconstruction)
    plot = panel.plot
    plot.resize(360, 230)
    picture = plot.grab().toImage()
    for colour, value in ((BEFORE_COLOUR, 0.3), (AFTER_COLOUR, 0.25)):
        x, y = round(plot._x(plot.spectra[2])), round(plot._y_of(value))
        assert picture.pixelColor(x, y) == QColor(colour)
    assert plot.band_at(plot._x(plot.spectra[1]) + 1).name == "B03"
    assert plot.band_at(plot._x(plot.spectra[0]) - 40) is None
    marked = {picture.pixelColor(round(plot._x(plot.spectra[3])), y).name() for y in range(picture.height())}
    assert not marked & {BEFORE_COLOUR, AFTER_COLOUR}


def test_bands_belong_to_groups_of_three(reconstruction):
    assert [band.group for band in spectra_of(reconstruction)] == [1, 1, 1, 2]


def test_bands_belong_to_the_groups_that_the_engine_names(reconstruction):
    rows = [{**row, "group": 1 + place // 2} for place, row in enumerate(reconstruction["bands"])]
    assert [band.group for band in spectra_of({**reconstruction, "bands": rows})] == [1, 1, 2, 2]


def test_the_csv_on_the_clipboard_has_points_whatever_the_language(panel, reconstruction):
    QLocale.setDefault(QLocale("de_DE"))
    panel.show_result(reconstruction)
    panel.copy_csv()
    lines = QApplication.clipboard().text().splitlines()
    assert lines[0] == "group,band,wavelength_nm,before,after,rmse,pixels"
    assert lines[1] == "1,B02,492.3,0.100000,0.120000,0.030000,300"
    assert lines[4] == "2,B05,704.0,,,,0"


def test_the_panel_follows_the_active_layer_also_of_earlier_sessions(panel, reconstruction, window):
    error = layer(results.add_reconstruction(reconstruction, name="Munich"), 1)
    assert not panel.spectra
    window.setActiveLayer(error)
    assert [band.name for band in panel.spectra] == ["B02", "B03", "B04", "B05"]
    window.setActiveLayer(None)
    assert panel.spectra


def test_the_areas_panel_leaves_reconstructions_alone(reconstruction, segmentation, window, runs, deletions):
    from spectralgpt.plugin.gui.area_panel import area_panel

    areas = area_panel(window, runs)
    results.add_segmentation(segmentation, name="Munich")
    areas.show_result(segmentation)
    window.setActiveLayer(layer(results.add_reconstruction(reconstruction, name="Munich")))
    assert areas.report.kind == "segment"
    areas.close()
    areas.deleteLater()
    deletions()


def test_what_was_hidden_stands_in_the_groups_name(reconstruction):
    results.add_reconstruction(reconstruction, name="Munich")
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert group.name().startswith("Munich – reconstruction (groups 1, 2 hidden)")
    assert [node.itemVisibilityChecked() for node in group.children()] == [True, False]


def test_a_table_of_spectra_is_added_too(reconstruction, tmp_path):
    (tmp_path / "s.csv").write_text("band,wavelength,before\nB02,492.3,0.1\n")
    ids = results.add_reconstruction({**reconstruction, "spectra": str(tmp_path / "s.csv")}, name="Munich")
    assert layer(ids, 2).featureCount() == 1


def test_features_lie_below_their_picture_which_is_shown_as_it_is(features):
    ids = results.add_features(features, name="Munich", model_title="Compact")
    picture, cube = layer(ids), layer(ids, 1)
    assert picture.name() == "Picture of the features – Munich"
    assert cube.name() == "Features by Compact – Munich"
    assert picture.renderer().alphaBand() == 4
    assert picture.renderer().redContrastEnhancement() is None
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert [node.layer() for node in group.children()] == [picture, cube]
    assert [node.itemVisibilityChecked() for node in group.children()] == [True, False]


def test_without_a_picture_the_features_are_shown(features):
    ids = results.add_features({**features, "pca": None}, name="Munich")
    node = QgsProject.instance().layerTreeRoot().findLayer(ids[0])
    assert node.itemVisibilityChecked()


@pytest.mark.parametrize(("span", "step"), [(0.2, 0.05), (0.43, 0.1), (1872, 500), (0, 1.0)])
def test_axes_have_round_steps(span, step):
    assert nice_step(span, 5) == pytest.approx(step)


def test_the_look_of_a_scene_is_told_in_reflectance(make_raster):
    from qgis.core import QgsContrastEnhancement, QgsMultiBandColorRenderer

    from spectralgpt.plugin.layers.colour_look import ColourLook, look_of

    scene = make_raster("scene")
    renderer = QgsMultiBandColorRenderer(scene.dataProvider(), 4, 3, 2)
    for setter, low, high in (
        (renderer.setRedContrastEnhancement, 1000, 4000),
        (renderer.setGreenContrastEnhancement, 1200, 3000),
        (renderer.setBlueContrastEnhancement, 1100, 2000),
    ):
        stretch = QgsContrastEnhancement(scene.dataProvider().dataType(1))
        stretch.setMinimumValue(low)
        stretch.setMaximumValue(high)
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        setter(stretch)
    scene.setRenderer(renderer)
    scene.brightnessFilter().setGamma(1.4)
    names = {1: "B02", 2: "B03", 3: "B04", 4: "B08"}
    look = look_of([scene], names, 0.0001, -1000)
    assert look.bands == ("B08", "B04", "B03")
    assert [value for pair in look.limits for value in pair] == pytest.approx([0, 0.3, 0.02, 0.2, 0.01, 0.1])
    assert look.gamma == pytest.approx(1.4)
    assert look_of([scene, scene], names, 0.0001, 0) == ColourLook()


def test_a_look_is_given_to_a_layer_that_has_its_bands(reconstruction):
    from spectralgpt.plugin.layers.colour_look import ColourLook

    look = ColourLook(("B03", "B04", "B02"), ((0.0, 0.3), (0.02, 0.2), (0.01, 0.1)), gamma=1.4)
    shown = layer(results.add_reconstruction(reconstruction, name="Munich", look=look))
    renderer = shown.renderer()
    assert (renderer.redBand(), renderer.greenBand(), renderer.blueBand()) == (2, 3, 1)
    assert renderer.greenContrastEnhancement().maximumValue() == pytest.approx(0.2)
    assert shown.brightnessFilter().gamma() == pytest.approx(1.4)
    missing = ColourLook(("B12", "B04", "B03"))
    natural = layer(results.add_reconstruction(reconstruction, name="Munich", look=missing)).renderer()
    assert (natural.redBand(), natural.greenBand(), natural.blueBand()) == (3, 2, 1)


def test_panels_on_one_side_are_tabs_of_each_other(
    panel, reconstruction, segmentation, window, runs, deletions
):
    from spectralgpt.plugin.gui.area_panel import area_panel

    window.window.show()
    areas = area_panel(window, runs)
    results.add_segmentation(segmentation, name="Munich")
    areas.show_result(segmentation)
    panel.show_result(reconstruction)
    assert window.window.tabifiedDockWidgets(areas) == [panel]
    areas.close()
    areas.deleteLater()
    deletions()
