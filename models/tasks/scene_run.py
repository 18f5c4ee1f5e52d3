"""What every task does that sends one scene through one network: open, load, estimate, remember."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any, TypeVar

from models.catalog import Card
from models.devices import choose_device
from models.events import Events
from models.inference import SegmentationInference
from models.parameters import SCENE_PARAMETERS, Parameters
from models.rasters.journal import Journal, fingerprint
from models.rasters.options import SceneOptions
from models.rasters.run_card import input_fingerprints
from models.rasters.scene import Scene, open_scene
from models.scene_scaling import scaled
from models.spectralgpt.input_options import InputOptions
from models.tasks.run_facts import network_facts

Network = TypeVar("Network", bound=SegmentationInference)


def open_job_scene(given: Parameters, events: Events, stack: ExitStack) -> Scene:
    """The scene of a job, which ``stack`` closes.

    Raises:
        EngineError: as `SceneOptions.from_parameters` and `open_scene`.
    """
    options = SceneOptions.from_parameters(given.raw())
    return stack.enter_context(open_scene(given.paths("scene"), options, events))


def load_network(kind: type[Network], card: Card, given: Parameters, scene: Scene, events: Events) -> Network:
    """A card's network on the device that a job asks for, its input as the job wants it.

    Raises:
        EngineError: as `choose_device`, `InputOptions.from_parameters`, ``kind`` and `scaled`.
        Cancelled: the user asked to stop.
    """
    device = choose_device(given.text("device", "auto") or "auto")
    network = kind(card, device, scene.bands, events, InputOptions.from_parameters(given))
    network.selection = scaled(network.selection, given.text("scaling"), scene, events)
    return network


def estimated(
    network: SegmentationInference, windows: int, scene: Scene, per_chip: float | None = None
) -> dict[str, Any]:
    """How long so many windows would take: seconds, windows, pixels and the device's name.

    Args:
        network: that they go through.
        windows: their number.
        scene: whose pixels are asked for.
        per_chip: seconds for each; as the network's device is measured where None.
    """
    seconds = network.seconds_per_chip() if per_chip is None else per_chip
    return {
        "seconds": round(windows * seconds * 1.15 + 1.0, 1),
        "windows": windows,
        "pixels": scene.extent.height * scene.extent.width,
        "device": network.device.name,
    }


def open_journal(
    output: Path,
    network: SegmentationInference,
    given: Parameters,
    scene: Scene,
    own: Mapping[str, Any],
    events: Events,
) -> Journal:
    """The journal of a run, marked by all that its finished strips depend on.

    Args:
        output: that it lies beside.
        network: that the scene goes through.
        given: the job's parameters.
        scene: that is read.
        own: what else the strips of this task depend on, its name ("task") and its grid among it.
        events: told what is resumed.

    Raises:
        EngineError: as `Journal`.
    """
    facts = {
        "inputs": input_fingerprints(scene.files),
        "options": {k: v for k, v in given.raw().items() if k in SCENE_PARAMETERS},
        "model": network_facts(network),
        **own,
    }
    return Journal(output, fingerprint(facts), given.flag("resume"), events)
