"""Messages to the user in QGIS's message bar; in the log panel where there is no window."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from qgis.core import Qgis, QgsMessageLog
from qgis.PyQt.QtWidgets import QPushButton

TITLE = "SpectralGPT"

Button = tuple[str, Callable[[], None]]


class Notices:
    """Pushes one message at a time, each with the buttons that lead on from it.

    Args:
        iface: QGIS's interface object, or None.
    """

    def __init__(self, iface: Any) -> None:
        self._iface = iface
        self._items: list[Any] = []
        self._subjects: dict[str, Any] = {}

    def info(self, text: str, buttons: Sequence[Button] = ()) -> None:
        """Say something that needs no reaction; it goes away by itself."""
        self._push(text, Qgis.MessageLevel.Info, buttons, seconds=0 if buttons else 8)

    def warning(self, text: str, buttons: Sequence[Button] = (), subject: str = "") -> None:
        """Say something that the user should look at; it stays.

        A message with a subject takes the place of an earlier one, and can be taken back with `retract`.
        """
        self.retract(subject)
        item = self._push(text, Qgis.MessageLevel.Warning, buttons, seconds=0)
        if subject and item is not None:
            self._subjects[subject] = item

    def retract(self, subject: str) -> None:
        """Take back the message on a subject, if it is still shown: it is no longer true."""
        item = self._subjects.pop(subject, None)
        if item is not None:
            self._iface.messageBar().popWidget(item)

    def failure(self, failure: dict[str, str], buttons: Sequence[Button] = (), title: str = "") -> None:
        """Say what went wrong and what to do next; it stays."""
        sentences = (failure.get("message", ""), failure.get("advice", ""))
        text = " ".join(sentence for sentence in sentences if sentence)
        text = f"{title}: {text}" if title else text
        self._push(text, Qgis.MessageLevel.Critical, buttons, seconds=0)

    def clear(self) -> None:
        """Take back the messages that are still shown."""
        bar = self._iface.messageBar() if self._iface is not None else None
        items, self._items = self._items, []
        self._subjects = {}
        for item in items:
            # Qt deletes it later. When QGIS is closing, Python is gone by then and must not be called.
            item.destroyed.disconnect()
            if bar is not None:
                bar.popWidget(item)

    def _push(self, text: str, level: Qgis.MessageLevel, buttons: Sequence[Button], seconds: int) -> Any:
        QgsMessageLog.logMessage(text, TITLE, level, notifyUser=False)
        if self._iface is None:
            return None
        bar = self._iface.messageBar()
        item = bar.createMessage(TITLE, text)
        for label, action in buttons:
            item.layout().addWidget(self._button(item, label, action))
        self._items.append(item)
        item.destroyed.connect(lambda: self._forget(item))
        bar.pushWidget(item, level, seconds)
        return item

    def _button(self, item: Any, label: str, action: Callable[[], None]) -> QPushButton:
        button = QPushButton(label, item)

        def press() -> None:
            self._iface.messageBar().popWidget(item)
            action()

        button.clicked.connect(press)
        return button

    def _forget(self, item: Any) -> None:
        self._items = [other for other in self._items if other is not item]
        self._subjects = {name: other for name, other in self._subjects.items() if other is not item}
