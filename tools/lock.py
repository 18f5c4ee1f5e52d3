"""Write the locks in ``models/requirements/`` from the ``.in`` files there: ``make lock``.

One resolution of everything for CPython 3.10 to 3.14 on all platforms, then split: a plain ``torch==X``
with several hashes would let pip choose PyPI's CUDA build on a computer without a GPU, so each build of
torch has a list of its own. Every list keeps only the hashes of wheels for its platforms, and a missing
wheel is an error here rather than at a user's. Needs ``uv`` on the PATH; nothing is installed and no build
of torch is downloaded beside the one for the CPU.
"""

from __future__ import annotations

import hashlib
import json
import re
import subprocess
import sys
import tempfile
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

REQUIREMENTS = Path(__file__).resolve().parent.parent / "models" / "requirements"
PYTHONS = ("3.10", "3.11", "3.12", "3.13", "3.14")
LINUX = ("linux-x86_64", "linux-aarch64")
DESKTOP = ("macos-arm64", "windows-amd64")
PLATFORMS = LINUX + DESKTOP
CUDA_PACKAGES = re.compile(r"^(nvidia-|cuda-|triton$)")
# Oldest system libraries counted on: Debian 12 and Ubuntu 22.04 (glibc 2.35), macOS 14 (torch's own floor).
GLIBC = (2, 35)
MACOS = 14


@dataclass
class Entry:
    """One ``name==version ; marker`` line of a lock with the wheels that belong to it."""

    name: str
    version: str
    marker: str
    files: dict[str, dict[str, Any]] = field(default_factory=dict)

    def applies(self, python: str, platform: str) -> bool:
        """Whether the entry's marker holds for a CPython version on a platform."""
        if not self.marker:
            return True
        from packaging.markers import Marker

        system, machine = platform.split("-")
        environment = {
            "implementation_name": "cpython",
            "implementation_version": f"{python}.9",
            "os_name": "nt" if system == "windows" else "posix",
            "platform_machine": "AMD64" if machine == "amd64" else machine,
            "platform_python_implementation": "CPython",
            "platform_system": {"linux": "Linux", "macos": "Darwin", "windows": "Windows"}[system],
            "python_full_version": f"{python}.9",
            "python_version": python,
            "sys_platform": {"linux": "linux", "macos": "darwin", "windows": "win32"}[system],
        }
        return Marker(self.marker).evaluate(environment)

    def wheel(self, python: str, platform: str) -> str | None:
        """Return the name of a wheel that an interpreter on a platform can install."""
        fitting = [name for name in self.files if _fits(name, python, platform)]
        return min(fitting, key=lambda name: (name.endswith("any.whl"), name)) if fitting else None


def _fits(wheel: str, python: str, platform: str) -> bool:
    """Whether a wheel's name promises that CPython ``python`` on ``platform`` can load it."""
    interpreters, abis, systems = wheel[: -len(".whl")].split("-")[-3:]
    minor = int(python.split(".")[1])
    own = f"cp3{minor}"
    right_interpreter = False
    for tag in interpreters.split("."):
        if tag in {own, "py3", f"py3{minor}"}:
            right_interpreter = True
        elif match := re.fullmatch(r"cp3(\d+)", tag):
            right_interpreter |= "abi3" in abis.split(".") and int(match[1]) <= minor
    if not right_interpreter or not {own, "abi3", "none"} & set(abis.split(".")):
        return False
    return any(_system_fits(tag, platform) for tag in systems.split("."))


def _system_fits(tag: str, platform: str) -> bool:
    system, machine = platform.split("-")
    if tag == "any":
        return True
    if system == "windows":
        return tag == "win_amd64"
    if system == "macos":
        match = re.fullmatch(r"macosx_(\d+)_\d+_(arm64|universal2)", tag)
        return bool(match) and int(match[1]) <= MACOS
    if match := re.fullmatch(rf"manylinux_(\d+)_(\d+)_{machine}", tag):
        return (int(match[1]), int(match[2])) <= GLIBC
    return tag in {f"manylinux2014_{machine}", f"manylinux2010_{machine}", f"manylinux1_{machine}"}


