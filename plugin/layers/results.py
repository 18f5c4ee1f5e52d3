"""From a job's result to styled, named and grouped layers of the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from qgis.core import QgsMapLayer, QgsProcessingUtils, QgsProject, QgsRasterLayer, QgsVectorLayer

from . import styles
from .catalogue import class_names, read_scheme
from .run_card import RunCard, describe_layer
from .translation import localized, tr

# Custom properties by which the plugin knows its own layers again.
ROLE_PROPERTY = "spectralgpt/role"
CARD_PROPERTY = "spectralgpt/run_card"

LAND_COVER, CONFIDENCE, POLYGONS = "land_cover", "confidence", "polygons"
CHANGE, EVIDENCE, FROM_TO = "change", "evidence", "from_to"


def add_segmentation(
    result: Mapping[str, Any], project: QgsProject | None = None, name: str = "", model_title: str = ""
) -> list[str]:
    """Add a land-cover map and what belongs to it as a group on top of the layer tree.

    Args:
        result: the engine's result of a ``segment`` job.
        project: the current project by default.
        name: of the input; taken from the run card by default.
        model_title: the model's name as users know it; its id by default.

    Returns:
        Ids of the layers that were added, the land-cover map first.
    """
    project = project or QgsProject.instance()
    card = RunCard.beside(str(result["output"]))
    name = name or card.input_name or Path(str(result["output"])).stem
    model = model_title or card.model
    title = tr("{name} – {model}").format(name=name, model=model) if model else name
    cover = _raster(result["output"], tr("Land cover: {title}").format(title=title), LAND_COVER)
    classes = localized_classes(result)
    styles.style_classes(cover, result.get("style"), classes)
    layers: list[tuple[QgsMapLayer, bool]] = [(cover, True)]
    if result.get("polygons"):
        polygons = QgsVectorLayer(str(result["polygons"]), tr("Polygons: {title}").format(title=title), "ogr")
        polygons.setCustomProperty(ROLE_PROPERTY, POLYGONS)
        styles.style_class_polygons(polygons, classes)
        layers.insert(0, (polygons, False))
    if result.get("confidence"):
        confidence = _raster(result["confidence"], tr("Confidence: {title}").format(title=title), CONFIDENCE)
        styles.style_confidence(confidence)
        layers.append((confidence, False))
    group = tr("{name} – land cover {time}").format(name=name, time=_time(card))
    return _add(project, group, layers, cover, card)


def add_change(result: Mapping[str, Any], project: QgsProject | None = None, name: str = "") -> list[str]:
    """Add a change mask and what belongs to it as a group on top of the layer tree.

    Args:
        result: the engine's result of a ``change`` or ``threshold`` job.
        project: the current project by default.
        name: of the pair; taken from the run card by default.

    Returns:
        Ids of the layers that were added, the change mask first.
    """
    project = project or QgsProject.instance()
    card = RunCard.beside(str(result["output"]))
    name = name or card.input_name or Path(str(result["output"])).stem
    mask = _raster(result["output"], tr("Change: {name}").format(name=name), CHANGE)
    styles.style_change_mask(mask)
    layers: list[tuple[QgsMapLayer, bool]] = [(mask, True)]
    if result.get("from_to"):
        from_to = _raster(result["from_to"], tr("From → to: {name}").format(name=name), FROM_TO)
        styles.style_transitions(from_to, result.get("transitions", ()))
        layers.append((from_to, False))
    if result.get("evidence"):
        evidence = _raster(result["evidence"], tr("Evidence of change: {name}").format(name=name), EVIDENCE)
        styles.style_evidence(evidence)
        layers.append((evidence, False))
    group = tr("{name} – change {time}").format(name=name, time=_time(card))
    return _add(project, group, layers, mask, card)


def localized_classes(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The result's classes, named in the user's language where their scheme knows it."""
    names = class_names(read_scheme(str(result.get("scheme") or "")))
    classes = [dict(entry) for entry in result.get("classes", ())]
    return [
        {**entry, "name": names.get(int(entry["code"]), localized(entry.get("name")))} for entry in classes
    ]


def is_temporary(path: str) -> bool:
    """Whether a file is lost when QGIS is closed."""
    folder = Path(QgsProcessingUtils.tempFolder()).resolve()
    return folder in Path(path).resolve().parents


def sibling(layer: QgsMapLayer, role: str, project: QgsProject | None = None) -> QgsMapLayer | None:
    """The layer of another role that came from the same run, if it is still in the project."""
    card = layer.customProperty(CARD_PROPERTY)
    if not card:
        return None
    for other in (project or QgsProject.instance()).mapLayers().values():
        if other.customProperty(CARD_PROPERTY) == card and other.customProperty(ROLE_PROPERTY) == role:
            return other
    return None


def _raster(path: Any, name: str, role: str) -> QgsRasterLayer:
    layer = QgsRasterLayer(str(path), name, "gdal")
    layer.setCustomProperty(ROLE_PROPERTY, role)
    return layer


def _add(
    project: QgsProject,
    group_name: str,
    layers: Sequence[tuple[QgsMapLayer, bool]],
    main: QgsMapLayer,
    card: RunCard,
) -> list[str]:
    broken = [layer.name() for layer, _visible in layers if not layer.isValid()]
    if broken:
        raise RuntimeError(tr("These results could not be opened: {names}").format(names=", ".join(broken)))
    for layer, _visible in layers:
        layer.setCustomProperty(CARD_PROPERTY, card.path)
        describe_layer(layer, card, is_temporary(layer.source().split("|")[0]))
    group = project.layerTreeRoot().insertGroup(0, group_name)
    for layer, visible in layers:
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setItemVisibilityChecked(visible)
        # A hidden layer's legend is only in the way.
        node.setExpanded(visible)
    group.setExpanded(True)
    others = [layer.id() for layer, _visible in layers if layer is not main]
    return [main.id(), *others]


def _time(card: RunCard) -> str:
    return (card.finished or datetime.now()).strftime("%Y-%m-%d %H:%M")
