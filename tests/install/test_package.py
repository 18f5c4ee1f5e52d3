"""The plugin's zip, as the plugin site wants it."""

import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

# Bandit's tests that the site lets nobody skip.
MUST_PASS = {
    f"B{number}"
    for number in (102, 105, 106, 107, 202, 301, 302, 307, 323, 501, 506, 602, 604, 605, 609, 613, 615)
}


@pytest.fixture(scope="module")
def package(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    if subprocess.run(["git", "rev-parse"], cwd=checkout, capture_output=True, check=False).returncode:
        pytest.skip("the zip holds what git tracks, and this is no git checkout")
    return build(checkout, tmp_path_factory.mktemp("dist"))


def build(checkout: Path, folder: Path) -> Path:
    command = [sys.executable, "-I", str(checkout / "tools" / "package.py"), "--output", str(folder)]
    subprocess.run(command, check=True, capture_output=True)
    (result,) = folder.glob("*.zip")
    return result


def test_the_zip_has_one_top_folder_and_only_what_the_plugin_needs(package: Path) -> None:
    names = zipfile.ZipFile(package).namelist()
    assert {name.split("/")[0] for name in names} == {"spectralgpt"}
    second = {name.split("/")[1] for name in names}
    files = {"metadata.txt", "__init__.py", "LICENSE", "README.md", "CHANGELOG.md"}
    assert files <= second <= {*files, "plugin", "models", "resources"}
    assert not [
        name for name in names if re.search(r"\.py[co]$|__pycache__|/\.|\.(so|dll|exe|sh|bat)$", name)
    ]
    assert "spectralgpt/models/requirements/engine.txt" in names
    assert "spectralgpt/models/install.py" in names


def test_the_zip_is_small_enough_for_the_plugin_site(package: Path) -> None:
    assert package.stat().st_size < 25_000_000


def test_the_same_commit_gives_the_same_bytes(package: Path, checkout: Path, tmp_path: Path) -> None:
    assert build(checkout, tmp_path).read_bytes() == package.read_bytes()


def test_the_plugin_sites_scanners_find_nothing_that_blocks(package: Path, tmp_path: Path) -> None:
    zipfile.ZipFile(package).extractall(tmp_path)

    def scan(*command: str) -> str:
        done = subprocess.run([sys.executable, "-m", *command], cwd=tmp_path, capture_output=True, text=True)
        return done.stdout

    found = json.loads(scan("bandit", "-q", "-r", "-f", "json", "spectralgpt"))["results"]
    assert not [
        f"{hit['test_id']} {hit['filename']}:{hit['line_number']}"
        for hit in found
        if hit["test_id"] in MUST_PASS
    ]
    assert not scan("flake8", "--isolated", "--select=E9,F63,F7,F82", "--max-line-length=120", "spectralgpt")
    secrets = json.loads(scan("detect_secrets", "scan", "--all-files", "spectralgpt"))["results"]
    assert not {name: [hit["type"] for hit in hits] for name, hits in secrets.items()}
