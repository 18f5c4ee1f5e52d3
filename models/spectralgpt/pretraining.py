"""The pretraining network: encode the visible tokens, reconstruct all.

Hong et al., "SpectralGPT: Spectral Remote Sensing Foundation Model", IEEE TPAMI 2024.
"""

from collections.abc import Sequence
from typing import Literal, NamedTuple

import torch
from torch import Tensor, nn

from models.spectralgpt.architecture import BASE, GROUP, Architecture
from models.spectralgpt.encoder import SpectralGPTEncoder, through
from models.spectralgpt.tokens import SeparablePositions, grid_of, to_token_values
from models.spectralgpt.transformer import LAYER_NORM_EPS, TransformerBlock

MASKED_SHARE = 0.9


class Reconstruction(NamedTuple):
    """What the pretraining network gives.

    Attributes:
        prediction: (N, L, 192) values of every token, in the units of the input.
        mask: (N, L), 1 where a token was hidden.
        loss: scalar, the multi-target loss.
        latent: (N, K, D) what the encoder made of the visible tokens, after the final norm.
    """

    prediction: Tensor
    mask: Tensor
    loss: Tensor
    latent: Tensor


class SpectralGPTPretraining(nn.Module):
    """Masked autoencoder over 3-D tokens."""

    task: Literal["pretraining"] = "pretraining"

    def __init__(self, architecture: Architecture = BASE) -> None:
        super().__init__()
        a = self.architecture = architecture
        self.encoder = SpectralGPTEncoder(a)
        self.decoder_embedding = nn.Linear(a.width, a.decoder_width)
        self.mask_token = nn.Parameter(torch.zeros(1, 1, a.decoder_width))
        self.decoder_positions = SeparablePositions(a.groups, a.grid, a.decoder_width)
        self.decoder_blocks = nn.ModuleList(
            TransformerBlock(a.decoder_width, a.decoder_heads) for _ in range(a.decoder_depth)
        )
        self.decoder_norm = nn.LayerNorm(a.decoder_width, eps=LAYER_NORM_EPS)
        self.prediction = nn.Linear(a.decoder_width, a.token_values)

    def encode(self, x: Tensor, centres: Sequence[float] | None = None) -> Tensor:
        """All tokens in raster order after the final norm: (N, B, H, W) -> (N, groups * h * w, D).

        See `SpectralGPTEncoder.embed` for `centres`, here and below.
        """
        out: Tensor = self.encoder.norm(self.encoder(x, centres))
        return out

    def encode_kept(self, x: Tensor, keep: Tensor, centres: Sequence[float] | None = None) -> Tensor:
        """Only the tokens `keep` (N, K), in that order, after the final norm: (N, K, D)."""
        tokens = self.encoder.embed(x, centres)
        kept = tokens.gather(1, keep[..., None].expand(-1, -1, tokens.shape[2]))
        out: Tensor = self.encoder.norm(self.encoder.transform(kept))
        return out

    def reconstruct(
        self,
        x: Tensor,
        keep: Tensor,
        centres: Sequence[float] | None = None,
        target: Tensor | None = None,
    ) -> Reconstruction:
        """Hide all tokens but some and predict every one.

        Args:
            x: (N, B, H, W) scaled as in training, 0 to 1.
            keep: (N, K) int64, positions of the visible tokens in any order.
            centres: of other spectral groups, in nanometres.
            target: what is to be predicted, where `x` was altered; None for `x`.
        """
        height, width = grid_of(x, self.architecture, centres)
        encoded = self.encode_kept(x, keep, centres)
        latent = self.decoder_embedding(encoded)
        n, length = len(x), x.shape[1] // GROUP * height * width
        tokens = self.mask_token.to(latent.dtype).expand(n, length, -1)
        tokens = tokens.scatter(1, keep[..., None].expand(-1, -1, latent.shape[2]), latent)
        tokens = through(self.decoder_blocks, tokens + self.decoder_positions(height, width, centres))
        prediction = self.prediction(self.decoder_norm(tokens))
        mask = torch.ones(n, length, device=x.device).scatter(1, keep, 0.0)
        loss = _loss(prediction, to_token_values(x if target is None else target), mask, x.shape[1] // GROUP)
        return Reconstruction(prediction, mask, loss, encoded)

    def forward(self, x: Tensor) -> Reconstruction:
        """Reconstruct from a random tenth of the tokens."""
        height, width = grid_of(x, self.architecture)
        length = self.architecture.groups * height * width
        noise = torch.rand(len(x), length, device=x.device)
        return self.reconstruct(x, noise.argsort(1)[:, : int(length * (1 - MASKED_SHARE))])


def _loss(prediction: Tensor, target: Tensor, mask: Tensor, groups: int) -> Tensor:
    """Token by token where hidden, plus the spectra summed over the groups at every place."""
    error = (prediction - target).square()
    of_tokens = (error.mean(2) * mask).sum() / mask.sum()
    n, length, values = target.shape
    summed = (prediction - target).view(n, groups, length // groups, values).sum(1)
    total: Tensor = of_tokens + summed.square().mean()
    return total
