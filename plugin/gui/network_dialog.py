"""What the dialogs have in common that show one scene to one network."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QGroupBox, QVBoxLayout, QWidget

from ..layers.translation import tr
from .job_dialog import JobDialog
from .job_form import checked
from .model_choice import ModelChoice
from .scaling_choice import ScalingChoice
from .scene_chooser import SceneChooser, proposed_scenes
from .scene_panel import ScenePanel


class NetworkDialog(JobDialog):
    """Base of the dialogs that choose a scene and a model; a subclass says what its models do."""

    model_tasks: tuple[str, ...] = ()
    shows_classes = True
    """Whether it matters which classes a model tells apart."""

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        self.scene = SceneChooser()
        self.passport = ScenePanel(supervisor)
        self.model = ModelChoice(*self.model_tasks, classes=self.shows_classes)
        self.scaling = ScalingChoice()
        super().__init__(iface, supervisor, runs, settings, parent)
        self.resize(1090, 660)

    def panels(self) -> dict[str, tuple[SceneChooser, ScenePanel]]:
        return {"scene": (self.scene, self.passport)}

    def build_input(self) -> None:
        self.form.add_field("scene", tr("S&cene:"), self.scene)
        self.form.add_field("model", tr("&Model:"), self.model)
        self.form.add_field("scaling", tr("Scali&ng:"), self.scaling)
        self.model.changed.connect(self.model_changed)
        self.model.modelsRequested.connect(self.modelsRequested)
        self.scaling.changed.connect(self.settings_changed)
        if proposals := proposed_scenes(self.iface):
            self.scene.set_layers(proposals[0])

    def build_passports(self) -> QWidget:
        box = QGroupBox(tr("Input passport"))
        layout = QVBoxLayout(box)
        layout.addWidget(self.passport)
        return box

    def task_parameters(self) -> dict[str, Any]:
        return {"model": checked("model", self.model.parameter), **self.scaling.parameter()}

    def result_names(self) -> dict[str, Any]:
        return {"name": self.scene.source().name, "model_title": self.model.title}

    def refresh_models(self) -> None:
        self.model.refresh()

    def remembered(self) -> dict[str, Any]:
        return {**super().remembered(), "model": self.model.model_id, "scaling": self.scaling.value}

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.model.set_model(str(kept["model"]))
        self.model_changed()
        self.scaling.set_value(str(kept["scaling"]))

    def model_changed(self) -> None:
        """Another model was chosen."""
        self.scaling.set_card(self.model.card)
        self.form.show_field("scaling", self.scaling.needed)
        self.forget_estimate()
