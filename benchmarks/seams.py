"""How much a land-cover map depends on where the grid of windows lies; prints a Markdown table.

    python -m benchmarks.seams SCENE [--model ID] [--overlap 32 64]

The grid is shifted by half a stride in both directions and the labels are compared. (In jobs the grid is
fixed on the Earth, so that a region or a cut of the same pixels gives the same labels.)
"""

import argparse

import numpy as np
from numpy.typing import NDArray

from models.catalog import find_card
from models.devices import choose_device
from models.events import Events
from models.inference import SegmentationInference
from models.rasters.scene import Scene, open_scene
from models.rasters.streaming import Strip, stream


def labels(scene: Scene, inference: SegmentationInference, overlap: int, shifted: bool) -> NDArray[np.uint8]:
    """The likeliest class's place in the scheme for each pixel (height, width)."""
    out = np.zeros((scene.height, scene.width), np.uint8)
    half = (inference.chip - overlap) // 2 if shifted else 0

    def keep(strip: Strip) -> None:
        rows, columns = strip.valid.shape
        part = out[strip.row0 : strip.row0 + rows, strip.column0 : strip.column0 + columns]
        part[:] = strip.values.argmax(0)

    stream(
        scene.extent,
        inference.chip,
        overlap,
        inference.device.batch,
        lambda window: scene.read(window, inference.selection.positions),
        inference,
        keep,
        Events(),
        phase=(half, half),
    )
    return out


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("scene", nargs="+")
    parser.add_argument("--model")
    parser.add_argument("--overlap", type=int, nargs="+", default=[32, 64])
    arguments = parser.parse_args()
    card = find_card(arguments.model, "segmentation")
    with open_scene(arguments.scene) as scene:
        inference = SegmentationInference(card, choose_device(), scene.bands, Events())
        print(f"{card.id} on {inference.device.name}, {scene.width} x {scene.height} pixels\n")
        print("| overlap | equal labels |\n|---|---|")
        for overlap in arguments.overlap:
            first, second = (labels(scene, inference, overlap, shifted) for shifted in (False, True))
            print(f"| {overlap} px | {(first == second).mean():.1%} |")


if __name__ == "__main__":
    main()
