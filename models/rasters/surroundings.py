"""What a network sees around the pixels that are asked for, and where its windows lie.

A network's answer for a pixel depends on what else is in the window. So that a map does not depend on how a
user cut the scene or drew the region, windows lie on a lattice that is fixed on the Earth, and those at the
border of a region show what lies beyond it.
"""

import copy
import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from models.rasters.scene import Scene
from models.rasters.stack import StackReader
from models.rasters.windows import Window

Read = Callable[[Window, Sequence[int]], tuple[NDArray[np.float32], NDArray[np.bool_]]]


@dataclass(frozen=True)
class Surroundings:
    """How to read a scene whose region is only a part of it.

    Attributes:
        read: as `Scene.read`, but valid also outside the region.
        inside: gives (h, w) bool of a window: what the region holds; None where there is no region.
        bounds: what may be read.
    """

    read: Read
    inside: Callable[[Window], NDArray[np.bool_]] | None
    bounds: Window


def surroundings(scene: Scene) -> Surroundings:
    """The scene without its region, and the region by itself."""
    reader = scene.reader
    if not isinstance(reader, StackReader) or reader.region is None:
        return Surroundings(scene.read, None, scene.extent)
    unbounded = copy.copy(reader)  # shares the open files
    unbounded.region = None
    return Surroundings(unbounded.read, reader.region.inside, Window(0, 0, scene.height, scene.width))


def lattice_phase(transform: Affine, stride: int) -> tuple[int, int]:
    """Shift (rows, columns) of windows that lie on multiples of ``stride`` pixels from the CRS's origin.

    Two rasters that are cut from the same pixels get windows at the same places. A raster that is turned
    or not georeferenced counts from its own corner.
    """
    if transform.b or transform.d or transform == Affine.identity():
        return 0, 0
    # A quarter of a pixel keeps grids that begin at whole or half pixels off the edge of rounding.
    row = math.floor(transform.f / transform.e + 0.25)
    column = math.floor(transform.c / transform.a + 0.25)
    return -row % stride, -column % stride
