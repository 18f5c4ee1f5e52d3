"""The loss of one step of land-cover training: every kind of labelled data at once, in one pass.

Crops of all sources are joined after the part of the network that knows bands. So each step has the same
mixture, which batch norms need: their statistics after training are those of what they were trained with.

Sources that finished networks have been asked about teach what those said beside their labels (see
`models.training.teaching`). Without such teachers the unlabelled chips take part by what the network's own
moving average says of them (mean teacher, Tarvainen and Valpola, NeurIPS 2017): it sees them clean and with
the bands of HLS, as teachers do, or names the scene from the visible bands alone, while the network sees them
hazy and with all or some of the bands. A few tiles are masked, and the network reconstructs what is hidden.
"""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import replace
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.compact import PATCH, normalise
from models.spectralgpt.wavelengths import spectral_groups
from models.training import augment, classes
from models.training.descent import autocast
from models.training.losses import partial_label_loss, reconstruction_loss
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS
from models.training.sources import HALF, RGB, Lesson, Pixels, Source, wavelengths_of

PARCEL_TILES, PARCEL_WEIGHT = 4, 0.1
"""Of synthetic parcels from single labelled pixels."""
MASKED_TILES = (6, 2)
"""Of unlabelled chips and of the first source, to be reconstructed."""
MASKED_WEIGHT = 1.0
WITHOUT_COASTAL = 0.4
"""Share of the tiles with all of Sentinel-2's bands that lack B01: many users stack the 10 and 20 m bands."""
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
    hidden: Tensor | None = None


