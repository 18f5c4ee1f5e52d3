"""The left-hand side of the dialogs that start a run: a form whose errors stand below their fields."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QLocale, Qt, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..layers.inputs import InputRefused
from ..layers.translation import tr
from .area_choice import AreaChoice
from .field import Field, hint
from .mask_choice import MaskChoice
from .output_choice import OutputChoice

_LEAST_WIDTH = 440
_LARGEST_PATCH = 1_000_000
_LARGEST_BATCH = 1024

Value = TypeVar("Value")


class FieldProblem(Exception):
    """A setting that cannot be used, and the field that it belongs to."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


def checked(field: str, call: Callable[[], Value]) -> Value:
    """What a call returns; its refusal as the problem of a field.

    Raises:
        FieldProblem: the call refused.
    """
    try:
        return call()
    except InputRefused as refusal:
        raise FieldProblem(field, refusal.reason) from None


class JobForm(QScrollArea):
    """Fields in rows: first the task's own, then those that every job has.

    It scrolls up and down where the screen is small, never sideways.

    Args:
        suffix: of the result.

    Signals:
        changed: a field that every job has got another value.
    """

    changed = pyqtSignal()

    def __init__(self, iface: Any, suffix: str = ".tif", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.fields: dict[str, Field] = {}
        self._captions: dict[str, QLabel] = {}
        self.area = AreaChoice(iface)
        self.mask = MaskChoice()
        self.min_area = QSpinBox()
        self.min_area_hectares = hint()
        self.output = OutputChoice(suffix, "map")
        self.device = QComboBox()
        self.batch = QSpinBox()
        self._pixel_hectares: float | None = None
        self.rows = QGridLayout()
        self.rows.setContentsMargins(0, 0, 0, 0)
        self.rows.setVerticalSpacing(8)
        self.rows.setColumnStretch(1, 1)

    def add_field(self, name: str, label: str, content: QWidget) -> int:
        """Add a row and return its number."""
        self.fields[name] = Field(content)
        caption = QLabel(label)
        caption.setBuddy(content)
        # In line with the first line of a field of several lines.
        caption.setMinimumHeight(self.device.sizeHint().height())
        row = self.rows.rowCount()
        self.rows.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
        self.rows.addWidget(self.fields[name], row, 1)
        self._captions[name] = caption
        return row

    def show_field(self, name: str, shown: bool) -> None:
        """Show a row, or hide it with its caption."""
        self.fields[name].setVisible(shown)
        self._captions[name].setVisible(shown)

    def add_common_fields(self, patches: bool = True) -> None:
        """Add area, mask, smallest patch (where a result has `patches`) and result."""
        self.add_field("area", tr("&Area:"), self.area)
        self.add_field("mask", tr("Mas&k:"), self.mask)
        if patches:
            self.add_field("min_area", tr("&Smallest patch:"), self._min_area_row())
        self.add_field("output", tr("Save &result to:"), self.output)
        for part in (self.area, self.mask, self.output):
            part.changed.connect(self.changed)

    def add_optional_outputs(self, choices: list[OutputChoice]) -> None:
        """Add outputs that can be turned on, their files in one column."""
        if not choices:
            return
        checks = [choice.check for choice in choices if choice.check is not None]
        width = max(check.sizeHint().width() for check in checks)
        box = QWidget()
        rows = QVBoxLayout(box)
        rows.setContentsMargins(0, 0, 0, 0)
        for choice, check in zip(choices, checks):
            check.setFixedWidth(width)
            rows.addWidget(choice)
            choice.changed.connect(self.changed)
        box.setFocusProxy(checks[0])
        self.add_field("also", tr("Also save:"), box)

    def finish(self) -> None:
        """Add the advanced options and lay everything out; nothing can be added afterwards."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 6, 0)
        column.addLayout(self.rows)
        column.addWidget(self._advanced())
        column.addStretch(1)
        self.setWidget(content)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        room = self.verticalScrollBar().sizeHint().width()
        self.setMinimumWidth(max(content.minimumSizeHint().width() + room, _LEAST_WIDTH))

    def values(self) -> dict[str, Any]:
        """What to keep for the next time."""
        return {
            "area": self.area.mode,
            "mask": self.mask.mode,
            "min_area": self.min_area.value(),
            "device": self.device.currentData() or "auto",
            "batch": self.batch.value(),
        }

    def set_values(self, kept: dict[str, Any]) -> None:
        """Restore what `values` gave."""
        self.area.set_mode(str(kept["area"]))
        self.mask.set_mode(str(kept["mask"]))
        self.min_area.setValue(int(kept["min_area"]))
        self.device.setCurrentIndex(max(self.device.findData(kept["device"]), 0))
        self.batch.setValue(int(kept["batch"]))

    def set_pixel_hectares(self, hectares: float | None) -> None:
        """Take over the size of a pixel, to show the smallest patch in hectares."""
        self._pixel_hectares = hectares
        self._show_hectares()

    def list_devices(self, line: str, devices: list[dict[str, Any]]) -> None:
        """Offer the engine's devices; `line` describes the one that is taken automatically."""
        chosen = self.device.currentData()
        blocked = self.device.blockSignals(True)
        self.device.clear()
        automatic = tr("Automatic: {device}").format(device=line) if line else tr("Automatic")
        self.device.addItem(automatic, "auto")
        for device in devices:
            kind = str(device.get("id", ""))
            self.device.addItem(str(device.get("name") or kind), kind)
        if self.device.findData("cpu") < 0:
            self.device.addItem(tr("Processor (CPU)"), "cpu")
        self.device.setCurrentIndex(max(self.device.findData(chosen), 0))
        self.device.blockSignals(blocked)

    def show_problem(self, problem: FieldProblem, keep: tuple[str, ...] = ()) -> None:
        """Show one problem below its field and take away all others but those of `keep`."""
        self.clear_problems(keep)
        self.fields[problem.field].set_error(problem.reason)
        if problem.field == "device":
            self.advanced.setCollapsed(False)

    def clear_problems(self, keep: tuple[str, ...] = ()) -> None:
        """Take the errors away, but for those of the fields in `keep`."""
        for name, field in self.fields.items():
            if name not in keep:
                field.set_error("")

    def release(self) -> None:
        """Stop listening to the map."""
        self.area.release()

    def _min_area_row(self) -> QWidget:
        self.min_area.setRange(0, _LARGEST_PATCH)
        self.min_area.setSuffix(tr(" pixels"))
        self.min_area.setSpecialValueText(tr("keep all"))
        self.min_area.setToolTip(
            tr("The minimum mapping unit: smaller patches are given to the neighbour that they touch most.")
        )
        self.min_area_hectares.setWordWrap(False)
        self.min_area.valueChanged.connect(lambda _value: self._show_hectares())
        self.min_area.valueChanged.connect(lambda _value: self.changed.emit())
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.min_area)
        layout.addWidget(self.min_area_hectares, 1)
        row.setFocusProxy(self.min_area)
        return row

    def _show_hectares(self) -> None:
        count, text = self.min_area.value(), ""
        if self._pixel_hectares and count:
            area = self._pixel_hectares * count
            text = tr("= {area} ha").format(area=QLocale().toString(area, "f", 2 if area < 10 else 1))
        self.min_area_hectares.setText(text)

    def _advanced(self) -> QWidget:
        self.advanced = QgsCollapsibleGroupBox(tr("Advanced"))
        self.advanced.setCollapsed(True)
        self.device.setToolTip(tr("Where the network computes; automatic takes the fastest that works."))
        self.device.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.device.setMinimumContentsLength(20)
        self.device.currentIndexChanged.connect(lambda _index: self.changed.emit())
        self.batch.setRange(0, _LARGEST_BATCH)
        self.batch.setSpecialValueText(tr("automatic"))
        self.batch.setToolTip(tr("How many image chips the network sees at once; fewer need less memory."))
        self.batch.valueChanged.connect(lambda _value: self.changed.emit())
        form = QFormLayout(self.advanced)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        self.fields["device"] = Field(self.device)
        form.addRow(tr("&Device:"), self.fields["device"])
        form.addRow(tr("Batc&h size:"), self.batch)
        return self.advanced
