"""A change head on the compact network: two dates of any band set to a logit of change a pixel.

Three kinds of evidence come together, all of them symmetric in the dates and local:

- what the network makes of each date: absolute differences and products of its decoded features, and
  differences of its tokens;
- the bands' own differences, in units of what the scene's bands differ by as a rule (`Statistics`), so that
  season, haze and calibration of a whole scene cancel and a faint but rare difference stays visible. They are
  mixed by kernels that are generated from the wavelength, as they are and against their surroundings;
- the mean of both dates, which says what kind of surface it is that differs.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.wavelengths import GeneratedWeights, nearest

ROOT_MEAN, ROOT_SCALE = 0.35, 0.2
"""Square roots of reflectance are centred and scaled by these."""
SURROUNDINGS = 15
"""Side in pixels of the square against which a difference is held."""
MOST = 6.0
"""Standard differences are cut here: beyond, a cloud is no more evidence than a roof."""
SMALLEST_SCALE = 0.08
"""In square roots over `ROOT_SCALE`; about 0.01 of reflectance on dark ground: no scale is smaller."""
SMOOTHED = 8
"""Farthest row and column whose pixels take part in `mean_of_alike`; every second one does."""
ALIKE = 0.8
"""Root mean square difference, in deviations, from which on pixels are of another kind."""


@dataclass(frozen=True)
class ChangeHeadConfig:
    """Sizes of a `ChangeHead`.

    Attributes:
        features, tokens: channels of the network's decoded features and of its tokens; 0: the head does
            without the network.
        bands: features made of the bands, of each of the four kinds.
        width: of the head.
    """

    features: int = 32
    tokens: int = 256
    bands: int = 24
    width: int = 64

    def to_dict(self) -> dict[str, int]:
        """Plain numbers, for a model card."""
        return asdict(self)


class Statistics(NamedTuple):
    """What the bands of a scene differ by between two dates, in square roots over `ROOT_SCALE`.

    Attributes:
        centre: median of the difference, second date less the first (N, B) or (1, B).
        scale: half the distance of its 16th to its 84th percentile, the same shape.
        spread: the same of the first date's bands and then of the second's (N, 2 B) or (1, 2 B), by which
            surfaces are told apart; only `CompactChange.probabilities` needs it.
    """

    centre: Tensor
    scale: Tensor
    spread: Tensor | None = None


class Seen(NamedTuple):
    """What the network makes of one date.

    Attributes:
        tokens: (N, D, H/8, W/8).
        features: (N, C, H, W).
    """

    tokens: Tensor
    features: Tensor


def rooted(reflectance: Tensor) -> Tensor:
    """Square root of reflectance, centred and scaled: differences of dark surfaces count as bright ones'."""
    return (reflectance.clamp(0.0, 1.5).sqrt() - ROOT_MEAN) / ROOT_SCALE


def statistics_of(differences: Tensor) -> Tensor:
    """Centre and scale of differences (..., P) of `rooted` bands: (..., 2)."""
    ordered = differences.sort(-1).values
    last = ordered.shape[-1] - 1
    low, centre, high = (ordered[..., round(share * last)] for share in (0.16, 0.5, 0.84))
    return torch.stack([centre, ((high - low) / 2).clamp(min=SMALLEST_SCALE)], -1)


