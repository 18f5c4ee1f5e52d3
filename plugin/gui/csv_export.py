"""Tables for a spreadsheet: on the clipboard, or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QMimeData
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QWidget

from ..layers.translation import tr


def copy_csv(text: str) -> None:
    """Put a table on the clipboard."""
    data = QMimeData()
    data.setText(text)
    data.setData("text/csv", text.encode("utf-8"))
    QApplication.clipboard().setMimeData(data)


def save_csv(path: str, text: str) -> None:
    """Write a table to a file.

    Raises:
        OSError: it cannot be written.
    """
    # The mark tells spreadsheets that names with umlauts are UTF-8.
    with Path(path).open("w", encoding="utf-8-sig", newline="") as file:
        file.write(text)


def ask_and_save_csv(parent: QWidget, iface: Any, title: str, file: str, text: str) -> None:
    """Ask where a table shall go, and write it there; a failure is told in the message bar."""
    path, _filter = QFileDialog.getSaveFileName(parent, title, file, "CSV (*.csv)")
    if not path:
        return
    try:
        save_csv(path, text)
    except OSError as error:
        reason = tr("{path} cannot be written: {reason}").format(path=path, reason=error.strerror)
        iface.messageBar().pushWarning("SpectralGPT", reason)
