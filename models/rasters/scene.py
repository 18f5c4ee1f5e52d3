"""A scene: one or more co-registered rasters read as one stack of reflectance on one grid."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from types import TracebackType
from typing import Any, Protocol

import numpy as np
from affine import Affine
from numpy.typing import NDArray
from rasterio.crs import CRS

from models.events import Events
from models.rasters.assembly import Assembly, LeftOut, assemble
from models.rasters.bands import Band
from models.rasters.grid import Grid, apply, clip
from models.rasters.notes import Note
from models.rasters.options import SceneOptions
from models.rasters.probing import probe
from models.rasters.radiometry import Radiometry
from models.rasters.regions import open_region
from models.rasters.sampling import sample_windows
from models.rasters.sources import label
from models.rasters.stack import StackReader
from models.rasters.warping import WarpedReader
from models.rasters.windows import Window
from models.sentences import say

__all__ = ["Scene", "SceneOptions", "describe_scene", "open_scene"]

_DEFAULTS = SceneOptions()
_SILENT = Events()


class Reader(Protocol):
    """Reads windows that lie inside a grid."""

    def read(
        self, window: Window, positions: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]: ...

    def close(self) -> None: ...


@dataclass(frozen=True)
class Scene:
    """Reads reflectance and validity by window; safe to use from several threads, to be closed by one.

    Attributes:
        paths: as given.
        files: every file that is read, sidecars and masks included.
        bands: in the order of the files.
        grid: size, transform and CRS; pixel coordinates where nothing is georeferenced.
        radiometry: of the bands; where they differ, of the first (`band_radiometry` has all).
        product, acquired: what the metadata or names say, else None; ``acquired`` is ISO 8601.
        extent: bounding window of the region, the whole scene where there is none.
        notes: assumptions that were made, one sentence each.
        valid_share: valid pixels in a subsample of the extent, above 0 to 1.
        numbers: of the bands among all that were given, as `SceneOptions.bands` counts them.
        left_out: bands that were given but are not used.
    """

    paths: tuple[str, ...]
    files: tuple[str, ...]
    bands: tuple[Band, ...]
    band_radiometry: tuple[Radiometry, ...]
    grid: Grid
    extent: Window
    product: str | None
    acquired: str | None
    notes: tuple[str, ...]
    valid_share: float
    numbers: tuple[int, ...]
    left_out: tuple[LeftOut, ...]
    reader: Reader = field(repr=False)

    @property
    def width(self) -> int:
        """Columns of the grid."""
        return self.grid.width

    @property
    def height(self) -> int:
        """Rows of the grid."""
        return self.grid.height

    @property
    def transform(self) -> Affine:
        """From pixel to CRS coordinates."""
        return self.grid.transform

    @property
    def crs(self) -> CRS | None:
        """None where the files have none."""
        return self.grid.crs

    @property
    def radiometry(self) -> Radiometry:
        """Of the first band."""
        return self.band_radiometry[0]

    def read(self, window: Window, positions: Sequence[int]) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Read bands in a window.

        Args:
            window: may stick out of the scene, where nothing is valid.
            positions: indices into `bands`.

        Returns:
            reflectance (B, height, width), 0 where invalid, and validity (height, width): data in every band
            read, not masked, and inside the region. Where no file declares nodata, pixels that are 0 in every
            band read are no data.

        Raises:
            EngineError: ``scene.unreadable`` where a file is damaged.
        """
        values = np.zeros((len(positions), window.height, window.width), np.float32)
        valid = np.zeros((window.height, window.width), np.bool_)
        inside = clip(window, self.height, self.width)
        if inside.height and inside.width:
            if inside == window:
                return self.reader.read(inside, positions)
            rows = slice(inside.row - window.row, inside.row - window.row + inside.height)
            columns = slice(inside.column - window.column, inside.column - window.column + inside.width)
            values[:, rows, columns], valid[rows, columns] = self.reader.read(inside, positions)
        return values, valid

    def sample(
        self, max_pixels: int, positions: Sequence[int]
    ) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Read an evenly spread subsample: small windows, the same for all scenes of one extent.

        Returns:
            reflectance (B, N) and validity (N,), N at most ``max_pixels`` or all pixels of the extent.
        """
        parts = [self.read(window, positions) for window in sample_windows(self.extent, max_pixels)]
        return (
            np.concatenate([values.reshape(len(positions), -1) for values, _ in parts], axis=1),
            np.concatenate([valid.ravel() for _, valid in parts]),
        )

    def on_grid_of(self, other: "Scene") -> "Scene":
        """Return this scene warped on the fly to another's grid and extent; closing it closes this one.

        Its notes say so where the grids differ.

        Raises:
            EngineError: ``scene.no_overlap``; ``scene.no_crs`` where just one of the two has a CRS.
        """
        reader = WarpedReader(self.read, self.reader.close, self.grid, other.grid)
        return replace(
            self, grid=other.grid, extent=other.extent, notes=(*self.notes, *reader.notes), reader=reader
        )

    def describe(self) -> dict[str, Any]:
        """Return what a dialog shows, as JSON.

        ``bands`` lists all bands that were given, by the number that `SceneOptions.bands` knows them by;
        ``used`` tells which make the scene and ``left_out`` why others do not. ``extent`` is row, column,
        height and width of the region's window, ``bounds`` the whole scene in its CRS.
        """
        across, down = self.grid.pixel_size
        crs = self.crs
        unit = "pixel"
        if self.grid.georeferenced:
            unit = "unknown" if crs is None else crs.linear_units if crs.is_projected else "degree"
        first = self.radiometry
        columns, rows = np.array([0.0, 1, 1, 0]) * self.width, np.array([0.0, 0, 1, 1]) * self.height
        x, y = apply(self.transform, columns, rows)
        return {
            "product": self.product,
            "acquired": self.acquired,
            "paths": list(self.paths),
            "size": [self.width, self.height],
            "crs": None if crs is None else crs.to_string(),
            "resolution": [across, down],
            "unit": unit,
            "bounds": [float(x.min()), float(y.min()), float(x.max()), float(y.max())],
            "extent": [self.extent.row, self.extent.column, self.extent.height, self.extent.width],
            "bands": sorted(
                [_listed(number, band, "") for number, band in zip(self.numbers, self.bands, strict=True)]
                + [_listed(left.number, left.band, left.reason) for left in self.left_out],
                key=lambda entry: int(entry["number"]),
            ),
            "radiometry": {
                "scale": first.scale,
                "offset": first.offset,
                "source": first.source,
                "uniform": len(set(self.band_radiometry)) == 1,
            },
            "valid_share": max(round(self.valid_share, 4), 0.0001),
            "notes": list(self.notes),
        }

    def close(self) -> None:
        """Close all files; reading afterwards fails."""
        self.reader.close()

    def __enter__(self) -> "Scene":
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_scene(paths: Sequence[str], options: SceneOptions = _DEFAULTS, events: Events = _SILENT) -> Scene:
    """Open the files of one scene, or one Sentinel-2 product, and tell ``events`` what had to be assumed.

    Raises:
        EngineError: with one of the codes
            files: ``scene.missing``, ``scene.no_permission``, ``scene.not_raster``, ``scene.subdatasets``,
            ``scene.unreadable`` (damaged), ``scene.memory``, ``scene.no_files``, ``scene.duplicate_files``;
            numbers: ``scene.complex``, ``scene.byte_data``, ``scene.all_nodata``;
            places: ``scene.files_apart``, ``scene.not_georeferenced``, ``scene.crs``;
            bands: ``scene.no_bands``, ``scene.duplicate_bands``;
            products: ``scene.not_product``, ``scene.product_metadata``, ``scene.product_path``,
            ``scene.granules``, ``scene.several_products``;
            masks: ``scene.no_scl``, ``scene.mask_outside``, ``scene.mask_not_georeferenced``;
            regions: ``scene.region_outside``, ``scene.region_empty``, ``scene.region_unreadable``;
            words: ``options.bands``, ``options.mask``, ``options.region``.
        Cancelled: while a scene without data is searched for a valid pixel.
    """
    return _open(assemble(paths, options), paths, options, events)


def describe_scene(paths: Sequence[str], options: SceneOptions = _DEFAULTS) -> dict[str, Any]:
    """Describe a scene as `Scene.describe` does, also one that the user must first complete.

    Unknown or doubled bands and 8-bit numbers are told in the notes instead of refused.

    Raises:
        EngineError: as `open_scene`, without ``scene.duplicate_bands`` and ``scene.byte_data``, and without
            ``scene.no_bands`` unless all bands are left out.
    """
    with _open(assemble(paths, options, strict=False), paths, options, _SILENT) as scene:
        return scene.describe()


def _open(assembly: Assembly, paths: Sequence[str], options: SceneOptions, events: Events) -> Scene:
    region = open_region(options.region, assembly.grid) if options.region else None
    extent = region.extent if region else assembly.grid.window
    reader = StackReader(assembly.layers, assembly.members, assembly.masks, region)
    try:
        found = probe(reader, extent, events)
    except BaseException:
        reader.close()
        raise
    alive = tuple(assembly.members[position] for position in found.alive)
    empty = [LeftOut(one.number, one.band, say("no data")) for one in assembly.members if one not in alive]
    reader.members, reader.fill_seen = alive, found.fill_seen
    notes: list[Note] = [*assembly.notes, *found.notes]
    for note in notes:
        events.message(note.text, "warning" if note.warning else "info", note.code)
    return Scene(
        paths=tuple(paths),
        files=assembly.files,
        bands=tuple(member.band for member in alive),
        band_radiometry=tuple(member.radiometry for member in alive),
        grid=assembly.grid,
        extent=extent,
        product=assembly.product,
        acquired=assembly.acquired,
        notes=tuple(note.text for note in notes),
        valid_share=found.valid_share,
        numbers=tuple(member.number for member in alive),
        left_out=(*assembly.left_out, *empty),
        reader=reader,
    )


def _listed(number: int, band: Band, left_out: str) -> dict[str, Any]:
    return {
        "number": number,
        "name": band.name,
        "wavelength": band.wavelength,
        "width": band.width,
        "resolution": band.resolution,
        "identified_by": band.identified_by,
        "file": label(band.source),
        "index": band.index,
        "used": not left_out,
        "left_out": left_out or None,
    }