def scene_statistics(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    """Centre, scale (1, B) and spread (1, 2 B) of a scene's pixels (B, P), `rooted`, at both dates."""
    centre, scale = statistics_of((second - first)[None]).unbind(-1)
    spread = statistics_of(torch.cat([first, second])[None])[..., 1]
    return centre, scale, spread


class ChannelNorm(nn.Module):
    """Layer norm over the channels of each pixel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight, self.bias = nn.Parameter(torch.ones(channels)), nn.Parameter(torch.zeros(channels))

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        normed = F.layer_norm(x.permute(0, 2, 3, 1), self.weight.shape, self.weight, self.bias)
        return normed.permute(0, 3, 1, 2)


class Context(nn.Module):
    """Residual block: a wide filter on each channel, then a mix of the channels."""

    def __init__(self, width: int, dilation: int) -> None:
        super().__init__()
        self.norm = ChannelNorm(width)
        self.around = nn.Conv2d(width, width, 5, padding=2 * dilation, dilation=dilation, groups=width)
        self.mix1, self.mix2 = nn.Conv2d(width, 2 * width, 1), nn.Conv2d(2 * width, width, 1)

    def forward(self, x: Tensor) -> Tensor:
        """(N, C, H, W) -> (N, C, H, W)."""
        out: Tensor = x + self.mix2(F.gelu(self.mix1(self.around(self.norm(x)))))
        return out


class ChangeHead(nn.Module):
    """Compares two dates; nothing depends on which of them is called the first."""

    def __init__(self, config: ChangeHeadConfig = ChangeHeadConfig()) -> None:
        super().__init__()
        c = self.config = config
        self.kernels = GeneratedWeights(4 * 9 * c.bands)
        seen = 0
        if c.features:
            self.narrow = nn.Conv2d(c.tokens, c.features, 1, bias=False)
            self.norm = ChannelNorm(c.features)
            seen = 3 * c.features
        # No norm here: how large a difference is is what counts.
        self.join = nn.Conv2d(4 * c.bands + seen, c.width, 1)
        self.blocks = nn.Sequential(*(Context(c.width, dilation) for dilation in (1, 2, 3)))
        self.score = nn.Conv2d(c.width, 1, 1)

    def forward(
        self,
        before: Tensor,
        after: Tensor,
        wavelengths: Tensor,
        statistics: Statistics,
        seen: tuple[Seen, Seen] | None = None,
        valid: Tensor | None = None,
        given: Tensor | None = None,
    ) -> Tensor:
        """Logits of change (N, 1, H, W).

        Args:
            before, after: reflectance (N, B, H, W) of the same bands.
            wavelengths: (B,) centres in nanometres.
            statistics: of the scene.
            seen: what the network makes of the dates; None for a head that does without.
            valid: (N, 1, H, W) bool, valid at both dates; None: all.
            given: (B,) false for a band that is to be left out; None keeps all.
        """
        parts = [self._bands(rooted(before), rooted(after), wavelengths, statistics, valid, given)]
        if seen is not None:
            parts.append(self._seen(*seen))
        x = self.join(torch.cat(parts, 1))
        out: Tensor = self.score(F.gelu(self.blocks(x)))
        return out

    def _bands(
        self,
        before: Tensor,
        after: Tensor,
        wavelengths: Tensor,
        statistics: Statistics,
        valid: Tensor | None,
        given: Tensor | None,
    ) -> Tensor:
        centre, scale = (value[:, :, None, None] for value in (statistics.centre, statistics.scale))
        there = torch.ones_like(before[:, :1]) if valid is None else valid.to(before.dtype)
        plain = (after - before - centre) * there
        standard = (plain / scale).clamp(-MOST, MOST)
        local = standard - box_mean(standard, SURROUNDINGS) / box_mean(there, SURROUNDINGS).clamp(min=0.01)
        level = (before + after) / 2 * there
        weight = torch.ones_like(wavelengths) if given is None else given.float()
        made = self.kernels(wavelengths) * (weight / (9 * weight.sum().clamp(min=1)).sqrt())[:, None]
        kernels = made.view(len(wavelengths), 4, -1, 3, 3).transpose(0, 2).unbind(1)
        mixed = [
            F.conv2d(x, kernel.to(x.dtype), padding=1)
            for x, kernel in zip((standard, local * there, plain, level), kernels, strict=True)
        ]
        # A sign would say which date is the first.
        return torch.cat([*(x.abs() for x in mixed[:3]), mixed[3]], 1)

    def _seen(self, first: Seen, second: Seen) -> Tensor:
        tokens = self.narrow(first.tokens - second.tokens).abs()
        tokens = F.interpolate(tokens, scale_factor=8.0, mode="bilinear", align_corners=False)
        a, b = self.norm(first.features), self.norm(second.features)
        return torch.cat([tokens, (a - b).abs(), a * b], 1)


def box_mean(x: Tensor, side: int) -> Tensor:
    """Mean over a square around each pixel, zeros outside: (N, C, H, W)."""
    half = side // 2
    down = F.avg_pool2d(x, (side, 1), 1, (half, 0), count_include_pad=True)
    return F.avg_pool2d(down, (1, side), 1, (0, half), count_include_pad=True)


def guides(wavelengths: Sequence[float]) -> list[int]:
    """Places of the bands that tell surfaces apart: those nearest to red, near and short-wave infrared."""
    return sorted({nearest(wavelengths, centre) for centre in (665.0, 842.0, 1610.0)})


def mean_of_alike(values: Tensor, guide: Tensor, there: Tensor) -> Tensor:
    """`models.change.smoothing.mean_of_alike` on a device, for windows of a batch.

    Args:
        values: (N, 1, H, W).
        guide: (N, G, H, W), each channel with a deviation of about 1.
        there: (N, 1, H, W) 1 where valid, else 0.
    """
    height, width = values.shape[-2:]
    reach = (SMOOTHED,) * 4
    around, weights, guides_around = (F.pad(x, reach) for x in (values * there, there, guide))
    total, count = torch.zeros_like(values), torch.zeros_like(values)
    for down in range(0, 2 * SMOOTHED + 1, 2):
        for across in range(0, 2 * SMOOTHED + 1, 2):
            here = (..., slice(down, down + height), slice(across, across + width))
            distance = (guides_around[here] - guide).square().mean(1, keepdim=True)
            weight = (1 - distance / ALIKE**2).clamp(min=0).square() * weights[here]
            count += weight
            total += weight * around[here]
    return total / count.clamp(min=1e-6)


class CompactChange(nn.Module):
    """A compact network and a head that compares what it makes of two dates.

    Args:
        network: with `assemble` and `decode`, as compact networks have; None: the head alone.
        head: see there.
        tuned: whether the network learns too; else no gradients are kept for it.
    """

    def __init__(self, network: Any, head: ChangeHead, tuned: bool = False) -> None:
        super().__init__()
        self.head = head
        self.network = network
        self._tuned = tuned
        if network is not None:
            network.requires_grad_(tuned)

    def forward(
        self,
        before: Tensor,
        after: Tensor,
        wavelengths: Sequence[float],
        statistics: Statistics,
        valid: Tensor | None = None,
        given: Tensor | None = None,
    ) -> Tensor:
        """Logits of change (N, 1, H, W); H and W multiples of 8. Arguments as of `ChangeHead`."""
        seen = None
        if self.network is not None:
            with torch.set_grad_enabled(torch.is_grad_enabled() and self._tuned):
                # Both dates at once: half as many kernels to launch.
                both = torch.cat([before, after]).contiguous(memory_format=torch.channels_last)
                hidden = None if valid is None else ~torch.cat([valid, valid])
                assembled = self.network.assemble(both, wavelengths, hidden, given)
                tokens, features = self.network.decode(*assembled)
            a, b = (Seen(*pair) for pair in zip(tokens.chunk(2), features.chunk(2), strict=True))
            seen = a, b
        centres = _centres(tuple(wavelengths), before.device)
        out: Tensor = self.head(before, after, centres, statistics, seen, valid, given)
        return out

    def probabilities(
        self,
        before: Tensor,
        after: Tensor,
        wavelengths: Sequence[float],
        statistics: Statistics,
        valid: Tensor,
    ) -> Tensor:
        """Probability of change (N, 1, H, W) float32, averaged over surfaces.

        A pixel's probability is the mean over the pixels around it that look alike at both dates, just as the
        label-free evidence is made: a building site is one change, a glint is none. Arguments: see `forward`.
        """
        logits = self(before, after, wavelengths, statistics, valid)
        there = valid.float()
        if statistics.spread is None:
            raise ValueError("The spread of the bands is needed to tell surfaces apart.")
        chosen = guides(wavelengths)
        places = [*chosen, *(place + len(wavelengths) for place in chosen)]
        dates = torch.cat([rooted(before)[:, chosen], rooted(after)[:, chosen]], 1).float()
        channels = dates / statistics.spread[:, places, None, None]
        around = box_mean(there, 3).clamp(min=0.01)
        smooth = box_mean(channels * there, 3) / around
        values = box_mean(logits.float().sigmoid() * there, 3) / around
        return mean_of_alike(values, smooth, there)

    def train(self, mode: bool = True) -> "CompactChange":
        """As of any module, but the network's norms keep the statistics that they have."""
        super().train(mode)
        if self.network is not None:
            self.network.eval()
        return self


_CENTRES: dict[tuple[tuple[float, ...], torch.device], Tensor] = {}


def _centres(wavelengths: tuple[float, ...], device: torch.device) -> Tensor:
    # Copied once: a captured graph must not wait for the processor.
    key = wavelengths, device
    if key not in _CENTRES:
        with torch.inference_mode(False):
            _CENTRES[key] = torch.tensor(wavelengths, dtype=torch.float32, device=device)
    return _CENTRES[key]
