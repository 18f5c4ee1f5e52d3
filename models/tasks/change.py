"""Find what changed between two dates: a mask, and on request the evidence and which class became which."""

import time
from collections.abc import Iterable, Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from models.change.evidence import (
    METHODS,
    Evidence,
    fit_evidence,
    measure_of,
    needed_bands,
)
from models.change.job_networks import NETWORKS, JobNetwork, both_classified, network_of
from models.change.mapping import map_evidence, window_count
from models.change.masks import (
    EVIDENCE_STOPS,
    MASK_CLASSES,
    NODATA,
    Pieces,
    card_facts,
    histogram,
    mask_facts,
    warn,
    write_mask,
)
from models.change.network import METHOD, THRESHOLD, ChangeInference, map_probability
from models.change.pairs import no_valid_pixels, sample_pairs
from models.change.refinement import METHOD as REFINED
from models.change.refinement import RefinedInference, map_refined
from models.change.scenes import AFTER_PARAMETERS, ScenePair, open_pair, pair_options
from models.change.thresholds import LEVELS, choose_threshold
from models.change.transitions import (
    PairInference,
    classify_pair,
    found_classes,
    transition_strips,
)
from models.class_schemes import ClassEntry
from models.devices import choose_device
from models.errors import EngineError
from models.events import Events
from models.inference import model_facts
from models.parameters import SCENE_PARAMETERS, Parameters
from models.rasters.areas import Tally
from models.rasters.grid import Grid
from models.rasters.journal import Journal, fingerprint
from models.rasters.outputs import check_outputs
from models.rasters.run_card import InputHashes, input_fingerprints, now, run_card_bytes
from models.rasters.styles import Stop
from models.rasters.windows import window_count as chip_count
from models.rasters.writers import RasterOutput
from models.sentences import say
from models.spectralgpt.input_options import INPUT_PARAMETERS
from models.tasks.rethreshold import rethreshold
from models.tasks.run_facts import device_facts
from models.tasks.segmentation import extent_grid

__all__ = ["change", "estimate", "rethreshold"]

_OPTIONS = (*(name for name in SCENE_PARAMETERS if name != "scene"), *AFTER_PARAMETERS)
PARAMETERS = (
    "before",
    "after",
    *_OPTIONS,
    "output",
    "method",
    "evidence",
    "from_to",
    "threshold",
    *INPUT_PARAMETERS,
    "model",
    "min_area",
    "device",
    "batch",
    "resume",
    "overwrite",
)

_SAMPLED, _WRITING = 0.08, 0.92
_SECONDS_PER_MEGAPIXEL = 0.8
"""Of comparing and writing, on two cores; compressed scenes may take longer to read."""


