"""Moving a change map's threshold after the run: the map and the areas follow at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from qgis.core import QgsApplication, QgsProcessingUtils, QgsProject, QgsRasterLayer
from qgis.PyQt import sip
from qgis.PyQt.QtCore import Qt, QTimer, pyqtSignal
from qgis.PyQt.QtWidgets import (
    QGridLayout,
    QGroupBox,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QSpinBox,
    QWidget,
)

from ..layers.histogram import EvidenceHistogram, pixels_from
from ..layers.results import NAME_PROPERTY, is_temporary
from ..layers.styles import style_evidence, style_evidence_above
from ..layers.translation import tr
from .field import hint

_REPAINT_AFTER_MS = 80


def method_text(method: str) -> str:
    """How a threshold was found, in words."""
    words = {
        "otsu": tr("automatic, Otsu"),
        "ki": tr("automatic, Kittler–Illingworth"),
        "kittler-illingworth": tr("automatic, Kittler–Illingworth"),
        "fixed": tr("fixed"),
        "user": tr("fixed"),
    }
    return words.get(method, method)


class ThresholdBox(QGroupBox):
    """A slider over the evidence layer; nothing is written before "Apply".

    Signals:
        counted: pixels that changed, and valid pixels, at the slider's threshold; (-1, -1) back at the
            result's own.
        applied: a ``threshold`` job, and the name of the input that it is about.
    """

    counted = pyqtSignal(int, int)
    applied = pyqtSignal(dict, str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Threshold"), parent)
        self._result: Mapping[str, Any] = {}
        self._evidence_id = self._mask_id = ""
        self._histogram: EvidenceHistogram | None = None
        self._counts: Sequence[int] = ()
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self.slider.setRange(1, 100)
        self.slider.setPageStep(5)
        self.value = QSpinBox()
        self.value.setRange(1, 100)
        tip = tr("Evidence from which on a pixel counts as changed; the map follows at once")
        for widget in (self.slider, self.value):
            widget.setToolTip(tip)
        self.origin = hint()
        self.reset_button = QPushButton(tr("Reset"))
        self.reset_button.setToolTip(tr("Show the change map as it was computed"))
        self.apply_button = QPushButton(tr("Apply"))
        self.apply_button.setToolTip(tr("Write a new change map with this threshold, small patches removed"))
        for button in (self.reset_button, self.apply_button):
            button.setAutoDefault(False)
        buttons = QHBoxLayout()
        buttons.addWidget(self.origin, 1)
        buttons.addWidget(self.reset_button)
        buttons.addWidget(self.apply_button)
        layout = QGridLayout(self)
        layout.addWidget(self.slider, 0, 0)
        layout.addWidget(self.value, 0, 1)
        layout.addLayout(buttons, 1, 0, 1, 2)
        self._repaint = QTimer(self)
        self._repaint.setSingleShot(True)
        self._repaint.setInterval(_REPAINT_AFTER_MS)
        self._repaint.timeout.connect(self._show_on_map)
        self.slider.valueChanged.connect(self.value.setValue)
        self.value.valueChanged.connect(self._moved)
        self.reset_button.clicked.connect(self.reset)
        self.apply_button.clicked.connect(self._apply)

    def show_result(
        self, result: Mapping[str, Any], mask: QgsRasterLayer | None, evidence: QgsRasterLayer | None
    ) -> None:
        """Take over a change result and its layers; hidden when there is no evidence to move in."""
        self._leave()
        self._result = result
        self._evidence_id = evidence.id() if evidence is not None else ""
        self._mask_id = mask.id() if mask is not None else ""
        self._counts = ()
        self.setVisible(evidence is not None)
        self._set_value(self._own_threshold)
        found_by = method_text(str(result.get("threshold_method", "")))
        self.origin.setText(
            tr("Computed: {value} ({method})").format(value=self._own_threshold, method=found_by)
            if found_by
            else tr("Computed: {value}").format(value=self._own_threshold)
        )
        if evidence is not None:
            # The task may end after this box: QGIS can be closed, or the plugin unloaded, at any time.
            self._histogram = EvidenceHistogram(
                evidence.source(), lambda counts: None if sip.isdeleted(self) else self._counted(counts)
            )
            QgsApplication.taskManager().addTask(self._histogram)
        self._show_buttons()

    def reset(self) -> None:
        """Go back to the result's own threshold and look."""
        self._set_value(self._own_threshold)
        self._repaint.stop()
        self._restore_map()
        self._show_buttons()
        self.counted.emit(-1, -1)

    @property
    def _own_threshold(self) -> int:
        return round(float(self._result.get("threshold") or 50))

    def _set_value(self, value: int) -> None:
        for widget in (self.slider, self.value):
            blocked = widget.blockSignals(True)
            widget.setValue(value)
            widget.blockSignals(blocked)

    def _moved(self, value: int) -> None:
        self._set_value(value)
        self._show_buttons()
        if value == self._own_threshold:
            self.reset()
            return
        self._repaint.start()
        self._emit_count()

    def _show_buttons(self) -> None:
        moved = self.value.value() != self._own_threshold
        self.reset_button.setEnabled(moved)
        self.apply_button.setEnabled(moved)

    def _counted(self, counts: Sequence[int]) -> None:
        self._counts = counts
        self._histogram = None
        if self.value.value() != self._own_threshold:
            self._emit_count()

    def _emit_count(self) -> None:
        if self._counts:
            self.counted.emit(pixels_from(self._counts, self.value.value()), sum(self._counts))

    def _layers(self) -> tuple[QgsRasterLayer | None, QgsRasterLayer | None]:
        project = QgsProject.instance()
        return project.mapLayer(self._mask_id), project.mapLayer(self._evidence_id)

    def _show_on_map(self) -> None:
        mask, evidence = self._layers()
        if evidence is not None:
            style_evidence_above(evidence, self.value.value())
            _set_visible(evidence, True)
            _set_visible(mask, False)

    def _restore_map(self) -> None:
        mask, evidence = self._layers()
        if evidence is not None:
            style_evidence(evidence)
            _set_visible(evidence, False)
            _set_visible(mask, True)

    def _leave(self) -> None:
        if self._histogram is not None:
            self._histogram.cancel()
            self._histogram = None
        self._repaint.stop()
        if self._result and self.value.value() != self._own_threshold:
            self._restore_map()

    def _apply(self) -> None:
        _mask, evidence = self._layers()
        if evidence is None:
            return
        threshold = self.value.value()
        output = Path(str(self._result["output"]))
        file_name = f"{output.stem}_t{threshold}.tif"
        if is_temporary(str(output)) or not output.parent.is_dir():
            target = QgsProcessingUtils.generateTempFilename(file_name)
        else:
            target = str(_free_name(output.with_name(file_name)))
        parameters = {"evidence": evidence.source(), "output": target, "threshold": threshold}
        if min_area := (self._result.get("parameters") or {}).get("min_area"):
            parameters["min_area"] = min_area
        name = str(evidence.customProperty(NAME_PROPERTY) or output.stem)
        self.reset()
        self.applied.emit({"task": "threshold", "parameters": parameters}, name)


def _free_name(path: Path) -> Path:
    """The path itself, or with a number when there is such a file already."""
    number, free = 2, path
    while free.exists():
        free = path.with_name(f"{path.stem}_{number}{path.suffix}")
        number += 1
    return free


def _set_visible(layer: QgsRasterLayer | None, visible: bool) -> None:
    node = QgsProject.instance().layerTreeRoot().findLayer(layer.id()) if layer is not None else None
    if node is not None:
        node.setItemVisibilityChecked(visible)
