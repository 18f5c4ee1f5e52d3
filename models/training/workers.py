"""Several processes, one a GPU, that train one network: started by ``torchrun --nproc-per-node N -m …``."""

import os
import time
from collections.abc import Sequence

import torch
import torch.distributed as dist
from torch import Tensor, nn

_LET_GO = 0.5
"""Seconds that Gloo's threads get to let go of the last exchange; they need far less."""


def join(device: str) -> torch.device:
    """Meet the other processes, if there are any; the device that this one is to use.

    Args:
        device: torch's name of the device; "cuda" becomes the GPU of this process.
    """
    if "RANK" not in os.environ:
        return torch.device(device)
    dist.init_process_group("nccl" if device == "cuda" else "gloo")
    if device == "cuda":
        torch.cuda.set_device(int(os.environ["LOCAL_RANK"]))
        return torch.device("cuda", torch.cuda.current_device())
    return torch.device(device)


def rank() -> int:
    """Number of this process; 0 writes files and speaks."""
    return dist.get_rank() if dist.is_initialized() else 0


def leave() -> None:
    """Part from the other processes."""
    if not dist.is_initialized():
        return
    gloo = dist.get_backend() == "gloo"
    dist.destroy_process_group()
    if gloo:
        # PyTorch keeps the group of a split network in its caches, and Gloo's threads with it. One of
        # them may still hold tensors of the last exchange: were Python to end now, it would be aborted.
        time.sleep(_LET_GO)


def average_gradients(model: nn.Module, number: float) -> float:
    """Replace the gradients by their mean over all processes, in one exchange; the mean of `number` too."""
    if not dist.is_initialized():
        return number
    gradients: Sequence[Tensor] = [p.grad for p in model.parameters() if p.grad is not None]
    extra = torch.tensor([number], device=gradients[0].device)
    flat = torch.cat([*(g.reshape(-1) for g in gradients), extra])
    dist.all_reduce(flat)
    flat /= dist.get_world_size()
    parts = torch.split(flat[:-1], [g.numel() for g in gradients])
    torch._foreach_copy_(
        list(gradients), [part.view(g.shape) for part, g in zip(parts, gradients, strict=True)]
    )
    return float(flat[-1])


def count() -> int:
    """How many processes train together."""
    return dist.get_world_size() if dist.is_initialized() else 1


def wait() -> None:
    """Wait until all processes are here."""
    if dist.is_initialized():
        dist.barrier()


def mean(number: float, device: torch.device) -> float:
    """Mean of a number over all processes."""
    return means([number], device)[0]


def means(numbers: Sequence[float], device: torch.device) -> list[float]:
    """Mean of each number over all processes."""
    if not dist.is_initialized():
        return list(numbers)
    totals = torch.tensor(numbers, device=device)
    dist.all_reduce(totals)
    found: list[float] = (totals / dist.get_world_size()).tolist()
    return found
