"""How result layers look."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsCategorizedSymbolRenderer,
    QgsColorRampShader,
    QgsFillSymbol,
    QgsMultiBandColorRenderer,
    QgsPalettedRasterRenderer,
    QgsRasterLayer,
    QgsRasterShader,
    QgsRendererCategory,
    QgsSingleBandPseudoColorRenderer,
    QgsVectorLayer,
)
from qgis.PyQt.QtGui import QColor

from .translation import localized, tr

CHANGED_COLOUR = "#d7301f"
# From doubtful to certain and from none to strong: lightness falls steadily, so they also read in grey.
_CONFIDENCE = ((0, "#7b2d8b"), (25, "#c2527a"), (50, "#f28e5c"), (75, "#f9cf70"), (100, "#2b8c5a"))
_EVIDENCE = ((0, "#fff7ec"), (20, "#fdd49e"), (40, "#fc8d59"), (65, "#d7301f"), (100, "#5f0000"))
# Distinct, medium-saturated colours for transitions, which have none of their own.
_TRANSITIONS = (
    "#1b9e77", "#d95f02", "#7570b3", "#e7298a", "#66a61e", "#e6ab02", "#a6761d", "#1f78b4",
    "#b2182b", "#4d9221", "#542788", "#01665e", "#fb9a99", "#8c510a", "#35978f", "#c51b7d",
)  # fmt: skip

Entry = tuple[int, str, str]


def style_classes(layer: QgsRasterLayer, style: Any, classes: Sequence[Mapping[str, Any]]) -> None:
    """Use the engine's style file; build the palette from the result's classes where it has none."""
    if style and Path(str(style)).exists() and layer.loadNamedStyle(str(style))[1]:
        _translate_labels(layer, classes)
        return
    entries = [(int(c["code"]), str(c.get("color", "#808080")), localized(c.get("name"))) for c in classes]
    _set_palette(layer, entries)


def style_class_polygons(layer: QgsVectorLayer, classes: Sequence[Mapping[str, Any]]) -> None:
    """Colour polygons by their class code; left as they are when no field holds it."""
    names = [field.name() for field in layer.fields()]
    attribute = next((name for name in ("code", "class_code", "value", "DN", "class") if name in names), None)
    if attribute is None:
        return
    categories = []
    for entry in classes:
        symbol = QgsFillSymbol.createSimple(
            {"color": str(entry.get("color", "#808080")), "outline_color": "#ffffff", "outline_width": "0.1"}
        )
        categories.append(QgsRendererCategory(int(entry["code"]), symbol, localized(entry.get("name"))))
    layer.setRenderer(QgsCategorizedSymbolRenderer(attribute, categories))


def style_change_mask(layer: QgsRasterLayer) -> None:
    """Show what changed; the unchanged is transparent so that the image below stays visible."""
    _set_palette(layer, [(0, "#00000000", tr("unchanged")), (1, CHANGED_COLOUR, tr("changed"))])


def style_transitions(layer: QgsRasterLayer, transitions: Sequence[Mapping[str, Any]]) -> None:
    """Colour "A → B" classes, the largest first in the legend."""
    colours = transition_colours(transitions)
    ordered = sorted(transitions, key=lambda entry: -float(entry.get("pixels", 0)))
    entries = [(int(e["code"]), colours[int(e["code"])], entry_name(e)) for e in ordered]
    if entries:
        _set_palette(layer, entries)


def entry_name(entry: Mapping[str, Any]) -> str:
    """The name of a class or transition in the user's language, where the engine gives it in several."""
    return localized(entry.get("names") or entry.get("name"))


