"""Features of a scene's tokens, computed by a network's encoder."""

from typing import TYPE_CHECKING

import numpy as np

from models import catalog
from models.inference import BoolArray, FloatArray, SegmentationInference
from models.rasters.tokens import TOKEN, unpack

if TYPE_CHECKING:
    from models.catalog import Card


def find_encoder(model_id: str | None) -> "Card":
    """The card of a model that gives features: of segmentation (by default the shipped one) or pretraining.

    Raises:
        EngineError: as `catalog.find_card`.
    """
    for card in catalog.cards():
        if card.task == "pretraining" and card.id == model_id:
            return card
    return catalog.find_card(model_id, "segmentation")


class FeatureInference(SegmentationInference):
    """The encoder of a model on a device, as streaming over tokens calls it."""

    @property
    def side(self) -> int:
        """Side of a chip in tokens."""
        return self.chip // TOKEN

    @property
    def shared(self) -> int:
        """Tokens that neighbouring chips share: half of a chip.

        Some tokens get extreme values, more of them at a chip's rim; with less overlap they draw lines.
        """
        return self.side // 2

    def of_tokens(self, tokens: FloatArray, _valid: BoolArray) -> FloatArray:
        """Features (N, D, h, w) of packed tokens (N, (B + 1) * 64, h, w), see `TokenScene.read`."""
        pixels = unpack(tokens)
        return self(np.ascontiguousarray(pixels[:, :-1]), pixels[:, -1] > 0.5)

    def _infer(self, chips: FloatArray, valid: BoolArray) -> FloatArray:
        import torch

        with torch.inference_mode():
            result = self._model.features(
                torch.from_numpy(chips).to(self.device.id),
                torch.from_numpy(valid).to(self.device.id),
                self.selection,
            )
            values: FloatArray = result.float().cpu().numpy()
        return values

    @property
    def _key(self) -> tuple[str, str, int]:
        model, device, bands = super()._key
        return f"{model} features", device, bands
