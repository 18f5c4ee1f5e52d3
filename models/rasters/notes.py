"""What a reader had to assume."""

from dataclasses import dataclass

from models.sentences import say


@dataclass(frozen=True)
class Note:
    """One sentence that the user should read; a warning where the result may be wrong because of it."""

    text: str
    code: str
    warning: bool = False


def named(names: list[str], most: int = 8) -> str:
    """Return the distinct names as a list in words, cut where it grows long."""
    distinct = list(dict.fromkeys(names))
    listed = ", ".join(distinct[:most])
    more = len(distinct) - most
    return say("{listed} and {more} more", listed=listed, more=more) if more > 0 else listed
