"""What the engine says about a scene, judged and put into words for the input passport."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsDistanceArea,
    QgsPointXY,
    QgsProject,
    QgsRasterLayer,
    QgsRectangle,
    QgsUnitTypes,
)
from qgis.PyQt.QtCore import QDate, QLocale, Qt

from ..layers.translation import tr

GREEN, AMBER, RED, GREY = "green", "amber", "red", "grey"
SENTINEL2_BANDS = (
    ("B01", 443), ("B02", 492), ("B03", 560), ("B04", 665), ("B05", 704), ("B06", 741), ("B07", 783),
    ("B08", 833), ("B8A", 865), ("B09", 945), ("B10", 1374), ("B11", 1610), ("B12", 2190),
)  # fmt: skip
FEWEST_BANDS = 3
SQUARE_METRES_PER_HECTARE = 10_000.0
_METRES = QgsUnitTypes.DistanceUnit.DistanceMeters


@dataclass(frozen=True)
class BandRow:
    """One line of the bands table; wavelengths in nanometres, resolution in units of the CRS.

    `number` is the one under which the engine takes another name; `left_out` says why a band is not used.
    """

    number: int
    name: str
    wavelength: float | None
    width: float | None
    resolution: float | None
    identified_by: str
    file: str
    left_out: str = ""


@dataclass(frozen=True)
class Passport:
    """A scene as the user should see it.

    Attributes:
        light: green (fit), amber (works, with assumptions), red (cannot be used), grey (not known yet).
        headline: product, bands and date in one line.
        verdict: one sentence that gives the light's reason.
        unit: of the CRS, to be written after a number.
        pixel_hectares: area of a pixel in the scene's middle; None without a CRS.
        radiometry_source: "metadata", "user" or "default"; with "default" the user is asked.
    """

    light: str
    headline: str
    verdict: str
    size_text: str = ""
    grid_text: str = ""
    valid_text: str = ""
    crs: str = ""
    unit: str = ""
    acquired: str = ""
    product: str = ""
    width: int = 0
    height: int = 0
    pixel_hectares: float | None = None
    scale: float = 1.0
    offset: float = 0.0
    radiometry_source: str = ""
    bands: tuple[BandRow, ...] = ()
    notes: tuple[str, ...] = field(default=())


def passport_of(description: Mapping[str, Any], plain_bytes: bool = False) -> Passport:
    """Judge the engine's description of a scene.

    Args:
        description: the answer to ``describe``.
        plain_bytes: whether the values are 8-bit, as in pictures.
    """
    bands = tuple(
        _band_row(number, band) for number, band in enumerate(description.get("bands", ()), start=1)
    )
    radiometry = description.get("radiometry") or {}
    source = str(radiometry.get("source", ""))
    notes = tuple(str(note) for note in description.get("notes", ()))
    valid = description.get("valid_share")
    bounds = description.get("bounds")
    centre = QgsRectangle(*(float(side) for side in bounds)).center() if bounds else None
    width, height = _size(description)
    resolution = _resolution(description)
    crs = str(description.get("crs") or "")
    scale = float(radiometry.get("scale", 1.0))
    light, verdict = _judge(bands, source, scale, valid, plain_bytes)
    return Passport(
        light=light,
        headline=_headline(description, bands),
        verdict=verdict,
        size_text=_size_text(width, height, resolution, crs),
        grid_text=_grid_text(crs, resolution),
        valid_text="" if valid is None else _percent(float(valid)),
        crs=crs,
        unit=_unit(crs_of(crs)),
        acquired=str(description.get("acquired") or ""),
        product=str(description.get("product") or ""),
        width=width,
        height=height,
        pixel_hectares=_pixel_hectares(crs, resolution, centre),
        scale=scale,
        offset=float(radiometry.get("offset", 0.0)),
        radiometry_source=source,
        bands=bands,
        notes=notes,
    )


def refused(message: str) -> Passport:
    """The passport of a scene that cannot be used."""
    return Passport(RED, tr("This scene cannot be used"), message)


def missing(message: str) -> Passport:
    """The passport where no scene has been chosen yet."""
    return Passport(GREY, tr("No scene yet"), message)


def draft_of(layers: Sequence[QgsRasterLayer]) -> Passport:
    """What QGIS itself knows about a scene: size, grid and names of bands, but not what they are."""
    first = layers[0]
    width, height = first.width(), first.height()
    resolution = (first.rasterUnitsPerPixelX(), first.rasterUnitsPerPixelY())
    crs = first.crs().authid() or first.crs().toWkt()
    names = [
        layer.name()
        if layer.bandCount() == 1 and len(layers) > 1
        else layer.bandName(band).partition(": ")[2]
        for layer in layers
        for band in range(1, layer.bandCount() + 1)
    ]
    return Passport(
        light=GREY,
        headline=tr("{count} bands").format(count=len(names)),
        verdict="",
        size_text=_size_text(width, height, resolution, crs),
        grid_text=_grid_text(crs, resolution),
        crs=crs,
        unit=_unit(crs_of(crs)),
        bands=tuple(BandRow(number, name, None, None, None, "", "") for number, name in enumerate(names, 1)),
    )


def unknown(message: str) -> Passport:
    """The passport of a scene that nothing is known about yet."""
    return Passport(GREY, tr("Not checked"), message)


def crs_of(text: str) -> QgsCoordinateReferenceSystem:
    """The coordinate system that an authority's code or WKT stands for; invalid for an empty text."""
    system = QgsCoordinateReferenceSystem()
    if text:
        system.createFromUserInput(text)
    return system


