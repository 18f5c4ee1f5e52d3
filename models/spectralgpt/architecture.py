"""Sizes of the official networks, and the limits within which a file is believed."""

from dataclasses import dataclass
from typing import Literal

Task = Literal["pretraining", "classification", "change", "segmentation"]

PATCH = 8
"""Side of a token in pixels."""
GROUP = 3
"""Bands in a token."""
BANDS: tuple[str, ...] = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B11", "B12")
"""Sentinel-2 bands in the official order, three by three a spectral group."""


@dataclass(frozen=True)
class Architecture:
    """Sizes of a SpectralGPT encoder and of the pretraining decoder.

    Attributes:
        width, depth, heads: of the encoder.
        groups: spectral groups of `GROUP` bands.
        grid: tokens along a side at the size that the position table was made for (16 at 128 pixels).
        decoder_width, decoder_depth, decoder_heads: of the pretraining decoder.
    """

    width: int = 768
    depth: int = 12
    heads: int = 12
    groups: int = 4
    grid: int = 16
    decoder_width: int = 512
    decoder_depth: int = 4
    decoder_heads: int = 16

    @property
    def bands(self) -> int:
        """Bands of the input."""
        return self.groups * GROUP

    @property
    def token_values(self) -> int:
        """Pixels times bands in a token."""
        return GROUP * PATCH * PATCH


BASE = Architecture()
LARGE = Architecture(width=1024, depth=24, heads=16)
HUGE = Architecture(width=1280, depth=32, heads=16)


def heads_of(width: int) -> int:
    """Attention heads of an encoder of this width; a file does not say."""
    return 12 if width == BASE.width else 16
