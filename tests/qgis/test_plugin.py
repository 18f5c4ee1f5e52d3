import os
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QObject
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar

ALLOWED = {"spectralgpt", "qgis", "osgeo", "numpy", "PyQt5", "PyQt6", "sip", "processing"}


@pytest.fixture
def plugin(iface, deletions):
    made = import_module("spectralgpt").classFactory(iface)
    made.initGui()
    yield made
    made.unload()
    deletions()


@pytest.fixture
def no_engine(monkeypatch):
    from spectralgpt.plugin.engine import environment

    monkeypatch.setattr(environment, "engine_interpreter", lambda settings: None)


def provider_ids():
    return sorted(provider.id() for provider in QgsApplication.processingRegistry().providers())


def children():
    """Ids of this process's living children."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, parent = stat.read_text().rpartition(")")[2].split()[:2]
        except OSError:
            continue
        if int(parent) == os.getpid() and state != "Z":
            found.append(int(stat.parent.name))
    return sorted(found)


def traces(iface):
    """All that a plugin could leave behind in a window."""
    window = iface.mainWindow()
    return {
        "toolbars": sorted(bar.objectName() for bar in window.findChildren(QToolBar)),
        "docks": sorted(dock.objectName() for dock in window.findChildren(QDockWidget)),
        "menus": sorted(iface.menus),
        "messages": iface.messages(),
        "objects": sorted(
            type(child).__name__
            for child in window.findChildren(QObject)
            if "spectralgpt" in type(child).__module__
        ),
        "owned_by_the_application": sorted(
            type(child).__name__
            for child in QCoreApplication.instance().children()
            if "Worker" in type(child).__name__
        ),
        "providers": provider_ids(),
        "path": list(sys.path),
        "environment": dict(os.environ),
        "folder": str(Path.cwd()),
    }


def test_toolbar_and_menu_offer_the_same_actions(plugin, iface):
    actions = [action for action in plugin.toolbar.actions() if not action.isSeparator()]
    texts = [action.text() for action in actions]
    assert texts == [
        "Classify land cover…",
        "Detect change…",
        "Classify scenes…",
        "Reconstruct hidden parts…",
        "Compute features…",
        "Models…",
        "Engine…",
    ]
    assert [action.text() for action in iface.menus["SpectralGPT"].actions()] == texts
    assert not [action.text() for action in actions if action.icon().pixmap(24).isNull()]
    assert "spectralgpt" in provider_ids()


def test_ten_times_loaded_and_unloaded_nothing_is_left(iface, deletions, fake_engine, waiting):
    make = import_module("spectralgpt").classFactory
    # Python and Qt settle things at the first use of a module; from then on nothing may grow.
    make(iface)
    processes = children()
    for number in range(10):
        before = traces(iface)
        plugin = make(iface)
        plugin.initGui()
        plugin.show_engine()
        if number % 3 == 0:
            plugin.supervisor._locate = fake_engine()._locate
            plugin.supervisor.start()
            waiting(lambda plugin=plugin: plugin.supervisor.state == "ready")
        plugin.unload()
        deletions()
        waiting(lambda: set(children()) <= set(processes))
        deletions()
        assert traces(iface) == before


def test_unload_in_the_middle_of_a_run_ends_task_and_process(plugin, iface, fake_engine, waiting, deletions):
    processes = children()
    plugin.supervisor._locate = fake_engine()._locate
    results = []
    task = plugin.runs.submit({"task": "test", "parameters": {"behave": "deaf"}}, "Run", results.append)
    waiting(lambda: task.progress() > 0)
    plugin.unload()
    waiting(lambda: set(children()) <= set(processes))
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    deletions()
    assert results == []
    assert iface.messages() == []


def test_with_no_engine_an_action_explains_itself_with_one_button(no_engine, plugin, iface):
    assert iface.messages() == [], "loading the plugin must not nag"
    plugin.actions["segment"].trigger()
    assert len(iface.messages()) == 1
    assert "not installed" in iface.messages()[0]
    assert list(iface.message_buttons()) == ["Install the engine…"]
    iface.message_buttons()["Install the engine…"].click()
    dialog = plugin._dialogs["engine"]
    assert dialog.isVisible()
    assert dialog.findChild(QObject, "headline").text() == "The engine is not installed"


def test_once_an_engine_is_there_its_absence_is_no_longer_announced(plugin, iface, deletions, monkeypatch):
    from spectralgpt.plugin.engine import environment

    with monkeypatch.context() as patch:
        patch.setattr(environment, "engine_interpreter", lambda settings: None)
        plugin.actions["segment"].trigger()
        plugin.actions["change"].trigger()
        deletions()
        assert len(iface.messages()) == 1
    monkeypatch.setattr(environment, "engine_interpreter", lambda settings: sys.executable)
    plugin.supervisor.refresh()
    deletions()
    assert iface.messages() == []


@pytest.mark.parametrize("name", ["segment", "change"])
def test_dialogs_open_anew_each_time_and_lead_to_the_engine(plugin, iface, fake_engine, deletions, name):
    plugin.supervisor._locate = fake_engine()._locate
    plugin.actions[name].trigger()
    first = plugin._dialogs[name]
    assert first.isVisible()
    plugin.actions[name].trigger()
    assert plugin._dialogs[name] is first
    first.engineRequested.emit()
    assert plugin._dialogs["engine"].isVisible()
    first.close()
    deletions()
    assert name not in plugin._dialogs
    plugin.actions[name].trigger()
    assert plugin._dialogs[name].isVisible()


def test_unload_takes_dialogs_and_panel_along(iface, fake_engine, deletions):
    plugin = import_module("spectralgpt").classFactory(iface)
    plugin.initGui()
    plugin.supervisor._locate = fake_engine()._locate
    plugin.show_segment()
    plugin.show_change()
    import_module("spectralgpt.plugin.gui.area_panel").area_panel(iface, plugin.runs).show()
    assert traces(iface)["docks"]
    plugin.unload()
    deletions()
    assert traces(iface)["docks"] == []
    assert traces(iface)["objects"] == []


def test_the_engine_window_opens_once(plugin):
    plugin.actions["engine"].trigger()
    first = plugin._dialogs["engine"]
    first.close()
    plugin.actions["engine"].trigger()
    assert plugin._dialogs["engine"] is first
    assert first.isVisible()


def test_without_a_window_only_the_provider_is_added(deletions):
    plugin = import_module("spectralgpt").classFactory(None)
    before = provider_ids()
    plugin.initProcessing()
    assert provider_ids() == sorted([*before, "spectralgpt"])
    plugin.unload()
    deletions()
    assert provider_ids() == before


def test_nothing_foreign_is_imported(iface, tmp_path):
    # In a process of its own, since the tests themselves import what they like.
    script = tmp_path / "look.py"
    script.write_text(
        "import os, sys\n"
        f"sys.path.insert(0, {sys.path[0]!r})\n"
        "from qgis.core import QgsApplication\n"
        f"application = QgsApplication([], True, {str(tmp_path)!r})\n"
        "QgsApplication.initQgis()\n"
        "import qgis.gui, osgeo.gdal, numpy\n"
        "path, environment, modules = list(sys.path), dict(os.environ), set(sys.modules)\n"
        "import spectralgpt\n"
        "plugin = spectralgpt.classFactory(None)\n"
        "plugin.initProcessing()\n"
        "from spectralgpt.plugin.gui import engine_dialog\n"
        "plugin.unload()\n"
        "assert sys.path == path\n"
        "assert dict(os.environ) == environment\n"
        "own = {name.split('.')[0] for name in set(sys.modules) - modules}\n"
        "print(*sorted(own - set(sys.stdlib_module_names)))\n"
        "QgsApplication.exitQgis()\n"
    )
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stderr
    foreign = set(done.stdout.splitlines()[-1].split()) - ALLOWED
    assert foreign == set()


def test_the_models_window_needs_no_engine_and_stays(no_engine, plugin, iface, deletions):
    """A download goes on while it is closed, so it is the same one when it opens again."""
    plugin.actions["models"].trigger()
    first = plugin._dialogs["models"]
    assert first.isVisible()
    assert first.banner.isVisible()
    assert iface.messages() == []
    first.engineRequested.emit()
    assert plugin._dialogs["engine"].isVisible()
    first.close()
    deletions()
    plugin.actions["models"].trigger()
    assert plugin._dialogs["models"] is first
    assert first.isVisible()


@pytest.mark.parametrize("name", ["segment", "change", "scenes", "reconstruct", "embed"])
def test_dialogs_lead_to_the_models_and_hear_of_new_ones(plugin, fake_engine, monkeypatch, name):
    plugin.supervisor._locate = fake_engine()._locate
    plugin.actions[name].trigger()
    dialog = plugin._dialogs[name]
    heard = []
    monkeypatch.setattr(dialog, "refresh_models", lambda: heard.append(True))
    dialog.modelsRequested.emit()
    assert plugin._dialogs["models"].isVisible()
    plugin._dialogs["models"].catalogueChanged.emit()
    assert heard == [True]
