import os
import signal
import threading

import pytest
from qgis.core import QgsApplication, QgsTask
from qgis.PyQt import sip

from spectralgpt.plugin.engine import runs
from spectralgpt.plugin.engine.notices import Notices
from spectralgpt.plugin.engine.runs import RunManager
from spectralgpt.plugin.engine.supervisor import Timing


class Desk:
    """A run manager with all that it needs, and what it reported."""

    def __init__(self, supervisor, iface):
        self.supervisor, self.iface = supervisor, iface
        self.engine_shown = self.log_shown = 0
        self.manager = RunManager(supervisor, Notices(iface), self.show_engine, self.show_log)
        self.results, self.failures = [], []
        self.manager.succeeded.connect(lambda job, result: self.results.append(result))
        self.manager.failed.connect(lambda job, failure: self.failures.append(failure))

    def show_engine(self):
        self.engine_shown += 1

    def show_log(self):
        self.log_shown += 1

    def submit(self, title="Classify land cover: Munich", on_finished=lambda result: None, **parameters):
        return self.manager.submit({"task": "test", "parameters": parameters}, title, on_finished)


@pytest.fixture
def desk(fake_engine, iface, waiting, deletions):
    made = Desk(fake_engine(timing=Timing(cancel=300, backoff=(0,))), iface)
    yield made
    made.manager.cancel_all()
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    deletions()


def test_a_run_hands_its_result_over_on_the_main_thread(desk, waiting):
    got = []
    desk.submit(on_finished=lambda result: got.append((result, threading.current_thread())), output="a.tif")
    waiting(lambda: desk.results)
    assert got[0][0]["output"] == "a.tif"
    assert got[0][1] is threading.main_thread()
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)


def test_progress_shows_in_the_task_manager(desk, waiting):
    task = desk.submit(steps=3, behave="wait")
    waiting(lambda: task.progress() == 75.0)
    assert task.status() == QgsTask.TaskStatus.Running
    assert task.description().startswith("Classify land cover: Munich")


def test_runs_queue_and_the_waiting_ones_take_no_thread(desk, waiting):
    first, second = desk.submit("First", behave="wait"), desk.submit("Second", behave="wait")
    third = desk.submit("Third", output="third")
    waiting(lambda: first.progress() > 0)
    assert [task.status() for task in (second, third)] == [QgsTask.TaskStatus.OnHold] * 2
    assert "waiting" in second.description()
    second.cancel()
    first.cancel()
    waiting(lambda: desk.results)
    assert desk.results[0]["output"] == "third"
    assert [failure["code"] for failure in desk.failures] == ["cancelled", "cancelled"]
    assert desk.manager.count == 0


def test_cancel_stops_the_run_and_offers_to_resume(desk, waiting):
    task = desk.submit(behave="wait", output="half")
    waiting(lambda: task.progress() > 0)
    task.cancel()
    waiting(lambda: desk.failures)
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    assert desk.failures[0]["code"] == "cancelled"
    assert "kept" in desk.iface.messages()[0]
    desk.iface.message_buttons()["Resume"].click()
    waiting(lambda: desk.results)
    assert desk.results[0]["parameters"]["resume"] is True
    assert desk.results[0]["output"] == "half"


def test_cancel_of_a_deaf_engine_ends_as_well(desk, waiting):
    task = desk.submit(behave="deaf")
    waiting(lambda: task.progress() > 0)
    task.cancel()
    waiting(lambda: desk.failures)
    assert desk.failures[0]["code"] == "cancelled"
    desk.submit(output="next")
    waiting(lambda: desk.results)


def test_a_killed_engine_costs_a_message_and_the_run_can_go_on(desk, waiting):
    task = desk.submit(behave="wait", output="a")
    waiting(lambda: task.progress() > 0)
    os.kill(desk.supervisor.process_id, signal.SIGKILL)
    waiting(lambda: desk.failures)
    message = desk.iface.messages()[0]
    assert "Munich" in message
    assert "memory" in message
    assert set(desk.iface.message_buttons()) == {"Resume", "Open log"}
    desk.iface.message_buttons()["Resume"].click()
    waiting(lambda: desk.results)
    assert desk.results[0]["parameters"]["resume"] is True


