import ast
import os
import signal
import subprocess
from pathlib import Path

import pytest

from spectralgpt.plugin.engine.launch import EngineCommand, clean_environment
from spectralgpt.plugin.engine.supervisor import Timing

ENGINE = Path(__file__).resolve().parents[2] / "plugin" / "engine"
AT_ONCE = Timing(handshake=30_000, cancel=300, backoff=(0,))


class Answers:
    """Collects what a request's callbacks get, in order."""

    def __init__(self):
        self.log = []

    def result(self, value):
        self.log.append(("result", value))

    def error(self, value):
        self.log.append(("error", value))

    def event(self, value):
        self.log.append((value["event"], value))

    @property
    def ended(self):
        return [kind for kind, _ in self.log if kind in ("result", "error")]

    @property
    def last(self):
        return self.log[-1][1]


def ask(supervisor, method, params=None):
    answers = Answers()
    answers.id = supervisor.request(method, params or {}, answers.result, answers.error, answers.event)
    return answers


def run(supervisor, **parameters):
    return ask(supervisor, "run", {"job": {"task": "test", "parameters": parameters}})


def alive(pid):
    state = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True).stdout
    return bool(state.strip()) and not state.startswith("Z")


def test_nothing_is_started_before_it_is_needed(fake_engine):
    supervisor = fake_engine()
    assert (supervisor.state, supervisor.process_id) == ("stopped", 0)


def test_a_request_starts_the_engine_and_is_answered(fake_engine, waiting):
    supervisor = fake_engine()
    states = []
    supervisor.stateChanged.connect(states.append)
    answers = run(supervisor, steps=3)
    assert answers.log == []
    waiting(lambda: answers.ended)
    assert [kind for kind, _ in answers.log] == ["progress"] * 3 + ["result"]
    waiting(lambda: supervisor.state == "ready")
    assert states == ["starting", "busy", "ready"]
    assert supervisor.device_line == "Test processor (cpu)"


def test_requests_while_it_starts_are_answered_in_order(fake_engine, waiting):
    supervisor = fake_engine()
    order = []
    for number in range(5):
        supervisor.request("catalog", {}, lambda _, number=number: order.append(number), order.append)
    waiting(lambda: len(order) == 5)
    assert order == [0, 1, 2, 3, 4]


def test_an_error_of_the_engine_reaches_the_caller_in_words(fake_engine, waiting):
    answers = run(fake_engine(), behave="refuse")
    waiting(lambda: answers.ended)
    assert answers.last == {
        "code": "scene.missing",
        "message": "There is no such file.",
        "advice": "Choose another file.",
    }


def test_with_no_engine_every_request_fails_with_the_way_out(fake_engine, waiting):
    supervisor = fake_engine(locate=lambda: None)
    assert supervisor.state == "absent"
    answers = ask(supervisor, "catalog")
    assert answers.log == [], "a callback must never come before the request's id"
    waiting(lambda: answers.ended)
    assert answers.last["code"] == "engine.absent"
    assert "Install" in answers.last["advice"]


def test_an_engine_that_is_installed_later_is_noticed(fake_engine):
    found = []
    supervisor = fake_engine(locate=lambda: found[0] if found else None)
    found.append(EngineCommand("/bin/true"))
    assert supervisor.refresh() == "stopped"
    found.clear()
    assert supervisor.refresh() == "absent"


def test_a_missing_interpreter_is_named(fake_engine, waiting):
    supervisor = fake_engine(locate=lambda: EngineCommand("/nowhere/python"), timing=AT_ONCE)
    answers = ask(supervisor, "catalog")
    assert answers.log == []
    waiting(lambda: answers.ended)
    assert answers.last["code"] == "engine.not_started"
    assert "/nowhere/python" in answers.last["message"]
    assert supervisor.state == "failed"


