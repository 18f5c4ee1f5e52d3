"""Scene labels: EuroSAT's ten classes from RGB images, and passed on to chips with all bands.

EuroSAT's labelled images have three bands. A slowly moving copy of the network names scenes of unlabelled
chips from their visible bands alone; the network learns to say the same from any of their bands (after
knowledge distillation, Hinton et al. 2015, with the mean teacher of Tarvainen and Valpola, NeurIPS 2017).
"""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from models.spectralgpt.compact_local import LocalSpectralGPT
from models.training import augment
from models.training.optimization import autocast
from models.training.packing import BANDS
from models.training.sources import RGB, wavelengths_of

SIDE = 64
TEACHER_STEPS = 200
"""The teacher takes over the moving average of the weights this often."""


class SceneLabels:
    """Losses of the scene head.

    Args:
        model: that learns.
        images: (N, 3, 64, 64) uint8, companded, in the order of `RGB`.
        scenes: (N,) class of each image.
        chips: (M, 11, 64, 64) uint8, companded, in the order of `BANDS`, without labels.
        batch: chips in a step.
    """

    def __init__(
        self, model: LocalSpectralGPT, images: Tensor, scenes: Tensor, chips: Tensor, batch: int
    ) -> None:
        self._model, self._batch = model, batch
        self._images, self._scenes, self._chips = images, scenes, chips
        self._teacher = LocalSpectralGPT(model.config).to(chips.device).requires_grad_(False)
        self._visible = torch.tensor([BANDS.index(b) for b in RGB], device=chips.device)

    def follow(self, step: int, average: Mapping[str, Tensor]) -> None:
        """Let the teacher take over the moving average, now and then."""
        if step % TEACHER_STEPS == 0:
            self._teacher.load_state_dict(average)

    def supervised(self) -> Tensor:
        """Cross-entropy on the labelled images."""
        index = torch.randint(len(self._images), (self._batch,), device=self._images.device)
        x = self._radiometry(self._crops(self._images, index), RGB, 0.2)
        with autocast(x.device):
            logits = self._model.classify(x, wavelengths_of(RGB))[0]
        return F.cross_entropy(logits.float(), self._scenes[index], label_smoothing=0.05)

    def distilled(self) -> Tensor:
        """Agreement, on chips with all bands, with what the teacher says of their visible bands."""
        index = torch.randint(len(self._chips), (self._batch,), device=self._chips.device)
        x = self._crops(self._chips, index)
        with torch.no_grad(), autocast(x.device):
            truth = self._teacher.classify(x[:, self._visible], wavelengths_of(RGB))[0]
        x = self._radiometry(x, BANDS, 0.5)
        given = augment.some_bands(len(BANDS), 3, 0.7, x.device)
        with autocast(x.device):
            logits = self._model.classify(x, wavelengths_of(BANDS), given=given)[0]
        return F.cross_entropy(logits.float(), truth.float().softmax(1))

    @staticmethod
    def _crops(images: Tensor, index: Tensor) -> Tensor:
        blank = torch.zeros(len(images), 1, 1, dtype=torch.int32, device=images.device).expand(-1, SIDE, SIDE)
        return augment.crop(images, blank, index, SIDE, (0.75, 1.0))[0]

    @staticmethod
    def _radiometry(x: Tensor, bands: tuple[str, ...], haze: float) -> Tensor:
        return augment.radiometry(x, wavelengths_of(bands), haze)
