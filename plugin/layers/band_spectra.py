"""Mean spectra of the hidden parts of a scene before and after a reconstruction."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional

from .spectral_groups import GROUP

CSV_HEADER = ("group", "band", "wavelength_nm", "before", "after", "rmse", "pixels")


@dataclass(frozen=True)
class BandSpectrum:
    """One band of a mean spectrum.

    Attributes:
        group: number of its spectral group, from 1.
        name: of the band.
        wavelength: nanometres; None where nobody knows it.
        before, after: mean reflectance of the hidden pixels; None where nothing was hidden.
        rmse: root mean square of the pixels' errors, in reflectance.
        pixels: how many were hidden and reconstructed.
    """

    group: int
    name: str
    wavelength: Optional[float]
    before: Optional[float]
    after: Optional[float]
    rmse: Optional[float]
    pixels: int


def spectra_of(result: Mapping[str, Any]) -> list[BandSpectrum]:
    """The spectra of a ``reconstruct`` job's result, or of its run card."""
    return [
        BandSpectrum(
            # Run cards of earlier versions do not say it; their networks had groups of three bands.
            int(entry.get("group") or place // GROUP + 1),
            str(entry.get("band") or ""),
            _number(entry.get("wavelength")),
            _number(entry.get("before")),
            _number(entry.get("after")),
            _number(entry.get("rmse")),
            int(entry.get("pixels") or 0),
        )
        for place, entry in enumerate(result.get("bands") or ())
    ]


def total_error(spectra: list[BandSpectrum]) -> Optional[float]:
    """Root mean square error over all hidden values; None where nothing was hidden."""
    count = sum(band.pixels for band in spectra)
    squares = sum((band.rmse or 0.0) ** 2 * band.pixels for band in spectra)
    return math.sqrt(squares / count) if count else None


def spectra_csv(spectra: list[BandSpectrum]) -> str:
    """Spectra as CSV: commas and decimal points whatever the locale."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(CSV_HEADER)
    for band in spectra:
        numbers = ("" if value is None else f"{value:.6f}" for value in (band.before, band.after, band.rmse))
        writer.writerow((band.group, band.name, band.wavelength or "", *numbers, band.pixels))
    return text.getvalue()


def _number(value: Any) -> Optional[float]:
    return float(value) if isinstance(value, (int, float)) else None
