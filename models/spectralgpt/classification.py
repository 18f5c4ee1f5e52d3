"""The scene classifier."""

from collections.abc import Sequence
from typing import Literal

from torch import Tensor, nn

from models.spectralgpt.architecture import BASE, Architecture
from models.spectralgpt.encoder import SpectralGPTEncoder


class SpectralGPTClassifier(nn.Module):
    """Encoder, mean of the tokens, norm, linear head.

    Args:
        classes: outputs of the head.
        joint_positions: as the released source has it; the paper's weights have separable ones.
    """

    task: Literal["classification"] = "classification"

    def __init__(
        self, classes: int, architecture: Architecture = BASE, joint_positions: bool = False
    ) -> None:
        super().__init__()
        self.architecture = architecture
        self.encoder = SpectralGPTEncoder(architecture, joint_positions)
        self.head = nn.Linear(architecture.width, classes)

    def encode(self, x: Tensor, centres: Sequence[float] | None = None) -> Tensor:
        """Tokens in raster order before the final norm: (N, groups * h * w, D).

        See `SpectralGPTEncoder.embed` for `centres`, here and below.
        """
        out: Tensor = self.encoder(x, centres)
        return out

    def pooled(self, x: Tensor, centres: Sequence[float] | None = None) -> Tensor:
        """One vector an image, after the final norm: (N, D)."""
        # The official code leaves out the first token, where a class token once was.
        out: Tensor = self.encoder.norm(self.encode(x, centres)[:, 1:].mean(1))
        return out

    def forward(self, x: Tensor, centres: Sequence[float] | None = None) -> Tensor:
        """Logits (N, classes)."""
        out: Tensor = self.head(self.pooled(x, centres))
        return out