class LandCoverLoss:
    """Call it for the loss of a fresh batch; always the same shapes, random numbers from the device.

    Args:
        model: that learns: with `assemble` (a band set to tensors that can be joined), `decode` (those to
            tokens and features) and ``classifier``, as the compact network and the U-Net have.
        sources: with labels; the first has full ones.
        pixels: single labelled pixels.
        chips: without labels, with all of `BANDS`.
        scale: number of tiles of each source over what it says.
        fewer_bands: share of the tiles that show a random subset of their bands.
        compiled: whether to fuse the networks' kernels (`torch.compile`): a minute or two once, then steps
            take two thirds of the time.
    """

    def __init__(
        self,
        model: nn.Module,
        sources: list[Source],
        pixels: Pixels,
        chips: Source,
        scale: float = 1.0,
        fewer_bands: float = 0.2,
        compiled: bool = False,
    ) -> None:
        self._model, self._pixels, self._fewer = model, pixels, fewer_bands

        def tiles(count: float) -> int:
            return max(1, round(count * scale))

        self._sources = [replace(source, tiles=tiles(source.tiles)) for source in sources]
        self._chips = replace(chips, tiles=tiles(chips.tiles))
        self._parcels = tiles(PARCEL_TILES)
        able = getattr(model, "reconstruction", None) is not None
        self._masked = [
            replace(source, tiles=tiles(count))
            for source, count in zip((chips, sources[0]), MASKED_TILES, strict=True)
            if able
        ]
        labels = sources[0].labels
        counts = torch.stack([(labels == (1 << k)).sum() for k in range(len(classes.CODES))])
        weights = (counts / counts.sum()).clamp(min=1e-3) ** -0.15
        self._class_weights = weights / weights.mean()
        learn: Any = model
        self._decode = torch.compile(learn.decode, dynamic=False) if compiled else learn.decode
        self._average: Any = None
        self._trust = torch.zeros((), device=chips.images.device)
        if chips.soft is None:
            self._average = deepcopy(model).eval().requires_grad_(False)
            teach: Any = self._average
            self._teach = torch.compile(teach.decode, dynamic=False) if compiled else teach.decode
        self._visible, self._known = (
            torch.tensor([BANDS.index(b) for b in some], device=chips.images.device)
            for some in (RGB, HLS_BANDS)
        )

    def follow(self, step: int, share: float, average: Mapping[str, Tensor]) -> None:
        """Let the network's moving average, where that teaches, take over its weights now and then.

        Args:
            step: number of steps done.
            share: of the training that is done.
            average: weights.
        """
        if self._average is None:
            return
        if step % TEACHER_STEPS == 0:
            self._average.load_state_dict(average)
        self._trust.fill_(float(share > TRUST_FROM))

    def __call__(self) -> Tensor:
        """Compute the loss."""
        model: Any = self._model
        with autocast(self._chips.images.device):
            parts = [self._part(source) for source in self._sources]
            parts.append(self._parcels_part())
            parts.append(self._part(self._chips))
            parts += [self._masked_part(source) for source in self._masked]
            joined = [torch.cat(pieces) for pieces in zip(*(part.seen for part in parts), strict=True)]
            apart = torch.cat(
                [torch.full((len(p.clean),), p.lesson.mosaic, device=p.clean.device) for p in parts]
            )
            tokens, decoded = self._decode(*joined, apart=apart)
            logits = model.classifier(decoded)
        total = torch.zeros((), device=logits.device)
        sizes = [len(part.clean) for part in parts]
        features = (whole.split(sizes) for whole in (tokens, decoded, logits))
        for part, deep, fine, guess in zip(parts, *features, strict=True):
            if part.hidden is not None:
                total = total + part.weight * self._reconstruction_loss(part, part.hidden, fine)
                continue
            total = total + part.weight * self._pixel_loss(part, guess)
            if part.lesson.scenes is not None and getattr(model, "scene_head", None) is not None:
                smoothing = 0.05 if part.lesson.scenes.ndim == 1 else 0.0
                of_scenes = self._scene_logits(deep)
                loss = F.cross_entropy(of_scenes, part.lesson.scenes, label_smoothing=smoothing)
                total = total + SCENE_WEIGHT * loss
        if self._average is not None:
            where = len(parts) - 1 - len(self._masked)
            deep, guess = (whole.split(sizes)[where] for whole in (tokens, logits))
            total = total + self._trust * self._agreement(parts[where], deep, guess)
        return total

    def _part(self, source: Source) -> _Part:
        lesson, wavelengths = source.lesson(), wavelengths_of(source.bands)
        x = augment.blur(augment.radiometry(lesson.images, wavelengths, source.haze))
        if source.scenes is None and source is not self._chips:
            # Elsewhere a pasted piece would make a scene's class wrong.
            soft = lesson.soft
            both = x if soft is None else torch.cat([x, soft], 1)
            both, labels = augment.cutmix(both, lesson.labels, 0.3)
            x = both[:, : len(source.bands)]
            lesson = lesson._replace(
                labels=labels, soft=None if soft is None else both[:, len(source.bands) :]
            )
        return _Part(source.bands, lesson.images, self._seen(x, source.bands, 3), lesson, source.weight)

    def _parcels_part(self) -> _Part:
        wavelengths = wavelengths_of(TEN_BANDS)
        x, y = augment.parcels(*self._pixels, 4 * self._parcels, HALF, wavelengths)
        lesson = Lesson(augment.mosaic(x), augment.mosaic(y[:, None])[:, 0], True)
        hazy = augment.radiometry(lesson.images, wavelengths, 0.5)
        return _Part(TEN_BANDS, lesson.images, self._seen(hazy, TEN_BANDS, 4), lesson, PARCEL_WEIGHT)

    def _seen(self, x: Tensor, bands: tuple[str, ...], fewest: int) -> tuple[Tensor, ...]:
        """What the network is given of tiles: of some only a random subset of the bands."""
        given = augment.some_bands(len(x), len(bands), fewest, self._fewer, x.device)
        if bands == BANDS:
            given[:, BANDS.index("B01")] &= torch.rand(len(x), device=x.device) >= WITHOUT_COASTAL
        model: Any = self._model
        seen: tuple[Tensor, ...] = model.assemble(x, wavelengths_of(bands), None, given)
        return seen

    def _masked_part(self, source: Source) -> _Part:
        """Every other tile with blocks of pixels and whole bands hidden, the others with tokens."""
        lesson, wavelengths = source.lesson(), wavelengths_of(source.bands)
        x = augment.radiometry(lesson.images, wavelengths, source.haze)
        n, bands, size, _ = x.shape
        given = augment.some_bands(n, bands, 3, 0.3, x.device)
        blocks = augment.masked_blocks(n, given, size, 0.6)
        tokens = augment.masked_tokens(spectral_groups(wavelengths), n, size, PATCH, x.device)
        every_other = torch.arange(n, device=x.device)[:, None, None, None] % 2 == 0
        hidden = torch.where(every_other, blocks, tokens)
        model: Any = self._model
        seen = model.assemble(x, wavelengths, hidden, given)
        unseen = hidden | ~given[:, :, None, None]
        return _Part(source.bands, x, seen, lesson, MASKED_WEIGHT, unseen)

    def _reconstruction_loss(self, part: _Part, hidden: Tensor, decoded: Tensor) -> Tensor:
        model: Any = self._model
        with autocast(decoded.device):
            guess = model.bands_from(decoded, wavelengths_of(part.bands))
        return reconstruction_loss(guess, normalise(part.clean), hidden)

    def _scene_logits(self, tokens: Tensor) -> Tensor:
        model: Any = self._model
        with autocast(tokens.device):
            logits: Tensor = model.scene_head(_pooled(tokens)).float()
        return logits

    def _pixel_loss(self, part: _Part, guess: Tensor) -> Tensor:
        """Of the labels, and of what teachers said."""
        loss = partial_label_loss(guess, part.lesson.labels, self._class_weights)
        if part.lesson.soft is None:
            return loss
        soft = part.lesson.soft / part.lesson.soft.sum(1, keepdim=True).clamp(min=1e-6)
        return loss + F.cross_entropy(guess.float(), soft)

    def _agreement(self, part: _Part, deep: Tensor, guess: Tensor) -> Tensor:
        """Of the unlabelled chips with what the moving average says of them."""
        of_pixels, of_crops = self._said(part)
        loss = part.weight * F.cross_entropy(guess.float(), of_pixels)
        if of_crops is None:
            return loss
        return loss + SCENE_WEIGHT * F.cross_entropy(self._scene_logits(deep), of_crops)

    @torch.no_grad()
    def _said(self, part: _Part) -> tuple[Tensor, Tensor | None]:
        """What the moving average says of pixels (n, classes, H, W), and of crops as scenes (4n, scenes)."""
        teacher, n = self._average, len(part.clean)
        # Scenes are known from the visible bands only, and from images at the top of the atmosphere.
        wavelengths = wavelengths_of(RGB)
        seen = augment.with_atmosphere(part.clean[:, self._visible], wavelengths)
        views = [
            teacher.assemble(part.clean[:, self._known], wavelengths_of(HLS_BANDS), None, None),
            teacher.assemble(seen, wavelengths, None, None),
        ]
        joined = [torch.cat(pieces) for pieces in zip(*views, strict=True)]
        apart = torch.full((2 * n,), True, device=part.clean.device)
        with autocast(apart.device):
            tokens, decoded = self._teach(*joined, apart=apart)
            pixels = teacher.classifier(decoded[:n]).float().softmax(1)
            if getattr(teacher, "scene_head", None) is None:
                return pixels, None
            return pixels, teacher.scene_head(_pooled(tokens[n:])).float().softmax(1)


def _pooled(tokens: Tensor) -> Tensor:
    """Means over the crops of mosaics: (n, D, H, W) -> (4n, D)."""
    n, width, height, _ = tokens.shape
    means = tokens.reshape(n, width, 2, height // 2, 2, height // 2).mean((3, 5))
    return means.permute(0, 2, 3, 1).reshape(4 * n, width)
