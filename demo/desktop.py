"""Walks through a scenario in a running QGIS, step by step, as a user does, while QGIS's event loop runs.

A scenario is a generator. It does something, then yields what it waits for: a number of seconds, or an
`Until`. Modal dialogs block the code that opens them, not the scenario, which goes on by timers.
"""

import faulthandler
import json
import os
import time
import traceback
from collections.abc import Callable, Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Union

from qgis.core import QgsApplication, QgsProject
from qgis.PyQt.QtCore import QObject, QTimer
from qgis.PyQt.QtWidgets import (
    QAbstractButton,
    QApplication,
    QDialog,
    QLabel,
    QMessageBox,
    QTextEdit,
    QWidget,
)
from qgis.utils import iface

# Whether the X server was started for the demo, so that everything on its screen is the demo's.
OWN_SCREEN = "SPECTRALGPT_DEMO_OWN_SCREEN" in os.environ
# How long QGIS gets to write down a failure and to leave, before it is ended from outside its event loop.
GRACE = float(os.environ.get("SPECTRALGPT_DEMO_GRACE", "20"))  # seconds
POLL = 50  # milliseconds between two looks at a condition


@dataclass
class Until:
    """Wait for a condition; after `seconds` the scenario fails, saying `what` did not happen."""

    condition: Callable[[], Any]
    what: str
    seconds: float = 30.0


Scenario = Generator[Union[float, Until], Any, None]


class ScenarioFailed(Exception):
    """What a user would have waited for did not come."""


