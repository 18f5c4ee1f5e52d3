"""From QGIS layers to what the engine can open.

The engine reads what GDAL reads. A layer that is backed by a file, an archive or a subdataset is handed
over by its path; other providers deliver values that `export` can write to a file first; pictures from a
web map service are refused, because colours are not reflectance.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from qgis.core import (
    QgsMapLayer,
    QgsProviderRegistry,
    QgsRasterDataProvider,
    QgsRasterLayer,
    QgsVectorLayer,
    QgsWkbTypes,
)

from .translation import tr

# Providers whose layers are rendered pictures or tiles: there is no reflectance to be had from them.
_PICTURES = {"wms", "arcgismapserver", "vectortile", "xyzvectortiles", "mbtilesvectortiles"}
# QGIS appends its own options to the name that GDAL is given.
_PROVIDER_OPTIONS = re.compile(r"\|(option|credential|authcfg|layername):?")
# A name that leads GDAL to a web map service although the provider is "gdal".
_PICTURE_SOURCE = re.compile(r"^\s*(<GDAL_WMS|WMS:|WMTS:|TMS:|IIP:)", re.IGNORECASE)
# Formats whose licensed drivers QGIS may have and the engine never has.
_ENGINE_CANNOT_READ = (".ecw", ".sid", ".jpm")
# Databases and memory that GDAL can name, but only inside QGIS's own process or build.
_NOT_A_FILE = re.compile(r"^(MEM:::|PG:|georaster:|WCS:|EEDAI:)", re.IGNORECASE)


class InputRefused(Exception):
    """The layer cannot be used; the text is a sentence for the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class NoScene(InputRefused):
    """Nothing has been chosen yet."""


class NeedsExport(InputRefused):
    """The layer holds values, but the engine cannot open it: it has to be written to a file first."""


@dataclass(frozen=True)
class SceneSource:
    """One scene as the user chose it.

    Attributes:
        name: what results are named after.
        paths: what the engine opens; empty while `layer_ids` still have to be exported.
        layer_ids: the layers that it was chosen by; empty for files that are not in the project.
        needs_export: whether the layers are written to a file before the job starts.
    """

    name: str
    paths: tuple[str, ...]
    layer_ids: tuple[str, ...] = ()
    needs_export: bool = False


def scene_paths(layers: QgsMapLayer | Sequence[QgsMapLayer]) -> list[str]:
    """Say under which names the engine opens one layer, or several that make up one scene.

    Raises:
        InputRefused: it is no raster, its file is gone, or it is a picture from a web service.
        NeedsExport: it is a database, virtual or web coverage raster.
    """
    chosen = [layers] if isinstance(layers, QgsMapLayer) else list(layers)
    if not chosen:
        raise InputRefused(tr("Choose a raster layer."))
    paths: list[str] = []
    for layer in chosen:
        path = _gdal_path(layer)
        if path not in paths:
            paths.append(path)
    return paths


def scene_source(layers: Sequence[QgsMapLayer]) -> SceneSource:
    """Describe the layers as one scene; those without a file are marked for export.

    Raises:
        InputRefused: as for `scene_paths`, without `NeedsExport` for a single layer.
    """
    ids = tuple(layer.id() for layer in layers)
    name = scene_name([layer.name() for layer in layers])
    try:
        return SceneSource(name, tuple(scene_paths(layers)), ids)
    except NeedsExport:
        if len(layers) > 1:
            raise InputRefused(
                tr("Layers without a file of their own can only be used alone, not together as one scene.")
            ) from None
        return SceneSource(name, (), ids, needs_export=True)


def files_source(paths: Sequence[str]) -> SceneSource:
    """Describe files or a product folder that are not in the project."""
    return SceneSource(scene_name([_stem(path) for path in paths]), tuple(paths))


def scene_name(names: Sequence[str]) -> str:
    """Name a scene after the names of its parts: their common beginning, or the first with a count."""
    if len(names) == 1:
        return names[0]
    common = os.path.commonprefix(list(names))  # noqa: RUF071 - characters are meant
    common = re.sub(r"[\s_\-.]*(B|band)?[\s_\-.]*0?$", "", common, flags=re.IGNORECASE)
    if len(common) >= 4:
        return common
    return tr("{first} and {count} more").format(first=names[0], count=len(names) - 1) if names else ""


