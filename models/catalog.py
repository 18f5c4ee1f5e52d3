"""Model cards, and loading what they describe.

A card is a JSON file in ``models/cards`` that says what a model is: task, architecture, bands, classes,
weights with their SHA-256, licence, training data and measured scores.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from models.class_schemes import ClassScheme, load_scheme
from models.errors import EngineError
from models.rasters.bands import Band

if TYPE_CHECKING:
    from torch import Tensor

CARDS = Path(__file__).resolve().parent / "cards"
WEIGHTS = Path(__file__).resolve().parent / "weights"
FEWEST_BANDS = 3
# Beyond this the band is another one: Sentinel-2's neighbours are 35 nm apart at the red edge.
NEAREST_NM = 15.0


@dataclass(frozen=True)
class CardBand:
    """A band that a model was trained with: name, centre and full width in nanometres."""

    name: str
    wavelength: float
    width: float


@dataclass(frozen=True)
class Card:
    """What a model is.

    Attributes:
        id: stable name, used on the command line and in run cards.
        task: "segmentation".
        title: by language.
        architecture: which network, with the sizes that rebuild it.
        bands: that it was trained with.
        scheme: id of the class scheme; ``classes`` are the codes that its outputs mean, in order.
        chip: side of the square that it sees at once, in pixels; ``overlap`` is shared by neighbours.
        weights: file name in ``models/weights``; ``sha256`` its hash.
        document: the whole JSON.
    """

    id: str
    task: str
    title: Mapping[str, str]
    architecture: Mapping[str, Any]
    bands: tuple[CardBand, ...]
    scheme: str
    classes: tuple[int, ...]
    chip: int
    overlap: int
    weights: str
    sha256: str
    licence: str
    version: str
    default: bool
    document: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class BandSelection:
    """Which of a scene's bands a model reads.

    Attributes:
        positions: indices into the scene's bands.
        wavelengths: their centres in nanometres, in the same order.
        notes: what the user should know about it, one sentence each.
    """

    positions: list[int]
    wavelengths: list[float]
    notes: list[str]


def cards() -> list[Card]:
    """All cards, the default of each task first."""
    found = [read_card(path) for path in sorted(CARDS.glob("*.json"))]
    return sorted(found, key=lambda card: (card.task, not card.default, card.id))


def read_card(path: Path) -> Card:
    """Read one card.

    Raises:
        EngineError: ``model.bad_card``.
    """
    try:
        document = json.loads(path.read_text("utf-8"))
        return Card(
            id=str(document["id"]),
            task=str(document["task"]),
            title=dict(document["title"]),
            architecture=dict(document["architecture"]),
            bands=tuple(
                CardBand(str(b["name"]), float(b["wavelength"]), float(b["width"])) for b in document["bands"]
            ),
            scheme=str(document["scheme"]),
            classes=tuple(int(code) for code in document["classes"]),
            chip=int(document["chip"]),
            overlap=int(document["overlap"]),
            weights=Path(str(document["weights"])).name,
            sha256=str(document["sha256"]),
            licence=str(document["licence"]),
            version=str(document["version"]),
            default=bool(document.get("default", False)),
            document=document,
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise EngineError(
            "model.bad_card",
            f"The model card {path.name} cannot be read: {error!r}.",
            "Install the plugin again.",
        ) from error


def find_card(model_id: str | None, task: str) -> Card:
    """The card with this id, or the task's default.

    Raises:
        EngineError: ``model.unknown``.
    """
    fitting = [card for card in cards() if card.task == task]
    for card in fitting:
        if card.id == model_id or (model_id in (None, "", "auto") and card.default):
            return card
    there = ", ".join(card.id for card in fitting) or "none"
    raise EngineError(
        "model.unknown", f"There is no model {model_id!r} for {task}.", f"Models that are there: {there}."
    )


def select_bands(card: Card, bands: Sequence[Band]) -> BandSelection:
    """Match a scene's bands to a model's by wavelength, each at most once.

    Raises:
        EngineError: ``scene.too_few_bands``.
    """
    candidates = []
    for wanted_index, wanted in enumerate(card.bands):
        for position, band in enumerate(bands):
            if band.wavelength is None:
                continue
            distance = abs(band.wavelength - wanted.wavelength)
            if distance <= max(NEAREST_NM, wanted.width / 2):
                candidates.append((band.name != wanted.name, distance, wanted_index, position))
    taken: dict[int, int] = {}
    for _, _, wanted_index, position in sorted(candidates):
        if wanted_index not in taken and position not in taken.values():
            taken[wanted_index] = position
    missing = [band.name for index, band in enumerate(card.bands) if index not in taken]
    if len(taken) < FEWEST_BANDS:
        known = ", ".join(f"{band.name} ({band.wavelength:.0f} nm)" for band in card.bands)
        raise EngineError(
            "scene.too_few_bands",
            f"The scene has {len(taken)} of the bands that {card.id} knows; it needs {FEWEST_BANDS}.",
            f"Say which bands are which with the band table or --bands; the model knows {known}.",
        )
    notes = []
    if missing:
        notes.append(f"Bands that the scene lacks and the model does without: {', '.join(missing)}.")
    positions = [taken[index] for index in sorted(taken)]
    wavelengths = [bands[position].wavelength or 0.0 for position in positions]
    if not any(w > 700 for w in wavelengths):
        notes.append("Without a near-infrared band the map is unreliable: vegetation and water look alike.")
    return BandSelection(positions, wavelengths, notes)


class SegmentationModel:
    """A land-cover network on its device.

    Attributes:
        card, chip, overlap: from the card.
        scheme: what output k means: ``scheme.classes[k]``.
    """

    def __init__(self, card: Card, network: Any, device: str, bf16: bool) -> None:
        self.card, self.chip, self.overlap = card, card.chip, card.overlap
        self.scheme: ClassScheme = load_scheme(card.scheme).subset(card.classes)
        self._network, self._device, self._bf16 = network, device, bf16

    def select_bands(self, bands: Sequence[Band]) -> BandSelection:
        """See `select_bands`."""
        return select_bands(self.card, bands)

    def probabilities(self, chips: "Tensor", valid: "Tensor", selection: BandSelection) -> "Tensor":
        """Class probabilities (N, K, H, W) float32.

        Args:
            chips: (N, B, H, W) float32 reflectance; H and W multiples of 8.
            valid: (N, H, W) bool.
            selection: what the B bands are.
        """
        with self._precision():
            logits = self._network(*self._arguments(chips, valid, selection))
        probabilities: Tensor = logits.float().softmax(1)
        return probabilities

    def features(self, chips: "Tensor", valid: "Tensor", selection: BandSelection) -> "Tensor":
        """Token features (N, D, H/8, W/8) float32; arguments as `probabilities`."""
        with self._precision():
            tokens: Tensor = self._network.encoder(*self._arguments(chips, valid, selection)).tokens.float()
        return tokens

    def _arguments(self, chips: "Tensor", valid: "Tensor", selection: BandSelection) -> tuple[Any, ...]:
        import torch

        chips = chips.contiguous(memory_format=torch.channels_last)
        hidden = None if bool(valid.all()) else ~valid[:, None]
        return chips, selection.wavelengths, hidden

    def _precision(self) -> Any:
        import torch

        kind = self._device.partition(":")[0]
        return torch.autocast(kind, torch.bfloat16, enabled=self._bf16)


def load_segmentation(card: Card, device: str) -> SegmentationModel:
    """Load a land-cover model.

    Args:
        card: of the model.
        device: torch's name of the device.

    Raises:
        EngineError: ``model.missing``, ``model.damaged`` or ``model.unknown_architecture``.
    """
    import torch

    from models.devices import choose_device
    from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT

    settings = dict(card.architecture)
    if settings.pop("name", None) != "compact":
        raise EngineError(
            "model.unknown_architecture", f"This version cannot run {card.id}.", "Update the plugin."
        )
    state = _verified_weights(card)
    network = CompactSpectralGPT(CompactConfig(**{key: int(value) for key, value in settings.items()}))
    try:
        network.load_state_dict({key: value.float() for key, value in state.items()})
    except RuntimeError as error:
        raise EngineError(
            "model.damaged", f"The weights of {card.id} do not fit their card.", "Install the plugin again."
        ) from error
    network = network.eval().to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return SegmentationModel(card, network, device, choose_device(device).bf16)


def _verified_weights(card: Card) -> dict[str, Any]:
    from safetensors.torch import load

    path = WEIGHTS / card.weights
    try:
        content = path.read_bytes()
    except OSError as error:
        raise EngineError(
            "model.missing", f"The weights {card.weights} are not there.", "Install the plugin again."
        ) from error
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise EngineError(
            "model.damaged",
            f"The weights {card.weights} are not those that their card describes (SHA-256 differs).",
            "Install the plugin again.",
        )
    return load(content)
