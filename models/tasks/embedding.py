"""Describe a scene by a network's features: many numbers for each token of 8x8 pixels, as a raster."""

from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.events import Events
from models.features import FeatureInference, find_encoder
from models.parameters import SCENE_PARAMETERS, Parameters
from models.rasters.cubes import PICTURE, CubeOutput, whole_blocks
from models.rasters.journal import Journal
from models.rasters.outputs import check_outputs
from models.rasters.principal_components import PictureMap, picture_map
from models.rasters.run_card import InputHashes, run_card_bytes
from models.rasters.streaming import Strip, stream
from models.rasters.tokens import PANEL, TOKEN, TokenScene, token_scene
from models.rasters.windows import window_rows
from models.sentences import say
from models.spectralgpt.input_options import INPUT_PARAMETERS
from models.tasks.scene_run import SceneJob, estimated, load_network, open_job_scene, open_journal

TYPES = ("float16", "int8")
STREAMED = 0.9
"""Share of the progress that computing takes; the rest is writing."""

SAMPLE = 40_000
"""Tokens that the picture's components are found from."""

LARGEST_HALF = 65504.0
STEPS = 254
"""Steps of a feature that is stored in 8 bits; a 255th value is nodata."""

PARAMETERS = (
    *SCENE_PARAMETERS,
    "output",
    "model",
    "type",
    "pca",
    *INPUT_PARAMETERS,
    "spectral_groups",
    "device",
    "batch",
    "resume",
    "overwrite",
)


