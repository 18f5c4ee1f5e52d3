"""What a raster's own metadata say about its bands, in the dialects of GDAL and ENVI."""

import math
import re

from models.rasters.naming import to_nanometres
from models.rasters.radiometry import Radiometry, from_divisor, from_gdal
from models.rasters.sources import RasterFile, label

_DATE = re.compile(
    r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?(0[1-9]|[12]\d|3[01])"
    r"(?:T([01]\d|2[0-3])([0-5]\d)([0-5]\d))?(?!\d)"
)
_SENSOR_KEYS = re.compile(r"sensor|satellite|platform|spacecraft|product|mission", re.IGNORECASE)


def wavelengths(file: RasterFile) -> list[tuple[float, float | None] | None]:
    """Return (centre, full width or None) in nanometres of every band, None where nothing is stated.

    Read are GDAL's IMAGERY domain (micrometres), the tags ``wavelength`` and ``fwhm`` of bands with their
    unit, and lists for all bands in ENVI headers or in the tags of the file.
    """
    unit = file.envi.get("wavelength_units", "") or file.tags.get("wavelength_units", "")
    listed = file.envi.get("wavelength") or file.tags.get("wavelengths") or file.tags.get("wavelength")
    centres = numbers(listed)
    widths = numbers(file.envi.get("fwhm") or file.tags.get("fwhm"))
    found: list[tuple[float, float | None] | None] = []
    for band, tags in enumerate(file.band_tags):
        known = {key.lower(): value for key, value in tags.items()}
        centre, width = number(known.get("central_wavelength_um")), number(known.get("fwhm_um"))
        scale = 1000.0
        if centre is None:
            own_unit = known.get("wavelength_units") or known.get("wavelength_unit") or unit
            centre = _first(
                known, "wavelength", "center_wavelength", "centre_wavelength", "central_wavelength"
            )
            width = _first(known, "fwhm", "bandwidth")
            if centre is None and len(centres) == file.count:
                centre = centres[band]
            if width is None and len(widths) == file.count:
                width = widths[band]
            # The centre tells the unit for both: a width of 11 may well be nanometres.
            scale = to_nanometres(centre, own_unit) / centre if centre else 1.0
        if centre is None or not 0 < centre * scale < 1e6:
            found.append(None)
        else:
            found.append((centre * scale, width * scale if width is not None and width > 0 else None))
    return found


def bad_bands(file: RasterFile) -> frozenset[int]:
    """Return the 1-based numbers of the bands that an ENVI header calls bad."""
    flags = numbers(file.envi.get("bbl") or file.tags.get("bbl"))
    if len(flags) != file.count:
        return frozenset()
    return frozenset(index for index, flag in enumerate(flags, start=1) if flag == 0)


def radiometry(file: RasterFile, index: int) -> Radiometry | None:
    """Return what a band states: GDAL's scale and offset, or ENVI's reflectance scale factor."""
    stated = from_gdal(file.scales[index - 1], file.offsets[index - 1])
    if stated is not None:
        return stated
    for key in ("reflectance_scale_factor", "scale_factor"):
        divisor = number(file.envi.get(key))
        if divisor is not None and divisor > 0:
            # Some programs write the factor itself and not the divisor.
            return from_divisor(divisor if divisor >= 1 else 1 / divisor)
    return None


def sensor_texts(file: RasterFile) -> list[str]:
    """Return what may name the sensor: the file's name, and tags about sensors and products."""
    tags = {**file.tags, **file.envi, **file.imagery}
    return [file.label, *(value[:200] for key, value in tags.items() if _SENSOR_KEYS.search(key))]


def acquired(file: RasterFile) -> str | None:
    """Return the time of acquisition in ISO 8601, from metadata or else from a date in the file's name."""
    stated = file.envi.get("acquisition_time") or file.imagery.get("ACQUISITIONDATETIME")
    return stated.strip() if stated else date_in(file.path)


def date_in(path: str) -> str | None:
    """Return the first date, with its time where there is one, in a file's name."""
    match = _DATE.search(label(path))
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    return f"{year}-{month}-{day}" + (f"T{hour}:{minute}:{second}Z" if hour else "")


def numbers(text: str | None) -> list[float]:
    """Return the numbers of a list such as ENVI's ``{1.0, 2.0}``; none where one is not a number."""
    parts = [part for part in re.split(r"[,;\s]+", (text or "").strip().strip("{}[]")) if part]
    found = [number(part) for part in parts]
    return [value for value in found if value is not None] if None not in found else []


def number(text: str | None) -> float | None:
    """Return a finite number, None where there is none."""
    try:
        value = float(text) if text is not None else math.nan
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _first(tags: dict[str, str], *keys: str) -> float | None:
    for key in keys:
        # A unit may follow the number: "0.49 Micrometers".
        value = number((tags.get(key) or "").split(" ")[0] or None)
        if value is not None:
            return value
    return None
