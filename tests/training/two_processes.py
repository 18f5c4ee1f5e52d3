"""Two processes on this machine that meet as those that torchrun starts do."""

import os
from collections.abc import Callable
from typing import Any

import torch
import torch.distributed as dist


def spawn(function: Callable[..., None], *arguments: Any, meetings: int = 1) -> None:
    """Call ``function(rank, *arguments, ports)`` in two processes and wait for both.

    Args:
        function: of a module, so that the processes can import it.
        arguments: what it gets.
        meetings: how often the processes meet, each time at another of the ports.
    """
    # Held open from here on: a port that were only found free could be taken before the processes are there.
    stores = [dist.TCPStore("127.0.0.1", 0, is_master=True, wait_for_workers=False) for _ in range(meetings)]
    torch.multiprocessing.spawn(function, (*arguments, [store.port for store in stores]), nprocs=2)


def place(rank: int, port: int) -> None:
    """Tell a process of `spawn` who it is and where it meets the other one."""
    os.environ |= {
        "RANK": str(rank),
        "WORLD_SIZE": "2",
        "LOCAL_RANK": str(rank),
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(port),
        "TORCHELASTIC_USE_AGENT_STORE": "True",  # the one who started them keeps the store, as torchrun does
        "GLOO_SOCKET_IFNAME": "lo",  # where the machine's name leads nowhere, too
    }
