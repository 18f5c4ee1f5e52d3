import contextlib
import json
import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest
from engine_fakes import patchy, write_scene

from models.worker import MAX_FRAME, frame

FAKE_ENGINE = Path(__file__).with_name("fake_engine.py")


class Client:
    """The plugin's side of the pipe."""

    def __init__(self, pause=0.0, arguments=(str(FAKE_ENGINE), "worker")):
        self.process = subprocess.Popen(
            [sys.executable, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            env={**os.environ, "FAKE_PAUSE": str(pause)},
        )
        self.events = []

    def send(self, identity, method, params=None):
        message = {"jsonrpc": "2.0", "id": identity, "method": method, "params": params or {}}
        self.raw(frame(message))

    def raw(self, data):
        self.process.stdin.write(data)
        self.process.stdin.flush()

    def read(self):
        head = self.process.stdout.read(4)
        if len(head) < 4:
            return None
        return json.loads(self.process.stdout.read(struct.unpack(">I", head)[0]))

    def answer(self, identity):
        """The answer to a request; events on the way are kept, and other answers too."""
        while (message := self.read()) is not None:
            if message.get("method") == "event":
                self.events.append(message["params"])
            elif message["id"] == identity:
                return message
        raise AssertionError(self.process.stderr.read().decode())

    def ask(self, identity, method, params=None):
        self.send(identity, method, params)
        return self.answer(identity)

    def until_progress(self, share):
        """Wait for a job to have done a share of its work."""
        while not any(event.get("fraction", 0) > share for event in self.events):
            message = self.read()
            if message.get("method") == "event":
                self.events.append(message["params"])

    def close(self):
        self.process.stdin.close()
        return self.process.wait(20)

    def kill(self):
        self.process.kill()
        self.process.wait()
        for pipe in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(BrokenPipeError):
                pipe.close()


@pytest.fixture(scope="module")
def client():
    """A worker that several tests share: none of them may end it."""
    client = Client()
    yield client
    client.kill()


@pytest.fixture
def own_client():
    client = Client()
    yield client
    client.kill()


@pytest.fixture
def slow_client():
    client = Client(pause=0.05)
    yield client
    client.kill()


@pytest.fixture
def scene(tmp_path):
    return write_scene(tmp_path / "scene.tif", patchy(200, 200))


def segment(scene, output, **more):
    return {"job": {"task": "segment", "parameters": {"scene": [scene], "output": str(output), **more}}}


def test_the_handshake_tells_versions_and_devices(client):
    result = client.ask(1, "handshake", {"protocol": 1})["result"]
    assert result["protocol"] == 1
    assert result["pid"] == client.process.pid
    assert result["torch"] == result["packages"]["torch"]
    assert [d for d in result["devices"] if d["default"]] == result["devices"][:1]
    assert "cpu" in [d["id"] for d in result["devices"]]


def test_another_protocol_is_refused(client):
    error = client.ask(1, "handshake", {"protocol": 99})["error"]
    assert error["code"] == -32000
    assert error["data"]["code"] == "worker.protocol"


def test_a_job_sends_events_under_its_id_and_ends_with_a_result(client, scene, tmp_path):
    client.events.clear()
    answer = client.ask("job-1", "run", segment(scene, tmp_path / "o.tif"))
    assert answer["result"]["output"] == str(tmp_path / "o.tif")
    assert (tmp_path / "o.tif").exists()
    assert {event["id"] for event in client.events} == {"job-1"}
    kinds = {event["event"] for event in client.events}
    assert kinds == {"progress", "message"}
    progress = [event for event in client.events if event["event"] == "progress"]
    assert progress[-1]["fraction"] == 1
    assert set(progress[0]) == {"id", "event", "fraction", "text", "eta_s"}


def test_a_users_mistake_comes_back_as_code_sentence_and_advice(client, tmp_path):
    error = client.ask(1, "run", segment(str(tmp_path / "none.tif"), tmp_path / "o.tif"))["error"]
    assert error["code"] == -32000
    assert error["data"]["code"] == "scene.missing"
    assert error["message"]
    assert client.ask(2, "catalog")["result"]  # the worker lives on


@pytest.mark.parametrize("job", [None, {}, {"task": "dance"}, {"task": "segment", "parameters": []}])
def test_a_job_that_is_none_is_refused(client, job):
    error = client.ask(1, "run", {"job": job})["error"]
    assert error["data"]["code"] in ("job.malformed", "job.unknown_task")


def test_questions_are_answered_while_a_job_runs(slow_client, scene, tmp_path):
    client = slow_client
    client.send(1, "run", segment(scene, tmp_path / "o.tif"))
    client.until_progress(-1)
    description = client.ask(2, "describe", {"scene": [scene]})["result"]
    assert description["size"] == [200, 200]
    assert not (tmp_path / "o.tif").exists()
    client.send(3, "cancel", {"id": 1})
    assert client.answer(1)["error"]["code"] == -32800


def test_cancel_ends_the_running_job_keeps_its_journal_and_frees_the_next(slow_client, scene, tmp_path):
    client = slow_client
    client.send(1, "run", segment(scene, tmp_path / "a.tif"))
    client.send(2, "run", segment(scene, tmp_path / "b.tif"))
    client.send(3, "run", segment(scene, tmp_path / "c.tif"))
    client.until_progress(0.2)
    client.send(4, "cancel", {"id": 2})  # waits: answered at once, though the first still runs
    assert client.answer(2)["error"]["code"] == -32800
    client.send(5, "cancel", {"id": 1})
    assert client.answer(1)["error"]["code"] == -32800
    assert not (tmp_path / "a.tif").exists()
    assert (tmp_path / "a.tif.journal").exists()
    client.send(6, "cancel", {"id": 3})
    assert client.answer(3)["error"]["code"] == -32800
    assert not list(tmp_path.glob("b.*"))


def test_cancelling_what_is_not_there_is_harmless(client):
    assert client.ask(1, "cancel", {"id": 77})["result"] is True


def test_an_estimate_says_windows_pixels_seconds_and_device(client, scene):
    job = {"task": "segment", "parameters": {"scene": [scene]}}
    result = client.ask(1, "estimate", {"job": job})["result"]
    assert result["pixels"] == 40_000
    assert result["windows"] == 72
    assert result["seconds"] > 0
    assert result["device"]


def test_the_catalog_has_models_and_official_weights(client):
    found = client.ask(1, "catalog")["result"]
    assert [entry["id"] for entry in found["models"]] == ["fake"]
    assert len(found["official"]) == 4


def test_an_unknown_method_is_said(client):
    assert client.ask(1, "dance")["error"]["code"] == -32601


def test_a_request_without_a_method_is_refused_and_the_worker_lives(client):
    client.raw(frame({"jsonrpc": "2.0", "id": 5}))
    assert client.answer(5)["error"]["code"] == -32600
    assert client.ask(6, "catalog")["result"]


@pytest.mark.parametrize(
    "garbage",
    [b"GET / HTTP/1.1\r\n\r\n", struct.pack(">I", MAX_FRAME + 1), struct.pack(">I", 4) + b"\xff\xfe{]"],
)
def test_garbage_is_answered_with_an_error_and_the_end(own_client, garbage):
    own_client.raw(garbage)
    message = own_client.read()
    assert message["error"]["code"] == -32700
    assert own_client.close() == 1


def test_shutdown_is_confirmed_and_ends_with_0(own_client):
    assert own_client.ask(1, "shutdown")["result"] is True
    assert own_client.process.wait(20) == 0


def test_the_end_of_the_input_ends_the_worker(own_client):
    assert own_client.close() == 0


def test_the_end_of_the_input_stops_a_running_job_and_keeps_its_journal(slow_client, scene, tmp_path):
    slow_client.send(1, "run", segment(scene, tmp_path / "o.tif"))
    slow_client.until_progress(0.3)
    assert slow_client.close() == 0
    assert not (tmp_path / "o.tif").exists()
    assert (tmp_path / "o.tif.journal").exists()


def test_what_libraries_print_does_not_reach_the_frames(tmp_path):
    code = (
        "import os, sys\n"
        f"sys.path[:0] = [{str(FAKE_ENGINE.parents[2])!r}]\n"
        "from models import worker, queries\n"
        "def noisy(parameters):\n"
        "    print('from python'); os.write(1, b'from C\\n'); os.system('echo from a child')\n"
        "    return 'quiet'\n"
        "queries.QUERIES['noisy'] = noisy\n"
        "sys.exit(worker.serve())\n"
    )
    client = Client(arguments=("-c", code))
    try:
        assert client.ask(1, "noisy") == {"jsonrpc": "2.0", "id": 1, "result": "quiet"}
        assert client.ask(2, "shutdown")["result"] is True
        assert client.read() is None
        said = client.process.stderr.read()
    finally:
        client.kill()
    for text in (b"from python", b"from C", b"from a child"):
        assert text in said
