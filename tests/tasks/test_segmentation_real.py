"""The shipped network on real pixels."""

import json

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window, transform

from models.events import Events
from models.tasks.segmentation import segment

SCENE = "s2_l1c_potsdam_20170216/S2A_L1C_T33UUU_20170216_13bands_10m.tif"


def crop(source, target, column, row, width, height):
    with rasterio.open(source) as file:
        window = Window(column, row, width, height)
        profile = {
            **file.profile,
            "width": width,
            "height": height,
            "transform": transform(window, file.transform),
        }
        with rasterio.open(target, "w", **profile) as made:
            made.write(file.read(window=window))
            for index, text in enumerate(file.descriptions, 1):
                made.set_band_description(index, text or "")
    return str(target)


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


@pytest.fixture(scope="module")
def whole(data_folder, tmp_path_factory):
    """A piece of a real scene, its map and the result."""
    folder = tmp_path_factory.mktemp("whole")
    scene = crop(data_folder / SCENE, folder / "scene.tif", 500, 60, 740, 700)
    confidence = str(folder / "confidence.tif")
    result = segment(
        {"scene": [scene], "output": str(folder / "map.tif"), "confidence": confidence, "device": "cpu"},
        Events(),
    )
    return folder, scene, result


def test_the_shipped_network_maps_a_real_scene(whole):
    folder, _, result = whole
    labels = read(folder / "map.tif")
    assert labels.shape == (700, 740)
    assert result["valid_pixels"] == labels.size
    assert set(np.unique(labels)) <= {entry["code"] for entry in result["classes"]}
    assert len(np.unique(labels)) >= 4
    confidence = read(folder / "confidence.tif")
    assert 30 < confidence.mean() <= 100
    card = json.loads((folder / "map.run.json").read_text("utf-8"))
    assert card["model"]["id"] == "landcover-small"
    assert len(card["model"]["sha256"]) == 64


def test_another_origin_of_the_grid_gives_the_same_labels(whole, data_folder, tmp_path):
    folder, _, _ = whole
    scene = crop(data_folder / SCENE, tmp_path / "moved.tif", 537, 113, 703, 647)
    segment({"scene": [scene], "output": str(tmp_path / "map.tif"), "device": "cpu"}, Events())
    # As far from the border as two windows overlap: nearer to it the network cannot see the same pixels.
    inner = (slice(192, -192), slice(192, -192))
    first, second = read(folder / "map.tif")[53:700, 37:740], read(tmp_path / "map.tif")
    assert (first[inner] == second[inner]).mean() >= 0.995


def test_a_region_gets_the_whole_scenes_labels(whole, tmp_path):
    folder, scene, _ = whole
    with rasterio.open(scene) as file:
        left, top = file.xy(100, 90, offset="ul")
        right, bottom = left + 1000, top - 1200
    region = f"{left},{bottom},{right},{top}"
    segment(
        {"scene": [scene], "output": str(tmp_path / "map.tif"), "region": region, "device": "cpu"}, Events()
    )
    expected = read(folder / "map.tif")[100:220, 90:190]
    assert (read(tmp_path / "map.tif") == expected).mean() >= 0.995
