"""Run a classifier of images over pieces of a scene, in bounded memory and resumable."""

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from models.events import Events
from models.rasters.batches import Infer, Ladder, read_ahead
from models.rasters.journal import Journal
from models.rasters.streaming import READERS
from models.scenes.pieces import LEAST_SHARE, Piece, PieceReader, SeenPiece

CHUNK = 4
"""Pieces that are journalled at once, unless a batch is larger: large networks take seconds for each."""


def classify_pieces(
    pieces: Sequence[Piece],
    reader: PieceReader,
    infer: Infer,
    classes: int,
    batch: int,
    events: Events,
    journal: Journal,
    *,
    span: tuple[float, float] = (0.0, 1.0),
    text: str = "",
    on_memory_exhausted: Callable[[], bool] | None = None,
) -> None:
    """Classify all pieces that have enough valid pixels; the journal keeps what comes of each.

    The journal's strips are chunks of pieces with the arrays ``weight`` (n,), ``size`` (n,), see `SeenPiece`,
    and ``probabilities`` (n, classes), 0 for a piece that has too few valid pixels.

    Args:
        pieces: images of like size should stand together, for only those share a batch.
        infer: ((N, B, h, w), (N, h, w)) -> (N, classes).
        classes: of the classifier.
        batch: images for one call of ``infer``, at most.
        events: told the progress; its cancel flag is looked at between batches.
        journal: chunks that it holds already are not run again.
        span: the part of the whole job's progress that this takes.
        text: what the progress says.
        on_memory_exhausted: see `Ladder`.

    Raises:
        Cancelled: the user asked to stop; the journal keeps all finished chunks.
        EngineError: as `models.rasters.streaming.stream`.
    """
    ladder = Ladder(infer, max(1, batch), events, on_memory_exhausted)
    chunk_size = max(CHUNK, batch)
    done = first = sum(len(strip.arrays["size"]) for strip in journal.strips())

    def report() -> None:
        events.progress(span[0] + (span[1] - span[0]) * done / max(1, len(pieces)), text)

    report()
    seen = read_ahead(pieces[first:], reader, READERS, events)
    try:
        for start in range(first, len(pieces), chunk_size):
            count = min(chunk_size, len(pieces) - start)
            chunk: list[SeenPiece] = []
            found = np.zeros((count, classes), np.float32)
            waiting: list[int] = []
            for place in range(count):
                _, piece = next(seen)
                if waiting and _shape(piece) != _shape(chunk[waiting[0]]):
                    done += _run(ladder, chunk, waiting, found)
                    report()
                chunk.append(piece)
                if piece.suffices:
                    waiting.append(place)
                while len(waiting) >= ladder.batch:
                    done += _run(ladder, chunk, waiting, found, once=True)
                    report()
            _run(ladder, chunk, waiting, found)
            done = start + count
            report()
            weights = np.array([piece.weight for piece in chunk], np.int64)
            sizes = np.array([piece.size for piece in chunk], np.int64)
            journal.append(start, 0, {"weight": weights, "size": sizes, "probabilities": found})
    finally:
        seen.close()


def _run(
    ladder: Ladder, chunk: list[SeenPiece], waiting: list[int], found: NDArray[np.float32], once: bool = False
) -> int:
    """Classify the waiting pieces of a chunk, which have one shape, and take them off; returns how many."""
    count = 0
    while waiting:
        some = [chunk[place] for place in waiting[: ladder.batch]]
        results = ladder.run([piece.pixels for piece in some], [piece.visible for piece in some])
        found[waiting[: len(results)]] = results
        count += len(results)
        del waiting[: len(results)]
        if once:
            break
    return count


def _shape(piece: SeenPiece) -> tuple[int, ...]:
    return piece.pixels.shape


def averaged(
    pieces: Sequence[Piece], journal: Journal, units: int, classes: int
) -> tuple[NDArray[np.float32], NDArray[np.float64]]:
    """What the pieces together tell about their units: the mean of their answers, by valid pixels.

    Returns:
        Probabilities (units, classes), and the share (units,) of the pixels that count that are valid. A unit
        without an answer has probabilities of 0.
    """
    sums = np.zeros((units, classes))
    weights, valid, sizes = np.zeros(units), np.zeros(units), np.zeros(units)
    for strip in journal.strips():
        of = np.array([piece.unit for piece in pieces[strip.row0 : strip.row0 + len(strip.arrays["size"])]])
        probabilities, weight = strip.arrays["probabilities"], strip.arrays["weight"].astype(np.float64)
        answered = probabilities.any(axis=1)
        np.add.at(valid, of, weight)
        np.add.at(sizes, of, strip.arrays["size"])
        np.add.at(weights, of, weight * answered)
        np.add.at(sums, of, probabilities * weight[:, None])
    share = valid / np.maximum(sizes, 1)
    enough = (weights > 0) & (share >= LEAST_SHARE)
    found = np.where(enough[:, None], sums / np.maximum(weights, 1)[:, None], 0.0)
    return found.astype(np.float32), share
