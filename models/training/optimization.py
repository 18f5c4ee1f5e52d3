"""What every phase of training shares: schedule, moving average, loss, checkpoints, log."""

import csv
import math
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.training import workers

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


def partial_label_loss(logits: Tensor, sets: Tensor, weights: Tensor) -> Tensor:
    """Mean of -log of the probability of the label's set over labelled pixels.

    Args:
        logits: (N, K, H, W).
        sets: (N, H, W) bit masks; 0 is unlabelled.
        weights: (K,) class weights; a set takes the mean of its members.
    """
    bits = (sets[:, None] >> torch.arange(logits.shape[1], device=sets.device)[None, :, None, None]) & 1
    member = bits.bool()
    log_p = logits.float().log_softmax(1)
    chosen = log_p.masked_fill(~member, -1e4).logsumexp(1)
    weight = (weights[None, :, None, None] * member).sum(1) / member.sum(1).clamp(min=1)
    weight = torch.where(sets > 0, weight, 0)
    total: Tensor = -(weight * chosen).sum() / weight.sum().clamp(min=1)
    return total


ROBUST = 0.2
"""Errors of a reconstruction beyond this, in the network's units, count linearly."""


def reconstruction_loss(guess: Tensor, truth: Tensor, hidden: Tensor) -> Tensor:
    """Mean robust error over what was hidden.

    Args:
        guess, truth: (N, B, H, W) in the compact network's units.
        hidden: (N, B, H, W) bool.
    """
    error = F.smooth_l1_loss(guess.float(), truth, beta=ROBUST, reduction="none")
    loss: Tensor = (error * hidden).sum() / hidden.sum().clamp(min=1)
    return loss


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


class Run:
    """One phase of training: optimizer, schedule, average, log, checkpoint.

    Args:
        model: what learns.
        steps: at most.
        peak: highest learning rate.
        out: folder of the log and the checkpoint.
        name: of the phase.
        seed: of the random numbers.
        capture: whether to capture graphs, see `Gradients`.
        slow: beginning of the names of weights that learn at a part of the rate, and that part.
    """

    def __init__(
        self,
        model: nn.Module,
        steps: int,
        peak: float,
        out: Path,
        name: str,
        seed: int,
        capture: bool = False,
        slow: tuple[str, float] | None = None,
    ) -> None:
        self.model, self.steps, self.peak, self.out, self.name = model, steps, peak, out, name
        self.optimizer = torch.optim.AdamW(
            _groups(model, *(slow or ("", 1.0))),
            lr=peak,
            betas=(0.9, 0.98),
            fused=next(model.parameters()).is_cuda,
        )
        self.gradients = Gradients(model, capture)
        self.average = Average(model, 0.999)
        self.step = 0
        self.share = 0.0
        self.skipped = 0
        self.saved = time.monotonic()
        torch.manual_seed(seed + 1000 * workers.rank())
        checkpoint = out / f"{name}.checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True, map_location=next(model.parameters()).device)
            model.load_state_dict(state["model"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.average.weights = state["average"]
            self.step = int(state["step"])
            self.share = self.step / steps
            print(f"{name}: going on from step {self.step}", flush=True)

    def loop(
        self,
        choose: Callable[[], Sequence[LossOf]],
        seconds: float,
        each: Callable[[int], None] | None = None,
    ) -> None:
        """Train to the last step or for `seconds`; the schedule follows whichever ends first.

        Args:
            choose: names the losses of the next step; always the same objects, see `Gradients`.
            seconds: at most, from the end of the first step on.
            each: called after each step.
        """
        start, log = time.monotonic(), (self.out / f"{self.name}.csv").open("a", newline="")
        writer = csv.writer(log)
        speaks, first = workers.rank() == 0, True
        # The schedule runs over time where time is short: the share done is the larger of steps and time.
        while self.step < self.steps and self.share < 1:
            rate = learning_rate(round(self.share * 10000), 10000, self.peak, 600)
            for group in self.optimizer.param_groups:
                group["lr"] = rate * group["factor"]
            self.gradients.reset()
            losses = [self.gradients.add(loss_of) for loss_of in choose()]
            if first:
                # Graphs are captured and kernels compiled in the first step, which may take minutes.
                start, first = time.monotonic(), False
            used = (time.monotonic() - start) / seconds
            # All processes take the same share, so that they end together.
            self.share = workers.average_gradients(self.model, max((self.step + 1) / self.steps, used))
            size = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            if not torch.isfinite(size):
                self.skipped += 1
                print(self.name, self.step, "skipped: gradient", size.item(), flush=True)
                if self.skipped > 50:
                    raise RuntimeError(f"{self.name} diverged at step {self.step}; lower the rate.")
                self.step += 1
                continue
            self.optimizer.step()
            self.average.update(self.model, self.step)
            if self.step % 50 == 0 and speaks:
                passed, loss = time.monotonic() - start, sum(part.item() for part in losses)
                writer.writerow([self.step, round(passed, 1), f"{rate:.2e}", f"{loss:.4f}"])
                if self.step % 250 == 0:
                    print(self.name, self.step, f"{passed:.0f}s", f"{loss:.4f}", flush=True)
                    log.flush()
            if each is not None:
                each(self.step)
            self.step += 1
            if time.monotonic() - self.saved > 120 and speaks:
                self.save()
        log.close()
        if speaks:
            self.save()

    def save(self) -> None:
        """Write a checkpoint that a later run goes on from."""
        self.saved = time.monotonic()
        partial = self.out / f"{self.name}.checkpoint.partial"
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "average": self.average.weights,
                "step": self.step,
            },
            partial,
        )
        partial.replace(self.out / f"{self.name}.checkpoint.pt")


def _groups(model: nn.Module, prefix: str, factor: float) -> list[dict[str, Any]]:
    """Weights by whether they decay (matrices do) and by the part of the rate that they learn at."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, p in model.named_parameters():
        groups.setdefault((p.ndim > 1, name.startswith(prefix)), []).append(p)
    return [
        {
            "params": params,
            "weight_decay": 0.05 if decays else 0.0,
            "factor": factor if chosen else 1.0,
        }
        for (decays, chosen), params in groups.items()
    ]


def autocast(device: torch.device) -> Any:
    """bf16 where the device is a GPU."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")
