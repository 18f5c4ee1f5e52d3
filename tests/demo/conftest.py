from pathlib import Path

import numpy as np
import pytest
import rasterio
from affine import Affine

from demo.fetch_scene import BANDS, band_files

# Corners as in the real scene: the coarse grids start outside the 10 m one.
CORNERS = {10: (500010.0, 4000000.0), 20: (500000.0, 4000000.0), 60: (500000.0, 4000020.0)}
RESOLUTION = dict.fromkeys(BANDS, 20) | dict.fromkeys(("B02", "B03", "B04", "B08"), 10)
RESOLUTION |= dict.fromkeys(("B01", "B09", "B10"), 60)


@pytest.fixture(scope="session")
def small_scene(tmp_path_factory) -> Path:
    """A scene of two halves, west dark and east bright, on Sentinel-2's three grids."""
    folder = tmp_path_factory.mktemp("scene")
    random = np.random.default_rng(0)
    for band, file in zip(BANDS, band_files(folder), strict=True):
        resolution = RESOLUTION[band]
        left, top = CORNERS[resolution]
        size = {10: (179, 185), 20: (90, 93), 60: (30, 31)}[resolution]
        columns = left + resolution * (np.arange(size[1]) + 0.5)
        dn = np.where(columns < 500900, 600.0, 2400.0) + 20 * random.standard_normal(size)
        dn[0, 0] = 0
        profile = {
            "driver": "GTiff", "height": size[0], "width": size[1], "count": 1, "dtype": "uint16",
            "crs": "EPSG:32618", "transform": Affine(resolution, 0, left, 0, -resolution, top),
        }  # fmt: skip
        with rasterio.open(file, "w", **profile) as out:
            out.write(dn.astype(np.uint16), 1)
    return folder
