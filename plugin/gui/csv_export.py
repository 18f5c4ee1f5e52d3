"""Tables for a spreadsheet: on the clipboard, or as a file."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.PyQt.QtCore import QMimeData, pyqtSignal
from qgis.PyQt.QtWidgets import QApplication, QFileDialog, QHBoxLayout, QPushButton, QWidget

from ..layers.translation import tr


class CsvButtons(QWidget):
    """The two buttons below a table.

    Signals:
        copied: the table shall go to the clipboard.
        saved: it shall go into a file.
    """

    copied = pyqtSignal()
    saved = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        copy, save = QPushButton(tr("Copy as CSV")), QPushButton(tr("Save CSV…"))
        copy.setToolTip(tr("Copy the table, with commas and decimal points, for a spreadsheet"))
        copy.clicked.connect(lambda _checked=False: self.copied.emit())
        save.clicked.connect(lambda _checked=False: self.saved.emit())
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(copy)
        row.addWidget(save)


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
