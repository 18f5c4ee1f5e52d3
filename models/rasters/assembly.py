"""Which bands make a scene, on which grid, in which radiometry: decided once when it is opened."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from models.errors import EngineError
from models.rasters import sentinel2
from models.rasters.bands import LONGEST_REFLECTED, PANCHROMATIC, SENTINEL2, Band
from models.rasters.grid import Grid, overlap, relate
from models.rasters.layers import Layer, MaskLayer
from models.rasters.naming import (
    Identity,
    code_in,
    identify_description,
    identify_file_name,
    identify_user,
    is_positional,
    sensor_in,
    sensor_of_codes,
    to_nanometres,
)
from models.rasters.options import EXCLUDED, SceneOptions
from models.rasters.radiometry import Radiometry, default_radiometry, from_divisor, from_gdal
from models.rasters.sources import RasterFile, inspect, label


@dataclass(frozen=True)
class Note:
    """Something that the user should know; ``level`` is "info" or "warning"."""

    text: str
    code: str
    warning: bool = False


@dataclass(frozen=True)
class Member:
    """A band of a scene and how it is read."""

    band: Band
    layer: int  # index into Assembly.layers
    radiometry: Radiometry


@dataclass(frozen=True)
class Assembly:
    """All that is known about a scene before a pixel is read."""

    grid: Grid
    layers: tuple[Layer, ...]
    members: tuple[Member, ...]
    masks: tuple[MaskLayer, ...]
    product: str | None
    acquired: str | None
    files: tuple[str, ...]
    notes: tuple[Note, ...]


@dataclass
class _Candidate:
    file: RasterFile
    index: int
    number: int  # counted over all bands of all files, as the user numbers them
    identity: Identity | None
    radiometry: Radiometry | None


@dataclass
class _Input:
    file: RasterFile
    identity: Identity | None = None  # known from a product's metadata
    radiometry: Radiometry | None = None
    zero_is_nodata: bool = False


@dataclass
class _Gathered:
    inputs: list[_Input]
    notes: list[Note] = field(default_factory=list)
    product: sentinel2.Product | None = None


def assemble(paths: Sequence[str], options: SceneOptions) -> Assembly:
    """Decide what the files of one scene are together.

    Raises:
        EngineError: what `models.rasters.scene.open_scene` lists.
    """
    gathered = _gather(paths)
    notes = gathered.notes
    candidates = _identify(gathered.inputs, options.bands or {}, notes)
    candidates = _choose(candidates, gathered.inputs, notes)
    grid = _finest(candidates)
    used = list({id(candidate.file): candidate.file for candidate in candidates}.values())
    files = _place(used, grid, notes)
    fill = {id(given.file): given.zero_is_nodata for given in gathered.inputs}
    layers = tuple(
        _layer(file, grid, options, fill[id(original)]) for original, file in zip(used, files, strict=True)
    )
    if any(number is not None for layer in layers for number in layer.nodata):
        layers = tuple(replace(layer, zero_is_fill=False) for layer in layers)
    members = tuple(
        Member(
            _band(candidate),
            [id(file) for file in used].index(id(candidate.file)),
            _radiometry(candidate, options),
        )
        for candidate in candidates
    )
    _note_radiometry(members, layers, notes)
    masks, mask_files = _masks(options.mask, grid, gathered.product, notes)
    first = gathered.product
    return Assembly(
        grid=grid,
        layers=layers,
        members=members,
        masks=masks,
        product=first.title if first else _product_name(paths, used),
        acquired=first.acquired if first else _acquired(paths, used),
        files=_files(gathered, used, mask_files),
        notes=tuple(notes),
    )


def _gather(paths: Sequence[str]) -> _Gathered:
    if not paths or not all(path.strip() for path in paths):
        raise EngineError("scene.no_files", "No raster was given.", "Name one or several files of one scene.")
    products = [path for path in paths if sentinel2.is_product(path)]
    if not products:
        return _gather_files(paths)
    opened = [sentinel2.open_product(path) for path in products]
    if len(products) < len(paths) or len({(product.name, product.metadata) for product in opened}) > 1:
        raise EngineError(
            "scene.several_products",
            "A Sentinel-2 product is a scene of its own and cannot be joined with other inputs.",
            "Open one product at a time.",
        )
    product = opened[0]
    images = {image.path: image for found in opened for image in found.images}
    inputs = []
    for image in images.values():
        channel = SENTINEL2[image.band]
        identity = Identity(image.band, channel.wavelength, channel.width, "metadata")
        inputs.append(_Input(inspect(image.path), identity, image.radiometry, zero_is_nodata=True))
    gathered = _Gathered(inputs, product=product)
    if product.missing:
        gathered.notes.append(
            Note(
                f"The product lacks the images of {', '.join(product.missing)}.",
                "scene.bands_missing",
                warning=True,
            )
        )
    return gathered


def _gather_files(paths: Sequence[str]) -> _Gathered:
    if len(set(paths)) < len(paths):
        raise EngineError("scene.duplicate_files", "A file was given twice.", "Name each file once.")
    gathered = _Gathered([])
    products: dict[str, sentinel2.Product] = {}
    for path in paths:
        given = _Input(inspect(path))
        metadata = sentinel2.metadata_around(path)
        code = code_in(Path(path).stem.replace("_", " "))
        if metadata is not None and code is not None and given.file.count == 1:
            if metadata not in products:
                products[metadata] = sentinel2.open_product(metadata)
            given.radiometry = products[metadata].radiometry.get(code.name)
            given.zero_is_nodata = True
        gathered.inputs.append(given)
        if given.file.located_otherwise:
            gathered.notes.append(
                Note(
                    f"{given.file.label} is located by control points or a camera model, which are not used: "
                    "pixel coordinates are taken instead.",
                    "scene.control_points",
                    warning=True,
                )
            )
    if len(products) > 1:
        raise EngineError(
            "scene.several_products",
            "The files come from several Sentinel-2 products.",
            "Open one product at a time.",
        )
    if products and all(given.radiometry for given in gathered.inputs):
        gathered.product = next(iter(products.values()))
    return gathered


def _identify(inputs: Sequence[_Input], named: Mapping[int, str], notes: list[Note]) -> list[_Candidate]:
    sensor = _sensor(inputs, notes)
    candidates: list[_Candidate] = []
    for given in inputs:
        file = given.file
        usable = _good_bands(file, notes)
        codes = [code_in(text.replace("_", " ")) for text in file.descriptions]
        trusted = not is_positional(codes)
        wavelengths = _stated_wavelengths(file)
        for index in range(1, file.count + 1):
            if index in file.alpha:
                continue
            number = len(candidates) + 1
            identity: Identity | None
            if number in named:
                identity = None if named[number].lower() == EXCLUDED else identify_user(named[number])
                if identity is None:
                    usable.discard(index)
            elif given.identity is not None:
                identity = given.identity
            elif wavelengths[index - 1] is not None:
                identity = _by_wavelength(file, index, wavelengths[index - 1], sensor)
            else:
                identity = identify_description(
                    file.descriptions[index - 1].replace("_", " "), sensor, trusted
                )
                if identity is None and file.count - len(file.alpha) == 1:
                    identity = identify_file_name(file.path, sensor)
            radiometry = given.radiometry or _stated_radiometry(file, index)
            candidate = _Candidate(file, index, number, identity, radiometry)
            candidates.append(candidate)
            if index not in usable:
                candidate.number = -number
    beyond = [number for number in named if number > len(candidates)]
    if beyond:
        raise EngineError(
            "options.bands",
            f"Band {beyond[0]} was named, but the scene has {len(candidates)} band{'s' if len(candidates) > 1 else ''}.",
            "The numbers count the bands of all files in the order given.",
        )
    return [candidate for candidate in candidates if candidate.number > 0]


def _sensor(inputs: Sequence[_Input], notes: list[Note]) -> str:
    """Tell whose band numbers the names carry."""
    for given in inputs:
        words = [given.file.path.replace("\\", "/").rpartition("/")[2], *given.file.tags.values()][:40]
        for text in words:
            sensor = sensor_in(text[:300])
            if sensor is not None:
                return sensor
    for given in inputs:
        folder = Path(given.file.path).parent.name
        sensor = sensor_in(folder)
        if sensor is not None:
            return sensor
    codes = []
    for given in inputs:
        found = [code_in(text.replace("_", " ")) for text in given.file.descriptions]
        if is_positional(found):
            found = [code_in(Path(given.file.path).stem.replace("_", " "))] if given.file.count == 1 else []
        codes += [code for code in found if code is not None]
    if not codes:
        return "Sentinel-2"
    finest = min((given.file.grid for given in inputs), key=lambda grid: grid.pixel_area)
    metric = finest.crs is not None and finest.crs.is_projected
    sensor, certain = sensor_of_codes(codes, finest.resolution if metric else None)
    if not certain:
        notes.append(
            Note(
                f"The band numbers are taken as {sensor}'s; nothing says so. Name the bands otherwise if that is wrong.",
                "scene.sensor_assumed",
            )
        )
    return sensor


def _good_bands(file: RasterFile, notes: list[Note]) -> set[int]:
    """Return the numbers of the bands that the file's own list does not call bad (ENVI's "bbl")."""
    flags = _list(file.envi.get("bbl", ""))
    everything = set(range(1, file.count + 1))
    if len(flags) != file.count:
        return everything
    bad = {index for index, flag in enumerate(flags, start=1) if flag == 0}
    if bad:
        notes.append(
            Note(
                f"{len(bad)} of {file.count} bands of {file.label} are marked as bad and left out.",
                "scene.bad_bands",
            )
        )
    return everything - bad


def _stated_wavelengths(file: RasterFile) -> list[tuple[float, float | None] | None]:
    """Return (centre, width or None) in nanometres a band, from GDAL's and ENVI's metadata."""
    unit = file.envi.get("wavelength_units", "") or file.tags.get("wavelength_units", "")
    centres = _list(
        file.envi.get("wavelength", "") or file.tags.get("wavelengths", "") or file.tags.get("wavelength", "")
    )
    widths = _list(file.envi.get("fwhm", "") or file.tags.get("fwhm", ""))
    found: list[tuple[float, float | None] | None] = []
    for index, given in enumerate(file.band_tags):
        tags = {key.lower(): value for key, value in given.items()}
        centre = _number(tags.get("central_wavelength_um"))
        width = _number(tags.get("fwhm_um"))
        scale = 1000.0
        if centre is None:
            centre = (
                _number(tags.get("wavelength"))
                or _number(tags.get("center_wavelength"))
                or _number(tags.get("central_wavelength"))
            )
            width = _number(tags.get("fwhm")) or _number(tags.get("bandwidth"))
            own_unit = tags.get("wavelength_units") or tags.get("wavelength_unit") or unit
            if centre is None and len(centres) == file.count:
                centre, own_unit = centres[index], unit
                width = widths[index] if len(widths) == file.count else None
            # Without a unit, the first centre tells: a width of 11 may be nanometres all the same.
            scale = to_nanometres(centre, own_unit) / centre if centre else 1.0
        found.append(
            None if centre is None or centre <= 0 else (centre * scale, width * scale if width else None)
        )
    return found


def _by_wavelength(
    file: RasterFile, index: int, stated: tuple[float, float | None] | None, sensor: str
) -> Identity:
    centre, width = stated if stated is not None else (0.0, None)
    described = identify_description(file.descriptions[index - 1].replace("_", " "), sensor)
    if described is not None and described.name in SENTINEL2 and abs(described.wavelength - centre) < 15:
        return Identity(described.name, centre, width or described.width, "metadata")
    return Identity(file.descriptions[index - 1] or f"{centre:.0f} nm", centre, width, "metadata")


def _stated_radiometry(file: RasterFile, index: int) -> Radiometry | None:
    stated = from_gdal(file.scales[index - 1], file.offsets[index - 1])
    if stated is not None:
        return stated
    for key in ("reflectance_scale_factor", "scale_factor"):
        divisor = _number(file.envi.get(key)) or _number(
            file.tags.get(key) if key.startswith("reflectance") else None
        )
        # Some writers give the factor itself and not the divisor.
        radiometry = from_divisor(divisor if divisor >= 1 else 1 / divisor) if divisor else None
        if radiometry is not None:
            return radiometry
    return None


def _choose(candidates: list[_Candidate], inputs: Sequence[_Input], notes: list[Note]) -> list[_Candidate]:
    """Drop what is not reflectance, files without any known band, and the coarser copies of a band."""
    identified = [candidate for candidate in candidates if candidate.identity is not None]
    if not identified:
        if all(dtype in ("uint8", "int8") for given in inputs for dtype in given.file.dtypes):
            raise _byte_data(inputs[0].file)
        raise EngineError(
            "scene.no_bands",
            f"None of the {len(candidates)} band{'s' if len(candidates) != 1 else ''} can be identified: "
            "neither metadata nor names tell their wavelengths.",
            "Name the bands yourself, for example 1=B02,2=B03,3=B04,4=B08.",
        )
    kept = []
    dropped: dict[str, list[str]] = {}
    known_files = {id(candidate.file) for candidate in identified}
    for candidate in candidates:
        identity = candidate.identity
        if identity is None and id(candidate.file) not in known_files:
            dropped.setdefault("unknown wavelength", []).append(candidate.file.label)
        elif identity is not None and identity.wavelength > LONGEST_REFLECTED:
            dropped.setdefault("heat instead of reflectance", []).append(identity.name)
        elif identity is not None and tuple(identity.name.rsplit(" ", 1)) in PANCHROMATIC:
            dropped.setdefault("panchromatic", []).append(identity.name)
        else:
            kept.append(candidate)
    for reason, names in dropped.items():
        notes.append(
            Note(
                f"Left out ({reason}): {', '.join(names[:8])}{' …' if len(names) > 8 else ''}.",
                "scene.left_out",
            )
        )
    chosen: list[_Candidate] = []
    for candidate in kept:
        name = candidate.identity.name if candidate.identity else ""
        same = [
            other
            for other in chosen
            if other.identity and other.identity.name == name and _is_unique(other.identity)
        ]
        if not same:
            chosen.append(candidate)
            continue
        other = same[0]
        ratio = candidate.file.grid.pixel_area / other.file.grid.pixel_area
        by_user = (candidate.identity and candidate.identity.identified_by == "user") != (
            other.identity and other.identity.identified_by == "user"
        )
        if by_user:
            winner = candidate if candidate.identity and candidate.identity.identified_by == "user" else other
        elif 0.9 < ratio < 1.1:
            raise EngineError(
                "scene.duplicate_bands",
                f"{name} is there twice ({other.file.label} band {other.index}, {candidate.file.label} band {candidate.index}).",
                "Leave one out, for example with the bands option 5=none, or choose the files of one date.",
            )
        else:
            winner = candidate if ratio < 1 else other
            notes.append(Note(f"{name} is there at two resolutions; the finer is taken.", "scene.finer_copy"))
        chosen[chosen.index(other)] = winner
    return chosen


def _is_unique(identity: Identity) -> bool:
    # Detectors of imaging spectrometers overlap, so equal wavelengths alone mean nothing.
    return identity.identified_by in ("user", "description", "file name") or identity.name in SENTINEL2


def _finest(candidates: Sequence[_Candidate]) -> Grid:
    grids = [candidate.file.grid for candidate in candidates if candidate.identity is not None]
    located = [grid for grid in grids if grid.crs is not None] or grids
    return min(located, key=lambda grid: (round(grid.resolution, 6), -grid.width * grid.height))


def _place(files: Sequence[RasterFile], grid: Grid, notes: list[Note]) -> list[RasterFile]:
    """Check that the files lie on one another, and give those without a CRS the scene's."""
    placed = []
    for file in files:
        own = file.grid
        if own.crs is None and grid.crs is not None or not own.georeferenced:
            if (own.width, own.height) != (grid.width, grid.height):
                raise EngineError(
                    "scene.not_georeferenced",
                    f"{file.label} has no coordinate system and another size than the other bands, so its place is unknown.",
                    "Georeference the file, or resample it to the size of the others.",
                )
            if own != grid:
                notes.append(
                    Note(
                        f"{file.label} has no coordinate system; it is taken to lie on the other bands.",
                        "scene.no_crs",
                    )
                )
            file = replace(file, grid=grid)
        elif own.crs is not None and own.crs != grid.crs:
            notes.append(
                Note(
                    f"{file.label} has another coordinate system than the finest band and is warped to it.",
                    "scene.warped",
                )
            )
        if not overlap(grid, file.grid):
            raise EngineError(
                "scene.files_apart",
                f"{file.label} does not overlap the other files of the scene.",
                "Choose files of one place.",
            )
        placed.append(file)
    if grid.crs is None:
        notes.append(
            Note(
                "The scene has no coordinate system: places are pixel coordinates or as the file states them.",
                "scene.no_crs",
            )
        )
    return placed


