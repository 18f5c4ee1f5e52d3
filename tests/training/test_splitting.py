"""What is kept apart: by place, every class, and never training labels."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineError
from models.rasters.windows import Window
from models.training.places import UNLABELLED, Collection
from models.training.readers import read_collection
from models.training.splitting import choose, split
from tests.training import toy_data


def raster_collection(folder: Path, **data: object) -> tuple[Collection, dict[str, str]]:
    classes = toy_data.patches(256, 256, 1)
    toy_data.write(folder / "images" / "a.tif", toy_data.reflectance(classes, toy_data.BANDS), toy_data.BANDS)
    toy_data.write_labels(folder / "labels" / "a.tif", classes + 1)
    found = toy_data.settings(folder, "segmentation", data=data)
    return split(read_collection(found), found, 32)


def test_each_class_gets_about_its_share_and_stays_in_training() -> None:
    counts = np.random.default_rng(0).integers(0, 100, (60, 5))
    counts[:, 4] = 0
    counts[:3, 4] = 50
    apart = choose(counts, 0.2, 0)
    share = counts[apart].sum(0) / counts.sum(0)
    assert (share[:4] > 0.1).all()
    assert (share[:4] < 0.35).all()
    assert 0 < share[4] < 1


def test_a_class_of_a_single_unit_is_trained_on() -> None:
    apart = choose(np.array([[5, 1], [5, 0], [5, 0], [5, 0]]), 0.5, 3)
    assert apart.any()
    assert not apart[0]


def test_the_same_seed_keeps_the_same_apart() -> None:
    counts = np.random.default_rng(0).integers(0, 9, (40, 3))
    assert (choose(counts, 0.3, 7) == choose(counts, 0.3, 7)).all()
    assert (choose(counts, 0.3, 7) != choose(counts, 0.3, 8)).any()


def test_blocks_of_a_raster_share_no_pixel(tmp_path: Path) -> None:
    collection, how = raster_collection(tmp_path)
    labels = collection.items[0].labels
    window = Window(0, 0, 256, 256)
    parts = [labels.read(window, part) != UNLABELLED for part in ("training", "validation")]
    assert "blocks of 32 x 32" in how["en"]
    assert not (parts[0] & parts[1]).any()
    assert (parts[0] | parts[1]).all()
    assert 0.1 < parts[1].mean() < 0.35
    # Whole blocks: not one has pixels of both.
    by_block = parts[1].reshape(8, 32, 8, 32).mean((1, 3))
    assert set(np.unique(by_block)) == {0.0, 1.0}


def test_a_polygon_belongs_to_one_part_as_a_whole(tmp_path: Path) -> None:
    toy_data.scene_with_polygons(tmp_path)
    data = {"scene": ["scene.tif"], "polygons": "training.gpkg", "block": 32}
    found = toy_data.settings(tmp_path, "segmentation", data=data)
    collection, _ = split(read_collection(found), found, 32)
    labels = collection.items[0].labels
    window = Window(0, 0, 256, 256)
    parts = [labels.read(window, part) != UNLABELLED for part in ("training", "validation")]
    assert not (parts[0] & parts[1]).any()
    squares = [part.reshape(16, 16, 16, 16).any((1, 3)) for part in parts]
    assert squares[0].sum() + squares[1].sum() == 128
    assert not (squares[0] & squares[1]).any()


def test_lists_of_names_decide(tmp_path: Path) -> None:
    for number in range(4):
        name = f"{'AB'[number % 2]}/{number}.tif"
        toy_data.write(tmp_path / name, np.ones((3, 8, 8), np.uint16), ("B02", "B03", "B04"))
    (tmp_path / "val.txt").write_text("B/3.tif B\n0 A\n")
    found = toy_data.settings(tmp_path, "scenes", data={"validation_list": "val.txt"})
    collection, _ = split(read_collection(found), found, 32)
    assert [item.name for item in collection.items if item.part == "validation"] == ["A/0.tif", "B/3.tif"]


def test_too_few_labels_to_keep_any_apart_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        raster_collection(tmp_path, block=256)
    assert caught.value.code == "training.too_little"
