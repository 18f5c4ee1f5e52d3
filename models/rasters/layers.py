"""The files of a scene, each read as if it lay on the scene's grid."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rasterio.io import DatasetReader
from rasterio.windows import Window as RasterioWindow

from models.rasters.grid import AxisMap, GridMap, clip
from models.rasters.resampling import Floats, Mask, Positions, bilinear, nearest
from models.rasters.sources import DatasetPool, RasterFile
from models.rasters.windows import Window


@dataclass(frozen=True)
class LayerWindow:
    """Stored numbers of some bands of one file on the scene's grid."""

    numbers: Floats  # (B, h, w), 0 where not usable
    usable: Mask | None  # (B, h, w): neither outside the file nor nodata nor masked; None where all are
    filled: Mask | None  # (h, w): not 0 in every band read; None where that is not asked


@dataclass(frozen=True)
class Layer:
    """A file of a scene.

    Attributes:
        nodata: number that means "no data", one a band of the file.
        zero_is_fill: 0 in every band may mean "no data" (decided over all files together).
        reach: how far beyond its edge the file is extended, in its own pixels.
    """

    file: RasterFile
    placement: GridMap
    nodata: tuple[float | None, ...]
    zero_is_fill: bool
    reach: float

    def read(
        self, pool: DatasetPool, window: Window, indexes: Sequence[int], fill_seen: bool = True
    ) -> LayerWindow:
        """Read bands (1-based) in a window of the scene's grid.

        Where the grids differ, numbers are bilinear and the nearest pixel tells what is usable. If fill was
        seen in the scene, zeros that may be fill take no part, lest it bleed into its neighbours.
        """
        if self.placement.shift is not None:
            return self._read_shifted(pool, window, indexes, self.placement.shift)
        rows, columns = self.placement.positions(window)
        grid = self.file.grid
        near_row = (rows >= -self.reach) & (rows <= grid.height + self.reach)
        near_column = (columns >= -self.reach) & (columns <= grid.width + self.reach)
        near = near_row[:, None] & near_column if rows.ndim == 1 else near_row & near_column
        cut = cut_around(rows, columns, near_row, near_column, grid.height, grid.width)
        shape = (len(indexes), window.height, window.width)
        if cut is None:
            return LayerWindow(
                np.zeros(shape, np.float32),
                np.zeros(shape, np.bool_),
                np.zeros(shape[1:], np.bool_) if self.zero_is_fill else None,
            )
        raw, usable = self._read_native(pool, cut, indexes)
        first = (cut.row, cut.column)
        if rows.ndim == 2:
            rows, columns = np.where(near, rows, cut.row + 0.5), np.where(near, columns, cut.column + 0.5)
        weighty = raw != 0 if self.zero_is_fill and fill_seen else None
        if usable is not None:
            weighty = usable if weighty is None else weighty & usable
        numbers = bilinear(raw.astype(np.float32), _unless_all(weighty), rows, columns, first)
        filled = None
        if self.zero_is_fill:
            filled = nearest((raw != 0).any(axis=0), rows, columns, first) & near
        if usable is not None or not near.all():
            everywhere = np.broadcast_to(near, shape)
            usable = everywhere if usable is None else nearest(usable, rows, columns, first) & everywhere
            numbers[~usable] = 0
        return LayerWindow(numbers, usable, filled)

    def glance(
        self, pool: DatasetPool, rows: Positions, columns: Positions, indexes: Sequence[int]
    ) -> LayerWindow:
        """Read bands at points of the scene's grid, rows (h,) and columns (w,), from overviews."""
        rows, columns = _along_axes(self.placement, rows, columns)
        raw, masks, near = _thumbnail(pool, self.file, indexes, rows, columns, self.reach, masked=True)
        usable = combine_usable(raw, masks, [self.nodata[index - 1] for index in indexes])
        if usable is not None or not near.all():
            usable = near & (np.ones(raw.shape, np.bool_) if usable is None else usable)
        filled = (raw != 0).any(axis=0) & near if self.zero_is_fill else None
        return LayerWindow(raw.astype(np.float32), usable, filled)

    def check_end(self, pool: DatasetPool) -> None:
        """Read the last pixel, except of JPEG 2000, of which a cut file is refused at any glance."""
        if self.file.driver.startswith("JP2"):
            return
        with pool.borrow(self.file.path) as dataset:
            dataset.read(dataset.count, window=RasterioWindow(dataset.width - 1, dataset.height - 1, 1, 1))

    def _read_shifted(
        self, pool: DatasetPool, window: Window, indexes: Sequence[int], shift: tuple[int, int]
    ) -> LayerWindow:
        row, column = window.row + shift[0], window.column + shift[1]
        grid = self.file.grid
        cut = clip(Window(row, column, window.height, window.width), grid.height, grid.width)
        shape = (len(indexes), window.height, window.width)
        whole = (cut.height, cut.width) == shape[1:]
        raw: NDArray[np.generic] = np.zeros((len(indexes), 0, 0), np.float32)
        usable = None
        if cut.height and cut.width:
            raw, usable = self._read_native(pool, cut, indexes)
        numbers = raw.astype(np.float32)
        filled = (raw != 0).any(axis=0) if self.zero_is_fill else None
        if usable is not None:
            numbers[~usable] = 0
        if whole:
            return LayerWindow(numbers, usable, filled)
        inside = (
            slice(cut.row - row, cut.row - row + cut.height),
            slice(cut.column - column, cut.column - column + cut.width),
        )
        padded = np.zeros(shape, np.float32)
        padded[:, inside[0], inside[1]] = numbers
        padded_usable = np.zeros(shape, np.bool_)
        padded_usable[:, inside[0], inside[1]] = True if usable is None else usable
        padded_filled = None
        if filled is not None:
            padded_filled = np.zeros(shape[1:], np.bool_)
            padded_filled[inside] = filled
        return LayerWindow(padded, padded_usable, padded_filled)

    def _read_native(
        self, pool: DatasetPool, cut: Window, indexes: Sequence[int]
    ) -> tuple[NDArray[np.generic], Mask | None]:
        frame = RasterioWindow(cut.column, cut.row, cut.width, cut.height)
        with pool.borrow(self.file.path) as dataset:
            raw = dataset.read(list(indexes), window=frame)
            usable = read_masks(dataset, self.file, indexes, frame)
        return raw, combine_usable(raw, usable, [self.nodata[index - 1] for index in indexes])


