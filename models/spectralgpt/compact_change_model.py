"""The change head as a model of the catalogue: two scenes' bands in, probability of change out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Tensor

from models.catalog import BandSelection, Card, find_card, select_bands, verified_weights
from models.change.matching import match_bands
from models.change.pairs import no_valid_pixels
from models.errors import EngineError
from models.rasters.bands import Band
from models.sentences import say
from models.spectralgpt.compact import fold_norms
from models.spectralgpt.compact_change import (
    ChangeHead,
    ChangeHeadConfig,
    CompactChange,
    Statistics,
    rooted,
    scene_statistics,
)
from models.spectralgpt.compact_model import compact_network, learnt_on, probe
from models.spectralgpt.precision import autocast, autocast_fits

MOST_SAMPLED = 1 << 20
"""Pixels that statistics are taken from at most."""


@dataclass(frozen=True)
class DateSelection:
    """What the network reads of one date.

    Attributes:
        positions: indices into the scene's bands.
    """

    positions: list[int]


@dataclass(frozen=True)
class CompactPairSelection:
    """What the network reads of both dates, and what the scene's bands differ by.

    Attributes:
        before, after: of each date's own bands; they pair off.
        places: of these pairs among all that `match_bands` finds.
        wavelengths: centres of the pairs in nanometres.
        notes: what the user should know, one sentence each.
        centre, scale, spread: see `compact_change.Statistics`, one number a band, and two for the spread.
    """

    before: DateSelection
    after: DateSelection
    places: list[int]
    wavelengths: list[float]
    notes: list[str]
    centre: tuple[float, ...]
    scale: tuple[float, ...]
    spread: tuple[float, ...]

    @property
    def positions(self) -> list[int]:
        """Indices into the first date's bands, then into the second's."""
        return [*self.before.positions, *self.after.positions]

    def with_statistics(self, samples: Sequence[tuple[Tensor, Tensor]]) -> "CompactPairSelection":
        """Take the statistics from a sample of the scene.

        Args:
            samples: valid pixels (B, P) of both dates, the bands in the order of the selection.

        Raises:
            EngineError: ``scene.no_valid_pixels``.
        """
        if not any(first.shape[1] for first, _ in samples):
            raise no_valid_pixels()
        first, second = (rooted(torch.cat([sample[date] for sample in samples], 1)) for date in (0, 1))
        step = -(-first.shape[1] // MOST_SAMPLED)
        centre, scale, spread = (v[0].tolist() for v in scene_statistics(first[:, ::step], second[:, ::step]))
        return replace(self, centre=tuple(centre), scale=tuple(scale), spread=tuple(spread))

    def facts(self) -> dict[str, Any]:
        """The statistics, for run card and journal."""
        return {
            "wavelengths": self.wavelengths,
            "centre": list(self.centre),
            "scale": list(self.scale),
            "spread": list(self.spread),
        }


class CompactChangeModel:
    """A compact network and its change head on their device.

    Attributes:
        card, chip, overlap: from the card.
        network: of both dates.
    """

    def __init__(self, card: Card, network: CompactChange, device: str, bf16: bool) -> None:
        self.card, self.chip, self.overlap = card, card.chip, card.overlap
        self.network, self._device, self._bf16 = network, device, bf16

    @property
    def precision(self) -> str:
        """What it computes in: "bfloat16" (under autocast) or "float32"."""
        return "bfloat16" if self._bf16 else "float32"

    def select_pair(self, before: Sequence[Band], after: Sequence[Band]) -> CompactPairSelection:
        """Choose the bands that both dates have and the model knows.

        Raises:
            EngineError: ``change.too_few_bands`` or ``scene.too_few_bands``.
        """
        pairs = match_bands(before, after)
        chosen: BandSelection = select_bands(self.card, [before[pair.before] for pair in pairs])
        kept = [pairs[position] for position in chosen.positions]
        return CompactPairSelection(
            DateSelection([pair.before for pair in kept]),
            DateSelection([pair.after for pair in kept]),
            chosen.positions,
            chosen.wavelengths,
            chosen.notes,
            (0.0,) * len(kept),
            (1.0,) * len(kept),
            (1.0,) * 2 * len(kept),
        )

    def probabilities(self, chips: Tensor, valid: Tensor, selection: CompactPairSelection) -> Tensor:
        """Probability of change (N, 1, H, W) float32.

        Args:
            chips: (N, 2 B, H, W) reflectance, the first date's bands first; H and W multiples of 8.
            valid: (N, H, W) bool, valid at both dates.
            selection: what the bands are, with the scene's statistics.
        """
        before, after = chips.chunk(2, 1)
        statistics = Statistics(
            *(
                torch.tensor([row], device=chips.device)
                for row in (selection.centre, selection.scale, selection.spread)
            )
        )
        with autocast(self._device, self._bf16):
            probabilities: Tensor = self.network.probabilities(
                before, after, selection.wavelengths, statistics, valid[:, None]
            )
        return probabilities.float()


def change_network(card: Card, state: Mapping[str, Tensor]) -> CompactChange:
    """The network and head that a card describes, in float32 on the CPU.

    The network is that of another card, which this one names, or stands in this one and its weights.

    Raises:
        EngineError: ``model.unknown``, ``model.missing`` or ``model.damaged``.
    """
    settings = {k: int(v) for k, v in card.architecture.items() if k not in ("name", "backbone")}
    network: Any = None
    try:
        own, inner = _part(state, "network."), card.document.get("network")
        if settings.get("features") and isinstance(inner, dict):
            network = compact_network(replace(card, architecture=inner), own)
        elif settings.get("features"):
            backbone = find_card(str(card.architecture.get("backbone")), "segmentation")
            if not own and not learnt_on(card, backbone):
                raise RuntimeError("it was trained on other weights of the network")
            network = compact_network(backbone, own or verified_weights(backbone))
        head = ChangeHead(ChangeHeadConfig(**settings))
        head.load_state_dict(_part(state, "head."))
    except (RuntimeError, TypeError) as error:
        raise EngineError(
            "model.damaged",
            say("The weights of {id} do not fit their card.", id=card.id),
            say("Install the plugin again."),
        ) from error
    return CompactChange(network, head)


def load_compact_change(
    card: Card, state: Mapping[str, Tensor], device: str, bf16: bool
) -> CompactChangeModel:
    """Build the model that a card describes.

    Args:
        card, state: of the model.
        device: torch's name of where it shall be.
        bf16: whether to compute in bfloat16, if that changes no more than rounding does.

    Raises:
        EngineError: as `change_network`.
    """
    network = change_network(card, state).eval().to(device)
    fold_norms(network)
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    wavelengths, image = probe(card, device)
    same = torch.zeros(1, len(wavelengths), device=device)
    statistics = Statistics(same, torch.full_like(same, 0.1))

    def answer() -> Tensor:
        scores: Tensor = network(image, image.flip(-1), wavelengths, statistics)
        return scores

    return CompactChangeModel(card, network, device, bf16 and autocast_fits(answer, device))


def _part(state: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {
        name.removeprefix(prefix): value.float() for name, value in state.items() if name.startswith(prefix)
    }
