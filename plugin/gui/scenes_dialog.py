"""The dialog "Classify scenes"."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.PyQt.QtWidgets import QWidget

from ..layers.inputs import InputRefused
from ..layers.region import Region
from ..layers.translation import tr
from .job_form import checked
from .network_dialog import NetworkDialog
from .output_choice import OutputChoice
from .percent_slider import PercentSlider
from .target_choice import POLYGONS, TargetChoice

_USUAL_THRESHOLD = 50


class ScenesDialog(NetworkDialog):
    """Chooses a scene, a classifier of whole images, and the cells or polygons that it labels."""

    task = "scenes"
    icon = "scenes.svg"
    model_tasks = ("classification",)
    has_patches = False
    output_suffix = ".gpkg"

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        self.targets = TargetChoice()
        self.threshold = PercentSlider(1, 99, _USUAL_THRESHOLD, " %")
        super().__init__(iface, supervisor, runs, settings, parent)
        self.setWindowTitle(tr("Classify scenes"))
        self.resize(1040, 640)

    def build_input(self) -> None:
        super().build_input()
        self.form.add_field("targets", tr("C&lassify:"), self.targets)
        self.threshold.setToolTip(tr("A label holds where the model gives it at least this probability."))
        self.form.add_field("threshold", tr("&Threshold:"), self.threshold)
        self.targets.changed.connect(self.settings_changed)
        self.threshold.changed.connect(lambda _value: self.settings_changed())

    def optional_outputs(self) -> dict[str, OutputChoice]:
        return {}

    def task_parameters(self) -> dict[str, Any]:
        several = {"threshold": self.threshold.value / 100} if self._several else {}
        return {**super().task_parameters(), **self.targets.parameters(), **several}

    def other_polygons(
        self, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None, final: bool
    ) -> dict[str, Region]:
        polygons = checked("targets", lambda: self.targets.region(crs, extent, export=final))
        return {POLYGONS: polygons} if polygons is not None else {}

    def can_estimate(self, regions: tuple[Region, ...]) -> bool:
        # How long polygons take depends on their number and sizes, which only their file tells.
        return not any(region.only_bounds for region in regions[1:])

    def run_title(self) -> str:
        return tr("Scenes of {name}").format(name=self.scene.source().name)

    def remembered(self) -> dict[str, Any]:
        return {
            **super().remembered(),
            "targets": self.targets.values(),
            "threshold": self.threshold.value,
        }

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.targets.set_values({**self.targets.values(), **kept["targets"]})
        self.threshold.set_value(int(kept["threshold"]))

    def model_changed(self) -> None:
        self.targets.set_card(self.model.card)
        self.form.show_field("threshold", self._several)
        super().model_changed()

    def settings_changed(self) -> None:
        """Count the cells at once; estimate once the user pauses."""
        crs, extent = self._grid()
        try:
            bounds = self.form.area.region(crs, extent, export=False).bounds
        except InputRefused:
            bounds = None
        self.targets.show_count(extent if bounds is None else bounds, crs)
        super().settings_changed()

    @property
    def _several(self) -> bool:
        """Whether the model gives several labels at once."""
        return self.model.card.get("labels") == "multiple"
