"""A small legend: coloured squares and names that flow like text."""

from __future__ import annotations

from collections.abc import Sequence

from qgis.PyQt.QtCore import QPoint, QRect, QSize, Qt
from qgis.PyQt.QtGui import QColor, QPainter, QPaintEvent
from qgis.PyQt.QtWidgets import QSizePolicy, QWidget

_GAP = 4
_SPACE = 12
_EDGE = QColor(0, 0, 0, 110)


class Legend(QWidget):
    """Draws its entries in lines as wide as there is room; a square and its name are never parted."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.entries: tuple[tuple[str, str], ...] = ()
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_entries(self, entries: Sequence[tuple[str, str]]) -> None:
        """Show colours ("#rrggbb") and names."""
        self.entries = tuple(entries)
        self.setVisible(bool(entries))
        self.setAccessibleName(", ".join(name for _colour, name in entries))
        self.updateGeometry()
        self.update()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        places = self._places(width)
        return places[-1].bottom() + 1 if places else 0

    def sizeHint(self) -> QSize:
        return QSize(320, self.heightForWidth(320))

    def minimumSizeHint(self) -> QSize:
        widest = max((place.width() for place in self._places(10_000)), default=0)
        return QSize(widest, self.fontMetrics().height())

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        side = self._side()
        for (colour, name), place in zip(self.entries, self._places(self.width())):
            top = place.top() + (place.height() - side) // 2
            square = QRect(place.left(), top, side, side)
            painter.fillRect(square, QColor(colour))
            painter.setPen(_EDGE)
            painter.drawRect(square.adjusted(0, 0, -1, -1))
            painter.setPen(self.palette().color(self.foregroundRole()))
            text = place.adjusted(side + _GAP, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)
        painter.end()

    def _side(self) -> int:
        return self.fontMetrics().ascent()

    def _places(self, width: int) -> list[QRect]:
        metrics = self.fontMetrics()
        height, corner = metrics.height() + 2, QPoint(0, 0)
        places = []
        for _colour, name in self.entries:
            needed = self._side() + _GAP + metrics.horizontalAdvance(name) + 1
            if corner.x() > 0 and corner.x() + needed > width:
                corner = QPoint(0, corner.y() + height)
            places.append(QRect(corner, QSize(needed, height)))
            corner = QPoint(corner.x() + needed + _SPACE, corner.y())
        return places
