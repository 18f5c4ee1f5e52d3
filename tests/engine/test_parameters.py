import pytest

from models.errors import EngineError
from models.parameters import Parameters

NAMES = ("scene", "output", "batch", "resume")


def given(**values):
    return Parameters(values, NAMES)


def test_numbers_may_come_as_text():
    assert given(batch="4").integer("batch", 1) == 4
    assert given(batch=4.0).integer("batch", 1) == 4
    assert given().integer("batch", 7) == 7
    assert given(batch="").integer("batch", 7) == 7


@pytest.mark.parametrize("value", ["four", -1, 1.5, [1], True])
def test_what_is_no_whole_number_is_refused(value):
    with pytest.raises(EngineError) as caught:
        given(batch=value).integer("batch", 1)
    assert caught.value.code == "job.bad_parameter"


@pytest.mark.parametrize(("value", "expected"), [(True, True), ("true", True), ("0", False), (None, False)])
def test_flags(value, expected):
    assert given(resume=value).flag("resume") is expected


def test_a_flag_that_is_neither_yes_nor_no_is_refused():
    with pytest.raises(EngineError):
        given(resume="maybe").flag("resume")


def test_one_path_or_several():
    assert given(scene="a.tif").paths("scene") == ["a.tif"]
    assert given(scene=["a.tif", "b.tif"]).paths("scene") == ["a.tif", "b.tif"]


@pytest.mark.parametrize("value", [None, [], [""], 3, {"a": 1}])
def test_no_path_is_refused(value):
    with pytest.raises(EngineError):
        given(scene=value).paths("scene")


def test_a_missing_text_is_named():
    with pytest.raises(EngineError, match="output"):
        given().required("output")


def test_unknown_names_are_refused_and_the_known_ones_told():
    with pytest.raises(EngineError) as caught:
        given(outptu="x")
    assert caught.value.code == "job.unknown_parameter"
    assert "output" in caught.value.advice
