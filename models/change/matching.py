"""Which band of one date is which band of the other."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from models.errors import EngineError
from models.rasters.bands import LONGEST_REFLECTED, Band
from models.sentences import say

TOLERANCE = 20.0
"""Nanometres between the centres of bands that are taken for the same; half a broad band's width if more."""

FEWEST = 3
"""Bands that both dates must have."""

ROLES: dict[str, tuple[float, float, float]] = {
    "blue": (450, 520, 492),
    "green": (520, 600, 560),
    "red": (620, 690, 665),
    "nir": (760, 900, 842),
    "swir1": (1550, 1750, 1610),
    "swir2": (2080, 2350, 2195),
}
"""Shortest, longest and preferred centre in nanometres of the bands that the methods ask for by name."""

_ATMOSPHERE = ((0, 450), (930, 990), (1340, 1480), (1790, 1960))
"""Nanometres where aerosols, water vapour or cirrus show rather than the ground."""


@dataclass(frozen=True)
class BandPair:
    """One spectral band at both dates.

    Attributes:
        wavelength: centre in nanometres at the first date.
        name: at the first date.
        before: its place in the first scene's bands.
        after: its place in the second scene's bands.
    """

    wavelength: float
    name: str
    before: int
    after: int


def match_bands(before: Sequence[Band], after: Sequence[Band]) -> list[BandPair]:
    """Pair the bands that both dates have, by wavelength; each is used once, the closest pairs first.

    Bands without a known wavelength, thermal bands and bands that mostly see the atmosphere take no part.

    Returns:
        The pairs by increasing wavelength.

    Raises:
        EngineError: ``change.too_few_bands`` when fewer than three are left.
    """
    candidates = []
    for i, first in enumerate(before):
        for j, second in enumerate(after):
            gap = _gap(first, second)
            if gap is not None:
                candidates.append((gap, i, j))
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    pairs = []
    for _, i, j in sorted(candidates):
        wavelength = before[i].wavelength
        if i not in taken_before and j not in taken_after and wavelength is not None:
            taken_before.add(i)
            taken_after.add(j)
            pairs.append(BandPair(wavelength, before[i].name, i, j))
    if len(pairs) < FEWEST:
        common = ", ".join(pair.name for pair in pairs) or "none"
        raise EngineError(
            "change.too_few_bands",
            say(
                "The two dates have too few bands in common: {common}; at least {fewest} are needed.",
                common=common,
                fewest=FEWEST,
            ),
            say("Choose scenes of sensors with the same bands, or say what the bands are."),
        )
    return sorted(pairs, key=lambda pair: pair.wavelength)


def find_role(wavelengths: Sequence[float], role: str) -> int | None:
    """The place of the band that serves as "red", "nir" and so on, None where there is none."""
    low, high, preferred = ROLES[role]
    inside = [k for k, wavelength in enumerate(wavelengths) if low <= wavelength <= high]
    return min(inside, key=lambda k: abs(wavelengths[k] - preferred)) if inside else None


def spread(count: int, most: int) -> list[int]:
    """At most ``most`` of ``count`` places, evenly spread with both ends."""
    if count <= most:
        return list(range(count))
    return [int(k) for k in np.unique(np.rint(np.linspace(0, count - 1, most)).astype(int))]


def _gap(first: Band, second: Band) -> float | None:
    """Nanometres between the centres of two bands that may be the same, else None."""
    if first.wavelength is None or second.wavelength is None:
        return None
    for wavelength in (first.wavelength, second.wavelength):
        if wavelength > LONGEST_REFLECTED or any(low <= wavelength < high for low, high in _ATMOSPHERE):
            return None
    narrower = min(first.width or 0.0, second.width or 0.0)
    gap = abs(first.wavelength - second.wavelength)
    return gap if gap <= max(TOLERANCE, narrower / 2) else None
