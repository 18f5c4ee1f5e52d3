"""The locks: hashed, complete, and free of CUDA where there is no GPU."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from models.environment.variants import CPU, CPU_UNHASHED, CUDA, DESKTOP, REQUIREMENTS, VARIANTS

HASHED = ["engine.txt", "dev.txt", CPU.torch_list, CUDA.torch_list, DESKTOP.torch_list]
GPU_ONLY = re.compile(r"^(nvidia|cuda|triton)", re.IGNORECASE)
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]


def requirements(name: str) -> list[str]:
    """Return a list's requirements, each with its marker and hashes on one line."""
    text = (REQUIREMENTS / name).read_text(encoding="utf-8").replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("name", HASHED)
def test_each_requirement_is_pinned_and_hashed(name: str) -> None:
    for line in requirements(name):
        assert re.match(r"[a-z0-9-]+==\S+", line), line
        assert re.search(r"--hash=sha256:[0-9a-f]{64}", line), line


def test_only_the_list_that_says_so_lacks_hashes() -> None:
    lists = {path.name for path in REQUIREMENTS.glob("*.txt")}
    assert lists == {*HASHED, CPU_UNHASHED.torch_list}
    assert requirements(CPU_UNHASHED.torch_list) == [requirements(CPU.torch_list)[0].split()[0]]


@pytest.mark.parametrize("name", ["engine.txt", "dev.txt", CPU.torch_list, CPU_UNHASHED.torch_list])
def test_no_list_for_the_processor_names_a_gpu_package(name: str) -> None:
    assert not [line for line in requirements(name) if GPU_ONLY.match(line)]


@pytest.mark.parametrize("name", [CPU.torch_list, CPU_UNHASHED.torch_list])
def test_torch_for_the_processor_is_a_build_that_only_the_processor_has(name: str) -> None:
    # A version without "+cpu" would let pip take PyPI's CUDA build.
    assert [line.split()[0] for line in requirements(name)] == ["torch==2.13.0+cpu"]


def test_lists_that_are_installed_together_name_no_package_twice() -> None:
    def names(name: str) -> set[str]:
        return {line.partition("==")[0] for line in requirements(name)}

    for variant in VARIANTS.values():
        assert not names("engine.txt") & names(variant.torch_list)
    assert not names("engine.txt") & names("dev.txt")


def test_every_install_knows_its_size() -> None:
    sizes = json.loads((REQUIREMENTS / "sizes.json").read_text(encoding="utf-8"))
    linux, desktops = ["linux-x86_64", "linux-aarch64"], ["windows-amd64", "macos-arm64"]
    for key, platforms in [
        ("engine", linux + desktops),
        ("dev", linux + desktops),
        (CPU.size, linux),
        (CUDA.size, linux),
        (DESKTOP.size, desktops),
    ]:
        for platform in platforms:
            assert all(sizes[key][platform][python] > 1_000_000 for python in PYTHONS)


def test_locks_name_no_place_to_fetch_from() -> None:
    # Mirrors and folders belong to the user's pip configuration, not into the repository.
    for path in REQUIREMENTS.iterdir():
        assert not re.search(r"https?://|file:|--(extra-)?index-url|--find-links", path.read_text("utf-8")), (
            path
        )


@pytest.mark.network
@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the CPU lists are Linux's")
def test_resolving_the_processor_locks_finds_no_gpu_package(tmp_path: Path) -> None:
    names = ["engine.txt", CPU.torch_list if sys.version_info[:2] == (3, 11) else CPU_UNHASHED.torch_list]
    found: set[str] = set()
    for name in names:
        report = tmp_path / "report.json"
        # With what they depend on, unlike an install, so that a dependency on CUDA would show. The report of
        # torch's list must be had without hashes, for what torch needs is hashed in the other list.
        plain = tmp_path / name
        plain.write_text("\n".join(re.sub(r"\s*--hash=\S+", "", line) for line in requirements(name)))
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--dry-run", "--ignore-installed"]
        command += ["--only-binary=:all:", "--report", str(report), "-c", str(tmp_path / "engine.txt")]
        done = subprocess.run(
            [*command, "-r", str(plain)],
            capture_output=True,
            text=True,
            env={**os.environ, "PIP_NO_INPUT": "1"},
        )
        if done.returncode and re.search(
            r"No matching distribution|Failed to establish|resolution|unreachable|timed out", done.stderr
        ):
            pytest.skip(f"no index offers {name} here: {done.stderr.strip().splitlines()[-1]}")
        assert done.returncode == 0, done.stderr
        found |= {item["metadata"]["name"] for item in json.loads(report.read_text())["install"]}
    assert "torch" in found
    assert "rasterio" in found
    assert not [name for name in found if GPU_ONLY.match(name)]
