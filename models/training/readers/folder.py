"""What users have: a folder of GeoTIFFs, with label rasters of the same names, polygons, or class folders.

- segmentation: ``images/*.tif`` with ``labels/*.tif`` of the same names, or with one vector file of polygons;
  or one scene with a label raster or polygons.
- change: ``before/``, ``after/`` and ``labels/`` (0 is unchanged, everything else changed).
- scenes: a folder a class, or a table.
- pretraining: images.
"""

from pathlib import Path

import numpy as np
import shapely

from models.rasters.grid import Grid
from models.rasters.scene import open_scene
from models.rasters.vector_files import PolygonFile, are_polygons, read_polygon_file, to_crs, to_pixels
from models.training.class_lists import (
    from_codes,
    from_values,
    given_scheme,
    made_scheme,
    name_of,
    numbers_of,
    text_of,
    unlabelled_codes,
)
from models.training.pixel_labels import PolygonLabels, RasterLabels, codes_in
from models.training.places import Collection, Image, Item
from models.training.readers.files import (
    header,
    image,
    limited,
    missing,
    options,
    pairs,
    part_named,
    rasters_in,
    several,
    table,
)
from models.training.settings import Settings

CHANGE = ((0, "No change"), (1, "Change"))


def read(settings: Settings) -> Collection:
    """See the module."""
    task = settings["task"]
    if task == "segmentation":
        return _segmentation(settings)
    if task == "change":
        return _change(settings)
    if task == "scenes":
        return _scenes(settings)
    return Collection([Item(name, (one,)) for name, one, _, _ in _images(settings)])


def _images(settings: Settings) -> list[tuple[str, Image, Grid, Path]]:
    """Name, scene, grid and file of each image."""
    folder, reading = settings.path("data.folder"), options(settings)
    if settings["data.scene"]:
        paths = tuple(str(folder / path) for path in settings["data.scene"])
        with open_scene(paths, reading) as scene:
            return [(Path(paths[0]).stem, Image(paths, reading), scene.grid, Path(paths[0]))]
    within = folder / settings["data.images"]
    found = rasters_in(within if within.is_dir() else folder)
    labels = folder / settings["data.labels"]
    found = [path for path in found if labels not in path.parents and path != labels]
    if not found:
        raise missing(f"There is no GeoTIFF in {within}.", "Check data.folder and data.images.")
    return [
        (name_of(path, settings), image(path, reading), header(path), path)
        for path in limited(found, settings)
    ]


def _segmentation(settings: Settings) -> Collection:
    images = _images(settings)
    if settings["data.polygons"]:
        return _with_polygons(settings, images)
    folder = settings.path("data.folder")
    labels = folder / settings["data.labels"]
    if labels.is_file():
        paired: list[tuple[Path, Path | None]] = [(images[0][3], labels)]
    else:
        paired = pairs([path for *_, path in images], rasters_in(labels))
    notes = []
    if without := [path.name for path, label in paired if label is None]:
        notes.append(f"{len(without)} images have no labels and are left out, the first is {without[0]}.")
    scheme = given_scheme(settings)
    unlabelled = unlabelled_codes(settings, scheme)
    found: dict[int, int] = {}
    for _, label in paired:
        for code, count in (codes_in(str(label)) if label else {}).items():
            found[code] = found.get(code, 0) + count
    there = [code for code in sorted(found) if code not in unlabelled]
    if scheme is None:
        scheme, numbers = from_codes(settings["name"], there)
        if 0 in unlabelled and 0 in found:
            notes.append("Pixels of 0 in the labels are taken to be unlabelled (data.unlabelled).")
    else:
        numbers = {code: number for number, code in enumerate(scheme.codes) if code not in unlabelled}
        if strange := [code for code in there if code not in numbers]:
            listed = ", ".join(map(str, strange[:10]))
            notes.append(f"Codes that the class scheme does not have count as unlabelled: {listed}.")
    items = []
    for (name, one, grid, _), (_, label) in zip(images, paired, strict=True):
        if label is None:
            continue
        if (size := header(label)).width != grid.width or size.height != grid.height:
            raise missing(
                f"The labels {label.name} have {size.width} x {size.height} pixels, the image {grid.width} x "
                f"{grid.height}.",
                "Bring the labels to the image's pixels.",
            )
        items.append(Item(name, (one,), RasterLabels(str(label), grid.height, grid.width, numbers)))
    return Collection(items, scheme, notes=notes)


