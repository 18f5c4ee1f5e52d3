"""The dialog "Classify land cover"."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtWidgets import QWidget

from ..layers.translation import tr
from .network_dialog import NetworkDialog
from .output_choice import OutputChoice


class SegmentDialog(NetworkDialog):
    """Chooses a scene, a model, an area and outputs for a land-cover map."""

    task = "segment"
    icon = "segment.svg"
    model_tasks = ("segmentation",)

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        super().__init__(iface, supervisor, runs, settings, parent)
        self.setWindowTitle(tr("Classify land cover"))

    def build_input(self) -> None:
        super().build_input()
        self.confidence = OutputChoice(".tif", "confidence", tr("Confidence"), beside=self.form.output)
        self.confidence.setToolTip(
            tr(
                "A layer of how sure the model is, 0 to 100 percent. If the model is calibrated (see "
                "Models…), about 80 of 100 pixels with 80 percent are right."
            )
        )
        self.confidence.set_wanted(True)
        self.polygons = OutputChoice(".gpkg", "polygons", tr("Polygons"), beside=self.form.output)
        self.polygons.setToolTip(tr("The classes’ outlines as a vector layer"))

    def optional_outputs(self) -> dict[str, OutputChoice]:
        return {"confidence": self.confidence, "polygons": self.polygons}

    def run_title(self) -> str:
        return tr("Land cover of {name}").format(name=self.scene.source().name)
