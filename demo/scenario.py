"""What the demo's user does: classify land cover, detect change, then all else in the toolbar."""

from qgis.core import QgsProject
from qgis.PyQt.QtWidgets import QSpinBox, QTreeWidget
from qgis.utils import plugins

from demo import map_view
from demo.desktop import (
    Scenario,
    ScenarioFailed,
    Until,
    Walk,
    button,
    centred,
    field,
    large_window,
    window_of,
)
from demo.dialogs import choose_layers_together, click_action, estimated, run, save_result_to, show_result
from demo.other_dialogs import other_dialogs
from demo.profile import PLUGIN

TOOLBARS = ("mFileToolBar", "mMapNavToolBar", "mAttributesToolBar", "SpectralGPTToolBar")
# Short, since runs and results are named after them.
FIRST, SECOND = "Virginia", "Virginia simulated"
SMALLEST_CHANGE = 20  # pixels, 0.2 ha


def whole_toolbar(walk: Walk) -> Scenario:
    """Load both dates, classify the first, detect change between them, try the rest, save the project."""
    if PLUGIN not in plugins:
        raise ScenarioFailed("QGIS did not load the plugin.")
    large_window()
    map_view.tidy(TOOLBARS)
    yield 0.5

    walk.step("Load the scene")
    first = map_view.add_bands(walk.output / "scene", f"{FIRST}: bands (Sentinel-2 L1C)", FIRST)
    picture = map_view.add_true_colour(walk.output / "scene", f"{FIRST}: true colour")
    QgsProject.instance().setTitle("SpectralGPT demo: coast of Virginia")
    map_view.zoom_to(picture)
    yield map_view.drawn()
    walk.screenshot("01-scene")

    walk.step("Classify land cover: dialog")
    map_view.select(first)
    click_action("segment")
    dialog = yield Until(lambda: window_of("SegmentDialog"), "the dialog “Classify land cover”")
    centred(dialog)
    save_result_to(dialog, walk.output / "results" / "land_cover.tif")
    button(dialog, "Polygons").setChecked(False)
    yield estimated(dialog)
    walk.screenshot("02-classify-dialog", dialog)

    walk.step("Classify land cover: run")
    walk.facts["segment"] = yield from run(walk, dialog, "03-classify-running")
    yield from show_result(walk, "land_cover.tif")
    walk.screenshot("04-land-cover")

    walk.step("Load the second date")
    second = map_view.add_bands(walk.output / "second-date", f"{SECOND}: bands", SECOND)
    later = map_view.add_true_colour(walk.output / "second-date", f"{SECOND}: true colour")
    map_view.show_only([later])
    yield map_view.drawn()
    walk.screenshot("05-second-date")

    walk.step("Detect change: dialog")
    map_view.select(first)
    click_action("change")
    dialog = yield Until(lambda: window_of("ChangeDialog"), "the dialog “Detect change”")
    centred(dialog)
    yield from choose_layers_together(walk, field(dialog, "After"), second)
    field(dialog, "Smallest patch").findChild(QSpinBox).setValue(SMALLEST_CHANGE)
    save_result_to(dialog, walk.output / "results" / "change.tif")
    button(dialog, "Evidence").setChecked(True)
    button(dialog, "From → to").setChecked(True)
    yield estimated(dialog)
    walk.screenshot("06-change-dialog", dialog)

    walk.step("Detect change: run")
    walk.facts["change"] = yield from run(walk, dialog, "07-change-running")
    yield from show_result(walk, "change.tif")
    walk.screenshot("08-change")

    walk.step("Look at the models")
    click_action("models")
    dialog = yield Until(lambda: window_of("CatalogueDialog"), "the window “Models”")
    centred(dialog)
    for row in dialog.findChild(QTreeWidget).findItems("SegMunich", map_view.CONTAINS_BELOW):
        dialog.findChild(QTreeWidget).setCurrentItem(row)
    yield 0.5
    walk.screenshot("09-models-dialog", dialog)
    dialog.close()

    walk.step("Look at the engine")
    click_action("engine")
    dialog = yield Until(lambda: window_of("EngineDialog"), "the dialog “Engine”")
    centred(dialog)
    yield 1.0
    walk.screenshot("10-engine-dialog", dialog)
    dialog.close()

    map_view.show_only([picture])
    yield from other_dialogs(walk, first, picture)

    walk.step("Save the project")
    QgsProject.instance().setFileName(str(walk.output / "demo.qgz"))
    if not QgsProject.instance().write():
        raise ScenarioFailed(f"The project could not be saved: {QgsProject.instance().error()}")
