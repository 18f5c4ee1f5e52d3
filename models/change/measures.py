"""Measures of change: what is compared between two dates, and how far apart is far.

A measure turns two dates into an energy, the square of a distance in standard deviations of the scene's own
differences. How it becomes evidence is the same for all measures: see `models.change.evidence`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from models.change.matching import find_role, spread
from models.change.pairs import Pair, pooled
from models.change.smoothing import box_mean
from models.errors import EngineError
from models.sentences import say

FloatArray = NDArray[np.float32]

SURROUNDINGS = 15
"""Side in pixels of the square against which a pixel's brightness is held."""

SMALLEST_SCALE = 0.005
"""Reflectance below which a scene's differences are no more than noise; no scale is smaller."""

_WINSOR = 1.0
"""Percent at either end that are pulled in before a standard deviation: clouds that no mask has found."""

_MOST_PLAIN_BANDS = 6


class Measure(Protocol):
    """What is compared, before the scene's statistics are known."""

    @property
    def reach(self) -> int:
        """Pixels around a pixel that its energy depends on."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """What the user should know about the bands."""
        ...

    @property
    def places(self) -> list[int]:
        """The bands that it looks at."""
        ...

    def fit(self, pairs: Sequence[Pair]) -> "FittedMeasure":
        """Take the scene's statistics from windows that stand for it."""
        ...


class FittedMeasure(Protocol):
    """A measure with a scene's statistics."""

    def energy(self, pair: Pair) -> FloatArray:
        """How far apart the dates are, squared (height, width), at least 0."""
        ...

    def distance(self, pair: Pair) -> FloatArray:
        """The same before anything one-sided is left out: what a typical pixel shows (height, width)."""
        ...

    def facts(self) -> dict[str, Any]:
        """The statistics, for the run card."""
        ...


@dataclass(frozen=True)
class Contrast:
    """Differences of a few quantities, median-centred and in standard deviations.

    The median takes out what season and atmosphere did to the scene as a whole.

    Attributes:
        names: of the quantities.
        formulas: weights of the bands (Q, B).
        ratios: quantities that are divided by the sum of their bands (Q,).
        local: quantities that are also held against their surroundings (Q,): the smaller of both differences
            counts. The one against the surroundings alone would show a rim around every strong change, the
            plain one alone whatever light and season did to a whole district.
        weights: of the quantities in the mean (Q,).
        loss: only an increase of the quantities counts, and a decline of the whole scene excuses nothing.
        bare: (red, nir): only where the second date is not green.
        green: (red, nir): only where the first date is green.
    """

    names: tuple[str, ...]
    formulas: tuple[tuple[float, ...], ...]
    local: tuple[bool, ...]
    ratios: tuple[bool, ...]
    weights: tuple[float, ...]
    notes: tuple[str, ...] = ()
    loss: bool = False
    bare: tuple[int, int] | None = None
    green: tuple[int, int] | None = None

    @property
    def reach(self) -> int:
        """Half of the surroundings, where they are looked at."""
        return SURROUNDINGS // 2 if any(self.local) else 0

    @property
    def places(self) -> list[int]:
        """Bands with a weight, and those that tell whether it is green."""
        used = {k for formula in self.formulas for k, weight in enumerate(formula) if weight}
        return sorted(used.union(self.bare or (), self.green or ()))

    def fit(self, pairs: Sequence[Pair]) -> "FittedContrast":
        """Median and winsorised standard deviation of each quantity's difference."""
        differences = pooled(pairs, [self.differences(pair) for pair in pairs], self.reach)
        centre, scale = centre_and_scale(differences)
        if self.loss:
            # Where a whole scene turned green, what stayed as it was is no loss.
            centre = np.maximum(centre, 0)
        return FittedContrast(self, centre, np.maximum(scale, np.float32(SMALLEST_SCALE)))

    def differences(self, pair: Pair) -> FloatArray:
        """After minus before (Q + L, height, width); last, the L local ones against their surroundings."""
        plain = self._quantities(pair.after) - self._quantities(pair.before)
        local = plain[np.flatnonzero(self.local)]
        return np.concatenate([plain, local - box_mean(local, pair.valid, SURROUNDINGS)])

    def _quantities(self, reflectance: FloatArray) -> FloatArray:
        rows = []
        for formula, ratio in zip(self.formulas, self.ratios, strict=True):
            value = np.zeros(reflectance.shape[1:], np.float32)
            for weight, band in zip(formula, reflectance, strict=True):
                if weight:
                    value += np.float32(weight) * band
            if ratio:
                total = np.zeros(reflectance.shape[1:], np.float32)
                for weight, band in zip(formula, reflectance, strict=True):
                    if weight:
                        total += np.float32(abs(weight)) * band
                value /= np.maximum(total, np.float32(0.02))
            rows.append(value)
        return np.stack(rows)


