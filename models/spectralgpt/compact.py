"""A compact network in SpectralGPT's manner for maps on ordinary computers.

A scene's bands are brought to a fixed row of wavelengths, so that any band set is read, and each pixel is
given once more as its contrast to the surroundings, which haze and light change little. Two paths begin
there: convolutions over all bands, down to 1/8, and 3-D tokens (8x8 pixels by one spectral group). Factorised
space-spectrum attention joins them (over the groups at each place, then, merged, over the neighbourhood), and
a decoder with skips goes back to the pixels. Any size that is a multiple of 8.

Norms do not look at the rest of a window (batch norms, which are fixed after training, in the convolutions;
layer norms of each token), positions are relative, and attention reaches `radius` tokens: what a pixel
becomes depends on its surroundings only, so that a map hardly depends on how a scene was cut.
"""

import bisect
import functools
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.nn.utils.fusion import fuse_conv_bn_eval

from models.spectralgpt.neighbourhood import NeighbourhoodAttention

PATCH = 8
REFLECTANCE_ROOT_MEAN, REFLECTANCE_ROOT_SCALE = 0.35, 0.2
ANCHORS_NM = (442.5, 492.3, 559.4, 664.8, 704.0, 739.8, 781.3, 832.9, 864.4, 1612.1, 2194.1)
"""Wavelengths that the network has kernels for: Sentinel-2's bands that see the ground."""
GROUPS = (slice(0, 4), slice(4, 9), slice(9, 11))
"""Anchors of the spectral groups that tokens are made of: visible, near and short-wave infrared."""
REACH = 4
"""Blocks of 8 pixels that `local_contrast` looks to each side."""
ABSENT = -1e4
"""Added to the attention scores of a group that is not there."""


@dataclass(frozen=True)
class CompactConfig:
    """Sizes of a `CompactSpectralGPT`.

    Attributes:
        width, heads: of the tokens.
        spectral_blocks: over the groups at each place.
        spatial_blocks: over the neighbourhood, `radius` tokens each way.
        full, half, quarter: channels of the pixel path at 1/1, 1/2 and 1/4.
        classes: of land cover.
        scenes: classes of whole scenes; 0 for no such head.
    """

    width: int = 256
    heads: int = 8
    spectral_blocks: int = 1
    spatial_blocks: int = 4
    radius: int = 3
    full: int = 32
    half: int = 64
    quarter: int = 128
    classes: int = 9
    scenes: int = 0

    def to_dict(self) -> dict[str, int]:
        """Plain numbers, for a model card."""
        return asdict(self)


def normalise(reflectance: Tensor) -> Tensor:
    """Reflectance to network units: square root (dark surfaces get resolution), centred and scaled."""
    return (reflectance.clamp(0.0, 1.5).sqrt() - REFLECTANCE_ROOT_MEAN) / REFLECTANCE_ROOT_SCALE


