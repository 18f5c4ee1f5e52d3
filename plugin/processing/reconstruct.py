"""Reconstruction of hidden parts of a scene as an algorithm."""

from __future__ import annotations

import re
from typing import Any

from qgis.core import (
    QgsProcessing,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterFileDestination,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..layers.translation import tr
from .base import EngineAlgorithm
from .cards import AUTOMATIC
from .network_input import declare_network_input, network_input, network_input_problem

WAYS = ("SHARE", "GROUPS", "POLYGONS")


class ReconstructAlgorithm(EngineAlgorithm):
    """Hides parts of a scene and lets the pretraining network fill them in."""

    task = "reconstruct"
    scenes = ("SCENE",)
    files = ("OUTPUT", "ERROR")
    tables = ("SPECTRA",)
    model_tasks = ("pretraining",)
    has_patches = False

    def displayName(self) -> str:
        return tr("Reconstruct hidden parts")

    def tags(self) -> list[str]:
        return tr("reconstruction,masked autoencoder,gap filling,clouds,spectra,sentinel-2").split(",")

    def layer_title(self, name: str) -> str:
        return tr("Reconstruction error") if name == "ERROR" else tr("Reconstruction")

    def shortHelpString(self) -> str:
        return tr(
            "Hides parts of a scene from a network that was trained to fill them in, and writes what it "
            "makes of them: a share of all tokens (squares of 8 × 8 pixels of a spectral group), whole "
            "spectral groups, or the places that polygons touch, such as clouds. What is not hidden stays as "
            "it was.\n\n"
            "The error compares with the scene itself; under clouds it means nothing."
        )

    def declare(self) -> None:
        self.add_scene("SCENE", tr("Scene"))
        self.add_model()
        self.add(
            QgsProcessingParameterNumber(
                "SHARE",
                tr("Hide a share of the tokens"),
                QgsProcessingParameterNumber.Type.Double,
                optional=True,
                minValue=0.01,
                maxValue=0.99,
            ),
            tr("Chosen by chance; 0.75 where neither groups nor polygons are given."),
        )
        self.add(
            QgsProcessingParameterString("GROUPS", tr("Hide spectral groups (1,3,…)"), optional=True),
            tr(
                "Of the shipped network 1 is the visible bands, 2 the near and 3 the short-wave infrared; of "
                "the official ones 1 is B01–B03, 2 is B04–B06, 3 is B07–B8A, 4 is B09–B12."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "POLYGONS",
                tr("Hide what these polygons touch"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        self.add(
            QgsProcessingParameterNumber(
                "SEED",
                tr("Seed of the chance"),
                QgsProcessingParameterNumber.Type.Integer,
                defaultValue=0,
                minValue=0,
            ),
            tr("The same seed hides the same tokens."),
            advanced=True,
        )
        declare_network_input(self)

    def declare_outputs(self) -> None:
        self.add(QgsProcessingParameterRasterDestination("OUTPUT", tr("Reconstruction")))
        self.add(
            QgsProcessingParameterRasterDestination(
                "ERROR", tr("Error (reflectance)"), optional=True, createByDefault=False
            )
        )
        self.add(
            QgsProcessingParameterFileDestination(
                "SPECTRA",
                tr("Spectra before and after"),
                "CSV (*.csv)",
                optional=True,
                createByDefault=False,
            )
        )

    def own_problem(self, parameters: dict[str, Any]) -> str:
        if sum(parameters.get(name) not in (None, "") for name in WAYS) > 1:
            return tr("Give a share, spectral groups or polygons, not several of them.")
        groups = str(parameters.get("GROUPS") or "").strip()
        if groups and not re.fullmatch(r"\d+(\s*,\s*\d+)*", groups):
            return tr("Spectral groups are whole numbers with commas between them, such as 1,3.")
        return network_input_problem(parameters)

    def own_parameters(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        model = self.parameterAsEnumString(parameters, "MODEL", context)
        own: dict[str, Any] = {
            "model": None if model == AUTOMATIC else model or None,
            "groups": self.parameterAsString(parameters, "GROUPS", context).strip() or None,
            "seed": self.parameterAsInt(parameters, "SEED", context),
            **network_input(self, parameters, context),
        }
        if parameters.get("SHARE") not in (None, ""):
            own["share"] = self.parameterAsDouble(parameters, "SHARE", context)
        if parameters.get("POLYGONS") not in (None, ""):
            own["polygons"] = self.polygon_file("POLYGONS", parameters, context, QgsProcessingFeedback())
        return own

    def report(self, result: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
        for entry in result.get("bands", []):
            if entry.get("rmse") is not None:
                feedback.pushInfo(
                    tr("{band}: {before:.4f} before, {after:.4f} after, error {error:.4f}").format(
                        band=entry["band"], before=entry["before"], after=entry["after"], error=entry["rmse"]
                    )
                )