@dataclass(frozen=True)
class MaskLayer:
    """A raster whose values tell which pixels are invalid; outside of it nothing is.

    Attributes:
        values: the invalid values; all but zero where empty.
    """

    file: RasterFile
    placement: GridMap
    values: tuple[float, ...]

    def invalid(self, pool: DatasetPool, window: Window) -> Mask:
        """Return (h, w), by the nearest pixel of the mask's first band."""
        rows, columns = self.placement.positions(window)
        grid = self.file.grid
        near_row = (rows >= 0) & (rows <= grid.height)
        near_column = (columns >= 0) & (columns <= grid.width)
        cut = cut_around(rows, columns, near_row, near_column, grid.height, grid.width)
        if cut is None:
            return np.zeros((window.height, window.width), np.bool_)
        with pool.borrow(self.file.path) as dataset:
            raw = dataset.read(1, window=RasterioWindow(cut.column, cut.row, cut.width, cut.height))
        marked = np.isin(raw, self.values) if self.values else raw != 0
        near = near_row[:, None] & near_column if rows.ndim == 1 else near_row & near_column
        if rows.ndim == 2:
            rows, columns = np.where(near, rows, cut.row + 0.5), np.where(near, columns, cut.column + 0.5)
        return nearest(marked, rows, columns, (cut.row, cut.column)) & near

    def glance(self, pool: DatasetPool, rows: Positions, columns: Positions) -> Mask:
        """Return (h, w) at points of the scene's grid, rows (h,) and columns (w,), from overviews."""
        rows, columns = _along_axes(self.placement, rows, columns)
        raw, _, near = _thumbnail(pool, self.file, [1], rows, columns, 0.0, masked=False)
        marked: Mask = (np.isin(raw[0], self.values) if self.values else raw[0] != 0) & near
        return marked