def enlarge(x: Tensor) -> Tensor:
    """Twice the size, bilinear."""
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class ConvNorm(nn.Module):
    """Convolution and batch norm, then by default a GELU.

    Batch norms learn fast and their statistics are fixed after training, so that a pixel does not depend on
    what else is in a window. `fold_norms` makes plain convolutions of them.
    """

    def __init__(self, before: int, after: int, side: int, stride: int = 1, active: bool = True) -> None:
        super().__init__()
        # Windows of an even side lie side by side; odd ones are centred.
        self.conv = nn.Conv2d(before, after, side, stride, side // 2 if side % 2 else 0, bias=False)
        self.norm: nn.Module = nn.BatchNorm2d(after)
        self.active = active

    def forward(self, x: Tensor) -> Tensor:
        """(N, before, H, W) -> (N, after, H/stride, W/stride)."""
        y: Tensor = self.norm(self.conv(x))
        return F.gelu(y) if self.active else y


def fold_norms(network: nn.Module) -> None:
    """Put the batch norms that follow a convolution into its weights, for inference."""
    for part in network.modules():
        if isinstance(part, ConvNorm) and isinstance(part.norm, nn.BatchNorm2d):
            part.conv = fuse_conv_bn_eval(part.conv, part.norm)
            part.norm = nn.Identity()


class Residual(nn.Module):
    """Residual block of two 3x3 convolutions."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = ConvNorm(channels, channels, 3)
        self.conv2 = ConvNorm(channels, channels, 3, active=False)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        out: Tensor = F.gelu(x + self.conv2(self.conv1(x)))
        return out


class Mlp(nn.Module):
    """Pre-norm residual MLP of each token or pixel, channels last."""

    def __init__(self, width: int, ratio: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.fc1, self.fc2 = nn.Linear(width, ratio * width), nn.Linear(ratio * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """(..., D) -> (..., D)."""
        out: Tensor = x + self.fc2(F.gelu(self.fc1(self.norm(x))))
        return out


class SpectralBlock(nn.Module):
    """Attention of a place's tokens to each other over the spectral groups, then an MLP."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm = nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.norm_q, self.norm_k = nn.LayerNorm(width), nn.LayerNorm(width)
        self.mlp = Mlp(width, 2)

    def forward(self, x: Tensor, absent: Tensor) -> Tensor:
        """Attend.

        Args:
            x: (N, G, H, W, D).
            absent: (N, G) 0, or a large negative number for a group that is to be ignored.

        Returns:
            (N, G, H, W, D).
        """
        q, k, v = self.qkv(self.norm(x)).chunk(3, -1)
        q, k = self.norm_q(q).to(v.dtype), self.norm_k(k).to(v.dtype)
        q, k, v = (part.unflatten(-1, (self.heads, -1)) for part in (q, k, v))
        # A handful of groups: products of whole maps are faster than a tiny matrix for each place.
        scores = (q[:, :, None] * k[:, None]).sum(-1) / math.sqrt(q.shape[-1])
        share = (scores + absent[:, None, :, None, None, None].to(scores.dtype)).softmax(2).to(v.dtype)
        attended = (share[..., None] * v[:, None]).sum(2)
        out: Tensor = self.mlp(x + self.proj(attended.flatten(-2)))
        return out


class SpatialBlock(nn.Module):
    """Attention of each token to its neighbourhood, then an MLP."""

    def __init__(self, width: int, heads: int, radius: int) -> None:
        super().__init__()
        self.norm = nn.LayerNorm(width)
        self.attention = NeighbourhoodAttention(width, heads, radius)
        self.mlp = Mlp(width, 4)

    def forward(self, x: Tensor, apart: Tensor | None = None) -> Tensor:
        """(N, H, W, D) -> (N, H, W, D); `apart`: see `NeighbourhoodAttention`."""
        out: Tensor = self.mlp(x + self.attention(self.norm(x), apart))
        return out


class Features(NamedTuple):
    """What the encoder gives.

    Attributes:
        tokens: (N, D, H/8, W/8), merged over the spectral groups.
        quarter, half, full: the pixel path at 1/4, 1/2 and full resolution.
    """

    tokens: Tensor
    quarter: Tensor
    half: Tensor
    full: Tensor


class Patches(nn.Conv2d):
    """Squares beside each other, each to one vector: a convolution whose stride is its side, as one product.

    As a convolution it is wrong in bfloat16 on processors with AMX: of 8 channels in squares of 8 pixels,
    among others, oneDNN 3.12 makes numbers that have nothing to do with the image.
    """

    def forward(self, x: Tensor) -> Tensor:
        """Vectors (N, D, H/side, W/side) of an image (N, C, H, W); H and W are multiples of the side."""
        n, channels, height, width = x.shape
        side = self.kernel_size[0]
        squares = x.view(n, channels, height // side, side, width // side, side)
        # Row, column, channel: as both lie in memory in the channels-last format.
        squares = squares.permute(0, 2, 4, 3, 5, 1).flatten(3)
        return F.linear(squares, self.weight.permute(0, 2, 3, 1).flatten(1), self.bias).permute(0, 3, 1, 2)


class Encoder(nn.Module):
    """Bands to features at four resolutions.

    All bands together go through convolutions down to 1/8 (the pixel path); each spectral group alone is cut
    into 3-D tokens. At each place the groups' tokens and the pixel path's attend to each other, are merged,
    and attend to their neighbours.
    """

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        c = config
        self.bands = nn.Conv2d(2 * len(ANCHORS_NM), c.full, 3, padding=1, bias=False)
        self.presence = nn.Linear(len(ANCHORS_NM), c.full, bias=False)
        self.pixel_norm = nn.BatchNorm2d(c.full)
        self.blocks_full = Residual(c.full)
        self.to_half = ConvNorm(c.full, c.half, 3, stride=2)
        self.blocks_half = Residual(c.half)
        self.to_quarter = ConvNorm(c.half, c.quarter, 3, stride=2)
        self.blocks_quarter = nn.Sequential(Residual(c.quarter), Residual(c.quarter))
        self.to_tokens = ConvNorm(c.quarter, c.width, 2, stride=2)
        self.patches = nn.ModuleList(
            Patches(2 * (group.stop - group.start), c.width, PATCH, stride=PATCH) for group in GROUPS
        )
        self.spectral = nn.ModuleList(SpectralBlock(c.width, c.heads) for _ in range(c.spectral_blocks))
        self.merge_score = nn.Linear(c.width, 1)
        self.spatial = nn.ModuleList(
            SpatialBlock(c.width, c.heads, c.radius) for _ in range(c.spatial_blocks)
        )
        self.norm = nn.LayerNorm(c.width)

    def forward(self, spectrum: Tensor, presence: Tensor, apart: Tensor | None = None) -> Features:
        """Encode.

        Args:
            spectrum: (N, A, H, W) see `on_anchors`; H and W multiples of 8.
            presence: (N, A).
            apart: (N,) true for mosaics of images of 64 pixels, see `NeighbourhoodAttention`.
        """
        contrast = local_contrast(spectrum, apart)
        pixels = self.bands(torch.cat([spectrum, contrast], 1)) + self.presence(presence)[:, :, None, None]
        full = self.blocks_full(F.gelu(self.pixel_norm(pixels)))
        half = self.blocks_half(self.to_half(full))
        quarter = self.blocks_quarter(self.to_quarter(half))
        joint = self.to_tokens(quarter)
        groups = [
            patch(torch.cat([spectrum[:, group], contrast[:, group]], 1))
            for patch, group in zip(self.patches, GROUPS, strict=True)
        ]
        tokens = torch.stack([*groups, joint], 1).permute(0, 1, 3, 4, 2)
        missing = torch.stack([presence[:, group].sum(1) == 0 for group in GROUPS], 1)
        # The pixel path's tokens come last and are always there.
        absent = F.pad(ABSENT * missing, (0, 1)).to(tokens.dtype)
        for block in self.spectral:
            tokens = block(tokens, absent)
        score = self.merge_score(tokens) + absent[:, :, None, None, None]
        tokens = (tokens * score.softmax(dim=1).to(tokens.dtype)).sum(1)
        for block in self.spatial:
            tokens = block(tokens, apart)
        return Features(self.norm(tokens).permute(0, 3, 1, 2), quarter, half, full)


def on_anchors(
    reflectance: Tensor,
    wavelengths: Sequence[float],
    hidden: Tensor | None = None,
    given: Tensor | None = None,
) -> tuple[Tensor, Tensor]:
    """Bring bands to the fixed row of wavelengths.

    A band between two anchors counts for both, by its distance: its kernels are those of the anchors,
    interpolated. Several bands at one anchor are averaged.

    Args:
        reflectance: (N, B, H, W).
        wavelengths: B centres in nanometres.
        hidden: (N, B or 1, H, W) true where a value is invalid or masked; it counts as "no signal".
        given: (B,) or (N, B) false for a band that is to be left out. The result is the same as without
            that band, but the shapes stay (which a captured graph needs); None keeps all.

    Returns:
        (N, A, H, W) in network units, zero where nothing is known, and how much of each anchor is there,
        (N, A) from 0 to 1.
    """
    x = normalise(reflectance)
    if hidden is not None:
        x = x.masked_fill(hidden, 0.0)
    weights = _anchor_weights(tuple(wavelengths), x.device).expand(len(x), -1, -1)
    if given is not None:
        weights = weights * given.expand(len(x), -1)[:, None].to(weights.dtype)
    total = weights.sum(2)
    weights = weights / total.clamp(min=1)[:, :, None]
    spectrum = torch.bmm(weights, x.flatten(2)).view(len(x), -1, *x.shape[2:])
    return spectrum.contiguous(memory_format=torch.channels_last), total.clamp(max=1)


def local_contrast(spectrum: Tensor, apart: Tensor | None = None) -> Tensor:
    """Difference to the mean of the surroundings, over their deviation: what haze and light change little.

    Args:
        spectrum: (N, A, H, W) see `on_anchors`.
        apart: (N,) true for mosaics of images of 64 pixels, which are surroundings of their own.

    Returns:
        (N, A, H, W); a pixel's surroundings are the `REACH` blocks of 8x8 pixels on each side of its own.
    """
    blocks = torch.cat([F.avg_pool2d(spectrum, PATCH), F.avg_pool2d(spectrum.square(), PATCH)], 1)
    means = _surroundings(blocks)
    if apart is not None:
        n, channels, height, width = blocks.shape
        own = blocks.view(n, channels, height // 8, 8, width // 8, 8).permute(0, 2, 4, 1, 3, 5)
        own = _surroundings(own.reshape(-1, channels, 8, 8)).view(n, height // 8, width // 8, channels, 8, 8)
        own = own.permute(0, 3, 1, 4, 2, 5).reshape(n, channels, height, width)
        means = torch.where(apart[:, None, None, None], own, means)
    mean, square = means.chunk(2, 1)
    deviation = (square - mean.square()).clamp(min=0).mean(1, keepdim=True).add(0.05).sqrt()
    scaled = F.interpolate(
        torch.cat([mean, deviation], 1), scale_factor=float(PATCH), mode="bilinear", align_corners=False
    )
    return (spectrum - scaled[:, :-1]) / scaled[:, -1:]


def _surroundings(blocks: Tensor) -> Tensor:
    return F.avg_pool2d(blocks, 2 * REACH + 1, 1, REACH, count_include_pad=False)


@functools.cache
def _anchor_weights(wavelengths: tuple[float, ...], device: torch.device) -> Tensor:
    """Share of each band at each anchor, (A, B); linear in the logarithm of the wavelength."""
    anchors = [math.log(anchor) for anchor in ANCHORS_NM]
    rows = [[0.0] * len(wavelengths) for _ in anchors]
    for band, wavelength in enumerate(wavelengths):
        place = min(max(math.log(wavelength), anchors[0]), anchors[-1])
        right = min(bisect.bisect_right(anchors, place), len(anchors) - 1)
        share = (place - anchors[right - 1]) / (anchors[right] - anchors[right - 1])
        rows[right][band], rows[right - 1][band] = share, 1 - share
    # Copied once: a captured graph must not wait for the processor.
    with torch.inference_mode(False):
        return torch.tensor(rows, dtype=torch.float32, device=device)


class Decoder(nn.Module):
    """Features at four resolutions to a map of `full` channels at full resolution."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        c = config
        self.from_tokens = nn.Conv2d(c.width, c.quarter, 1)
        self.from_quarter = nn.Conv2d(c.quarter, c.half, 1)
        self.from_half = nn.Conv2d(c.half, c.full, 1)
        self.blocks_quarter, self.blocks_half, self.blocks_full = (
            nn.Sequential(ConvNorm(2 * channels, channels, 3), Residual(channels))
            for channels in (c.quarter, c.half, c.full)
        )

    def forward(self, features: Features) -> Tensor:
        """(N, full, H, W)."""
        x = self.blocks_quarter(torch.cat([enlarge(self.from_tokens(features.tokens)), features.quarter], 1))
        x = self.blocks_half(torch.cat([enlarge(self.from_quarter(x)), features.half], 1))
        out: Tensor = self.blocks_full(torch.cat([enlarge(self.from_half(x)), features.full], 1))
        return out


class CompactSpectralGPT(nn.Module):
    """Encoder, decoder, class head, scene head and reconstruction head.

    `hidden` and `given` everywhere: see `on_anchors`.
    """

    def __init__(self, config: CompactConfig = CompactConfig()) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.classifier = nn.Conv2d(config.full, config.classes, 1)
        self.scene_head = nn.Linear(config.width, config.scenes) if config.scenes else None
        self.reconstruction = nn.Conv2d(config.full, len(ANCHORS_NM), 1)

    @staticmethod
    def assemble(
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor | None = None,
        given: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """What `decode` takes, see `on_anchors`; that of several band sets may be joined."""
        return on_anchors(reflectance, wavelengths, hidden, given)

    def decode(
        self, spectrum: Tensor, presence: Tensor, apart: Tensor | None = None
    ) -> tuple[Tensor, Tensor]:
        """What `assemble` gives to merged tokens (N, D, H/8, W/8) and features (N, full, H, W)."""
        features = self.encoder(spectrum, presence, apart)
        return features.tokens, self.decoder(features)

    def tokens(
        self, reflectance: Tensor, wavelengths: Sequence[float], hidden: Tensor | None = None
    ) -> Tensor:
        """Merged tokens (N, D, H/8, W/8) of reflectance (N, B, H, W)."""
        features: Features = self.encoder(*self.assemble(reflectance, wavelengths, hidden))
        return features.tokens

    def forward(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor | None = None,
        given: Tensor | None = None,
    ) -> Tensor:
        """Class logits (N, classes, H, W) of reflectance (N, B, H, W)."""
        assembled = self.assemble(reflectance, wavelengths, hidden, given)
        logits: Tensor = self.classifier(self.decode(*assembled)[1])
        return logits

    def reconstruct(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor,
        targets: Sequence[float],
        given: Tensor | None = None,
    ) -> Tensor:
        """Predict bands centred at `targets` in normalised units: (N, len(targets), H, W)."""
        return self.bands_from(
            self.decode(*self.assemble(reflectance, wavelengths, hidden, given))[1], targets
        )

    def bands_from(self, decoded: Tensor, targets: Sequence[float]) -> Tensor:
        """The reconstruction head alone, on features that `decode` gave; see `reconstruct`."""
        weights = _anchor_weights(tuple(targets), decoded.device).to(decoded.dtype)
        out: Tensor = torch.einsum("nahw,ab->nbhw", self.reconstruction(decoded), weights)
        return out
