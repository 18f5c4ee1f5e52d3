"""General evidence, refined by a network that learns from the scene itself what its changes look like.

1. The general evidence ranks the pixels of a sample. The upper three tenths are taken for changed, the others
   for unchanged: labels that are often wrong, but more often right.
2. A logistic regression learns them from the features that the frozen land-cover network has of both dates.
   It finds what the clear changes have in common; the labels' noise it cannot follow.
3. A pixel's energy is multiplied by a small power of the odds that the regression gives: a factor of two or
   less as a rule, so that a strong change is never lost. Then the energies of the sample are given out again
   in the new order, so that thresholds mean what they mean without a network.

Self-training on a pre-classification, as in Gong et al., "Change Detection in Synthetic Aperture Radar Images
Based on Deep Neural Networks", IEEE TNNLS 2016, with a pretrained network in place of one for each scene.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.change.both_dates import stream_both
from models.change.evidence import NODATA, Evidence, to_evidence
from models.change.pairs import SAMPLES_ALONG_A_SIDE, Pair, grown, no_valid_pixels, sample_pairs
from models.change.scenes import ScenePair
from models.devices import Device
from models.errors import EngineError
from models.events import Events
from models.inference import SegmentationInference
from models.rasters.batches import Ladder
from models.rasters.journal import Journal
from models.rasters.sampling import sample_windows
from models.rasters.streaming import Strip
from models.rasters.windows import Window
from models.sentences import say

if TYPE_CHECKING:
    from torch import Tensor

    from models.catalog import Card
    from models.rasters.bands import Band

METHOD = "refined"

SAMPLE_PIXELS = 100_000
"""From which a scene's changes are learnt; the network sees several times as many, for their surroundings."""

CONTEXT = 32
"""Pixels around a sampled window that the network sees too."""

_CHANGED = 0.3
_POWER = 0.1
_MOST_LOG_ODDS = 10.0
_FITTED_PIXELS = 40_000
_KNOTS = 20_000
_RIDGE = 2.5e-3
_MOST_NEWTON_STEPS = 20
_PIECE = 1024
_GRID = 16

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]


class PairSelection(NamedTuple):
    """What the network reads of both dates: one and the same bands.

    Attributes:
        places: of them among the bands that both scenes have.
        before, after: indices into each scene's own bands.
        wavelengths: their centres in nanometres.
    """

    places: list[int]
    before: list[int]
    after: list[int]
    wavelengths: list[float]

    @property
    def positions(self) -> list[int]:
        """As a chip holds them: the first date's bands, then the second's."""
        return [*self.before, *self.after]


@dataclass(frozen=True)
class Refinement:
    """What was learnt from a scene.

    Attributes:
        weights, bias: of the regression on the features of both dates and their difference (3C,); it gives
            logarithmic odds, 0 for the scene's median pixel.
        raised, energies: of the sample, sorted: energies times the power of the odds, and energies.
    """

    weights: FloatArray
    bias: float
    raised: FloatArray
    energies: FloatArray

    def __call__(self, energy: FloatArray, score: FloatArray) -> FloatArray:
        """The refined energy of pixels, from their energy and what the regression gives; any shape."""
        raised = _raised(energy, score)
        refined = np.interp(raised, self.raised, self.energies)
        # What is rarer than the sample knows must not be cut off.
        beyond = self.energies[-1] / max(self.raised[-1], np.float32(1e-9))
        result: FloatArray = np.where(raised > self.raised[-1], raised * beyond, refined).astype(np.float32)
        return result


def fit_refinement(features: FloatArray, energy: FloatArray) -> Refinement:
    """Learn from a sample.

    Args:
        features: (P, 3C) of both dates and their difference, see `joined`.
        energy: (P,) of the general evidence, in units of the typical one.
    """
    chosen = np.random.default_rng(0).permutation(len(energy))[:_FITTED_PIXELS]
    changed = energy[chosen] > np.quantile(energy[chosen], 1 - _CHANGED)
    sample = features[chosen].astype(np.float64)
    centre, scale = sample.mean(0), sample.std(0) + 1e-6
    weights = (_logistic((sample - centre) / scale, changed) / scale).astype(np.float32)
    score = features @ weights
    bias = -float(np.median(score))
    raised = _raised(energy, score + np.float32(bias))
    return Refinement(weights, bias, _knots(raised), _knots(energy))


