"""The encoder that all official networks share."""

from collections.abc import Iterable, Sequence

from torch import Tensor, nn

from models.spectralgpt.architecture import Architecture
from models.spectralgpt.tokens import JointPositions, SeparablePositions, TokenEmbedding, grid_of
from models.spectralgpt.transformer import LAYER_NORM_EPS, TransformerBlock


class SpectralGPTEncoder(nn.Module):
    """Tokens, positions, transformer blocks and the final norm.

    Args:
        architecture: the sizes.
        joint_positions: one position table for all tokens instead of space plus spectrum.
    """

    def __init__(self, architecture: Architecture, joint_positions: bool = False) -> None:
        super().__init__()
        self.architecture = architecture
        groups, grid, width = architecture.groups, architecture.grid, architecture.width
        self.embedding = TokenEmbedding(width)
        self.positions: nn.Module = (JointPositions if joint_positions else SeparablePositions)(
            groups, grid, width
        )
        self.blocks = nn.ModuleList(
            TransformerBlock(width, architecture.heads) for _ in range(architecture.depth)
        )
        self.norm = nn.LayerNorm(width, eps=LAYER_NORM_EPS)

    def embed(self, x: Tensor, centres: Sequence[float] | None = None) -> Tensor:
        """Tokens with positions: (N, B, H, W) -> (N, groups * h * w, D).

        Args:
            x: the image.
            centres: of other spectral groups than the network's own, in nanometres (an experiment).
        """
        height, width = grid_of(x, self.architecture, centres)
        tokens: Tensor = self.embedding(x) + self.positions(height, width, centres)
        return tokens

    def transform(self, tokens: Tensor) -> Tensor:
        """All blocks, without the final norm: (N, L, D) -> (N, L, D)."""
        return through(self.blocks, tokens)

    def forward(self, x: Tensor, centres: Sequence[float] | None = None) -> Tensor:
        """Tokens in raster order before the final norm, see `embed`."""
        return self.transform(self.embed(x, centres))


def through(blocks: Iterable[nn.Module], tokens: Tensor) -> Tensor:
    """Apply blocks in turn."""
    for block in blocks:
        tokens = block(tokens)
    return tokens
