"""Segmentation and change detection: one map for each pixel, from the encoder's tokens.

The neck turns one grid of tokens into four scales, the decoder joins them in the manner of UPerNet
(Xiao et al., ECCV 2018), with max pooling in its pyramid. The encoder's final norm is not applied.
"""

from collections.abc import Sequence
from typing import Literal

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.architecture import BASE, PATCH, Architecture
from models.spectralgpt.encoder import SpectralGPTEncoder

WIDTH = 256
POOLED_SIDES = (1, 2, 3, 6)


def enlarge(x: Tensor, factor: int) -> Tensor:
    """Bilinear, corners aligned."""
    return F.interpolate(x, scale_factor=float(factor), mode="bilinear", align_corners=True)


def projection(channels: int, out: int, groups: int) -> nn.Sequential:
    """1x1 convolution, group norm, GELU."""
    return nn.Sequential(nn.Conv2d(channels, out, 1), nn.GroupNorm(groups, out), nn.GELU())


class Branch(nn.Module):
    """One scale of the neck: project, and enlarge by a transposed convolution unless `factor` is 1."""

    def __init__(self, width: int, hidden: int, out: int, factor: int) -> None:
        super().__init__()
        self.projection = projection(width, hidden, 32)
        self.enlargement = (
            nn.ConvTranspose2d(hidden, out, factor, stride=factor) if factor > 1 else nn.Identity()
        )

    def forward(self, x: Tensor) -> Tensor:
        """(N, D, h, w) -> (N, out, h * factor, w * factor)."""
        scaled: Tensor = self.enlargement(self.projection(x))
        return scaled


class PyramidPooling(nn.Module):
    """Context of several extents, by max pooling."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.projections = nn.ModuleList(nn.Conv2d(channels, WIDTH, 1) for _ in POOLED_SIDES)
        self.final = projection(len(POOLED_SIDES) * WIDTH + channels, WIDTH, 16)

    def forward(self, x: Tensor) -> Tensor:
        """(N, channels, h, w) -> (N, 256, h, w)."""
        pooled = [
            F.interpolate(
                project(F.adaptive_max_pool2d(x, side)),
                size=x.shape[-2:],
                mode="bilinear",
                align_corners=True,
            )
            for side, project in zip(POOLED_SIDES, self.projections, strict=True)
        ]
        out: Tensor = self.final(torch.cat([*pooled, x], 1))
        return out


class Decoder(nn.Module):
    """Joins four scales from coarse to fine."""

    def __init__(self, channels: Sequence[int]) -> None:
        super().__init__()
        self.pyramid = PyramidPooling(channels[3])
        self.coarse = nn.Conv2d(WIDTH, WIDTH, 1)
        self.laterals = nn.ModuleList(
            projection(c, WIDTH, 16) for c in (channels[2], channels[1], channels[0])
        )
        self.joints = nn.ModuleList(projection(WIDTH, WIDTH, 16) for _ in range(3))
        self.final = projection(4 * WIDTH, WIDTH, 16)

    def forward(self, scales: Sequence[Tensor]) -> Tensor:
        """Scales fine to coarse, each half the size of the one before: (N, 256, H, W)."""
        joined = [self.pyramid(scales[3])]
        for step, scale in enumerate((scales[2], scales[1], scales[0])):
            larger = enlarge(joined[-1], 2)
            if step == 0:
                larger = self.coarse(larger)
            joined.append(self.joints[step](larger + self.laterals[step](scale)))
        whole = [enlarge(x, PATCH >> level) for level, x in enumerate(joined[:3])]
        out: Tensor = self.final(torch.cat([*whole, joined[3]], 1))
        return out


class DenseHead(nn.Module):
    """Neck, decoder and the last convolution: merged tokens (N, D, h, w) to scores (N, K, 8h, 8w)."""

    def __init__(self, width: int, classes: int) -> None:
        super().__init__()
        self.branches = nn.ModuleList(
            [
                Branch(width, 512, 256, 8),
                Branch(width, 512, 512, 4),
                Branch(width, 1024, 1024, 2),
                Branch(width, 2048, 2048, 1),
            ]
        )
        self.decoder = Decoder((256, 512, 1024, 2048))
        self.scores = nn.Conv2d(WIDTH, classes, 3, padding=1)

    def forward(self, x: Tensor) -> Tensor:
        """Scores of each pixel."""
        out: Tensor = self.scores(self.decoder([branch(x) for branch in self.branches]))
        return out


class _DenseNetwork(nn.Module):
    """What segmentation and change detection share."""

    def __init__(self, classes: int, architecture: Architecture) -> None:
        super().__init__()
        self.architecture = architecture
        self.encoder = SpectralGPTEncoder(architecture)
        self.merge = nn.Linear(architecture.groups, 1)
        self.head = DenseHead(architecture.width, classes)

    def encode(self, x: Tensor) -> Tensor:
        """Tokens in raster order, before the final norm: (N, groups * h * w, D)."""
        out: Tensor = self.encoder(x)
        return out

    def merged(self, x: Tensor) -> Tensor:
        """Tokens merged over the spectral groups by learned weights: (N, h * w, D)."""
        tokens = self.encode(x)
        n, length, width = tokens.shape
        groups = self.architecture.groups
        by_group = tokens.view(n, groups, length // groups, width).permute(0, 2, 3, 1)
        out: Tensor = self.merge(by_group)[..., 0]
        return out

    def score(self, merged: Tensor, height: int) -> Tensor:
        """Scores (N, K, H, W) of merged tokens of an image of `height` pixels."""
        n, _, width = merged.shape
        out: Tensor = self.head(merged.transpose(1, 2).reshape(n, width, height // PATCH, -1))
        return out


class SpectralGPTSegmentation(_DenseNetwork):
    """Classes of every pixel of one image."""

    task: Literal["segmentation"] = "segmentation"

    def __init__(self, classes: int = 13, architecture: Architecture = BASE) -> None:
        super().__init__(classes, architecture)

    def forward(self, x: Tensor) -> Tensor:
        """Logits (N, classes, H, W) of an image (N, B, H, W)."""
        return self.score(self.merged(x), x.shape[2])


class SpectralGPTChange(_DenseNetwork):
    """Change between two images."""

    task: Literal["change"] = "change"

    def __init__(self, classes: int = 2, architecture: Architecture = BASE) -> None:
        super().__init__(classes, architecture)

    def forward(self, before: Tensor, after: Tensor) -> Tensor:
        """Log-probabilities (N, 2, H, W), change second, of two images (N, B, H, W)."""
        difference = self.merged(before) - self.merged(after)
        return self.score(difference, before.shape[2]).float().log_softmax(1)
