"""What is for testing is never among what is for training."""

import csv
import tarfile
from pathlib import Path

import numpy as np
import pytest

from benchmarks.tasks import hls, single, squares, subset
from models.training import classes
from models.training.landcover_data import POTSDAM_TEST_COLUMN, POTSDAM_TRAIN_COLUMNS
from models.training.packing import pack


def rows_of(path: Path) -> list[dict[str, str]]:
    """Lines of a table."""
    with path.open() as lines:
        return list(csv.DictReader(lines))


def test_hls_places_do_not_cross_the_split(data_folder: Path) -> None:
    """Many chips are other dates of one place."""
    rows = rows_of(data_folder / "hls_worldcover_chips" / "chips.csv")
    places = {split: {row["cluster"] for row in rows if row["split"] == split} for split in ("train", "val")}
    assert (len(places["train"]), len(places["val"])) == (87, 16)
    assert not places["train"] & places["val"]


def test_hls_takes_the_split_and_the_places_from_the_pack(tmp_path: Path) -> None:
    """The chip that is for validation is not among those for training."""
    x = np.arange(4, dtype=np.uint8)[:, None, None, None] * np.ones((4, 7, 2, 2), np.uint8)
    arrays = {
        "x": x,
        "y": np.ones((4, 2, 2), np.uint16),
        "place": np.array([7, 7, 8, 9], np.int32),
        "validation": np.array([False, False, True, False]),
    }
    pack(tmp_path / "hls.xz", arrays)
    task = hls(tmp_path)
    assert [int(piece.pixels[0, 0, 0]) for piece in task.train] == [0, 1, 3]
    assert [int(piece.pixels[0, 0, 0]) for piece in task.test] == [2]
    assert not {piece.place for piece in task.train} & {piece.place for piece in task.test}


def test_potsdam_has_a_gap_between_west_and_east() -> None:
    """Windows of 21 pixels must not see the other side."""
    assert POTSDAM_TEST_COLUMN - POTSDAM_TRAIN_COLUMNS >= 21


@pytest.mark.slow
def test_eurosat_lists_are_disjoint_for_three_and_for_all_bands(data_folder: Path) -> None:
    """The chips with all bands are scenes of the RGB set: none for testing is an RGB chip for training."""
    names = {}
    for part in ("train_a", "train_b", "val"):
        with tarfile.open(data_folder / "eurosat_rgb" / f"{part}.tar.xz", "r:xz") as tar:
            names[part] = {Path(name).stem for name in tar.getnames() if name.endswith(".jpg")}
    train = names["train_a"] | names["train_b"]
    assert (len(train), len(names["val"])) == (16168, 5391)
    assert not train & names["val"]
    rows = rows_of(data_folder / "eurosat_ms" / "labels.csv")
    judged = {Path(row["file"]).stem for row in rows if row["spectralgpt_split"] != "train"}
    assert len(judged) == 61
    assert not judged & train


def test_a_share_of_the_labels_has_every_class_and_depends_on_the_seed() -> None:
    """One percent of the rarest class is still a chip."""
    y = np.repeat(np.arange(3), (1000, 200, 10))
    chosen = subset(y, 0.01, 0)
    assert np.bincount(y[chosen]).tolist() == [10, 2, 1]
    assert (subset(y, 0.01, 0) == chosen).all()
    assert (subset(y, 0.01, 1) != chosen).any()
    assert (subset(y, 1.0, 5) == np.arange(len(y))).all()


@pytest.mark.parametrize("shape", [(128, 128), (300, 130), (257, 500)])
def test_squares_show_every_pixel_once(shape: tuple[int, int]) -> None:
    """The last squares snap to the edge; what was seen before does not count twice."""
    sets = np.arange(1, shape[0] * shape[1] + 1, dtype=np.int64).reshape(shape)
    seen = []
    for pixels, part in squares(sets[None], sets):
        assert pixels.shape == (1, 128, 128)
        assert (pixels[0][part > 0] == part[part > 0]).all()
        seen.append(part[part > 0])
    assert (np.sort(np.concatenate(seen)) == sets.ravel()).all()


def test_only_pixels_with_one_class_are_judged() -> None:
    """Esri's rangeland is grass or shrub: nobody is judged there."""
    sets = np.array([[0, classes.mask_of([80]), classes.mask_of([20, 30])]], np.uint16)
    known, numbers = single(sets)
    assert known.tolist() == [[False, True, False]]
    assert numbers[0, 1] == classes.CODES.index(80)
