"""The dock with the spectra of a reconstruction's hidden parts: plot, table, CSV."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.core import QgsMapLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QDockWidget,
    QFrame,
    QHeaderView,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ..layers.band_spectra import BandSpectrum, spectra_csv, spectra_of, total_error
from ..layers.results import RECONSTRUCTION_ROLES, card_path_of
from ..layers.run_card import RunCard
from ..layers.translation import tr
from .csv_export import CsvButtons, ask_and_save_csv, copy_csv
from .docking import bring_to_front
from .field import hint
from .passport import number_text
from .spectra_plot import SpectraPlot

OBJECT_NAME = "SpectralGPTSpectraPanel"

# Qt owns the dock, but Python's half of it lives only as long as Python holds it.
_shown: list[SpectraPanel] = []


def spectra_panel(iface: Any, runs: Any) -> SpectraPanel:
    """The one panel of spectra of QGIS's window; it is made, docked and still hidden when there is none."""
    # A panel of a plugin that was unloaded lives on until Qt gets round to it.
    _shown[:] = [panel for panel in _shown if not sip.isdeleted(panel) and panel.runs is runs]
    if not _shown:
        panel = SpectraPanel(iface, runs, iface.mainWindow())
        panel.hide()
        iface.addDockWidget(Qt.DockWidgetArea.RightDockWidgetArea, panel)
        panel.hide()
        _shown.append(panel)
    return _shown[0]


class SpectraPanel(QDockWidget):
    """Shows the spectra of the reconstruction whose layer is active; they come from the run card.

    Args:
        iface: QGIS's interface.
        runs: of the plugin that the panel belongs to.
        parent: QGIS's main window.
    """

    def __init__(self, iface: Any, runs: Any, parent: QWidget | None = None) -> None:
        super().__init__(tr("Spectra before and after – SpectralGPT"), parent)
        self.setObjectName(OBJECT_NAME)
        self.setAllowedAreas(Qt.DockWidgetArea.AllDockWidgetAreas)
        self.iface, self.runs = iface, runs
        self.spectra: list[BandSpectrum] = []
        self._card_path = ""
        self._build()
        self._show({})
        self.iface.currentLayerChanged.connect(self._layer_activated)
        self._layer_activated(self.iface.activeLayer())

    def _build(self) -> None:
        self.summary = QLabel()
        self.summary.setWordWrap(True)
        self.plot = SpectraPlot()
        self.groups_hint = hint(
            tr("Mean of the hidden pixels; the numbers at the top are the spectral groups.")
        )
        self.table = QTableWidget(0, 5)
        self.table.setHorizontalHeaderLabels([tr("Band"), tr("nm"), tr("Before"), tr("After"), tr("Error")])
        self.table.horizontalHeaderItem(4).setToolTip(
            tr("Root mean square error of the hidden pixels, in reflectance")
        )
        for column in range(5):
            self.table.horizontalHeaderItem(column).setTextAlignment(_side(column))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.table.setTabKeyNavigation(False)
        # As high as its rows where there is room: the plot takes what is left.
        self.table.setSizeAdjustPolicy(QAbstractItemView.SizeAdjustPolicy.AdjustToContents)
        self.table.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.table.setShowGrid(False)
        self.table.verticalHeader().hide()
        self.table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setHighlightSections(False)
        self.csv_buttons = CsvButtons()
        self.csv_buttons.copied.connect(self.copy_csv)
        self.csv_buttons.saved.connect(self._save_csv)
        body = QWidget()
        layout = QVBoxLayout(body)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.addWidget(self.summary)
        layout.addWidget(self.plot, 1)
        layout.addWidget(self.groups_hint)
        layout.addWidget(self.table)
        layout.addWidget(self.csv_buttons)
        scroll = QScrollArea()
        scroll.setWidget(body)
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidget(scroll)

    def show_result(self, result: Mapping[str, Any]) -> None:
        """Show the spectra of a job's result and bring the panel to the front."""
        self._card_path = str(result.get("run_card") or "")
        self._show(result)
        bring_to_front(self.iface.mainWindow(), self)

    def copy_csv(self) -> None:
        """Put the table on the clipboard."""
        copy_csv(spectra_csv(self.spectra))

    def _save_csv(self) -> None:
        text = spectra_csv(self.spectra)
        ask_and_save_csv(self, self.iface, tr("Save spectra"), "spectra.csv", text)

    def _layer_activated(self, layer: QgsMapLayer | None) -> None:
        card_path = card_path_of(layer, RECONSTRUCTION_ROLES)
        if card_path and card_path != self._card_path:
            self._card_path = card_path
            self._show(RunCard.read(card_path).as_result())

    def _show(self, result: Mapping[str, Any]) -> None:
        self.spectra = spectra_of(result)
        self.plot.set_spectra(self.spectra)
        self.summary.setText(self._summary())
        self.table.setRowCount(len(self.spectra))
        for row, band in enumerate(self.spectra):
            wavelength = "" if band.wavelength is None else number_text(band.wavelength, 0)
            cells = (band.name, wavelength, *map(_text, (band.before, band.after, band.rmse)))
            for column, text in enumerate(cells):
                item = QTableWidgetItem(text)
                item.setTextAlignment(_side(column))
                self.table.setItem(row, column, item)
        self.csv_buttons.setEnabled(bool(self.spectra))

    def _summary(self) -> str:
        error = total_error(self.spectra)
        if error is None:
            return tr("Choose a reconstruction’s layer to see its spectra.")
        return tr("<b>Error {error}</b> in reflectance, over {count} hidden values").format(
            error=_text(error), count=QLocale().toString(sum(band.pixels for band in self.spectra))
        )


def _side(column: int) -> Qt.AlignmentFlag:
    side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter


def _text(value: float | None) -> str:
    return "–" if value is None else QLocale().toString(value, "f", 4)
