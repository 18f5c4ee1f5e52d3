"""The materials that scenes are made of: their WorldCover class and how their spectra vary.

Each has variants, which differ as places differ (soil, species, roofing), and stages, which differ as dates
differ: from dormant to green for vegetation, from dry to wet for soils, from rough to calm for the rest.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from models.training.simulation import surfaces
from models.training.simulation.absorption import Spectrum
from models.training.simulation.vegetation import Leaves, canopy, crowns, leaf_optics

STAGES = 5
"""Stages of a variant, evenly from 0 to 1; between them reflectance is interpolated."""


class Draw:
    """Random parameters of `count` variants, the same at all their stages; arrays are (count · STAGES,)."""

    def __init__(self, random: np.random.Generator, count: int) -> None:
        self._random, self._count = random, count
        self.stage = np.tile(np.linspace(0, 1, STAGES), count)
        self.ones = np.ones_like(self.stage)

    def between(self, low: float, high: float) -> Spectrum:
        """Uniform from `low` to `high`."""
        return np.repeat(self._random.uniform(low, high, self._count), STAGES)

    def skewed(self, low: float, high: float) -> Spectrum:
        """Evenly on a logarithmic scale, so that small values are as frequent as large ones."""
        return np.exp(self.between(np.log(low), np.log(high)))

    def factors(self, deviation: float, columns: int) -> Spectrum:
        """Factors near 1, (count · STAGES, columns)."""
        drawn = np.exp(self._random.normal(0, deviation, (self._count, columns)))
        return np.repeat(drawn, STAGES, axis=0)


@dataclass(frozen=True)
class Material:
    """One kind of surface.

    Attributes:
        code: WorldCover class.
        spectra: draws its variants, (count · STAGES, wavelengths).
        season: how far its stage follows the season.
        parcel: how far its stage differs between parcels.
        offset: its stage where both are 0.
        texture: deviation of brightness from pixel to pixel, relative.
        spread: share of the variants that one scene has.
    """

    code: int
    spectra: Callable[[Draw], Spectrum]
    season: float = 0.0
    parcel: float = 0.4
    offset: float = 0.3
    texture: float = 0.04
    spread: float = 0.5


def _soil(draw: Draw, low: float = 0.18, high: float = 0.5, wet: float = 1.0) -> Spectrum:
    moisture = np.clip(draw.between(0, 0.4) + 0.6 * wet * draw.stage, 0, 1)
    return surfaces.soil(draw.between(low, high), moisture, draw.between(0.1, 1), draw.between(0, 1))


def _stand(
    draw: Draw,
    ground: Spectrum,
    area: tuple[float, float],
    green: tuple[float, float],
    browning: float,
    vigour: Spectrum,
) -> Spectrum:
    """A level stand whose leaf area and greenness grow with its vigour, 0 to 1."""
    chlorophyll = draw.between(*green)
    leaves = Leaves(
        draw.between(1.3, 2.1),
        chlorophyll * (0.25 + 0.75 * vigour),
        chlorophyll * 0.2,
        np.clip(browning * (1 - vigour) ** 1.5 + draw.between(0, 0.04), 0, 1),
        draw.between(0.008, 0.022) * (0.3 + 0.7 * vigour),
        draw.between(0.002, 0.006),
    )
    closed = canopy(leaf_optics(leaves), draw.between(*area) * vigour, ground, 35.0)
    # Gaps, dead stalks and tracks: no stand is closed over a whole pixel.
    cover = draw.between(0.8, 1.0)[:, None]
    return cover * closed + (1 - cover) * ground


def crop(draw: Draw) -> Spectrum:
    """From the bare field (stage 0) to the closed stand."""
    return _stand(draw, _soil(draw, wet=0.3), (2.5, 7.0), (25, 60), 0.1, draw.stage)


def ripe_crop(draw: Draw) -> Spectrum:
    """From stubble (stage 0) to the ripe stand."""
    straw = surfaces.built(
        (0.06, 0.11, 0.18, 0.27, 0.36, 0.27), draw.between(0.7, 1.3), draw.between(-0.1, 0.2)
    )
    share = draw.between(0.3, 0.8)[:, None]
    ground = share * straw + (1 - share) * _soil(draw, wet=0.2)
    leaves = Leaves(
        draw.between(1.6, 2.5),
        draw.between(1, 14),
        draw.between(1, 4),
        draw.between(0.1, 0.7),
        draw.between(0.001, 0.008),
        draw.between(0.004, 0.009),
    )
    return canopy(leaf_optics(leaves), draw.between(1.5, 4) * draw.stage, ground, 35.0)


def grass(draw: Draw) -> Spectrum:
    """A meadow, dead in winter or drought (stage 0) to lush."""
    litter = surfaces.built(
        (0.045, 0.08, 0.12, 0.2, 0.28, 0.2), draw.between(0.7, 1.2), draw.between(-0.1, 0.2)
    )
    share = draw.between(0.3, 0.9)[:, None]
    ground = share * litter + (1 - share) * _soil(draw, 0.2, 0.4)
    return _stand(draw, ground, (2.5, 6.5), (20, 50), 0.8, 0.25 + 0.75 * draw.stage)


def dry_grass(draw: Draw) -> Spectrum:
    """Steppe and savanna: thin, mostly dead grass over bright soil."""
    soil = _soil(draw, 0.22, 0.5, 0.3)
    return _stand(draw, soil, (0.6, 2.2), (12, 35), 0.9, 0.15 + 0.6 * draw.stage)


def _forest(
    draw: Draw, litter: Spectrum, leaves: Leaves, area: Spectrum, shade: tuple[float, float]
) -> Spectrum:
    top = canopy(leaf_optics(leaves), area, litter, 35.0)
    return crowns(top, litter, draw.between(0.75, 1.0), draw.between(*shade))


def _litter(draw: Draw) -> Spectrum:
    return surfaces.built(
        (0.03, 0.05, 0.08, 0.16, 0.22, 0.15), draw.between(0.7, 1.3), draw.between(-0.1, 0.2)
    )


def broadleaf(draw: Draw) -> Spectrum:
    """Broadleaved forest, bare in winter (stage 0)."""
    vigour = draw.stage
    chlorophyll = draw.between(35, 65)
    leaves = Leaves(
        draw.between(1.3, 1.8),
        chlorophyll * (0.3 + 0.7 * vigour),
        chlorophyll * 0.2,
        np.clip(0.5 * (1 - vigour) ** 2 + draw.between(0, 0.1), 0, 1),
        draw.between(0.010, 0.018) * (0.5 + 0.5 * vigour),
        draw.between(0.006, 0.011),
    )
    return _forest(draw, _litter(draw), leaves, 0.6 + draw.between(3, 6.5) * vigour, (0.12, 0.42))


def conifers(draw: Draw) -> Spectrum:
    """Needle-leaved forest: thick needles, deep shade."""
    chlorophyll = draw.between(40, 75) * (0.8 + 0.2 * draw.stage)
    leaves = Leaves(
        draw.between(1.6, 2.4),
        chlorophyll,
        chlorophyll * 0.22,
        draw.between(0.05, 0.3),
        draw.between(0.018, 0.035),
        draw.between(0.014, 0.028),
    )
    return _forest(
        draw, _litter(draw), leaves, draw.between(2.5, 6) * (0.85 + 0.15 * draw.stage), (0.42, 0.68)
    )


def shrubs(draw: Draw) -> Spectrum:
    """Shrubs that stand apart over soil or dry grass."""
    vigour = 0.3 + 0.7 * draw.stage
    chlorophyll = draw.between(20, 50) * vigour
    leaves = Leaves(
        draw.between(1.5, 2.3),
        chlorophyll,
        chlorophyll * 0.22,
        draw.between(0.05, 0.4),
        draw.between(0.008, 0.018),
        draw.between(0.007, 0.016),
    )
    ground = dry_grass(draw)
    top = canopy(leaf_optics(leaves), draw.between(1.2, 3.5) * vigour, ground, 35.0)
    return crowns(top, ground, draw.between(0.15, 0.8), draw.between(0.1, 0.3))


def marsh(draw: Draw) -> Spectrum:
    """Reeds and sedges over water or wet peat."""
    water = clear_water(draw)
    peat = _soil(draw, 0.12, 0.25)
    share = draw.between(0.1, 0.9)[:, None]
    return _stand(draw, share * water + (1 - share) * peat, (1.2, 4.5), (20, 45), 0.7, draw.stage)


def clear_water(draw: Draw) -> Spectrum:
    """Sea and deep lakes."""
    bottom = surfaces.soil(draw.between(0.2, 0.4), draw.ones, 0.5 * draw.ones, 0 * draw.ones)
    return surfaces.water(
        draw.skewed(0.2, 5), draw.skewed(0.02, 0.5), draw.skewed(0.1, 2), draw.skewed(3, 60), bottom
    )


def turbid_water(draw: Draw) -> Spectrum:
    """Rivers, ponds and estuaries: sediment or algae."""
    return surfaces.water(
        draw.skewed(2, 60),
        draw.skewed(0.2, 3),
        draw.skewed(2, 120) * (0.6 + 0.8 * draw.stage),
        draw.skewed(0.8, 10),
        _soil(draw, 0.2, 0.4),
    )


def bare_soil(draw: Draw) -> Spectrum:
    """Earthworks and other soil without plants."""
    return _soil(draw, 0.25, 0.55, 0.5)


def rock(draw: Draw) -> Spectrum:
    """Bare rock and scree."""
    noise = draw.factors(0.06, 6)
    return surfaces.built(
        (0.09, 0.12, 0.15, 0.18, 0.24, 0.21), draw.between(0.6, 1.9), draw.between(-0.15, 0.3), noise
    )


def sand(draw: Draw) -> Spectrum:
    """Beaches, gravel bars and dunes."""
    return surfaces.soil(
        draw.between(0.4, 0.75),
        0.2 * draw.between(0, 1) + 0.5 * draw.stage**2,
        draw.between(0, 0.8),
        0.2 * draw.ones,
    )


def snow(draw: Draw) -> Spectrum:
    """Snow, from old and wet (stage 0) to new."""
    grain = draw.skewed(1e-4, 6e-4) * (1 + 2 * (1 - draw.stage))
    return surfaces.snow(grain, draw.skewed(0.05, 5), draw.between(0, 0.25))


def charred(draw: Draw) -> Spectrum:
    """What a fire leaves: char over soil, a little ash and standing dead wood."""
    char = surfaces.built(
        (0.03, 0.035, 0.04, 0.055, 0.10, 0.11), draw.between(0.7, 1.4), draw.between(0, 0.2)
    )
    share = draw.between(0.65, 0.95)[:, None]
    return share * char + (1 - share) * _soil(draw, 0.2, 0.4, 0.3)


def _paved(nodes: tuple[float, ...], low: float, high: float) -> Callable[[Draw], Spectrum]:
    def spectra(draw: Draw) -> Spectrum:
        return surfaces.built(
            nodes, draw.between(low, high), draw.between(-0.12, 0.12), draw.factors(0.07, 6)
        )

    return spectra


def settlement(draw: Draw) -> Spectrum:
    """Yards and gardens between houses: pavement, roofs and greenery in one pixel."""
    green = grass(draw)
    shares = [draw.between(0.1, 1) for _ in range(3)]
    parts = (green, _paved(ASPHALT, 0.7, 1.6)(draw), _paved(TILES, 0.7, 1.3)(draw))
    total = np.sum(shares, axis=0)[:, None]
    mixed = np.sum([share[:, None] * part for share, part in zip(shares, parts, strict=True)], axis=0) / total
    return np.asarray(mixed * (1 - draw.between(0.1, 0.4)[:, None]))


# Read off the urban spectra of the HyMap library of Berlin (Heiden et al. 2007) and of ECOSTRESS.
ASPHALT = (0.075, 0.085, 0.095, 0.11, 0.145, 0.135)
TILES = (0.055, 0.085, 0.19, 0.25, 0.31, 0.28)

MATERIALS: dict[str, Material] = {
    "broadleaf": Material(10, broadleaf, 1.0, 0.15, -0.05, 0.09),
    "conifers": Material(10, conifers, 0.6, 0.2, 0.1, 0.11),
    "shrubs": Material(20, shrubs, 0.8, 0.2, 0.0, 0.10),
    "grass": Material(30, grass, 0.9, 0.35, -0.1, 0.03),
    "dry grass": Material(30, dry_grass, 0.9, 0.2, -0.1, 0.05),
    "crop": Material(40, crop, 0.5, 1.3, -0.45, 0.025, 0.6),
    "ripe crop": Material(40, ripe_crop, 0.3, 1.0, -0.2, 0.025, 0.6),
    "asphalt": Material(50, _paved(ASPHALT, 0.6, 1.7), texture=0.12),
    "concrete": Material(
        50, _paved((0.18, 0.23, 0.27, 0.30, 0.33, 0.30), 0.5, 1.15), texture=0.12, spread=0.9
    ),
    "tiles": Material(50, _paved(TILES, 0.5, 1.15), texture=0.15),
    "dark roof": Material(50, _paved((0.06, 0.065, 0.075, 0.085, 0.12, 0.12), 0.6, 1.6), texture=0.15),
    "bright roof": Material(
        50, _paved((0.38, 0.41, 0.43, 0.42, 0.42, 0.36), 0.45, 1.25), texture=0.15, spread=1.0
    ),
    "settlement": Material(50, settlement, 0.8, 0.3, 0.0, 0.12),
    "bare soil": Material(60, bare_soil, 0.0, 0.5, 0.2, 0.06),
    "rock": Material(60, rock, texture=0.10),
    "sand": Material(60, sand, texture=0.05),
    "charred": Material(60, charred, texture=0.09),
    "snow": Material(70, snow, texture=0.04),
    "clear water": Material(80, clear_water, parcel=0.0, texture=0.015, spread=0.15),
    "turbid water": Material(80, turbid_water, parcel=0.0, texture=0.02, spread=0.15),
    "marsh": Material(90, marsh, 0.9, 0.3, -0.1, 0.08),
}
"""All materials by name; their places are the numbers in material maps."""

NAMES: tuple[str, ...] = tuple(MATERIALS)


def place(name: str) -> int:
    """The number of a material in material maps."""
    return NAMES.index(name)
