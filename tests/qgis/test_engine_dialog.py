import sys
from pathlib import Path

import pytest
from qgis.PyQt.QtCore import QObject
from qgis.PyQt.QtWidgets import QLabel

from spectralgpt.plugin.engine import probe
from spectralgpt.plugin.engine.launch import EngineCommand
from spectralgpt.plugin.gui import engine_dialog
from spectralgpt.plugin.gui.engine_dialog import EngineDialog
from spectralgpt.plugin.settings import Settings


@pytest.fixture
def open_dialog(iface, deletions):
    made = []

    def build(supervisor):
        dialog = EngineDialog(supervisor, Settings(), iface.mainWindow())
        dialog.show()
        made.append(dialog)
        return dialog

    yield build
    for dialog in made:
        dialog.shut_down()
        dialog.deleteLater()
    deletions()


def texts(dialog):
    return [dialog.findChild(QObject, name).text() for name in ("headline", "explanation")]


def cut_labels(dialog):
    """Texts of visible labels that are lower than their lines need."""
    shown = [label for label in dialog.findChildren(QLabel) if label.isVisible() and label.wordWrap()]
    return [label.text() for label in shown if label.height() < label.heightForWidth(label.width())]


def script(tmp_path, body):
    """An interpreter of our own making that ignores its arguments."""
    path = tmp_path / "python"
    path.write_text(f"#!{sys.executable}\n{body}\n")
    path.chmod(0o755)
    return str(path)


def test_every_state_has_its_words(fake_engine, open_dialog, waiting):
    supervisor = fake_engine()
    dialog = open_dialog(supervisor)
    assert texts(dialog)[0] == "The engine is installed"
    supervisor.start()
    assert texts(dialog)[0] == "The engine is starting…"
    waiting(lambda: supervisor.state == "ready")
    assert texts(dialog)[0] == "The engine is ready"
    assert dialog._device.text() == "Test processor (cpu)"
    assert dialog._versions.text() == "SpectralGPT 0.1.0 · Python 3 · PyTorch 0"


def test_a_failure_is_explained_where_the_state_is(fake_engine, open_dialog, waiting):
    supervisor = fake_engine("incomplete")
    dialog = open_dialog(supervisor)
    supervisor.start()
    waiting(lambda: supervisor.state == "failed")
    headline, explanation = texts(dialog)
    assert headline == "The engine has a problem"
    assert "a_package_that_is_missing" in explanation
    assert dialog.restart_button.isVisible()


def test_with_no_engine_install_is_what_enter_does(fake_engine, open_dialog):
    dialog = open_dialog(fake_engine(locate=lambda: None))
    assert texts(dialog)[0] == "The engine is not installed"
    assert dialog.install_button.isDefault()
    assert dialog.install_button.text() == "Install"
    assert not dialog.test_button.isEnabled()


def test_no_text_is_cut_off_while_the_engine_is_installed(fake_engine, open_dialog, deletions):
    dialog = open_dialog(fake_engine(locate=lambda: None))
    deletions()
    assert not cut_labels(dialog)
    dialog._begin("Looking at what has to be downloaded…")
    dialog._progress_box.show()
    dialog._on_plan({"download_bytes": 325e6, "target": "/home/someone/a long name of a folder/" * 4})
    deletions()
    assert not cut_labels(dialog)
    dialog._on_installed(False, "There is no connection to the package index. " * 5)
    deletions()
    assert not cut_labels(dialog)
    dialog.log.toggle.setChecked(False)
    deletions()
    assert not cut_labels(dialog)


def test_a_long_line_in_the_log_does_not_hide_the_beginnings_of_all_others(
    fake_engine, open_dialog, deletions
):
    dialog = open_dialog(fake_engine())
    dialog.log.append("a line that nobody could read whole " * 30)
    dialog.show_log()
    deletions()
    dialog.log.append("another such line " * 60)
    deletions()
    sideways = dialog.log.text.horizontalScrollBar()
    assert (sideways.value(), sideways.maximum() > 0) == (0, True)


def test_the_log_shows_what_the_engine_prints(fake_engine, open_dialog, waiting):
    supervisor = fake_engine()
    dialog = open_dialog(supervisor)
    dialog.show_log()
    supervisor.start()
    waiting(lambda: "says hello" in dialog.log.text.toPlainText())
    assert supervisor.log_path in [label.text() for label in dialog.log.findChildren(engine_dialog.QLabel)]


def test_folding_the_log_gives_the_room_back(fake_engine, open_dialog, deletions):
    dialog = open_dialog(fake_engine())
    deletions()
    before = dialog.height()
    dialog.log.toggle.setChecked(True)
    assert dialog.height() > before + 150
    dialog.log.toggle.setChecked(False)
    assert dialog.height() <= before


