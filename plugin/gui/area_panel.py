"""The dock with the areas of a result: table, bars, CSV, and the threshold of a change map."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any

from qgis.core import QgsMapLayer, QgsProject, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtGui import QShowEvent
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDockWidget,
    QLabel,
    QVBoxLayout,
    QWidget,
)

from ..layers.results import (
    AREA_ROLES,
    CARD_PROPERTY,
    MAIN_ROLES,
    ROLE_PROPERTY,
    add_threshold,
    card_path_of,
    evidence_layer,
)
from ..layers.run_card import RunCard
from ..layers.translation import tr
from .area_report import AreaReport, change_report, report_of
from .area_table import AreaTable, hectares_text, percent_text
from .csv_export import CsvButtons, ask_and_save_csv, copy_csv
from .docking import bring_to_front
from .estimate import pixels_text
from .field import hint
from .passport import pixel_hectares_at
from .threshold_box import ThresholdBox

OBJECT_NAME = "SpectralGPTAreaPanel"


# Qt owns the dock, but Python's half of it lives only as long as Python holds it.
_shown: list[AreaPanel] = []
_WIDTH = 390


def area_panel(iface: Any, runs: Any) -> AreaPanel:
    """The one area panel of QGIS's window; it is made, docked and still hidden when there is none."""
    # A panel of a plugin that was unloaded lives on until Qt gets round to it.
    _shown[:] = [panel for panel in _shown if not sip.isdeleted(panel) and panel.runs is runs]
    if not _shown:
        window = iface.mainWindow()
        panel = AreaPanel(iface, runs, window)
        panel.hide()
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, panel)
        panel.hide()
        _shown.append(panel)
    return _shown[0]


