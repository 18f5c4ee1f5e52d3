"""Networks that are too large for one GPU: weights, gradients and optimizer split over all of them (FSDP2).

`torch.distributed.fsdp.fully_shard` keeps of every weight the share of this process, and gathers a block's
weights only while it is computed. What leaves this module is whole again: checkpoints are those of a run that
was not split, so they go on with any number of processes.

PyTorch's part is imported where it is used: it takes a second, and most runs do without.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor, nn

from models.training import workers

BLOCKS = ("encoder.blocks", "decoder_blocks")
"""Lists of blocks that are gathered one by one; the rest of a network is gathered as a whole."""
ENTRANCES = ("reconstruct",)
"""Methods beside ``forward`` that a network is trained through."""


def shard(network: nn.Module, device: torch.device) -> None:
    """Split a network's parameters over all processes, in place; every process must hold the same ones."""
    from torch.distributed.device_mesh import init_device_mesh
    from torch.distributed.fsdp import fully_shard, register_fsdp_forward_method

    mesh = init_device_mesh(device.type, (workers.count(),))
    modules = dict(network.named_modules())
    for name in BLOCKS:
        blocks = modules.get(name)
        if isinstance(blocks, nn.ModuleList):
            for block in blocks:
                fully_shard(block, mesh=mesh)
    fully_shard(network, mesh=mesh)
    for name in ENTRANCES:
        if hasattr(network, name):
            register_fsdp_forward_method(network, name)


def whole(tensor: Tensor) -> Tensor:
    """A tensor with the shares of all processes, which must all ask for it."""
    from torch.distributed.tensor import DTensor

    if not isinstance(tensor, DTensor):
        return tensor
    full: Tensor = tensor.full_tensor()
    return full


def whole_state(state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """Weights with the shares of all processes, on the processor of the first one; all must ask."""
    return {name: _first_has(value.detach()) for name, value in state.items()}


def whole_optimizer(optimizer: torch.optim.Optimizer) -> dict[str, Any]:
    """An optimizer's state as of a network that is not split, for the first process; all must ask."""
    state = optimizer.state_dict()
    moments = {
        number: {k: _first_has(v) if isinstance(v, Tensor) else v for k, v in entry.items()}
        for number, entry in state["state"].items()
    }
    return {**state, "state": moments}


def _first_has(tensor: Tensor) -> Tensor:
    """The whole tensor in the first process. The others of one computer need no copy in its memory."""
    full = whole(tensor)
    return full.cpu() if workers.rank() == 0 else full.new_empty(0)


def load_state(network: nn.Module, state: Mapping[str, Tensor]) -> None:
    """Give each process its share of whole weights."""
    network.load_state_dict(share_state(network, state))


def share_state(network: nn.Module, state: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """This process's share of whole weights, split as the network's are."""
    own = network.state_dict()
    return {name: _share(value, own[name]) for name, value in state.items()}


def load_optimizer(optimizer: torch.optim.Optimizer, state: Mapping[str, Any]) -> None:
    """Give each process its share of an optimizer's whole state."""
    parameters = [p for group in optimizer.param_groups for p in group["params"]]
    moments = {
        number: {
            k: _share(v, parameters[number]) if isinstance(v, Tensor) and v.ndim else v
            for k, v in entry.items()
        }
        for number, entry in state["state"].items()
    }
    optimizer.load_state_dict({**state, "state": moments})


def _share(value: Tensor, like: Tensor) -> Tensor:
    from torch.distributed.tensor import DTensor, distribute_tensor

    if not isinstance(like, DTensor):
        return value
    # Every process has read the whole file: nothing has to be sent.
    return distribute_tensor(value.to(like.device), like.device_mesh, like.placements, src_data_rank=None)
