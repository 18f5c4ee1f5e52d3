"""The settings of a training run: every key with its default and what it means, and reading them from a file.

A run is a TOML file, which people can comment. Python reads TOML by itself from 3.11 on; with 3.10, and for
programs, the same tables may come as JSON. What the file leaves out has the default that stands here, and any
other key is refused.
"""

import importlib
import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

from models.catalog import SIDES
from models.errors import EngineError

TASKS = ("segmentation", "scenes", "change", "pretraining")
AUTO = "auto"


@dataclass(frozen=True)
class Key:
    """A setting.

    Attributes:
        kind: "text", "texts" (a list), "number", "whole", "flag" or "table" (names to texts).
        default: None where the key must be given or is left out.
        help: one sentence.
        choices: of a text.
        low, high: of a number; a fraction is a number from 0 to 1.
    """

    kind: str
    default: Any
    help: str
    choices: tuple[str, ...] = ()
    low: float = 0
    high: float = math.inf


KEYS: Mapping[str, Mapping[str, Key]] = {
    "": {
        "task": Key("text", None, "What the network is to do.", TASKS),
        "name": Key("text", None, "Id of the model: lower-case letters, digits and hyphens."),
        "title": Key("text", "", "What the dialogs call it; the name where there is none."),
        "output": Key("text", "run", "Folder of checkpoints, log and weights, from where the file lies."),
        "publish": Key("flag", True, "Put the finished model into your catalogue."),
        "keep": Key("text", "best", "Which weights are published.", ("best", "last")),
        "seed": Key("whole", 0, "Same seed, data and computer: same network."),
        "device": Key("text", AUTO, "auto, cpu, cuda, cuda:N or mps."),
        "licence": Key("text", "not stated", "Of the trained weights, for the card."),
        "about_data": Key("texts", [], "Sentences for the card: source and licence of images and labels."),
    },
    "data": {
        "reader": Key("text", "folder", "How the files lie, see the table of readers."),
        "folder": Key("text", ".", "The data's folder, from where the file lies."),
        "scene": Key("texts", [], "Instead of a folder of images: the raster(s) of one scene."),
        "before": Key("text", "before", "change: folder of the earlier images, inside folder."),
        "after": Key("text", "after", "change: folder of the later images."),
        "images": Key("text", "images", "Folder of the images, inside folder."),
        "labels": Key("text", "labels", "Folder of the label rasters, of the same names."),
        "polygons": Key("text", "", "Vector file with labelled polygons, instead of label rasters."),
        "field": Key("text", "class", "Column of the polygons' classes: numbers or names."),
        "table": Key("text", "", "CSV with the columns file and label (several: a|b), and perhaps split."),
        "multiple": Key("flag", False, "scenes: an image may have several labels at once."),
        "classes": Key("text", "", "Class scheme: a shipped one's name or a JSON file; made of the labels."),
        "unlabelled": Key(
            "texts", [AUTO], "Codes in the labels that mean: not labelled; auto: 0, unless a scheme has it."
        ),
        "radiometry": Key("text", "", "SCALE,OFFSET of the images' numbers, where files do not say it."),
        "bands": Key("text", "", "Names of the images' bands, where files do not say them: 1=B02,2=B03."),
        "nodata": Key("text", "", "Number that means no data."),
        "mask": Key("text", "", "Invalid pixels, as of segment: FILE[:values], or scl:cloud,shadow."),
        "split": Key(
            "text",
            AUTO,
            "What keeps apart from training: blocks of the rasters, whole files, or the data set's own list.",
            (AUTO, "blocks", "files", "list"),
        ),
        "validation": Key("number", 0.2, "Share that is kept apart to measure the model.", low=0, high=0.9),
        "validation_list": Key("text", "", "Text file with the names of the images that are kept apart."),
        "training_list": Key("text", "", "Text file with the names of the images to train on."),
        "block": Key(
            "whole", 0, "Side of the blocks in pixels; 0: four chips or less, so that there are 20."
        ),
        "limit": Key("whole", 0, "At most so many images, for a trial; 0: all."),
    },
    "network": {
        "name": Key(
            "text", "compact", "compact, or spectralgpt (large; needs a GPU).", ("compact", "spectralgpt")
        ),
        "start": Key("text", AUTO, "Id of a model to go on from, or scratch; auto: compact's shipped one."),
        "size": Key(
            "text", "small", "Of a spectralgpt from scratch.", ("tiny", "small", "base", "large", "huge")
        ),
        "bands": Key("texts", [], "Sentinel-2 bands that the network reads, in order; mean is their mean."),
        "scaling": Key(
            "text",
            AUTO,
            "Of spectralgpt's input.",
            (AUTO, "chip-minmax", "scene-percentiles", "z-score"),
        ),
        "chip": Key(
            "whole", 0, "Side of what the network sees at once; a multiple of 8 from 32; 0: 128.", high=512
        ),
        "freeze": Key("flag", False, "Train the new layers only, not the encoder."),
        "layer_decay": Key(
            "number", 1.0, "spectralgpt: rate of a block over that of the next.", low=0.1, high=1
        ),
    },
    "augmentation": {
        "turn": Key("flag", True, "Flip and turn by quarters."),
        "zoom": Key("number", 0.2, "Enlarge or shrink by up to this share.", high=0.9),
        "gain": Key("number", 0.05, "Make brighter or darker by up to this share.", high=0.9),
        "band_gain": Key("number", 0.025, "The same for each band alone.", high=0.9),
        "cutmix": Key("number", 0.0, "segmentation: share of chips with a piece of another one.", high=1),
        "fewer_bands": Key(
            "number", 0.25, "compact: share of the steps with some of the bands only.", high=1
        ),
    },
    "training": {
        "steps": Key("whole", 0, "Steps of the optimizer; 0: by epochs."),
        "epochs": Key(
            "number", 40.0, "Times that as many chips are seen as the training part holds.", low=0.01
        ),
        "batch": Key("whole", 8, "Chips in a step, on each GPU.", low=1),
        "rate": Key("number", 0.0, "Peak learning rate; 0: 5e-4, and 1e-4 to go on from weights.", high=1),
        "warmup": Key("number", 0.06, "Share of the steps in which the rate rises.", high=0.9),
        "weight_decay": Key("number", 0.05, "AdamW's, on matrices.", high=1),
        "average": Key(
            "number", 0.998, "Decay of the moving average of the weights, which is measured.", high=0.99999
        ),
        "bf16": Key("text", AUTO, "bfloat16 arithmetic; auto: on GPUs that have it.", (AUTO, "yes", "no")),
        "balance": Key(
            "number", 0.5, "Share of the chips that are chosen by class, each class alike.", high=1
        ),
        "class_weights": Key(
            "number",
            -1.0,
            "Weight of a class: its share to minus this; -1: 0.15, for change 0.5.",
            low=-1,
            high=1,
        ),
        "validate_every": Key("whole", 0, "Steps between two measurements; 0: ten in a run."),
        "validation_chips": Key("whole", 400, "Chips to measure on, at most.", low=1),
        "checkpoint_minutes": Key("number", 3.0, "Between two checkpoints; what a crash may cost.", low=0),
        "shard": Key(
            "flag", False, "Several GPUs: split a spectralgpt over them, where one is too small (FSDP2)."
        ),
        "readers": Key("whole", 4, "Threads that read ahead.", low=1, high=64),
    },
    "pretraining": {
        "objective": Key(
            "text",
            "reconstruction",
            "Reconstruct what is hidden, as SpectralGPT, or tell hidden patches apart, as OlmoEarth.",
            ("reconstruction", "discrimination"),
        ),
        "mask": Key("number", 0.0, "Share that is hidden; 0: 0.9 of the tokens, compact: 0.6.", high=0.98),
        "mask_groups": Key(
            "number",
            -1.0,
            "Share of the chips with whole spectral groups hidden; -1: 0, with discrimination 0.5.",
            low=-1,
            high=1,
        ),
        "band_dropout": Key(
            "number",
            -1.0,
            "Chips lack each band with a probability from 0 to this; -1: 0, with discrimination 0.3.",
            low=-1,
            high=0.9,
        ),
        "reconstruction": Key(
            "number", 0.3, "discrimination: weight of the reconstruction beside it.", high=10
        ),
        "contrast": Key(
            "number",
            0.1,
            "discrimination: weight of knowing chips again under another mask; 0 saves half.",
            high=10,
        ),
        "sizes": Key(
            "texts", [], "Sides of the chips in equal parts of the run, as [96, 128]; empty: network.chip."
        ),
    },
}
"""By table: the keys of a run."""


