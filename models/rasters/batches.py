"""What every run of a network over a scene needs: reading ahead, and batches that fit into the memory."""

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeoutError
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.events import Events
from models.sentences import say

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]
Infer = Callable[[FloatArray, BoolArray], FloatArray]

CANCEL_POLL = 0.1
"""Seconds between two looks at the cancel flag while waiting for a reader."""

Asked = TypeVar("Asked")
Given = TypeVar("Given")


def read_ahead(
    asked: Iterable[Asked], read: Callable[[Asked], Given], readers: int, events: Events
) -> Generator[tuple[Asked, Given], None, None]:
    """Read in several threads, a bounded number ahead; gives what was asked for with what was read, in order.

    Raises:
        Cancelled: the user asked to stop while a reading was waited for.
    """
    todo = iter(asked)
    pool = ThreadPoolExecutor(readers, "raster-reader")
    waiting: deque[tuple[Asked, Future[Given]]] = deque()

    def fill() -> None:
        while len(waiting) <= readers:
            try:
                following = next(todo)
            except StopIteration:
                return
            waiting.append((following, pool.submit(read, following)))

    try:
        fill()
        while waiting:
            one, future = waiting.popleft()
            given = _await(future, events)
            fill()
            yield one, given
    finally:
        # A read cannot be interrupted, and its file must not be closed under it: wait for those that run.
        pool.shutdown(wait=True, cancel_futures=True)


def _await(future: "Future[Given]", events: Events) -> Given:
    while True:
        events.check_cancelled()
        try:
            return future.result(CANCEL_POLL)
        except FutureTimeoutError:
            if future.done():
                return future.result()


class Ladder:
    """Runs batches; where memory does not suffice, halves the batch, then asks for another device.

    Args:
        infer: ((N, B, h, w), (N, h, w)) -> (N, K, …).
        batch: chips for one call of it, at most.
        events: told of smaller batches; its cancel flag is looked at before each.
        on_exhausted: called when even a single chip does not fit; True when ``infer`` now runs elsewhere.
    """

    def __init__(
        self, infer: Infer, batch: int, events: Events, on_exhausted: Callable[[], bool] | None
    ) -> None:
        self.batch = batch
        self._infer, self._events, self._on_exhausted = infer, events, on_exhausted

    def run(self, pixels: list[FloatArray], valid: list[BoolArray]) -> FloatArray:
        """Results of the first chips (B, h, w) with validity (h, w), as many as fit: (n, K, …).

        Raises:
            Cancelled: the user asked to stop.
            EngineError: ``engine.out_of_memory``.
        """
        self._events.check_cancelled()
        while True:
            count = min(self.batch, len(pixels))
            try:
                results = self._infer(np.stack(pixels[:count]), np.stack(valid[:count]))
            except (RuntimeError, MemoryError) as error:
                if not is_out_of_memory(error):
                    raise
                self._step_down(count, error)
            else:
                return results

    def _step_down(self, size: int, error: BaseException) -> None:
        if size > 1:
            self.batch = size // 2
            self._events.message(
                say(
                    "The device's memory does not hold {size} windows at once; going on with {batch}.",
                    size=size,
                    batch=self.batch,
                ),
                "warning",
                "engine.smaller_batch",
            )
        elif self._on_exhausted is None or not self._on_exhausted():
            raise EngineError(
                "engine.out_of_memory",
                say("There is not enough memory to run the model on a single window."),
                say("Close other programs or choose a smaller model."),
            ) from error


def is_out_of_memory(error: BaseException) -> bool:
    """Whether an exception says that a device or the computer has no memory left.

    Torch tells it by a class for CUDA and by a RuntimeError's text elsewhere; this module must not import it.
    """
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    text = str(error).lower()
    return any(sign in text for sign in ("out of memory", "not enough memory", "can't allocate memory"))
