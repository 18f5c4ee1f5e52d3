"""A network that is trained, and how a chip goes through it."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from torch.nn.modules.batchnorm import _BatchNorm

from models.rasters.bands import SENTINEL2
from models.spectralgpt.compact_change import CompactChange, Statistics
from models.spectralgpt.compact_scenes import scene_logits
from models.spectralgpt.inputs import InputRecipe
from models.training.chips import Batch
from models.training.settings import refuse


@dataclass
class Learner:
    """A network that is trained, with all that its card must say.

    Attributes:
        network: see there.
        architecture: as it stands in the card.
        recipe: bands and scaling; a compact network takes reflectance, and the recipe names its bands.
        compact: whether the network is a compact one.
        chip: side of what it sees.
        fresh: whether all of it is new.
        started: one sentence about where it comes from.
        windows: side and overlap of those that maps are made in; None: as the chip.
        backbone: of a compact change network, the architecture of what both dates go through.
    """

    network: nn.Module
    architecture: dict[str, Any]
    recipe: InputRecipe
    compact: bool
    chip: int
    fresh: bool
    started: str
    windows: tuple[int, int] | None = None
    backbone: dict[str, Any] = field(default_factory=dict)

    @property
    def wavelengths(self) -> list[float]:
        """Centres of the recipe's bands in nanometres, of a compact network."""
        return [SENTINEL2[band].wavelength for band in self.recipe.bands]

    def forward(self, network: nn.Module, batch: Batch, bands: Sequence[int] | None) -> Tensor:
        """Logits of pixels (N, K, H, W), or of whole images (N, K).

        Args:
            network: the learner's own, or its average.
            batch: of chips.
            bands: positions of those that a compact network is given; None gives all.
        """
        if not self.compact:
            out: Tensor = network(*batch.dates)
            return out
        chosen = list(range(batch.dates[0].shape[1])) if bands is None else list(bands)
        wavelengths = [self.wavelengths[k] for k in chosen]
        dates = [date[:, chosen].contiguous(memory_format=torch.channels_last) for date in batch.dates]
        if len(dates) == 2:
            statistics = Statistics(*batch.statistics[:, chosen].unbind(-1))
            change: Tensor = network(*dates, wavelengths, statistics, batch.valid[:, None])
            # Two classes whose probabilities are those of the one logit.
            return torch.cat([torch.zeros_like(change), change], 1)
        hidden = None if bool(batch.valid.all()) else ~batch.valid[:, None]
        if self.architecture.get("scenes"):
            return scene_logits(network, dates[0], wavelengths, hidden)
        logits: Tensor = network(dates[0], wavelengths, hidden)
        return logits

    def freeze(self) -> None:
        """Leave the encoder as it is."""
        if self.fresh:
            refuse("network.freeze needs weights to start from; a new encoder must be trained")
        if isinstance(self.network, CompactChange):
            return  # it was made so
        encoder = self.network.encoder
        assert isinstance(encoder, nn.Module)
        encoder.requires_grad_(False)

    def train(self) -> None:
        """Make the network ready to learn; norms whose weights do not learn keep their statistics too."""
        self.network.train()
        for part in self.network.modules():
            if isinstance(part, _BatchNorm) and not any(p.requires_grad for p in part.parameters()):
                part.eval()

    def groups(self, decay: float, weight_decay: float) -> list[dict[str, Any]]:
        """Parameters for the optimizer, with a "share" of the rate: less for blocks far from the output."""
        if self.compact and decay != 1:
            refuse("network.layer_decay is for spectralgpt")
        depth = self.architecture.get("depth", 0)
        found: dict[tuple[int, bool], list[nn.Parameter]] = {}
        for name, parameter in self.network.named_parameters():
            if parameter.requires_grad:
                found.setdefault((_level(name, depth), parameter.ndim > 1), []).append(parameter)
        return [
            {
                "params": parameters,
                "weight_decay": weight_decay if matrix else 0.0,
                "share": decay ** (depth + 1 - level),
            }
            for (level, matrix), parameters in sorted(found.items(), key=lambda entry: entry[0])
        ]


def _level(name: str, depth: int) -> int:
    parts = name.split(".")
    if parts[0] != "encoder" or parts[1] == "norm" or not depth:
        return depth + 1
    return int(parts[2]) + 1 if parts[1] == "blocks" else 0
