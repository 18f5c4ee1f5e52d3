"""Scores of rankings, labels and sets of labels on numpy arrays; those of training runs are the same ones."""

import numpy as np
import torch
from numpy.typing import NDArray

from models.training import metrics

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]
IntArray = NDArray[np.int64]


def roc_auc(scores: FloatArray, labels: BoolArray) -> float:
    """Chance that a changed pixel scores above an unchanged one."""
    return metrics.area_under_curve(
        torch.from_numpy(np.asarray(labels)), torch.from_numpy(np.asarray(scores))
    )


def average_precision(scores: FloatArray, labels: BoolArray) -> float:
    """Mean precision over the changed pixels; pixels of equal score count together."""
    truth, ranks = torch.from_numpy(np.asarray(labels, np.float64)), torch.from_numpy(np.asarray(scores))
    return metrics.average_precision(truth, ranks)


def f1(predicted: BoolArray, labels: BoolArray) -> float:
    """Harmonic mean of precision and recall of the changed pixels."""
    return float(2 * (predicted & labels).sum() / max(1, predicted.sum() + labels.sum()))


def accuracy(truth: IntArray, guess: IntArray) -> float:
    """Share of right labels."""
    return float((truth == guess).mean())


def macro_f1(truth: IntArray, guess: IntArray) -> float:
    """Mean over the classes in the truth of their F1."""
    return float(np.mean([f1(guess == k, truth == k) for k in np.unique(truth)]))


def confusion(truth: IntArray, guess: IntArray, classes: int) -> IntArray:
    """Counts (truth, prediction)."""
    pairs = torch.from_numpy(np.asarray(truth, np.int64)), torch.from_numpy(np.asarray(guess, np.int64))
    counts: IntArray = metrics.count_pairs(*pairs, classes).numpy()
    return counts


def dense_scores(matrix: IntArray, keep: list[int]) -> dict[str, float]:
    """Overall accuracy, and mean intersection over union of the `keep` classes that the truth has.

    Args:
        matrix: (K, K) counts (truth, prediction); truth of other classes is not judged.
        keep: classes that are judged. A guess of another class is wrong.
    """
    found = metrics.overlap(torch.from_numpy(np.asarray(matrix)), keep)
    return {"oa": found.accuracy, "miou": found.mean_iou}


def mean_average_precision(scores: FloatArray, labels: BoolArray, fewest: int = 1) -> dict[str, float]:
    """Of multi-label predictions (N, K): over all pairs of sample and class, and the mean over classes.

    Args:
        scores: higher is likelier.
        labels: truth.
        fewest: positives that a class needs to count in the mean over classes.
    """
    enough = np.flatnonzero(labels.sum(0) >= fewest)
    return {
        "map_micro": average_precision(scores.ravel(), labels.ravel()),
        "map_macro": float(np.mean([average_precision(scores[:, k], labels[:, k]) for k in enough])),
    }
