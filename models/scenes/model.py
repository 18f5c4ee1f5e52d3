"""Scene classifiers of the catalogue: what they are, and how they run on a device."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Protocol

from models.catalog import COMPACT, Card, Selection, load_official
from models.errors import EngineError
from models.inference import SegmentationInference
from models.sentences import say

if TYPE_CHECKING:
    from torch import Tensor

    from models.class_schemes import ClassScheme
    from models.rasters.bands import Band

TASK = "classification"
"""Of the cards."""

SINGLE, MULTIPLE = "single", "multiple"


class SceneModel(Protocol):
    """A network on its device that labels whole images.

    Attributes:
        card: see `Card`.
        chip: side in pixels of the images that it was trained with; ``overlap`` is 0.
        resolution: of their pixels, in metres.
        scheme: what output k means: ``scheme.classes[k]``.
        multiple: whether an image may have several labels at once.
    """

    card: Card
    chip: int
    overlap: int
    resolution: float
    scheme: "ClassScheme"
    multiple: bool

    def select_bands(self, bands: "Sequence[Band]") -> Selection:
        """Choose what to read of a scene.

        Raises:
            EngineError: ``scene.too_few_bands``.
        """

    def probabilities(self, chips: "Tensor", valid: "Tensor", selection: Any) -> "Tensor":
        """Class probabilities (N, K) float32; they add up to 1 unless `multiple`.

        Args:
            chips: (N, B, H, W) float32 reflectance of any size, brought to the network's own by the model.
            valid: (N, H, W) bool; what is invalid is hidden from the network as well as it can be.
            selection: what `select_bands` gave for the B bands.
        """


def several_labels(card: Card) -> bool:
    """Whether a card's images may have several labels at once.

    Raises:
        EngineError: ``model.bad_card``.
    """
    kind = card.document.get("labels", SINGLE)
    if kind not in (SINGLE, MULTIPLE):
        raise EngineError(
            "model.bad_card",
            say("The card of {model} does not say how many labels an image may have.", model=card.id),
            say("Convert or import the weights again."),
        )
    return bool(kind == MULTIPLE)


def load_scene_model(card: Card, device: str) -> SceneModel:
    """Load a scene classifier.

    Args:
        card: of the model.
        device: torch's name of the device.

    Raises:
        EngineError: ``model.missing``, ``model.damaged``, ``model.bad_card`` or
            ``model.unknown_architecture``.
    """
    if card.architecture.get("name") == COMPACT:
        from models.spectralgpt.compact_scenes import load_compact_scenes

        return load_compact_scenes(card, device)
    from models.spectralgpt.official_scenes import OfficialScenes

    return OfficialScenes(card, load_official(card), device)


class SceneInference(SegmentationInference):
    """A scene classifier on a device: (N, B, h, w) with validity (N, h, w) to probabilities (N, K)."""

    _model: SceneModel

    @property
    def resolution(self) -> float:
        """Of the pixels of the images that it was trained with, in metres."""
        return float(self._model.resolution)

    @property
    def multiple(self) -> bool:
        """Whether an image may have several labels at once."""
        return bool(self._model.multiple)
