"""The input passport judges a scene before anything is computed from it."""

import pytest
from qgis.PyQt.QtCore import QLocale

from spectralgpt.plugin.gui import passport
from spectralgpt.plugin.gui.radiometry_choice import formula
from spectralgpt.plugin.layers.inputs import SceneSource


@pytest.fixture(autouse=True)
def _english():
    QLocale.setDefault(QLocale("en_US"))
    yield
    QLocale.setDefault(QLocale.system())


@pytest.fixture
def panel(supervisor):
    from spectralgpt.plugin.gui.scene_panel import ScenePanel

    ScenePanel._remembered.clear()
    panel = ScenePanel(supervisor)
    yield panel
    panel.deleteLater()


def scene(*paths):
    return SceneSource("scene", paths)


def test_a_scene_that_speaks_for_itself_gets_green(make_description):
    found = passport.passport_of(make_description())
    assert found.light == passport.GREEN
    assert found.headline.startswith("Sentinel-2 L1C · 4 bands · ")
    assert found.size_text == "40 × 30 pixels (0.4 × 0.3 km)"
    assert found.grid_text == "EPSG:32633 · 10 m"
    assert found.pixel_hectares == pytest.approx(0.01)


def test_unknown_radiometry_gets_amber_and_is_asked_about(make_description):
    silent = {"scale": 0.0001, "offset": 0.0, "source": "default"}
    found = passport.passport_of(make_description(radiometry=silent))
    assert found.light == passport.AMBER
    assert "Values" in found.verdict


def test_too_few_known_bands_get_red(make_description):
    bands = make_description()["bands"]
    unknown = [{**band, "wavelength": None, "identified_by": "none"} for band in bands[:2]]
    found = passport.passport_of(make_description(bands=[*unknown, *bands[2:]]))
    assert found.light == passport.RED
    assert "2 of 4" in found.verdict


def test_bands_that_are_left_out_say_why_and_cost_no_light(make_description, panel):
    bands = make_description()["bands"]
    heat = {
        **bands[0],
        "number": 5,
        "name": "TIRS",
        "wavelength": 10900.0,
        "left_out": "heat and no reflectance",
    }
    found = passport.passport_of(make_description(bands=[*bands, heat]))
    assert found.light == passport.GREEN
    panel.bands.show_bands(found.bands, found.unit)
    assert "heat" in panel.bands.item(4, 4).text()


def test_pictures_get_red_until_the_user_says_that_they_are_reflectance(make_description):
    silent = {"scale": 0.0001, "offset": 0.0, "source": "default"}
    assert passport.passport_of(make_description(radiometry=silent), plain_bytes=True).light == passport.RED
    said = {"scale": 0.004, "offset": 0.0, "source": "user"}
    assert passport.passport_of(make_description(radiometry=said), plain_bytes=True).light == passport.GREEN


def test_a_pixel_in_degrees_is_measured_where_the_scene_lies(make_description):
    north = make_description(crs="EPSG:4326", resolution=[0.0001, 0.0001], bounds=[11, 60, 12, 61])
    south = make_description(crs="EPSG:4326", resolution=[0.0001, 0.0001], bounds=[11, 0, 12, 1])
    areas = [passport.passport_of(place).pixel_hectares for place in (north, south)]
    assert areas[0] == pytest.approx(0.0061, rel=0.02)
    assert areas[1] == pytest.approx(0.0123, rel=0.02)


def test_a_scene_without_a_valid_pixel_gets_red(make_description):
    assert passport.passport_of(make_description(valid_share=0.0)).light == passport.RED


def test_degrees_and_missing_systems_are_named(make_description):
    degrees = make_description(crs="EPSG:4326", resolution=[0.0001, 0.0001])
    assert passport.passport_of(degrees).grid_text == "EPSG:4326 · 0.0001°"
    plain = passport.passport_of(make_description(crs=None, resolution=[1, 1]))
    assert "pixel coordinates" in plain.grid_text
    assert plain.pixel_hectares is None


def test_the_conversion_is_written_as_people_write_it():
    assert formula(0.0001, -1000) == "(value − 1,000) × 0.0001"
    assert formula(0.0001, 0) == "value × 0.0001"
    assert formula(1, 0) == "value"


def test_an_answer_to_an_older_question_is_dropped(panel, supervisor, make_description, waiting):
    supervisor.by_itself = False
    panel.set_scene(scene("/a.tif"))
    waiting(lambda: supervisor.count("describe") == 1)
    first = supervisor.pending[0][1]
    panel.set_scene(scene("/b.tif"))
    waiting(lambda: supervisor.count("describe") == 2)
    second = supervisor.pending[1][1]
    second(make_description(product="the right one"))
    first(make_description(product="the wrong one"))
    assert "the right one" in panel.headline.text()


def test_a_refusal_is_shown_with_its_advice(panel, supervisor, waiting):
    supervisor.errors["describe"] = {"code": "scene.missing", "message": "No file.", "advice": "Look again."}
    panel.set_scene(scene("/a.tif"))
    waiting(lambda: panel.passport.light == passport.RED)
    assert panel.verdict.text() == "No file. Look again."


def test_the_users_radiometry_is_asked_about_and_kept_for_the_session(panel, supervisor, waiting):
    panel.set_scene(scene("/a.tif"))
    waiting(lambda: panel.passport.bands)
    assert panel.parameters() == {}
    index = panel.radiometry.combo.findData("0.0001,0")
    panel.radiometry.combo.setCurrentIndex(index)
    panel.radiometry.combo.activated.emit(index)
    waiting(lambda: supervisor.last("describe").get("radiometry") == "0.0001,0")
    panel.set_scene(scene("/b.tif"))
    assert panel.parameters() == {}
    panel.set_scene(scene("/a.tif"))
    assert panel.parameters() == {"radiometry": "0.0001,0"}


def test_a_band_can_be_named_and_left_out(panel, supervisor, waiting):
    panel.set_scene(scene("/a.tif"))
    waiting(lambda: panel.passport.bands)
    panel.bands.item(1, 1).setText("B8A")
    panel.bands.item(0, 1).setText("none")
    assert panel.parameters() == {"bands": "1=none,2=B8A"}
    waiting(lambda: supervisor.last("describe").get("bands") == "1=none,2=B8A")


def test_a_scene_without_identified_bands_can_be_mended(panel, supervisor, make_raster, waiting):
    layer = make_raster("unnamed", names=())
    supervisor.errors["describe"] = {"code": "scene.no_bands", "message": "No band is known.", "advice": ""}
    panel.set_scene(scene(layer.source()), [layer])
    waiting(lambda: panel.passport.light == passport.RED)
    assert panel.bands.rowCount() == 4
    supervisor.errors.clear()
    panel.bands.item(0, 1).setText("B02")
    waiting(lambda: panel.passport.light == passport.GREEN)
    assert supervisor.last("describe")["bands"] == "1=B02"


def test_without_an_engine_nothing_is_asked_until_there_is_one(panel, supervisor, waiting):
    supervisor.state = "absent"
    panel.set_scene(scene("/a.tif"))
    waiting(lambda: "engine" in panel.verdict.text())
    assert supervisor.count("describe") == 0
    supervisor.become("stopped")
    waiting(lambda: panel.passport.light == passport.GREEN)


def test_a_panel_that_is_let_go_hears_no_answer(panel, supervisor, make_description, waiting):
    supervisor.by_itself = False
    panel.set_scene(scene("/a.tif"))
    waiting(lambda: supervisor.pending)
    panel.release()
    supervisor.answer_all()
    assert panel.passport.light == passport.GREY
