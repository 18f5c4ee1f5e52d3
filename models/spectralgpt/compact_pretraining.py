"""Compact networks as models that reconstruct what is hidden, and that give features."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor

from models.catalog import Card, verified_weights
from models.rasters.bands import SENTINEL2, Band
from models.spectralgpt.architecture import PATCH
from models.spectralgpt.compact import REFLECTANCE_ROOT_MEAN, REFLECTANCE_ROOT_SCALE, fold_norms
from models.spectralgpt.compact_model import compact_network
from models.spectralgpt.inputs import InputRecipe, InputSelection
from models.spectralgpt.official_models import bad_card
from models.spectralgpt.wavelengths import spectral_groups

SPREAD = 8.0
"""Standard deviation in pixels of how far an error is carried."""
FAINT = 0.02
"""Weight of "no error" beside what is known around a pixel."""


def spread_error(error: Tensor, known: Tensor) -> Tensor:
    """What a prediction is off by where the truth is known, carried into what is hidden.

    As regression kriging does (Hengl et al., Computers & Geosciences 33, 2007), with a normalised Gaussian
    mean in place of the variogram: a prediction that is too dark all around is too dark inside as well.

    Args:
        error: (C, H, W).
        known: (C, H, W) bool.

    Returns:
        (C, H, W), fading to 0 where nothing is known for a few times `SPREAD`.
    """
    reach = round(3 * SPREAD)
    kernel = torch.arange(-reach, reach + 1, device=error.device, dtype=torch.float32)
    kernel = torch.exp(-0.5 * (kernel / SPREAD).square())
    kernel = kernel / kernel.sum()
    both = torch.stack([torch.where(known, error, 0.0), known.to(error.dtype)], 1).flatten(0, 1)[:, None]
    for shape, padding in (((1, 1, -1, 1), (reach, 0)), ((1, 1, 1, -1), (0, reach))):
        both = F.conv2d(both, kernel.view(shape), padding=padding)
    total, weight = both.view(len(error), 2, *error.shape[1:]).unbind(1)
    return total / (weight + FAINT)


@dataclass(frozen=True)
class ReflectanceSelection:
    """The network's bands of a scene, in reflectance: nothing is scaled.

    Attributes:
        chosen: bands as `InputRecipe` makes them, those that the scene lacks from their neighbours.
    """

    chosen: InputSelection

    @property
    def positions(self) -> list[int]:
        """Indices into the scene's bands."""
        return self.chosen.positions

    @property
    def notes(self) -> list[str]:
        """What the user should know about it, one sentence each."""
        return self.chosen.notes

    def mix(self, chips: Tensor) -> Tensor:
        """The network's bands: (N, B, H, W) -> (N, C, H, W)."""
        return self.chosen.mix(chips)


class CompactPretraining:
    """A compact network as it was pretrained, in float32; see `OfficialPretraining`.

    Attributes:
        card, chip, overlap: from the card.
        bands: names of the network's bands.
        groups: spectral groups that the bands are in: visible, near infrared, short-wave infrared.
        group_of_band: the group of each band.
    """

    def __init__(self, card: Card, network: Any, device: str) -> None:
        self.card, self.chip, self.overlap = card, card.chip, card.overlap
        self.bands = tuple(band.name for band in card.bands)
        if not self.bands or any(band not in SENTINEL2 for band in self.bands):
            raise bad_card(card, "its bands are not Sentinel-2's")
        self._wavelengths = [band.wavelength for band in card.bands]
        members = spectral_groups(self._wavelengths)
        self.groups = len(members)
        self.group_of_band = tuple(
            next(number for number, group in enumerate(members) if band in group)
            for band in range(len(self.bands))
        )
        self._network = network.to(device)

    def select_bands(self, bands: Sequence[Band]) -> ReflectanceSelection:
        """See `InputRecipe.select`."""
        return ReflectanceSelection(InputRecipe(self.bands).select(bands))

    def features(self, chips: Tensor, valid: Tensor, selection: ReflectanceSelection) -> Tensor:
        """Features of the places (N, D, H/8, W/8) float32; see `OfficialPretraining.features`."""
        image = selection.mix(torch.where(valid[:, None], chips, 0.0))
        hidden = None if bool(valid.all()) else ~valid[:, None]
        tokens: Tensor = self._network.tokens(image, self._wavelengths, hidden)
        return tokens.float()

    def reconstruct(
        self,
        chip: Tensor,
        valid: Tensor,
        hidden: Tensor,
        selection: ReflectanceSelection,
        judge_by_visible: bool,  # noqa: ARG002
    ) -> Tensor | None:
        """Predict one chip from the pixels that are valid and in no hidden token.

        Args:
            chip: (B, H, W) float32 reflectance.
            valid: (H, W) bool.
            hidden: (groups, H/8, W/8) bool.
            selection: what `select_bands` gave for the B bands.
            judge_by_visible: nothing is scaled, so there is nothing to judge.

        Returns:
            (C, H, W) reflectance of the network's bands, or None where there is nothing visible.
        """
        covered = hidden[list(self.group_of_band)].repeat_interleave(PATCH, 1).repeat_interleave(PATCH, 2)
        covered = covered | ~valid
        if bool(covered.all()):
            return None
        image = selection.mix(torch.where(valid, chip, 0.0)[None])
        guess = self._network.reconstruct(image, self._wavelengths, covered[None], self._wavelengths)[0]
        root = guess.float() * REFLECTANCE_ROOT_SCALE + REFLECTANCE_ROOT_MEAN
        reflectance = root.clamp(min=0.0).square()
        filled: Tensor = (reflectance + spread_error(image[0] - reflectance, ~covered)).clamp(min=0.0)
        return filled


def load_compact_pretraining(card: Card, device: str) -> CompactPretraining:
    """Build the network that a card describes.

    Raises:
        EngineError: ``model.missing``, ``model.damaged`` or ``model.bad_card``.
    """
    network = compact_network(card, verified_weights(card)).eval()
    fold_norms(network)
    return CompactPretraining(card, network, device)
