"""A foldable view of the engine's log."""

from __future__ import annotations

from typing import Optional

from qgis.PyQt.QtCore import Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QFontDatabase, QGuiApplication
from qgis.PyQt.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..engine.engine_log import EngineLog
from ..layers.translation import tr

_LINES = 2000


class EngineLogPanel(QWidget):
    """Shows what the engine prints, follows it at the end, and leads to the file.

    Signals:
        unfolded: whether the text is shown; emitted before it appears and after it has gone.
    """

    unfolded = pyqtSignal(bool)

    def __init__(self, log: EngineLog, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._path = log.path
        self.toggle = QToolButton(self)
        self.toggle.setText(tr("Log"))
        self.toggle.setCheckable(True)
        self.toggle.setAutoRaise(True)
        self.toggle.setArrowType(Qt.ArrowType.RightArrow)
        self.toggle.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self.toggle.toggled.connect(self._fold)
        self._body = self._build_body(log.tail())
        self._body.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.toggle)
        column.addWidget(self._body, 1)

    def append(self, text: str) -> None:
        """Add text; the view moves along if it was at the end."""
        # appendPlainText ends the line by itself.
        self.text.appendPlainText(text.rstrip("\n"))

    def _build_body(self, text: str) -> QWidget:
        body = QWidget(self)
        self.text = QPlainTextEdit(body)
        self.text.setReadOnly(True)
        self.text.setMaximumBlockCount(_LINES)
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.text.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.text.setMinimumHeight(180)
        self.text.setPlainText(text)
        self.text.setPlaceholderText(tr("Nothing has been logged since QGIS was started."))
        path = QLabel(self._path, body)
        path.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        path.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        path.setToolTip(self._path)
        copy, open_file = QPushButton(tr("Copy"), body), QPushButton(tr("Open file"), body)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(self.text.toPlainText()))
        open_file.clicked.connect(lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(self._path)))
        column, row = QVBoxLayout(body), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.text, 1)
        column.addLayout(row)
        row.addWidget(path, 1)
        for button in (copy, open_file):
            button.setAutoDefault(False)
            row.addWidget(button)
        return body

    def _fold(self, unfolded: bool) -> None:
        self.toggle.setArrowType(Qt.ArrowType.DownArrow if unfolded else Qt.ArrowType.RightArrow)
        if unfolded:
            # The window must note its size before this makes it grow.
            self.unfolded.emit(True)
        self._body.setVisible(unfolded)
        if unfolded:
            # When it is first shown, the view goes to where the cursor is: after the last line.
            self.text.horizontalScrollBar().setValue(0)
        else:
            self.unfolded.emit(False)
