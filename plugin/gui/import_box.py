"""Naming a model that is imported from a file."""

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
from .field import Field, hint, plain_label
from .model_words import size_text

# As the engine's converter wants it.
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


class ImportBox(QDialog):
    """Says what will happen with a file, and asks what the model is to be called.

    Args:
        path: the file.
        taken: ids that models have, which are not offered and have to be confirmed; `fixed` ones are refused.
        fixed: ids of shipped models.
    """

    def __init__(
        self, path: Path, taken: Collection[str], fixed: Collection[str], parent: Optional[QWidget] = None
    ) -> None:
        super().__init__(parent)
        self._path, self._taken, self._fixed = path, taken, fixed
        self.setWindowTitle(tr("Import a model"))
        self.name = QLineEdit(_free(id_from(path.stem), {*taken, *fixed}))
        self.field = Field(self.name)
        file = plain_label(path.name)
        form = QFormLayout()
        form.addRow(tr("File"), file)
        form.addRow(tr("Size"), QLabel(size_text(path.stat().st_size)))
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
        layout.addWidget(self.buttons)
        self.setMinimumWidth(460)
        self.name.textChanged.connect(self._check)
        self._check()

    def parameters(self) -> dict[str, Any]:
        """The job's parameters, those of the engine's ``convert``."""
        chosen: dict[str, Any] = {"source": str(self._path), "id": self.name.text()}
        if self.name.text() in self._taken:
            chosen["overwrite"] = True
        return chosen

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
        self.import_button.setEnabled(not error)
        self.import_button.setText(action)


def id_from(stem: str) -> str:
    """A model's id from a file's name, as the engine makes it: ``SpectralGPT+`` -> ``spectralgpt-plus``."""
    return "-".join(re.findall(r"[a-z0-9]+", stem.lower().replace("+", "-plus-"))) or "model"


def _free(name: str, taken: Collection[str]) -> str:
    number, free = 2, name
    while free in taken:
        free, number = f"{name}-{number}", number + 1
    return free
