"""By task: the loss of a batch, and the scores of a part that is kept apart."""

from collections.abc import Callable, Iterable
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.training.augment import cutmix, some_bands
from models.training.chips import Batch
from models.training.learner import Learner
from models.training.metrics import count_pairs, of_change, of_confusion, of_several_labels
from models.training.pretraining import Pretraining
from models.training.settings import Settings

FEWEST_BANDS = 3
SMOOTHING = 0.1
SCORE = {"segmentation": "mean_iou", "change": "f1", "pretraining": "loss"}
"""What decides which weights are the best; for the loss the smaller is the better."""


def score_name(task: str, multiple: bool) -> str:
    """The score that decides."""
    return SCORE.get(task) or ("map" if multiple else "overall_accuracy")


class Objective:
    """What a run learns.

    Args:
        settings: of the run.
        learner: its network.
        counts: (K,) labels by class in the training part; None for pretraining.
        multiple: whether an image may have several classes.
    """

    def __init__(self, settings: Settings, learner: Learner, counts: Tensor | None, multiple: bool) -> None:
        self.task, self.multiple, self._learner = settings["task"], multiple, learner
        self._cutmix = settings["augmentation.cutmix"] if self.task == "segmentation" else 0.0
        self._fewer = settings["augmentation.fewer_bands"] if learner.compact else 0.0
        self._pretraining = Pretraining(settings, learner) if self.task == "pretraining" else None
        exponent = settings["training.class_weights"]
        if exponent < 0:
            exponent = 0.5 if self.task == "change" else 0.15
        self.weights: Tensor | None = None
        if counts is not None:
            share = counts.float() / counts.sum().clamp(min=1)
            weights = share.clamp(min=1e-3) ** -exponent
            # A class without any label must not raise the others' weights.
            self.weights = weights / weights[counts > 0].mean()

    def loss(self, network: nn.Module, batch: Batch) -> Tensor:
        """Of one batch; random numbers come from torch."""
        x, target = batch.dates[0], batch.target
        if self._pretraining is not None:
            return self._pretraining.loss(network, batch)
        bands = self._some_bands(x)
        if self._cutmix:
            x, target = cutmix(x, target, self._cutmix)
        logits = self._learner.forward(network, batch._replace(dates=(x, *batch.dates[1:])), bands)
        weights = None if self.weights is None else self.weights.to(logits.device)
        if self.task == "scenes":
            if self.multiple:
                return F.binary_cross_entropy_with_logits(logits.float(), target)
            return F.cross_entropy(logits.float(), target, weights, label_smoothing=SMOOTHING)
        assert weights is not None
        weight = torch.where(target >= 0, weights[target.clamp(min=0)], 0.0)
        each = F.nll_loss(logits.float().log_softmax(1), target.clamp(min=0), reduction="none")
        total: Tensor = (weight * each).sum() / weight.sum().clamp(min=1e-6)
        return total

    @torch.no_grad()
    def scores(
        self, network: nn.Module, batches: Iterable[Batch], precision: Callable[[], Any]
    ) -> dict[str, Any]:
        """Scores on batches that were not varied."""
        if self._pretraining is not None:
            return self._pretraining.scores(network, batches, precision)
        matrix: Tensor | None = None
        truths, guesses = [], []
        for batch in batches:
            with precision():
                logits = self._learner.forward(network, batch, None).float()
            if self.multiple:
                truths.append(batch.target.cpu())
                guesses.append(logits.sigmoid().cpu())
                continue
            counted = count_pairs(batch.target, logits.argmax(1), logits.shape[1]).cpu()
            matrix = counted if matrix is None else matrix + counted
        if self.multiple:
            return of_several_labels(torch.cat(truths), torch.cat(guesses))
        assert matrix is not None
        return of_change(matrix) if self.task == "change" else of_confusion(matrix)

    def _some_bands(self, x: Tensor) -> list[int] | None:
        if not self._fewer:
            return None
        given = some_bands(1, x.shape[1], FEWEST_BANDS, self._fewer, torch.device("cpu"))[0]
        return [k for k, there in enumerate(given.tolist()) if there]
