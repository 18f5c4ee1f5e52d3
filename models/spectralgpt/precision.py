"""Weights in bfloat16, where the hardware computes in it and a network's answers stay.

Weights and activations take half the memory's bandwidth, which on a GPU is what the network waits for between
its products; autocast would keep the activations between them in float32.
"""

import copy
from collections.abc import Callable
from typing import TypeVar

import torch
from torch import Tensor, nn

AGREEMENT = 0.99
"""Share of pixels whose likeliest class must be the same in bfloat16, or float32 is used."""

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