def test_test_says_the_verdict(fake_engine, open_dialog, waiting):
    dialog = open_dialog(fake_engine())
    dialog.test_button.click()
    assert not dialog.test_button.isEnabled()
    waiting(lambda: "examined" in dialog._outcome.text())
    assert dialog.test_button.isEnabled()


def test_an_interpreter_that_can_run_the_engine_is_used_from_now_on(
    fake_engine, open_dialog, waiting, tmp_path
):
    supervisor = fake_engine()
    dialog = open_dialog(supervisor)
    answer = '{"event": "result", "ready": true, "problems": [], "verdict": "All is well."}'
    path = script(tmp_path, f"print({answer!r})")
    dialog.try_interpreter(path)
    assert dialog.cancel_button.isVisible()
    waiting(lambda: dialog._outcome.text() == "All is well.")
    assert Settings().interpreter == path
    assert dialog.own_button.isVisible()
    waiting(lambda: supervisor.state == "ready")
    dialog.own_button.click()
    assert Settings().interpreter == ""


@pytest.mark.parametrize(
    ("body", "word"),
    [
        ("import a_package_that_is_missing", "a_package_that_is_missing"),
        ("raise SystemExit('no')", "stopped unexpectedly"),
        (
            """print('{"event": "error", "message": "Too old.", "advice": "Take 3.11."}')""",
            "Too old. Take 3.11.",
        ),
        (
            """print('{"event": "result", "problems": ["x"], "verdict": "rasterio cannot be loaded."}')""",
            "rasterio cannot be loaded.",
        ),
    ],
)
def test_an_interpreter_that_can_not_is_refused_with_the_reason(
    fake_engine, open_dialog, waiting, tmp_path, body, word
):
    dialog = open_dialog(fake_engine())
    dialog.try_interpreter(script(tmp_path, body))
    waiting(lambda: dialog._outcome.text())
    assert word in dialog._outcome.text()
    assert Settings().interpreter == ""


def test_a_file_that_is_no_program_is_refused(fake_engine, open_dialog, waiting, tmp_path):
    (tmp_path / "notes.txt").write_text("hello")
    dialog = open_dialog(fake_engine())
    dialog.try_interpreter(str(tmp_path / "notes.txt"))
    waiting(lambda: dialog._outcome.text())
    assert "could not be started" in dialog._outcome.text()


def test_a_try_can_be_cancelled(fake_engine, open_dialog, waiting, tmp_path):
    dialog = open_dialog(fake_engine())
    dialog.try_interpreter(script(tmp_path, "import time\nwhile True: time.sleep(1)"))
    dialog.cancel_button.click()
    assert not dialog.cancel_button.isVisible()
    assert dialog.choose_button.isEnabled()


def test_installing_shows_plan_progress_and_end(fake_engine, open_dialog, monkeypatch):
    supervisor = fake_engine()
    dialog = open_dialog(supervisor)
    installer = dialog._installer
    monkeypatch.setattr(installer, "start", lambda: setattr(installer, "_process", object()))
    dialog.install_button.click()
    assert dialog.cancel_button.isVisible()
    assert not dialog.install_button.isEnabled()
    installer.planned.emit({"download_bytes": 410e6, "target": "/somewhere"})
    assert "about 410 MB" in dialog._outcome.text()
    installer.progress.emit(0.42, "Downloading PyTorch")
    assert dialog._progress_text.text() == "Downloading PyTorch"
    assert dialog._bar.value() == 420
    installer.line.emit("Collecting torch")
    assert "Collecting torch" in dialog.log.text.toPlainText()
    installer._process = None
    installer.finished.emit(False, "No network.")
    assert dialog._outcome.text() == "No network."
    assert dialog.install_button.isEnabled()
    assert not dialog.cancel_button.isVisible()


def test_the_report_is_found_among_other_lines():
    assert probe.last_event('warming up\n{"event": "progress"}\n{"event": "result", "ready": true}\nbye') == {
        "event": "result",
        "ready": True,
    }
    assert probe.last_event('{\n "ready": true\n}') == {"ready": True}
    assert probe.last_event("nothing") == {}


def test_the_probe_uses_the_same_environment_as_the_engine(fake_engine, monkeypatch, tmp_path, waiting):
    monkeypatch.setenv("PYTHONHOME", "/nowhere")
    body = (
        "import json, os\nprint(json.dumps({'verdict': os.environ.get('PYTHONHOME', 'clean') + os.getcwd()}))"
    )
    heard = []
    tried = probe.InterpreterProbe()
    tried.finished.connect(lambda works, sentence, report: heard.append(sentence))
    tried.start(script(tmp_path, body))
    waiting(lambda: heard)
    assert heard == ["clean" + str(Path(EngineCommand("x").folder))]
