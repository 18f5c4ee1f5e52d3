"""Where networks run: NVIDIA GPUs (CUDA), Apple's GPUs (MPS), or the processor."""

import platform
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from models.errors import EngineError
from models.sentences import say

MOST_WORKERS = 8
"""Beyond, threads that compute windows wait for Python's lock; they use several threads each instead."""

_REQUEST = re.compile(r"auto|cpu|mps|cuda(:\d+)?")


@dataclass(frozen=True)
class Device:
    """A device that is there.

    Attributes:
        id: torch's name: "cpu", "mps", "cuda", or "cuda:1" and so on for further GPUs.
        name: one line for people.
        bf16: whether its hardware computes in bfloat16.
        batch: windows that it takes at once unless told otherwise. A batch on a processor should be over in
            well under a second, so that a run can be cancelled quickly.
        workers: threads that each compute a window of their own; 0 where a batch is computed as a whole.
    """

    id: str
    name: str
    bf16: bool
    batch: int
    workers: int = 0

    @property
    def kind(self) -> str:
        """The part of the id before the number."""
        return self.id.partition(":")[0]


def all_devices() -> list[Device]:
    """The devices of this computer, the best one first."""
    import torch

    found: list[Device] = []
    if torch.cuda.is_available():
        for index in range(torch.cuda.device_count()):
            properties = torch.cuda.get_device_properties(index)
            # From compute capability 8.0 on; torch itself also says yes where it only emulates.
            found.append(
                Device(
                    f"cuda:{index}" if index else "cuda",
                    f"{properties.name}, {properties.total_memory / 2**30:.0f} GB",
                    properties.major >= 8,
                    32,
                )
            )
    if torch.backends.mps.is_available():
        found.append(Device("mps", f"Apple GPU ({platform.machine()})", False, 8))
    threads = processor_threads()
    workers = min(threads, MOST_WORKERS)
    name = (
        say("{processor}, 1 thread", processor=_processor())
        if threads == 1
        else say("{processor}, {threads} threads", processor=_processor(), threads=threads)
    )
    return [*found, Device("cpu", name, _processor_has_bf16(), max(4, workers), workers)]


@cache
def processor_threads() -> int:
    """Threads that torch takes on the processor unless told otherwise; asked once, before that changes."""
    import torch

    return torch.get_num_threads()


def choose_device(requested: str = "auto") -> Device:
    """The device that is asked for; "auto" takes the best one.

    Raises:
        EngineError: ``device.unknown`` or ``device.unavailable``.
    """
    wanted = requested.strip().lower() or "auto"
    if not _REQUEST.fullmatch(wanted):
        raise EngineError(
            "device.unknown",
            say("There is no device {requested!r}.", requested=requested),
            say("Use auto, cpu, cuda, cuda:N or mps."),
        )
    devices = all_devices()
    for device in devices:
        if wanted in ("auto", device.id) or wanted == f"{device.id}:0":
            return device
    there = ", ".join(device.id for device in devices)
    raise EngineError(
        "device.unavailable",
        say("The device {wanted} cannot be used on this computer.", wanted=wanted),
        say("There is: {there}. Choose auto to take the best of them.", there=there),
    )


def describe_devices() -> list[dict[str, Any]]:
    """The devices as JSON; the first one is the default."""
    return [
        {"id": device.id, "name": device.name, "default": index == 0, "bf16": device.bf16}
        for index, device in enumerate(all_devices())
    ]


def _processor() -> str:
    try:
        text = Path("/proc/cpuinfo").read_text("utf-8", "replace")
    except OSError:
        return platform.processor() or platform.machine()
    found = re.search(r"^model name\s*:\s*(.+)$", text, re.MULTILINE)
    return found[1].strip() if found else platform.machine()


def _processor_has_bf16() -> bool:
    """Whether the processor multiplies in bfloat16; where it only converts, float32 is faster."""
    import torch

    names = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(bool(getattr(torch.cpu, name, lambda: False)()) for name in names)
