"""One translation context for all that the plugin shows, and one for what the engine says."""

import re
import string
from typing import Any

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale

CONTEXT = "SpectralGPT"
ENGINE_CONTEXT = "SpectralGPT engine"
# What stands for a sentence in the engine's messages, see the engine's ``models/sentences.py``.
_SENTENCE = "$sentence"
_DECIMALS = re.compile(r"\.(\d)f")


def tr(text: str) -> str:
    """Translate a sentence into the language of QGIS; ``{placeholders}`` are filled in afterwards."""
    return QCoreApplication.translate(CONTEXT, text)


def ui_language() -> str:
    """Code of the language that QGIS speaks ("de"), which need not be that of its numbers and dates."""
    chosen = QgsApplication.instance().translation() if QgsApplication.instance() else ""
    # Without a translation of its own QGIS gives "C".
    name = chosen if chosen not in ("", "C") else QLocale().name()
    return name.split("_")[0]


def localized(names: object) -> str:
    """Pick the user's language from ``{"en": …, "de": …}``; a plain string is returned as it is."""
    if isinstance(names, dict):
        chosen = names.get(ui_language()) or names.get("en") or next(iter(names.values()), "")
        return str(chosen)
    return "" if names is None else str(names)


def translated(message: Any) -> Any:
    """A message of the engine with its sentences in the user's language; in English where it has none."""
    if isinstance(message, dict):
        if _SENTENCE in message:
            return _sentence(message)
        return {key: translated(value) for key, value in message.items()}
    if isinstance(message, list):
        return [translated(value) for value in message]
    return message


def _sentence(said: dict[str, Any]) -> str:
    try:
        template = QCoreApplication.translate(ENGINE_CONTEXT, str(said[_SENTENCE]))
        return _NUMBERS.vformat(template, (), translated(said.get("values") or {}))
    except (LookupError, ValueError, AttributeError):
        # A template that does not fit its values costs its translation, not the message.
        return str(said.get("text") or "")


class _NumberFormatter(string.Formatter):
    """Fills in templates, decimals as the user's language writes them."""

    def format_field(self, value: Any, format_spec: str) -> Any:
        decimals = _DECIMALS.fullmatch(format_spec)
        if decimals and isinstance(value, (int, float)):
            return QLocale().toString(float(value), "f", int(decimals.group(1)))
        return super().format_field(value, format_spec)


_NUMBERS = _NumberFormatter()
