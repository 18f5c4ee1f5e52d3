"""Hide parts of a scene from the pretraining network and write what it makes of them."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.catalog import find_card
from models.errors import EngineError
from models.events import Events
from models.parameters import SCENE_PARAMETERS, Parameters
from models.rasters.cubes import CubeOutput, whole_blocks
from models.rasters.grid import Grid
from models.rasters.journal import Journal, KeptStrip
from models.rasters.outputs import check_outputs, write_atomically
from models.rasters.run_card import InputHashes, file_facts, run_card_bytes
from models.rasters.scene import Scene
from models.rasters.streaming import Strip, stream
from models.rasters.styles import Stop, ramp_style
from models.rasters.tokens import PANEL, TOKEN, TokenScene, pack, token_scene, unpack
from models.rasters.windows import Window, window_rows
from models.reconstruction import ReconstructionInference
from models.sentences import say
from models.spectralgpt.input_options import INPUT_PARAMETERS
from models.tasks.hiding import Hiding, hiding
from models.tasks.scene_run import SceneJob, estimated, load_network, open_job_scene, open_journal
from models.tasks.segmentation import extent_grid
from models.tasks.spectra import check_table, spectra, table

STREAMED = 0.92
"""Share of the progress that computing takes; the rest is writing."""

SAMPLED_WINDOWS = 500
"""Windows that an estimate looks at."""

FEWEST_SEEN = 1e-3
"""Weight of windows that saw something, below which a token counts as unpredicted."""

ERRORS = (
    Stop(0.0, "#440154", "0"),
    Stop(0.025, "#3b528b", "0.025"),
    Stop(0.05, "#21918c", "0.05"),
    Stop(0.075, "#5ec962", "0.075"),
    Stop(0.1, "#fde725", "0.1"),
)
"""Colours of the error, in reflectance."""

NAN = float("nan")

_OWN = (
    "output",
    "model",
    "share",
    "groups",
    "polygons",
    "seed",
    "error",
    "spectra",
    *INPUT_PARAMETERS,
    "device",
    "batch",
)
PARAMETERS = (*SCENE_PARAMETERS, *_OWN, "resume", "overwrite")


def reconstruct(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Reconstruct hidden parts of a scene.

    Args:
        parameters: see `PARAMETERS`; named as the command line's options.
        events: told progress and notes.

    Returns:
        The result as JSON: paths, bands with their errors, how much was hidden, notes, device, seconds.

    Raises:
        EngineError: anything that is wrong with the input, the outputs or the device.
        Cancelled: the user asked to stop; the journal beside the output keeps all finished strips.
    """
    return _Reconstruction(Parameters(parameters, PARAMETERS), events).run()


