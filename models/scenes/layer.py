"""The vector layer of labelled cells or polygons: a GeoPackage with its style and run card."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pyogrio.raw
import shapely
from numpy.typing import NDArray
from rasterio.crs import CRS

from models.class_schemes import ClassEntry, ClassScheme
from models.rasters.outputs import flush_to_disk, sidecars
from models.rasters.unfinished import Unfinished
from models.rasters.vector_styles import categorized_style

LAYER = "scenes"
BATCH = 10_000
"""Features that are written at once."""

CODE, LABELS = "code", "labels"
SEPARATOR = "; "
_LONGEST_NAME = 50

FloatArray = NDArray[np.float32]
Columns = dict[str, NDArray[Any]]


def probability_fields(classes: Sequence[ClassEntry]) -> list[str]:
    """Names of the fields with each class's probability: ``p_`` and its English name."""
    names: list[str] = []
    for entry in classes:
        words = re.sub(r"[^a-z0-9]+", "_", entry.label().lower()).strip("_")
        name = f"p_{words}"[:_LONGEST_NAME].rstrip("_")
        names.append(name if name not in names else f"{name}_{entry.code}")
    return names


def label_columns(probabilities: FloatArray, scheme: ClassScheme, threshold: float | None) -> Columns:
    """What the fields say of probabilities (N, K); everything in English, as in attribute tables.

    Args:
        probabilities: of each feature.
        scheme: its classes are the K.
        threshold: from which on a class is one of the ``labels`` of a feature that may have several; None
            where it has one.
    """
    names = np.array([entry.label() for entry in scheme.classes], object)
    codes = np.array(scheme.codes, np.int32)
    best = np.argsort(-probabilities, axis=1, kind="stable")[:, :3]
    percent = np.round(100 * probabilities.astype(np.float64), 2)
    rows = np.arange(len(probabilities))
    columns: Columns = {CODE: codes[best[:, 0]], "label": names[best[:, 0]]}
    columns["confidence"] = percent[rows, best[:, 0]]
    if threshold is not None:
        columns[LABELS] = np.array(
            [SEPARATOR.join(names[order][row[order] >= threshold]) for row, order in _ordered(probabilities)],
            object,
        )
    for rank in range(1, best.shape[1]):
        columns[f"label_{rank + 1}"] = names[best[:, rank]]
        columns[f"confidence_{rank + 1}"] = percent[rows, best[:, rank]]
    for index, name in enumerate(probability_fields(scheme.classes)):
        columns[name] = percent[:, index]
    return columns


class SceneLayer(Unfinished):
    """A GeoPackage that is being made; it appears under its own name when it is published.

    Args:
        path: where it shall be.
        crs: of the polygons; None where nothing says it.
        geometry: "Polygon", or "MultiPolygon" where features may have several parts.
    """

    def __init__(self, path: Path, crs: CRS | None, geometry: str) -> None:
        super().__init__(path, sidecars(path, described=True))
        self._crs, self._geometry = crs, geometry
        self._begun = False
        self._file.unlink(missing_ok=True)

    def write(self, shapes: NDArray[np.object_], columns: Mapping[str, NDArray[Any]]) -> None:
        """Append features.

        Raises:
            EngineError: ``output.not_writable`` or ``output.no_space``.
        """
        try:
            pyogrio.raw.write(
                self._file,
                shapely.to_wkb(shapes),
                list(columns.values()),
                list(columns),
                layer=LAYER,
                driver="GPKG",
                dataset_options={"VERSION": "1.2"},  # what GDAL 3.4 of QGIS 3.22 knows
                geometry_type=self._geometry,
                promote_to_multi=self._geometry == "MultiPolygon",
                crs=self._crs.to_wkt() if self._crs else None,
                append=self._begun,
            )
        except (pyogrio.errors.DataSourceError, pyogrio.errors.FeatureError, RuntimeError, OSError) as error:
            raise self._failure(error) from error
        self._begun = True

    def prepare(self, classes: Sequence[ClassEntry], card: bytes) -> None:
        """Make sure that all is on the disk, and add the style and the run card."""
        flush_to_disk(self._file)
        self.attach(self.path.with_suffix(".qml"), categorized_style(classes, CODE))
        self.attach(self.path.with_suffix(".run.json"), card)


def _ordered(probabilities: FloatArray) -> list[tuple[FloatArray, NDArray[np.intp]]]:
    orders = np.argsort(-probabilities, axis=1, kind="stable")
    return list(zip(probabilities, orders, strict=True))
