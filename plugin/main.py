"""The plugin object: what QGIS loads, and what it must take away again without a trace."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QRegularExpression, Qt, QTranslator
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import QAction, QDialog, QDockWidget, QToolBar, QWidget

from .engine import failures
from .engine.launch import PLUGIN_ROOT
from .engine.notices import Notices
from .engine.runs import RunManager
from .engine.supervisor import EngineSupervisor
from .gui.area_panel import area_panel
from .gui.spectra_panel import spectra_panel
from .layers.translation import tr, ui_language
from .settings import Settings

MENU = "SpectralGPT"
_RESOURCES = PLUGIN_ROOT / "resources"


class SpectralGPTPlugin:
    """Toolbar, menu and Processing provider, and the one engine that they share.

    Dialogs are imported when they are first asked for.

    Args:
        iface: QGIS's interface object; None where there is no window (``qgis_process``).
    """

    def __init__(self, iface: Any) -> None:
        self.iface = iface
        self.settings = Settings()
        self.supervisor: Optional[EngineSupervisor] = None
        self.runs: Optional[RunManager] = None
        self.notices = Notices(iface)
        self.actions: dict[str, QAction] = {}
        self.toolbar: Optional[QToolBar] = None
        self.provider: Any = None
        self._dialogs: dict[str, QDialog] = {}
        self._translator = self._install_translator()

    def initGui(self) -> None:
        """Add the toolbar, the menu and the provider; called by QGIS where there is a window."""
        window = self.iface.mainWindow()
        self.supervisor = EngineSupervisor(self.settings, window)
        self.supervisor.stateChanged.connect(self._on_engine_state)
        self.runs = RunManager(self.supervisor, self.notices, self.show_engine, self.show_log, window)
        self.toolbar = self.iface.addToolBar(MENU)
        self.toolbar.setObjectName("SpectralGPTToolBar")
        self._add_action(
            "segment",
            tr("Classify land cover…"),
            tr("Make a land-cover map of a multispectral or hyperspectral layer"),
            self.show_segment,
        )
        self._add_action(
            "change", tr("Detect change…"), tr("Find what changed between two dates"), self.show_change
        )
        self._add_action(
            "scenes",
            tr("Classify scenes…"),
            tr("Label the cells of a grid, or polygons, by what each shows as a whole"),
            self.show_scenes,
        )
        self.toolbar.addSeparator()
        self._add_action(
            "reconstruct",
            tr("Reconstruct hidden parts…"),
            tr("Hide parts of a scene and let SpectralGPT fill them in"),
            self.show_reconstruct,
        )
        self._add_action(
            "embed",
            tr("Compute features…"),
            tr("Describe each place by what a network sees in it, for clustering and similarity"),
            self.show_features,
        )
        self.toolbar.addSeparator()
        self._add_action(
            "models",
            tr("Models…"),
            tr("See what models there are, get official weights, import files of your own"),
            self.show_models,
        )
        self._add_action(
            "engine", tr("Engine…"), tr("Install, test and watch what does the computing"), self.show_engine
        )
        # Hidden, but among QGIS's panels: results of earlier sessions are shown there too.
        area_panel(self.iface, self.runs)
        spectra_panel(self.iface, self.runs)
        self.initProcessing()

    def initProcessing(self) -> None:
        """Register the provider; called by QGIS alone where there is no window."""
        from .processing.provider import SpectralGPTProvider

        self.provider = SpectralGPTProvider(self.settings)
        QgsApplication.processingRegistry().addProvider(self.provider)

    def unload(self) -> None:
        """Take everything away; running jobs are cancelled and what they finished is kept."""
        if self.runs is not None:
            self.runs.cancel_all()
            self.runs.deleteLater()
            self.runs = None
        if self.supervisor is not None:
            self.supervisor.shut_down()
            self.supervisor.deleteLater()
            self.supervisor = None
        self.notices.clear()
        for dialog in list(self._dialogs.values()):
            if hasattr(dialog, "shut_down"):
                dialog.shut_down()
            dialog.close()
            dialog.deleteLater()
        self._dialogs.clear()
        self._remove_panels()
        for action in self.actions.values():
            self.iface.removePluginMenu(MENU, action)
            action.deleteLater()
        self.actions.clear()
        if self.toolbar is not None:
            self.iface.mainWindow().removeToolBar(self.toolbar)
            self.toolbar.deleteLater()
            self.toolbar = None
        if self.provider is not None:
            QgsApplication.processingRegistry().removeProvider(self.provider)
            self.provider = None
        if self._translator is not None:
            QCoreApplication.removeTranslator(self._translator)
            self._translator = None

    def show_segment(self) -> None:
        """Open the dialog that classifies land cover."""
        if self._engine_is_there():
            from .gui.segment_dialog import SegmentDialog

            self._show_dialog("segment", SegmentDialog)

    def show_change(self) -> None:
        """Open the dialog that detects change."""
        if self._engine_is_there():
            from .gui.change_dialog import ChangeDialog

            self._show_dialog("change", ChangeDialog)

    def show_scenes(self) -> None:
        """Open the dialog that labels cells or polygons."""
        if self._engine_is_there():
            from .gui.scenes_dialog import ScenesDialog

            self._show_dialog("scenes", ScenesDialog)

    def show_reconstruct(self) -> None:
        """Open the dialog that reconstructs hidden parts."""
        if self._engine_is_there():
            from .gui.reconstruct_dialog import ReconstructDialog

            self._show_dialog("reconstruct", ReconstructDialog)

    def show_features(self) -> None:
        """Open the dialog that computes features."""
        if self._engine_is_there():
            from .gui.features_dialog import FeaturesDialog

            self._show_dialog("embed", FeaturesDialog)

    def show_models(self) -> None:
        """Open the window that lists models and gets new ones; without an engine it shows what is there."""
        from .gui.catalogue_dialog import CatalogueDialog

        assert self.supervisor is not None
        self.supervisor.refresh()
        self._show_dialog(
            "models",
            lambda *_: CatalogueDialog(
                self.supervisor, self.runs, self.settings, self.notices.info, self._window()
            ),
        )

    def show_engine(self) -> None:
        """Open the window that shows, installs and tests the engine."""
        from .gui.engine_dialog import EngineDialog

        self._show_dialog("engine", lambda *_: EngineDialog(self.supervisor, self.settings, self._window()))

    def show_log(self) -> None:
        """Open the engine's window with its log."""
        self.show_engine()
        self._dialogs["engine"].show_log()

    def _add_action(self, name: str, text: str, tip: str, slot: Callable[[], None]) -> None:
        action = QAction(icon(name), text, self.iface.mainWindow())
        action.setObjectName(f"SpectralGPT_{name}")
        action.setToolTip(f"<b>{text.rstrip('…')}</b><br>{tip}")
        action.setStatusTip(tip)
        action.triggered.connect(lambda _checked=False: slot())
        assert self.toolbar is not None
        self.toolbar.addAction(action)
        self.iface.addPluginToMenu(MENU, action)
        self.actions[name] = action

    def _window(self) -> QWidget:
        return self.iface.mainWindow()

    def _engine_is_there(self) -> bool:
        assert self.supervisor is not None
        if self.supervisor.refresh() != "absent":
            return True
        self.notices.warning(
            failures.absent()["message"],
            [(tr("Install the engine…"), self.show_engine)],
            subject="engine",
        )
        return False

    def _on_engine_state(self, state: str) -> None:
        if state != "absent":
            self.notices.retract("engine")

    def _show_dialog(self, name: str, build: Callable[..., QDialog]) -> None:
        dialog = self._dialogs.get(name)
        if dialog is None:
            dialog = build(self.iface, self.supervisor, self.runs, self.settings, self._window())
            self._dialogs[name] = dialog
            if hasattr(dialog, "engineRequested"):
                dialog.engineRequested.connect(self.show_engine)
            if hasattr(dialog, "modelsRequested"):
                dialog.modelsRequested.connect(self.show_models)
            if hasattr(dialog, "catalogueChanged"):
                dialog.catalogueChanged.connect(self._refresh_models)
            if name not in ("engine", "models"):
                # A new dialog each time is filled from the layer that is active then. The windows of engine
                # and models stay: an installation or a download goes on while they are closed.
                dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
                dialog.finished.connect(lambda _result: self._dialogs.pop(name, None))
        dialog.show()
        dialog.raise_()
        dialog.activateWindow()

    def _refresh_models(self) -> None:
        for dialog in self._dialogs.values():
            if hasattr(dialog, "refresh_models"):
                dialog.refresh_models()

    def _remove_panels(self) -> None:
        if self.iface is None:
            return
        for dock in self._window().findChildren(QDockWidget, QRegularExpression("^SpectralGPT")):
            self.iface.removeDockWidget(dock)
            dock.deleteLater()

    @staticmethod
    def _install_translator() -> Optional[QTranslator]:
        path = _RESOURCES / "i18n" / f"spectralgpt_{ui_language()}.qm"
        if not path.exists():
            return None
        translator = QTranslator()
        if not translator.load(str(path)):
            return None
        QCoreApplication.installTranslator(translator)
        return translator


def icon(name: str) -> QIcon:
    """Return one of the plugin's own icons."""
    return QIcon(str(_RESOURCES / "icons" / f"{name}.svg"))
