"""Choosing a scene: a layer, several layers together, or files that are not in the project."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsMapLayer, QgsMapLayerProxyModel, QgsProject, QgsRasterLayer
from qgis.gui import QgsMapLayerComboBox
from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMenu,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..layers.inputs import (
    InputRefused,
    NoScene,
    SceneSource,
    files_source,
    is_single_band,
    scene_name,
    scene_source,
)
from ..layers.results import ROLE_PROPERTY
from ..layers.translation import tr
from ..settings import Settings

_FOLDER = "dialogs/folder"
_DATE = re.compile(r"(?<!\d)(19|20)\d\d[-_.]?(0[1-9]|1[0-2])[-_.]?(0[1-9]|[12]\d|3[01])")


def candidate_rasters(project: QgsProject) -> list[QgsRasterLayer]:
    """The rasters that may be scenes, in the layer tree's order; this plugin's results are left out."""
    ordered = [layer for layer in project.layerTreeRoot().layerOrder() if isinstance(layer, QgsRasterLayer)]
    return [layer for layer in ordered if not layer.customProperty(ROLE_PROPERTY)]


def proposed_scenes(iface: Any) -> list[list[QgsMapLayer]]:
    """Guess which scenes the user has in mind, best guess first.

    Several selected layers of one band are one scene (a file a band); several selected layers of many bands
    are scenes of their own, the older first. Otherwise the active layer comes first.
    """
    candidates = candidate_rasters(QgsProject.instance())
    usable = [layer for layer in candidates if _is_usable(layer)]
    selected = [layer for layer in _selected(iface) if layer in usable]
    scenes: list[list[QgsMapLayer]] = []
    if len(selected) > 1 and all(is_single_band(layer) for layer in selected):
        scenes.append(selected)
    elif len(selected) > 1:
        scenes.extend([layer] for layer in sorted(selected, key=lambda layer: date_in_name(layer.name())))
    active = iface.activeLayer()
    if active in usable and not scenes:
        scenes.append([active])
    chosen = {layer.id() for scene in scenes for layer in scene}
    scenes.extend([layer] for layer in usable if layer.id() not in chosen and not is_single_band(layer))
    scenes.extend([layer] for layer in usable if layer.id() not in chosen and is_single_band(layer))
    return scenes


def date_in_name(name: str) -> str:
    """A date in a layer's name as digits, so that names sort by time; empty when there is none."""
    match = _DATE.search(name)
    return re.sub(r"\D", "", match.group(0)) if match else ""


def _selected(iface: Any) -> list[QgsMapLayer]:
    view = iface.layerTreeView()
    return list(view.selectedLayers()) if view is not None else []


def _is_usable(layer: QgsRasterLayer) -> bool:
    try:
        scene_source([layer])
    except InputRefused:
        return False
    return True