def is_single_band(layer: QgsMapLayer) -> bool:
    """Whether the layer is a raster of one band, such as one file of a product."""
    return isinstance(layer, QgsRasterLayer) and layer.bandCount() == 1


def is_plain_bytes(layer: QgsMapLayer) -> bool:
    """Whether all bands hold 8-bit numbers, as pictures do and reflectance does not."""
    if not isinstance(layer, QgsRasterLayer) or layer.dataProvider() is None:
        return False
    provider: QgsRasterDataProvider = layer.dataProvider()
    sizes = {provider.dataTypeSize(provider.dataType(band)) for band in range(1, layer.bandCount() + 1)}
    return sizes == {1}


def file_vector_path(layer: QgsVectorLayer, selected_only: bool) -> str | None:
    """Name of the layer for the engine (``file`` or ``file|layername=x``).

    None when what QGIS shows is not what the file holds: another provider, a filter, unsaved edits, a
    selection, joined or virtual geometry. Such a layer is written to a temporary GeoPackage (`export`).

    Raises:
        InputRefused: the layer has no polygons.
    """
    if layer.geometryType() != QgsWkbTypes.PolygonGeometry:
        raise InputRefused(tr("“{name}” holds no polygons.").format(name=layer.name()))
    if selected_only or layer.isEditable() or layer.subsetString() or layer.providerType() != "ogr":
        return None
    parts = QgsProviderRegistry.instance().decodeUri("ogr", layer.source())
    path = str(parts.get("path") or "")
    if not path or not (path.startswith("/vsi") or Path(path).exists()):
        return None
    if parts.get("layerName"):
        return f"{path}|layername={parts['layerName']}"
    # A number instead of a name, or options: the engine's notation has neither.
    if parts.get("layerId") not in (None, 0) or parts.get("openOptions"):
        return None
    return path


def _gdal_path(layer: QgsMapLayer) -> str:
    if not isinstance(layer, QgsRasterLayer):
        raise InputRefused(tr("“{name}” is not a raster layer.").format(name=layer.name()))
    if not layer.isValid():
        raise InputRefused(
            tr("“{name}” cannot be opened: its source is missing or damaged.").format(name=layer.name())
        )
    provider, source = layer.providerType(), layer.source()
    if provider in _PICTURES or _PICTURE_SOURCE.match(source) or _is_web_map_file(source):
        raise InputRefused(
            tr(
                "“{name}” comes from a web map service. It delivers pictures, not reflectance; "
                "load the product’s files instead."
            ).format(name=layer.name())
        )
    if provider != "gdal" or _NOT_A_FILE.match(source):
        raise NeedsExport(
            tr("“{name}” has no file of its own: export it to a GeoTIFF first.").format(name=layer.name())
        )
    path = source[: match.start()] if (match := _PROVIDER_OPTIONS.search(source)) else source
    if match or path.lower().endswith(_ENGINE_CANNOT_READ):
        # Open options and credentials are known to QGIS only, so QGIS has to read the values.
        raise NeedsExport(
            tr("“{name}” can only be read by QGIS: export it to a GeoTIFF first.").format(name=layer.name())
        )
    if not path.startswith("/vsi") and Path(path).is_absolute() and not Path(path).exists():
        raise InputRefused(tr("The file of “{name}” is gone: {path}").format(name=layer.name(), path=path))
    return path


def _is_web_map_file(source: str) -> bool:
    if not source.lower().endswith((".xml", ".wms", ".wmts", ".tms")) or not Path(source).is_file():
        return False
    with Path(source).open(encoding="utf-8", errors="replace") as file:
        return "<GDAL_WM" in file.read(2000)


def _stem(path: str) -> str:
    name = Path(path).name
    return re.sub(
        r"(\.SAFE)?(\.zip)?$|\.(tiff?|vrt|jp2|img|bsq|bil|bip|dat|hdr|nc)$", "", name, flags=re.IGNORECASE
    )
