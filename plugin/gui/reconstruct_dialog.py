"""The dialog "Reconstruct hidden parts"."""

from __future__ import annotations

from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRectangle
from qgis.PyQt.QtWidgets import QWidget

from ..layers.colour_look import look_of
from ..layers.region import Region
from ..layers.translation import tr
from .hiding_choice import POLYGONS, HidingChoice
from .job_form import checked
from .network_dialog import NetworkDialog
from .output_choice import OutputChoice


class ReconstructDialog(NetworkDialog):
    """Chooses a scene, a pretraining network and what is hidden from it."""

    task = "reconstruct"
    icon = "reconstruct.svg"
    model_tasks = ("pretraining",)
    shows_classes = False
    has_patches = False

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        self.hiding = HidingChoice()
        super().__init__(iface, supervisor, runs, settings, parent)
        self.setWindowTitle(tr("Reconstruct hidden parts"))

    def build_input(self) -> None:
        super().build_input()
        self.form.add_field("hidden", tr("H&ide:"), self.hiding)
        self.hiding.changed.connect(self.settings_changed)
        self.error_map = OutputChoice(".tif", "error", tr("Error map"), beside=self.form.output)
        self.error_map.setToolTip(tr("How far the reconstruction is off, in reflectance, for each pixel"))
        self.error_map.set_wanted(True)
        self.spectra = OutputChoice(".csv", "spectra", tr("Table of spectra"), beside=self.form.output)
        self.spectra.setToolTip(
            tr("Mean spectra of the hidden parts as a CSV file; the panel shows them in any case")
        )

    def optional_outputs(self) -> dict[str, OutputChoice]:
        return {"error": self.error_map, "spectra": self.spectra}

    def task_parameters(self) -> dict[str, Any]:
        return {**super().task_parameters(), **checked("hidden", self.hiding.parameters)}

    def other_polygons(
        self, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None, final: bool
    ) -> dict[str, Region]:
        hidden = checked("hidden", lambda: self.hiding.region(crs, extent, export=final))
        return {POLYGONS: hidden} if hidden is not None else {}

    def run_title(self) -> str:
        return tr("Reconstruction of {name}").format(name=self.scene.source().name)

    def result_names(self) -> dict[str, Any]:
        passport = self.passport.passport
        names = {row.number: row.name for row in passport.bands}
        look = look_of(self.scene.layers(), names, passport.scale, passport.offset)
        return {**super().result_names(), "look": look}

    def remembered(self) -> dict[str, Any]:
        return {**super().remembered(), "hiding": self.hiding.values()}

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.hiding.set_values({**self.hiding.values(), **kept["hiding"]})

    def model_changed(self) -> None:
        self.hiding.set_card(self.model.card)
        super().model_changed()
