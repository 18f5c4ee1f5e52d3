"""A plain residual U-Net: the rival that a foundation model for maps has to beat.

After Ronneberger et al. (MICCAI 2015) with residual blocks (He et al., CVPR 2016) and group norms. It has one
input channel for each band that it was made for; a band that a scene lacks is filled with zeros.
"""

from collections.abc import Sequence

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.compact import normalise

NEAREST_NM = 15.0


class _Block(nn.Module):
    def __init__(self, before: int, after: int) -> None:
        super().__init__()
        self.conv1, self.conv2 = (
            nn.Conv2d(before, after, 3, padding=1),
            nn.Conv2d(after, after, 3, padding=1),
        )
        self.norm1, self.norm2 = nn.GroupNorm(8, after), nn.GroupNorm(8, after)
        self.skip = nn.Conv2d(before, after, 1) if before != after else nn.Identity()

    def forward(self, x: Tensor) -> Tensor:
        y = F.gelu(self.norm1(self.conv1(x)))
        out: Tensor = F.gelu(self.skip(x) + self.norm2(self.conv2(y)))
        return out


class UNet(nn.Module):
    """Class logits at full resolution.

    Args:
        wavelengths: centres in nanometres of the bands that it has channels for.
        classes: of the output.
        widths: channels of the levels; each halves the resolution.
    """

    def __init__(
        self, wavelengths: Sequence[float], classes: int, widths: Sequence[int] = (32, 64, 128, 192, 256)
    ) -> None:
        super().__init__()
        self.wavelengths = list(wavelengths)
        self.down = nn.ModuleList(
            _Block(before, after)
            for before, after in zip([len(self.wavelengths), *widths[:-1]], widths, strict=True)
        )
        self.up = nn.ModuleList(
            _Block(wide + narrow, narrow) for wide, narrow in zip(widths[:0:-1], widths[-2::-1], strict=True)
        )
        self.classifier = nn.Conv2d(widths[0], classes, 1)

    def assemble(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor | None = None,
        given: Tensor | None = None,
    ) -> tuple[Tensor, ...]:
        """Bands in the network's own order, zero where there is none: what `decode` takes.

        Args:
            reflectance: (N, B, H, W) of any of the bands; H and W multiples of 16.
            wavelengths: B centres in nanometres.
            hidden: (N, B or 1, H, W) true where a value is invalid.
            given: (B,) or (N, B) false for a band that is to be left out.
        """
        x = normalise(reflectance)
        if hidden is not None:
            x = x.masked_fill(hidden, 0.0)
        if given is not None:
            x = x * given.expand(len(x), -1)[:, :, None, None]
        bands = torch.zeros(len(x), len(self.wavelengths), *x.shape[2:], device=x.device, dtype=x.dtype)
        for position, centre in enumerate(wavelengths):
            distance, channel = min((abs(own - centre), c) for c, own in enumerate(self.wavelengths))
            if distance <= NEAREST_NM:
                bands[:, channel] = x[:, position]
        return (bands,)

    def decode(self, bands: Tensor, apart: Tensor | None = None) -> tuple[Tensor, Tensor]:  # noqa: ARG002
        """What `assemble` gives to features (N, 256, H/16, W/16) and (N, 32, H, W).

        `apart` is there because other networks need it: convolutions look across the seams of a mosaic.
        """
        skips: list[Tensor] = []
        y = bands
        for level, block in enumerate(self.down):
            y = block(F.max_pool2d(y, 2) if level else y)
            skips.append(y)
        for block, skip in zip(self.up, skips[-2::-1], strict=True):
            larger = F.interpolate(y, scale_factor=2.0, mode="bilinear", align_corners=False)
            y = block(torch.cat([larger, skip], 1))
        return skips[-1], y

    def forward(
        self,
        reflectance: Tensor,
        wavelengths: Sequence[float],
        hidden: Tensor | None = None,
        given: Tensor | None = None,
    ) -> Tensor:
        """Logits (N, classes, H, W); arguments as `assemble`."""
        logits: Tensor = self.classifier(
            self.decode(*self.assemble(reflectance, wavelengths, hidden, given))[1]
        )
        return logits
