"""From a job's result to styled, named and grouped layers of the project."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from qgis.core import (
    QgsLayerTreeGroup,
    QgsMapLayer,
    QgsProcessingUtils,
    QgsProject,
    QgsRasterLayer,
    QgsVectorLayer,
)

from . import styles
from .catalogue import class_names, read_scheme
from .colour_look import ColourLook, apply_look
from .run_card import RunCard, describe_layer
from .scene_styles import style_scenes
from .translation import localized, tr

# Custom properties by which the plugin knows its own layers again.
ROLE_PROPERTY = "spectralgpt/role"
CARD_PROPERTY = "spectralgpt/run_card"
NAME_PROPERTY = "spectralgpt/input"

LAND_COVER, CONFIDENCE, POLYGONS = "land_cover", "confidence", "polygons"
CHANGE, EVIDENCE, FROM_TO = "change", "evidence", "from_to"
RECONSTRUCTION, ERROR, SPECTRA = "reconstruction", "error", "spectra"
FEATURES, PICTURE = "features", "picture"
SCENES = "scenes"
MAIN_ROLES = (LAND_COVER, CHANGE)
"""Of layers whose areas can be told."""
AREA_ROLES = (*MAIN_ROLES, CONFIDENCE, POLYGONS, EVIDENCE, FROM_TO)
"""Of these and of what belongs to them."""
RECONSTRUCTION_ROLES = (RECONSTRUCTION, ERROR, SPECTRA)


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
    card = RunCard.of(result)
    name = name or card.input_name or Path(str(result["output"])).stem
    model = model_title or card.model or tr("Land cover")
    cover = _raster(result["output"], tr("{model} – {name}").format(name=name, model=model), LAND_COVER)
    classes = localized_classes(result)
    styles.style_classes(cover, result.get("style"), classes)
    layers: list[tuple[QgsMapLayer, bool]] = [(cover, True)]
    if result.get("polygons"):
        title = tr("Polygons – {name}").format(name=name)
        polygons = QgsVectorLayer(str(result["polygons"]), title, "ogr")
        polygons.setCustomProperty(ROLE_PROPERTY, POLYGONS)
        styles.style_class_polygons(polygons, classes)
        layers.insert(0, (polygons, False))
    if result.get("confidence"):
        confidence = _raster(result["confidence"], tr("Confidence – {name}").format(name=name), CONFIDENCE)
        styles.style_confidence(confidence)
        layers.append((confidence, False))
    group = tr("{name} – land cover {time}").format(name=name, time=_time(card))
    return _add(project, group, name, layers, card)


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
    card = RunCard.of(result)
    name = name or card.input_name or Path(str(result["output"])).stem
    mask = _raster(result["output"], tr("Change – {name}").format(name=name), CHANGE)
    styles.style_change_mask(mask)
    layers: list[tuple[QgsMapLayer, bool]] = [(mask, True)]
    if result.get("from_to"):
        from_to = _raster(result["from_to"], tr("From → to – {name}").format(name=name), FROM_TO)
        styles.style_transitions(from_to, result.get("transitions", ()))
        layers.append((from_to, False))
    if result.get("evidence"):
        evidence = _raster(result["evidence"], tr("Evidence of change – {name}").format(name=name), EVIDENCE)
        styles.style_evidence(evidence)
        layers.append((evidence, False))
    group = tr("{name} – change {time}").format(name=name, time=_time(card))
    return _add(project, group, name, layers, card)


def add_reconstruction(
    result: Mapping[str, Any],
    project: QgsProject | None = None,
    name: str = "",
    look: ColourLook | None = None,
) -> list[str]:
    """Add a reconstruction and what belongs to it as a group on top of the layer tree.

    Args:
        result: the engine's result of a ``reconstruct`` job.
        project: the current project by default.
        name: of the input; taken from the run card by default.
        look: of the input, which the reconstruction gets too; natural colours by default.

    Returns:
        Ids of the layers that were added, the reconstruction first.
    """
    project = project or QgsProject.instance()
    card = RunCard.of(result)
    name = name or card.input_name or Path(str(result["output"])).stem
    filled = _raster(result["output"], tr("Reconstruction – {name}").format(name=name), RECONSTRUCTION)
    apply_look(filled, look or ColourLook())
    layers: list[tuple[QgsMapLayer, bool]] = [(filled, True)]
    if result.get("error"):
        error = _raster(result["error"], tr("Reconstruction error – {name}").format(name=name), ERROR)
        styles.style_error(error, Path(str(result["error"])).with_suffix(".qml"))
        layers.append((error, False))
    if result.get("spectra"):
        title = tr("Spectra before and after – {name}").format(name=name)
        table = QgsVectorLayer(f"{result['spectra']}|option:AUTODETECT_TYPE=YES", title, "ogr")
        table.setCustomProperty(ROLE_PROPERTY, SPECTRA)
        layers.append((table, False))
    group = tr("{name} – reconstruction ({hidden} hidden) {time}").format(
        name=name, hidden=_hidden(card), time=_time(card)
    )
    return _add(project, group, name, layers, card)


def add_features(
    result: Mapping[str, Any], project: QgsProject | None = None, name: str = "", model_title: str = ""
) -> list[str]:
    """Add features, and their picture above them, as a group on top of the layer tree.

    Args:
        result: the engine's result of an ``embed`` job.
        project: the current project by default.
        name: of the input; taken from the run card by default.
        model_title: the model's name as users know it; its id by default.

    Returns:
        Ids of the layers that were added, the one that is shown first.
    """
    project = project or QgsProject.instance()
    card = RunCard.of(result)
    name = name or card.input_name or Path(str(result["output"])).stem
    title = tr("Features by {model} – {name}").format(model=model_title or card.model, name=name)
    features = _raster(result["output"], title, FEATURES)
    layers: list[tuple[QgsMapLayer, bool]] = [(features, not result.get("pca"))]
    if result.get("pca"):
        picture = _raster(result["pca"], tr("Picture of the features – {name}").format(name=name), PICTURE)
        styles.style_picture(picture)
        layers.insert(0, (picture, True))
    group = tr("{name} – features {time}").format(name=name, time=_time(card))
    return _add(project, group, name, layers, card)


def add_scenes(
    result: Mapping[str, Any], project: QgsProject | None = None, name: str = "", model_title: str = ""
) -> list[str]:
    """Add labelled cells or polygons as a group on top of the layer tree.

    Args:
        result: the engine's result of a ``scenes`` job.
        project: the current project by default.
        name: of the input; taken from the run card by default.
        model_title: the model's name as users know it; its id by default.

    Returns:
        Id of the layer that was added.
    """
    project = project or QgsProject.instance()
    card = RunCard.of(result)
    name = name or card.input_name or Path(str(result["output"])).stem
    title = tr("{model} – {name}").format(name=name, model=model_title or card.model or tr("Scenes"))
    layer = QgsVectorLayer(f"{result['output']}|layername={result.get('layer')}", title, "ogr")
    layer.setCustomProperty(ROLE_PROPERTY, SCENES)
    style_scenes(layer, result.get("style"), localized_classes(result))
    group = tr("{name} – scenes {time}").format(name=name, time=_time(card))
    return _add(project, group, name, [(layer, True)], card)


def add_threshold(result: Mapping[str, Any], project: QgsProject | None = None, name: str = "") -> list[str]:
    """Add a change mask of another threshold beside the evidence that it was made from.

    The masks that are there already stay, hidden. Without the evidence in the project it is added as any
    other change result.

    Args:
        result: the engine's result of a ``threshold`` job.
        project: the current project by default.
        name: of the pair; taken from the run card by default.

    Returns:
        Id of the mask, and of other layers that were added.
    """
    project = project or QgsProject.instance()
    evidence = evidence_layer(result, project)
    node = project.layerTreeRoot().findLayer(evidence.id()) if evidence is not None else None
    if node is None:
        return add_change(result, project, name)
    card = RunCard.of(result)
    title = tr("Change from {threshold} – {name}").format(threshold=result.get("threshold"), name=name)
    mask = _raster(result["output"], title, CHANGE)
    styles.style_change_mask(mask)
    _describe(mask, card, name)
    project.addMapLayer(mask, False)
    group = node.parent()
    for other in group.findLayers():
        if other.layer() is not None and other.layer().customProperty(ROLE_PROPERTY) == CHANGE:
            other.setItemVisibilityChecked(False)
    group.insertLayer(0, mask)
    return [mask.id()]


def evidence_layer(result: Mapping[str, Any], project: QgsProject | None = None) -> QgsRasterLayer | None:
    """The project's layer of the evidence that a change result comes from."""
    wanted = str(result.get("evidence") or "")
    for layer in (project or QgsProject.instance()).mapLayers().values():
        if layer.customProperty(ROLE_PROPERTY) == EVIDENCE and layer.source() == wanted:
            return layer
    return None


