"""Scaling of a network's input by the whole scene, so that neighbouring windows show no seam."""

from dataclasses import replace
from typing import Any

from models.errors import EngineError
from models.events import Events
from models.rasters.sampling import sample_windows
from models.rasters.scene import Scene
from models.rasters.surroundings import surroundings
from models.sentences import say

SAMPLE_PIXELS = 500_000


def scaled(selection: Any, scaling: str | None, scene: Scene, events: Events) -> Any:
    """A model's choice of bands with the scaling that the user wants, or its card where they do not say.

    The limits of "scene-percentiles" come from an even sample of the whole scene, so a map does not depend on
    the region that was asked for.

    Raises:
        EngineError: ``model.no_scaling`` for a model that takes reflectance as it is;
            ``model.unknown_scaling``; ``scene.no_valid_pixels``.
        Cancelled: the user asked to stop.
    """
    import torch

    from models.spectralgpt.inputs import InputSelection, scaling_named

    if not isinstance(selection, InputSelection):
        if scaling is not None:
            raise EngineError(
                "model.no_scaling",
                say("The model takes reflectance as it is; there is nothing to scale."),
                say("Leave the scaling out, or choose an official SpectralGPT network."),
            )
        return selection
    if scaling is not None:
        selection = replace(selection, scaling=scaling_named(scaling))
    if selection.scaling != "scene-percentiles":
        return selection
    source = surroundings(scene)
    samples = []
    for window in sample_windows(source.bounds, SAMPLE_PIXELS):
        events.check_cancelled()
        pixels, valid = source.read(window, selection.positions)
        samples.append((torch.from_numpy(pixels), torch.from_numpy(valid)))
    return selection.with_limits(samples)


def input_facts(selection: Any) -> dict[str, Any]:
    """What a run card and a journal say about it: nothing for a model that takes reflectance as it is."""
    from models.spectralgpt.inputs import InputSelection

    return selection.facts() if isinstance(selection, InputSelection) else {}
