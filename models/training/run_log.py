"""What a run measures: a CSV, and the same for TensorBoard where that is installed."""

import csv
import importlib
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from models.events import Events

LOG = "metrics.csv"
COLUMNS = ("step", "seconds", "rate", "loss", "measured", "scores")


class RunLog:
    """A run's log, which goes on where a checkpoint left it.

    Args:
        folder: of the run.
        step: steps that are done; what a crash logged after them is going to be logged again.
        score: name of the one that decides, for the column "measured".
        events: told where TensorBoard is not installed.
    """

    def __init__(self, folder: Path, step: int, score: str, events: Events) -> None:
        path = folder / LOG
        rows = _rows(path) if path.is_file() and step else [list(COLUMNS)]
        kept = [row for row in rows if row and (row[0] == "step" or int(row[0]) <= step)]
        self._score = score
        self._file = path.open("w", newline="")
        self._writer = csv.writer(self._file)
        self._writer.writerows(kept)
        self._board = _tensorboard(folder, step, events)

    def __enter__(self) -> "RunLog":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()
        if self._board is not None:
            self._board.close()

    def write(self, step: int, seconds: float, rate: float, loss: float, scores: Mapping[str, Any]) -> None:
        """Add a row; ``scores`` is empty where nothing was measured."""
        text = json.dumps(scores) if scores else ""
        measured = scores.get(self._score, "")
        self._writer.writerow([step, round(seconds, 1), f"{rate:.3e}", f"{loss:.5f}", measured, text])
        self._file.flush()
        if self._board is not None:
            self._board.add_scalar("loss", loss, step)
            self._board.add_scalar("rate", rate, step)
            for key, value in scores.items():
                if isinstance(value, (int, float)):
                    self._board.add_scalar(f"validation/{key}", value, step)
            self._board.flush()


def _tensorboard(folder: Path, step: int, events: Events) -> Any:
    try:
        module = importlib.import_module("torch.utils.tensorboard")
    except ImportError:
        events.message(
            f"TensorBoard is not installed, so the measurements stand in {folder / LOG} only.",
            code="training.no_tensorboard",
        )
        return None
    # What a crash logged after the checkpoint is hidden.
    return module.SummaryWriter(str(folder / "tensorboard"), purge_step=step + 1 if step else None)


def _rows(path: Path) -> list[list[str]]:
    with path.open(newline="") as file:
        return list(csv.reader(file))
