"""Makes a second date for the demo: the same scene with real pixels of other places put where things change.

No two clear dates of one place are at hand in an open package, so this one is SIMULATED. Forest is overlaid
with field pixels from elsewhere in the scene, fields with built-up ones, marsh with water, and so on
(`changes.json`: outline and where the pixels come from). Then the whole image gets what differs between any
two real dates although nothing has changed (`season.py`), and a small misregistration. What was changed is
known, so detection can be scored.

    python -m demo.second_date demo-output/scene demo-output/second-date
"""

import argparse
import hashlib
import json
import shutil
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine
from numpy.typing import NDArray
from rasterio.features import rasterize

from demo.fetch_scene import BANDS, SCENE_NAME, band_files
from demo.grid import Grid
from demo.season import Season

SECOND_NAME = "virginia_simulated"
TRUTH_NAME = "truth.tif"
CHANGES = Path(__file__).with_name("changes.json")
SEED = 20160610

# Pixels of 10, 20 and 60 m meet every 60 m, so what is moved by such steps needs no resampling.
STEP = 60.0
FEATHER = 1.0  # standard deviation of an edge's softness, in pixels of the finest band

MISREGISTRATION = (1.5, -1.0)  # metres east and north


@dataclass(frozen=True)
class Change:
    """One place that is overlaid with pixels of another.

    Attributes:
        kind: what becomes what, e.g. "forest → field".
        outline: corners of the changed area, in map coordinates.
        origin: how far away its new pixels lie (east, north), in metres, whole multiples of `STEP`.
    """

    kind: str
    outline: tuple[tuple[float, float], ...]
    origin: tuple[float, float]


def load_changes(file: Path = CHANGES) -> list[Change]:
    """Read the list of changes."""
    return [
        Change(
            entry["kind"],
            tuple((x, y) for x, y in entry["outline"]),
            (entry["origin"][0], entry["origin"][1]),
        )
        for entry in json.loads(file.read_text(encoding="utf-8"))["changes"]
    ]


def kinds(changes: Sequence[Change]) -> list[str]:
    """The kinds of change in the order of their codes in the truth raster, which start at 1."""
    return list(dict.fromkeys(change.kind for change in changes))


def truth_of(changes: Sequence[Change], grid: Grid) -> NDArray[np.uint8]:
    """Draw the changes: (height, width), 0 where nothing changed, else the kind's code."""
    codes = {kind: code for code, kind in enumerate(kinds(changes), start=1)}
    shapes = [
        ({"type": "Polygon", "coordinates": [change.outline]}, codes[change.kind]) for change in changes
    ]
    drawn = rasterize(shapes, (grid.height, grid.width), fill=0, transform=grid.transform, dtype="uint8")
    return np.asarray(drawn, dtype=np.uint8)


def with_changes(
    band: NDArray[np.uint16], grid: Grid, finest: Grid, changes: Sequence[Change]
) -> NDArray[np.float32]:
    """Return a band, (height, width) in DN, with the changes made.

    Raises:
        ValueError: a change's pixels come from outside the scene, or not from a multiple of `STEP` away.
    """
    first = band.astype(np.float32)
    second = first.copy()
    for change in changes:
        _transplant(first, second, change, grid, finest)
    return second


def _transplant(
    first: NDArray[np.float32], second: NDArray[np.float32], change: Change, grid: Grid, finest: Grid
) -> None:
    """Blend the pixels at the change's origin into `second`, softly at the outline."""
    steps = [distance / STEP for distance in change.origin]
    if any(step != round(step) for step in steps):
        raise ValueError(
            f"The pixels of “{change.kind}” come from {change.origin} m away, not in steps of {STEP} m."
        )
    per_step = round(STEP / grid.pixel)
    down, right = -round(steps[1]) * per_step, round(steps[0]) * per_step
    row, column, alpha = coverage(change.outline, grid, finest)
    if not alpha.size:
        return
    height, width = alpha.shape
    rows = slice(row + down, row + down + height)
    columns = slice(column + right, column + right + width)
    if rows.start < 0 or columns.start < 0 or rows.stop > grid.height or columns.stop > grid.width:
        raise ValueError(f"The pixels of “{change.kind}” come from outside the scene.")
    place = second[row : row + height, column : column + width]
    place += alpha * (first[rows, columns] - place)


