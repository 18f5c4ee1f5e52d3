"""Label whole images of a scene: the cells of a grid, or polygons; a vector layer with probabilities."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models import catalog
from models.class_schemes import ClassScheme
from models.devices import Device
from models.errors import EngineError
from models.events import Events
from models.parameters import SCENE_PARAMETERS, Parameters
from models.rasters.journal import Journal, fingerprint
from models.rasters.outputs import check_outputs
from models.rasters.run_card import InputHashes, input_fingerprints, run_card_bytes
from models.rasters.scene import Scene
from models.rasters.surroundings import Surroundings, surroundings
from models.scenes.cells import CellSize, cell_size
from models.scenes.layer import BATCH, LAYER, SceneLayer, label_columns, probability_fields
from models.scenes.model import TASK, SceneInference
from models.scenes.pieces import PieceReader
from models.scenes.streaming import averaged, classify_pieces
from models.scenes.targets import GridTargets, PolygonTargets, Targets, hectares
from models.sentences import say
from models.tasks.run_facts import network_facts
from models.tasks.scene_run import SceneJob, load_network, open_job_scene

STREAMED = 0.95
"""Share of the progress that classifying takes; the rest is writing."""

THRESHOLD = 0.5
"""From which probability on a label holds, where a feature may have several."""

FAR = 2.0
"""By how much a cell may differ from the images of the training before it is said."""

PARAMETERS = (
    *SCENE_PARAMETERS,
    "output",
    "model",
    "cell",
    "polygons",
    "threshold",
    "scaling",
    "response",
    "device",
    "batch",
    "resume",
    "overwrite",
)


def scenes(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Label the cells of a grid over a scene, or polygons.

    Args:
        parameters: see `PARAMETERS`; named as the command line's options.
        events: told progress and notes.

    Returns:
        The result as JSON: paths, classes with how many features and hectares have each as their likeliest,
        notes, device, seconds.

    Raises:
        EngineError: anything that is wrong with the input, the outputs or the device.
        Cancelled: the user asked to stop; the journal beside the output keeps what is finished.
    """
    return _Labelling(Parameters(parameters, PARAMETERS), events).run()


