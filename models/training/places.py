"""What a reader gives: images and their labels, before a pixel of them is read."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from models.class_schemes import ClassScheme
from models.rasters.options import SceneOptions
from models.rasters.windows import Window

UNLABELLED = -1
"""Stands for "no label" in arrays of class numbers."""
Part = Literal["training", "validation"]
Labels = NDArray[np.int16]


@dataclass(frozen=True)
class Image:
    """A scene that is opened when it is needed: its files, and what they do not say themselves."""

    paths: tuple[str, ...]
    options: SceneOptions = field(default_factory=SceneOptions)


class LabelSource(Protocol):
    """Labels of an image's pixels, read by window.

    Units are what is kept apart or trained on as a whole: a polygon belongs to one of them even where it
    reaches into another one's ground.
    """

    def read(self, window: Window, part: Part | None) -> Labels:
        """Class numbers (h, w), `UNLABELLED` outside of the part and of the raster; None reads all."""

    def assign(self, side: int, units: Mapping[tuple[int, int], Part]) -> None:
        """Say which part each block of `side` pixels belongs to, by its row and column of blocks."""

    def counts(self, side: int, classes: int) -> dict[tuple[int, int], NDArray[np.int64]]:
        """Labelled pixels (classes,) by block of `side` pixels, blocks without any left out."""

    def cells(self, side: int, part: Part | None, classes: int) -> dict[tuple[int, int], NDArray[np.int64]]:
        """As `counts`, where the pixels of a part lie (a polygon may reach over several blocks)."""


@dataclass(frozen=True)
class Item:
    """An image, or two dates of it, with what is known about it.

    Attributes:
        name: for messages and lists.
        images: one, or the earlier and the later one.
        labels: of its pixels.
        classes: of the image as a whole.
        part: where the data set itself says so.
        place: items of one place are kept apart together; the name where it is empty.
    """

    name: str
    images: tuple[Image, ...]
    labels: LabelSource | None = None
    classes: tuple[int, ...] = ()
    part: Part | None = None
    place: str = ""


@dataclass
class Collection:
    """All that a reader found.

    Attributes:
        items: in a fixed order.
        scheme: classes by number; None for pretraining.
        multiple: whether an image may have several classes.
        bands: that the data set's files hold, for a recipe of the network; empty for "ask the files".
        resolution: of the images in metres, where the data set says so.
        notes: what the user should know.
    """

    items: list[Item]
    scheme: ClassScheme | None = None
    multiple: bool = False
    bands: tuple[str, ...] = ()
    resolution: float | None = None
    notes: list[str] = field(default_factory=list)
