"""A form field that shows its own error below itself, and a small text that explains."""

from __future__ import annotations

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import QLabel, QVBoxLayout, QWidget

_DARK = 128


def error_colour(palette: QPalette) -> str:
    """A red that can be read on this palette's background."""
    return "#ff8a7a" if palette.color(QPalette.ColorRole.Window).lightness() < _DARK else "#b3261e"


class Field(QWidget):
    """A widget with room for one error sentence below it; without an error it takes no room.

    Args:
        content: the widget that the user fills in.
    """

    def __init__(self, content: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.content = content
        self.error_label = QLabel()
        self.error_label.setWordWrap(True)
        self.error_label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.error_label.setStyleSheet(f"color: {error_colour(self.palette())};")
        self.error_label.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addWidget(content)
        layout.addWidget(self.error_label)
        self.setFocusProxy(content)

    @property
    def error(self) -> str:
        """The sentence shown; empty for none."""
        return self.error_label.text()

    def set_error(self, text: str) -> None:
        """Show a sentence below the field, or take it away."""
        self.error_label.setText(text)
        self.error_label.setVisible(bool(text))
        self.content.setAccessibleDescription(text)


def plain_label(text: str = "") -> QLabel:
    """A label for names from outside, whose letters never turn into markup."""
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    return label


def hint(text: str = "") -> QLabel:
    """A wrapping line of explanation in the colour of disabled text."""
    label = QLabel(text)
    label.setWordWrap(True)
    label.setForegroundRole(QPalette.ColorRole.PlaceholderText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label
