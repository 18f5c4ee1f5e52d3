"""Vision transformers, with the key names of timm's and the official files: ViT and SatMAE's grouped one.

Dosovitskiy et al., "An Image is Worth 16x16 Words", ICLR 2021 (ViT-B/16; ViT-22k is the same network trained
on ImageNet-21k). Cong et al., "SatMAE: Pre-training Transformers for Temporal and Multi-Spectral Satellite
Imagery", NeurIPS 2022 (patches of each group of channels become tokens of their own).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor, nn

SATMAE_GROUPS = ((0, 1, 2, 6), (3, 4, 5, 7), (8, 9))
"""Of B02, B03, B04, B05, B06, B07, B08, B8A, B11, B12: 10 m bands, red edge, short-wave infrared."""
SATMAE_BANDS = ("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")


@dataclass(frozen=True)
class ViTSizes:
    """Sizes of a vision transformer; the defaults are ViT-B/16's.

    Attributes:
        side: of the image, patch: of a patch, in pixels.
        channels: of the image.
        width, depth, heads: of the transformer.
    """

    side: int = 224
    patch: int = 16
    channels: int = 3
    width: int = 768
    depth: int = 12
    heads: int = 12

    @property
    def places(self) -> int:
        """Patches of an image."""
        return (self.side // self.patch) ** 2


SATMAE_BASE = ViTSizes(side=96, patch=8, channels=10)


class _Attention(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)

    def forward(self, x: Tensor) -> Tensor:
        q, k, v = self.qkv(x).unflatten(-1, (3, self.heads, -1)).permute(2, 0, 3, 1, 4).unbind(0)
        attended: Tensor = self.proj(F.scaled_dot_product_attention(q, k, v).transpose(1, 2).flatten(2))
        return attended


class _Mlp(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.fc1, self.fc2 = nn.Linear(width, 4 * width), nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        out: Tensor = self.fc2(F.gelu(self.fc1(x)))
        return out


class _Block(nn.Module):
    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-6), nn.LayerNorm(width, eps=1e-6)
        self.attn, self.mlp = _Attention(width, heads), _Mlp(width)

    def forward(self, x: Tensor) -> Tensor:
        x = x + self.attn(self.norm1(x))
        out: Tensor = x + self.mlp(self.norm2(x))
        return out


class _PatchEmbedding(nn.Module):
    def __init__(self, channels: int, width: int, patch: int) -> None:
        super().__init__()
        self.proj = nn.Conv2d(channels, width, patch, stride=patch)

    def forward(self, x: Tensor) -> Tensor:
        tokens: Tensor = self.proj(x).flatten(2).transpose(1, 2)
        return tokens


class _Transformer(nn.Module):
    """Blocks and the class token, which both networks share."""

    def __init__(self, sizes: ViTSizes) -> None:
        super().__init__()
        self.sizes = sizes
        self.cls_token = nn.Parameter(torch.zeros(1, 1, sizes.width))
        self.blocks = nn.Sequential(*(_Block(sizes.width, sizes.heads) for _ in range(sizes.depth)))
        nn.init.normal_(self.cls_token, std=0.02)


class VisionTransformer(_Transformer):
    """Features (the class token) and class logits of an image of one size.

    Args:
        classes: of the logits.
        sizes: of the network.
    """

    def __init__(self, classes: int = 1000, sizes: ViTSizes = ViTSizes()) -> None:
        super().__init__(sizes)
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + sizes.places, sizes.width))
        self.patch_embed = _PatchEmbedding(sizes.channels, sizes.width, sizes.patch)
        self.norm = nn.LayerNorm(sizes.width, eps=1e-6)
        self.head = nn.Linear(sizes.width, classes)
        nn.init.normal_(self.pos_embed, std=0.02)

    def features(self, images: Tensor) -> Tensor:
        """(N, channels, side, side) in the network's units to (N, width)."""
        tokens = torch.cat([self.cls_token.expand(len(images), -1, -1), self.patch_embed(images)], 1)
        normed: Tensor = self.norm(self.blocks(tokens + self.pos_embed))
        return normed[:, 0]

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, classes)."""
        logits: Tensor = self.head(self.features(images))
        return logits


class SatMAE(_Transformer):
    """SatMAE's encoder for groups of channels, with the mean of the tokens as features as in its fine-tuning.

    Args:
        classes: of the logits.
        sizes: of the network; the channels follow from the groups.
        groups: which channels become tokens together.
        channel_width: part of the width that tells the group; the rest tells the place.
    """

    def __init__(
        self,
        classes: int = 62,
        sizes: ViTSizes = SATMAE_BASE,
        groups: Sequence[Sequence[int]] = SATMAE_GROUPS,
        channel_width: int = 256,
    ) -> None:
        super().__init__(sizes)
        self.groups = [list(group) for group in groups]
        self.patch_embed = nn.ModuleList(
            _PatchEmbedding(len(group), sizes.width, sizes.patch) for group in self.groups
        )
        self.pos_embed = nn.Parameter(torch.zeros(1, 1 + sizes.places, sizes.width - channel_width))
        self.channel_embed = nn.Parameter(torch.zeros(1, len(self.groups), channel_width))
        self.channel_cls_embed = nn.Parameter(torch.zeros(1, 1, channel_width))
        self.fc_norm = nn.LayerNorm(sizes.width, eps=1e-6)
        self.head = nn.Linear(sizes.width, classes)
        side = sizes.side // sizes.patch
        self.pos_embed.data[0, 1:] = _sines_of_places(side, sizes.width - channel_width)
        self.channel_embed.data[0] = _sines(torch.arange(len(self.groups)).double(), channel_width).float()

    def features(self, images: Tensor) -> Tensor:
        """(N, channels, side, side) in the network's units to (N, width)."""
        patches = [
            embed(channels(images, group)) for embed, group in zip(self.patch_embed, self.groups, strict=True)
        ]
        places, groups = self.pos_embed[0, 1:], self.channel_embed[0]
        position = torch.cat(
            [
                places.expand(len(groups), -1, -1),
                groups[:, None].expand(-1, len(places), -1),
            ],
            2,
        )
        tokens = (torch.stack(patches, 1) + position).flatten(1, 2)
        first = self.cls_token + torch.cat([self.pos_embed[:, :1], self.channel_cls_embed], 2)
        tokens = self.blocks(torch.cat([first.expand(len(images), -1, -1), tokens], 1))
        features: Tensor = self.fc_norm(tokens[:, 1:].mean(1))
        return features

    def forward(self, images: Tensor) -> Tensor:
        """Logits (N, classes)."""
        logits: Tensor = self.head(self.features(images))
        return logits


def channels(images: Tensor, chosen: Sequence[int]) -> Tensor:
    """Some channels of images (N, C, H, W), by slices: indices would be copied to the device at each step."""
    return torch.cat([images[:, c : c + 1] for c in chosen], 1)


def _sines(positions: Tensor, width: int) -> Tensor:
    """Fixed sines and cosines (N, width) of positions (N,), as MAE has them."""
    omega = 1.0 / 10000 ** (torch.arange(width // 2, dtype=torch.float64) / (width / 2))
    angles = positions[:, None] * omega
    return torch.cat([angles.sin(), angles.cos()], 1)


def _sines_of_places(side: int, width: int) -> Tensor:
    """Of a square grid, columns first: (side * side, width)."""
    steps = torch.arange(side).double()
    columns, rows = steps.repeat(side), steps.repeat_interleave(side)
    return torch.cat([_sines(columns, width // 2), _sines(rows, width // 2)], 1).float()
