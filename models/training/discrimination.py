"""Pretraining that tells patches apart instead of copying their pixels.

After Latent MIM Lite of OlmoEarth (Herzog et al., "OlmoEarth: Stable Latent Image Modeling for Multimodal
Earth Observation", CVPR 2026, arXiv:2511.13655). The target of a hidden token is a random projection of its
pixels. It is never trained, so it cannot collapse. The prediction has to resemble its own target more than
those of the other hidden tokens of its kind in the same chip. In the authors' ablation this gave far better
features than targets that move with the network.

Two things differ here. What the network predicts stays in the units of its pixels and goes through the same
projection, so the network has no layer that its file does not have. And both are first brought to mean 0 and
deviation 1 by the chip: reflectance is positive, and otherwise all targets would point nearly the same way.
"""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

WIDTH = 256
"""Of the targets; the 192 values of a token lose nothing."""
TEMPERATURE = 0.1
"""As OlmoEarth's, for both losses."""
SAME = 0.999
"""Targets as similar as this are of the same ground, as on open water, and are not told apart."""
SMALLEST_SPREAD = 1e-3
"""Of a chip's values, in the network's units; a chip without any contrast is not blown up to noise."""
MOST_PLACES = 1024
"""The cost grows with the square of the places; larger chips take a random part of theirs."""


class Projection(NamedTuple):
    """A random linear layer that is never trained.

    Attributes:
        weight: (V, `WIDTH`).
        bias: (`WIDTH`,). Without it only the direction of a token's values would count, not their size.
    """

    weight: Tensor
    bias: Tensor

    @classmethod
    def frozen(cls, values: int, seed: int, device: torch.device) -> "Projection":
        """Always the same for a seed, on every device; values of deviation 1 weigh as much as the bias."""
        random = torch.Generator().manual_seed(seed)
        weight = torch.randn(values, WIDTH, generator=random) / math.sqrt(values)
        return cls(weight.to(device), torch.randn(WIDTH, generator=random).to(device))

    def __call__(self, values: Tensor) -> Tensor:
        """Directions (N, T, D) of values (N, T, V)."""
        return F.normalize(values @ self.weight + self.bias, dim=2)


def patch_discrimination(
    prediction: Tensor, target: Tensor, hidden: Tensor, projection: Projection
) -> tuple[Tensor, Tensor]:
    """Cross-entropy of finding each hidden token's own target among those of its chip.

    Args:
        prediction: (N, T, V) of the tokens of one spectral group.
        target: (N, T, V) their pixels.
        hidden: (N, T) bool, the tokens that count.
        projection: of V values.

    Returns:
        The loss, scaled by twice the temperature as OlmoEarth does; and the share of the hidden tokens whose
        own target is the most similar one. Both are 0 where nothing is hidden.
    """
    if prediction.shape[1] > MOST_PLACES:
        some = torch.rand(prediction.shape[1], device=prediction.device).argsort()[:MOST_PLACES]
        prediction, target, hidden = prediction[:, some], target[:, some], hidden[:, some]
    # In bfloat16 the similarities of neighbouring patches would be alike.
    with torch.autocast(prediction.device.type, enabled=False):
        target = target.float()
        spread, centre = torch.std_mean(target, (1, 2), keepdim=True)
        spread = spread.clamp(min=SMALLEST_SPREAD)
        guess = projection((prediction.float() - centre) / spread)
        truth = projection((target - centre) / spread)
        own = torch.eye(truth.shape[1], dtype=torch.bool, device=truth.device)
        other = hidden[:, None] & ((truth @ truth.transpose(1, 2)) < SAME)
        scores = (guess @ truth.transpose(1, 2) / TEMPERATURE).masked_fill(~(own | other), -torch.inf)
        each = scores.logsumexp(2) - scores.diagonal(dim1=1, dim2=2)
        right = scores.argmax(2) == torch.arange(truth.shape[1], device=truth.device)
        count = hidden.sum().clamp(min=1)
        return 2 * TEMPERATURE * (each * hidden).sum() / count, (right & hidden).sum() / count


def instance_contrast(first: Tensor, second: Tensor) -> Tensor:
    """Cross-entropy of finding a chip by its features under another mask, among the chips of the batch.

    Args:
        first, second: (N, D) means of the visible tokens' features under two masks.
    """
    with torch.autocast(first.device.type, enabled=False):
        one, two = (F.normalize(features.float(), dim=1) for features in (first, second))
        scores = one @ two.T / TEMPERATURE
        own = torch.arange(len(one), device=one.device)
        total: Tensor = TEMPERATURE * (F.cross_entropy(scores, own) + F.cross_entropy(scores.T, own))
        return total
