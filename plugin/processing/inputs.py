"""Processing parameters → what the engine opens.

Processing hands values over in many forms: layers, their ids or names, paths, extents with and without a
coordinate reference system. Everything here that touches layers runs on the main thread, before the job.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Optional

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsFeature,
    QgsGeometry,
    QgsMapLayer,
    QgsProcessingContext,
    QgsProcessingUtils,
    QgsRectangle,
    QgsReferencedRectangle,
    QgsVectorFileWriter,
    QgsVectorLayer,
    QgsWkbTypes,
)

from ..layers.export import RasterExport, raster_export
from ..layers.inputs import InputRefused, NeedsExport, files_source, scene_name, scene_paths
from ..layers.translation import tr

_NUMBER = r"\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?\s*"
_EXTENT = re.compile(rf"^({_NUMBER}),({_NUMBER}),({_NUMBER}),({_NUMBER})(?:\[(.*)\])?\s*$")
# What GDAL opens although it is no file: archives, web files, subdatasets (DRIVER:"file":part).
_GDAL_NAME = re.compile(r"^(/vsi|[A-Z][A-Z0-9_]+:)")
_REGION_LAYER = "region"


@dataclass
class SceneInput:
    """One scene of a job.

    Attributes:
        name: what results are named after.
        paths: what the engine opens, complete once `exports` have run.
        exports: layers without a file, to be written before the job, in the job's thread.
        crs: of the layers where they are known, else invalid.
    """

    name: str
    paths: list[str]
    exports: list[RasterExport] = field(default_factory=list)
    crs: QgsCoordinateReferenceSystem = field(default_factory=QgsCoordinateReferenceSystem)


def parts_of(value: Any) -> list[Any]:
    """Take a multiple-layer parameter apart: layers and strings; strings may hold several, with ``;``."""
    if value is None:
        return []
    if isinstance(value, (list, tuple)):
        return [part for one in value for part in parts_of(one)]
    if isinstance(value, str):
        whole = value.strip()
        if Path(whole).exists():
            return [whole]
        return [
            part.strip().strip('"') if part.count('"') == 2 and part.strip()[0] == '"' else part.strip()
            for part in whole.split(";")
            if part.strip()
        ]
    return [value]


def scene_input(value: Any, context: QgsProcessingContext) -> SceneInput:
    """Find the files behind a scene parameter.

    Raises:
        InputRefused: a part is no raster, its file is missing, or it can't be used; with a sentence.
    """
    parts = parts_of(value)
    if not parts:
        raise InputRefused(tr("Choose a raster layer or a file."))
    layers = [_layer(part, context) for part in parts]
    found = [layer for layer in layers if layer is not None]
    names = [layer.name() if layer is not None else "" for layer in layers]
    if not found:
        paths = [_file(part) for part in parts]
        return SceneInput(files_source(paths).name, paths)
    crs = found[0].crs()
    try:
        paths = [
            path
            for part, layer in zip(parts, layers)
            for path in (scene_paths(layer) if layer is not None else [_file(part)])
        ]
    except NeedsExport:
        if len(parts) > 1:
            raise InputRefused(
                tr("Layers without a file of their own can only be used alone, not together as one scene.")
            ) from None
        export = raster_export(found[0])
        return SceneInput(found[0].name(), [export.path], [export], crs)
    return SceneInput(scene_name([name for name in names if name]), paths, crs=crs)


def mask_input(value: Any, values: str, context: QgsProcessingContext) -> Optional[str]:
    """Return the engine's ``FILE[:values]`` for the mask parameters, None when there is no mask.

    Raises:
        InputRefused: the mask is no raster or its file is missing.
    """
    if value in (None, ""):
        return None
    layer = _layer(value, context)
    if layer is None and isinstance(value, str) and value.lower().startswith("scl"):
        return value
    if layer is not None:
        mask = scene_paths(layer)[0]
    else:
        path, colon, own_values = str(value).rpartition(":")
        if colon and Path(path).exists() and re.fullmatch(r"[\d,\s]+", own_values):
            return f"{path}:{own_values}"
        mask = _file(value)
    return f"{mask}:{values.replace(' ', '')}" if values.strip() else mask


def region_input(value: Any, scene: SceneInput, context: QgsProcessingContext) -> Optional[str]:
    """Return the engine's region for an extent parameter: ``minx,miny,maxx,maxy`` or a vector file.

    An extent with a coordinate reference system becomes a file, so that the engine can warp it; one without
    is in the scene's own. A vector layer with polygons stands for its polygons, another layer for its extent.

    Raises:
        InputRefused: the value is neither an extent nor a layer.
    """
    if value in (None, ""):
        return None
    crs = QgsCoordinateReferenceSystem()
    match = _EXTENT.match(value) if isinstance(value, str) else None
    if match:
        # Processing's own order, not the command line's.
        west, east, south, north = (float(number) for number in match.groups()[:4])
        rectangle = QgsRectangle(west, south, east, north)
        crs = QgsCoordinateReferenceSystem(match.group(5) or "")
    elif isinstance(value, QgsReferencedRectangle):
        rectangle, crs = QgsRectangle(value), value.crs()
    elif isinstance(value, QgsRectangle):
        rectangle = value
    elif isinstance(value, QgsGeometry):
        rectangle = value.boundingBox()
    else:
        layer = _layer(value, context, load=True)
        if layer is None:
            raise InputRefused(tr("“{value}” is neither an extent nor a layer.").format(value=value))
        if isinstance(layer, QgsVectorLayer) and layer.geometryType() == QgsWkbTypes.PolygonGeometry:
            return _as_geopackage(layer, context)
        rectangle, crs = layer.extent(), layer.crs()
    if not crs.isValid() or crs == scene.crs:
        return ",".join(
            f"{number:.12g}"
            for number in (
                rectangle.xMinimum(),
                rectangle.yMinimum(),
                rectangle.xMaximum(),
                rectangle.yMaximum(),
            )
        )
    return _as_geopackage(_rectangle_layer(rectangle, crs), context)


def _layer(value: Any, context: QgsProcessingContext, load: bool = False) -> Optional[QgsMapLayer]:
    if isinstance(value, QgsMapLayer):
        return value
    if isinstance(value, str):
        return QgsProcessingUtils.mapLayerFromString(value, context, load)
    return None


def _file(value: Any) -> str:
    path = str(value)
    if Path(path).exists() or _GDAL_NAME.match(path):
        return path
    raise InputRefused(tr("There is no layer and no file “{value}”.").format(value=path))


def _rectangle_layer(rectangle: QgsRectangle, crs: QgsCoordinateReferenceSystem) -> QgsVectorLayer:
    layer = QgsVectorLayer("Polygon", _REGION_LAYER, "memory")
    layer.setCrs(crs)
    feature = QgsFeature()
    # Straight edges bend when they are warped; points along them follow.
    feature.setGeometry(QgsGeometry.fromRect(rectangle).densifyByCount(20))
    layer.dataProvider().addFeature(feature)
    return layer


def _as_geopackage(layer: QgsVectorLayer, context: QgsProcessingContext) -> str:
    path = QgsProcessingUtils.generateTempFilename("region.gpkg")
    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName = "GPKG"
    options.layerName = _REGION_LAYER
    options.skipAttributeCreation = True
    outcome = QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, context.transformContext(), options)
    if outcome[0] != QgsVectorFileWriter.WriterError.NoError:
        raise InputRefused(tr("The region could not be written: {reason}").format(reason=outcome[1]))
    return f"{path}|layername={_REGION_LAYER}"
