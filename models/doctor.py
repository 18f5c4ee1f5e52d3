"""Whether the engine works on this computer, and how fast: ``python -m models doctor``."""

from __future__ import annotations

import importlib
import platform
import sys
import time
from importlib import metadata
from typing import Any

from models import PROTOCOL_VERSION, __version__
from models.errors import EngineError
from models.sentences import say

PACKAGES = ("torch", "numpy", "scipy", "rasterio", "pyogrio", "shapely", "safetensors")


def report(device: str = "auto") -> dict[str, Any]:
    """Examine the engine: versions, one kernel on each device, speed of the default model.

    Never raises: what fails is part of the answer.

    Args:
        device: "auto" for all devices, or the id of the only one to examine ("cpu", "cuda", "cuda:1", "mps").

    Returns:
        ``versions`` (name to version), ``problems`` (sentences), ``devices`` (``id``, ``name``, ``default``,
        ``kernel`` {``ok``, ``milliseconds`` or ``error``}, ``chips_per_second`` and ``precision`` that the
        default model gets there, or None), ``model`` (``id`` or None, ``message``), ``ready`` and
        ``verdict``, a sentence.
    """
    device = "cuda" if device == "cuda:0" else device
    versions = {"engine": __version__, "protocol": str(PROTOCOL_VERSION), "python": platform.python_version()}
    problems: list[str] = []
    for name in PACKAGES:
        try:
            importlib.import_module(name)
            versions[name] = metadata.version(name)
        except Exception as error:  # noqa: BLE001 - a broken library fails in its own way
            problems.append(say("{name} cannot be loaded: {reason}.", name=name, reason=_first_line(error)))
    examined: dict[str, Any] = {
        "versions": versions,
        "platform": platform.platform(),
        "interpreter": sys.executable,
    }
    devices: list[dict[str, Any]] = []
    model: dict[str, Any] = {"id": None, "message": say("PyTorch is missing.")}
    if "torch" in versions:
        from models.devices import describe_devices

        there = describe_devices()
        devices = [found for found in there if device in ("auto", found["id"])]
        if not devices:
            problems.append(say("There is no device “{device}” here.", device=device))
        for found in devices:
            found["kernel"] = run_kernel(found["id"])
            if not found["kernel"]["ok"]:
                reason = found["kernel"]["error"]
                problems.append(say("{name} does not compute: {reason}.", name=found["name"], reason=reason))
        model = _measure_model(devices)
    ready = not problems and model["id"] is not None
    examined.update(problems=problems, devices=devices, model=model, ready=ready)
    examined["verdict"] = _verdict(problems, devices, model)
    return examined


def run_kernel(device: str) -> dict[str, Any]:
    """Run a convolution and compare it with the processor's: ``ok``, and ``milliseconds`` or ``error``."""
    import torch

    image = torch.linspace(-1, 1, 8 * 64 * 64).reshape(1, 8, 64, 64)
    kernel = torch.linspace(-1, 1, 8 * 8 * 9).reshape(8, 8, 3, 3)
    expected = torch.nn.functional.conv2d(image, kernel)
    try:
        there = image.to(device), kernel.to(device)
        torch.nn.functional.conv2d(*there).cpu()  # the first run also loads the device's libraries
        start = time.perf_counter()
        result = torch.nn.functional.conv2d(*there).cpu()
        taken = time.perf_counter() - start
        # GPUs may compute convolutions with 10-bit mantissas.
        if not torch.allclose(result, expected, rtol=1e-2, atol=5e-2):
            return {"ok": False, "error": say("a convolution gave wrong numbers")}
    except Exception as error:  # noqa: BLE001 - drivers fail in many ways, each of which is the answer
        return {"ok": False, "error": _first_line(error)}
    return {"ok": True, "milliseconds": round(1000 * taken, 2)}


def _measure_model(devices: list[dict[str, Any]]) -> dict[str, Any]:
    """Fill in how the devices compute the default land-cover model, and describe the model."""
    for found in devices:
        found.update(chips_per_second=None, precision=None)
    try:
        from models.catalog import find_card

        card = find_card(None, "segmentation")
    except Exception as error:  # noqa: BLE001 - a missing or unreadable card is the answer
        return {"id": None, "message": say("No trained model can be used: {reason}", reason=_reason(error))}
    for found in devices:
        if not found["kernel"]["ok"]:
            continue
        try:
            found.update(_model_on(card, found["id"]))
        except Exception as error:  # noqa: BLE001 - as above
            return {
                "id": None,
                "message": say(
                    "{model} does not run on {name}: {reason}",
                    model=card.id,
                    name=found["name"],
                    reason=_reason(error),
                ),
            }
    return {"id": card.id, "message": ""}


def _model_on(card: Any, device: str) -> dict[str, Any]:
    """The speed that jobs get, measured as the estimate of a run is, and the precision."""
    from models.devices import choose_device
    from models.events import Events
    from models.inference import SegmentationInference
    from models.rasters.bands import Band

    bands = [Band(band.name, band.wavelength, None, "", 1, None, "metadata") for band in card.bands]
    inference = SegmentationInference(card, choose_device(device), bands, Events())
    speed = round(1 / inference.seconds_per_chip(), 1)
    return {"chips_per_second": speed, "precision": inference.precision}


def _verdict(problems: list[str], devices: list[dict[str, Any]], model: dict[str, Any]) -> str:
    if problems:
        return say("The engine does not work: {problem}", problem=problems[0])
    name, speed = devices[0]["name"], devices[0]["chips_per_second"]
    if model["id"] is None:
        return say("The engine computes on {name}. {problem}", name=name, problem=model["message"])
    return say(
        "The engine works: {model} classifies {speed:.1f} chips a second on {name}.",
        model=model["id"],
        speed=speed,
        name=name,
    )


def in_words(examined: dict[str, Any]) -> str:
    """Return a report as text for people, the verdict last."""
    versions = ", ".join(f"{name} {version}" for name, version in examined["versions"].items())
    lines = [versions, f"{examined['platform']}, {examined['interpreter']}"]
    for device in examined["devices"]:
        kernel = device["kernel"]
        said = f"kernel {kernel['milliseconds']} ms" if kernel["ok"] else f"failed: {kernel['error']}"
        speed = device["chips_per_second"]
        said += f", {speed} chips/s in {device['precision']}" if speed is not None else ""
        lines.append(f"{device['id']}: {device['name']}: {said}{' (default)' if device['default'] else ''}")
    return "\n".join([*lines, *examined["problems"], examined["verdict"]])


def _reason(error: BaseException) -> str:
    """What went wrong as a sentence; the engine's own can still be translated."""
    return error.sentence if isinstance(error, EngineError) else f"{_first_line(error)}."


def _first_line(error: BaseException) -> str:
    return (str(error).strip().partition("\n")[0] or type(error).__name__).rstrip(".")
