"""How the plugin's panels share a side of QGIS's window."""

from __future__ import annotations

from qgis.PyQt.QtCore import QRegularExpression
from qgis.PyQt.QtWidgets import QDockWidget, QMainWindow


def bring_to_front(window: QMainWindow, dock: QDockWidget) -> None:
    """Show a panel; another one of the plugin on its side becomes the tab behind it, not half as high."""
    if not dock.isVisible() and not dock.isFloating():
        side = window.dockWidgetArea(dock)
        for other in window.findChildren(QDockWidget, QRegularExpression("^SpectralGPT")):
            shown = other.isVisible() and not other.isFloating()
            if other is not dock and shown and window.dockWidgetArea(other) == side:
                window.tabifyDockWidget(other, dock)
                break
    dock.show()
    dock.raise_()
