"""QGIS styles (``.qml``) for polygons in classes; as in `styles`, they keep to what QGIS 3.22 reads."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET  # only written here, never parsed

from models.class_schemes import ClassEntry
from models.rasters.styles import finished_document

OPACITY = "0.7"
"""The image below shows through."""


def categorized_style(classes: Sequence[ClassEntry], field: str, language: str = "en") -> bytes:
    """Fill polygons by the class code in a field."""
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology")
    renderer = ET.SubElement(
        root,
        "renderer-v2",
        type="categorizedSymbol",
        attr=field,
        enableorderby="0",
        forceraster="0",
        symbollevels="0",
    )
    categories = ET.SubElement(renderer, "categories")
    symbols = ET.SubElement(renderer, "symbols")
    for number, entry in enumerate(classes):
        ET.SubElement(
            categories,
            "category",
            symbol=str(number),
            value=str(entry.code),
            type="integer",
            render="true",
            label=entry.label(language),
        )
        _add_fill(symbols, str(number), entry)
    ET.SubElement(root, "blendMode").text = "0"
    return finished_document(root)


def _add_fill(symbols: ET.Element, name: str, entry: ClassEntry) -> None:
    symbol = ET.SubElement(
        symbols, "symbol", type="fill", name=name, alpha=OPACITY, clip_to_extent="1", force_rhr="0"
    )
    layer = ET.SubElement(symbol, "layer", {"class": "SimpleFill"}, enabled="1", locked="0")
    settings = {
        "color": "{},{},{},255".format(*entry.rgb),
        "style": "solid",
        "outline_color": "255,255,255,255",
        "outline_style": "solid",
        "outline_width": "0.1",
        "outline_width_unit": "MM",
    }
    options = ET.SubElement(layer, "Option", type="Map")
    for key, value in settings.items():
        ET.SubElement(options, "Option", type="QString", name=key, value=value)
