import io
import json

import pytest

from models import listeners
from models.errors import Cancelled
from models.listeners import JsonListener, TerminalListener


class Clock:
    now = 0.0

    def monotonic(self):
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(listeners, "time", clock)
    return clock


def test_progress_is_thinned_but_a_new_text_and_the_end_are_told(clock):
    sent = []
    listener = JsonListener(sent.append)
    for step in range(1000):
        clock.now = step / 1000
        listener.progress(step / 1000, "Classifying")
    listener.progress(0.999, "Writing")
    listener.progress(1.0, "Writing")
    assert len(sent) < 15
    assert [event["text"] for event in sent[-2:]] == ["Writing", "Writing"]
    assert sent[-1]["fraction"] == 1
    json.dumps(sent)


def test_the_time_left_is_judged_from_where_a_resumed_job_began(clock):
    listener = JsonListener(lambda event: None)
    assert listener.remaining(0.5) is None
    clock.now = 10
    assert listener.remaining(0.6) == pytest.approx(40)


def test_messages_and_previews_are_passed_on():
    sent = []
    listener = JsonListener(sent.append)
    listener.message("Look", "warning", "a.b")
    listener.preview("/tmp/p.tif")
    assert sent == [
        {"event": "message", "level": "warning", "text": "Look", "code": "a.b"},
        {"event": "preview", "path": "/tmp/p.tif"},
    ]


def test_a_cancelled_listener_stops_the_job():
    listener = JsonListener(lambda event: None)
    listener.check_cancelled()
    listener.cancel()
    with pytest.raises(Cancelled):
        listener.check_cancelled()


def test_a_log_gets_few_lines(clock):
    stream = io.StringIO()
    listener = TerminalListener(stream)
    for step in range(1001):
        clock.now = step
        listener.progress(step / 1000, "Classifying")
    listener.message("Careful", "warning")
    lines = stream.getvalue().splitlines()
    assert len(lines) < 30
    assert lines[-1] == "Warning: Careful"
    assert lines[-2].startswith("Classifying: 100 %")
    assert "\r" not in stream.getvalue()


def test_a_terminal_gets_one_line_that_is_written_over(clock):
    class Terminal(io.StringIO):
        def isatty(self):
            return True

    stream = Terminal()
    listener = TerminalListener(stream)
    for step in range(100):
        clock.now = step
        listener.progress(step / 100, "Classifying")
    listener.end_progress()
    assert stream.getvalue().count("\n") == 1
    assert stream.getvalue().count("\r") > 50
