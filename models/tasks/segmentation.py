"""Classify a scene's land cover: a map with its legend, and on request its confidence and its polygons."""

from collections.abc import Mapping
from contextlib import ExitStack
from typing import Any

import numpy as np
from numpy.typing import NDArray
from rasterio.windows import Window as RasterioWindow
from rasterio.windows import transform

from models import catalog
from models.class_schemes import ClassScheme
from models.errors import EngineError
from models.events import Events
from models.inference import SegmentationInference
from models.parameters import SCENE_PARAMETERS, Parameters
from models.rasters.areas import Tally
from models.rasters.grid import Grid
from models.rasters.journal import Journal
from models.rasters.outputs import check_outputs, publish, staged
from models.rasters.run_card import InputHashes, run_card_bytes
from models.rasters.scene import Scene
from models.rasters.sieve import sieve_output
from models.rasters.streaming import Strip, stream
from models.rasters.surroundings import lattice_phase, surroundings
from models.rasters.windows import window_rows
from models.rasters.writers import RasterOutput
from models.sentences import say
from models.spectralgpt.input_options import INPUT_PARAMETERS
from models.tasks.scene_run import SceneJob, estimated, load_network, open_job_scene, open_journal

NODATA = 255
STREAMED = 0.92
"""Share of the progress that classifying takes; the rest is writing."""

PARAMETERS = (
    *SCENE_PARAMETERS,
    "output",
    "model",
    "confidence",
    "polygons",
    *INPUT_PARAMETERS,
    "min_area",
    "device",
    "batch",
    "resume",
    "overwrite",
)


def segment(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Classify a scene.

    Args:
        parameters: see `PARAMETERS`; named as the command line's options.
        events: told progress and notes.

    Returns:
        The result as JSON: paths, classes with pixels, hectares and share, notes, device, seconds.

    Raises:
        EngineError: anything that is wrong with the input, the outputs or the device.
        Cancelled: the user asked to stop; the journal beside the output keeps all finished strips.
    """
    return _Segmentation(Parameters(parameters, PARAMETERS), events).run()


def estimate(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How long a segmentation would take: seconds, windows, pixels and the device's name."""
    given = Parameters(parameters, PARAMETERS)
    card = catalog.find_card(given.text("model"), "segmentation")
    with ExitStack() as stack:
        scene = open_job_scene(given, Events(), stack)
        inference = load_network(SegmentationInference, card, given, scene, Events())
        phase = lattice_phase(scene.transform, inference.chip - inference.overlap)
        bounds = surroundings(scene).bounds
        rows = window_rows(scene.extent, inference.chip, inference.overlap, phase, bounds=bounds)
        return estimated(inference, sum(len(row.columns) for row in rows), scene)


def extent_grid(scene: Scene) -> Grid:
    """The grid of the scene's extent: the scene's own pixels."""
    extent = scene.extent
    window = RasterioWindow(extent.column, extent.row, extent.width, extent.height)
    place = transform(window, scene.transform)
    return Grid(extent.width, extent.height, place, scene.crs)


def labels_and_confidence(
    strip: Strip, codes: NDArray[np.uint8]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8]]:
    """The likeliest class's code and its probability in percent, both (rows, columns) with nodata 255."""
    labels = codes[strip.values.argmax(0)]
    percent = np.rint(np.clip(strip.values.max(0), 0, 1) * 100).astype(np.uint8)
    labels[~strip.valid] = NODATA
    percent[~strip.valid] = NODATA
    return labels, percent


