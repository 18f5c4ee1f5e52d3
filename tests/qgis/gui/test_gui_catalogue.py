"""The dialog “Models” shows what is there, and hands what is to be done to the engine."""

import json
import re
import shutil
from pathlib import Path

import pytest
from qgis.core import QgsNetworkAccessManager, QgsSettings
from qgis.PyQt.QtCore import QObject, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import QDialog, QPushButton

from spectralgpt.plugin.engine import proxy
from spectralgpt.plugin.gui import (
    catalogue_dialog,
    catalogue_words,
    import_box,
    model_words,
    recipe_choice,
)
from spectralgpt.plugin.gui.card_panel import card_rows
from spectralgpt.plugin.gui.catalogue_dialog import CatalogueDialog
from spectralgpt.plugin.layers import model_list
from spectralgpt.plugin.settings import Settings

HASH = "0123456789abcdef" * 4


class DrivenRuns(QObject):
    """A run manager whose jobs go as the test says."""

    succeeded = pyqtSignal(object, object)
    failed = pyqtSignal(object, object)
    progressed = pyqtSignal(object, float, str)
    remaining = pyqtSignal(object, float)

    def __init__(self):
        super().__init__()
        self.jobs, self.cancelled = [], []

    def submit(self, job, title, on_finished):
        self.jobs.append(job)

    def cancel(self, job):
        self.cancelled.append(job)
        self.failed.emit(job, {"code": "cancelled", "message": "Cancelled."})

    def title(self, job):
        return "A job from elsewhere"


@pytest.fixture
def own(tmp_path, monkeypatch):
    """The user's folder, which does not exist yet."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def driven():
    return DrivenRuns()


@pytest.fixture
def told():
    return []


@pytest.fixture
def open_dialog(own, iface, supervisor, driven, told, deletions):
    made = []

    def build():
        dialog = CatalogueDialog(supervisor, driven, Settings(), told.append, iface.mainWindow())
        dialog.show()
        made.append(dialog)
        return dialog

    yield build
    for dialog in made:
        dialog.close()
        dialog.deleteLater()
    deletions()


def write_model(folder, name, **changes):
    """A model of the user's, its weights a few bytes."""
    folder.mkdir(exist_ok=True)
    card = {
        "id": name,
        "task": "change",
        "title": {"en": f"Own {name}", "de": f"Eigenes {name}"},
        "weights": f"{name}.safetensors",
        "sha256": HASH,
        "licence": "see the record that the weights were downloaded from",
        "source": {"file": "x.pth", "sha256": HASH[::-1]},
    }
    (folder / f"{name}.safetensors").write_bytes(b"x" * 2000)
    (folder / f"{name}.json").write_text(json.dumps({**card, **changes}))


def lines(dialog):
    """The list as the user reads it: headline, and columns of each model below it."""
    tree, found = dialog.tree, {}
    for top in range(tree.topLevelItemCount()):
        headline = tree.topLevelItem(top)
        found[headline.text(0)] = [
            [headline.child(row).text(column) for column in range(4)] for row in range(headline.childCount())
        ]
    return found


def choose(dialog, model_id):
    dialog.tree.show_models(model_list.listed_models(), model_id)
    assert dialog.tree.model.id == model_id


def answer(monkeypatch, yes=True):
    """Answer all questions; gives a list of what was asked."""
    asked = []

    def ask(_self, text, more, action):
        asked.append(f"{text} {more} {action}")
        return yes

    monkeypatch.setattr(CatalogueDialog, "ask", ask)
    return asked


def test_with_nothing_of_ones_own_the_list_has_what_is_shipped_and_what_can_be_had(open_dialog, own):
    found = lines(open_dialog())
    shipped = found["Part of the plugin"]
    assert [line for line in shipped if line[1] == "Land cover"] == [
        ["Land cover, compact SpectralGPT", "Land cover", "11.6 MB", "ready"],
        ["Land cover, nano SpectralGPT", "Land cover", "2.7 MB", "ready"],
    ]
    assert {line[3] for line in shipped} == {"ready"}
    assert found["Your models"] == [["none yet: download one, or import a file", "", "", ""]]
    assert len(found["Official weights to download"]) == 4
    assert {line[3] for line in found["Official weights to download"]} == {"not downloaded"}
    assert not own.exists(), "looking makes nothing"


