"""Leaves and canopies: the plate model of leaves and a two-stream canopy over a soil."""

from dataclasses import dataclass

import numpy as np

from models.training.simulation.absorption import (
    AXIS,
    BROWN_PIGMENTS,
    CAROTENOIDS,
    CHLOROPHYLL,
    DRY_MATTER,
    LEAF_REFRACTION,
    WATER,
    Spectrum,
)


@dataclass(frozen=True)
class Leaves:
    """What leaves are made of; arrays of one shape (V,).

    Attributes:
        structure: number of plates, 1 to 3.
        chlorophyll, carotenoids: µg/cm².
        brown: brown pigments, arbitrary units, 0 (green) to 1 (dead).
        water: equivalent thickness in cm.
        dry: dry matter in g/cm².
    """

    structure: Spectrum
    chlorophyll: Spectrum
    carotenoids: Spectrum
    brown: Spectrum
    water: Spectrum
    dry: Spectrum


def leaf_optics(leaves: Leaves) -> tuple[Spectrum, Spectrum]:
    """Reflectance and transmittance of leaves, each (V, wavelengths).

    PROSPECT: Jacquemoud & Baret 1990 (Remote Sensing of Environment 34), absorption of PROSPECT-D.
    """
    # Here, so that scenes can be painted from a bank that is there already where there is no SciPy.
    from scipy.special import exp1

    absorbed = (
        leaves.chlorophyll[:, None] * CHLOROPHYLL
        + leaves.carotenoids[:, None] * CAROTENOIDS
        + leaves.brown[:, None] * BROWN_PIGMENTS
        # 1/m to 1/cm
        + leaves.water[:, None] * WATER / 100
        + leaves.dry[:, None] * DRY_MATTER
    )
    plates = leaves.structure[:, None]
    k = np.maximum(absorbed / plates, 1e-6)
    inside = (1 - k) * np.exp(-k) + k**2 * exp1(k)
    n = LEAF_REFRACTION
    enter, enter_first = _interface(n, 90.0), _interface(n, 40.0)
    leave = enter / n**2
    # One plate, met by diffuse light; then the first one, met by light from within 40 degrees.
    inner = 1 - leave
    denominator = 1 - (inner * inside) ** 2
    r = 1 - enter + enter * leave * inner * inside**2 / denominator
    t = enter * leave * inside / denominator
    first_r = 1 - enter_first + enter_first * leave * inner * inside**2 / denominator
    first_t = enter_first * leave * inside / denominator
    pile_r, pile_t = _pile(r, t, plates - 1)
    between = 1 - r * pile_r
    return first_r + first_t * pile_r * t / between, first_t * pile_t / between


def _interface(n: Spectrum, widest: float) -> Spectrum:
    """Mean Fresnel transmissivity of a surface for light from within an angle in degrees (Allen 1973)."""
    angles = (np.arange(90) + 0.5) / 90 * np.radians(widest)
    cosine, sine = np.cos(angles)[:, None], np.sin(angles)[:, None]
    refracted = np.sqrt(1 - (sine / n) ** 2)
    perpendicular = ((cosine - n * refracted) / (cosine + n * refracted)) ** 2
    parallel = ((n * cosine - refracted) / (n * cosine + refracted)) ** 2
    weight = sine * cosine
    passed: Spectrum = ((1 - (perpendicular + parallel) / 2) * weight).sum(0) / weight.sum()
    return passed


def _pile(r: Spectrum, t: Spectrum, count: Spectrum) -> tuple[Spectrum, Spectrum]:
    """Reflectance and transmittance of a pile of `count` equal plates (Stokes 1862)."""
    delta = np.sqrt(np.maximum((1 + r + t) * (1 + r - t) * (1 - r + t) * (1 - r - t), 1e-12))
    a = (1 + r**2 - t**2 + delta) / (2 * r)
    b = (1 - r**2 + t**2 + delta) / (2 * t)
    power = b**count
    bottom = (a * power) ** 2 - 1
    return a * (power**2 - 1) / bottom, power * (a**2 - 1) / bottom


def canopy(optics: tuple[Spectrum, Spectrum], area: Spectrum, ground: Spectrum, zenith: float) -> Spectrum:
    """Reflectance of a level canopy (V, wavelengths).

    Two streams after Goudriaan 1977 as in Campbell & Norman 1998, An Introduction to Environmental
    Biophysics, equations 15.7 to 15.9; leaves point everywhere.

    Args:
        optics: of the leaves, see `leaf_optics`.
        area: leaf area index (V,).
        ground: reflectance below (V, wavelengths).
        zenith: of the sun, degrees.
    """
    reflected, transmitted = optics
    rest = np.sqrt(np.clip(1 - reflected - transmitted, 1e-4, 1))
    extinction = 0.5 / np.cos(np.radians(zenith))
    deep = (1 - rest) / (1 + rest) * 2 * extinction / (extinction + 1)
    fading = np.exp(-2 * rest * extinction * area[:, None])
    contrast = (deep - ground) / (deep * ground - 1) * fading
    return np.asarray((deep + contrast) / (1 + deep * contrast))


def crowns(canopy_reflectance: Spectrum, ground: Spectrum, cover: Spectrum, shade: Spectrum) -> Spectrum:
    """Crowns that stand apart and shade each other and the ground, (V, wavelengths).

    Area shares of sunlit and shaded parts as in Li & Strahler 1985 (IEEE TGRS 23); what is shaded is lit by
    the sky, whose share of the light falls with the wavelength, and in the infrared by its neighbours.

    Args:
        canopy_reflectance, ground: (V, wavelengths).
        cover, shade: area shares of crowns, and of shade, (V,).
    """
    sunlit = cover[:, None] * canopy_reflectance + (1 - cover[:, None]) * ground
    sky = 0.05 + 0.25 * (AXIS / 443.0) ** -2.0
    lit_by_others = sky + 1.3 * canopy_reflectance
    return np.asarray(sunlit * (1 - shade[:, None] * (1 - np.minimum(lit_by_others, 1))))