def card_path_of(layer: QgsMapLayer | None, roles: Sequence[str]) -> str:
    """The run card of the result that a layer belongs to; empty for other layers and other roles."""
    if layer is None or layer.customProperty(ROLE_PROPERTY) not in roles:
        return ""
    return str(layer.customProperty(CARD_PROPERTY) or "")


def localized_classes(result: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The result's classes, named in the user's language where their scheme knows it, and in English."""
    names = class_names(read_scheme(str(result.get("scheme") or "")))
    classes = [dict(entry) for entry in result.get("classes", ())]
    return [
        {
            **entry,
            "name": names.get(int(entry["code"]), localized(entry.get("name"))),
            "english": entry.get("name"),
        }
        for entry in classes
    ]


def is_temporary(path: str) -> bool:
    """Whether a file is lost when QGIS is closed."""
    folder = Path(QgsProcessingUtils.tempFolder()).resolve()
    return folder in Path(path).resolve().parents


def _raster(path: Any, name: str, role: str) -> QgsRasterLayer:
    layer = QgsRasterLayer(str(path), name, "gdal")
    layer.setCustomProperty(ROLE_PROPERTY, role)
    return layer


def _add(
    project: QgsProject,
    group_name: str,
    name: str,
    layers: Sequence[tuple[QgsMapLayer, bool]],
    card: RunCard,
) -> list[str]:
    for layer, _visible in layers:
        _describe(layer, card, name)
    group = QgsLayerTreeGroup(group_name)
    for layer, visible in layers:
        project.addMapLayer(layer, False)
        node = group.addLayer(layer)
        node.setItemVisibilityChecked(visible)
    project.layerTreeRoot().insertChildNode(0, group)
    # The view of the layers listens to changes only: what was unfolded before it was there stays folded.
    for node, unfolded in ((group, True), *zip(group.children(), (visible for _layer, visible in layers))):
        node.setExpanded(not unfolded)
        # A hidden layer's legend would only be in the way.
        node.setExpanded(unfolded)
    # What is shown comes first: it is the main result.
    return [layer.id() for layer, _visible in sorted(layers, key=lambda entry: not entry[1])]


def _describe(layer: QgsMapLayer, card: RunCard, name: str) -> None:
    if not layer.isValid():
        raise RuntimeError(tr("These results could not be opened: {names}").format(names=layer.name()))
    layer.setCustomProperty(CARD_PROPERTY, card.path)
    layer.setCustomProperty(NAME_PROPERTY, name)
    describe_layer(layer, card, is_temporary(layer.source().split("|")[0]))


def _hidden(card: RunCard) -> str:
    """What was hidden from the network, in a few words."""
    if card.parameters.get("groups"):
        numbers = str(card.parameters["groups"]).replace(",", ", ")
        return (tr("groups {numbers}") if "," in numbers else tr("group {numbers}")).format(numbers=numbers)
    if card.parameters.get("polygons"):
        return tr("polygons")
    share = card.parameters.get("share")
    return tr("{percent} %").format(percent=round(100 * float(share))) if share else tr("parts")


def _time(card: RunCard) -> str:
    return (card.finished or datetime.now()).strftime("%Y-%m-%d %H:%M")
