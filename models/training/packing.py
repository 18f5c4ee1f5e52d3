"""The compact files that training reads: 8-bit companded reflectance in one xz stream."""

import json
import lzma
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BANDS: tuple[str, ...] = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")
"""Bands that the network is given; water vapour (B09) and cirrus (B10) say nothing about the ground."""
HLS_BANDS: tuple[str, ...] = ("B01", "B02", "B03", "B04", "B8A", "B11", "B12")
TEN_BANDS: tuple[str, ...] = BANDS[1:]

Array = NDArray[np.uint8]


def compand(reflectance: NDArray[np.floating]) -> Array:
    """Reflectance 0..1 to 0..255 by its square root: finer steps where surfaces are dark."""
    companded: Array = np.round(255 * np.sqrt(np.clip(reflectance, 0, 1))).astype(np.uint8)
    return companded


def pack(path: Path, arrays: dict[str, NDArray[np.generic]]) -> None:
    """Write arrays as one xz stream: a JSON line with shapes and types, then the raw bytes."""
    header = [[name, array.dtype.str, list(array.shape)] for name, array in arrays.items()]
    with lzma.open(path, "wb", preset=6) as out:
        out.write(json.dumps(header).encode() + b"\n")
        for array in arrays.values():
            out.write(np.ascontiguousarray(array).tobytes())
    print(f"{path.name}: {len(arrays)} arrays, {path.stat().st_size / 1e6:.1f} MB")


def unpack(path: Path) -> dict[str, NDArray[np.generic]]:
    """Read what `pack` wrote."""
    with lzma.open(path, "rb") as source:
        header = json.loads(source.readline())
        arrays = {}
        for name, dtype, shape in header:
            size = int(np.prod(shape)) * np.dtype(dtype).itemsize
            arrays[name] = np.frombuffer(source.read(size), dtype).reshape(shape).copy()
        return arrays