def embed(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Compute a scene's features.

    Args:
        parameters: see `PARAMETERS`; named as the command line's options.
        events: told progress and notes.

    Returns:
        The result as JSON: paths, model, size in tokens and dimensions, notes, device, seconds.

    Raises:
        EngineError: anything that is wrong with the input, the outputs or the device.
        Cancelled: the user asked to stop; the journal beside the output keeps all finished strips.
    """
    return _Embedding(Parameters(parameters, PARAMETERS), events).run()


def estimate(parameters: Mapping[str, Any]) -> dict[str, Any]:
    """How long computing the features would take: seconds, windows, pixels and the device's name."""
    given = Parameters(parameters, PARAMETERS)
    card = find_encoder(given.text("model"))
    with ExitStack() as stack:
        scene = open_job_scene(given, Events(), stack)
        inference = load_network(FeatureInference, card, given, scene, Events())
        tokens = token_scene(scene, inference.chip)
        rows = window_rows(tokens.extent, inference.side, inference.shared, bounds=tokens.bounds)
        return estimated(inference, sum(len(row.columns) for row in rows), scene)


class _Embedding(SceneJob):
    """One run, from its parameters to its result."""

    def __init__(self, given: Parameters, events: Events) -> None:
        super().__init__(given, events)
        self._pca = self._optional_path("pca")
        self._type = given.text("type", "float16") or "float16"
        if self._type not in TYPES:
            raise EngineError(
                "job.bad_parameter",
                say("There is no type {type!r}.", type=self._type),
                say("Choose {listed}.", listed=" or ".join(TYPES)),
            )
        self._targets = [path for path in (self._output, self._pca) if path is not None]

    def run(self) -> dict[str, Any]:
        check_outputs(self._targets, self._given.paths("scene"), self._overwrite)
        card = find_encoder(self._given.text("model"))
        with ExitStack() as stack:
            scene = open_job_scene(self._given, self._events, stack)
            inference = load_network(FeatureInference, card, self._given, scene, self._events)
            tokens = token_scene(scene, inference.chip)
            count = tokens.extent.height * tokens.extent.width
            check_outputs(self._targets, scene.files, self._overwrite, count * 4 * 256)
            self._notes += scene.notes  # `open_scene` has told them
            self._tell(inference.selection.notes)
            hashes = stack.enter_context(InputHashes(scene.files))
            facts = self._facts(tokens, inference)
            journal = stack.enter_context(
                open_journal(self._output, inference, self._given, scene, facts, self._events)
            )
            resumed = journal.finished
            self._compute(tokens, inference, journal)
            return self._write(tokens, inference, journal, hashes, resumed)

    def _facts(self, tokens: TokenScene, inference: FeatureInference) -> dict[str, Any]:
        """What the finished strips depend on beside scene and network."""
        extent = tokens.extent
        return {
            "task": "embed",
            "extent": [extent.row, extent.column, extent.height, extent.width],
            "grid": [inference.side, inference.shared],
        }

    def _compute(self, tokens: TokenScene, inference: FeatureInference, journal: Journal) -> None:
        positions = inference.selection.positions

        def keep(strip: Strip) -> dict[str, NDArray[Any]]:
            values = np.clip(strip.values, -LARGEST_HALF, LARGEST_HALF).astype(np.float16)
            return {"features": values, "valid": strip.valid}

        stream(
            tokens.extent,
            inference.side,
            inference.shared,
            int(self._given.integer("batch", 0) or inference.device.batch),
            lambda window: tokens.read(window, positions),
            inference.of_tokens,
            keep,
            self._events,
            journal,
            bounds=tokens.bounds,
            inside=tokens.inside,
            panel=PANEL,
            span=(0.0, STREAMED),
            text=say("Computing features"),
            on_memory_exhausted=inference.leave_device,
        )

    def _write(
        self,
        tokens: TokenScene,
        inference: FeatureInference,
        journal: Journal,
        hashes: InputHashes,
        resumed: int,
    ) -> dict[str, Any]:
        self._events.progress(STREAMED, say("Writing"))
        low, high, valid = _ranges(journal)
        if valid == 0:
            journal.discard()
            raise EngineError(
                "scene.no_valid_pixels",
                say("There is not one valid pixel in the scene."),
                say("Look at nodata value, mask and region."),
            )
        picture = picture_map(_sample(journal, -(-valid // SAMPLE))) if self._pca else None
        with ExitStack() as stack:
            features = stack.enter_context(self._features_output(tokens, inference, low, high))
            outputs = [features]
            if self._pca is not None:
                outputs.append(stack.enter_context(self._picture_output(self._pca, tokens)))
            self._fill(outputs, journal, picture, low, high)
            for output in outputs:
                output.prepare()
            self._events.check_cancelled()
            result = self._result(tokens, inference, len(low), valid)
            card = self._card(tokens, inference, hashes, result, resumed, picture)
            features.attach(self._output.with_suffix(".run.json"), run_card_bytes(card))
            for output in reversed(outputs):
                output.publish()
        journal.discard()
        self._events.progress(1.0, say("Done"))
        return result

    def _picture_output(self, path: Path, tokens: TokenScene) -> CubeOutput:
        return CubeOutput(
            path,
            tokens.grid,
            ("Component 1", "Component 2", "Component 3", "Opacity"),
            dtype="uint8",
            colors=PICTURE,
            overwrite=self._overwrite,
        )

    def _features_output(
        self,
        tokens: TokenScene,
        inference: FeatureInference,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> CubeOutput:
        steps = (high - low) / STEPS
        steps[steps == 0] = 1.0
        eight = self._type == "int8"
        return CubeOutput(
            self._output,
            tokens.grid,
            [f"Feature {number}" for number in range(1, len(low) + 1)],
            dtype="uint8" if eight else "float16",
            nodata=0 if eight else float("nan"),
            scales=steps.tolist() if eight else (),
            offsets=(low - steps).tolist() if eight else (),
            tags={"MODEL": str(inference.card.id), "TOKEN_PIXELS": str(TOKEN)},
            overwrite=self._overwrite,
        )

    def _fill(
        self,
        outputs: list[CubeOutput],
        journal: Journal,
        picture: PictureMap | None,
        low: NDArray[np.float64],
        high: NDArray[np.float64],
    ) -> None:
        steps = (high - low) / STEPS
        steps[steps == 0] = 1.0
        for strip in whole_blocks(journal.strips()):
            self._events.check_cancelled()
            values, valid = strip.arrays["features"], strip.arrays["valid"]
            if self._type == "int8":
                stored = np.zeros(values.shape, np.uint8)
                for number, feature in enumerate(values):  # one at a time: there are hundreds
                    steps_up = np.rint((feature[valid].astype(np.float64) - low[number]) / steps[number])
                    stored[number][valid] = steps_up.astype(np.uint8) + 1
            else:
                stored = np.where(valid, values, np.float16("nan"))
            outputs[0].write(strip.row0, strip.column0, stored)
            if picture is not None:
                outputs[1].write(strip.row0, strip.column0, picture(values, valid))

    def _result(
        self, tokens: TokenScene, inference: FeatureInference, dimensions: int, valid: int
    ) -> dict[str, Any]:
        extent = tokens.extent
        return {
            "task": "embed",
            "output": str(self._output),
            "pca": str(self._pca) if self._pca else None,
            "run_card": str(self._output.with_suffix(".run.json")),
            "model": str(inference.card.id),
            "type": self._type,
            "dimensions": dimensions,
            "size": [extent.width, extent.height],
            "token_pixels": TOKEN,
            "valid_tokens": valid,
            "nodata_tokens": extent.height * extent.width - valid,
            **self._report(inference),
        }

    def _card(
        self,
        tokens: TokenScene,
        inference: FeatureInference,
        hashes: InputHashes,
        result: Mapping[str, Any],
        resumed: int,
        picture: PictureMap | None,
    ) -> dict[str, Any]:
        common = self._run_card(result, tokens.scene, inference, hashes, resumed)
        return {
            **common,
            "windows": {"chip": inference.chip, "overlap": inference.shared * TOKEN},
            "features": {name: result[name] for name in ("dimensions", "size", "token_pixels", "type")},
            "picture": {"variance_explained": picture.explained} if picture else None,
            "valid_share": result["valid_tokens"] / (result["valid_tokens"] + result["nodata_tokens"]),
            "outputs": {name: result[name] for name in ("output", "pca")},
        }


def _ranges(journal: Journal) -> tuple[NDArray[np.float64], NDArray[np.float64], int]:
    """Smallest and largest value (D,) of each feature, and how many tokens are valid."""
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None
    valid = 0
    for strip in journal.strips():
        values = strip.arrays["features"][:, strip.arrays["valid"]].astype(np.float64)
        valid += values.shape[1]
        if values.shape[1] == 0:
            continue
        smallest, largest = values.min(1), values.max(1)
        low = smallest if low is None else np.minimum(low, smallest)
        high = largest if high is None else np.maximum(high, largest)
    if low is None or high is None:
        return np.zeros(0), np.zeros(0), 0
    return low, high, valid


def _sample(journal: Journal, step: int) -> NDArray[np.float32]:
    """Every ``step``-th valid token, (N, D)."""
    parts, seen = [], 0
    for strip in journal.strips():
        values = strip.arrays["features"][:, strip.arrays["valid"]].T
        parts.append(values[-seen % step :: step].astype(np.float32))
        seen += len(values)
    return np.concatenate(parts)
