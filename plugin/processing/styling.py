"""Style for results that Processing loads: the sidecar that the engine wrote beside them."""

from __future__ import annotations

from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingFeedback,
    QgsProcessingLayerPostProcessorInterface,
)


class SidecarStyle(QgsProcessingLayerPostProcessorInterface):
    """Loads ``OUT.qml`` of ``OUT.tif``, which QGIS's own settings for Processing would override."""

    def postProcessLayer(
        self, layer: QgsMapLayer, context: QgsProcessingContext, feedback: QgsProcessingFeedback
    ) -> None:
        """Style one layer; called by QGIS on the main thread."""
        style = Path(layer.source().split("|")[0]).with_suffix(".qml")
        if style.exists():
            layer.loadNamedStyle(str(style))
            layer.triggerRepaint()


# QGIS keeps only a pointer, and uses it after the algorithm is gone.
SIDECAR_STYLE = SidecarStyle()
