"""Our networks give what the authors' code gives, layer by layer, on formula-made weights.

The golden numbers are large and stay outside the repository: ``SPECTRALGPT_GOLDEN`` names their folder, else
``../shared/golden`` beside the checkout, with the key lists in ``spectralgpt_keys`` next to it.
"""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.tokens import to_image
from tests.spectralgpt.formula_weights import golden_noise, make_image, make_state

RULES = ("hash", "sine")
# Largest absolute differences that rounding explains (see the golden numbers' own notes).
TOKENS, LOGITS, DENSE = 5e-5, 1e-5, 1e-4


@pytest.fixture(scope="module")
def golden(checkout: Path) -> Path:
    """The folder of the golden numbers."""
    named = os.environ.get("SPECTRALGPT_GOLDEN")
    folder = Path(named) if named else checkout.parent / "shared" / "golden"
    if not folder.is_dir():
        pytest.skip(f"no golden numbers at {folder}; set SPECTRALGPT_GOLDEN to their folder")
    return folder


class Golden:
    """The numbers of one case; `check` compares a whole tensor's sums and the slice that is stored."""

    def __init__(self, path: Path) -> None:
        self._numbers = np.load(path)

    def __getitem__(self, name: str) -> np.ndarray:
        return self._numbers[name]

    def check(self, name: str, whole: Tensor, piece: Tensor, tolerance: float) -> None:
        """Compare."""
        assert tuple(whole.shape) == tuple(self[f"{name}__shape"]), name
        torch.testing.assert_close(
            piece.float(), torch.from_numpy(self[name]), atol=tolerance, rtol=0, msg=lambda m: f"{name}: {m}"
        )
        _, _, _, _, absolute, squared = self[f"{name}__stats"]
        values = whole.double()
        assert values.abs().sum().item() == pytest.approx(absolute, rel=1e-5), name
        assert values.square().sum().item() == pytest.approx(squared, rel=1e-5), name


def watch(modules: dict[str, nn.Module]) -> dict[str, Tensor]:
    """What modules give in the next call, under given names; repeated calls get a suffix."""
    seen: dict[str, Tensor] = {}

    def hook(name: str) -> Callable[[nn.Module, object, Tensor], None]:
        def keep(_module: nn.Module, _given: object, out: Tensor) -> None:
            seen[f"{name}_again" if name in seen else name] = out

        return keep

    for name, module in modules.items():
        module.register_forward_hook(hook(name))
    return seen


def keys_of(golden: Path, name: str) -> Path:
    return golden.parent / "spectralgpt_keys" / f"{name}.json"


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("side", "step"), [(128, 16), (96, 12)])
def test_pretraining_network(golden: Path, rule: str, side: int, step: int) -> None:
    """Tokens without masking, and the reconstruction from a tenth of them with its loss."""
    net = network_of(make_state(keys_of(golden, f"pretrain_base_{side}"), rule))
    assert net.task == "pretraining"
    numbers = Golden(golden / f"mae{side}_{rule}.npz")
    x = make_image(0, side)[None]
    seen = watch(
        {"embedding": net.encoder.embedding, **{f"block{i}": net.encoder.blocks[i] for i in (0, 5, 11)}}
    )
    with torch.inference_mode():
        latent = net.encode(x)
        numbers.check("nomask_patch_embed", seen["embedding"], seen["embedding"][:, ::step], TOKENS)
        for block in ("block0", "block5", "block11"):
            numbers.check(f"nomask_{block}", seen[block], seen[block][:, ::step], TOKENS)
        numbers.check("nomask_latent", latent, latent[:, ::step], TOKENS)
        length = latent.shape[1]
        order = golden_noise(1, length).argsort(1)
        keep = order[:, : int(length * (1 - 0.9))]
        kept = net.encode_kept(x, keep)
        numbers.check("mask90_latent", kept, kept, TOKENS)
        result = net.reconstruct(x, keep)
    assert np.array_equal(result.mask.numpy().astype(np.uint8), numbers["mask90_mask"])
    assert np.array_equal(order.argsort(1).numpy(), numbers["mask90_ids_restore"])
    numbers.check("mask90_pred", result.prediction, result.prediction[:, ::8], TOKENS)
    assert result.loss.item() == pytest.approx(float(numbers["mask90_loss"]), abs=1e-4)
    image = to_image(result.prediction, side, side)[:, None]
    numbers.check("mask90_unpatchified", image, image[:, 0, ::5, ::16], TOKENS)


