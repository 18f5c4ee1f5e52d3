"""Measure the shipped land-cover model, or its twin, on places that its training never saw; prints a table.

    python -m benchmarks.landcover [--model ID] [--write-card]

Data: the folder ``SPECTRALGPT_DATA``, else ``../shared/data`` beside the checkout. Probabilities come from
the catalogue's model exactly as a user gets them (no test-time averaging).
"""

import argparse
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray

from benchmarks.folders import data_folder
from benchmarks.shipped import given, write_card
from benchmarks.tasks import FIVE, squares
from benchmarks.twins import unseen
from models.catalog import SegmentationModel, find_card, load_segmentation
from models.devices import choose_device
from models.training import classes
from models.training.evaluation import SEVEN_COMMON, scores
from models.training.landcover_data import L1C_ORDER, POTSDAM_TEST_COLUMN, rows_of
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS

Chip = tuple[NDArray[np.float32], NDArray[np.uint16]]


def hls_rows(data: Path) -> list[dict[str, str]]:
    """The validation chips' lines of the table: "chip", "cluster" (the place) and others."""
    return [row for row in rows_of(data / "hls_worldcover_chips" / "chips.csv") if row["split"] == "val"]


def hls_chips(data: Path) -> Iterator[Chip]:
    """Validation chips in the order of `hls_rows`: reflectance (7, 128, 128), class sets (128, 128)."""
    folder = data / "hls_worldcover_chips"
    for row in hls_rows(data):
        with rasterio.open(folder / "images" / f"{row['chip']}.tif") as source:
            pixels = source.read().astype(np.float32) / 10000
        with rasterio.open(folder / "labels" / f"{row['chip']}.tif") as source:
            yield pixels, classes.encode(source.read(1), classes.WORLDCOVER)


def potsdam_east(data: Path) -> Chip:
    """The part of the Potsdam scene that is kept apart: reflectance (11, 768, 486), class sets."""
    folder = data / "s2_l1c_potsdam_20170216"
    with rasterio.open(next(folder.glob("*13bands_10m.tif"))) as source:
        pixels = source.read()[[L1C_ORDER.index(band) for band in BANDS], :, POTSDAM_TEST_COLUMN:]
    with rasterio.open(folder / "osm_labels_10m.tif") as source:
        sets = classes.encode(source.read(1)[:, POTSDAM_TEST_COLUMN:], classes.OPENSTREETMAP)
    return pixels.astype(np.float32) / 10000, sets


def confusion(
    model: SegmentationModel,
    chips: Iterator[Chip],
    order: tuple[str, ...],
    bands: tuple[str, ...],
    device: str,
) -> NDArray[np.int64]:
    """Counts (truth, prediction) over singly labelled pixels; codes in the order of `classes.CODES`."""
    selection = model.select_bands(given(bands))
    count = len(classes.CODES)
    matrix = np.zeros((count, count), np.int64)
    for pixels, sets in chips:
        chosen = np.stack([pixels[order.index(bands[position])] for position in selection.positions])
        with torch.inference_mode():
            chip = torch.from_numpy(chosen[None]).to(device)
            valid = torch.ones(1, *sets.shape, dtype=torch.bool, device=device)
            guess = model.probabilities(chip, valid, selection)[0].argmax(0).cpu().numpy()
        for truth in range(count):
            matrix[truth] += np.bincount(guess[sets == 1 << truth], minlength=count)
    return matrix


def measure(model: SegmentationModel, data: Path, device: str) -> list[dict[str, Any]]:
    """All rows of the table."""
    places = {
        "en": "48 HLS chips at places kept apart, 30 m, ESA WorldCover 2021 as truth",
        "de": "48 HLS-Ausschnitte an getrennten Orten, 30 m, Referenz ESA WorldCover 2021",
    }
    east = {
        "en": "east of the Potsdam scene, February 2017, L1C, 10 m, partial OpenStreetMap labels",
        "de": "Osten der Potsdam-Szene, Februar 2017, L1C, 10 m, Teile von OpenStreetMap",
    }
    four = {"en": "the HLS chips, four bands only (blue, green, red, NIR)"}
    ten = {
        "en": "the Potsdam scene, the ten bands of 10 and 20 m only",
        "de": "die Potsdam-Szene, nur die zehn Kanäle mit 10 und 20 m",
    }
    three = {"en": "the HLS chips, three bands only (blue, green, red)"}
    rows = []
    for name, order, bands, codes in (
        (places, HLS_BANDS, HLS_BANDS, SEVEN_COMMON),
        (east, BANDS, BANDS, FIVE),
        (ten, BANDS, TEN_BANDS, FIVE),
        (four, HLS_BANDS, ("B02", "B03", "B04", "B8A"), SEVEN_COMMON),
        (three, HLS_BANDS, ("B02", "B03", "B04"), SEVEN_COMMON),
    ):
        chips = squares(*potsdam_east(data)) if order == BANDS else hls_chips(data)
        matrix = confusion(model, chips, order, bands, device)
        rows.append({"data": name, **scores(torch.from_numpy(matrix), codes)})
    return rows


def main() -> None:
    """Print the table; with --write-card put the scores on the model's card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--write-card", action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
    data = data_folder()
    card = find_card(arguments.model, "segmentation")
    device = choose_device(arguments.device)
    rows = measure(load_segmentation(unseen(card), device.id), data, device.id)
    print(f"{card.id} on {device.name}\n")
    print("| data | pixels | OA | mIoU | " + " | ".join(f"IoU {code}" for code in SEVEN_COMMON) + " |")
    print("|---|---|---|---|" + "---|" * len(SEVEN_COMMON))
    for row in rows:
        cells = [f"{row['iou'][str(code)]:.3f}" if str(code) in row["iou"] else "" for code in SEVEN_COMMON]
        print(
            f"| {row['data']['en']} | {row['pixels']:,} | {row['overall_accuracy']:.3f} | "
            + " | ".join([f"{row['mean_iou']:.3f}", *cells])
            + " |"
        )
    if arguments.write_card:
        write_card(card, scores=rows)


if __name__ == "__main__":
    main()
