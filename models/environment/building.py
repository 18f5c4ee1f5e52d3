"""Building an environment beside its target, verifying it and putting it in place."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from models.environment.computer import child_environment
from models.environment.packages import Installer, Meter, explain, run
from models.environment.reporting import InstallError, Reporter
from models.environment.variants import MARKER, Plan, interpreter_in, write_marker

VERIFIER = Path(__file__).resolve().with_name("verify.py")


@contextlib.contextmanager
def locked(target: Path) -> Iterator[None]:
    """Hold the target against another install; the system lets go when the process ends, however it ends.

    Raises:
        InstallError: another install is at work on the target.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    path = target.with_name(f"{target.name}.lock")
    with path.open("a+b") as file:
        try:
            if sys.platform == "win32":
                import msvcrt

                msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
            else:
                import fcntl

                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise InstallError(
                "install.busy", f"Another install into {target} is going on.", "Wait until it has ended."
            ) from None
        try:
            yield
        finally:
            with contextlib.suppress(OSError):
                path.unlink()


def carry_out(plan: Plan, reporter: Reporter) -> dict[str, str]:
    """Do what a plan says and return the versions that the verification found.

    Raises:
        InstallError: something failed; what was in the target before is untouched.
    """
    with locked(plan.target):
        for stale in plan.target.parent.glob(f"{plan.target.name}.building-*"):
            shutil.rmtree(stale, ignore_errors=True)
        building = plan.target.with_name(f"{plan.target.name}.building-{os.getpid()}")
        try:
            if plan.action == "add":
                return _add(plan, building, reporter)
            return _build(plan, building, reporter)
        finally:
            shutil.rmtree(building, ignore_errors=True)


def _add(plan: Plan, temporary: Path, reporter: Reporter) -> dict[str, str]:
    temporary.mkdir()
    meter = Meter(temporary, plan.download, reporter)
    with meter.running():
        installer = Installer(plan.target, temporary, meter, reporter)
        for name in plan.lists:
            installer.install(name)
    versions = _verify(plan.target, temporary, reporter)
    write_marker(plan.target, plan, versions)
    return versions


def _build(plan: Plan, building: Path, reporter: Reporter) -> dict[str, str]:
    environment, temporary = building / "environment", building / "temporary"
    temporary.mkdir(parents=True)
    meter = Meter(building, plan.disk - plan.download, reporter)
    with meter.running():
        meter.say("Creating the environment")
        status, tail = run([sys.executable, "-I", "-m", "venv", str(environment)], temporary)
        if status:
            if "ensurepip" in "\n".join(tail):
                raise InstallError(
                    "install.no_venv",
                    f"{sys.executable} cannot make environments, for lack of ensurepip.",
                    "On Debian and Ubuntu: apt install python3-venv.",
                )
            raise explain(tail)
        installer = Installer(environment, temporary, meter, reporter)
        for name in plan.lists:
            installer.install(name)
    versions = _verify(environment, temporary, reporter)
    write_marker(environment, plan, versions)
    _readdress(environment, plan.target)
    _put_in_place(environment, plan.target, building / "replaced")
    return versions


def _verify(environment: Path, temporary: Path, reporter: Reporter) -> dict[str, str]:
    """Compute with a new environment, and ask pip whether anything that the packages need is missing."""
    reporter.progress(0.97, "Verifying")
    python = str(interpreter_in(environment))
    status, tail = run([python, "-I", "-m", "pip", "check"], temporary)
    if status:
        raise InstallError(
            "install.incomplete", f"The locks are incomplete: {tail[-1]}.", "Report this line."
        )
    status, tail = run([python, "-I", str(VERIFIER)], temporary)
    try:
        if status:
            raise ValueError
        return {str(name): str(version) for name, version in json.loads(tail[-1]).items()}
    except (ValueError, IndexError):
        said = tail[-1] if tail else f"it ended with status {status}"
        raise InstallError(
            "install.broken",
            f"The new engine does not work here: {said}",
            "Nothing was replaced; report this line.",
        ) from None


def _readdress(environment: Path, target: Path) -> None:
    """Make the scripts of an environment start the interpreter of the place that it moves to.

    ``python -m`` works wherever an environment lies; its scripts carry the path at which they were made.
    """
    if sys.platform == "win32":
        # Launchers are programs with the path inside; without them there is still `python -m`.
        for launcher in (environment / "Scripts").glob("*.exe"):
            if not launcher.name.startswith("python"):
                launcher.unlink()
        return
    old, new = os.fsencode(environment), os.fsencode(target)
    for script in [*(environment / "bin").iterdir(), environment / "pyvenv.cfg"]:
        if script.is_symlink() or not script.is_file():
            continue
        text = script.read_bytes()
        if old in text and b"\0" not in text:
            script.write_bytes(text.replace(old, new))


def _put_in_place(environment: Path, target: Path, replaced: Path) -> None:
    """Move a verified environment to its target, and what was there out of the way."""
    try:
        if target.exists():
            target.rename(replaced)
        environment.rename(target)
    except OSError as error:
        if replaced.exists() and not target.exists():
            replaced.rename(target)
        raise InstallError(
            "install.in_use",
            f"The engine in {target} could not be replaced ({error.strerror}).",
            "Stop the engine, or close QGIS, and start again.",
        ) from None


def remove_outdated(target: Path) -> list[Path]:
    """Remove earlier environments of the plugin beside a target (``engine-…`` with a marker)."""
    removed = []
    for sibling in target.parent.glob("engine-*"):
        if sibling != target and (sibling / MARKER).exists() and (sibling / "pyvenv.cfg").exists():
            shutil.rmtree(sibling, ignore_errors=True)
            removed.append(sibling)
    return removed


def hand_over(interpreter: str, arguments: list[str]) -> int:
    """Run the installer in another interpreter and return its exit status."""
    script = Path(__file__).resolve().parent.parent / "install.py"
    command = [interpreter, "-I", str(script), *arguments]
    return subprocess.run(command, check=False, env=child_environment()).returncode
