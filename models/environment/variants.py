"""Which build of PyTorch fits a computer, and what installing it costs."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from models.environment.computer import Computer, child_environment
from models.environment.reporting import InstallError

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
MARKER = "spectralgpt-engine.json"
# CUDA 13, which PyPI's torch 2.13 brings, needs this driver (CUDA 13.0 release notes).
OLDEST_NVIDIA_DRIVER = 580


@dataclass(frozen=True)
class Variant:
    """A build of torch, the list that pins it and the key of its size in sizes.json."""

    name: str  # "cpu", "cuda" or "desktop"
    title: str
    torch_list: str
    size: str
    unpacked: float  # bytes on disk for a byte downloaded, measured on Linux


CPU = Variant("cpu", "PyTorch without CUDA", "torch-linux-cpu.txt", "torch-linux-cpu", 4.0)
CPU_UNHASHED = Variant("cpu", CPU.title, "torch-linux-cpu-unhashed.txt", CPU.size, CPU.unpacked)
CUDA = Variant("cuda", "PyTorch with CUDA", "torch-linux-cuda.txt", "torch-linux-cuda", 2.2)
DESKTOP = Variant("desktop", "PyTorch", "torch-desktop.txt", "torch-desktop", 4.0)
VARIANTS = {variant.torch_list: variant for variant in (CPU, CPU_UNHASHED, CUDA, DESKTOP)}


@dataclass(frozen=True)
class Plan:
    """What is to be done for a target, and what it costs.

    ``action`` is "nothing", "add" (developers' tools to a good environment) or "build"; ``requested`` is the
    user's choice of a variant. Sizes are in bytes.
    """

    target: Path
    variant: Variant
    requested: str
    action: str
    lists: tuple[str, ...] = ()
    download: int = 0
    disk: int = 0
    notes: tuple[str, ...] = field(default=())


def choose_variant(requested: str, computer: Computer) -> tuple[Variant, str]:
    """Choose torch's build for a computer, and say why where that is not plain.

    Without a usable GPU on Linux the choice is always the CPU build: never CUDA as a last resort.

    Args:
        requested: "auto", "cpu" or "cuda".
        computer: what it is for.

    Raises:
        InstallError: torch has no build for this computer, or none with CUDA where that was asked for.
    """
    if computer.platform in {"windows-amd64", "macos-arm64"}:
        if requested == "cuda":
            raise InstallError(
                "install.no_cuda", "PyPI's PyTorch brings CUDA on Linux only.", "Choose the CPU."
            )
        unused = f"{computer.gpu} stays unused: PyPI's PyTorch for Windows computes on the processor."
        return DESKTOP, unused if computer.gpu else ""
    if computer.platform not in {"linux-x86_64", "linux-aarch64"}:
        raise InstallError(
            "install.platform",
            f"PyTorch has no build for {computer.system} on {computer.machine}.",
            "The engine runs on Linux (x86_64, aarch64), 64-bit Windows and Macs with Apple's processors.",
        )
    if requested == "cuda":
        return CUDA, ""
    cpu = CPU if computer.platform == "linux-x86_64" and computer.python == (3, 11) else CPU_UNHASHED
    if requested == "cpu" or computer.gpu is None:
        return cpu, ""
    if computer.driver is not None and computer.driver < OLDEST_NVIDIA_DRIVER:
        return cpu, (
            f"{computer.gpu} stays unused: its driver is {computer.driver}, PyTorch needs "
            f"{OLDEST_NVIDIA_DRIVER} or newer; update the driver and install the engine again."
        )
    return CUDA, f"Found {computer.gpu}."


def list_hash(name: str) -> str:
    """SHA-256 of a list's requirements, whatever its comments and line ends."""
    lines = (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()
    wanted = [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]
    return hashlib.sha256("\n".join(wanted).encode()).hexdigest()


def interpreter_in(environment: Path) -> Path:
    """Return the interpreter of a virtual environment."""
    return environment / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")


def read_marker(target: Path) -> dict[str, Any]:
    """Return what the last install wrote; {} where there is nothing or its interpreter no longer starts."""
    try:
        marker = json.loads((target / MARKER).read_text(encoding="utf-8"))
        command = [str(interpreter_in(target)), "-I", "-c", "import numpy"]
        subprocess.run(command, check=True, capture_output=True, timeout=60, env=child_environment())
    except (OSError, ValueError, subprocess.SubprocessError):
        return {}
    return marker if isinstance(marker, dict) else {}


def write_marker(environment: Path, plan: Plan, versions: dict[str, str]) -> None:
    """Note what an environment holds, so that the next install knows what is missing."""
    held = {name: list_hash(name) for name in plan.lists}
    if plan.action == "add":
        held = {**read_marker(environment).get("lists", {}), **held}
    marker = {
        "requested": plan.requested,
        "torch_list": plan.variant.torch_list,
        "lists": held,
        "versions": versions,
    }
    (environment / MARKER).write_text(json.dumps(marker, indent=1, sort_keys=True) + "\n", encoding="utf-8")


def make_plan(target: Path, requested: str, dev: bool, computer: Computer) -> Plan:
    """Decide what is to be done for a target.

    Raises:
        InstallError: torch has no fitting build, or the target is something else than an environment.
    """
    is_environment = (target / "pyvenv.cfg").exists()
    if target.exists() and not is_environment and (not target.is_dir() or any(target.iterdir())):
        raise InstallError(
            "install.target", f"{target} holds something else.", "Name a new or an empty folder."
        )
    marker = read_marker(target)
    if requested == "auto":
        requested = marker.get("requested", "auto")  # what the user once asked for by name stays
    variant, note = choose_variant(requested, computer)
    installed = VARIANTS.get(marker.get("torch_list", ""), variant)
    held = marker.get("lists", {})
    current = {name for name in held if (REQUIREMENTS / name).exists() and held[name] == list_hash(name)}
    # The lists may be those of another Python; what counts is that they are of the build wanted and complete.
    sound = installed.name == variant.name and {"engine.txt", installed.torch_list} <= current
    if sound and (not dev or "dev.txt" in current):
        return Plan(target, installed, requested, "nothing")
    lists: tuple[str, ...]
    if sound:
        variant, note, action, lists = installed, "", "add", ("dev.txt",)
    else:
        # Who had the developers' tools keeps them.
        tools = ("dev.txt",) if dev or "dev.txt" in held else ()
        action, lists = "build", ("engine.txt", variant.torch_list, *tools)
    sizes = json.loads((REQUIREMENTS / "sizes.json").read_text(encoding="utf-8"))
    version = ".".join(map(str, computer.python))
    keys = [variant.size if name == variant.torch_list else Path(name).stem for name in lists]
    download = sum(sizes[key].get(computer.platform, {}).get(version, 0) for key in keys)
    disk = int(download * (1 + variant.unpacked))
    return Plan(target, variant, requested, action, lists, download, disk, (note,) if note else ())


def in_words(size: int) -> str:
    """Return a number of bytes as people say it."""
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{max(1, round(size / 1e6))} MB"


def check_space(plan: Plan) -> None:
    """Raise InstallError where the target's disk has not enough room."""
    folder = next(parent for parent in (plan.target, *plan.target.parents) if parent.exists())
    free = shutil.disk_usage(folder).free
    if free < plan.disk:
        raise InstallError(
            "install.no_space",
            f"The install needs {in_words(plan.disk)} in {folder}, but only {in_words(free)} are free.",
            "Free some space or choose a folder on another disk.",
        )
