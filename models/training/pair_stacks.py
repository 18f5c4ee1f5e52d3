"""Images on the device that trains, and which of them show the same place."""

from dataclasses import dataclass, field

from torch import Tensor

from models.training.sources import wavelengths_of


@dataclass
class PairStack:
    """Images of one kind, and which of them show the same place.

    Attributes:
        name: for the log.
        bands: Sentinel-2 names.
        images: (M, B, H, W) uint8, companded.
        pairs: (P, 2) the first and the second image of each pair; twice the same where there is one date.
        chance: (P,) how often a pair is drawn, relative.
        built: (K, B) uint8 companded spectra of roofs and roads.
        changed: (P, H, W) uint8 what is known to have changed already; None: nothing.
        scale: range of a crop's side over `size`, in source pixels.
        share: of the training steps.
        together: so many crops share radiometry and statistics, as parts of one scene.
        invented: whether the second date is the first one, and needs a season.
        infrared: largest logarithm of a gain of the infrared that a scene has at a date.
    """

    name: str
    bands: tuple[str, ...]
    images: Tensor
    pairs: Tensor
    chance: Tensor
    built: Tensor
    changed: Tensor | None = None
    scale: tuple[float, float] = (0.7, 1.0)
    share: float = 0.25
    together: int = 1
    invented: bool = False
    infrared: float = 0.3
    wavelengths: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.wavelengths = wavelengths_of(self.bands)
