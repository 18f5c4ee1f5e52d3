"""Class schemes: which code in a map means what, under which name and in which colour.

The same object is behind labels, network outputs, rasters, legends and reports, so that the three can never
drift apart. Schemes are JSON files in ``resources/class_schemes``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from models.errors import EngineError
from models.sentences import say

FOLDER = Path(__file__).resolve().parent.parent / "resources" / "class_schemes"

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_ID = re.compile(r"[A-Za-z0-9_-]+")


@dataclass(frozen=True)
class ClassEntry:
    """One class.

    Attributes:
        code: value of its pixels, at least 0.
        name: its name by language; English ("en") is always there.
        color: ``#rrggbb``.
        parent: code of the class that it belongs to in a hierarchy, if any.
    """

    code: int
    name: Mapping[str, str]
    color: str
    parent: int | None = None

    def label(self, language: str = "en") -> str:
        """Its name in a language, in English where there is none."""
        return self.name.get(language, self.name["en"])

    @property
    def rgb(self) -> tuple[int, int, int]:
        """Its colour as red, green and blue, 0 to 255."""
        return int(self.color[1:3], 16), int(self.color[3:5], 16), int(self.color[5:7], 16)


@dataclass(frozen=True)
class ClassScheme:
    """Ordered classes: a network's output k means ``classes[k]``."""

    id: str
    name: Mapping[str, str]
    classes: tuple[ClassEntry, ...]

    @property
    def codes(self) -> tuple[int, ...]:
        """The pixel values, in the classes' order."""
        return tuple(entry.code for entry in self.classes)

    def subset(self, codes: tuple[int, ...]) -> "ClassScheme":
        """The scheme with these classes only, in this order.

        Raises:
            KeyError: a code is not of this scheme.
        """
        by_code = {entry.code: entry for entry in self.classes}
        return ClassScheme(self.id, self.name, tuple(by_code[code] for code in codes))


def scheme_from_json(document: Mapping[str, Any]) -> ClassScheme:
    """Read a scheme from parsed JSON.

    Raises:
        EngineError: ``scheme.malformed``, saying what is wrong.
    """
    try:
        classes = tuple(
            ClassEntry(int(c["code"]), dict(c["name"]), str(c["color"]), c.get("parent"))
            for c in document["classes"]
        )
        scheme = ClassScheme(str(document["id"]), dict(document["name"]), classes)
    except (KeyError, TypeError, ValueError) as error:
        raise _malformed(f"{error!r} is missing or of the wrong kind") from error
    if not classes or len(set(scheme.codes)) != len(classes):
        raise _malformed("it has no classes, or two with the same code")
    for entry in classes:
        if entry.code < 0 or "en" not in entry.name or not _COLOR.fullmatch(entry.color):
            raise _malformed(f"class {entry.code} needs a code of at least 0, an English name and #rrggbb")
    return scheme


def load_scheme(scheme_id: str) -> ClassScheme:
    """The shipped scheme of this name.

    Raises:
        EngineError: ``scheme.unknown`` or ``scheme.malformed``.
    """
    path = FOLDER / f"{scheme_id}.json"
    if not _ID.fullmatch(scheme_id) or not path.is_file():
        known = ", ".join(sorted(p.stem for p in FOLDER.glob("*.json")))
        raise EngineError(
            "scheme.unknown",
            say("There is no class scheme {scheme_id!r}.", scheme_id=scheme_id),
            say("Known: {known}.", known=known),
        )
    try:
        document = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise _malformed(f"{path.name} is not JSON") from error
    return scheme_from_json(document)


def _malformed(why: str) -> EngineError:
    return EngineError("scheme.malformed", say("The class scheme cannot be used: {why}.", why=why))
