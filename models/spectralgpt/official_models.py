"""The official networks as models of the catalogue: scenes' bands in, probabilities out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from models.catalog import Card, class_scheme
from models.class_schemes import ClassScheme
from models.errors import EngineError
from models.rasters.bands import Band
from models.sentences import say
from models.spectralgpt.architecture import PATCH
from models.spectralgpt.checkpoints import SpectralGPTNetwork
from models.spectralgpt.classification import SpectralGPTClassifier
from models.spectralgpt.dense import SpectralGPTChange, SpectralGPTSegmentation
from models.spectralgpt.inputs import InputRecipe, InputSelection

AGREEMENT = 0.99
"""Share of pixels whose likeliest class must be the same in bfloat16, or float32 is used."""


def recipe_of(card: Card) -> InputRecipe:
    """The input that a card's network was trained with.

    Raises:
        EngineError: ``model.bad_card``.
    """
    document = card.document.get("input", {})
    if not isinstance(document, dict):
        raise bad_card(card, "its input is no object")
    return InputRecipe.from_card(document)


class OfficialSegmentation:
    """SpectralGPT with a segmentation head, see `catalog.SegmentationModel`."""

    def __init__(self, card: Card, network: SpectralGPTNetwork, device: str, bf16: bool) -> None:
        if not isinstance(network, SpectralGPTSegmentation):
            raise bad_card(card, "its network does not classify pixels")
        self.card, self.chip, self.overlap = card, card.chip, card.overlap
        self.scheme: ClassScheme = class_scheme(card)
        outputs = network.head.scores.out_channels
        if outputs != len(self.scheme.classes):
            raise bad_card(card, f"it names {len(self.scheme.classes)} classes, the network has {outputs}")
        self._recipe = fitting_recipe(card, network)
        self._network = network.to(device)
        self._device = device
        self._bf16 = bf16 and keeps_classes(self._network, self._precision_of(True), self._probe())

    def select_bands(self, bands: Sequence[Band]) -> InputSelection:
        """See `InputRecipe.select`."""
        return self._recipe.select(bands)

    def probabilities(self, chips: Tensor, valid: Tensor, selection: InputSelection) -> Tensor:
        """Class probabilities (N, K, H, W) float32 of reflectance (N, B, H, W) with validity (N, H, W)."""
        image = selection.assemble(chips, valid)
        with self._precision_of(self._bf16):
            logits = self._network(image)
        probabilities: Tensor = logits.float().softmax(1)
        return probabilities

    def features(self, chips: Tensor, valid: Tensor, selection: InputSelection) -> Tensor:
        """Tokens merged over the spectral groups: (N, D, H/8, W/8) float32; arguments as `probabilities`."""
        image = selection.assemble(chips, valid)
        n, _, height, width = image.shape
        with self._precision_of(self._bf16):
            merged = self._network.merged(image).float()
        return merged.transpose(1, 2).reshape(n, -1, height // PATCH, width // PATCH)

    def _precision_of(self, bf16: bool) -> Any:
        return torch.autocast(self._device.partition(":")[0], torch.bfloat16, enabled=bf16)

    def _probe(self) -> Tensor:
        return probe_image(self._network.architecture.bands, self.chip).to(self._device)


@dataclass(frozen=True)
class PairSelection:
    """What a change network reads of both dates.

    Attributes:
        before, after: of each date's own bands.
    """

    before: InputSelection
    after: InputSelection

    @property
    def positions(self) -> list[int]:
        """Indices into the first date's bands, then into the second's."""
        return [*self.before.positions, *self.after.positions]

    @property
    def notes(self) -> list[str]:
        """What the user should know, once where it holds for both dates."""
        return list(dict.fromkeys((*self.before.notes, *self.after.notes)))


class OfficialChange:
    """SpectralGPT with the change-detection head: the probability that a pixel has changed."""

    def __init__(self, card: Card, network: SpectralGPTNetwork, device: str, bf16: bool) -> None:
        if not isinstance(network, SpectralGPTChange):
            raise bad_card(card, "its network does not compare dates")
        self.card, self.chip, self.overlap = card, card.chip, card.overlap
        self._recipe = fitting_recipe(card, network)
        self._network = network.to(device)
        self._device = device
        image = probe_image(network.architecture.bands, self.chip).to(device)
        self._bf16 = bf16 and keeps_classes(
            lambda one: network(one, one.flip(2)), self._precision_of(True), image
        )

    def select_pair(self, before: Sequence[Band], after: Sequence[Band]) -> PairSelection:
        """Choose what to read of both dates, see `InputRecipe.select`."""
        return PairSelection(self._recipe.select(before), self._recipe.select(after))

    def probabilities(self, chips: Tensor, valid: Tensor, selection: PairSelection) -> Tensor:
        """Probability of change (N, 1, H, W) float32.

        Args:
            chips: (N, B1 + B2, H, W) reflectance, the first date's bands first.
            valid: (N, H, W) bool, valid at both dates.
            selection: what the bands are.
        """
        cut = len(selection.before.positions)
        first = selection.before.assemble(chips[:, :cut], valid)
        second = selection.after.assemble(chips[:, cut:], valid)
        with self._precision_of(self._bf16):
            scores = self._network(first, second)
        probabilities: Tensor = scores.float().softmax(1)[:, 1:]
        return probabilities

    def _precision_of(self, bf16: bool) -> Any:
        return torch.autocast(self._device.partition(":")[0], torch.bfloat16, enabled=bf16)


def probe_image(bands: int, side: int) -> Tensor:
    """A fixed image (1, bands, side, side), 0 to 1, with smooth and with rough parts.

    Which precision is taken must not depend on the scene: a resumed run has to repeat the first one's
    numbers.
    """
    band, y, x = torch.meshgrid(torch.arange(bands), torch.arange(side), torch.arange(side), indexing="ij")
    smooth = torch.sin(0.9 * band + 0.07 * y) + torch.sin(0.13 * (1 + band / bands) * x + 0.05 * y)
    rough = torch.sin(2.3 * x + 1.1 * y + 0.5 * band)
    return (0.5 + 0.2 * smooth + 0.1 * rough).clamp(0, 1)[None]


def keeps_classes(network: Callable[[Tensor], Tensor], precision: Any, image: Tensor) -> bool:
    """Whether the lower precision gives the same likeliest classes, but for a hundredth of the pixels."""
    with torch.inference_mode():
        exact = network(image).argmax(1)
        with precision:
            rounded = network(image).float().argmax(1)
    return float((exact == rounded).float().mean()) >= AGREEMENT


def fitting_recipe(
    card: Card, network: SpectralGPTChange | SpectralGPTClassifier | SpectralGPTSegmentation
) -> InputRecipe:
    """The input of a card, once it has as many bands as the network.

    Raises:
        EngineError: ``model.bad_card``.
    """
    recipe = recipe_of(card)
    if len(recipe.bands) != network.architecture.bands:
        raise bad_card(card, f"its input has {len(recipe.bands)} bands, not {network.architecture.bands}")
    return recipe


def bad_card(card: Card, why: str) -> EngineError:
    """What is said of a card that does not fit its network."""
    return EngineError(
        "model.bad_card",
        say("The card of {id} does not fit: {why}.", id=card.id, why=why),
        say("Convert the weights again."),
    )
