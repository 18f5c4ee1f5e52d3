"""The official scene classifier as a model of the catalogue."""

from collections.abc import Sequence

import torch
from torch import Tensor

from models.catalog import Card, class_scheme
from models.class_schemes import ClassScheme
from models.rasters.bands import Band
from models.scenes.model import several_labels
from models.spectralgpt.checkpoints import SpectralGPTNetwork
from models.spectralgpt.classification import SpectralGPTClassifier
from models.spectralgpt.input_options import AS_ON_CARD, InputOptions
from models.spectralgpt.inputs import InputSelection
from models.spectralgpt.official_models import bad_card, fitting_recipe
from models.spectralgpt.precision import in_bfloat16, precision_of, probe_image
from models.spectralgpt.scene_recipes import CellGeometry

PROBES = 8
"""Images on which bfloat16 must give the same likeliest class."""


class OfficialScenes:
    """SpectralGPT with its classification head, see `models.scenes.model.SceneModel`."""

    def __init__(self, card: Card, network: SpectralGPTNetwork, device: str, bf16: bool) -> None:
        if not isinstance(network, SpectralGPTClassifier):
            raise bad_card(card, "its network does not classify images")
        self.card, self.overlap = card, 0
        self.scheme: ClassScheme = class_scheme(card)
        outputs = network.head.out_features
        if outputs != len(self.scheme.classes):
            raise bad_card(card, f"it names {len(self.scheme.classes)} classes, the network has {outputs}")
        self.multiple = several_labels(card)
        self._geometry = CellGeometry.from_card(card.document.get("cell", {}), card.chip)
        self.chip, self.resolution = self._geometry.pixels, self._geometry.resolution
        self._recipe = fitting_recipe(card, network)
        network = network.to(device)
        probes = _probes(network.architecture.bands, self._geometry.crop).to(device)
        self._network = in_bfloat16(network, lambda net, x: net(x), probes) if bf16 else network

    def select_bands(self, bands: Sequence[Band], options: InputOptions = AS_ON_CARD) -> InputSelection:
        """See `InputRecipe.select`."""
        return self._recipe.select(bands, options)

    def probabilities(self, chips: Tensor, valid: Tensor, selection: InputSelection) -> Tensor:
        """Probabilities (N, K) float32 of reflectance (N, B, H, W) with validity (N, H, W).

        Values are scaled before they are resized, as in the authors' code.
        """
        image = self._geometry.apply(selection.assemble(chips, valid))
        logits: Tensor = self._network(image.to(precision_of(self._network)))
        return logits.float().sigmoid() if self.multiple else logits.float().softmax(1)


def _probes(bands: int, side: int) -> Tensor:
    """Images (PROBES, bands, side, side) that differ from each other."""
    image = probe_image(bands, side)
    return torch.cat([image.roll(k * side // PROBES, 3 - k % 2) for k in range(PROBES)])
