"""What a land-cover model says about the labelled pixels of chips that its training never saw."""

import argparse
import warnings
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray
from torch import Tensor

from benchmarks import metrics
from benchmarks.folders import data_folder
from benchmarks.landcover import Chip
from benchmarks.shipped import given
from benchmarks.tasks import single
from models.catalog import Card, SegmentationModel, Selection, find_card
from models.devices import Device
from models.training import classes
from models.training.calibration import calibration_error, confidence, reliability


def command_line(about: str | None, device: str, write: str) -> tuple[argparse.Namespace, Path, Card]:
    """Read the arguments of a benchmark on these pixels.

    Args:
        about: its description.
        device: that it takes unless told otherwise.
        write: name of the option that keeps its result.

    Returns:
        The arguments, the folder of the data sets, and the card of the model.
    """
    parser = argparse.ArgumentParser(description=about, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--model")
    parser.add_argument("--device", default=device)
    parser.add_argument(write, action="store_true")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
    data = arguments.data or data_folder()
    card = find_card(arguments.model, "segmentation")
    if card.classes != classes.CODES:
        raise SystemExit(f"{card.id} has other classes than the labels of these places.")
    return arguments, data, card


@dataclass(frozen=True)
class Judged:
    """Pixels with a single label.

    Attributes:
        logits: (N, K), by which a temperature can still divide; classes in the order of `classes.CODES`.
        truth: (N,) class numbers.
        chip: (N,) number of the chip that a pixel lies in.
    """

    logits: Tensor
    truth: Tensor
    chip: Tensor

    def part(self, which: Tensor) -> "Judged":
        """The pixels where a mask (N,) is true."""
        return Judged(self.logits[which], self.truth[which], self.chip[which])

    @property
    def guess(self) -> Tensor:
        """(N,) class numbers."""
        return self.logits.argmax(1)

    def calibration_error(self, temperature: float = 1.0) -> float:
        """Expected calibration error, 0 to 1."""
        right = self.guess == self.truth
        return calibration_error(reliability(confidence(self.logits, temperature), right))

    def scores(self, codes: tuple[int, ...]) -> dict[str, float]:
        """Overall accuracy "oa" and mean intersection over union "miou" of some classes."""
        count = len(classes.CODES)
        matrix = metrics.confusion(self.truth.numpy(), self.guess.numpy(), count)
        return metrics.dense_scores(matrix, [classes.CODES.index(code) for code in codes])


def judge(
    model: SegmentationModel,
    chips: Iterable[Chip],
    order: tuple[str, ...],
    bands: tuple[str, ...],
    codes: tuple[int, ...],
    device: Device,
    gain: float = 1.0,
) -> Judged:
    """Let a model see chips, and keep what it says where the truth is one of some classes.

    Args:
        model: whose probabilities become logits again, so it may be one of any kind.
        chips: reflectance (B, H, W) and class sets (H, W).
        order: the chips' bands.
        bands: that the model is given.
        codes: the classes that are judged.
        device: of the model.
        gain: reflectance is multiplied by it.
    """
    selection = model.select_bands(given(bands))
    positions = [order.index(bands[position]) for position in selection.positions]
    keep = [classes.CODES.index(code) for code in codes]
    logits, truths, numbers = [], [], []
    chips = list(chips)
    images = [np.float32(gain) * pixels[positions] for pixels, _ in chips]
    for number, ((_, sets), found) in enumerate(
        zip(chips, probabilities(model, images, selection, device), strict=True)
    ):
        said = torch.from_numpy(found).clamp(min=1e-37).log()
        _, truth = single(sets)
        judged = np.isin(truth, keep)
        logits.append(said[:, torch.from_numpy(judged)].T)
        truths.append(torch.from_numpy(truth[judged]))
        numbers.append(torch.full((int(judged.sum()),), number))
    return Judged(torch.cat(logits), torch.cat(truths), torch.cat(numbers))


def probabilities(
    model: SegmentationModel, images: list[NDArray[np.float32]], selection: Selection, device: Device
) -> Iterator[NDArray[np.float32]]:
    """Class probabilities (K, H, W) of images (B, H, W), all of whose pixels are valid, one after the other.

    On a processor several are computed at once by a thread each, as the engine does it: where others compute
    too, threads within a layer would wait for each other most of the time.
    """

    def compute(image: NDArray[np.float32]) -> NDArray[np.float32]:
        valid = torch.ones(1, *image.shape[1:], dtype=torch.bool, device=device.id)
        with torch.inference_mode():
            found = model.probabilities(torch.from_numpy(image[None]).to(device.id), valid, selection)[0]
        values: NDArray[np.float32] = found.cpu().numpy()
        return values

    if not device.workers:
        yield from map(compute, images)
        return
    with ThreadPoolExecutor(device.workers, initializer=torch.set_num_threads, initargs=(1,)) as pool:
        yield from pool.map(compute, images)
