"""The temperatures that make a model's probabilities mean what they say, as its card states them.

A network that is trained to be right tends to be too sure of itself. Dividing its logits by one number, the
temperature, before the softmax mends most of it and changes no label (Guo et al. 2017, On Calibration of
Modern Neural Networks). `models.training.calibration` fits the number.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.errors import EngineError
from models.sentences import say

COLDEST, HOTTEST = 0.1, 10.0
"""Temperatures beyond these say that something else is wrong."""
VISIBLE_NM = 700.0
"""Bands of no longer wavelength are visible ones."""


@dataclass(frozen=True)
class Calibration:
    """Temperatures of a model.

    Attributes:
        temperature: for all scenes but those of the next line.
        visible_only: for scenes without any band beyond the visible ones, where that is another one.
    """

    temperature: float
    visible_only: float | None = None

    def temperature_for(self, wavelengths: Sequence[float]) -> float:
        """The temperature for a scene's bands, by their centres in nanometres."""
        if self.visible_only is not None and only_visible(wavelengths):
            return self.visible_only
        return self.temperature

    def document(self) -> dict[str, float]:
        """As it stands on a card and in a run card."""
        found = {"temperature": self.temperature}
        return found if self.visible_only is None else {**found, "visible_only": self.visible_only}


def only_visible(wavelengths: Sequence[float]) -> bool:
    """Whether there is no band beyond the visible ones."""
    return not any(wavelength > VISIBLE_NM for wavelength in wavelengths)


def calibration_of(document: Mapping[str, Any]) -> Calibration | None:
    """What a card's document says under "calibration"; None where it says nothing.

    Raises:
        EngineError: ``model.bad_card``: a temperature that is no number between `COLDEST` and `HOTTEST`.
    """
    stated = document.get("calibration")
    if stated is None:
        return None
    if not isinstance(stated, Mapping):
        raise _refusal(document, stated)
    visible_only = stated.get("visible_only")
    return Calibration(
        _temperature(document, stated.get("temperature")),
        None if visible_only is None else _temperature(document, visible_only),
    )


def _temperature(document: Mapping[str, Any], value: object) -> float:
    # To Python True is a number; JSON's reader takes NaN, which no comparison lets through.
    if isinstance(value, (int, float)) and not isinstance(value, bool) and COLDEST <= value <= HOTTEST:
        return float(value)
    raise _refusal(document, value)


def _refusal(document: Mapping[str, Any], value: object) -> EngineError:
    return EngineError(
        "model.bad_card",
        say(
            "The card of {id} gives {value} as the temperature of its probabilities, which is no number from "
            "{coldest} to {hottest}.",
            id=document.get("id"),
            value=repr(value)[:40],
            coldest=COLDEST,
            hottest=HOTTEST,
        ),
    )
