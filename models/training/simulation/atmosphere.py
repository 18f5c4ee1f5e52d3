"""What lies between the ground and the sensor: sunlight on slopes, haze, clouds and their shadows."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.rasters.bands import SENTINEL2
from models.training.augment import path_radiance
from models.training.simulation.noise import fractal, level, uniform

VISIBLE = 0.1
"""Opacity from which a pixel counts as cloud, and a lack of light from which it counts as shadow."""


@dataclass(frozen=True)
class Sky:
    """Sun and air over each chip of a batch.

    Attributes:
        zenith, azimuth: of the sun, radians (N,).
        haze: path radiance at 443 nm (N,), and how it falls with the wavelength (N,): see
            `augment.path_radiance`. Surface reflectance keeps 0 to 0.02, top of the atmosphere 0.07 to 0.13.
        cloudiness: share of the chip under clouds (N,).
    """

    zenith: Tensor
    azimuth: Tensor
    haze: tuple[Tensor, Tensor]
    cloudiness: Tensor


def draw_sky(count: int, haze: float, clouds: float, generator: torch.Generator) -> Sky:
    """Skies at random.

    Args:
        haze: largest path radiance at 443 nm.
        clouds: share of the chips that have clouds.
    """
    cloudy = uniform((count,), 0, 1, generator) < clouds
    return Sky(
        uniform((count,), 0.35, 1.15, generator),
        uniform((count,), 2.0, 4.3, generator),
        (uniform((count,), 0, haze, generator), uniform((count,), 1.5, 4.0, generator)),
        torch.where(cloudy, uniform((count,), 0.02, 0.5, generator), 0.0),
    )


def illumination(height: Tensor, relief: Tensor, sky: Sky, cell: float) -> Tensor:
    """Light on slopes relative to level ground, (N, S, S).

    A Lambertian surface with a fifth of diffuse light (in the manner of the C correction, Teillet 1982).

    Args:
        height: relief with deviation about 1 (N, S, S).
        relief: how steep it is, 1: slopes of 10 to 30 degrees (N,).
        cell: side of a cell in pixels.
    """
    smooth = F.avg_pool2d(height[:, None], 5, 1, 2, count_include_pad=False)[:, 0]
    down, right = torch.gradient(smooth, dim=(1, 2))
    # A full deviation of height over a quarter of the scene is a slope of about 20 degrees.
    steepness = relief * 0.1 * height.shape[-1] * cell / 4 / cell
    down, right = down * steepness[:, None, None], right * steepness[:, None, None]
    zenith, azimuth = sky.zenith[:, None, None], sky.azimuth[:, None, None]
    # The azimuth counts clockwise from north; rows go south.
    towards = right * azimuth.sin() - down * azimuth.cos()
    cosine = (zenith.cos() - towards * zenith.sin()) / (1 + down**2 + right**2).sqrt()
    direct = (cosine / zenith.cos()).clamp(0, 2)
    return 0.2 + 0.8 * direct


def clouds(side: int, sky: Sky, generator: torch.Generator) -> tuple[Tensor, Tensor]:
    """Opacity of clouds and lack of direct light in their shadows, each (N, side, side), 0 to 1.

    A shadow is the cloud moved away from the sun by its height times the tangent of the zenith angle. The
    cloud field is periodic, so that shadows of clouds outside come in at the other side.
    """
    count, device = len(sky.zenith), sky.zenith.device
    field = fractal(count, side, uniform((count,), 1.8, 2.6, generator), generator)
    edge = level(-field, sky.cloudiness)
    soft = uniform((count, 1, 1), 0.3, 1.5, generator)
    thickness = uniform((count, 1, 1), 0.6, 1.0, generator)
    some = (sky.cloudiness > 0)[:, None, None]
    opacity = (((-edge - field).neg() / soft).clamp(0, 1) * thickness) * some
    # Pixels of 10 m; bases of 400 m to 2 km.
    distance = uniform((count,), 40, 200, generator) * sky.zenith.tan()
    down = (distance * sky.azimuth.cos()).round().long()
    right = (-distance * sky.azimuth.sin()).round().long()
    rows = (torch.arange(side, device=device)[None] - down[:, None]) % side
    columns = (torch.arange(side, device=device)[None] - right[:, None]) % side
    moved = opacity.gather(1, rows[:, :, None].expand(-1, -1, side))
    shadow = moved.gather(2, columns[:, None].expand(-1, side, -1))
    return opacity, shadow * (1 - opacity)


def through_air(
    reflectance: Tensor, bands: tuple[str, ...], sky: Sky, opacity: Tensor, shadow: Tensor
) -> Tensor:
    """Shadow, adjacency, haze and clouds over reflectance (N, B, H, W) of the ground."""
    wavelengths = [float(SENTINEL2[band].wavelength) for band in bands]
    centre = torch.tensor(wavelengths, device=reflectance.device)[None, :, None, None]
    # The sky lights shadows, more so in the blue.
    sky_light = 0.08 + 0.22 * (centre / 443.0) ** -2.0
    lit = reflectance * (1 - shadow[:, None] * (1 - sky_light))
    path = path_radiance(*sky.haze, wavelengths)[:, :, None, None]
    # What the air scatters into the view comes from around: about as much as it takes away.
    window = min(reflectance.shape[-1] // 2 * 2 - 1, 31)
    around = F.avg_pool2d(lit, (window, 1), 1, (window // 2, 0), count_include_pad=False)
    around = F.avg_pool2d(around, (1, window), 1, (0, window // 2), count_include_pad=False)
    lit = lit + 0.8 * path * (around - lit)
    lit = lit * (1 - 1.2 * path) + path
    # Droplets and ice absorb in the short-wave infrared; thick clouds are brighter.
    white = 0.82 - 0.28 * torch.sigmoid((centre - 1400) / 60) - 0.12 * torch.sigmoid((centre - 1900) / 60)
    veil = opacity[:, None]
    return lit * (1 - veil) + veil * white * (0.6 + 0.4 * veil)
