"""Official weights of the peers, under their own key names, by the project's safe reader.

None of these files could be had while this was written, so loading is tested on files that were made in the
documented layouts:

- ResNet: torchvision's ``resnet50-*.pth`` (a bare state dict).
- SeCo: ``seco_resnet50_1m.ckpt`` of ServiceNow/seasonal-contrast, a Lightning checkpoint whose ``state_dict``
  holds MoCo's two encoders, heads and queue; `encoder_q` is a sequence of ResNet's children without the last
  (models/moco2_module.py there). Bare files with torchvision's names and no ``fc`` (TorchGeo's) load too. A
  checkpoint that carries classes of Lightning beside the weights is refused: it could run code.
- ViT, ViT-22k: timm's ``vit_base_patch16_224`` (timm/models/vision_transformer.py); the second has 21,843
  classes.
- SatMAE: ``pretrain-vit-base-*.pth`` (its decoder is left out) and fine-tuned files of
  sustainlab-group/SatMAE (models_mae_group_channels.py, models_vit_group_channels.py).
"""

import re
from collections.abc import Callable
from pathlib import Path

import torch
from torch import Tensor, nn

from models.baselines.resnet import ResNet
from models.baselines.vit import SatMAE, VisionTransformer
from models.checkpoint_files import read_checkpoint
from models.errors import EngineError

PEERS: dict[str, tuple[str, int, Callable[[int], nn.Module]]] = {
    "resnet50": ("ResNet-50", 1000, lambda classes: ResNet(50, classes)),
    "seco": ("SeCo ResNet-50", 1000, lambda classes: ResNet(50, classes)),
    "seco18": ("SeCo ResNet-18", 1000, lambda classes: ResNet(18, classes)),
    "vit": ("ViT-B/16", 1000, VisionTransformer),
    "vit-22k": ("ViT-B/16 of ImageNet-21k", 21843, VisionTransformer),
    "satmae": ("SatMAE Base", 62, SatMAE),
}
"""Name in a sentence, classes of the official file, and how the network is made for so many classes."""

_HEADS = re.compile(r"(fc|head)\.(weight|bias)")
_SECO_CHILDREN = {0: "conv1", 1: "bn1", 4: "layer1", 5: "layer2", 6: "layer3", 7: "layer4"}
_LEFT_OUT = {
    "seco": re.compile(r"encoder_k\.|heads_[qk]\.|queue"),
    "satmae": re.compile(r"decoder_|mask_token$|norm\."),
    # Older files of timm have a layer before the classes.
    "vit-22k": re.compile(r"pre_logits\."),
}
_MAY_LACK = re.compile(r"(fc|head|fc_norm)\.(weight|bias)|channel_cls_embed")
"""What pretraining files have no place for: classes, and SatMAE's norm of the mean token."""


def build(peer: str, classes: int) -> nn.Module:
    """A peer with random weights for so many classes.

    Args:
        peer: a key of `PEERS`.
        classes: of the logits.
    """
    return PEERS[peer][2](classes)


def our_name(peer: str, official: str) -> str | None:
    """The entry of our network that an official entry belongs to; None where it is left out."""
    family = peer.removesuffix("18")
    left_out = _LEFT_OUT.get(family)
    if left_out is not None and left_out.match(official):
        return None
    if child := re.fullmatch(r"encoder_q\.(\d+)\.(.+)", official):
        number = int(child[1])
        if number not in _SECO_CHILDREN:
            raise KeyError(official)
        return f"{_SECO_CHILDREN[number]}.{child[2]}"
    return official


def load_official(peer: str, path: str | Path, classes: int | None = None) -> nn.Module:
    """A peer with official weights, float32 on the CPU, in evaluation mode.

    Args:
        peer: a key of `PEERS`.
        path: of the file.
        classes: for a new layer of so many classes; None keeps the file's, or a random one where it has none.

    Raises:
        EngineError: ``checkpoint.*``, one sentence that names the problem.
    """
    title, official_classes, _ = PEERS[peer]
    advice = f"Choose the official weights of {title}"
    official = read_checkpoint(path, advice)
    state: dict[str, Tensor] = {}
    for name, value in official.items():
        try:
            ours = our_name(peer, name)
        except KeyError as error:
            raise _misfit(title, f"the entry {name[:80]} has no place in it", advice) from error
        if ours is not None:
            state[ours] = value
    if classes is None:
        head = next((value for name, value in state.items() if _HEADS.fullmatch(name)), None)
        network = build(peer, official_classes if head is None or head.ndim == 0 else min(len(head), 100_000))
    else:
        network = build(peer, classes)
        state = {name: value for name, value in state.items() if not _HEADS.fullmatch(name)}
    _check(title, network.state_dict(), state, advice)
    network.load_state_dict(
        {
            name: value if name.endswith("num_batches_tracked") else value.float()
            for name, value in state.items()
        },
        strict=False,
    )
    return network.eval()


def _check(title: str, wanted: dict[str, Tensor], state: dict[str, Tensor], advice: str) -> None:
    """Every entry is there, has its place and shape, and is a finite number.

    Raises:
        EngineError: ``checkpoint.misfit`` or ``checkpoint.not_finite``.
    """
    counts = "num_batches_tracked"
    missing = [
        name
        for name in wanted
        if name not in state and not _MAY_LACK.fullmatch(name) and not name.endswith(counts)
    ]
    if missing:
        raise _misfit(title, f"{len(missing)} entries are missing, the first is {missing[0]}", advice)
    for name, value in state.items():
        if name not in wanted:
            raise _misfit(title, f"the entry {name[:80]} has no place in it", advice)
        if value.shape != wanted[name].shape:
            raise _misfit(
                title,
                f"{name} has the shape {tuple(value.shape)} instead of {tuple(wanted[name].shape)}",
                advice,
            )
        if name.endswith(counts):
            continue
        if not value.is_floating_point():
            raise _misfit(title, f"{name} holds {value.dtype}", advice)
        if not bool(torch.isfinite(value).all()):
            raise EngineError(
                "checkpoint.not_finite",
                f"{name} holds values that are not numbers.",
                "Download the file again.",
            )


def _misfit(title: str, what: str, advice: str) -> EngineError:
    return EngineError("checkpoint.misfit", f"The weights do not fit {title}: {what}.", f"{advice}.")