def test_ones_own_models_are_listed_with_what_is_wrong_about_them(open_dialog, own):
    write_model(own, "good")
    write_model(own, "no-weights")
    (own / "no-weights.safetensors").unlink()
    write_model(own, "no-card")
    (own / "no-card.json").unlink()
    write_model(own, "bad-card")
    (own / "bad-card.json").write_text("{")
    (own / "ended.writing.safetensors").write_bytes(b"x")
    dialog = open_dialog()
    states = {line[0]: line[3] for line in lines(dialog)["Your models"]}
    assert states == {
        "Own good": "ready",
        "Own no-weights": "weights are missing",
        "no-card": "left over, no card",
        "bad-card": "card cannot be used",
        "ended": "left over, no card",
    }
    assert str(own) in dialog.room.text()
    assert model_words.size_text(sum(path.stat().st_size for path in own.iterdir())) in dialog.room.text()


def test_weights_that_are_there_are_no_longer_offered(open_dialog, own):
    write_model(own, "spectralgpt-plus", task="pretraining")
    found = lines(open_dialog())
    assert [line[0] for line in found["Your models"]] == [
        "SpectralGPT+ Base, pretrained on fMoW and BigEarthNet"
    ]
    assert len(found["Official weights to download"]) == 3


def test_what_an_ended_conversion_has_left_does_not_hide_the_official_weights(open_dialog, own):
    own.mkdir()
    (own / "spectralgpt.writing.safetensors").write_bytes(b"half")
    assert len(lines(open_dialog())["Official weights to download"]) == 4


def test_an_unfinished_download_can_be_continued_or_deleted(open_dialog, own, driven, monkeypatch):
    folder = own / "downloads"
    folder.mkdir(parents=True)
    (folder / "SpectralGPT.pth.partial").write_bytes(b"x" * 3_000_000)
    dialog = open_dialog()
    choose(dialog, "spectralgpt")
    line = next(line for line in lines(dialog)["Official weights to download"] if "partly" in line[3])
    assert line[2] == "3.0 MB"
    assert dialog.download_button.text() == "Continue download…"
    asked = answer(monkeypatch)
    dialog.delete_button.click()
    assert "SpectralGPT.pth" in asked[0]
    assert driven.jobs == [{"task": "delete", "parameters": {"id": "spectralgpt"}}]


@pytest.mark.parametrize(
    ("model_id", "enabled"),
    [
        ("landcover-small", {"Verify", "Open card"}),
        ("mine", {"Verify", "Delete…", "Open card"}),
        ("spectralgpt", {"Download…", "Open card"}),
    ],
)
def test_only_what_can_be_done_is_offered(open_dialog, own, model_id, enabled):
    write_model(own, "mine")
    dialog = open_dialog()
    choose(dialog, model_id)
    texts = {button.text() for button in dialog.findChildren(QPushButton) if button.isEnabled()}
    assert texts & {"Download…", "Verify", "Delete…", "Open card"} == enabled
    assert {"Import file…", "Open folder"} <= texts


def test_without_an_engine_everything_is_shown_and_one_button_leads_on(open_dialog, own, supervisor):
    supervisor.state = "absent"
    write_model(own, "mine")
    dialog = open_dialog()
    choose(dialog, "mine")
    wanted = []
    dialog.engineRequested.connect(lambda: wanted.append(True))
    assert dialog.banner.isVisible()
    for button in (dialog.download_button, dialog.verify_button, dialog.delete_button, dialog.import_button):
        assert not button.isEnabled()
    assert dialog.card_button.isEnabled()
    assert "Own mine" in dialog.card.head.text()
    dialog.banner.findChild(QPushButton).click()
    assert wanted == [True]
    supervisor.become("stopped")
    assert not dialog.banner.isVisible()
    assert dialog.verify_button.isEnabled()


