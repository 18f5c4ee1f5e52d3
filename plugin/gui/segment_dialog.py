"""The dialog "Classify land cover"."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from ..layers.translation import tr
from .job_dialog import JobDialog
from .model_choice import ModelChoice
from .output_choice import OutputChoice
from .scene_chooser import SceneChooser, proposed_scenes
from .scene_panel import ScenePanel


class SegmentDialog(JobDialog):
    """Chooses a scene, a model, an area and outputs for a land-cover map."""

    task = "segment"
    icon = "segment.svg"

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        self.scene = SceneChooser()
        self.passport = ScenePanel(supervisor)
        self.model = ModelChoice("segment")
        super().__init__(iface, supervisor, runs, settings, parent)
        self.setWindowTitle(tr("Classify land cover"))
        self.resize(1040, 600)

    def panels(self) -> dict[str, tuple[SceneChooser, ScenePanel]]:
        return {"scene": (self.scene, self.passport)}

    def build_input(self) -> None:
        self.form.add_field("scene", tr("S&cene:"), self.scene)
        self.form.add_field("model", tr("&Model:"), self.model)
        self.model.changed.connect(self.settings_changed)
        if proposals := proposed_scenes(self.iface):
            self.scene.set_layers(proposals[0])
        self.confidence = OutputChoice(".tif", "confidence", tr("Confidence"), beside=self.form.output)
        self.confidence.setToolTip(tr("A layer of how sure the model is, 0 to 100 percent"))
        self.confidence.set_wanted(True)
        self.polygons = OutputChoice(".gpkg", "polygons", tr("Polygons"), beside=self.form.output)
        self.polygons.setToolTip(tr("The classes’ outlines as a vector layer"))

    def build_passports(self) -> QWidget:
        box = QGroupBox(tr("Input passport"))
        layout = QVBoxLayout(box)
        layout.addWidget(self.passport)
        return box

    def optional_outputs(self) -> dict[str, OutputChoice]:
        return {"confidence": self.confidence, "polygons": self.polygons}

    def task_parameters(self) -> dict[str, Any]:
        return {"model": self.model.model_id} if self.model.model_id else {}

    def run_title(self) -> str:
        return tr("Land cover of {name}").format(name=self.scene.source().name)

    def result_names(self) -> dict[str, str]:
        title = self.model.combo.currentText() if self.model.model_id else ""
        return {"name": self.scene.source().name, "model_title": title}

    def remembered(self) -> dict[str, Any]:
        return {**super().remembered(), "model": self.model.model_id or ""}

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.model.set_model(str(kept["model"]))
