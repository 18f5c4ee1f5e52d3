"""Run a network over a raster of any size in bounded memory.

Reader threads fetch windows, a bounded number ahead; the calling thread runs the network on batches, blends
the overlapping results and hands over finished strips from top to bottom. A raster that is wider than a
panel is done panel by panel (each from top to bottom), so the memory is bounded by chip and panel, never by
the raster.

What a pixel gets depends only on the grid of windows: not on panels, on where a run was resumed, or on which
thread read first. Batches never reach over the end of a row of windows, so a resumed run repeats the very
batches of an uninterrupted one.
"""

import os
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.events import Events
from models.rasters.batches import BoolArray, FloatArray, Infer, Ladder, read_ahead
from models.rasters.blending import Accumulator, blending_window
from models.rasters.journal import Journal
from models.rasters.windows import Window, WindowRow, window_rows

Read = Callable[[Window], tuple[FloatArray, BoolArray]]
Inside = Callable[[Window], BoolArray]

PANEL = 16_384
"""Widest piece of a raster that is accumulated at once, in pixels."""

READ_COLUMNS = 1_024
"""Pixels that one read spans along a row of windows, which share it."""

READERS = max(2, min(4, (os.cpu_count() or 1) // 2))
"""Threads that read and decode, which a network on a fast device waits for."""


@dataclass(frozen=True)
class Strip:
    """Finished rows of the result.

    Attributes:
        row0: first row, counted from the top of the extent.
        column0: first column, counted from the left of the extent; 0 unless the extent is wider than a panel.
        values: float32 (K, rows, columns), the blended results; 0 where no window was run. A view that is
            good only during the call that gets it.
        valid: bool (rows, columns), the validity that the reader gave; a view too.
    """

    row0: int
    column0: int
    values: FloatArray
    valid: BoolArray


_Block = tuple[FloatArray, BoolArray, BoolArray]
"""Pixels (B, h, w) of neighbouring windows, their validity (h, w), and which of those are wanted (h, w)."""

Consume = Callable[[Strip], Mapping[str, NDArray[Any]] | None]


@dataclass(frozen=True)
class Streamed:
    """What a run did: windows run, windows skipped for want of a valid pixel, and the batch at its end."""

    windows: int
    skipped: int
    batch: int


def stream(
    extent: Window,
    chip: int,
    overlap: int,
    batch: int,
    read: Read,
    infer: Infer,
    consume: Consume,
    events: Events,
    journal: Journal | None = None,
    *,
    phase: tuple[int, int] = (0, 0),
    bounds: Window | None = None,
    inside: Inside | None = None,
    panel: int = PANEL,
    readers: int = READERS,
    span: tuple[float, float] = (0.0, 1.0),
    text: str = "",
    on_memory_exhausted: Callable[[], bool] | None = None,
) -> Streamed:
    """Run ``infer`` on all windows of ``extent`` and give the blended result to ``consume``, strip by strip.

    Args:
        extent: rows and columns to cover, in the grid of ``read``.
        chip: side of the square that the network sees; it never sees another size. An extent that is smaller
            than a chip is padded by reflection.
        overlap: pixels that neighbouring windows share.
        batch: windows for one call of ``infer``, at most.
        read: gives ((B, h, w) float32, (h, w) bool) of a window inside ``bounds``; called from several
            threads.
        infer: ((N, B, chip, chip), (N, chip, chip)) -> (N, K, chip, chip); called from this thread alone.
        consume: gets each finished strip once, from this thread, from top to bottom (panel after panel).
            With a journal it returns the arrays (rows, columns) of the strip that the journal shall keep.
        events: told the progress; its cancel flag is looked at between batches.
        journal: keeps what ``consume`` returns. Strips that it holds already are neither run nor consumed.
        phase: shift of the grid of windows (rows, columns).
        bounds: what may be read, and what the grid of windows covers; the extent itself unless given. A
            network then sees what surrounds the extent, and gives what it would give for all of ``bounds``.
        inside: gives (h, w) bool: which pixels of a window are wanted. Others are seen by the network and
            not valid in the strips. All unless given.
        panel: widest piece that is accumulated at once.
        readers: threads that read.
        span: the part of the whole job's progress that this run takes.
        text: what the progress says.
        on_memory_exhausted: called when even a single window does not fit into the device's memory; returns
            True when ``infer`` now runs elsewhere and is worth another try.

    Raises:
        Cancelled: the user asked to stop; the journal keeps all finished strips.
        EngineError: ``engine.out_of_memory``, or whatever ``read``, ``infer`` and ``consume`` raise.
    """
    bounds = bounds or extent
    plan = list(window_rows(extent, chip, overlap, phase, panel, bounds))
    finished = journal.finished if journal else 0
    rows = _unfinished(plan, finished, chip)
    total = sum(len(row.columns) for row in plan)
    before = done = total - sum(len(row.columns) for row in rows)
    skipped = 0
    ladder = _Batches(infer, max(1, batch), events, on_memory_exhausted)
    window = blending_window(chip, overlap)
    accumulator: Accumulator | None = None

    def report() -> None:
        events.progress(span[0] + (span[1] - span[0]) * done / total, text)

    report()
    with _Reader(extent, bounds, chip, read, inside, readers, rows, events) as reader:
        for row in rows:
            if accumulator is None or accumulator.panel != row.panel:
                accumulator = Accumulator(row.panel, extent.height, window, row.start)
            pending: list[tuple[int, FloatArray, BoolArray]] = []
            for column, pixels, valid, wanted in reader.windows(row, accumulator):
                if wanted.any():
                    pending.append((column, pixels, valid))
                else:
                    skipped += 1
                    done += 1
                if len(pending) >= ladder.batch:
                    done += ladder.run_first(row, pending, accumulator)
                    report()
            while pending:
                done += ladder.run_first(row, pending, accumulator)
                report()
            if row.finishes and row.index >= finished:
                accumulator.open_channels(ladder.channels(reader.bands, chip))
                strip = Strip(row.start, row.panel[0], *accumulator.finish(row))
                kept = consume(strip)
                if journal is not None:
                    journal.append(strip.row0, strip.column0, kept or {})
            accumulator.move_to(row.end)
    return Streamed(done - before - skipped, skipped, ladder.batch)


def _unfinished(plan: list[WindowRow], finished: int, chip: int) -> list[WindowRow]:
    """The rows of windows without which the strips from number ``finished`` on cannot be made."""
    first_open = next((row for row in plan if row.finishes and row.index >= finished), None)
    if first_open is None:
        return []
    return [
        row
        for row in plan
        if row.panel > first_open.panel
        or (row.panel == first_open.panel and row.origin + chip > first_open.start)
    ]


class _Reader:
    """Reads the windows of all rows in their order, a bounded number of blocks ahead."""

    def __init__(
        self,
        extent: Window,
        bounds: Window,
        chip: int,
        read: Read,
        inside: Inside | None,
        readers: int,
        rows: list[WindowRow],
        events: Events,
    ) -> None:
        self.bands = 0
        self._extent, self._bounds, self._chip = extent, bounds, chip
        self._read, self._inside = read, inside
        todo = [(row.origin, block) for row in rows for block in _blocks(row.columns, chip)]
        self._blocks = read_ahead(todo, self._block, readers, events)

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._blocks.close()

    def windows(
        self, row: WindowRow, accumulator: Accumulator
    ) -> Iterator[tuple[int, FloatArray, BoolArray, BoolArray]]:
        """Give the windows of a row, and mark the pixels that are wanted and valid.

        Yields:
            column, pixels (B, chip, chip), valid (chip, chip), and valid where wanted (chip, chip).
        """
        count = 0
        while count < len(row.columns):
            (_, columns), (pixels, valid, wanted) = next(self._blocks)
            self.bands = len(pixels)
            accumulator.mark_valid(row.origin, columns[0], wanted)
            for column in columns:
                part = slice(column - columns[0], column - columns[0] + self._chip)
                yield column, pixels[:, :, part], valid[:, part], wanted[:, part]
            count += len(columns)

    def _block(self, asked: tuple[int, tuple[int, ...]]) -> _Block:
        """Read the pixels under some neighbouring windows; reflect them where a window leaves the bounds."""
        origin, columns = asked
        bounds, chip = self._bounds, self._chip
        row, column = self._extent.row + origin, self._extent.column + columns[0]
        width = columns[-1] - columns[0] + chip
        top, bottom = max(row, bounds.row), min(row + chip, bounds.row + bounds.height)
        left, right = max(column, bounds.column), min(column + width, bounds.column + bounds.width)
        window = Window(top, left, bottom - top, right - left)
        pixels, valid = self._read(window)
        wanted = valid & self._inside(window) if self._inside else valid
        padding = (top - row, row + chip - bottom), (left - column, column + width - right)
        if any(padding[0] + padding[1]):
            pixels = np.pad(pixels, ((0, 0), *padding), mode="reflect")
            valid, wanted = (np.pad(array, padding, mode="reflect") for array in (valid, wanted))
        return pixels, valid, wanted


def _blocks(columns: tuple[int, ...], chip: int) -> Iterator[tuple[int, ...]]:
    """Groups of neighbouring windows that one read serves."""
    block: list[int] = []
    for column in columns:
        if block and column + chip - block[0] > max(READ_COLUMNS, chip):
            yield tuple(block)
            block = []
        block.append(column)
    yield tuple(block)


class _Batches(Ladder):
    """Runs the windows of a row in batches and hands the results on."""

    _channels: int | None = None

    def run_first(
        self, row: WindowRow, pending: list[tuple[int, FloatArray, BoolArray]], accumulator: Accumulator
    ) -> int:
        """Run the first windows of ``pending``, take them off and add their results; returns how many."""
        results = self.run([window[1] for window in pending], [window[2] for window in pending])
        self._channels = results.shape[1]
        for (column, _, _), values in zip(pending, results, strict=False):
            accumulator.add(row.origin, column, values)
        del pending[: len(results)]
        return len(results)

    def channels(self, bands: int, chip: int) -> int:
        """Channels of a result; asked of the network itself where no window was worth running yet."""
        if self._channels is None:
            empty = np.zeros((bands, chip, chip), np.float32), np.zeros((chip, chip), np.bool_)
            self._channels = self.run([empty[0]], [empty[1]]).shape[1]
        return self._channels
