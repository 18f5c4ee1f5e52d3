"""Scores against examples that were worked by hand, and against scikit-learn where it is installed."""

import numpy as np
import pytest

from benchmarks.metrics import (
    accuracy,
    average_precision,
    confusion,
    dense_scores,
    f1,
    macro_f1,
    mean_average_precision,
    roc_auc,
)


def test_iou_and_accuracy_of_a_worked_example() -> None:
    """Class 0: 3 of 4 right, one called 1. Class 1: 2 of 2 right. Class 2 is not judged."""
    truth = np.array([0, 0, 0, 0, 1, 1, 2])
    guess = np.array([0, 0, 0, 1, 1, 1, 0])
    found = dense_scores(confusion(truth, guess, 3), [0, 1])
    assert found["oa"] == pytest.approx(5 / 6)
    assert found["miou"] == pytest.approx((3 / 4 + 2 / 3) / 2)


def test_a_guess_outside_of_the_judged_classes_is_an_error() -> None:
    """Who calls water a wetland does not get away with it because wetland is not judged."""
    found = dense_scores(confusion(np.array([0, 0]), np.array([0, 2]), 3), [0, 1])
    assert found == {"oa": 0.5, "miou": 0.5}


def test_a_class_without_truth_does_not_count_in_the_mean() -> None:
    """Potsdam's east has no shrub."""
    assert dense_scores(confusion(np.array([0]), np.array([0]), 2), [0, 1])["miou"] == 1.0


def test_f1_of_a_worked_example() -> None:
    """Two of three found, one false alarm: precision and recall are 2/3."""
    labels = np.array([True, True, True, False, False])
    predicted = np.array([True, True, False, True, False])
    assert f1(predicted, labels) == pytest.approx(2 / 3)
    assert macro_f1(labels.astype(int), predicted.astype(int)) == pytest.approx((2 / 3 + 1 / 2) / 2)


def test_average_precision_of_labels() -> None:
    """Ranks: right, wrong, right -> (1/1 + 2/3) / 2; a perfect label has 1; rare labels stay out of macro."""
    scores = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.9]])
    labels = np.array([[True, False], [False, False], [True, True]])
    found = mean_average_precision(scores, labels)
    assert found["map_macro"] == pytest.approx(((1 + 2 / 3) / 2 + 1) / 2)
    assert mean_average_precision(scores, labels, fewest=2)["map_macro"] == pytest.approx((1 + 2 / 3) / 2)


def test_scores_agree_with_scikit_learn() -> None:
    """On random data with ties."""
    metrics = pytest.importorskip("sklearn.metrics")
    generator = np.random.default_rng(0)
    truth, guess = generator.integers(0, 4, (2, 500))
    ranks, labels = generator.integers(0, 20, 500).astype(np.float32), truth == 1
    assert accuracy(truth, guess) == pytest.approx(metrics.accuracy_score(truth, guess))
    assert macro_f1(truth, guess) == pytest.approx(metrics.f1_score(truth, guess, average="macro"))
    assert (confusion(truth, guess, 4) == metrics.confusion_matrix(truth, guess)).all()
    jaccard = metrics.jaccard_score(truth, guess, average="macro")
    assert dense_scores(confusion(truth, guess, 4), [0, 1, 2, 3])["miou"] == pytest.approx(jaccard)
    assert roc_auc(ranks, labels) == pytest.approx(metrics.roc_auc_score(labels, ranks))
    assert average_precision(ranks, labels) == pytest.approx(metrics.average_precision_score(labels, ranks))
    many, scores = generator.random((60, 5)) < 0.4, generator.random((60, 5))
    found = mean_average_precision(scores, many)
    for name in ("micro", "macro"):
        expected = metrics.average_precision_score(many, scores, average=name)
        assert found[f"map_{name}"] == pytest.approx(expected)
