"""What a user says about an official network's input beyond its card."""

from dataclasses import dataclass

from models.catalog import SIDES
from models.errors import EngineError
from models.parameters import Parameters
from models.sentences import say
from models.spectralgpt.responses import ResponseTable, read_responses
from models.spectralgpt.spectral_groups import SpectralGroups, groups_named

INPUT_PARAMETERS = ("scaling", "response", "chip")
"""Of all tasks of official networks; the scaling is applied by `models.scene_scaling`."""


@dataclass(frozen=True)
class InputOptions:
    """Wishes that a card does not know.

    Attributes:
        response: the spectral responses that narrow bands are weighted by; Gaussians where None.
        chip: side of the square that the network sees at once, in pixels; the card's where None.
        spectral_groups: "all-bands" to put all bands of the scene into groups of three; the network's own
            groups where None.
    """

    response: ResponseTable | None = None
    chip: int | None = None
    spectral_groups: SpectralGroups | None = None

    @classmethod
    def from_parameters(cls, given: Parameters) -> "InputOptions":
        """Read a job's parameters "response" (a file), "chip" and "spectral_groups"; all may be absent.

        Raises:
            EngineError: ``response.*`` as `read_responses`, ``model.chip``, ``model.unknown_groups`` or
                ``job.bad_parameter``.
        """
        table, groups = given.text("response"), given.text("spectral_groups")
        chip = given.integer("chip", 0) or None
        if chip is not None and chip not in SIDES:
            raise EngineError(
                "model.chip",
                say("A chip of {side} pixels does not fit.", side=chip),
                say(
                    "Its side is a multiple of {step} between {smallest} and {largest}.",
                    step=SIDES.step,
                    smallest=SIDES[0],
                    largest=SIDES[-1],
                ),
            )
        return cls(
            response=read_responses(table) if table else None,
            chip=chip,
            spectral_groups=None if groups in (None, "sentinel-2") else groups_named(str(groups)),
        )


AS_ON_CARD = InputOptions()
