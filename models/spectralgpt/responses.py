"""Spectral responses of Sentinel-2's bands: a Gaussian of centre and width, or a measured table.

A wanted band of a narrow-band scene is the mean of its spectrum under the response. Between the scene's bands
the spectrum is taken as a straight line, so that a spectrum of straight lines gives the exact mean whatever
the bands' spacing.
"""

import csv
import hashlib
import io
import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Channel
from models.sentences import Sentence, say

FloatArray = NDArray[np.float64]

LARGEST_TABLE = 16 * 2**20
_SIGMA_OF_WIDTH = 2 * math.sqrt(2 * math.log(2))
_REACH = 1.3
"""Widths on either side of the centre where a Gaussian ends; 1 % of its height is left there."""
_STEP_NM = 0.5
_CUT_OFF = 0.05
"""Of the largest response; a table that is higher at its first or last row ends within the band."""
_BAND = re.compile(r"(?:S2[A-D]_SR_AV_)?B(\d{1,2}|8A)", re.IGNORECASE)


@dataclass(frozen=True)
class Response:
    """How strongly a band answers to light: values (n,) at rising wavelengths (n,) in nanometres."""

    wavelengths: FloatArray = field(repr=False)
    values: FloatArray = field(repr=False)

    @property
    def centre(self) -> float:
        """The mean wavelength under the response, in nanometres."""
        weights = self.values * np.gradient(self.wavelengths)
        return float((weights * self.wavelengths).sum() / weights.sum())

    def weights(self, centres: Sequence[float], widths: Sequence[float]) -> tuple[FloatArray, float]:
        """How much each of a scene's bands counts.

        Args:
            centres: of at least two bands in nanometres, in any order.
            widths: what each band covers around its centre, in nanometres.

        Returns:
            Weights that add up to 1, and the share of the response that the bands cover; no weights but
            zeros where that is 0.
        """
        nodes, place, equal = np.unique(
            np.asarray(centres, np.float64), return_inverse=True, return_counts=True
        )
        reach = np.zeros(len(nodes))
        np.maximum.at(reach, place, np.asarray(widths, np.float64) / 2)
        amounts = self.values * np.gradient(self.wavelengths)
        covered = (np.abs(self.wavelengths[:, None] - nodes) <= reach).any(1)
        found = np.zeros(len(nodes))
        if len(nodes) == 1:
            found[0] = amounts[covered].sum()
        else:
            at, amount = self.wavelengths[covered], amounts[covered]
            left = np.clip(np.searchsorted(nodes, at, side="right") - 1, 0, len(nodes) - 2)
            share = np.clip((at - nodes[left]) / (nodes[left + 1] - nodes[left]), 0, 1)
            np.add.at(found, left, amount * (1 - share))
            np.add.at(found, left + 1, amount * share)
        total = found.sum()
        return (found / total if total > 0 else found)[place] / equal[place], float(total / amounts.sum())


@dataclass(frozen=True)
class ResponseTable:
    """Measured responses.

    Attributes:
        name: of the file.
        sha256: of its content.
        responses: by the name of the Sentinel-2 band.
    """

    name: str
    sha256: str
    responses: Mapping[str, Response] = field(repr=False)

    def of(self, band: str) -> Response:
        """The response of a band.

        Raises:
            EngineError: ``response.no_band``.
        """
        if band not in self.responses:
            raise EngineError(
                "response.no_band",
                say("The response table {file} has no column for {band}.", file=self.name, band=band),
                say("Export all bands of the sheet."),
            )
        return self.responses[band]


def gaussian(channel: Channel) -> Response:
    """A Gaussian of the channel's full width at half maximum."""
    steps = math.floor(_REACH * channel.width / _STEP_NM)
    offsets: FloatArray = _STEP_NM * np.arange(-steps, steps + 1, dtype=np.float64)
    sigma = channel.width / _SIGMA_OF_WIDTH
    return Response(channel.wavelength + offsets, np.exp(-0.5 * (offsets / sigma) ** 2))


