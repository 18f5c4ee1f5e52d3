"""The parameters of a job, which come as JSON, from a command line or from Processing, read one at a time.

A number may come as text (`qgis_process` sends everything so); an empty text means "not given".
"""

from collections.abc import Iterable, Mapping
from typing import Any

from models.errors import EngineError
from models.sentences import say

SCENE_PARAMETERS = ("scene", "radiometry", "bands", "nodata", "mask", "region")
"""What says which scene is meant and how it is to be read."""


class Parameters:
    """Typed access to a job's parameters.

    Args:
        values: by name.
        known: the names that the task takes.

    Raises:
        EngineError: ``job.unknown_parameter``.
    """

    def __init__(self, values: Mapping[str, Any], known: Iterable[str]) -> None:
        known = tuple(known)
        unknown = sorted(set(values) - set(known))
        if unknown:
            raise EngineError(
                "job.unknown_parameter",
                say("There is no parameter {name!r}.", name=unknown[0]),
                say("Known: {known}.", known=", ".join(known)),
            )
        self._values = {
            name: value for name, value in values.items() if value is not None and value not in ("", [])
        }

    def raw(self) -> dict[str, Any]:
        """What was given."""
        return dict(self._values)

    def text(self, name: str, default: str | None = None) -> str | None:
        """A text or number as text."""
        value = self._values.get(name, default)
        if value is None or isinstance(value, str):
            return value
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            return str(value)
        raise self._wrong(name, say("a text"))

    def required(self, name: str) -> str:
        """A text that must be there."""
        value = self.text(name)
        if value is None:
            raise EngineError("job.missing_parameter", say("The parameter {name!r} is missing.", name=name))
        return value

    def paths(self, name: str) -> list[str]:
        """One path or several, at least one."""
        value = self._values.get(name)
        values = [value] if isinstance(value, str) else value
        if values is None:
            raise EngineError("job.missing_parameter", say("The parameter {name!r} is missing.", name=name))
        if not isinstance(values, (list, tuple)) or not all(isinstance(v, str) and v for v in values):
            raise self._wrong(name, say("a path or a list of paths"))
        return list(values)

    def integer(self, name: str, default: int, minimum: int = 0) -> int:
        """A whole number, not below ``minimum``."""
        value = self._values.get(name, default)
        try:
            number = int(value) if not isinstance(value, (bool, float)) else None
        except (TypeError, ValueError):
            number = None
        if number is None and isinstance(value, float) and value.is_integer():
            number = int(value)
        if number is None or number < minimum:
            raise self._wrong(name, say("a whole number of at least {minimum}", minimum=minimum))
        return number

    def flag(self, name: str) -> bool:
        """Yes or no; no when not given."""
        value = self._values.get(name, False)
        if isinstance(value, str) and value.lower() in ("true", "false", "1", "0", "yes", "no"):
            return value.lower() in ("true", "1", "yes")
        if isinstance(value, (bool, int)):
            return bool(value)
        raise self._wrong(name, say("true or false"))

    def _wrong(self, name: str, expected: str) -> EngineError:
        return EngineError(
            "job.bad_parameter",
            say(
                "The parameter {name!r} should be {expected}, not {given}.",
                name=name,
                expected=expected,
                given=repr(self._values[name]),
            ),
        )
