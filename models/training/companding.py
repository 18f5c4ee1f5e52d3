"""Training images in eight bits on the device that trains: 255 times the square root of a value from 0 to 1.

The steps are finer where surfaces are dark. `models.training.packing.compand` does the same to arrays.
"""

import torch
from torch import Tensor


def companded(values: Tensor) -> Tensor:
    """Reflectance or probabilities, cut to 0..1, as uint8."""
    return (255 * values.clamp(0, 1).sqrt()).round().to(torch.uint8)


def expanded(images: Tensor) -> Tensor:
    """What was companded, from 0 to 1 in float32."""
    return (images.float() / 255).square()