def date_text(acquired: str) -> str:
    """An ISO date or time as the user's language writes dates; empty when there is none."""
    date = QDate.fromString(acquired[:10], Qt.DateFormat.ISODate)
    return QLocale().toString(date, QLocale.FormatType.ShortFormat) if date.isValid() else ""


def left_out_text(reason: str) -> str:
    """Say why a band is not used; the reason comes in the user's language."""
    return tr("not used: {reason}").format(reason=reason)


def identified_text(identified_by: str) -> str:
    """Say by what a band was recognised."""
    words = {
        "user": tr("you"),
        "metadata": tr("metadata"),
        "description": tr("band name"),
        "file name": tr("file name"),
        "none": tr("not identified"),
    }
    return words.get(identified_by, identified_by)


def number_text(value: float, decimals: int = 6) -> str:
    """A number in the user's language without needless zeros."""
    locale = QLocale()
    text = locale.toString(float(value), "f", decimals)
    point = locale.decimalPoint()
    return text.rstrip("0").rstrip(point) if point in text else text


def _band_row(number: int, band: Mapping[str, Any]) -> BandRow:
    return BandRow(
        number=int(band.get("number") or number),
        name=str(band.get("name") or ""),
        wavelength=_optional_float(band.get("wavelength")),
        width=_optional_float(band.get("width")),
        resolution=_optional_float(band.get("resolution")),
        identified_by=str(band.get("identified_by") or "none"),
        file=str(band.get("file") or ""),
        left_out=str(band.get("left_out") or ""),
    )


def _judge(
    bands: tuple[BandRow, ...], radiometry_source: str, scale: float, valid: Any, plain_bytes: bool
) -> tuple[str, str]:
    known = sum(1 for band in bands if band.wavelength is not None and not band.left_out)
    unknown = sum(1 for band in bands if band.wavelength is None)
    if known < FEWEST_BANDS:
        return RED, tr(
            "Only {known} of {count} bands could be identified; at least 3 are needed. "
            "Double-click a band’s name to choose it."
        ).format(known=known, count=len(bands))
    if valid is not None and float(valid) <= 0:
        return RED, tr("There is no valid pixel: everything is nodata or masked.")
    if plain_bytes and radiometry_source == "default":
        return RED, tr(
            "The values are 8-bit, as in a picture for display. Use the original image; if they are "
            "reflectance, say so under “Values”."
        )
    if radiometry_source == "default" and scale != 1:
        return AMBER, tr("The file does not say how its values relate to reflectance: please check “Values”.")
    if unknown:
        return AMBER, tr("{count} bands could not be identified and are not used.").format(count=unknown)
    if valid is not None and float(valid) < 0.5:
        return AMBER, tr("Less than half of the pixels are valid.")
    return GREEN, tr("Bands, grid and values are known.")


def _headline(description: Mapping[str, Any], bands: tuple[BandRow, ...]) -> str:
    parts = [str(description.get("product") or tr("Raster scene"))]
    parts.append(tr("{count} bands").format(count=len(bands)) if len(bands) != 1 else tr("1 band"))
    if date := date_text(str(description.get("acquired") or "")):
        parts.append(date)
    return " · ".join(parts)


