import json

import numpy as np
import pytest
from engine_fakes import ArrayScene, Recorder, noise

from models.errors import Cancelled, EngineError
from models.events import Events
from models.rasters.journal import Journal, fingerprint
from models.rasters.streaming import stream
from models.rasters.windows import Window

MARK = fingerprint({"input": "a"})


def keep(strip):
    return {"percent": (strip.values[0] * 100).astype(np.uint8), "valid": strip.valid.astype(np.uint8)}


def run(output, scene, resume=False, events=None, mark=MARK, infer=lambda chips, valid: chips, panel=1 << 20):
    """Stream into a journal at ``output``; the two arrays put together."""
    events = events or Recorder()
    with Journal(output, mark, resume, events) as journal:
        extent = scene.extent
        stream(extent, 16, 4, 3, scene.read, infer, keep, events, journal, panel=panel)
        result = np.zeros((2, extent.height, extent.width), np.uint8)
        for strip in journal.strips():
            for number, name in enumerate(["percent", "valid"]):
                array = strip.arrays[name]
                rows = slice(strip.row0, strip.row0 + array.shape[0])
                result[number, rows, strip.column0 : strip.column0 + array.shape[1]] = array
        journal.discard()
    return result


def interrupt(output, scene, share=0.5, **options):
    with pytest.raises(Cancelled):
        run(output, scene, events=Recorder(cancel_at=share), **options)


@pytest.mark.parametrize("panel", [1 << 20, 512])
def test_a_resumed_run_gives_what_an_uninterrupted_one_gives(tmp_path, panel):
    scene = ArrayScene(noise(1, 90, 600))
    whole = run(tmp_path / "whole.tif", scene, panel=panel)
    interrupt(tmp_path / "cut.tif", scene, panel=panel)
    events = Recorder()
    resumed = run(tmp_path / "cut.tif", scene, True, events, panel=panel)
    np.testing.assert_array_equal(resumed, whole)
    assert "journal.resumed" in events.codes


def test_a_resumed_run_starts_where_the_other_stopped(tmp_path):
    scene = ArrayScene(noise(1, 200, 100))
    calls = []

    def count(chips, valid):
        calls.append(len(chips))
        return chips

    run(tmp_path / "a.tif", scene, infer=count)
    whole = sum(calls)
    interrupt(tmp_path / "b.tif", scene, 0.8)
    calls.clear()
    events = Recorder()
    run(tmp_path / "b.tif", scene, True, events, infer=count)
    assert sum(calls) < 0.4 * whole
    assert events.fractions[0] > 0.5


def test_resuming_a_run_whose_strips_are_all_there_computes_nothing(tmp_path):
    scene = ArrayScene(noise(1, 60, 60))
    output = tmp_path / "a.tif"
    with Journal(output, MARK, False, Events()) as journal:
        stream(scene.extent, 16, 4, 3, scene.read, lambda c, v: c, keep, Events(), journal)

    def never(chips, valid):
        raise AssertionError("ran again")

    run(output, scene, True, infer=never)


def test_nothing_is_left_when_the_run_is_through(tmp_path):
    run(tmp_path / "a.tif", ArrayScene(noise(1, 30, 30)))
    assert list(tmp_path.iterdir()) == []


def test_other_settings_start_again_and_say_so(tmp_path):
    scene = ArrayScene(noise(1, 90, 60))
    interrupt(tmp_path / "a.tif", scene)
    events = Recorder()
    other = ArrayScene(noise(1, 90, 60, seed=9))
    resumed = run(tmp_path / "a.tif", other, True, events, mark=fingerprint({"input": "b"}))
    np.testing.assert_array_equal(resumed, run(tmp_path / "b.tif", other))
    assert "journal.mismatch" in events.codes


def test_without_resume_an_old_journal_is_thrown_away(tmp_path):
    scene = ArrayScene(noise(1, 90, 60))
    interrupt(tmp_path / "a.tif", scene)
    events = Recorder()
    run(tmp_path / "a.tif", scene, False, events)
    assert "journal.resumed" not in events.codes
    assert events.fractions[0] == 0


