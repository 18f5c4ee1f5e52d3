"""Areas by class as numbers and as CSV: what the area panel shows, without any widget."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..layers.results import localized_classes
from ..layers.styles import CHANGED_COLOUR, entry_name, transition_colours
from ..layers.translation import tr

CSV_HEADER = ("code", "class", "hectares", "percent", "pixels")
_UNCHANGED_COLOUR = "#c8ccd0"


@dataclass(frozen=True)
class AreaRow:
    """One class: its share is of all valid pixels, 0 to 1; hectares are None without a CRS."""

    code: int
    name: str
    colour: str
    pixels: int
    hectares: float | None
    share: float


@dataclass(frozen=True)
class AreaReport:
    """The areas of one result.

    Attributes:
        kind: "segment" or "change".
        rows: the largest class first.
        hectares: of all valid pixels; None without a CRS.
        empty_share: share of pixels without data.
    """

    kind: str
    rows: tuple[AreaRow, ...]
    pixels: int
    hectares: float | None
    empty_share: float = 0.0

    def csv(self) -> str:
        """The rows as CSV: commas and decimal points whatever the locale, names quoted where need be."""
        text = io.StringIO()
        writer = csv.writer(text, lineterminator="\n")
        writer.writerow(CSV_HEADER)
        for row in self.rows:
            hectares = "" if row.hectares is None else f"{row.hectares:.4f}"
            writer.writerow((row.code, row.name, hectares, f"{100 * row.share:.4f}", row.pixels))
        return text.getvalue()


def report_of(result: Mapping[str, Any]) -> AreaReport:
    """The areas of a ``segment``, ``change`` or ``threshold`` job's result."""
    return _of_segmentation(result) if result.get("task") == "segment" else _of_change(result)


def change_report(result: Mapping[str, Any], changed: int, valid: int) -> AreaReport:
    """Areas of a change result at another threshold, where transitions are not known."""
    pixel = _pixel_hectares(result)
    return _two_rows(changed, valid, None if pixel is None else changed * pixel, pixel)


def _of_segmentation(result: Mapping[str, Any]) -> AreaReport:
    entries = [entry for entry in localized_classes(result) if int(entry.get("pixels", 0)) > 0]
    valid = int(result.get("valid_pixels") or sum(int(entry["pixels"]) for entry in entries))
    empty = int(result.get("nodata_pixels") or 0)
    rows = _rows(entries, valid, {})
    return AreaReport("segment", rows, valid, _total(rows), empty / (empty + valid) if empty + valid else 0.0)


def _of_change(result: Mapping[str, Any]) -> AreaReport:
    changed = int(result.get("changed_pixels", 0))
    valid = _valid_pixels(result)
    transitions = list(result.get("transitions") or ())
    pixel = _pixel_hectares(result)
    total = None if pixel is None else valid * pixel
    if transitions:
        rows = _rows(transitions, valid, transition_colours(transitions))
        return AreaReport("change", rows, valid, total)
    hectares = result.get("changed_hectares")
    return _two_rows(changed, valid, None if hectares is None else float(hectares), pixel)


def _two_rows(changed: int, valid: int, hectares: float | None, pixel: float | None) -> AreaReport:
    unchanged = max(valid - changed, 0)
    rest = None if pixel is None else unchanged * pixel
    rows = (
        AreaRow(1, tr("changed"), CHANGED_COLOUR, changed, hectares, changed / valid if valid else 0.0),
        AreaRow(0, tr("unchanged"), _UNCHANGED_COLOUR, unchanged, rest, unchanged / valid if valid else 0.0),
    )
    return AreaReport("change", rows, valid, None if pixel is None else valid * pixel)


def _rows(
    entries: Sequence[Mapping[str, Any]], valid: int, colours: Mapping[int, str]
) -> tuple[AreaRow, ...]:
    rows = []
    for entry in entries:
        code, pixels = int(entry["code"]), int(entry.get("pixels", 0))
        hectares = entry.get("hectares")
        colour = str(entry.get("color") or colours.get(code, "#808080"))
        share = pixels / valid if valid else 0.0
        area = None if hectares is None else float(hectares)
        rows.append(AreaRow(code, entry_name(entry), colour, pixels, area, share))
    return tuple(sorted(rows, key=lambda row: -row.pixels))


def _total(rows: Sequence[AreaRow]) -> float | None:
    areas = [row.hectares for row in rows if row.hectares is not None]
    return sum(areas) if areas else None


def _valid_pixels(result: Mapping[str, Any]) -> int:
    if result.get("valid_pixels"):
        return int(result["valid_pixels"])
    changed, share = int(result.get("changed_pixels", 0)), float(result.get("changed_share") or 0)
    return round(changed / share) if share else changed


def _pixel_hectares(result: Mapping[str, Any]) -> float | None:
    changed, hectares = int(result.get("changed_pixels", 0)), result.get("changed_hectares")
    if changed and hectares is not None:
        return float(hectares) / changed
    pixel = result.get("pixel_hectares")
    return None if pixel is None else float(pixel)
