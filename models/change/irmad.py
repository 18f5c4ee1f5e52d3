"""Iteratively reweighted multivariate alteration detection (IR-MAD).

Source:
    Nielsen, The regularized iteratively reweighted MAD method for change detection in multi- and
    hyperspectral data, IEEE Transactions on Image Processing 16(2), 2007.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.linalg import cholesky, solve_triangular, svd
from scipy.special import chdtrc, chdtri

from models.change.matching import ROLES, find_role, spread
from models.change.pairs import Pair, pooled
from models.errors import EngineError
from models.sentences import say

FloatArray = NDArray[np.float32]
DoubleArray = NDArray[np.float64]

FEWEST_ROLES = 4
"""Parts of the spectrum that must be covered for taking one band of each."""

MOST_BANDS = 8
"""Bands that are taken at most where the parts of the spectrum are not covered."""

_ITERATIONS = 60
_CONVERGED = 1e-4
"""Largest change of a canonical correlation that ends the iterations."""

_RIDGE = 1e-6
"""Added to the diagonals of the covariances, as a share of the mean variance: bands may be copies."""

_SMALLEST_VARIANCE = 1e-6
"""Of a difference of unit-variance canonical variates; two copies of one image have none."""


@dataclass(frozen=True)
class Mad:
    """The linear transforms whose differences are uncorrelated, and how much they vary without change.

    Attributes:
        before: (P, B) weights of the first date's bands.
        after: (P, B) weights of the second date's bands.
        offset: (P,) mean of the differences where nothing changed.
        variance: (P,) of the differences where nothing changed.
        correlations: (P,) canonical correlations, largest first.
        iterations: rounds of reweighting.
    """

    before: DoubleArray
    after: DoubleArray
    offset: DoubleArray
    variance: DoubleArray
    correlations: DoubleArray
    iterations: int

    def chi_square(self, before: FloatArray, after: FloatArray) -> FloatArray:
        """Sum of the squared standardised differences, (B, ...) -> (...).

        Where nothing changed it has a chi-square distribution with P degrees of freedom.
        """
        total = np.zeros(before.shape[1:], np.float32)
        for p in range(len(self.offset)):
            # One band after the other, not a matrix product: its rounding would depend on the window's shape.
            variate = np.full(before.shape[1:], -self.offset[p], np.float64)
            for b in range(len(before)):
                variate += self.before[p, b] * before[b]
                variate -= self.after[p, b] * after[b]
            total += (variate * variate / self.variance[p]).astype(np.float32)
        return total


def fit_mad(before: FloatArray, after: FloatArray) -> Mad:
    """Find the transforms from pixels (B, N) of both dates.

    Pixels are weighted by the probability that they did not change, until the canonical correlations stand
    still.

    Raises:
        EngineError: ``change.too_little_data`` for fewer pixels than the covariances need.
    """
    bands, count = before.shape
    if count < 4 * bands:
        raise EngineError(
            "change.too_little_data",
            say(
                "IR-MAD needs more than {least} pixels that are valid at both dates; there are {count}.",
                least=4 * bands,
                count=count,
            ),
            say("Choose the method general."),
        )
    x, y = before.astype(np.float64), after.astype(np.float64)
    weights = np.ones(count)
    correlations = np.full(bands, np.inf)
    for iteration in range(1, _ITERATIONS + 1):
        mad = _canonical(x, y, weights, iteration)
        moved = np.abs(mad.correlations - correlations).max()
        correlations = mad.correlations
        if moved < _CONVERGED:
            break
        weights = chdtrc(bands, mad.chi_square(before, after).astype(np.float64))
        if weights.sum() < 4 * bands:
            break
    return mad


def _canonical(x: DoubleArray, y: DoubleArray, weights: DoubleArray, iteration: int) -> Mad:
    total = weights.sum()
    mean_x, mean_y = x @ weights / total, y @ weights / total
    dx, dy = x - mean_x[:, None], y - mean_y[:, None]
    sxx, syy = _ridged((dx * weights) @ dx.T / total), _ridged((dy * weights) @ dy.T / total)
    sxy = (dx * weights) @ dy.T / total
    lx, ly = cholesky(sxx, lower=True), cholesky(syy, lower=True)
    whitened = solve_triangular(lx, solve_triangular(ly, sxy.T, lower=True).T, lower=True)
    u, rho, vt = svd(whitened)
    rho = np.clip(rho, 0, 1)
    a = solve_triangular(lx, u, lower=True, trans="T").T
    b = solve_triangular(ly, vt.T, lower=True, trans="T").T
    return Mad(a, b, a @ mean_x - b @ mean_y, np.maximum(2 * (1 - rho), _SMALLEST_VARIANCE), rho, iteration)


def _ridged(covariance: DoubleArray) -> DoubleArray:
    ridge = _RIDGE * np.trace(covariance) / len(covariance) + 1e-12
    result: DoubleArray = covariance + ridge * np.eye(len(covariance))
    return result


@dataclass(frozen=True)
class IrMad:
    """IR-MAD as a measure of change; the energy is chi-square divided by its degrees of freedom."""

    wavelengths: tuple[float, ...]

    @property
    def reach(self) -> int:
        """A pixel depends on itself alone."""
        return 0

    @property
    def places(self) -> list[int]:
        """Bands that take part: one from each part of the spectrum.

        Neighbouring bands are near copies of each other; the variates that tell them apart hold little but
        noise and yet count as much as the others.
        """
        found = [find_role(self.wavelengths, role) for role in ROLES]
        places = [place for place in found if place is not None]
        return places if len(places) >= FEWEST_ROLES else spread(len(self.wavelengths), MOST_BANDS)

    @property
    def notes(self) -> tuple[str, ...]:
        """Which bands take part, where not all do."""
        if len(self.places) == len(self.wavelengths):
            return ()
        names = ", ".join(f"{self.wavelengths[k]:.0f}" for k in self.places)
        return (f"IR-MAD compares the bands at {names} nm.",)

    def fit(self, pairs: Sequence[Pair]) -> "FittedIrMad":
        """Take the transforms from windows that stand for the scene."""
        places = self.places
        before = pooled(pairs, [pair.before[places] for pair in pairs], 0)
        after = pooled(pairs, [pair.after[places] for pair in pairs], 0)
        return FittedIrMad(fit_mad(before, after), tuple(places))


@dataclass(frozen=True)
class FittedIrMad:
    """`IrMad` with a scene's transforms."""

    mad: Mad
    places: tuple[int, ...]

    def energy(self, pair: Pair) -> FloatArray:
        """Chi-square divided by its degrees of freedom (height, width): about 1 where nothing changed."""
        places = list(self.places)
        share = np.float32(1 / len(self.mad.offset))
        return self.mad.chi_square(pair.before[places], pair.after[places]) * share

    def distance(self, pair: Pair) -> FloatArray:
        """The energy, in the measure of a single dimension.

        A sum over many dimensions hardly ever reaches many times its median. The factor makes five times the
        typical distance as unlikely as it is in one dimension.
        """
        degrees = len(self.mad.offset)
        return self.energy(pair) * np.float32(_outlying(degrees) / _outlying(1))

    def facts(self) -> dict[str, Any]:
        """Canonical correlations and the number of iterations."""
        return {
            "canonical_correlations": [float(rho) for rho in self.mad.correlations],
            "iterations": self.mad.iterations,
        }


def _outlying(degrees: int) -> float:
    """How many times its median a chi-square value is that is as rare as 25 times in one dimension."""
    return float(chdtri(degrees, 0.00075) / chdtri(degrees, 0.5))
