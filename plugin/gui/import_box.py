"""Importing a model from a file: what the file is, how the model is called and how it was trained."""

from __future__ import annotations

import re
from collections.abc import Collection
from pathlib import Path
from typing import Any, Optional

from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ..layers.translation import tr
from ..settings import Settings
from .field import Field, hint, plain_label
from .model_words import network_text, size_text
from .recipe_choice import RecipeChoice

# As the engine's converter wants it.
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class ImportBox(QDialog):
    """Says what a file is and what will happen with it, and asks what the model is to be called.

    The engine is asked what the file holds, once the box is there. A classifier of scenes brings a choice
    with it; a file that is no checkpoint cannot be imported. Without an answer the engine decides.

    Args:
        path: the file.
        taken: ids that models have, which are not offered and have to be confirmed; `fixed` ones are refused.
        fixed: ids of shipped models.
        supervisor: of the engine.
    """

    def __init__(
        self,
        path: Path,
        taken: Collection[str],
        fixed: Collection[str],
        supervisor: Any,
        settings: Settings,
        parent: Optional[QWidget] = None,
    ) -> None:
        super().__init__(parent)
        self._path, self._taken, self._fixed = path, taken, fixed
        self._refused = False
        self.setWindowTitle(tr("Import a model"))
        self.name = QLineEdit(_free(id_from(path.stem), {*taken, *fixed}))
        self.field = Field(self.name)
        self.network = plain_label(tr("The engine is looking into the file…"))
        self.network.setWordWrap(True)
        self.content = Field(self.network)
        self.recipe = RecipeChoice(settings, self)
        self.recipe.hide()
        file = plain_label(path.name)
        self.form = form = QFormLayout()
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        form.addRow(tr("File"), file)
        form.addRow(tr("Size"), QLabel(size_text(path.stat().st_size)))
        form.addRow(tr("Content"), self.content)
        form.addRow(tr("&Name of the model"), self.field)
        explanation = hint(
            tr(
                "The engine reads the file without running anything that might be in it, finds out which "
                "SpectralGPT network it is, and writes a copy of its own with a card. Your file stays as "
                "it is."
            )
        )
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
        self.import_button = self.buttons.addButton(tr("Import"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addLayout(form)
        layout.addWidget(explanation)
        layout.addStretch(1)
        layout.addWidget(self.buttons)
        self.setMinimumWidth(580)
        self.name.textChanged.connect(self._check)
        self._check()
        self.name.setFocus()
        supervisor.request("checkpoint", {"source": str(path)}, self._show_content, self._show_refusal)

    def parameters(self) -> dict[str, Any]:
        """The job's parameters, those of the engine's ``convert``."""
        chosen: dict[str, Any] = {"source": str(self._path), "id": self.name.text()}
        if self.name.text() in self._taken:
            chosen["overwrite"] = True
        if self.recipe.value:
            chosen["recipe"] = self.recipe.value
        return chosen

    def accept(self) -> None:
        """Import; how a classifier was trained is proposed the next time."""
        self.recipe.remember()
        super().accept()

    def _show_content(self, answer: Any) -> None:
        facts = answer if isinstance(answer, dict) else {}
        self.network.setText(network_text(facts))
        if facts.get("recipes"):
            self.recipe.offer(facts["classes"], facts["recipes"], str(facts.get("recipe", "")))
            self.form.addRow(tr("Trained on"), self.recipe)
            self.recipe.show()
            self.adjustSize()

    def _show_refusal(self, error: dict[str, Any]) -> None:
        self._refused = str(error.get("code", "")).startswith("checkpoint.")
        self.network.setText(tr("no model") if self._refused else tr("not known before the import"))
        if self._refused:
            sentences = (error.get("message"), error.get("advice"))
            self.content.set_error(" ".join(str(sentence) for sentence in sentences if sentence))
            self.adjustSize()
        self._check()

    def _check(self) -> None:
        name = self.name.text()
        error, action = "", tr("Import")
        if not _ID.fullmatch(name):
            error = tr("Use lower-case letters, digits and hyphens, for example my-segmunich.")
        elif name in self._fixed:
            error = tr("A model that is part of the plugin is called so.")
        elif name in self._taken:
            action = tr("Replace {name}").format(name=name)
        self.field.set_error(error)
        self.import_button.setEnabled(not error and not self._refused)
        self.import_button.setText(action)


def id_from(stem: str) -> str:
    """A model's id from a file's name, as the engine makes it: ``SpectralGPT+`` -> ``spectralgpt-plus``."""
    return "-".join(re.findall(r"[a-z0-9]+", stem.lower().replace("+", "-plus-"))) or "model"


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
