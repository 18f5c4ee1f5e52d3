"""What the dialogs that start a run have in common: engine, estimate, outputs, memory, start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle
from qgis.gui import QgsCollapsibleGroupBox
from qgis.PyQt.QtCore import QLocale, Qt, QTimer, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ..layers.export import JobPreparation, raster_export
from ..layers.inputs import InputRefused, SceneSource, is_plain_bytes
from ..layers.translation import tr
from .area_choice import AreaChoice, Region
from .delivery import deliver
from .estimate import Estimate
from .field import Field, hint
from .mask_choice import MaskChoice
from .output_choice import OutputChoice, existing_files
from .passport import RED, crs_of
from .scene_chooser import SceneChooser
from .scene_panel import ScenePanel

_ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
_ESTIMATE_AFTER_MS = 400
# Which field an engine's error belongs under, by a word in its code.
_FIELD_OF_CODE = {"region": "area", "mask": "mask", "output": "output", "model": "model", "device": "device"}


class FieldProblem(Exception):
    """A setting that cannot be used, and the field that it belongs to."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(reason)
        self.field = field
        self.reason = reason


class JobDialog(QDialog):
    """Base of the dialogs that build a job and hand it to the run manager.

    Signals:
        engineRequested: the user wants to install or look at the engine.
        submitted: the job that was handed on.
    """

    engineRequested = pyqtSignal()  # noqa: N815 - named like Qt's own signals
    submitted = pyqtSignal(dict)

    task = ""
    icon = "plugin.svg"

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.iface, self.supervisor, self.runs, self.settings = iface, supervisor, runs, settings
        self.setWindowIcon(QIcon(str(_ICONS / self.icon)))
        self.fields: dict[str, Field] = {}
        self.form = QGridLayout()
        self.form.setContentsMargins(0, 0, 0, 0)
        self.form.setVerticalSpacing(8)
        self.form.setColumnStretch(1, 1)
        self.area = AreaChoice(iface)
        self.mask = MaskChoice()
        self.min_area = QSpinBox()
        self.output = OutputChoice(".tif", "map")
        self.device = QComboBox()
        self.batch = QSpinBox()
        self._estimate_timer = QTimer(self)
        self._estimate_timer.setSingleShot(True)
        self._estimate_timer.setInterval(_ESTIMATE_AFTER_MS)
        self._estimate_timer.timeout.connect(self._ask_estimate)
        self._estimate_number = 0
        self._closed = False
        self._build()
        self._recall()
        self.supervisor.stateChanged.connect(self._engine_state)
        self._engine_state(self.supervisor.state)
        self._scene_chosen()
        self.run_button.setFocus()

    # What the dialogs fill in ------------------------------------------------------------------------

    def panels(self) -> dict[str, tuple[SceneChooser, ScenePanel]]:
        """The scenes by the name of their job parameter."""
        raise NotImplementedError

    def build_input(self) -> None:
        """Add the fields above the area."""
        raise NotImplementedError

    def build_outputs(self) -> None:
        """Add the optional outputs."""
        raise NotImplementedError

    def build_passports(self) -> QWidget:
        """The right-hand side."""
        raise NotImplementedError

    def optional_outputs(self) -> dict[str, OutputChoice]:
        """Optional outputs by the name of their job parameter."""
        raise NotImplementedError

    def task_parameters(self) -> dict[str, Any]:
        """The parameters that only this task has."""
        raise NotImplementedError

    def run_title(self) -> str:
        """How the run is called in the task manager."""
        raise NotImplementedError

    def remembered(self) -> dict[str, Any]:
        """The settings to keep for the next time, by name."""
        return {
            "area": self.area.mode,
            "mask": self.mask.mode,
            "min_area": self.min_area.value(),
            "device": self.device.currentData(),
            "batch": self.batch.value(),
            **{name: choice.wanted for name, choice in self.optional_outputs().items()},
        }

    def recall(self, kept: dict[str, Any]) -> None:
        """Restore what `remembered` gave last time."""
        self.area.set_mode(str(kept["area"]))
        self.mask.set_mode(str(kept["mask"]))
        self.min_area.setValue(int(kept["min_area"]))
        self.device.setCurrentIndex(max(self.device.findData(kept["device"]), 0))
        self.batch.setValue(int(kept["batch"]))
        for name, choice in self.optional_outputs().items():
            choice.set_wanted(bool(kept[name]))

    # The form ----------------------------------------------------------------------------------------

    def add_field(self, name: str, label: str, content: QWidget) -> Field:
        """Add a row whose errors are shown below it."""
        self.fields[name] = Field(content)
        caption = QLabel(label)
        caption.setBuddy(content)
        # In line with the first line of a field of several lines.
        caption.setMinimumHeight(self.device.sizeHint().height())
        row = self.form.rowCount()
        self.form.addWidget(caption, row, 0, Qt.AlignmentFlag.AlignTop)
        self.form.addWidget(self.fields[name], row, 1)
        return self.fields[name]

    def _build(self) -> None:
        self.build_input()
        self.add_field("area", tr("&Area:"), self.area)
        self.add_field("mask", tr("Mas&k:"), self.mask)
        self.add_field("min_area", tr("&Smallest patch:"), self._min_area_row())
        self.add_field("output", tr("Save &result to:"), self.output)
        self.build_outputs()
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(0, 0, 6, 0)
        column.addLayout(self.form)
        column.addWidget(self._advanced())
        column.addStretch(1)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setWidget(left)
        # The form never scrolls sideways: on a small screen it scrolls up and down only.
        room = scroll.verticalScrollBar().sizeHint().width()
        scroll.setMinimumWidth(max(left.minimumSizeHint().width() + room, 440))
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(scroll, 5)
        body.addWidget(self.build_passports(), 6)

        self.banner = self._engine_banner()
        self.estimate_label = hint()
        self.estimate_label.setWordWrap(False)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.run_button = QPushButton(tr("Run"))
        self.run_button.setDefault(True)
        self.buttons.addButton(self.run_button, QDialogButtonBox.ButtonRole.AcceptRole)
        self.buttons.rejected.connect(self.reject)
        self.run_button.clicked.connect(self.run)
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        bottom = QHBoxLayout()
        bottom.addWidget(self.estimate_label, 1)
        bottom.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.addWidget(self.banner)
        layout.addLayout(body, 1)
        layout.addLayout(bottom)

        for chooser, panel in self.panels().values():
            chooser.changed.connect(self._scene_chosen)
            panel.changed.connect(self._passport_changed)
        for part in (self.area, self.mask, self.output, *self.optional_outputs().values()):
            part.changed.connect(self.settings_changed)
        for spin in (self.min_area, self.batch):
            spin.valueChanged.connect(lambda _value: self.settings_changed())
        self.device.currentIndexChanged.connect(lambda _index: self.settings_changed())

    def _min_area_row(self) -> QWidget:
        self.min_area.setRange(0, 1_000_000)
        self.min_area.setSuffix(tr(" pixels"))
        self.min_area.setSpecialValueText(tr("keep all"))
        self.min_area.setToolTip(
            tr("The minimum mapping unit: smaller patches are given to the neighbour that they touch most.")
        )
        self.min_area_hectares = hint()
        self.min_area_hectares.setWordWrap(False)
        self.min_area.valueChanged.connect(lambda _value: self._show_hectares())
        row = QWidget()
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.min_area)
        layout.addWidget(self.min_area_hectares, 1)
        row.setFocusProxy(self.min_area)
        return row

    def _advanced(self) -> QWidget:
        self.advanced = QgsCollapsibleGroupBox(tr("Advanced"))
        self.advanced.setCollapsed(True)
        self.device.setToolTip(tr("Where the network computes; automatic takes the fastest that works."))
        self.batch.setRange(0, 1024)
        self.batch.setSpecialValueText(tr("automatic"))
        self.batch.setToolTip(tr("How many image chips the network sees at once; fewer need less memory."))
        form = QFormLayout(self.advanced)
        self.fields["device"] = Field(self.device)
        form.addRow(tr("&Device:"), self.fields["device"])
        form.addRow(tr("&Batch size:"), self.batch)
        self._list_devices()
        return self.advanced

    def _list_devices(self) -> None:
        chosen = self.device.currentData()
        line = str(getattr(self.supervisor, "device_line", "") or "")
        blocked = self.device.blockSignals(True)
        self.device.clear()
        self.device.addItem(
            tr("Automatic: {device}").format(device=line) if line else tr("Automatic"), "auto"
        )
        for device in (getattr(self.supervisor, "info", None) or {}).get("devices", ()):
            kind = str(device.get("id", ""))
            self.device.addItem(str(device.get("name") or kind), kind)
        if self.device.findData("cpu") < 0:
            self.device.addItem(tr("Processor (CPU)"), "cpu")
        self.device.setCurrentIndex(max(self.device.findData(chosen), 0))
        self.device.blockSignals(blocked)

    def _engine_banner(self) -> QFrame:
        banner = QFrame()
        banner.setFrameShape(QFrame.Shape.StyledPanel)
        self.banner_label = QLabel()
        self.banner_label.setWordWrap(True)
        self.banner_button = QPushButton(tr("Set up the engine…"))
        self.banner_button.setAutoDefault(False)
        self.banner_button.clicked.connect(self.engineRequested)
        layout = QHBoxLayout(banner)
        layout.addWidget(self.banner_label, 1)
        layout.addWidget(self.banner_button)
        return banner

    # Reactions ---------------------------------------------------------------------------------------

    def _engine_state(self, state: str) -> None:
        messages = {
            "absent": tr("The engine that computes is not installed on this computer yet."),
            "failed": tr("The engine stopped unexpectedly; it is started again with the next run."),
        }
        self.banner.setVisible(state in messages)
        self.banner_label.setText(messages.get(state, ""))
        self.run_button.setEnabled(state != "absent")
        self._list_devices()
        self.settings_changed()

    def _scene_chosen(self) -> None:
        for name, (chooser, panel) in self.panels().items():
            try:
                source = chooser.source()
            except InputRefused as refusal:
                panel.set_refused(refusal.reason)
                self.fields[name].set_error(refusal.reason)
                continue
            self.fields[name].set_error("")
            panel.set_scene(source, any(is_plain_bytes(layer) for layer in chooser.layers()))
        self.settings_changed()

    def _passport_changed(self) -> None:
        for name, (_chooser, panel) in self.panels().items():
            if panel.error and not str(panel.error.get("code", "")).startswith("engine."):
                self.fields[name].set_error(panel.passport.verdict)
        passports = [panel.passport for _chooser, panel in self.panels().values()]
        self.mask.offer_scene_classes(all("L2A" in passport.product.upper() for passport in passports))
        self._show_hectares()
        self.settings_changed()

    def _show_hectares(self) -> None:
        panel = next(iter(self.panels().values()))[1]
        pixel, count = panel.passport.pixel_hectares, self.min_area.value()
        text = ""
        if pixel and count:
            area = pixel * count
            text = tr("= {area} ha").format(area=QLocale().toString(area, "f", 2 if area < 10 else 1))
        self.min_area_hectares.setText(text)

    def settings_changed(self) -> None:
        """Something that the job depends on is new: take away old errors and estimate again."""
        self._estimate_number += 1
        if not self._closed:
            self._estimate_timer.start()

    # The job -----------------------------------------------------------------------------------------

    def parameters(self, final: bool) -> tuple[dict[str, Any], Region, dict[str, SceneSource]]:
        """Collect the job's parameters.

        Args:
            final: whether the job is to be run; otherwise it is only estimated, and nothing is exported.

        Raises:
            FieldProblem: a setting cannot be used.
        """
        sources: dict[str, SceneSource] = {}
        parameters: dict[str, Any] = {}
        for name, (chooser, panel) in self.panels().items():
            sources[name] = self._checked(name, chooser.source)
            parameters[name] = list(sources[name].paths)
            if final and panel.passport.light == RED and not panel.waiting:
                raise FieldProblem(name, panel.passport.verdict)
        first = next(iter(self.panels().values()))
        parameters.update(self.correction_parameters())
        crs, extent = self._grid(*first)
        region = self._checked("area", lambda: self.area.region(crs, extent, export=final))
        optional: dict[str, Any] = {
            "region": region.value,
            "mask": self._checked("mask", self.mask.parameter),
            "min_area": self.min_area.value() or None,
            "batch": self.batch.value() or None,
        }
        parameters.update({name: value for name, value in optional.items() if value is not None})
        parameters["device"] = self.device.currentData() or "auto"
        parameters.update(self._checked("output", self._output_parameters))
        parameters.update(self.task_parameters())
        return parameters, region, sources

    def correction_parameters(self) -> dict[str, str]:
        """What the user said about bands and values."""
        return next(iter(self.panels().values()))[1].parameters()

    def _output_parameters(self) -> dict[str, str]:
        outputs = {"output": self.output.path()}
        for name, choice in self.optional_outputs().items():
            if choice.wanted:
                outputs[name] = choice.path()
        return outputs

    @staticmethod
    def _checked(field: str, call: Any) -> Any:
        try:
            return call()
        except InputRefused as refusal:
            raise FieldProblem(field, refusal.reason) from None

    @staticmethod
    def _grid(
        chooser: SceneChooser, panel: ScenePanel
    ) -> tuple[QgsCoordinateReferenceSystem, QgsRectangle | None]:
        layers = chooser.layers()
        if layers:
            return layers[0].crs(), layers[0].extent()
        return crs_of(panel.passport.crs), None

    def _ask_estimate(self) -> None:
        self._show_estimate(None)
        if self.supervisor.state in ("absent", "failed"):
            return
        try:
            parameters, _region, sources = self.parameters(final=False)
        except FieldProblem as problem:
            if problem.field != "output":
                self._show_problem(problem)
            return
        self._clear_problems()
        if any(source.needs_export for source in sources.values()):
            return
        number = self._estimate_number
        self.supervisor.request(
            "estimate",
            {"job": {"task": self.task, "parameters": parameters}},
            lambda answer: self._estimated(number, answer),
            lambda error: self._estimate_failed(number, error),
        )

    def _estimated(self, number: int, answer: Any) -> None:
        if number == self._estimate_number and isinstance(answer, dict):
            self._show_estimate(Estimate.from_answer(answer))

    def _estimate_failed(self, number: int, error: dict[str, Any]) -> None:
        if number != self._estimate_number:
            return
        code = str(error.get("code", ""))
        field = next((name for word, name in _FIELD_OF_CODE.items() if word in code), "")
        if field in self.fields:
            text = f"{error.get('message', '')} {error.get('advice', '')}".strip()
            self._show_problem(FieldProblem(field, text))

    def _show_estimate(self, estimate: Estimate | None) -> None:
        self.run_button.setText(tr("Run · {time}").format(time=estimate.time_text) if estimate else tr("Run"))
        self.estimate_label.setText(estimate.sentence if estimate else "")

    def _show_problem(self, problem: FieldProblem) -> None:
        self._clear_problems()
        self.fields[problem.field].set_error(problem.reason)

    def _clear_problems(self) -> None:
        for name, field in self.fields.items():
            if name not in self.panels():
                field.set_error("")

    def run(self) -> None:
        """Check, ask before anything is overwritten, hand the job on, and close."""
        try:
            parameters, region, sources = self.parameters(final=True)
        except FieldProblem as problem:
            self._show_problem(problem)
            self.fields[problem.field].content.setFocus()
            return
        outputs = [parameters[name] for name in ("output", *self.optional_outputs()) if name in parameters]
        if there := existing_files(outputs):
            if not self.ask_overwrite(there):
                return
            parameters["overwrite"] = True
        tasks = [region.export.task] if region.export is not None else []
        try:
            for name, source in sources.items():
                if source.needs_export:
                    layer = self.panels()[name][0].layers()[0]
                    assert isinstance(layer, QgsRasterLayer)
                    export = raster_export(layer, region.bounds)
                    parameters[name] = [export.path]
                    tasks.append(export)
        except InputRefused as refusal:
            self._show_problem(FieldProblem(name, refusal.reason))
            return
        self._remember()
        self._start({"task": self.task, "parameters": parameters}, tasks)
        self.accept()

    def _start(self, job: dict[str, Any], tasks: list[Any]) -> None:
        iface, runs, title, names = self.iface, self.runs, self.run_title(), self.result_names()

        def submit() -> None:
            runs.submit(job, title, lambda result: deliver(iface, runs, result, **names))

        def failed(reason: str) -> None:
            if reason:
                iface.messageBar().pushWarning("SpectralGPT", f"{title}: {reason}")

        JobPreparation(tasks, submit, failed).start()
        self.submitted.emit(job)

    def result_names(self) -> dict[str, str]:
        """How the result is to be named on the map."""
        return {"name": next(iter(self.panels().values()))[0].source().name}

    def ask_overwrite(self, paths: list[str]) -> bool:
        """Ask whether files that exist may be replaced."""
        box = QMessageBox(self)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(tr("Replace files?"))
        box.setText(tr("These results exist already and would be replaced:"))
        box.setInformativeText("\n".join(paths))
        replace = box.addButton(tr("Replace"), QMessageBox.ButtonRole.AcceptRole)
        box.setDefaultButton(box.addButton(QMessageBox.StandardButton.Cancel))
        box.exec()
        return box.clickedButton() is replace

    def _remember(self) -> None:
        self.settings.set(f"dialogs/{self.task}", self.remembered())

    def _recall(self) -> None:
        defaults = self.remembered()
        kept = self.settings.get(f"dialogs/{self.task}", {})
        self.recall({**defaults, **{name: kept[name] for name in defaults if name in kept}})

    def done(self, result: int) -> None:
        """Close; answers that are still to come find nobody."""
        self._closed = True
        self._estimate_number += 1
        self._estimate_timer.stop()
        for _chooser, panel in self.panels().values():
            panel.release()
        self.area.release()
        self.supervisor.stateChanged.disconnect(self._engine_state)
        super().done(result)
