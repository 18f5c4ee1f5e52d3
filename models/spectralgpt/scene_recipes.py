"""How the authors' scene classifiers were fed and what their outputs mean, by the data set.

What stands here is written into the card of a converted classifier; nothing else knows these data sets.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from torch import Tensor
from torch.nn.functional import interpolate

from models.class_schemes import load_scheme
from models.errors import EngineError
from models.sentences import say
from models.spectralgpt.architecture import BANDS
from models.spectralgpt.inputs import InputRecipe

UNCROPPED = 96
"""Networks of sides up to this were evaluated on the whole image, larger ones on the middle of it."""
CROPPED_SHARE = 0.875

FILE_ORDER = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B12", "B8A")
"""EuroSAT's files have B8A last: the official recipe drops their eleventh band, B11, where B10 was meant."""

# Numbers of the authors' loader, in the place where it applies them: band by band of a file.
_EUROSAT_MEAN = (
    752.40087073, 884.29673756, 1144.16202635, 1297.47289228, 1624.90992062, 2194.6423161, 2422.21248945,
    2517.76053101, 2581.64687018, 2645.51888987, 2368.51236873, 1805.06846033,
)  # fmt: skip
_EUROSAT_STD = (
    1108.02887453, 1155.15170768, 1183.6292542, 1368.11351514, 1370.265037, 1355.55390699, 1416.51487101,
    1474.78900051, 1439.3086061, 1582.28010962, 1455.52084939, 1343.48379601,
)  # fmt: skip
_BIGEARTHNET_MEAN = (
    1370.19151926, 1184.3824625, 1120.77120066, 1136.26026392, 1263.73947144, 1645.40315151, 1846.87040806,
    1762.59530783, 1972.62420416, 582.72633433, 1732.16362238, 1247.91870117,
)  # fmt: skip
_BIGEARTHNET_STD = (
    633.15169573, 650.2842772, 712.12507725, 965.23119807, 948.9819932, 1108.06650639, 1258.36394548,
    1233.1492281, 1364.38688993, 472.37967789, 1310.36996126, 1087.6020813,
)  # fmt: skip


@dataclass(frozen=True)
class SceneRecipe:
    """How a classifier of whole images was trained.

    Attributes:
        scheme: id of its classes.
        multiple: whether an image may have several labels at once (sigmoid), or has one (softmax).
        pixels: side of the training images; ``resolution`` of a pixel in metres.
        input: bands and scaling.
    """

    scheme: str
    multiple: bool
    pixels: int
    resolution: float
    input: InputRecipe


RECIPES: Mapping[str, SceneRecipe] = {
    "eurosat": SceneRecipe("eurosat", False, 64, 10.0, InputRecipe(BANDS)),
    "eurosat-file-order": SceneRecipe("eurosat", False, 64, 10.0, InputRecipe(FILE_ORDER)),
    "eurosat-file-order-z-score": SceneRecipe(
        "eurosat", False, 64, 10.0, InputRecipe(FILE_ORDER, "z-score", _EUROSAT_MEAN, _EUROSAT_STD)
    ),
    "bigearthnet": SceneRecipe("bigearthnet", True, 120, 10.0, InputRecipe(BANDS)),
    "bigearthnet-two-sigma": SceneRecipe(
        "bigearthnet", True, 120, 10.0, InputRecipe(BANDS, "two-sigma", _BIGEARTHNET_MEAN, _BIGEARTHNET_STD)
    ),
}
NUMBERED = "numbered"
"""Stands for a classifier of other data: numbered classes, one label, images as large as the network's."""

_BY_OUTPUTS = {
    # As the official script trains: with the paper's separable positions values were scaled image by image,
    # the source as it was released later has joint positions and statistics.
    (10, False): "eurosat-file-order",
    (10, True): "eurosat-file-order-z-score",
    (19, False): "bigearthnet",
    (19, True): "bigearthnet-two-sigma",
}


def recipe_name(outputs: int, joint_positions: bool, wanted: str | None = None) -> str:
    """The name of the recipe: the wanted one, else what the outputs suggest, else `NUMBERED`.

    Raises:
        EngineError: ``model.unknown_recipe``.
    """
    if wanted is None:
        return _BY_OUTPUTS.get((outputs, joint_positions), NUMBERED)
    if wanted not in (*RECIPES, NUMBERED):
        raise EngineError(
            "model.unknown_recipe",
            say("There is no recipe {name!r}.", name=wanted),
            say("Known: {known}.", known=", ".join((*RECIPES, NUMBERED))),
        )
    return wanted


def fitting_recipes(outputs: int) -> list[str]:
    """The names of the recipes whose data set has as many classes; `NUMBERED` fits all."""
    fitting = [name for name, recipe in RECIPES.items() if len(load_scheme(recipe.scheme).classes) == outputs]
    return [*fitting, NUMBERED]


@dataclass(frozen=True)
class CellGeometry:
    """From a cell of a scene to a network's square.

    Attributes:
        pixels: side of the training images; ``resolution`` of a pixel in metres.
        resize: side that an image is resized to; ``crop``, at most as much, is cut from its middle.
    """

    pixels: int
    resolution: float
    resize: int
    crop: int

    @classmethod
    def official(cls, pixels: int, resolution: float, side: int) -> "CellGeometry":
        """As the authors' code evaluates a network of this side: sizes above 96 see the middle 7/8."""
        return cls(pixels, resolution, side if side <= UNCROPPED else int(side / CROPPED_SHARE), side)

    @classmethod
    def from_card(cls, document: Mapping[str, Any], side: int) -> "CellGeometry":
        """Read the "cell" object of a card.

        Args:
            document: "pixels", "resolution" and "resize", all optional.
            side: of the network's square.

        Raises:
            EngineError: ``model.bad_card``.
        """
        try:
            pixels, resize = int(document.get("pixels", side)), int(document.get("resize", side))
            resolution = float(document.get("resolution", 10.0))
        except (TypeError, ValueError, AttributeError):
            pixels = resize = 0
            resolution = 0.0
        if not (0 < pixels <= 4096 and 0 < resolution < 1e6 and side <= resize <= 4 * side):
            raise EngineError(
                "model.bad_card",
                say("The card's cell cannot be read."),
                say("Convert or import the weights again."),
            )
        return cls(pixels, resolution, resize, side)

    def document(self) -> dict[str, Any]:
        """As it stands in a card."""
        return {"pixels": self.pixels, "resolution": self.resolution, "resize": self.resize}

    def apply(self, values: Tensor) -> Tensor:
        """Resize (N, C, h, w) and cut the middle: (N, C, crop, crop).

        Bicubic and without antialiasing, as in the authors' code; but where a cell has more pixels than a
        training image and they are merged, each counts.
        """
        height, width = values.shape[2:]
        shrinks = max(height, width) > max(self.resize, self.pixels)
        resized = interpolate(
            values, (self.resize, self.resize), mode="bicubic", align_corners=False, antialias=shrinks
        )
        return self._middle(resized)

    def cover(self, valid: Tensor) -> Tensor:
        """Where `apply` shows pixels that are valid: (N, h, w) bool -> (N, crop, crop) bool."""
        resized = interpolate(valid[:, None].float(), (self.resize, self.resize), mode="nearest-exact")
        return self._middle(resized)[:, 0] > 0

    def _middle(self, resized: Tensor) -> Tensor:
        first = round((self.resize - self.crop) / 2)
        return resized[:, :, first : first + self.crop, first : first + self.crop]


def plain_geometry(side: int) -> CellGeometry:
    """For a classifier of which nothing is known: images of the network's own size at 10 m."""
    return CellGeometry(side, 10.0, side, side)
