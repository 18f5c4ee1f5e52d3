"""A scene as a grid of tokens: squares of 8x8 pixels, counted from the scene's upper left corner.

Features and masks of the networks live on this grid. `stream` runs over it as over any raster: a token's
pixels lie one after the other in the channels, and the pixels' validity in the last 64 of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from affine import Affine
from numpy.typing import NDArray

from models.rasters.grid import Grid, clip, compose
from models.rasters.scene import Scene
from models.rasters.surroundings import Surroundings, surroundings
from models.rasters.windows import Window

TOKEN = 8
"""Side of a token in pixels."""

PANEL = 1024
"""Widest piece that is accumulated at once, in tokens; each has hundreds of values."""

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]


@dataclass(frozen=True)
class TokenScene:
    """Reads a scene token by token.

    Tokens lie on the scene's own grid, so a region's tokens are those of the whole scene. Where the scene
    ends within a token or is smaller than a chip, its pixels are continued by reflection.

    Attributes:
        scene: what is read.
        extent: tokens that the scene's extent touches.
        bounds: tokens that the windows cover: all of the scene, and never less than a chip.
    """

    scene: Scene
    extent: Window
    bounds: Window
    source: Surroundings

    def read(self, window: Window, positions: Sequence[int]) -> tuple[FloatArray, BoolArray]:
        """Read tokens.

        Returns:
            ((B + 1) * 64, height, width) reflectance and, last, validity; and (height, width): tokens of
            whose pixels at least half are valid.
        """
        values, valid = self.pixels(window, positions)
        packed = pack(np.concatenate([values, valid[None].astype(np.float32)]))
        return packed, packed[-TOKEN * TOKEN :].mean(0) >= 0.5

    def pixels(self, window: Window, positions: Sequence[int]) -> tuple[FloatArray, BoolArray]:
        """The pixels (B, 8 * height, 8 * width) of tokens and their validity, also beyond the region."""
        wanted = in_pixels(window)
        there = clip(wanted, self.scene.height, self.scene.width)
        values, valid = self.source.read(there, positions)
        above, left = there.row - wanted.row, there.column - wanted.column
        padding = (
            (above, wanted.height - there.height - above),
            (left, wanted.width - there.width - left),
        )
        if any(padding[0] + padding[1]):
            values = np.pad(values, ((0, 0), *padding), mode="reflect")
            valid = np.pad(valid, padding, mode="reflect")
        return values, valid

    def inside(self, window: Window) -> BoolArray:
        """Tokens (height, width) that hold a pixel of the region; all where there is none."""
        if self.source.inside is None:
            return np.ones((window.height, window.width), np.bool_)
        inside = self.source.inside(in_pixels(window))
        cubes = inside.reshape(window.height, TOKEN, window.width, TOKEN)
        return np.asarray(cubes.any(axis=(1, 3)), np.bool_)

    @property
    def grid(self) -> Grid:
        """The extent's grid: a pixel is a token. The last ones may reach up to 7 pixels over the scene."""
        corner = Affine.translation(self.extent.column * TOKEN, self.extent.row * TOKEN)
        place = compose(compose(self.scene.transform, corner), Affine.scale(TOKEN))
        return Grid(self.extent.width, self.extent.height, place, self.scene.crs)


def token_scene(scene: Scene, chip: int) -> TokenScene:
    """Lay the token grid over a scene that is shown to a network in chips of ``chip`` pixels."""
    extent, side = scene.extent, chip // TOKEN
    top, bottom = extent.row // TOKEN, -(-(extent.row + extent.height) // TOKEN)
    left, right = extent.column // TOKEN, -(-(extent.column + extent.width) // TOKEN)
    rows, columns = -(-scene.height // TOKEN), -(-scene.width // TOKEN)
    height, width = max(rows, side), max(columns, side)
    bounds = Window(-((height - rows) // 2), -((width - columns) // 2), height, width)
    return TokenScene(scene, Window(top, left, bottom - top, right - left), bounds, surroundings(scene))


def in_pixels(window: Window) -> Window:
    """The pixels of a window of tokens."""
    return Window(window.row * TOKEN, window.column * TOKEN, window.height * TOKEN, window.width * TOKEN)


def pack(pixels: NDArray[np.float32]) -> FloatArray:
    """(…, C, 8h, 8w) -> (…, C * 64, h, w), ordered channel, row, column."""
    *front, channels, height, width = pixels.shape
    h, w = height // TOKEN, width // TOKEN
    cubes = pixels.reshape(*front, channels, h, TOKEN, w, TOKEN)
    axis = len(front)
    order = (*range(axis), axis, axis + 2, axis + 4, axis + 1, axis + 3)
    return cubes.transpose(order).reshape(*front, channels * TOKEN * TOKEN, h, w)


def unpack(tokens: NDArray[np.float32]) -> FloatArray:
    """The inverse of `pack`: (…, C * 64, h, w) -> (…, C, 8h, 8w)."""
    *front, values, h, w = tokens.shape
    channels, axis = values // (TOKEN * TOKEN), len(front)
    cubes = tokens.reshape(*front, channels, TOKEN, TOKEN, h, w)
    order = (*range(axis), axis, axis + 3, axis + 1, axis + 4, axis + 2)
    return cubes.transpose(order).reshape(*front, channels, h * TOKEN, w * TOKEN)
