"""SpectralGPT's transformer block (Hong et al., IEEE TPAMI 2024): joint attention over all tokens."""

import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.projections import project

LAYER_NORM_EPS = 1e-6


class TransformerBlock(nn.Module):
    """``x += proj(attention(norm1(x))); x += fc2(gelu(fc1(norm2(x))))``.

    Queries, keys and values are one matrix (rows in this order), and attention is PyTorch's fused kernel.
    """

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.norm1 = nn.LayerNorm(width, eps=LAYER_NORM_EPS)
        self.qkv = nn.Linear(width, 3 * width)
        self.proj = nn.Linear(width, width)
        self.norm2 = nn.LayerNorm(width, eps=LAYER_NORM_EPS)
        self.fc1 = nn.Linear(width, 4 * width)
        self.fc2 = nn.Linear(4 * width, width)

    def forward(self, x: Tensor) -> Tensor:
        """(N, L, D) -> (N, L, D)."""
        n, length, width = x.shape
        qkv = project(self.norm1(x), self.qkv).view(n, length, 3, self.heads, width // self.heads)
        q, k, v = qkv.permute(2, 0, 3, 1, 4).unbind(0)
        attended = F.scaled_dot_product_attention(q, k, v).transpose(1, 2).reshape(n, length, width)
        x = x + project(attended, self.proj)
        return x + project(project(self.norm2(x), self.fc1, gelu=True), self.fc2)
