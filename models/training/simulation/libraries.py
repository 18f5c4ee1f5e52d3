"""Measured spectra: ENVI spectral libraries, and any spectra in the bands of a bank."""

import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_TYPES = {1: "u1", 2: "i2", 3: "i4", 4: "f4", 5: "f8", 12: "u2", 13: "u4"}
_PLAUSIBLE = 1.5
"""No natural surface reflects more."""


@dataclass(frozen=True)
class SpectralLibrary:
    """Named spectra.

    Attributes:
        names: (V,).
        wavelengths: nanometres (L,).
        reflectance: 0 to 1 (V, L).
    """

    names: tuple[str, ...]
    wavelengths: NDArray[np.float64]
    reflectance: NDArray[np.float64]


def read_library(path: Path) -> SpectralLibrary:
    """Read an ENVI spectral library; `path` is the data file, its header lies beside it.

    Raises:
        ValueError: the header is missing, or the file is no spectral library of a known kind.
    """
    headers = [path.with_name(path.name + ".hdr"), path.with_suffix(".hdr")]
    header = next((file for file in headers if file.is_file()), None)
    if header is None:
        raise ValueError(f"{path.name} has no header beside it.")
    entries = _entries(header.read_text("latin-1"))
    if "spectral library" not in entries.get("file type", "").lower():
        raise ValueError(f"{path.name} is not an ENVI spectral library.")
    count, bands = int(entries["lines"]), int(entries["samples"])
    kind = _TYPES.get(int(entries["data type"]))
    if kind is None:
        raise ValueError(f"{path.name} holds numbers of an unknown type.")
    order = ">" if entries.get("byte order", "0").strip() == "1" else "<"
    values = np.fromfile(path, order + kind, count * bands, offset=int(entries.get("header offset", 0)))
    if values.size != count * bands:
        raise ValueError(f"{path.name} is shorter than its header says.")
    wavelengths = np.array([float(value) for value in entries["wavelength"].split(",")])
    # Some headers say neither or the wrong unit; micrometres are below 100.
    if wavelengths.max() < 100:
        wavelengths = wavelengths * 1000
    scale = float(entries.get("reflectance scale factor", 1) or 1)
    names = tuple(name.strip() for name in entries.get("spectra names", "").split(","))
    return SpectralLibrary(names, wavelengths, values.reshape(count, bands).astype(np.float64) / scale)


def in_bands(
    library: SpectralLibrary, centres: NDArray[np.float64], widths: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The library's plausible spectra in Gaussian bands, centres and full widths in nm: (V, B)."""
    offset = (library.wavelengths[None] - centres[:, None]) / widths[:, None]
    weight = np.exp(-4 * np.log(2) * offset**2) * np.gradient(library.wavelengths)
    weight /= weight.sum(1, keepdims=True)
    plausible = np.isfinite(library.reflectance) & (library.reflectance >= 0)
    good = (plausible & (library.reflectance < _PLAUSIBLE)).mean(1) > 0.95
    bands: NDArray[np.float64] = np.clip(np.nan_to_num(library.reflectance[good]), 0, 1) @ weight.T
    return bands


def _entries(header: str) -> dict[str, str]:
    """Keys (lower case) and values of an ENVI header; braces are taken off."""
    found = re.findall(r"^\s*([^={}\n]+?)\s*=\s*(\{[^}]*\}|[^\n]*)", header, re.MULTILINE)
    return {key.lower(): " ".join(value.strip().strip("{}").split()) for key, value in found}
