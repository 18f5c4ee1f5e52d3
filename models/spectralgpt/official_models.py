"""The official networks as models of the catalogue: scenes' bands in, probabilities out."""

from collections.abc import Sequence
from dataclasses import dataclass

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
from models.spectralgpt.input_options import AS_ON_CARD, InputOptions
from models.spectralgpt.inputs import InputRecipe, InputSelection
from models.spectralgpt.precision import in_bfloat16, precision_of, probe_image


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
        network = network.to(device)
        image = probe_image(network.architecture.bands, self.chip).to(device)
        self._network = in_bfloat16(network, lambda net, x: net(x), image) if bf16 else network
        self.precision = str(precision_of(self._network)).removeprefix("torch.")

    def select_bands(self, bands: Sequence[Band], options: InputOptions = AS_ON_CARD) -> InputSelection:
        """See `InputRecipe.select`.

        Raises:
            EngineError: ``model.fixed_groups``, or as there.
        """
        return _selected(self._recipe, self._network, bands, options, self.chip)

    def probabilities(self, chips: Tensor, valid: Tensor, selection: InputSelection) -> Tensor:
        """Class probabilities (N, K, H, W) float32 of reflectance (N, B, H, W) with validity (N, H, W)."""
        image = selection.assemble(chips, valid).to(precision_of(self._network))
        probabilities: Tensor = self._network(image).float().softmax(1)
        return probabilities

    def features(self, chips: Tensor, valid: Tensor, selection: InputSelection) -> Tensor:
        """Tokens merged over the spectral groups: (N, D, H/8, W/8) float32; arguments as `probabilities`."""
        image = selection.assemble(chips, valid).to(precision_of(self._network))
        n, _, height, width = image.shape
        merged = self._network.merged(image).float()
        return merged.transpose(1, 2).reshape(n, -1, height // PATCH, width // PATCH)


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
        network = network.to(device)
        image = probe_image(network.architecture.bands, self.chip).to(device)
        self._network = in_bfloat16(network, lambda net, x: net(x, x.flip(2)), image) if bf16 else network
        self.precision = str(precision_of(self._network)).removeprefix("torch.")

    def select_pair(
        self, before: Sequence[Band], after: Sequence[Band], options: InputOptions = AS_ON_CARD
    ) -> PairSelection:
        """Choose what to read of both dates, see `OfficialSegmentation.select_bands`."""
        dates = (
            _selected(self._recipe, self._network, bands, options, self.chip) for bands in (before, after)
        )
        return PairSelection(*dates)

    def probabilities(self, chips: Tensor, valid: Tensor, selection: PairSelection) -> Tensor:
        """Probability of change (N, 1, H, W) float32.

        Args:
            chips: (N, B1 + B2, H, W) reflectance, the first date's bands first.
            valid: (N, H, W) bool, valid at both dates.
            selection: what the bands are.
        """
        cut = len(selection.before.positions)
        precision = precision_of(self._network)
        first = selection.before.assemble(chips[:, :cut], valid).to(precision)
        second = selection.after.assemble(chips[:, cut:], valid).to(precision)
        probabilities: Tensor = self._network(first, second).softmax(1)[:, 1:]
        return probabilities


def _selected(
    recipe: InputRecipe,
    network: SpectralGPTChange | SpectralGPTSegmentation,
    bands: Sequence[Band],
    options: InputOptions,
    chip: int,
) -> InputSelection:
    if options.spectral_groups is not None:
        raise EngineError(
            "model.fixed_groups",
            say("This network merges its four spectral groups by trained weights: it reads no others."),
            say("Choose an imported pretraining network, or leave the spectral groups as they are."),
        )
    return recipe.select(bands, options).for_chip(options.chip or chip, network.architecture)


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
