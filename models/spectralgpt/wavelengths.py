"""Encoding of wavelengths, and the spectral groups that tokens are made of.

Kernels that are generated from the wavelength let one network read any band set (the idea of DOFA,
Xiong et al. 2024, arXiv:2403.15356); the groups follow SpectralGPT's 3-D tokens (Hong et al., TPAMI 2024).
"""

import math
from collections.abc import Sequence

import torch
from torch import Tensor, nn

FREQUENCIES = 16
SHORTEST_NM, LONGEST_NM = 400.0, 2500.0
GROUP_LIMITS_NM = (690.0, 1000.0)
"""Visible below the first, near infrared between, short-wave infrared above the second."""


def encode_wavelengths(wavelengths: Tensor) -> Tensor:
    """Sines and cosines of the logarithm of wavelengths in nanometres: (B,) -> (B, 2 * FREQUENCIES)."""
    span = math.log(LONGEST_NM / SHORTEST_NM)
    position = torch.log(wavelengths.float() / SHORTEST_NM) / span
    scales = math.pi * 2.0 ** torch.linspace(0, 6, FREQUENCIES, device=wavelengths.device)
    angles = position[:, None] * scales
    return torch.cat([angles.sin(), angles.cos()], dim=1)


def spectral_groups(wavelengths: Sequence[float]) -> list[list[int]]:
    """Positions of the bands of each spectral group; empty groups are left out."""
    groups: list[list[int]] = [[], [], []]
    for position, wavelength in enumerate(wavelengths):
        groups[sum(wavelength > limit for limit in GROUP_LIMITS_NM)].append(position)
    return [group for group in groups if group]


class GeneratedWeights(nn.Module):
    """Generates one weight vector a band from its wavelength: (B,) nanometres -> (B, size)."""

    def __init__(self, size: int, hidden: int = 128, gain: float = 1.0) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(2 * FREQUENCIES, hidden), nn.GELU(), nn.Linear(hidden, hidden), nn.GELU()
        )
        self.out = nn.Linear(hidden, size)
        nn.init.normal_(self.out.weight, std=gain / math.sqrt(hidden))
        nn.init.normal_(self.out.bias, std=0.5 * gain)

    def forward(self, wavelengths: Tensor) -> Tensor:
        """Weights of each band."""
        out: Tensor = self.out(self.layers(encode_wavelengths(wavelengths)))
        return out


def nearest(wavelengths: Sequence[float], centre: float) -> int:
    """Place of the band nearest to a wavelength."""
    return min(range(len(wavelengths)), key=lambda k: abs(wavelengths[k] - centre))
