"""The bands of a scene; the user can say what a band is where the file does not."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QAbstractItemModel, QModelIndex, Qt, pyqtSignal
from qgis.PyQt.QtGui import QPalette
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ..layers.translation import tr
from .passport import SENTINEL2_BANDS, BandRow, identified_text, left_out_text, number_text

EXCLUDED = "none"  # the engine's word for a band that is left out
_NAME_COLUMN = 1


class _BandNameDelegate(QStyledItemDelegate):
    """Edits a band's name by choosing among Sentinel-2's bands."""

    def createEditor(
        self, parent: QWidget | None, option: QStyleOptionViewItem, index: QModelIndex
    ) -> QWidget | None:
        combo = QComboBox(parent)
        for name, wavelength in SENTINEL2_BANDS:
            combo.addItem(f"{name}  ({wavelength} nm)", name)
        combo.addItem(tr("leave out"), EXCLUDED)
        combo.activated.connect(lambda _index: (self.commitData.emit(combo), self.closeEditor.emit(combo)))
        return combo

    def setEditorData(self, editor: QWidget | None, index: QModelIndex) -> None:
        if isinstance(editor, QComboBox):
            editor.setCurrentIndex(editor.findData(index.data()))

    def setModelData(
        self, editor: QWidget | None, model: QAbstractItemModel | None, index: QModelIndex
    ) -> None:
        if isinstance(editor, QComboBox) and model is not None and editor.currentData():
            model.setData(index, editor.currentData())


class BandTable(QTableWidget):
    """Number, name, wavelength, pixel size and origin of each band.

    Signals:
        renamed: the user said what a band is.
    """

    renamed = pyqtSignal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 5, parent)
        self.setHorizontalHeaderLabels(
            [tr("No."), tr("Band"), tr("Wavelength"), tr("Pixel"), tr("Identified by")]
        )
        self.setItemDelegateForColumn(_NAME_COLUMN, _BandNameDelegate(self))
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.DoubleClicked
            | QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
        )
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setAlternatingRowColors(True)
        self.setWordWrap(False)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 6)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(4, QHeaderView.ResizeMode.Stretch)
        self.setToolTip(tr("Double-click a band’s name to say which band it is."))
        self._renamed: dict[int, str] = {}
        self.itemChanged.connect(self._changed)

    def show_bands(self, bands: Sequence[BandRow], unit: str) -> None:
        """Fill the table; what the user said before stays in force and is shown by the engine's answer."""
        self.blockSignals(True)
        self.setRowCount(len(bands))
        for row, band in enumerate(bands):
            wavelength = "" if band.wavelength is None else number_text(band.wavelength, 0) + " nm"
            pixel = ""
            if band.resolution is not None:
                pixel = number_text(band.resolution, 7 if unit == "°" else 2) + unit
            texts = (str(band.number), band.name, wavelength, pixel, _origin(band))
            for column, text in enumerate(texts):
                item = QTableWidgetItem(text)
                item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
                if column == _NAME_COLUMN:
                    item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
                    item.setToolTip(band.file)
                if band.left_out or (band.wavelength is None and band.identified_by):
                    item.setForeground(self.palette().brush(QPalette.ColorRole.PlaceholderText))
                self.setItem(row, column, item)
        self.blockSignals(False)

    def parameter(self) -> str | None:
        """What the user said, as the job's ``bands`` ("1=B02,2=B03"); None for nothing."""
        return ",".join(f"{number}={name}" for number, name in sorted(self._renamed.items())) or None

    def set_parameter(self, parameter: str | None) -> None:
        """Restore what the user said earlier about the same scene."""
        pairs = (part.split("=", 1) for part in (parameter or "").split(",") if "=" in part)
        self._renamed = {int(number): name for number, name in pairs}

    def _changed(self, item: QTableWidgetItem) -> None:
        if item.column() == _NAME_COLUMN:
            number = self.item(item.row(), 0).text()
            self._renamed[int(number)] = item.text()
            self.renamed.emit()


def _origin(band: BandRow) -> str:
    return left_out_text(band.left_out) if band.left_out else identified_text(band.identified_by)
