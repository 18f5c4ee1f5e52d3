"""The bands of a scene read together: reflectance and one validity for all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.rasters.assembly import Member
from models.rasters.grid import AxisMap
from models.rasters.layers import Layer, LayerWindow, MaskLayer
from models.rasters.regions import Region
from models.rasters.sources import DatasetPool
from models.rasters.windows import Window

Mask = NDArray[np.bool_]

_TELLING = 3  # bands whose zeros at one place are fill rather than numbers
_MOST_DECODED = 4_000_000  # pixels of an overview that may be decoded for a glance


@dataclass(frozen=True)
class StackWindow:
    """Stored numbers (B, …) and what is known of their validity, before it is joined."""

    numbers: NDArray[np.float32]
    usable: Mask  # (B, …): each band's own data
    allowed: Mask  # (…): by region and masks
    filled: Mask | None  # (…): not 0 in every band; None where 0 is a number like any other


class StackReader:
    """Reads windows inside a scene's grid, each file once a window; safe to use from several threads.

    Attributes:
        fill_seen: whether pixels that are 0 in every band were met when the scene was looked at. If not, few
            bands are not judged by their zeros, which the cirrus band has many of.
    """

    def __init__(
        self,
        layers: Sequence[Layer],
        members: Sequence[Member],
        masks: Sequence[MaskLayer],
        region: Region | None,
    ) -> None:
        self.layers = tuple(layers)
        self.members = tuple(members)
        self.masks = tuple(masks)
        self.region = region
        self.fill_seen = True
        self.pool = DatasetPool()

    def read(self, window: Window, positions: Sequence[int]) -> tuple[NDArray[np.float32], Mask]:
        """Return reflectance (B, h, w), 0 where invalid, and validity (h, w)."""
        found = self.read_separately(window, positions)
        values, valid = found.numbers, found.allowed & found.usable.all(axis=0)
        if found.filled is not None and (self.fill_seen or len(positions) >= _TELLING):
            valid &= found.filled
        for place, position in enumerate(positions):
            radiometry = self.members[position].radiometry
            if radiometry.offset:
                values[place] += np.float32(radiometry.offset)
            if radiometry.scale != 1.0:
                values[place] *= np.float32(radiometry.scale)
        if not valid.all():
            values[:, ~valid] = 0
        return values, valid

    def read_separately(self, window: Window, positions: Sequence[int]) -> StackWindow:
        """Read bands in a window (h, w) without joining their validity."""
        allowed = np.ones((window.height, window.width), np.bool_)
        if self.region is not None:
            allowed = self.region.inside(window)
        if allowed.any():
            for mask in self.masks:
                allowed &= ~mask.invalid(self.pool, window)
        return self._join(
            positions,
            allowed,
            lambda layer, indexes: layer.read(self.pool, window, indexes, self.fill_seen),
        )

    def glance(self, extent: Window, side: int, positions: Sequence[int]) -> StackWindow:
        """Read ``side`` by ``side`` points of the extent from overviews, which all files must have."""
        steps = np.arange(side, dtype=np.float64) + 0.5
        rows = extent.row + steps * (extent.height / side)
        columns = extent.column + steps * (extent.width / side)
        allowed = np.ones((side, side), np.bool_)
        if self.region is not None:
            allowed = self.region.holds(rows, columns)
        for mask in self.masks:
            allowed &= ~mask.glance(self.pool, rows, columns)
        return self._join(
            positions, allowed, lambda layer, indexes: layer.glance(self.pool, rows, columns, indexes)
        )

    @property
    def has_overviews(self) -> bool:
        """Whether every file has copies of itself so small that a glance at them is quick."""
        placed = [(layer.placement, layer.file) for layer in self.layers]
        placed += [(mask.placement, mask.file) for mask in self.masks]
        return all(
            isinstance(placement, AxisMap)
            and file.grid.width * file.grid.height / file.coarsest_overview**2 <= _MOST_DECODED
            for placement, file in placed
        )

    @property
    def block_bytes(self) -> int:
        """Bytes that are decoded when one pixel of every band is read."""
        return sum(
            layer.file.block_shape[0]
            * layer.file.block_shape[1]
            * layer.file.count
            * np.dtype(layer.file.dtypes[0]).itemsize
            for layer in self.layers
        )

    def check_ends(self) -> None:
        """Read the last pixel of every file, which a broken download lacks."""
        for layer in self.layers:
            layer.check_end(self.pool)

    def _join(
        self, positions: Sequence[int], allowed: Mask, read: Callable[[Layer, list[int]], LayerWindow]
    ) -> StackWindow:
        shape = (len(positions), *allowed.shape)
        numbers, usable = np.zeros(shape, np.float32), np.ones(shape, np.bool_)
        if not allowed.any():
            return StackWindow(numbers, usable, allowed, None)
        places: dict[int, list[int]] = {}
        for place, position in enumerate(positions):
            places.setdefault(self.members[position].layer, []).append(place)
        filled: Mask | None = None
        for layer, chosen in places.items():
            indexes = [self.members[positions[place]].band.index for place in chosen]
            found = read(self.layers[layer], indexes)
            numbers[chosen] = found.numbers
            if found.usable is not None:
                usable[chosen] = found.usable
            if found.filled is not None:
                filled = found.filled if filled is None else filled | found.filled
        return StackWindow(numbers, usable, allowed, filled)

    def close(self) -> None:
        """Close all files."""
        self.pool.close()