def test_a_refused_job_says_why_and_leads_to_the_log(desk, waiting):
    desk.submit(behave="refuse")
    waiting(lambda: desk.failures)
    assert "There is no such file. Choose another file." in desk.iface.messages()[0]
    assert set(desk.iface.message_buttons()) == {"Open log"}
    desk.iface.message_buttons()["Open log"].click()
    assert desk.log_shown == 1


def test_the_engine_s_warnings_reach_the_user(desk, waiting):
    desk.submit(warn="Band B10 is missing.")
    waiting(lambda: desk.results)
    assert any("Band B10 is missing." in text for text in desk.iface.messages())


def test_a_result_that_can_not_be_shown_is_not_lost(desk, waiting):
    def broken(result):
        raise RuntimeError("no project")

    desk.submit(on_finished=broken, output="results/kept.tif")
    waiting(lambda: desk.results)
    assert any("results/kept.tif" in text for text in desk.iface.messages())


def test_with_no_engine_a_run_ends_with_the_button_that_installs_it(fake_engine, iface, waiting, deletions):
    desk = Desk(fake_engine(locate=lambda: None), iface)
    desk.submit()
    waiting(lambda: desk.failures)
    assert set(iface.message_buttons()) == {"Open Engine"}
    iface.message_buttons()["Open Engine"].click()
    assert desk.engine_shown == 1
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    deletions()


def test_without_a_window_messages_go_to_the_log_panel(fake_engine, waiting, deletions):
    desk = Desk(fake_engine(), None)
    logged = []
    QgsApplication.messageLog().messageReceived.connect(lambda text, tag, level: logged.append((tag, text)))
    desk.submit(behave="refuse")
    waiting(lambda: desk.failures)
    assert any(tag == "SpectralGPT" and "no such file" in text for tag, text in logged)
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    deletions()


def test_a_job_can_be_cancelled_and_named_by_whoever_has_it(desk, waiting):
    first, second = ({"task": "test", "parameters": {"behave": "wait"}} for _ in range(2))
    desk.manager.submit(first, "First", lambda result: None)
    desk.manager.submit(second, "Second", lambda result: None)
    assert [desk.manager.title(job) for job in (first, second)] == ["First", "Second"]
    desk.manager.cancel(second)
    assert len(desk.failures) == 1
    desk.manager.cancel(first)
    waiting(lambda: len(desk.failures) == 2)
    assert {failure["code"] for failure in desk.failures} == {"cancelled"}
    assert desk.manager.title(first) == ""
    desk.manager.cancel(first)


def test_a_cancelled_run_ends_though_qgis_has_deleted_its_task_already(desk, waiting, monkeypatch):
    monkeypatch.setattr(runs, "_CANCEL_PATIENCE_S", 0)
    asked = []
    monkeypatch.setattr(desk.supervisor, "cancel", asked.append)
    job = {"task": "test", "parameters": {"behave": "wait"}}
    task = desk.manager.submit(job, "First", lambda result: None)
    desk.submit("Next", output="next")
    desk.manager.cancel(job)
    waiting(lambda: sip.isdeleted(task))
    desk.manager.cancel(job)
    monkeypatch.undo()
    desk.supervisor.cancel(asked[0])
    waiting(lambda: desk.failures)
    assert desk.failures[0]["code"] == "cancelled"
    waiting(lambda: desk.results)
    assert desk.results[0]["output"] == "next"


def test_jobs_that_always_begin_anew_offer_no_resuming(desk, iface, waiting):
    job = {"task": "verify", "parameters": {"steps": 2, "behave": "wait"}}
    task = desk.manager.submit(job, "Verification", lambda result: None)
    waiting(lambda: task.progress() > 0)
    desk.manager.cancel(job)
    waiting(lambda: desk.failures)
    assert iface.messages()[0] == "Verification: cancelled."
    assert list(iface.message_buttons()) == []


def test_the_time_that_is_left_is_told_on(desk, waiting):
    told = []
    desk.manager.remaining.connect(lambda job, seconds: told.append(seconds))
    desk.submit(steps=2, eta=12.5)
    waiting(lambda: desk.results)
    assert told == [12.5, 12.5]
