"""Models are checked against their cards, and deleted with all that belongs to them and nothing else."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from models import catalog
from models.cli import main
from tests.spectralgpt import official_files

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(autouse=True)
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """A command line with --json: exit code and last event."""

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = main([*map(str, words), "--json"])
        return code, json.loads(capfd.readouterr().out.splitlines()[-1])

    return call


@pytest.fixture
def convert(tmp_path: Path, run: Run) -> Callable[[str], None]:
    """Makes a model of the user's."""

    def make(model_id: str) -> None:
        torch.save(official_files.make("classification"), tmp_path / "source.pth")
        assert run("convert", tmp_path / "source.pth", "--id", model_id)[0] == 0

    return make


def states(result: dict[str, Any]) -> dict[str, str]:
    return {entry["id"]: entry["state"] for entry in result["models"]}


def test_whole_models_are_told_from_damaged_and_missing_ones(
    own: Path, run: Run, convert: Callable[[str], None]
) -> None:
    for model_id in ("a", "b", "c", "d"):
        convert(model_id)
    content = bytearray((own / "b.safetensors").read_bytes())
    content[-1] ^= 1
    (own / "b.safetensors").write_bytes(content)
    (own / "c.safetensors").unlink()
    (own / "d.json").write_text("{")
    code, result = run("verify")
    assert (code, result["ok"]) == (2, False)
    assert states(result) == {
        "landcover-small": "whole",
        "landcover-nano": "whole",
        "scenes-small": "whole",
        "reconstruction-small": "whole",
        "a": "whole",
        "b": "damaged",
        "c": "missing",
        "d": "damaged",
    }
    code, result = run("verify", "a")
    assert (code, states(result)) == (0, {"a": "whole"})
    assert result["models"][0]["sha256"] == catalog.find_card("a", "classification").sha256
    code, result = run("verify", "a", "nope")
    assert (code, result["code"]) == (2, "model.unknown")


def test_the_list_says_what_is_wrong_and_how_much_room_is_taken(
    own: Path, run: Run, convert: Callable[[str], None]
) -> None:
    for model_id in ("a", "b", "c"):
        convert(model_id)
    (own / "a.safetensors").unlink()
    (own / "b.json").write_text("{")
    (own / "c.json").unlink()
    (own / "d.writing.safetensors").write_bytes(b"ended in the middle")
    _, found = run("catalog")
    assert {entry["id"]: entry["state"] for entry in found["models"]} == {
        "landcover-small": "shipped",
        "landcover-nano": "shipped",
        "scenes-small": "shipped",
        "reconstruction-small": "shipped",
        "a": "missing",
        "b": "damaged",
        "c": "leftover",
        "d": "leftover",
    }
    assert found["bytes"] == sum(path.stat().st_size for path in own.iterdir())
    assert found["folder"] == str(own)


@pytest.mark.parametrize("broken", ["", "weights", "card", "card's content"])
def test_deleting_takes_weights_and_card_however_broken(
    own: Path, run: Run, convert: Callable[[str], None], broken: str
) -> None:
    convert("a")
    convert("a-b")
    if broken == "weights":
        (own / "a.safetensors").unlink()
    elif broken == "card":
        (own / "a.json").unlink()
    elif broken:
        (own / "a.json").write_text("{")
    code, result = run("delete", "a")
    assert code == 0
    assert result["bytes"] > 0
    assert {path.name for path in own.iterdir()} == {"a-b.json", "a-b.safetensors"}
    code, result = run("delete", "a")
    assert (code, result["code"]) == (2, "model.unknown")


def test_weights_that_another_card_uses_stay(own: Path, run: Run, convert: Callable[[str], None]) -> None:
    convert("a")
    document = json.loads((own / "a.json").read_text("utf-8"))
    (own / "b.json").write_text(json.dumps({**document, "id": "b"}), "utf-8")
    assert run("delete", "a")[0] == 0
    assert {path.name for path in own.iterdir()} == {"a.safetensors", "b.json"}
    assert run("delete", "b")[0] == 0
    assert list(own.iterdir()) == []


def test_shipped_models_and_foreign_files_are_not_deleted(own: Path, tmp_path: Path, run: Run) -> None:
    code, result = run("delete", "landcover-small")
    assert (code, result["code"]) == (2, "model.shipped")
    own.mkdir()
    (tmp_path / "precious.json").write_text("{}")
    for name in ("../precious", str(tmp_path / "precious")):
        code, result = run("delete", name)
        assert (code, result["code"]) == (2, "model.unknown")
    assert (tmp_path / "precious.json").exists()


def test_a_card_that_points_elsewhere_takes_nothing_along(
    own: Path, tmp_path: Path, run: Run, convert: Callable[[str], None]
) -> None:
    convert("a")
    (tmp_path / "precious.safetensors").write_bytes(b"precious")
    document = json.loads((own / "a.json").read_text("utf-8"))
    document["weights"] = "../precious.safetensors"
    (own / "a.json").write_text(json.dumps(document), "utf-8")
    assert run("delete", "a")[0] == 0
    assert (tmp_path / "precious.safetensors").exists()


def test_an_unfinished_download_is_deleted_but_not_the_first_ones_hash(own: Path, run: Run) -> None:
    folder = own / "downloads"
    folder.mkdir(parents=True)
    for name in ("SpectralGPT.pth.partial", "SpectralGPT.pth.partial.json", "SpectralGPT+.pth.partial"):
        (folder / name).write_bytes(b"{}")
    (folder / "pins.json").write_text("{}")
    code, result = run("delete", "spectralgpt")
    assert (code, len(result["files"])) == (0, 2)
    assert {path.name for path in folder.iterdir()} == {"SpectralGPT+.pth.partial", "pins.json"}
