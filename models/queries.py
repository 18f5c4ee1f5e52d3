"""Questions that are answered at once, also while a job runs: by the worker and on the command line."""

from collections.abc import Callable, Mapping
from typing import Any

import models
from models.errors import EngineError
from models.sentences import say


def handshake(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Versions and devices, if both sides speak the same protocol.

    Raises:
        EngineError: ``worker.protocol``.
    """
    import os
    import platform

    from models.devices import describe_devices
    from models.rasters.run_card import versions

    if parameters.get("protocol") != models.PROTOCOL_VERSION:
        raise EngineError(
            "worker.protocol",
            say(
                "The engine speaks protocol {engine}, the plugin {plugin}.",
                engine=models.PROTOCOL_VERSION,
                plugin=parameters.get("protocol"),
            ),
            say("Install the engine again so that both have the same version."),
        )
    packages = {name: version for name, version in versions().items() if name not in ("engine", "python")}
    return {
        "protocol": models.PROTOCOL_VERSION,
        "engine": models.__version__,
        "python": platform.python_version(),
        "torch": packages.get("torch"),
        "packages": packages,
        "devices": describe_devices(),
        "pid": os.getpid(),
    }


def describe(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What a scene is; parameters as those of a job that begin with the scene."""
    from models.parameters import SCENE_PARAMETERS, Parameters
    from models.rasters.options import SceneOptions
    from models.rasters.scene import describe_scene

    given = Parameters(parameters, SCENE_PARAMETERS)
    return describe_scene(given.paths("scene"), SceneOptions.from_parameters(given.raw()))


def estimate(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How long the job in ``parameters["job"]`` would take."""
    from models import jobs

    return jobs.estimate(jobs.job_from_json(parameters.get("job")))


def doctor(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """Whether the engine works on this computer."""
    from models.doctor import report

    return report(str(parameters.get("device") or "auto"))


def checkpoint(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """What network a file holds, and the recipes among which its user can choose, before it is converted.

    Returns:
        As `models.spectralgpt.conversion.examine`; for a classifier of scenes also "recipes", the names of
        those that fit, and "recipe", the one that is taken unless another is asked for.

    Raises:
        EngineError: ``checkpoint.*``, as `load_checkpoint`.
    """
    from models.parameters import Parameters
    from models.spectralgpt import load_checkpoint
    from models.spectralgpt.conversion import examine
    from models.spectralgpt.scene_recipes import fitting_recipes, recipe_name

    facts = examine(load_checkpoint(Parameters(parameters, ("source",)).required("source")))
    if facts["network"] == "classification":
        outputs, joint = facts["classes"], facts["positions"]["kind"] == "joint"
        facts |= {"recipes": fitting_recipes(outputs), "recipe": recipe_name(outputs, joint)}
    return facts


def catalog(_parameters: Mapping[str, Any]) -> dict[str, Any]:
    """All models and official weights, see `models.inventory.inventory`."""
    from models.inventory import inventory

    return inventory()


QUERIES: Mapping[str, Callable[[Mapping[str, Any]], Any]] = {
    "handshake": handshake,
    "describe": describe,
    "estimate": estimate,
    "doctor": doctor,
    "checkpoint": checkpoint,
    "catalog": catalog,
}
