"""Our networks give what the authors' code gives, layer by layer, on formula-made weights."""

from pathlib import Path

import pytest
import torch

from tests.spectralgpt.formula_weights import golden_noise, make_image
from tests.spectralgpt.golden_numbers import CHECKS, TOKENS, golden_folder, network

TASKS = {
    "mae128": "pretraining",
    "mae96": "pretraining",
    "cls128": "classification",
    "cls128_sep": "classification",
    "seg": "segmentation",
    "cd": "change",
}


@pytest.fixture(scope="module")
def golden(checkout: Path) -> Path:
    """The folder of the golden numbers."""
    return golden_folder(checkout)


@pytest.mark.slow
@pytest.mark.parametrize("rule", ["hash", "sine"])
@pytest.mark.parametrize("case", CHECKS)
def test_a_network_gives_the_authors_numbers(golden: Path, case: str, rule: str) -> None:
    """All six cases, intermediate tensors included."""
    net = network(golden, case, rule)
    assert net.task == TASKS[case]
    CHECKS[case](golden, case, rule, net)


@pytest.mark.slow
def test_the_order_of_kept_tokens_does_not_matter(golden: Path) -> None:
    """`keep` is a set: the prediction and the loss are the same in any order."""
    net = network(golden, "mae96", "hash")
    x = make_image(0, 96)[None]
    keep = golden_noise(1, 576).argsort(1)[:, :57]
    with torch.inference_mode():
        first, second = net.reconstruct(x, keep), net.reconstruct(x, keep.flip(1))
    torch.testing.assert_close(first.prediction, second.prediction, atol=TOKENS, rtol=0)
    assert first.loss.item() == pytest.approx(second.loss.item(), abs=1e-4)
