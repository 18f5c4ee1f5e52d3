"""What happens when a run has succeeded: layers on the map, areas in the panel, one message."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import Qgis

from ..layers.colour_look import ColourLook
from ..layers.results import add_change, add_features, add_reconstruction, add_scenes, add_segmentation
from ..layers.translation import tr
from .area_panel import area_panel
from .estimate import elapsed_text
from .spectra_panel import spectra_panel


def deliver(
    iface: Any,
    runs: Any,
    result: Mapping[str, Any],
    name: str = "",
    model_title: str = "",
    look: ColourLook | None = None,
) -> list[str]:
    """Add a result to the project, show its areas or spectra, and say so.

    Args:
        iface: QGIS's interface.
        runs: takes the jobs that start from the panel.
        result: what the engine gave for a ``segment``, ``change``, ``scenes``, ``reconstruct`` or ``embed``
            job.
        name: of the input, for layers and messages.
        model_title: the model's name as users know it.
        look: of the input on the map, for results that are images like it.

    Returns:
        Ids of the layers that were added, the main one first.
    """
    task = result.get("task")
    if task == "segment":
        ids = add_segmentation(result, name=name, model_title=model_title)
        text = tr("Land cover of {name}")
    elif task == "reconstruct":
        ids = add_reconstruction(result, name=name, look=look)
        text = tr("Reconstruction of {name}")
    elif task == "embed":
        ids = add_features(result, name=name, model_title=model_title)
        text = tr("Features of {name}")
    elif task == "scenes":
        ids = add_scenes(result, name=name, model_title=model_title)
        text = tr("Scenes of {name}")
    else:
        ids = add_change(result, name=name)
        text = tr("Change of {name}")
    if task == "reconstruct":
        spectra_panel(iface, runs).show_result(result)
    elif task not in ("embed", "scenes"):
        area_panel(iface, runs).show_result(result)
    _announce(iface, text.format(name=name), result)
    return ids


def _announce(iface: Any, text: str, result: Mapping[str, Any]) -> None:
    seconds = result.get("seconds")
    if isinstance(seconds, (int, float)):
        text = tr("{title}: done in {time}").format(title=text, time=elapsed_text(float(seconds)))
    iface.messageBar().pushMessage("SpectralGPT", text, Qgis.MessageLevel.Success, 8)
