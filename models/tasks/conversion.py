"""Convert official checkpoints, and say what one is: jobs of the command line and of the plugin."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.events import Events
from models.model_files import sha256_of
from models.parameters import Parameters
from models.sentences import say
from models.spectralgpt import load_checkpoint
from models.spectralgpt.conversion import convert as convert_checkpoint
from models.spectralgpt.conversion import examine
from models.user_models import user_models

CONVERT = ("source", "output", "id", "recipe", "overwrite")
INSPECT = ("source",)


def convert(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Convert a checkpoint to safetensors with a card, by default in the user's folder of models.

    Args:
        parameters: see `CONVERT`; ``output`` is a folder.
        events: told that it began.

    Returns:
        The result as JSON: id, task of the network, paths of weights and card, hashes.

    Raises:
        EngineError: as `models.spectralgpt.conversion.convert`.
    """
    given = Parameters(parameters, CONVERT)
    events.progress(0.0, say("Converting"))
    folder = Path(given.text("output") or user_models()).expanduser()
    card_path = convert_checkpoint(
        Path(given.required("source")),
        folder,
        given.text("id"),
        given.flag("overwrite"),
        recipe=given.text("recipe"),
    )
    card = json.loads(card_path.read_text("utf-8"))
    events.progress(1.0, say("Done"))
    return {
        "task": "convert",
        "id": card["id"],
        "network": card["task"],
        "output": str(card_path.with_name(card["weights"])),
        "card": str(card_path),
        "sha256": card["sha256"],
        "source_sha256": card["source"]["sha256"],
        "found_by_catalog": folder.resolve() == user_models().resolve(),
    }


def inspect(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Say what a checkpoint is, see `examine`.

    Raises:
        EngineError: ``checkpoint.*`` as `load_checkpoint`.
    """
    source = Path(Parameters(parameters, INSPECT).required("source"))
    events.progress(0.0, say("Reading"))
    network = load_checkpoint(source)
    return {
        "task": "inspect",
        "file": str(source),
        "bytes": source.stat().st_size,
        "sha256": sha256_of(source),
        **examine(network),
    }


def conversion_in_words(result: Mapping[str, Any]) -> str:
    """The result of `convert` for people."""
    use = {
        "segmentation": f"python -m models segment SCENE --model {result['id']} --output OUT.tif",
        "change": f"python -m models change BEFORE AFTER --method spectralgpt --model {result['id']} "
        "--output OUT.tif",
    }.get(result["network"])
    lines = [result["output"], f"SHA-256 {result['sha256']}", f"Card: {result['card']}"]
    if not result["found_by_catalog"]:
        lines.append("The catalogue looks in the folder that SPECTRALGPT_MODELS names; this is another one.")
    elif use:
        lines.append(f"Use it: {use}")
    return "\n".join(lines)


def inspection_in_words(result: Mapping[str, Any]) -> str:
    """The result of `inspect` for people."""
    sizes, positions = result["architecture"], result["positions"]
    classes = "" if result["classes"] is None else f", {result['classes']} classes"
    official = "as in the authors' code" if result["official"] else "not a size of the authors' code"
    lines = [
        f"SpectralGPT {result['network']} network{classes}, {result['size'] or 'own size'}: {official}",
        f"width {sizes['width']}, depth {sizes['depth']}, heads {sizes['heads']}",
        f"{sizes['bands']} bands in {sizes['groups']} groups, {result['parameters']:,} parameters",
        f"{positions['kind']} positions for {positions['pixels']} x {positions['pixels']} pixels",
        f"SHA-256 {result['sha256']}",
    ]
    return "\n".join(lines)