def transition_colours(transitions: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """Colour by code: the engine's where it gives one, else distinct ones in the order of size."""
    ordered = sorted(transitions, key=lambda entry: -float(entry.get("pixels", 0)))
    return {
        int(entry["code"]): str(entry.get("color") or _TRANSITIONS[number % len(_TRANSITIONS)])
        for number, entry in enumerate(ordered)
    }


def style_confidence(layer: QgsRasterLayer) -> None:
    """Ramp from doubtful to certain, in percent."""
    _set_ramp(layer, [(value, colour, f"{value} %") for value, colour in _CONFIDENCE])


def style_evidence(layer: QgsRasterLayer) -> None:
    """Ramp from no to strong evidence, 0 to 100."""
    _set_ramp(layer, [(value, colour, str(value)) for value, colour in _EVIDENCE])


def style_evidence_above(layer: QgsRasterLayer, threshold: int) -> None:
    """Show evidence as a mask: changed where it reaches the threshold, transparent elsewhere."""
    below = QgsColorRampShader.ColorRampItem(threshold - 1, QColor(0, 0, 0, 0), tr("unchanged"))
    above = QgsColorRampShader.ColorRampItem(100, QColor(CHANGED_COLOUR), tr("changed"))
    _set_shader(layer, [below, above], QgsColorRampShader.Type.Discrete, opacity=1.0)


def style_picture(layer: QgsRasterLayer) -> None:
    """Show red, green and blue as they are stored, transparent where the fourth band says so."""
    renderer = QgsMultiBandColorRenderer(layer.dataProvider(), 1, 2, 3)
    renderer.setAlphaBand(4)
    layer.setRenderer(renderer)
    layer.triggerRepaint()


def style_error(layer: QgsRasterLayer, style: Any) -> None:
    """Use the engine's ramp of errors in reflectance, which is the same for all scenes."""
    if style and Path(str(style)).exists():
        layer.loadNamedStyle(str(style))
        layer.triggerRepaint()


def palette_entries(layer: QgsRasterLayer) -> list[Entry]:
    """Code, colour and label of each class that a paletted layer shows."""
    renderer = layer.renderer()
    if not isinstance(renderer, QgsPalettedRasterRenderer):
        return []
    return [(int(entry.value), entry.color.name(), entry.label) for entry in renderer.classes()]


def _translate_labels(layer: QgsRasterLayer, classes: Sequence[Mapping[str, Any]]) -> None:
    # The style file has English names; the project shows the user's language.
    names = {int(c["code"]): localized(c["name"]) for c in classes if c.get("name")}
    entries = palette_entries(layer)
    if any(label != names.get(code, label) for code, _colour, label in entries):
        _set_palette(layer, [(code, colour, names.get(code, label)) for code, colour, label in entries])


def _set_palette(layer: QgsRasterLayer, entries: Sequence[Entry]) -> None:
    classes = [QgsPalettedRasterRenderer.Class(code, _colour(text), label) for code, text, label in entries]
    layer.setRenderer(QgsPalettedRasterRenderer(layer.dataProvider(), 1, classes))
    layer.triggerRepaint()


def _colour(text: str) -> QColor:
    # Qt reads eight digits as alpha first; the palette above writes them last.
    if len(text) == 9:
        colour = QColor(text[:7])
        colour.setAlpha(int(text[7:], 16))
        return colour
    return QColor(text)


def _set_ramp(layer: QgsRasterLayer, stops: Sequence[tuple[int, str, str]]) -> None:
    items = [QgsColorRampShader.ColorRampItem(value, QColor(text), label) for value, text, label in stops]
    _set_shader(layer, items, QgsColorRampShader.Type.Interpolated, opacity=0.85)


def _set_shader(
    layer: QgsRasterLayer,
    items: Sequence[QgsColorRampShader.ColorRampItem],
    kind: QgsColorRampShader.Type,
    opacity: float,
) -> None:
    ramp = QgsColorRampShader(0, 100)
    ramp.setColorRampType(kind)
    ramp.setColorRampItemList(list(items))
    shader = QgsRasterShader()
    shader.setRasterShaderFunction(ramp)
    renderer = QgsSingleBandPseudoColorRenderer(layer.dataProvider(), 1, shader)
    renderer.setClassificationMin(0)
    renderer.setClassificationMax(100)
    renderer.setOpacity(opacity)
    layer.setRenderer(renderer)
    layer.triggerRepaint()
