"""Augmentation of reflectance chips on the device that trains."""

import math
from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor

from models.training.companding import expanded

CLEARED = 0.5
"""Share of the crops from the top of the atmosphere that are shown without it, as L2A products show them."""


def uniform(size: tuple[int, ...], low: float, high: float, device: torch.device) -> Tensor:
    """Uniform random numbers."""
    return torch.rand(size, device=device) * (high - low) + low


def crop(
    images: Tensor, labels: Tensor, index: Tensor, size: int, scale: tuple[float, float]
) -> tuple[Tensor, Tensor, Tensor]:
    """Rotated, flipped and scaled crops.

    Args:
        images: (M, B, H, W) uint8, companded.
        labels: (M, H, W) class sets; any integer type.
        index: (N,) which images.
        size: side of the crops in pixels.
        scale: range of the crop's side over `size`, in source pixels (2: it shows twice as much ground).

    Returns:
        Reflectance (N, B, size, size) float32, labels (N, size, size) int64, inside (N, 1, size, size) bool.
    """
    grid = crop_grid(len(index), images, size, scale)
    inside = (grid.abs() <= 1).all(-1)[:, None]
    return sample(images, index, grid), sample_labels(labels, index, grid), inside


def crop_grid(n: int, images: Tensor, size: int, scale: tuple[float, float], exact: float = 0.0) -> Tensor:
    """Where the pixels of `n` crops lie in images (M, B, H, W): (n, size, size, 2), -1 to 1; see `crop`.

    An `exact` share of the crops is turned by quarters only and takes the images' own pixels: what is
    interpolated is smoother than the imagery that a network will be asked about.
    """
    device = images.device
    height, width = images.shape[-2:]
    angle = uniform((n,), 0, 2 * math.pi, device)
    zoom = torch.exp(uniform((n,), math.log(scale[0]), math.log(scale[1]), device)) * size
    kept = torch.rand(n, device=device) < exact
    angle = torch.where(kept, (angle / (math.pi / 2)).floor() * (math.pi / 2), angle)
    zoom = torch.where(kept, torch.full_like(zoom, size), zoom)
    # Crops larger than the image would be mostly outside.
    zoom = torch.minimum(zoom, torch.full_like(zoom, 1.05 * min(height, width)))
    flip = torch.where(torch.rand(n, device=device) < 0.5, -1.0, 1.0)
    cos, sin = angle.cos() * zoom, angle.sin() * zoom
    middles = []
    for side in (width, height):
        middle = uniform((n,), -1, 1, device) * (1 - zoom / side).clamp(min=0)
        first = ((middle + 1) * side - size) / 2
        middles.append(torch.where(kept, (2 * first.round() + size) / side - 1, middle))
    theta = torch.stack(
        [
            torch.stack([flip * cos / width, -sin / width, middles[0]], 1),
            torch.stack([flip * sin / height, cos / height, middles[1]], 1),
        ],
        1,
    )
    return F.affine_grid(theta, [n, 1, size, size], align_corners=False)


def sample(images: Tensor, index: Tensor, grid: Tensor) -> Tensor:
    """Companded images (M, B, H, W) at the places of a grid: (N, B, size, size) from 0 to 1."""
    values = expanded(images[index])
    return F.grid_sample(values, grid, mode="bilinear", padding_mode="reflection", align_corners=False)


def sample_labels(labels: Tensor, index: Tensor, grid: Tensor) -> Tensor:
    """Class sets (M, H, W) at the places of a grid: (N, size, size) int64, 0 outside."""
    found = F.grid_sample(
        labels[index].float()[:, None], grid, mode="nearest", padding_mode="zeros", align_corners=False
    )
    return found[:, 0].round().long()


def turned(x: Tensor) -> Tensor:
    """Square chips (N, B, H, W), each in one of its eight orientations; no value is interpolated."""
    across, down, over = torch.rand(3, len(x), 1, 1, 1, device=x.device) < 0.5
    x = torch.where(across, x.flip(-1), x)
    x = torch.where(down, x.flip(-2), x)
    return torch.where(over, x.transpose(-1, -2), x)


def shifted(x: Tensor, most: int) -> Tensor:
    """Chips (N, B, H, W), each moved by up to so many whole pixels both ways, mirrored at the edges."""
    n, bands, height, width = x.shape
    padded = F.pad(x, (most, most, most, most), mode="reflect")
    down, right = (torch.rand(2, n, 1, device=x.device) * (2 * most + 1)).long()
    rows = (torch.arange(height, device=x.device) + down)[:, None, :, None].expand(n, bands, height, 1)
    columns = (torch.arange(width, device=x.device) + right)[:, None, None].expand(n, bands, height, width)
    return padded.gather(2, rows.expand(-1, -1, -1, width + 2 * most)).gather(3, columns)


def mosaic(crops: Tensor) -> Tensor:
    """Four images each to one of twice the side: (4N, B, H, W) -> (N, B, 2H, 2W)."""
    _, bands, height, width = crops.shape
    four = crops.view(-1, 2, 2, bands, height, width).permute(0, 3, 1, 4, 2, 5)
    return four.reshape(-1, bands, 2 * height, 2 * width)


