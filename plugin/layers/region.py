"""Parts of a scene as a job's parameter: a rectangle in its coordinates, or the polygons of a file."""

from __future__ import annotations

from dataclasses import dataclass

from qgis.core import (
    QgsCoordinateReferenceSystem,
    QgsCoordinateTransform,
    QgsCsException,
    QgsProject,
    QgsRectangle,
    QgsVectorLayer,
)

from .export import VectorExport, vector_export
from .inputs import InputRefused, file_vector_path
from .translation import tr


@dataclass(frozen=True)
class Region:
    """A part of a scene.

    Attributes:
        value: None for the whole scene, "minx,miny,maxx,maxy" in the scene's CRS, or a vector file.
        bounds: its bounding box in the scene's CRS, where known.
        export: what has to be written before `value` exists.
        only_bounds: whether `value` is the bounding box of polygons that are in no file yet.
    """

    value: str | None = None
    bounds: QgsRectangle | None = None
    export: VectorExport | None = None
    only_bounds: bool = False


def rectangle_region(
    box: QgsRectangle,
    box_crs: QgsCoordinateReferenceSystem,
    crs: QgsCoordinateReferenceSystem,
    extent: QgsRectangle | None,
) -> Region | None:
    """The part of a scene inside a rectangle; None where they don't touch.

    Args:
        box: the rectangle, in `box_crs`.
        crs: the scene's CRS; invalid for pixel coordinates.
        extent: the scene's extent in it, where known.

    Raises:
        InputRefused: the rectangle cannot be brought into the scene's CRS.
    """
    bounds = _transformed(box, box_crs, crs)
    if extent is not None:
        if not bounds.intersects(extent):
            return None
        bounds = bounds.intersect(extent)
    return Region(_as_text(_in_pixels(bounds, crs, extent)), bounds)


def polygon_region(
    layer: QgsVectorLayer,
    selected: bool,
    crs: QgsCoordinateReferenceSystem,
    extent: QgsRectangle | None,
    export: bool,
    attributes: bool = False,
) -> Region:
    """The part of a scene inside a layer's (selected) polygons.

    Args:
        crs, extent: see `rectangle_region`.
        export: whether a layer that is no file may be prepared for export; else only its bounds are given,
            which is enough for an estimate.
        attributes: whether those of the polygons are wanted too.

    Raises:
        InputRefused: the polygons do not touch the scene, or there are none.
    """
    if selected and layer.selectedFeatureCount() == 0:
        raise InputRefused(tr("No polygon of “{name}” is selected.").format(name=layer.name()))
    shown = layer.boundingBoxOfSelected() if selected else layer.extent()
    bounds = _transformed(shown, layer.crs(), crs)
    if extent is not None and not bounds.intersects(extent):
        raise InputRefused(tr("The polygons of “{name}” lie outside the scene.").format(name=layer.name()))
    path = file_vector_path(layer, selected)
    if path is not None:
        return Region(path, bounds)
    if not export:
        inside = bounds if extent is None else bounds.intersect(extent)
        return Region(_as_text(_in_pixels(inside, crs, extent)), bounds, only_bounds=True)
    prepared = vector_export(layer, selected, attributes)
    return Region(prepared.path, bounds, prepared)


def _transformed(
    box: QgsRectangle, source: QgsCoordinateReferenceSystem, target: QgsCoordinateReferenceSystem
) -> QgsRectangle:
    if not source.isValid() or not target.isValid() or source == target:
        return QgsRectangle(box)
    try:
        return QgsCoordinateTransform(source, target, QgsProject.instance()).transformBoundingBox(box)
    except QgsCsException:
        raise InputRefused(tr("The area cannot be brought into the scene’s coordinate system.")) from None


def _in_pixels(
    box: QgsRectangle, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None
) -> QgsRectangle:
    """Count rows downwards, as the engine does, where QGIS lays a picture without a place below zero."""
    if crs.isValid() or extent is None or extent.yMaximum() != 0:
        return box
    return QgsRectangle(box.xMinimum(), -box.yMaximum(), box.xMaximum(), -box.yMinimum())


def _as_text(box: QgsRectangle) -> str:
    corners = (box.xMinimum(), box.yMinimum(), box.xMaximum(), box.yMaximum())
    return ",".join(repr(round(value, 9)) for value in corners)
