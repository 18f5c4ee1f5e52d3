"""Installing: built beside the target, and only a working environment takes its place."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.environment import building, packages, variants
from models.environment.building import carry_out, locked, remove_outdated
from models.environment.computer import Computer
from models.environment.packages import explain
from models.environment.reporting import InstallError, Reporter
from models.environment.variants import CPU, MARKER, Plan, make_plan

INSTALL = Path(building.__file__).resolve().parent.parent / "install.py"
VERSIONS = {"torch": "0", "rasterio": "0", "device": "cpu"}
pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="looks into POSIX environments")


@pytest.fixture
def target(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place for an environment whose locks are empty, so that building it needs no network."""
    lists = tmp_path / "requirements"
    lists.mkdir()
    for name in ("engine.txt", CPU.torch_list, "dev.txt"):
        (lists / name).write_text("# nothing\n")
    (lists / "sizes.json").write_text((variants.REQUIREMENTS / "sizes.json").read_text())
    for module in (variants, packages):
        monkeypatch.setattr(module, "REQUIREMENTS", lists)
    verifier = tmp_path / "verify.py"
    verifier.write_text(f"print({json.dumps(json.dumps(VERSIONS))})")
    monkeypatch.setattr(building, "VERIFIER", verifier)
    return tmp_path / "place" / "engine"


def plan_for(target: Path) -> Plan:
    return make_plan(target, "auto", False, Computer("linux", "x86_64", (3, 11)))


@pytest.fixture
def occupied(target: Path) -> Path:
    """The same place, with an environment of unknown origin in it."""
    target.mkdir(parents=True)
    (target / "pyvenv.cfg").touch()
    (target / "old").touch()
    return target


def test_a_built_environment_stands_alone_and_its_scripts_start(target: Path) -> None:
    leftover = target.with_name("engine.building-1")  # of an install that was killed
    leftover.mkdir(parents=True)
    assert carry_out(plan_for(target), Reporter(as_json=True)) == VERSIONS
    assert json.loads((target / MARKER).read_text())["torch_list"] == CPU.torch_list
    assert "include-system-site-packages = false" in (target / "pyvenv.cfg").read_text()
    started = subprocess.run(
        [target / "bin" / "pip", "--version"], capture_output=True, text=True, check=True
    )
    assert str(target) in started.stdout
    # Nothing else is left beside it.
    assert [path.name for path in target.parent.iterdir()] == ["engine"]


def test_a_failed_install_leaves_the_one_that_was_there(occupied: Path) -> None:
    building.VERIFIER.write_text("raise ImportError('libcudart.so is missing')")
    with pytest.raises(InstallError) as failure:
        carry_out(plan_for(occupied), Reporter(as_json=True))
    assert failure.value.code == "install.broken"
    assert "libcudart.so is missing" in failure.value.message
    assert (occupied / "old").exists()
    assert [path.name for path in occupied.parent.iterdir()] == ["engine"]


def test_a_good_install_replaces_the_old_one(occupied: Path) -> None:
    carry_out(plan_for(occupied), Reporter(as_json=True))
    assert not (occupied / "old").exists()
    assert (occupied / MARKER).exists()
    assert [path.name for path in occupied.parent.iterdir()] == ["engine"]


def test_two_installs_into_one_place_are_refused(target: Path) -> None:
    with locked(target), pytest.raises(InstallError) as refusal, locked(target):
        pass
    assert refusal.value.code == "install.busy"


def test_a_lock_without_its_package_is_told_in_one_sentence(target: Path, monkeypatch) -> None:
    (variants.REQUIREMENTS / "engine.txt").write_text("no-such-package==1 --hash=sha256:" + "0" * 64)
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(InstallError) as failure:
        carry_out(plan_for(target), Reporter(as_json=True))
    assert "no-such-package==1" in failure.value.message
    assert not target.exists()


def test_without_a_cpu_build_anywhere_cuda_is_not_taken_instead(target: Path, monkeypatch) -> None:
    (variants.REQUIREMENTS / CPU.torch_list).write_text("torch==0.0.1+cpu\n")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    with pytest.raises(InstallError) as failure:
        carry_out(plan_for(target), Reporter(as_json=True))
    assert failure.value.code == "install.no_cpu_torch"
    assert "torch==0.0.1+cpu" in failure.value.message
    assert not target.exists()


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE.", "install.hash"),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "install.no_space",
        ),
        ("WARNING: Retrying: NewConnectionError: Failed to establish a new connection", "install.network"),
        (
            "SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate'))",
            "install.certificate",
        ),
        ("ERROR: something else", "install.pip"),
    ],
)
def test_what_pip_says_becomes_advice(line: str, code: str) -> None:
    failure = explain(["Collecting torch", line])
    assert failure.code == code
    assert failure.advice


def test_only_the_plugins_own_engines_are_outdated(tmp_path: Path) -> None:
    for name, marked in [
        ("engine-new", True),
        ("engine-old", True),
        ("engine-notes", False),
        ("other", True),
    ]:
        (tmp_path / name).mkdir()
        if marked:
            (tmp_path / name / MARKER).touch()
            (tmp_path / name / "pyvenv.cfg").touch()
    assert remove_outdated(tmp_path / "engine-new") == [tmp_path / "engine-old"]
    assert {path.name for path in tmp_path.iterdir()} == {"engine-new", "engine-notes", "other"}


def run_install(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(INSTALL), *arguments],
        capture_output=True,
        text=True,
        env={**os.environ, **environment},
        cwd="/",
    )


def test_a_dry_run_says_what_it_would_download_and_touches_nothing(tmp_path: Path) -> None:
    done = run_install("--target", str(tmp_path / "engine"), "--variant", "cpu", "--dry-run")
    assert done.returncode == 0
    assert "MB" in done.stdout
    assert not list(tmp_path.iterdir())


def test_programs_read_the_plan_as_json(tmp_path: Path) -> None:
    done = run_install("--target", str(tmp_path / "engine"), "--variant", "cpu", "--dry-run", "--json")
    events = [json.loads(line) for line in done.stdout.splitlines()]
    plan = next(event for event in events if event["event"] == "plan")
    assert (plan["action"], plan["variant"]) == ("build", "cpu")
    assert plan["download_bytes"] > 1e8


def test_a_refusal_is_one_line_and_exit_2(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    done = run_install("--target", str(tmp_path))
    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
