"""The pixels of a band, and how they follow from finer ones."""

from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray


@dataclass(frozen=True)
class Grid:
    """Pixels of one band: size and georeference."""

    height: int
    width: int
    transform: Affine

    @property
    def pixel(self) -> float:
        """Side of a pixel in metres."""
        return float(self.transform.a)


def averaged(fine: NDArray[np.float32], finest: Grid, margin: int, grid: Grid) -> NDArray[np.float32]:
    """Average what is known on the finest grid over the pixels of another one; (height, width) of that one.

    Args:
        fine: on `finest`, with `margin` pixels more on each side, since coarse pixels may stick out.

    Raises:
        ValueError: the other grid's pixels are not made of whole fine ones, or stick out further.
    """
    factor = round(grid.pixel / finest.pixel)
    column, row = (~finest.transform) @ (grid.transform.c, grid.transform.f)
    if abs(column - round(column)) > 1e-6 or abs(row - round(row)) > 1e-6:
        raise ValueError("The bands' pixels do not lie on one raster of the finest ones.")
    row, column = round(row) + margin, round(column) + margin
    part = fine[max(0, row) : row + grid.height * factor, max(0, column) : column + grid.width * factor]
    if row < 0 or column < 0 or part.shape != (grid.height * factor, grid.width * factor):
        raise ValueError(f"A band reaches more than {margin} fine pixels beyond the finest one.")
    blocks = part.reshape(grid.height, factor, grid.width, factor)
    return blocks.mean(axis=(1, 3), dtype=np.float32)
