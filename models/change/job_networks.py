"""The networks that a job for change names, or the defaults."""

from models import catalog
from models.catalog import Card
from models.change.network import METHOD, ChangeInference
from models.change.refinement import METHOD as REFINED
from models.change.refinement import RefinedInference
from models.change.scenes import ScenePair
from models.change.transitions import PairInference
from models.devices import Device
from models.events import Events
from models.inference import SegmentationInference
from models.parameters import Parameters
from models.spectralgpt.input_options import InputOptions

NETWORKS = (REFINED, METHOD)
"""Methods that need a network."""

JobNetwork = RefinedInference | ChangeInference


def network_of(given: Parameters, pair: ScenePair, device: Device, events: Events) -> JobNetwork:
    """The network of a method that needs one.

    Raises:
        EngineError: as `RefinedInference` and `ChangeInference`.
    """
    if given.text("method") == REFINED:
        return RefinedInference(class_card(given, REFINED), device, pair, events)
    options = InputOptions.from_parameters(given)
    network = ChangeInference(
        change_card(given), device, pair.before.bands, pair.after.bands, events, options
    )
    network.scale(given.text("scaling"), pair, events)
    return network


def both_classified(given: Parameters, pair: ScenePair, device: Device, events: Events) -> PairInference:
    """The land-cover network for both dates, for from and to.

    Raises:
        EngineError: as `SegmentationInference`.
    """
    card = class_card(given, given.text("method", "general") or "general")
    return PairInference(
        SegmentationInference(card, device, pair.before.bands, events),
        # One message about a device that is left is enough.
        SegmentationInference(card, device, pair.after.bands, Events()),
    )


def change_card(given: Parameters) -> Card:
    """The model for change that a job names, else the only one; a model for classes may be named beside it.

    Raises:
        EngineError: as `catalog.find_card`.
    """
    return catalog.find_card(_named(given, "segmentation" if given.text("from_to") else None), "change")


def class_card(given: Parameters, method: str) -> Card:
    """The land-cover model that tells which class became which."""
    return catalog.find_card(_named(given, "change" if method == METHOD else None), "segmentation")


def _named(given: Parameters, other_task: str | None) -> str | None:
    """The model that is named, unless it is one for the job's other task."""
    named = given.text("model")
    belongs_to_other = any(card.id == named and card.task == other_task for card in catalog.cards())
    return None if belongs_to_other else named
