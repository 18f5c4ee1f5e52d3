"""What differs between any two clear dates though nothing has changed: growth, moisture, waves, haze, noise.

Strengths are like those between real Sentinel-2 images of one season in different years: after the best gain
and offset of each band, unchanged land still differs by some 50 DN in the visible, 150 to 200 in the near
infrared and 100 in the short-wave infrared, most of it in patches and not from pixel to pixel.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from demo.fetch_scene import BANDS
from demo.grid import Grid, averaged

MARGIN = 12  # fine pixels around the finest band, for coarse pixels that stick out


@dataclass(frozen=True)
class Response:
    """How one band reacts.

    Attributes:
        gain, offset: of the whole image, illumination and haze; offset in DN.
        growth: relative change of vegetation's reflectance by one standard deviation of growth.
        turbidity: DN by one standard deviation of the water's turbidity.
    """

    gain: float
    offset: float
    growth: float
    turbidity: float


RESPONSES = dict(
    zip(
        BANDS,
        (
            Response(0.95, 95, -0.05, 20),
            Response(0.94, 80, -0.08, 25),
            Response(0.945, 60, -0.06, 30),
            Response(0.95, 40, -0.12, 30),
            Response(0.95, 35, -0.03, 25),
            Response(0.955, 28, 0.09, 12),
            Response(0.955, 26, 0.11, 12),
            Response(0.955, 22, 0.11, 10),
            Response(0.955, 20, 0.11, 8),
            Response(0.97, 15, 0.09, 4),
            Response(1.0, 1, 0.0, 0),
            Response(0.965, 8, -0.07, 3),
            Response(0.965, 5, -0.1, 2),
        ),
        strict=True,
    )
)
BRIGHTNESS = 0.03  # relative, standard deviation: moisture, viewing angle, slope
RIPPLE_DN = 12.0  # standard deviation of waves and glint on water
NOISE_DN = 6.0  # standard deviation from pixel to pixel, additive
NOISE_RELATIVE = 0.01  # and multiplicative


@dataclass(frozen=True)
class Season:
    """Random patterns on the finest band's pixels, with a margin, that all bands share.

    Attributes:
        growth: of vegetation, in standard deviations, weighted with how green a pixel is.
        brightness: of land and water alike, in standard deviations.
        turbidity, ripple: of water, in standard deviations, 0 on land.
    """

    finest: Grid
    growth: NDArray[np.float32]
    brightness: NDArray[np.float32]
    turbidity: NDArray[np.float32]
    ripple: NDArray[np.float32]

    @classmethod
    def of(
        cls, red: NDArray[np.float32], near_infrared: NDArray[np.float32], finest: Grid, seed: int
    ) -> "Season":
        """Draw patterns for a scene, from its red and near-infrared bands on the finest grid, (h, w)."""
        index = (near_infrared - red) / np.maximum(near_infrared + red, 1)
        index = np.pad(index, MARGIN, mode="edge")
        green = np.clip(index / 0.7, 0, 1)
        water = np.clip(-index / 0.1, 0, 1)
        random = np.random.default_rng(seed)
        patches = [pattern(index.shape, spacing, random) for spacing in (4, 30)]
        return cls(
            finest,
            growth=(0.7 * patches[0] + 0.7 * patches[1]) * green,
            brightness=pattern(index.shape, 6, random),
            turbidity=pattern(index.shape, 80, random) * water,
            ripple=pattern(index.shape, 2, random) * water,
        )

    def passes_over(
        self, band: NDArray[np.float32], grid: Grid, name: str, random: np.random.Generator
    ) -> NDArray[np.float32]:
        """Return a band, (height, width) in DN, as it might look on another day."""
        response = RESPONSES[name]
        growth, brightness, turbidity, ripple = (
            averaged(field, self.finest, MARGIN, grid)
            for field in (self.growth, self.brightness, self.turbidity, self.ripple)
        )
        later = band * (1 + response.growth * growth) * (1 + BRIGHTNESS * brightness)
        later += response.turbidity * turbidity + (RIPPLE_DN if response.turbidity else 0) * ripple
        later = later * response.gain + response.offset
        later *= 1 + NOISE_RELATIVE * random.standard_normal(later.shape, dtype=np.float32)
        later += NOISE_DN * random.standard_normal(later.shape, dtype=np.float32)
        return later


def pattern(shape: tuple[int, ...], spacing: int, random: np.random.Generator) -> NDArray[np.float32]:
    """A smooth random pattern of that shape: mean 0, standard deviation 1, patches of `spacing` pixels.

    White noise on a lattice, carried to the pixels by cubic B-splines.
    """
    weights = [_spline_weights(length, spacing) for length in shape]
    noise = random.standard_normal((weights[0].shape[1], weights[1].shape[1]), dtype=np.float32)
    smooth = weights[0] @ noise @ weights[1].T
    return ((smooth - smooth.mean()) / smooth.std()).astype(np.float32)


def _spline_weights(length: int, spacing: int) -> NDArray[np.float32]:
    """Weights of lattice points (columns) for pixels (rows)."""
    place = np.arange(length) / spacing
    first = np.floor(place).astype(int)
    t = place - first
    weights = np.zeros((length, int(first[-1]) + 4), dtype=np.float32)
    cubic = ((1 - t) ** 3, 3 * t**3 - 6 * t**2 + 4, -3 * t**3 + 3 * t**2 + 3 * t + 1, t**3)
    for step, share in enumerate(cubic):
        weights[np.arange(length), first + step] = share / 6
    return weights