def _layer(file: RasterFile, grid: Grid, options: SceneOptions, zero_is_nodata: bool) -> Layer:
    placement = relate(grid, file.grid)
    nodata: tuple[float | None, ...]
    if options.nodata is not None:
        nodata = (options.nodata,) * file.count
    elif zero_is_nodata:
        nodata = tuple(0.0 if number is None else number for number in file.nodata)
    else:
        nodata = file.nodata
    coarser = max(placement.reduction) < 0.99
    return Layer(
        file=file,
        placement=placement,
        nodata=nodata,
        # Exports of a rotated footprint are filled with zeros that nobody declares.
        zero_is_fill=options.nodata is None and file.mask == "none",
        # A coarse band often ends a part of its own pixel short of the finer ones.
        reach=(1.0 if coarser and placement.shift is None else 0.0) + 1e-6,
    )


def _band(candidate: _Candidate) -> Band:
    identity, file = candidate.identity, candidate.file
    return Band(
        name=identity.name
        if identity
        else file.descriptions[candidate.index - 1] or f"band {candidate.number}",
        wavelength=identity.wavelength if identity else None,
        width=identity.width if identity else None,
        source=file.path,
        index=candidate.index,
        resolution=round(file.grid.resolution, 9) if file.grid.georeferenced else None,
        identified_by=identity.identified_by if identity else "none",
    )


