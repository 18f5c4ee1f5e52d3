"""What this computer and its interpreters can run."""

from __future__ import annotations

import contextlib
import json
import os
import platform
import re
import shutil
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

OLDEST, NEWEST = (3, 10), (3, 14)
# The minor versions to look for when the running interpreter does not fit, the best tested first.
PREFERRED = (11, 12, 13, 10, 14)


@dataclass(frozen=True)
class Computer:
    """What decides which lists fit: system, processor, interpreter and GPU."""

    system: str  # "linux", "macos", "windows"
    machine: str  # "x86_64", "aarch64", "arm64", "amd64"
    python: tuple[int, int]
    gpu: str | None = None  # name of the NVIDIA GPU
    driver: int | None = None  # major version of NVIDIA's driver

    @property
    def platform(self) -> str:
        """The platform's key in sizes.json, e.g. ``linux-x86_64``."""
        return f"{self.system}-{self.machine}"


def this_computer() -> Computer:
    """Describe this computer and the running interpreter."""
    system = {"linux": "linux", "darwin": "macos", "win32": "windows"}.get(sys.platform, sys.platform)
    gpu, driver = nvidia_gpu() if system != "macos" else (None, None)
    return Computer(system, platform.machine().lower(), sys.version_info[:2], gpu, driver)


def nvidia_gpu() -> tuple[str | None, int | None]:
    """Return the first NVIDIA GPU's name and its driver's major version, None for what is not known."""
    program = shutil.which("nvidia-smi")
    if program:
        command = [program, "--query-gpu=name,driver_version", "--format=csv,noheader"]
        with contextlib.suppress(OSError, subprocess.SubprocessError):
            done = subprocess.run(command, capture_output=True, text=True, timeout=30, check=True)
            name, _, driver = done.stdout.strip().partition("\n")[0].rpartition(",")
            if name:
                major = driver.strip().partition(".")[0]
                return name.strip(), int(major) if major.isdigit() else None
    kernel_module = Path("/proc/driver/nvidia")
    with contextlib.suppress(OSError):
        if any((kernel_module / "gpus").iterdir()):
            found = re.search(r"\s(\d{3,})\.\d", (kernel_module / "version").read_text(errors="replace"))
            return "NVIDIA GPU", int(found[1]) if found else None
    return None, None


def unsupported_interpreter(
    version: Sequence[int] = sys.version_info[:3],
    implementation: str = sys.implementation.name,
    wide: bool = sys.maxsize > 2**32,
    free_threaded: bool = bool(sysconfig.get_config_var("Py_GIL_DISABLED")),
) -> str | None:
    """Return one sentence when the engine cannot run on an interpreter (this one), None when it can."""
    fits = OLDEST <= tuple(version[:2]) <= NEWEST
    if fits and implementation == "cpython" and wide and not free_threaded:
        return None
    name = "Python" if implementation == "cpython" else implementation
    kind = "" if wide else " (32-bit)"
    kind = " (free-threaded)" if free_threaded else kind
    found = f"{name} {'.'.join(map(str, version))}{kind}"
    return f"The engine needs 64-bit CPython 3.{OLDEST[1]} to 3.{NEWEST[1]}; this is {found}."


def find_interpreter() -> str | None:
    """Find an interpreter on the PATH that can run the engine and make environments, if there is one."""
    names = [*(f"python3.{minor}" for minor in PREFERRED), "python3", "python"]
    commands = [[found] for found in map(shutil.which, names) if found]
    launcher = shutil.which("py") if sys.platform == "win32" else None
    if launcher:
        commands += [[launcher, f"-3.{minor}"] for minor in PREFERRED]
    probe = ["-I", str(Path(__file__).resolve().with_name("probe.py"))]
    for command in commands:
        with contextlib.suppress(OSError, subprocess.SubprocessError, ValueError):
            done = subprocess.run(
                [*command, *probe],
                capture_output=True,
                text=True,
                timeout=60,
                env=child_environment(),
                check=True,
            )
            found = json.loads(done.stdout)
            accepted = unsupported_interpreter(
                found["version"], found["implementation"], found["wide"], found["free_threaded"]
            )
            if accepted is None and found["can_make_environments"]:
                return str(found["interpreter"])
    return None


# What QGIS, a shell or an active environment set for their own Python, GDAL and libraries.
_FOREIGN = re.compile(
    r"PYTHON(HOME|PATH|STARTUP|USERBASE)|VIRTUAL_ENV|CONDA_.*|__PYVENV_LAUNCHER__|PIP_(USER|TARGET|PREFIX|ROOT)"
    r"|(QGIS|QT|PROJ|GDAL|OGR)_.*|LD_LIBRARY_PATH|LD_PRELOAD|DYLD_.*"
)


def child_environment(temporary: Path | None = None) -> dict[str, str]:
    """Return the variables for a child process, without those that belong to another program's libraries.

    Args:
        temporary: the folder for the child's temporary files.
    """
    environment = {name: value for name, value in os.environ.items() if not _FOREIGN.fullmatch(name)}
    environment.update(PYTHONNOUSERSITE="1", PYTHONUTF8="1", PIP_USER="0", PIP_NO_INPUT="1")
    environment.update(PIP_DISABLE_PIP_VERSION_CHECK="1", PIP_ROOT_USER_ACTION="ignore")
    if temporary is not None:
        environment.update(TMPDIR=str(temporary), TEMP=str(temporary), TMP=str(temporary))
    return environment