class SceneChooser(QWidget):
    """A combo of the project's rasters and a menu for everything else that can be a scene.

    Signals:
        changed: another scene was chosen.
    """

    changed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.combo = QgsMapLayerComboBox()
        self.combo.setFilters(QgsMapLayerProxyModel.Filter.RasterLayer)
        self.combo.setToolTip(tr("The raster layer to work on. All of its bands are used."))
        self.combo.setSizeAdjustPolicy(self.combo.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(24)
        self.button = QToolButton()
        self.button.setText("…")
        self.button.setToolTip(tr("Choose files, a product folder, or several layers as one scene"))
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        menu.addAction(tr("Files…"), self._browse_files)
        menu.addAction(tr("Sentinel-2 product folder (.SAFE)…"), self._browse_folder)
        menu.addAction(tr("Several layers as one scene…"), self._choose_layers)
        self.button.setMenu(menu)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.combo, 1)
        layout.addWidget(self.button)
        self.setFocusProxy(self.combo)
        # Scenes that are no single layer: their name in the combo, and the layers' ids or the files.
        self._extra: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
        self.refresh()
        self.combo.currentIndexChanged.connect(lambda _index: self.changed.emit())

    def refresh(self) -> None:
        """Leave this plugin's own results out of the list."""
        project = QgsProject.instance()
        results = [layer for layer in project.mapLayers().values() if layer.customProperty(ROLE_PROPERTY)]
        self.combo.setExceptedLayerList(results)

    def source(self) -> SceneSource:
        """The scene that is chosen.

        Raises:
            InputRefused: there is none, or it cannot be used.
        """
        layers = self.layers()
        if layers:
            return scene_source(layers)
        ids, paths = self._extra.get(self.combo.currentText(), ((), ()))
        if paths:
            return files_source(paths)
        if ids:
            raise InputRefused(tr("A layer of this scene is no longer in the project."))
        raise NoScene(tr("Add a raster layer to the project, or choose files."))

    def layers(self) -> list[QgsMapLayer]:
        """The project's layers that make up the scene; empty for files."""
        layer = self.combo.currentLayer()
        if layer is not None:
            return [layer]
        ids, _paths = self._extra.get(self.combo.currentText(), ((), ()))
        found = [QgsProject.instance().mapLayer(layer_id) for layer_id in ids]
        return [layer for layer in found if layer is not None] if all(found) else []

    def set_layers(self, layers: Sequence[QgsMapLayer]) -> None:
        """Choose one layer, or several as one scene."""
        if len(layers) == 1:
            self.combo.setLayer(layers[0])
        elif layers:
            names = [layer.name() for layer in layers]
            title = tr("{name} ({count} layers)").format(name=scene_name(names), count=len(layers))
            self._choose_extra(title, tuple(layer.id() for layer in layers), ())

    def set_files(self, paths: Sequence[str]) -> None:
        """Choose files, a product folder or an archive."""
        title = Path(paths[0]).name
        if len(paths) > 1:
            title = tr("{name} ({count} files)").format(
                name=scene_name([Path(p).stem for p in paths]), count=len(paths)
            )
        self._choose_extra(title, (), tuple(paths))

    def swap_with(self, other: SceneChooser) -> None:
        """Exchange the chosen scenes of two choosers."""
        mine, theirs = self._choice(), other._choice()
        self._set_choice(theirs)
        other._set_choice(mine)

    def _choice(self) -> tuple[QgsMapLayer | None, str, tuple[tuple[str, ...], tuple[str, ...]]]:
        text = self.combo.currentText()
        return self.combo.currentLayer(), text, self._extra.get(text, ((), ()))

    def _set_choice(
        self, choice: tuple[QgsMapLayer | None, str, tuple[tuple[str, ...], tuple[str, ...]]]
    ) -> None:
        layer, text, (ids, paths) = choice
        if layer is not None:
            self.combo.setLayer(layer)
        elif ids or paths:
            self._choose_extra(text, ids, paths)

    def _choose_extra(self, title: str, ids: tuple[str, ...], paths: tuple[str, ...]) -> None:
        self._extra[title] = (ids, paths)
        blocked = self.combo.blockSignals(True)
        self.combo.setAdditionalItems(list(self._extra))
        # Among layers of the same name, the additional items come last.
        self.combo.setCurrentIndex(self.combo.count() - len(self._extra) + list(self._extra).index(title))
        self.combo.blockSignals(blocked)
        self.changed.emit()

    def _browse_files(self) -> None:
        paths, _filter = QFileDialog.getOpenFileNames(
            self,
            tr("Files of one scene"),
            Settings().get(_FOLDER, ""),
            tr("Rasters and products")
            + " (*.tif *.tiff *.vrt *.jp2 *.img *.hdr *.dat *.bsq *.bil *.bip *.nc *.zip *.xml);;"
            + tr("All files")
            + " (*)",
        )
        self._chosen_files(paths)

    def _browse_folder(self) -> None:
        title, folder = tr("Sentinel-2 product folder (.SAFE)"), Settings().get(_FOLDER, "")
        path = QFileDialog.getExistingDirectory(self, title, folder)
        self._chosen_files([path] if path else [])

    def _chosen_files(self, paths: list[str]) -> None:
        if paths:
            Settings().set(_FOLDER, str(Path(paths[0]).parent))
            self.set_files(paths)

    def _choose_layers(self) -> None:
        dialog = LayersTogetherDialog(candidate_rasters(QgsProject.instance()), self.layers(), self)
        if dialog.exec() and (layers := dialog.layers()):
            self.set_layers(layers)


class LayersTogetherDialog(QDialog):
    """A list with a check box for each layer; the checked ones make up one scene."""

    def __init__(
        self, layers: Sequence[QgsRasterLayer], checked: Sequence[QgsMapLayer], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Several layers as one scene"))
        self.list = QListWidget()
        for layer in layers:
            item = QListWidgetItem(layer.name())
            item.setData(Qt.ItemDataRole.UserRole, layer.id())
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked if layer in checked else Qt.CheckState.Unchecked)
            self.list.addItem(item)
        buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel
        )
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        explanation = QLabel(tr("Check the layers that belong together, one file a band, say."))
        explanation.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.addWidget(explanation)
        layout.addWidget(self.list)
        layout.addWidget(buttons)
        self.resize(420, 360)

    def layers(self) -> list[QgsMapLayer]:
        """The checked layers, top of the list first."""
        rows = [self.list.item(row) for row in range(self.list.count())]
        ids = [
            item.data(Qt.ItemDataRole.UserRole) for item in rows if item.checkState() == Qt.CheckState.Checked
        ]
        found = [QgsProject.instance().mapLayer(layer_id) for layer_id in ids]
        return [layer for layer in found if layer is not None]
