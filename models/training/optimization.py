"""What every phase of training shares: schedule, moving average, loss, checkpoints, log."""

import csv
import math
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.training import workers


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
        # One fused call: hundreds of small ones cost as much as a step on a fast GPU.
        torch._foreach_lerp_([self.weights[key] for key in values], list(values.values()), 1 - decay)


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


class Run:
    """One phase of training: optimizer, schedule, average, log, checkpoint."""

    def __init__(self, model: nn.Module, steps: int, peak: float, out: Path, name: str, seed: int) -> None:
        self.model, self.steps, self.peak, self.out, self.name = model, steps, peak, out, name
        decayed = [p for p in model.parameters() if p.ndim > 1]
        plain = [p for p in model.parameters() if p.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
            lr=peak,
            betas=(0.9, 0.98),
            fused=next(model.parameters()).is_cuda,
        )
        self.average = Average(model, 0.998)
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
        self, loss_of: Callable[[], Tensor], seconds: float, each: Callable[[int], None] | None = None
    ) -> None:
        """Train to the last step or for `seconds`; the schedule follows whichever ends first."""
        start, log = time.monotonic(), (self.out / f"{self.name}.csv").open("a", newline="")
        writer = csv.writer(log)
        speaks = workers.rank() == 0
        # The schedule runs over time where time is short: the share done is the larger of steps and time.
        while self.step < self.steps and self.share < 1:
            rate = learning_rate(round(self.share * 10000), 10000, self.peak, 600)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of()
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            used = (time.monotonic() - start) / seconds
            # All processes take the same share, so that they end together.
            self.share = workers.average_gradients(self.model, max((self.step + 1) / self.steps, used))
            size = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            if not torch.isfinite(size):
                self.skipped += 1
                print(self.name, self.step, "skipped: gradient", size.item(), "loss", loss.item(), flush=True)
                if self.skipped > 50:
                    raise RuntimeError(f"{self.name} diverged at step {self.step}; lower the rate.")
                self.step += 1
                continue
            self.optimizer.step()
            self.average.update(self.model, self.step)
            if self.step % 50 == 0 and speaks:
                passed = time.monotonic() - start
                writer.writerow([self.step, round(passed, 1), f"{rate:.2e}", f"{loss.item():.4f}"])
                if self.step % 250 == 0:
                    print(self.name, self.step, f"{passed:.0f}s", f"{loss.item():.4f}", flush=True)
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


def autocast(device: torch.device) -> Any:
    """bf16 where the device is a GPU."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")
