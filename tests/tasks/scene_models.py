"""Tiny scene classifiers in official layouts, converted; scenes and polygons to label."""

from pathlib import Path

import numpy as np
import pyogrio.raw
import rasterio
import shapely
import torch
from affine import Affine

from models.class_schemes import load_scheme
from models.cli import main
from models.rasters.bands import SENTINEL2
from models.scenes.layer import probability_fields
from models.spectralgpt import load_checkpoint
from tests.spectralgpt import official_files

NAMES = tuple(SENTINEL2)
EUROSAT, BIGEARTHNET = (probability_fields(load_scheme(name).classes) for name in ("eurosat", "bigearthnet"))
"""The fields of the classes' probabilities."""

LEFT, TOP = 600_320.0, 5_300_480.0  # multiples of 640


def make_checkpoint(path: Path, classes: int, joint: bool = False) -> Path:
    """Write a classifier whose answers differ from image to image."""
    state = official_files.make("classification_joint" if joint else "classification", classes)
    random = torch.Generator().manual_seed(classes)
    state = {key: value * (8 if key.startswith("patch_embed") else 1) for key, value in state.items()}
    torch.save({"model": state}, path)
    with torch.inference_mode():
        pooled = load_checkpoint(path).pooled(torch.rand(16, 12, 8, 8, generator=random).repeat(1, 1, 4, 4))
    weight = torch.randn(classes, official_files.WIDTH, generator=random) / pooled.std(0).mean()
    # Without the mean of all images every one of them would have the same likeliest class.
    state |= {"head.weight": weight, "head.bias": -weight @ pooled.mean(0)}
    torch.save({"model": state}, path)
    return path


def convert(checkpoint: Path, folder: Path, *words: str) -> None:
    assert main(["convert", str(checkpoint), "--output", str(folder), *words]) == 0


def write_scene(
    path: Path,
    height: int,
    width: int,
    *,
    seed: int = 0,
    names: tuple[str, ...] = NAMES,
    corner: tuple[float, float] = (LEFT, TOP),
    pixel: float = 10.0,
    crs: str | None = "EPSG:32632",
) -> np.ndarray:
    """A scene of patches with noise, in reflectance times 10 000; gives its numbers (B, H, W)."""
    random = np.random.default_rng(seed)
    coarse = random.integers(300, 4000, (len(names), height // 16 + 1, width // 16 + 1))
    numbers = coarse.repeat(16, 1).repeat(16, 2)[:, :height, :width]
    numbers = (numbers + random.integers(0, 300, (len(names), height, width))).astype(np.uint16)
    transform = Affine(pixel, 0, corner[0], 0, -pixel, corner[1]) if crs else None
    profile = {"driver": "GTiff", "dtype": "uint16", "count": len(names), "height": height, "width": width}
    with rasterio.open(path, "w", crs=crs, transform=transform, nodata=0, **profile) as file:
        file.write(numbers)
        for index, name in enumerate(names, 1):
            file.set_band_description(index, name)
    return numbers


def rewrite(path: Path, numbers: np.ndarray) -> None:
    """Put other numbers into a scene."""
    with rasterio.open(path, "r+") as file:
        file.write(numbers)


def write_polygons(path: Path, shapes: list[shapely.Geometry], crs: str = "EPSG:32632", **fields) -> Path:
    pyogrio.raw.write(
        path,
        shapely.to_wkb(np.array(shapes, object)),
        [np.array(values) for values in fields.values()],
        list(fields),
        driver="GPKG",
        geometry_type="Unknown",
        crs=crs,
    )
    return path


def read_layer(path: Path) -> tuple[dict[str, np.ndarray], np.ndarray, str]:
    """Fields by name, geometries and CRS of the layer that a run has made."""
    meta, _, geometry, values = pyogrio.raw.read(path, layer="scenes")
    fields = dict(zip(meta["fields"], values, strict=True))
    return fields, shapely.from_wkb(geometry), meta["crs"]


def official_answer(checkpoint: Path, numbers: np.ndarray, bands: tuple[str, ...]) -> np.ndarray:
    """Logits of one image (B, h, w) as the authors' evaluation of a 32-pixel network would get them."""
    image = np.stack([numbers[NAMES.index(name)] for name in bands]).astype(np.float64)
    low, high = image.min((1, 2), keepdims=True), image.max((1, 2), keepdims=True)
    scaled = torch.from_numpy(((image - low) / (high - low)).astype(np.float32))[None]
    resized = torch.nn.functional.interpolate(scaled, (32, 32), mode="bicubic", align_corners=False)
    with torch.inference_mode():
        return load_checkpoint(checkpoint)(resized)[0]


def percents(fields: dict[str, np.ndarray], names: list[str]) -> np.ndarray:
    return np.stack([fields[name] for name in names], axis=1)