class AreaPanel(QDockWidget):
    """Shows the areas of the result whose layer is active, or of one chosen in its list.

    Results are known by their layers in the project; numbers of earlier sessions come from the run cards
    beside the files.

    Args:
        iface: QGIS's interface.
        runs: takes the ``threshold`` jobs.
        parent: QGIS's main window.
    """

    def __init__(self, iface: Any, runs: Any, parent: QWidget | None = None) -> None:
        super().__init__(tr("Areas – SpectralGPT"), parent)
        self.setObjectName(OBJECT_NAME)
        self.setAllowedAreas(Qt.DockWidgetArea.LeftDockWidgetArea | Qt.DockWidgetArea.RightDockWidgetArea)
        self._iface = iface
        self.runs = runs
        self._results: dict[str, Mapping[str, Any]] = {}
        self._card_path = ""
        self._sized = False
        self.report: AreaReport | None = None
        self._build()
        project = QgsProject.instance()
        project.layersAdded.connect(self._list_results)
        project.layersRemoved.connect(self._list_results)
        self._iface.currentLayerChanged.connect(self._layer_activated)
        self._list_results()
        self._show_nothing()
        self._layer_activated(self._iface.activeLayer())

    def _build(self) -> None:
        self.history = QComboBox()
        self.history.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.history.setMinimumContentsLength(16)
        self.history.setToolTip(tr("Results in this project; follows the active layer"))
        self.history.activated.connect(lambda _index: self._chosen())
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.table = AreaTable()
        self.threshold = ThresholdBox()
        self.threshold.counted.connect(self._threshold_moved)
        self.threshold.applied.connect(self._apply_threshold)
        self.note = hint()
        self.csv_buttons = CsvButtons()
        self.csv_buttons.copied.connect(self.copy_csv)
        self.csv_buttons.saved.connect(self._save_csv)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.history)
        layout.addWidget(self.summary)
        layout.addWidget(self.table)
        layout.addWidget(self.csv_buttons)
        layout.addWidget(self.note)
        layout.addWidget(self.threshold)
        layout.addStretch(1)
        self.setWidget(body)

    def show_result(self, result: Mapping[str, Any]) -> None:
        """Show the areas of a job's result and bring the panel to the front."""
        card_path = str(result.get("run_card") or RunCard.beside(str(result["output"])).path)
        self._results[card_path] = {**RunCard.read(card_path).as_result(), **result}
        self._list_results()
        self._show(card_path)
        bring_to_front(self._iface.mainWindow(), self)

    def showEvent(self, event: QShowEvent | None) -> None:
        """Take enough room for names and bars when it is shown first, unless it has it already."""
        super().showEvent(event)
        if not self._sized and not self.isFloating():
            self._sized = True
            if self.width() >= _WIDTH:
                return
            self.window().resizeDocks([self], [_WIDTH], Qt.Orientation.Horizontal)

    def copy_csv(self) -> None:
        """Put the table on the clipboard."""
        if self.report is not None:
            copy_csv(self.report.csv())

    def _list_results(self, _layers: Any = None) -> None:
        blocked = self.history.blockSignals(True)
        self.history.clear()
        for layer in _main_layers():
            self.history.addItem(layer.name(), layer.customProperty(CARD_PROPERTY))
        self.history.setCurrentIndex(self.history.findData(self._card_path))
        self.history.blockSignals(blocked)
        if self._card_path and self.history.currentIndex() < 0:
            self._show_nothing()

    def _chosen(self) -> None:
        card_path = str(self.history.currentData())
        self._show(card_path)
        layer = _main_layer(card_path)
        if layer is not None:
            self._iface.setActiveLayer(layer)

    def _layer_activated(self, layer: QgsMapLayer | None) -> None:
        card_path = card_path_of(layer, AREA_ROLES)
        if card_path and card_path != self._card_path:
            self._show(card_path)

    def _show(self, card_path: str) -> None:
        if card_path not in self._results:
            self._results[card_path] = RunCard.read(card_path).as_result()
        result = self._results[card_path]
        self._card_path = card_path
        self.history.setCurrentIndex(self.history.findData(card_path))
        if not result:
            self._show_nothing(tr("The run card of this result is gone, and its areas with it."))
            return
        main = _main_layer(card_path)
        if main is not None and main.crs().isValid() and "pixel_hectares" not in result:
            result = {**result, "pixel_hectares": _pixel_hectares(main)}
            self._results[card_path] = result
        self.report = report_of(result)
        self._show_report(self.report)
        if self.report.kind == "change":
            self.threshold.show_result(result, main, evidence_layer(result))
        else:
            self.threshold.hide()
        self.note.setText("\n".join(str(text) for text in result.get("warnings", ())))
        self.note.setVisible(bool(self.note.text()))

    def _show_report(self, report: AreaReport) -> None:
        self.table.show_report(report)
        total = hectares_text(report.hectares) + " ha" if report.hectares is not None else ""
        total = total or pixels_text(report.pixels)
        if report.kind == "change":
            changed = [row for row in report.rows if row.code != 0]
            share = html.escape(percent_text(sum(row.share for row in changed)) + " %")
            area = (
                hectares_text(sum(row.hectares or 0.0 for row in changed)) + " ha"
                if report.hectares is not None
                else pixels_text(sum(row.pixels for row in changed))
            )
            text = tr("<b>{area} changed</b>, {share} of {total}").format(area=area, share=share, total=total)
        else:
            text = tr("<b>{total}</b> classified").format(total=total)
            if report.empty_share > 0:
                text += tr(", {share} without data").format(
                    share=html.escape(percent_text(report.empty_share) + " %")
                )
        self.summary.setText(text)
        self.csv_buttons.setEnabled(True)

    def _show_nothing(self, text: str = "") -> None:
        self.report = None
        self.table.setRowCount(0)
        self.summary.setText(text or tr("Choose a result layer to see its areas."))
        self.threshold.hide()
        self.note.hide()
        self.csv_buttons.setEnabled(False)
        if not text:
            self._card_path = ""

    def _threshold_moved(self, changed: int, valid: int) -> None:
        result = self._results.get(self._card_path)
        if not result:
            return
        if changed < 0:
            self.report = report_of(result)
            self.note.hide()
        else:
            self.report = change_report(result, changed, valid)
            self.note.setText(tr("Preview: small patches are removed when you press Apply."))
            self.note.show()
        self._show_report(self.report)

    def _apply_threshold(self, job: dict[str, Any], name: str) -> None:
        def finished(result: dict[str, Any]) -> None:
            add_threshold(result, name=name)
            self.show_result(result)

        self.runs.submit(job, tr("New threshold for {name}").format(name=name), finished)

    def _save_csv(self) -> None:
        if self.report is not None:
            ask_and_save_csv(self, self._iface, tr("Save areas"), "areas.csv", self.report.csv())


def _main_layers() -> list[QgsRasterLayer]:
    ordered = QgsProject.instance().layerTreeRoot().layerOrder()
    return [layer for layer in ordered if layer.customProperty(ROLE_PROPERTY) in MAIN_ROLES]


def _main_layer(card_path: str) -> QgsRasterLayer | None:
    return next((layer for layer in _main_layers() if layer.customProperty(CARD_PROPERTY) == card_path), None)


def _pixel_hectares(layer: QgsRasterLayer) -> float:
    resolution = (layer.rasterUnitsPerPixelX(), layer.rasterUnitsPerPixelY())
    return pixel_hectares_at(layer.crs(), layer.extent().center(), resolution)
