"""Pairs of dates with known change, made on the device that trains.

A pair starts from what is known not to have changed: an image and itself, the same place at another date, or
a simulated place at two dates. Real pixels of other places are set into the second date: blobs, parcels and
strips of foreign images, and small shapes with the spectrum of a real roof or road. Then each date gets a
radiometry of its own. What is a change is a rule on the surfaces that follow each other (`Surfaces`): a roof
on a meadow is one, other crops on a field are not, and what is not clear is left out.

All random numbers come from the device and all shapes are fixed, so that a step can be captured as a graph.
"""

import math
from dataclasses import dataclass, field
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from models.spectralgpt.compact_change import Statistics, rooted, statistics_of
from models.training import augment
from models.training.augment import uniform
from models.training.sources import wavelengths_of

UNKNOWN = 2
"""A label: neither changed (1) nor unchanged (0)."""
SHAPES = 10
"""Small shapes (roofs, roads) that a chip may get."""
NEAR_INFRARED = (690.0, 1000.0)


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
    wavelengths: list[float] = field(init=False)

    def __post_init__(self) -> None:
        self.wavelengths = wavelengths_of(self.bands)


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


def nearest(wavelengths: list[float], centre: float) -> int:
    """Place of the band nearest to a wavelength."""
    return min(range(len(wavelengths)), key=lambda k: abs(wavelengths[k] - centre))


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
    before, after = (_seen_from_above(sunlit(x, ground, stack), stack) for x in (before, after))
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


def some_bands(count: int, minimum: int, share: float, device: torch.device) -> Tensor:
    """Which bands a step is given: in a `share` of the steps a random subset, else all; (count,) bool."""
    fewest = min(minimum, count)
    keep = fewest + (torch.rand((), device=device) * (count - fewest + 1)).floor()
    rank = torch.rand(count, device=device).argsort().argsort()
    return (rank < keep) | (torch.rand((), device=device) >= share)


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


def field_of(n: int, size: int, coarsest: int, device: torch.device) -> Tensor:
    """Smooth random fields (n, size, size) of about unit deviation, with detail down to a few pixels."""
    total = torch.zeros(n, 1, size, size, device=device)
    cells, amplitude = coarsest, 1.0
    while cells <= size // 4:
        white = torch.randn(n, 1, cells + 1, cells + 1, device=device)
        total = total + amplitude * F.interpolate(white, (size, size), mode="bicubic", align_corners=True)
        cells, amplitude = 2 * cells, 0.55 * amplitude
    return total[:, 0] / 1.1


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


