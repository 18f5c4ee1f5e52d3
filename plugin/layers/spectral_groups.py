"""The spectral groups that SpectralGPT's tokens have: three neighbouring bands each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

GROUP = 3
"""Bands of a token."""

Band = TypeVar("Band")


def spectral_groups(bands: Sequence[Band]) -> list[Sequence[Band]]:
    """Bands in the network's order, by group."""
    return [bands[start : start + GROUP] for start in range(0, len(bands) - GROUP + 1, GROUP)]