def coverage(
    outline: Sequence[tuple[float, float]], grid: Grid, finest: Grid
) -> tuple[int, int, NDArray[np.float32]]:
    """How much of each pixel of `grid` an outline covers: first row, first column, shares (h, w) of 0 to 1.

    The outline is drawn and softened on the finest band's pixels and averaged over coarser ones, so that the
    change has one shape in all bands, whatever their pixels.
    """
    margin = int(np.ceil(3 * FEATHER))
    # Pixels of the finest grid that make up one of this grid's, counted from this grid's corner.
    factor = round(grid.pixel / finest.pixel)
    xs, ys = [x for x, _ in outline], [y for _, y in outline]
    reach = margin * finest.pixel
    left, top = ~grid.transform @ (min(xs) - reach, max(ys) + reach)
    right, bottom = ~grid.transform @ (max(xs) + reach, min(ys) - reach)
    row, column = max(0, int(np.floor(top))), max(0, int(np.floor(left)))
    height = min(grid.height, int(np.ceil(bottom))) - row
    width = min(grid.width, int(np.ceil(right))) - column
    if height <= 0 or width <= 0:
        return row, column, np.zeros((0, 0), dtype=np.float32)
    fine = grid.transform @ Affine.translation(column, row) @ Affine.scale(1 / factor)
    inside = rasterize(
        [{"type": "Polygon", "coordinates": [outline]}],
        (height * factor, width * factor),
        transform=fine,
        dtype="uint8",
    )
    soft = _softened(np.asarray(inside, dtype=np.float32))
    shares = soft.reshape(height, factor, width, factor).mean(axis=(1, 3))
    return row, column, shares.astype(np.float32)


def _softened(mask: NDArray[np.float32]) -> NDArray[np.float32]:
    """Smooth with a Gaussian of `FEATHER` pixels."""
    reach = int(np.ceil(3 * FEATHER))
    weights = np.exp(-0.5 * (np.arange(-reach, reach + 1) / FEATHER) ** 2).astype(np.float32)
    weights /= weights.sum()
    for axis in (0, 1):
        padding = [(reach, reach) if other == axis else (0, 0) for other in (0, 1)]
        padded = np.pad(mask, padding, mode="edge")
        parts = [
            np.take(padded, range(k, k + mask.shape[axis]), axis=axis) * w for k, w in enumerate(weights)
        ]
        mask = np.sum(parts, axis=0, dtype=np.float32)
    return mask


def _shifted(band: NDArray[np.float32], right: float, down: float) -> NDArray[np.float32]:
    """Move a band by a part of a pixel, by linear interpolation; the border is repeated."""
    for axis, distance in ((1, right), (0, down)):
        share, step = abs(distance), 1 if distance > 0 else -1
        padding = [(1, 1) if other == axis else (0, 0) for other in (0, 1)]
        padded = np.pad(band, padding, mode="edge")
        start = 1 - step
        neighbour = (
            padded[:, start : start + band.shape[1]] if axis else padded[start : start + band.shape[0]]
        )
        band = (1 - share) * band + share * neighbour
    return band


