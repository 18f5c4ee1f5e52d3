"""Change by a trained network: the probability that a pixel has changed, as evidence from 0 to 100."""

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from models.change.both_dates import stream_both
from models.change.pairs import sample_pairs
from models.change.scenes import ScenePair
from models.devices import Device
from models.events import Events
from models.inference import SegmentationInference
from models.rasters.journal import Journal
from models.rasters.streaming import Strip
from models.scene_scaling import input_facts, scaled
from models.sentences import say
from models.spectralgpt.input_options import AS_ON_CARD, InputOptions

if TYPE_CHECKING:
    from models.catalog import Card
    from models.rasters.bands import Band

METHOD = "spectralgpt"
THRESHOLD = "50"
"""Where change becomes likelier than no change, which is how the network was trained to decide."""
NODATA = 255

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]


class ChangeInference(SegmentationInference):
    """Probability of change of chips with the bands of both dates on top of each other.

    Args:
        card: of a model for change.
        device: where it shall run.
        before, after: the bands of each date.
        events: told when the device has to be left.
        options: as of `SegmentationInference`.

    Raises:
        EngineError: as `catalog.load_change` and the model's choice of bands.
    """

    def __init__(
        self,
        card: "Card",
        device: Device,
        before: "Sequence[Band]",
        after: "Sequence[Band]",
        events: Events,
        options: InputOptions = AS_ON_CARD,
    ) -> None:
        self._after = after
        super().__init__(card, device, before, events, options)

    def scale(self, scaling: str | None, pair: ScenePair, events: Events) -> None:
        """Scale each date's bands as the user wants, see `models.scene_scaling.scaled`."""
        chosen = self.selection
        if _holds_against_scene(chosen):
            scaled(chosen, scaling, pair.before, events)  # refuses any
            return
        self.selection = replace(
            chosen,
            before=scaled(chosen.before, scaling, pair.before, events),
            after=scaled(chosen.after, scaling, pair.after, events),
        )

    def compare(self, pair: ScenePair, events: Events) -> None:
        """Take the statistics of a network that holds differences against the scene's own.

        Raises:
            EngineError: ``scene.no_valid_pixels``.
            Cancelled: the user asked to stop.
        """
        if not _holds_against_scene(self.selection):
            return
        import torch

        events.progress(0.0, say("Sampling both dates"))
        sampled = sample_pairs(pair.reader(self.selection.places), pair.extent, 0, events)
        samples = [(part.inner(part.before, 0), part.inner(part.after, 0)) for part in sampled]
        self.selection = self.selection.with_statistics(
            [(torch.from_numpy(first), torch.from_numpy(second)) for first, second in samples]
        )

    def facts(self) -> dict[str, Any]:
        """What a run card and a journal say about the input."""
        chosen = self.selection
        facts: dict[str, Any] = chosen.facts() if _holds_against_scene(chosen) else input_facts(chosen.before)
        return facts

    def _select(self, bands: "Sequence[Band]") -> Any:
        if self._options == AS_ON_CARD:
            return self._model.select_pair(bands, self._after)
        return self._model.select_pair(bands, self._after, self._options)


def _holds_against_scene(selection: Any) -> bool:
    from models.spectralgpt.compact_change_model import CompactPairSelection

    return isinstance(selection, CompactPairSelection)


def map_probability(
    pair: ScenePair,
    inference: ChangeInference,
    batch: int,
    journal: Journal,
    events: Events,
    span: tuple[float, float],
) -> None:
    """Keep the probability of change in percent in the journal, as strips of an array "evidence"."""

    def keep(strip: Strip) -> dict[str, NDArray[np.uint8]]:
        percent = np.rint(np.clip(strip.values[0], 0, 1) * 100).astype(np.uint8)
        percent[~strip.valid] = NODATA
        return {"evidence": percent}

    chosen = inference.selection
    positions = chosen.before.positions, chosen.after.positions
    text = say("Comparing the dates")
    stream_both(pair, positions, inference, batch, keep, journal, events, span, text)
