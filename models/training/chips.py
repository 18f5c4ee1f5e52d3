"""Chips of a collection: which are drawn, and how they are read, varied and put together.

Each chip is made from the run's seed, the step and its place in the batch alone, so a run that is resumed
sees what it would have seen, and several readers or processes do not change it.
"""

import itertools
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

from models.events import Events
from models.rasters.scene import Scene, open_scene
from models.rasters.windows import Window
from models.scene_scaling import scaled
from models.spectralgpt.compact_change import rooted, statistics_of
from models.spectralgpt.inputs import InputRecipe, InputSelection
from models.spectralgpt.scene_recipes import CellGeometry
from models.training.places import UNLABELLED, Image, Item, Part
from models.training.settings import Settings

_OPEN = 24
_SMALL = 512 * 512
_KEPT_BYTES = 1 << 29
_SAMPLED_WINDOWS, _SAMPLED_SIDE, _SAMPLED_PIXELS = 4, 64, 8192
"""A pair's statistics: windows each way, their side, and how many of their pixels are looked at."""

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]
Read = tuple[FloatArray, BoolArray]


class Batch(NamedTuple):
    """Chips.

    Attributes:
        dates: one (N, C, H, W), or two of them, as the network takes them.
        valid: (N, H, W).
        target: (N, H, W) class numbers with -1, or (N,) class numbers, or (N, K) 0 and 1; empty for none.
        statistics: (N, C, 2) what the dates of a pair differ by as a rule, see `compact_change.Statistics`;
            empty for one date.
    """

    dates: tuple[Tensor, ...]
    valid: Tensor
    target: Tensor
    statistics: Tensor = torch.empty(0)

    def to(self, device: torch.device) -> "Batch":
        """On a device."""
        rest = (part.to(device) for part in (self.valid, self.target, self.statistics))
        return Batch(tuple(date.to(device) for date in self.dates), *rest)


@dataclass
class _Opened:
    scene: Scene
    users: int = 0


@dataclass(frozen=True)
class Known:
    """What stays known of an image: its size, and how its bands become the network's."""

    height: int
    width: int
    selection: InputSelection


