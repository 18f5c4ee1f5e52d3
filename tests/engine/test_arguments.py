import pytest

from models.arguments import COMMANDS, UsageError, job_parameters, parse


def parameters(command, *words):
    return job_parameters(parse(command, words))


def test_everything_that_segment_takes():
    options = {
        "output": "o.tif",
        "model": "m",
        "region": "r.gpkg",
        "confidence": "c.tif",
        "polygons": "p.gpkg",
        "radiometry": "0.0001,-1000",
        "bands": "1=B02,2=B03",
        "nodata": "0",
        "mask": "m.tif:1,2",
        "min_area": 9,
        "device": "cpu",
        "batch": 2,
    }
    words = [w for name, value in options.items() for w in (f"--{name.replace('_', '-')}", str(value))]
    found = parameters("segment", "a.tif", "b.tif", *words, "--resume", "--overwrite", "--json")
    assert found == {**options, "scene": ["a.tif", "b.tif"], "resume": True, "overwrite": True}


def test_what_is_not_given_is_no_parameter():
    assert parameters("segment", "a.tif", "--output", "o.tif") == {"scene": ["a.tif"], "output": "o.tif"}


@pytest.mark.parametrize(
    "words",
    [
        ["--region", "-75.7,36.9,-75,37"],
        ["--region=-75.7,36.9,-75,37"],
        ["--region", "-75.7,36.9,-75,37", "--resume"],
    ],
)
def test_a_region_may_begin_with_a_minus(words):
    found = parameters("segment", "a.tif", *words, "--output", "o.tif")
    assert found["region"] == "-75.7,36.9,-75,37"


@pytest.mark.parametrize("value", ["-9999", "-3.4e+38", "-.5", "-inf", "nan"])
def test_nodata_may_be_negative(value):
    assert parameters("segment", "a.tif", "--nodata", value, "--output", "o.tif")["nodata"] == value


def test_scenes_may_stand_before_and_behind_options():
    assert parameters("segment", "--output", "o.tif", "a.tif", "b.tif")["scene"] == ["a.tif", "b.tif"]


def test_change_takes_two_paths_or_two_lists():
    two = {"before": ["a.tif"], "after": ["b.tif"], "output": "o.tif"}
    assert parameters("change", "a.tif", "b.tif", "--output", "o.tif") == two
    assert parameters("change", "a.tif", "--output", "o.tif", "b.tif") == two
    lists = parameters("change", "--before", "a", "b", "--after", "c", "d", "--output", "o.tif")
    assert (lists["before"], lists["after"]) == (["a", "b"], ["c", "d"])


def test_everything_that_change_takes():
    found = parameters(
        "change", "a", "b", "--output", "o.tif", "--method", "built-up", "--evidence", "e.tif", "--from-to",
        "f.tif", "--threshold", "35", "--min-area", "4",
    )  # fmt: skip
    assert found == {
        "before": ["a"], "after": ["b"], "output": "o.tif", "method": "built-up", "evidence": "e.tif",
        "from_to": "f.tif", "threshold": "35", "min_area": 4,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("segment", []),
        ("segment", ["a.tif"]),
        ("segment", ["--output", "o.tif"]),
        ("segment", ["a.tif", "--output", "o.tif", "--colour", "red"]),
        ("segment", ["a.tif", "--output", "o.tif", "--over"]),
        ("segment", ["a.tif", "--output", "o.tif", "--batch", "two"]),
        ("change", ["a.tif", "--output", "o.tif"]),
        ("change", ["a.tif", "b.tif", "c.tif", "--output", "o.tif"]),
        ("change", ["a.tif", "b.tif", "--before", "c.tif", "--output", "o.tif"]),
        ("change", ["--before", "a.tif", "--output", "o.tif"]),
        ("change", ["a.tif", "b.tif", "--output", "o.tif", "--method", "magic"]),
        ("estimate", []),
        ("estimate", ["doctor"]),
        ("describe", []),
        ("catalog", ["more"]),
    ],
)
def test_what_makes_no_sense_is_refused(command, words):
    with pytest.raises(UsageError):
        parse(command, words)


def test_an_estimate_needs_no_output():
    found = parse("estimate", ["segment", "a.tif", "--model", "m"])
    assert found.task == "segment"
    assert job_parameters(found) == {"scene": ["a.tif"], "model": "m"}


@pytest.mark.parametrize("command", sorted(set(COMMANDS) - {"worker", "estimate"}))
def test_every_command_explains_itself(command, capsys):
    with pytest.raises(SystemExit) as ended:
        parse(command, ["--help"])
    assert ended.value.code == 0
    assert f"python -m models {command}" in capsys.readouterr().out
