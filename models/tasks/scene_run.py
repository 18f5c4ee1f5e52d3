"""What every task does that sends one scene through one network: open, load, estimate, remember, report."""

import time
from collections.abc import Iterable, Mapping
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
from models.rasters.run_card import InputHashes, input_fingerprints, now
from models.rasters.scene import Scene, open_scene
from models.scene_scaling import scaled
from models.spectralgpt.input_options import InputOptions
from models.tasks.run_facts import device_facts, network_facts

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


class SceneJob:
    """A run of a network over a scene: what is known from its parameters to its result.

    Args:
        given: the job's parameters; "output" must be among them.
        events: told progress and notes.

    Raises:
        EngineError: ``job.missing_parameter`` or ``job.bad_parameter``.
    """

    def __init__(self, given: Parameters, events: Events) -> None:
        self._given, self._events = given, events
        self._output = Path(given.required("output"))
        self._overwrite = given.flag("overwrite")
        self._notes: list[str] = []
        self._started, self._clock = now(), time.perf_counter()

    def _optional_path(self, name: str) -> Path | None:
        """A further output's path, if it is wanted."""
        path = self._given.text(name)
        return Path(path) if path else None

    def _tell(self, notes: Iterable[str]) -> None:
        """Tell notes, and keep them for the result."""
        for note in notes:
            self._notes.append(note)
            self._events.message(note)

    def _report(self, network: SegmentationInference) -> dict[str, Any]:
        """What ends every result: "seconds", "device" and "notes"."""
        return {
            "seconds": round(time.perf_counter() - self._clock, 2),
            "device": network.device.name,
            "notes": self._notes,
        }

    def _run_card(
        self,
        result: Mapping[str, Any],
        scene: Scene,
        network: SegmentationInference,
        hashes: InputHashes,
        resumed: int,
    ) -> dict[str, Any]:
        """The common part of the run card.

        Args:
            result: of the job; "task", "seconds" and "notes" are taken over.
            scene: that was read.
            network: on its device.
            hashes: of the files that were read.
            resumed: strips that an earlier run had finished.
        """
        return {
            "task": result["task"],
            "started": self._started,
            "finished": now(),
            "seconds": result["seconds"],
            "inputs": hashes.facts(self._events),
            "scene": scene.describe(),
            "parameters": self._given.raw(),
            "model": network_facts(network),
            "device": device_facts(network.device, network),
            "windows": {"chip": network.chip, "overlap": network.overlap},
            "resumed_after_strips": resumed,
            "notes": result["notes"],
        }
