import pytest

from models.class_schemes import load_scheme, scheme_from_json
from models.errors import EngineError


def document(**changes):
    entry = {"code": 1, "name": {"en": "Water", "de": "Wasser"}, "color": "#0000ff"}
    return {"id": "x", "name": {"en": "X"}, "classes": [{**entry, **changes}]}


def test_world_cover_has_its_codes_names_and_colours():
    scheme = load_scheme("worldcover")
    assert scheme.codes == (10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100)
    water = scheme.classes[7]
    assert water.label() == "Permanent water bodies"
    assert water.label("de") != water.label("en")
    assert water.label("fr") == water.label("en")
    assert water.rgb == (0, 100, 200)


def test_every_class_has_a_german_name():
    assert all("de" in entry.name for entry in load_scheme("worldcover").classes)


def test_a_subset_keeps_the_order_that_is_asked_for():
    assert load_scheme("worldcover").subset((80, 10)).codes == (80, 10)


@pytest.mark.parametrize("scheme_id", ["nothing", "../worldcover", ""])
def test_an_unknown_scheme_is_named_with_the_known_ones(scheme_id):
    with pytest.raises(EngineError) as caught:
        load_scheme(scheme_id)
    assert caught.value.code == "scheme.unknown"
    assert "worldcover" in caught.value.advice


@pytest.mark.parametrize(
    "broken",
    [
        {},
        {"id": "x", "name": {}, "classes": []},
        document(code=-1),
        document(code="water"),
        document(color="blue"),
        document(name={"de": "Wasser"}),
        {**document(), "classes": document()["classes"] * 2},
    ],
)
def test_a_malformed_scheme_is_refused(broken):
    with pytest.raises(EngineError) as caught:
        scheme_from_json(broken)
    assert caught.value.code == "scheme.malformed"