def joined(first: "Tensor", second: "Tensor") -> "Tensor":
    """What the regression looks at: features (N, C, H, W) of both dates and how much they differ."""
    import torch

    return torch.cat([first, second, (first - second).abs()], 1)


class RefinedInference(SegmentationInference):
    """What the regression gives for chips with the bands of both dates on top of each other.

    Until `learn` has been called, the features of both dates instead.

    Args:
        card: of the land-cover network whose features are looked at.
        device: where it shall run.
        pair: both dates.
        events: told when the device has to be left.

    Raises:
        EngineError: ``change.no_features``, or as `catalog.load_segmentation` and the choice of bands.
    """

    def __init__(self, card: "Card", device: Device, pair: ScenePair, events: Events) -> None:
        self._pair = pair
        self._refinement: Refinement | None = None
        super().__init__(card, device, [pair.before.bands[band.before] for band in pair.bands], events)

    @property
    def refinement(self) -> Refinement:
        """What was learnt."""
        if self._refinement is None:
            raise RuntimeError("nothing was learnt yet")
        return self._refinement

    def learn(
        self, evidence: Evidence, places: Sequence[int], batch: int, events: Events, span: tuple[float, float]
    ) -> None:
        """Learn from a sample of the scene what its changes look like.

        Args:
            evidence: the general one, with the scene's statistics.
            places: of the bands that it reads among those that both scenes have.
            batch: windows that the network gets at once.
            events: told the progress.
            span: the part of the whole job's progress that this takes.

        Raises:
            EngineError: ``scene.no_valid_pixels``.
            Cancelled: the user asked to stop.
        """
        margin = max(CONTEXT, evidence.margin)
        read = self._pair.reader(range(len(self._pair.bands)))
        pairs = sample_pairs(read, self._pair.extent, margin, events, SAMPLE_PIXELS)
        self._refinement = None
        ladder = Ladder(self, max(1, batch), events, self.leave_device)
        features: list[FloatArray] = []
        energies: list[FloatArray] = []
        for _, group in groupby(pairs, lambda pair: pair.valid.shape):
            waiting = list(group)
            while waiting:
                share = len(energies) / len(pairs)
                events.progress(span[0] + (span[1] - span[0]) * share, say("Learning what changed"))
                chips = [self._chip_of(pair) for pair in waiting[: max(1, batch)]]
                found = ladder.run([chip for chip, _ in chips], [valid for _, valid in chips])
                for sampled, seen in zip(waiting, found, strict=False):
                    height, width = sampled.valid.shape
                    features.append(sampled.inner(seen[:, :height, :width], margin))
                    compared = Pair(sampled.before[places], sampled.after[places], sampled.valid)
                    energies.append(sampled.inner(evidence.smoothed_energy(compared), margin))
                waiting = waiting[len(found) :]
        if not any(energy.size for energy in energies):
            raise no_valid_pixels()
        self._refinement = fit_refinement(np.concatenate(features, 1).T, np.concatenate(energies))

    def chips_to_learn(self) -> float:
        """How many chips have as many pixels as the windows that are learnt from, with their surroundings."""
        extent = self._pair.extent
        windows = sample_windows(extent, SAMPLE_PIXELS, SAMPLES_ALONG_A_SIDE[0])
        pixels = sum((w.height + 2 * CONTEXT) * (w.width + 2 * CONTEXT) for w in windows)
        return pixels / self.chip**2

    def facts(self) -> dict[str, Any]:
        """What a run card and a journal say about the input."""
        return {"wavelengths": self.selection.wavelengths}

    def _select(self, bands: "Sequence[Band]") -> PairSelection:
        from models.spectralgpt.compact_model import CompactSegmentation

        if not isinstance(self._model, CompactSegmentation):
            raise EngineError(
                "change.no_features",
                say("{model} gives no features of pixels to learn from.", model=self.card.id),
                say("Leave the model out, or choose one that comes with the plugin."),
            )
        chosen = self._model.select_bands(bands)
        pairs = [self._pair.bands[place] for place in chosen.positions]
        return PairSelection(
            chosen.positions,
            [pair.before for pair in pairs],
            [pair.after for pair in pairs],
            chosen.wavelengths,
        )

    def _chip_of(self, pair: Pair) -> tuple[FloatArray, BoolArray]:
        """Both dates on top of each other, with invalid pixels up to a size that the network takes."""
        places = self.selection.places
        height, width = pair.valid.shape
        more = ((0, -height % _GRID), (0, -width % _GRID))
        chip = np.concatenate([pair.before[places], pair.after[places]])
        return np.pad(chip, ((0, 0), *more)), np.pad(pair.valid, more)

    def _infer(self, chips: FloatArray, valid: BoolArray) -> FloatArray:
        import torch

        device, wavelengths = self.device.id, self.selection.wavelengths
        with torch.inference_mode():
            there = torch.from_numpy(valid).to(device)
            first, second = (
                self._model.pixel_features(date, there, wavelengths)
                for date in torch.from_numpy(chips).to(device).chunk(2, 1)
            )
            result = joined(first, second)
            if self._refinement is not None:
                weights = torch.from_numpy(self._refinement.weights).to(device)
                result = torch.einsum("nchw,c->nhw", result, weights)[:, None] + self._refinement.bias
            values: FloatArray = result.cpu().numpy()
        return values


