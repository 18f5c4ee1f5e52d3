"""Features of a scene as an algorithm."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterEnum,
    QgsProcessingParameterRasterDestination,
)

from ..layers.translation import tr
from .base import EngineAlgorithm
from .cards import AUTOMATIC
from .network_input import declare_network_input, network_input, network_input_problem

TYPES = ("float16", "int8")
SPECTRAL_GROUPS = ("sentinel-2", "all-bands")


class EmbedAlgorithm(EngineAlgorithm):
    """Computes the features that a network sees in a scene."""

    task = "embed"
    scenes = ("SCENE",)
    files = ("OUTPUT", "PCA")
    model_tasks = ("segmentation", "pretraining")
    has_patches = False

    def displayName(self) -> str:
        return tr("Compute features (embeddings)")

    def tags(self) -> list[str]:
        return tr("embeddings,features,foundation model,similarity,clustering,sentinel-2").split(",")

    def layer_title(self, name: str) -> str:
        return tr("Picture of the features") if name == "PCA" else tr("Features")

    def shortHelpString(self) -> str:
        return tr(
            "Describes a scene by the features that a neural network’s encoder computes: hundreds of numbers "
            "for each square of 8 × 8 pixels, as the bands of a raster. They serve as input for clustering, "
            "similarity search or classifiers of your own.\n\n"
            "The raster lies on the scene’s grid with pixels eight times as large. The picture shows the "
            "first three principal components as red, green and blue; its colours mean nothing by "
            "themselves, but what looks alike to the network has like colours."
        )

    def declare(self) -> None:
        self.add_scene("SCENE", tr("Scene"))
        self.add_model()
        self.add(
            QgsProcessingParameterEnum(
                "TYPE", tr("Precision"), options=list(TYPES), defaultValue="float16", usesStaticStrings=True
            ),
            tr("“int8” takes half the space; scale and offset in the file give the values back."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                "SPECTRAL_GROUPS",
                tr("Spectral groups"),
                options=list(SPECTRAL_GROUPS),
                defaultValue="sentinel-2",
                usesStaticStrings=True,
            ),
            tr(
                "“all-bands” is an experiment with imported pretraining networks: all bands of the scene, "
                "also those between Sentinel-2’s, in groups of three by wavelength. The network was not "
                "trained for that."
            ),
            advanced=True,
        )
        declare_network_input(self)

    def declare_outputs(self) -> None:
        self.add(QgsProcessingParameterRasterDestination("OUTPUT", tr("Features")))
        self.add(
            QgsProcessingParameterRasterDestination(
                "PCA", tr("Picture of the features"), optional=True, createByDefault=False
            )
        )

    def own_problem(self, parameters: dict[str, Any]) -> str:
        return network_input_problem(parameters)

    def own_parameters(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        model = self.parameterAsEnumString(parameters, "MODEL", context)
        return {
            "model": None if model == AUTOMATIC else model or None,
            "type": self.parameterAsEnumString(parameters, "TYPE", context) or "float16",
            "spectral_groups": self._spectral_groups(parameters, context),
            **network_input(self, parameters, context),
        }

    def _spectral_groups(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Optional[str]:
        """Return what is not the default."""
        chosen = self.parameterAsEnumString(parameters, "SPECTRAL_GROUPS", context)
        return None if chosen == SPECTRAL_GROUPS[0] else chosen or None

    def report(self, result: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
        if result.get("dimensions"):
            feedback.pushInfo(
                tr("{count} features for each of {tokens} squares.").format(
                    count=result["dimensions"], tokens=result.get("valid_tokens")
                )
            )
