"""Pairs of dates with known change, made on the device that trains.

A pair starts from what is known not to have changed: an image and itself, the same place at another date, or
a simulated place at two dates. Real pixels of other places are set into the second date: blobs, parcels and
strips of foreign images, and small shapes with the spectrum of a real roof or road. Then each date gets a
radiometry of its own. What is a change is a rule on the surfaces that follow each other (`Surfaces`): a roof
on a meadow is one, other crops on a field are not, and what is not clear is left out.

All random numbers come from the device and all shapes are fixed, so that a step can be captured as a graph.
"""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from models.spectralgpt.compact_change import Statistics, rooted, statistics_of
from models.spectralgpt.wavelengths import nearest
from models.training import augment
from models.training.augment import uniform
from models.training.companding import expanded
from models.training.date_differences import (
    field_of,
    ground_of,
    misregistered,
    parcel_noise,
    season,
    seen_from_above,
    sunlit,
)
from models.training.pair_stacks import PairStack
from models.training.surfaces import UNKNOWN, box, distance, surfaces, verdict

SHAPES = 10
"""Small shapes (roofs, roads) that a chip may get."""


class PairBatch(NamedTuple):
    """Crops of both dates.

    Attributes:
        before, after: reflectance (N, B, S, S).
        target: (N, S, S) uint8: 1 changed, 0 unchanged, `UNKNOWN`.
        statistics: what the scene's bands differ by, with the error of a small sample.
    """

    before: Tensor
    after: Tensor
    target: Tensor
    statistics: Statistics


def sample(stack: PairStack, n: int, size: int) -> PairBatch:
    """A batch of pairs.

    Args:
        stack: the imagery.
        n: how many; a multiple of `stack.together`.
        size: side of the crops, a multiple of 16.
    """
    device = stack.images.device
    before, after, known = _crops(stack, drawn(stack, n), size)
    after = season(after, stack)
    target = torch.where(_unlike(before, after, stack.wavelengths) & (known == 0), UNKNOWN, known)
    _, foreign, _ = _crops(stack, drawn(stack, n), size)
    after, target = transplant(after, target, foreign, stack.wavelengths)
    after, target = small_shapes(after, target, stack)
    ground = ground_of(before, stack)
    before, after = (seen_from_above(sunlit(x, ground, stack), stack) for x in (before, after))
    before, after = misregistered(before, after)
    swap = torch.rand(n, 1, 1, 1, device=device) < 0.5
    before, after = torch.where(swap, after, before), torch.where(swap, before, after)
    return PairBatch(before, after, target, sampled_statistics(before, after, stack.together))


def drawn(stack: PairStack, n: int) -> Tensor:
    """Pairs at random (n,), each as often as its chance says."""
    # Not torch.multinomial, which may wait for the device: that cannot be captured in a graph.
    reached = stack.chance.cumsum(0)
    chosen = torch.rand(n, device=reached.device) * reached[-1]
    return torch.searchsorted(reached, chosen, right=True).clamp(max=len(reached) - 1)


