"""Divisions of the ground: strips and blocks with borders, and Voronoi cells; all from hashes."""

from dataclasses import dataclass

import torch
from torch import Tensor

from models.training.simulation.noise import chance, hashed


@dataclass(frozen=True)
class Division:
    """Parcels of the ground.

    Attributes:
        parcel: a number for each parcel (N, S, S), 0 to 2³¹ - 1.
        border: distance to the nearest border in pixels (N, S, S).
    """

    parcel: Tensor
    border: Tensor


def intervals(along: Tensor, width: Tensor, key: Tensor, salt: int) -> Division:
    """Cut a coordinate into intervals of varying width.

    Args:
        along: coordinate in pixels (N, S, S).
        width: mean width, broadcast to it.
        key: whole numbers on which the widths depend, broadcast.
        salt: another number on which they depend.

    Returns:
        The interval's place in the row instead of a parcel number, and the distance to its ends.
    """
    scaled = along / width
    index = scaled.floor().int()
    key = key.expand_as(index)

    def border_of(number: Tensor) -> Tensor:
        return number + 0.7 * (chance(salt, number, key) - 0.5)

    index = torch.where(scaled < border_of(index), index - 1, index)
    index = torch.where(scaled >= border_of(index + 1), index + 1, index)
    distance = torch.minimum(scaled - border_of(index), border_of(index + 1) - scaled)
    return Division(index, distance * width)


def blocks(u: Tensor, v: Tensor, sides: tuple[Tensor, Tensor], key: Tensor, salt: int) -> Division:
    """Rows of rectangles, whose ends differ from row to row, as in old field patterns and towns."""
    row = intervals(v, sides[1], key, salt)
    column = intervals(u, sides[0], hashed(salt + 1, row.parcel, key.expand_as(row.parcel)), salt + 2)
    number = hashed(salt + 3, row.parcel, column.parcel, key.expand_as(row.parcel))
    return Division(number, torch.minimum(row.border, column.border))


def strips(u: Tensor, v: Tensor, block: Division, width: Tensor, salt: int) -> Division:
    """Blocks cut into parallel strips along one of their sides; some are left whole."""
    across = torch.where(chance(salt, block.parcel) < 0.5, u, v)
    whole = chance(salt + 1, block.parcel) < 0.35
    strip = intervals(across, width * (0.6 + chance(salt + 2, block.parcel)), block.parcel, salt + 3)
    number = hashed(salt + 4, strip.parcel, block.parcel)
    border = torch.minimum(strip.border, block.border)
    return Division(torch.where(whole, block.parcel, number), torch.where(whole, block.border, border))


def cells(u: Tensor, v: Tensor, side: Tensor, key: Tensor, salt: int) -> Division:
    """Voronoi cells of a jittered grid (Worley 1996, SIGGRAPH)."""
    x, y = u / side, v / side
    column, row = x.floor().int(), y.floor().int()
    key = key.expand_as(column)
    nearest = torch.full_like(x, 9.0)
    second = torch.full_like(x, 9.0)
    number = torch.zeros_like(column)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            other = hashed(salt, column + right, row + down, key)
            px = column + right + chance(salt + 1, other)
            py = row + down + chance(salt + 2, other)
            distance = ((x - px) ** 2 + (y - py) ** 2).sqrt()
            closer = distance < nearest
            second = torch.where(closer, nearest, torch.minimum(second, distance))
            number = torch.where(closer, other, number)
            nearest = torch.where(closer, distance, nearest)
    return Division(number, (second - nearest) / 2 * side)
