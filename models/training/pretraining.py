"""What a pretraining run learns: SpectralGPT's masked reconstruction, or to tell hidden patches apart."""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.architecture import GROUP, PATCH
from models.spectralgpt.compact import normalise
from models.spectralgpt.tokens import to_token_values
from models.spectralgpt.wavelengths import spectral_groups
from models.training.augment import masked_blocks
from models.training.chips import Batch
from models.training.discrimination import Projection, instance_contrast, patch_discrimination
from models.training.learner import Learner
from models.training.losses import reconstruction_loss
from models.training.masking import dropped_bands, hidden_groups, visible_tokens
from models.training.settings import Settings

RECONSTRUCTION, DISCRIMINATION = "reconstruction", "discrimination"
TOKENS_MASKED, PIXELS_MASKED = 0.9, 0.6
"""Where the settings say none: SpectralGPT's share, and that of the shipped compact network."""
STRUCTURED, DROPPED = 0.5, 0.3
"""With discrimination: chips with whole groups hidden, and the largest probability of dropping a band."""
LARGEST_BLOCK = 16
"""Of pixels that `masked_blocks` hides."""


class Guess(NamedTuple):
    """What the network made of one masking.

    Attributes:
        groups: of each spectral group: predicted and true values of its tokens (N, T, V), and (N, T) which of
            them were hidden and lie in the scene.
        loss: of the reconstruction.
        pooled: (N, D) mean of the features of what was visible.
    """

    groups: list[tuple[Tensor, Tensor, Tensor]]
    loss: Tensor
    pooled: Tensor


