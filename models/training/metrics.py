"""Scores of any number of classes, from counts that batches add up to."""

from collections.abc import Sequence
from typing import Any, NamedTuple

import torch
from torch import Tensor


def count_pairs(truth: Tensor, guess: Tensor, classes: int) -> Tensor:
    """Confusion matrix (truth, guess) of class numbers; negative truths do not count."""
    known = truth >= 0
    pairs = truth[known] * classes + guess[known]
    return torch.bincount(pairs.flatten(), minlength=classes * classes).view(classes, classes)


class Overlap(NamedTuple):
    """How well classes agree, see `overlap`.

    Attributes:
        accuracy: share of the judged truth that is guessed right.
        iou: (K,) intersection over union of each judged class.
        there: (K,) whether the truth has it.
    """

    accuracy: float
    iou: Tensor
    there: Tensor

    @property
    def mean_iou(self) -> float:
        """Over the classes that the truth has."""
        return float(self.iou[self.there].mean()) if bool(self.there.any()) else 0.0


def overlap(matrix: Tensor, keep: Sequence[int] | None = None) -> Overlap:
    """Agreement of counts (truth, guess).

    Args:
        matrix: (K, K).
        keep: classes that are judged; None: all. Truth of others is left out, a guess of another is wrong.
    """
    chosen = list(range(len(matrix)) if keep is None else keep)
    part = matrix.double()[chosen]
    hits, truth = part[:, chosen].diagonal(), part.sum(1)
    union = truth + part[:, chosen].sum(0) - hits
    right = float(hits.sum() / truth.sum().clamp(min=1))
    return Overlap(right, hits / union.clamp(min=1), truth > 0)


def of_confusion(matrix: Tensor) -> dict[str, Any]:
    """Overall accuracy, and by class intersection over union and F1; means over the classes that occur."""
    matrix = matrix.double()
    found = overlap(matrix)
    f1 = 2 * matrix.diagonal() / (matrix.sum(1) + matrix.sum(0)).clamp(min=1)
    there = found.there
    return {
        "overall_accuracy": round(found.accuracy, 4),
        "mean_iou": round(found.mean_iou, 4),
        "mean_f1": _rounded(f1[there].mean()) if there.any() else 0.0,
        "iou_by_class": [_rounded(v) if t else None for v, t in zip(found.iou, there, strict=True)],
        "f1_by_class": [_rounded(v) if t else None for v, t in zip(f1, there, strict=True)],
        "samples": int(matrix.sum()),
    }


def of_change(matrix: Tensor) -> dict[str, Any]:
    """Precision, recall, F1 and intersection over union of the second class, change."""
    scores = of_confusion(matrix)
    hit, wrong, missed = float(matrix[1, 1]), float(matrix[0, 1]), float(matrix[1, 0])
    return {
        "f1": round(2 * hit / max(1.0, 2 * hit + wrong + missed), 4),
        "precision": round(hit / max(1.0, hit + wrong), 4),
        "recall": round(hit / max(1.0, hit + missed), 4),
        "iou": round(hit / max(1.0, hit + wrong + missed), 4),
        "overall_accuracy": scores["overall_accuracy"],
        "samples": scores["samples"],
    }


def of_several_labels(truth: Tensor, probability: Tensor) -> dict[str, Any]:
    """Mean average precision (macro and micro), and F1 at one half, of (N, K) labels and probabilities."""
    there = truth.sum(0) > 0
    each = [average_precision(truth[:, k], probability[:, k]) for k in range(truth.shape[1])]
    known = [value for value, occurs in zip(each, there, strict=True) if occurs]
    said = probability >= 0.5
    hit = (said & (truth > 0.5)).sum().item()
    return {
        "map": round(sum(known) / max(1, len(known)), 4),
        "map_micro": round(average_precision(truth.flatten(), probability.flatten()), 4),
        "f1_micro": round(2 * hit / max(1.0, float(said.sum() + (truth > 0.5).sum())), 4),
        "average_precision_by_class": [
            round(value, 4) if occurs else None for value, occurs in zip(each, there, strict=True)
        ],
        "samples": len(truth),
    }


def area_under_curve(truth: Tensor, score: Tensor) -> float:
    """Chance that a true one scores above a false one (Mann-Whitney U); equal scores count half."""
    _, group, counts = torch.unique(score, return_inverse=True, return_counts=True)
    # Mean rank of each group of equal scores.
    ranks = (counts.cumsum(0) - (counts - 1) / 2).double()[group]
    chosen = truth > 0.5
    positive = int(chosen.sum())
    negative = len(chosen) - positive
    if positive == 0 or negative == 0:
        return float("nan")
    return float((ranks[chosen].sum() - positive * (positive + 1) / 2) / (positive * negative))


def average_precision(truth: Tensor, score: Tensor) -> float:
    """Area under the curve of precision over recall, by steps; equal scores count together."""
    order = score.argsort(descending=True, stable=True)
    ordered, hits = score[order], truth[order].double().cumsum(0)
    if len(hits) == 0 or hits[-1] == 0:
        return 0.0
    last = torch.cat([ordered[1:] != ordered[:-1], torch.ones(1, dtype=torch.bool, device=score.device)])
    ranks = torch.arange(1, len(hits) + 1, device=score.device).double()[last]
    hits = hits[last]
    gained = torch.diff(hits, prepend=hits.new_zeros(1))
    return float((gained * hits / ranks).sum() / hits[-1])


def _rounded(value: Tensor) -> float:
    return round(float(value), 4)
