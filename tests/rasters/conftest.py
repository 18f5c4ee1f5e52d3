"""Makes the raster writers beside the tests importable."""

import sys
from pathlib import Path

import pyogrio
import pytest
import shapely

sys.path.insert(0, str(Path(__file__).parent))


@pytest.fixture
def polygons_file(tmp_path):
    """Writes polygons (lists of corners) to a GeoPackage and returns its path."""

    def write(*polygons, crs="EPSG:32632", name="region.gpkg"):
        shapes = shapely.to_wkb([shapely.Polygon(corners) for corners in polygons])
        path = tmp_path / name
        pyogrio.raw.write(path, shapes, [], [], geometry_type="Polygon", crs=crs)
        return str(path)

    return write