def parcel_noise(n: int, size: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """A uniform number for each Voronoi cell (n, size, size), and a share of the cells (n, 1, 1).

    Cells may be stretched, so that strips occur.
    """
    seeds = 40
    points = torch.rand(n, seeds, 2, device=device) * 1.2 - 0.1
    axis = (torch.arange(size, device=device) + 0.5) / size
    angle = uniform((n, 1, 1, 1), 0, math.pi, device)
    stretch = torch.exp(uniform((n, 1, 1, 1), 0, 1.2, device))
    down = axis.view(1, 1, -1, 1) - points[:, :, 0, None, None]
    right = axis.view(1, 1, 1, -1) - points[:, :, 1, None, None]
    along = down * angle.cos() + right * angle.sin()
    across = right * angle.cos() - down * angle.sin()
    cell = (along.square() / stretch + across.square() * stretch).argmin(1)
    number = torch.rand(n, seeds, device=device).gather(1, cell.flatten(1)).view(n, size, size)
    return number, uniform((n, 1, 1), 0.02, 0.3, device)


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
    spectrum = (stack.built[pick].float() / 255).square()
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


def season(x: Tensor, stack: PairStack) -> Tensor:
    """Another season of the same image: plants grow or wither, some parcels more than others.

    The vegetated share of each pixel (from NDVI) has its near infrared, its absorption in the visible and its
    water changed by factors of the scene and, for what is not wooded, of the parcel.
    """
    n, _, size, _ = x.shape
    device, wavelengths = x.device, stack.wavelengths
    red, nir = x[:, nearest(wavelengths, 665.0)], x[:, nearest(wavelengths, 850.0)]
    # Trees among houses count too: mixed pixels are green in part.
    plants = (((nir - red) / (nir + red).clamp(min=0.01) - 0.1) / 0.45).clamp(0, 1)
    wooded = surfaces(x, wavelengths).trees.float()
    number, _ = parcel_noise(n, size, device)
    scenes = n // stack.together

    def factor(whole: float, parcel: float) -> Tensor:
        common = whole * torch.randn(scenes, 1, 1, device=device).repeat_interleave(stack.together, 0)
        own = parcel * torch.sin(number * uniform((n, 1, 1), 20, 60, device)) * (1 - 0.8 * wooded)
        return (common + own) * plants

    parts = {"visible": factor(0.16, 0.3), "near": factor(0.3, 0.3), "short": factor(0.14, 0.2)}
    # What is less green in the visible is so in the near infrared, as a rule; and leaves differ from tree to
    # tree and from stand to stand, most of all there.
    patchy = 0.15 * field_of(n, size, 4, device) + 0.12 * _soft_noise(n, size, device)
    parts["near"] = parts["near"] - 0.4 * parts["visible"] + patchy * plants
    rows = []
    for wavelength in wavelengths:
        if wavelength < 690:
            rows.append(parts["visible"])
        elif wavelength < 720:
            rows.append(0.6 * parts["visible"])
        else:
            rows.append(parts["near"] if wavelength < 1000 else parts["short"])
    calm = torch.rand(n // stack.together, 1, 1, 1, device=device).repeat_interleave(stack.together, 0)
    # Real dates have a season already.
    most = 1.5 if stack.invented else 0.6
    return x * torch.exp(torch.stack(rows, 1) * (most * calm))


class Ground(NamedTuple):
    """What the sun shines on, the same at both dates.

    Attributes:
        relief: smooth heights (N, S, S).
        obstacles: heights of houses and trees in pixels of shadow, where neighbours differ (N, S, S).
        rough: 0 to 1, how much neighbouring pixels differ (N, S, S).
    """

    relief: Tensor
    obstacles: Tensor
    rough: Tensor


def ground_of(x: Tensor, stack: PairStack) -> Ground:
    """Random heights; what stands out is among pixels (N, B, S, S) that differ from their neighbours."""
    n, _, size, _ = x.shape
    red = x[:, nearest(stack.wavelengths, 665.0)]
    deviation = (box(red.square(), 5) - box(red, 5).square()).clamp(min=0).sqrt()
    rough = ((deviation / (box(red, 5) + 0.03) - 0.06) / 0.2).clamp(0, 1)
    rugged = uniform((n, 1, 1), -0.5, 0.5, x.device).clamp(min=0)
    relief = rugged * field_of(n, size, 2, x.device)
    obstacles = (_soft_noise(n, size, x.device) - 0.3).clamp(0, 1.5) * (0.1 + 0.9 * rough)
    return Ground(relief, obstacles, rough)


def _soft_noise(n: int, size: int, device: torch.device) -> Tensor:
    """Noise of unit deviation with grains of two or three pixels (n, size, size)."""
    return 3 * box(torch.randn(n, size, size, device=device), 3)


def _moved(field: Tensor, pixels: Tensor, azimuth: Tensor) -> Tensor:
    """A field (N, S, S) as seen some pixels (N,) away in a direction (N,)."""
    n, size, _ = field.shape
    theta = torch.zeros(n, 2, 3, device=field.device)
    theta[:, 0, 0] = 1.0
    theta[:, 1, 1] = 1.0
    theta[:, 0, 2] = 2 * pixels / size * azimuth.sin()
    theta[:, 1, 2] = 2 * pixels / size * azimuth.cos()
    where = F.affine_grid(theta, [n, 1, size, size], align_corners=False)
    return F.grid_sample(field[:, None], where, padding_mode="reflection", align_corners=False)[:, 0]


def sunlit(x: Tensor, ground: Ground, stack: PairStack) -> Tensor:
    """A date's own sun: other slopes are bright, shadows fall elsewhere, roofs shine otherwise.

    Light and shadow are the same for all bands but for the light of the sky, which is blue. Real dates have
    it already, so they get less.
    """
    n, _, size, _ = x.shape
    device = x.device
    amount = 1.0 if stack.invented else 0.4
    scenes = n // stack.together
    azimuth = uniform((scenes, 1, 1), 0, 2 * math.pi, device).repeat_interleave(stack.together, 0)
    low = uniform((scenes, 1, 1), 0, 1, device).repeat_interleave(stack.together, 0)  # 1: long shadows
    down, right = torch.gradient(ground.relief, dim=(1, 2))
    slope = down * azimuth.cos() + right * azimuth.sin()
    rough = torch.rand(n, 1, 1, device=device) * (0.05 + ground.rough)
    light = amount * ((low * slope * 2.5).clamp(-0.5, 0.5) + 0.2 * rough * _soft_noise(n, size, device))
    # Glints and gaps between houses and trees differ more where the sky gives no light.
    infrared = 0.3 * amount * rough * _soft_noise(n, size, device)
    # In winter the shadow of a house of 25 m is eight pixels long.
    length = 0.5 + 7.5 * low[:, 0, 0].square()
    depth = amount * uniform((n, 1, 1), 0.0, 0.9, device)
    shadow = torch.zeros_like(slope)
    for part in (0.35, 0.7, 1.0):
        towards = _moved(ground.obstacles, part * length, azimuth[:, 0, 0])
        shadow = torch.maximum(shadow, (towards - ground.obstacles - 0.6 * (part - 0.35)) * 1.5)
    shadow = shadow.clamp(max=1) * depth
    lit = []
    for wavelength in stack.wavelengths:
        sky = 0.1 + 0.25 * (wavelength / 443.0) ** -2
        own = light + infrared if wavelength > NEAR_INFRARED[0] else light
        lit.append(torch.exp(own) * (1 - shadow * (1 - sky)))
    return x * torch.stack(lit, 1)


def _seen_from_above(x: Tensor, stack: PairStack) -> Tensor:
    """A date's own radiometry: gains and haze of the scene, a gradient of light, blur, noise."""
    n, bands, size, _ = x.shape
    device, g = x.device, stack.together

    def by_scene(values: Tensor) -> Tensor:
        return values.repeat_interleave(g, 0)

    scenes = n // g
    logarithm = uniform((scenes, 1, 1, 1), -0.15, 0.15, device)
    logarithm = logarithm + uniform((scenes, bands, 1, 1), -0.05, 0.05, device)
    # A low sun and what shades under trees darken the infrared, where the sky gives no light.
    infrared = uniform((scenes, 1, 1, 1), -0.3, 0.3, device)
    gain = torch.exp(
        torch.cat(
            [
                logarithm[:, k : k + 1] + infrared * min(1.0, max(0.0, (wavelength - 600) / 250))
                for k, wavelength in enumerate(stack.wavelengths)
            ],
            1,
        )
    )
    light = torch.exp(0.04 * field_of(n, size, 2, device)[:, None])
    exponent = uniform((scenes,), 1.5, 4.0, device)
    amount = uniform((scenes,), 0.0, 0.13, device) * (torch.rand(scenes, device=device) < 0.4)
    path = by_scene(augment.path_radiance(amount, exponent, stack.wavelengths))[:, :, None, None]
    # Haze is not even, and thin clouds that no mask has found hang over parts of a date.
    path = path * torch.exp(0.12 * field_of(n, size, 2, device)[:, None])
    veil = (field_of(n, size, 2, device) + uniform((n, 1, 1), -1.5, 1.0, device)).clamp(0, 1)
    veil = veil * uniform((n, 1, 1), 0.0, 0.15, device) * (torch.rand(n, 1, 1, device=device) < 0.25)
    flat = uniform((n,), 0.2, 2.0, device)  # cirrus is white, smoke is blue
    colour = augment.path_radiance(torch.ones_like(flat), flat, stack.wavelengths)
    path = path + veil[:, None] * colour[:, :, None, None]
    x = x * by_scene(gain) * light * (1 - 1.2 * path) + path
    x = augment.blur(x, 0.25)
    noise = uniform((n, 1, 1, 1), 0.0, 0.005, device)
    return (x + noise * torch.randn_like(x)).clamp(0, 1.5)


def misregistered(before: Tensor, after: Tensor, deviation: float = 0.35) -> tuple[Tensor, Tensor]:
    """Shift the dates against each other by parts of a pixel, half each, so that both are as soft."""
    n, _, size, _ = before.shape
    shift = deviation * torch.randn(n, 2, device=before.device) / size
    still = torch.rand(n, 1, device=before.device) < 0.3
    shift = torch.where(still, 0.0, shift.clamp(-1.2 / size, 1.2 / size))
    moved = []
    for x, sign in ((before, 1.0), (after, -1.0)):
        grid = torch.zeros(n, 2, 3, device=x.device)
        grid[:, 0, 0] = 1.0
        grid[:, 1, 1] = 1.0
        grid[:, :, 2] = sign * shift
        where = F.affine_grid(grid, [n, 1, size, size], align_corners=False)
        moved.append(F.grid_sample(x, where, padding_mode="border", align_corners=False))
    return moved[0], moved[1]


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
