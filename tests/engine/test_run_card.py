import hashlib
import json
import threading
import zipfile

import pytest
from engine_fakes import Recorder

from models.errors import Cancelled
from models.rasters.run_card import InputHashes, input_fingerprints, run_card_bytes, versions, write_run_card


def test_inputs_are_listed_with_size_and_hash(tmp_path):
    (tmp_path / "a.tif").write_bytes(b"pixels")
    with InputHashes([str(tmp_path / "a.tif"), str(tmp_path / "a.tif")]) as hashes:
        (facts,) = hashes.facts()
    assert facts["bytes"] == 6
    assert facts["sha256"] == hashlib.sha256(b"pixels").hexdigest()
    assert facts["modified"].endswith("+00:00")


def test_a_file_inside_an_archive_stands_for_the_archive(tmp_path):
    archive = tmp_path / "scene.zip"
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("S2/B02.jp2", b"a")
    with InputHashes([f"/vsizip/{archive}/S2/B02.jp2"]) as hashes:
        (facts,) = hashes.facts()
    assert facts["path"] == str(archive)
    assert facts["sha256"] == hashlib.sha256(archive.read_bytes()).hexdigest()


def test_what_is_no_file_has_no_hash():
    nothing = {"path": "/nowhere/a.tif", "bytes": None, "modified": None, "sha256": None}
    with InputHashes(["/nowhere/a.tif"]) as hashes:
        assert hashes.facts() == [nothing]


def test_fingerprints_see_a_change_of_a_file(tmp_path):
    path = tmp_path / "a.tif"
    path.write_bytes(b"pixels")
    before = input_fingerprints([str(path)])
    path.write_bytes(b"others!")
    assert input_fingerprints([str(path)]) != before


def test_a_run_card_names_the_versions_and_keeps_all_letters(tmp_path):
    write_run_card(tmp_path / "a.run.json", {"task": "segment", "notes": ["A → B"]})
    text = (tmp_path / "a.run.json").read_text("utf-8")
    assert "A → B" in text
    card = json.loads(text)
    assert card["task"] == "segment"
    assert card["versions"] == versions()
    assert {"engine", "python", "torch", "numpy", "rasterio"} <= set(card["versions"])
    assert run_card_bytes(card).endswith(b"}\n")


def test_waiting_for_hashes_can_be_cancelled(tmp_path, monkeypatch):
    go_on = threading.Event()
    monkeypatch.setattr(InputHashes, "_digest", lambda self, path: go_on.wait(30) and None)
    events = Recorder(cancel_at=0)
    events.progress(0)
    with InputHashes([str(tmp_path / "a.tif")]) as hashes:
        with pytest.raises(Cancelled):
            hashes.facts(events)
        go_on.set()
