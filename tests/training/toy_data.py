"""Small, separable data sets in the layouts that the readers know, and settings of tiny runs."""

import json
from pathlib import Path

import numpy as np
import rasterio
import shapely
from affine import Affine

from models.rasters.bands import SENTINEL2
from models.training.settings import Settings, resolve
from tests.tasks.scene_models import write_polygons

BANDS = tuple(band for band in SENTINEL2 if band not in ("B09", "B10"))
TWELVE = tuple(band for band in SENTINEL2 if band != "B10")
CORNER = (600_000.0, 5_300_160.0)
LEVELS = ((300, 3600), (2200, 900), (900, 2100))
"""Visible and infrared numbers of three classes."""


def reflectance(classes: np.ndarray, names: tuple[str, ...], seed: int = 0) -> np.ndarray:
    """Numbers (B, H, W) of classes (H, W): visible and infrared bands tell them apart."""
    random = np.random.default_rng(seed)
    levels = np.array(LEVELS)
    planes = [levels[classes, int(SENTINEL2[name].wavelength > 700)] for name in names]
    noise = random.normal(0, 120, (len(names), *classes.shape))
    return np.clip(np.stack(planes) + noise, 1, 9000).astype(np.uint16)


def patches(height: int, width: int, seed: int, size: int = 16, classes: int = 3) -> np.ndarray:
    """Classes (H, W) in squares."""
    coarse = np.random.default_rng(seed).integers(0, classes, (height // size + 1, width // size + 1))
    return coarse.repeat(size, 0).repeat(size, 1)[:height, :width]


def write(path: Path, numbers: np.ndarray, names: tuple[str, ...] = (), nodata: float | None = 0) -> Path:
    """A GeoTIFF at 10 m with band names."""
    path.parent.mkdir(parents=True, exist_ok=True)
    count, height, width = numbers.shape
    profile = {"driver": "GTiff", "dtype": numbers.dtype, "count": count, "height": height, "width": width}
    place = Affine(10, 0, CORNER[0], 0, -10, CORNER[1])
    with rasterio.open(path, "w", crs="EPSG:32632", transform=place, nodata=nodata, **profile) as file:
        file.write(numbers)
        for index, name in enumerate(names, 1):
            file.set_band_description(index, name)
    return path


def write_labels(path: Path, codes: np.ndarray, nodata: float | None = None) -> Path:
    return write(path, codes.astype(np.uint8)[None], nodata=nodata)


def scene_with_polygons(folder: Path, side: int = 256, field: str = "class") -> np.ndarray:
    """One scene and the outlines of some of its squares, named; gives its classes."""
    classes = patches(side, side, 1)
    write(folder / "scene.tif", reflectance(classes, BANDS), BANDS)
    shapes, names = [], []
    for row in range(0, side, 16):
        for column in range(0, side, 16):
            if (row + column) // 16 % 2:
                left, top = CORNER[0] + 10 * column, CORNER[1] - 10 * row
                shapes.append(shapely.box(left + 10, top - 150, left + 150, top - 10))
                names.append(("Water", "Wheat", "Forest")[classes[row, column]])
    write_polygons(folder / "training.gpkg", shapes, **{field: np.array(names, object)})
    return classes


def settings(folder: Path, task: str, **tables: object) -> Settings:
    """Settings of a tiny run: ``data={...}``, ``training={...}``, and single keys of the top table."""
    top = {key: value for key, value in tables.items() if not isinstance(value, dict)}
    rest = {key: value for key, value in tables.items() if isinstance(value, dict)}
    return resolve(document(task, **top, **rest), folder)


def document(task: str, **tables: object) -> dict[str, object]:
    found: dict[str, object] = {"task": task, "name": "toy", "device": "cpu"}
    found |= {"training": {"batch": 4, "readers": 1}}
    for key, value in tables.items():
        found[key] = {**found.get(key, {}), **value} if isinstance(value, dict) else value  # type: ignore[dict-item]
    return found


def save(folder: Path, task: str, **tables: object) -> Path:
    """The same as a file."""
    path = folder / "run.json"
    path.write_text(json.dumps(document(task, **tables)), "utf-8")
    return path
