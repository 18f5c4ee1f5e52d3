"""How the bands that a network wants are made of those that a scene has.

Every wanted band is a weighted sum of scene bands: one band of a multispectral sensor, several of an
imaging spectrometer (weighted by the wanted band's spectral response), or its neighbours in wavelength where
it is missing.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from models.errors import EngineError
from models.rasters.bands import LONGEST_REFLECTED, SENTINEL2, Band
from models.sentences import say

NEAREST_NM = 15.0
"""Beyond this the band is another one: Sentinel-2's neighbours are 35 nm apart at the red edge."""
FEWEST_BANDS = 3
ABSORBED_NM = ((1340.0, 1450.0), (1800.0, 1950.0))
"""Where water vapour lets nothing of the ground through, so that a band there is no neighbour to others."""

_SIGMA_OF_WIDTH = 2 * math.sqrt(2 * math.log(2))


@dataclass(frozen=True)
class MadeBand:
    """How one wanted band is made.

    Attributes:
        name: of the wanted band.
        weights: by position in the scene's bands; they add up to 1.
        how: "measured" by one scene band, "response" of several, "interpolated" between two neighbours, or
            "copied" from the only neighbour.
        residual: centre of what was made minus the wanted centre, in nanometres.
    """

    name: str
    weights: Mapping[int, float] = field(repr=False)
    how: Literal["measured", "response", "interpolated", "copied"]
    residual: float


def make_bands(wanted: Sequence[str], bands: Sequence[Band]) -> list[MadeBand]:
    """Match a scene's bands to Sentinel-2's by wavelength and make the missing ones.

    Args:
        wanted: names of Sentinel-2 bands, each once.
        bands: of the scene; those without a wavelength are not used.

    Returns:
        How each wanted band is made, in their order.

    Raises:
        EngineError: ``scene.too_few_bands`` when the scene has fewer than half of them, or fewer than three.
    """
    centres = {
        position: band.wavelength
        for position, band in enumerate(bands)
        if band.wavelength is not None and band.wavelength <= LONGEST_REFLECTED
    }
    made = _by_response(wanted, bands, centres)
    made |= _one_by_one([name for name in wanted if name not in made], bands, centres)
    needed = max(FEWEST_BANDS, math.ceil(len(wanted) / 2))
    if len(made) < needed:
        known = ", ".join(f"{name} ({SENTINEL2[name].wavelength:.0f} nm)" for name in wanted)
        there = ", ".join(name for name in wanted if name in made) or "none"
        raise EngineError(
            "scene.too_few_bands",
            say(
                "The scene has {made} of the {wanted} bands that the model needs ({there}).",
                made=len(made),
                wanted=len(wanted),
                there=there,
            ),
            say(
                "At least {needed} must be there: {known}. Say which bands are which with the bands option.",
                needed=needed,
                known=known,
            ),
        )
    usable = {p: c for p, c in centres.items() if not any(low < c < high for low, high in ABSORBED_NM)}
    return [made.get(name) or _from_neighbours(name, usable) for name in wanted]


def _by_response(
    wanted: Sequence[str], bands: Sequence[Band], centres: Mapping[int, float]
) -> dict[str, MadeBand]:
    """Wanted bands of which an imaging spectrometer has several within their width.

    The response is a Gaussian of the wanted band's full width at half maximum. Sentinel-2's own bands are no
    samples of each other, though some lie within the width of the broad near infrared.
    """
    samples = {p: c for p, c in centres.items() if not _is_sentinel2(bands[p])}
    found = {}
    for name in wanted:
        channel = SENTINEL2[name]
        inside = {p: c for p, c in samples.items() if abs(c - channel.wavelength) <= channel.width / 2}
        if len(inside) < 2 or any(_is_sentinel2(bands[p]) and bands[p].name == name for p in centres):
            continue
        sigma = channel.width / _SIGMA_OF_WIDTH
        response = {p: math.exp(-0.5 * ((c - channel.wavelength) / sigma) ** 2) for p, c in inside.items()}
        total = sum(response.values())
        weights = {p: r / total for p, r in response.items()}
        residual = sum(w * centres[p] for p, w in weights.items()) - channel.wavelength
        found[name] = MadeBand(name, weights, "response", residual)
    return found


def _one_by_one(
    wanted: Sequence[str], bands: Sequence[Band], centres: Mapping[int, float]
) -> dict[str, MadeBand]:
    """Wanted bands that one scene band measures; each scene band at most once, the best match first."""
    candidates = []
    for name in wanted:
        channel = SENTINEL2[name]
        for position, centre in centres.items():
            distance = abs(centre - channel.wavelength)
            if distance <= max(NEAREST_NM, channel.width / 2):
                candidates.append((bands[position].name != name, distance, name, position))
    found: dict[str, MadeBand] = {}
    taken: set[int] = set()
    for _, _, name, position in sorted(candidates):
        if name not in found and position not in taken:
            residual = centres[position] - SENTINEL2[name].wavelength
            found[name] = MadeBand(name, {position: 1.0}, "measured", residual)
            taken.add(position)
    return found


def _from_neighbours(name: str, centres: Mapping[int, float]) -> MadeBand:
    """Linear in wavelength between the nearest bands on both sides; a copy where there is one side only."""
    target = SENTINEL2[name].wavelength
    below = max(((c, p) for p, c in centres.items() if c <= target), default=None)
    above = min(((c, p) for p, c in centres.items() if c > target), default=None)
    if below is not None and above is not None:
        share = (target - below[0]) / (above[0] - below[0])
        return MadeBand(name, {below[1]: 1 - share, above[1]: share}, "interpolated", 0.0)
    centre, position = below or above or (math.nan, -1)
    if position < 0:
        raise EngineError(
            "scene.too_few_bands",
            say("The scene has no band from which {name} could be made.", name=name),
            say("Say which bands are which with the bands option."),
        )
    return MadeBand(name, {position: 1.0}, "copied", centre - target)


def _is_sentinel2(band: Band) -> bool:
    """Whether a band carries a Sentinel-2 band's name and lies where that band is."""
    channel = SENTINEL2.get(band.name)
    return (
        channel is not None
        and band.wavelength is not None
        and abs(band.wavelength - channel.wavelength) <= NEAREST_NM
    )
