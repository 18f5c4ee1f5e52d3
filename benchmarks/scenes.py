"""Measure the shipped scene classifier on images that its training never saw; prints Markdown tables.

    python -m benchmarks.scenes [--model ID] [--write-card]

Data: the folder ``SPECTRALGPT_DATA``, else ``../shared/data`` beside the checkout; Pillow reads the JPEGs.
Images are those of EuroSAT's published SpectralGPT lists that are not in the training list. Neighbouring
images stand on both sides, so the figures are higher than those at new places. They are top-of-atmosphere
reflectance. There are no labelled images of the surface, so two other things are measured: whether chips of
L2A that open water fills, told by their infrared, are lakes or rivers (the training used the same rule on
other chips), and whether the cells of four places get the same name from L1C and L2A products (the network
has seen these places, but no name of theirs).
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.folders import data_folder
from benchmarks.metrics import accuracy, confusion
from benchmarks.shipped import given, write_card
from models.catalog import find_card
from models.devices import choose_device
from models.scenes.model import TASK, SceneModel, load_scene_model
from models.training import classes
from models.training.calibration import calibration_error, reliability
from models.training.landcover_data import eurosat_chips, labelled_scenes, unlabelled_mosaic
from models.training.packing import BANDS, TEN_BANDS
from models.training.scene_head import WET, open_water
from models.training.sources import JPEG_GAIN, RGB, chips_of, jpegs

SIDE, BATCH = 64, 64

Images = tuple[NDArray[np.float32], NDArray[np.int64]]


def visible(data: Path) -> Images:
    """The JPEGs of the validation list: reflectance (N, 3, 64, 64), places in `classes.SCENES`."""
    names, pixels = zip(*jpegs(data / "eurosat_rgb" / "val.tar.xz"), strict=True)
    labels = [classes.SCENES.index(name.partition("_")[0]) for name in names]
    return np.stack(pixels).astype(np.float32) * np.float32(JPEG_GAIN), np.array(labels, np.int64)


def all_bands(data: Path) -> Images:
    """The chips with all bands that are not in the training list: reflectance (N, 11, 64, 64), places."""
    kept = [(row, chip) for row, chip in eurosat_chips(data) if row["spectralgpt_split"] != "train"]
    labels = [int(row["label_id"]) for row, _ in kept]
    return np.stack([chip for _, chip in kept]).astype(np.float32) / 10000, np.array(labels, np.int64)


@torch.inference_mode()
def predict(
    model: SceneModel, images: NDArray[np.float32], bands: tuple[str, ...], device: str
) -> torch.Tensor:
    """Probabilities (N, K) as a user gets them."""
    selection = model.select_bands(given(bands))
    found = []
    for start in range(0, len(images), BATCH):
        chosen = torch.from_numpy(images[start : start + BATCH, selection.positions]).to(device)
        valid = torch.ones(len(chosen), SIDE, SIDE, dtype=torch.bool, device=device)
        found.append(model.probabilities(chosen, valid, selection).cpu())
    return torch.cat(found)


def measure(model: SceneModel, data: Path, device: str) -> list[dict[str, Any]]:
    """Rows of the card; each with the confusion of truth and guess beside it."""
    of_list = {
        "en": "{n} EuroSAT images of the validation list, three visible bands",
        "de": "{n} EuroSAT-Bilder der Validierungsliste, drei sichtbare Bänder",
    }
    of_chips = {
        "en": "{n} EuroSAT chips outside the training list, 11 bands, L1C",
        "de": "{n} EuroSAT-Ausschnitte außerhalb der Trainingsliste, 11 Bänder, L1C",
    }
    rows = []
    for words, (images, truth), bands in ((of_list, visible(data), RGB), (of_chips, all_bands(data), BANDS)):
        likeliest = predict(model, images, bands, device).max(1)
        guess = likeliest.indices.numpy()
        right = torch.from_numpy(guess == truth)
        rows.append(
            {
                "data": {key: text.format(n=f"{len(truth):,}") for key, text in words.items()},
                "overall_accuracy": round(accuracy(truth, guess), 4),
                "calibration_error": round(calibration_error(reliability(likeliest.values, right)), 4),
                "images": len(truth),
                "confusion": confusion(truth, guess, len(classes.SCENES)).tolist(),
            }
        )
    return rows


def water(data: Path) -> NDArray[np.float32]:
    """Chips of every tenth L2A one, which never train, that open water fills: reflectance (N, 11, 64, 64)."""
    kept = chips_of(unlabelled_mosaic(data))[::10].astype(np.float32) / 10000
    return kept[open_water(torch.from_numpy(kept)).numpy() > WET]


def both_levels(data: Path) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Cells of four places as L1C and as L2A products: reflectance (N, 11, 64, 64) each."""
    found: dict[str, list[NDArray[np.float32]]] = {"S2L1C": [], "S2L2A": []}
    for name, pixels, _ in labelled_scenes(data):
        if not name.startswith("terramesh/"):
            break
        for top in range(0, pixels.shape[1] - SIDE + 1, SIDE):
            for left in range(0, pixels.shape[2] - SIDE + 1, SIDE):
                cell = pixels[:, top : top + SIDE, left : left + SIDE].astype(np.float32)
                found[name.rpartition("/")[2]].append(np.square(cell / np.float32(255)))
    return np.stack(found["S2L1C"]), np.stack(found["S2L2A"])


