"""The dialog "Models": what models there are, and getting, checking and deleting them."""

from __future__ import annotations

import html
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt, QUrl, pyqtSignal
from qgis.PyQt.QtGui import QDesktopServices, QIcon, QShowEvent
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QMessageBox,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QSplitter,
    QVBoxLayout,
    QWidget,
)

from ..engine.launch import PLUGIN_ROOT
from ..engine.proxy import proxy_for
from ..engine.runs import RunManager
from ..engine.supervisor import EngineSupervisor
from ..layers import model_list
from ..layers.catalogue import user_models
from ..layers.model_list import ListedModel
from ..layers.translation import tr
from ..settings import Settings
from .card_panel import CardPanel
from .catalogue_words import consent, outcome_text
from .engine_banner import EngineBanner
from .estimate import duration_text
from .field import error_colour, hint, plain_label
from .import_box import ImportBox
from .model_jobs import ModelJobs
from .model_tree import ModelTree
from .model_words import size_text

_SETTINGS = "dialogs/models"


class CatalogueDialog(QDialog):
    """Shows the models in groups, the chosen one's card, and what can be done with it.

    It may be closed while a download goes on; opened again, it shows how far that is.

    Signals:
        engineRequested: the user wants to install or look at the engine.
        catalogueChanged: there are other models than before.
    """

    engineRequested = pyqtSignal()  # noqa: N815 - named as Qt names its own
    catalogueChanged = pyqtSignal()  # noqa: N815

    def __init__(
        self,
        supervisor: EngineSupervisor,
        runs: RunManager,
        settings: Settings,
        tell: Callable[[str], None],
        parent: Optional[QWidget] = None,
    ) -> None:
        """Create the dialog.

        Args:
            tell: says how a job has ended to a user who has closed the dialog meanwhile.
        """
        super().__init__(parent)
        self._supervisor, self._settings, self._tell = supervisor, settings, tell
        self._jobs = ModelJobs(runs, self)
        self._models: list[ListedModel] = []
        self.setObjectName("SpectralGPTCatalogueDialog")
        self.setWindowTitle(tr("Models"))
        self.setWindowIcon(QIcon(str(PLUGIN_ROOT / "resources" / "icons" / "models.svg")))
        self._build()
        self._connect()
        self._recall()
        self._say("")
        self.refresh()

    def showEvent(self, event: Optional[QShowEvent]) -> None:
        self.refresh()
        super().showEvent(event)

    def refresh(self, choose: str = "") -> None:
        """Look again what is there."""
        self._models = model_list.listed_models()
        self.tree.show_models(self._models, choose or self._settings.get(f"{_SETTINGS}/chosen", ""))
        used = size_text(model_list.disk_use())
        self.room.setText(
            tr("Your models take {size} in {folder}").format(size=used, folder=user_models())
            if used
            else tr("Your models will be in {folder}").format(folder=user_models())
        )
        self._show_state()

    def done(self, result: int) -> None:
        """Close; what is going on goes on."""
        self._settings.set(f"{_SETTINGS}/size", [self.width(), self.height()])
        self._settings.set(f"{_SETTINGS}/parts", self.splitter.sizes())
        super().done(result)

    # What is shown

    def _build(self) -> None:
        self.banner = EngineBanner()
        self.tree, self.card = ModelTree(), CardPanel()
        self.download_button = QPushButton(tr("Download…"))
        self.verify_button = QPushButton(tr("Verify"))
        self.verify_button.setToolTip(tr("Compares the weights with the hash that the card states."))
        self.delete_button = QPushButton(tr("Delete…"))
        self.card_button = QPushButton(tr("Open card"))
        self.card_button.setToolTip(tr("Opens the card’s file, which has all that is known of the model."))
        self.import_button = QPushButton(tr("Import file…"))
        self.import_button.setToolTip(
            tr("Makes a model of a SpectralGPT checkpoint (.pth or .safetensors) that you have.")
        )
        self.folder_button = QPushButton(tr("Open folder"))
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.card, 1)
        column.addLayout(
            _row(self.download_button, self.verify_button, self.delete_button, None, self.card_button)
        )
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.tree, 1)
        column.addLayout(_row(self.import_button, self.folder_button, None))
        self.splitter = QSplitter(Qt.Orientation.Horizontal)
        self.splitter.setChildrenCollapsible(False)
        for part, share in ((left, 6), (right, 5)):
            self.splitter.addWidget(part)
            self.splitter.setStretchFactor(self.splitter.indexOf(part), share)
        self.outcome = plain_label()
        self.outcome.setWordWrap(True)
        self.outcome.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.room = hint()
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        box.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(self.room, 1)
        bottom.addWidget(box)
        layout = QVBoxLayout(self)
        layout.addWidget(self.banner)
        layout.addWidget(self.splitter, 1)
        layout.addWidget(self._build_progress())
        layout.addWidget(self.outcome)
        layout.addLayout(bottom)
        for button in self.findChildren(QPushButton):
            button.setAutoDefault(False)

    def _build_progress(self) -> QWidget:
        self.progress = QWidget()
        self.progress_text = plain_label()
        self.bar = QProgressBar()
        self.bar.setRange(0, 1000)
        self.cancel_button = QPushButton(tr("Cancel"))
        row = QHBoxLayout(self.progress)
        row.setContentsMargins(0, 0, 0, 0)
        # Else the bar would move with every figure.
        self.progress_text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self.progress_text, 1)
        row.addWidget(self.bar, 1)
        row.addWidget(self.cancel_button)
        return self.progress

    def _connect(self) -> None:
        self.banner.requested.connect(self.engineRequested)
        self.tree.chosen.connect(self._on_chosen)
        self.download_button.clicked.connect(lambda _checked=False: self.download())
        self.verify_button.clicked.connect(lambda _checked=False: self.verify())
        self.delete_button.clicked.connect(lambda _checked=False: self.delete())
        self.import_button.clicked.connect(lambda _checked=False: self.choose_file())
        self.card_button.clicked.connect(lambda _checked=False: self._open_card())
        self.folder_button.clicked.connect(lambda _checked=False: self._open_folder())
        self.cancel_button.clicked.connect(lambda _checked=False: self._cancel())
        self._supervisor.stateChanged.connect(self._show_state)
        self._jobs.started.connect(self._on_started)
        self._jobs.progressed.connect(self._on_progress)
        self._jobs.remaining.connect(self._on_remaining)
        self._jobs.ended.connect(self._on_ended)

    def _recall(self) -> None:
        width, height = self._settings.get(f"{_SETTINGS}/size", [1160, 640])
        self.resize(int(width), int(height))
        parts = self._settings.get(f"{_SETTINGS}/parts", [])
        self.splitter.setSizes([int(part) for part in parts] or [640, 500])

    def _on_chosen(self) -> None:
        model = self.tree.model
        if model is not None:
            self._settings.set(f"{_SETTINGS}/chosen", model.id)
        self.card.show_model(model)
        self._show_state()

    def _show_state(self, _state: str = "") -> None:
        state = self._supervisor.state
        self.banner.show_state(state)
        able = state != "absent" and not self._jobs.running
        model = self.tree.model
        there = model is not None and model.group != model_list.PUBLISHED
        partial = model is not None and model.state == model_list.PARTIAL
        self.download_button.setText(tr("Continue download…") if partial else tr("Download…"))
        self.download_button.setEnabled(able and model is not None and not there)
        self.verify_button.setEnabled(able and there)
        own = model is not None and model.group == model_list.OWN
        self.delete_button.setEnabled(able and (own or partial))
        self.card_button.setEnabled(model is not None and model.path is not None)
        self.import_button.setEnabled(able)
        self.progress.setVisible(self._jobs.running)

    def _say(self, text: str, bad: bool = False) -> None:
        self.outcome.setText(text)
        self.outcome.setStyleSheet(f"color: {error_colour(self.palette())};" if bad else "")
        self.outcome.setVisible(bool(text))

    # What can be done

    def download(self, accept_changed: bool = False) -> None:
        """Ask, then download the chosen weights."""
        model = self.tree.model
        if model is None:
            return
        download = model.official.get("download", {})
        proxy = proxy_for(str(download.get("url") or download.get("page") or ""))
        if not accept_changed and not self.ask(*consent(model, proxy), tr("Download")):
            return
        parameters: dict[str, Any] = {"id": model.id}
        if proxy:
            parameters["proxy"] = proxy
        if accept_changed:
            parameters["accept_changed"] = True
        file = str(model.official.get("file"))
        self._submit("fetch", parameters, tr("Download of {file}").format(file=file))

    def choose_file(self) -> None:
        """Let the user choose a file to import."""
        folder = self._settings.get(f"{_SETTINGS}/folder", str(Path.home()))
        path, _ = QFileDialog.getOpenFileName(
            self,
            tr("Choose a SpectralGPT checkpoint"),
            folder,
            f"{tr('Checkpoints')} (*.pth *.pt *.safetensors);;{tr('All files')} (*)",
        )
        if path:
            self._settings.set(f"{_SETTINGS}/folder", str(Path(path).parent))
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Ask for the model's name, then convert a file."""
        taken = {model.id for model in self._models if model.group == model_list.OWN}
        fixed = {model.id for model in self._models if model.group == model_list.SHIPPED}
        box = ImportBox(path, taken, fixed, self._supervisor, self._settings, self)
        if box.exec() == QDialog.DialogCode.Accepted:
            self._submit("convert", box.parameters(), tr("Import of {file}").format(file=path.name))
        box.deleteLater()

    def verify(self) -> None:
        """Compare the chosen model with its card."""
        if (model := self.tree.model) is not None:
            self._submit("verify", {"ids": [model.id]}, tr("Verification of {name}").format(name=model.id))

    def delete(self) -> None:
        """Ask, then delete the chosen model."""
        model = self.tree.model
        if model is None:
            return
        text = tr("Delete “{name}”?").format(name=html.escape(model.title))
        size = size_text(model.size)
        if model.group == model_list.PUBLISHED:
            file = html.escape(str(model.official.get("file")))
            text = tr("Delete what was downloaded of {file}?").format(file=file)
            more = tr("This frees {size}. The next download begins anew.").format(size=size)
        else:
            more = tr("This frees {size}. Maps that were made with it stay.").format(size=size or "0 kB")
        if self.ask(text, more, tr("Delete")):
            self._submit("delete", {"id": model.id}, tr("Deletion of {name}").format(name=model.id))

    def ask(self, text: str, more: str, action: str) -> bool:
        """Ask a question that one button answers with yes."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.windowTitle())
        box.setTextFormat(Qt.TextFormat.RichText)
        box.setText(text)
        box.setInformativeText(more)
        yes = box.addButton(action, QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is yes

    def _submit(self, task: str, parameters: dict[str, Any], title: str) -> None:
        self._jobs.submit(task, parameters, title)

    def _on_started(self) -> None:
        self._say("")
        self.bar.setValue(0)
        self.bar.setFormat("")
        self.progress_text.setText(f"{self._jobs.title}: {tr('waiting for the engine…')}")
        self.cancel_button.setEnabled(True)
        self._show_state()

    def _on_progress(self, share: float, text: str) -> None:
        self.bar.setValue(round(1000 * share))
        self.progress_text.setText(f"{self._jobs.title}: {text}")
        self.bar.setFormat("%p %")

    def _on_remaining(self, seconds: float) -> None:
        left = tr("{time} left").format(time=duration_text(seconds))
        self.bar.setFormat(f"%p % · {left}")

    def _cancel(self) -> None:
        self.cancel_button.setEnabled(False)
        self.progress_text.setText(tr("Cancelling…"))
        self._jobs.cancel()

    def _on_ended(self, succeeded: bool, job: dict[str, Any], outcome: dict[str, Any]) -> None:
        text, bad = outcome_text(succeeded, job, outcome)
        self._say(text, bad)
        if succeeded and not self.isVisible():
            # Failures are told by the run manager in any case.
            self._tell(text)
        self.refresh(str(outcome.get("id") or ""))
        if job["task"] != "verify":
            self.catalogueChanged.emit()
        if not succeeded and outcome.get("code") == "download.changed" and self.isVisible():
            text = tr("The file has changed since the first download. Take the new one?")
            if self.ask(text, html.escape(str(outcome.get("message"))), tr("Download the new file")):
                self.refresh(job["parameters"]["id"])
                self.download(accept_changed=True)

    def _open_card(self) -> None:
        if (model := self.tree.model) is not None and model.path is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(model.path)))

    def _open_folder(self) -> None:
        folder = user_models()
        folder.mkdir(parents=True, exist_ok=True)
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder)))


def _row(*buttons: Optional[QPushButton]) -> QHBoxLayout:
    """Buttons side by side; None for the room between."""
    row = QHBoxLayout()
    for button in buttons:
        if button is None:
            row.addStretch(1)
        else:
            row.addWidget(button)
    return row
