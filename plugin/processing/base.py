"""What all algorithms of the engine have in common."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsProcessing,
    QgsProcessingAlgorithm,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingOutputFile,
    QgsProcessingOutputLayerDefinition,
    QgsProcessingParameterBoolean,
    QgsProcessingParameterDefinition,
    QgsProcessingParameterEnum,
    QgsProcessingParameterExtent,
    QgsProcessingParameterFeatureSource,
    QgsProcessingParameterMultipleLayers,
    QgsProcessingParameterNumber,
    QgsProcessingParameterRasterLayer,
    QgsProcessingParameterString,
    QgsProcessingUtils,
)
from qgis.PyQt.QtGui import QIcon

from ..engine.blocking import BlockingEngine, JobFailed
from ..engine.launch import PLUGIN_ROOT, installed_command
from ..layers.inputs import InputRefused
from ..layers.translation import tr
from ..settings import Settings
from .cards import AUTOMATIC, model_ids
from .inputs import SceneInput, mask_input, parts_of, region_input, scene_input
from .styling import SIDECAR_STYLE

SCALINGS = ("chip-minmax", "scene-percentiles")

_NUMBER = r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*"


class EngineAlgorithm(QgsProcessingAlgorithm):
    """One job of the engine as an algorithm.

    A subclass names its `task`, its `scenes` (parameters that hold scenes), its `files` and `tables`
    (parameters that hold layers and other files as results), its `model_tasks` (what its models do) and
    whether its result `has_patches` that may be too small. It declares what is its own in `declare`, and
    gives its part of the job in `own_parameters`.
    """

    task = ""
    scenes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()
    model_tasks: tuple[str, ...] = ("segmentation",)
    has_patches = True

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings
        self._job: dict[str, Any] = {}
        self._inputs: list[SceneInput] = []

    def createInstance(self) -> EngineAlgorithm:
        return type(self)(self._settings)

    def name(self) -> str:
        return self.task

    def icon(self) -> QIcon:
        return QIcon(str(PLUGIN_ROOT / "resources" / "icons" / f"{self.task}.svg"))

    def canExecute(self) -> tuple[bool, str]:
        if installed_command(self._settings) is None:
            return False, tr(
                "The engine, which does the computing, is not installed yet. "
                "Open SpectralGPT ▸ Engine in QGIS and press Install."
            )
        return True, ""

    def declare(self) -> None:
        """Add the parameters that come before the common ones."""
        raise NotImplementedError

    def declare_outputs(self) -> None:
        """Add the destinations."""
        raise NotImplementedError

    def own_parameters(self, parameters: dict[str, Any], context: QgsProcessingContext) -> dict[str, Any]:
        """Return the job's parameters that only this algorithm has."""
        raise NotImplementedError

    def initAlgorithm(self, configuration: Optional[dict[str, Any]] = None) -> None:
        self.declare()
        self._declare_common()
        self.declare_outputs()
        self.addOutput(QgsProcessingOutputFile("RUN_CARD", tr("Run card")))

    def add(
        self, parameter: QgsProcessingParameterDefinition, text: str = "", advanced: bool = False
    ) -> None:
        """Add a parameter with its explanation."""
        if text:
            parameter.setHelp(text)
        if advanced:
            parameter.setFlags(parameter.flags() | QgsProcessingParameterDefinition.Flag.FlagAdvanced)
        self.addParameter(parameter)

    def add_scene(self, name: str, label: str) -> None:
        """Add a parameter that takes the rasters of one scene."""
        self.add(
            QgsProcessingParameterMultipleLayers(name, label, QgsProcessing.SourceType.TypeRaster),
            tr(
                "One raster with all bands, or several that make up one scene, such as one file a band. "
                "Files and product folders (a Sentinel-2 SAFE folder or its zip) can be given by path."
            ),
        )

    def add_model(self) -> None:
        """Add the choice of the model."""
        self.add(
            QgsProcessingParameterEnum(
                "MODEL",
                tr("Model"),
                options=[AUTOMATIC, *model_ids(*self.model_tasks)],
                defaultValue=AUTOMATIC,
                usesStaticStrings=True,
            ),
            tr("“auto” takes the recommended one."),
        )

    def add_scaling(self) -> None:
        """Add how the input of an official network is scaled."""
        self.add(
            QgsProcessingParameterEnum(
                "SCALING",
                tr("Scaling of the input"),
                options=[AUTOMATIC, *SCALINGS],
                defaultValue=AUTOMATIC,
                usesStaticStrings=True,
            ),
            tr(
                "Of the official networks: “chip-minmax” as in training, “scene-percentiles” without seams. "
                "“auto” takes what the model’s card says."
            ),
            advanced=True,
        )

    def scaling(self, parameters: dict[str, Any], context: QgsProcessingContext) -> Optional[str]:
        """Return the scaling that was chosen, None for that of the model's card."""
        chosen = self.parameterAsEnumString(parameters, "SCALING", context)
        return None if chosen == AUTOMATIC else chosen or None

    def _declare_common(self) -> None:
        self.add(
            QgsProcessingParameterExtent("REGION", tr("Region"), optional=True),
            tr(
                "Only this part is computed. Numbers (xmin,xmax,ymin,ymax) without a coordinate reference "
                "system are in the scene’s own. A polygon layer stands for its polygons."
            ),
        )
        self.add(
            QgsProcessingParameterFeatureSource(
                "REGION_LAYER",
                tr("Only inside these polygons"),
                [QgsProcessing.SourceType.TypeVectorPolygon],
                optional=True,
            )
        )
        if self.has_patches:
            self.add(
                QgsProcessingParameterNumber(
                    "MIN_AREA",
                    tr("Smallest area (pixels)"),
                    QgsProcessingParameterNumber.Type.Integer,
                    defaultValue=0,
                    minValue=0,
                ),
                tr("Smaller patches are joined to what surrounds them; 0 keeps everything."),
            )
        self.add(
            QgsProcessingParameterString("RADIOMETRY", tr("Radiometry (scale,offset)"), optional=True),
            tr(
                "reflectance = (stored number + offset) × scale, for example 0.0001,-1000 for Sentinel-2 "
                "since 2022. Empty: from the product’s metadata; where it is silent, 0.0001,0 for integers "
                "and 1,0 for floats."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("BANDS", tr("Bands (1=B02,2=B03,…)"), optional=True),
            tr("Says what each band is. Empty: from metadata, band descriptions or file names."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "NODATA", tr("Nodata value"), QgsProcessingParameterNumber.Type.Double, optional=True
            ),
            tr("Overrides the value in the file."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterRasterLayer("MASK", tr("Mask"), optional=True),
            tr(
                "Pixels to leave out, such as clouds: those that are not 0, or that have one of the mask "
                "values."
            ),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterString("MASK_VALUES", tr("Mask values (3,8,9,…)"), optional=True),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterEnum(
                "DEVICE",
                tr("Device"),
                options=["auto", "cpu", "cuda", "mps"],
                defaultValue="auto",
                usesStaticStrings=True,
            ),
            tr("“auto” takes the graphics card where there is one that works."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterNumber(
                "BATCH",
                tr("Batch size"),
                QgsProcessingParameterNumber.Type.Integer,
                optional=True,
                minValue=1,
            ),
            tr("How many chips are computed at once. Empty: what fits the device."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("RESUME", tr("Continue an interrupted run"), defaultValue=False),
            tr("Goes on from the last finished strip of a run with the same parameters and output."),
            advanced=True,
        )
        self.add(
            QgsProcessingParameterBoolean("OVERWRITE", tr("Overwrite existing results"), defaultValue=False),
            advanced=True,
        )

    def checkParameterValues(
        self, parameters: dict[str, Any], context: QgsProcessingContext
    ) -> tuple[bool, str]:
        """Refuse what can't work before anything starts, in a sentence."""
        problem = self._problem(parameters, context)
        return (not problem, problem)

    def _problem(self, parameters: dict[str, Any], context: QgsProcessingContext) -> str:
        for definition in self.parameterDefinitions():
            name, value = definition.name(), parameters.get(definition.name())
            try:
                if name in self.scenes:
                    scene_input(value, context)
                elif name == "MASK":
                    mask_input(value, str(parameters.get("MASK_VALUES") or ""), context)
                elif not definition.checkValueIsAcceptable(value, context):
                    return tr("“{label}” is missing or has a value that cannot be used: {value}").format(
                        label=definition.description(), value=value
                    )
            except InputRefused as refusal:
                return f"{definition.description()}: {refusal.reason}"
            if definition.isDestination() and value not in (None, ""):
                problem = self._output_problem(definition, parameters, context)
                if problem:
                    return problem
        if parameters.get("REGION") and parameters.get("REGION_LAYER"):
            return tr("Give either an extent or polygons as the region, not both.")
        return self._text_problem(parameters) or self.own_problem(parameters)

    def own_problem(self, parameters: dict[str, Any]) -> str:
        """Return a sentence about a value that only this algorithm has; empty when all is well."""
        return ""

    @staticmethod
    def _text_problem(parameters: dict[str, Any]) -> str:
        radiometry = str(parameters.get("RADIOMETRY") or "").strip()
        if radiometry and not re.fullmatch(rf"{_NUMBER},{_NUMBER}", radiometry):
            return tr("Radiometry is two numbers, scale and offset, such as 0.0001,-1000.")
        bands = str(parameters.get("BANDS") or "").strip()
        if bands and not re.fullmatch(r"\s*\d+\s*=[^,=]+(,\s*\d+\s*=[^,=]+)*", bands):
            return tr("Bands are given as 1=B02,2=B03 and so on.")
        values = str(parameters.get("MASK_VALUES") or "").strip()
        if values and not re.fullmatch(r"\d+(\s*,\s*\d+)*", values):
            return tr("Mask values are whole numbers with commas between them, such as 3,8,9.")
        return ""

    def _output_problem(
        self,
        definition: QgsProcessingParameterDefinition,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
    ) -> str:
        value = parameters[definition.name()]
        accepted, reason = self.provider().isSupportedOutputValue(value, definition, context)
        if not accepted:
            return str(reason)
        path = _static_path(value)
        if not path or path == QgsProcessing.TEMPORARY_OUTPUT or not Path(path).exists():
            return ""
        if any(_same_file(path, part) for name in self.scenes for part in parts_of(parameters.get(name))):
            return tr("{path} is an input; choose another name for the result.").format(path=path)
        if self.parameterAsBoolean(parameters, "OVERWRITE", context) or _is_temporary(path):
            return ""
        return tr("{path} exists already. Choose another name, or tick “Overwrite existing results”.").format(
            path=path
        )

    def prepareAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> bool:
        try:
            self._inputs = [scene_input(parameters.get(name), context) for name in self.scenes]
            self._job = {"task": self.task, "parameters": self._job_parameters(parameters, context, feedback)}
        except InputRefused as refusal:
            feedback.reportError(refusal.reason, fatalError=True)
            return False
        return True

    def _job_parameters(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        job: dict[str, Any] = {name.lower(): scene.paths for name, scene in zip(self.scenes, self._inputs)}
        job["region"] = self._region(parameters, context, feedback)
        values = self.parameterAsString(parameters, "MASK_VALUES", context)
        job["mask"] = mask_input(parameters.get("MASK"), values, context)
        for name in ("RADIOMETRY", "BANDS"):
            job[name.lower()] = self.parameterAsString(parameters, name, context).strip() or None
        if parameters.get("NODATA") not in (None, ""):
            job["nodata"] = self.parameterAsDouble(parameters, "NODATA", context)
        if parameters.get("BATCH") not in (None, ""):
            job["batch"] = self.parameterAsInt(parameters, "BATCH", context)
        if self.has_patches:
            job["min_area"] = self.parameterAsInt(parameters, "MIN_AREA", context)
        job["device"] = self.parameterAsEnumString(parameters, "DEVICE", context) or "auto"
        job["resume"] = self.parameterAsBoolean(parameters, "RESUME", context)
        job["overwrite"] = self.parameterAsBoolean(parameters, "OVERWRITE", context)
        job.update(self.own_parameters(parameters, context))
        return {name: value for name, value in job.items() if value is not None}

    def _region(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> Optional[str]:
        if parameters.get("REGION_LAYER") in (None, ""):
            return region_input(parameters.get("REGION"), self._inputs[0], context)
        return self.polygon_file("REGION_LAYER", parameters, context, feedback)

    def polygon_file(
        self,
        name: str,
        parameters: dict[str, Any],
        context: QgsProcessingContext,
        feedback: QgsProcessingFeedback,
    ) -> str:
        """Return the file of a parameter's polygons, which is written where the layer has none."""
        path, layer = self.parameterAsCompatibleSourceLayerPathAndLayerName(
            parameters, name, context, ["gpkg", "shp", "geojson", "fgb"], "gpkg", feedback
        )
        return f"{path}|layername={layer}" if layer else str(path)

    def processAlgorithm(
        self, parameters: dict[str, Any], context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> dict[str, Any]:
        # Not in `prepareAlgorithm`: QGIS only loads layers that are asked for in the context of this thread.
        outputs = {
            name: self.parameterAsOutputLayer(parameters, name, context)
            for name in self.files
            if parameters.get(name) not in (None, "")
        }
        for name in self.tables:
            if parameters.get(name) not in (None, ""):
                outputs[name] = self.parameterAsFileOutput(parameters, name, context)
        self._job["parameters"].update({name.lower(): path for name, path in outputs.items()})
        # QGIS makes the names of temporary results itself, and may already have made the files.
        if all(_is_temporary(path) for path in outputs.values()):
            self._job["parameters"]["overwrite"] = True
        for scene in self._inputs:
            for export in scene.exports:
                feedback.pushInfo(tr("Exporting {name} for the engine…").format(name=scene.name))
                if not export.run():
                    raise JobFailed({"code": "export", "message": export.error, "advice": ""})
        try:
            with BlockingEngine(installed_command(self._settings), feedback) as engine:
                result = engine.run(self._job)
        except JobFailed as failed:
            if failed.failure["code"] == "cancelled" and feedback.isCanceled():
                return {}
            raise
        self._name_layers(outputs, context)
        self.report(result, feedback)
        return {**outputs, "RUN_CARD": result.get("run_card"), **self.own_results(result)}

    def layer_title(self, name: str) -> str:
        """Return what the layer of an output is called, before its input's name."""
        raise NotImplementedError

    def own_results(self, result: dict[str, Any]) -> dict[str, Any]:
        """Return the values of outputs that only this algorithm has."""
        return {}

    def report(self, result: dict[str, Any], feedback: QgsProcessingFeedback) -> None:
        """Write the result's figures to the log."""

    def _name_layers(self, outputs: dict[str, str], context: QgsProcessingContext) -> None:
        subject = " → ".join(scene.name for scene in self._inputs)
        for name, path in outputs.items():
            if context.willLoadLayerOnCompletion(path):
                details = context.layerToLoadOnCompletionDetails(path)
                details.name = f"{self.layer_title(name)}: {subject}"
                details.setPostProcessor(SIDECAR_STYLE)


def _static_path(value: Any) -> str:
    if isinstance(value, QgsProcessingOutputLayerDefinition):
        return str(value.sink.staticValue() or "")
    return str(value)


def _is_temporary(path: str) -> bool:
    return Path(QgsProcessingUtils.tempFolder()).resolve() in Path(path).resolve().parents


def _same_file(path: str, other: Any) -> bool:
    source = other if isinstance(other, str) else other.source()
    return Path(source).exists() and Path(source).resolve() == Path(path).resolve()
