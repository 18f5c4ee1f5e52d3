"""What a reader had to assume."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Note:
    """One sentence that the user should read; a warning where the result may be wrong because of it."""

    text: str
    code: str
    warning: bool = False


def named(names: list[str], most: int = 8) -> str:
    """Return the distinct names as a list in words, cut where it grows long."""
    distinct = list(dict.fromkeys(names))
    return ", ".join(distinct[:most]) + (f" and {len(distinct) - most} more" if len(distinct) > most else "")
