"""Where the engine's Python is, and its installation by `models/install.py` in a process of its own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any, Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QObject, QProcess, QTimer, pyqtSignal

from ..settings import Settings
from .launch import PLUGIN_ROOT, clean_environment

REQUIREMENTS = PLUGIN_ROOT / "models" / "requirements"
# Time for a cancelled install to remove what it began, in milliseconds.
GRACE = 5000


def engine_interpreter(settings: Settings) -> Optional[str]:
    """Return the Python that runs the engine, or None when there is none.

    The user's own choice comes first, then the checkout's ``.venv``, then what `EngineInstaller` made for
    exactly the packages that this version of the plugin locks.
    """
    candidates = [Path(settings.interpreter)] if settings.interpreter else []
    candidates += [_interpreter_in(PLUGIN_ROOT / ".venv"), _interpreter_in(default_target())]
    for candidate in candidates:
        if candidate.is_file():
            return str(candidate)
    return None


def default_target() -> Path:
    """Return the folder for this version's engine, in QGIS's settings folder: a plugin's update keeps it."""
    return Path(QgsApplication.qgisSettingsDirPath()) / "spectralgpt" / f"engine-{lock_hash()}"


def lock_hash() -> str:
    """Return what tells two sets of locked packages apart, whatever their comments and line ends."""
    digest = hashlib.sha256()
    for path in sorted([REQUIREMENTS / "engine.txt", *REQUIREMENTS.glob("torch-*.txt")]):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip() and not line.lstrip().startswith("#"):
                digest.update(line.strip().encode() + b"\n")
    return digest.hexdigest()[:12]


def starting_interpreter() -> Optional[str]:
    """Return a Python that can start the installer, or None when there is none.

    Inside QGIS `sys.executable` may be QGIS itself; its Python lies in the prefix. The installer looks for
    another one by itself when this one is too old for the engine.
    """
    names = ("python.exe",) if os.name == "nt" else ("bin/python3", "bin/python", "python3")
    prefixes = [sys.exec_prefix, sys.base_exec_prefix, QgsApplication.prefixPath()]
    candidates = [Path(sys.executable)] if sys.executable else []
    candidates += [Path(prefix) / name for prefix in prefixes for name in names]
    for candidate in candidates:
        if candidate.name.lower().startswith("python") and candidate.is_file():
            return str(candidate)
    return shutil.which("python3") or shutil.which("python")


def _interpreter_in(environment: Path) -> Path:
    return environment / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


class EngineInstaller(QObject):
    """Runs the installer and passes on what it says; all of it on the main thread, driven by signals.

    Signals:
        planned: what will be done: ``action``, ``variant``, ``download_bytes``, ``disk_bytes``, ``target``.
        progress: finished share from 0 to 1, and what is being done.
        line: a line for the log.
        finished: whether the engine is ready (or, for a dry run, planned), and a sentence.
    """

    planned = pyqtSignal(dict)
    progress = pyqtSignal(float, str)
    line = pyqtSignal(str)
    finished = pyqtSignal(bool, str)

    def __init__(self, parent: Optional[QObject] = None) -> None:
        super().__init__(parent)
        self._process: Optional[QProcess] = None
        self._buffer = b""
        self._errors = b""
        self._said = ""
        self._failure = ""

    @property
    def running(self) -> bool:
        """Whether an install is going on."""
        return self._process is not None

    def start(self, target: Optional[str] = None, gpu: str = "auto", dry_run: bool = False) -> None:
        """Install the engine; `finished` is emitted exactly once for each call.

        Args:
            target: the environment's folder; None for the plugin's own, whose predecessors are removed.
            gpu: "auto", "cpu" or "cuda".
            dry_run: only say what would be done.
        """
        if self._process is not None:
            self.finished.emit(False, self.tr("An installation is already going on."))
            return
        program = starting_interpreter()
        if program is None:
            self.finished.emit(False, self.tr("No Python was found to install the engine with."))
            return
        self._buffer, self._errors, self._said, self._failure = b"", b"", "", ""
        arguments = ["-I", str(PLUGIN_ROOT / "models" / "install.py"), "--json", "--variant", gpu]
        arguments += ["--target", target] if target else ["--target", str(default_target()), "--prune"]
        process = QProcess(self)
        process.setProgram(program)
        process.setArguments([*arguments, "--dry-run"] if dry_run else arguments)
        process.setWorkingDirectory(str(PLUGIN_ROOT))
        process.setProcessEnvironment(clean_environment())
        process.readyReadStandardOutput.connect(self._read)
        process.readyReadStandardError.connect(self._read_errors)
        process.finished.connect(self._end)
        process.errorOccurred.connect(self._fail_to_start)
        self._process = process
        process.start()

    def cancel(self) -> None:
        """Stop the install; the engine that was there before stays."""
        process = self._process
        if process is None:
            return
        self._failure = self.tr("The installation was cancelled; nothing was changed.")
        if os.name == "nt":
            process.kill()  # a console program hears no other request
            return
        process.terminate()
        insist = QTimer(process)
        insist.setSingleShot(True)
        insist.timeout.connect(process.kill)
        insist.start(GRACE)

    def _read(self) -> None:
        if self._process is None:
            return
        self._buffer += bytes(self._process.readAllStandardOutput())
        *lines, self._buffer = self._buffer.split(b"\n")
        for line in lines:
            text = line.decode("utf-8", errors="replace").rstrip()
            try:
                event = json.loads(text)
            except ValueError:
                self.line.emit(text)
                continue
            if isinstance(event, dict):
                self._take(event)

    def _take(self, event: dict[str, Any]) -> None:
        kind = event.get("event")
        text = str(event.get("text", ""))
        if kind == "progress":
            self.progress.emit(float(event["fraction"]), text)
        elif kind == "plan":
            self.planned.emit(event)
        elif kind == "error":
            self._failure = self._failure or f"{event['message']} {event['advice']}".strip()
        elif kind in ("message", "line"):
            self._said = text if kind == "message" else self._said
            self.line.emit(text)

    def _read_errors(self) -> None:
        if self._process is None:
            return
        text = bytes(self._process.readAllStandardError())
        self._errors = (self._errors + text)[-4000:]
        for line in text.decode("utf-8", errors="replace").splitlines():
            self.line.emit(line)

    def _fail_to_start(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart and self._process is not None:
            self._failure = self.tr("The installer could not be started: {}").format(
                self._process.errorString()
            )
            self._finish(False)

    def _end(self, code: int, status: QProcess.ExitStatus) -> None:
        self._read()
        self._read_errors()
        self._finish(code == 0 and status == QProcess.ExitStatus.NormalExit)

    def _finish(self, done: bool) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.deleteLater()
        if done:
            self.finished.emit(True, self._said)
            return
        last = self._errors.decode("utf-8", errors="replace").strip().rpartition("\n")[2]
        self.finished.emit(False, self._failure or last or self.tr("The installation failed; see its log."))
