"""The chips, places and splits that all methods of the accuracy table are judged on.

    python -m benchmarks.tasks DATA_FOLDER PACK_FOLDER

writes ``hls.xz`` (as `models.training.landcover_data` does) and ``tasks.xz``, and copies EuroSAT's archives:
all that the tasks need, without rasterio. Every method reads the same packed numbers. What is for testing is
named here and nowhere else.
"""

import argparse
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.training import classes
from models.training.evaluation import SEVEN_COMMON
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS, pack, unpack
from models.training.sources import JPEG_GAIN, RGB, jpegs

FIVE = (10, 30, 40, 50, 80)
CITIES = ("Freiburg", "Luebeck", "Muenster")
GERMAN_LABELS = tuple(classes.GERMAN_CITIES)

Array = NDArray[Any]


@dataclass(frozen=True)
class Piece:
    """One image of a map task.

    Attributes:
        pixels: (B, H, W) uint8, companded.
        sets: (H, W) class sets; judged are the pixels with a single class.
        place: images of one place are never on both sides of a split.
    """

    pixels: Array
    sets: Array
    place: str

    def reflectance(self) -> NDArray[np.float32]:
        """(B, H, W)."""
        return np.square(self.pixels.astype(np.float32) / 255)


@dataclass(frozen=True)
class MapTask:
    """Land cover of pixels; `codes` are the classes that are judged."""

    bands: tuple[str, ...]
    codes: tuple[int, ...]
    train: list[Piece]
    test: list[Piece]


@dataclass(frozen=True)
class SceneTask:
    """Labels of whole chips.

    Attributes:
        gain: reflectance is the stored number times this.
        train_x, test_x: (N, B, H, W), integers.
        train_y, test_y: (N,) class numbers.
        train_names, test_names: of the chips: class and number.
    """

    bands: tuple[str, ...]
    gain: float
    train_x: Array
    train_y: Array
    test_x: Array
    test_y: Array
    train_names: list[str]
    test_names: list[str]


@dataclass(frozen=True)
class MultiLabelTask:
    """Several labels a patch, judged country by country with the other countries as training."""

    bands: tuple[str, ...]
    gain: float
    x: Array
    labels: NDArray[np.bool_]
    group: Array


@dataclass(frozen=True)
class PixelTask:
    """Single labelled pixels: spectra (N, 10) reflectance, class numbers, city."""

    x: NDArray[np.float32]
    y: Array
    city: Array


def eurosat_rgb(folder: Path) -> SceneTask:
    """The published SpectralGPT lists: train, and val for testing."""
    parts = []
    for pattern in ("train_*.tar.xz", "val.tar.xz"):
        chips, names = [], []
        for archive in sorted(folder.glob(pattern)):
            for name, pixels in jpegs(archive):
                chips.append(pixels)
                names.append(name)
        y = np.array([classes.SCENES.index(name.partition("_")[0]) for name in names])
        parts.append((np.stack(chips), y, names))
    (train_x, train_y, train_names), (test_x, test_y, test_names) = parts
    return SceneTask(RGB, JPEG_GAIN, train_x, train_y, test_x, test_y, train_names, test_names)


def eurosat_bands(folder: Path) -> SceneTask:
    """152 chips with all bands: the training list, and everything else for testing."""
    arrays = unpack(folder / "tasks.xz")
    train = arrays["eurosat|train"].astype(np.bool_)
    names = [
        classes.SCENES[k] + f"_{n}" for k, n in zip(arrays["eurosat|y"], arrays["eurosat|n"], strict=True)
    ]
    x, y = arrays["eurosat|x"], arrays["eurosat|y"]
    return SceneTask(
        BANDS,
        1e-4,
        x[train],
        y[train],
        x[~train],
        y[~train],
        [name for name, is_train in zip(names, train, strict=True) if is_train],
        [name for name, is_train in zip(names, train, strict=True) if not is_train],
    )


def hls(folder: Path) -> MapTask:
    """HLS chips with WorldCover; places are kept apart."""
    arrays = unpack(folder / "hls.xz")
    pieces = [
        Piece(x, y, str(place)) for x, y, place in zip(arrays["x"], arrays["y"], arrays["place"], strict=True)
    ]
    test = arrays["validation"].astype(np.bool_)
    return MapTask(
        HLS_BANDS,
        SEVEN_COMMON,
        [piece for piece, is_test in zip(pieces, test, strict=True) if not is_test],
        [piece for piece, is_test in zip(pieces, test, strict=True) if is_test],
    )


def potsdam(folder: Path) -> MapTask:
    """West to east of one scene, with a gap of 50 columns."""
    arrays = unpack(folder / "tasks.xz")
    west, east = (
        Piece(arrays[f"potsdam/{side}|x"], arrays[f"potsdam/{side}|y"], side) for side in ("west", "east")
    )
    return MapTask(BANDS, FIVE, [west], [east])


