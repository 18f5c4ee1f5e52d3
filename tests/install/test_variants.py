"""Which build of PyTorch a computer gets, and when there is nothing to do."""

import json
import sys
from pathlib import Path

import pytest

from models.environment import variants
from models.environment.computer import Computer, child_environment, unsupported_interpreter
from models.environment.reporting import InstallError
from models.environment.variants import (
    CPU,
    CPU_UNHASHED,
    CUDA,
    DESKTOP,
    MARKER,
    check_space,
    choose_variant,
    list_hash,
    make_plan,
)

PLAIN = Computer("linux", "x86_64", (3, 11))
WITH_GPU = Computer("linux", "x86_64", (3, 11), "NVIDIA L4", 580)


@pytest.mark.parametrize(
    ("requested", "computer", "expected"),
    [
        ("auto", PLAIN, CPU),
        ("auto", Computer("linux", "x86_64", (3, 12)), CPU_UNHASHED),
        ("auto", Computer("linux", "aarch64", (3, 11)), CPU_UNHASHED),
        ("auto", WITH_GPU, CUDA),
        ("auto", Computer("linux", "x86_64", (3, 11), "NVIDIA L4", None), CUDA),
        ("cpu", WITH_GPU, CPU),
        ("cuda", PLAIN, CUDA),
        ("auto", Computer("macos", "arm64", (3, 13)), DESKTOP),
        ("auto", Computer("windows", "amd64", (3, 12), "NVIDIA T4", 580), DESKTOP),
    ],
)
def test_each_computer_gets_the_build_that_it_can_use(requested, computer, expected) -> None:
    assert choose_variant(requested, computer)[0] == expected


def test_a_gpu_with_an_old_driver_gets_the_processor_build_and_says_why() -> None:
    variant, note = choose_variant("auto", Computer("linux", "x86_64", (3, 11), "NVIDIA L4", 535))
    assert variant == CPU
    assert "535" in note
    assert "driver" in note


def test_a_gpu_that_stays_unused_on_windows_is_mentioned() -> None:
    assert "NVIDIA T4" in choose_variant("auto", Computer("windows", "amd64", (3, 12), "NVIDIA T4", 580))[1]


@pytest.mark.parametrize(
    ("requested", "computer", "code"),
    [
        ("auto", Computer("macos", "x86_64", (3, 12)), "install.platform"),
        ("cuda", Computer("macos", "arm64", (3, 12)), "install.no_cuda"),
        ("auto", Computer("freebsd13", "amd64", (3, 12)), "install.platform"),
    ],
)
def test_a_computer_without_a_build_is_refused(requested, computer, code) -> None:
    with pytest.raises(InstallError) as refusal:
        choose_variant(requested, computer)
    assert refusal.value.code == code


@pytest.mark.parametrize("version", [(3, 9, 2), (3, 15, 0), (2, 7, 18)])
def test_an_unsupported_python_gets_one_sentence(version) -> None:
    sentence = unsupported_interpreter(version, "cpython", True, False)
    assert sentence is not None
    assert sentence.count(". ") == 0
    assert sentence.endswith(f"this is Python {'.'.join(map(str, version))}.")


def test_other_kinds_of_python_are_unsupported() -> None:
    assert "pypy 3.11.1" in (unsupported_interpreter((3, 11, 1), "pypy", True, False) or "")
    assert "32-bit" in (unsupported_interpreter((3, 11, 1), "cpython", False, False) or "")
    assert "free-threaded" in (unsupported_interpreter((3, 14, 1), "cpython", True, True) or "")


@pytest.mark.parametrize("minor", range(10, 15))
def test_locked_pythons_are_supported(minor: int) -> None:
    assert unsupported_interpreter((3, minor, 0), "cpython", True, False) is None


def test_children_do_not_inherit_qgis_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    foreign = [
        "PYTHONHOME",
        "PYTHONPATH",
        "LD_LIBRARY_PATH",
        "GDAL_DATA",
        "PROJ_LIB",
        "QGIS_PREFIX_PATH",
        "PIP_TARGET",
    ]
    for name in [*foreign, "PIP_FIND_LINKS", "HTTPS_PROXY"]:
        monkeypatch.setenv(name, "somewhere")
    environment = child_environment()
    assert not set(foreign) & set(environment)
    # pip keeps its configuration: that is how it finds a mirror or a wheel on the disk.
    assert environment["PIP_FIND_LINKS"] == environment["HTTPS_PROXY"] == "somewhere"
    assert environment["PYTHONNOUSERSITE"] == "1"


