"""Scene labels: EuroSAT's ten classes from RGB images, and passed on to chips with all bands.

EuroSAT's labelled images have three bands. A slowly moving copy of the network names scenes of unlabelled
chips from their visible bands alone; the network learns to say the same from any of their bands (after
knowledge distillation, Hinton et al. 2015, with the mean teacher of Tarvainen and Valpola, NeurIPS 2017).
"""

from collections.abc import Mapping

import torch
import torch.nn.functional as F
from torch import Tensor

from models.rasters.bands import SENTINEL2
from models.spectralgpt.compact_local import LocalSpectralGPT
from models.training import augment
from models.training.optimization import autocast
from models.training.packing import BANDS

RGB = ("B04", "B03", "B02")
SIDE = 64
TEACHER_STEPS = 200
"""The teacher takes over the moving average of the weights this often."""


class SceneLabels:
    """Losses of the scene head.

    Args:
        images: (N, 3, 64, 64) uint8, companded, in the order of `RGB`.
        scenes: (N,) class of each image.
        chips: (M, 11, 64, 64) uint8, companded, in the order of `BANDS`, without labels.
        batch: chips in a step.
    """

    def __init__(self, images: Tensor, scenes: Tensor, chips: Tensor, batch: int) -> None:
        self._images, self._scenes, self._chips, self._batch = images, scenes, chips, batch
        self._teacher: LocalSpectralGPT | None = None
        self._generator = torch.Generator().manual_seed(3)

    def supervised(self, model: LocalSpectralGPT) -> Tensor:
        """Cross-entropy on the labelled images."""
        index = torch.randint(len(self._images), (self._batch,), device=self._images.device)
        x = self._crops(self._images, index)
        x = self._radiometry(x, RGB, 0.2)
        with autocast(x.device):
            logits = model.classify(x, [SENTINEL2[b].wavelength for b in RGB])[0]
        return F.cross_entropy(logits.float(), self._scenes[index], label_smoothing=0.05)

    def distilled(self, model: LocalSpectralGPT, step: int, average: Mapping[str, Tensor]) -> Tensor:
        """Agreement, on chips with all bands, with what the teacher says of their visible bands."""
        if self._teacher is None:
            self._teacher = LocalSpectralGPT(model.config).to(self._chips.device).requires_grad_(False)
            self._teacher.load_state_dict(average)
        elif step % TEACHER_STEPS == 0:
            self._teacher.load_state_dict(average)
        index = torch.randint(len(self._chips), (self._batch,), device=self._chips.device)
        x = self._crops(self._chips, index)
        visible = [BANDS.index(b) for b in RGB]
        with torch.no_grad(), autocast(x.device):
            truth = self._teacher.classify(x[:, visible], [SENTINEL2[b].wavelength for b in RGB])[0]
        x = self._radiometry(x, BANDS, 0.5)
        chosen = augment.random_bands(len(BANDS), 3, self._generator, 0.7)
        with autocast(x.device):
            logits = model.classify(x[:, chosen], [SENTINEL2[BANDS[b]].wavelength for b in chosen])[0]
        return F.cross_entropy(logits.float(), truth.float().softmax(1))

    @staticmethod
    def _crops(images: Tensor, index: Tensor) -> Tensor:
        blank = torch.zeros(len(images), 1, 1, dtype=torch.int32, device=images.device).expand(-1, SIDE, SIDE)
        return augment.crop(images, blank, index, SIDE, (0.75, 1.0))[0]

    @staticmethod
    def _radiometry(x: Tensor, bands: tuple[str, ...], haze: float) -> Tensor:
        wavelengths = torch.tensor([SENTINEL2[b].wavelength for b in bands], device=x.device)
        return augment.radiometry(x, wavelengths, haze)
