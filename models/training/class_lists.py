"""The classes of a training run: a scheme that is given, or one that is made of the labels."""

import colorsys
import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from models.class_schemes import FOLDER, ClassEntry, ClassScheme, load_scheme, scheme_from_json
from models.errors import EngineError
from models.training.settings import AUTO, Settings, refuse

MOST_CLASSES = 254
_GOLDEN = 0.618033988749895


def given_scheme(settings: Settings) -> ClassScheme | None:
    """The scheme that the settings name; None where it is to be made of the labels.

    Raises:
        EngineError: ``training.settings`` or ``scheme.*``.
    """
    name = settings["data.classes"]
    if not name:
        return None
    if (FOLDER / f"{name}.json").is_file():
        return load_scheme(name)
    path = settings.path("data.classes")
    try:
        return scheme_from_json(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError) as error:
        refuse(f"the class scheme {path} cannot be read ({error})")


def made_scheme(name: str, classes: Sequence[tuple[int, str]]) -> ClassScheme:
    """A scheme of codes and names, in colours that differ."""
    entries = tuple(
        ClassEntry(code, {"en": text}, _color(number)) for number, (code, text) in enumerate(classes)
    )
    return ClassScheme(name, {"en": f"Classes of {name}"}, entries)


def from_codes(name: str, codes: Iterable[int]) -> tuple[ClassScheme, dict[int, int]]:
    """A scheme of numbered classes, and the class number by code in the labels.

    Codes that a map cannot hold are numbered anew from 1.
    """
    ordered = sorted(codes)
    _check(ordered)
    fits = all(0 <= code <= MOST_CLASSES for code in ordered)
    shown = [(code if fits else number, f"Class {code}") for number, code in enumerate(ordered, 1)]
    return made_scheme(name, shown), {code: number for number, code in enumerate(ordered)}


def from_values(name: str, values: Iterable[str]) -> tuple[ClassScheme, dict[str, int]]:
    """A scheme of what stands in a column or names folders, and the class number by value."""
    found = sorted(set(values), key=lambda text: (not text.lstrip("-").isdecimal(), _number(text), text))
    _check(found)
    if all(text.isdecimal() and int(text) <= MOST_CLASSES for text in found):
        scheme = made_scheme(name, [(int(text), f"Class {text}") for text in found])
    else:
        scheme = made_scheme(name, list(enumerate(found, 1)))
    return scheme, {text: number for number, text in enumerate(found)}


def numbers_of(scheme: ClassScheme, values: Iterable[str]) -> tuple[dict[str, int], list[str]]:
    """Class number by value, which is a class's code or name in any language; and what is none of them."""
    known: dict[str, int] = {}
    for number, entry in enumerate(scheme.classes):
        for text in (str(entry.code), *entry.name.values()):
            known.setdefault(_plain(text), number)
    found = {value: known[_plain(value)] for value in values if _plain(value) in known}
    return found, sorted(set(values) - set(found))


def unlabelled_codes(settings: Settings, scheme: ClassScheme | None) -> set[int]:
    """Codes of label rasters that are no class."""
    given = settings["data.unlabelled"]
    if given == [AUTO]:
        return set() if scheme is not None and 0 in scheme.codes else {0}
    try:
        return {int(float(code)) for code in given}
    except ValueError:
        refuse("data.unlabelled must be a list of numbers")


def scheme_document(scheme: ClassScheme) -> dict[str, Any]:
    """A scheme as it stands in a card."""
    return {
        "id": scheme.id,
        "name": dict(scheme.name),
        "classes": [
            {"code": entry.code, "name": dict(entry.name), "color": entry.color, "parent": entry.parent}
            for entry in scheme.classes
        ],
    }


def shipped(scheme: ClassScheme) -> bool:
    """Whether the plugin brings this very scheme."""
    path = FOLDER / f"{scheme.id}.json"
    return path.is_file() and load_scheme(scheme.id) == scheme


def name_of(path: Path, settings: Settings) -> str:
    """What an item is called: its path inside the data's folder."""
    try:
        return path.relative_to(settings.path("data.folder")).as_posix()
    except ValueError:
        return path.name


def text_of(value: Any) -> str | None:
    """A column's value as the name of a class; None for none."""
    if value is None or value != value:
        return None
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return str(value).strip() or None


def _check(found: Sequence[object]) -> None:
    if len(found) < 2:
        raise EngineError(
            "training.classes",
            f"The labels have {len(found)} class(es); there must be two at least.",
            "Look at the labels, at data.unlabelled and at data.field.",
        )
    if len(found) > MOST_CLASSES:
        raise EngineError(
            "training.classes",
            f"The labels have {len(found)} different values; a map holds {MOST_CLASSES} classes.",
            "Name the classes in a scheme (data.classes), or choose another column (data.field).",
        )


def _color(number: int) -> str:
    hue, level = (0.08 + number * _GOLDEN) % 1, number % 3
    rgb = colorsys.hsv_to_rgb(hue, (0.65, 0.45, 0.8)[level], (0.85, 0.7, 0.55)[level])
    return "#" + "".join(f"{round(255 * part):02x}" for part in rgb)


def _number(text: str) -> int:
    return int(text) if text.lstrip("-").isdecimal() else 0


def _plain(text: str) -> str:
    return " ".join(text.split()).casefold()
