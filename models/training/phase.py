"""A phase of training one of our own networks: it ends with its steps or with its time."""

import csv
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from models.training import workers
from models.training.descent import Descent, LossOf, learning_rate


class Phase:
    """One phase of training: schedule, log, checkpoint.

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
        groups = _groups(model, *(slow or ("", 1.0)))
        self._descent = Descent(model, groups, 0.999, capture, fused=next(model.parameters()).is_cuda)
        self.step = 0
        self.share = 0.0
        self.saved = time.monotonic()
        torch.manual_seed(seed + 1000 * workers.rank())
        checkpoint = out / f"{name}.checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True, map_location=next(model.parameters()).device)
            model.load_state_dict(state["model"])
            self._descent.optimizer.load_state_dict(state["optimizer"])
            self._descent.average.weights = state["average"]
            self.step = int(state["step"])
            self.share = self.step / steps
            print(f"{name}: going on from step {self.step}", flush=True)

    @property
    def average(self) -> dict[str, Tensor]:
        """The moving average of the weights."""
        return self._descent.average.weights

    def train(
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
            losses = self._descent.losses(choose())
            if first:
                # Graphs are captured and kernels compiled in the first step, which may take minutes.
                start, first = time.monotonic(), False
            used = (time.monotonic() - start) / seconds
            # All processes take the same share, so that they end together.
            self.share = workers.average_gradients(self.model, max((self.step + 1) / self.steps, used))
            if not self._descent.step(self.step, rate):
                print(self.name, self.step, "skipped: the gradients are no numbers", flush=True)
                self.step += 1
                continue
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
                "optimizer": self._descent.optimizer.state_dict(),
                "average": self.average,
                "step": self.step,
            },
            partial,
        )
        partial.replace(self.out / f"{self.name}.checkpoint.pt")


def _groups(model: nn.Module, prefix: str, share: float) -> list[dict[str, Any]]:
    """Weights by whether they decay (matrices do) and by the part of the rate that they learn at."""
    groups: dict[tuple[bool, bool], list[nn.Parameter]] = {}
    for name, p in model.named_parameters():
        groups.setdefault((p.ndim > 1, name.startswith(prefix)), []).append(p)
    return [
        {
            "params": params,
            "weight_decay": 0.05 if decays else 0.0,
            "share": share if chosen else 1.0,
        }
        for (decays, chosen), params in groups.items()
    ]