class Pretraining:
    """Losses and scores of pretraining, see the settings' table "pretraining"."""

    def __init__(self, settings: Settings, learner: Learner) -> None:
        self._learner, self._seed = learner, settings["seed"]
        discriminates = settings["pretraining.objective"] == DISCRIMINATION
        self._mask = settings["pretraining.mask"] or (PIXELS_MASKED if learner.compact else TOKENS_MASKED)
        self._structured = _or(settings["pretraining.mask_groups"], STRUCTURED if discriminates else 0.0)
        self._dropped = _or(settings["pretraining.band_dropout"], DROPPED if discriminates else 0.0)
        self._discriminates = discriminates
        self._pixels = settings["pretraining.reconstruction"] if discriminates else 1.0
        self._contrast = settings["pretraining.contrast"] if discriminates else 0.0
        self._projections: dict[int, Projection] = {}

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """Of one batch; random numbers come from torch."""
        first = self._guess(network, batch, self._dropped)
        total = self._total(first)
        if self._contrast and len(batch.valid) > 1:
            second = self._guess(network, batch, self._dropped)
            contrast = instance_contrast(first.pooled, second.pooled)
            total = (total + self._total(second)) / 2 + self._contrast * contrast
        return total

    @torch.no_grad()
    def scores(
        self, network: nn.Module, batches: Iterable[Batch], precision: Callable[[], Any]
    ) -> dict[str, Any]:
        """Losses on batches that were not varied, with the same masks each time; all bands are there.

        "matched" is the share of the hidden tokens whose own target is the most similar one of its chip.
        """
        sums = {"loss": 0.0, "reconstruction": 0.0, "discrimination": 0.0, "matched": 0.0}
        count = 0
        for batch in batches:
            device = batch.valid.device
            with torch.random.fork_rng([device] if device.type == "cuda" else []):
                torch.manual_seed(0)
                with precision():
                    guess = self._guess(network, batch, 0.0)
                told, matched = self._discrimination(guess)
            size = len(batch.valid)
            parts = {
                "loss": self._pixels * guess.loss + (told if self._discriminates else 0.0),
                "reconstruction": guess.loss,
                "discrimination": told,
                "matched": matched,
            }
            sums = {name: total + size * float(parts[name]) for name, total in sums.items()}
            count += size
        return {**{k: round(v / max(1, count), 5) for k, v in sums.items()}, "samples": count}

    def _total(self, guess: Guess) -> Tensor:
        total = self._pixels * guess.loss
        return total + self._discrimination(guess)[0] if self._discriminates else total

    def _discrimination(self, guess: Guess) -> tuple[Tensor, Tensor]:
        parts = [
            patch_discrimination(*group, self._projection(group[1].shape[2], group[1].device))
            for group in guess.groups
            if bool(group[2].any())
        ]
        if not parts:
            nothing = guess.loss.new_zeros(())
            return nothing, nothing
        losses, matched = zip(*parts, strict=True)
        return torch.stack(losses).mean(), torch.stack(matched).mean()

    def _projection(self, values: int, device: torch.device) -> Projection:
        if values not in self._projections:
            self._projections[values] = Projection.frozen(values, self._seed, device)
        return self._projections[values]

    def _guess(self, network: nn.Module, batch: Batch, dropped: float) -> Guess:
        of = self._of_pixels if self._learner.compact else self._of_tokens
        return of(network, batch.dates[0], batch.valid, dropped)

    def _of_tokens(self, network: Any, x: Tensor, valid: Tensor, dropped: float) -> Guess:
        """SpectralGPT's: tokens are hidden, and all are predicted."""
        n, bands, height, width = x.shape
        groups, places = bands // GROUP, (height // PATCH) * (width // PATCH)
        keep = visible_tokens(n, groups, places, self._mask, self._structured, x.device)
        # A band that is dropped looks like one that the scene does not have, see `InputSelection.scale`.
        seen = x.masked_fill(dropped_bands(n, bands, dropped, x.device)[:, :, None, None], 0.0)
        found = network.reconstruct(seen, keep, target=x)
        inside = _patches(valid[:, None].float()).amin(2) > 0
        by_group = (n, groups, places, -1)
        prediction, target = (v.view(by_group) for v in (found.prediction, to_token_values(x)))
        hidden = (found.mask.view(n, groups, places) > 0) & inside[:, None]
        return Guess(
            [(prediction[:, g], target[:, g], hidden[:, g]) for g in range(groups)],
            found.loss,
            found.latent.mean(1),
        )

    def _of_pixels(self, network: Any, x: Tensor, valid: Tensor, dropped: float) -> Guess:
        """The compact network's: blocks of pixels, whole bands and whole groups are hidden."""
        n, bands, size, _ = x.shape
        wavelengths = self._learner.wavelengths
        members = spectral_groups(wavelengths)
        whole = hidden_groups(n, len(members), self._structured, len(members) - 1, x.device)
        absent = dropped_bands(n, bands, dropped, x.device)
        for number, group in enumerate(members):
            absent[:, group] |= whole[:, number, None]
        whole_blocks = -(-size // LARGEST_BLOCK) * LARGEST_BLOCK
        hidden = masked_blocks(n, ~absent, whole_blocks, self._mask)[..., :size, :size]
        hidden = hidden | absent[:, :, None, None] | ~valid[:, None]
        guess = network.reconstruct(x, wavelengths, hidden, wavelengths)
        target = normalise(x)
        unseen = hidden & valid[:, None]
        loss = reconstruction_loss(guess, target, unseen)
        inside = _patches(valid[:, None].float()).amin(2) > 0
        groups = []
        for group in members:
            covered = _patches(hidden[:, group].float()).amin(2) > 0
            groups.append((_patches(guess[:, group]), _patches(target[:, group]), covered & inside))
        pooled = loss.new_zeros(n, 1)
        if self._contrast:
            pooled = network.tokens(x, wavelengths, hidden).mean((2, 3))
        return Guess(groups, loss, pooled)


def _patches(x: Tensor) -> Tensor:
    """Pixels of each place's token: (N, B, H, W) -> (N, H/8 * W/8, B * 64)."""
    return F.pixel_unshuffle(x, PATCH).flatten(2).transpose(1, 2)


def _or(value: float, default: float) -> float:
    return default if value < 0 else value
