"""The demo's path through the engine on a corner of its real scene: dates, tasks, outputs and scores."""

import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from rasterio.windows import Window, from_bounds

from demo import second_date
from demo.fetch_scene import SceneUnavailable, band_files, fetch
from demo.report import read, roc_auc, score_mask

CHECKOUT = Path(__file__).resolve().parents[2]
# Whole pixels of the 10, 20 and 60 m grids: forest, fields, farms and water, and four kinds of change.
LEFT, TOP, SIZE = 435720 + 60 * 98, 4179480 - 60 * 81, 3000

pytestmark = [pytest.mark.network, pytest.mark.slow]


def crop(source: Path, target: Path) -> None:
    with rasterio.open(source) as raster:
        part = from_bounds(LEFT, TOP - SIZE, LEFT + SIZE, TOP, raster.transform)
        part = Window(*(round(value) for value in part.flatten()))
        values = raster.read(1, window=part)
        size = {"width": part.width, "height": part.height, "transform": raster.window_transform(part)}
        with rasterio.open(target, "w", **{**raster.profile, "driver": "GTiff", **size}) as out:
            out.write(values, 1)


@pytest.fixture(scope="module")
def dates(tmp_path_factory):
    """Folders of the first and the second date, and the truth between them, all cropped."""
    folder = tmp_path_factory.mktemp("demo")
    scene = CHECKOUT / "demo-output" / "scene"
    if not all(file.is_file() for file in band_files(scene)):
        try:
            fetch(scene := folder / "scene")
        except SceneUnavailable as unavailable:
            pytest.skip(f"the demo's scene can't be downloaded: {unavailable}")
    second_date.make(scene, folder / "second")
    cropped = []
    for whole, name in ((scene, "virginia"), (folder / "second", second_date.SECOND_NAME)):
        part = folder / f"crop-{name}"
        part.mkdir()
        for file in band_files(whole, name):
            crop(file, part / file.name)
        cropped.append(band_files(part, name))
    crop(folder / "second" / "truth.tif", folder / "truth.tif")
    return (*cropped, read(folder / "truth.tif"))


def engine(*arguments: object) -> dict:
    """Run the engine's command line; return its result."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1"}
    command = [sys.executable, "-m", "models", *map(str, arguments), "--json", "--device", "cpu"]
    done = subprocess.run(command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])


@pytest.fixture(scope="module")
def land_cover(dates, tmp_path_factory):
    output = tmp_path_factory.mktemp("results") / "land_cover.tif"
    engine("segment", *dates[0], "--output", output)
    return output


@pytest.fixture(scope="module")
def change(dates, tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    files = [*("--before", *dates[0]), *("--after", *dates[1])]
    wanted = ("--evidence", folder / "evidence.tif", "--from-to", folder / "from_to.tif")
    engine("change", *files, "--output", folder / "change.tif", *wanted)
    return folder


def test_the_land_cover_lies_on_the_finest_bands_grid(dates, land_cover):
    with rasterio.open(dates[0][1]) as band, rasterio.open(land_cover) as result:
        assert (result.transform, result.shape, result.crs) == (band.transform, band.shape, band.crs)
        assert result.nodata == 255


def test_water_forest_and_fields_are_told_apart(dates, land_cover):
    """Three surfaces that nobody mistakes, found in the bands by plain thresholds, get three classes."""
    blue, red, nir = (read16(dates[0][position]) for position in (1, 3, 7))
    index = (nir - red) / (nir + red)
    classes = read(land_cover)
    water = majority(classes[(index < -0.05) & (nir < 600)])
    forest = majority(classes[(index > 0.55) & (red < 500)])
    fields = majority(classes[(index < 0.3) & (red > 1000) & (blue < 1400)])
    assert water == 80
    assert forest == 10
    assert fields not in (10, 80)


def read16(file: Path) -> np.ndarray:
    with rasterio.open(file) as raster:
        return raster.read(1).astype(np.float32)


def majority(values: np.ndarray) -> int:
    assert values.size > 200
    return int(np.bincount(values).argmax())


def test_class_names_and_the_run_card_stand_beside_the_map(land_cover):
    assert "Tree cover" in land_cover.with_name("land_cover.tif.aux.xml").read_text(encoding="utf-8")
    card = json.loads(land_cover.with_name("land_cover.run.json").read_text(encoding="utf-8"))
    assert card


def test_simulated_changes_are_found_and_little_else(dates, change):
    truth = dates[2]
    scores = score_mask(read(change / "change.tif"), truth)
    assert roc_auc(read(change / "evidence.tif"), truth) > 0.95
    assert scores.f1 > 0.7


def test_changes_of_class_are_named_from_and_to(dates, change):
    with rasterio.open(change / "from_to.tif") as raster:
        from_to = raster.read(1)
        assert raster.nodata == 65535
    mask = read(change / "change.tif")
    assert np.all(from_to[mask == 0] == 0)
    # Most simulated changes turn one surface into quite another.
    assert np.mean(from_to[(mask == 1) & (dates[2] > 0)] > 0) > 0.6
