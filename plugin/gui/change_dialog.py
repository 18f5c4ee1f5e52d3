"""The dialog "Detect change"."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QSlider,
    QSpinBox,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from ..layers.translation import tr
from .field import hint
from .job_dialog import JobDialog
from .job_form import FieldProblem
from .output_choice import OutputChoice
from .passport import date_text
from .scene_chooser import SceneChooser, proposed_scenes
from .scene_panel import ScenePanel

_FIXED = "fixed"


def methods() -> list[tuple[str, str, str]]:
    """Id, name and one-line explanation of each method."""
    return [
        (
            "general",
            tr("General"),
            tr("Any lasting change of the surface; the season’s greening counts little."),
        ),
        ("vegetation", tr("Vegetation loss"), tr("Clear-cuts, fire, storm and drought damage.")),
        ("built-up", tr("Built-up"), tr("New buildings, roads and other sealed ground.")),
        ("ir-mad", tr("IR-MAD"), tr("Statistical standard method; uses all bands that both dates share.")),
    ]


class ChangeDialog(JobDialog):
    """Chooses two dates, a method, a threshold and outputs for a change map."""

    task = "change"
    icon = "change.svg"

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        self.before, self.after = SceneChooser(), SceneChooser()
        # Each date for itself: Sentinel-2 products changed how they store reflectance in 2022.
        self.before_passport, self.after_passport = ScenePanel(supervisor), ScenePanel(supervisor)
        super().__init__(iface, supervisor, runs, settings, parent)
        self.setWindowTitle(tr("Detect change"))
        self.resize(1060, 640)

    def panels(self) -> dict[str, tuple[SceneChooser, ScenePanel]]:
        return {"before": (self.before, self.before_passport), "after": (self.after, self.after_passport)}

    def build_input(self) -> None:
        row = self.form.add_field("before", tr("&Before:"), self.before)
        self.form.add_field("after", tr("A&fter:"), self.after)
        self.swap = QToolButton()
        self.swap.setObjectName("swap")
        self.swap.setText("⇅")
        self.swap.setToolTip(tr("Swap before and after"))
        self.swap.clicked.connect(self._swap)
        self.form.rows.addWidget(self.swap, row, 2, 2, 1, Qt.AlignmentFlag.AlignVCenter)
        proposals = proposed_scenes(self.iface)
        for chooser, layers in zip((self.before, self.after), proposals):
            chooser.set_layers(layers)

        self.method = QComboBox()
        for identifier, name, explanation in methods():
            self.method.addItem(name, identifier)
            self.method.setItemData(self.method.count() - 1, explanation, Qt.ItemDataRole.ToolTipRole)
        self.method_hint = hint()
        method = self._stacked(self.method, self.method_hint)
        self.method.currentIndexChanged.connect(lambda _index: self._method_changed())
        self.form.add_field("method", tr("&Method:"), method)

        self.threshold = QComboBox()
        self.threshold.addItem(tr("Automatic (Otsu)"), "otsu")
        self.threshold.addItem(tr("Automatic (Kittler–Illingworth)"), "ki")
        self.threshold.addItem(tr("Fixed"), _FIXED)
        self.threshold.setToolTip(
            tr(
                "From which evidence on a pixel counts as changed. It can be moved afterwards in the panel "
                "“Areas” without a new run, if the evidence is kept."
            )
        )
        self.threshold_value = QSpinBox()
        self.threshold_value.setRange(0, 100)
        self.threshold_value.setValue(50)
        self.threshold_slider = QSlider(Qt.Orientation.Horizontal)
        self.threshold_slider.setRange(0, 100)
        self.threshold_slider.setValue(50)
        self.threshold_slider.setPageStep(5)
        self.threshold_slider.valueChanged.connect(self.threshold_value.setValue)
        self.threshold_value.valueChanged.connect(self.threshold_slider.setValue)
        self.threshold_value.valueChanged.connect(lambda _value: self.settings_changed())
        self._fixed_row = QWidget()
        row = QHBoxLayout(self._fixed_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.threshold_slider, 1)
        row.addWidget(self.threshold_value)
        self.threshold.currentIndexChanged.connect(lambda _index: self._threshold_changed())
        self.form.add_field("threshold", tr("&Threshold:"), self._stacked(self.threshold, self._fixed_row))
        self._method_changed()
        self._threshold_changed()
        self.evidence = OutputChoice(".tif", "evidence", tr("Evidence"), beside=self.form.output)
        self.evidence.setToolTip(
            tr("How strongly each pixel changed, 0 to 100; needed to move the threshold afterwards")
        )
        self.evidence.set_wanted(True)
        self.from_to = OutputChoice(".tif", "from_to", tr("From → to"), beside=self.form.output)
        self.from_to.setToolTip(tr("Which class became which, by classifying both dates; takes longer"))

    @staticmethod
    def _stacked(top: QWidget, bottom: QWidget) -> QWidget:
        box = QWidget()
        layout = QVBoxLayout(box)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(top)
        layout.addWidget(bottom)
        box.setFocusProxy(top)
        return box

    def build_passports(self) -> QWidget:
        self.tabs = QTabWidget()
        for panel, title in ((self.before_passport, tr("Before")), (self.after_passport, tr("After"))):
            page = QWidget()
            layout = QVBoxLayout(page)
            layout.addWidget(panel)
            self.tabs.addTab(page, title)
        return self.tabs

    def optional_outputs(self) -> dict[str, OutputChoice]:
        return {"evidence": self.evidence, "from_to": self.from_to}

    def correction_parameters(self) -> dict[str, Any]:
        before, after = self.before_passport.parameters(), self.after_passport.parameters()
        # Without a word of its own the engine reads the second date as the first.
        own = {
            f"after_{name}": after.get(name, "auto")
            for name in ("radiometry", "bands")
            if before.get(name) != after.get(name)
        }
        return {**before, **own}

    def task_parameters(self) -> dict[str, Any]:
        threshold = self.threshold.currentData()
        return {
            "method": self.method.currentData(),
            "threshold": self.threshold_value.value() if threshold == _FIXED else threshold,
        }

    def run_title(self) -> str:
        return tr("Change of {name}").format(name=self._pair_name())

    def result_names(self) -> dict[str, str]:
        return {"name": self._pair_name()}

    def remembered(self) -> dict[str, Any]:
        return {
            **super().remembered(),
            "method": self.method.currentData(),
            "threshold": self.threshold.currentData(),
            "threshold_value": self.threshold_value.value(),
        }

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.method.setCurrentIndex(max(self.method.findData(kept["method"]), 0))
        self.threshold.setCurrentIndex(max(self.threshold.findData(kept["threshold"]), 0))
        self.threshold_value.setValue(int(kept["threshold_value"]))

    def _pair_name(self) -> str:
        return f"{self.before.source().name} → {self.after.source().name}"

    def _swap(self) -> None:
        self.before.swap_with(self.after)

    def _passport_changed(self) -> None:
        super()._passport_changed()
        titles = ((self.before_passport, tr("Before")), (self.after_passport, tr("After")))
        for index, (panel, title) in enumerate(titles):
            date = date_text(panel.passport.acquired)
            self.tabs.setTabText(index, f"{title} · {date}" if date else title)

    def show_scene_problems(self) -> None:
        super().show_scene_problems()
        dates = [panel.passport.acquired for panel in (self.before_passport, self.after_passport)]
        if all(dates) and dates[0] > dates[1]:
            self.form.fields["after"].set_error(tr("“After” is older than “Before”; swap them?"))

    def check_scenes(self) -> None:
        before, after = self.before.source(), self.after.source()
        if before.paths == after.paths and before.layer_ids == after.layer_ids:
            raise FieldProblem("after", tr("“Before” and “After” are the same; choose another date."))

    def _method_changed(self) -> None:
        explanations = {identifier: explanation for identifier, _name, explanation in methods()}
        self.method_hint.setText(explanations[str(self.method.currentData())])
        self.settings_changed()

    def _threshold_changed(self) -> None:
        self._fixed_row.setVisible(self.threshold.currentData() == _FIXED)
        self.settings_changed()