@pytest.mark.parametrize(
    ("manner", "code", "word"),
    [
        ("other-version", "engine.protocol", "same version"),
        ("babble", "engine.protocol", "same version"),
        ("incomplete", "engine.incomplete", "a_package_that_is_missing"),
    ],
)
def test_an_engine_that_can_not_work_says_why(fake_engine, waiting, manner, code, word):
    supervisor = fake_engine(manner, timing=AT_ONCE)
    answers = ask(supervisor, "catalog")
    waiting(lambda: answers.ended)
    assert answers.last["code"] == code
    assert word in answers.last["message"] + answers.last["advice"]
    assert supervisor.state == "failed"
    assert supervisor.failure["code"] == code


def test_an_engine_that_never_greets_is_given_up(fake_engine, waiting):
    supervisor = fake_engine("silent", timing=Timing(handshake=1000, backoff=(0,)))
    answers = ask(supervisor, "catalog")
    waiting(lambda: supervisor.process_id)
    pid = supervisor.process_id
    waiting(lambda: answers.ended)
    assert answers.last["code"] == "engine.silent"
    waiting(lambda: not alive(pid))


def test_a_killed_engine_fails_all_that_waits_for_it_and_starts_again(fake_engine, waiting):
    supervisor = fake_engine(timing=AT_ONCE)
    first, second = run(supervisor, behave="wait"), ask(supervisor, "run", {"job": {"parameters": {}}})
    waiting(lambda: any(kind == "progress" for kind, _ in first.log))
    os.kill(supervisor.process_id, signal.SIGKILL)
    waiting(lambda: first.ended and second.ended)
    assert first.last["code"] == second.last["code"] == "engine.died"
    assert first.last["message"]
    assert first.last["advice"]
    assert supervisor.state == "failed"
    again = ask(supervisor, "catalog")
    waiting(lambda: again.ended)
    assert again.ended == ["result"]
    assert supervisor.state == "ready"


def test_an_engine_that_keeps_dying_is_started_ever_more_rarely(fake_engine, waiting):
    supervisor = fake_engine("incomplete", timing=Timing(backoff=(0, 60_000)))
    first = ask(supervisor, "catalog")
    waiting(lambda: first.ended)
    second = ask(supervisor, "catalog")
    assert (supervisor.state, supervisor.process_id) == ("starting", 0)
    supervisor.start()
    waiting(lambda: second.ended)


def test_cancel_ends_a_run_and_nothing_else(fake_engine, waiting):
    supervisor = fake_engine(timing=Timing(cancel=60_000))
    answers = run(supervisor, behave="wait")
    waiting(lambda: answers.log)
    pid = supervisor.process_id
    supervisor.cancel(answers.id)
    waiting(lambda: answers.ended)
    assert answers.last["code"] == "cancelled"
    assert (supervisor.state, supervisor.process_id) == ("ready", pid)


def test_cancel_of_a_run_that_does_not_listen_kills_the_engine(fake_engine, waiting):
    supervisor = fake_engine(timing=AT_ONCE)
    answers = run(supervisor, behave="deaf")
    waiting(lambda: answers.log)
    pid = supervisor.process_id
    supervisor.cancel(answers.id)
    waiting(lambda: answers.ended)
    assert answers.last["code"] == "cancelled"
    assert not alive(pid)
    assert supervisor.state == "stopped", "nothing is wrong with an engine that we killed ourselves"
    again = ask(supervisor, "catalog")
    waiting(lambda: again.ended)
    assert again.ended == ["result"]


def test_cancel_of_a_question_lets_the_engine_live(fake_engine, waiting):
    supervisor = fake_engine(timing=AT_ONCE)
    supervisor.start()
    waiting(lambda: supervisor.state == "ready")
    pid = supervisor.process_id
    question, going = ask(supervisor, "ponder"), run(supervisor, behave="wait")
    supervisor.cancel(question.id)
    waiting(lambda: question.ended)
    assert question.last["code"] == "cancelled"
    waiting(lambda: going.log)
    assert supervisor.process_id == pid


def test_cancel_before_the_engine_is_up_never_reaches_it(fake_engine, waiting):
    supervisor = fake_engine()
    answers = run(supervisor)
    supervisor.cancel(answers.id)
    assert answers.log == []
    waiting(lambda: answers.ended)
    assert answers.last["code"] == "cancelled"
    waiting(lambda: supervisor.state == "ready")
    assert answers.ended == ["error"]


