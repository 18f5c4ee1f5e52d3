"""The provider under which Processing lists the plugin's algorithms."""

from __future__ import annotations

from qgis.core import QgsProcessingProvider
from qgis.PyQt.QtGui import QIcon

from ..engine.launch import PLUGIN_ROOT
from ..settings import Settings
from .change import ChangeAlgorithm
from .embed import EmbedAlgorithm
from .reconstruct import ReconstructAlgorithm
from .scenes import ScenesAlgorithm
from .segment import SegmentAlgorithm

ALGORITHMS = (SegmentAlgorithm, ChangeAlgorithm, ScenesAlgorithm, EmbedAlgorithm, ReconstructAlgorithm)


class SpectralGPTProvider(QgsProcessingProvider):
    """Lists one algorithm for each task of the engine."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        self._settings = settings

    def id(self) -> str:
        return "spectralgpt"

    def name(self) -> str:
        return "SpectralGPT"

    def icon(self) -> QIcon:
        return QIcon(str(PLUGIN_ROOT / "resources" / "icons" / "plugin.svg"))

    def loadAlgorithms(self) -> None:
        for algorithm in ALGORITHMS:
            self.addAlgorithm(algorithm(self._settings))

    def supportsNonFileBasedOutput(self) -> bool:
        # The engine writes files; QGIS must not offer it memory or a database.
        return False

    def supportedOutputRasterLayerExtensions(self) -> list[str]:
        return ["tif", "tiff"]

    def supportedOutputVectorLayerExtensions(self) -> list[str]:
        return ["gpkg"]
