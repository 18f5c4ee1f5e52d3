"""One translation context for all that the plugin shows."""

from qgis.PyQt.QtCore import QCoreApplication, QLocale

CONTEXT = "SpectralGPT"


def tr(text: str) -> str:
    """Translate a sentence into the language of QGIS; ``{placeholders}`` are filled in afterwards."""
    return QCoreApplication.translate(CONTEXT, text)


def localized(names: object) -> str:
    """Pick the user's language from ``{"en": …, "de": …}``; a plain string is returned as it is."""
    if isinstance(names, dict):
        language = QLocale().name().split("_")[0]
        chosen = names.get(language) or names.get("en") or next(iter(names.values()), "")
        return str(chosen)
    return "" if names is None else str(names)
