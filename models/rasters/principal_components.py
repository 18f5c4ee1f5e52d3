"""A picture of features: their first three principal components as red, green and blue."""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

STRETCH = (2.0, 98.0)
"""Percentiles that become black and full colour."""

FARTHEST = 3.0
"""Spreads from the median at which a feature is cut off."""

NORMAL_QUARTILES = 1.349
"""Distance of a normal distribution's quartiles in standard deviations."""

TINY = 1e-12


@dataclass(frozen=True)
class PictureMap:
    """From features to colours.

    A transformer gives some tokens values in a few features that are hundreds of times larger than all else
    (Darcet et al., "Vision Transformers Need Registers", ICLR 2024). These would be all that a picture shows,
    so each feature is measured in its own robust spread and cut off.

    Attributes:
        centre, spread: (D,), median and standard deviation (from the quartiles).
        axes: (D, 3), unit vectors; columns are 0 where there are fewer directions than three.
        low, high: (3,), what becomes 0 and 255.
        explained: share of the variance that each component holds.
    """

    centre: NDArray[np.float64]
    spread: NDArray[np.float64]
    axes: NDArray[np.float64]
    low: NDArray[np.float64]
    high: NDArray[np.float64]
    explained: tuple[float, ...]

    def __call__(self, features: NDArray[np.floating[Any]], valid: NDArray[np.bool_]) -> NDArray[np.uint8]:
        """Colours and opacity (4, h, w) of features (D, h, w)."""
        span = np.where(self.high > self.low, self.high - self.low, 1.0)
        picture = np.zeros((4, *valid.shape), np.uint8)
        for row in range(len(valid)):  # one at a time: there are hundreds of features
            measured = (features[:, row] - self.centre[:, None]) / self.spread[:, None]
            scores = self.axes.T @ np.clip(measured, -FARTHEST, FARTHEST)
            shares = np.clip((scores - self.low[:, None]) / span[:, None], 0, 1)
            picture[:3, row] = np.rint(shares * 255).astype(np.uint8) * valid[row]
        picture[3] = np.where(valid, 255, 0)
        return picture


def picture_map(sample: NDArray[np.float32]) -> PictureMap:
    """Find the components of a sample (N, D), N at least 1.

    A component's sign is free: its largest entry is made positive, so that the same features always give
    the same colours.
    """
    first, centre, third = np.percentile(sample, (25, 50, 75), axis=0)
    spread = (third - first) / NORMAL_QUARTILES
    spread = np.where(spread > 0, spread, np.maximum(sample.std(0, dtype=np.float64), TINY))
    measured = np.clip((sample - centre) / spread, -FARTHEST, FARTHEST)
    centred = measured - measured.mean(0)
    variances, vectors = np.linalg.eigh(centred.T @ centred / len(sample))
    axes = np.zeros((sample.shape[1], 3))
    count = min(3, sample.shape[1])
    axes[:, :count] = vectors[:, ::-1][:, :count]
    strongest = axes[np.abs(axes).argmax(0), np.arange(3)]
    axes *= np.where(strongest < 0, -1.0, 1.0)
    low, high = np.percentile(measured @ axes, STRETCH, axis=0)
    total = max(float(variances.sum()), TINY)
    explained = tuple(round(float(v) / total, 4) for v in np.maximum(variances[::-1][:count], 0))
    return PictureMap(centre, spread, axes, low, high, explained)