def _with_polygons(settings: Settings, images: list[tuple[str, Image, Grid, Path]]) -> Collection:
    source = settings.path("data.folder") / settings["data.polygons"]
    polygons = read_polygon_file(str(source), "polygons", attributes=True)
    field = settings["data.field"]
    if field not in polygons.fields:
        raise missing(
            f"{polygons.name} has no column {field!r}.",
            f"It has {', '.join(polygons.fields) or 'none'} (data.field).",
        )
    values = [text_of(value) for value in polygons.fields[field].tolist()]
    usable = are_polygons(polygons.shapes) & np.array([value is not None for value in values])
    notes = []
    if lost := int((~usable).sum()):
        notes.append(f"{lost} features are no polygons or have no class, and are left out.")
    kept = [value for value, good in zip(values, usable, strict=True) if good and value is not None]
    scheme = given_scheme(settings)
    if scheme is None:
        scheme, numbers = from_values(settings["name"], kept)
    else:
        numbers, strange = numbers_of(scheme, kept)
        if strange:
            notes.append(f"Polygons of classes that the scheme does not have: {', '.join(strange[:10])}.")
    items, reached = [], np.zeros(len(values), np.bool_)
    for name, one, grid, _ in images:
        mine = _on(grid, polygons, usable & np.array([value in numbers for value in values]))
        reached[mine[0]] = True
        if len(mine[0]):
            classes = np.array([numbers[values[k] or ""] for k in mine[0]], np.int16)
            items.append(Item(name, (one,), PolygonLabels(mine[1], classes, grid)))
    if not items:
        raise missing(
            "No polygon lies on an image.", "Check the coordinate systems of the polygons and of the images."
        )
    if outside := int((usable & ~reached).sum()):
        notes.append(f"{outside} polygons lie on no image.")
    return Collection(items, scheme, notes=notes)


def _on(
    grid: Grid, polygons: PolygonFile, usable: "np.ndarray[tuple[int], np.dtype[np.bool_]]"
) -> tuple["np.ndarray[tuple[int], np.dtype[np.intp]]", "np.ndarray[tuple[int], np.dtype[np.object_]]"]:
    """Which polygons lie on a raster, and these in its pixels."""
    chosen = np.flatnonzero(usable)
    shapes = to_pixels(to_crs(polygons.shapes[chosen], polygons.crs, grid.crs), grid)
    finite = np.isfinite(shapely.bounds(shapes)).all(1)
    inside = finite & shapely.intersects(shapes, shapely.box(0, 0, grid.width, grid.height))
    return chosen[inside], shapes[inside]


def _change(settings: Settings) -> Collection:
    folder, reading = settings.path("data.folder"), options(settings)
    first, second = (folder / settings[f"data.{name}"] for name in ("before", "after"))
    labels = folder / settings["data.labels"]
    if first.is_file():
        triples: list[tuple[Path, Path | None, Path | None]] = [(first, second, labels)]
    else:
        earlier = limited(rasters_in(first), settings)
        later = dict(pairs(earlier, rasters_in(second), "later images"))
        masks = dict(pairs(earlier, rasters_in(labels)))
        triples = [(one, later[one], masks[one]) for one in earlier]
    notes = []
    if without := [one.name for one, *rest in triples if None in rest]:
        notes.append(
            f"{len(without)} images lack a second date or labels and are left out: {without[0]} first."
        )
    unlabelled = {} if settings["data.unlabelled"] == ["auto"] else unlabelled_codes(settings, None)
    items = []
    for one, two, mask in triples:
        if two is None or mask is None:
            continue
        grid, size = header(one), header(mask)
        if (grid.width, grid.height) != (size.width, size.height):
            raise missing(
                f"{mask.name} is not of the size of {one.name}.", "Bring the labels to the image's pixels."
            )
        numbers = {0: 0} | dict.fromkeys(unlabelled, -1)
        source = RasterLabels(str(mask), grid.height, grid.width, numbers, any_other=1)
        items.append(Item(name_of(one, settings), (image(one, reading), image(two, reading)), source))
    return Collection(items, made_scheme(settings["name"], CHANGE), notes=notes)


def _scenes(settings: Settings) -> Collection:
    folder, reading = settings.path("data.folder"), options(settings)
    multiple = settings["data.multiple"]
    notes: list[str] = []
    if settings["data.table"]:
        rows = [row for row in table(folder / settings["data.table"]) if row.get("file")]
        if not rows or "label" not in rows[0]:
            raise missing("The table has no columns file and label.", "Give both; several labels are a|b.")
        where = next(
            (
                base
                for base in (folder, folder / settings["data.images"])
                if (base / rows[0]["file"]).is_file()
            ),
            folder,
        )
        listed = [
            (
                where / row["file"],
                several(row["label"]) if multiple else [row["label"]],
                part_named(row.get("split", "")),
            )
            for row in rows
        ]
        if gone := [path.name for path, _, _ in listed if not path.is_file()]:
            notes.append(f"{len(gone)} images of the table are not there, the first is {gone[0]}.")
        listed = [entry for entry in listed if entry[0].is_file() and entry[1]]
    else:
        listed = [(path, [path.parent.name], None) for path in rasters_in(folder) if path.parent != folder]
    if not listed:
        raise missing(
            f"There are no labelled images in {folder}.", "Make a folder a class, or give data.table."
        )
    most = settings["data.limit"]
    if most and len(listed) > most:
        listed = [listed[k * len(listed) // most] for k in range(most)]
    values = [label for _, labels, _ in listed for label in labels]
    scheme = given_scheme(settings)
    if scheme is None:
        scheme, numbers = from_values(settings["name"], values)
    else:
        numbers, strange = numbers_of(scheme, values)
        if strange:
            notes.append(f"Labels that the class scheme does not have: {', '.join(strange[:10])}.")
    items = []
    for path, labels, part in listed:
        classes = tuple(sorted({numbers[label] for label in labels if label in numbers}))
        if classes:
            items.append(Item(name_of(path, settings), (image(path, reading),), None, classes, part))
    return Collection(items, scheme, multiple, notes=notes)