def test_a_download_is_asked_for_with_link_size_licence_and_pin(open_dialog, driven, monkeypatch):
    dialog = open_dialog()
    choose(dialog, "spectralgpt-plus")
    asked = answer(monkeypatch, yes=False)
    dialog.download_button.click()
    assert driven.jobs == [], "nothing is loaded without consent"
    for part in (
        "SpectralGPT+.pth",
        "https://zenodo.org/records/8412455",
        "files/SpectralGPT%2B.pth",
        "not known beforehand",
        "see the record",
        "Nobody published its SHA-256",
    ):
        assert part in asked[0]
    answer(monkeypatch)
    dialog.download_button.click()
    assert driven.jobs == [{"task": "fetch", "parameters": {"id": "spectralgpt-plus"}}]


def test_weights_whose_link_only_the_record_knows_can_be_downloaded_too(open_dialog, driven, monkeypatch):
    dialog = open_dialog()
    choose(dialog, "model-3con-loss-51-0")
    asked = answer(monkeypatch)
    dialog.download_button.click()
    assert "its link is not known beforehand" in asked[0]
    assert driven.jobs[0]["parameters"] == {"id": "model-3con-loss-51-0"}


def test_progress_speed_and_time_are_shown_and_the_rest_waits(open_dialog, driven, monkeypatch):
    answer(monkeypatch)
    dialog = open_dialog()
    choose(dialog, "spectralgpt")
    dialog.download_button.click()
    (job,) = driven.jobs
    assert dialog.progress.isVisible()
    assert not dialog.download_button.isEnabled()
    assert not dialog.import_button.isEnabled()
    driven.progressed.emit(job, 0.25, "98.7 MB / 394.6 MB, 3.2 MB/s")
    driven.remaining.emit(job, 125.0)
    assert "98.7 MB / 394.6 MB, 3.2 MB/s" in dialog.progress_text.text()
    assert dialog.bar.value() == 250
    assert "2 min left" in dialog.bar.format()
    driven.progressed.emit(job, 0.9, "Converting")
    assert "Converting" in dialog.progress_text.text()
    other = {"task": "segment", "parameters": {}}
    driven.progressed.emit(other, 0.1, "Classifying")
    assert dialog.bar.value() == 900
    changed = []
    dialog.catalogueChanged.connect(lambda: changed.append(True))
    result = {"task": "fetch", "id": "spectralgpt", "source_sha256": HASH, "pin": "new", "source_bytes": 4e8}
    driven.succeeded.emit(job, {**result, "kept": None})
    assert not dialog.progress.isVisible()
    assert HASH in dialog.outcome.text()
    assert "pinned" in dialog.outcome.text()
    assert "400.0 MB" in dialog.outcome.text()
    assert changed == [True]
    assert dialog.import_button.isEnabled()


def test_cancel_keeps_what_came_and_says_so(open_dialog, driven, monkeypatch):
    answer(monkeypatch)
    dialog = open_dialog()
    choose(dialog, "spectralgpt")
    dialog.download_button.click()
    dialog.cancel_button.click()
    assert driven.cancelled == driven.jobs
    assert dialog.outcome.text() == "Cancelled. What was downloaded is kept."
    assert not dialog.progress.isVisible()


def test_a_failure_is_the_engines_sentence(open_dialog, driven, monkeypatch):
    answer(monkeypatch)
    dialog = open_dialog()
    choose(dialog, "spectralgpt")
    dialog.download_button.click()
    failure = {"code": "download.tls", "message": "It cannot be trusted.", "advice": "Nothing was loaded."}
    driven.failed.emit(driven.jobs[0], failure)
    assert dialog.outcome.text() == "It cannot be trusted. Nothing was loaded."
    assert "color" in dialog.outcome.styleSheet()