def read_responses(path: str | Path) -> ResponseTable:
    """Read a table: the wavelength in nanometres, then a column for each band.

    Bands are named B01 or B1, or as in ESA's spreadsheet of Sentinel-2's spectral responses
    (S2A_SR_AV_B1); other columns are passed over. Commas, semicolons and tabs may separate the columns; with
    the latter two a comma may be the decimal sign.

    Raises:
        EngineError: ``response.missing``, ``response.unreadable`` or ``response.wrong``.
    """
    path = Path(path)
    try:
        if path.stat().st_size > LARGEST_TABLE:
            raise ValueError(say("it is too large"))
        content = path.read_bytes()
        rows = _rows(content.decode("utf-8-sig"))
    except FileNotFoundError as error:
        raise EngineError(
            "response.missing", say("There is no response table {path}.", path=path), say("Check the path.")
        ) from error
    except (OSError, ValueError, csv.Error) as error:
        raise EngineError(
            "response.unreadable",
            say("The response table {file} cannot be read: {reason}.", file=path.name, reason=_reason(error)),
            say("Save it as CSV: the wavelength in nanometres, then a column for each band."),
        ) from error
    try:
        responses = _responses(*rows)
    except ValueError as error:
        raise EngineError(
            "response.wrong",
            say("The response table {file} is of no use: {reason}.", file=path.name, reason=error.args[0]),
            say("It needs rising wavelengths in nanometres and a column for each band, such as B02."),
        ) from error
    return ResponseTable(path.name, hashlib.sha256(content).hexdigest(), responses)


def _rows(text: str) -> tuple[list[str], FloatArray]:
    """The names of the columns, and the numbers (rows, columns); an empty cell counts as 0."""
    first = text.partition("\n")[0]
    separator = next((sign for sign in "\t;" if sign in first), ",")
    lines = [row for row in csv.reader(io.StringIO(text), delimiter=separator) if any(map(str.strip, row))]
    if len(lines) < 3:
        raise ValueError(say("it has fewer than two rows of numbers"))
    header = [name.strip() for name in lines[0]]
    numbers = np.zeros((len(lines) - 1, len(header)))
    wanted = [0, *(k for k, name in enumerate(header) if k and _BAND.fullmatch(name))]
    for row, line in enumerate(lines[1:]):
        if len(line) > len(header):
            raise ValueError(say("row {row} has more cells than the first one", row=row + 2))
        for k in wanted:
            cell = line[k].strip() if k < len(line) else ""
            numbers[row, k] = _number(cell if separator == "," else cell.replace(",", "."), row + 2)
    return header, numbers


def _number(cell: str, row: int) -> float:
    try:
        number = float(cell or 0)
    except ValueError:
        number = math.nan
    if not math.isfinite(number):
        raise ValueError(say("“{cell}” in row {row} is not a number", cell=cell, row=row))
    return number


def _responses(header: Sequence[str], numbers: FloatArray) -> dict[str, Response]:
    wavelengths = numbers[:, 0]
    if (np.diff(wavelengths) <= 0).any():
        raise ValueError(say("its wavelengths do not rise from row to row"))
    if wavelengths[-1] < 100:
        raise ValueError(say("its wavelengths seem to be micrometres, not nanometres"))
    found: dict[str, Response] = {}
    for k, name in enumerate(header):
        match = _BAND.fullmatch(name) if k else None
        band = "" if match is None else f"B{match[1].upper():0>2}"
        if band not in SENTINEL2:
            continue
        if band in found:
            raise ValueError(say("it has two columns for {band}", band=band))
        found[band] = _checked(band, wavelengths, numbers[:, k])
    if not found:
        raise ValueError(say("none of its columns is named after a band of Sentinel-2"))
    return found


def _checked(band: str, wavelengths: FloatArray, values: FloatArray) -> Response:
    if values.min() < 0:
        place = wavelengths[values.argmin()]
        raise ValueError(say("the response of {band} is negative at {place:.0f} nm", band=band, place=place))
    if values.max() <= 0:
        raise ValueError(say("the response of {band} is 0 everywhere", band=band))
    if max(values[0], values[-1]) > _CUT_OFF * values.max():
        raise ValueError(say("it ends within {band}, which reaches beyond its wavelengths", band=band))
    response, channel = Response(wavelengths, values), SENTINEL2[band]
    if abs(response.centre - channel.wavelength) > channel.width:
        raise ValueError(
            say(
                "the response of {band} lies at {found:.0f} nm instead of {wanted:.0f} nm",
                band=band,
                found=response.centre,
                wanted=channel.wavelength,
            )
        )
    # Only where it answers: the rest of a table of all bands would cost time.
    some = np.flatnonzero(values)
    part = slice(max(0, some[0] - 1), some[-1] + 2)
    return Response(wavelengths[part], values[part])


def _reason(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return say("it is no text")
    known = error.args[0] if error.args and isinstance(error.args[0], Sentence) else None
    return known or (getattr(error, "strerror", None) or str(error)).rstrip(".") or type(error).__name__
