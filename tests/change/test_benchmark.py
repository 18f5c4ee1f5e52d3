import numpy as np
import pytest

from benchmarks.change import average_precision, forest, judged, oscd, ours, roc_auc


def test_scores_of_a_ranking_are_those_of_the_textbook():
    scores = np.array([0.1, 0.4, 0.35, 0.8])
    labels = np.array([False, False, True, True])
    assert roc_auc(scores, labels) == pytest.approx(0.75)
    assert average_precision(scores, labels) == pytest.approx(0.8333, abs=1e-4)


def test_equal_scores_are_worth_a_coin_toss():
    labels = np.array([True, False, False, True])
    assert roc_auc(np.zeros(4), labels) == pytest.approx(0.5)
    assert average_precision(np.zeros(4), labels) == pytest.approx(0.5)


@pytest.mark.slow
def test_general_evidence_is_as_good_as_the_best_single_line_in_cities_and_forests(data_folder):
    sets = (oscd(data_folder, "bercy"), oscd(data_folder, "dubai_west"), forest(data_folder))
    line, _ = ours("general")
    found = [roc_auc(*judged(line(tiles), tiles)) for tiles in sets]
    assert all(np.array(found) >= (0.917, 0.901, 0.94)), found