@dataclass(frozen=True)
class FittedContrast:
    """A `Contrast` with a scene's statistics: centre and scale (Q + L,)."""

    contrast: Contrast
    centre: FloatArray
    scale: FloatArray

    def energy(self, pair: Pair) -> FloatArray:
        """Mean square of the quantities; of their mean where only an increase counts."""
        result = self._energy(pair, self.contrast.loss)
        if self.contrast.green is not None:
            # NDVI of 0.2 is bare ground, of 0.4 certainly green (thresholds of Sobrino et al. 2004, widened).
            result *= _ramp(_ndvi(pair.before, *self.contrast.green), 0.2, 0.4)
        if self.contrast.bare is not None:
            result *= np.float32(1) - _ramp(_ndvi(pair.after, *self.contrast.bare), 0.3, 0.5)
        return result

    def distance(self, pair: Pair) -> FloatArray:
        """Mean square of the quantities, or square of their mean, whatever its direction."""
        return self._energy(pair, False)

    def facts(self) -> dict[str, Any]:
        """Centre and scale by the quantity's name, in reflectance."""
        local = [
            f"{name}, local" for name, l in zip(self.contrast.names, self.contrast.local, strict=True) if l
        ]
        rows = zip((*self.contrast.names, *local), self.centre, self.scale, strict=True)
        return {name: {"centre": float(c), "scale": float(s)} for name, c, s in rows}

    def _energy(self, pair: Pair, one_sided: bool) -> FloatArray:
        contrast = self.contrast
        total = np.zeros(pair.valid.shape, np.float32)
        differences = contrast.differences(pair)
        differences -= self.centre[:, None, None]
        whole, surroundings = sum(contrast.weights), len(contrast.names)
        for q, weight in enumerate(contrast.weights):
            standard, scale = differences[q], self.scale[q]
            if contrast.local[q]:
                limit = np.abs(standard)
                standard, scale = differences[surroundings], self.scale[surroundings]
                standard = np.clip(standard, -limit, limit)
                surroundings += 1
            standard = standard / scale
            total += (standard if contrast.loss else standard * standard) * np.float32(weight / whole)
        if contrast.loss:
            if one_sided:
                total = np.maximum(total, np.float32(0))
            total *= total
        return total


