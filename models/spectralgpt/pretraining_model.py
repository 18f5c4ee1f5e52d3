"""The official pretraining network as a model of the catalogue: features and reconstructions."""

from collections.abc import Sequence

import torch
from torch import Tensor

from models.catalog import COMPACT, Card, load_official
from models.errors import EngineError
from models.rasters.bands import Band
from models.sentences import say
from models.spectralgpt.architecture import GROUP, PATCH
from models.spectralgpt.compact_pretraining import CompactPretraining, load_compact_pretraining
from models.spectralgpt.input_options import AS_ON_CARD, InputOptions
from models.spectralgpt.inputs import InputRecipe, InputSelection
from models.spectralgpt.pretraining import SpectralGPTPretraining
from models.spectralgpt.tokens import to_image


class OfficialPretraining:
    """SpectralGPT as it was pretrained, in float32.

    Attributes:
        card, chip, overlap: from the card.
        bands: names of the network's bands.
        groups: spectral groups of three bands.
        group_of_band: the group of each band.
    """

    def __init__(self, card: Card, network: SpectralGPTPretraining, device: str) -> None:
        self.card, self.chip, self.overlap = card, card.chip, card.overlap
        self._recipe = InputRecipe.from_card(card.document.get("input", {}))
        self.bands = self._recipe.bands
        self.groups = network.architecture.groups
        self.group_of_band = tuple(band // GROUP for band in range(len(self.bands)))
        if len(self.bands) != network.architecture.bands:
            raise EngineError(
                "model.bad_card",
                say(
                    "The card of {model} has {count} bands, not {wanted}.",
                    model=card.id,
                    count=len(self.bands),
                    wanted=network.architecture.bands,
                ),
                say("Convert the weights again."),
            )
        self._network = network.to(device)

    def select_bands(self, bands: Sequence[Band], options: InputOptions = AS_ON_CARD) -> InputSelection:
        """See `InputRecipe.select`."""
        chip = options.chip or self.chip
        return self._recipe.select(bands, options).for_chip(chip, self._network.architecture)

    def features(self, chips: Tensor, valid: Tensor, selection: InputSelection) -> Tensor:
        """Features of the places: the mean of the tokens of all spectral groups, after the final norm.

        Args:
            chips: (N, B, H, W) float32 reflectance; H and W multiples of 8.
            valid: (N, H, W) bool.
            selection: what `select_bands` gave for the B bands.

        Returns:
            (N, D, H/8, W/8) float32.
        """
        image = selection.assemble(chips, valid)
        n, _, height, width = image.shape
        tokens = self._network.encode(image, selection.centres)
        groups = image.shape[1] // GROUP
        places = tokens.view(n, groups, -1, tokens.shape[2]).mean(1)
        return places.transpose(1, 2).reshape(n, -1, height // PATCH, width // PATCH)

    def reconstruct(
        self,
        chip: Tensor,
        valid: Tensor,
        hidden: Tensor,
        selection: InputSelection,
        judge_by_visible: bool,
    ) -> Tensor | None:
        """Predict one chip from the tokens that are not hidden and whose pixels are all valid.

        Args:
            chip: (B, H, W) float32 reflectance.
            valid: (H, W) bool.
            hidden: (groups, H/8, W/8) bool.
            selection: what `select_bands` gave for the B bands.
            judge_by_visible: scale by the pixels that no hidden token covers, as for a cloud, whose
                brightness says nothing of the ground. Otherwise by all, as in training.

        Returns:
            (C, H, W) reflectance of the network's bands, or None where there is nothing visible.
        """
        seen = valid
        if judge_by_visible:
            covered = hidden.any(0).repeat_interleave(PATCH, 0).repeat_interleave(PATCH, 1)
            seen = valid & ~covered
        height, width = valid.shape
        whole = valid.view(height // PATCH, PATCH, width // PATCH, PATCH).all(3).all(1)
        keep = (~hidden & whole).flatten().nonzero()[:, 0]
        if len(keep) == 0 or not bool(seen.any()):
            return None
        channels = selection.mix(torch.where(valid, chip, 0.0)[None])
        scaled = selection.scale(channels, seen[None])
        prediction = self._network.reconstruct(scaled.values, keep[None]).prediction
        image = to_image(prediction, height, width) * scaled.span + scaled.low
        return image[0]


def load_pretraining(card: Card, device: str) -> OfficialPretraining | CompactPretraining:
    """Load a pretraining network.

    Raises:
        EngineError: as `load_official` or `load_compact_pretraining`.
    """
    if card.architecture.get("name") == COMPACT:
        return load_compact_pretraining(card, device)
    network = load_official(card)
    if not isinstance(network, SpectralGPTPretraining):
        raise EngineError(
            "model.bad_card",
            say("{model} is no pretraining network.", model=card.id),
            say("Convert the weights again."),
        )
    return OfficialPretraining(card, network, device)