@dataclass(frozen=True)
class Settings:
    """The settings of a run, complete.

    Attributes:
        values: by table, then by key; the top table is "".
        base: folder that relative paths start from.
    """

    values: Mapping[str, Mapping[str, Any]]
    base: Path

    def __getitem__(self, key: str) -> Any:
        """``settings["training.batch"]``, ``settings["task"]``."""
        table, _, name = key.rpartition(".")
        return self.values[table][name]

    def path(self, key: str) -> Path:
        """A path, from the settings' own folder."""
        return self.base / Path(str(self[key])).expanduser()

    def document(self) -> dict[str, Any]:
        """All values as JSON."""
        return {**self.values[""], **{name: dict(table) for name, table in self.values.items() if name}}


def read_settings(path: Path) -> Settings:
    """Read a run's file.

    Raises:
        EngineError: ``training.settings``, one sentence that names what is wrong.
    """
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise EngineError(
            "training.settings", f"{path} cannot be read ({error}).", "Check the path."
        ) from error
    if path.suffix.lower() == ".json":
        try:
            return resolve(json.loads(text), path.absolute().parent)
        except ValueError as error:
            refuse(f"{path.name} is no JSON ({error})")
    toml = _toml()
    try:
        return resolve(toml.loads(text), path.absolute().parent)
    except ValueError as error:  # toml.TOMLDecodeError is one
        refuse(f"{path.name} is no TOML ({error})")


