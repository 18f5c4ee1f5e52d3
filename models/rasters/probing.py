"""A look at a scene's numbers before it is used: is there data, and does the radiometry make sense."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.events import Events
from models.rasters.assembly import Member, Note
from models.rasters.grid import Grid
from models.rasters.sampling import sample_windows, tiles
from models.rasters.stack import StackReader
from models.rasters.windows import Window

_WHOLE = 3_000_000  # numbers, bands times pixels, up to which everything is read
_BLOCK_BYTES = 96 * 1024 * 1024  # of blocks that may be decoded for a look
_SIDE = 8  # pixels of a window that is looked at
_ENOUGH = 100  # valid pixels without which nothing is said about the radiometry
_SEARCH = 512

# Sentinel-2's offset of 1000 leaves no number below it; without it, water and shadow are far darker.
_OFFSET_FLOOR = 900.0


@dataclass(frozen=True)
class Probe:
    """What a subsample of the extent shows; ``alive`` are the positions of the bands that hold data."""

    valid_share: float
    alive: tuple[int, ...]
    notes: tuple[Note, ...]


def probe(reader: StackReader, grid: Grid, extent: Window, events: Events) -> Probe:
    """Look at a subsample of a scene.

    Raises:
        EngineError: ``scene.all_nodata`` where no pixel is valid, ``scene.unreadable`` where a file is damaged.
    """
    positions = list(range(len(reader.members)))
    numbers, usable, valid = _look(reader, grid, extent, positions)
    seen = usable[:, valid].any(axis=1) if valid.any() else np.zeros(len(positions), np.bool_)
    alive = [position for position in positions if seen[position]] if seen.any() else positions
    share = usable[alive].all(axis=0) & valid
    if not share.any():
        # Data may hide between the windows of the subsample.
        _search(reader, extent, alive, events)
    notes = []
    if len(alive) < len(positions):
        names = [reader.members[position].band.name for position in positions if position not in alive]
        notes.append(
            Note(
                f"Left out, since they hold no data: {', '.join(names[:8])}{' …' if len(names) > 8 else ''}.",
                "scene.empty_bands",
                warning=True,
            )
        )
    if share.sum() >= _ENOUGH:
        notes += _doubts([reader.members[position] for position in alive], numbers[alive][:, share])
    return Probe(float(share.mean()), tuple(alive), tuple(notes))


def _look(
    reader: StackReader, grid: Grid, extent: Window, positions: list[int]
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_]]:
    """Return numbers (B, N), where each band has data (B, N), and where mask, region and fill allow (N,)."""
    pixels = extent.height * extent.width
    if pixels * len(positions) <= _WHOLE:
        windows = tiles(extent, _SEARCH)
    else:
        along = _windows_along(reader)
        windows = sample_windows(extent, (along * _SIDE) ** 2, along)
    parts = [reader.read_separately(window, positions) for window in windows]
    return (
        np.concatenate([numbers.reshape(len(positions), -1) for numbers, _, _ in parts], axis=1),
        np.concatenate([usable.reshape(len(positions), -1) for _, usable, _ in parts], axis=1),
        np.concatenate([valid.ravel() for _, _, valid in parts]),
    )


def _windows_along(reader: StackReader) -> int:
    """Return how many windows a side may be looked at when each costs a block of every file."""
    cost = 0
    for layer in reader.layers:
        file = layer.file
        block = file.block_shape[0] * file.block_shape[1] * np.dtype(file.dtypes[0]).itemsize
        cost += block * file.count
    return int(np.clip(np.sqrt(_BLOCK_BYTES / max(cost, 1)), 2, 16))


def _search(reader: StackReader, extent: Window, positions: list[int], events: Events) -> None:
    for window in tiles(extent, _SEARCH):
        events.check_cancelled()
        _, usable, valid = reader.read_separately(window, positions)
        if (usable.all(axis=0) & valid).any():
            return
    raise EngineError(
        "scene.all_nodata",
        "The scene has no valid pixel: everything is nodata, masked or outside the region.",
        "Check the nodata value, the mask and the region.",
    )


def _doubts(members: Sequence[Member], numbers: NDArray[np.float32]) -> list[Note]:
    """Return what in the numbers speaks against the radiometry; ``numbers`` is (B, N), valid pixels only."""
    sources = {member.radiometry.source for member in members}
    lowest = float(numbers.min())
    scale = np.array([member.radiometry.scale for member in members])
    offset = np.array([member.radiometry.offset for member in members])
    middle = (np.median(numbers, axis=1) + offset) * scale
    if sources == {"default"} and scale.max() != 1.0 and lowest >= _OFFSET_FLOOR and not offset.any():
        return [
            Note(
                f"No number is below {lowest:.0f}, as if the offset of 1000 of Sentinel-2 products since 2022 were still in "
                "them. If so, give the radiometry 0.0001,-1000.",
                "scene.offset_suspected",
                warning=True,
            )
        ]
    if np.median(middle) > 1.5:
        return [
            Note(
                f"Half of the pixels have a reflectance above {np.median(middle):.3g}, which is not plausible: check the radiometry.",
                "scene.reflectance_high",
                warning=True,
            )
        ]
    if middle.max() < 0.002:
        return [
            Note(
                f"The brightest band has a typical reflectance of {middle.max():.2g}, which is not plausible: check the radiometry.",
                "scene.reflectance_low",
                warning=True,
            )
        ]
    return []
