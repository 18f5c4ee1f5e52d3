import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
import rasterio
from engine_fakes import patchy, write_scene

FAKE_ENGINE = Path(__file__).with_name("fake_engine.py")


def command(*words, pause=0.0, **options):
    return {
        "args": [sys.executable, str(FAKE_ENGINE), *map(str, words)],
        "env": {**os.environ, "FAKE_PAUSE": str(pause)},
        "text": True,
        **options,
    }


def run(*words, **options):
    return subprocess.run(**command(*words, capture_output=True, timeout=120, check=False, **options))


def events(done):
    return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture
def scene(tmp_path):
    return write_scene(tmp_path / "scene.tif", patchy(120, 150))


def test_a_segmentation_prints_its_classes_and_ends_with_0(scene, tmp_path):
    done = run("segment", scene, "--output", tmp_path / "o.tif", "--overwrite")
    assert done.returncode == 0, done.stderr
    assert "Tree cover" in done.stdout
    assert "ha" in done.stdout
    assert "Classifying" in done.stderr
    assert "Traceback" not in done.stderr


def test_json_is_one_event_a_line_and_the_last_is_the_result(scene, tmp_path):
    done = run("segment", scene, "--output", tmp_path / "o.tif", "--json")
    assert done.returncode == 0, done.stderr
    found = events(done)
    assert found[-1]["event"] == "result"
    assert found[-1]["output"] == str(tmp_path / "o.tif")
    assert {event["event"] for event in found} == {"progress", "message", "result"}


def test_a_mistake_is_one_line_and_2(tmp_path):
    done = run("segment", tmp_path / "none.tif", "--output", tmp_path / "o.tif")
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1
    assert done.stdout == ""
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_in_json_has_code_message_and_advice(tmp_path):
    done = run("segment", tmp_path / "none.tif", "--output", tmp_path / "o.tif", "--json")
    assert done.returncode == 2
    (event,) = events(done)
    assert event["event"] == "error"
    assert event["code"] == "scene.missing"
    assert event["message"]
    assert "advice" in event


@pytest.mark.parametrize("words", [["dance"], ["segment"], ["segment", "a.tif", "--output"], ["change", "a"]])
def test_wrong_usage_is_one_line_and_2_and_loads_no_torch(words):
    done = run(*words)
    assert done.returncode == 2
    assert len(done.stderr.strip().splitlines()) == 1


def test_no_command_explains_and_is_2():
    done = run()
    assert done.returncode == 2
    assert "segment" in done.stdout


def test_usage_errors_and_the_catalog_load_neither_torch_nor_rasterio():
    code = (
        f"import sys; sys.path[:0] = [{str(FAKE_ENGINE.parents[2])!r}]\n"
        "from models.cli import main\n"
        "codes = [main(['segment']), main(['catalog'])]\n"
        "assert codes == [2, 0], codes\n"
        "heavy = {'torch', 'rasterio', 'scipy'} & set(sys.modules)\n"
        "assert not heavy, heavy\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_existing_output_is_2_and_stays(scene, tmp_path):
    (tmp_path / "o.qml").write_text("mine")
    done = run("segment", scene, "--output", tmp_path / "o.tif")
    assert done.returncode == 2
    assert sorted(p.name for p in tmp_path.iterdir()) == ["o.qml", "scene.tif"]


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_cancels_with_130_and_keeps_the_journal(scene, tmp_path, number):
    output = tmp_path / "o.tif"
    words = command("segment", scene, "--output", output, "--json", pause=0.1)
    with subprocess.Popen(**words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for line in process.stdout:
            if json.loads(line).get("fraction", 0) > 0.3:
                process.send_signal(number)
                break
        rest = process.stdout.read()
        assert process.wait(60) == 130
        assert "Traceback" not in process.stderr.read()
    assert json.loads(rest.splitlines()[-1])["code"] == "cancelled"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["o.tif.journal", "o.tif.partial", "scene.tif"]


def test_a_killed_run_resumes_to_the_same_map(scene, tmp_path):
    whole, cut = tmp_path / "whole.tif", tmp_path / "cut.tif"
    confidence = tmp_path / "cut_confidence.tif"
    assert run("segment", scene, "--output", whole, "--confidence", tmp_path / "c.tif").returncode == 0
    words = command("segment", scene, "--output", cut, "--confidence", confidence, "--json", pause=0.1)
    with subprocess.Popen(**words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        for line in process.stdout:
            if json.loads(line).get("fraction", 0) > 0.5:
                process.kill()
                break
        process.stdout.read()
        assert process.wait(60) == -signal.SIGKILL
    assert not cut.exists()
    done = run("segment", scene, "--output", cut, "--confidence", confidence, "--resume", "--json")
    assert done.returncode == 0, done.stderr
    messages = [event for event in events(done) if event["event"] == "message"]
    assert "journal.resumed" in [message["code"] for message in messages]
    with rasterio.open(whole) as a, rasterio.open(cut) as b:
        np.testing.assert_array_equal(a.read(), b.read())
    with rasterio.open(tmp_path / "c.tif") as a, rasterio.open(confidence) as b:
        np.testing.assert_array_equal(a.read(), b.read())
    assert not list(tmp_path.glob("*.journal")) + list(tmp_path.glob("*.partial"))
    card = json.loads((tmp_path / "cut.run.json").read_text("utf-8"))
    assert card["resumed_after_strips"] > 0


def test_a_fault_is_one_line_with_a_log_and_1(tmp_path):
    code = (
        f"import sys; sys.path[:0] = [{str(FAKE_ENGINE.parents[2])!r}]\n"
        "from models import cli, queries\n"
        "def broken(parameters): raise ZeroDivisionError('oh')\n"
        "queries.catalog = broken\n"
        "sys.exit(cli.main(['catalog']))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )
    assert done.returncode == 1
    assert len(done.stderr.strip().splitlines()) == 1
    (log,) = tmp_path.iterdir()
    assert str(log) in done.stderr
    assert "ZeroDivisionError" in log.read_text()


def test_describe_and_estimate_answer_in_words_and_in_json(scene):
    assert "B02" in run("describe", scene).stdout
    (described,) = [e for e in events(run("describe", scene, "--json")) if e["event"] == "result"]
    assert described["size"] == [150, 120]
    (estimated,) = [e for e in events(run("estimate", "segment", scene, "--json")) if e["event"] == "result"]
    assert estimated["pixels"] == 18_000


def test_the_catalog_lists_models_and_what_can_be_downloaded():
    lines = run("catalog").stdout.splitlines()
    assert lines[0].split()[:2] == ["fake", "segmentation"]
    assert next(line.split()[0] for line in lines if "to download: fetch" in line) == "model-3con-loss-51-0"
    (found,) = events(run("catalog", "--json"))
    assert [card["id"] for card in found["models"]] == ["fake"]
