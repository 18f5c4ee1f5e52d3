"""The bands of a scene read together: reflectance and one validity for all."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from models.rasters.assembly import Member
from models.rasters.layers import Layer, MaskLayer
from models.rasters.regions import Region
from models.rasters.sources import DatasetPool
from models.rasters.windows import Window


class StackReader:
    """Reads windows inside a scene's grid from its files, each file once a window; safe to use from several threads."""

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
        self.pool = DatasetPool()

    def read(self, window: Window, positions: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Return reflectance (B, h, w), 0 where invalid, and validity (h, w)."""
        values, usable, valid = self.read_separately(window, positions)
        valid &= usable.all(axis=0)
        for place, position in enumerate(positions):
            radiometry = self.members[position].radiometry
            if radiometry.offset:
                values[place] += np.float32(radiometry.offset)
            if radiometry.scale != 1.0:
                values[place] *= np.float32(radiometry.scale)
        if not valid.all():
            values[:, ~valid] = 0
        return values, valid

    def read_separately(
        self, window: Window, positions: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
        """Return stored numbers (B, h, w), where each band has data (B, h, w), and where mask, region and fill allow (h, w)."""
        shape = (len(positions), window.height, window.width)
        valid = np.ones(shape[1:], np.bool_) if self.region is None else self.region.inside(window)
        numbers = np.zeros(shape, np.float32)
        usable = np.ones(shape, np.bool_)
        if not valid.any():
            return numbers, usable, valid
        for mask in self.masks:
            valid &= ~mask.invalid(self.pool, window)
        filled: NDArray[np.bool_] | None = None
        for layer, places in self._by_layer(positions):
            indexes = [self.members[positions[place]].band.index for place in places]
            found = layer.read(self.pool, window, indexes)
            numbers[places] = found.numbers
            if found.usable is not None:
                usable[places] = found.usable
            if found.filled is not None:
                filled = found.filled if filled is None else filled | found.filled
        if filled is not None:
            valid &= filled
        return numbers, usable, valid

    def _by_layer(self, positions: Sequence[int]) -> list[tuple[Layer, list[int]]]:
        places: dict[int, list[int]] = {}
        for place, position in enumerate(positions):
            places.setdefault(self.members[position].layer, []).append(place)
        return [(self.layers[layer], chosen) for layer, chosen in places.items()]

    def close(self) -> None:
        """Close all files."""
        self.pool.close()