def _radiometry(candidate: _Candidate, options: SceneOptions) -> Radiometry:
    if options.radiometry is not None:
        return options.radiometry
    if candidate.radiometry is not None:
        return candidate.radiometry
    dtype = candidate.file.dtypes[candidate.index - 1]
    if dtype in ("uint8", "int8") and candidate.identity is not None:
        raise _byte_data(candidate.file)
    return default_radiometry(dtype)


def _byte_data(file: RasterFile) -> EngineError:
    return EngineError(
        "scene.byte_data",
        f"{file.label} holds 8-bit numbers, as pictures made for display do, and no reflectance.",
        "Use the original image; if the numbers are reflectance, give the radiometry, for example 0.004,0.",
    )


def _note_radiometry(members: Sequence[Member], layers: Sequence[Layer], notes: list[Note]) -> None:
    assumed = {member.radiometry for member in members if member.radiometry.source == "default"}
    if not assumed:
        return
    if any(radiometry.scale != 1.0 for radiometry in assumed):
        notes.append(
            Note(
                "The file does not say how its numbers become reflectance: DN/10000 without offset is assumed. "
                "Sentinel-2 products since 2022 need the radiometry 0.0001,-1000 unless the offset was removed.",
                "scene.radiometry_assumed",
            )
        )
    else:
        notes.append(Note("The numbers are taken as reflectance from 0 to 1.", "scene.radiometry_assumed"))
    if any(
        sensor_in(layers[member.layer].file.label) in ("Landsat 8/9", "Landsat 4-7") for member in members
    ):
        notes.append(
            Note(
                "Landsat Collection 2 numbers are not DN/10000: give 0.0000275,-7272.7 for surface reflectance.",
                "scene.landsat_radiometry",
                warning=True,
            )
        )


