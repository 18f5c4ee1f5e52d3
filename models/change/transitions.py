"""Both dates classified by a land-cover model, in one go over the same windows."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from models.change.both_dates import stream_both
from models.change.from_to import NODATA, CodeMap, transition_classes, transition_codes
from models.change.scenes import ScenePair
from models.class_schemes import ClassEntry, ClassScheme
from models.events import Events
from models.inference import SegmentationInference
from models.rasters.journal import Journal
from models.rasters.streaming import Strip
from models.rasters.windows import Window
from models.rasters.writers import RasterOutput
from models.sentences import say

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]


class PairInference:
    """Class probabilities of both dates, from chips with the bands of both on top of each other.

    Args:
        before, after: the model, once for the bands of each date.
    """

    def __init__(self, before: SegmentationInference, after: SegmentationInference) -> None:
        self.before, self.after = before, after
        self._cut = len(before.selection.positions)

    @property
    def chip(self) -> int:
        """Side of the square that the model sees."""
        return self.before.chip

    @property
    def overlap(self) -> int:
        """Pixels that neighbouring chips share."""
        return self.before.overlap

    def __call__(self, chips: FloatArray, valid: BoolArray) -> FloatArray:
        """(N, B1 + B2, H, W) -> (N, 2 K, H, W), the first date's classes first."""
        first = self.before(np.ascontiguousarray(chips[:, : self._cut]), valid)
        second = self.after(np.ascontiguousarray(chips[:, self._cut :]), valid)
        return np.concatenate([first, second], axis=1)

    def leave_device(self) -> bool:
        """Go on with the processor."""
        left = [self.before.leave_device(), self.after.leave_device()]
        return any(left)


def classify_pair(
    pair: ScenePair,
    inference: PairInference,
    batch: int,
    journal: Journal,
    events: Events,
    span: tuple[float, float],
) -> None:
    """Keep both dates' likeliest classes in the journal: "first" and "second", places in the scheme."""

    def keep(strip: Strip) -> dict[str, NDArray[np.uint8]]:
        classes = len(strip.values) // 2
        return {
            "first": strip.values[:classes].argmax(0).astype(np.uint8),
            "second": strip.values[classes:].argmax(0).astype(np.uint8),
        }

    positions = inference.before.selection.positions, inference.after.selection.positions
    text = say("Classifying both dates")
    stream_both(pair, positions, inference, batch, keep, journal, events, span, text)


def transition_strips(journal: Journal, mask: RasterOutput) -> Iterator[tuple[int, int, CodeMap]]:
    """First row, first column and codes of each strip: transitions where the mask says changed."""
    for strip in journal.strips():
        first, second = strip.arrays["first"], strip.arrays["second"]
        changed = mask.read(Window(strip.row0, strip.column0, *first.shape))
        yield strip.row0, strip.column0, transition_codes(first, second, changed == 1, changed <= 1)


def found_classes(scheme: ClassScheme, journal: Journal, mask: RasterOutput) -> list[ClassEntry]:
    """Entries of the transitions that there are."""
    found: set[int] = set()
    for _, _, codes in transition_strips(journal, mask):
        found.update(int(code) for code in np.unique(codes))
    return transition_classes(scheme, found - {NODATA})
