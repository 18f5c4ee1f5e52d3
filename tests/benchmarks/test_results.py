"""Cells are computed once, whatever happens between."""

from pathlib import Path
from typing import Any

import pytest

from benchmarks import accuracy, methods, results
from benchmarks.methods import Where
from benchmarks.results import Cell, append_cell, newest, read_cells, revision


def cell(seed: int, score: float = 0.5, **settings: Any) -> Cell:
    """A small cell."""
    return Cell("hls", "pixel-forest", seed, {"oa": score}, 10, settings, "a processor", 1.0)


def test_a_cell_comes_back_as_it_was(tmp_path: Path) -> None:
    """Scores to five digits."""
    path = tmp_path / "new" / "cells.jsonl"
    append_cell(cell(0, 0.123456), path)
    append_cell(cell(1), path)
    assert [c.scores["oa"] for c in read_cells(path)] == [0.12346, 0.5]
    assert read_cells(path)[1] == cell(1)


def test_a_line_that_was_cut_off_is_forgotten_and_replaced(tmp_path: Path) -> None:
    """A run that was killed while it wrote must not spoil the file."""
    path = tmp_path / "cells.jsonl"
    append_cell(cell(0), path)
    append_cell(cell(1), path)
    path.write_bytes(path.read_bytes()[:-20])
    assert [c.seed for c in read_cells(path)] == [0]
    append_cell(cell(2), path)
    assert [c.seed for c in read_cells(path)] == [0, 2]
    assert path.read_bytes().count(b"\n") == 2


def test_a_damaged_line_in_the_middle_is_not_passed_over(tmp_path: Path) -> None:
    """That is not what a killed run leaves behind."""
    path = tmp_path / "cells.jsonl"
    append_cell(cell(0), path)
    path.write_bytes(b'{"task": \n' + path.read_bytes())
    with pytest.raises(ValueError, match="Expecting"):
        read_cells(path)


def test_a_killed_run_neither_loses_nor_repeats_cells(tmp_path: Path, monkeypatch: Any) -> None:
    """Seeds 0 and 1 are computed before the run is killed, and 2 to 4 by the next."""
    path, computed = tmp_path / "cells.jsonl", []

    def scores_of(_method: str, _task: str, seed: int, _where: Where) -> tuple[dict[str, float], int]:
        if seed == 2 and len(computed) == 2:
            raise KeyboardInterrupt
        computed.append(seed)
        return {"oa": 0.1 * seed}, 10

    monkeypatch.setattr(methods, "scores_of", scores_of)
    where = Where(tmp_path, tmp_path)
    with pytest.raises(KeyboardInterrupt):
        accuracy.compute("pixel-forest", "hls", None, where, path)
    computed.append(-1)
    accuracy.compute("pixel-forest", "hls", None, where, path)
    assert computed == [0, 1, -1, 2, 3, 4]
    assert [c.seed for c in read_cells(path)] == [0, 1, 2, 3, 4]


def test_other_settings_are_other_cells(tmp_path: Path, monkeypatch: Any) -> None:
    """New weights make the old figures old: they are computed again, and not averaged with."""
    path = tmp_path / "cells.jsonl"
    monkeypatch.setattr(methods, "scores_of", lambda *_: ({"oa": 0.5}, 10))
    for weights in ("one", "two"):
        monkeypatch.setattr(methods, "settings_of", lambda *_, weights=weights: {"weights": weights})
        accuracy.compute("landcover-small", "hls", [0, 1], Where(tmp_path, tmp_path), path)
    cells = read_cells(path)
    assert len(cells) == 4
    assert [c.settings["weights"] for c in newest(cells, "hls", "landcover-small")] == ["two", "two"]
    assert revision({"a": 1, "b": 2}) == revision({"b": 2, "a": 1}) != revision({"a": 1})


def test_the_committed_results_are_readable_and_belong_to_the_table() -> None:
    """Every cell has a task of the table and scores between 0 and 1."""
    cells = read_cells(results.RESULTS)
    assert cells
    for c in cells:
        assert c.task in methods.TASKS
        assert c.method.partition("/")[0] in methods.METHODS
        assert all(0 <= value <= 1 for value in c.scores.values())
        assert c.hardware
    assert len({c.key for c in cells}) == len(cells)
