"""The log of a run goes on where a checkpoint left it, in both of its forms."""

import sys
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from models.events import Events
from models.training.run_log import LOG, RunLog


class Heard(Events):
    def __init__(self) -> None:
        self.codes: list[str] = []

    def message(self, text: str, level: str = "info", code: str = "") -> None:
        self.codes.append(code)


class Board:
    made: list["Board"] = []

    def __init__(self, folder: str, purge_step: int | None) -> None:
        self.folder, self.purge_step = Path(folder), purge_step
        self.scalars: list[tuple[str, float, int]] = []
        self.closed = False
        Board.made.append(self)

    def add_scalar(self, name: str, value: float, step: int) -> None:
        self.scalars.append((name, value, step))

    def flush(self) -> None:
        """As TensorBoard's own."""

    def close(self) -> None:
        self.closed = True


def test_rows_after_the_checkpoint_are_written_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    heard = Heard()
    with RunLog(tmp_path, 0, "loss", heard) as log:
        for step in (1, 2, 3):
            log.write(step, 1.0, 1e-3, 0.5, {"loss": 0.25} if step == 2 else {})
    with RunLog(tmp_path, 2, "loss", heard) as log:
        log.write(3, 9.0, 1e-3, 0.5, {})
    lines = (tmp_path / LOG).read_text().splitlines()
    assert lines[0] == "step,seconds,rate,loss,measured,scores"
    assert [line.split(",")[:2] for line in lines[1:]] == [["1", "1.0"], ["2", "1.0"], ["3", "9.0"]]
    assert lines[2].split(",")[4] == "0.25"
    assert heard.codes == ["training.no_tensorboard"] * 2


def test_tensorboard_gets_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module: Any = ModuleType("torch.utils.tensorboard")
    module.SummaryWriter = Board
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", module)
    heard = Heard()
    with RunLog(tmp_path, 0, "mean_iou", heard) as log:
        log.write(5, 1.0, 1e-3, 0.5, {"mean_iou": 0.4, "iou_by_class": [0.4]})
    with RunLog(tmp_path, 5, "mean_iou", heard):
        pass
    first, second = Board.made[-2:]
    assert first.folder == tmp_path / "tensorboard"
    assert first.scalars == [("loss", 0.5, 5), ("rate", 1e-3, 5), ("validation/mean_iou", 0.4, 5)]
    assert first.closed
    assert (first.purge_step, second.purge_step) == (None, 6)
    assert heard.codes == []
