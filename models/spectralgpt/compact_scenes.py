"""Compact networks as classifiers of whole images."""

from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

from models.catalog import BandSelection, Card, class_scheme, find_card, select_bands, verified_weights
from models.class_schemes import ClassScheme
from models.rasters.bands import Band
from models.scenes.model import several_labels
from models.spectralgpt.compact import fold_norms
from models.spectralgpt.compact_model import compact_network, learnt_on
from models.spectralgpt.official_models import bad_card
from models.spectralgpt.scene_recipes import CellGeometry


class CompactScenes:
    """A compact network with its scene head, see `models.scenes.model.SceneModel`.

    It reads any of its bands that a scene has. It computes in float32, as `OfficialScenes` does.
    """

    def __init__(self, card: Card, network: Any, device: str) -> None:
        head = getattr(network, "scene_head", None)
        if head is None:
            raise bad_card(card, "its network does not classify images")
        self.card, self.overlap = card, 0
        self.scheme: ClassScheme = class_scheme(card)
        if head.out_features != len(self.scheme.classes):
            raise bad_card(
                card, f"it names {len(self.scheme.classes)} classes, the network has {head.out_features}"
            )
        self.multiple = several_labels(card)
        self._geometry = CellGeometry.from_card(card.document.get("cell", {}), card.chip)
        self.chip, self.resolution = self._geometry.pixels, self._geometry.resolution
        self._network = network.to(device)

    def select_bands(self, bands: Sequence[Band]) -> BandSelection:
        """See `catalog.select_bands`."""
        return select_bands(self.card, bands)

    def probabilities(self, chips: Tensor, valid: Tensor, selection: BandSelection) -> Tensor:
        """Probabilities (N, K) float32 of reflectance (N, B, H, W) with validity (N, H, W)."""
        image = self._geometry.apply(torch.where(valid[:, None], chips, 0.0))
        seen = self._geometry.cover(valid)
        hidden = None if bool(seen.all()) else ~seen[:, None]
        logits = scene_logits(self._network, image, selection.wavelengths, hidden).float()
        return logits.sigmoid() if self.multiple else logits.softmax(1)


def scene_logits(
    network: Any, reflectance: Tensor, wavelengths: Sequence[float], hidden: Tensor | None
) -> Tensor:
    """Logits (N, K) of whole images (N, B, H, W); without the decoder, which they do not need."""
    tokens = network.tokens(reflectance, wavelengths, hidden)
    logits: Tensor = network.scene_head(tokens.mean((2, 3)))
    return logits


def load_compact_scenes(card: Card, device: str) -> CompactScenes:
    """Build the classifier that a card describes.

    Its weights are a whole network's, or those of a head on the network of another card, which this one names
    with the hash of the weights that the head was trained on ("backbone", "backbone_sha256").

    Raises:
        EngineError: ``model.unknown``, ``model.missing``, ``model.damaged`` or ``model.bad_card``.
    """
    weights = verified_weights(card)
    if "backbone" in card.document:
        backbone = find_card(str(card.document["backbone"]), "segmentation")
        if not learnt_on(card, backbone):
            raise bad_card(card, f"it was trained on other weights of {backbone.id}")
        weights = {**verified_weights(backbone), **weights}
    network = compact_network(card, weights).eval()
    fold_norms(network)
    return CompactScenes(card, network, device)
