"""A plot of two mean spectra, before and after; painted here, since not every QGIS brings charts."""

from __future__ import annotations

import math
from collections.abc import Sequence

from qgis.PyQt.QtCore import QEvent, QLocale, QPointF, QRectF, QSize, Qt
from qgis.PyQt.QtGui import QColor, QHelpEvent, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from qgis.PyQt.QtWidgets import QSizePolicy, QToolTip, QWidget

from ..layers.band_spectra import BandSpectrum
from ..layers.translation import tr
from .passport import number_text

# Blue and orange are told apart by everyone; dashes and the marks' shapes tell them apart in grey too.
BEFORE_COLOUR, AFTER_COLOUR = "#2c6fbb", "#e07b00"
_MARK = 3.5
_NEAR = 12
_EDGE_NM = 60
_TICKS = 5


def nice_step(span: float, ticks: int) -> float:
    """The round distance (1, 2 or 5 times a power of ten) between at most `ticks` + 1 marks on an axis."""
    if span <= 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(span / ticks))
    return next(step * power for step in (1, 2, 5, 10) if span / (step * power) <= ticks)


class SpectraPlot(QWidget):
    """Reflectance over wavelength, with the spectral groups as shaded stretches."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.spectra: tuple[BandSpectrum, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(240, 170)

    def set_spectra(self, spectra: Sequence[BandSpectrum]) -> None:
        """Show the bands whose wavelength is known; a line is broken where nothing was hidden."""
        self.spectra = tuple(band for band in spectra if band.wavelength is not None)
        shown = (
            f"{band.name} {band.before:.3f} {band.after:.3f}"
            for band in self.spectra
            if band.before is not None and band.after is not None
        )
        self.setAccessibleDescription(", ".join(shown))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(360, 230)

    def event(self, event: QEvent | None) -> bool:
        """Say which band lies under the pointer."""
        if isinstance(event, QHelpEvent):
            band = self.band_at(event.pos().x())
            if band is None or band.before is None or band.after is None:
                QToolTip.hideText()
            else:
                locale = QLocale()
                text = tr("{band}, {wavelength} nm: {before} before, {after} after").format(
                    band=band.name,
                    wavelength=number_text(band.wavelength or 0.0, 0),
                    before=locale.toString(band.before, "f", 3),
                    after=locale.toString(band.after, "f", 3),
                )
                QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def band_at(self, x: float) -> BandSpectrum | None:
        """The band nearest to a horizontal place in pixels; None where none is near."""
        if not self.spectra:
            return None
        nearest = min(self.spectra, key=lambda band: abs(self._x(band) - x))
        return nearest if abs(self._x(nearest) - x) <= _NEAR else None

    def paintEvent(self, event: QPaintEvent | None) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), self.palette().color(QPalette.ColorRole.Base))
        if self.spectra:
            self._paint_groups(painter)
            self._paint_axes(painter)
            for after in (False, True):
                self._paint_line(painter, after)
            self._paint_key(painter)
        painter.end()

    # Places --------------------------------------------------------------------------------------------

    def _frame(self) -> QRectF:
        metrics = self.fontMetrics()
        left = metrics.horizontalAdvance(_axis_text(0.25)) + 14
        top, bottom = 2 * metrics.height() + 8, 2 * metrics.height() + 8
        return QRectF(left, top, max(self.width() - left - 10, 1), max(self.height() - top - bottom, 1))

    def _span(self) -> tuple[float, float]:
        waves = [band.wavelength or 0.0 for band in self.spectra]
        return min(waves) - _EDGE_NM, max(waves) + _EDGE_NM

    def _ceiling(self) -> float:
        values = [v for band in self.spectra for v in (band.before, band.after) if v is not None]
        highest = max((*values, 0.01))
        step = nice_step(highest, _TICKS)
        return step * math.ceil(highest / step)

    def _floor(self) -> float:
        values = [v for band in self.spectra for v in (band.before, band.after) if v is not None]
        lowest = min((*values, 0.0))
        step = nice_step(self._ceiling(), _TICKS)
        return step * math.floor(lowest / step)

    def _x(self, band: BandSpectrum) -> float:
        return self._x_of(band.wavelength or 0.0)

    def _x_of(self, wavelength: float) -> float:
        low, high = self._span()
        frame = self._frame()
        return frame.left() + frame.width() * (wavelength - low) / (high - low)

    def _y_of(self, reflectance: float) -> float:
        frame, low, high = self._frame(), self._floor(), self._ceiling()
        return frame.bottom() - frame.height() * (reflectance - low) / (high - low)

    # Parts ---------------------------------------------------------------------------------------------

    def _paint_groups(self, painter: QPainter) -> None:
        frame = self._frame()
        shade = self.palette().color(QPalette.ColorRole.Text)
        for number in sorted({band.group for band in self.spectra}):
            places = [self._x(band) for band in self.spectra if band.group == number]
            stretch = QRectF(min(places) - 4, frame.top(), max(places) - min(places) + 8, frame.height())
            shade.setAlpha(26 if number % 2 else 13)
            painter.fillRect(stretch, shade)
            painter.setPen(self._soft())
            label = QRectF(stretch.center().x() - 40, frame.top() - self.fontMetrics().height() - 2, 80, 99)
            painter.drawText(label, _CENTRE_TOP, str(number))

    def _paint_axes(self, painter: QPainter) -> None:
        frame, metrics = self._frame(), self.fontMetrics()
        low, high = self._floor(), self._ceiling()
        step = nice_step(high - low, _TICKS)
        for number in range(round((high - low) / step) + 1):
            value = low + number * step
            y = self._y_of(value)
            painter.setPen(QPen(self._faint(), 0))
            painter.drawLine(QPointF(frame.left(), y), QPointF(frame.right(), y))
            painter.setPen(self._soft())
            place = QRectF(0, y - metrics.height() / 2, frame.left() - 6, metrics.height())
            painter.drawText(place, _RIGHT, _axis_text(value))
        first, last = self._span()
        step = nice_step(last - first, 6)
        for number in range(math.ceil(first / step), math.floor(last / step) + 1):
            x = self._x_of(number * step)
            painter.setPen(QPen(self._soft(), 0))
            painter.drawLine(QPointF(x, frame.bottom()), QPointF(x, frame.bottom() + 3))
            place = QRectF(x - 40, frame.bottom() + 4, 80, metrics.height())
            painter.drawText(place, _CENTRE_TOP, str(round(number * step)))
        painter.setPen(QPen(self._soft(), 0))
        painter.drawLine(frame.bottomLeft(), frame.bottomRight())
        place = QRectF(frame.left(), frame.bottom() + 4 + metrics.height(), frame.width(), metrics.height())
        painter.drawText(place, _CENTRE_TOP, tr("Wavelength (nm)"))

    def _paint_line(self, painter: QPainter, after: bool) -> None:
        colour = QColor(AFTER_COLOUR if after else BEFORE_COLOUR)
        style = Qt.PenStyle.DashLine if after else Qt.PenStyle.SolidLine
        stretch: list[QPointF] = []
        for band in (*self.spectra, None):
            value = None if band is None else band.after if after else band.before
            if band is not None and value is not None:
                stretch.append(QPointF(self._x(band), self._y_of(value)))
                continue
            painter.setPen(QPen(colour, 1.5, style))
            painter.drawPolyline(QPolygonF(stretch))
            for place in stretch:
                _paint_mark(painter, place, colour, after)
            stretch = []

    def _paint_key(self, painter: QPainter) -> None:
        metrics = self.fontMetrics()
        x, y = self._frame().left(), metrics.height() / 2 + 3
        for after, text in ((False, tr("before")), (True, tr("after"))):
            colour = QColor(AFTER_COLOUR if after else BEFORE_COLOUR)
            style = Qt.PenStyle.DashLine if after else Qt.PenStyle.SolidLine
            painter.setPen(QPen(colour, 1.5, style))
            painter.drawLine(QPointF(x, y), QPointF(x + 22, y))
            _paint_mark(painter, QPointF(x + 11, y), colour, after)
            painter.setPen(self.palette().color(QPalette.ColorRole.Text))
            width = metrics.horizontalAdvance(text) + 2
            painter.drawText(QRectF(x + 27, y - metrics.height() / 2, width, metrics.height()), _LEFT, text)
            x += 27 + width + 16

    def _soft(self) -> QColor:
        colour = self.palette().color(QPalette.ColorRole.Text)
        colour.setAlpha(170)
        return colour

    def _faint(self) -> QColor:
        colour = self.palette().color(QPalette.ColorRole.Text)
        colour.setAlpha(40)
        return colour


_CENTRE_TOP = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def _axis_text(value: float) -> str:
    return QLocale().toString(value, "f", 2 if abs(value) < 1 else 1)


def _paint_mark(painter: QPainter, place: QPointF, colour: QColor, square: bool) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    if square:
        painter.drawRect(QRectF(place.x() - _MARK, place.y() - _MARK, 2 * _MARK, 2 * _MARK))
    else:
        painter.drawEllipse(place, _MARK, _MARK)
    painter.setBrush(Qt.BrushStyle.NoBrush)
