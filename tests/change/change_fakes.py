"""Tiny pairs of dates with a change at a known place."""

import numpy as np
import rasterio

from models.change.pairs import Pair

WAVELENGTHS = (492.3, 559.4, 664.8, 832.9, 1612.1, 2194.1)
NAMES = ("B02", "B03", "B04", "B08", "B11", "B12")

GRASS = np.array([0.04, 0.07, 0.05, 0.35, 0.20, 0.10], np.float32)
SOIL = np.array([0.10, 0.14, 0.20, 0.28, 0.38, 0.34], np.float32)


def meadow(height=96, width=96, seed=0):
    """Grass (6, height, width) with fields of other brightness and a little noise."""
    rng = np.random.default_rng(seed)
    fields = rng.uniform(0.85, 1.15, (height // 12 + 1, width // 12 + 1))
    level = np.kron(fields, np.ones((12, 12)))[:height, :width]
    noise = rng.normal(0, 0.004, (6, height, width))
    return (GRASS[:, None, None] * level + noise).clip(0.002).astype(np.float32)


def changed_square(height=96, width=96, top=40, left=30, side=16):
    """Where the change is (height, width)."""
    where = np.zeros((height, width), bool)
    where[top : top + side, left : left + side] = True
    return where


def pair_with_change(height=96, width=96, seed=0, **square):
    """A meadow twice, with its own noise each time; a square becomes soil."""
    where = changed_square(height, width, **square)
    before, after = meadow(height, width, seed), meadow(height, width, seed)
    after = after + np.random.default_rng(seed + 1).normal(0, 0.004, after.shape).astype(np.float32)
    soil = SOIL[:, None] + np.random.default_rng(seed + 2).normal(0, 0.004, (6, int(where.sum())))
    after[:, where] = soil
    return before, after.clip(0.002).astype(np.float32), where


def padded(before, after, margin, valid=None):
    """A `Pair` with invalid pixels around it."""
    valid = np.ones(before.shape[1:], bool) if valid is None else valid
    around = ((margin, margin), (margin, margin))
    return Pair(
        np.pad(before * valid, ((0, 0), *around)).astype(np.float32),
        np.pad(after * valid, ((0, 0), *around)).astype(np.float32),
        np.pad(valid, around),
    )


def write_date(path, array, names=NAMES, *, transform=None, crs="EPSG:32632", nodata=0):
    """A GeoTIFF of reflectance times 10 000 from an array (bands, height, width)."""
    numbers = np.round(array * 10_000).astype(np.uint16)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=numbers.shape[2],
        height=numbers.shape[1],
        count=len(numbers),
        dtype="uint16",
        crs=crs,
        transform=transform or rasterio.Affine(10, 0, 600_000, 0, -10, 5_300_000),
        nodata=nodata,
    ) as file:
        file.write(numbers)
        for number, name in enumerate(names, 1):
            file.set_band_description(number, name)
    return str(path)