def path_radiance(amount: Tensor, exponent: Tensor, wavelengths: Sequence[float]) -> Tensor:
    """Reflectance (N, B) that haze adds: an amount (N,) at 443 nm, falling with a power (N,)."""
    # Band by band, with plain numbers: a captured graph must not copy any from the processor.
    return torch.stack([amount * (centre / 443.0) ** -exponent for centre in wavelengths], 1)


def radiometry(x: Tensor, wavelengths: Sequence[float], haze: float) -> Tensor:
    """Gains a chip and a band, and a path radiance that falls with the wavelength.

    The haze turns surface reflectance into something like top-of-atmosphere reflectance (and a little more),
    so that one network reads L1C and L2A: rho_toa ~ path + transmission * rho, path ~ wavelength**-k with k
    between 1.5 (thick aerosol) and 4 (Rayleigh).

    Args:
        x: (N, B, H, W) reflectance.
        wavelengths: B centres in nanometres.
        haze: share of the chips that get haze.
    """
    n, bands = x.shape[:2]
    gain = uniform((n, 1, 1, 1), 0.93, 1.07, x.device) * uniform((n, bands, 1, 1), 0.97, 1.03, x.device)
    exponent = uniform((n,), 1.5, 4.0, x.device)
    amount = uniform((n,), 0.0, 0.13, x.device) * (torch.rand(n, device=x.device) < haze)
    path = path_radiance(amount, exponent, wavelengths)
    transmission = 1 - 1.2 * path
    x = x * gain * transmission[:, :, None, None] + path[:, :, None, None]
    noise = uniform((n, 1, 1, 1), 0, 0.004, x.device)
    return (x + noise * torch.randn_like(x)).clamp(0, 1.5)


def with_atmosphere(x: Tensor, wavelengths: Sequence[float]) -> Tensor:
    """Surface reflectance (N, B, H, W) beneath clear air: about what it is at the top of the atmosphere."""
    path, transmission = _clear_air(x, wavelengths)
    return x * transmission + path


def without_atmosphere(x: Tensor, wavelengths: Sequence[float]) -> Tensor:
    """Top-of-atmosphere reflectance (N, B, H, W) without clear air: about what it is at the surface."""
    path, transmission = _clear_air(x, wavelengths)
    return ((x - path) / transmission).clamp(min=0)


def partly_cleared(x: Tensor, top: Tensor, wavelengths: Sequence[float]) -> Tensor:
    """Reflectance (N, B, H, W) of which half of the chips lose the atmosphere where they have one.

    Args:
        x: to change.
        top: bool, of a shape that x can be masked with: where it is of the top of the atmosphere.
        wavelengths: B centres in nanometres.
    """
    chosen = torch.rand(len(x), 1, 1, 1, device=x.device) < CLEARED
    return torch.where(top & chosen, without_atmosphere(x, wavelengths), x)


def _clear_air(x: Tensor, wavelengths: Sequence[float]) -> tuple[Tensor, Tensor]:
    """Path radiance and transmission, a chip and a band (N, B, 1, 1), of air with few aerosols.

    Fitted by eye to what Sen2Cor took off TerraMesh's places, of which there are both levels: straight lines
    through their pixels begin at 0.10 to 0.15 (443 nm) and 0.03 to 0.04 (665 nm), and rise by 0.5 to 0.6 and
    by 0.75 to 0.8.
    """
    amount = uniform((len(x),), 0.08, 0.13, x.device)
    exponent = uniform((len(x),), 2.5, 4.0, x.device)
    dimming = uniform((len(x), 1, 1, 1), 1.2, 4.0, x.device)
    path = path_radiance(amount, exponent, wavelengths)[:, :, None, None]
    return path, 1 - dimming * path


def blur(x: Tensor, share: float = 0.3) -> Tensor:
    """Halve and enlarge the resolution of some chips: 20 m bands, upsampled products."""
    soft = F.interpolate(F.avg_pool2d(x, 2), scale_factor=2.0, mode="bilinear", align_corners=False)
    chosen = torch.rand(len(x), 1, 1, 1, device=x.device) < share
    return torch.where(chosen, soft, x)


def cutmix(x: Tensor, y: Tensor, share: float) -> tuple[Tensor, Tensor]:
    """Paste a rectangle of another chip of the batch into some chips."""
    n, _, height, width = x.shape
    other = torch.rand(n, device=x.device).argsort()
    rows = torch.arange(height, device=x.device)[None, :, None]
    columns = torch.arange(width, device=x.device)[None, None, :]
    side = uniform((n, 2, 1, 1), 0.2, 0.7, x.device)
    corner = uniform((n, 2, 1, 1), 0, 1, x.device) * (1 - side)
    inside = (
        (rows >= corner[:, 0] * height)
        & (rows < (corner[:, 0] + side[:, 0]) * height)
        & (columns >= corner[:, 1] * width)
        & (columns < (corner[:, 1] + side[:, 1]) * width)
        & (torch.rand(n, 1, 1, device=x.device) < share)
    )
    return torch.where(inside[:, None], x[other], x), torch.where(inside, y[other], y)


