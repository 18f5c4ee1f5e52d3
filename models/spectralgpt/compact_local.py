"""The successor of `models.spectralgpt.compact`, whose maps do not depend on how a scene was cut.

Two paths begin with kernels that are generated from the wavelength: convolutions over all bands, down to 1/8,
and 3-D tokens (8x8 pixels by one spectral group). Factorised space-spectrum attention joins them (over the
groups at each place, then, merged, over the neighbourhood), and a decoder with skips goes back to the pixels.
Any band set, any size that is a multiple of 8.

Norms act on each pixel or token alone, positions are relative, and attention reaches `radius` tokens: what a
pixel becomes depends on its surroundings only, not on the rest of a window. No weights of it ship yet.
"""

import functools
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.compact import PATCH, enlarge, normalise
from models.spectralgpt.neighbourhood import NeighbourhoodAttention
from models.spectralgpt.wavelengths import GeneratedWeights, spectral_groups

ABSENT = -1e4
"""Added to the attention scores of a group that is not there."""


@dataclass(frozen=True)
class LocalConfig:
    """Sizes of a `LocalSpectralGPT`.

    Attributes:
        width, heads: of the tokens.
        spectral_blocks: over the groups at each place.
        spatial_blocks: over the neighbourhood, `radius` tokens each way.
        stem: channels that a spectral group has before it is cut into tokens.
        full, half, quarter: channels of the pixel path at 1/1, 1/2 and 1/4.
        classes: of land cover.
        scenes: classes of whole scenes; 0 for no such head.
    """

    width: int = 256
    heads: int = 8
    spectral_blocks: int = 2
    spatial_blocks: int = 4
    radius: int = 3
    stem: int = 16
    full: int = 32
    half: int = 64
    quarter: int = 128
    classes: int = 9
    scenes: int = 0

    def to_dict(self) -> dict[str, int]:
        """Plain numbers, for a model card."""
        return asdict(self)


