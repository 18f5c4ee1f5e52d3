"""Several processes train one network as one would."""

from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing

from models.training import workers
from models.training.phase import Phase

STEPS = 6


def _model() -> torch.nn.Module:
    torch.manual_seed(0)
    model = torch.nn.Linear(3, 2)
    # A parameter that no step uses on one of the processes.
    model.spare = torch.nn.Parameter(torch.ones(2))
    return model


def _data(process: int) -> torch.Tensor:
    return torch.arange(12.0).view(4, 3).roll(process) / 10


def _loss(model: torch.nn.Module, process: int) -> torch.Tensor:
    out = model(_data(process))
    return (out * model.spare if process else out).square().mean()


def _train(process: int, folder: Path, count: int) -> None:
    if count > 1:
        dist.init_process_group("gloo", f"file://{folder}/meet", rank=process, world_size=count)
    model = _model()
    out = folder / f"out{count}"
    out.mkdir(exist_ok=True)

    def loss() -> torch.Tensor:
        if count > 1:
            return _loss(model, process)
        return (_loss(model, 0) + _loss(model, 1)) / 2

    Phase(model, STEPS, 1e-2, out, "phase", 0).train(lambda: [loss], 1e9)
    torch.save(model.state_dict(), folder / f"{count}-{process}.pt")
    workers.leave()


def test_two_processes_do_what_one_does_with_both_shares(tmp_path: Path) -> None:
    """Gradients are averaged, a parameter that one did not use included, and both end together."""
    _train(0, tmp_path, 1)
    multiprocessing.spawn(_train, (tmp_path, 2), nprocs=2)
    alone, first, second = (
        torch.load(tmp_path / f"{name}.pt", weights_only=True) for name in ("1-0", "2-0", "2-1")
    )
    for key in alone:
        torch.testing.assert_close(first[key], alone[key])
        torch.testing.assert_close(second[key], first[key], atol=0, rtol=0)
