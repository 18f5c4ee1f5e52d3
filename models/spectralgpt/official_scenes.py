"""The official scene classifier as a model of the catalogue."""

from collections.abc import Sequence

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
from models.spectralgpt.scene_recipes import CellGeometry


class OfficialScenes:
    """SpectralGPT with its classification head, see `models.scenes.model.SceneModel`.

    It computes in float32 everywhere: in bfloat16 probabilities were off by 3 percent points, and images are
    far fewer than the windows of a map.
    """

    def __init__(self, card: Card, network: SpectralGPTNetwork, device: str) -> None:
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
        self._network = network.to(device)

    def select_bands(self, bands: Sequence[Band], options: InputOptions = AS_ON_CARD) -> InputSelection:
        """See `InputRecipe.select`."""
        return self._recipe.select(bands, options)

    def probabilities(self, chips: Tensor, valid: Tensor, selection: InputSelection) -> Tensor:
        """Probabilities (N, K) float32 of reflectance (N, B, H, W) with validity (N, H, W).

        Values are scaled before they are resized, as in the authors' code.
        """
        image = self._geometry.apply(selection.assemble(chips, valid))
        logits: Tensor = self._network(image)
        return logits.sigmoid() if self.multiple else logits.softmax(1)
