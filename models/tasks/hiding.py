"""Which tokens are hidden from the network: a share of all, spectral groups, or those that polygons touch.

Whether a token is hidden depends on its place in the scene only, never on the window that shows it.
"""

from dataclasses import dataclass
from typing import Protocol

import numpy as np
import shapely
from numpy.typing import NDArray

from models.errors import EngineError
from models.parameters import Parameters
from models.rasters.regions import Region, open_region
from models.rasters.scene import Scene
from models.rasters.tokens import TOKEN
from models.rasters.windows import Window
from models.sentences import say

BoolArray = NDArray[np.bool_]

SHARE = 0.75
"""Of the tokens that are hidden unless something else is asked for."""

_STEP = np.uint64(0x9E3779B97F4A7C15)
_MIX = (np.uint64(0xBF58476D1CE4E5B9), np.uint64(0x94D049BB133111EB))


class Hiding(Protocol):
    """Says which tokens are hidden.

    Attributes:
        judge_by_visible: what is hidden must not even tell the range of the values, as with clouds.
        remarks: what the user should know, one sentence each.
    """

    @property
    def judge_by_visible(self) -> bool:
        """See the class."""

    @property
    def remarks(self) -> tuple[str, ...]:
        """See the class."""

    def hidden(self, window: Window) -> BoolArray:
        """(groups, height, width) of a window of tokens."""


@dataclass(frozen=True)
class ShareHiding:
    """Hides tokens by chance, each with the probability ``share``; the same ones for the same seed."""

    share: float
    seed: int
    groups: int
    judge_by_visible: bool = False
    remarks: tuple[str, ...] = ()

    def hidden(self, window: Window) -> BoolArray:
        """See `Hiding`."""
        rows = np.arange(window.row, window.row + window.height, dtype=np.int64).astype(np.uint64)
        columns = np.arange(window.column, window.column + window.width, dtype=np.int64).astype(np.uint64)
        groups = np.arange(self.groups, dtype=np.uint64)
        mixed = _mixed(np.array([self.seed % (1 << 64)], np.uint64))
        for part in (groups[:, None, None], rows[:, None], columns):
            mixed = _mixed(mixed ^ part)
        return np.asarray((mixed >> np.uint64(11)).astype(np.float64) * 2.0**-53 < self.share, np.bool_)


@dataclass(frozen=True)
class GroupHiding:
    """Hides whole spectral groups, everywhere.

    Attributes:
        chosen: numbers from 0.
        groups: how many there are.
    """

    chosen: tuple[int, ...]
    groups: int
    judge_by_visible: bool = False
    remarks: tuple[str, ...] = ()

    def hidden(self, window: Window) -> BoolArray:
        """See `Hiding`."""
        found = np.zeros((self.groups, window.height, window.width), np.bool_)
        found[list(self.chosen)] = True
        return found


@dataclass(frozen=True)
class PolygonHiding:
    """Hides all tokens that share some area with the polygons, in all groups."""

    region: Region
    groups: int
    judge_by_visible: bool = True
    remarks: tuple[str, ...] = (
        say(
            "Error and spectra compare with what the scene shows there, which must be the ground, not a "
            "cloud."
        ),
    )

    def hidden(self, window: Window) -> BoolArray:
        """See `Hiding`."""
        extent = self.region.extent
        polygons = self.region.polygons or (
            shapely.box(extent.column, extent.row, extent.column + extent.width, extent.row + extent.height),
        )
        columns = np.arange(window.column, window.column + window.width) * float(TOKEN)
        rows = np.arange(window.row, window.row + window.height) * float(TOKEN)
        left, top = np.meshgrid(columns, rows)
        boxes = shapely.box(left, top, left + TOKEN, top + TOKEN).ravel()
        which, box = shapely.STRtree(boxes).query(list(polygons), predicate="intersects")
        shared = shapely.relate_pattern(np.asarray(polygons, object)[which], boxes[box], "T********")
        touched = np.zeros(len(boxes), np.bool_)
        touched[box[shared]] = True
        places = touched.reshape(window.height, window.width)
        return np.broadcast_to(places, (self.groups, *places.shape)).copy()


def hiding(given: Parameters, scene: Scene, groups: int) -> Hiding:
    """What a job's parameters hide.

    Raises:
        EngineError: ``reconstruct.several_ways``, ``job.bad_parameter``, ``reconstruct.nothing_visible``, or
            as `open_region` for the polygons.
    """
    ways = [name for name in ("share", "groups", "polygons") if given.text(name) is not None]
    if len(ways) > 1:
        raise EngineError(
            "reconstruct.several_ways",
            say("Both {first} and {second} say what to hide.", first=ways[0], second=ways[1]),
            say("Give a share, spectral groups, or polygons."),
        )
    polygons, listed = given.text("polygons"), given.text("groups")
    if polygons is not None:
        return PolygonHiding(open_region(polygons, scene.grid), groups)
    if listed is not None:
        return GroupHiding(_groups(listed, groups), groups)
    try:
        share = float(given.text("share") or SHARE)
    except ValueError:
        share = float("nan")
    if not 0 < share < 1:
        raise EngineError(
            "job.bad_parameter",
            say("The share of hidden tokens lies between 0 and 1, not {text!r}.", text=given.text("share")),
            say("0.75 hides three quarters."),
        )
    return ShareHiding(share, given.integer("seed", 0), groups)


def _groups(text: str, count: int) -> tuple[int, ...]:
    try:
        numbers = sorted({int(part) for part in text.split(",")})
    except ValueError:
        numbers = []
    if not numbers or numbers[0] < 1 or numbers[-1] > count:
        raise EngineError(
            "job.bad_parameter",
            say("Spectral groups are numbers from 1 to {count}, not {text!r}.", count=count, text=text),
            say("1,3 hides the first and the third."),
        )
    if len(numbers) == count:
        raise EngineError(
            "reconstruct.nothing_visible",
            say("With all spectral groups hidden, nothing is left to see."),
            say("Leave at least one group visible."),
        )
    return tuple(number - 1 for number in numbers)


def _mixed(numbers: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Scatter the bits of whole numbers (the finaliser of SplitMix64, Steele et al., OOPSLA 2014)."""
    with np.errstate(over="ignore"):
        numbers = numbers + _STEP
        numbers = (numbers ^ (numbers >> np.uint64(30))) * _MIX[0]
        numbers = (numbers ^ (numbers >> np.uint64(27))) * _MIX[1]
        return numbers ^ (numbers >> np.uint64(31))