@pytest.mark.parametrize("lost", [1, 5, 60])
def test_a_half_written_journal_line_costs_one_strip(tmp_path, lost):
    scene = ArrayScene(noise(1, 90, 60))
    interrupt(tmp_path / "a.tif", scene)
    index = tmp_path / "a.tif.journal"
    index.write_bytes(index.read_bytes()[:-lost])
    np.testing.assert_array_equal(run(tmp_path / "a.tif", scene, True), run(tmp_path / "b.tif", scene))


def test_half_written_data_behind_the_journal_is_cut_off(tmp_path):
    scene = ArrayScene(noise(1, 90, 60))
    interrupt(tmp_path / "a.tif", scene)
    data = tmp_path / "a.tif.partial"
    data.write_bytes(data.read_bytes() + b"torn")
    np.testing.assert_array_equal(run(tmp_path / "a.tif", scene, True), run(tmp_path / "b.tif", scene))


def test_damaged_data_is_computed_again(tmp_path):
    scene = ArrayScene(noise(1, 90, 60))
    interrupt(tmp_path / "a.tif", scene)
    data = tmp_path / "a.tif.partial"
    content = bytearray(data.read_bytes())
    content[len(content) // 2] ^= 0xFF
    data.write_bytes(content)
    np.testing.assert_array_equal(run(tmp_path / "a.tif", scene, True), run(tmp_path / "b.tif", scene))


def test_a_journal_of_garbage_is_not_trusted(tmp_path):
    scene = ArrayScene(noise(1, 40, 40))
    (tmp_path / "a.tif.journal").write_bytes(b"\x00\xff garbage\n[1]\n")
    (tmp_path / "a.tif.partial").write_bytes(b"garbage")
    np.testing.assert_array_equal(run(tmp_path / "a.tif", scene, True), run(tmp_path / "b.tif", scene))


def test_a_second_run_on_the_same_output_is_refused(tmp_path):
    with Journal(tmp_path / "a.tif", MARK, False, Events()), pytest.raises(EngineError) as caught:
        Journal(tmp_path / "a.tif", MARK, False, Events())
    assert caught.value.code == "output.busy"


def test_every_line_of_the_journal_is_json(tmp_path):
    interrupt(tmp_path / "a.tif", ArrayScene(noise(1, 90, 60)))
    lines = [json.loads(line) for line in (tmp_path / "a.tif.journal").read_text().splitlines()]
    assert lines[0]["fingerprint"] == MARK
    assert [line["row"] for line in lines[1:]] == sorted(line["row"] for line in lines[1:])


def test_fingerprints_depend_on_values_and_not_on_order():
    assert fingerprint({"a": 1, "b": [2]}) == fingerprint({"b": [2], "a": 1})
    assert fingerprint({"a": 1}) != fingerprint({"a": 2})


@pytest.mark.parametrize("share", [0.1, 0.4, 0.7, 0.95])
@pytest.mark.parametrize("panel", [1 << 20, 512])
def test_an_extent_within_bounds_can_be_resumed_anywhere(tmp_path, share, panel):
    scene = ArrayScene(noise(1, 140, 620))
    extent, options = Window(37, 11, 80, 600), {"bounds": scene.extent, "phase": (5, 3), "panel": panel}

    def map_of(output, resume, events):
        result = np.zeros((80, 600), np.uint8)
        with Journal(output, MARK, resume, events) as journal:
            stream(extent, 16, 4, 3, scene.read, lambda c, v: c, keep, events, journal, **options)
            for strip in journal.strips():
                array = strip.arrays["percent"]
                rows = slice(strip.row0, strip.row0 + array.shape[0])
                result[rows, strip.column0 : strip.column0 + array.shape[1]] = array
            journal.discard()
        return result

    whole = map_of(tmp_path / "a.tif", False, Recorder())
    with pytest.raises(Cancelled):
        map_of(tmp_path / "b.tif", False, Recorder(cancel_at=share))
    np.testing.assert_array_equal(map_of(tmp_path / "b.tif", True, Recorder()), whole)
    np.testing.assert_array_equal(whole, (scene.array[0, 37:117, 11:611] * 100).astype(np.uint8))
