"""A network on a device, as streaming calls it: arrays in, arrays out, and a way out of full memory."""

import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.catalog import OFFICIAL
from models.devices import Device, choose_device, processor_threads
from models.errors import EngineError
from models.events import Events
from models.sentences import say
from models.spectralgpt.input_options import AS_ON_CARD, InputOptions

if TYPE_CHECKING:
    from models.catalog import Card
    from models.class_schemes import ClassScheme
    from models.rasters.bands import Band

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

_speeds: dict[tuple[str, str, int], float] = {}
_speeds_lock = threading.Lock()
_loaded: dict[tuple[str, str], Any] = {}
_loaded_lock = threading.Lock()


class SegmentationInference:
    """Class probabilities of chips.

    Args:
        card: of the model.
        device: where it shall run.
        bands: of the scene; those that the model takes are chosen by wavelength.
        events: told when the device has to be left.
        options: what the user says about the input of an official network.

    Raises:
        EngineError: ``model.no_input_options``, or as `catalog.load_segmentation` and the model's choice of
            bands.
    """

    def __init__(
        self,
        card: "Card",
        device: Device,
        bands: "Sequence[Band]",
        events: Events,
        options: InputOptions = AS_ON_CARD,
    ) -> None:
        if options != AS_ON_CARD and not str(card.architecture.get("name", "")).startswith(OFFICIAL):
            raise EngineError(
                "model.no_input_options",
                say("{model} reads a scene's bands as they are, in chips of its own size.", model=card.id),
                say(
                    "Leave out response table, chip size and spectral groups, or choose an official network."
                ),
            )
        self.card, self.device = card, device
        self._events, self._options = events, options
        self._model = _load(card, device)
        self._pool = _workers(device)
        self.selection = self._select(bands)

    def _select(self, bands: "Sequence[Band]") -> Any:
        if self._options == AS_ON_CARD:
            return self._model.select_bands(bands)
        return self._model.select_bands(bands, self._options)

    @property
    def chip(self) -> int:
        """Side of the square that the model sees."""
        return int(self._options.chip or self._model.chip)

    @property
    def overlap(self) -> int:
        """Pixels that neighbouring chips share."""
        if self._options.chip is None:
            return int(self._model.overlap)
        return int(self._model.overlap) * self._options.chip // int(self._model.chip)

    @property
    def precision(self) -> str:
        """What the network computes in: "bfloat16" or "float32"."""
        return str(getattr(self._model, "precision", "float32"))

    @property
    def scheme(self) -> "ClassScheme":
        """What the model's outputs mean."""
        scheme: ClassScheme = self._model.scheme
        return scheme

    def __call__(self, chips: FloatArray, valid: BoolArray) -> FloatArray:
        """Probabilities (N, K, H, W) of chips (N, B, H, W) with validity (N, H, W).

        On a processor each chip is computed alone, by one of several threads: they need not wait for each
        other within a layer, which on a busy computer costs several times the work itself, and the numbers
        do not depend on the batch.
        """
        started = time.perf_counter()
        if self._pool is None:
            values = self._infer(chips, valid)
        else:
            parts = self._pool.map(self._infer, np.split(chips, len(chips)), np.split(valid, len(chips)))
            values = np.concatenate(list(parts))
        self._note_speed(len(chips), time.perf_counter() - started)
        return values

    def _infer(self, chips: FloatArray, valid: BoolArray) -> FloatArray:
        import torch

        with torch.inference_mode():
            result = self._model.probabilities(
                torch.from_numpy(chips).to(self.device.id),
                torch.from_numpy(valid).to(self.device.id),
                self.selection,
            )
            values: FloatArray = result.float().cpu().numpy()
        return values

    def leave_device(self) -> bool:
        """Go on with the processor, once, because the device's memory does not suffice."""
        if self.device.kind == "cpu":
            return False
        self._events.message(
            say(
                "{name} has too little memory for this model; going on with the processor.",
                name=self.device.name,
            ),
            "warning",
            "engine.left_device",
        )
        import torch

        left, self.device = self.device, choose_device("cpu")
        self._model = _load(self.card, self.device)
        self._pool = _workers(self.device)
        if left.kind == "cuda":
            torch.cuda.empty_cache()
        return True

    def seconds_per_chip(self) -> float:
        """How long the device takes for a chip: as last seen, else measured on a few empty ones."""
        known = _speeds.get(self._key)
        if known is None:
            bands = len(self.selection.positions)
            side = self.chip
            chips = np.zeros((max(2, self.device.workers), bands, side, side), np.float32)
            valid = np.ones((len(chips), side, side), np.bool_)
            self(chips, valid)  # the first pass also loads kernels
            with _speeds_lock:
                _speeds.pop(self._key, None)
            self(chips, valid)
            known = _speeds[self._key]
        return known

    @property
    def _key(self) -> tuple[str, str, int]:
        kind = f"{self.card.id}, {self.chip} pixels, {self._options.spectral_groups}"
        return kind, self.device.id, len(self.selection.positions)

    def _note_speed(self, chips: int, seconds: float) -> None:
        with _speeds_lock:
            known = _speeds.get(self._key)
            latest = seconds / chips
            _speeds[self._key] = latest if known is None else 0.8 * known + 0.2 * latest


def _load(card: "Card", device: Device) -> Any:
    """The model, kept for the next call: a dialog asks for an estimate at every change."""
    from models import catalog

    key = f"{model_facts(card)}", device.id
    with _loaded_lock:
        if key not in _loaded:
            _loaded.clear()
            if card.task == "pretraining":
                from models.spectralgpt.pretraining_model import load_pretraining

                _loaded[key] = load_pretraining(card, device.id)
            elif card.task == "change":
                _loaded[key] = catalog.load_change(card, device.id)
            elif card.task == "classification":
                from models.scenes.model import load_scene_model

                _loaded[key] = load_scene_model(card, device.id)
            else:
                _loaded[key] = catalog.load_segmentation(card, device.id)
        return _loaded[key]


@cache
def _workers(device: Device) -> ThreadPoolExecutor | None:
    """Threads that compute windows on the processor, shared by all networks; None for other devices."""
    if device.workers == 0:
        return None
    import torch

    each = max(1, processor_threads() // device.workers)
    return ThreadPoolExecutor(
        device.workers, "inference", initializer=torch.set_num_threads, initargs=(each,)
    )


def model_facts(card: Any) -> dict[str, Any]:
    """What a run card says about the model."""
    names = ("id", "sha256", "version", "licence", "license", "scheme")
    facts = {name: getattr(card, name) for name in names if getattr(card, name, None) is not None}
    calibration = getattr(card, "calibration", None)
    return facts if calibration is None else {**facts, "calibration": calibration.document()}