def _along_axes(placement: GridMap, rows: Positions, columns: Positions) -> tuple[Positions, Positions]:
    if not isinstance(placement, AxisMap):
        raise TypeError("A glance needs rows and columns that are independent of each other.")
    return placement.at(rows, columns)


def _thumbnail(
    pool: DatasetPool,
    file: RasterFile,
    indexes: Sequence[int],
    rows: Positions,
    columns: Positions,
    reach: float,
    masked: bool,
) -> tuple[NDArray[np.generic], Mask | None, Mask]:
    """Return values and mask (B, h, w) near points, as coarse as will do, and which are there (h, w)."""
    near_row = (rows >= -reach) & (rows <= file.grid.height + reach)
    near_column = (columns >= -reach) & (columns <= file.grid.width + reach)
    near = near_row[:, None] & near_column
    cut = cut_around(rows, columns, near_row, near_column, file.grid.height, file.grid.width)
    if cut is None:
        return np.zeros((len(indexes), *near.shape), file.dtypes[0]), None, near
    shape = (min(cut.height, len(rows)), min(cut.width, len(columns)))
    frame = RasterioWindow(cut.column, cut.row, cut.width, cut.height)
    with pool.borrow(file.path) as dataset:
        raw = dataset.read(list(indexes), window=frame, out_shape=(len(indexes), *shape))
        masks = read_masks(dataset, file, indexes, frame, shape) if masked else None
    places = (rows - cut.row) * (shape[0] / cut.height), (columns - cut.column) * (shape[1] / cut.width)
    found = nearest(raw, *places, (0, 0))
    return found, None if masks is None else nearest(masks, *places, (0, 0)), near


def cut_around(
    rows: Positions, columns: Positions, near_row: Mask, near_column: Mask, height: int, width: int
) -> Window | None:
    """Return the pixels of a raster that interpolation at the near positions needs, None if none are near."""
    if rows.ndim == 2:
        near_row = near_column = near_row & near_column
    if not near_row.any() or not near_column.any():
        return None
    row, column = rows[near_row], columns[near_column]
    top, left = int(np.floor(row.min() - 0.5)), int(np.floor(column.min() - 0.5))
    bottom, right = int(np.floor(row.max() - 0.5)) + 2, int(np.floor(column.max() - 0.5)) + 2
    cut = clip(Window(top, left, bottom - top, right - left), height, width)
    # A position just beyond the edge is served by the outermost pixel.
    top, left = min(cut.row, height - 1), min(cut.column, width - 1)
    return Window(top, left, max(cut.height, 1), max(cut.width, 1))


def read_masks(
    dataset: DatasetReader,
    file: RasterFile,
    indexes: Sequence[int],
    frame: RasterioWindow,
    shape: tuple[int, int] | None = None,
) -> Mask | None:
    """Return (B or 1, h, w) from the file's mask or alpha band, None where it has neither."""
    if file.mask == "none":
        return None
    bands = [indexes[0]] if file.mask == "dataset" else list(indexes)
    masks: Mask = (
        dataset.read_masks(bands, window=frame, out_shape=None if shape is None else (len(bands), *shape)) > 0
    )
    return masks


def combine_usable(
    raw: NDArray[np.generic], masks: Mask | None, nodata: Sequence[float | None]
) -> Mask | None:
    """Return (B, h, w): in the mask, finite and not nodata; None where that holds for all."""
    usable = np.ones(raw.shape, np.bool_) if masks is None else np.broadcast_to(masks, raw.shape).copy()
    floating = np.issubdtype(raw.dtype, np.floating)
    if floating:
        usable &= np.isfinite(raw)
    for band, number in enumerate(nodata):
        if number is None or number != number:
            continue
        if floating:
            # Metadata keep more digits than float32 data do.
            usable[band] &= raw[band] != raw.dtype.type(number)
        elif float(number).is_integer():
            usable[band] &= raw[band] != int(number)
    return _unless_all(usable)


def _unless_all(mask: Mask | None) -> Mask | None:
    return None if mask is None or mask.all() else mask