class Scenes:
    """Reads windows of images; keeps a few files open, and small images in memory."""

    def __init__(self, recipe: InputRecipe, limits: bool) -> None:
        self._recipe, self._limits = recipe, limits
        self._open: OrderedDict[tuple[str, ...], _Opened] = OrderedDict()
        self._known: dict[tuple[str, ...], Known] = {}
        self._small: OrderedDict[tuple[str, ...], Read] = OrderedDict()
        self._samples: dict[tuple[str, ...], tuple[FloatArray, FloatArray]] = {}
        self._bytes = 0
        self._lock = threading.Lock()

    def known(self, image: Image) -> Known:
        """Size and selection of an image, which is opened once for it.

        Raises:
            EngineError: as `open_scene` and `InputRecipe.select`.
        """
        if image.paths not in self._known:
            with self._opened(image) as scene:
                selection = self._recipe.select(scene.bands)
                if self._limits:
                    selection = scaled(selection, None, scene, Events())
                self._known[image.paths] = Known(scene.height, scene.width, selection)
        return self._known[image.paths]

    def read(self, image: Image, window: Window) -> Read:
        """Reflectance of the selected bands (B, h, w), and validity (h, w)."""
        known = self.known(image)
        if known.height * known.width > _SMALL:
            with self._opened(image) as scene:
                return scene.read(window, known.selection.positions)
        with self._lock:
            whole = self._small.get(image.paths)
        if whole is None:
            with self._opened(image) as scene:
                whole = scene.read(Window(0, 0, known.height, known.width), known.selection.positions)
            self._keep(image.paths, whole)
        return _cut(whole, window)

    def sample(self, first: Image, second: Image) -> tuple[FloatArray, FloatArray]:
        """Pixels (B, P) of both dates that are valid at both, from windows all over a pair."""
        key = (*first.paths, *second.paths)
        if key not in self._samples:
            known = self.known(first)
            side = min(_SAMPLED_SIDE, known.height, known.width)
            found: list[list[FloatArray]] = [[], []]
            for row, column in itertools.product(*(_spread(n, side) for n in (known.height, known.width))):
                window = Window(row, column, side, side)
                reads = [self.read(image, window) for image in (first, second)]
                valid = np.logical_and(reads[0][1], reads[1][1])
                for pixels, (read, _) in zip(found, reads, strict=True):
                    pixels.append(read[:, valid])
            one, two = (np.concatenate(pixels, 1) for pixels in found)
            step = max(1, -(-one.shape[1] // _SAMPLED_PIXELS))
            self._samples[key] = one[:, ::step], two[:, ::step]
        return self._samples[key]

    def close(self) -> None:
        """Close all files."""
        for one in self._open.values():
            one.scene.close()
        self._open.clear()

    def _keep(self, paths: tuple[str, ...], whole: Read) -> None:
        with self._lock:
            if paths not in self._small:
                self._small[paths] = whole
                self._bytes += whole[0].nbytes
            while self._bytes > _KEPT_BYTES and len(self._small) > 1:
                self._bytes -= self._small.popitem(last=False)[1][0].nbytes

    @contextmanager
    def _opened(self, image: Image) -> Iterator[Scene]:
        key = image.paths
        with self._lock:
            one = self._open.get(key)
            if one is not None:
                one.users += 1
        if one is None:
            scene = open_scene(image.paths, image.options)
            with self._lock:
                one = self._open.get(key)
                if one is None:
                    one = self._open[key] = _Opened(scene)
                else:
                    scene.close()
                one.users += 1
        try:
            yield one.scene
        finally:
            with self._lock:
                one.users -= 1
                self._open.move_to_end(key)
                for other, idle in list(self._open.items()):
                    if len(self._open) <= _OPEN:
                        break
                    if idle.users == 0:
                        del self._open[other]
                        idle.scene.close()


def _spread(length: int, side: int) -> list[int]:
    """First pixels of windows that are spread evenly."""
    count = min(_SAMPLED_WINDOWS, max(1, length // side))
    return [k * (length - side) // max(1, count - 1) for k in range(count)]


def _cut(whole: Read, window: Window) -> Read:
    pixels, valid = whole
    height, width = valid.shape
    top, left = max(0, window.row), max(0, window.column)
    bottom, right = min(height, window.row + window.height), min(width, window.column + window.width)
    out = np.zeros((len(pixels), window.height, window.width), np.float32)
    seen = np.zeros((window.height, window.width), np.bool_)
    if bottom > top and right > left:
        place = (
            slice(top - window.row, bottom - window.row),
            slice(left - window.column, right - window.column),
        )
        out[(slice(None), *place)] = pixels[:, top:bottom, left:right]
        seen[place] = valid[top:bottom, left:right]
    return out, seen


@dataclass(frozen=True)
class Variation:
    """How a chip is varied: see the settings' table "augmentation"."""

    turn: bool = False
    zoom: float = 0.0
    gain: float = 0.0
    band_gain: float = 0.0

    @classmethod
    def of(cls, settings: Settings) -> "Variation":
        """As the settings say."""
        names = ("turn", "zoom", "gain", "band_gain")
        return cls(*(settings[f"augmentation.{name}"] for name in names))


NONE = Variation()


class Maker:
    """Makes chips of windows.

    Args:
        scenes: reads them.
        side: of the chips in pixels.
        raw: whether the network takes reflectance as it is.
        geometry: how a whole image becomes a chip.
    """

    def __init__(self, scenes: Scenes, side: int, raw: bool, geometry: CellGeometry | None = None) -> None:
        self.scenes, self.side, self._raw = scenes, side, raw
        self._geometry = geometry

    def window(
        self, item: Item, window: Window, part: Part | None, vary: Variation, random: np.random.Generator
    ) -> Batch:
        """A batch of one, as large as the window, with the labels of its pixels if it has any."""
        wanted = window.height
        side = round(wanted * np.exp(random.uniform(-1, 1) * np.log1p(vary.zoom))) if vary.zoom else wanted
        grown = (window.height - side) // 2
        window = Window(window.row + grown, window.column + grown, side, side)
        labels = (
            np.full((side, side), UNLABELLED, np.int16)
            if item.labels is None
            else item.labels.read(window, part)
        )
        reads = [self.scenes.read(image, window) for image in item.images]
        valid = np.logical_and.reduce([seen for _, seen in reads])
        labels = np.where(valid, labels, UNLABELLED)
        turns, mirror = (int(random.integers(4)), bool(random.integers(2))) if vary.turn else (0, False)
        gains = [_gain(len(pixels), vary, random) for pixels, _ in reads]
        dates = [
            self._input(image, pixels * gain[:, None, None], valid)
            for image, (pixels, _), gain in zip(item.images, reads, gains, strict=True)
        ]
        statistics = self._statistics(item, gains) if self._raw and len(dates) == 2 else torch.empty(0)
        seen = torch.from_numpy(valid)[None, None].float()
        target = torch.from_numpy(labels.astype(np.int64))[None, None]
        if side != wanted:
            size = (wanted, wanted)
            dates = [F.interpolate(x, size, mode="bilinear", antialias=side > wanted) for x in dates]
            seen = F.interpolate(seen, size, mode="nearest")
            target = F.interpolate(target.double(), size, mode="nearest").long()
        dates, seen, target = (
            [_turned(x, turns, mirror) for x in dates],
            _turned(seen, turns, mirror),
            _turned(target, turns, mirror),
        )
        inside = seen[:, 0] > 0.5
        dates = [x * inside[:, None] for x in dates]
        return Batch(tuple(dates), inside, target[:, 0], statistics)

    def whole(self, item: Item, target: Tensor, vary: Variation, random: np.random.Generator) -> Batch:
        """A batch of one: a whole image, brought to the chip's size as `CellGeometry` does it."""
        image = item.images[0]
        known = self.scenes.known(image)
        share = 1 - vary.zoom * random.uniform() if vary.zoom else 1.0
        height, width = (max(8, round(share * length)) for length in (known.height, known.width))
        row = int(random.integers(known.height - height + 1)) if known.height > height else 0
        column = int(random.integers(known.width - width + 1)) if known.width > width else 0
        pixels, valid = self.scenes.read(image, Window(row, column, height, width))
        x = self._input(image, pixels * _gain(len(pixels), vary, random)[:, None, None], valid)
        assert self._geometry is not None
        x, seen = self._geometry.apply(x), self._geometry.cover(torch.from_numpy(valid.copy())[None])
        if vary.turn:
            turns, mirror = int(random.integers(4)), bool(random.integers(2))
            x, seen = _turned(x, turns, mirror), _turned(seen, turns, mirror)
        return Batch((x,), seen, target[None])

    def _statistics(self, item: Item, gains: list[FloatArray]) -> Tensor:
        """What a pair's channels differ by all over it, varied as the chip is: (1, C, 2)."""
        sampled = self.scenes.sample(*item.images)
        if not sampled[0].shape[1]:
            channels = len(self.scenes.known(item.images[0]).selection.mixing)
            return torch.stack([torch.zeros(1, channels), torch.ones(1, channels)], -1)
        roots = []
        for image, pixels, gain in zip(item.images, sampled, gains, strict=True):
            mixed = self.scenes.known(image).selection.mix(
                torch.from_numpy(pixels * gain[:, None])[None, :, None]
            )
            roots.append(rooted(mixed[0, :, 0]))
        return statistics_of(roots[1] - roots[0])[None]

    def _input(self, image: Image, pixels: FloatArray, valid: BoolArray) -> Tensor:
        """The network's channels (1, C, h, w) of reflectance (B, h, w)."""
        selection = self.scenes.known(image).selection
        chips = torch.from_numpy(np.where(valid, pixels, 0).astype(np.float32))[None]
        seen = torch.from_numpy(np.ascontiguousarray(valid))[None]
        return selection.mix(chips) if self._raw else selection.assemble(chips, seen)


def _gain(bands: int, vary: Variation, random: np.random.Generator) -> FloatArray:
    """How much brighter a date becomes, by band: (B,)."""
    gain = 1 + vary.gain * random.uniform(-1, 1) + vary.band_gain * random.uniform(-1, 1, bands)
    brighter: FloatArray = gain.astype(np.float32)
    return brighter


def _turned(x: Tensor, turns: int, mirror: bool) -> Tensor:
    x = torch.rot90(x, turns, (-2, -1))
    return x.flip(-1) if mirror else x


def joined(parts: list[Batch]) -> Batch:
    """One batch of several."""
    dates = tuple(torch.cat([part.dates[k] for part in parts]) for k in range(len(parts[0].dates)))
    valid, target = torch.cat([p.valid for p in parts]), torch.cat([p.target for p in parts])
    return Batch(dates, valid, target, torch.cat([p.statistics for p in parts]))


class Ahead:
    """Makes batches in threads while the network is busy.

    Args:
        make: a chip from step and number; called from several threads.
        batch: chips in a batch.
        threads: that read.
    """

    STEPS = 3

    def __init__(self, make: Callable[[int, int], Batch], batch: int, threads: int) -> None:
        self._make, self._batch = make, batch
        self._pool = ThreadPoolExecutor(threads, "chips")
        self._waiting: dict[int, list[Future[Batch]]] = {}

    def batch(self, step: int, last: int) -> Batch:
        """The batch of a step; those that follow are begun."""
        for number in range(step, min(step + self.STEPS, last)):
            if number not in self._waiting:
                self._waiting[number] = [self._pool.submit(self._make, number, k) for k in range(self._batch)]
        return joined([chip.result() for chip in self._waiting.pop(step)])

    def close(self) -> None:
        """End the threads."""
        self._pool.shutdown(cancel_futures=True)
