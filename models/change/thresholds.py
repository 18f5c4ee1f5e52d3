"""From evidence to changed or not: automatic thresholds, and when they are not to be trusted.

A threshold ``t`` means: changed where the evidence is at least ``t``.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.sentences import say

LEVELS = 101
"""Evidence is 0 to 100."""

FALLBACK = 50
"""Evidence of places that differ five times as much as the scene does as a rule."""

FEWEST_CHANGED = 0.01
"""Share of changed pixels below which no histogram shows a second group."""

FEWEST_CLEAR = 0.01
"""Share of pixels above `FALLBACK` that a histogram with one hump should have to be believed."""

LOWEST = 14
"""Evidence of places that differ twice as much as the scene does as a rule; less is never called change."""

SEPARATED = 0.70
"""Share of the variance that lies between two groups; a single hump, cut in two, reaches about 0.65."""

Histogram = NDArray[np.int64]


@dataclass(frozen=True)
class Threshold:
    """A threshold and how it came about.

    Attributes:
        value: 1 to 100; changed where the evidence is at least this.
        method: "otsu", "ki", "fixed" (an automatic one was not to be trusted, or a
            network was trained to decide there) or "user".
        share: of the pixels that are changed, 0 to 1.
        warning: why it needs a look, empty where it does not.
        code: of the warning.
    """

    value: int
    method: str
    share: float
    warning: str = ""
    code: str = ""


def choose_threshold(histogram: Histogram, wanted: str) -> Threshold:
    """Read what the user wants, "otsu", "ki" or a number from 0 to 100, and choose.

    Raises:
        EngineError: ``change.bad_threshold``.
    """
    text = wanted.strip().lower()
    if text in ("otsu", "ki"):
        return automatic_threshold(histogram, text)
    try:
        number = float(text)
    except ValueError:
        number = math.nan
    if not 0 <= number <= 100:
        raise EngineError(
            "change.bad_threshold",
            say("The threshold {wanted!r} is neither otsu nor ki nor a number from 0 to 100.", wanted=wanted),
            say("Leave it out to have it chosen."),
        )
    value = max(0, math.ceil(number))
    return Threshold(value, "user", _share(histogram, value))


def automatic_threshold(histogram: Histogram, method: str) -> Threshold:
    """Choose by "otsu" or "ki"; where that is not to be trusted, take the fixed threshold and say why.

    Every automatic threshold assumes two groups of some size. Where under one percent changed, it cuts the
    unchanged ones in two instead.

    Args:
        histogram: pixels with evidence 0 to 100 (101,).
    """
    if histogram.sum() == 0 or np.count_nonzero(histogram) < 2:
        return Threshold(
            FALLBACK,
            "fixed",
            _share(histogram, FALLBACK),
            say(
                "The evidence is the same everywhere, so no threshold can be found; {fallback} (five times "
                "the typical difference) was taken.",
                fallback=FALLBACK,
            ),
            "change.threshold_unreliable",
        )
    value, used = (otsu if method == "otsu" else kittler_illingworth)(histogram), method
    if value < LOWEST and method == "ki":
        value, used = otsu(histogram), "otsu"
    share, separated = _share(histogram, value), separability(histogram)
    one_hump = separated < SEPARATED
    if value < LOWEST or share < FEWEST_CHANGED or (one_hump and _share(histogram, FALLBACK) < FEWEST_CLEAR):
        return Threshold(
            FALLBACK,
            "fixed",
            _share(histogram, FALLBACK),
            say(
                "Hardly anything stands out: too little changed for an automatic threshold, which would cut "
                "the unchanged pixels in two (at {value}). {fallback} was taken instead, five times the "
                "typical difference; please look at the evidence and set the threshold by eye.",
                value=value,
                fallback=FALLBACK,
            ),
            "change.threshold_unreliable",
        )
    if used != method:
        return Threshold(
            value,
            used,
            share,
            "Kittler-Illingworth's threshold lies among the unchanged pixels, whose evidence is not normally "
            f"distributed; Otsu's ({value}) was taken instead.",
            "change.threshold_doubtful",
        )
    if one_hump:
        return Threshold(
            value,
            method,
            share,
            "There is no gap between changed and unchanged pixels in the evidence; the automatic threshold "
            f"of {value} is a guess. Please look at the evidence and adjust it.",
            "change.threshold_doubtful",
        )
    return Threshold(value, method, share)


def otsu(histogram: Histogram) -> int:
    """The threshold with the largest variance between the two groups.

    Source:
        Otsu, A threshold selection method from gray-level histograms, IEEE Transactions on Systems, Man, and
        Cybernetics 9(1), 1979.
    """
    between = _between(histogram)
    best = np.flatnonzero(between >= between.max() * (1 - 1e-12))
    # An empty gap gives the same value at all levels in it; its middle is the fairest.
    return round(float(best.mean())) + 1


def separability(histogram: Histogram) -> float:
    """Otsu's measure of how good the best threshold is: share of the variance between the groups, 0 to 1."""
    share = histogram / histogram.sum()
    levels = np.arange(LEVELS)
    variance = float((share * (levels - (share * levels).sum()) ** 2).sum())
    return float(_between(histogram).max() / variance) if variance > 0 else 0.0


def kittler_illingworth(histogram: Histogram) -> int:
    """The threshold of the smallest classification error if both groups were normally distributed.

    Source:
        Kittler and Illingworth, Minimum error thresholding, Pattern Recognition 19(1), 1986.
    """
    share = histogram / histogram.sum()
    levels = np.arange(LEVELS, dtype=np.float64)
    best, costs = otsu(histogram), math.inf
    for value in range(1, LEVELS):
        groups = []
        for part in (slice(0, value), slice(value, LEVELS)):
            weight = float(share[part].sum())
            if weight < 1e-6:
                break
            mean = float((share[part] * levels[part]).sum()) / weight
            # Levels are rounded: a twelfth is the variance within one.
            variance = float((share[part] * (levels[part] - mean) ** 2).sum()) / weight + 1 / 12
            groups.append(weight * (math.log(variance) - 2 * math.log(weight)))
        if len(groups) == 2 and sum(groups) < costs:
            best, costs = value, sum(groups)
    return best


def _between(histogram: Histogram) -> NDArray[np.float64]:
    """Variance between the groups up to and above each level (100,)."""
    share = histogram / histogram.sum()
    below = np.cumsum(share)[:-1]
    mean = np.cumsum(share * np.arange(LEVELS))
    distance = mean[-1] * below - mean[:-1]
    result: NDArray[np.float64] = distance**2 / np.maximum(below * (1 - below), 1e-12)
    return result


def _share(histogram: Histogram, value: int) -> float:
    total = int(histogram.sum())
    return float(histogram[value:].sum() / total) if total else 0.0