@pytest.mark.parametrize("yes", [True, False])
def test_a_changed_file_is_taken_only_when_the_user_says_so(open_dialog, driven, monkeypatch, yes):
    answer(monkeypatch)
    dialog = open_dialog()
    choose(dialog, "spectralgpt")
    dialog.download_button.click()
    asked = answer(monkeypatch, yes)
    failure = {"code": "download.changed", "message": f"Its SHA-256 is {HASH}.", "advice": ""}
    driven.failed.emit(driven.jobs[0], failure)
    assert HASH in asked[0]
    assert [job["parameters"].get("accept_changed") for job in driven.jobs] == [
        None,
        *([True] if yes else []),
    ]


def test_a_download_goes_on_while_the_window_is_closed(open_dialog, driven, told, monkeypatch):
    answer(monkeypatch)
    dialog = open_dialog()
    choose(dialog, "spectralgpt")
    dialog.download_button.click()
    dialog.close()
    driven.progressed.emit(driven.jobs[0], 0.5, "197.3 MB / 394.6 MB")
    dialog.show()
    assert dialog.progress.isVisible()
    assert dialog.bar.value() == 500
    dialog.close()
    driven.succeeded.emit(driven.jobs[0], {"task": "fetch", "id": "spectralgpt", "source_sha256": HASH})
    assert "spectralgpt is among your models now" in told[0]


def test_a_download_that_was_resumed_elsewhere_is_followed(open_dialog, driven):
    dialog = open_dialog()
    job = {"task": "fetch", "parameters": {"id": "spectralgpt", "resume": True}}
    driven.progressed.emit(job, 0.5, "197.3 MB / 394.6 MB")
    assert dialog.progress.isVisible()
    assert "A job from elsewhere" in dialog.progress_text.text()
    dialog.cancel_button.click()
    assert driven.cancelled == [job]


def test_verifying_and_deleting_name_the_model(open_dialog, own, driven, monkeypatch):
    write_model(own, "mine")
    dialog = open_dialog()
    choose(dialog, "mine")
    dialog.verify_button.click()
    assert driven.jobs[-1] == {"task": "verify", "parameters": {"ids": ["mine"]}}
    found = {"models": [{"id": "mine", "state": "damaged", "sha256": HASH}], "ok": False}
    driven.succeeded.emit(driven.jobs[-1], found)
    assert "mine is damaged" in dialog.outcome.text()
    found = {"models": [{"id": "mine", "state": "whole", "sha256": HASH}], "ok": True}
    dialog.verify_button.click()
    driven.succeeded.emit(driven.jobs[-1], found)
    assert HASH in dialog.outcome.text()
    answer(monkeypatch, yes=False)
    dialog.delete_button.click()
    assert driven.jobs[-1]["task"] == "verify"
    asked = answer(monkeypatch)
    dialog.delete_button.click()
    assert "Own mine" in asked[0]
    assert "2.0 kB" in asked[0]
    assert driven.jobs[-1] == {"task": "delete", "parameters": {"id": "mine"}}
    shutil.rmtree(own)
    driven.succeeded.emit(driven.jobs[-1], {"id": "mine", "bytes": 2000})
    assert dialog.outcome.text() == "mine was deleted; 2.0 kB are free again."
    assert dialog.tree.model.id != "mine"


