"""Write simulated scenes, or pairs of dates, as GeoTIFFs with their labels.

    python -m models.training.simulation OUT_FOLDER [--count N] [--size PIXELS] [--pairs] [--seed N] …

A scene is `NAME.tif` (reflectance times 10000, uint16, band names in the descriptions), its labels are
`NAME_classes.tif` (WorldCover codes) and `NAME_clouds.tif` (1 cloud, 2 shadow). A pair has two such scenes,
and `NAME_change.tif` (1 changed) and `NAME_kind.tif` (`pairs.Kind`). Coordinates are made up.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray

from models.rasters.bands import SENTINEL2
from models.training.packing import BANDS
from models.training.simulation.atmosphere import VISIBLE
from models.training.simulation.layouts import LANDSCAPES
from models.training.simulation.pairs import Kind, simulate_pair
from models.training.simulation.scenes import Conditions, Simulated, simulate

PIXEL = 10.0
KINDS = ", ".join(f"{kind.value} {kind.name.lower()}" for kind in Kind)

Layers = dict[str, tuple[NDArray[np.generic], tuple[str, ...], int | None]]
"""File names without ending: pixels (B, H, W), descriptions of the bands, no-data value."""


def scene_layers(name: str, scene: Simulated, number: int) -> Layers:
    """What is written of one scene of a batch."""
    dn = (scene.reflectance[number] * 10000).round().clamp(1, 65535).numpy().astype(np.uint16)
    cloud, shadow = scene.cloud[number] > VISIBLE, scene.shadow[number] > VISIBLE
    masks = np.where(cloud, 1, np.where(shadow, 2, 0)).astype(np.uint8)[None]
    codes = scene.codes[number].numpy().astype(np.uint8)[None]
    return {
        name: (dn, scene.bands, 0),
        f"{name}_classes": (codes, ("WorldCover class",), 0),
        f"{name}_clouds": (masks, ("1 cloud, 2 shadow",), None),
    }


def layers(arguments: argparse.Namespace, conditions: Conditions) -> Iterator[Layers]:
    """All files, scene by scene, so that memory holds one."""
    for number in range(arguments.count):
        name = f"simulated_{number:04d}"
        seed = arguments.seed * 1_000_003 + number
        if not arguments.pairs:
            yield scene_layers(name, simulate(seed, 1, arguments.size, arguments.bands, conditions), 0)
            continue
        pair = simulate_pair(seed, 1, arguments.size, arguments.bands, conditions)
        yield {
            **scene_layers(f"{name}_before", pair.before, 0),
            **scene_layers(f"{name}_after", pair.after, 0),
            f"{name}_change": (pair.changed.numpy().astype(np.uint8), ("1 changed",), None),
            f"{name}_kind": (pair.kind.numpy(), (KINDS,), None),
        }


def write(folder: Path, files: Layers, place: int) -> None:
    """Write the files of one place; places lie side by side."""
    for name, (pixels, descriptions, nodata) in files.items():
        bands, height, width = pixels.shape
        left = 500_000 + place * (width + 10) * PIXEL
        profile = {
            "driver": "GTiff", "count": bands, "height": height, "width": width, "dtype": pixels.dtype.name,
            "crs": "EPSG:32632", "transform": Affine(PIXEL, 0, left, 0, -PIXEL, 5_300_000), "nodata": nodata,
            "compress": "deflate", "predictor": 2, "tiled": True,
        }  # fmt: skip
        with rasterio.open(folder / f"{name}.tif", "w", **profile) as out:
            out.write(pixels)
            out.update_tags(SIMULATED="made by models.training.simulation; not an acquisition")
            for index, description in enumerate(descriptions, start=1):
                out.set_band_description(index, description)
                if description in SENTINEL2:
                    out.update_tags(index, wavelength=SENTINEL2[description].wavelength)


def main() -> None:
    """Write what the command line asks for."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--count", type=int, default=10)
    parser.add_argument("--size", type=int, default=256, help="side in pixels of 10 m")
    parser.add_argument("--pairs", action="store_true", help="two dates with known change each")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--bands", type=lambda text: tuple(text.split(",")), default=BANDS)
    parser.add_argument("--landscapes", type=lambda text: tuple(text.split(",")), default=LANDSCAPES)
    parser.add_argument("--clouds", type=float, default=0.2, help="share of the scenes that have some")
    parser.add_argument(
        "--haze", type=float, default=0.02, help="0.02: surface reflectance, 0.13: top of atmosphere"
    )
    arguments = parser.parse_args()
    conditions = Conditions(haze=arguments.haze, clouds=arguments.clouds, landscapes=arguments.landscapes)
    arguments.folder.mkdir(parents=True, exist_ok=True)
    written = 0
    try:
        for place, files in enumerate(layers(arguments, conditions)):
            write(arguments.folder, files, place)
            written += len(files)
    except ValueError as error:
        parser.error(str(error))
    print(f"{written} files in {arguments.folder}")


if __name__ == "__main__":
    main()
