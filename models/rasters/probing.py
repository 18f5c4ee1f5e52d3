"""A look at a scene's numbers before it is used: is there data, and does the radiometry make sense."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.events import Events
from models.rasters.assembly import Member
from models.rasters.notes import Note, named
from models.rasters.sampling import sample_windows, tiles
from models.rasters.stack import StackReader
from models.rasters.windows import Window
from models.sentences import say

_WHOLE = 8_000_000  # numbers, bands times pixels, up to which everything is read
_GLANCE = 128  # points along a side where overviews are read
_DECODED = 96 * 1024 * 1024  # bytes of blocks that are decoded where there are none
_SIDE = 8  # pixels of a window that is looked at there
_ENOUGH = 100  # valid pixels without which nothing is said about the radiometry
_SEARCHED = 512

# Sentinel-2's offset of 1000 leaves no number far below it; without it, water and shadow are darker.
_OFFSET_FLOOR, _OFFSET_CEILING = 900.0, 2500.0
_BRIGHT, _DARK = 1.5, 0.002


@dataclass(frozen=True)
class Probe:
    """What a subsample of the extent shows.

    Attributes:
        valid_share: never 0.
        alive: positions of the bands that hold data.
        fill_seen: whether there are pixels that are 0 in every band without being declared as nodata.
    """

    valid_share: float
    alive: tuple[int, ...]
    fill_seen: bool
    notes: tuple[Note, ...]


def probe(reader: StackReader, extent: Window, events: Events) -> Probe:
    """Look at a subsample of a scene.

    Raises:
        EngineError: ``scene.all_nodata`` if no pixel is valid, ``scene.unreadable`` if a file is damaged.
    """
    positions = list(range(len(reader.members)))
    reader.check_ends()
    numbers, usable, valid, fill_seen = _look(reader, extent, positions)
    seen = [bool(band[valid].any()) for band in usable]
    alive = [position for position in positions if seen[position]] or positions
    shared = usable[alive].all(axis=0) & valid
    share = float(shared.mean())
    if not shared.any():
        # Data may hide between the points of the subsample.
        _search(reader, extent, alive, events)
        share = 1.0 / (extent.height * extent.width)
    notes = []
    if len(alive) < len(positions):
        empty = [reader.members[position].band.name for position in positions if not seen[position]]
        text = say("Left out, since they hold no data: {empty}.", empty=named(empty))
        notes.append(Note(text, "scene.empty_bands", warning=True))
    if shared.sum() >= _ENOUGH:
        notes += _doubts([reader.members[position] for position in alive], numbers[alive][:, shared])
    return Probe(share, tuple(alive), fill_seen, tuple(notes))


def _look(
    reader: StackReader, extent: Window, positions: list[int]
) -> tuple[NDArray[np.float32], NDArray[np.bool_], NDArray[np.bool_], bool]:
    """Return numbers and each band's data (B, N), where all else allows (N,), and if fill was met."""
    if extent.height * extent.width * len(positions) <= _WHOLE:
        parts = [reader.read_separately(window, positions) for window in tiles(extent, _SEARCHED)]
    elif reader.has_overviews:
        parts = [reader.glance(extent, _GLANCE, positions)]
    else:
        along = int(np.clip(np.sqrt(_DECODED / reader.block_bytes), 2, 16))
        windows = sample_windows(extent, (along * _SIDE) ** 2, along)
        parts = [reader.read_separately(window, positions) for window in windows]
    valid = [part.allowed if part.filled is None else part.allowed & part.filled for part in parts]
    return (
        np.concatenate([part.numbers.reshape(len(positions), -1) for part in parts], axis=1),
        np.concatenate([part.usable.reshape(len(positions), -1) for part in parts], axis=1),
        np.concatenate([mask.ravel() for mask in valid]),
        any((part.allowed != mask).any() for part, mask in zip(parts, valid, strict=True)),
    )


def _search(reader: StackReader, extent: Window, positions: list[int], events: Events) -> None:
    for window in tiles(extent, _SEARCHED):
        events.check_cancelled()
        found = reader.read_separately(window, positions)
        valid = found.allowed & found.usable.all(axis=0)
        if (valid if found.filled is None else valid & found.filled).any():
            return
    raise EngineError(
        "scene.all_nodata",
        say("The scene has no valid pixel: everything is nodata, masked or outside the region."),
        say("Check the nodata value, the mask and the region."),
    )


def _doubts(members: Sequence[Member], numbers: NDArray[np.float32]) -> list[Note]:
    """Return what in the numbers (B, N) of valid pixels speaks against the radiometry."""
    known = [place for place, member in enumerate(members) if member.band.wavelength is not None]
    if not known:
        return []
    members, numbers = [members[place] for place in known], numbers[known]
    scale = np.array([member.radiometry.scale for member in members])
    offset = np.array([member.radiometry.offset for member in members])
    typical = (np.median(numbers, axis=1) + offset) * scale
    lowest = float(numbers.min())
    landsat = any(member.band.name.startswith("Landsat") for member in members)
    if (
        all(member.radiometry.source == "default" and member.radiometry.scale != 1.0 for member in members)
        and _OFFSET_FLOOR <= lowest <= _OFFSET_CEILING
        and not landsat
    ):
        text = say(
            "No number is below {lowest:.0f}, as if the offset of 1000 of Sentinel-2 products since 2022 "
            "were still in them. If so, give the radiometry 0.0001,-1000.",
            lowest=lowest,
        )
        return [Note(text, "scene.offset_suspected", warning=True)]
    if np.median(typical) > _BRIGHT:
        text = say(
            "A typical reflectance of {median:.4g} is not plausible: check the radiometry.",
            median=np.median(typical),
        )
        return [Note(text, "scene.reflectance_high", warning=True)]
    if typical.max() < _DARK:
        text = say(
            "No band's typical reflectance is above {brightest:.2g}: check the radiometry.",
            brightest=typical.max(),
        )
        return [Note(text, "scene.reflectance_low", warning=True)]
    return []