@pytest.fixture
def environment(tmp_path: Path) -> Path:
    """A folder that looks like a finished environment and starts this interpreter."""
    folder = tmp_path / "engine"
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "python").symlink_to(sys.executable)
    (folder / "pyvenv.cfg").write_text((Path(sys.prefix) / "pyvenv.cfg").read_text())
    packages = Path("lib") / f"python3.{sys.version_info[1]}" / "site-packages"
    (folder / packages).parent.mkdir(parents=True)
    (folder / packages).symlink_to(Path(sys.prefix) / packages)
    return folder


def mark(environment: Path, requested: str, torch_list: str, *names: str, **wrong: str) -> None:
    lists = {name: list_hash(name) for name in ("engine.txt", torch_list, *names)}
    marker = {"requested": requested, "torch_list": torch_list, "lists": {**lists, **wrong}}
    (environment / MARKER).write_text(json.dumps(marker))


posix = pytest.mark.skipif(sys.platform == "win32", reason="makes a POSIX environment")


@posix
def test_the_second_install_does_nothing(environment: Path) -> None:
    mark(environment, "auto", CPU.torch_list)
    plan = make_plan(environment, "auto", False, PLAIN)
    assert (plan.action, plan.download, plan.disk) == ("nothing", 0, 0)


@posix
def test_an_environment_of_another_supported_python_is_kept(environment: Path) -> None:
    mark(environment, "auto", CPU_UNHASHED.torch_list)
    assert make_plan(environment, "auto", False, PLAIN).action == "nothing"


@posix
def test_what_the_user_asked_for_by_name_stays(environment: Path) -> None:
    mark(environment, "cpu", CPU.torch_list)
    assert make_plan(environment, "auto", False, WITH_GPU).action == "nothing"
    assert make_plan(environment, "cuda", False, WITH_GPU).action == "build"


@posix
def test_only_the_missing_tools_are_added(environment: Path) -> None:
    mark(environment, "auto", CPU.torch_list)
    plan = make_plan(environment, "auto", True, PLAIN)
    assert (plan.action, plan.lists) == ("add", ("dev.txt",))


@posix
def test_changed_locks_mean_a_new_environment_with_the_same_tools(
    environment: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    mark(environment, "auto", CPU.torch_list, "dev.txt")
    changed = tmp_path / "requirements"
    changed.mkdir()
    for path in variants.REQUIREMENTS.iterdir():
        (changed / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(variants, "REQUIREMENTS", changed)
    assert make_plan(environment, "auto", False, PLAIN).action == "nothing"
    lock = changed / "engine.txt"
    lock.write_text("# only a comment\r\n" + lock.read_text().replace("\n", "\r\n"), newline="")
    assert make_plan(environment, "auto", False, PLAIN).action == "nothing"
    lock.write_text(lock.read_text() + "another==1.0 --hash=sha256:00\n")
    plan = make_plan(environment, "auto", False, PLAIN)
    assert plan.action == "build"
    assert plan.lists == ("engine.txt", CPU.torch_list, "dev.txt")


@posix
def test_an_environment_whose_python_is_gone_is_built_anew(environment: Path) -> None:
    mark(environment, "auto", CPU.torch_list)
    (environment / "bin" / "python").unlink()
    assert make_plan(environment, "auto", False, PLAIN).action == "build"


def test_an_environment_of_unknown_origin_is_built_anew(environment: Path) -> None:
    assert make_plan(environment, "auto", False, PLAIN).action == "build"


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").touch()
    with pytest.raises(InstallError) as refusal:
        make_plan(tmp_path, "auto", False, PLAIN)
    assert refusal.value.code == "install.target"


def test_a_full_disk_is_noticed_before_anything_is_downloaded(tmp_path: Path, monkeypatch) -> None:
    plan = make_plan(tmp_path / "new" / "engine", "auto", False, PLAIN)
    check_space(plan)
    usage = variants.shutil.disk_usage(tmp_path)._replace(free=plan.disk - 1)
    monkeypatch.setattr(variants.shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(InstallError) as refusal:
        check_space(plan)
    assert refusal.value.code == "install.no_space"


def test_cuda_is_announced_with_its_size(tmp_path: Path) -> None:
    processor = make_plan(tmp_path / "engine", "cpu", False, PLAIN)
    gpu = make_plan(tmp_path / "engine", "cuda", False, PLAIN)
    assert gpu.download > 2e9 > 5e8 > processor.download
