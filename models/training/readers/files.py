"""What the readers share: finding images, their labels and tables, and saying what is missing."""

import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import rasterio

from models.errors import EngineError
from models.rasters.grid import Grid
from models.rasters.options import SceneOptions
from models.training.places import Image, Part
from models.training.settings import Settings

RASTERS = (".tif", ".tiff", ".vrt", ".jp2", ".img")
_ROLES = re.compile(r"(?:^|(?<=[_\-. ]))(?:img|image|images|label|labels|mask|gt|lbl)(?:$|(?=[_\-. ]))")
L1C = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
"""The usual order of a stack of all 13 bands."""
_PARTS: dict[str, Part] = {
    "train": "training",
    "training": "training",
    "val": "validation",
    "valid": "validation",
    "validation": "validation",
}


def missing(what: str, advice: str) -> EngineError:
    """Something that a layout should have is not there."""
    return EngineError("training.data", what, advice)


def rasters_in(folder: Path, deep: bool = True) -> list[Path]:
    """The rasters of a folder in the order of their names.

    Raises:
        EngineError: ``training.data``: there is no folder.
    """
    if not folder.is_dir():
        raise missing(f"There is no folder {folder}.", "Check data.folder and the names in it.")
    found = folder.rglob("*") if deep else folder.iterdir()
    return sorted(path for path in found if path.suffix.lower() in RASTERS and path.is_file())


def options(settings: Settings, bands: Sequence[str] = ()) -> SceneOptions:
    """How images are to be read, from the settings; the names of bands stand behind what the settings say."""
    data = settings.values["data"]
    given = {name: data[name] for name in ("radiometry", "bands", "nodata", "mask") if data[name]}
    if given.get("mask") and not given["mask"].startswith("scl:"):
        inside = settings.path("data.folder") / given["mask"]
        if inside.is_file() or inside.with_name(inside.name.rpartition(":")[0] or inside.name).is_file():
            given["mask"] = str(inside)
    if bands and "bands" not in given:
        given["bands"] = dict(enumerate(bands, 1))
    return SceneOptions.from_parameters(given)


def image(path: Path, reading: SceneOptions) -> Image:
    """One file as a scene."""
    return Image((str(path),), reading)


def header(path: Path) -> Grid:
    """Size and place of a raster.

    Raises:
        EngineError: ``training.data``.
    """
    try:
        with rasterio.open(path) as source:
            return Grid(source.width, source.height, source.transform, source.crs)
    except rasterio.errors.RasterioError as error:
        raise missing(f"{path.name} cannot be read ({error}).", "Check the file.") from error


def key_of(path: Path) -> str:
    """What an image and its label raster have in common: the stem, without words like img and label."""
    return _ROLES.sub("", path.stem.lower())


def pairs(
    images: Sequence[Path], labels: Sequence[Path], what: str = "labels"
) -> list[tuple[Path, Path | None]]:
    """Each image with the raster of the same name, None where there is none.

    Raises:
        EngineError: ``training.data`` where not one fits, or two do.
    """
    by_key: dict[str, Path] = {}
    for path in labels:
        if path.stem in by_key or key_of(path) in by_key:
            raise missing(f"Two {what} are called {path.stem}.", "Give each image one.")
        by_key[key_of(path)] = path
    found = [(one, by_key.get(key_of(one))) for one in images]
    if not any(label for _, label in found):
        raise missing(
            f"Not one of the {len(images)} images has {what} of the same name.",
            f"Name them alike, for example images/a.tif and {what}/a.tif.",
        )
    return found


def table(path: Path) -> Iterator[dict[str, str]]:
    """The rows of a CSV, its columns in lower case.

    Raises:
        EngineError: ``training.data``.
    """
    if path.suffix.lower() == ".parquet":
        raise missing(
            f"{path.name} is Parquet, which the engine does not read.",
            "Write it as CSV, for example with DuckDB: COPY (FROM 'metadata.parquet') TO 'metadata.csv'.",
        )
    try:
        with path.open(newline="", encoding="utf-8-sig") as file:
            start = file.readline()
            file.seek(0)
            delimiter = ";" if start.count(";") > start.count(",") else ","
            for row in csv.DictReader(file, delimiter=delimiter):
                yield {
                    str(name).strip().lower(): (value or "").strip() for name, value in row.items() if name
                }
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise missing(f"The table {path} cannot be read ({error}).", "Check data.table.") from error


def part_named(text: str) -> Part | None:
    """The part that a table's word means."""
    return _PARTS.get(text.strip().lower())


def several(text: str) -> list[str]:
    """Labels in a cell of a table: ``a|b``, ``a;b`` or ``['a', 'b']``."""
    text = text.strip()
    if text.startswith("["):
        return [a or b for a, b in re.findall(r"'([^']*)'|\"([^\"]*)\"", text)]
    return [part.strip() for part in re.split(r"[|;]", text) if part.strip()]


def limited(paths: Iterable[Path], settings: Settings) -> list[Path]:
    """At most as many as the settings allow, evenly spread."""
    found, most = list(paths), settings["data.limit"]
    if not most or len(found) <= most:
        return found
    return [found[k * len(found) // most] for k in range(most)]
