"""What the demo's user does: classify the land cover of a scene, then detect its change by a second date."""

from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QLineEdit, QListWidget, QSpinBox, QToolButton, QTreeWidget, QWidget
from qgis.utils import iface, plugins

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
from demo.profile import PLUGIN

TOOLBARS = ("mFileToolBar", "mMapNavToolBar", "mAttributesToolBar", "SpectralGPTToolBar")
# Short, since runs and results are named after them.
FIRST, SECOND = "Virginia", "Virginia simulated"
SMALLEST_CHANGE = 20  # pixels, 0.2 ha


def land_cover_and_change(walk: Walk) -> Scenario:
    """Load both dates, classify the first, detect change between them, save the project."""
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

    walk.step("Save the project")
    QgsProject.instance().setFileName(str(walk.output / "demo.qgz"))
    if not QgsProject.instance().write():
        raise ScenarioFailed(f"The project could not be saved: {QgsProject.instance().error()}")


def click_action(name: str) -> None:
    """Click one of the plugin's buttons in the toolbar, without waiting for what it opens."""
    plugin = plugins[PLUGIN]
    button = plugin.toolbar.widgetForAction(plugin.actions[name])
    QTimer.singleShot(0, button.click)


def save_result_to(dialog: QDialog, file: Path) -> None:
    """Type the name of the result's file."""
    field(dialog, "Save result to").findChild(QLineEdit).setText(str(file))


def estimated(dialog: QDialog) -> Until:
    """Wait until the engine has described the input and said how long the run will take."""
    passports = [part for part in dialog.findChildren(QWidget) if type(part).__name__ == "ScenePanel"]
    run_button = button(dialog, "Run")

    def done() -> bool:
        refusals = [passport.verdict.text() for passport in passports if passport.passport.light == "red"]
        if refusals:
            raise ScenarioFailed(f"The input was refused: {' '.join(refusals)}")
        known = all(passport.passport.bands for passport in passports)
        # Until it is known, the button says no more than “Run”.
        return known and "·" in run_button.text()

    return Until(done, "the engine's description of the input and its estimate", 60)


def run(walk: Walk, dialog: QDialog, screenshot: str) -> Scenario:
    """Click Run, take a picture on the way, wait for the task to end; return the engine's result."""
    runs, ended = plugins[PLUGIN].runs, {}

    def succeeded(_job: Any, result: Any) -> None:
        ended["result"] = result

    def failed(_job: Any, failure: Any) -> None:
        ended["failure"] = failure

    def progressed(_job: Any, share: float, _text: str) -> None:
        ended["share"] = share

    runs.succeeded.connect(succeeded)
    runs.failed.connect(failed)
    runs.progressed.connect(progressed)
    kind = type(dialog).__name__
    QTest.mouseClick(button(dialog, "Run"), map_view.LEFT_BUTTON)
    yield Until(lambda: not window_of(kind), "the dialog closes after Run")
    yield Until(lambda: ended.get("share", 0) > 0.3 or over(ended), "the run's progress", 300)
    if not over(ended):
        with_popup = show_tasks()
        yield 0.3
        walk.screenshot(screenshot)
        if with_popup:
            show_tasks()
    yield Until(lambda: over(ended), "the run ends", 600)
    for signal, slot in ((runs.succeeded, succeeded), (runs.failed, failed), (runs.progressed, progressed)):
        signal.disconnect(slot)
    if "failure" in ended:
        raise ScenarioFailed(f"The run failed: {ended['failure']}")
    yield Until(lambda: not QgsApplication.taskManager().countActiveTasks(), "QGIS's tasks end")
    return ended["result"]


def over(ended: dict[str, Any]) -> bool:
    """Whether a run has ended, one way or the other."""
    return "result" in ended or "failure" in ended


def show_tasks() -> bool:
    """Open or close the list of tasks as a click on the progress in the status bar does."""
    for one in iface.mainWindow().findChildren(QToolButton):
        if one.metaObject().className() == "QgsTaskManagerStatusBarWidget":
            one.click()
            return True
    return False


def choose_layers_together(walk: Walk, chooser: QWidget, layers: list[QgsRasterLayer]) -> Scenario:
    """In a scene chooser's menu take “Several layers as one scene”, and check the layers."""
    menu = next(one.menu() for one in chooser.findChildren(QToolButton) if one.menu())
    together = next(action for action in menu.actions() if action.text().startswith("Several layers"))
    QTimer.singleShot(0, together.trigger)
    box = yield Until(lambda: window_of("LayersTogetherDialog"), "the list of layers")
    centred(box)
    wanted = {layer.id() for layer in layers}
    rows = box.findChild(QListWidget)
    for row in range(rows.count()):
        item = rows.item(row)
        here = item.data(map_view.USER_ROLE) in wanted
        item.setCheckState(map_view.CHECKED if here else map_view.UNCHECKED)
        if here:
            rows.scrollToItem(item)
    yield 0.3
    walk.screenshot("06-layers-as-one-scene", box)
    QTimer.singleShot(0, box.accept)
    yield Until(lambda: not box.isVisible(), "the list of layers closes")


def show_result(walk: Walk, file: str) -> Scenario:
    """Wait until the result is a layer on the map, and bring it and its areas to the front."""
    path = Path("results") / file

    def layer() -> Any:
        there = QgsProject.instance().mapLayers().values()
        return next((one for one in there if one.source().endswith(str(path))), None)

    result = yield Until(layer, f"{path} becomes a layer")
    if not (walk.output / path).is_file():
        raise ScenarioFailed(f"{path} is not there.")
    iface.setActiveLayer(result)
    map_view.fold_other_groups(result)
    # The panel of areas has taken room from the map.
    yield 0.5
    map_view.zoom_to(result)
    yield map_view.drawn()
    yield 0.5
