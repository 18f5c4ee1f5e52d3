"""A compact network in SpectralGPT's manner for maps on ordinary computers.

Early convolutions whose first kernels are generated from the wavelength, 3-D tokens (8x8 pixels by one
spectral group) with joint space-spectrum attention, a learned merge over the groups, spatial attention,
and a pixel-level decoder with skips. Any band set, any size that is a multiple of 8.
"""

import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.wavelengths import GeneratedWeights, spectral_groups

PATCH = 8
REFLECTANCE_ROOT_MEAN, REFLECTANCE_ROOT_SCALE = 0.35, 0.2


@dataclass(frozen=True)
class CompactConfig:
    """Sizes of a `CompactSpectralGPT`."""

    width: int = 256
    heads: int = 8
    joint_blocks: int = 2
    spatial_blocks: int = 5
    stem: int = 32
    half: int = 64
    quarter: int = 128
    full: int = 48
    classes: int = 9

    def to_dict(self) -> dict[str, int]:
        """Plain numbers, for a model card."""
        return asdict(self)


def normalise(reflectance: Tensor) -> Tensor:
    """Reflectance to network units: square root (dark surfaces get resolution), centred and scaled."""
    return (reflectance.clamp(0.0, 1.5).sqrt() - REFLECTANCE_ROOT_MEAN) / REFLECTANCE_ROOT_SCALE


def position_encoding(height: int, width: int, channels: int, device: torch.device) -> Tensor:
    """Fixed 2-D sines and cosines: (height * width, channels)."""
    quarter = channels // 4
    omega = 1.0 / 100.0 ** (torch.arange(quarter, device=device) / quarter)
    rows = torch.arange(height, device=device)[:, None] * omega
    columns = torch.arange(width, device=device)[:, None] * omega
    vertical = torch.cat([rows.sin(), rows.cos()], 1)[:, None].expand(-1, width, -1)
    horizontal = torch.cat([columns.sin(), columns.cos()], 1)[None].expand(height, -1, -1)
    return torch.cat([vertical, horizontal], 2).reshape(height * width, channels)


def norm(channels: int) -> nn.GroupNorm:
    """Group norm: scores must not depend on what else is in a batch."""
    return nn.GroupNorm(8, channels)


