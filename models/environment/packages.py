"""Installing a list into an environment with pip, with progress."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from models.environment.computer import child_environment
from models.environment.reporting import InstallError, Reporter
from models.environment.variants import REQUIREMENTS, interpreter_in

PYTORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
# What pip says, and what that means for the user.
_FAILURES = (
    (
        r"DO NOT MATCH THE HASHES",
        "install.hash",
        "A downloaded package is not the one that was locked, so it was not installed.",
        "Check the mirror or proxy that pip uses, then start again.",
    ),
    (
        r"No space left|Errno 28|not enough space",
        "install.no_space",
        "The disk is full.",
        "Free some space or choose a folder on another disk.",
    ),
    (
        r"CERTIFICATE_VERIFY_FAILED",
        "install.certificate",
        "The package index's certificate is not trusted here, as behind a company's proxy.",
        "Give pip your organisation's certificate: pip config set global.cert FILE.",
    ),
    (
        r"407 Proxy|Tunnel connection failed",
        "install.proxy",
        "The proxy refused the connection.",
        "Set the proxy for pip: pip config set global.proxy http://user@host:port.",
    ),
    (
        r"Failed to establish|[Nn]ame ?[Rr]esol|timed out|unreachable|Connection (reset|refused|aborted)",
        "install.network",
        "The package index could not be reached.",
        "Connect to the internet, or configure a mirror for pip, then start again.",
    ),
)


class Meter:
    """Turns the growth of a folder into progress, since pip says nothing while it downloads and unpacks."""

    def __init__(self, folder: Path, expected: int, reporter: Reporter) -> None:
        self.folder, self.expected, self.reporter = folder, max(1, expected), reporter
        self.text = "Preparing"
        self._stop = threading.Event()

    @contextmanager
    def running(self) -> Iterator[None]:
        """Measure once a second until the block ends."""
        thread = threading.Thread(target=self._measure, name="install meter", daemon=True)
        thread.start()
        try:
            yield
        finally:
            self._stop.set()
            thread.join()

    def _measure(self) -> None:
        while not self._stop.wait(1.0):
            self.say(self.text)

    def say(self, text: str) -> None:
        """Report a step now."""
        self.text = text
        # The last hundredths belong to the verification.
        self.reporter.progress(0.97 * min(1.0, self._size() / self.expected), text)

    def _size(self) -> int:
        total, folders = 0, [str(self.folder)]
        while folders:
            try:
                with os.scandir(folders.pop()) as entries:
                    for entry in entries:
                        if entry.is_dir(follow_symlinks=False):
                            folders.append(entry.path)
                        else:
                            total += entry.stat(follow_symlinks=False).st_size
            except OSError:
                continue  # pip removes its temporary folders while they are measured
        return total


def run(command: list[str], temporary: Path, on_line: object = None) -> tuple[int, list[str]]:
    """Run a child in a clean environment; return its exit status and its last lines.

    Args:
        command: program and arguments.
        temporary: the folder for its temporary files.
        on_line: called with each line of its output.
    """
    tail: deque[str] = deque(maxlen=40)
    # A process group of its own, so that the child's children end with it.
    process = subprocess.Popen(
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        text=True,
        encoding="utf-8",
        errors="replace",
        env=child_environment(temporary),
        start_new_session=sys.platform != "win32",
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    try:
        assert process.stdout is not None
        for raw in process.stdout:
            line = raw.rstrip()
            tail.append(line)
            if callable(on_line):
                on_line(line)
        return process.wait(), list(tail)
    finally:
        if process.poll() is None:
            end(process)
        if process.stdout is not None:
            process.stdout.close()


def end(process: subprocess.Popen[str]) -> None:
    """End a child and its children."""
    if sys.platform == "win32":
        process.kill()
    else:
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


# The last where the user's own pip constraints leave no room for the pinned version.
_ABSENT = re.compile(r"No matching distribution|Could not find a version|ResolutionImpossible")


class Installer:
    """Installs locked lists into one environment."""

    def __init__(self, environment: Path, temporary: Path, meter: Meter, reporter: Reporter) -> None:
        self.environment, self.temporary, self.meter, self.reporter = environment, temporary, meter, reporter

    def install(self, name: str) -> None:
        """Install a list; torch's CPU build is sought where pip looks by itself, then at PyTorch.

        Raises:
            InstallError: pip could not install it.
        """
        status, tail = self._pip(name)
        output = "\n".join(tail)
        if status and "cpu" in name and _ABSENT.search(output):
            self.reporter.message(f"pip's own configuration offers no CPU build; asking {PYTORCH_CPU_INDEX}.")
            status, tail = self._pip(name, "--extra-index-url", PYTORCH_CPU_INDEX)
            output = "\n".join(tail)
            if status and _ABSENT.search(output):
                pinned = next(line for line in self._lines(name) if line.startswith("torch=="))
                raise InstallError(
                    "install.no_cpu_torch",
                    f"Neither pip's configuration nor {PYTORCH_CPU_INDEX} offers {pinned.split()[0]}.",
                    "Connect to the internet, or put that wheel into a folder and name the folder in "
                    "PIP_FIND_LINKS; the much larger CUDA build is never taken instead.",
                )
        if status:
            raise explain(tail)

    def _pip(self, name: str, *options: str) -> tuple[int, list[str]]:
        command = [str(interpreter_in(self.environment)), "-I", "-m", "pip", "install", "--progress-bar=off"]
        # The lists are complete, so nothing beyond them is fetched; only built packages, so none runs code.
        command += ["--only-binary=:all:", "--no-deps"]
        if any("--hash=" in line for line in self._lines(name)):
            command.append("--require-hashes")
        return run([*command, *options, "-r", str(REQUIREMENTS / name)], self.temporary, self._line)

    @staticmethod
    def _lines(name: str) -> list[str]:
        return (REQUIREMENTS / name).read_text(encoding="utf-8").splitlines()

    def _line(self, line: str) -> None:
        self.reporter.line(line)
        # "Collecting NAME==VERSION", or "Processing FOLDER/NAME-VERSION-….whl" for a wheel on the disk.
        if found := re.match(r"\s*(?:Collecting ([^=\s]+)|Processing (?:.*[/\\])?([^-\s]+)-\S+\.whl)", line):
            name = (found[1] or found[2]).replace("_", "-")
            self.meter.say(f"Fetching {name}")
        elif line.startswith("Installing collected packages"):
            self.meter.say("Unpacking packages")


def explain(tail: list[str]) -> InstallError:
    """Turn pip's last lines into a sentence."""
    output = "\n".join(tail)
    for pattern, code, message, advice in _FAILURES:
        if re.search(pattern, output):
            return InstallError(code, message, advice)
    errors = [line.partition("ERROR:")[2].strip() for line in tail if "ERROR:" in line]
    said = errors[-1] if errors else tail[-1] if tail else "it said nothing"
    return InstallError(
        "install.pip", f"pip failed: {said}", "Try again; if it fails again, report this line."
    )
