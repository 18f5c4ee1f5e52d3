"""Cards of official weights say where to get them, and claim nothing that nobody published."""

import json
from pathlib import Path
from typing import Any

import pytest

from models import catalog
from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.conversion import id_from, make_card
from tests.spectralgpt import official_files

PATHS = sorted((catalog.CARDS / "official").glob("*.json"))


def read(path: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(path.read_text("utf-8"))
    return document


def test_all_four_published_files_are_there() -> None:
    """Only Base weights were ever released."""
    assert {read(path)["file"] for path in PATHS} == {
        "SpectralGPT.pth",
        "SpectralGPT+.pth",
        "spectralGPT+_54_28.pth",
        "model_3con_loss_51_0.pth",
    }


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_sizes_and_hashes_are_not_invented(path: Path) -> None:
    """They are unknown until a first download; the link is the public record's."""
    document = read(path)
    download = document["download"]
    assert (download["size"], download["sha256"]) == (None, None)
    assert download["page"].startswith("https://zenodo.org/records/")
    assert download["url"] is None or download["url"].startswith(download["page"])
    assert all(record.startswith("https://zenodo.org/api/records/") for record in download["records"])
    assert download["url"] or download["records"], "there is a way to get it"
    assert {"en", "de"} <= set(document["title"]) & set(document["note"])


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_file_that_is_not_there_is_no_model(path: Path) -> None:
    """Its card has the id that the converted file gets, and is not listed before."""
    document = read(path)
    assert document["id"] == path.stem == id_from(Path(document["file"]).stem)
    assert path.stem not in {card.id for card in catalog.cards()}


@pytest.mark.parametrize("path", PATHS, ids=lambda path: path.stem)
def test_a_card_says_the_same_before_and_after_conversion(path: Path) -> None:
    """What can be read of a model before it is downloaded is what it will be."""
    document = read(path)
    network = network_of(official_files.make(document["task"]))
    converted = make_card(document["id"], network, document["file"])
    assert document["bands"] == converted["bands"]
    assert document.get("scheme") == converted.get("scheme")
    assert document.get("classes") == converted.get("classes")
    assert document["outputs"] == converted["architecture"]["outputs"]
