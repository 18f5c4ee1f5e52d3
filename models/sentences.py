"""Sentences for the user that can be said in another language.

The engine speaks English: to a terminal, in run cards, in logs. What `say` makes is plain English text that
still knows the template and the values it was made from. The worker hands these to the plugin, which looks
the template up among its translations and falls back to the English text; ``tools/translations.py`` collects
the templates, so a sentence needs nothing but to be made by `say`.
"""

import numbers
from collections.abc import Mapping, Sequence
from typing import Any

MARK = "$sentence"
"""Key of the JSON object that stands for a sentence between worker and plugin."""

Value = str | int | float


class Sentence(str):
    """An English text, with the template and the values (text, numbers, other sentences) that made it."""

    __slots__ = ("template", "values")
    template: str
    values: Mapping[str, Value]

    def __new__(cls, template: str, values: Mapping[str, Value]) -> "Sentence":
        """Fill the template in."""
        made = super().__new__(cls, template.format(**values))
        made.template, made.values = template, values
        return made

    def __getnewargs__(self) -> tuple[str, Mapping[str, Value]]:  # type: ignore[override]
        """What a copy, or one in another process, is made from."""
        return self.template, dict(self.values)


def say(template: str, /, **values: object) -> Sentence:
    """Make a sentence.

    Args:
        template: a literal with ``{named}`` placeholders, so that it can be collected for translation.
        values: by name; what is neither text nor a number is taken as its text.
    """
    return Sentence(template, {name: _plain(value) for name, value in values.items()})


def joined(parts: Sequence[str], separator: str = ", ") -> Sentence:
    """Several texts one after the other, each of which can be said in another language."""
    values = {f"part{number}": part for number, part in enumerate(parts)}
    return Sentence(separator.join(f"{{{name}}}" for name in values), values)


def marked(value: Any) -> Any:
    """JSON in which every sentence is an object with its template, its values and its English text."""
    if isinstance(value, Sentence):
        values = {name: marked(part) for name, part in value.values.items()}
        return {MARK: value.template, "values": values, "text": str.__str__(value)}
    if isinstance(value, Mapping):
        return {key: marked(part) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [marked(part) for part in value]
    return value


def _plain(value: object) -> Value:
    if isinstance(value, str):
        return value
    if isinstance(value, numbers.Integral):
        return int(value)
    return float(value) if isinstance(value, numbers.Real) else str(value)
