"""Networks that were trained here are written like official files."""

import pytest
import torch

from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.official_keys import to_official_state, to_our_state
from tests.spectralgpt import official_files

TASKS = ("pretraining", "classification", "classification_joint", "change", "segmentation")


@pytest.mark.parametrize("task", TASKS)
def test_names_go_both_ways(task: str) -> None:
    official = official_files.make(task)
    back = to_official_state(to_our_state(official))
    assert set(back) == set(official)
    assert all(torch.equal(back[name], official[name]) for name in official)


def test_two_classes_of_pixels_are_no_change_where_the_card_says_so() -> None:
    official = official_files.make("change")
    assert network_of(official).task == "change"
    assert network_of(official, "segmentation").task == "segmentation"