def _masks(
    text: str | None, grid: Grid, product: sentinel2.Product | None, notes: list[Note]
) -> tuple[tuple[MaskLayer, ...], tuple[str, ...]]:
    """Open the product's classification, of which some classes are never valid, and the user's mask."""
    masks: list[MaskLayer] = []
    files: list[str] = []
    values: tuple[float, ...] = sentinel2.ALWAYS_INVALID
    classes = text is not None and text.lower().startswith("scl:")
    if classes and (product is None or product.classification is None):
        raise EngineError(
            "scene.no_scl",
            "The scene has no scene classification (SCL); only Sentinel-2 L2A products have one.",
            "Give a mask file instead.",
        )
    if text is not None and classes:
        values += _scene_classes(text.partition(":")[2])
    if product is not None and product.classification is not None:
        file = inspect(product.classification)
        masks.append(MaskLayer(file, relate(grid, file.grid), values))
        files += file.files
    if text is not None and not classes:
        path, invalid = split_mask(text)
        file = inspect(path)
        if not file.grid.georeferenced or (file.grid.crs is None) != (grid.crs is None):
            if (file.grid.width, file.grid.height) != (grid.width, grid.height):
                raise EngineError(
                    "scene.mask_not_georeferenced",
                    f"The mask {file.label} has no coordinate system and another size than the scene.",
                    "Georeference the mask.",
                )
            file = replace(file, grid=grid)
        if not overlap(grid, file.grid):
            raise EngineError("scene.mask_outside", f"The mask {file.label} does not overlap the scene.")
        masks.append(MaskLayer(file, relate(grid, file.grid), invalid))
        files += file.files
    return tuple(masks), tuple(files)