def some_bands(n: int, count: int, minimum: int, share: float, device: torch.device) -> Tensor:
    """Which bands each chip is given: a `share` of the chips a random subset, the others all; (n, count)."""
    fewest = min(minimum, count)
    keep = fewest + (torch.rand(n, 1, device=device) * (count - fewest + 1)).floor()
    rank = torch.rand(n, count, device=device).argsort(1).argsort(1)
    return (rank < keep) | (torch.rand(n, 1, device=device) >= share)


def masked_blocks(n: int, given: Tensor, size: int, ratio: float) -> Tensor:
    """What masked pretraining hides: blocks of 4, 8 or 16 pixels in all bands, and whole bands.

    Args:
        n: chips.
        given: (N, B) bands that the network is given; one of them stays visible.
        size: side of the chips.
        ratio: of the pixels that are hidden in all bands.

    Returns:
        (N, B, size, size) bool; 30 % of the bands are hidden everywhere.
    """
    device, bands = given.device, given.shape[1]
    chosen = torch.rand(n, 1, 1, 1, device=device)
    places = torch.zeros(n, 1, size, size, dtype=torch.bool, device=device)
    for number, block in enumerate((4, 8, 16)):
        cells = size // block
        coarse = torch.rand(n, 1, cells, cells, device=device) < ratio
        fine = coarse.repeat_interleave(block, 2).repeat_interleave(block, 3)
        places = torch.where((chosen * 3).floor() == number, fine, places)
    whole = torch.rand(n, bands, device=device) < 0.3
    # Something of the spectrum must stay visible.
    visible = (torch.rand(n, bands, device=device) * given).argmax(1)
    whole = whole.scatter(1, visible[:, None], False)
    return places | whole[:, :, None, None]


def masked_tokens(
    groups: Sequence[Sequence[int]], n: int, size: int, patch: int, device: torch.device
) -> Tensor:
    """What SpectralGPT hides: tokens of a place and a spectral group, 30 to 90 % of a chip's.

    Args:
        groups: positions of the bands of each spectral group.
        n, size: chips, and their side in pixels.
        patch: side of a token in pixels.
        device: of the random numbers.

    Returns:
        (n, B, size, size) bool.
    """
    cells = size // patch
    ratio = uniform((n, 1, 1, 1), 0.3, 0.9, device)
    hidden = torch.rand(n, len(groups), cells, cells, device=device) < ratio
    hidden = hidden.repeat_interleave(patch, 2).repeat_interleave(patch, 3)
    order = sorted((band, number) for number, group in enumerate(groups) for band in group)
    return torch.stack([hidden[:, number] for _, number in order], 1)


def parcels(
    pixels: Tensor,
    labels: Tensor,
    parcel: Tensor,
    top: Tensor,
    n: int,
    size: int,
    wavelengths: Sequence[float],
) -> tuple[Tensor, Tensor]:
    """Synthetic chips from single labelled pixels: random parcels, each filled from one place.

    Args:
        pixels: (P, B) companded uint8, those of a place side by side.
        labels: (P,) class sets.
        parcel: (K, 2) first pixel of each place and how many it has.
        top: (P,) bool, of the top of the atmosphere: half of the chips show them without it.
        n, size: how many chips, and their side.
        wavelengths: B centres in nanometres.

    Returns:
        Reflectance (n, B, size, size), labels (n, size, size) with 0 at the mixed boundaries.
    """
    device = pixels.device
    seeds = 12
    points = torch.rand(n, seeds, 2, device=device) * size
    stretch = uniform((n, 1, 1), 0.4, 2.5, device)
    axis = torch.stack(
        torch.meshgrid(torch.arange(size, device=device), torch.arange(size, device=device), indexing="ij"),
        -1,
    ).float()
    offset = axis.view(1, -1, 1, 2) - points[:, None]
    distance = offset[..., 0] ** 2 * stretch + offset[..., 1] ** 2 / stretch
    cell = distance.argmin(-1)
    place = torch.randint(len(parcel), (n, seeds), device=device).gather(1, cell)
    first, count = parcel[place].unbind(-1)
    where = first + (torch.rand(n, size * size, device=device) * count).long().clamp(max=count - 1)
    x = expanded(pixels[where]).view(n, size, size, -1).permute(0, 3, 1, 2)
    x = partly_cleared(x, top[where].view(n, 1, size, size), wavelengths)
    y = labels[where].view(n, size, size).long()
    # Neighbouring pixels of one field resemble each other and borders are mixed: a point spread of a pixel.
    smooth = F.avg_pool2d(F.pad(x, (1, 1, 1, 1), mode="replicate"), 3, 1)
    x = 0.4 * x + 0.6 * smooth
    cell = cell.view(n, 1, size, size).float()
    border = F.max_pool2d(cell, 3, 1, 1) != -F.max_pool2d(-cell, 3, 1, 1)
    return x, torch.where(border[:, 0], 0, y)
