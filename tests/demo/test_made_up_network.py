"""The demo's made-up network is a model like a user's own, and says where it comes from."""

from pathlib import Path

import pytest

from demo.made_up_network import NAME, make_network
from models import catalog


def test_the_catalog_finds_it_and_it_can_be_made_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path))
    for _time in (1, 2):
        make_network(tmp_path)
    assert catalog.find_card(NAME, "pretraining").document["source"]["file"].startswith("made-up")
