"""One translation context for all that the plugin shows."""

from qgis.core import QgsApplication
from qgis.PyQt.QtCore import QCoreApplication, QLocale

CONTEXT = "SpectralGPT"


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
