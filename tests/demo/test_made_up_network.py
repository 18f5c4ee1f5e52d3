"""The demo's made-up networks are models like a user's own, and say where they come from."""

from pathlib import Path

import pytest

from demo.made_up_networks import make_networks
from models import catalog


def test_the_catalog_finds_them_and_they_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path))
    for _time in (1, 2):
        make_networks(tmp_path)
    assert (
        catalog.find_card("made-up-pretraining", "pretraining")
        .document["source"]["file"]
        .startswith("made-up")
    )
    scenes = catalog.find_card("made-up-eurosat", "classification")
    assert scenes.document["scheme"] == "eurosat"
