"""What a user may say about the input of an official network, the same in each algorithm that runs one."""

from __future__ import annotations

from typing import Any, Optional

from qgis.core import QgsProcessingContext, QgsProcessingParameterFile, QgsProcessingParameterNumber

from ..layers.translation import tr
from .base import EngineAlgorithm

SMALLEST_CHIP, LARGEST_CHIP, CHIP_STEP = 32, 512, 8


def declare_network_input(algorithm: EngineAlgorithm) -> None:
    """Add the parameters."""
    algorithm.add_scaling()
    declare_response(algorithm)
    algorithm.add(
        QgsProcessingParameterNumber(
            "CHIP",
            tr("Chip size (pixels)"),
            QgsProcessingParameterNumber.Type.Integer,
            optional=True,
            minValue=SMALLEST_CHIP,
            maxValue=LARGEST_CHIP,
        ),
        tr(
            "Of the official networks: side of the square that is seen at once, a multiple of 8 from 32 to "
            "512. Empty: the size of the training, which is the only official one."
        ),
        advanced=True,
    )


def declare_response(algorithm: EngineAlgorithm) -> None:
    """Add the table of spectral responses."""
    algorithm.add(
        QgsProcessingParameterFile(
            "RESPONSE",
            tr("Spectral responses of Sentinel-2"),
            QgsProcessingParameterFile.Behavior.File,
            fileFilter="CSV (*.csv *.txt)",
            optional=True,
        ),
        tr(
            "Of the official networks: by these responses the narrow bands of a hyperspectral scene are "
            "brought to Sentinel-2’s. A CSV table, such as ESA’s spreadsheet of them: wavelength in "
            "nanometres, then a column for each band (B02 or S2A_SR_AV_B2). Empty: Gaussians of centre and "
            "width."
        ),
        advanced=True,
    )


def network_input(
    algorithm: EngineAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> dict[str, Any]:
    """Return the job's part."""
    return {
        "scaling": algorithm.scaling(parameters, context),
        "response": response(algorithm, parameters, context),
        "chip": (
            algorithm.parameterAsInt(parameters, "CHIP", context)
            if parameters.get("CHIP") not in (None, "")
            else None
        ),
    }


def response(
    algorithm: EngineAlgorithm, parameters: dict[str, Any], context: QgsProcessingContext
) -> Optional[str]:
    """Return the table that was chosen, None for Gaussians."""
    return algorithm.parameterAsFile(parameters, "RESPONSE", context) or None


def network_input_problem(parameters: dict[str, Any]) -> str:
    """Return a sentence about a value that cannot be; empty when all is well."""
    chip = parameters.get("CHIP")
    if chip not in (None, "") and int(float(chip)) % CHIP_STEP:
        return tr("The chip size is a multiple of {step}.").format(step=CHIP_STEP)
    return ""