class _Segmentation(SceneJob):
    """One run, from its parameters to its result."""

    def __init__(self, given: Parameters, events: Events) -> None:
        super().__init__(given, events)
        self._confidence, self._polygons = (self._optional_path(name) for name in ("confidence", "polygons"))
        self._min_area = given.integer("min_area", 0)
        self._batch = given.integer("batch", 0)
        self._rasters = [p for p in (self._output, self._confidence) if p is not None]

    def run(self) -> dict[str, Any]:
        # Everything that may be refused is looked at before anything is read, loaded or written.
        check_outputs(self._rasters, self._given.paths("scene"), self._overwrite, polygons=self._polygons)
        card = catalog.find_card(self._given.text("model"), "segmentation")
        with ExitStack() as stack:
            scene = open_job_scene(self._given, self._events, stack)
            pixels = scene.extent.height * scene.extent.width
            size = pixels * (len(self._rasters) + (self._polygons is not None)) // 2
            check_outputs(self._rasters, scene.files, self._overwrite, size, polygons=self._polygons)
            inference = load_network(SegmentationInference, card, self._given, scene, self._events)
            self._notes += scene.notes  # `open_scene` has told them
            self._tell(inference.selection.notes)
            hashes = stack.enter_context(InputHashes(scene.files))
            facts = self._facts(scene, inference)
            journal = stack.enter_context(
                open_journal(self._output, inference, self._given, scene, facts, self._events)
            )
            resumed = journal.finished
            self._classify(scene, inference, journal)
            return self._write(scene, inference, journal, hashes, resumed)

    def _facts(self, scene: Scene, inference: SegmentationInference) -> dict[str, Any]:
        """What the finished strips depend on beside scene and network."""
        extent = scene.extent
        return {
            "task": "segment",
            "extent": [extent.row, extent.column, extent.height, extent.width],
            "grid": [inference.chip, inference.overlap, *self._phase(scene, inference)],
        }

    def _phase(self, scene: Scene, inference: SegmentationInference) -> tuple[int, int]:
        return lattice_phase(scene.transform, inference.chip - inference.overlap)

    def _classify(self, scene: Scene, inference: SegmentationInference, journal: Journal) -> None:
        codes = np.array(inference.scheme.codes, np.uint8)
        positions = inference.selection.positions
        source = surroundings(scene)

        def keep(strip: Strip) -> dict[str, NDArray[np.uint8]]:
            labels, percent = labels_and_confidence(strip, codes)
            # The confidence is kept always: whether it is wanted must not change what can be resumed.
            return {"labels": labels, "confidence": percent}

        stream(
            scene.extent,
            inference.chip,
            inference.overlap,
            self._batch or inference.device.batch,
            lambda window: source.read(window, positions),
            inference,
            keep,
            self._events,
            journal,
            phase=self._phase(scene, inference),
            bounds=source.bounds,
            inside=source.inside,
            span=(0.0, STREAMED),
            text=say("Classifying"),
            on_memory_exhausted=inference.leave_device,
        )

    def _write(
        self,
        scene: Scene,
        inference: SegmentationInference,
        journal: Journal,
        hashes: InputHashes,
        resumed: int,
    ) -> dict[str, Any]:
        grid, scheme = extent_grid(scene), inference.scheme
        with ExitStack() as stack:
            labels = stack.enter_context(
                RasterOutput(
                    self._output,
                    grid,
                    classes=scheme.classes,
                    description="Land cover",
                    overwrite=self._overwrite,
                )
            )
            outputs = [labels]
            if self._confidence is not None:
                confidence = RasterOutput(
                    self._confidence, grid, description="Confidence (%)", overwrite=self._overwrite
                )
                outputs.append(stack.enter_context(confidence))
            self._events.progress(STREAMED, say("Writing"))
            for strip in journal.strips():
                self._events.check_cancelled()
                labels.write_strip(strip.row0, strip.arrays["labels"], strip.column0)
                if len(outputs) > 1:
                    outputs[1].write_strip(strip.row0, strip.arrays["confidence"], strip.column0)
            if self._min_area > 1:
                self._events.progress(0.94, say("Removing small patches"))
                sieve_output(labels, self._min_area, self._events)
            self._events.progress(0.95, say("Writing"))
            counted = labels.prepare()
            if counted.valid == 0:
                journal.discard()
                raise EngineError(
                    "scene.no_valid_pixels",
                    say("There is not one valid pixel in the scene."),
                    say("Look at nodata value, mask and region."),
                )
            for output in outputs[1:]:
                output.prepare()
            if self._polygons is not None:
                self._events.progress(0.97, say("Tracing polygons"))
                stack.callback(staged(self._polygons).unlink, missing_ok=True)
                self._trace(labels)
            self._events.check_cancelled()
            result = self._result(scheme, counted, inference)
            card_path = self._output.with_suffix(".run.json")
            card = self._card(scene, inference, hashes, result, resumed)
            labels.attach(card_path, run_card_bytes(card))
            for output in outputs[1:]:
                output.publish()
            if self._polygons is not None:
                publish(self._polygons)
            labels.publish()
        journal.discard()
        self._events.progress(1.0, say("Done"))
        return result

    def _trace(self, labels: RasterOutput) -> None:
        from models.rasters.polygons import prepare_polygons

        assert self._polygons is not None
        prepare_polygons(self._polygons, labels, self._events)

    def _result(
        self, scheme: ClassScheme, counted: Tally, inference: SegmentationInference
    ) -> dict[str, Any]:
        return {
            "task": "segment",
            "output": str(self._output),
            "confidence": str(self._confidence) if self._confidence else None,
            "polygons": str(self._polygons) if self._polygons else None,
            "run_card": str(self._output.with_suffix(".run.json")),
            "style": str(self._output.with_suffix(".qml")),
            "scheme": scheme.id,
            "classes": class_areas(scheme, counted),
            "valid_pixels": counted.valid,
            "nodata_pixels": counted.nodata,
            **self._report(inference),
        }

    def _card(
        self,
        scene: Scene,
        inference: SegmentationInference,
        hashes: InputHashes,
        result: Mapping[str, Any],
        resumed: int,
    ) -> dict[str, Any]:
        total = result["valid_pixels"] + result["nodata_pixels"]
        common = self._run_card(result, scene, inference, hashes, resumed)
        return {
            **common,
            "valid_share": result["valid_pixels"] / total,
            "outputs": {name: result[name] for name in ("output", "confidence", "polygons")},
            "classes": result["classes"],
        }


def class_areas(scheme: ClassScheme, counted: Tally) -> list[dict[str, Any]]:
    """Code, name, colour, pixels, hectares and share of each class of a scheme, in the scheme's order."""
    return [
        {
            "code": entry.code,
            "name": entry.name["en"],
            "color": entry.color,
            "pixels": counted.pixels.get(entry.code, 0),
            "hectares": None if counted.hectares is None else round(counted.hectares.get(entry.code, 0.0), 4),
            "share": counted.pixels.get(entry.code, 0) / max(1, counted.valid),
        }
        for entry in scheme.classes
    ]
