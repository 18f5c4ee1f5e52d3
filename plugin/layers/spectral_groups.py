"""The spectral groups that a network's tokens have."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

GROUP = 3
"""Bands of a token of SpectralGPT."""


def spectral_groups(bands: Sequence[Mapping[str, Any]]) -> list[list[Mapping[str, Any]]]:
    """A card's bands by group: as the bands say, else three neighbours each, as in official networks."""
    numbers = [band.get("group") for band in bands]
    if bands and all(isinstance(number, int) for number in numbers):
        return [
            [band for band, number in zip(bands, numbers) if number == group]
            for group in sorted(set(numbers))
        ]
    return [list(bands[start : start + GROUP]) for start in range(0, len(bands) - GROUP + 1, GROUP)]
