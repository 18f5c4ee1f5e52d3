"""How the bands that a network wants are made of those that a scene has.

Every wanted band is a weighted sum of scene bands: one band of a multispectral sensor, several of an
imaging spectrometer (weighted by the wanted band's spectral response), or its neighbours in wavelength where
it is missing.
"""

import itertools
import math
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from models.errors import EngineError
from models.rasters.bands import LONGEST_REFLECTED, SENTINEL2, Band
from models.sentences import say
from models.spectralgpt.responses import Response, ResponseTable, gaussian

NEAREST_NM = 15.0
"""Beyond this the band is another one: Sentinel-2's neighbours are 35 nm apart at the red edge."""
FEWEST_BANDS = 3
ABSORBED_NM = ((1340.0, 1450.0), (1800.0, 1950.0))
"""Where water vapour lets nothing of the ground through, so that a band there is no neighbour to others."""

NARROW = 0.75
"""Of the wanted band's width: a band that is wider is no sample of it but the like of it."""
LEAST_COVERED = 0.5
"""Share of a response that a scene's narrow bands must cover to stand for the wanted band."""


@dataclass(frozen=True)
class MadeBand:
    """How one wanted band is made.

    Attributes:
        name: of the wanted band.
        weights: by position in the scene's bands; they add up to 1.
        how: "measured" by one scene band, "response" of several, "interpolated" between two neighbours, or
            "copied" from the only neighbour.
        residual: centre of what was made minus the wanted centre, in nanometres.
        covered: share of the wanted band's spectral response that the scene's bands cover, where they were
            weighted by it.
    """

    name: str
    weights: Mapping[int, float] = field(repr=False)
    how: Literal["measured", "response", "interpolated", "copied"]
    residual: float
    covered: float | None = None


def make_bands(
    wanted: Sequence[str], bands: Sequence[Band], table: ResponseTable | None = None
) -> list[MadeBand]:
    """Match a scene's bands to Sentinel-2's by wavelength and make the missing ones.

    Args:
        wanted: names of Sentinel-2 bands, each once.
        bands: of the scene; those without a wavelength are not used.
        table: measured responses of the wanted bands; without it, Gaussians of their centres and widths.

    Returns:
        How each wanted band is made, in their order.

    Raises:
        EngineError: ``scene.too_few_bands`` when the scene has fewer than half of them, or fewer than three;
            ``response.no_band``.
    """
    centres = {
        position: band.wavelength
        for position, band in enumerate(bands)
        if band.wavelength is not None and band.wavelength <= LONGEST_REFLECTED
    }
    made = _by_response(wanted, bands, centres, table)
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
    usable = {p: c for p, c in centres.items() if not is_absorbed(c)}
    return [made.get(name) or _from_neighbours(name, usable) for name in wanted]


def is_sentinel2(band: Band) -> bool:
    """Whether a band carries a Sentinel-2 band's name and lies where that band is."""
    channel = SENTINEL2.get(band.name)
    return (
        channel is not None
        and band.wavelength is not None
        and abs(band.wavelength - channel.wavelength) <= NEAREST_NM
    )


def is_absorbed(wavelength: float) -> bool:
    """Whether water vapour hides the ground at this wavelength in nanometres."""
    return any(low < wavelength < high for low, high in ABSORBED_NM)


def _by_response(
    wanted: Sequence[str],
    bands: Sequence[Band],
    centres: Mapping[int, float],
    table: ResponseTable | None,
) -> dict[str, MadeBand]:
    """Wanted bands of which an imaging spectrometer has several narrower ones.

    Sentinel-2's own bands are no samples of each other, though some lie within the width of the broad near
    infrared.
    """
    samples = {p: c for p, c in centres.items() if not is_sentinel2(bands[p])}
    if len(samples) < 2:
        return {}
    widths = _covered_widths({p: (c, bands[p].width) for p, c in samples.items()})
    found = {}
    for name in wanted:
        channel = SENTINEL2[name]
        if any(is_sentinel2(bands[p]) and bands[p].name == name for p in centres):
            continue
        distances = sorted((abs(c - channel.wavelength), widths[p]) for p, c in samples.items())
        (nearest, width), (second, _) = distances[:2]
        if nearest > channel.width / 2 or width > NARROW * channel.width or second > channel.width:
            continue
        response: Response = gaussian(channel) if table is None else table.of(name)
        shares, covered = response.weights(list(samples.values()), [widths[p] for p in samples])
        if covered < LEAST_COVERED:
            continue
        weights = {p: float(share) for p, share in zip(samples, shares, strict=True) if share > 0}
        residual = sum(w * centres[p] for p, w in weights.items()) - response.centre
        found[name] = MadeBand(name, weights, "response", residual, covered)
    return found


def _covered_widths(samples: Mapping[int, tuple[float, float | None]]) -> dict[int, float]:
    """What each band of a spectrometer covers, from its centre and its width (if known), in nanometres.

    Its bands stand side by side, some a little farther apart than they are wide; where the next one is much
    farther away, there is a gap.
    """
    ordered = sorted((centre, p) for p, (centre, _) in samples.items())
    gaps = [after - before for (before, _), (after, _) in itertools.pairwise(ordered)]
    usual = statistics.median(gaps)
    found = {}
    for place, (_, p) in enumerate(ordered):
        beside = min(max(gaps[max(0, place - 1) : place + 1]), 3 * usual)
        width = samples[p][1]
        found[p] = min(max(width, beside), 2 * width) if width else beside
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
