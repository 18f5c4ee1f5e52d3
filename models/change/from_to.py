"""Which class became which: codes, names and colours of transitions.

The code of a transition is readable: 100 times the number of the first class in its scheme plus the number
of the second, both counted from 1, so 203 is "the 2nd class became the 3rd". 202 is a change within the 2nd
class (a field was ploughed), so that the transitions' areas add up to what changed; 0 means that nothing did.
"""

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.class_schemes import ClassEntry, ClassScheme
from models.errors import EngineError
from models.sentences import say

NODATA = 65535
UNCHANGED = ClassEntry(0, {"en": "Unchanged", "de": "Unverändert"}, "#e6e6e6")
MOST_CLASSES = 99

_TO_SHARE = 0.7
"""How much of a transition's colour is that of the new class."""

CodeMap = NDArray[np.uint16]
IndexMap = NDArray[np.uint8]


def transition_code(first: int, second: int) -> int:
    """The code of the change from class ``first`` to class ``second``, places in the scheme from 0."""
    return 100 * (first + 1) + second + 1


def transition_codes(
    first: IndexMap, second: IndexMap, changed: NDArray[np.bool_], valid: NDArray[np.bool_]
) -> CodeMap:
    """Codes of transitions; places in the scheme (h, w) of both dates -> uint16 (h, w).

    Args:
        first, second: the classes' places in their scheme.
        changed: where the mask says that something changed; elsewhere the code is 0.
        valid: elsewhere the code is `NODATA`.
    """
    codes = (first.astype(np.uint16) + 1) * 100 + second.astype(np.uint16) + 1
    codes[~changed] = 0
    codes[~valid] = NODATA
    return codes


def transition_classes(scheme: ClassScheme, codes: Iterable[int]) -> list[ClassEntry]:
    """Entries "A → B" for these codes, with the one for no change first.

    Raises:
        EngineError: ``change.too_many_classes``, more than codes have room for.
    """
    if len(scheme.classes) > MOST_CLASSES:
        raise EngineError(
            "change.too_many_classes",
            say(
                "The model has more than {most} classes, too many for a from-to map.",
                most=MOST_CLASSES,
            ),
            say("Choose another model."),
        )
    entries = [UNCHANGED]
    for code in sorted(set(codes) - {0, NODATA}):
        first, second = scheme.classes[code // 100 - 1], scheme.classes[code % 100 - 1]
        languages = set(first.name) & set(second.name)
        name = {
            language: f"{first.name[language]} → {second.name[language]}" for language in sorted(languages)
        }
        entries.append(ClassEntry(code, name, _mixed(first.rgb, second.rgb)))
    return entries


def _mixed(first: Sequence[int], second: Sequence[int]) -> str:
    parts = (round(_TO_SHARE * b + (1 - _TO_SHARE) * a) for a, b in zip(first, second, strict=True))
    return "#" + "".join(f"{part:02x}" for part in parts)
