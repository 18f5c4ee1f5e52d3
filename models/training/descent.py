"""A step of training, the same for every network: rate, gradients, clipping, moving average."""

import math
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch import Tensor, nn

from models.errors import EngineError
from models.spectralgpt import precision
from models.training import sharding

LossOf = Callable[[], Tensor]
"""Computes one loss on a fresh batch."""


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, model: nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: nn.Module, step: int) -> None:
        """Fold the model's present weights in."""
        decay = min(self.decay, (1 + step) / (10 + step))
        values = model.state_dict()
        moving = [key for key, value in values.items() if value.is_floating_point()]
        # One fused call: hundreds of small ones cost as much as a step on a fast GPU.
        torch._foreach_lerp_(
            [self.weights[key] for key in moving], [values[key] for key in moving], 1 - decay
        )
        for key in values.keys() - moving:  # counters of batch norms
            self.weights[key].copy_(values[key])


def learning_rate(step: int, steps: int, peak: float, warmup: int) -> float:
    """Linear warm-up, then half a cosine to 1 % of the peak."""
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / max(1, steps - warmup)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))


class Gradients:
    """Computes a loss and its gradients; on a GPU as a captured graph.

    A step of the compact network is well over a thousand small kernels: launching them one by one takes the
    processor longer than the GPU needs to compute them. Each loss is captured once and then replayed, so it
    must always do the same, with random numbers from the device only.

    Args:
        model: whose parameters get gradients, added to those that are there.
        capture: whether to capture; needs a GPU.
    """

    WARM_UP = 3

    def __init__(self, model: nn.Module, capture: bool) -> None:
        self._capture = capture
        self._pool: Any = None
        self._captured: dict[LossOf, tuple[torch.cuda.CUDAGraph, Tensor]] = {}
        self._parameters = [p for p in model.parameters() if p.requires_grad]
        self.reset()

    def reset(self) -> None:
        """Set all gradients to zero, in place: graphs write to where they were."""
        for p in self._parameters:
            if p.grad is None:
                p.grad = torch.zeros_like(p)
        torch._foreach_zero_([p.grad for p in self._parameters if p.grad is not None])

    def add(self, loss_of: LossOf) -> Tensor:
        """Add the gradients of a loss, and return it."""
        if not self._capture:
            return self._backward(loss_of)
        if loss_of not in self._captured:
            self._captured[loss_of] = self._capture_of(loss_of)
        graph, loss = self._captured[loss_of]
        graph.replay()
        return loss

    @staticmethod
    def _backward(loss_of: LossOf) -> Tensor:
        loss = loss_of()
        loss.backward()  # type: ignore[no-untyped-call]
        return loss.detach()

    def _capture_of(self, loss_of: LossOf) -> "tuple[torch.cuda.CUDAGraph, Tensor]":
        kept = [p.grad.clone() for p in self._parameters if p.grad is not None]
        stream = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(self.WARM_UP):
                self._backward(loss_of)
        torch.cuda.current_stream().wait_stream(stream)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, pool=self._pool):
            loss = self._backward(loss_of)
        self._pool = graph.pool()
        torch._foreach_copy_([p.grad for p in self._parameters if p.grad is not None], kept)
        return graph, loss


class Descent:
    """Takes one step after the other.

    What is to happen between losses and step, as an exchange with other processes, is the caller's.

    Attributes:
        network: what learns.
        optimizer: of its weights.
        average: of its weights over the last steps.

    Args:
        network: see there.
        groups: parameters by rate and weight decay, as AdamW takes them; their "share" of the rate counts.
        decay: of the average.
        capture: whether to capture graphs, see `Gradients`.
        fused: whether the optimizer's step is one kernel; None leaves it to PyTorch.
        split: whether the network is split over processes, see `sharding`.
    """

    MOST_SKIPPED = 50

    def __init__(
        self,
        network: nn.Module,
        groups: list[dict[str, Any]],
        decay: float,
        capture: bool = False,
        fused: bool | None = None,
        split: bool = False,
    ) -> None:
        self.network = network
        self.optimizer = torch.optim.AdamW(groups, betas=(0.9, 0.98), fused=fused)
        self.average = Average(network, decay)
        self._gradients = Gradients(network, capture)
        self._split, self._skipped = split, 0

    def losses(self, losses_of: Sequence[LossOf]) -> list[Tensor]:
        """Compute the losses of a step, and the gradients of their sum."""
        self._gradients.reset()
        return [self._gradients.add(loss_of) for loss_of in losses_of]

    def step(self, step: int, rate: float) -> bool:
        """Move the weights and their average; not where the gradients are no numbers, which returns false.

        Args:
            step: its number.
            rate: that the shares of the groups are of.

        Raises:
            EngineError: ``training.diverged``, if that happens again and again.
        """
        size = nn.utils.clip_grad_norm_([p for p in self.network.parameters() if p.requires_grad], 1.0)
        if not torch.isfinite(sharding.whole(size) if self._split else size):
            self._skipped += 1
            if self._skipped > self.MOST_SKIPPED:
                raise EngineError(
                    "training.diverged",
                    f"Training diverged at step {step}: its gradients are no numbers.",
                    "Lower the rate (training.rate), or set training.bf16 to no.",
                )
            return False
        for group in self.optimizer.param_groups:
            group["lr"] = rate * group["share"]
        self.optimizer.step()
        self.average.update(self.network, step)
        return True


def autocast(device: torch.device) -> Any:
    """bf16 where the device is a GPU."""
    return precision.autocast(device.type, device.type == "cuda")
