"""The dialog “Models” with the engine that is installed here: download over TLS, import, verify, delete."""

import subprocess
import threading

import pytest
from qgis.core import QgsApplication
from qgis.PyQt.QtWidgets import QDialog

from spectralgpt.plugin.engine.environment import engine_interpreter
from spectralgpt.plugin.engine.launch import PLUGIN_ROOT, EngineCommand
from spectralgpt.plugin.engine.notices import Notices
from spectralgpt.plugin.engine.runs import RunManager
from spectralgpt.plugin.engine.supervisor import EngineSupervisor
from spectralgpt.plugin.gui.catalogue_dialog import CatalogueDialog
from spectralgpt.plugin.gui.import_box import ImportBox
from spectralgpt.plugin.layers import model_list
from spectralgpt.plugin.processing.cards import model_ids
from spectralgpt.plugin.settings import Settings
from tests.downloading.https_server import Served, serving, write_card

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not engine_interpreter(Settings()), reason="no engine is installed here"),
]

ID, FILE = "spectralgpt-plus", "SpectralGPT+.pth"
MAKE = (
    "import sys, torch; from tests.spectralgpt.official_files import make; "
    "torch.save({'model': make(sys.argv[2], int(sys.argv[3]))}, sys.argv[1])"
)


@pytest.fixture
def weights(tmp_path):
    """Checkpoints of tiny networks, by task."""

    def make(task, classes=5):
        path = tmp_path / f"{task}.pth"
        words = [engine_interpreter(Settings()), "-c", MAKE, str(path), task, str(classes)]
        subprocess.run(words, cwd=PLUGIN_ROOT, check=True, capture_output=True, timeout=300)
        return path

    return make


@pytest.fixture
def server(tmp_path, monkeypatch, weights):
    """Official weights on a server of the test's, which the engine trusts."""
    for name in ("https_proxy", "HTTPS_PROXY"):
        monkeypatch.delenv(name, raising=False)
    cards = tmp_path / "cards"
    card = model_list.OFFICIAL / f"{ID}.json"
    (tmp_path / "certificates").mkdir()
    with serving(tmp_path / "certificates") as running:
        write_card(cards, card, FILE, running)
        running.files[f"/{FILE}"] = Served(weights("pretraining").read_bytes())
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "certificates" / "authority.pem"))
        monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
        monkeypatch.setattr(model_list, "OFFICIAL", cards)
        yield running


@pytest.fixture
def dialog(server, iface, tmp_path, waiting, deletions, monkeypatch):
    script = str(PLUGIN_ROOT / "tests" / "downloading" / "local_engine.py")
    words = (script, str(model_list.OFFICIAL), "worker")
    command = EngineCommand(engine_interpreter(Settings()), words)
    log = str(tmp_path / "engine.log")
    supervisor = EngineSupervisor(Settings(), locate=lambda: command, log_path=log)
    runs = RunManager(supervisor, Notices(iface), lambda: None, lambda: None)
    monkeypatch.setattr(CatalogueDialog, "ask", lambda *_: True)
    made = CatalogueDialog(supervisor, runs, Settings(), lambda text: None, iface.mainWindow())
    made.show()
    yield made
    runs.cancel_all()
    waiting(lambda: QgsApplication.taskManager().countActiveTasks() == 0)
    made.close()
    made.deleteLater()
    supervisor.shut_down()
    supervisor.deleteLater()
    deletions()


@pytest.fixture
def do(dialog, waiting):
    """Click a button with a model chosen, and wait for the outcome."""

    def click(button, model_id=""):
        if model_id:
            dialog.tree.show_models(model_list.listed_models(), model_id)
        button.click()
        waiting(lambda: not dialog._jobs.running, patience_ms=180_000)
        return dialog.outcome.text()

    return click


def test_from_the_server_to_the_catalogue_and_away_again(dialog, do, server, tmp_path):
    assert "among your models now" in do(dialog.download_button, ID)
    assert dialog.tree.model.id == ID
    assert dialog.tree.model.pin["sha256"] in dialog.outcome.text()
    assert model_ids("pretraining") == ["reconstruction-small", ID]
    assert "is whole" in do(dialog.verify_button)
    weights = tmp_path / "own" / f"{ID}.safetensors"
    weights.write_bytes(weights.read_bytes()[:-1] + b"!")
    assert "is damaged" in do(dialog.verify_button)
    assert "was deleted" in do(dialog.delete_button)
    assert model_ids("pretraining") == ["reconstruction-small"]
    assert dialog.tree.model.group == model_list.PUBLISHED or dialog.tree.model.id != ID


def test_a_cancelled_download_goes_on_at_a_click(dialog, do, server, waiting):
    hold = threading.Event()
    content = server.files[f"/{FILE}"].content
    server.files[f"/{FILE}"] = Served(content, hold=hold)
    dialog.tree.show_models(model_list.listed_models(), ID)
    dialog.download_button.click()
    partial = model_list.downloads() / f"{FILE}.partial"
    waiting(lambda: partial.exists() and partial.stat().st_size > 0, patience_ms=180_000)
    dialog.cancel_button.click()
    waiting(lambda: not dialog._jobs.running, patience_ms=5_000)
    assert "kept" in dialog.outcome.text()
    hold.set()
    assert dialog.download_button.text() == "Continue download…"
    assert "among your models now" in do(dialog.download_button, ID)
    assert server.asked(f"/{FILE}")[-1]["range"].startswith("bytes=")


def test_a_server_that_nobody_vouches_for_is_told_in_a_sentence(dialog, do, monkeypatch):
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere.pem")
    monkeypatch.setenv("SSL_CERT_DIR", "/nowhere")
    assert "cannot be trusted" in do(dialog.download_button, ID)
    assert not (model_list.downloads() / f"{FILE}.partial").exists()


def test_a_classifier_is_imported_as_it_was_trained(dialog, waiting, weights, monkeypatch):
    offered = []

    def choose(box):
        waiting(lambda: box.recipe.offered, patience_ms=180_000)
        combo = box.recipe.combo
        offered.append([combo.itemData(index) for index in range(combo.count())])
        combo.setCurrentIndex(combo.findData("eurosat"))
        box.accept()
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(ImportBox, "exec", choose)
    dialog.import_file(weights("classification", 10))
    waiting(lambda: not dialog._jobs.running, patience_ms=180_000)
    every = ["eurosat", "eurosat-file-order", "eurosat-file-order-z-score", "numbered"]
    assert offered == [["", *every]]
    assert dialog.tree.model.card["recipe"] == "eurosat"
    assert [band["name"] for band in dialog.tree.model.card["bands"]][-2:] == ["B11", "B12"]


def test_a_file_is_imported_and_a_hostile_one_refused(dialog, waiting, weights, monkeypatch, tmp_path):
    monkeypatch.setattr(ImportBox, "exec", lambda box: QDialog.DialogCode.Accepted)
    shipped = model_ids("change")
    dialog.import_file(weights("change"))
    waiting(lambda: not dialog._jobs.running, patience_ms=180_000)
    assert "change is among your models now" in dialog.outcome.text()
    assert model_ids("change") == [*shipped, "change"]
    evil = tmp_path / "evil.pth"
    evil.write_bytes(f"cos\nsystem\n(S'touch {tmp_path}/never'\ntR.".encode())
    dialog.import_file(evil)
    waiting(lambda: not dialog._jobs.running, patience_ms=180_000)
    assert "was not opened" in dialog.outcome.text()
    assert not (tmp_path / "never").exists()
    assert model_ids("change") == [*shipped, "change"]
