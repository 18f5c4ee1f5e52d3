"""Change between two dates as an algorithm."""

from __future__ import annotations

from typing import Any

from qgis.core import (
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputNumber,
    QgsProcessingParameterEnum,
    QgsProcessingParameterRasterDestination,
    QgsProcessingParameterString,
)

from ..layers.translation import tr
from .base import EngineAlgorithm
from .cards import AUTOMATIC
from .network_input import declare_network_input, network_input, network_input_problem

METHODS = ("general", "refined", "vegetation", "built-up", "ir-mad", "spectralgpt")


class ChangeAlgorithm(EngineAlgorithm):
    """Finds what changed between two scenes of one place."""

    task = "change"
    scenes = ("BEFORE", "AFTER")
    files = ("OUTPUT", "EVIDENCE", "FROM_TO")
    model_tasks = ("segmentation", "change")

    def displayName(self) -> str:
        return tr("Detect change")

    def tags(self) -> list[str]:
        return tr("change detection,difference,two dates,sentinel-2,deforestation,urban growth").split(",")

    def layer_title(self, name: str) -> str:
        titles = {"EVIDENCE": tr("Evidence of change"), "FROM_TO": tr("From → to")}
        return titles.get(name, tr("Change"))

    def shortHelpString(self) -> str:
        return tr(
            "Finds what changed between two scenes of one place.\n\n"
            "The evidence says for every pixel, from 0 to 100, how strongly it changed; the threshold makes "
            "the change mask from it. Methods: general; refined (general, and then the land-cover network "
            "learns from the scene's clearest changes; slower); vegetation (loss of vegetation); built-up "
            "(new buildings and roads); ir-mad (statistical, for scenes of different sensors or light); "
            "spectralgpt (a network that was trained to find change: ours, where it is shipped, or one that "
            "you have converted).\n\n"
            "From → to classifies both dates and names the transitions. The second scene is brought to the "
            "grid of the first. An automatic threshold is not reliable where hardly anything changed; the "
            "log says so."
        )

    def declare(self) -> None:
        self.add_scene("BEFORE", tr("Before"))
        self.add_scene("AFTER", tr("After"))
        self.add(
            QgsProcessingParameterEnum(
                "METHOD", tr("Method"), options=list(METHODS), defaultValue="general", usesStaticStrings=True
            )
        )
        self.add(
            QgsProcessingParameterString("THRESHOLD", tr("Threshold"), optional=True),
            tr(
                "“otsu” or “ki” (Kittler-Illingworth) choose it automatically; or a number from 0 to 100. "
                "Empty: otsu, and 50 for spectralgpt."
            ),
        )
        self.add_model()
        declare_network_input(self)
        own = tr("Only where the second scene differs; “auto” takes what its files say.")
        self.add(
            QgsProcessingParameterString(
                "AFTER_RADIOMETRY", tr("Radiometry of the second scene"), optional=True
            ),
            own,
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("AFTER_BANDS", tr("Bands of the second scene"), optional=True),
            own,
            advanced=True,
        )

    def declare_outputs(self) -> None:
        self.add(QgsProcessingParameterRasterDestination("OUTPUT", tr("Change")))
        self.add(
            QgsProcessingParameterRasterDestination(
                "EVIDENCE", tr("Evidence (0–100)"), optional=True, createByDefault=False
            )
        )
        self.add(
            QgsProcessingParameterRasterDestination(
                "FROM_TO", tr("From → to"), optional=True, createByDefault=False
            )
        )
        self.addOutput(QgsProcessingOutputNumber("THRESHOLD_USED", tr("Threshold that was used")))
        self.addOutput(QgsProcessingOutputNumber("CHANGED_HECTARES", tr("Changed area (hectares)")))

    def own_problem(self, parameters: dict[str, Any]) -> str:
        threshold = str(parameters.get("THRESHOLD") or "otsu").strip().lower()
        try:
            known = threshold in ("otsu", "ki") or 0 <= float(threshold) <= 100
        except ValueError:
            known = False
        if not known:
            return tr("The threshold is “otsu”, “ki”, or a number from 0 to 100.")
        return network_input_problem(parameters)

    def own_parameters(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        model = self.parameterAsEnumString(parameters, "MODEL", context)
        own = {
            name.lower(): self.parameterAsString(parameters, name, context).strip() or None
            for name in ("AFTER_RADIOMETRY", "AFTER_BANDS")
        }
        return {
            **own,
            "model": None if model == AUTOMATIC else model or None,
            "method": self.parameterAsEnumString(parameters, "METHOD", context) or "general",
            "threshold": self.parameterAsString(parameters, "THRESHOLD", context).strip().lower() or None,
            **network_input(self, parameters, context),
        }

    def own_results(self, result: dict[str, Any]) -> dict[str, Any]:
        return {
            "THRESHOLD_USED": result.get("threshold"),
            "CHANGED_HECTARES": result.get("changed_hectares"),
        }

    def report(self, result: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
        for warning in result.get("warnings", []):
            feedback.pushWarning(str(warning))
        share = 100 * float(result.get("changed_share") or 0)
        feedback.pushInfo(
            tr("Threshold {threshold}: {share:.2f} % of the area changed.").format(
                threshold=result.get("threshold"), share=share
            )
        )
        for entry in result.get("transitions", []):
            feedback.pushInfo(f"{entry.get('name')}: {entry.get('hectares') or 0:,.1f} ha")