@pytest.mark.slow
def test_the_order_of_kept_tokens_does_not_matter(golden: Path) -> None:
    """`keep` is a set: the prediction and the loss are the same in any order."""
    net = network_of(make_state(keys_of(golden, "pretrain_base_96"), "hash"))
    x = make_image(0, 96)[None]
    keep = golden_noise(1, 576).argsort(1)[:, :57]
    with torch.inference_mode():
        first, second = net.reconstruct(x, keep), net.reconstruct(x, keep.flip(1))
    torch.testing.assert_close(first.prediction, second.prediction, atol=TOKENS, rtol=0)
    assert first.loss.item() == pytest.approx(second.loss.item(), abs=1e-4)


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(("case", "keys"), [("cls128", ""), ("cls128_sep", "_sep_pos_embed")])
def test_classifier(golden: Path, rule: str, case: str, keys: str) -> None:
    """Both kinds of position tables."""
    net = network_of(make_state(keys_of(golden, f"classifier_base_128{keys}"), rule))
    assert net.task == "classification"
    numbers = Golden(golden / f"{case}_{rule}.npz")
    seen = watch(
        {"block0": net.encoder.blocks[0], "block11": net.encoder.blocks[11], "pooled_norm": net.encoder.norm}
    )
    with torch.inference_mode():
        logits = net(torch.stack([make_image(0, 128), make_image(1, 128)]))
    for block in ("block0", "block11"):
        numbers.check(block, seen[block], seen[block][:, ::64], TOKENS)
    numbers.check("pooled_norm", seen["pooled_norm"], seen["pooled_norm"], TOKENS)
    numbers.check("logits", logits, logits, LOGITS)


def dense_parts(net: nn.Module) -> dict[str, nn.Module]:
    """Modules of a dense network under the golden names."""
    decoder = net.head.decoder
    return {
        "block11": net.encoder.blocks[11],
        "fc": net.merge,
        **{f"conv{i}": branch for i, branch in enumerate(net.head.branches)},
        "ppm": decoder.pyramid,
        **{f"fuse{i + 1}": joint for i, joint in enumerate(decoder.joints)},
        "decoder": decoder,
        "scores": net.head,
    }


DENSE_STEPS = {
    "conv0": 16,
    "conv1": 8,
    "conv2": 4,
    "conv3": 2,
    "ppm": 2,
    "fuse1": 4,
    "fuse2": 8,
    "fuse3": 16,
    "decoder": 8,
}


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_segmentation_network(golden: Path, rule: str) -> None:
    """SegMunich's network, all stages."""
    net = network_of(make_state(keys_of(golden, "segmentation_segmunich_base"), rule))
    assert net.task == "segmentation"
    numbers = Golden(golden / f"seg_{rule}.npz")
    seen = watch(dense_parts(net))
    with torch.inference_mode():
        logits = net(make_image(0, 128)[None])
    numbers.check("block11", seen["block11"], seen["block11"][:, ::64], TOKENS)
    numbers.check("fc", seen["fc"], seen["fc"][:, ::16], DENSE)
    for name, step in DENSE_STEPS.items():
        numbers.check(name, seen[name], seen[name][:, ::16, ::step, ::step], DENSE)
    numbers.check("logits", logits, logits, DENSE)
    same = logits.argmax(1).numpy() == numbers["logits"].argmax(1)
    assert same.mean() >= 0.9999


@pytest.mark.slow
@pytest.mark.parametrize("rule", RULES)
def test_change_network(golden: Path, rule: str) -> None:
    """OSCD's network, all stages; the difference is signed, first date minus second."""
    net = network_of(make_state(keys_of(golden, "change_detection_oscd_base"), rule))
    assert net.task == "change"
    numbers = Golden(golden / f"cd_{rule}.npz")
    seen = watch(dense_parts(net))
    with torch.inference_mode():
        result = net(make_image(0, 128)[None], make_image(5, 128)[None])
    for name, key in (("block11_date1", "block11"), ("block11_date2", "block11_again")):
        numbers.check(name, seen[key], seen[key][:, ::64], TOKENS)
    numbers.check("fc_date1", seen["fc"], seen["fc"][:, ::16], DENSE)
    for name, step in DENSE_STEPS.items():
        numbers.check(name, seen[name], seen[name][:, ::16, ::step, ::step], DENSE)
    numbers.check("scores", seen["scores"], seen["scores"][:, :, ::4, ::4], DENSE)
    numbers.check("log_softmax", result, result, DENSE)
    assert (result.argmax(1).numpy() == numbers["log_softmax"].argmax(1)).mean() >= 0.9999
