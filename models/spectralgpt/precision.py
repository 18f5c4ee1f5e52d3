"""bfloat16, where the hardware computes in it and a network's answers stay.

Weights of the official networks are in it too: weights and activations take half the memory's bandwidth,
which on a GPU is what these networks wait for between their products; autocast would keep the activations
between them in float32. The compact networks compute under autocast.
"""

import copy
from collections.abc import Callable
from typing import Any, TypeVar

import torch
from torch import Tensor, nn

AGREEMENT = 0.99
"""Share of pixels whose likeliest class must be the same in bfloat16, or float32 is used."""

ROUNDING = 0.05
"""What autocast may change of a network's scores, over their size. Rounding changes less than a hundredth; a
kernel that a library gets wrong on some processor has changed a fifth and more."""

Network = TypeVar("Network", bound=nn.Module)


def in_bfloat16(network: Network, answer: Callable[[Network, Tensor], Tensor], image: Tensor) -> Network:
    """The network in bfloat16 if its likeliest classes stay the same, but for a hundredth; else as it is.

    Args:
        network: in float32, on its device.
        answer: gives scores (N, K, ...) of a network for an image of its precision.
        image: to compare on, see `probe_image`.
    """
    rounded = copy.deepcopy(network).to(torch.bfloat16)
    with torch.inference_mode():
        same = answer(network, image).argmax(1) == answer(rounded, image.to(torch.bfloat16)).argmax(1)
    return rounded if float(same.float().mean()) >= AGREEMENT else network


def autocast(device: str, bf16: bool) -> Any:
    """Where products are computed in bfloat16, if they are to be.

    Args:
        device: torch's name.
        bf16: whether they are.
    """
    return torch.autocast(device.partition(":")[0], torch.bfloat16, enabled=bf16)


def autocast_fits(answer: Callable[[], Tensor], device: str) -> bool:
    """Whether a network's scores stay the same under autocast, but for rounding.

    Args:
        answer: computes scores of a fixed image, see `probe_image`.
        device: torch's name of where the network is.
    """
    with torch.inference_mode():
        exact = answer().float()
        with autocast(device, bf16=True):
            rounded = answer().float()
    return bool((rounded - exact).norm() <= ROUNDING * exact.norm())


def precision_of(network: nn.Module) -> torch.dtype:
    """What a network computes in."""
    return next(network.parameters()).dtype


def probe_image(bands: int, side: int) -> Tensor:
    """A fixed image (1, bands, side, side), 0 to 1, with smooth and with rough parts.

    Which precision is taken must not depend on the scene: a resumed run has to repeat the first one's
    numbers.
    """
    band, y, x = torch.meshgrid(torch.arange(bands), torch.arange(side), torch.arange(side), indexing="ij")
    smooth = torch.sin(0.9 * band + 0.07 * y) + torch.sin(0.13 * (1 + band / bands) * x + 0.05 * y)
    rough = torch.sin(2.3 * x + 1.1 * y + 0.5 * band)
    return (0.5 + 0.2 * smooth + 0.1 * rough).clamp(0, 1)[None]
