"""The models that ship, as the accuracy table calls them: features of chips, probabilities of images."""

import json
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray

from models.catalog import CARDS, BandSelection, Card, SegmentationModel, cards, load_segmentation
from models.devices import choose_device
from models.rasters.bands import SENTINEL2, Band

FloatArray = NDArray[np.float32]
CHIP, RIM = 128, 16
"""Images are read in squares of `CHIP`, of which the inner part counts."""
_BATCH = 32


def find(model_id: str) -> Card | None:
    """The card of a shipped model; None where this version has none."""
    return next((card for card in cards() if card.id == model_id and card.folder is None), None)


def given(bands: tuple[str, ...]) -> list[Band]:
    """Sentinel-2's bands as a scene would describe them."""
    return [Band(b, SENTINEL2[b].wavelength, SENTINEL2[b].width, "", 1, None, "metadata") for b in bands]


def write_card(card: Card, **changes: Any) -> None:
    """Put what was measured into a card's file."""
    path = (card.folder or CARDS) / f"{card.id}.json"
    document = {**card.document, **changes}
    path.write_text(json.dumps(document, indent=2, ensure_ascii=False) + "\n", "utf-8")


class Shipped:
    """A shipped model of land cover with a band set.

    Args:
        card: of the model.
        bands: of the images that it will get, in their order.
        device: torch's name.
    """

    def __init__(self, card: Card, bands: tuple[str, ...], device: str = "cpu") -> None:
        self._device = choose_device(device).id
        self._model: SegmentationModel = load_segmentation(card, self._device)
        selection = self._model.select_bands(given(bands))
        assert isinstance(selection, BandSelection)
        self._selection = selection
        self.classes = card.classes

    def features(self, chips: Iterator[FloatArray]) -> FloatArray:
        """Mean over the tokens of each chip: batches (N, B, H, W) reflectance to (N, D)."""
        return np.concatenate([self._pooled(batch) for batch in chips])

    def _pooled(self, batch: FloatArray) -> FloatArray:
        means = []
        for part in np.array_split(batch, max(1, len(batch) // _BATCH)):
            chips = self._on_device(part)
            # Sides that are no multiples of a token are mirrored.
            height, width = (-(-side // 8) * 8 for side in chips.shape[2:])
            chips = F.pad(chips, (0, width - chips.shape[3], 0, height - chips.shape[2]), mode="reflect")
            valid = torch.ones(len(chips), height, width, dtype=torch.bool, device=self._device)
            with torch.inference_mode():
                tokens = self._model.features(chips, valid, self._selection)
            means.append(tokens.mean((2, 3)).cpu().numpy())
        return np.concatenate(means)

    def probabilities(self, image: FloatArray) -> FloatArray:
        """Class probabilities (K, H, W) of an image (B, H, W) of any size."""
        return in_squares(image, self._chip_probabilities)

    def _chip_probabilities(self, chip: FloatArray) -> FloatArray:
        valid = torch.ones(1, *chip.shape[1:], dtype=torch.bool, device=self._device)
        with torch.inference_mode():
            found = self._model.probabilities(self._on_device(chip[None]), valid, self._selection)[0]
        probabilities: FloatArray = found.cpu().numpy()
        return probabilities

    def _on_device(self, pixels: FloatArray) -> torch.Tensor:
        chosen = np.ascontiguousarray(pixels[:, self._selection.positions], np.float32)
        return torch.from_numpy(chosen).to(self._device)


def in_squares(image: FloatArray, predict: Callable[[FloatArray], FloatArray]) -> FloatArray:
    """Predict an image (B, H, W) of any size by chips of 128 pixels, whose inner part counts: (K, H, W).

    Args:
        image: beyond its edge it is mirrored; one of exactly a chip's size is read at once.
        predict: (B, 128, 128) to (K, 128, 128).
    """
    height, width = image.shape[1:]
    if (height, width) == (CHIP, CHIP):
        return predict(image)
    step = CHIP - 2 * RIM
    rows, columns = -(-height // step), -(-width // step)
    below, right = rows * step - height + RIM, columns * step - width + RIM
    padded = np.pad(image, ((0, 0), (RIM, below), (RIM, right)), "symmetric")
    bands = []
    for row in range(0, rows * step, step):
        found = [
            predict(padded[:, row : row + CHIP, column : column + CHIP])[:, RIM:-RIM, RIM:-RIM]
            for column in range(0, columns * step, step)
        ]
        bands.append(np.concatenate(found, 2))
    return np.concatenate(bands, 1)[:, :height, :width]
