"""The loss of one step of land-cover training: every kind of labelled data at once, in one pass.

Crops of all sources are joined after the part of the network that knows bands. So each step has the same
mixture, which batch norms need: their statistics after training are those of what they were trained with.

Unlabelled chips take part by what a teacher says of them: the network's own moving average (mean teacher,
Tarvainen and Valpola, NeurIPS 2017), which sees them clean and with all bands, or names the scene from the
visible bands alone, while the network sees them hazy and with some of the bands. For a smaller network the
teacher is the larger one, on every source (knowledge distillation, Hinton et al. 2015).
"""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.training import augment, classes
from models.training.optimization import autocast, partial_label_loss
from models.training.packing import BANDS, TEN_BANDS
from models.training.sources import HALF, RGB, Lesson, Pixels, Source, wavelengths_of

PARCEL_TILES, PARCEL_WEIGHT = 4, 0.1
"""Of synthetic parcels from single labelled pixels."""
CHIP_TILES, CHIP_WEIGHT = 8, 0.2
"""Of unlabelled chips."""
SCENE_WEIGHT = 0.5
TEACHER_STEPS = 100
"""The teacher takes over the moving average of the weights this often."""
TRUST_FROM = 0.2
"""Share of the training after which the network's own average teaches."""


class _Part(NamedTuple):
    """One source's part of a step."""

    bands: tuple[str, ...]
    clean: Tensor
    seen: tuple[Tensor, ...]
    lesson: Lesson
    weight: float
    unlabelled: bool


