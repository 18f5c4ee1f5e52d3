"""A network over both dates at once: chips with the bands of the two on top of each other."""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from models.change.scenes import ScenePair
from models.events import Events
from models.rasters.journal import Journal
from models.rasters.streaming import Strip, stream
from models.rasters.surroundings import lattice_phase, surroundings
from models.rasters.windows import Window

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]


class PairNetwork(Protocol):
    """What takes chips (N, B1 + B2, chip, chip) with validity (N, chip, chip)."""

    @property
    def chip(self) -> int:
        """Side of the square that it sees."""

    @property
    def overlap(self) -> int:
        """Pixels that neighbouring chips share."""

    def __call__(self, chips: FloatArray, valid: BoolArray) -> FloatArray:
        """Results (N, K, chip, chip)."""

    def leave_device(self) -> bool:
        """Go on with the processor; False where it is there already."""


def stream_both(
    pair: ScenePair,
    positions: tuple[Sequence[int], Sequence[int]],
    network: PairNetwork,
    batch: int,
    keep: Callable[[Strip], Mapping[str, NDArray[np.uint8]]],
    journal: Journal,
    events: Events,
    span: tuple[float, float],
    text: str,
) -> None:
    """Run a network over both dates, on the windows of a land-cover map, so that both tell the same classes.

    Args:
        pair: both dates.
        positions: of the bands that are read, in each scene.
        network: for their chips.
        batch: chips for one call of it, at most.
        keep: what the journal shall hold of a finished strip.
        journal: gets the strips; those that it holds already are not computed again.
        events: told the progress.
        span: the part of the whole job's progress that this takes.
        text: what the progress says.

    Raises:
        Cancelled: the user asked to stop.
        EngineError: as `streaming.stream`.
    """
    first, second = (list(places) for places in positions)
    around = surroundings(pair.before)

    def read(window: Window) -> tuple[FloatArray, BoolArray]:
        before, valid_before = around.read(window, first)
        after, valid_after = pair.after.read(window, second)
        return np.concatenate([before, after]), valid_before & valid_after

    stream(
        pair.extent,
        network.chip,
        network.overlap,
        batch,
        read,
        network,
        keep,
        events,
        journal,
        phase=lattice_phase(pair.before.transform, network.chip - network.overlap),
        bounds=around.bounds,
        inside=around.inside,
        span=span,
        text=text,
        on_memory_exhausted=network.leave_device,
    )
