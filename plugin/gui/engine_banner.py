"""A strip that says that the engine is missing or has failed, with the button that leads on."""

from __future__ import annotations

from qgis.PyQt.QtCore import pyqtSignal
from qgis.PyQt.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ..layers.translation import tr


class EngineBanner(QFrame):
    """Shown while the engine cannot work; hidden otherwise.

    Signals:
        requested: the user wants to set the engine up.
    """

    requested = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.label = QLabel()
        self.label.setWordWrap(True)
        button = QPushButton(tr("Set up the engine…"))
        button.setAutoDefault(False)
        button.clicked.connect(lambda _checked=False: self.requested.emit())
        layout = QHBoxLayout(self)
        layout.addWidget(self.label, 1)
        layout.addWidget(button)

    def show_state(self, state: str) -> None:
        """Say what a state of the supervisor means, or disappear."""
        messages = {
            "absent": tr("The engine that computes is not installed on this computer yet."),
            "failed": tr("The engine stopped unexpectedly; it is started again with the next run."),
        }
        self.setVisible(state in messages)
        self.label.setText(messages.get(state, ""))
