"""A table of classes with a bar for each, drawn in the class's own colour."""

from __future__ import annotations

from qgis.PyQt.QtCore import QLocale, QModelIndex, QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QIcon, QPainter, QPalette, QPen, QPixmap
from qgis.PyQt.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from ..layers.translation import tr
from .area_report import AreaReport

_BAR_COLUMN = 3
_BAR_WIDTH = 80
_LEAST_HEIGHT = 120
_SWATCH = 14
_MARGIN = 4


class _BarDelegate(QStyledItemDelegate):
    """Paints a horizontal bar; the item's data are its length (0 to 1) and its colour."""

    def paint(self, painter: QPainter | None, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        super().paint(painter, option, index)
        length = index.data(Qt.ItemDataRole.UserRole)
        if painter is None or not length:
            return
        room = option.rect.adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        # The smallest class must still be seen.
        bar = QRect(room.left(), room.top(), max(2, round(room.width() * float(length))), room.height())
        painter.save()
        painter.setPen(QPen(option.palette.color(QPalette.ColorRole.Mid), 0))
        painter.setBrush(QColor(str(index.data(Qt.ItemDataRole.UserRole + 1))))
        painter.drawRect(bar.adjusted(0, 0, -1, -1))
        painter.restore()


class AreaTable(QTableWidget):
    """Class, hectares, percent and bar, the largest class first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 4, parent)
        self.setHorizontalHeaderLabels([tr("Class"), tr("ha"), tr("%"), ""])
        self.setItemDelegateForColumn(_BAR_COLUMN, _BarDelegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setTabKeyNavigation(False)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setIconSize(QSize(_SWATCH, _SWATCH))
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 8)
        header = self.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        # Long names are shortened rather than the bars; the whole name is in the tooltip.
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_BAR_COLUMN, QHeaderView.ResizeMode.Fixed)
        header.resizeSection(_BAR_COLUMN, _BAR_WIDTH)
        header.setMinimumSectionSize(40)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.horizontalHeaderItem(0).setTextAlignment(
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        )
        for column in (1, 2):
            self.horizontalHeaderItem(column).setTextAlignment(
                Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            )

    def show_report(self, report: AreaReport) -> None:
        """Fill the table."""
        has_areas = report.hectares is not None
        self.horizontalHeaderItem(1).setText(tr("ha") if has_areas else tr("pixels"))
        longest = max((row.share for row in report.rows), default=0.0)
        locale = QLocale()
        self.setRowCount(len(report.rows))
        for number, row in enumerate(report.rows):
            name = QTableWidgetItem(_swatch(row.colour), row.name)
            name.setToolTip(tr("{name} (code {code})").format(name=row.name, code=row.code))
            area_text = locale.toString(row.pixels) if row.hectares is None else hectares_text(row.hectares)
            bar = QTableWidgetItem()
            bar.setData(Qt.ItemDataRole.UserRole, row.share / longest if longest else 0.0)
            bar.setData(Qt.ItemDataRole.UserRole + 1, row.colour)
            self.setItem(number, 0, name)
            self.setItem(number, 1, _number(area_text))
            self.setItem(number, 2, _number(percent_text(row.share)))
            self.setItem(number, _BAR_COLUMN, bar)
        self.setMaximumHeight(self.sizeHint().height())
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """As high as its rows, so that what belongs to it stands close below."""
        rows = self.verticalHeader().length() + self.horizontalHeader().sizeHint().height()
        return QSize(super().sizeHint().width(), rows + 2 * self.frameWidth())

    def minimumSizeHint(self) -> QSize:
        """A few rows; the rest can be scrolled to."""
        return QSize(super().minimumSizeHint().width(), min(self.sizeHint().height(), _LEAST_HEIGHT))


def _number(text: str) -> QTableWidgetItem:
    item = QTableWidgetItem(text)
    item.setTextAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return item


def hectares_text(hectares: float) -> str:
    """Hectares with as many digits as are of use."""
    decimals = 0 if hectares >= 1000 else 1 if hectares >= 10 else 2
    return QLocale().toString(hectares, "f", decimals)


def percent_text(share: float) -> str:
    """A share of 0 to 1 in percent; tiny ones are not shown as nothing."""
    percent = 100 * share
    if 0 < percent < 0.05:
        return "< " + QLocale().toString(0.1, "f", 1)
    return QLocale().toString(percent, "f", 1)


def _swatch(colour: str) -> QIcon:
    pixmap = QPixmap(_SWATCH, _SWATCH)
    pixmap.fill(QColor(colour))
    painter = QPainter(pixmap)
    painter.setPen(QColor(0, 0, 0, 90))
    painter.drawRect(0, 0, _SWATCH - 1, _SWATCH - 1)
    painter.end()
    return QIcon(pixmap)
