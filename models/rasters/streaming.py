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
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.events import Events
from models.rasters.blending import Accumulator, blending_window
from models.rasters.journal import Journal
from models.rasters.windows import Window, WindowRow, window_rows
from models.sentences import say

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]
Read = Callable[[Window], tuple[FloatArray, BoolArray]]
Inside = Callable[[Window], BoolArray]
Infer = Callable[[FloatArray, BoolArray], FloatArray]

PANEL = 16_384
"""Widest piece of a raster that is accumulated at once, in pixels."""

READ_COLUMNS = 1_024
"""Pixels that one read spans along a row of windows, which share it."""

READERS = max(2, min(4, (os.cpu_count() or 1) // 2))
"""Threads that read and decode, which a network on a fast device waits for."""

CANCEL_POLL = 0.1
"""Seconds between two looks at the cancel flag while waiting for a reader."""


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
    done = total - sum(len(row.columns) for row in rows)
    skipped = 0
    ladder = _Ladder(infer, max(1, batch), events, on_memory_exhausted)
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
                    done += ladder.run(row, pending, accumulator)
                    report()
            while pending:
                done += ladder.run(row, pending, accumulator)
                report()
            if row.finishes and row.index >= finished:
                accumulator.open_channels(ladder.channels(reader.bands, chip))
                strip = Strip(row.start, row.panel[0], *accumulator.finish(row))
                kept = consume(strip)
                if journal is not None:
                    journal.append(strip.row0, strip.column0, kept or {})
            accumulator.move_to(row.end)
    return Streamed(ladder.windows, skipped, ladder.batch)


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
        self._read, self._inside, self._events = read, inside, events
        self._todo = iter([(row, block) for row in rows for block in _blocks(row.columns, chip)])
        self._ahead = readers + 1
        self._futures: deque[tuple[tuple[int, ...], Future[_Block]]] = deque()
        self._pool = ThreadPoolExecutor(readers, "raster-reader")

    def __enter__(self) -> "_Reader":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # A read cannot be interrupted, and its file must not be closed under it: wait for those that run.
        self._pool.shutdown(wait=True, cancel_futures=True)

    def windows(
        self, row: WindowRow, accumulator: Accumulator
    ) -> Iterator[tuple[int, FloatArray, BoolArray, BoolArray]]:
        """Give the windows of a row, and mark the pixels that are wanted and valid.

        Yields:
            column, pixels (B, chip, chip), valid (chip, chip), and valid where wanted (chip, chip).
        """
        count = 0
        while count < len(row.columns):
            self._fill()
            columns, future = self._futures.popleft()
            pixels, valid, wanted = self._await(future)
            self._fill()
            self.bands = len(pixels)
            accumulator.mark_valid(row.origin, columns[0], wanted)
            for column in columns:
                part = slice(column - columns[0], column - columns[0] + self._chip)
                yield column, pixels[:, :, part], valid[:, part], wanted[:, part]
            count += len(columns)

    def _fill(self) -> None:
        while len(self._futures) < self._ahead:
            following = next(self._todo, None)
            if following is None:
                return
            row, columns = following
            self._futures.append((columns, self._pool.submit(self._block, row.origin, columns)))

    def _await(self, future: Future[_Block]) -> _Block:
        while True:
            self._events.check_cancelled()
            try:
                return future.result(CANCEL_POLL)
            except FutureTimeoutError:
                if future.done():
                    return future.result()

    def _block(self, origin: int, columns: tuple[int, ...]) -> _Block:
        """Read the pixels under some neighbouring windows; reflect them where a window leaves the bounds."""
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


class _Ladder:
    """Runs batches; where memory does not suffice, halves the batch, then asks for another device."""

    def __init__(
        self, infer: Infer, batch: int, events: Events, on_exhausted: Callable[[], bool] | None
    ) -> None:
        self.batch = batch
        self.windows = 0
        self._infer, self._events, self._on_exhausted = infer, events, on_exhausted
        self._channels: int | None = None

    def run(
        self, row: WindowRow, pending: list[tuple[int, FloatArray, BoolArray]], accumulator: Accumulator
    ) -> int:
        """Run the first windows of ``pending``, take them off and add their results; returns how many."""
        self._events.check_cancelled()
        while True:
            some = pending[: self.batch]
            results = self._try(some)
            if results is not None:
                break
        for (column, _, _), values in zip(some, results, strict=True):
            accumulator.add(row.origin, column, values)
        del pending[: len(some)]
        self.windows += len(some)
        return len(some)

    def channels(self, bands: int, chip: int) -> int:
        """Channels of a result; asked of the network itself where no window was worth running yet."""
        if self._channels is None:
            empty = (-1, np.zeros((bands, chip, chip), np.float32), np.zeros((chip, chip), np.bool_))
            while self._try([empty]) is None:
                pass
        assert self._channels is not None
        return self._channels

    def _try(self, some: list[tuple[int, FloatArray, BoolArray]]) -> FloatArray | None:
        """Results of a batch, or None when it did not fit and something smaller is to be tried."""
        try:
            pixels = np.stack([window[1] for window in some])
            results = self._infer(pixels, np.stack([window[2] for window in some]))
        except (RuntimeError, MemoryError) as error:
            if not is_out_of_memory(error):
                raise
            self._step_down(len(some), error)
            return None
        self._channels = results.shape[1]
        return results

    def _step_down(self, size: int, error: BaseException) -> None:
        if size > 1:
            self.batch = size // 2
            self._events.message(
                say(
                    "The device's memory does not hold {size} windows at once; going on with {batch}.",
                    size=size,
                    batch=self.batch,
                ),
                "warning",
                "engine.smaller_batch",
            )
        elif self._on_exhausted is None or not self._on_exhausted():
            raise EngineError(
                "engine.out_of_memory",
                say("There is not enough memory to run the model on a single window."),
                say("Close other programs or choose a smaller model."),
            ) from error


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that a device or the computer has no memory left.

    Torch tells it by a class for CUDA and by a RuntimeError's text elsewhere; this module must not import it.
    """
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    return any(sign in text for sign in ("out of memory", "not enough memory", "can't allocate memory"))
