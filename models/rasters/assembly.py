"""Which bands make a scene, on which grid, in which radiometry: decided once when it is opened."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from models.errors import EngineError
from models.rasters import metadata
from models.rasters.bands import Band
from models.rasters.grid import Grid, overlap, relate
from models.rasters.identification import Candidate, identify
from models.rasters.inputs import Input, Inputs, gather
from models.rasters.layers import Layer, MaskLayer
from models.rasters.masking import open_masks
from models.rasters.naming import sensor_in
from models.rasters.notes import Note
from models.rasters.options import SceneOptions
from models.rasters.radiometry import Radiometry, default_radiometry
from models.rasters.sources import RasterFile, label
from models.sentences import say

_BYTES = ("uint8", "int8")


@dataclass(frozen=True)
class Member:
    """A band of a scene and how it is read; ``number`` is its place among all bands that were given."""

    number: int
    band: Band
    layer: int  # index into Assembly.layers
    radiometry: Radiometry


@dataclass(frozen=True)
class LeftOut:
    """A band that is given but not used."""

    number: int
    band: Band
    reason: str


@dataclass(frozen=True)
class Assembly:
    """All that is known about a scene before a pixel is read."""

    grid: Grid
    layers: tuple[Layer, ...]
    members: tuple[Member, ...]
    left_out: tuple[LeftOut, ...]
    masks: tuple[MaskLayer, ...]
    product: str | None
    acquired: str | None
    files: tuple[str, ...]
    notes: tuple[Note, ...]


def assemble(paths: Sequence[str], options: SceneOptions, strict: bool = True) -> Assembly:
    """Decide what the files of one scene are together.

    Args:
        strict: whether to refuse what only the user can decide: unknown or doubled bands, 8-bit numbers.
            Otherwise these become warnings, so that a dialog can show the scene and ask.

    Raises:
        EngineError: as `models.rasters.scene.open_scene` lists them.
    """
    gathered = gather(paths)
    candidates, found_notes = identify(gathered.inputs, options.bands or {}, strict)
    notes = [*gathered.notes, *found_notes]
    chosen = [candidate for candidate in candidates if not candidate.left_out]
    if not chosen:
        raise EngineError(
            "scene.no_bands", say("All bands of the scene are left out."), say("Keep three or more.")
        )
    grid = _finest(chosen)
    given = list({id(candidate.given): candidate.given for candidate in chosen}.values())
    layers = _layers(given, grid, options, notes)
    places = {id(one): place for place, one in enumerate(given)}
    members = tuple(
        Member(
            candidate.number,
            _band(candidate),
            places[id(candidate.given)],
            _radiometry(candidate, options, strict),
        )
        for candidate in chosen
    )
    notes += _radiometry_notes(members, chosen)
    masks, mask_files = open_masks(options.mask, grid, gathered.product)
    files = [one.file for one in given]
    return Assembly(
        grid=grid,
        layers=layers,
        members=members,
        left_out=tuple(
            LeftOut(candidate.number, _band(candidate), candidate.left_out)
            for candidate in candidates
            if candidate.left_out
        ),
        masks=masks,
        product=_product(gathered, paths, files),
        acquired=_acquired(gathered, paths, files),
        files=_files(gathered, files, mask_files),
        notes=tuple(notes),
    )


def _finest(candidates: Sequence[Candidate]) -> Grid:
    """Return the grid of the finest identified band, of several the largest, with a CRS if one has it."""
    known = [candidate.file.grid for candidate in candidates if candidate.identity is not None]
    grids = known or [candidate.file.grid for candidate in candidates]
    located = [grid for grid in grids if grid.crs is not None] or grids
    return min(located, key=lambda grid: (round(grid.ground_resolution, 3), -grid.width * grid.height))


def _layers(
    given: Sequence[Input], grid: Grid, options: SceneOptions, notes: list[Note]
) -> tuple[Layer, ...]:
    layers = tuple(_layer(one, _placed(one.file, grid, notes), grid, options) for one in given)
    if grid.crs is None:
        text = say(
            "The scene has no coordinate system: places are pixel coordinates, or as the file states them."
        )
        notes.append(Note(text, "scene.no_crs"))
    if any(number is not None for layer in layers for number in layer.nodata):
        # Where nodata is declared, zero is a number like any other.
        return tuple(replace(layer, zero_is_fill=False) for layer in layers)
    return layers


def _placed(file: RasterFile, grid: Grid, notes: list[Note]) -> RasterFile:
    """Check that a file lies on the scene; one without a place but of the same size gets the scene's."""
    own = file.grid
    if (own.crs is None and grid.crs is not None) or not own.georeferenced:
        if (own.width, own.height) != (grid.width, grid.height):
            raise EngineError(
                "scene.not_georeferenced",
                say(
                    "{label} has no coordinate system and another size than the other bands.",
                    label=file.label,
                ),
                say("Georeference the file, or bring it to the size of the others."),
            )
        if own != grid:
            text = say(
                "{label} has no coordinate system; it is taken to lie on the other bands.", label=file.label
            )
            notes.append(Note(text, "scene.no_crs", warning=True))
        return replace(file, grid=grid)
    if own.crs is not None and own.crs != grid.crs:
        text = say(
            "{label} has another coordinate system than the finest band and is warped to it.",
            label=file.label,
        )
        notes.append(Note(text, "scene.warped"))
    if not overlap(grid, own):
        raise EngineError(
            "scene.files_apart",
            say("{label} does not overlap the other files of the scene.", label=file.label),
            say("Choose files of one place."),
        )
    return file


