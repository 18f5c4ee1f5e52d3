"""QGIS styles (``.qml``) that lie beside a result, so that it opens in its colours everywhere.

The files keep to what QGIS 3.22 reads.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.etree import ElementTree as ET  # only written here, never parsed

from models.class_schemes import ClassEntry


@dataclass(frozen=True)
class Stop:
    """A colour of a ramp: at ``value``, ``#rrggbb``, named ``label`` in the legend."""

    value: float
    color: str
    label: str


PERCENT = (
    Stop(0, "#440154", "0 %"),
    Stop(25, "#3b528b", "25 %"),
    Stop(50, "#21918c", "50 %"),
    Stop(75, "#5ec962", "75 %"),
    Stop(100, "#fde725", "100 %"),
)
"""Viridis, which is even to the eye and safe for colour-blind readers."""


def paletted_style(classes: Sequence[ClassEntry], language: str = "en") -> bytes:
    """A legend entry and a colour for each class."""
    root, pipe = _document()
    renderer = _renderer(pipe, "paletted")
    palette = ET.SubElement(renderer, "colorPalette")
    for entry in classes:
        ET.SubElement(
            palette,
            "paletteEntry",
            value=str(entry.code),
            color=entry.color,
            alpha="255",
            label=entry.label(language),
        )
    return _finished(root, pipe)


def ramp_style(stops: Sequence[Stop]) -> bytes:
    """Colours interpolated between the stops of a continuous band."""
    low, high = f"{stops[0].value:g}", f"{stops[-1].value:g}"
    root, pipe = _document()
    renderer = _renderer(pipe, "singlebandpseudocolor")
    renderer.set("classificationMin", low)
    renderer.set("classificationMax", high)
    shader = ET.SubElement(
        ET.SubElement(renderer, "rastershader"),
        "colorrampshader",
        colorRampType="INTERPOLATED",
        classificationMode="1",
        clip="0",
        minimumValue=low,
        maximumValue=high,
        labelPrecision="0",
    )
    for stop in stops:
        ET.SubElement(
            shader, "item", value=f"{stop.value:g}", color=stop.color, alpha="255", label=stop.label
        )
    return _finished(root, pipe)


def _document() -> tuple[ET.Element, ET.Element]:
    root = ET.Element("qgis", version="3.22.0", styleCategories="Symbology")
    return root, ET.SubElement(root, "pipe")


def _renderer(pipe: ET.Element, kind: str) -> ET.Element:
    renderer = ET.SubElement(
        pipe, "rasterrenderer", type=kind, band="1", opacity="1", alphaBand="-1", nodataColor=""
    )
    ET.SubElement(renderer, "rasterTransparency")
    origin = ET.SubElement(renderer, "minMaxOrigin")
    for tag, text in (("limits", "None"), ("extent", "WholeRaster"), ("statAccuracy", "Exact")):
        ET.SubElement(origin, tag).text = text
    return renderer


def _finished(root: ET.Element, pipe: ET.Element) -> bytes:
    ET.SubElement(pipe, "brightnesscontrast", brightness="0", contrast="0", gamma="1")
    ET.SubElement(pipe, "huesaturation", saturation="0", grayscaleMode="0", colorizeOn="0")
    ET.SubElement(pipe, "rasterresampler", maxOversampling="2")
    ET.SubElement(root, "blendMode").text = "0"
    return finished_document(root)


def finished_document(root: ET.Element) -> bytes:
    """A style as it stands in a file."""
    ET.indent(root)
    doctype = b"<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n"
    return doctype + bytes(ET.tostring(root, encoding="utf-8", xml_declaration=False))
