"""Spectral groups of three bands: Sentinel-2's four, or, as an experiment, those of all bands of a scene.

A network's position of a spectral group is a vector that it learned for each of its four. For other groups it
is interpolated, linear in the wavelength of the group's centre; beyond the outermost centres, the outermost
vector is taken. Nothing was trained that way: what comes of it has to be judged case by case.
"""

import itertools
from collections.abc import Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, cast, get_args

from models.errors import EngineError
from models.rasters.bands import LONGEST_REFLECTED, SENTINEL2, Band
from models.sentences import say
from models.spectralgpt.architecture import BANDS, GROUP
from models.spectralgpt.band_mixing import is_absorbed, is_sentinel2

if TYPE_CHECKING:
    from torch import Tensor

SpectralGroups = Literal["sentinel-2", "all-bands"]
MOST_GROUPS = 16
"""The attention's cost grows with the square of their number; beyond, neighbouring bands are averaged."""

CENTRES = tuple(
    sum(SENTINEL2[name].wavelength for name in BANDS[first : first + GROUP]) / GROUP
    for first in range(0, len(BANDS), GROUP)
)
"""Of the network's own groups, in nanometres."""


class Grouping(NamedTuple):
    """All bands of a scene, three by three.

    Attributes:
        channels: positions in the scene's bands; each of the network's channels is the mean of some.
        centres: of each group of three channels, in nanometres, rising.
        bands: how many of the scene's bands are used.
    """

    channels: list[list[int]]
    centres: tuple[float, ...]
    bands: int


def groups_named(text: str) -> SpectralGroups:
    """The choice of this name.

    Raises:
        EngineError: ``model.unknown_groups``.
    """
    if text not in get_args(SpectralGroups):
        known = ", ".join(get_args(SpectralGroups))
        raise EngineError(
            "model.unknown_groups",
            say("There are no spectral groups “{text}”.", text=text),
            say("Known: {known}.", known=known),
        )
    return cast("SpectralGroups", text)


def group_bands(bands: Sequence[Band]) -> Grouping:
    """Put all reflected bands of a scene into groups of three, by wavelength.

    Where water vapour hides the ground, bands are left out. The last group is filled up with its last band.
    Beyond `MOST_GROUPS`, neighbouring bands are averaged. Sentinel-2's own twelve give its own four groups.

    Raises:
        EngineError: ``scene.too_few_bands``: not even one group.
    """
    found = sorted((_centre(band), position) for position, band in enumerate(bands) if _is_usable(band))
    if len(found) < GROUP:
        raise EngineError(
            "scene.too_few_bands",
            say(
                "The scene has {count} bands of known wavelength; a spectral group takes {group}.",
                count=len(found),
                group=GROUP,
            ),
            say("Say which bands are which with the bands option."),
        )
    count = min(len(found), GROUP * MOST_GROUPS)
    edges = [round(channel * len(found) / count) for channel in range(count + 1)]
    runs = [found[start:end] for start, end in itertools.pairwise(edges)]
    runs += [runs[-1]] * (-len(runs) % GROUP)
    middles = [sum(centre for centre, _ in run) / len(run) for run in runs]
    centres = tuple(sum(middles[first : first + GROUP]) / GROUP for first in range(0, len(runs), GROUP))
    return Grouping([[position for _, position in run] for run in runs], centres, len(found))


def spectral_positions(table: "Tensor", centres: Sequence[float]) -> "Tensor":
    """Positions of groups at other wavelengths: (1, 4, D) and n centres in nanometres -> (1, n, D).

    At the network's own centres its own vectors come out, bit for bit.

    Raises:
        ValueError: the table is not that of Sentinel-2's four groups.
    """
    if table.shape[1] != len(CENTRES):
        raise ValueError(f"Positions of {table.shape[1]} spectral groups cannot be interpolated.")
    left, shares = [], []
    for centre in centres:
        below = max(sum(known <= centre for known in CENTRES) - 1, 0)
        below = min(below, len(CENTRES) - 2)
        share = (centre - CENTRES[below]) / (CENTRES[below + 1] - CENTRES[below])
        left.append(below)
        shares.append(min(max(share, 0.0), 1.0))
    share_of = table.new_tensor(shares)[None, :, None]
    return table[:, left] * (1 - share_of) + table[:, [below + 1 for below in left]] * share_of


def _is_usable(band: Band) -> bool:
    wavelength = band.wavelength
    return wavelength is not None and wavelength <= LONGEST_REFLECTED and not is_absorbed(wavelength)


def _centre(band: Band) -> float:
    """Sentinel-2's own bands lie where they lay in training, whatever this satellite's exact centres."""
    assert band.wavelength is not None
    return SENTINEL2[band.name].wavelength if is_sentinel2(band) else band.wavelength