class LandCoverLoss:
    """Call it for the loss of a fresh batch; always the same shapes, random numbers from the device.

    Args:
        model: that learns: with `assemble` (a band set to tensors that can be joined), `decode` (those to
            tokens and features) and ``classifier``, as the compact network and the U-Net have.
        sources: with labels; the first has full ones.
        pixels: single labelled pixels.
        chips: (M, 11, 64, 64) companded, in the order of `BANDS`, without labels.
        scale: number of tiles of each source over what it says.
        fewer_bands: share of the tiles that show a random subset of their bands.
        teacher: a finished network that teaches a smaller one; None for the network's own average.
        compiled: whether to fuse the networks' kernels (`torch.compile`): a minute or two once, then steps
            take two thirds of the time.
    """

    def __init__(
        self,
        model: nn.Module,
        sources: list[Source],
        pixels: Pixels,
        chips: Tensor,
        scale: float = 1.0,
        fewer_bands: float = 0.2,
        teacher: nn.Module | None = None,
        compiled: bool = False,
    ) -> None:
        self._model, self._pixels, self._fewer = model, pixels, fewer_bands
        self._sources = [replace(source, tiles=max(1, round(source.tiles * scale))) for source in sources]
        self._parcels = max(1, round(PARCEL_TILES * scale))
        blank = torch.zeros(1, 1, 1, dtype=torch.int32, device=chips.device).expand(len(chips), HALF, HALF)
        even = torch.ones(len(chips), device=chips.device)
        tiles = max(1, round(CHIP_TILES * scale))
        self._chips = Source("chips", BANDS, chips, blank, even, HALF, (0.75, 1.0), tiles, CHIP_WEIGHT, 0.5)
        labels = sources[0].labels
        counts = torch.stack([(labels == (1 << k)).sum() for k in range(len(classes.CODES))])
        weights = (counts / counts.sum()).clamp(min=1e-3) ** -0.15
        self._class_weights = weights / weights.mean()
        self._distilled = teacher is not None
        self._teacher = (teacher or deepcopy(model)).eval().requires_grad_(False)
        learn: Any = model
        teach: Any = self._teacher
        self._decode, self._teach = learn.decode, teach.decode
        if compiled:
            self._decode, self._teach = (
                torch.compile(decode, dynamic=False) for decode in (self._decode, self._teach)
            )
        self._trust = torch.full((), float(self._distilled), device=chips.device)
        self._visible = torch.tensor([BANDS.index(b) for b in RGB], device=chips.device)

    def follow(self, step: int, share: float, average: Mapping[str, Tensor]) -> None:
        """Let the teacher take over the moving average, now and then.

        Args:
            step: number of steps done.
            share: of the training that is done.
            average: weights.
        """
        if self._distilled:
            return
        if step % TEACHER_STEPS == 0:
            self._teacher.load_state_dict(average)
        self._trust.fill_(float(share > TRUST_FROM))

    def __call__(self) -> Tensor:
        """Compute the loss."""
        model: Any = self._model
        with autocast(self._chips.images.device):
            parts = [self._part(source, source.lesson()) for source in self._sources]
            parts.append(self._parcels_part())
            parts.append(self._part(self._chips, self._chips.lesson(), unlabelled=True))
            joined = [torch.cat(pieces) for pieces in zip(*(part.seen for part in parts), strict=True)]
            apart = torch.cat(
                [torch.full((len(p.clean),), p.lesson.mosaic, device=p.clean.device) for p in parts]
            )
            tokens, decoded = self._decode(*joined, apart=apart)
            logits = model.classifier(decoded)
        total = torch.zeros((), device=logits.device)
        sizes = [len(part.clean) for part in parts]
        taught = self._taught([part for part in parts if part.unlabelled or self._distilled])
        scene_head = getattr(model, "scene_head", None)
        for part, deep, guess in zip(parts, tokens.split(sizes), logits.split(sizes), strict=True):
            if not part.unlabelled:
                loss = partial_label_loss(guess, part.lesson.labels, self._class_weights)
                total = total + part.weight * loss
            of_crops = None
            if part.unlabelled or self._distilled:
                of_pixels, of_crops = next(taught)
                agreement = F.cross_entropy(guess.float(), of_pixels)
                total = total + part.weight * self._trust * agreement
            if scene_head is None:
                continue
            with autocast(deep.device):
                of_scenes = scene_head(_pooled(deep)).float()
            if part.lesson.scenes is not None:
                loss = F.cross_entropy(of_scenes, part.lesson.scenes, label_smoothing=0.05)
                total = total + SCENE_WEIGHT * loss
            elif of_crops is not None:
                total = total + SCENE_WEIGHT * self._trust * F.cross_entropy(of_scenes, of_crops)
        return total

    def _part(self, source: Source, lesson: Lesson, unlabelled: bool = False) -> _Part:
        clean, wavelengths = lesson.images, wavelengths_of(source.bands)
        x = augment.blur(augment.radiometry(clean, wavelengths, source.haze))
        if source.scenes is None and not unlabelled:
            # Elsewhere a pasted piece would make a scene's class wrong.
            x, labels = augment.cutmix(x, lesson.labels, 0.3)
            lesson = lesson._replace(labels=labels)
        if self._distilled and not unlabelled:
            clean = x
        given = augment.some_bands(len(x), len(source.bands), 3, self._fewer, x.device)
        model: Any = self._model
        seen = model.assemble(x, wavelengths, None, given)
        return _Part(source.bands, clean, seen, lesson, source.weight, unlabelled)

    def _parcels_part(self) -> _Part:
        x, y = augment.parcels(*self._pixels, 4 * self._parcels, HALF)
        lesson = Lesson(augment.mosaic(x), augment.mosaic(y[:, None])[:, 0], True)
        wavelengths = wavelengths_of(TEN_BANDS)
        seen_pixels = augment.radiometry(lesson.images, wavelengths, 0.5)
        given = augment.some_bands(len(seen_pixels), len(TEN_BANDS), 4, self._fewer, x.device)
        model: Any = self._model
        seen = model.assemble(seen_pixels, wavelengths, None, given)
        return _Part(TEN_BANDS, lesson.images, seen, lesson, PARCEL_WEIGHT, False)

    @torch.no_grad()
    def _taught(self, parts: list[_Part]) -> Iterator[tuple[Tensor, Tensor | None]]:
        """What the teacher says of pixels (n, classes, H, W), and of unlabelled parts' crops (4n, scenes)."""
        teacher: Any = self._teacher
        views = [
            (teacher.assemble(part.clean, wavelengths_of(part.bands), None, None), part.lesson.mosaic)
            for part in parts
        ]
        # Scenes are known from the visible bands only.
        views += [
            (teacher.assemble(part.clean[:, self._visible], wavelengths_of(RGB), None, None), True)
            for part in parts
            if part.unlabelled
        ]
        joined = [torch.cat(pieces) for pieces in zip(*(view for view, _ in views), strict=True)]
        sizes = [len(view[0]) for view, _ in views]
        apart = torch.cat(
            [
                torch.full((n,), mosaic, device=joined[0].device)
                for n, (_, mosaic) in zip(sizes, views, strict=True)
            ]
        )
        with autocast(joined[0].device):
            tokens, decoded = self._teach(*joined, apart=apart)
            pixels = teacher.classifier(decoded).float().softmax(1).split(sizes)
            of_crops: Iterator[Tensor | None] = iter(())
            if getattr(teacher, "scene_head", None) is not None:
                seen = [_pooled(deep) for deep in tokens.split(sizes)[len(parts) :]]
                of_crops = iter([teacher.scene_head(deep).float().softmax(1) for deep in seen])
        for part, of_pixels in zip(parts, pixels, strict=False):
            yield of_pixels, next(of_crops, None) if part.unlabelled else None


def _pooled(tokens: Tensor) -> Tensor:
    """Means over the crops of mosaics: (n, D, H, W) -> (4n, D)."""
    n, width, height, _ = tokens.shape
    means = tokens.reshape(n, width, 2, height // 2, 2, height // 2).mean((3, 5))
    return means.permute(0, 2, 3, 1).reshape(4 * n, width)
