"""Cells of the accuracy table: one JSON line each, appended when it is computed, and never computed twice."""

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

RESULTS = Path(__file__).parent / "results" / "accuracy.jsonl"


@dataclass(frozen=True)
class Cell:
    """One method on one task with one seed.

    Attributes:
        task, method, seed: which cell it is.
        scores: by name, 0 to 1.
        n: test samples (chips, pixels or patches).
        settings: all that the scores depend on beside the data: sizes, versions, the hash of weights.
        hardware: that computed it.
        seconds: it took.
    """

    task: str
    method: str
    seed: int
    scores: Mapping[str, float]
    n: int
    settings: Mapping[str, Any] = field(default_factory=dict)
    hardware: str = ""
    seconds: float = 0.0

    @property
    def key(self) -> tuple[str, str, int, str]:
        """A cell with the same key need not be computed again."""
        return self.task, self.method, self.seed, revision(self.settings)


def revision(settings: Mapping[str, Any]) -> str:
    """Short hash of settings: cells of other settings are not averaged with them."""
    return hashlib.sha256(json.dumps(settings, sort_keys=True).encode()).hexdigest()[:10]


def read_cells(path: Path = RESULTS) -> list[Cell]:
    """All cells that were computed; a last line that a killed run left unfinished is passed over."""
    cells = []
    lines = path.read_text("utf-8").split("\n") if path.is_file() else []
    for number, line in enumerate(lines):
        if not line.strip():
            continue
        try:
            cells.append(Cell(**json.loads(line)))
        except json.JSONDecodeError:
            if number != len(lines) - 1:
                raise
    return cells


def append_cell(cell: Cell, path: Path = RESULTS) -> None:
    """Add a cell; an unfinished last line is cut off first."""
    path.parent.mkdir(parents=True, exist_ok=True)
    document = asdict(cell)
    document["scores"] = {name: round(value, 5) for name, value in cell.scores.items()}
    document["seconds"] = round(cell.seconds, 1)
    content = path.read_bytes() if path.is_file() else b""
    with path.open("r+b" if content else "wb") as out:
        out.seek(content.rfind(b"\n") + 1)
        out.truncate()
        out.write(json.dumps(document, ensure_ascii=False).encode() + b"\n")


def newest(cells: list[Cell], task: str, method: str) -> list[Cell]:
    """The cells of a row, one a seed: those with the settings of the last that was computed."""
    row = [cell for cell in cells if (cell.task, cell.method) == (task, method)]
    if not row:
        return []
    last = revision(row[-1].settings)
    return list({cell.seed: cell for cell in row if revision(cell.settings) == last}.values())


def hardware(device: str = "cpu") -> str:
    """The processor or GPU in a few words."""
    import torch

    if device != "cpu":
        return torch.cuda.get_device_name()
    lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines() if Path("/proc/cpuinfo").is_file() else []
    named = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return f"{named[0] if named else platform.processor()}, {torch.get_num_threads()} thread(s)"