class Residual(nn.Module):
    """Pre-norm residual block of two 3x3 convolutions."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            norm(channels),
            nn.GELU(),
            nn.Conv2d(channels, channels, 3, padding=1),
            norm(channels),
            nn.GELU(),
            nn.Conv2d(channels, channels, 3, padding=1),
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        out: Tensor = x + self.layers(x)
        return out


class Block(nn.Module):
    """Pre-norm transformer block."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1, self.norm2 = nn.LayerNorm(width), nn.LayerNorm(width)
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        # Normalised queries and keys keep the attention logits bounded at high learning rates in bf16.
        self.norm_q, self.norm_k = nn.LayerNorm(width // heads), nn.LayerNorm(width // heads)
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """(N, L, D) -> (N, L, D)."""
        n, length, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(n, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        q, k = self.norm_q(q).to(v.dtype), self.norm_k(k).to(v.dtype)
        attended = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, length, width)
        x = x + self.proj(attended)
        out: Tensor = x + self.fc2(F.gelu(self.fc1(self.norm2(x))))
        return out


@dataclass
class Features:
    """What the encoder hands to the decoder.

    Attributes:
        tokens: (N, D, H/8, W/8), merged over the spectral groups.
        quarter, half, full: means over the groups at 1/4, 1/2 and full resolution.
    """

    tokens: Tensor
    quarter: Tensor
    half: Tensor
    full: Tensor


class Encoder(nn.Module):
    """Reflectance of any band set to features at four resolutions."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        self.config = config
        self.kernels = GeneratedWeights(9 * config.stem)
        self.stem_norm = norm(config.stem)
        self.to_half = nn.Conv2d(config.stem, config.half, 3, stride=2, padding=1)
        self.blocks_half = Residual(config.half)
        self.to_quarter = nn.Conv2d(config.half, config.quarter, 3, stride=2, padding=1)
        self.blocks_quarter = nn.Sequential(Residual(config.quarter), Residual(config.quarter))
        self.to_tokens = nn.Conv2d(config.quarter, config.width, 2, stride=2)
        self.group_embedding = GeneratedWeights(config.width, gain=0.2)
        self.joint = nn.ModuleList(Block(config.width, config.heads) for _ in range(config.joint_blocks))
        self.merge_score = nn.Linear(config.width, 1)
        self.spatial = nn.ModuleList(Block(config.width, config.heads) for _ in range(config.spatial_blocks))
        self.norm = nn.LayerNorm(config.width)

    def stem(self, x: Tensor, wavelengths: Tensor) -> Tensor:
        """3x3 convolution with generated kernels: (N, B, H, W) -> (N, stem, H, W)."""
        bands = x.shape[1]
        kernels = self.kernels(wavelengths).view(bands, self.config.stem, 3, 3).transpose(0, 1)
        return F.conv2d(x, kernels.to(x.dtype) / math.sqrt(9 * bands), padding=1)

    def forward(
        self, reflectance: Tensor, wavelengths: Sequence[float], hidden: Tensor | None = None
    ) -> Features:
        """Encode.

        Args:
            reflectance: (N, B, H, W), H and W multiples of 8.
            wavelengths: B centres in nanometres.
            hidden: (N, B or 1, H, W) true where a value is invalid or masked; it counts as "no signal".
        """
        x = normalise(reflectance)
        if hidden is not None:
            x = x.masked_fill(hidden, 0.0)
        n, _, height, width = x.shape
        centres = torch.tensor(list(wavelengths), dtype=torch.float32, device=x.device)
        groups = spectral_groups(wavelengths)
        stems = torch.stack([self.stem(x[:, group], centres[group]) for group in groups], 1)
        count = len(groups)
        full = stems.flatten(0, 1)
        half = self.blocks_half(self.to_half(F.gelu(self.stem_norm(full))))
        quarter = self.blocks_quarter(self.to_quarter(half))
        tokens = self.to_tokens(quarter).flatten(2).transpose(1, 2)
        means = torch.stack([centres[group].log().mean().exp() for group in groups])
        place = position_encoding(height // PATCH, width // PATCH, self.config.width, x.device)
        tokens = tokens.view(n, count, -1, self.config.width)
        tokens = tokens + place.to(tokens.dtype) + self.group_embedding(means).to(tokens.dtype)[:, None]
        tokens = tokens.flatten(1, 2)
        for block in self.joint:
            tokens = block(tokens)
        tokens = tokens.view(n, count, -1, self.config.width)
        tokens = (tokens * self.merge_score(tokens).softmax(dim=1)).sum(1)
        for block in self.spatial:
            tokens = block(tokens)
        tokens = self.norm(tokens).transpose(1, 2).reshape(n, -1, height // PATCH, width // PATCH)

        def over_groups(y: Tensor) -> Tensor:
            return y.view(n, count, *y.shape[1:]).mean(1)

        return Features(tokens, over_groups(quarter), over_groups(half), over_groups(full))


class Decoder(nn.Module):
    """Features at four resolutions to a map of `full` channels at full resolution."""

    def __init__(self, config: CompactConfig) -> None:
        super().__init__()
        c = config
        self.from_tokens = nn.Conv2d(c.width, c.quarter, 1)
        self.blocks_quarter = nn.Sequential(
            nn.Conv2d(2 * c.quarter, c.quarter, 3, padding=1), Residual(c.quarter)
        )
        self.from_quarter = nn.Conv2d(c.quarter, c.half, 1)
        self.blocks_half = nn.Sequential(nn.Conv2d(2 * c.half, c.half, 3, padding=1), Residual(c.half))
        self.from_half = nn.Conv2d(c.half, c.full, 1)
        self.blocks_full = nn.Sequential(
            nn.Conv2d(c.full + c.stem, c.full, 3, padding=1), norm(c.full), nn.GELU()
        )

    def forward(self, features: Features) -> Tensor:
        """(N, full, H, W)."""
        x = self.blocks_quarter(torch.cat([enlarge(self.from_tokens(features.tokens)), features.quarter], 1))
        x = self.blocks_half(torch.cat([enlarge(self.from_quarter(x)), features.half], 1))
        out: Tensor = self.blocks_full(torch.cat([enlarge(self.from_half(x)), features.full], 1))
        return out


def enlarge(x: Tensor) -> Tensor:
    """Twice the size, bilinear."""
    return F.interpolate(x, scale_factor=2.0, mode="bilinear", align_corners=False)


class CompactSpectralGPT(nn.Module):
    """Encoder, decoder, class head and reconstruction head."""

    def __init__(self, config: CompactConfig = CompactConfig()) -> None:
        super().__init__()
        self.config = config
        self.encoder = Encoder(config)
        self.decoder = Decoder(config)
        self.classifier = nn.Conv2d(config.full, config.classes, 1)
        self.reconstruction = GeneratedWeights(config.full + 1, gain=0.3)

    def forward(
        self, reflectance: Tensor, wavelengths: Sequence[float], hidden: Tensor | None = None
    ) -> Tensor:
        """Class logits (N, classes, H, W) of reflectance (N, B, H, W)."""
        logits: Tensor = self.classifier(self.decoder(self.encoder(reflectance, wavelengths, hidden)))
        return logits

    def tokens(
        self, reflectance: Tensor, wavelengths: Sequence[float], hidden: Tensor | None = None
    ) -> Tensor:
        """Merged tokens (N, D, H/8, W/8) of reflectance (N, B, H, W)."""
        features: Features = self.encoder(reflectance, wavelengths, hidden)
        return features.tokens

    def reconstruct(
        self, reflectance: Tensor, wavelengths: Sequence[float], hidden: Tensor, targets: Sequence[float]
    ) -> Tensor:
        """Predict bands centred at `targets` in normalised units: (N, len(targets), H, W)."""
        decoded = self.decoder(self.encoder(reflectance, wavelengths, hidden))
        centres = torch.tensor(list(targets), dtype=torch.float32, device=decoded.device)
        weights = self.reconstruction(centres).to(decoded.dtype)
        out: Tensor = torch.einsum("nchw,bc->nbhw", decoded, weights[:, :-1]) + weights[:, -1, None, None]
        return out
