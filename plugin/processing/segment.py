"""Land cover as an algorithm."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterVectorDestination,
)

from ..layers.results import localized_classes
from ..layers.translation import tr
from .base import EngineAlgorithm
from .cards import AUTOMATIC
from .network_input import declare_network_input, network_input, network_input_problem


class SegmentAlgorithm(EngineAlgorithm):
    """Classifies the land cover of a scene."""

    task = "segment"
    scenes = ("SCENE",)
    files = ("OUTPUT", "CONFIDENCE", "POLYGONS")

    def displayName(self) -> str:
        return tr("Classify land cover")

    def tags(self) -> list[str]:
        return tr("land cover,land use,classification,segmentation,sentinel-2,deep learning").split(",")

    def layer_title(self, name: str) -> str:
        titles = {"CONFIDENCE": tr("Confidence"), "POLYGONS": tr("Land cover polygons")}
        return titles.get(name, tr("Land cover"))

    def shortHelpString(self) -> str:
        return tr(
            "Classifies the land cover of a multispectral or hyperspectral scene with a neural network.\n\n"
            "The result is a raster on the scene’s own grid, with class names, colours, a raster attribute "
            "table and a run card that says how it was made. Bands are matched by wavelength, so a scene "
            "needs bands that can be identified: from metadata, descriptions or file names, or by the "
            "parameter “Bands”.\n\n"
            "A run that was cancelled can be continued: same parameters, same output, “Continue an "
            "interrupted run”."
        )

    def declare(self) -> None:
        self.add_scene("SCENE", tr("Scene"))
        self.add_model()
        declare_network_input(self)

    def declare_outputs(self) -> None:
        self.add(QgsProcessingParameterRasterDestination("OUTPUT", tr("Land cover")))
        self.add(
            QgsProcessingParameterRasterDestination(
                "CONFIDENCE", tr("Confidence (percent)"), optional=True, createByDefault=False
            )
        )
        self.add(
            QgsProcessingParameterVectorDestination(
                "POLYGONS", tr("Polygons"), optional=True, createByDefault=False
            )
        )

    def own_problem(self, parameters: dict[str, Any]) -> str:
        return network_input_problem(parameters)

    def own_parameters(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        model = self.parameterAsEnumString(parameters, "MODEL", context)
        return {
            "model": None if model == AUTOMATIC else model or None,
            **network_input(self, parameters, context),
        }

    def report(self, result: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
        for entry in localized_classes(result):
            if entry.get("pixels"):
                share, hectares = 100 * float(entry.get("share") or 0), entry.get("hectares")
                area = f"{hectares:,.1f} ha" if hectares is not None else f"{entry['pixels']} px"
                feedback.pushInfo(f"{entry.get('name', entry.get('code'))}: {area} ({share:.1f} %)")