def test_stop_answers_what_waits_and_leaves_no_process(fake_engine, waiting):
    supervisor = fake_engine()
    answers = run(supervisor, behave="wait")
    waiting(lambda: answers.log)
    pid = supervisor.process_id
    supervisor.stop()
    assert supervisor.state == "stopped"
    assert answers.last["code"] == "engine.stopped"
    waiting(lambda: not alive(pid))


def test_stop_of_an_idle_engine_is_polite(fake_engine, waiting, deletions):
    supervisor = fake_engine()
    supervisor.start()
    waiting(lambda: supervisor.state == "ready")
    pid = supervisor.process_id
    supervisor.stop()
    waiting(lambda: not alive(pid))
    deletions()
    assert supervisor.process_id == 0


def test_restart_gives_another_process(fake_engine, waiting):
    supervisor = fake_engine()
    supervisor.start()
    waiting(lambda: supervisor.state == "ready")
    pid = supervisor.process_id
    supervisor.restart()
    waiting(lambda: supervisor.state == "ready" and supervisor.process_id not in (0, pid))
    waiting(lambda: not alive(pid))


def test_a_callback_that_fails_does_not_harm_the_others(fake_engine, waiting):
    supervisor = fake_engine()

    def broken(_):
        raise RuntimeError("wrapped C/C++ object of type QDialog has been deleted")

    supervisor.request("catalog", {}, broken, broken)
    answers = ask(supervisor, "catalog")
    waiting(lambda: answers.ended)
    assert answers.ended == ["result"]


def test_what_the_engine_prints_goes_to_the_log(fake_engine, waiting):
    supervisor = fake_engine()
    supervisor.start()
    waiting(lambda: "says hello" in supervisor.log.tail())
    assert "says hello" in Path(supervisor.log_path).read_text()


def test_the_log_does_not_grow_without_bound(tmp_path):
    from spectralgpt.plugin.engine.engine_log import EngineLog

    log = EngineLog(str(tmp_path / "deep" / "engine.log"), max_bytes=1000)
    for number in range(200):
        log.write(f"line {number} " + "x" * 50 + "\n")
    kept = sorted(path.name for path in (tmp_path / "deep").iterdir())
    assert kept == ["engine.log", "engine.log.1"]
    assert all(path.stat().st_size < 1200 for path in (tmp_path / "deep").iterdir())
    assert log.tail(1).startswith("line 199")


def test_an_unwritable_log_stops_nothing(tmp_path):
    from spectralgpt.plugin.engine.engine_log import EngineLog

    (tmp_path / "file").write_text("")
    log = EngineLog(str(tmp_path / "file" / "engine.log"))
    log.write("still remembered\n")
    assert log.tail() == "still remembered"


def test_the_engine_gets_none_of_what_qgis_set_for_itself(fake_engine, waiting, monkeypatch):
    for name in ("PYTHONHOME", "PYTHONPATH", "QGIS_PREFIX_PATH", "PROJ_LIB", "GDAL_DATA", "LD_LIBRARY_PATH"):
        monkeypatch.setenv(name, "/nowhere")
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    assert not {"PYTHONPATH", "PROJ_LIB", "GDAL_DATA"} & set(clean_environment().keys())
    answers = ask(fake_engine(), "environment")
    waiting(lambda: answers.ended)
    given = answers.last
    assert not [name for name, value in given.items() if value == "/nowhere"]
    assert given["OMP_NUM_THREADS"] == "1"
    assert given["PYTHONUTF8"] == "1"


@pytest.mark.parametrize("module", ["supervisor.py", "worker_process.py", "runs.py"])
def test_the_main_thread_never_waits_for_the_engine(module):
    tree = ast.parse((ENGINE / module).read_text())
    called = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
    forbidden = {name for name in called if name.startswith("waitFor") or name in ("processEvents", "sleep")}
    assert not forbidden
