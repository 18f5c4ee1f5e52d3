"""What the dialogs that start a run have in common: engine, estimate, overwriting, memory, start."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from qgis.core import QgsCoordinateReferenceSystem, QgsRasterLayer, QgsRectangle
from qgis.PyQt.QtCore import QTimer, pyqtSignal
from qgis.PyQt.QtGui import QIcon
from qgis.PyQt.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ..layers.export import JobPreparation, raster_export
from ..layers.inputs import InputRefused, SceneSource, is_plain_bytes
from ..layers.region import Region
from ..layers.translation import tr
from .delivery import deliver
from .engine_banner import EngineBanner
from .estimate import Estimate
from .field import hint
from .job_form import FieldProblem, JobForm, checked
from .output_choice import OutputChoice, existing_files
from .passport import RED, crs_of
from .scene_chooser import SceneChooser
from .scene_panel import ScenePanel

_ICONS = Path(__file__).resolve().parents[2] / "resources" / "icons"
_ESTIMATE_AFTER_MS = 400
# Which field an engine's error belongs under, by a word in its code.
_FIELD_OF_CODE = {
    "region": "area",
    "mask": "mask",
    "output": "output",
    "scaling": "scaling",
    "model": "model",
    "reconstruct": "hidden",
    "polygons": "targets",
    "scenes": "targets",
    "device": "device",
}


class JobDialog(QDialog):
    """Base of the dialogs that build a job and hand it to the run manager.

    A dialog is made anew each time it is opened; once closed it listens to nothing any more.

    Signals:
        engineRequested: the user wants to install or look at the engine.
        modelsRequested: the user wants to get or look at models.
        submitted: the job that was handed on.
    """

    engineRequested = pyqtSignal()  # noqa: N815 - named as Qt names its own
    modelsRequested = pyqtSignal()  # noqa: N815
    submitted = pyqtSignal(dict)

    task = ""
    icon = "plugin.svg"
    has_patches = True
    """Whether the result consists of patches that may be too small."""
    output_suffix = ".tif"
    """Of the main result."""

    def __init__(
        self, iface: Any, supervisor: Any, runs: Any, settings: Any, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.iface, self.supervisor, self.runs, self.settings = iface, supervisor, runs, settings
        self.setWindowIcon(QIcon(str(_ICONS / self.icon)))
        self.form = JobForm(iface, self.output_suffix)
        self.output = self.form.output
        self._closed = False
        self._estimate_number = 0
        self._refusal: FieldProblem | None = None
        self._estimate_timer = QTimer(self)
        self._estimate_timer.setSingleShot(True)
        self._estimate_timer.setInterval(_ESTIMATE_AFTER_MS)
        self._estimate_timer.timeout.connect(self._ask_estimate)
        self._build()
        self._list_devices()
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
        """Add the fields that stand above those of every job."""
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

    def other_polygons(
        self, crs: QgsCoordinateReferenceSystem, extent: QgsRectangle | None, final: bool
    ) -> dict[str, Region]:
        """Polygons beside the area's, by the name of their job parameter; arguments as `AreaChoice.region`.

        Raises:
            FieldProblem: they cannot be used.
        """
        return {}

    def can_estimate(self, regions: tuple[Region, ...]) -> bool:
        """Whether what `parameters` gave for an estimate tells how long the run takes."""
        return True

    def run_title(self) -> str:
        """How the run is called in the task manager."""
        raise NotImplementedError

    def result_names(self) -> dict[str, Any]:
        """How the result is named and shown on the map: arguments of `deliver`."""
        raise NotImplementedError

    def refresh_models(self) -> None:
        """There are other models than before; only dialogs that offer some have to know."""

    def check_scenes(self) -> None:
        """Look at the scenes together.

        Raises:
            FieldProblem: they don't fit.
        """

    def remembered(self) -> dict[str, Any]:
        """The settings to keep for the next time, by name."""
        return {
            **self.form.values(),
            **{name: choice.wanted for name, choice in self.optional_outputs().items()},
        }

    def recall(self, kept: dict[str, Any]) -> None:
        """Restore what `remembered` gave last time."""
        self.form.set_values(kept)
        for name, choice in self.optional_outputs().items():
            choice.set_wanted(bool(kept[name]))

    # The window --------------------------------------------------------------------------------------

    def _build(self) -> None:
        self.build_input()
        self.form.add_common_fields(self.has_patches)
        self.form.add_optional_outputs(list(self.optional_outputs().values()))
        self.form.finish()
        body = QHBoxLayout()
        body.setSpacing(14)
        body.addWidget(self.form, 1)
        body.addWidget(self.build_passports(), 1)
        self.estimate_label = hint()
        self.estimate_label.setWordWrap(False)
        self.run_button = QPushButton(tr("Run"))
        self.run_button.setDefault(True)
        self.run_button.clicked.connect(self.run)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.addButton(self.run_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)
        buttons.rejected.connect(self.reject)
        bottom = QHBoxLayout()
        bottom.addWidget(self.estimate_label, 1)
        bottom.addWidget(buttons)
        layout = QVBoxLayout(self)
        self.banner = EngineBanner()
        self.banner.requested.connect(self.engineRequested)
        layout.addWidget(self.banner)
        layout.addLayout(body, 1)
        layout.addLayout(bottom)
        self.form.changed.connect(self.settings_changed)
        for chooser, panel in self.panels().values():
            chooser.changed.connect(self._scene_chosen)
            panel.changed.connect(self._passport_changed)

    def _engine_state(self, state: str) -> None:
        self.banner.show_state(state)
        self.run_button.setEnabled(state != "absent")
        self._list_devices()
        self.settings_changed()

    def _list_devices(self) -> None:
        self.form.list_devices(self.supervisor.device_line, self.supervisor.info.get("devices", []))

    # Scenes ------------------------------------------------------------------------------------------

    def _scene_chosen(self) -> None:
        self._show_estimate(None)
        for name, (chooser, panel) in self.panels().items():
            try:
                source = chooser.source()
            except InputRefused as refusal:
                panel.set_refused(refusal)
                self.form.fields[name].set_error(refusal.reason)
                continue
            self.form.fields[name].set_error("")
            layers = [layer for layer in chooser.layers() if isinstance(layer, QgsRasterLayer)]
            panel.set_scene(source, layers, any(is_plain_bytes(layer) for layer in layers))
        self.settings_changed()

    def _passport_changed(self) -> None:
        self.show_scene_problems()
        panels = [panel for _chooser, panel in self.panels().values()]
        self.form.mask.offer_scene_classes(all("L2A" in panel.passport.product.upper() for panel in panels))
        self.form.set_pixel_hectares(panels[0].passport.pixel_hectares)
        self.settings_changed()

    def show_scene_problems(self) -> None:
        """Show below each scene what its passport says against it."""
        for name, (_chooser, panel) in self.panels().items():
            self.form.fields[name].set_error(panel.passport.verdict if panel.passport.light == RED else "")

    # The job -----------------------------------------------------------------------------------------

    def parameters(self, final: bool) -> tuple[dict[str, Any], tuple[Region, ...], dict[str, SceneSource]]:
        """Collect the job's parameters.

        Args:
            final: whether the job is to be run; otherwise it is only estimated, and nothing is exported.

        Returns:
            Parameters; the area and other polygons, which may have to be exported first; scenes by name.

        Raises:
            FieldProblem: a setting cannot be used.
        """
        sources: dict[str, SceneSource] = {}
        parameters: dict[str, Any] = {}
        for name, (chooser, panel) in self.panels().items():
            sources[name] = checked(name, chooser.source)
            parameters[name] = list(sources[name].paths)
            if final and panel.passport.light == RED and not panel.waiting:
                raise FieldProblem(name, panel.passport.verdict)
        self.check_scenes()
        parameters.update(self.correction_parameters())
        crs, extent = self._grid()
        form = self.form
        region: Region = checked("area", lambda: form.area.region(crs, extent, export=final))
        optional: dict[str, Any] = {
            "region": region.value,
            "mask": checked("mask", form.mask.parameter),
            "min_area": form.min_area.value() or None,
            "batch": form.batch.value() or None,
        }
        parameters.update({name: value for name, value in optional.items() if value is not None})
        parameters["device"] = form.device.currentData() or "auto"
        parameters.update(checked("output", self._output_parameters))
        others = self.other_polygons(crs, extent, final)
        parameters.update({name: other.value for name, other in others.items()})
        parameters.update(self.task_parameters())
        return parameters, (region, *others.values()), sources

    def correction_parameters(self) -> dict[str, Any]:
        """What the user said about bands and values."""
        return next(iter(self.panels().values()))[1].parameters()

    def _output_parameters(self) -> dict[str, str]:
        outputs = {"output": self.form.output.path()}
        for name, choice in self.optional_outputs().items():
            if choice.wanted:
                outputs[name] = choice.path()
        return outputs

    def _grid(self) -> tuple[QgsCoordinateReferenceSystem, QgsRectangle | None]:
        chooser, panel = next(iter(self.panels().values()))
        layers = chooser.layers()
        return (layers[0].crs(), layers[0].extent()) if layers else (crs_of(panel.passport.crs), None)

    # The estimate ------------------------------------------------------------------------------------

    def settings_changed(self) -> None:
        """Something that the job depends on is new: estimate again, once the user pauses."""
        self._estimate_number += 1
        self._refusal = None
        if not self._closed:
            self._estimate_timer.start()

    def forget_estimate(self) -> None:
        """What takes the time is another network or method now: the old estimate would mislead."""
        self._show_estimate(None)
        self.settings_changed()

    def _ask_estimate(self) -> None:
        scenes = tuple(self.panels())
        try:
            parameters, regions, sources = self.parameters(final=False)
        except FieldProblem as problem:
            self._show_estimate(None)
            self.form.show_problem(problem, keep=scenes)
            return
        self.form.clear_problems(keep=scenes)
        self.show_scene_problems()
        refused = any(panel.passport.light == RED for _chooser, panel in self.panels().values())
        exported = any(source.needs_export for source in sources.values())
        unknown = exported or not self.can_estimate(regions)
        if refused or unknown or self.supervisor.state in ("absent", "failed"):
            self._show_estimate(None)
            return
        if not self.estimate_label.text():
            self.estimate_label.setText(tr("Estimating the time…"))
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
        self._show_estimate(None)
        code = str(error.get("code", ""))
        scene = next(iter(self.panels())) if code.startswith(("scene.", "change.")) else ""
        field = next((name for word, name in _FIELD_OF_CODE.items() if word in code), scene)
        if field in self.form.fields:
            text = f"{error.get('message', '')} {error.get('advice', '')}".strip()
            # The run would be refused for the same reason.
            self._refusal = FieldProblem(field, text)
            self.form.show_problem(self._refusal, keep=tuple(self.panels()))

    def _show_estimate(self, estimate: Estimate | None) -> None:
        self.run_button.setText(tr("Run · {time}").format(time=estimate.time_text) if estimate else tr("Run"))
        self.estimate_label.setText(estimate.sentence if estimate else "")

    # The start ---------------------------------------------------------------------------------------

    def run(self, _checked: bool = False) -> None:
        """Check, ask before anything is overwritten, hand the job on, and close."""
        try:
            if self._refusal is not None and self._refusal.field != "output":
                raise self._refusal
            parameters, regions, sources = self.parameters(final=True)
            tasks = [region.export.task for region in regions if region.export is not None]
            for name, source in sources.items():
                if source.needs_export:
                    layer = self.panels()[name][0].layers()[0]
                    export = _export(name, layer, regions[0])
                    parameters[name] = [export.path]
                    tasks.append(export)
        except FieldProblem as problem:
            self.form.show_problem(problem)
            self.form.fields[problem.field].content.setFocus()
            return
        outputs = [parameters[name] for name in ("output", *self.optional_outputs()) if name in parameters]
        if there := existing_files(outputs):
            if not self.ask_overwrite(there):
                return
            parameters["overwrite"] = True
        self.settings.set(f"dialogs/{self.task}", self.remembered())
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

    def _recall(self) -> None:
        defaults = self.remembered()
        kept = self.settings.get(f"dialogs/{self.task}", {})
        self.recall({**defaults, **{name: kept[name] for name in defaults if name in kept}})

    def done(self, result: int) -> None:
        """Close; answers that are still to come find nobody."""
        if not self._closed:
            self._closed = True
            self._estimate_number += 1
            self._estimate_timer.stop()
            for _chooser, panel in self.panels().values():
                panel.release()
            self.form.release()
            self.supervisor.stateChanged.disconnect(self._engine_state)
        super().done(result)


def _export(field: str, layer: Any, region: Region) -> Any:
    return checked(field, lambda: raster_export(layer, region.bounds))