class PixelNorm(nn.Module):
    """Layer norm over the channels of each pixel: nothing depends on what else is in a chip."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        normed = F.layer_norm(x.permute(0, 2, 3, 1), self.weight.shape, self.weight, self.bias)
        return normed.permute(0, 3, 1, 2)


class Residual(nn.Module):
    """Pre-norm residual block of two 3x3 convolutions."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.norm = PixelNorm(channels)
        self.conv1 = nn.Conv2d(channels, channels, 3, padding=1)
        self.conv2 = nn.Conv2d(channels, channels, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        out: Tensor = x + self.conv2(F.gelu(self.conv1(self.norm(x))))
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
        self.norm_q, self.norm_k = nn.LayerNorm(width // heads), nn.LayerNorm(width // heads)
        self.mlp = Mlp(width, 2)

    def forward(self, x: Tensor, absent: Tensor) -> Tensor:
        """Attend.

        Args:
            x: (N, G, H, W, D).
            absent: (G,) 0, or a large negative number for a group that is to be ignored.

        Returns:
            (N, G, H, W, D).
        """
        q, k, v = self.qkv(self.norm(x)).unflatten(-1, (3, self.heads, -1)).unbind(-3)
        q, k = self.norm_q(q).to(v.dtype), self.norm_k(k).to(v.dtype)
        # A handful of groups: products of whole maps are faster than a tiny matrix for each place.
        scores = (q[:, :, None] * k[:, None]).sum(-1) / math.sqrt(q.shape[-1])
        share = (scores + absent[:, None, None, None].to(scores.dtype)).softmax(2).to(v.dtype)
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

    def forward(self, x: Tensor) -> Tensor:
        """(N, H, W, D) -> (N, H, W, D)."""
        out: Tensor = self.mlp(x + self.attention(self.norm(x)))
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


class Encoder(nn.Module):
    """Bands to features at four resolutions.

    Two paths begin with 3x3 kernels that are generated from the wavelengths: all bands together go through
    convolutions down to 1/8 (the pixel path); each spectral group alone is cut into 3-D tokens. At each place
    the groups' tokens and the pixel path's attend to each other, are merged, and attend to their neighbours.
    """

    def __init__(self, config: LocalConfig) -> None:
        super().__init__()
        c = config
        self.kernels = GeneratedWeights(9 * c.stem)
        self.pixel_kernels = GeneratedWeights(9 * c.full)
        self.blocks_full = Residual(c.full)
        self.to_half = nn.Conv2d(c.full, c.half, 3, stride=2, padding=1)
        self.blocks_half = Residual(c.half)
        self.to_quarter = nn.Conv2d(c.half, c.quarter, 3, stride=2, padding=1)
        self.blocks_quarter = Residual(c.quarter)
        self.to_tokens = nn.Conv2d(c.quarter, c.width, 2, stride=2)
        self.patches = nn.Conv2d(c.stem, c.width, PATCH, stride=PATCH)
        self.group_embedding = GeneratedWeights(c.width, gain=0.2)
        self.spectral = nn.ModuleList(SpectralBlock(c.width, c.heads) for _ in range(c.spectral_blocks))
        self.merge_score = nn.Linear(c.width, 1)
        self.spatial = nn.ModuleList(
            SpatialBlock(c.width, c.heads, c.radius) for _ in range(c.spatial_blocks)
        )
        self.norm = nn.LayerNorm(c.width)

    def stems(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor | None,
        given: Tensor | None = None,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        """The part that knows bands: what `forward` takes.

        Args:
            reflectance: (N, B, H, W), H and W multiples of 8.
            wavelengths: B centres in nanometres.
            hidden: (N, B or 1, H, W) true where a value is invalid or masked; it counts as "no signal".
            given: (B,) false for a band that is to be left out. The result is the same as without that
                band, but the shapes stay (which a captured graph needs); None keeps all.
        """
        x = normalise(reflectance)
        if hidden is not None:
            x = x.masked_fill(hidden, 0.0)
        x = x.contiguous(memory_format=torch.channels_last)
        centres = _on_device(tuple(wavelengths), x.device)
        weight = torch.ones_like(centres) if given is None else given.float()
        groups = [_span(group) for group in spectral_groups(wavelengths)]
        stems = [_generated(self.kernels, x[:, g], centres[g], weight[g]) for g in groups]
        counts = torch.stack([weight[g].sum() for g in groups])
        logs = torch.stack([(weight[g] * centres[g].log()).sum() for g in groups])
        embedding = self.group_embedding((logs / counts.clamp(min=1)).exp())
        # The pixel path's tokens come last.
        absent = F.pad(ABSENT * (counts == 0), (0, 1))
        pixels = _generated(self.pixel_kernels, x, centres, weight)
        return torch.stack(stems, 1), pixels, embedding, absent

    def forward(self, stems: Tensor, pixels: Tensor, embedding: Tensor, absent: Tensor) -> Features:
        """The part that knows no bands.

        Args:
            stems: (N, G, stem, H, W) of each spectral group.
            pixels: (N, full, H, W) of all bands together.
            embedding: (G, D) of the groups' wavelengths.
            absent: (G + 1,) see `SpectralBlock`; the last is the pixel path.
        """
        n, count = stems.shape[:2]
        full = self.blocks_full(pixels)
        half = self.blocks_half(self.to_half(full))
        quarter = self.blocks_quarter(self.to_quarter(half))
        groups = self.patches(stems.flatten(0, 1)).permute(0, 2, 3, 1).unflatten(0, (n, count))
        groups = groups + embedding.to(groups.dtype)[:, None, None]
        joint = self.to_tokens(quarter).permute(0, 2, 3, 1)
        tokens = torch.cat([groups, joint[:, None]], 1)
        for block in self.spectral:
            tokens = block(tokens, absent)
        score = self.merge_score(tokens) + absent[:, None, None, None].to(tokens.dtype)
        tokens = (tokens * score.softmax(dim=1).to(tokens.dtype)).sum(1)
        for block in self.spatial:
            tokens = block(tokens)
        return Features(self.norm(tokens).permute(0, 3, 1, 2), quarter, half, full)


@functools.cache
def _on_device(wavelengths: tuple[float, ...], device: torch.device) -> Tensor:
    # Copied once: a captured graph must not wait for the processor.
    with torch.inference_mode(False):
        return torch.tensor(wavelengths, dtype=torch.float32, device=device)


def _span(group: list[int]) -> slice | list[int]:
    """The same positions as a slice where they follow each other: a view instead of a copy."""
    together = group == list(range(group[0], group[-1] + 1))
    return slice(group[0], group[-1] + 1) if together else group


def _generated(kernels: GeneratedWeights, x: Tensor, centres: Tensor, weight: Tensor) -> Tensor:
    """3x3 convolution with kernels generated from the wavelengths: (N, B, H, W) -> (N, C, H, W).

    A band's weight (B,) is 1, or 0 for one that is left out.
    """
    made = kernels(centres) * (weight / (9 * weight.sum().clamp(min=1)).sqrt())[:, None]
    return F.conv2d(x, made.view(x.shape[1], -1, 3, 3).transpose(0, 1).to(x.dtype), padding=1)


class Decoder(nn.Module):
    """Features at four resolutions to a map of `full` channels at full resolution."""

    def __init__(self, config: LocalConfig) -> None:
        super().__init__()
        c = config
        self.from_tokens = nn.Conv2d(c.width, c.quarter, 1)
        self.from_quarter = nn.Conv2d(c.quarter, c.half, 1)
        self.from_half = nn.Conv2d(c.half, c.full, 1)
        self.blocks_quarter, self.blocks_half, self.blocks_full = (
            nn.Sequential(
                PixelNorm(2 * channels), nn.Conv2d(2 * channels, channels, 3, padding=1), Residual(channels)
            )
            for channels in (c.quarter, c.half, c.full)
        )
        self.norm = PixelNorm(c.full)

    def forward(self, features: Features) -> Tensor:
        """(N, full, H, W)."""
        x = self.blocks_quarter(torch.cat([enlarge(self.from_tokens(features.tokens)), features.quarter], 1))
        x = self.blocks_half(torch.cat([enlarge(self.from_quarter(x)), features.half], 1))
        x = self.blocks_full(torch.cat([enlarge(self.from_half(x)), features.full], 1))
        out: Tensor = F.gelu(self.norm(x))
        return out


class LocalSpectralGPT(nn.Module):
    """Encoder, decoder, class head, scene head and reconstruction head.

    `hidden` and `given` everywhere: see `Encoder.stems`.
    """

    def __init__(self, config: LocalConfig = LocalConfig()) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.classifier = nn.Conv2d(config.full, config.classes, 1)
        self.scene_head = nn.Linear(config.width, config.scenes) if config.scenes else None
        self.reconstruction = GeneratedWeights(config.full + 1, gain=0.3)

    def decode(
        self, stems: Tensor, pixels: Tensor, embedding: Tensor, absent: Tensor
    ) -> tuple[Tensor, Tensor]:
        """What `Encoder.stems` gives to merged tokens (N, D, H/8, W/8) and features (N, full, H, W)."""
        features = self.encoder(stems, pixels, embedding, absent)
        return features.tokens, self.decoder(features)

    def tokens(
        self, reflectance: Tensor, wavelengths: Sequence[float], hidden: Tensor | None = None
    ) -> Tensor:
        """Merged tokens (N, D, H/8, W/8) of reflectance (N, B, H, W)."""
        features: Features = self.encoder(*self.encoder.stems(reflectance, wavelengths, hidden))
        return features.tokens

    def forward(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor | None = None,
        given: Tensor | None = None,
    ) -> Tensor:
        """Class logits (N, classes, H, W) of reflectance (N, B, H, W)."""
        stems = self.encoder.stems(reflectance, wavelengths, hidden, given)
        logits: Tensor = self.classifier(self.decode(*stems)[1])
        return logits

    def classify(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor | None = None,
        given: Tensor | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Logits of the whole chip (N, scenes) and of its pixels (N, classes, H, W)."""
        assert self.scene_head is not None
        stems = self.encoder.stems(reflectance, wavelengths, hidden, given)
        tokens, decoded = self.decode(*stems)
        return self.scene_head(tokens.mean((2, 3))), self.classifier(decoded)

    def reconstruct(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor,
        targets: Sequence[float],
        given: Tensor | None = None,
    ) -> Tensor:
        """Predict bands centred at `targets` in normalised units: (N, len(targets), H, W)."""
        decoded = self.decode(*self.encoder.stems(reflectance, wavelengths, hidden, given))[1]
        weights = self.reconstruction(_on_device(tuple(targets), decoded.device)).to(decoded.dtype)
        out: Tensor = torch.einsum("nchw,bc->nbhw", decoded, weights[:, :-1]) + weights[:, -1, None, None]
        return out
