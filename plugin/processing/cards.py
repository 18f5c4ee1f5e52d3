"""The models that an algorithm offers, by their ids."""

from __future__ import annotations

from ..layers.catalogue import read_cards

AUTOMATIC = "auto"


def model_ids(*tasks: str) -> list[str]:
    """Ids of the models that can do one of the tasks: the shipped ones, then the user's, by name."""
    return [str(card["id"]) for card in read_cards(*tasks)]
