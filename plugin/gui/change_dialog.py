"""The dialog "Detect change"."""

from __future__ import annotations

from typing import Any

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QTabWidget, QToolButton, QVBoxLayout, QWidget

from ..layers.translation import tr
from .field import hint
from .job_dialog import JobDialog
from .job_form import FieldProblem, checked
from .model_choice import ModelChoice, how_to_get
from .output_choice import OutputChoice
from .passport import date_text
from .percent_slider import PercentSlider
from .scaling_choice import ScalingChoice
from .scene_chooser import SceneChooser, proposed_scenes
from .scene_panel import ScenePanel

_FIXED = "fixed"
# The network says how likely change is; from this percentage on it is likelier than no change.
_TRAINED, _EVEN = "trained", 50
NETWORK = "spectralgpt"
"""The method that needs a network: ours, where it is shipped, or one of the user's."""


def methods() -> list[tuple[str, str, str]]:
    """Id, name and one-line explanation of each method."""
    return [
        (
            "general",
            tr("General"),
            tr("Any lasting change of the surface; the season’s greening counts little."),
        ),
        (
            "refined",
            tr("General, refined by SpectralGPT"),
            tr(
                "As General; then the network learns from this scene’s clearest changes what they look like. "
                "More exact, but slower."
            ),
        ),
        ("vegetation", tr("Vegetation loss"), tr("Clear-cuts, fire, storm and drought damage.")),
        ("built-up", tr("Built-up"), tr("New buildings, roads and other sealed ground.")),
        ("ir-mad", tr("IR-MAD"), tr("Statistical standard method; uses all bands that both dates share.")),
        (
            NETWORK,
            tr("Trained network (SpectralGPT)"),
            tr("A network that has learned what lasting change looks like; the evidence is its probability."),
        ),
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
        self.network, self.scaling = ModelChoice("change", classes=False), ScalingChoice()
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
        self._show_whether_network_is_there()
        self.method_hint = hint()
        method = self._stacked(self.method, self.method_hint)
        self.method.currentIndexChanged.connect(lambda _index: self._method_changed())
        self.form.add_field("method", tr("&Method:"), method)
        self.form.add_field("model", tr("Net&work:"), self.network)
        self.form.add_field("scaling", tr("Scali&ng:"), self.scaling)
        self.network.changed.connect(self._network_changed)
        self.network.modelsRequested.connect(self.modelsRequested)
        self.scaling.changed.connect(self.settings_changed)
        self._build_threshold()
        self.evidence = OutputChoice(".tif", "evidence", tr("Evidence"), beside=self.form.output)
        self.evidence.setToolTip(
            tr("How strongly each pixel changed, 0 to 100; needed to move the threshold afterwards")
        )
        self.evidence.set_wanted(True)
        self.from_to = OutputChoice(".tif", "from_to", tr("From → to"), beside=self.form.output)
        self.from_to.setToolTip(tr("Which class became which, by classifying both dates; takes longer"))

    def _show_whether_network_is_there(self) -> None:
        # It can be chosen in any case: the field "Network" then leads to where it can be had.
        name, explanation = next(words for identifier, *words in methods() if identifier == NETWORK)
        there = bool(self.network.card)
        index = self.method.findData(NETWORK)
        self.method.setItemText(index, name if there else tr("{name} – not installed").format(name=name))
        tip = explanation if there else how_to_get("change")
        self.method.setItemData(index, tip, Qt.ItemDataRole.ToolTipRole)

    def _build_threshold(self) -> None:
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
        self.threshold_value = PercentSlider(0, 100, 50)
        self.threshold_value.changed.connect(lambda _value: self.settings_changed())
        self.threshold.currentIndexChanged.connect(lambda _index: self._threshold_changed())
        self.form.add_field(
            "threshold", tr("&Threshold:"), self._stacked(self.threshold, self.threshold_value)
        )

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
        parameters: dict[str, Any] = {"method": self._method}
        threshold = self.threshold.currentData()
        if threshold != _TRAINED:  # the engine's own for a network
            parameters["threshold"] = self.threshold_value.value if threshold == _FIXED else threshold
        if self._method == NETWORK:
            parameters |= {"model": checked("model", self.network.parameter), **self.scaling.parameter()}
        return parameters

    def refresh_models(self) -> None:
        self.network.refresh()

    def run_title(self) -> str:
        return tr("Change of {name}").format(name=self._pair_name())

    def result_names(self) -> dict[str, str]:
        return {"name": self._pair_name()}

    def remembered(self) -> dict[str, Any]:
        return {
            **super().remembered(),
            "method": self._method,
            "model": self.network.model_id,
            "scaling": self.scaling.value,
            "threshold": self.threshold.currentData(),
            "threshold_value": self.threshold_value.value,
        }

    def recall(self, kept: dict[str, Any]) -> None:
        super().recall(kept)
        self.network.set_model(str(kept["model"]))
        self._network_changed()
        self.scaling.set_value(str(kept["scaling"]))
        if kept["method"] != NETWORK or self.network.card:
            self.method.setCurrentIndex(max(self.method.findData(kept["method"]), 0))
        self._method_changed()
        self.threshold.setCurrentIndex(max(self.threshold.findData(kept["threshold"]), 0))
        self.threshold_value.set_value(int(kept["threshold_value"]))
        self._threshold_changed()

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

    @property
    def _method(self) -> str:
        return str(self.method.currentData())

    def _method_changed(self) -> None:
        explanations = {identifier: explanation for identifier, _name, explanation in methods()}
        self.method_hint.setText(explanations[self._method])
        network = self._method == NETWORK
        self.form.show_field("model", network)
        self.form.show_field("scaling", network and self.scaling.needed)
        if network != (self.threshold.findData(_TRAINED) >= 0):
            if network:
                # A network's probabilities have a threshold of their own; other evidence is only relative.
                self.threshold.insertItem(0, tr("As trained (from {value} on)").format(value=_EVEN), _TRAINED)
                self.threshold.setCurrentIndex(0)
            else:
                self.threshold.removeItem(0)
        self.forget_estimate()

    def _network_changed(self) -> None:
        self._show_whether_network_is_there()
        self.scaling.set_card(self.network.card)
        self.form.show_field("scaling", self._method == NETWORK and self.scaling.needed)
        self.forget_estimate()

    def _threshold_changed(self) -> None:
        self.threshold_value.setVisible(self.threshold.currentData() == _FIXED)
        self.settings_changed()
