"""The files behind the paths that the user names: rasters, or the images of a Sentinel-2 product."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from models.errors import EngineError
from models.rasters import sentinel2
from models.rasters.bands import SENTINEL2
from models.rasters.naming import Identity, code_in
from models.rasters.notes import Note
from models.rasters.radiometry import Radiometry
from models.rasters.sources import RasterFile, inspect
from models.sentences import say


@dataclass(frozen=True)
class Input:
    """A raster, and what a product's metadata add to its own."""

    file: RasterFile
    identity: Identity | None = None
    radiometry: Radiometry | None = None
    zero_is_nodata: bool = False


@dataclass(frozen=True)
class Inputs:
    """The rasters of one scene in the order given; ``product`` where all belong to one."""

    inputs: tuple[Input, ...]
    product: sentinel2.Product | None
    notes: tuple[Note, ...]


def gather(paths: Sequence[str]) -> Inputs:
    """Open what the paths name.

    Raises:
        EngineError: ``scene.no_files``, ``scene.duplicate_files``, ``scene.several_products``, and those of
            `inspect` and `sentinel2.open_product`.
    """
    if not paths or not all(path.strip() for path in paths):
        raise EngineError(
            "scene.no_files", say("No raster was given."), say("Name one or several files of one scene.")
        )
    if len(set(paths)) < len(paths):
        raise EngineError(
            "scene.duplicate_files", say("A file was given twice."), say("Name each file once.")
        )
    products = [path for path in paths if sentinel2.is_product(path)]
    return _gather_product(products, len(paths)) if products else _gather_files(paths)


def _gather_product(paths: Sequence[str], given: int) -> Inputs:
    opened = [sentinel2.open_product(path) for path in paths]
    if len(paths) < given or len({product.metadata for product in opened}) > 1:
        raise EngineError(
            "scene.several_products",
            say("A Sentinel-2 product is a scene of its own and cannot be joined with other inputs."),
            say("Open one product at a time."),
        )
    product = opened[0]
    # GDAL names the 10 m, 20 m and 60 m parts of a product; several of them are one scene.
    images = {image.path: image for part in opened for image in part.images}
    inputs = []
    for image in images.values():
        channel = SENTINEL2[image.band]
        identity = Identity(image.band, channel.wavelength, channel.width, "metadata")
        inputs.append(Input(inspect(image.path), identity, image.radiometry, zero_is_nodata=True))
    notes = []
    if product.missing:
        missing = ", ".join(product.missing)
        notes.append(
            Note(
                say("The product lacks the images of {missing}.", missing=missing),
                "scene.bands_missing",
                warning=True,
            )
        )
    return Inputs(tuple(inputs), product, tuple(notes))


def _gather_files(paths: Sequence[str]) -> Inputs:
    products: dict[str, sentinel2.Product] = {}
    inputs, notes = [], []
    for path in paths:
        file = inspect(path)
        metadata = sentinel2.metadata_around(path)
        code = code_in(PurePath(path).stem)
        if metadata is not None and code is not None and file.count == 1:
            if metadata not in products:
                products[metadata] = sentinel2.open_product(metadata)
            stated = products[metadata].radiometry.get(code.name)
            inputs.append(Input(file, radiometry=stated, zero_is_nodata=True))
        else:
            inputs.append(Input(file))
        if file.located_otherwise:
            notes.append(
                Note(
                    say(
                        "{label} is located by control points or a camera model, which are not used: its "
                        "places are pixel coordinates.",
                        label=file.label,
                    ),
                    "scene.control_points",
                    warning=True,
                )
            )
    if len(products) > 1:
        raise EngineError(
            "scene.several_products",
            say("The files come from several Sentinel-2 products."),
            say("Open one product at a time."),
        )
    whole = len(products) == 1 and all(given.radiometry is not None for given in inputs)
    return Inputs(tuple(inputs), next(iter(products.values())) if whole else None, tuple(notes))
