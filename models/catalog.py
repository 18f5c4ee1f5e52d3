"""Model cards, and loading what they describe.

A card is a JSON file that says what a model is: task, architecture, bands, classes, weights with their
SHA-256, licence, training data and measured scores. Cards of shipped models are in ``models/cards``; those of
the user's own lie beside their weights in the user's folder, see `models.user_models`.
"""

import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

from models.calibration import Calibration, calibration_of, only_visible
from models.class_schemes import ClassScheme, load_scheme, scheme_from_json
from models.errors import EngineError
from models.rasters.bands import Band
from models.sentences import say
from models.user_models import user_models

if TYPE_CHECKING:
    from torch import Tensor

    from models.spectralgpt.checkpoints import SpectralGPTNetwork
    from models.spectralgpt.compact_change_model import CompactChangeModel
    from models.spectralgpt.official_models import OfficialChange

CARDS = Path(__file__).resolve().parent / "cards"
WEIGHTS = Path(__file__).resolve().parent / "weights"
FEWEST_BANDS = 3
# Beyond this the band is another one: Sentinel-2's neighbours are 35 nm apart at the red edge.
NEAREST_NM = 15.0
OFFICIAL = "spectralgpt-"
"""Names of the official networks' architectures are this and the task."""
COMPACT = "compact"
"""Architectures of our own: the shipped one, and the one that is to follow it."""
COMPACT_CHANGE = "compact-change"
"""A change head on one of them."""
SIDES = range(32, 513, 8)
"""Sides in pixels that a card may give its chip."""
LARGEST_CODE = 254
_LARGEST_CARD = 1 << 20

_log = logging.getLogger(__name__)


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
        task: "segmentation", "change", "classification" or "pretraining".
        title: by language.
        architecture: which network, with the sizes that rebuild it.
        bands: that it was trained with.
        scheme: id of the class scheme, empty where the outputs are no classes; ``classes`` are the codes that
            its outputs mean, in order.
        chip: side of the square that it sees at once, in pixels; ``overlap`` is shared by neighbours.
        weights: file name in ``models/weights`` or in ``folder``; ``sha256`` its hash (cards may group the
            characters by spaces).
        document: the whole JSON.
        folder: of a user's model; None for a shipped one.
        calibration: of its probabilities; None where nothing was fitted.
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
    folder: Path | None = None
    calibration: Calibration | None = None


class Selection(Protocol):
    """Which of a scene's bands a model reads.

    Attributes:
        positions: indices into the scene's bands.
        notes: what the user should know about it, one sentence each.
    """

    @property
    def positions(self) -> list[int]:
        """See the class."""

    @property
    def notes(self) -> list[str]:
        """See the class."""


@dataclass(frozen=True)
class BandSelection:
    """Which of a scene's bands a model reads, and where they lie in the spectrum.

    Attributes:
        positions: indices into the scene's bands.
        wavelengths: their centres in nanometres, in the same order.
        notes: what the user should know about it, one sentence each.
    """

    positions: list[int]
    wavelengths: list[float]
    notes: list[str]


def cards() -> list[Card]:
    """All cards: for each task the default first, then the other shipped ones, then the user's.

    A user's card never takes the place of a shipped one, and one that cannot be read is left out.
    """
    shipped = [read_card(path) for path in sorted(CARDS.glob("*.json"))]
    taken = {card.id for card in shipped}
    own = []
    for path in sorted(user_models().glob("*.json")):
        try:
            card = read_card(path, path.parent)
        except EngineError as error:
            _log.warning("%s", error)
            continue
        if card.id not in taken and card.id == path.stem:
            own.append(replace(card, default=False))
    found = [*shipped, *own]
    return sorted(found, key=lambda card: (card.task, not card.default, card.folder is not None, card.id))


