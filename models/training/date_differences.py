"""What differs between two dates though nothing has changed: season, sun, air, position."""

import math
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor

from models.spectralgpt.wavelengths import nearest
from models.training import augment
from models.training.augment import uniform
from models.training.pair_stacks import PairStack
from models.training.surfaces import NEAR_INFRARED, box, surfaces


def field_of(n: int, size: int, coarsest: int, device: torch.device) -> Tensor:
    """Smooth random fields (n, size, size) of about unit deviation, with detail down to a few pixels."""
    total = torch.zeros(n, 1, size, size, device=device)
    cells, amplitude = coarsest, 1.0
    while cells <= size // 4:
        white = torch.randn(n, 1, cells + 1, cells + 1, device=device)
        total = total + amplitude * F.interpolate(white, (size, size), mode="bicubic", align_corners=True)
        cells, amplitude = 2 * cells, 0.55 * amplitude
    return total[:, 0] / 1.1


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


def seen_from_above(x: Tensor, stack: PairStack) -> Tensor:
    """A date's own radiometry: gains and haze of the scene, a gradient of light, blur, noise."""
    n, bands, size, _ = x.shape
    device, g = x.device, stack.together

    def by_scene(values: Tensor) -> Tensor:
        return values.repeat_interleave(g, 0)

    scenes = n // g
    logarithm = uniform((scenes, 1, 1, 1), -0.15, 0.15, device)
    logarithm = logarithm + uniform((scenes, bands, 1, 1), -0.05, 0.05, device)
    # A low sun and what shades under trees darken the infrared, where the sky gives no light.
    infrared = uniform((scenes, 1, 1, 1), -stack.infrared, stack.infrared, device)
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