def resolve(lists: list[Path], constraint: Path | None = None) -> list[Entry]:
    """Resolve requirement lists for all supported Pythons and platforms at once."""
    command = [
        "uv",
        "pip",
        "compile",
        "--quiet",
        "--no-config",
        "--universal",
        "--no-header",
        "--no-annotate",
    ]
    command += ["--python-version", PYTHONS[0], "--only-binary", ":all:", "--no-emit-index-url"]
    command += ["--constraint", str(constraint)] if constraint else []
    text = subprocess.run([*command, *map(str, lists)], check=True, capture_output=True, text=True).stdout
    entries = []
    for line in text.splitlines():
        pinned, _, marker = line.partition(";")
        name, _, version = pinned.strip().partition("==")
        if name:
            entries.append(Entry(name.partition("[")[0], version, marker.strip()))
    return entries


def find_wheels(entry: Entry, platforms: tuple[str, ...]) -> None:
    """Fill in the wheels that any supported interpreter on ``platforms`` may choose.

    Raises:
        SystemExit: an interpreter for which the entry holds would find no wheel.
    """
    request = urllib.request.Request(
        f"https://pypi.org/simple/{entry.name}/", headers={"Accept": "application/vnd.pypi.simple.v1+json"}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - https, written out above
        index = json.load(answer)
    stem = f"{re.sub(r'[-.]+', '_', entry.name)}-{entry.version}-"
    wheels = {
        file["filename"]: file
        for file in index["files"]
        if re.sub(r"^[^-]+", lambda m: re.sub(r"[-_.]+", "_", m[0]).lower(), file["filename"]).startswith(
            stem
        )
        and file["filename"].endswith(".whl")
        and not file.get("yanked")
    }
    for platform in platforms:
        for python in PYTHONS:
            if not entry.applies(python, platform):
                continue
            fitting = {name: wheel for name, wheel in wheels.items() if _fits(name, python, platform)}
            if not fitting:
                sys.exit(f"{entry.name} {entry.version} has no wheel for Python {python} on {platform}")
            entry.files.update(fitting)


def write(name: str, comment: str, entries: list[Entry]) -> None:
    """Write one hashed list."""
    lines = [f"# {line}" for line in comment.splitlines()]
    lines.append("# Written by `make lock`; do not edit.")
    for entry in entries:
        marker = f" ; {entry.marker}" if entry.marker else ""
        hashes = sorted({file["hashes"]["sha256"] for file in entry.files.values()})
        lines.append(f"{entry.name}=={entry.version}{marker} \\")
        lines.append(" \\\n".join(f"    --hash=sha256:{digest}" for digest in hashes))
    (REQUIREMENTS / name).write_text("\n".join(lines) + "\n", encoding="utf-8")


def download_sizes(entries: list[Entry], platforms: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """Return bytes to download by platform and Python version."""
    sizes: dict[str, dict[str, int]] = {}
    for platform in platforms:
        for python in PYTHONS:
            total = 0
            for entry in entries:
                wheel = entry.wheel(python, platform) if entry.applies(python, platform) else None
                total += entry.files[wheel]["size"] if wheel else 0
            sizes.setdefault(platform, {})[python] = total
    return sizes


def write_cpu_lists(torch_version: str) -> dict[str, dict[str, int]]:
    """Write the lists of torch's CPU build from the wheel that pip's configuration offers here, if any.

    PyTorch's own index serves the CPU builds. Only a wheel that is at hand can be hashed; all other
    interpreters get the exact version without a hash.
    """
    pinned = f"torch=={torch_version}+cpu"
    size = 0
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:"]
        done = subprocess.run([*command, "--dest", folder, pinned], check=False)
        wheels = list(Path(folder).glob("*.whl")) if done.returncode == 0 else []
        for wheel in wheels:
            size = wheel.stat().st_size
            digest = hashlib.sha256(wheel.read_bytes()).hexdigest()
            (REQUIREMENTS / "torch-linux-cpu.txt").write_text(
                "# PyTorch without CUDA for CPython 3.11 on Linux x86_64: the wheel whose hash is known.\n"
                "# Other interpreters use torch-linux-cpu-unhashed.txt.\n"
                "# Written by `make lock`; do not edit.\n"
                f"{pinned} \\\n    --hash=sha256:{digest}\n",
                encoding="utf-8",
            )
    if not size:
        print("No CPU wheel of torch at hand: torch-linux-cpu.txt is left as it is.", file=sys.stderr)
        return {}
    (REQUIREMENTS / "torch-linux-cpu-unhashed.txt").write_text(
        "# PyTorch without CUDA for the other interpreters on Linux: an exact version, but no hashes, since\n"
        "# PyTorch's own index, which serves these wheels, could not be asked when the locks were written.\n"
        f"# Written by `make lock`; do not edit.\n{pinned}\n",
        encoding="utf-8",
    )
    return {platform: dict.fromkeys(PYTHONS, size) for platform in LINUX}


def main() -> None:
    """Resolve, check, split and write all lists."""
    everything = resolve([REQUIREMENTS / "engine.in", REQUIREMENTS / "torch.in"])
    torch = [entry for entry in everything if entry.name == "torch"]
    cuda = [entry for entry in everything if CUDA_PACKAGES.match(entry.name)]
    engine = [entry for entry in everything if entry not in torch and entry not in cuda]
    for entry in engine:
        find_wheels(entry, PLATFORMS)
    write("engine.txt", "All that the engine needs except torch, for CPython 3.10 to 3.14.", engine)

    version = torch[0].version
    on_linux = [Entry("torch", version, "")]
    on_desktops = [Entry("torch", version, "")]
    find_wheels(on_linux[0], LINUX)
    find_wheels(on_desktops[0], DESKTOP)
    for entry in cuda:
        find_wheels(entry, LINUX)
    write(
        "torch-linux-cuda.txt",
        "PyTorch for Linux with an NVIDIA GPU: PyPI's build and its CUDA.",
        on_linux + cuda,
    )
    write("torch-desktop.txt", "PyTorch for Windows and macOS: PyPI's build.", on_desktops)

    held = {(entry.name, entry.version, entry.marker) for entry in everything}
    with tempfile.NamedTemporaryFile("w", suffix=".txt") as constraint:
        for entry in everything:
            marker = f" ; {entry.marker}" if entry.marker else ""
            constraint.write(f"{entry.name}=={entry.version}{marker}\n")
        constraint.flush()
        resolved = resolve([REQUIREMENTS / "dev.in"], Path(constraint.name))
    names = {name for name, _, _ in held}
    dev = [entry for entry in resolved if entry.name not in names]
    for entry in dev:
        find_wheels(entry, PLATFORMS)
    write("dev.txt", "What `make test` and `make lint` need beside the engine.", dev)

    sizes_file = REQUIREMENTS / "sizes.json"
    sizes: dict[str, Any] = json.loads(sizes_file.read_text("utf-8")) if sizes_file.exists() else {}
    sizes["engine"] = download_sizes(engine, PLATFORMS)
    sizes["dev"] = download_sizes(dev, PLATFORMS)
    sizes["torch-linux-cuda"] = download_sizes(on_linux + cuda, LINUX)
    sizes["torch-desktop"] = download_sizes(on_desktops, DESKTOP)
    if cpu := write_cpu_lists(version):
        sizes["torch-linux-cpu"] = cpu
    sizes_file.write_text(json.dumps(sizes, indent=1, sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