def _size(description: Mapping[str, Any]) -> tuple[int, int]:
    size = description.get("size")
    if isinstance(size, Mapping):
        return int(size.get("width", 0)), int(size.get("height", 0))
    if isinstance(size, (list, tuple)) and len(size) == 2:
        return int(size[0]), int(size[1])
    return int(description.get("width", 0)), int(description.get("height", 0))


def _resolution(description: Mapping[str, Any]) -> tuple[float, float] | None:
    value = description.get("resolution")
    if isinstance(value, (list, tuple)) and len(value) == 2:
        return abs(float(value[0])), abs(float(value[1]))
    return None if value is None else (abs(float(value)), abs(float(value)))


def _is_metric(crs: str) -> bool:
    system = crs_of(crs)
    return system.isValid() and system.mapUnits() == _METRES


def _unit(system: QgsCoordinateReferenceSystem) -> str:
    if not system.isValid():
        return ""
    return "°" if system.isGeographic() else f" {QgsUnitTypes.toAbbreviatedString(system.mapUnits())}"


def _size_text(width: int, height: int, resolution: tuple[float, float] | None, crs: str) -> str:
    locale = QLocale()
    text = tr("{width} × {height} pixels").format(
        width=locale.toString(width), height=locale.toString(height)
    )
    if resolution and _is_metric(crs):
        text += tr(" ({width} × {height} km)").format(
            width=number_text(width * resolution[0] / 1000, 1),
            height=number_text(height * resolution[1] / 1000, 1),
        )
    return text


def _grid_text(crs: str, resolution: tuple[float, float] | None) -> str:
    system = crs_of(crs)
    if not system.isValid():
        return tr("no coordinate system (pixel coordinates)")
    name = system.authid() or system.description() or tr("custom coordinate system")
    if not resolution:
        return name
    unit = _unit(system)
    decimals = 7 if system.isGeographic() else 2
    pixel = number_text(resolution[0], decimals) + unit
    if abs(resolution[0] - resolution[1]) > 1e-3 * resolution[0]:
        pixel = f"{number_text(resolution[0], decimals)} × {number_text(resolution[1], decimals)}{unit}"
    return f"{name} · {pixel}"


def _pixel_hectares(
    crs: str, resolution: tuple[float, float] | None, centre: QgsPointXY | None
) -> float | None:
    if resolution is None or not crs:
        return None
    system = crs_of(crs)
    if not system.isValid():
        return None
    if centre is None:
        # Only a projection's pixels are the same everywhere.
        return None if system.isGeographic() else pixel_hectares_at(system, QgsPointXY(), resolution)
    return pixel_hectares_at(system, centre, resolution)


def pixel_hectares_at(
    system: QgsCoordinateReferenceSystem, centre: QgsPointXY, resolution: tuple[float, float]
) -> float:
    """Area of the pixel at a place in hectares; as the engine counts it.

    In a projection that is the area in the plane; in degrees and in Mercator projections, whose areas grow
    towards the poles, that on the ellipsoid.
    """
    if not system.isGeographic() and not system.projectionAcronym().startswith(("merc", "webmerc")):
        metres = QgsUnitTypes.fromUnitToUnitFactor(system.mapUnits(), _METRES)
        return resolution[0] * resolution[1] * metres**2 / SQUARE_METRES_PER_HECTARE
    measure = QgsDistanceArea()
    measure.setSourceCrs(system, QgsProject.instance().transformContext())
    measure.setEllipsoid(system.ellipsoidAcronym() or "EPSG:7030")
    half_x, half_y = resolution[0] / 2, resolution[1] / 2
    corners = [(-half_x, -half_y), (half_x, -half_y), (half_x, half_y), (-half_x, half_y)]
    ring = [QgsPointXY(centre.x() + dx, centre.y() + dy) for dx, dy in corners]
    return measure.measurePolygon(ring) / SQUARE_METRES_PER_HECTARE


def _percent(share: float) -> str:
    percent = share * 100
    decimals = 0 if percent > 99.95 or percent == 0 else 1
    return number_text(percent, decimals) + " %"


def _optional_float(value: Any) -> float | None:
    return None if value is None else float(value)
