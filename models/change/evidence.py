"""Evidence of change, 0 to 100: from a measure's energy, the same way for all measures.

1. The energy (a squared distance in standard deviations) is averaged over 3 by 3 pixels, then over the pixels
   around that look alike at both dates (`smoothing.mean_of_alike`): a wide mean that keeps edges. Before, it
   is capped at twenty times the typical distance, or an aircraft in flight would light up its surroundings.
2. It is divided by the energy of the scene's typical pixel, the median of a sample, so that the distance
   ``s`` counts how many times more a place differs than the scene does as a rule.
3. ``evidence = 100 s² / (s² + 25)``: 4 for what is typical, 14 at twice, 50 at five times, 80 at ten times
   the typical difference.

All statistics come from an evenly spread sample, so a pixel's evidence does not depend on windows.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.change.irmad import IrMad
from models.change.matching import find_role, spread
from models.change.measures import (
    FittedMeasure,
    Measure,
    built_up,
    centre_and_scale,
    general,
    vegetation_loss,
)
from models.change.pairs import Pair, no_valid_pixels, pooled
from models.change.smoothing import REACH, box_mean, mean_of_alike
from models.errors import EngineError
from models.sentences import say

FloatArray = NDArray[np.float32]

METHODS = ("general", "vegetation", "built-up", "ir-mad")
NODATA = 255

TYPICAL_TIMES = 5.0
"""The distance, in typical differences, whose evidence is 50."""

MOST_TIMES = 20.0
"""The distance, in typical differences, that a single pixel may have."""

SMALLEST_TYPICAL = 0.04
"""Energy of a typical pixel at least: 0.2 of a scale, which is itself never below the sensors' noise."""

_PRESMOOTHED = 3
_GUIDE_ROLES = ("red", "nir", "swir1")
_GUIDE_FEWEST = 3


def measure_of(method: str, wavelengths: Sequence[float]) -> Measure:
    """The measure behind a method's name, for bands at these wavelengths.

    Raises:
        EngineError: ``change.unknown_method`` or ``change.missing_bands``.
    """
    if method == "general":
        return general(wavelengths)
    if method == "vegetation":
        return vegetation_loss(wavelengths)
    if method == "built-up":
        return built_up(wavelengths)
    if method == "ir-mad":
        return IrMad(tuple(wavelengths))
    raise EngineError(
        "change.unknown_method",
        say("There is no method {method!r}.", method=method),
        say("Known: {listed}.", listed=", ".join(METHODS)),
    )


def needed_bands(method: str, wavelengths: Sequence[float]) -> list[int]:
    """The places of the bands that a method reads; the others need not be."""
    return sorted({*measure_of(method, wavelengths).places, *_guide(wavelengths)})


def margin_of(measure: Measure) -> int:
    """Pixels that a window needs around it so that its own pixels are right."""
    return REACH + _PRESMOOTHED // 2 + measure.reach


@dataclass(frozen=True)
class Evidence:
    """A measure, the scene's statistics, and the way to 0..100.

    Attributes:
        measure: with the scene's statistics.
        margin: pixels that a window needs around it.
        typical: energy of the scene's median pixel.
        guide: places of the bands that tell whether pixels are alike.
        guide_centre, guide_scale: their median and deviation, first date then second (2G,).
    """

    measure: FittedMeasure
    margin: int
    typical: float
    guide: tuple[int, ...]
    guide_centre: FloatArray
    guide_scale: FloatArray

    def smoothed_energy(self, pair: Pair) -> FloatArray:
        """Steps 1 and 2: (height, width), good where farther than `margin` from the edge."""
        most = np.float32(MOST_TIMES**2 * self.typical)
        energy = box_mean(np.minimum(self.measure.energy(pair), most), pair.valid, _PRESMOOTHED)
        places = list(self.guide)
        both = np.concatenate([pair.before[places], pair.after[places]])
        channels = (both - self.guide_centre[:, None, None]) / self.guide_scale[:, None, None]
        channels = box_mean(channels, pair.valid, _PRESMOOTHED)
        smooth = mean_of_alike(energy, channels, pair.valid)
        result: FloatArray = smooth * np.float32(1 / self.typical)
        return result

    def __call__(self, pair: Pair) -> NDArray[np.uint8]:
        """The evidence of a window without its margin: uint8 0..100, 255 where a date is invalid."""
        energy = self.smoothed_energy(pair)
        rows = slice(self.margin, energy.shape[0] - self.margin)
        columns = slice(self.margin, energy.shape[1] - self.margin)
        evidence = to_evidence(energy[rows, columns])
        evidence[~pair.valid[rows, columns]] = NODATA
        return evidence

    def facts(self) -> dict[str, Any]:
        """The statistics, for the run card."""
        return {"typical_energy": self.typical, "measure": self.measure.facts()}


def fit_evidence(measure: Measure, wavelengths: Sequence[float], pairs: Sequence[Pair]) -> Evidence:
    """Take a scene's statistics from windows that stand for it, each with the measure's `reach` around it.

    Raises:
        EngineError: ``scene.no_valid_pixels`` when no pixel is valid at both dates.
    """
    if not any(pair.inner(pair.before, measure.reach).shape[-1] for pair in pairs):
        raise no_valid_pixels()
    fitted = measure.fit(pairs)
    distances = pooled(pairs, [fitted.distance(pair) for pair in pairs], measure.reach)
    guide = _guide(wavelengths)
    both = [np.concatenate([pair.before[guide], pair.after[guide]]) for pair in pairs]
    centre, scale = centre_and_scale(pooled(pairs, both, measure.reach))
    return Evidence(
        fitted,
        margin_of(measure),
        max(float(np.median(distances)), SMALLEST_TYPICAL),
        tuple(guide),
        centre,
        np.maximum(scale, np.float32(1e-3)),
    )


def to_evidence(energy: FloatArray) -> NDArray[np.uint8]:
    """Step 3: energy in units of the typical one to 0..100."""
    half = np.float32(TYPICAL_TIMES**2)
    return np.rint(np.float32(100) * energy / (energy + half)).astype(np.uint8)


def _guide(wavelengths: Sequence[float]) -> list[int]:
    """Red, near- and short-wave infrared, or what comes near to telling surfaces apart."""
    found = [find_role(wavelengths, role) for role in _GUIDE_ROLES]
    places = [place for place in found if place is not None]
    return places if len(places) == _GUIDE_FEWEST else spread(len(wavelengths), 4)