def map_refined(
    pair: ScenePair,
    inference: RefinedInference,
    evidence: Evidence,
    places: Sequence[int],
    batch: int,
    journal: Journal,
    events: Events,
    span: tuple[float, float],
) -> None:
    """Keep the refined evidence in the journal, as strips of an array "evidence".

    Args:
        pair: both dates.
        inference: that has learnt from them.
        evidence: the general one.
        places: of the bands that it reads among those that both scenes have.
        batch: windows for one call of the network.
        journal: gets the strips.
        events: told the progress.
        span: the part of the whole job's progress that this takes.

    Raises:
        Cancelled: the user asked to stop.
        EngineError: as `streaming.stream`.
    """
    chosen, refinement = inference.selection, inference.refinement
    compared = pair.reader(places)

    def keep(strip: Strip) -> dict[str, NDArray[np.uint8]]:
        score = strip.values[0]
        pieces = []
        for column in range(0, score.shape[1], _PIECE):
            part = score[:, column : column + _PIECE]
            row0, column0 = pair.extent.row + strip.row0, pair.extent.column + strip.column0 + column
            window = Window(row0, column0, *part.shape)
            energy = evidence.smoothed_energy(compared(grown(window, evidence.margin)))
            inner = slice(evidence.margin, -evidence.margin)
            pieces.append(to_evidence(refinement(energy[inner, inner], part)))
        found = np.concatenate(pieces, 1)
        found[~strip.valid] = NODATA
        return {"evidence": found}

    positions, text = (chosen.before, chosen.after), say("Comparing the dates")
    stream_both(pair, positions, inference, batch, keep, journal, events, span, text)


def _raised(energy: FloatArray, score: FloatArray) -> FloatArray:
    odds = np.clip(score, -_MOST_LOG_ODDS, _MOST_LOG_ODDS)
    raised: FloatArray = energy * np.exp(np.float32(_POWER) * odds)
    return raised


def _knots(values: FloatArray) -> FloatArray:
    """Sorted values, thinned evenly, both ends kept."""
    ordered = np.sort(values)
    places = np.linspace(0, len(ordered) - 1, min(len(ordered), _KNOTS)).round().astype(int)
    knots: FloatArray = ordered[places]
    return knots


def _logistic(x: NDArray[np.float64], y: BoolArray) -> NDArray[np.float64]:
    """Weights (F,) of a ridge-penalised logistic regression, by Newton's method.

    Args:
        x: (P, F) standardised.
        y: (P,); where all are alike nothing is learnt.
    """
    if y.all() or not y.any():
        return np.zeros(x.shape[1])
    x = np.concatenate([x, np.ones((len(x), 1))], 1)
    ridge = np.full(x.shape[1], _RIDGE)
    ridge[-1] = 0.0
    weights = np.zeros(x.shape[1])
    for _ in range(_MOST_NEWTON_STEPS):
        likely = 1 / (1 + np.exp(-np.clip(x @ weights, -30, 30)))
        slope = x.T @ (likely - y) / len(y) + ridge * weights
        curvature = (x * (likely * (1 - likely))[:, None]).T @ x / len(y) + np.diag(ridge)
        step = np.linalg.solve(curvature, slope)
        weights -= step
        if np.abs(step).max() < 1e-4:
            break
    return weights[:-1]