def _layer(given: Input, file: RasterFile, grid: Grid, options: SceneOptions) -> Layer:
    placement = relate(grid, file.grid)
    if options.nodata is not None:
        nodata: tuple[float | None, ...] = (options.nodata,) * file.count
    elif given.zero_is_nodata:
        nodata = tuple(0.0 if number is None else number for number in file.nodata)
    else:
        nodata = file.nodata
    coarser = placement.shift is None and max(placement.reduction) < 0.99
    return Layer(
        file=file,
        placement=placement,
        nodata=nodata,
        # Exports of a rotated footprint are filled with zeros that nobody declares.
        zero_is_fill=file.mask == "none",
        # A coarse band often ends a part of its own pixel short of the finer ones.
        reach=(1.0 if coarser else 0.0) + 1e-6,
    )


def _band(candidate: Candidate) -> Band:
    identity, file = candidate.identity, candidate.file
    return Band(
        name=candidate.name,
        wavelength=round(identity.wavelength, 6) if identity else None,
        width=round(identity.width, 6) if identity and identity.width else None,
        source=file.path,
        index=candidate.index,
        resolution=round(file.grid.resolution, 9) if file.grid.georeferenced else None,
        identified_by=identity.identified_by if identity else "none",
    )


def _radiometry(candidate: Candidate, options: SceneOptions, strict: bool) -> Radiometry:
    if options.radiometry is not None:
        return options.radiometry
    if candidate.radiometry is not None:
        return candidate.radiometry
    dtype = candidate.file.dtypes[candidate.index - 1]
    if strict and dtype in _BYTES and candidate.identity is not None:
        raise EngineError(
            "scene.byte_data",
            say(
                "{label} holds 8-bit numbers, as pictures for display do, and no reflectance.",
                label=candidate.file.label,
            ),
            say(
                "Use the original image; if these are reflectance, give the radiometry, for example 0.004,0."
            ),
        )
    return default_radiometry(dtype)


def _radiometry_notes(members: Sequence[Member], chosen: Sequence[Candidate]) -> list[Note]:
    assumed = [
        (member.radiometry, candidate)
        for member, candidate in zip(members, chosen, strict=True)
        if member.radiometry.source == "default" and candidate.identity is not None
    ]
    if not assumed:
        return []
    if any(candidate.file.dtypes[candidate.index - 1] in _BYTES for _, candidate in assumed):
        text = say(
            "The numbers are 8-bit, as in pictures for display: give the radiometry if they are reflectance."
        )
        return [Note(text, "scene.byte_data", warning=True)]
    if all(radiometry.scale == 1.0 for radiometry, _ in assumed):
        return [Note(say("The numbers are taken to be reflectance, 0 to 1."), "scene.radiometry_assumed")]
    text = say("Nothing says how the numbers become reflectance: DN/10000 without an offset is assumed.")
    notes = [Note(text, "scene.radiometry_assumed")]
    if any(candidate.name.startswith("Landsat") for _, candidate in assumed):
        text = say(
            "Numbers of Landsat Collection 2 need another radiometry: surface reflectance 0.0000275,-7272.7."
        )
        notes.append(Note(text, "scene.landsat_radiometry", warning=True))
    return notes


def _product(gathered: Inputs, paths: Sequence[str], files: Sequence[RasterFile]) -> str | None:
    if gathered.product is not None:
        return gathered.product.title
    texts = [*map(label, paths), *(text for file in files for text in metadata.sensor_texts(file))]
    return next(filter(None, map(sensor_in, texts)), None) or next(
        (name for file in files if (name := file.envi.get("sensor_type", "").strip()) not in ("", "Unknown")),
        None,
    )


def _acquired(gathered: Inputs, paths: Sequence[str], files: Sequence[RasterFile]) -> str | None:
    if gathered.product is not None and gathered.product.acquired:
        return gathered.product.acquired
    found = [*map(metadata.acquired, files), *map(metadata.date_in, paths)]
    return next(filter(None, found), None)


def _files(gathered: Inputs, used: Sequence[RasterFile], masks: Sequence[str]) -> tuple[str, ...]:
    product = gathered.product
    names = [product.metadata] if product is not None else []
    names += [name for file in used for name in file.files]
    # What lies in an archive is read from the archive, which stands first.
    return tuple(dict.fromkeys(name for name in (*names, *masks) if not name.startswith("/vsi")))
