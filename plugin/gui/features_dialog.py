"""The dialog "Compute features"."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ..layers.translation import tr
from .field import hint
from .network_dialog import NetworkDialog
from .output_choice import OutputChoice

_TOKEN = 8
"""Side of a token in pixels."""


class FeaturesDialog(NetworkDialog):
    """Chooses a scene and a network whose features describe it."""

    task = "embed"
    icon = "embed.svg"
    model_tasks = ("segmentation", "pretraining")
    shows_classes = False
    has_patches = False

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        super().__init__(iface, supervisor, runs, settings, parent)
        self.setWindowTitle(tr("Compute features"))

    def build_input(self) -> None:
        super().build_input()
        self.precision = QComboBox()
        self.precision.addItem(tr("16 bits (float16)"), "float16")
        self.precision.addItem(tr("8 bits: half the space (int8)"), "int8")
        self.precision.setToolTip(tr("With 8 bits, scale and offset in the file give the values back."))
        self.precision.currentIndexChanged.connect(lambda _index: self.settings_changed())
        self.size = hint()
        box = QWidget()
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.precision)
        column.addWidget(self.size)
        box.setFocusProxy(self.precision)
        self.form.add_field("type", tr("&Precision:"), box)
        self.picture = OutputChoice(".tif", "picture", tr("Picture for the eye"), beside=self.form.output)
        self.picture.setToolTip(
            tr(
                "The first three principal components as red, green and blue: what looks alike to the "
                "network has like colours"
            )
        )
        self.picture.set_wanted(True)

    def optional_outputs(self) -> dict[str, OutputChoice]:
        return {"pca": self.picture}

    def task_parameters(self) -> dict[str, Any]:
        return {**super().task_parameters(), "type": self.precision.currentData()}

    def run_title(self) -> str:
        return tr("Features of {name}").format(name=self.scene.source().name)

    def remembered(self) -> dict[str, Any]:
        return {**super().remembered(), "type": self.precision.currentData()}

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.precision.setCurrentIndex(max(self.precision.findData(kept["type"]), 0))

    def model_changed(self) -> None:
        super().model_changed()
        architecture = self.model.card.get("architecture")
        width = architecture.get("width") if isinstance(architecture, dict) else None
        text = tr("{count} numbers for each token, a square of {side} × {side} pixels.")
        self.size.setText(text.format(count=width, side=_TOKEN) if width else "")
