import json

import numpy as np
import pytest
import rasterio
from affine import Affine

from demo import second_date
from demo.fetch_scene import BANDS, band_files
from demo.grid import Grid
from demo.season import Season
from demo.second_date import SECOND_NAME, Change, coverage, load_changes, make, with_changes

WEST_BECOMES_EAST = Change(
    "dark → bright",
    ((500300, 3999700), (500480, 3999640), (500500, 3999300), (500200, 3999200), (500300, 3999700)),
    (840.0, 60.0),
)
EAST_BECOMES_WEST = Change(
    "bright → dark",
    ((501200, 3998900), (501500, 3998960), (501460, 3998600), (501230, 3998640), (501200, 3998900)),
    (-840.0, 0.0),
)
CHANGES = [WEST_BECOMES_EAST, EAST_BECOMES_WEST]


@pytest.fixture
def same_season(monkeypatch):
    """Leave out everything but the transplants."""
    monkeypatch.setattr(Season, "passes_over", lambda self, band, grid, name, random: band)
    monkeypatch.setattr(second_date, "MISREGISTRATION", (0.0, 0.0))


def read(file):
    with rasterio.open(file) as raster:
        return raster.read(1)


def test_the_truth_is_where_the_pixels_changed(small_scene, tmp_path, same_season):
    folder = tmp_path / "second"
    make(small_scene, folder, CHANGES)
    truth = read(folder / "truth.tif")
    first, second = read(small_scene / "virginia_B04.tif"), read(folder / f"{SECOND_NAME}_B04.tif")
    # The halves differ by 1800: an edge pixel counts as changed from half of that on.
    changed = np.abs(second.astype(int) - first) > 900
    assert truth.max() == 2
    assert (changed != (truth > 0)).sum() <= 0.03 * (truth > 0).sum()
    untouched = ~_grown(truth > 0, 6)
    assert np.array_equal(first[untouched], second[untouched])


def test_new_pixels_come_from_the_named_distance_east_and_north():
    grid = Grid(60, 60, Affine(10, 0, 0, 0, -10, 600))
    band = np.arange(1, 3601, dtype=np.uint16).reshape(60, 60)
    square = ((100, 200), (200, 200), (200, 100), (100, 100), (100, 200))
    second = with_changes(band, grid, grid, [Change("moved", square, (180.0, 240.0))])
    # The square's middle, column 14 and row 45, holds what was 18 columns to the right and 24 rows up.
    assert round(float(second[45, 14])) == band[45 - 24, 14 + 18]


def _grown(mask, pixels):
    for _ in range(pixels):
        padded = np.pad(mask, 1)
        mask = (
            padded[1:-1, 1:-1] | padded[2:, 1:-1] | padded[:-2, 1:-1] | padded[1:-1, 2:] | padded[1:-1, :-2]
        )
    return mask


@pytest.mark.parametrize("band", BANDS)
def test_changed_area_is_the_same_in_every_band_whatever_its_pixels(small_scene, tmp_path, same_season, band):
    folder = tmp_path / "second"
    make(small_scene, folder, [WEST_BECOMES_EAST])
    name = f"_{band}.tif"
    first, second = read(small_scene / f"virginia{name}"), read(folder / f"{SECOND_NAME}{name}")
    with rasterio.open(folder / f"{SECOND_NAME}{name}") as raster:
        pixel = raster.transform.a
    moved = (second.astype(float) - first).sum() / 1800 * pixel**2
    ring = np.array(WEST_BECOMES_EAST.outline)
    area = abs(np.sum(ring[:-1, 0] * ring[1:, 1] - ring[1:, 0] * ring[:-1, 1])) / 2
    assert moved == pytest.approx(area, rel=0.03)


def test_georeference_size_and_band_names_are_kept(small_scene, tmp_path):
    files = make(small_scene, tmp_path / "second", CHANGES)
    for band, before, after in zip(BANDS, band_files(small_scene), files, strict=True):
        with rasterio.open(before) as first, rasterio.open(after) as second:
            assert second.transform == first.transform
            assert second.shape == first.shape
            assert second.crs == first.crs
            assert second.dtypes == first.dtypes
            assert second.descriptions == (band,)
        assert after.stem.endswith(f"_{band}")


def test_the_image_says_that_it_is_simulated(small_scene, tmp_path):
    files = make(small_scene, tmp_path / "second", CHANGES)
    with rasterio.open(files[0]) as raster:
        assert "not an acquisition" in raster.tags()["SIMULATED"]
    assert json.loads((tmp_path / "second" / "truth.json").read_text())["simulated"] is True


def test_no_data_stays_no_data(small_scene, tmp_path):
    files = make(small_scene, tmp_path / "second", CHANGES)
    for before, after in zip(band_files(small_scene), files, strict=True):
        assert np.array_equal(read(before) == 0, read(after) == 0)


def test_the_same_seed_makes_the_same_image(small_scene, tmp_path):
    once, again = (make(small_scene, tmp_path / name, CHANGES) for name in ("a", "b"))
    other = make(small_scene, tmp_path / "c", CHANGES, seed=5)
    assert np.array_equal(read(once[3]), read(again[3]))
    assert not np.array_equal(read(once[3]), read(other[3]))


def test_a_second_date_that_was_made_otherwise_is_made_anew(small_scene, tmp_path):
    folder = tmp_path / "second"
    make(small_scene, folder, CHANGES)
    assert read(folder / "truth.tif").max() == 2
    made = (folder / "truth.tif").stat().st_mtime_ns
    make(small_scene, folder, CHANGES)
    assert (folder / "truth.tif").stat().st_mtime_ns == made
    make(small_scene, folder, [WEST_BECOMES_EAST])
    assert read(folder / "truth.tif").max() == 1


def test_pixels_from_outside_the_scene_are_refused(small_scene, tmp_path):
    away = Change("dark → nothing", WEST_BECOMES_EAST.outline, (60_000.0, 0.0))
    with pytest.raises(ValueError, match="outside"):
        make(small_scene, tmp_path / "second", [away])
    assert not (tmp_path / "second").exists()


def test_a_distance_that_would_need_resampling_is_refused(small_scene, tmp_path):
    with pytest.raises(ValueError, match="60"):
        make(small_scene, tmp_path / "second", [Change("x", WEST_BECOMES_EAST.outline, (70.0, 0.0))])


def test_an_outline_across_the_border_is_cut_off(small_scene):
    with rasterio.open(small_scene / "virginia_B04.tif") as raster:
        grid = Grid(raster.height, raster.width, raster.transform)
    corner = ((499000, 4001000), (500210, 4001000), (500210, 3999800), (499000, 3999800), (499000, 4001000))
    row, column, alpha = coverage(corner, grid, grid)
    assert (row, column) == (0, 0)
    assert alpha[:18, :18].min() > 0.99


def test_the_shipped_changes_are_plain_areas_of_known_kinds():
    changes = load_changes()
    assert len({change.kind for change in changes}) >= 5
    for change in changes:
        assert change.outline[0] == change.outline[-1]
        assert all(distance % second_date.STEP == 0 for distance in change.origin)
        assert change.origin != (0.0, 0.0)
