"""Labels of cells or polygons as an algorithm."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterNumber,
    QgsProcessingParameterVectorDestination,
)

from ..layers.translation import tr
from .base import EngineAlgorithm
from .cards import AUTOMATIC
from .network_input import declare_response, response


class ScenesAlgorithm(EngineAlgorithm):
    """Labels the cells of a grid over a scene, or polygons."""

    task = "scenes"
    scenes = ("SCENE",)
    files = ("OUTPUT",)
    model_tasks = ("classification",)
    has_patches = False

    def displayName(self) -> str:
        return tr("Classify scenes (cells or polygons)")

    def tags(self) -> list[str]:
        return tr("scene classification,eurosat,bigearthnet,grid,parcels,labels,sentinel-2").split(",")

    def layer_title(self, name: str) -> str:
        return tr("Scenes")

    def shortHelpString(self) -> str:
        return tr(
            "Labels each cell of a grid, or each polygon of a layer, by what it shows as a whole, with a "
            "neural network: with one label (such as the 10 of EuroSAT) or several at once (such as the 19 "
            "of BigEarthNet).\n\n"
            "The result is a layer of polygons with the likeliest label, its code and its confidence, the "
            "second and third, and the probability of every class, all in percent. Cells and polygons of "
            "which less than half can be seen are left out; the log counts them.\n\n"
            "The classifier that is part of the plugin knows EuroSAT’s 10 kinds of scenes. A fine-tuned "
            "SpectralGPT checkpoint, such as one for BigEarthNet, is imported with the engine’s command "
            "“convert”."
        )

    def declare(self) -> None:
        self.add_scene("SCENE", tr("Scene"))
        self.add_model()
        self.add(
            QgsProcessingParameterNumber(
                "CELL",
                tr("Size of a cell (metres)"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=1.0,
            ),
            tr("Empty: the size of the images that the model learned from, 640 m for EuroSAT."),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "POLYGONS",
                tr("Label these polygons instead of cells"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            ),
            tr("They keep their attributes. Very large ones are cut into cells, whose answers are averaged."),
        )
        self.add(
            QgsProcessingParameterNumber(
                "THRESHOLD",
                tr("Threshold of several labels"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=0.01,
                maxValue=0.99,
            ),
            tr(
                "Of models that give several labels at once: the probability that a label needs to hold. "
                "Empty: 0.5."
            ),
        )
        self.add_scaling()
        declare_response(self)

    def declare_outputs(self) -> None:
        self.add(QgsProcessingParameterVectorDestination("OUTPUT", tr("Labelled cells or polygons")))

    def own_problem(self, parameters: dict[str, Any]) -> str:
        if parameters.get("CELL") not in (None, "") and parameters.get("POLYGONS") not in (None, ""):
            return tr("Give either the size of a cell or polygons, not both.")
        return ""

    def own_parameters(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        model = self.parameterAsEnumString(parameters, "MODEL", context)
        own: dict[str, Any] = {
            "model": None if model == AUTOMATIC else model or None,
            "scaling": self.scaling(parameters, context),
            "response": response(self, parameters, context),
        }
        for name in ("CELL", "THRESHOLD"):
            if parameters.get(name) not in (None, ""):
                own[name.lower()] = self.parameterAsDouble(parameters, name, context)
        if parameters.get("POLYGONS") not in (None, ""):
            own["polygons"] = self.polygon_file("POLYGONS", parameters, context, QgsProcessingFeedback())
        return own

    def report(self, result: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
        for entry in result.get("classes", []):
            if entry.get("features"):
                share = 100 * float(entry.get("share") or 0)
                feedback.pushInfo(f"{entry.get('name')}: {entry['features']} ({share:.1f} %)")