class Walk(QObject):
    """Runs one scenario, writes down what happened, and leaves QGIS with exit code 0 or 1.

    Attributes:
        facts: what the scenario found, written to the result file with "ok", "error" and "seconds".
    """

    def __init__(self, scenario: Callable[["Walk"], Scenario], output: Path, limit: float) -> None:
        super().__init__()
        self.facts: dict[str, Any] = {"ok": False, "steps": []}
        self.output = output
        self._result = output / "result.json"
        self._screens = output / "screenshots"
        self._scenario = scenario(self)
        self._limit = limit
        self._waiting: Union[Until, None] = None
        self._since = self._started = self._step_started = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._advance)

    def start(self) -> None:
        """Begin; the walk ends QGIS when it is through, or when it takes longer than the limit."""
        self._screens.mkdir(parents=True, exist_ok=True)
        self._result.unlink(missing_ok=True)
        # A blocked event loop stops timers too; so the last resort is a thread, which writes where all are.
        self._stacks = (self.output / "hung.txt").open("w")
        faulthandler.dump_traceback_later(self._limit + GRACE, exit=True, file=self._stacks)
        self._timer.start(1500)

    def step(self, name: str) -> None:
        """Begin a named step; the time until the next one is its own."""
        now = time.monotonic()
        steps = self.facts["steps"]
        if steps:
            steps[-1]["seconds"] = round(now - self._step_started, 1)
        if name:
            steps.append({"name": name})
            print(f"[{now - self._started:6.1f} s] {name}", flush=True)
        self._step_started = now

    def screenshot(self, name: str, widget: Union[QWidget, None] = None) -> None:
        """Save QGIS's window, or one widget, as `screenshots/NAME.png`.

        On a screen of its own that is the whole screen, popups included; on a user's screen nothing but QGIS.
        """
        if widget is None and OWN_SCREEN:
            picture = QApplication.primaryScreen().grabWindow(0)
        else:
            picture = (widget or iface.mainWindow()).grab()
        file = self._screens / f"{name}.png"
        if not picture.save(str(file)):
            raise ScenarioFailed(f"The screenshot {file} could not be written.")

    def _advance(self) -> None:
        try:
            answer = None
            if time.monotonic() - self._started > self._limit:
                raise ScenarioFailed(f"The demo took longer than {self._limit:.0f} s.\n{open_windows()}")
            if self._waiting is not None:
                answer = self._waiting.condition()
                if not answer:
                    if time.monotonic() - self._since > self._waiting.seconds:
                        what, seconds = self._waiting.what, self._waiting.seconds
                        raise ScenarioFailed(f"Waited {seconds:.0f} s in vain: {what}.\n{open_windows()}")
                    self._timer.start(POLL)
                    return
            wanted = self._scenario.send(answer)
        except StopIteration:
            self.facts["ok"] = True
            self._leave()
        except Exception as failure:  # noqa: BLE001 - any failure ends the demo with a message
            plain = isinstance(failure, ScenarioFailed)
            self.facts["error"] = str(failure) if plain else traceback.format_exc()
            self._leave()
        else:
            self._waiting = wanted if isinstance(wanted, Until) else None
            self._since = time.monotonic()
            self._timer.start(POLL if self._waiting else int(wanted * 1000))

    def _leave(self) -> None:
        self.step("")
        self.facts["seconds"] = round(time.monotonic() - self._started, 1)
        if "error" in self.facts:
            print(self.facts["error"], flush=True)
            self.screenshot("failure")
            for window in modal_windows():
                window.close()
        self._result.write_text(json.dumps(self.facts, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
        for task in QgsApplication.taskManager().activeTasks():
            task.cancel()
        self._quit()

    def _quit(self) -> None:
        # QGIS asks before it leaves while tasks run or layers are unsaved; nobody is there to answer.
        if (
            QgsApplication.taskManager().countActiveTasks()
            and time.monotonic() - self._started < self._limit + GRACE / 2
        ):
            QTimer.singleShot(200, self._quit)
            return
        QgsProject.instance().clear()
        QgsProject.instance().setDirty(False)
        faulthandler.cancel_dump_traceback_later()
        self._stacks.close()
        (self.output / "hung.txt").unlink()
        # Unloading plugins belongs to leaving, and must come to an end too.
        faulthandler.dump_traceback_later(GRACE, exit=True)
        QTimer.singleShot(0, iface.actionExit().trigger)


def modal_windows() -> list[QWidget]:
    """Visible windows that block others."""
    return [window for window in QApplication.topLevelWidgets() if window.isVisible() and window.isModal()]


def open_windows() -> str:
    """What stands on the screen, in words: titles, and what message boxes and labels of dialogs say."""
    lines = []
    for window in QApplication.topLevelWidgets():
        if not window.isVisible():
            continue
        says = window.text() if isinstance(window, QMessageBox) else ""
        if isinstance(window, QDialog) and not says:
            texts = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
            texts += [text.toPlainText() for text in window.findChildren(QTextEdit) if text.isVisible()]
            says = " | ".join(texts)
        lines.append(f"  {type(window).__name__} “{window.windowTitle()}” {says}".rstrip())
    return "Open windows:\n" + "\n".join(lines)


def field(window: QWidget, label: str) -> QWidget:
    """The field that a visible label belongs to, as a user finds it; fails if there is none."""
    for caption in window.findChildren(QLabel):
        if _plain(caption.text()).rstrip(":") == label and caption.buddy() is not None:
            return caption.buddy()
    raise ScenarioFailed(f"There is no field “{label}” in “{window.windowTitle()}”.")


def button(window: QWidget, text: str) -> QAbstractButton:
    """The button or check box whose text begins so; fails if there is none."""
    for one in window.findChildren(QAbstractButton):
        if _plain(one.text()).startswith(text):
            return one
    raise ScenarioFailed(f"There is no button “{text}” in “{window.windowTitle()}”.")


def _plain(text: str) -> str:
    """A caption without the mark of its access key."""
    return text.replace("&", "")


def window_of(name: str) -> Union[QWidget, None]:
    """The visible top-level window of that class name, or none."""
    for window in QApplication.topLevelWidgets():
        if type(window).__name__ == name and window.isVisible():
            return window
    return None


def large_window() -> None:
    """Give QGIS's window the whole screen; under a bare X server nobody else does."""
    window = iface.mainWindow()
    if OWN_SCREEN:
        window.showNormal()
        window.setGeometry(QApplication.primaryScreen().geometry())
    else:
        window.showMaximized()


def centred(window: QWidget) -> None:
    """Put a dialog into the middle of the screen, as a window manager does."""
    screen = QApplication.primaryScreen().geometry()
    window.move(screen.center() - window.rect().center())
