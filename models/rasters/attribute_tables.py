"""Raster attribute tables in GDAL's sidecar ``.aux.xml`` (PAM), which GDAL, QGIS and ArcGIS read."""

from collections.abc import Sequence
from xml.etree import ElementTree as ET  # only written here, never parsed

from models.class_schemes import ClassEntry
from models.rasters.areas import Tally

_INTEGER, _REAL, _TEXT = "0", "1", "2"  # GDALRATFieldType
_GENERIC, _COUNT, _NAME, _VALUE, _RED, _GREEN, _BLUE = "0", "1", "2", "5", "6", "7", "8"  # GDALRATFieldUsage

_COLUMNS = (
    ("Value", _INTEGER, _VALUE),
    ("Name", _TEXT, _NAME),
    ("Red", _INTEGER, _RED),
    ("Green", _INTEGER, _GREEN),
    ("Blue", _INTEGER, _BLUE),
    ("Count", _REAL, _COUNT),  # GDAL's integers have 32 bits, too few for a large raster's pixels
)


def attribute_table(classes: Sequence[ClassEntry], counted: Tally) -> bytes:
    """The sidecar of a one-band map: a row for each class with its English name, colour and extent.

    Columns: Value, Name, Red, Green, Blue, Count (pixels), and Hectares where the grid is on the Earth.
    """
    columns = [*_COLUMNS, *([("Hectares", _REAL, _GENERIC)] if counted.hectares is not None else [])]
    root = ET.Element("PAMDataset")
    band = ET.SubElement(root, "PAMRasterBand", band="1")
    table = ET.SubElement(band, "GDALRasterAttributeTable", tableType="thematic")
    for index, (name, kind, usage) in enumerate(columns):
        field = ET.SubElement(table, "FieldDefn", index=str(index))
        for tag, text in (("Name", name), ("Type", kind), ("Usage", usage)):
            ET.SubElement(field, tag).text = text
    for index, entry in enumerate(classes):
        row = ET.SubElement(table, "Row", index=str(index))
        cells = [entry.code, entry.name["en"], *entry.rgb, counted.pixels.get(entry.code, 0)]
        if counted.hectares is not None:
            cells.append(f"{counted.hectares.get(entry.code, 0.0):.4f}")
        for cell in cells:
            ET.SubElement(row, "F").text = str(cell)
    ET.indent(root)
    # No XML declaration: GDAL takes the first node for the root.
    return bytes(ET.tostring(root, encoding="utf-8", xml_declaration=False))
