"""The one command that trains what ships: its steps fit the programs they call, and are not done twice."""

import subprocess
import sys
from pathlib import Path

import pytest

from tools import retrain


@pytest.fixture
def todo(tmp_path: Path) -> list[retrain.Step]:
    return retrain.steps(tmp_path / "data", tmp_path / "out", "one GPU", "cpu")


def command_making(todo: list[retrain.Step], folder: str) -> tuple[str, ...]:
    return next(s.command for s in todo if s.makes and s.makes.parent.name == folder)


def test_each_program_knows_the_options_it_gets(todo: list[retrain.Step]) -> None:
    for module in {step.command[0] for step in todo}:
        given = {
            word for step in todo if step.command[0] == module for word in step.command if word[:2] == "--"
        }
        command = [sys.executable, "-m", module, "--help"]
        known = subprocess.run(command, cwd=retrain.CHECKOUT, capture_output=True, text=True, check=True)
        for option in given:
            assert f"{option} " in known.stdout.replace("]", " ").replace("\n", " "), (module, option)


def test_what_a_step_reads_was_made_by_one_before(todo: list[retrain.Step], tmp_path: Path) -> None:
    made: list[str] = []
    for step in todo:
        for word in step.command:
            if word.endswith(".safetensors"):
                assert any(word.startswith(str(Path(one).parent)) for one in made), (step, word)
        if step.makes is not None:
            made.append(str(step.makes))
    assert str(tmp_path / "out" / "small" / "landcover-small.safetensors") in made


def test_what_ships_saw_all_places_and_is_judged_by_a_twin_that_did_not(
    todo: list[retrain.Step], tmp_path: Path
) -> None:
    """They differ in nothing else, and the twin is kept before anything is measured."""
    twin, small = command_making(todo, "twin"), command_making(todo, "small")
    assert small == (*(w.replace("/twin", "/small") for w in twin), "--everything")
    kept = next(place for place, step in enumerate(todo) if step.command[0] == "benchmarks.twins")
    assert todo[kept].command[1] == str(tmp_path / "out" / "twin")
    assert kept < min(place for place, step in enumerate(todo) if step.title == "Measure")


def test_nano_is_taught_by_what_saw_none_of_the_places_that_judge_it(
    todo: list[retrain.Step], tmp_path: Path
) -> None:
    nano = command_making(todo, "nano")
    start = nano.index("--teachers") + 1
    end = next(place for place in range(start, len(nano)) if nano[place].startswith("--"))
    assert nano[start:end] == (str(tmp_path / "out" / "twin" / "landcover-small.safetensors"),)
    assert "--everything" not in nano


def test_what_is_there_is_not_made_again(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "made").touch()
    steps = [
        retrain.Step("First", ("no.such.module",), tmp_path / "made"),
        retrain.Step("Second", ("platform",)),
        retrain.Step("Third", ("no.such.module",), tmp_path / "missing"),
        retrain.Step("Fourth", ("platform",)),
    ]
    with pytest.raises(subprocess.CalledProcessError):
        retrain.run(steps, tmp_path)
    said = capsys.readouterr().out
    assert "First: done before" in said
    assert "Second: python -m platform" in said
    assert "Fourth" not in said