def test_importing_asks_for_a_name_and_converts(open_dialog, own, driven, monkeypatch, tmp_path):
    file = tmp_path / "My Net+.pth"
    file.write_bytes(b"x" * 1500)
    names = iter(["", "my-own"])

    def accept(box):
        if name := next(names):
            box.name.setText(name)
        return QDialog.DialogCode.Accepted

    monkeypatch.setattr(import_box.ImportBox, "exec", accept)
    monkeypatch.setattr(catalogue_dialog.QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    dialog = open_dialog()
    dialog.import_button.click()
    assert driven.jobs[-1] == {
        "task": "convert",
        "parameters": {"source": str(file), "id": "my-net-plus"},
    }
    driven.succeeded.emit(driven.jobs[-1], {"id": "my-net-plus", "source_sha256": HASH})
    assert HASH in dialog.outcome.text()
    dialog.import_button.click()
    assert driven.jobs[-1]["parameters"]["id"] == "my-own"
    assert Settings().get("dialogs/models/folder", "") == str(tmp_path)


@pytest.fixture
def open_box(tmp_path, own, supervisor, deletions):
    made = []

    def build(name="mine.pth", taken=(), fixed=()):
        file = tmp_path / name
        file.write_bytes(b"x")
        box = import_box.ImportBox(file, set(taken), set(fixed), supervisor, Settings())
        box.show()
        made.append(box)
        return box, str(file)

    yield build
    for box in made:
        box.close()
        box.deleteLater()
    deletions()


TEN_CLASSES = {
    "network": "classification",
    "classes": 10,
    "recipes": ["eurosat", "eurosat-file-order", "numbered"],
    "recipe": "eurosat-file-order",
}


def test_only_a_classifier_asks_how_it_was_trained(open_box, supervisor):
    box, file = open_box()
    assert supervisor.last("checkpoint") == {"source": file}
    assert box.network.text() == "SpectralGPT for change between two dates"
    assert not box.recipe.isVisible()
    assert box.form.labelForField(box.recipe) is None
    assert "recipe" not in box.parameters()
    supervisor.checkpoint = TEN_CLASSES
    box, _file = open_box()
    assert box.network.text() == "SpectralGPT for kinds of scenes, 10 classes"
    assert box.recipe.isVisible()
    assert box.form.labelForField(box.recipe).text() == "Trained on"
    texts = [box.recipe.combo.itemText(index) for index in range(box.recipe.combo.count())]
    assert texts == [
        "Automatic: EuroSAT, bands in the order of its files",
        "EuroSAT, bands in the model’s order",
        "EuroSAT, bands in the order of its files",
        "Other images: the classes get numbers",
    ]
    assert "B8A last" in box.recipe.explanation.text()
    assert "recipe" not in box.parameters()
    box.recipe.combo.setCurrentIndex(1)
    assert box.parameters()["recipe"] == "eurosat"
    assert "sorted the bands" in box.recipe.explanation.text()


def test_how_a_classifier_was_trained_is_remembered_by_its_number_of_classes(open_box, supervisor):
    supervisor.checkpoint = TEN_CLASSES
    box, _file = open_box()
    box.recipe.combo.setCurrentIndex(1)
    box.reject()
    box, _file = open_box()
    assert box.recipe.value == ""
    box.recipe.combo.setCurrentIndex(1)
    box.accept()
    box, _file = open_box()
    assert box.recipe.value == "eurosat"
    supervisor.checkpoint = {
        **TEN_CLASSES,
        "classes": 19,
        "recipes": ["bigearthnet", "numbered"],
        "recipe": "bigearthnet",
    }
    box, _file = open_box()
    assert box.recipe.value == ""
    assert box.recipe.combo.itemText(0) == "Automatic: BigEarthNet"


def test_every_recipe_of_the_engine_has_words(checkout):
    source = (checkout / "models" / "spectralgpt" / "scene_recipes.py").read_text()
    recipes = re.findall(r'^    "([a-z0-9-]+)": SceneRecipe', source, re.MULTILINE)
    assert len(recipes) > 2
    for recipe in [*recipes, "numbered"]:
        name, meaning = recipe_choice.recipe_words(recipe)
        assert name != recipe
        assert meaning


def test_a_file_that_is_no_checkpoint_is_refused_before_it_is_imported(open_box, supervisor):
    supervisor.errors["checkpoint"] = {
        "code": "checkpoint.unsafe",
        "message": "mine.pth holds more than weights.",
        "advice": "Get it again.",
    }
    box, _file = open_box()
    assert box.content.error == "mine.pth holds more than weights. Get it again."
    assert not box.import_button.isEnabled()
    box.name.setText("another")
    assert not box.import_button.isEnabled()


def test_an_engine_that_does_not_answer_does_not_stand_in_the_way(open_box, supervisor):
    supervisor.by_itself = False
    box, _file = open_box()
    assert "looking" in box.network.text()
    assert box.import_button.isEnabled()
    supervisor.errors["checkpoint"] = {"code": "engine.died", "message": "The engine died.", "advice": ""}
    box, _file = open_box()
    supervisor.answer_all()
    assert box.content.error == ""
    assert box.import_button.isEnabled()
    assert not box.recipe.isVisible()


def test_a_name_that_is_taken_or_none_is_told_at_once(open_box):
    box, file = open_box("mine.pth", {"mine", "mine-2"}, {"landcover-small"})
    assert box.name.text() == "mine-3"
    assert box.parameters() == {"source": file, "id": "mine-3"}
    box.name.setText("mine")
    assert box.import_button.text() == "Replace mine"
    assert box.parameters()["overwrite"] is True
    for wrong in ("landcover-small", "", "A b", "../up"):
        box.name.setText(wrong)
        assert box.field.error
        assert not box.import_button.isEnabled()
    box.name.setText("fine")
    assert box.field.error == ""
    assert box.import_button.isEnabled()


def test_names_are_made_of_files_as_the_engine_makes_them(checkout):
    cards = [json.loads(path.read_text()) for path in (model_list.OFFICIAL).glob("*.json")]
    assert {import_box.id_from(Path(card["file"]).stem) for card in cards} == {card["id"] for card in cards}


def test_the_card_can_be_read(open_dialog, own):
    """Description, bands, classes, scores, training, licence; for published weights link and pin."""
    dialog = open_dialog()
    choose(dialog, "landcover-small")
    assert [name for _colour, name in dialog.card.legend.entries][:2] == ["Tree cover", "Shrubland"]
    body = dialog.card.body.text()
    for part in (
        "B8A\u00a0(864\u00a0nm)",
        "accuracy 80 %",
        "ESA WorldCover 2021 (CC BY 4.0",
        "GPL-3.0-or-later",
    ):
        assert part in body
    (own / "downloads").mkdir(parents=True)
    pin = {"SpectralGPT.pth": {"sha256": HASH, "size": 3, "url": "https://x", "date": "2026-11-24"}}
    (own / "downloads" / "pins.json").write_text(json.dumps(pin))
    choose(dialog, "model-3con-loss-51-0")
    assert len(dialog.card.legend.entries) == 13, "classes can be read before anything is downloaded"
    choose(dialog, "spectralgpt")
    body = dialog.card.body.text()
    assert dialog.card.legend.entries == ()
    for part in ("https://zenodo.org/records/8412455", "SpectralGPT.pth", "01234567 89abcdef", "2026-11-24"):
        assert part in body


def test_what_a_card_says_is_text_and_never_markup(own):
    write_model(
        own,
        "mine",
        title={"en": "<b>bold</b>"},
        radiometry="<script>",
        source={"file": "<b>x</b>", "url": "javascript:x"},
    )
    (model,) = [model for model in model_list.listed_models() if model.id == "mine"]
    text = " ".join(value for _name, value in card_rows(model))
    assert "<script>" not in text
    assert "<b>" not in text
    assert "href" not in text


def confidence_of(own, **document):
    write_model(own, "mine", task="segmentation", **document)
    (model,) = [model for model in model_list.listed_models() if model.id == "mine"]
    return dict(card_rows(model))["Confidence"]


def test_a_card_says_what_its_confidence_is_worth(own):
    """A user must know whether 80 percent means 80 of 100."""
    assert "not calibrated" in confidence_of(own)
    stated = {
        "temperature": 1.4,
        "expected_calibration_error": {"before": 0.1, "after": 0.0314},
        "data": {"en": "<b>places</b>"},
    }
    text = confidence_of(own, calibration=stated)
    assert "3.1 percentage points" in text
    assert "&lt;b&gt;places" in text
    assert confidence_of(own, calibration={"temperature": 1.4}) == "calibrated"


def test_names_from_outside_are_text_too(open_dialog, own, driven, monkeypatch):
    write_model(own, "mine", title={"en": "<i>mine</i>"})
    dialog = open_dialog()
    choose(dialog, "mine")
    asked = answer(monkeypatch)
    dialog.delete_button.click()
    assert "&lt;i&gt;mine" in asked[0]
    driven.failed.emit(driven.jobs[0], {"code": "x", "message": "<i>evil</i>.pth is damaged.", "advice": ""})
    assert dialog.outcome.textFormat() == Qt.TextFormat.PlainText
    assert "&lt;i&gt;mine" in dialog.card.head.text()
    assert "&lt;i&gt;mine" in dialog.tree.currentItem().toolTip(0)


def test_sizes_are_for_people():
    sizes = [model_words.size_text(size) for size in (0, 5, 2000, 14.8e6, 437e6, 1.31e9)]
    assert sizes == ["", "0.1 kB", "2.0 kB", "14.8 MB", "437.0 MB", "1.31 GB"]


def test_choice_and_size_of_the_window_are_remembered(open_dialog):
    dialog = open_dialog()
    dialog.tree.setCurrentItem(dialog.tree.topLevelItem(2).child(1))
    chosen = dialog.tree.model.id
    dialog.resize(1200, 700)
    dialog.close()
    again = open_dialog()
    assert again.tree.model.id == chosen
    assert (again.width(), again.height()) == (1200, 700)


@pytest.fixture
def qgis_proxy():
    """Sets QGIS's proxy settings, as its options dialog does, and takes them back."""
    settings, manager = QgsSettings(), QgsNetworkAccessManager.instance()

    def use(**values):
        settings.remove("proxy")
        for name, value in values.items():
            settings.setValue(f"proxy/{name}", value)
        manager.setupDefaultProxyAndCache()

    yield use
    use()


def test_qgiss_proxy_is_told_to_the_engine_and_shown_without_its_password(
    open_dialog, driven, monkeypatch, qgis_proxy
):
    server = {"proxyEnabled": True, "proxyHost": "proxy.example", "proxyPort": 3128}
    qgis_proxy(**server, proxyType="HttpProxy", proxyUser="me", proxyPassword="p@ss/word")
    asked = answer(monkeypatch)
    dialog = open_dialog()
    choose(dialog, "spectralgpt")
    dialog.download_button.click()
    assert driven.jobs[-1]["parameters"]["proxy"] == "http://me:p%40ss%2Fword@proxy.example:3128"
    assert "proxy.example:3128" in asked[0]
    assert "p@ss" not in asked[0]
    assert "p%40ss" not in asked[0]


def test_kinds_of_proxies_are_told_apart(qgis_proxy):
    server = {"proxyEnabled": True, "proxyHost": "proxy.example", "proxyPort": 1080}
    qgis_proxy(**server, proxyType="Socks5Proxy", proxyUser="me", proxyPassword="secret")
    assert proxy.proxy_for("https://zenodo.org") == "socks5://proxy.example:1080"
    qgis_proxy(**server, proxyType="HttpProxy", noProxyUrls=["https://zenodo.org"])
    assert proxy.proxy_for("https://zenodo.org/records/1") == proxy.DIRECT
    qgis_proxy(**{**server, "proxyEnabled": False}, proxyType="HttpProxy")
    assert proxy.proxy_for("https://zenodo.org") == ""
    assert proxy.shown("") == proxy.shown(proxy.DIRECT) == ""


def test_consent_says_how_much_is_there_already(own):
    (own / "downloads").mkdir(parents=True)
    (own / "downloads" / "SpectralGPT.pth.partial").write_bytes(b"x" * 3_000_000)
    (model,) = [model for model in model_list.listed_models() if model.id == "spectralgpt"]
    assert "3.0 MB are here already" in catalogue_words.consent(model, "")[1]


def test_headlines_cannot_be_chosen(open_dialog):
    dialog = open_dialog()
    for top in range(dialog.tree.topLevelItemCount()):
        assert not dialog.tree.topLevelItem(top).flags() & Qt.ItemFlag.ItemIsSelectable
