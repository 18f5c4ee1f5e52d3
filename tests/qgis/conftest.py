"""A QGIS application without a window, and the plugin imported as QGIS imports it: as ``spectralgpt``."""

import atexit
import gc
import os
import shutil
import sys
import tempfile
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from qgis.core import Qgis, QgsApplication, QgsProject, QgsSettings
from qgis.gui import QgsMapCanvas, QgsMessageBar
from qgis.PyQt.QtCore import QCoreApplication, QElapsedTimer, QEvent, QEventLoop, QObject, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import QMainWindow, QMenu, QToolBar

CHECKOUT = Path(__file__).resolve().parents[2]

_home = Path(tempfile.mkdtemp(prefix="spectralgpt-test-"))
atexit.register(shutil.rmtree, _home, ignore_errors=True)
(_home / "plugins").mkdir()
(_home / "plugins" / "spectralgpt").symlink_to(CHECKOUT, target_is_directory=True)
sys.path.insert(0, str(_home / "plugins"))

_application = QgsApplication([], True, str(_home / "profile"))
QCoreApplication.setOrganizationName("SpectralGPT tests")
QCoreApplication.setApplicationName("QGIS")
QgsApplication.initQgis()


@pytest.fixture(scope="session")
def application():
    """The one QgsApplication of this process."""
    return _application


@pytest.fixture(scope="session", autouse=True)
def _application_ends_after_the_last_test():
    yield
    QgsProject.instance().clear()
    QgsApplication.taskManager().cancelAll()
    process_deletions()
    QgsApplication.exitQgis()


@pytest.fixture(autouse=True)
def _settings_of_this_test_only():
    QgsSettings().remove("spectralgpt")
    yield
    QgsSettings().remove("spectralgpt")
    QgsProject.instance().clear()


def process_deletions():
    """Carry out what `deleteLater` has put off."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QCoreApplication.processEvents()


def wait_until(condition, what="", patience_ms=30_000):
    """Let the event loop run until the condition holds; fail when it never does."""
    clock = QElapsedTimer()
    clock.start()
    while not condition():
        assert clock.elapsed() < patience_ms, f"waited in vain {what}"
        loop = QEventLoop()
        QTimer.singleShot(10, loop.quit)
        loop.exec()


class FakeInterface(QObject):
    """The part of QgisInterface that plugins use, with real widgets behind it."""

    currentLayerChanged = pyqtSignal(object)

    def __init__(self):
        super().__init__()
        self.window = QMainWindow()
        self.canvas = QgsMapCanvas(self.window)
        self.window.setCentralWidget(self.canvas)
        self.bar = QgsMessageBar(self.window)
        self.plugin_menu = QMenu("Plugins", self.window)
        self.menus = {}
        self.active = None

    def mainWindow(self):
        return self.window

    def mapCanvas(self):
        return self.canvas

    def messageBar(self):
        return self.bar

    def addToolBar(self, title):
        bar = QToolBar(title, self.window)
        bar.setObjectName(title)
        self.window.addToolBar(bar)
        return bar

    def pluginMenu(self):
        return self.plugin_menu

    def addPluginToMenu(self, name, action):
        if name not in self.menus:
            self.menus[name] = self.plugin_menu.addMenu(name)
        self.menus[name].addAction(action)

    def removePluginMenu(self, name, action):
        menu = self.menus.get(name)
        if menu is not None:
            menu.removeAction(action)
            if menu.isEmpty():
                self.plugin_menu.removeAction(menu.menuAction())
                del self.menus[name]

    def addDockWidget(self, area, dock):
        self.window.addDockWidget(area, dock)

    def removeDockWidget(self, dock):
        self.window.removeDockWidget(dock)

    def activeLayer(self):
        return self.active

    def setActiveLayer(self, layer):
        self.active = layer
        self.currentLayerChanged.emit(layer)

    def layerTreeView(self):
        return None

    def messages(self):
        """Texts in the message bar, newest first."""
        return [item.text() for item in self.bar.items()]

    def message_buttons(self):
        """Buttons of the message that is shown, by their text."""
        from qgis.PyQt.QtWidgets import QPushButton

        item = self.bar.currentItem()
        return {button.text(): button for button in item.findChildren(QPushButton)} if item else {}


@pytest.fixture
def iface():
    """A stand-in for QGIS's interface object."""
    interface = FakeInterface()
    yield interface
    interface.bar.clearWidgets()
    interface.window.close()
    interface.window.deleteLater()
    # Widgets that only a cycle holds would else be collected in the middle of another one's painting.
    gc.collect()
    process_deletions()


@pytest.fixture
def fake_engine(tmp_path):
    """Builds supervisors of `fake_engine.py`, and ends them after the test."""
    from spectralgpt.plugin.engine.launch import EngineCommand
    from spectralgpt.plugin.engine.supervisor import EngineSupervisor
    from spectralgpt.plugin.settings import Settings

    made = []

    def build(manner="normal", **options):
        script = str(Path(__file__).with_name("fake_engine.py"))
        command = EngineCommand(sys.executable, (script, manner), str(tmp_path))
        options.setdefault("locate", lambda: command)
        supervisor = EngineSupervisor(Settings(), log_path=str(tmp_path / "engine.log"), **options)
        made.append(supervisor)
        return supervisor

    yield build
    for supervisor in made:
        supervisor.shut_down()
        supervisor.deleteLater()
    process_deletions()


@pytest.fixture
def waiting():
    """`wait_until` for tests in other modules, which can't import this one by name."""
    return wait_until


@pytest.fixture
def deletions():
    """`process_deletions` for tests in other modules."""
    return process_deletions


def pytest_report_header():
    return f"QGIS {Qgis.QGIS_VERSION}"
