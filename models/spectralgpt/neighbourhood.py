"""Attention over a square neighbourhood of each token, with a bias for the relative position.

Each token sees the same surroundings wherever a window of the scene begins, so that maps do not depend on
how a scene is cut (the idea of neighbourhood attention, Hassani et al., CVPR 2023). Tokens are attended
in square blocks that share their keys: one dense product a block, on any device, with no kernel of its own.
"""

import torch
import torch.nn.functional as F
from torch import Tensor, nn

BLOCK = 8
"""Side of the blocks in tokens."""


class NeighbourhoodAttention(nn.Module):
    """Multi-head attention of each token to those at most `radius` rows and columns away.

    Queries and keys are normalised, which keeps the attention bounded at high learning rates in bf16.

    Args:
        width: channels of a token.
        heads: that share the width.
        radius: in tokens.
    """

    index: Tensor
    near: Tensor
    own: Tensor

    def __init__(self, width: int, heads: int, radius: int) -> None:
        super().__init__()
        self.heads, self.radius = heads, radius
        self.qkv, self.proj = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.norm_q, self.norm_k = nn.LayerNorm(width), nn.LayerNorm(width)
        self.bias = nn.Parameter(torch.zeros(heads, (2 * radius + 1) ** 2))
        side = BLOCK + 2 * radius
        query, key = torch.arange(BLOCK), torch.arange(side) - radius
        offset = key[None] - query[:, None]
        near = offset.abs() <= radius
        place = offset.clamp(-radius, radius) + radius
        index = place[:, None, :, None] * (2 * radius + 1) + place[None, :, None, :]
        own = (key >= 0) & (key < BLOCK)
        self.register_buffer("own", (own[:, None] & own[None]).reshape(side**2), persistent=False)
        self.register_buffer("index", index.reshape(BLOCK**2, side**2), persistent=False)
        self.register_buffer(
            "near",
            (near[:, None, :, None] & near[None, :, None, :]).reshape(BLOCK**2, side**2),
            persistent=False,
        )

    def forward(self, x: Tensor, apart: Tensor | None = None) -> Tensor:
        """Attend.

        Args:
            x: (N, H, W, D), any H and W.
            apart: (N,) true where each block is an image of its own, which does not see the others.

        Returns:
            (N, H, W, D).
        """
        n, height, width, channels = x.shape
        depth = channels // self.heads
        side = BLOCK + 2 * self.radius
        rows, columns = -(-height // BLOCK), -(-width // BLOCK)
        q, k, v = self.qkv(x).chunk(3, -1)
        q, k = self.norm_q(q).to(v.dtype), self.norm_k(k).to(v.dtype)
        below, right = rows * BLOCK - height, columns * BLOCK - width
        q = F.pad(q, (0, 0, 0, right, 0, below))
        q = q.view(n, rows, BLOCK, columns, BLOCK, self.heads, depth).permute(0, 1, 3, 5, 2, 4, 6)
        rim = (0, 0, self.radius, self.radius + right, self.radius, self.radius + below)
        # (N, rows, columns, 2D, side, side): overlapping views of the keys and values of each block.
        kv = F.pad(torch.cat([k, v], -1), rim).unfold(1, side, BLOCK).unfold(2, side, BLOCK)
        kv = kv.view(n, rows, columns, 2, self.heads, depth, side, side).permute(3, 0, 1, 2, 4, 6, 7, 5)
        inside = F.pad(torch.ones(1, height, width, 1, device=x.device), rim)[..., 0] > 0
        inside = inside.unfold(1, side, BLOCK).unfold(2, side, BLOCK).reshape(rows * columns, 1, 1, side**2)
        allowed = self.near & inside
        if apart is not None:
            allowed = allowed & (self.own | ~apart.view(n, 1, 1, 1, 1))
        # Queries below or right of the image have no neighbour; they attend to anything and are cut off.
        allowed = allowed | ~allowed.any(-1, keepdim=True)
        bias = self.bias[:, self.index].to(v.dtype)
        mask = torch.where(allowed, bias, torch.full_like(bias[:1, :1, :1], -1e4))
        shape = (n, rows * columns, self.heads, -1, depth)
        keys, values = (part.reshape(shape) for part in kv)
        out = F.scaled_dot_product_attention(q.reshape(shape), keys, values, attn_mask=mask)
        out = out.view(n, rows, columns, self.heads, BLOCK, BLOCK, depth).permute(0, 1, 4, 2, 5, 3, 6)
        out = out.reshape(n, rows * BLOCK, columns * BLOCK, channels)[:, :height, :width]
        result: Tensor = self.proj(out)
        return result
