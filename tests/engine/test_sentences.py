"""What the engine says is plain English everywhere; who gets it through the pipe can translate it."""

import ast
import copy
import io
import json
import pickle
import string
from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineError
from models.sentences import MARK, joined, marked, say
from models.worker import frame, read_frame

ROOT = Path(__file__).resolve().parents[2]


def test_a_sentence_is_its_english_text() -> None:
    """Terminal, logs and run cards see nothing else."""
    sentence = say("{count} bands within {distance:.1f} nm of {name!r}.", count=3, distance=2.25, name="B8A")
    assert sentence == "3 bands within 2.2 nm of 'B8A'."
    assert json.dumps([sentence]) == "[\"3 bands within 2.2 nm of 'B8A'.\"]"


def test_values_are_json_whatever_they_were() -> None:
    """Numbers of numpy and paths included."""
    sentence = say("{a} {b:.1f} {c}", a=np.int64(3), b=np.float32(0.5), c=Path("x.tif"))
    assert json.loads(json.dumps(sentence.values)) == {"a": 3, "b": 0.5, "c": "x.tif"}


def test_the_worker_sends_template_and_values_beside_the_text() -> None:
    """Also of a sentence within a sentence, and of an error's advice."""
    left_out = say("Left out ({reason}): {names}.", reason=say("panchromatic"), names="B8")
    error = EngineError("scene.x", say("There is no file {path}.", path="a.tif"), say("Check the path."))
    message = {"result": {"notes": [left_out], "size": (1, 2)}, "error": error.sentence}
    received = read_frame(io.BytesIO(frame(message)))
    (note,) = received["result"]["notes"]
    assert note["text"] == "Left out (panchromatic): B8."
    assert note[MARK] == "Left out ({reason}): {names}."
    assert note["values"]["reason"][MARK] == "panchromatic"
    assert received["result"]["size"] == [1, 2]
    assert received["error"]["text"] == "There is no file a.tif. Check the path."
    assert received["error"]["values"]["advice"][MARK] == "Check the path."


def test_texts_one_after_the_other_stay_translatable_each() -> None:
    """As in a list of bands that were made."""
    both = joined([say("{band} copied from {source}", band="B01", source="B02"), "B03"], "; ")
    assert both == "B01 copied from B02; B03"
    assert marked(both)["values"]["part0"][MARK] == "{band} copied from {source}"


def test_a_copy_can_still_be_translated() -> None:
    """Also one that comes from another process."""
    reason = say("It is {size} pixels wide.", size=3)
    sentence = say("No window fits: {reason}", reason=reason)
    for again in (copy.deepcopy(sentence), pickle.loads(pickle.dumps(sentence))):
        assert (again, marked(again)) == (sentence, marked(sentence))


def calls() -> list[tuple[str, ast.Call]]:
    """Every call of `say` in the engine, with its place."""
    return [
        (f"{path.relative_to(ROOT)}:{node.lineno}", node)
        for path in sorted((ROOT / "models").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say"
    ]


@pytest.mark.parametrize(("place", "call"), calls(), ids=[place for place, _ in calls()])
def test_every_placeholder_has_its_value_and_every_value_its_place(place: str, call: ast.Call) -> None:
    """A sentence that is said rarely must not fail when it is needed."""
    (template,) = call.args
    assert isinstance(template, ast.Constant), f"{place}: the template must be a literal"
    wanted = {name for _text, name, _spec, _conversion in string.Formatter().parse(template.value) if name}
    assert wanted == {keyword.arg for keyword in call.keywords}


def test_no_failure_is_told_in_english_alone() -> None:
    """But for installing, which comes before there is an engine, and training, which no dialog leads to."""
    plain = []
    for path in sorted((ROOT / "models").rglob("*.py")):
        place = path.relative_to(ROOT / "models")
        if (
            place.parts[0] in ("install.py", "environment", "training", "baselines")
            or place.stem == "training"
        ):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Name)
                and node.func.id == "EngineError"
            ):
                said = [*node.args[1:], *(keyword.value for keyword in node.keywords)]
                plain += [
                    f"{place}:{node.lineno}"
                    for part in said
                    if isinstance(part, ast.JoinedStr) or (isinstance(part, ast.Constant) and part.value)
                ]
    assert plain == []
