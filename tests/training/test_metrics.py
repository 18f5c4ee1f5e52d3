"""Scores, against numbers that were worked out by hand."""

import pytest
import torch

from models.training.metrics import average_precision, count_pairs, of_change, of_confusion, of_several_labels


def test_confusion_leaves_out_what_is_not_labelled() -> None:
    truth, guess = torch.tensor([[0, 1, -1], [1, 1, 0]]), torch.tensor([[0, 1, 1], [0, 1, 1]])
    assert count_pairs(truth, guess, 2).tolist() == [[1, 1], [1, 2]]


def test_scores_of_classes() -> None:
    found = of_confusion(torch.tensor([[3, 1, 0], [0, 4, 0], [0, 0, 0]]))
    assert found["overall_accuracy"] == pytest.approx(7 / 8)
    assert found["iou_by_class"] == [0.75, 0.8, None]
    assert found["mean_iou"] == pytest.approx(0.775)
    assert found["f1_by_class"][0] == pytest.approx(6 / 7, abs=1e-4)


def test_scores_of_change_look_at_the_second_class() -> None:
    found = of_change(torch.tensor([[90, 4], [2, 4]]))
    assert (found["precision"], found["recall"]) == (0.5, pytest.approx(4 / 6, abs=1e-4))
    assert found["f1"] == pytest.approx(8 / 14, abs=1e-4)


def test_average_precision_by_hand() -> None:
    truth = torch.tensor([1.0, 0.0, 1.0, 0.0])
    assert average_precision(truth, torch.tensor([0.9, 0.8, 0.7, 0.1])) == pytest.approx((1 + 2 / 3) / 2)
    # Scores that are alike rank nothing.
    assert average_precision(truth, torch.full((4,), 0.5)) == pytest.approx(0.5)
    assert average_precision(torch.zeros(3), torch.rand(3)) == 0


def test_several_labels_leave_out_classes_that_do_not_occur() -> None:
    truth = torch.tensor([[1.0, 0, 0], [0, 1.0, 0]])
    found = of_several_labels(truth, torch.tensor([[0.9, 0.1, 0.6], [0.2, 0.8, 0.1]]))
    assert found["map"] == 1
    assert found["average_precision_by_class"][2] is None
    assert found["f1_micro"] == pytest.approx(2 * 2 / (3 + 2), abs=1e-4)