def change(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Find what changed between two dates.

    Args:
        parameters: see `PARAMETERS`; named as the command line's options.
        events: told progress and notes.

    Returns:
        The result as JSON: paths, threshold and how it was chosen, changed pixels, hectares and share,
        transitions, notes, warnings, device, seconds.

    Raises:
        EngineError: anything that is wrong with the input, the outputs or the device.
        Cancelled: the user asked to stop; the journals beside the outputs keep all finished strips.
    """
    return _Change(Parameters(parameters, PARAMETERS), events).run()


def estimate(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How long a change detection would take: seconds, windows, pixels and the device's name."""
    given = Parameters(parameters, PARAMETERS)
    with ExitStack() as stack:
        options = pair_options(given.raw())
        pair = open_pair(given.paths("before"), given.paths("after"), options, Events(), stack)
        extent = pair.extent
        pixels = extent.height * extent.width
        method = given.text("method", "general")
        device = choose_device("cpu")
        seconds = 2.0 + pixels * _SECONDS_PER_MEGAPIXEL / 1e6
        if method in NETWORKS or given.text("from_to"):
            device = choose_device(given.text("device", "auto") or "auto")
        if method in NETWORKS:
            network = network_of(given, pair, device, Events())
            windows = chip_count(extent.height, extent.width, network.chip, network.overlap)
            seconds += windows * network.seconds_per_chip() * 1.15
            if isinstance(network, RefinedInference):
                seconds += network.chips_to_learn() * network.seconds_per_chip()
        else:
            windows = window_count(extent)
        if given.text("from_to"):
            inference = both_classified(given, pair, device, Events())
            chips = chip_count(extent.height, extent.width, inference.before.chip, inference.before.overlap)
            windows += chips
            seconds += 2 * chips * inference.before.seconds_per_chip() * 1.15
    return {"seconds": round(seconds, 1), "windows": windows, "pixels": pixels, "device": device.name}


class _Change:
    """One run, from its parameters to its result."""

    def __init__(self, given: Parameters, events: Events) -> None:
        self._given, self._events = given, events
        self._output = Path(given.required("output"))
        evidence, from_to = given.text("evidence"), given.text("from_to")
        self._evidence_path = Path(evidence) if evidence else None
        self._from_to_path = Path(from_to) if from_to else None
        self._targets = [p for p in (self._output, self._evidence_path, self._from_to_path) if p is not None]
        self._method = given.text("method", "general") or "general"
        if self._method not in (*METHODS, *NETWORKS):
            measure_of(self._method, [])
        self._measure = "general" if self._method == REFINED else self._method
        if self._method != METHOD and (wish := next(filter(given.text, INPUT_PARAMETERS), None)):
            raise EngineError(
                "change.no_network",
                say(
                    "The method {method} has no network whose input could be set ({wish}).",
                    method=self._method,
                    wish=wish,
                ),
                say("Leave it out, or choose the method {method}.", method=METHOD),
            )
        usual = THRESHOLD if self._method == METHOD else "otsu"
        self._wanted = given.text("threshold", usual) or usual
        choose_threshold(np.zeros(LEVELS, np.int64), self._wanted)
        self._min_area = given.integer("min_area", 0)
        self._batch = given.integer("batch", 0)
        self._overwrite = given.flag("overwrite")
        self._device = choose_device("cpu")
        self._started, self._clock = now(), time.perf_counter()
        self._notes: list[str] = []

    def run(self) -> dict[str, Any]:
        # Everything that may be refused is looked at before anything is computed or written.
        before, after = self._given.paths("before"), self._given.paths("after")
        check_outputs(self._targets, [*before, *after], self._overwrite)
        with ExitStack() as stack:
            pair = open_pair(before, after, pair_options(self._given.raw()), self._events, stack)
            self._notes += pair.notes
            pixels = pair.extent.height * pair.extent.width
            check_outputs(self._targets, pair.files, self._overwrite, pixels * len(self._targets) // 2)
            network = inference = None
            if self._method in NETWORKS or self._from_to_path is not None:
                self._device = choose_device(self._given.text("device", "auto") or "auto")
            if self._method in NETWORKS:
                network = network_of(self._given, pair, self._device, self._events)
                if isinstance(network, ChangeInference):
                    network.compare(pair, self._events)
                    for note in network.selection.notes:
                        self._note(note)
            if self._from_to_path is not None:
                inference = both_classified(self._given, pair, self._device, self._events)
                for note in dict.fromkeys(
                    (*inference.before.selection.notes, *inference.after.selection.notes)
                ):
                    self._note(note)
            hashes = stack.enter_context(InputHashes(pair.files))
            end = _WRITING if inference is None else 0.35
            journal, statistics = self._compare(pair, network, stack, end)
            class_journal = None
            if inference is not None and self._from_to_path is not None:
                facts = {
                    "model": model_facts(inference.before.card),
                    "grid": [inference.before.chip, inference.before.overlap],
                }
                class_journal = stack.enter_context(
                    Journal(
                        self._from_to_path,
                        fingerprint(self._facts(pair, "classes", facts)),
                        self._given.flag("resume"),
                        self._events,
                    )
                )
                batch = self._batch or self._device.batch
                classify_pair(pair, inference, batch, class_journal, self._events, (end, _WRITING))
            return self._write(pair, statistics, journal, network, inference, class_journal, hashes)

    def _compare(
        self,
        pair: ScenePair,
        network: JobNetwork | None,
        stack: ExitStack,
        end: float,
    ) -> tuple[Journal, dict[str, Any]]:
        """Keep the evidence in a journal; gives it, and the statistics for the run card."""

        def journal_for(facts: Mapping[str, Any]) -> Journal:
            mark = fingerprint(self._facts(pair, "evidence", {"method": self._method, **facts}))
            return stack.enter_context(Journal(self._output, mark, self._given.flag("resume"), self._events))

        batch = self._batch or self._device.batch
        facts: dict[str, Any] = {}
        if network is not None:
            facts = {
                "model": {**model_facts(network.card), **network.facts()},
                "grid": [network.chip, network.overlap],
            }
        if not isinstance(network, ChangeInference):
            places = needed_bands(self._measure, [band.wavelength for band in pair.bands])
            evidence = self._fit(pair, places)
            journal = journal_for(facts)
            span = (_SAMPLED, end)
            if network is None:
                map_evidence(evidence, pair.reader(places), pair.extent, journal, self._events, span)
            else:
                network.learn(evidence, places, batch, self._events, (_SAMPLED / 2, _SAMPLED))
                map_refined(pair, network, evidence, places, batch, journal, self._events, span)
            return journal, {**facts, **evidence.facts()}
        journal = journal_for(facts)
        map_probability(pair, network, batch, journal, self._events, (0.0, end))
        return journal, facts

    def _facts(self, pair: ScenePair, kind: str, more: Mapping[str, Any]) -> dict[str, Any]:
        """All that the finished strips depend on."""
        extent = pair.extent
        return {
            "task": f"change {kind}",
            "before": input_fingerprints(pair.before.files),
            "after": input_fingerprints(pair.after.files),
            "options": {k: v for k, v in self._given.raw().items() if k in _OPTIONS},
            "extent": [extent.row, extent.column, extent.height, extent.width],
            **more,
        }

    def _fit(self, pair: ScenePair, places: list[int]) -> Evidence:
        """Take the statistics from a sample of both dates."""
        self._events.progress(0.0, say("Sampling both dates"))
        wavelengths = [pair.bands[place].wavelength for place in places]
        measure = measure_of(self._measure, wavelengths)
        for note in measure.notes:
            self._note(note)
        pairs = sample_pairs(pair.reader(places), pair.extent, measure.reach, self._events)
        return fit_evidence(measure, wavelengths, pairs)

    def _write(
        self,
        pair: ScenePair,
        statistics: Mapping[str, Any],
        journal: Journal,
        network: JobNetwork | None,
        inference: PairInference | None,
        class_journal: Journal | None,
        hashes: InputHashes,
    ) -> dict[str, Any]:
        grid = extent_grid(pair.before)
        self._events.progress(_WRITING, say("Writing"))
        threshold = choose_threshold(histogram(_kept(journal)), self._wanted)
        if self._method == METHOD and self._given.text("threshold") is None:
            threshold = replace(threshold, method="fixed")
        with ExitStack() as outputs:
            mask = outputs.enter_context(self._raster(self._output, grid, "Change", classes=MASK_CLASSES))
            counted = write_mask(mask, _kept(journal), threshold.value, self._min_area, self._events)
            if counted.valid == 0:
                journal.discard()
                raise no_valid_pixels()
            finished = [mask]
            if self._evidence_path is not None:
                raster = outputs.enter_context(
                    self._raster(
                        self._evidence_path, grid, "Evidence of change (0-100)", stops=EVIDENCE_STOPS
                    )
                )
                for row0, column0, values in _kept(journal):
                    self._events.check_cancelled()
                    raster.write_strip(row0, values, column0)
                raster.prepare()
                finished.append(raster)
            transitions: list[dict[str, Any]] = []
            if inference is not None and class_journal is not None and self._from_to_path is not None:
                self._events.progress(0.96, say("Writing transitions"))
                classes = found_classes(inference.before.scheme, class_journal, mask)
                raster = outputs.enter_context(
                    self._raster(self._from_to_path, grid, "From → to", classes, dtype="uint16", nodata=65535)
                )
                for row0, column0, codes in transition_strips(class_journal, mask):
                    self._events.check_cancelled()
                    raster.write_strip(row0, codes, column0)
                transitions = _transitions(classes, raster.prepare())
                finished.append(raster)
            self._events.check_cancelled()
            result = {
                "task": "change",
                **mask_facts(self._output, counted, threshold),
                "evidence": str(self._evidence_path) if self._evidence_path else None,
                "from_to": str(self._from_to_path) if self._from_to_path else None,
                "method": self._method,
                "transitions": transitions,
                "seconds": round(time.perf_counter() - self._clock, 2),
                "device": self._device.name,
                "notes": self._notes,
            }
            card = self._card(pair, statistics, network, inference, hashes, result, counted)
            mask.attach(self._output.with_suffix(".run.json"), run_card_bytes(card))
            for raster in reversed(finished):
                raster.publish()
        journal.discard()
        if class_journal is not None:
            class_journal.discard()
        warn(threshold, self._events)
        self._events.progress(1.0, say("Done"))
        return result

    def _raster(
        self,
        path: Path,
        grid: Grid,
        description: str,
        classes: Iterable[ClassEntry] = (),
        stops: tuple[Stop, ...] = EVIDENCE_STOPS,
        dtype: str = "uint8",
        nodata: int = NODATA,
    ) -> RasterOutput:
        return RasterOutput(
            path,
            grid,
            dtype=dtype,
            nodata=nodata,
            classes=tuple(classes),
            stops=stops,
            description=description,
            overwrite=self._overwrite,
        )

    def _card(
        self,
        pair: ScenePair,
        statistics: Mapping[str, Any],
        network: JobNetwork | None,
        inference: PairInference | None,
        hashes: InputHashes,
        result: Mapping[str, Any],
        counted: Tally,
    ) -> dict[str, Any]:
        names = {"before": self._given.paths("before"), "after": self._given.paths("after")}
        return {
            "task": "change",
            "started": self._started,
            "finished": now(),
            "seconds": result["seconds"],
            "inputs": hashes.facts(),
            "dates": names,
            "scene": pair.before.describe(),
            "scene_after": pair.after.describe(),
            "bands": [
                {"name": band.name, "wavelength": band.wavelength, "before": band.before, "after": band.after}
                for band in pair.bands
            ],
            "parameters": self._given.raw(),
            "model": model_facts(inference.before.card) if inference is not None else None,
            "change_model": model_facts(network.card) if network is not None else None,
            "device": device_facts(self._device, network or (inference.before if inference else None)),
            "statistics": statistics,
            **card_facts(result, counted),
        }

    def _note(self, text: str) -> None:
        self._notes.append(text)
        self._events.message(text)


def _kept(journal: Journal) -> Pieces:
    for strip in journal.strips():
        yield strip.row0, strip.column0, strip.arrays["evidence"]


def _transitions(classes: Iterable[ClassEntry], counted: Tally) -> list[dict[str, Any]]:
    """Code, names, colour, pixels and hectares of each transition, the largest first; not of "no change".

    ``name`` is the English one, ``names`` are those in the languages that the scheme knows.
    """
    found = [
        {
            "code": entry.code,
            "name": entry.name["en"],
            "names": dict(entry.name),
            "color": entry.color,
            "pixels": counted.pixels.get(entry.code, 0),
            "hectares": None if counted.hectares is None else round(counted.hectares.get(entry.code, 0.0), 4),
        }
        for entry in classes
        if entry.code
    ]
    return sorted(found, key=lambda entry: -int(entry["pixels"]))
