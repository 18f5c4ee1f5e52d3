"""Brings the demo's scenes onto QGIS's canvas: the bands as a group of layers, and a true-colour picture."""

from collections.abc import Sequence
from pathlib import Path

from osgeo import gdal
from qgis.core import (
    QgsContrastEnhancement,
    QgsMapLayer,
    QgsMultiBandColorRenderer,
    QgsProject,
    QgsRasterLayer,
)
from qgis.PyQt.QtCore import QItemSelectionModel, Qt
from qgis.PyQt.QtWidgets import QDockWidget, QToolBar
from qgis.utils import iface

from demo.desktop import Until

LEFT_BUTTON = Qt.MouseButton.LeftButton
USER_ROLE = Qt.ItemDataRole.UserRole
CONTAINS_BELOW = Qt.MatchFlag.MatchContains | Qt.MatchFlag.MatchRecursive
CHECKED, UNCHECKED = Qt.CheckState.Checked, Qt.CheckState.Unchecked

LAYERS_WIDTH = 360  # pixels, so that the layers' names can be read

# DN of red, green and blue that become black and white, so that forest and fields are well told apart.
STRETCH = (("B04", 150, 2100), ("B03", 480, 1950), ("B02", 780, 1850))


def add_bands(folder: Path, title: str, name: str) -> list[QgsRasterLayer]:
    """Add every band of a scene as a layer, hidden, in a folded group at the end; return the layers."""
    group = QgsProject.instance().layerTreeRoot().addGroup(title)
    layers = []
    for file in sorted(folder.glob("*_B??.tif")):
        layer = QgsRasterLayer(str(file), f"{name} {file.stem[-3:]}")
        if not layer.isValid():
            raise RuntimeError(f"QGIS can't open {file}.")
        QgsProject.instance().addMapLayer(layer, False)
        group.addLayer(layer).setExpanded(False)
        layers.append(layer)
    group.setExpanded(False)
    group.setItemVisibilityCheckedRecursive(False)
    return layers


def add_true_colour(folder: Path, title: str) -> QgsRasterLayer:
    """Add a true-colour picture of a scene, made of its three visible bands without copying them."""
    files = [next(folder.glob(f"*_{band}.tif")) for band, _, _ in STRETCH]
    picture = folder / "true_colour.vrt"
    gdal.BuildVRT(str(picture), [str(file) for file in files], separate=True).FlushCache()
    layer = QgsRasterLayer(str(picture), title)
    renderer = QgsMultiBandColorRenderer(layer.dataProvider(), 1, 2, 3)
    setters = (
        renderer.setRedContrastEnhancement,
        renderer.setGreenContrastEnhancement,
        renderer.setBlueContrastEnhancement,
    )
    for number, (setter, (_, low, high)) in enumerate(zip(setters, STRETCH), start=1):
        stretch = QgsContrastEnhancement(layer.dataProvider().dataType(number))
        stretch.setMinimumValue(low)
        stretch.setMaximumValue(high)
        stretch.setContrastEnhancementAlgorithm(
            QgsContrastEnhancement.ContrastEnhancementAlgorithm.StretchToMinimumMaximum
        )
        setter(stretch)
    layer.setRenderer(renderer)
    layer.brightnessFilter().setGamma(1.35)
    QgsProject.instance().addMapLayer(layer, False)
    # Below the results, above the bands.
    root = QgsProject.instance().layerTreeRoot()
    node = root.insertLayer(0, layer)
    node.setExpanded(False)
    return layer


def zoom_to(layer: QgsMapLayer) -> None:
    """Show all of a layer, in its own coordinate system."""
    QgsProject.instance().setCrs(layer.crs())
    iface.mapCanvas().setExtent(layer.extent())
    iface.mapCanvas().refresh()


def drawn() -> Until:
    """Wait until the map is drawn."""
    return Until(lambda: not iface.mapCanvas().isDrawing(), "the map is drawn", 60)


def select(layers: Sequence[QgsMapLayer]) -> None:
    """Select layers in the layer panel, as a click on the first and Shift and a click on the last do."""
    view, root = iface.layerTreeView(), QgsProject.instance().layerTreeRoot()
    view.setCurrentLayer(layers[0])
    for layer in layers:
        index = view.node2index(root.findLayer(layer.id()))
        view.selectionModel().select(index, QItemSelectionModel.SelectionFlag.Select)


def show_only(layers: Sequence[QgsMapLayer]) -> None:
    """Hide every layer but these."""
    root = QgsProject.instance().layerTreeRoot()
    for node in root.findLayers():
        node.setItemVisibilityChecked(node.layer() in layers)


def fold_other_groups(layer: QgsMapLayer) -> None:
    """Unfold the group of one layer, and no other."""
    root = QgsProject.instance().layerTreeRoot()
    own = root.findLayer(layer.id()).parent()
    for group in root.findGroups():
        group.setExpanded(group is own or group == own)


def tidy(keep_toolbars: Sequence[str]) -> None:
    """Show the map and the layers, not every toolbar and panel that QGIS has."""
    window = iface.mainWindow()
    for toolbar in window.findChildren(QToolBar):
        if toolbar.parent() is window:
            toolbar.setVisible(toolbar.objectName() in keep_toolbars)
            window.removeToolBarBreak(toolbar)
    for dock in window.findChildren(QDockWidget):
        if dock.objectName().startswith("Browser"):
            dock.close()
        elif dock.objectName() == "Layers":
            window.resizeDocks([dock], [LAYERS_WIDTH], Qt.Orientation.Horizontal)
