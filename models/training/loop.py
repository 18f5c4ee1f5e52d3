"""The loop of a training run: steps, measurements, log, checkpoints; on one device or several."""

import contextlib
import copy
import hashlib
import json
import time
from collections.abc import Iterator
from typing import Any

import torch
from torch import Tensor, nn

from models.devices import Device
from models.errors import Cancelled, EngineError
from models.events import Events
from models.spectralgpt.precision import autocast
from models.training import sharding, workers
from models.training.chips import Ahead, Batch, joined
from models.training.descent import Descent, learning_rate
from models.training.drawing import Drawing
from models.training.learner import Learner
from models.training.objectives import Objective, score_name
from models.training.run_log import RunLog
from models.training.settings import Settings

CHECKPOINT = "checkpoint.pt"
FROM_WEIGHTS, FROM_SCRATCH = 1e-4, 5e-4
"""Peak rates where the settings say none. The compact networks bear more than the large ones."""
_UNIMPORTANT = ("title", "output", "publish", "keep", "device", "licence", "about_data")
_UNIMPORTANT_IN_TRAINING = ("readers", "checkpoint_minutes", "shard", "batch")
_LOGGED = 200


def fingerprint(settings: Settings, workers_count: int) -> str:
    """What a checkpoint depends on: of the processes and their batches, only how many chips a step has."""
    document = {key: value for key, value in settings.document().items() if key not in _UNIMPORTANT}
    training = {
        key: value for key, value in document["training"].items() if key not in _UNIMPORTANT_IN_TRAINING
    }
    chips = settings["training.batch"] * workers_count
    text = json.dumps({**document, "training": training, "chips": chips}, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


class Loop:
    """Trains a network.

    Attributes:
        step: steps done; ``steps`` of all.
        best: step and scores of the best measurement; None before the first.
        last: the latest scores.
    """

    def __init__(
        self,
        settings: Settings,
        learner: Learner,
        drawing: Drawing,
        objective: Objective,
        device: Device,
        events: Events,
    ) -> None:
        self._settings, self._learner, self._drawing, self._objective = settings, learner, drawing, objective
        self._device, self._events = torch.device(device.id), events
        self._folder = settings.path("output")
        self._count, self._first = workers.count(), workers.rank() == 0
        self._batch = settings["training.batch"]
        per_epoch = drawing.chips / (self._batch * self._count)
        asked = settings["training.steps"]
        self.steps: int = asked or max(1, round(settings["training.epochs"] * per_epoch))
        self._peak = settings["training.rate"] or (
            FROM_SCRATCH if learner.fresh or learner.compact else FROM_WEIGHTS
        )
        self._every = settings["training.validate_every"] or max(1, self.steps // 10)
        wanted = settings["training.bf16"]
        self._bf16 = wanted == "yes" or (wanted == "auto" and device.bf16 and device.kind == "cuda")
        self._network = learner.network.to(self._device)
        if learner.compact:
            self._network = self._network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        if settings["network.freeze"]:
            learner.freeze()
        self._judged: nn.Module = self._network
        self._sharded = settings["training.shard"] and self._count > 1
        if self._sharded:
            # What is measured is a whole network, which takes a fraction of the memory that training does.
            if self._first:
                self._judged = copy.deepcopy(self._network).cpu()
            sharding.shard(self._network, self._device)
        groups = learner.groups(settings["network.layer_decay"], settings["training.weight_decay"])
        self._descent = Descent(self._network, groups, settings["training.average"], split=self._sharded)
        self._measured = drawing.measured()
        self.step, self._spent = 0, 0.0
        self.best: tuple[int, dict[str, Any]] | None = None
        self.last: dict[str, Any] = {}
        self._measured_at = 0
        self._fingerprint = fingerprint(settings, self._count)
        self._resume()

    def run(self) -> None:
        """Train to the last step, measure, and leave ``best.pt`` (if anything was measured) and ``last.pt``.

        Raises:
            Cancelled: asked to stop; the checkpoint is written.
            EngineError: ``training.diverged`` or ``training.memory``.
        """
        start, saved = time.monotonic() - self._spent, time.monotonic()
        ahead = Ahead(self._draw, self._batch, self._settings["training.readers"])
        self._learner.train()
        try:
            with contextlib.ExitStack() as stack:
                log = stack.enter_context(self._log()) if self._first else None
                if self._due and self._measured_at != self.step:
                    self._measure()  # an earlier sitting was stopped while it measured
                while self.step < self.steps:
                    self._spent = time.monotonic() - start
                    pause = self._settings["training.checkpoint_minutes"] * 60
                    late = self._first and time.monotonic() - saved >= pause
                    loss, rate, stop, save = self._advance(ahead, late)
                    if stop:
                        raise Cancelled
                    self.step += 1
                    done = self.step == self.steps
                    measured = self._due
                    if measured:
                        self._measure()
                    told = measured or done or self.step % max(1, self.steps // _LOGGED) == 0
                    if log is not None and told:
                        scores = self.last if measured else {}
                        log.write(self.step, time.monotonic() - start, rate, loss, scores)
                        self._events.progress(self.step / self.steps, self._text())
                    if done or save:
                        self._spent = time.monotonic() - start
                        self._save()
                        saved = time.monotonic()
        except Cancelled:
            self._save()
            raise
        except torch.cuda.OutOfMemoryError as error:
            raise EngineError(
                "training.memory",
                "The GPU has too little memory for this batch.",
                "Make training.batch or network.chip smaller.",
            ) from error
        finally:
            ahead.close()
        self._keep("last.pt", self._whole_average())

    @property
    def _due(self) -> bool:
        """Whether this step is measured."""
        return bool(self._measured and self.step) and (
            self.step % self._every == 0 or self.step == self.steps
        )

    def weights(self) -> dict[str, Tensor]:
        """The weights that are to be kept, on the processor."""
        wanted = self._settings["keep"] == "best" and self.best is not None
        keep = self._folder / ("best.pt" if wanted else "last.pt")
        state: dict[str, Tensor] = torch.load(keep, weights_only=True, map_location="cpu")
        return state

    @property
    def kept(self) -> tuple[int, dict[str, Any]]:
        """Step and scores of the weights that are to be kept; no scores where nothing was kept apart."""
        if self._settings["keep"] == "best" and self.best is not None:
            return self.best
        return self.steps, self.last

    @property
    def seconds(self) -> float:
        """Time that the run took, over all sittings."""
        return self._spent

    def _advance(self, ahead: Ahead, late: bool) -> tuple[float, float, bool, bool]:
        """One step: loss, rate, whether to stop instead, and whether a checkpoint is due.

        A network that is split can only be saved by all processes together.
        """
        warmup = round(self._settings["training.warmup"] * self.steps)
        rate = learning_rate(self.step, self.steps, self._peak, warmup)
        batch = ahead.batch(self.step, self.steps).to(self._device)
        # From the step alone, so that a resumed run draws what it would have drawn.
        torch.manual_seed(self._settings["seed"] + 7919 * self.step + workers.rank())

        def loss_of() -> Tensor:
            with self._precision():
                return self._objective.loss(self._network, batch)

        loss = self._descent.losses([loss_of])[0]
        cancelled = float(self._events.cancelled)
        if self._sharded:  # gradients are averaged already
            stop, late = (number > 0 for number in workers.means([cancelled, float(late)], self._device))
        else:
            stop = workers.average_gradients(self._network, cancelled) > 0
        if stop:
            return 0.0, rate, True, False
        self._descent.step(self.step, rate)
        return workers.mean(float(loss), self._device), rate, False, late

    def _log(self) -> RunLog:
        score = score_name(self._objective.task, self._objective.multiple)
        return RunLog(self._folder, self.step, score, self._events)

    def _draw(self, step: int, number: int) -> Batch:
        # Progressive sizes: each for an equal part of the steps.
        sizes = self._settings["pretraining.sizes"]
        side = int(sizes[step * len(sizes) // self.steps]) if sizes else None
        return self._drawing.draw(step, workers.rank() * self._batch + number, side)

    def _precision(self) -> Any:
        return autocast(self._device.type, self._bf16)

    def _whole_average(self) -> dict[str, Tensor]:
        weights = self._descent.average.weights
        return sharding.whole_state(weights) if self._sharded else weights

    def _keep(self, name: str, state: Any) -> None:
        if self._first:
            partial = (self._folder / name).with_suffix(".partial")
            torch.save(state, partial)
            partial.replace(self._folder / name)

    def _measure(self) -> None:
        weights = self._whole_average()
        if not self._first:
            self._measured_at = self.step
            return
        network: nn.Module = copy.deepcopy(self._judged).to(self._device)
        network.load_state_dict(weights)
        network.eval()

        def batches() -> Iterator[Batch]:
            for first in range(0, len(self._measured), self._batch):
                if not self._sharded:  # the others wait, and could not save
                    self._events.check_cancelled()
                part = self._measured[first : first + self._batch]
                yield joined([self._drawing.fixed(*one) for one in part]).to(self._device)

        self.last = self._objective.scores(network, batches(), self._precision)
        self._measured_at = self.step
        name = score_name(self._objective.task, self._objective.multiple)
        sign = -1 if name == "loss" else 1
        if self.best is None or sign * self.last[name] >= sign * self.best[1][name]:
            self.best = self.step, self.last
            self._keep("best.pt", weights)

    def _text(self) -> str:
        name = score_name(self._objective.task, self._objective.multiple)
        score = f", {name} {self.last[name]:.3f}" if name in self.last else ""
        return f"Training{score}"

    def _save(self) -> None:
        if not self._first and not self._sharded:
            return
        split = self._sharded
        model, optimizer = self._network.state_dict(), self._descent.optimizer
        state = {
            "model": sharding.whole_state(model) if split else model,
            "optimizer": sharding.whole_optimizer(optimizer) if split else optimizer.state_dict(),
            "average": self._whole_average(),
            "step": self.step,
            "seconds": self._spent,
            "best": json.dumps(self.best),
            "last": json.dumps(self.last),
            "measured_at": self._measured_at,
            "run": self._fingerprint,
        }
        self._keep(CHECKPOINT, state)

    def _resume(self) -> None:
        path = self._folder / CHECKPOINT
        if not path.is_file():
            return
        if self._sharded:  # each process takes its share of what stays in the file
            state = torch.load(path, weights_only=True, map_location="cpu", mmap=True)
        else:
            state = torch.load(path, weights_only=True, map_location=self._device)
        if state["run"] != self._fingerprint:
            raise EngineError(
                "training.other_run",
                f"{self._folder} holds a run with other settings.",
                "Choose another output folder, or start anew with --overwrite. With another number of "
                "processes, set training.batch so that a step has as many chips as before.",
            )
        if self._sharded:
            sharding.load_state(self._network, state["model"])
            sharding.load_optimizer(self._descent.optimizer, state["optimizer"])
            self._descent.average.weights = sharding.share_state(self._network, state["average"])
        else:
            self._network.load_state_dict(state["model"])
            self._descent.optimizer.load_state_dict(state["optimizer"])
            self._descent.average.weights = state["average"]
        self.step, self._spent = int(state["step"]), float(state["seconds"])
        self._measured_at = int(state["measured_at"])
        best = json.loads(state["best"])
        self.best, self.last = (tuple(best) if best else None), json.loads(state["last"])
        if self._first:
            self._events.message(f"Going on from step {self.step} of {self.steps}.", code="training.resumed")
