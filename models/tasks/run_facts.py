"""What every run card of a network's run over one scene says."""

from collections.abc import Mapping
from typing import Any

from models.devices import Device
from models.events import Events
from models.inference import SegmentationInference, model_facts
from models.rasters.run_card import InputHashes, now
from models.rasters.scene import Scene
from models.scene_scaling import input_facts


def network_facts(inference: SegmentationInference) -> dict[str, Any]:
    """The model and how its input was scaled: what a result depends on beside the scene."""
    return {**model_facts(inference.card), **input_facts(inference.selection)}


def device_facts(device: Device, network: SegmentationInference | None) -> dict[str, Any]:
    """Where a run was computed, and what its network, if it has one, computes in."""
    facts = {"id": device.id, "name": device.name}
    return facts if network is None else {**facts, "precision": network.precision}


def run_facts(
    result: Mapping[str, Any],
    started: str,
    scene: Scene,
    parameters: Mapping[str, Any],
    inference: SegmentationInference,
    hashes: InputHashes,
    resumed: int,
    events: Events,
) -> dict[str, Any]:
    """The common part of a run card.

    Args:
        result: of the job; its "task", "seconds" and "notes" are taken over.
        started: when, in ISO 8601.
        scene: that was read.
        parameters: as they were given.
        inference: the network on its device.
        hashes: of the files that were read.
        resumed: strips that an earlier run had finished.
        events: told the progress of hashing.
    """
    return {
        "task": result["task"],
        "started": started,
        "finished": now(),
        "seconds": result["seconds"],
        "inputs": hashes.facts(events),
        "scene": scene.describe(),
        "parameters": dict(parameters),
        "model": network_facts(inference),
        "device": device_facts(inference.device, inference),
        "windows": {"chip": inference.chip, "overlap": inference.overlap},
        "resumed_after_strips": resumed,
        "notes": result["notes"],
    }