def split_mask(text: str) -> tuple[str, tuple[float, ...]]:
    """Split ``FILE[:v1,v2,…]``; a colon within the path, as after a drive letter, stays in the path."""
    path, colon, values = text.rpartition(":")
    if colon and path and re.fullmatch(r"[-+.\d\s,eE]+", values) and not Path(text).exists():
        try:
            return path, tuple(float(value) for value in values.split(",") if value.strip())
        except ValueError:
            pass
    return text, ()


def _scene_classes(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for word in text.split(","):
        word = word.strip().lower()
        if word in sentinel2.SCENE_CLASSES:
            found += sentinel2.SCENE_CLASSES[word]
        elif word.isdecimal() and int(word) <= 11:
            found.append(int(word))
        else:
            raise EngineError(
                "options.mask",
                f'"{word}" is no class of the scene classification.',
                "Use cloud, shadow, snow or numbers from 0 to 11, for example scl:cloud,shadow.",
            )
    return tuple(found)


def _files(gathered: _Gathered, used: Sequence[RasterFile], masks: Sequence[str]) -> tuple[str, ...]:
    product = gathered.product
    if product is not None and product.archive is not None:
        return (product.archive, *(name for name in masks if not name.startswith("/vsizip")))
    names = [name for file in used for name in file.files]
    return tuple(dict.fromkeys([*((product.metadata,) if product else ()), *names, *masks]))


def _product_name(paths: Sequence[str], used: Sequence[RasterFile]) -> str | None:
    for text in (*paths, *(file.path for file in used)):
        sensor = sensor_in(label(text))
        if sensor is not None:
            return sensor
    for file in used:
        name = file.envi.get("sensor_type", "").strip()
        if name and name.lower() != "unknown":
            return name
    return None


def _acquired(paths: Sequence[str], used: Sequence[RasterFile]) -> str | None:
    for file in used:
        stated = file.envi.get("acquisition_time") or file.imagery.get("ACQUISITIONDATETIME")
        if stated:
            return stated.strip()
    for path in paths:
        match = re.search(
            r"(?<!\d)((?:19|20)\d\d)-?(0[1-9]|1[0-2])-?([0-2]\d|3[01])(?:T([0-2]\d)([0-5]\d)([0-5]\d))?(?!\d)",
            label(path),
        )
        if match:
            year, month, day, *clock = match.groups()
            return f"{year}-{month}-{day}" + (f"T{clock[0]}:{clock[1]}:{clock[2]}Z" if clock[0] else "")
    return None


def _list(text: str) -> list[float]:
    parts = [part for part in re.split(r"[,\s]+", text.strip().strip("{}")) if part]
    try:
        return [float(part) for part in parts]
    except ValueError:
        return []


def _number(text: str | None) -> float | None:
    try:
        return None if text is None else float(text)
    except ValueError:
        return None