def surface(model: SceneModel, data: Path, device: str) -> Iterator[str]:
    """Lines of a table: what becomes of water, and whether both levels of a product are named alike."""
    yield "| bands | water of L2A that is a lake or river | cells named alike as L1C and L2A |"
    yield "|---|---:|---:|"
    chips, levels = water(data), both_levels(data)
    wet = [classes.SCENES.index(name) for name in ("SeaLake", "River")]
    for words, bands in (("all", BANDS), ("those of 10 and 20 m", TEN_BANDS), ("visible", RGB)):
        places = [BANDS.index(band) for band in bands]
        named = predict(model, chips[:, places], bands, device).argmax(1)
        first, second = (predict(model, level[:, places], bands, device).argmax(1) for level in levels)
        right, alike = np.isin(named, wet), first == second
        yield (
            f"| {words} | {right.mean():.1%} of {len(right)} | {alike.float().mean():.1%} of {len(alike)} |"
        )


def main() -> None:
    """Print the tables; with --write-card put the scores on the model's card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--model")
    parser.add_argument("--device", default="auto")
    parser.add_argument("--write-card", action="store_true")
    arguments = parser.parse_args()
    data = data_folder()
    card = find_card(arguments.model, TASK)
    device = choose_device(arguments.device)
    model = load_scene_model(card, device.id)
    rows = measure(model, data, device.id)
    print(f"{card.id} on {device.name}\n\n| data | right | ECE |\n|---|---:|---:|")
    for row in rows:
        print(f"| {row['data']['en']} | {row['overall_accuracy']:.1%} | {row['calibration_error']:.1%} |")
    print()
    for line in surface(model, data, device.id):
        print(line)
    for row in rows:
        matrix = np.array(row.pop("confusion"))
        print(f"\n{row['data']['en']}: how often each kind was recognised, and what it was taken for most\n")
        print("| kind | images | recognised | taken for |\n|---|---:|---:|---|")
        for kind, counts in zip(classes.SCENES, matrix, strict=True):
            place = classes.SCENES.index(kind)
            others = np.where(np.arange(len(counts)) == place, 0, counts)
            most = f"{classes.SCENES[int(others.argmax())]} ({others.max()})" if others.any() else ""
            print(f"| {kind} | {counts.sum()} | {counts[place] / max(1, counts.sum()):.1%} | {most} |")
    if arguments.write_card:
        write_card(card, scores=rows)


if __name__ == "__main__":
    main()
