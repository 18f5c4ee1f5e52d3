"""Handles the plugin's buttons and dialogs as a user does, and waits for what they do."""

from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProject, QgsRasterLayer
from qgis.PyQt.QtCore import QTimer
from qgis.PyQt.QtTest import QTest
from qgis.PyQt.QtWidgets import QDialog, QLineEdit, QListWidget, QToolButton, QWidget
from qgis.utils import iface, plugins

from demo import map_view
from demo.desktop import Scenario, ScenarioFailed, Until, Walk, button, centred, field, window_of
from demo.profile import PLUGIN


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
        return next((one for one in there if one.source().partition("|")[0].endswith(str(path))), None)

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
