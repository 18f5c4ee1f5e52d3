"""The authors' numbers, and our networks compared with them layer by layer.

The golden numbers are large and stay outside the repository: ``SPECTRALGPT_GOLDEN`` names their folder, else
``../shared/golden`` beside the checkout, with the key lists in ``spectralgpt_keys`` next to it.
"""

import os
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.spectralgpt.checkpoints import SpectralGPTNetwork, network_of
from models.spectralgpt.tokens import to_image
from tests.spectralgpt.formula_weights import golden_noise, make_image, make_state

# Largest absolute differences that rounding explains (see the golden numbers' own notes).
TOKENS, LOGITS, DENSE = 5e-5, 1e-5, 1e-4

KEYS = {
    "mae128": "pretrain_base_128",
    "mae96": "pretrain_base_96",
    "cls128": "classifier_base_128",
    "cls128_sep": "classifier_base_128_sep_pos_embed",
    "seg": "segmentation_segmunich_base",
    "cd": "change_detection_oscd_base",
}
"""By case: the list of the network's entries."""


def golden_folder(checkout: Path) -> Path:
    """The folder of the golden numbers; without it the test is skipped."""
    named = os.environ.get("SPECTRALGPT_GOLDEN")
    folder = Path(named) if named else checkout.parent / "shared" / "golden"
    if not folder.is_dir():
        pytest.skip(f"no golden numbers at {folder}; set SPECTRALGPT_GOLDEN to their folder")
    return folder


@lru_cache(maxsize=1)
def _state(folder: Path, case: str, rule: str) -> dict[str, Tensor]:
    return make_state(folder.parent / "spectralgpt_keys" / f"{KEYS[case]}.json", rule)


def network(folder: Path, case: str, rule: str) -> SpectralGPTNetwork:
    """A case's network; its parameters are its own."""
    return network_of({name: value.clone() for name, value in _state(folder, case, rule).items()})


class Golden:
    """The numbers of one case; `check` compares a whole tensor's sums and the slice that is stored."""

    def __init__(self, path: Path) -> None:
        with np.load(path) as numbers:
            self._numbers = dict(numbers)

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


def check_pretraining(folder: Path, case: str, rule: str, net: SpectralGPTNetwork) -> None:
    """Tokens without masking, and the reconstruction from a tenth of them with its loss."""
    side = int(case.removeprefix("mae"))
    step = side // 8
    numbers = Golden(folder / f"{case}_{rule}.npz")
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


def check_classifier(folder: Path, case: str, rule: str, net: SpectralGPTNetwork) -> None:
    """Blocks, pooled features and logits."""
    numbers = Golden(folder / f"{case}_{rule}.npz")
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


def check_segmentation(folder: Path, case: str, rule: str, net: SpectralGPTNetwork) -> None:
    """SegMunich's network, all stages."""
    numbers = Golden(folder / f"{case}_{rule}.npz")
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


def check_change(folder: Path, case: str, rule: str, net: SpectralGPTNetwork) -> None:
    """OSCD's network, all stages; the difference is signed, first date minus second."""
    numbers = Golden(folder / f"{case}_{rule}.npz")
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


Check = Callable[[Path, str, str, SpectralGPTNetwork], None]
CHECKS: dict[str, Check] = {
    "mae128": check_pretraining,
    "mae96": check_pretraining,
    "cls128": check_classifier,
    "cls128_sep": check_classifier,
    "seg": check_segmentation,
    "cd": check_change,
}
"""By case: what compares a network with the authors' numbers; an AssertionError says where they part."""