def estimate(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How long it would take: seconds, windows, features, pixels and the device's name."""
    given = Parameters(parameters, PARAMETERS)
    card = catalog.find_card(given.text("model"), TASK)
    with ExitStack() as stack:
        scene = open_job_scene(given, Events(), stack)
        inference = load_network(SceneInference, card, given, scene, Events())
        _threshold(given, inference)
        targets = _targets(given, scene, surroundings(scene), _cell(given, scene, inference))
        return {
            "seconds": round(len(targets.pieces) * inference.seconds_per_chip() * 1.1 + 1.0, 1),
            "windows": len(targets.pieces),
            "features": targets.count,
            "pixels": scene.extent.height * scene.extent.width,
            "device": inference.device.name,
        }


class _Labelling(SceneJob):
    """One run, from its parameters to its result."""

    def run(self) -> dict[str, Any]:
        given = self._given
        check_outputs([], given.paths("scene"), self._overwrite, layer=self._output)
        card = catalog.find_card(given.text("model"), TASK)
        with ExitStack() as stack:
            scene = open_job_scene(given, self._events, stack)
            self._notes += scene.notes  # `open_scene` has told them
            inference = load_network(SceneInference, card, given, scene, self._events)
            threshold = _threshold(given, inference)
            self._tell(inference.selection.notes)
            source = surroundings(scene)
            size = _cell(given, scene, inference)
            self._judge_size(size, inference)
            targets = _targets(given, scene, source, size)
            polygons = given.text("polygons")
            read = [*scene.files, *([polygons.partition("|")[0]] if polygons else [])]
            check_outputs([], read, self._overwrite, targets.count * 500, layer=self._output)
            hashes = stack.enter_context(InputHashes(read))
            mark = fingerprint(self._facts(scene, read, inference, targets))
            journal = stack.enter_context(Journal(self._output, mark, given.flag("resume"), self._events))
            resumed = journal.finished
            self._classify(source, inference, targets, journal)
            probabilities, valid = averaged(
                targets.pieces, journal, targets.count, len(inference.scheme.classes)
            )
            if not probabilities.any():
                journal.discard()
                raise EngineError(
                    "scene.no_valid_pixels",
                    say("Nothing could be labelled: everywhere less than half of the pixels are valid."),
                    say("Look at nodata value, mask and region."),
                )
            result = self._write(scene, inference, targets, threshold, probabilities, valid, hashes, resumed)
            journal.discard()
        self._events.progress(1.0, say("Done"))
        return result

    def _judge_size(self, size: CellSize, inference: SceneInference) -> None:
        trained = inference.chip * inference.resolution
        if size.metres is not None and not trained / FAR <= size.metres <= trained * FAR:
            text = say(
                "The network learned from images of {trained} m; cells of {size} show it the ground at "
                "another scale, and its answers may be worse.",
                trained=round(trained),
                size=size.said,
            )
            self._notes.append(text)
            self._events.message(text, "warning", "scenes.scale")

    def _facts(
        self, scene: Scene, read: list[str], inference: SceneInference, targets: Targets
    ) -> dict[str, Any]:
        """All that the finished pieces depend on."""
        extent = scene.extent
        return {
            "task": "scenes",
            "inputs": input_fingerprints(read),
            "options": {k: v for k, v in self._given.raw().items() if k in (*SCENE_PARAMETERS, "polygons")},
            "extent": [extent.row, extent.column, extent.height, extent.width],
            "model": network_facts(inference),
            "targets": targets.facts(),
        }

    def _classify(
        self, source: Surroundings, inference: SceneInference, targets: Targets, journal: Journal
    ) -> None:
        classify_pieces(
            targets.pieces,
            PieceReader(source, inference.selection.positions),
            inference,
            len(inference.scheme.classes),
            self._given.integer("batch", 0) or _batch(inference.device),
            self._events,
            journal,
            span=(0.0, STREAMED),
            text=say("Classifying"),
            on_memory_exhausted=inference.leave_device,
        )

    def _write(
        self,
        scene: Scene,
        inference: SceneInference,
        targets: Targets,
        threshold: float | None,
        probabilities: NDArray[np.float32],
        valid: NDArray[np.float64],
        hashes: InputHashes,
        resumed: int,
    ) -> dict[str, Any]:
        labelled = np.flatnonzero(probabilities.any(axis=1))
        self._tell(targets.notes(labelled.size))
        counts = _Counts(inference.scheme)
        with SceneLayer(self._output, targets.crs, targets.geometry) as layer:
            for first in range(0, labelled.size, BATCH):
                self._events.check_cancelled()
                self._events.progress(STREAMED + 0.04 * first / labelled.size, say("Writing"))
                units = labelled[first : first + BATCH]
                shapes = targets.outlines(units)
                areas = hectares(shapes, targets.crs)
                columns = label_columns(probabilities[units], inference.scheme, threshold)
                columns["valid_percent"] = np.round(100 * np.minimum(valid[units], 1.0), 1)
                if areas is not None:
                    columns["hectares"] = areas
                before, after = targets.attributes(units, list(columns))
                layer.write(shapes, {**before, **columns, **after})
                counts.add(columns["code"], areas)
            result = self._result(inference, targets, threshold, counts.classes(), labelled.size)
            card = self._card(scene, inference, targets, hashes, result, resumed)
            present = [entry for entry in inference.scheme.classes if entry.code in counts.features]
            layer.prepare(present, run_card_bytes(card))
            self._events.check_cancelled()
            layer.publish()
        return result

    def _result(
        self,
        inference: SceneInference,
        targets: Targets,
        threshold: float | None,
        classes: list[dict[str, Any]],
        labelled: int,
    ) -> dict[str, Any]:
        return {
            "task": "scenes",
            "output": str(self._output),
            "layer": LAYER,
            "run_card": str(self._output.with_suffix(".run.json")),
            "style": str(self._output.with_suffix(".qml")),
            "scheme": inference.scheme.id,
            "labels": "multiple" if inference.multiple else "single",
            "threshold": threshold,
            "targets": targets.facts(),
            "classes": classes,
            "features": labelled,
            "left_out": targets.count - labelled,
            **self._report(inference),
        }

    def _card(
        self,
        scene: Scene,
        inference: SceneInference,
        targets: Targets,
        hashes: InputHashes,
        result: Mapping[str, Any],
        resumed: int,
    ) -> dict[str, Any]:
        common = self._run_card(result, scene, inference, hashes, resumed)
        kept = ("labels", "threshold", "targets", "classes", "features", "left_out", "scheme")
        return {
            **common,
            **{name: result[name] for name in kept},
            "valid_share": result["features"] / targets.count,
            "outputs": {"output": result["output"]},
        }


class _Counts:
    """How many features, and hectares of them, have each class as their likeliest."""

    def __init__(self, scheme: ClassScheme) -> None:
        self._scheme = scheme
        self.features: dict[int, int] = {}
        self._hectares: dict[int, float] = {}
        self._placed = True

    def add(self, codes: NDArray[np.int32], areas: NDArray[np.float64] | None) -> None:
        """Count some more."""
        self._placed = areas is not None
        for code in np.unique(codes):
            chosen = codes == code
            self.features[int(code)] = self.features.get(int(code), 0) + int(chosen.sum())
            if areas is not None:
                self._hectares[int(code)] = self._hectares.get(int(code), 0.0) + float(areas[chosen].sum())

    def classes(self) -> list[dict[str, Any]]:
        """Code, name, colour, features, hectares and share of each class, in the scheme's order.

        ``field`` is the layer's field with the class's probability.
        """
        total = max(1, sum(self.features.values()))
        return [
            {
                "code": entry.code,
                "name": entry.name["en"],
                "color": entry.color,
                "features": self.features.get(entry.code, 0),
                "hectares": round(self._hectares.get(entry.code, 0.0), 4) if self._placed else None,
                "share": self.features.get(entry.code, 0) / total,
                "field": field,
            }
            for entry, field in zip(
                self._scheme.classes, probability_fields(self._scheme.classes), strict=True
            )
        ]


def _cell(given: Parameters, scene: Scene, inference: SceneInference) -> CellSize:
    if given.text("cell") is not None and given.text("polygons") is not None:
        raise EngineError(
            "scenes.both",
            say("Both a cell size and polygons say what to label."),
            say("Give one of the two."),
        )
    return cell_size(given.text("cell"), scene.grid, inference.chip, inference.resolution)


def _targets(given: Parameters, scene: Scene, source: Surroundings, size: CellSize) -> Targets:
    polygons = given.text("polygons")
    if polygons is None:
        return GridTargets.over(scene, source.bounds, size)
    return PolygonTargets.read(polygons, scene, source.bounds, size)


def _threshold(given: Parameters, inference: SceneInference) -> float | None:
    """The threshold of labels that may hold together; None for a model that gives one label."""
    text = given.text("threshold")
    if not inference.multiple:
        if text is not None:
            raise EngineError(
                "scenes.no_threshold",
                say("The model gives each image one label; there is no threshold."),
                say("Leave the threshold out, or choose a model of several labels."),
            )
        return None
    try:
        number = THRESHOLD if text is None else float(text)
    except ValueError:
        number = float("nan")
    if not 0 < number < 1:
        raise EngineError(
            "job.bad_parameter",
            say("The threshold lies between 0 and 1, not {text!r}.", text=text),
            say("{number} is the usual one.", number=THRESHOLD),
        )
    return number


def _batch(device: Device) -> int:
    """Images that are computed at once: few on a processor, so that a run can be cancelled soon."""
    return device.workers or device.batch
