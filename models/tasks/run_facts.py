"""What run cards say of networks and devices."""

from typing import Any

from models.devices import Device
from models.inference import SegmentationInference, model_facts
from models.scene_scaling import input_facts


def network_facts(inference: SegmentationInference) -> dict[str, Any]:
    """The model and how its input was scaled: what a result depends on beside the scene."""
    return {**model_facts(inference.card), **input_facts(inference.selection)}


def device_facts(device: Device, network: SegmentationInference | None) -> dict[str, Any]:
    """Where a run was computed, and what its network, if it has one, computes in."""
    facts = {"id": device.id, "name": device.name}
    return facts if network is None else {**facts, "precision": network.precision}
