"""What kind of surface a pixel shows, and whether one in the place of another is a lasting change."""

from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from models.spectralgpt.wavelengths import nearest

UNKNOWN = 2
"""A label: neither changed (1) nor unchanged (0)."""
NEAR_INFRARED = (690.0, 1000.0)


class Surfaces(NamedTuple):
    """What kind of surface a pixel shows, told from its spectrum and its neighbours; (N, H, W) bool each.

    Attributes:
        water: also wetlands without plants.
        green: any dense vegetation.
        trees: dark green.
        bare: no plants to speak of, dry: rock, soil, roofs, snow.
        rough: among neighbours of other brightness, as between houses.
    """

    water: Tensor
    green: Tensor
    trees: Tensor
    bare: Tensor
    rough: Tensor


def surfaces(x: Tensor, wavelengths: list[float]) -> Surfaces:
    """Tell surfaces of reflectance (N, B, H, W) apart by thresholds on indices.

    NDVI of 0.45 is dense and below 0.3 hardly any vegetation; MNDWI (Xu 2006) tells water; trees are dark in
    red and in the short-wave infrared. The thresholds need not be exact: what they decide is checked by the
    distance of the spectra, and what is between is left out.
    """
    green, red, nir, short = (
        _smooth(x[:, nearest(wavelengths, centre)]) for centre in (560.0, 665.0, 850.0, 1610.0)
    )
    ndvi = (nir - red) / (nir + red).clamp(min=0.01)
    wetness = (green - short) / (green + short).clamp(min=0.01)
    water = (wetness > 0.15) & (nir < 0.15) & (ndvi < 0.25)
    dense = (ndvi > 0.45) & ~water
    trees = dense & (red < 0.055) & (short < 0.19)
    bare = (ndvi < 0.3) & ~water
    own = x[:, nearest(wavelengths, 665.0)]
    deviation = (box(own.square(), 5) - box(own, 5).square()).clamp(min=0).sqrt()
    return Surfaces(water, dense, trees, bare, deviation > 0.012 + 0.12 * own)


def box(x: Tensor, side: int) -> Tensor:
    """Mean over a square, of what is inside: (N, H, W)."""
    return F.avg_pool2d(x[:, None], side, 1, side // 2, count_include_pad=False)[:, 0]


def _smooth(x: Tensor) -> Tensor:
    return box(x, 3)


def distance(a: Tensor, b: Tensor, wavelengths: list[float]) -> Tensor:
    """Root mean square difference of reflectance outside the near infrared, where seasons show most."""
    kept = [k for k, w in enumerate(wavelengths) if not NEAR_INFRARED[0] < w < NEAR_INFRARED[1]]
    first, last = kept[0], kept[-1] + 1
    if kept == list(range(first, last)):
        return (a[:, first:last] - b[:, first:last]).square().mean(1).sqrt()
    total = torch.stack([(a[:, k] - b[:, k]).square() for k in kept]).mean(0)
    return total.sqrt()


def verdict(old: Tensor, new: Tensor, wavelengths: list[float]) -> Tensor:
    """What follows from other pixels in the place of old ones: (N, H, W) uint8, see `UNKNOWN`.

    Args:
        old, new: reflectance (N, B, H, W) at the same date.
    """
    a, b = surfaces(old, wavelengths), surfaces(new, wavelengths)
    apart = distance(old, new, wavelengths)
    both_bare = a.bare & b.bare
    rough = a.rough | b.rough
    changed = (
        ((a.water ^ b.water) & (apart > 0.02))
        | (a.trees & ~b.green & ~b.water & (apart > 0.02))
        | (b.trees & ~a.green & ~a.water & (apart > 0.02))
        | ((a.trees ^ b.trees) & a.green & b.green & (apart > 0.03))
        | (a.green & b.bare & b.rough)
        | (b.green & a.bare & a.rough)
        | (both_bare & rough & (apart > 0.04))
        | (both_bare & (apart > 0.09))
    )
    # Other crops, or mown: the same field.
    field = a.green & b.green & ~a.trees & ~b.trees
    same = (apart < 0.012) | field
    return torch.where(changed, 1, torch.where(same, 0, UNKNOWN)).to(torch.uint8)