def read_card(path: Path, folder: Path | None = None) -> Card:
    """Read one card; ``folder`` says where a user's model lies.

    Raises:
        EngineError: ``model.bad_card``.
    """
    try:
        if path.stat().st_size > _LARGEST_CARD:
            raise ValueError("it is too large")
        document = json.loads(path.read_text("utf-8"))
        card = Card(
            id=str(document["id"]),
            task=str(document["task"]),
            title=dict(document["title"]),
            architecture=dict(document["architecture"]),
            bands=tuple(
                CardBand(str(b["name"]), float(b["wavelength"]), float(b["width"])) for b in document["bands"]
            ),
            scheme=str(document.get("scheme") or ""),
            classes=tuple(int(code) for code in document.get("classes", ())),
            chip=int(document["chip"]),
            overlap=int(document["overlap"]),
            weights=Path(str(document["weights"])).name,
            sha256=str(document["sha256"]).replace(" ", ""),
            licence=str(document["licence"]),
            version=str(document["version"]),
            default=bool(document.get("default", False)),
            document=document,
            folder=folder,
            calibration=calibration_of(document),
        )
        _check(card)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EngineError(
            "model.bad_card",
            say("The model card {name} cannot be read: {error}.", name=path.name, error=repr(error)),
            say("Install the plugin again.")
            if folder is None
            else say("Convert or import the weights again."),
        ) from error
    return card


def _check(card: Card) -> None:
    if card.chip not in SIDES or not 0 <= card.overlap <= card.chip // 2:
        raise ValueError(f"a chip of {card.chip} pixels with an overlap of {card.overlap} does not fit")
    if any(not 0 <= code <= LARGEST_CODE for code in card.classes):
        raise ValueError(f"class codes go from 0 to {LARGEST_CODE}")


def find_card(model_id: str | None, task: str) -> Card:
    """The card with this id; without one the task's default, or the only model that the task has.

    Raises:
        EngineError: ``model.unknown``, ``model.none`` or ``model.ambiguous``.
    """
    fitting = [card for card in cards() if card.task == task]
    there = ", ".join(card.id for card in fitting) or "none"
    if model_id not in (None, "", "auto"):
        for card in fitting:
            if card.id == model_id:
                return card
        raise EngineError(
            "model.unknown",
            say("There is no model {model_id!r} for {task}.", model_id=model_id, task=task),
            say("Models that are there: {there}.", there=there),
        )
    if not fitting:
        raise EngineError(
            "model.none",
            say("There is no model for {task}.", task=task),
            say("Get official weights (python -m models fetch ID), or convert a file that you have."),
        )
    if not fitting[0].default and len(fitting) > 1:
        raise EngineError(
            "model.ambiguous",
            say("There are several models for {task}.", task=task),
            say("Choose one of them: {there}.", there=there),
        )
    return fitting[0]


def class_scheme(card: Card) -> ClassScheme:
    """What the outputs of a card's model mean: a shipped scheme, or one that stands in the card itself.

    Raises:
        EngineError: ``scheme.unknown``, ``scheme.malformed`` or ``model.bad_card``.
    """
    own = card.document.get("class_scheme")
    scheme = scheme_from_json(own) if isinstance(own, dict) else load_scheme(card.scheme)
    try:
        return scheme.subset(card.classes)
    except KeyError as error:
        raise EngineError(
            "model.bad_card",
            say(
                "The card of {id} names class {code}, which {scheme} does not have.",
                id=card.id,
                code=error.args[0],
                scheme=scheme.id,
            ),
            say("Convert or import the weights again."),
        ) from error


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
            say(
                "The scene has {taken} of the bands that {id} knows; it needs {fewest}.",
                taken=len(taken),
                id=card.id,
                fewest=FEWEST_BANDS,
            ),
            say(
                "Say which bands are which with the band table or --bands; the model knows {known}.",
                known=known,
            ),
        )
    notes: list[str] = []
    if missing:
        notes.append(
            say("Bands that the scene lacks and the model does without: {listed}.", listed=", ".join(missing))
        )
    positions = [taken[index] for index in sorted(taken)]
    wavelengths = [bands[position].wavelength or 0.0 for position in positions]
    if only_visible(wavelengths):
        notes.append(
            say("Without a near-infrared band the map is unreliable: vegetation and water look alike.")
        )
    return BandSelection(positions, wavelengths, notes)


