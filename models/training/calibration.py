"""How sure a classifier is against how often it is right, and the temperature that makes both agree.

Temperature scaling and the reliability of bins follow Guo et al. 2017, On Calibration of Modern Neural
Networks. The samples must come from places that the training never saw: on its own data a network is right
more often than elsewhere.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from models.calibration import COLDEST, HOTTEST

BINS = 15
NOT_CALIBRATED = "Probabilities are not calibrated."
"""What a card says under its limits until temperatures stand on it."""
_STEPS = 40
_PART = 1 << 18
"""Samples that are looked at at once."""


@dataclass(frozen=True)
class Bin:
    """Samples of like confidence.

    Attributes:
        low, high: of the confidences.
        samples: how many.
        confidence: their mean; nan where there are none.
        accuracy: share of right labels; nan where there are none.
    """

    low: float
    high: float
    samples: int
    confidence: float
    accuracy: float


def fit_temperature(logits: Tensor, truth: Tensor) -> float:
    """The temperature with the least negative log-likelihood, between `COLDEST` and `HOTTEST`.

    The likelihood is concave in the inverse temperature, so its slope changes sign once: it is halved.

    Args:
        logits: (N, K), or log-probabilities, which differ from them by a number a sample.
        truth: (N,) class numbers.

    Raises:
        ValueError: there is no sample.
    """
    if len(truth) == 0:
        raise ValueError("a temperature needs samples")
    low, high = 1 / HOTTEST, 1 / COLDEST
    for _ in range(_STEPS):
        middle = math.sqrt(low * high)
        if _slope(logits, truth, middle) < 0:
            low = middle
        else:
            high = middle
    return 1 / math.sqrt(low * high)


def _slope(logits: Tensor, truth: Tensor, inverse: float) -> float:
    """Derivative of the mean negative log-likelihood by the inverse temperature."""
    total = 0.0
    for z, y in zip(torch.split(logits, _PART), torch.split(truth, _PART), strict=True):
        expected = ((z * inverse).softmax(1) * z).sum(1)
        total += float((expected - z.gather(1, y[:, None])[:, 0]).double().sum())
    return total / len(truth)


def confidence(logits: Tensor, temperature: float = 1.0) -> Tensor:
    """Probability (N,) of the likeliest class."""
    return torch.cat([(z / temperature).softmax(1).amax(1) for z in torch.split(logits, _PART)])


def reliability(confidences: Tensor, right: Tensor, bins: int = BINS) -> list[Bin]:
    """Confidence against accuracy in bins of equal width.

    Args:
        confidences: (N,) 0 to 1.
        right: (N,) bool, whether the label is the true one.
        bins: how many.
    """
    # The upper end belongs to a bin, as in the paper.
    number = ((confidences.double() * bins).ceil().long() - 1).clamp(0, bins - 1)
    counts = torch.bincount(number, minlength=bins)
    sure = torch.bincount(number, confidences.double(), bins) / counts
    hit = torch.bincount(number, right.double(), bins) / counts
    return [Bin(k / bins, (k + 1) / bins, int(counts[k]), float(sure[k]), float(hit[k])) for k in range(bins)]


def calibration_error(table: Sequence[Bin]) -> float:
    """Expected calibration error: mean over the samples of |accuracy - confidence| of their bin."""
    samples = sum(entry.samples for entry in table)
    gaps = (entry.samples * abs(entry.accuracy - entry.confidence) for entry in table if entry.samples)
    return sum(gaps) / max(1, samples)
