"""The table shows what was computed, and says plainly what was not."""

from benchmarks.accuracy_table import render, rows_of, section, value_of
from benchmarks.methods import METHODS, TASKS, methods_of
from benchmarks.results import Cell, read_cells
from benchmarks.shipped import find
from benchmarks.twins import unseen


def line_of(text: str, title: str) -> str:
    """The row of a method."""
    return next(line for line in text.splitlines() if line.startswith(f"| {title}"))


def test_an_empty_table_says_not_run_everywhere() -> None:
    """No figure appears from nowhere, and every task and method has its place."""
    text = render([])
    assert text.count("\n## ") == len(TASKS) + 1
    assert line_of(section("hls", []), "U-Net").count("not run") == 2
    assert {method for task in TASKS for method in methods_of(task)} == set(METHODS)
    assert "missed" not in text
    assert "met |" not in text


def test_seeds_are_shown_as_mean_and_deviation() -> None:
    """Worked by hand: .6 and .8 deviate by .1414; a single seed has no deviation."""
    cells = [Cell("hls", "pixel-forest", seed, {"oa": 0.6 + 0.2 * seed}, 100) for seed in (0, 1)]
    assert value_of(cells, "oa") == "0.700 ± 0.141"
    row = line_of(section("hls", cells), "pixel random forest")
    assert row == "| pixel random forest | 0.700 ± 0.141 | not run | 2 | 100 |  |"
    assert value_of(cells[:1], "oa") == "0.600"


def test_figures_of_earlier_weights_are_marked() -> None:
    """A new model does not inherit the figures of the last one unnoticed."""
    card = find("landcover-small")
    assert card is not None
    old = Cell("hls", "landcover-small", 0, {"oa": 0.7, "miou": 0.4}, 9, {"weights": "000000000000"})
    judged = unseen(card).sha256[:12]
    new = Cell("hls", "landcover-small", 0, {"oa": 0.7, "miou": 0.4}, 9, {"weights": judged})
    assert "of earlier weights (000000000000)" in section("hls", [old])
    assert "of earlier weights" not in section("hls", [old, new])
    second = Cell("hls", "landcover-small/trainings", 1, {"oa": 0.7}, 9, {"trained like version": "0"})
    assert "of version 0" in section("hls", [second])
    head = Cell("boadella", "change-small", 0, {"auc": 0.9}, 9, {"backbone": "000000000000"})
    assert "on earlier weights (000000000000)" in section("boadella", [head])


def test_a_missed_gate_stays_in_plain_sight() -> None:
    """Ours against a rival that is better in one score and worse in the other."""
    cells = [
        Cell("hls", "landcover-small/trainings", 0, {"oa": 0.7, "miou": 0.3}, 9),
        Cell("hls", "pixel-forest", 0, {"oa": 0.6, "miou": 0.4}, 9),
    ]
    lines = render(cells).splitlines()
    gates = [line for line in lines if "HLS" in line and "above the pixel random forest" in line]
    assert [line.split("|")[-2].strip() for line in gates] == ["met", "**missed**"]


def test_on_maps_every_training_less_its_deviation_goes_through_the_gates() -> None:
    """Worked by hand: .6 and .8 deviate by .1414; the one training that ships would have passed."""
    cells = [
        Cell("hls", "landcover-small", 0, {"oa": 0.8}, 9),
        Cell("hls", "landcover-small/trainings", 0, {"oa": 0.8}, 9),
        Cell("hls", "landcover-small/trainings", 1, {"oa": 0.6}, 9),
        Cell("hls", "pixel-forest", 0, {"oa": 0.58}, 9),
    ]
    lines = render(cells).splitlines()
    (gate,) = [line for line in lines if "HLS" in line and "OA above the pixel random forest" in line]
    assert gate.endswith("| 0.559 | 0.580 | **missed** |")


def test_trained_and_official_networks_have_rows_of_their_own() -> None:
    """SeCo from scratch would be the ResNet-50 again."""
    titles = [row.title for row in rows_of("eurosat-rgb-10")]
    assert {"ResNet-50, from scratch", "ResNet-50, official weights", "SeCo, official weights"} <= {*titles}
    assert "SeCo, from scratch" not in titles
    cells = [Cell("eurosat-rgb-10", "resnet50/trained", 0, {"fine_tune": 0.9}, 9)]
    row = line_of(section("eurosat-rgb-10", cells), "ResNet-50, from scratch")
    assert row == "| ResNet-50, from scratch | – | – | 0.900 | 1 | 9 |  |"


def test_the_committed_page_is_that_of_the_committed_cells(checkout) -> None:
    """Nobody edits a figure by hand."""
    assert (checkout / "docs" / "accuracy.md").read_text("utf-8") == render(read_cells())


def test_a_network_that_was_fine_tuned_once_says_so() -> None:
    """Its probes may have five seeds, which is what the column counts."""
    task, method = "eurosat-rgb-10", "landcover-nano"
    probes = [Cell(task, method, seed, {"knn": 0.9, "linear": 0.9}, 9) for seed in range(5)]
    tuned = [
        Cell(task, f"{method}/trained", seed, {"fine_tune": 0.9}, 9, {"trained": True, "steps": 3000})
        for seed in range(2)
    ]
    once = line_of(section(task, [*probes, tuned[0]]), "**ours, nano**")
    assert once.endswith("trained for 3,000 steps, one seed |")
    assert line_of(section(task, probes + tuned), "**ours, nano**").endswith("trained for 3,000 steps |")