def centre_and_scale(values: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Median and winsorised standard deviation of each row of (Q, N)."""
    low, high = np.percentile(values, [_WINSOR, 100 - _WINSOR], axis=1, keepdims=True)
    scale = np.clip(values, low, high).std(axis=1, dtype=np.float64)
    return np.median(values, axis=1).astype(np.float32), scale.astype(np.float32)


def general(wavelengths: Sequence[float]) -> Contrast:
    """Colour (green against red), red against its surroundings, and brightness of the short-wave infrared.

    These three tell lasting change of the surface in cities as in forests: near-infrared, which carries
    mostly the season, takes no part; the difference of two neighbouring visible bands cancels haze; holding
    red against its surroundings cancels what season and weather did to a whole district. Short-wave infrared
    has half a say, as it also shows moisture. Quantities and the weights (1, 3, 1/2)
    were chosen on the three sets of ``benchmarks/change.py``, so its figures are development scores: expect
    less elsewhere.
    """
    made = _Quantities(wavelengths)
    red, green = made.role("red"), made.role("green")
    if red is None or green is None:
        for k in spread(len(wavelengths), _MOST_PLAIN_BANDS):
            made.add(f"{wavelengths[k]:.0f} nm", {k: 1.0})
        note = say("There is no red or no green band at both dates: the bands are compared as they are.")
        return made.contrast((note,))
    _add_visible(made, green, red)
    swir = [k for k in (made.role("swir1"), made.role("swir2")) if k is not None]
    notes: tuple[str, ...] = ()
    if swir:
        made.add("short-wave infrared", dict.fromkeys(swir, 1.0), weight=0.5)
    else:
        notes = (
            say("There is no short-wave infrared at both dates: change is seen in visible light alone."),
        )
    return made.contrast(notes)


def vegetation_loss(wavelengths: Sequence[float]) -> Contrast:
    """Loss of greenness and moisture where the first date is green.

    Raises:
        EngineError: ``change.missing_bands`` without red and near-infrared.
    """
    made = _Quantities(wavelengths)
    red, nir = made.needed("vegetation loss", "red", "nir")
    green = made.role("green")
    swir = made.role("swir1")
    swir = made.role("swir2") if swir is None else swir
    made.add("greenness", {red: 1.0, nir: -1.0}, ratio=True)
    notes = []
    if green is not None:
        made.add("colour", {red: 1.0, green: -1.0})
    if swir is not None:
        made.add("moisture", {swir: 1.0, nir: -1.0}, ratio=True)
    else:
        notes.append(say("There is no short-wave infrared at both dates: loss is seen in greenness alone."))
    return made.contrast(tuple(notes), loss=True, green=(red, nir))


def built_up(wavelengths: Sequence[float]) -> Contrast:
    """Change of colour and local brightness in visible light where the second date is not green.

    New roofs and roads may be brighter or darker than what was there, so both directions count. Two bare
    surfaces cannot be told from each other without labels: quarries, bare fields and water count too.

    Raises:
        EngineError: ``change.missing_bands`` without green, red and near-infrared.
    """
    made = _Quantities(wavelengths)
    red, green, nir = made.needed("built-up", "red", "green", "nir")
    _add_visible(made, green, red)
    return made.contrast((), bare=(red, nir))


def _add_visible(made: "_Quantities", green: int, red: int) -> None:
    made.add("colour", {green: 1.0, red: -1.0})
    made.add("red", {red: 1.0}, local=True, weight=3.0)


class _Quantities:
    """Collects the rows of a `Contrast`."""

    def __init__(self, wavelengths: Sequence[float]) -> None:
        self._wavelengths = list(wavelengths)
        self._names: list[str] = []
        self._formulas: list[tuple[float, ...]] = []
        self._local: list[bool] = []
        self._ratios: list[bool] = []
        self._weights: list[float] = []

    def role(self, role: str) -> int | None:
        return find_role(self._wavelengths, role)

    def needed(self, method: str, *roles: str) -> list[int]:
        found = {role: self.role(role) for role in roles}
        places = [place for place in found.values() if place is not None]
        if len(places) < len(roles):
            missing = " and ".join(role for role, place in found.items() if place is None)
            raise EngineError(
                "change.missing_bands",
                say(
                    "The method {method!r} needs a {missing} band at both dates.",
                    method=method,
                    missing=missing,
                ),
                say("Choose the method general, or say what the bands are."),
            )
        return places

    def add(
        self,
        name: str,
        weights: dict[int, float],
        local: bool = False,
        ratio: bool = False,
        weight: float = 1.0,
    ) -> None:
        self._names.append(name)
        self._formulas.append(tuple(weights.get(k, 0.0) for k in range(len(self._wavelengths))))
        self._local.append(local)
        self._ratios.append(ratio)
        self._weights.append(weight)

    def contrast(
        self,
        notes: tuple[str, ...],
        loss: bool = False,
        bare: tuple[int, int] | None = None,
        green: tuple[int, int] | None = None,
    ) -> Contrast:
        return Contrast(
            tuple(self._names),
            tuple(self._formulas),
            tuple(self._local),
            tuple(self._ratios),
            tuple(self._weights),
            notes,
            loss,
            bare,
            green,
        )


def _ndvi(reflectance: FloatArray, red: int, nir: int) -> FloatArray:
    total = np.maximum(reflectance[nir] + reflectance[red], np.float32(0.02))
    result: FloatArray = (reflectance[nir] - reflectance[red]) / total
    return result


def _ramp(values: FloatArray, low: float, high: float) -> FloatArray:
    """0 below ``low``, 1 above ``high``, straight between."""
    result: FloatArray = np.clip((values - np.float32(low)) * np.float32(1 / (high - low)), 0, 1)
    return result
