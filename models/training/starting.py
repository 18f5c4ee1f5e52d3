"""What a network goes on from: a model of the catalogue, by its id, and those of its weights that fit."""

from collections.abc import Callable

from torch import Tensor, nn

from models import catalog
from models.catalog import Card
from models.training.settings import refuse

SCRATCH = "scratch"
"""Instead of an id: a new network."""


def card_of(model_id: str) -> Card:
    """The card of a model, whatever its task.

    Raises:
        EngineError: ``training.settings``.
    """
    found = next((card for card in catalog.cards() if card.id == model_id), None)
    if found is None:
        there = ", ".join(card.id for card in catalog.cards())
        refuse(f"there is no model {model_id!r} to start from; there are {there}")
    return found


def take_over(network: nn.Module, state: dict[str, Tensor], wanted: Callable[[str], bool]) -> list[str]:
    """Copy the entries that are wanted and fit; their names."""
    own = network.state_dict()
    taken = {
        name: value.float()
        for name, value in state.items()
        if name in own and own[name].shape == value.shape and wanted(name)
    }
    network.load_state_dict(taken, strict=False)
    return sorted(taken)
