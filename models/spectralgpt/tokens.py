"""3-D tokens: 8x8 pixels by three bands, their positions, and images made of them again."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.architecture import GROUP, PATCH, Architecture
from models.spectralgpt.spectral_groups import spectral_positions

SMALLEST, LARGEST = 32, 512
"""Sides in pixels that the networks take, in multiples of `PATCH`."""


class TokenEmbedding(nn.Module):
    """Cubes to tokens: (N, B, H, W) -> (N, groups * h * w, D), one spectral group after the other."""

    def __init__(self, width: int) -> None:
        super().__init__()
        size = (GROUP, PATCH, PATCH)
        self.projection = nn.Conv3d(1, width, size, stride=size)

    def forward(self, x: Tensor) -> Tensor:
        """Embed; without positions."""
        # A token's values one after the other, or each block's norms would copy them to be so.
        tokens: Tensor = self.projection(x[:, None]).flatten(2).transpose(1, 2).contiguous()
        return tokens


class SeparablePositions(nn.Module):
    """A learned vector for each place plus one for each spectral group."""

    def __init__(self, groups: int, grid: int, width: int) -> None:
        super().__init__()
        self.space = nn.Parameter(torch.zeros(1, grid * grid, width))
        self.spectrum = nn.Parameter(torch.zeros(1, groups, width))

    def forward(self, height: int, width: int, centres: Sequence[float] | None = None) -> Tensor:
        """Positions of a grid of tokens.

        Args:
            height, width: of the grid.
            centres: of other spectral groups than the network's own, in nanometres; see `spectral_positions`.

        Returns:
            (1, groups * height * width, D).
        """
        space = resample_positions(self.space, height, width)
        spectrum = self.spectrum if centres is None else spectral_positions(self.spectrum, centres)
        out: Tensor = (spectrum[:, :, None] + space[:, None]).flatten(1, 2)
        return out


class JointPositions(nn.Module):
    """One learned vector for each token (the released classifier's way)."""

    def __init__(self, groups: int, grid: int, width: int) -> None:
        super().__init__()
        self.groups = groups
        self.table = nn.Parameter(torch.zeros(1, groups * grid * grid, width))

    def forward(self, height: int, width: int, centres: Sequence[float] | None = None) -> Tensor:
        """As `SeparablePositions`.

        Raises:
            ValueError: other spectral groups, which this table has no positions for.
        """
        if centres is not None:
            raise ValueError("A network with one position table cannot read other spectral groups.")
        per_group = self.table.reshape(self.groups, -1, self.table.shape[2])
        return resample_positions(per_group, height, width).flatten(0, 1)[None]


def resample_positions(table: Tensor, height: int, width: int) -> Tensor:
    """Fit a square table of positions (M, g * g, D) to another grid, bicubic: (M, height * width, D).

    Not official: the authors' code runs at the size of its table only.
    """
    grid = round(table.shape[1] ** 0.5)
    if (height, width) == (grid, grid):
        return table
    square = table.reshape(len(table), grid, grid, -1).permute(0, 3, 1, 2)
    fitted = F.interpolate(square.float(), (height, width), mode="bicubic", align_corners=False)
    return fitted.flatten(2).transpose(1, 2).to(table.dtype)


def grid_of(x: Tensor, architecture: Architecture, centres: Sequence[float] | None = None) -> tuple[int, int]:
    """Tokens along the height and the width of an image (N, B, H, W), whose groups may have other `centres`.

    Raises:
        ValueError: the bands or the size do not fit.
    """
    bands, height, width = x.shape[1:]
    wanted = architecture.bands if centres is None else GROUP * len(centres)
    if bands != wanted:
        raise ValueError(f"The network reads {wanted} bands, not {bands}.")
    for side in (height, width):
        if side % PATCH or not SMALLEST <= side <= LARGEST:
            raise ValueError(
                f"A side of {side} pixels does not fit: it must be a multiple of {PATCH} between {SMALLEST} "
                f"and {LARGEST}."
            )
    return height // PATCH, width // PATCH


def to_token_values(x: Tensor) -> Tensor:
    """The values in each token: (N, B, H, W) -> (N, groups * h * w, 192), ordered band, row, column."""
    n, bands, height, width = x.shape
    cubes = x.reshape(n, bands // GROUP, GROUP, height // PATCH, PATCH, width // PATCH, PATCH)
    return cubes.permute(0, 1, 3, 5, 2, 4, 6).reshape(n, -1, GROUP * PATCH * PATCH)


def to_image(values: Tensor, height: int, width: int) -> Tensor:
    """The inverse of `to_token_values`: (N, L, 192) -> (N, B, height, width), the size in pixels."""
    h, w = height // PATCH, width // PATCH
    cubes = values.reshape(len(values), -1, h, w, GROUP, PATCH, PATCH)
    return cubes.permute(0, 1, 4, 2, 5, 3, 6).reshape(len(values), -1, height, width)