def _toml() -> ModuleType:
    for name in ("tomllib", "tomli"):
        try:
            return importlib.import_module(name)
        except ModuleNotFoundError:
            continue
    raise EngineError(
        "training.settings",
        "Python reads TOML from version 3.11 on, and this is an older one.",
        "Write the same tables as JSON into a file that ends in .json.",
    )


def resolve(document: Any, base: Path) -> Settings:
    """Check a run's tables and fill in what they leave out.

    Raises:
        EngineError: ``training.settings``.
    """
    if not isinstance(document, Mapping):
        refuse("the settings must be tables of keys")
    tables = {name: table for name, table in document.items() if isinstance(table, Mapping)}
    if unknown := sorted(set(tables) - set(KEYS)):
        refuse(
            f"there is no table [{unknown[0]}]; there are {', '.join(f'[{name}]' for name in KEYS if name)}"
        )
    tables[""] = {name: value for name, value in document.items() if not isinstance(value, Mapping)}
    values = {}
    for table, keys in KEYS.items():
        given = tables.get(table, {})
        if unknown := sorted(set(given) - set(keys)):
            where = f" in [{table}]" if table else ""
            refuse(f"there is no key {unknown[0]!r}{where}; there are {', '.join(keys)}")
        values[table] = {
            name: _value(f"{table}.{name}".lstrip("."), key, given[name]) if name in given else key.default
            for name, key in keys.items()
        }
    for name in ("task", "name"):
        if values[""][name] is None:
            refuse(f"the key {name!r} is missing: {KEYS[''][name].help}")
    _check_sides(values)
    sizes = [int(size) for size in values["pretraining"]["sizes"]]
    if sizes and not values["network"]["chip"]:
        values["network"]["chip"] = max(sizes)
    return Settings(values, base)


def _check_sides(values: Mapping[str, Mapping[str, Any]]) -> None:
    chip, sizes = values["network"]["chip"], values["pretraining"]["sizes"]
    if chip and chip not in SIDES:
        refuse("network.chip must be a multiple of 8 from 32 to 512")
    if wrong := [size for size in sizes if not size.isdecimal() or int(size) not in SIDES]:
        refuse(f"pretraining.sizes must be multiples of 8 from 32 to 512, not {wrong[0]!r}")


def _value(name: str, key: Key, value: Any) -> Any:
    number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if key.kind in ("number", "whole"):
        if not number or not math.isfinite(value) or (key.kind == "whole" and int(value) != value):
            refuse(f"{name} must be a {'whole ' if key.kind == 'whole' else ''}number, not {value!r}")
        if not key.low <= value <= key.high:
            top = "" if math.isinf(key.high) else f" to {key.high:g}"
            refuse(f"{name} must be from {key.low:g}{top}, not {value!r}")
        return int(value) if key.kind == "whole" else float(value)
    if key.kind == "flag":
        if not isinstance(value, bool):
            refuse(f"{name} must be true or false, not {value!r}")
        return value
    if key.kind == "texts":
        items = value if isinstance(value, list) else [value]
        if not all(isinstance(item, (str, int, float)) and not isinstance(item, bool) for item in items):
            refuse(f"{name} must be a list of texts")
        return [str(item) for item in items]
    if not isinstance(value, str) and not number:
        refuse(f"{name} must be a text, not {value!r}")
    if key.choices and value not in key.choices:
        refuse(f"{name} must be one of {', '.join(key.choices)}, not {value!r}")
    return str(value)


def keys_in_words() -> str:
    """Every key with its default, as the command line prints it."""
    lines = []
    for table, keys in KEYS.items():
        lines.append(f"[{table}]" if table else "(at the top)")
        for name, key in keys.items():
            default = "must be given" if key.default is None else json.dumps(key.default)
            choices = f" One of {', '.join(key.choices)}." if key.choices else ""
            lines.append(f"  {name} = {default}\n      {key.help}{choices}")
    return "\n".join(lines)


def refuse(why: str) -> NoReturn:
    """Refuse the settings.

    Raises:
        EngineError: ``training.settings``.
    """
    raise EngineError(
        "training.settings",
        f"The settings cannot be used: {why}.",
        "python -m models train --keys lists all keys.",
    )
