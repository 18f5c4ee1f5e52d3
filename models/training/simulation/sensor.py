"""What Sentinel-2 makes of the ground: point spread, native pixels, misregistration, noise."""

import torch
import torch.nn.functional as F
from torch import Tensor

from models.training.simulation.noise import normal

RESOLUTION: dict[str, int] = {
    "B01": 60, "B02": 10, "B03": 10, "B04": 10, "B05": 20, "B06": 20, "B07": 20, "B08": 10, "B8A": 20,
    "B09": 60, "B11": 20, "B12": 20,
}  # fmt: skip
"""Native pixels in metres (ESA, Sentinel-2 User Handbook); a scene's pixel has 10 m."""

SPREAD = 0.45
"""Standard deviation of the point spread function in native pixels. With the pixel's own box it leaves a
modulation of 0.23 at the Nyquist frequency, within the 0.15 to 0.30 that ESA requires of the instrument."""

NOISE = (0.0006, 0.002)
"""Deviations of the dark noise and, at reflectance 1, of the photon noise, whose square grows with it. At
reflectance 0.1 the signal is 115 times the noise; 72 to 174 are required at the reference radiances."""


def sampling(
    side: int, oversampling: int, factor: int, shift: Tensor, phase: Tensor, spread: float
) -> Tensor:
    """Weights that take fine cells to pixels along one axis: (N, side, side · oversampling).

    A native pixel weighs the fine cells by its box and the point spread; coarse bands are then brought to the
    scene's pixels by linear interpolation.

    Args:
        side: of the scene in pixels.
        oversampling: fine cells a pixel.
        factor: native pixel in pixels of the scene, 1, 2 or 6.
        shift: misregistration in pixels (N,).
        phase: where the native grid begins, 0 to `factor` pixels before the scene (N,).
        spread: deviation of the point spread in native pixels; 0 is none.
    """
    device = shift.device
    fine = (torch.arange(side * oversampling, device=device) + 0.5) / oversampling
    count = side // factor + 2
    centre = (torch.arange(count, device=device) + 0.5) * factor - phase[:, None]
    offset = (fine - centre[:, :, None] - shift[:, None, None]) / factor
    if spread > 0:
        reach = spread * 2**0.5
        weight = torch.erf((offset + 0.5) / reach) - torch.erf((offset - 0.5) / reach)
    else:
        weight = ((offset >= -0.5) & (offset < 0.5)).float()
    total = weight.sum(-1, keepdim=True)
    # A native pixel that lies wholly outside repeats the one beside it.
    nearest = F.one_hot(offset.abs().argmin(-1), len(fine)).float()
    weight = torch.where(total > 1e-3, weight / total.clamp(min=1e-3), nearest)
    pixel = torch.arange(side, device=device) + 0.5
    interpolation = (1 - ((pixel[:, None] - centre[:, None]) / factor).abs()).clamp(min=0)
    return (interpolation / interpolation.sum(-1, keepdim=True)) @ weight


def observe(
    ground: Tensor,
    bands: tuple[str, ...],
    side: int,
    shifts: Tensor,
    generator: torch.Generator,
    native: bool,
) -> Tensor:
    """Reflectance (N, B, side, side) of pixels from the fine grid's (N, B, S, S).

    Args:
        bands: Sentinel-2 names.
        shifts: misregistration of each chip and band, (N, B, 2) pixels down and right.
        native: bands have their native pixels; else all have 10 m.
    """
    oversampling = ground.shape[-1] // side
    out = torch.empty(*ground.shape[:2], side, side, device=ground.device)
    factors = [RESOLUTION[band] // 10 if native else 1 for band in bands]
    grids = torch.rand(len(ground), 2, generator=generator, device=ground.device)
    for factor in sorted(set(factors)):
        chosen = [number for number, own in enumerate(factors) if own == factor]
        if chosen == list(range(len(bands))):
            part = ground
        else:
            part = ground[:, chosen]
        shift = shifts[:, chosen].flatten(0, 1)
        # Native grids begin at whole pixels.
        phase = (grids * factor).floor().repeat_interleave(len(chosen), 0)
        down, right = (
            sampling(side, oversampling, factor, shift[:, axis], phase[:, axis], SPREAD) for axis in (0, 1)
        )
        flat = down @ part.flatten(0, 1) @ right.transpose(1, 2)
        out[:, chosen] = flat.view(len(ground), len(chosen), side, side)
    return out


def shares(fine: Tensor, side: int) -> Tensor:
    """Area shares in pixels: (N, C, S, S) averaged over each pixel's cells, nothing spread."""
    return F.avg_pool2d(fine, fine.shape[-1] // side)


def noisy(reflectance: Tensor, bands: tuple[str, ...], generator: torch.Generator, native: bool) -> Tensor:
    """Add the instrument's noise, which is one number in a native pixel."""
    side = reflectance.shape[-1]
    noise = normal(tuple(reflectance.shape), generator)
    for factor in (2, 6):
        chosen = [n for n, band in enumerate(bands) if native and RESOLUTION[band] == 10 * factor]
        if chosen:
            coarse = noise[:, chosen, : -(-side // factor), : -(-side // factor)]
            noise[:, chosen] = F.interpolate(coarse, size=(side, side), mode="bilinear", align_corners=False)
    deviation = (NOISE[0] ** 2 + NOISE[1] ** 2 * reflectance.clamp(min=0)).sqrt()
    return reflectance + deviation * noise