class SegmentationModel(Protocol):
    """A land-cover network on its device.

    Attributes:
        card, chip, overlap: see `Card`.
        scheme: what output k means: ``scheme.classes[k]``.
    """

    card: Card
    chip: int
    overlap: int
    scheme: ClassScheme

    def select_bands(self, bands: Sequence[Band]) -> Selection:
        """Choose what to read of a scene.

        Raises:
            EngineError: ``scene.too_few_bands``.
        """

    def probabilities(self, chips: "Tensor", valid: "Tensor", selection: Any) -> "Tensor":
        """Class probabilities (N, K, H, W) float32.

        Args:
            chips: (N, B, H, W) float32 reflectance; H and W multiples of 8.
            valid: (N, H, W) bool.
            selection: what `select_bands` gave for the B bands.
        """

    def features(self, chips: "Tensor", valid: "Tensor", selection: Any) -> "Tensor":
        """Token features (N, D, H/8, W/8) float32; arguments as `probabilities`."""


def load_segmentation(card: Card, device: str) -> SegmentationModel:
    """Load a land-cover model.

    Args:
        card: of the model.
        device: torch's name of the device.

    Raises:
        EngineError: ``model.missing``, ``model.damaged`` or ``model.unknown_architecture``.
    """
    from models.devices import choose_device

    if card.architecture.get("name") == COMPACT:
        from models.spectralgpt.compact_model import load_compact

        return load_compact(card, verified_weights(card), device, choose_device(device).bf16)
    from models.spectralgpt.official_models import OfficialSegmentation

    return OfficialSegmentation(card, load_official(card), device, choose_device(device).bf16)


def load_change(card: Card, device: str) -> "CompactChangeModel | OfficialChange":
    """Load a network that tells change from two dates.

    Raises:
        EngineError: as `load_segmentation`.
    """
    from models.devices import choose_device

    if card.architecture.get("name") == COMPACT_CHANGE:
        from models.spectralgpt.compact_change_model import load_compact_change

        return load_compact_change(card, verified_weights(card), device, choose_device(device).bf16)
    from models.spectralgpt.official_models import OfficialChange

    return OfficialChange(card, load_official(card), device, choose_device(device).bf16)


def load_official(card: Card) -> "SpectralGPTNetwork":
    """The official network of a card, float32 on the CPU, in evaluation mode.

    Raises:
        EngineError: ``model.missing``, ``model.damaged`` or ``model.unknown_architecture``.
    """
    if card.architecture.get("name") != f"{OFFICIAL}{card.task}":
        raise EngineError(
            "model.unknown_architecture",
            say("This version cannot run {id}.", id=card.id),
            say("Update the plugin."),
        )
    from models.spectralgpt.checkpoints import network_of

    try:
        network = network_of(verified_weights(card), card.task)
    except EngineError as error:
        raise _misfit(card) from error
    if network.task != card.task:
        raise _misfit(card)
    return network


def verified_weights(card: Card) -> dict[str, "Tensor"]:
    """The tensors of a card, after comparing the file with the card's hash.

    Raises:
        EngineError: ``model.missing`` or ``model.damaged``.
    """
    from safetensors import SafetensorError
    from safetensors.torch import load

    folder = WEIGHTS if card.folder is None else card.folder
    advice = (
        say("Install the plugin again.")
        if card.folder is None
        else say("Convert or import the weights again.")
    )
    try:
        content = (folder / card.weights).read_bytes()
    except OSError as error:
        raise EngineError(
            "model.missing", say("The weights {weights} are not there.", weights=card.weights), advice
        ) from error
    if hashlib.sha256(content).hexdigest() != card.sha256:
        raise EngineError(
            "model.damaged",
            say(
                "The weights {weights} are not those that their card describes (SHA-256 differs).",
                weights=card.weights,
            ),
            advice,
        )
    try:
        return load(content)
    except SafetensorError as error:
        raise _misfit(card) from error


def _misfit(card: Card) -> EngineError:
    advice = (
        say("Install the plugin again.")
        if card.folder is None
        else say("Convert or import the weights again.")
    )
    return EngineError("model.damaged", say("The weights of {id} do not fit their card.", id=card.id), advice)
