"""Spectra of hidden places before and after, as a table."""

import csv
import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.rasters.bands import SENTINEL2
from models.sentences import say


def spectra(bands: Sequence[str], groups: Sequence[int], sums: NDArray[np.float64]) -> list[dict[str, Any]]:
    """Mean reflectance before and after and the error of each band where it was hidden.

    Args:
        bands: names.
        groups: number of each band's spectral group, from 0; people count from 1.
        sums: (4, B) over the hidden pixels: values before, values after, squared errors, and how many.
    """
    rows: list[dict[str, Any]] = []
    for name, group, before, after, squares, count in zip(bands, groups, *sums, strict=True):
        channel = SENTINEL2.get(name)
        some = count > 0
        rows.append(
            {
                "band": name,
                "group": group + 1,
                "wavelength": channel.wavelength if channel else None,
                "before": round(before / count, 6) if some else None,
                "after": round(after / count, 6) if some else None,
                "rmse": round(float(np.sqrt(squares / count)), 6) if some else None,
                "pixels": int(count),
            }
        )
    return rows


def table(rows: Sequence[Mapping[str, Any]]) -> bytes:
    """Rows of one kind as CSV, UTF-8."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def check_table(path: Path, overwrite: bool) -> None:
    """Make sure that a table can be written; nothing is touched.

    Raises:
        EngineError: ``output.format``, ``output.no_folder``, ``output.is_folder`` or ``output.exists``.
    """
    if path.suffix.lower() != ".csv":
        raise EngineError(
            "output.format", say("{name} should end in .csv.", name=path.name), say("Choose another name.")
        )
    if not path.absolute().parent.is_dir():
        raise EngineError(
            "output.no_folder",
            say("The folder {parent} does not exist.", parent=path.parent),
            say("Choose another."),
        )
    if path.is_dir():
        raise EngineError(
            "output.is_folder", say("{path} is a folder.", path=path), say("Choose another name.")
        )
    if path.exists() and not overwrite:
        raise EngineError(
            "output.exists",
            say("{path} exists already.", path=path),
            say("Choose another name, or allow overwriting."),
        )
