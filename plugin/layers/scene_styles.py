"""How labelled cells and polygons look, on the map and in the attribute table."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsCategorizedSymbolRenderer, QgsEditorWidgetSetup, QgsVectorLayer

from .styles import style_class_polygons
from .translation import tr

_CODE = "code"


def style_scenes(layer: QgsVectorLayer, style: Any, classes: Sequence[Mapping[str, Any]]) -> None:
    """Colour features by their likeliest label, and name fields and labels in the user's language.

    Args:
        layer: of the engine's fields, whose values and names are English.
        style: the engine's style file; without it the colours come from the classes.
        classes: of the result, with their ``features``, the ``field`` of their probability, their names in
            the user's language, and their ``english`` ones.
    """
    present = [entry for entry in classes if entry.get("features")]
    if style and Path(str(style)).exists() and layer.loadNamedStyle(str(style))[1]:
        _translate_legend(layer, {int(entry["code"]): str(entry["name"]) for entry in present})
    else:
        style_class_polygons(layer, present)
    _name_fields(layer, classes)
    layer.setDisplayExpression('represent_value("label")')
    layer.triggerRepaint()


def _translate_legend(layer: QgsVectorLayer, names: Mapping[int, str]) -> None:
    renderer = layer.renderer()
    if not isinstance(renderer, QgsCategorizedSymbolRenderer):
        return
    for index, category in enumerate(renderer.categories()):
        code = int(category.value())
        renderer.updateCategoryLabel(index, names.get(code, category.label()))


def _name_fields(layer: QgsVectorLayer, classes: Sequence[Mapping[str, Any]]) -> None:
    fields = layer.fields()
    aliases = {
        _CODE: tr("Code"),
        "label": tr("Label"),
        "confidence": tr("Confidence (%)"),
        "labels": tr("All labels (English)"),
        "label_2": tr("Second label"),
        "confidence_2": tr("Second (%)"),
        "label_3": tr("Third label"),
        "confidence_3": tr("Third (%)"),
        "valid_percent": tr("Seen (%)"),
        "hectares": tr("Hectares"),
        "seen_as": tr("Shown as"),
    }
    aliases.update({str(entry["field"]): f"{entry['name']} (%)" for entry in classes if entry.get("field")})
    for name, alias in aliases.items():
        if (index := fields.indexOf(name)) >= 0:
            layer.setFieldAlias(index, alias)
    # The table shows the user's names for the file's.
    for name in ("label", "label_2", "label_3"):
        _show_names(layer, name, [{str(entry["name"]): str(entry["english"])} for entry in classes])


def _show_names(layer: QgsVectorLayer, field: str, values: list[dict[str, Any]]) -> None:
    layer.setEditorWidgetSetup(
        layer.fields().indexOf(field), QgsEditorWidgetSetup("ValueMap", {"map": values})
    )
