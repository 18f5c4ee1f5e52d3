"""Masks of invalid pixels: a raster that the user names, or a product's scene classification."""

import re
from dataclasses import replace
from pathlib import Path

from models.errors import EngineError
from models.rasters import sentinel2
from models.rasters.grid import Grid, overlap, relate
from models.rasters.layers import MaskLayer
from models.rasters.sources import inspect
from models.sentences import say

_VALUES = re.compile(r"[-+.\d\s,eE]+")


def open_masks(
    text: str | None, grid: Grid, product: sentinel2.Product | None
) -> tuple[tuple[MaskLayer, ...], tuple[str, ...]]:
    """Open the mask that the user names, and the scene classification of an L2A product.

    Some classes of that are never valid.

    Returns:
        the masks, and the files that they read.

    Raises:
        EngineError: ``scene.no_scl``, ``options.mask``, ``scene.mask_outside``,
            ``scene.mask_not_georeferenced``, and those of `inspect`.
    """
    masks: list[MaskLayer] = []
    classes = text is not None and text.lower().startswith("scl:")
    scene_classes: tuple[float, ...] = sentinel2.ALWAYS_INVALID
    if text is not None and classes:
        if product is None or product.classification is None:
            raise EngineError(
                "scene.no_scl",
                say("The scene has no scene classification (SCL); only Sentinel-2 L2A products have one."),
                say("Give a mask file instead."),
            )
        scene_classes += _scene_classes(text.partition(":")[2])
    if product is not None and product.classification is not None:
        file = inspect(product.classification)
        masks.append(MaskLayer(file, relate(grid, file.grid), scene_classes))
    if text is not None and not classes:
        masks.append(_user_mask(text, grid))
    return tuple(masks), tuple(name for mask in masks for name in mask.file.files)


def split_mask(text: str) -> tuple[str, tuple[float, ...]]:
    """Split ``FILE[:v1,v2,…]``; a colon within the path, as after a drive letter, stays in the path."""
    path, colon, values = text.rpartition(":")
    if colon and path and _VALUES.fullmatch(values) and not Path(text).exists():
        try:
            return path, tuple(float(value) for value in values.split(",") if value.strip())
        except ValueError as error:
            raise EngineError(
                "options.mask",
                say('"{values}" is not a list of numbers.', values=values),
                say("Write the mask like FILE:1,2,3."),
            ) from error
    return text, ()


def _user_mask(text: str, grid: Grid) -> MaskLayer:
    path, values = split_mask(text)
    file = inspect(path)
    if not file.grid.georeferenced or (file.grid.crs is None) != (grid.crs is None):
        if (file.grid.width, file.grid.height) != (grid.width, grid.height):
            raise EngineError(
                "scene.mask_not_georeferenced",
                say(
                    "The mask {label} has no coordinate system and another size than the scene.",
                    label=file.label,
                ),
                say("Georeference the mask."),
            )
        file = replace(file, grid=grid)
    if not overlap(grid, file.grid):
        raise EngineError(
            "scene.mask_outside",
            say("The mask {label} does not overlap the scene.", label=file.label),
            say("Choose the mask of this scene."),
        )
    return MaskLayer(file, relate(grid, file.grid), values)


def _scene_classes(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for part in text.split(","):
        word = part.strip().lower()
        if word in sentinel2.SCENE_CLASSES:
            found += sentinel2.SCENE_CLASSES[word]
        elif word.isdecimal() and int(word) <= 11:
            found.append(int(word))
        else:
            raise EngineError(
                "options.mask",
                say('"{word}" is no class of the scene classification.', word=word),
                say("Use cloud, shadow, snow or numbers from 0 to 11, for example scl:cloud,shadow."),
            )
    return tuple(found)