def bigearthnet(folder: Path) -> MultiLabelTask:
    """36 patches of six countries."""
    arrays = unpack(folder / "tasks.xz")
    return MultiLabelTask(
        BANDS,
        1e-4,
        arrays["bigearthnet|x"],
        arrays["bigearthnet|labels"].astype(np.bool_),
        arrays["bigearthnet|country"],
    )


def german_cities(folder: Path) -> PixelTask:
    """Labelled pixels of three cities."""
    arrays = unpack(folder / "tasks.xz")
    return PixelTask(arrays["cities|x"].astype(np.float32), arrays["cities|y"], arrays["cities|city"])


def subset(y: Array, share: float, seed: int) -> Array:
    """Places of a share of the labels, every class alike: sorted, different for each seed."""
    if share >= 1:
        return np.arange(len(y))
    generator = np.random.default_rng(seed)
    chosen = []
    for k in np.unique(y):
        places = np.flatnonzero(y == k)
        count = max(1, round(share * len(places)))
        chosen.append(generator.choice(places, count, replace=False))
    return np.sort(np.concatenate(chosen))


def squares(pixels: Array, sets: Array, side: int = 128) -> Iterator[tuple[Array, Array]]:
    """An image in squares side by side; the last ones snap to the edge, and no pixel counts twice.

    Args:
        pixels: (B, H, W).
        sets: (H, W) class sets.
        side: of the squares, at most H and W.
    """
    height, width = sets.shape
    for row in range(0, height, side):
        for column in range(0, width, side):
            top, left = min(row, height - side), min(column, width - side)
            part = sets[top : top + side, left : left + side].copy()
            part[: row - top], part[:, : column - left] = 0, 0
            yield pixels[:, top : top + side, left : left + side], part


def single(sets: Array) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Where exactly one class is named, and its place in `classes.CODES` (elsewhere -1)."""
    numbers = np.full(sets.shape, -1, np.int64)
    for k in range(len(classes.CODES)):
        numbers[sets == 1 << k] = k
    return numbers >= 0, numbers


def pack_tasks(data: Path, out: Path) -> None:
    """Write all that the tasks read, see the module."""
    import rasterio

    from models.training import landcover_data

    out.mkdir(parents=True, exist_ok=True)
    landcover_data.pack_hls(data, out)
    arrays: dict[str, Array] = {}
    for name, pixels, sets in landcover_data.labelled_scenes(data):
        if "potsdam" in name:
            short = name.removeprefix("test/")
            arrays[f"{short}|x"], arrays[f"{short}|y"] = pixels, sets
    chips = list(landcover_data.eurosat_chips(data))
    rows = [row for row, _ in chips]
    arrays["eurosat|x"] = np.stack([chip for _, chip in chips]).astype(np.uint16)
    arrays["eurosat|y"] = np.array([int(row["label_id"]) for row in rows], np.int64)
    arrays["eurosat|n"] = np.array([int(Path(row["file"]).stem.rpartition("_")[2]) for row in rows], np.int64)
    arrays["eurosat|train"] = np.array([row["spectralgpt_split"] == "train" for row in rows])
    rows = landcover_data.rows_of(data / "bigearthnet_v2_samples" / "labels.csv")
    stacks = []
    for row in rows:
        with rasterio.open(data / "bigearthnet_v2_samples" / row["file"]) as source:
            stacks.append(source.read()[[landcover_data.L2A_ORDER.index(band) for band in BANDS]])
    given = [set(row["labels"].split("|")) for row in rows]
    names = sorted(set().union(*given))
    countries = sorted({row["country"] for row in rows})
    arrays["bigearthnet|x"] = np.stack(stacks).astype(np.uint16)
    arrays["bigearthnet|labels"] = np.array([[name in labels for name in names] for labels in given])
    arrays["bigearthnet|country"] = np.array([countries.index(row["country"]) for row in rows], np.int64)
    rows = landcover_data.rows_of(data / "german_cities_s2_spectra" / "pixels.csv.gz")
    spectra = np.array([[float(row[band]) for band in TEN_BANDS] for row in rows])
    arrays["cities|x"] = (spectra / 10000).astype(np.float32)
    arrays["cities|y"] = np.array([GERMAN_LABELS.index(row["Label"]) for row in rows], np.int64)
    arrays["cities|city"] = np.array([CITIES.index(row["Region"]) for row in rows], np.int64)
    pack(out / "tasks.xz", arrays)
    for archive in sorted((data / "eurosat_rgb").glob("*.tar.xz")):
        shutil.copyfile(archive, out / archive.name)


def main() -> None:
    """Pack."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    arguments = parser.parse_args()
    pack_tasks(arguments.data, arguments.output)


if __name__ == "__main__":
    main()
