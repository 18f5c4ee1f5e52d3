"""Spectra of soil, water, snow and of what people build; all (V, wavelengths) on `AXIS`."""

import numpy as np

from models.training.simulation.absorption import AXIS, ICE, PHYTOPLANKTON, WATER, Spectrum, curve


def soil(brightness: Spectrum, moisture: Spectrum, iron: Spectrum, clay: Spectrum) -> Spectrum:
    """Soil on a soil line that moisture darkens.

    The dry line rises with the wavelength to a plateau beyond 1600 nm; iron absorbs below 600 and at 900 nm,
    clay at 2200 nm. Water darkens all wavelengths and absorbs its own in a thin film (in the manner of Bach &
    Mauser 1994, IGARSS).

    Args:
        brightness: dry reflectance at 1600 nm, about 0.15 to 0.55 (V,).
        moisture: 0 dry to 1 wet (V,).
        iron, clay: strength, 0 to 1 (V,).
    """
    line = curve((400, 0.20), (500, 0.29), (600, 0.44), (700, 0.53), (900, 0.67), (1200, 0.86), (1600, 1.0),
                 (1800, 1.0), (2200, 0.94), (2500, 0.84))  # fmt: skip
    blue = 1 / (1 + np.exp((AXIS - 560) / 35))
    near = np.exp(-0.5 * ((AXIS - 890) / 70) ** 2)
    hydroxyl = np.exp(-0.5 * ((AXIS - 2205) / 35) ** 2)
    iron, clay, moisture = iron[:, None], clay[:, None], moisture[:, None]
    dry = brightness[:, None] * line * (1 - 0.45 * iron * blue) * (1 - 0.12 * iron * near)
    dry = dry * (1 - 0.18 * clay * hydroxyl)
    # Wet grains scatter forward: dark soils lose more than bright ones.
    darker = dry ** (1 + 0.35 * moisture) * (1 - 0.25 * moisture)
    film = moisture * 1.5e-4
    return np.asarray(darker * np.exp(-WATER * film))


def water(
    phytoplankton: Spectrum, dissolved: Spectrum, sediment: Spectrum, depth: Spectrum, bottom: Spectrum
) -> Spectrum:
    """Water seen from above, with the sky reflected in it (2 % of a sky that is bluer than the sun).

    Gordon et al. 1988 and Lee et al. 1998 (Applied Optics 37): ``r = (0.0895 + 0.1247 u) u`` below the
    surface with ``u = b / (a + b)`` from absorption a and backscatter b; a bottom shines through shallow
    water.

    Args:
        phytoplankton: chlorophyll in mg/m³ (V,).
        dissolved: absorption of coloured dissolved matter at 440 nm, 1/m (V,).
        sediment: suspended matter in g/m³ (V,).
        depth: metres (V,).
        bottom: its reflectance (V, wavelengths).
    """
    absorbed = (
        WATER
        + phytoplankton[:, None] ** 0.8 * PHYTOPLANKTON
        + dissolved[:, None] * np.exp(-0.014 * (AXIS - 440))
        + 0.02 * sediment[:, None] * np.exp(-0.012 * (AXIS - 440))
    )
    particles = 0.012 * sediment + 0.004 * phytoplankton**0.6
    scattered = 0.0013 * (500 / AXIS) ** 4.3 + particles[:, None] * (550 / AXIS) ** 0.7
    share = scattered / (absorbed + scattered)
    deep = (0.0895 + 0.1247 * share) * share
    through = np.exp(-2.2 * (absorbed + scattered) * depth[:, None])
    below = deep * (1 - through) + bottom / np.pi * through
    sky = curve((400, 0.6), (700, 0.35), (2500, 0.2))
    return np.asarray(np.pi * 0.52 * below / (1 - 1.7 * below) + 0.02 * sky)


def snow(grain: Spectrum, soot: Spectrum, roughness: Spectrum) -> Spectrum:
    """Deep snow: ``exp(-4.5 √(γ d))`` with the ice's absorption γ.

    After Kokhanovsky & Zege 2004 (Applied Optics 43).

    Args:
        grain: diameter in metres, 1e-4 (new) to 2e-3 (old, wet) (V,).
        soot: impurities, as an absorption that is added at 500 nm, 0 to 1 (V,).
        roughness: share that lies in shade (V,).
    """
    gamma = 4 * np.pi * ICE / (AXIS * 1e-9) + 5.0 * soot[:, None] * 500 / AXIS
    return np.asarray(np.exp(-4.5 * np.sqrt(gamma * grain[:, None])) * (1 - roughness[:, None]))


def built(
    nodes: tuple[float, ...], brightness: Spectrum, tint: Spectrum, noise: Spectrum | None = None
) -> Spectrum:
    """Pavements and roofs: lines through reflectances at 450, 550, 650, 850, 1600 and 2200 nm.

    Args:
        nodes: the six reflectances.
        brightness: factor (V,).
        tint: exponent of a slope with the wavelength (V,); 0 leaves the nodes as they are.
        noise: factors of the nodes (V, 6).
    """
    at = np.array([450.0, 550.0, 650.0, 850.0, 1600.0, 2200.0])
    values = np.array(nodes) * (np.ones((len(brightness), 6)) if noise is None else noise)
    values = values * brightness[:, None] * (at / 800) ** tint[:, None]
    lines = np.stack([np.interp(AXIS, at, row) for row in values])
    return np.asarray(np.clip(lines, 0.005, 0.95))
