import numpy as np

from models.change.from_to import NODATA, transition_classes, transition_code, transition_codes
from models.class_schemes import load_scheme

SCHEME = load_scheme("worldcover")


def test_codes_are_written_where_something_changed_also_within_a_class():
    first = np.array([[0, 0, 1, 1]], np.uint8)
    second = np.array([[0, 1, 0, 0]], np.uint8)
    changed = np.array([[True, True, True, False]])
    valid = np.array([[True, True, True, True]])
    assert transition_codes(first, second, changed, valid).tolist() == [[101, 102, 201, 0]]


def test_invalid_pixels_have_no_code():
    classes = np.zeros((1, 2), np.uint8)
    codes = transition_codes(classes, classes + 1, np.ones((1, 2), bool), np.array([[True, False]]))
    assert codes.tolist() == [[102, NODATA]]
    assert codes.dtype == np.uint16


def test_every_pair_of_classes_has_a_code_of_its_own():
    count = len(SCHEME.classes)
    codes = {transition_code(a, b) for a in range(count) for b in range(count)}
    assert len(codes) == count * count
    assert 0 not in codes
    assert max(codes) < NODATA


def test_names_say_from_and_to_in_both_languages():
    codes = [transition_code(0, 4), 0, NODATA]
    unchanged, entry = transition_classes(SCHEME, codes)
    assert unchanged.code == 0
    assert entry.name["en"] == f"{SCHEME.classes[0].name['en']} → {SCHEME.classes[4].name['en']}"
    assert entry.name["de"] == f"{SCHEME.classes[0].name['de']} → {SCHEME.classes[4].name['de']}"
