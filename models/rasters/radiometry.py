"""How stored numbers become reflectance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from models.errors import EngineError
from models.sentences import say


@dataclass(frozen=True)
class Radiometry:
    """``reflectance = (DN + offset) * scale``.

    Attributes:
        scale: reflectance per digital number.
        offset: in digital numbers, -1000 for Sentinel-2 products of baseline 04.00 and later.
        source: "metadata", "user" or "default".
    """

    scale: float
    offset: float
    source: str


REFLECTANCE = Radiometry(1.0, 0.0, "default")
TEN_THOUSANDTHS = Radiometry(0.0001, 0.0, "default")


def parse_radiometry(value: str | Sequence[float]) -> Radiometry:
    """Read "SCALE,OFFSET", "SCALE" or a pair of numbers, as the user gives them.

    Raises:
        EngineError: ``options.radiometry`` where that is not what it says.
    """
    parts = value.split(",") if isinstance(value, str) else list(value)
    try:
        numbers = [float(part) for part in parts]
    except (TypeError, ValueError):
        numbers = []
    if len(numbers) == 1:
        numbers.append(0.0)
    if len(numbers) != 2 or not all(map(math.isfinite, numbers)) or numbers[0] <= 0:
        raise EngineError(
            "options.radiometry",
            say('The radiometry "{value}" is not SCALE,OFFSET with a positive scale.', value=value),
            say(
                "Reflectance is (number + OFFSET) * SCALE: Sentinel-2 0.0001,0 until 2021, then 0.0001,-1000."
            ),
        )
    return Radiometry(numbers[0], numbers[1], "user")


def from_gdal(scale: float, offset: float) -> Radiometry | None:
    """Translate GDAL's ``value = DN * scale + offset``; None where it says nothing (1 and 0)."""
    if not (math.isfinite(scale) and math.isfinite(offset)) or scale <= 0 or (scale == 1.0 and offset == 0.0):
        return None
    return Radiometry(scale, offset / scale, "metadata")


def from_divisor(divisor: float) -> Radiometry | None:
    """Translate ENVI's "reflectance scale factor", by which the numbers are to be divided."""
    if not math.isfinite(divisor) or divisor <= 0:
        return None
    return Radiometry(1.0 / divisor, 0.0, "metadata")


def default_radiometry(dtype: str) -> Radiometry:
    """What is assumed where nothing is stated: DN/10000 for integers, reflectance for floats."""
    return REFLECTANCE if dtype.startswith("float") else TEN_THOUSANDTHS