def estimate(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How long a reconstruction would take: seconds, windows, pixels and the device's name."""
    given = Parameters(parameters, PARAMETERS)
    card = find_card(given.text("model"), "pretraining")
    with ExitStack() as stack:
        scene = open_job_scene(given, Events(), stack)
        inference = load_network(ReconstructionInference, card, given, scene, Events())
        hidden = hiding(given, scene, inference.groups)
        tokens = token_scene(scene, inference.chip)
        shares = _hidden_shares(tokens, inference, hidden)
        # A window in which nothing is hidden is not computed.
        worked = [share for share in shares if share > 0] or [0.0]
        per_chip = inference.seconds_per_chip(sum(worked) / len(worked)) * len(worked) / len(shares)
        return estimated(inference, _window_count(tokens, inference), scene, per_chip)


def _window_count(tokens: TokenScene, inference: ReconstructionInference) -> int:
    rows = window_rows(tokens.extent, inference.side, inference.shared, bounds=tokens.bounds)
    return sum(len(row.columns) for row in rows)


def _hidden_shares(tokens: TokenScene, inference: ReconstructionInference, hidden: Hiding) -> list[float]:
    """Share of hidden tokens in an even sample of the windows."""
    extent, side = tokens.extent, inference.side
    every = -(-_window_count(tokens, inference) // SAMPLED_WINDOWS)
    rows = window_rows(extent, side, inference.shared, bounds=tokens.bounds)
    windows = (
        Window(extent.row + row.origin, extent.column + column, side, side)
        for row in rows
        for column in row.columns
    )
    return [float(hidden.hidden(window).mean()) for window in islice(windows, 0, None, every)]


class _Reconstruction(SceneJob):
    """One run, from its parameters to its result."""

    def __init__(self, given: Parameters, events: Events) -> None:
        super().__init__(given, events)
        self._error, self._spectra = (self._optional_path(name) for name in ("error", "spectra"))
        self._targets = [path for path in (self._output, self._error) if path is not None]

    def run(self) -> dict[str, Any]:
        check_outputs(self._targets, self._given.paths("scene"), self._overwrite)
        if self._spectra is not None:
            check_table(self._spectra, self._overwrite)
        card = find_card(self._given.text("model"), "pretraining")
        with ExitStack() as stack:
            scene = open_job_scene(self._given, self._events, stack)
            inference = load_network(ReconstructionInference, card, self._given, scene, self._events)
            pixels = scene.extent.height * scene.extent.width
            check_outputs(self._targets, scene.files, self._overwrite, pixels * 4 * len(inference.bands))
            hidden = hiding(self._given, scene, inference.groups)
            inference.judge_by_visible = hidden.judge_by_visible
            tokens = token_scene(scene, inference.chip)
            self._notes += scene.notes  # `open_scene` has told them
            self._tell([*inference.selection.notes, *hidden.remarks])
            hashes = stack.enter_context(InputHashes(scene.files))
            facts = self._facts(tokens, inference)
            journal = stack.enter_context(
                open_journal(self._output, inference, self._given, scene, facts, self._events)
            )
            resumed = journal.finished
            self._compute(tokens, inference, hidden, journal)
            return self._write(tokens, inference, journal, hashes, resumed)

    def _facts(self, tokens: TokenScene, inference: ReconstructionInference) -> dict[str, Any]:
        """What the finished strips depend on beside scene and network."""
        extent = tokens.scene.extent
        polygons = self._given.text("polygons")
        file = polygons.split("|")[0] if polygons else None
        return {
            "task": "reconstruct",
            "hidden": {k: self._given.text(k) for k in ("share", "groups", "polygons", "seed")},
            "polygons": file_facts(file) if file else None,
            "extent": [extent.row, extent.column, extent.height, extent.width],
            "grid": [inference.side, inference.shared],
        }

    def _compute(
        self, tokens: TokenScene, inference: ReconstructionInference, hidden: Hiding, journal: Journal
    ) -> None:
        positions = inference.selection.positions

        def read(window: Window) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
            values, valid = tokens.pixels(window, positions)
            packed = pack(np.concatenate([values, valid[None].astype(np.float32)]))
            some = packed[-TOKEN * TOKEN :].max(0) > 0
            return np.concatenate([packed, hidden.hidden(window).astype(np.float32)]), np.asarray(some)

        def keep(strip: Strip) -> dict[str, NDArray[Any]]:
            return _compose(strip, tokens, inference, hidden)

        stream(
            tokens.extent,
            inference.side,
            inference.shared,
            int(self._given.integer("batch", 0) or inference.device.batch),
            read,
            inference,
            keep,
            self._events,
            journal,
            bounds=tokens.bounds,
            inside=tokens.inside,
            panel=PANEL,
            span=(0.0, STREAMED),
            text=say("Reconstructing"),
            on_memory_exhausted=inference.leave_device,
        )

    def _write(
        self,
        tokens: TokenScene,
        inference: ReconstructionInference,
        journal: Journal,
        hashes: InputHashes,
        resumed: int,
    ) -> dict[str, Any]:
        self._events.progress(STREAMED, say("Writing"))
        sums = np.sum([strip.arrays["sums"] for strip in journal.strips()], axis=0)
        if sums[-1].max() == 0:
            journal.discard()
            raise EngineError(
                "reconstruct.nothing_hidden",
                say("No valid pixel was hidden and could be reconstructed."),
                say("Hide more, or look at nodata value, mask, region and polygons."),
            )
        grid = extent_grid(tokens.scene)
        with ExitStack() as stack:
            outputs = [stack.enter_context(self._output_of(self._output, grid, inference.bands))]
            if self._error is not None:
                error = self._output_of(self._error, grid, ("Error (RMSE, reflectance)",))
                outputs.append(stack.enter_context(error))
                outputs[1].attach(self._error.with_suffix(".qml"), ramp_style(ERRORS))
            for strip in whole_blocks(_pixel_strips(journal, tokens)):
                self._events.check_cancelled()
                outputs[0].write(strip.row0, strip.column0, strip.arrays["bands"])
                if self._error is not None:
                    outputs[1].write(strip.row0, strip.column0, strip.arrays["error"][None])
            for output in outputs:
                output.prepare()
            rows = spectra(inference.bands, inference.group_of_band, sums)
            result = self._result(inference, rows)
            card = self._card(tokens, inference, hashes, result, resumed)
            outputs[0].attach(self._output.with_suffix(".run.json"), run_card_bytes(card))
            if self._spectra is not None:
                write_atomically(self._spectra, table(rows))
            for output in reversed(outputs):
                output.publish()
        journal.discard()
        self._events.progress(1.0, say("Done"))
        return result

    def _output_of(self, path: Path, grid: Grid, bands: Sequence[str]) -> CubeOutput:
        return CubeOutput(path, grid, bands, nodata=NAN, overwrite=self._overwrite)

    def _result(
        self, inference: ReconstructionInference, rows: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        return {
            "task": "reconstruct",
            "output": str(self._output),
            "error": str(self._error) if self._error else None,
            "spectra": str(self._spectra) if self._spectra else None,
            "run_card": str(self._output.with_suffix(".run.json")),
            "model": str(inference.card.id),
            "bands": [dict(row) for row in rows],
            **self._report(inference),
        }

    def _card(
        self,
        tokens: TokenScene,
        inference: ReconstructionInference,
        hashes: InputHashes,
        result: Mapping[str, Any],
        resumed: int,
    ) -> dict[str, Any]:
        common = self._run_card(result, tokens.scene, inference, hashes, resumed)
        return {
            **common,
            "outputs": {name: result[name] for name in ("output", "error", "spectra")},
            "bands": result["bands"],
        }


def _compose(
    strip: Strip, tokens: TokenScene, inference: ReconstructionInference, hidden: Hiding
) -> dict[str, NDArray[Any]]:
    """A strip's pixels: predictions where something was hidden, the scene's own values elsewhere.

    Returns:
        ``bands`` (C, rows, columns), ``error`` (rows, columns), both NaN where there is no data, and ``sums``
        (4, C) over the hidden pixels: of the values before and after, of the squared error, and their number.
    """
    window = Window(tokens.extent.row + strip.row0, tokens.extent.column + strip.column0, *strip.valid.shape)
    values, valid = tokens.pixels(window, inference.selection.positions)
    before = inference.mixed(values)
    if tokens.source.inside is not None:
        shape = Window(window.row * TOKEN, window.column * TOKEN, *valid.shape)
        valid = valid & tokens.source.inside(shape)
    known = strip.values[-1]
    usable = known > FEWEST_SEEN
    weights: NDArray[np.float32] = np.where(usable, known, 1).astype(np.float32)
    predicted = unpack(np.divide(strip.values[:-1], weights, dtype=np.float32))
    covered = hidden.hidden(window)[inference.group_of_band]
    replaced = covered.repeat(TOKEN, 1).repeat(TOKEN, 2) & valid
    there = valid & usable.repeat(TOKEN, 0).repeat(TOKEN, 1)
    after = np.where(replaced, np.where(there, predicted, np.nan), before)
    after[:, ~valid] = np.nan
    counted = replaced & there
    squares = np.where(counted, (predicted - before).astype(np.float64) ** 2, 0)
    count = counted.sum(0)
    error = np.where(count > 0, np.sqrt(squares.sum(0) / np.maximum(count, 1)), np.nan)
    rows, columns = _within(window, tokens.scene)
    counted, squares = counted[:, rows, columns], squares[:, rows, columns]
    before, predicted = before[:, rows, columns], predicted[:, rows, columns]
    sums = [np.where(counted, array, 0).sum((1, 2), dtype=np.float64) for array in (before, predicted)]
    return {
        "bands": after[:, rows, columns].astype(np.float32),
        "error": error[rows, columns].astype(np.float32),
        "sums": np.stack([*sums, squares.sum((1, 2)), counted.sum((1, 2)).astype(np.float64)]),
    }


def _within(window: Window, scene: Scene) -> tuple[slice, slice]:
    """Rows and columns of a window of tokens that lie in the scene's extent."""
    extent = scene.extent
    top, left = window.row * TOKEN, window.column * TOKEN
    return (
        slice(max(0, extent.row - top), min(window.height * TOKEN, extent.row + extent.height - top)),
        slice(max(0, extent.column - left), min(window.width * TOKEN, extent.column + extent.width - left)),
    )


def _pixel_strips(journal: Journal, tokens: TokenScene) -> Iterator[KeptStrip]:
    """The kept strips placed in the extent's pixels, without what is no raster."""
    above = tokens.scene.extent.row - tokens.extent.row * TOKEN
    left = tokens.scene.extent.column - tokens.extent.column * TOKEN
    for strip in journal.strips():
        arrays = {name: strip.arrays[name] for name in ("bands", "error")}
        row, column = strip.row0 * TOKEN - above, strip.column0 * TOKEN - left
        yield KeptStrip(max(0, row), max(0, column), arrays)
