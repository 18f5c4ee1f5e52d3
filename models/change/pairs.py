"""Two scenes of one place, read as one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.events import Events
from models.rasters.sampling import sample_windows
from models.rasters.windows import Window
from models.sentences import say

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

SAMPLE_PIXELS = 500_000
"""Pixels from which a scene's statistics are taken."""

SAMPLES_ALONG_A_SIDE = (8, 32, 128)
"""Windows that are tried, the first number first."""

_FEWEST_SAMPLED = 10_000


@dataclass(frozen=True)
class Pair:
    """Both dates in one window.

    Attributes:
        before, after: reflectance (B, height, width) of the same bands, 0 where invalid.
        valid: (height, width), valid at both dates.
    """

    before: FloatArray
    after: FloatArray
    valid: BoolArray

    def inner(self, values: FloatArray, margin: int) -> FloatArray:
        """The valid pixels (..., N) of (..., height, width) that are not within ``margin`` of the edge."""
        height, width = self.valid.shape
        rows, columns = slice(margin, height - margin), slice(margin, width - margin)
        result: FloatArray = values[..., rows, columns][..., self.valid[rows, columns]]
        return result


Read = Callable[[Window], Pair]


def no_valid_pixels() -> EngineError:
    """What to raise where no pixel is valid at both dates."""
    return EngineError(
        "scene.no_valid_pixels",
        say("No pixel is valid at both dates."),
        say("Look at nodata values, masks and the region."),
    )


def grown(window: Window, margin: int) -> Window:
    """The window with ``margin`` more pixels on every side; it may stick out of the scene."""
    return Window(
        window.row - margin, window.column - margin, window.height + 2 * margin, window.width + 2 * margin
    )


def sample_pairs(
    read: Read, extent: Window, margin: int, events: Events, max_pixels: int = SAMPLE_PIXELS
) -> list[Pair]:
    """Windows evenly spread over the extent, each with a margin; all of the extent where it is small.

    Where few of their pixels are valid, smaller windows in more places are tried.

    Raises:
        Cancelled: the user asked to stop.
    """
    pairs: list[Pair] = []
    for along_a_side in SAMPLES_ALONG_A_SIDE:
        pairs = []
        for window in sample_windows(extent, max_pixels, along_a_side):
            events.check_cancelled()
            pair = read(grown(window, margin))
            if pair.valid.any():
                pairs.append(pair)
        if sum(int(pair.valid.sum()) for pair in pairs) >= _FEWEST_SAMPLED or (
            extent.height * extent.width <= max_pixels
        ):
            break
    return pairs


def pooled(pairs: Sequence[Pair], values: Sequence[FloatArray], margin: int) -> FloatArray:
    """The valid inner pixels of all windows together: (..., N)."""
    return np.concatenate([pair.inner(v, margin) for pair, v in zip(pairs, values, strict=True)], axis=-1)
