"""The evidence of a raster of any size, window by window, in bounded memory."""

import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError

import numpy as np
from numpy.typing import NDArray

from models.change.evidence import Evidence
from models.change.pairs import Pair, grown
from models.events import Events
from models.rasters.journal import Journal
from models.rasters.windows import Window, panels
from models.sentences import say

SIDE = 512
"""Side of the windows that are computed at once."""

PANEL = 8192
"""Widest piece that is kept at once."""

MOST_THREADS = 8
_CANCEL_POLL = 0.1

EvidenceMap = NDArray[np.uint8]


def map_evidence(
    evidence: Evidence,
    read: Callable[[Window], Pair],
    extent: Window,
    journal: Journal,
    events: Events,
    span: tuple[float, float],
    side: int = SIDE,
) -> None:
    """Compute the evidence of the extent and keep it in the journal as strips of an array "evidence".

    Windows are read with a margin, so a pixel's evidence is the same whatever the windows.

    Args:
        evidence: with the scene's statistics.
        read: both dates in a window, which may stick out of the scene; called from several threads.
        extent: what to cover.
        journal: gets the strips; those that it holds already are not computed again.
        events: told the progress; its cancel flag is looked at while windows are computed.
        span: the part of the whole job's progress that this takes.
        side: of the windows.

    Raises:
        Cancelled: the user asked to stop.
        EngineError: whatever ``read`` and the journal raise.
    """
    strips = list(_strips(extent, side))
    total = sum(len(windows) for _, _, windows in strips)
    done = sum(len(windows) for _, _, windows in strips[: journal.finished])
    todo = strips[journal.finished :]

    def compute(window: Window) -> EvidenceMap:
        return evidence(read(grown(window, evidence.margin)))

    threads = max(1, min(MOST_THREADS, os.cpu_count() or 1))
    pending: deque[Future[EvidenceMap]] = deque()
    # A window that is being computed cannot be interrupted, and its files must not be closed under it.
    with ThreadPoolExecutor(threads, "change-evidence") as pool:
        try:
            ahead = (window for _, _, windows in todo for window in windows)
            for row0, column0, windows in todo:
                parts = []
                for _ in windows:
                    while len(pending) <= threads and (window := next(ahead, None)) is not None:
                        pending.append(pool.submit(compute, window))
                    parts.append(_result(pending.popleft(), events))
                    done += 1
                    events.progress(span[0] + (span[1] - span[0]) * done / total, say("Comparing the dates"))
                journal.append(row0, column0, {"evidence": np.concatenate(parts, axis=1)})
        except BaseException:
            for future in pending:
                future.cancel()
            raise


def window_count(extent: Window, side: int = SIDE) -> int:
    """Number of windows that `map_evidence` computes."""
    return sum(len(windows) for _, _, windows in _strips(extent, side))


def _strips(extent: Window, side: int) -> Iterator[tuple[int, int, list[Window]]]:
    """First row and column of each strip in the extent, and its windows in the scene."""
    for first, wide in panels(extent.width, PANEL):
        for row in range(0, extent.height, side):
            height = min(side, extent.height - row)
            windows = [
                Window(extent.row + row, extent.column + column, height, min(side, first + wide - column))
                for column in range(first, first + wide, side)
            ]
            yield row, first, windows


def _result(future: Future[EvidenceMap], events: Events) -> EvidenceMap:
    while True:
        events.check_cancelled()
        try:
            return future.result(_CANCEL_POLL)
        except FutureTimeoutError:
            if future.done():
                return future.result()
