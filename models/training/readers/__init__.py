"""Readers of data sets, one layout a module: settings in, a `Collection` out.

A reader only finds out what there is; pixels are read window by window while training. A further layout is a
module with a function ``read(settings)`` and a line here.
"""

import importlib
from collections.abc import Callable

from models.training.places import Collection
from models.training.settings import Settings, refuse

Reader = Callable[[Settings], Collection]

READERS: dict[str, tuple[str, ...]] = {
    "folder": ("segmentation", "scenes", "change", "pretraining"),
    "eurosat": ("scenes", "pretraining"),
    "bigearthnet": ("scenes", "pretraining"),
    "segmunich": ("segmentation", "pretraining"),
    "oscd": ("change", "pretraining"),
    "fmow": ("scenes", "pretraining"),
}
"""By name: the tasks that a layout has data for."""


def read_collection(settings: Settings) -> Collection:
    """Read a run's data set.

    Raises:
        EngineError: ``training.settings``, ``training.data``, ``training.labels`` or ``training.classes``.
    """
    name, task = settings["data.reader"], settings["task"]
    if name not in READERS:
        refuse(f"there is no reader {name!r}; there are {', '.join(READERS)}")
    if task not in READERS[name]:
        refuse(f"the reader {name} has nothing for {task}; it has {', '.join(READERS[name])}")
    reader: Reader = importlib.import_module(f"models.training.readers.{name}").read
    return reader(settings)