def make(scene: Path, folder: Path, changes: Sequence[Change] | None = None, seed: int = SEED) -> list[Path]:
    """Write the second date of the scene in `scene`, one file a band, and the truth; return the bands' files.

    The truth is a raster on the 10 m grid, `truth.tif`: 0 unchanged, else a kind of change; `truth.json`
    names them. Nothing is done when they are there already, made in the same way.
    """
    changes = load_changes() if changes is None else changes
    files = band_files(folder, SECOND_NAME)
    recipe = recipe_of(changes, seed)
    if all(file.is_file() for file in files) and _recipe_in(folder) == recipe:
        return files
    work = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    sources = dict(zip(BANDS, band_files(scene, SCENE_NAME), strict=True))
    red, finest = read_band(sources["B04"])
    near_infrared, _ = read_band(sources["B08"])
    season = Season.of(
        with_changes(red, finest, finest, changes),
        with_changes(near_infrared, finest, finest, changes),
        finest,
        seed,
    )
    for number, (name, target) in enumerate(zip(BANDS, band_files(work, SECOND_NAME), strict=True)):
        band, grid = read_band(sources[name])
        changed = with_changes(band, grid, finest, changes)
        changed = _shifted(changed, MISREGISTRATION[0] / grid.pixel, -MISREGISTRATION[1] / grid.pixel)
        later = season.passes_over(changed, grid, name, np.random.default_rng([seed, number]))
        values = np.where(band == 0, 0, np.clip(np.rint(later), 1, 65535)).astype(np.uint16)
        with rasterio.open(sources[name]) as source:
            profile = {**source.profile, "driver": "GTiff", "compress": "deflate", "predictor": 2}
        with rasterio.open(target, "w", **profile) as out:
            out.write(values, 1)
            out.set_band_description(1, name)
            out.update_tags(SIMULATED="second date made from the first by the demo; not an acquisition")
    with rasterio.open(sources["B04"]) as fine:
        write_truth(work, changes, finest, fine.crs, recipe)
    shutil.rmtree(folder, ignore_errors=True)
    work.rename(folder)
    return files


def read_band(file: Path) -> tuple[NDArray[np.uint16], Grid]:
    """A band's DN, (height, width), and its pixels."""
    with rasterio.open(file) as raster:
        return raster.read(1), Grid(raster.height, raster.width, raster.transform)


def recipe_of(changes: Sequence[Change], seed: int) -> str:
    """A fingerprint of everything that the second date depends on, but the scene."""
    digest = hashlib.sha256(repr((changes, seed)).encode())
    for name in ("second_date.py", "season.py", "grid.py"):
        digest.update(Path(__file__).with_name(name).read_bytes())
    return digest.hexdigest()


def _recipe_in(folder: Path) -> str:
    try:
        return str(json.loads((folder / "truth.json").read_text(encoding="utf-8"))["recipe"])
    except (OSError, ValueError, KeyError):
        return ""


def write_truth(folder: Path, changes: Sequence[Change], grid: Grid, crs: rasterio.CRS, recipe: str) -> None:
    """Write `truth.tif` and, beside it, what its values mean."""
    truth = truth_of(changes, grid)
    profile = {
        "driver": "GTiff", "width": grid.width, "height": grid.height, "count": 1, "dtype": "uint8",
        "crs": crs, "transform": grid.transform, "compress": "deflate", "tiled": True,
    }  # fmt: skip
    with rasterio.open(folder / TRUTH_NAME, "w", **profile) as out:
        out.write(truth, 1)
    hectares = grid.pixel**2 / 10_000
    named = [
        {"code": code, "kind": kind, "hectares": round(float((truth == code).sum()) * hectares, 2)}
        for code, kind in enumerate(kinds(changes), start=1)
    ]
    said = {"simulated": True, "places": len(changes), "kinds": named, "recipe": recipe}
    (folder / "truth.json").write_text(
        json.dumps(said, indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )


def main() -> int:
    """Make the second date as the command line says."""
    parser = argparse.ArgumentParser(description="Simulate a second date of the demo's scene.")
    parser.add_argument("scene", type=Path, help="folder of the first date's bands")
    parser.add_argument("folder", type=Path, help="where the second date goes")
    arguments = parser.parse_args()
    files = make(arguments.scene, arguments.folder)
    print(f"The second date (simulated): {len(files)} bands in {arguments.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