def _crops(stack: PairStack, index: Tensor, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Both dates in the same crop, and what is known to have changed."""
    first, second = stack.pairs[index].unbind(1)
    both = torch.cat([stack.images[first], stack.images[second]], 1)
    if stack.changed is None:
        known = torch.zeros(1, 1, 1, dtype=torch.uint8, device=both.device)
        known = known.expand(len(index), *both.shape[-2:])
    else:
        known = stack.changed[index]
    order = torch.arange(len(index), device=both.device)
    x, label, inside = augment.crop(both, known, order, size, stack.scale)
    label = torch.where(inside[:, 0], label.to(torch.uint8), UNKNOWN)
    before, after = x.chunk(2, 1)
    return before, after, label


def _unlike(before: Tensor, after: Tensor, wavelengths: list[float]) -> Tensor:
    """Water at one date only, or white at one date only (clouds, snow): (N, H, W) bool, not to be judged."""
    wet = surfaces(before, wavelengths).water ^ surfaces(after, wavelengths).water
    blue = nearest(wavelengths, 490.0)
    white = (before[:, blue] - after[:, blue]).abs() > 0.15
    return box((wet | white).float(), 5) > 0.1


def transplant(
    after: Tensor, target: Tensor, foreign: Tensor, wavelengths: list[float], share: float = 0.75
) -> tuple[Tensor, Tensor]:
    """Set foreign pixels into the second date, as blobs or as parcels.

    Args:
        after: reflectance (N, B, S, S).
        target: what is known of the change (N, S, S).
        foreign: reflectance of other places, of the same shape.
        wavelengths: of the bands.
        share: of the chips that get some.

    Returns:
        The second date and its labels.
    """
    n, _, size, _ = after.shape
    device = after.device
    blobs = field_of(n, size, 2, device) > uniform((n, 1, 1), 0.7, 2.2, device)
    plots, chance = parcel_noise(n, size, device)
    parcels = plots < chance
    kind = torch.rand(n, 1, 1, device=device)
    patch = torch.where(kind < 0.5, blobs, parcels) & (torch.rand(n, 1, 1, device=device) < share)
    ground = verdict(after, foreign, wavelengths)
    # Faint changes: part of a pixel, or damage that is not complete.
    strength = torch.where(
        torch.rand(n, 1, 1, 1, device=device) < 0.35, uniform((n, 1, 1, 1), 0.35, 1, device), 1.0
    )
    alpha = F.avg_pool2d(F.pad(patch[:, None].float(), (1, 1, 1, 1), mode="replicate"), 3, 1) * strength
    mixed = after + alpha * (foreign - after)
    # A building site is one change, though some of it looks as before.
    yes, no = (box(((ground == label) & patch).float(), 9) for label in (1, 0))
    site = (ground == UNKNOWN) & (yes > 4 * no) & (yes > 0.5 * box(patch.float(), 9))
    ground = torch.where(site, 1, ground)
    covered = alpha[:, 0] > 0.6 * strength[:, 0]
    touched = alpha[:, 0] > 0.05
    label = torch.where(covered & patch, ground, torch.where(touched & (ground != 0), UNKNOWN, target))
    return mixed, label.to(torch.uint8)


def small_shapes(
    after: Tensor, target: Tensor, stack: PairStack, share: float = 0.3
) -> tuple[Tensor, Tensor]:
    """Paint roofs and roads of one to a few pixels with real spectra; returns the date and its labels."""
    n, _, size, _ = after.shape
    device = after.device
    wanted = uniform((n, 1), -SHAPES, SHAPES, device)  # half of them none
    there = (torch.arange(SHAPES, device=device) < wanted) & (torch.rand(n, 1, device=device) < 2 * share)
    # Close together, as in a new quarter, or anywhere.
    middle = uniform((n, 1, 2), 0.15, 0.85, device)
    spread = torch.where(torch.rand(n, 1, 1, device=device) < 0.5, 0.12, 0.5)
    centre = (middle + spread * uniform((n, SHAPES, 2), -1, 1, device)) * size
    road = torch.rand(n, SHAPES, device=device) < 0.2
    length = torch.where(road, uniform((n, SHAPES), 8, 40, device), uniform((n, SHAPES), 0.6, 5.0, device))
    width = torch.where(
        road, uniform((n, SHAPES), 0.4, 1.0, device), length * uniform((n, SHAPES), 0.4, 1, device)
    )
    # Streets and houses of a quarter are parallel.
    angle = uniform((n, 1), 0, math.pi, device) + (math.pi / 2) * torch.randint(2, (n, SHAPES), device=device)
    axis = torch.arange(size, device=device) + 0.5
    down = axis.view(1, 1, -1, 1) - centre[:, :, 0, None, None]
    right = axis.view(1, 1, 1, -1) - centre[:, :, 1, None, None]
    cos, sin = angle.cos()[..., None, None], angle.sin()[..., None, None]
    along, across = (down * cos + right * sin).abs(), (right * cos - down * sin).abs()
    # How much of a pixel is covered, about.
    half_length, half_width = length[..., None, None], width[..., None, None]
    cover = (half_length - along + 0.5).clamp(0, 1) * (half_width - across + 0.5).clamp(0, 1)
    cover = cover * there[..., None, None]
    pick = torch.randint(len(stack.built), (n, SHAPES), device=device)
    # Some quarters have roofs of one kind.
    alike = torch.rand(n, 1, device=device) < 0.4
    pick = torch.where(alike, pick[:, :1], pick)
    spectrum = expanded(stack.built[pick])
    spectrum = spectrum * torch.exp(uniform((n, SHAPES, 1), -0.3, 0.3, device))
    grain = 1 + 0.06 * torch.randn(n, 1, size, size, device=device)
    total = cover.sum(1, keepdim=True)
    paint = torch.einsum("nkb,nkhw->nbhw", spectrum, cover) / total.clamp(min=1e-3) * grain
    alpha = total.clamp(max=1)
    soft = F.avg_pool2d(F.pad(alpha, (1, 1, 1, 1), mode="replicate"), 3, 1)
    alpha = 0.6 * alpha + 0.4 * soft
    apart = distance(paint, after, stack.wavelengths) * alpha[:, 0]
    mixed = after + alpha * (paint - after)
    changed = (alpha[:, 0] > 0.5) & (apart > 0.025)
    label = torch.where(changed, 1, torch.where((alpha[:, 0] > 0.05) & (target == 0), UNKNOWN, target))
    return mixed, label.to(torch.uint8)


def sampled_statistics(before: Tensor, after: Tensor, together: int) -> Statistics:
    """Statistics of each scene's pixels, with an error as between a window and its scene."""
    n, bands = before.shape[:2]
    step = 2 if together == 1 else 4
    difference = (rooted(after) - rooted(before))[:, :, ::step, ::step].flatten(2)
    of_scenes = difference.view(n // together, together, bands, -1).transpose(1, 2).flatten(2)
    centre, scale = statistics_of(of_scenes).repeat_interleave(together, 0).unbind(-1)
    # A scene differs in more ways than a chip: its scale is rather larger.
    scale = scale * torch.exp(uniform((n, 1), -0.2, 0.6, before.device))
    centre = centre + 0.15 * scale * torch.randn_like(centre)
    return Statistics(centre, scale)
