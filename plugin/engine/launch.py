"""How the engine is started: program, arguments, folder, and an environment free of QGIS's own."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Optional

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QProcess, QProcessEnvironment

from ..settings import Settings

PLUGIN_ROOT = Path(__file__).resolve().parents[2]

# QGIS sets these for itself. In another Python they load the wrong libraries, the wrong packages or the
# wrong coordinate systems' database.
_DROPPED_PREFIXES = ("PYTHON", "CONDA_", "QGIS_", "QT_", "PROJ_", "GDAL_", "OGR_", "OSGEO4W_", "GRASS_")
_DROPPED_LOADER = ("LD_LIBRARY_PATH", "LD_PRELOAD", "DYLD_")
_DROPPED = {"VIRTUAL_ENV", "GISBASE", "__PYVENV_LAUNCHER__"}


@dataclass(frozen=True)
class EngineCommand:
    """One way to start a Python that has the engine's packages.

    Attributes:
        program: path of the interpreter.
        arguments: what it runs; the engine's worker unless told otherwise.
        folder: working directory, from which `models` is imported.
    """

    program: str
    arguments: tuple[str, ...] = ("-m", "models", "worker")
    folder: str = str(PLUGIN_ROOT)

    def prepare(self, process: QProcess) -> None:
        """Set a process up to run this command; it is not started."""
        process.setProgram(self.program)
        process.setArguments(list(self.arguments))
        process.setWorkingDirectory(self.folder)
        process.setProcessEnvironment(clean_environment())


def installed_command(settings: Settings) -> Optional[EngineCommand]:
    """Return how to start the installed engine, or None when there is none."""
    # Imported late: what an installation looks like concerns no one who only prepares a process.
    from .environment import engine_interpreter

    interpreter = engine_interpreter(settings)
    return EngineCommand(interpreter) if interpreter else None


def clean_environment(base: Optional[QProcessEnvironment] = None) -> QProcessEnvironment:
    """Return the system's environment without what QGIS added for itself."""
    environment = QProcessEnvironment(base if base is not None else QProcessEnvironment.systemEnvironment())
    for name in environment.keys():  # noqa: SIM118 - not a dict
        if name.upper().startswith(_DROPPED_PREFIXES + _DROPPED_LOADER) or name.upper() in _DROPPED:
            environment.remove(name)
    environment.insert("PYTHONUTF8", "1")
    environment.insert("PYTHONUNBUFFERED", "1")
    environment.insert("PYTHONNOUSERSITE", "1")
    if os.name == "nt":
        environment.insert("PATH", _without_qgis(environment.value("PATH")))
    return environment


def _without_qgis(path: str) -> str:
    """Drop the folders of QGIS's own libraries, which Windows would load in place of the engine's."""
    root = os.path.normcase(str(Path(QgsApplication.prefixPath()).parent.parent))
    kept = [folder for folder in path.split(os.pathsep) if not os.path.normcase(folder).startswith(root)]
    return os.pathsep.join(kept)
