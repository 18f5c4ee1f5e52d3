"""Sentinel-2 L1C and L2A products: SAFE folders, their zip archives, and what their metadata say."""

# The parser behind xml.etree, used directly to refuse a document type declaration when it begins.
import pyexpat
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from models.errors import EngineError
from models.rasters.bands import SENTINEL2
from models.rasters.radiometry import Radiometry
from models.sentences import say

_METADATA = re.compile(r"MTD_MSI(L1C|L2A)\.xml", re.IGNORECASE)
_SUBDATASET = re.compile(
    r'SENTINEL2_L(?:1C|2A):(?:/vsizip/)?"?(.+?)"?:(10m|20m|60m|TCI|PREVIEW)(?::EPSG_\d+)?$'
)
_IMAGE = re.compile(r"_(B0[1-9]|B1[0-2]|B8A|SCL)(?:_(10|20|60)m)?$")
_NATIVE = {
    **dict.fromkeys(("B02", "B03", "B04", "B08"), 10),
    **dict.fromkeys(("B05", "B06", "B07", "B8A", "B11", "B12", "SCL"), 20),
    **dict.fromkeys(("B01", "B09", "B10"), 60),
}
_LARGEST_XML = 32 * 1024 * 1024
_DEEPEST_XML = 64

# Scene classification of L2A products (Sentinel-2 Products Specification Document, S2-PDGS-TAS-DI-PSD).
SCENE_CLASSES: Mapping[str, tuple[int, ...]] = {"cloud": (8, 9, 10), "shadow": (3,), "snow": (11,)}
ALWAYS_INVALID = (0, 1)  # no data; saturated or defective


@dataclass(frozen=True)
class BandImage:
    """One band of a product; ``path`` is what GDAL opens, ``resolution`` in metres."""

    band: str
    path: str
    resolution: int
    radiometry: Radiometry


@dataclass(frozen=True)
class Product:
    """A Sentinel-2 product with one granule."""

    name: str
    level: str
    baseline: str
    acquired: str | None
    images: tuple[BandImage, ...]
    classification: str | None  # path of the L2A scene classification
    missing: tuple[str, ...]  # bands that the metadata list and the folder lacks
    metadata: str  # path of the metadata file, or of the archive
    archive: str | None
    radiometry: Mapping[str, Radiometry]

    @property
    def title(self) -> str:
        """What the user calls such a product."""
        return f"Sentinel-2 {self.level}, processing baseline {self.baseline}"


class _Folder:
    """Read-only access to a product in a folder or in a zip archive; names are relative and stay inside."""

    def __init__(self, root: Path, inner: str = "", archive: zipfile.ZipFile | None = None) -> None:
        self._root, self._inner = root, inner
        self._names = None if archive is None else {info.filename: info for info in archive.infolist()}
        self._archive = archive

    def find(self, name: str) -> str | None:
        """Return what GDAL opens, None where there is no such file.

        Raises:
            EngineError: ``scene.product_path`` where the name leads out of the product.
        """
        parts = PurePosixPath(name).parts
        if (
            not parts
            or name.startswith("/")
            or ".." in parts
            or any(sign in name for sign in ("\\", ":", "\0"))
        ):
            raise EngineError(
                "scene.product_path",
                say('The product\'s metadata name a file outside of it: "{name}".', name=name[:100]),
            )
        if self._names is not None:
            inner = str(PurePosixPath(self._inner, *parts))
            return f"/vsizip/{{{self._root}}}/{inner}" if inner in self._names else None
        file = self._root.joinpath(*parts)
        if not file.is_file():
            return None
        if not file.resolve().is_relative_to(self._root.resolve()):
            raise EngineError(
                "scene.product_path",
                say('A file of the product is a link that leads out of it: "{name}".', name=name[:100]),
            )
        return str(file)

    def read(self, name: str) -> bytes:
        """Return a metadata file's content, up to a limit."""
        if self._archive is not None and self._names is not None:
            info = self._names[str(PurePosixPath(self._inner, name))]
            with self._archive.open(info) as stream:
                data = stream.read(_LARGEST_XML + 1)
        else:
            with (self._root / name).open("rb") as stream:
                data = stream.read(_LARGEST_XML + 1)
        if len(data) > _LARGEST_XML:
            raise EngineError(
                "scene.product_metadata", say("{name} is too large for the metadata of a product.", name=name)
            )
        return data


def is_product(path: str) -> bool:
    """Whether a path is meant as a Sentinel-2 product: folder, zip, metadata or GDAL's name of a part."""
    if _SUBDATASET.match(path):
        return True
    file = Path(path)
    try:
        if _METADATA.fullmatch(file.name) or file.is_dir():
            return True
        return file.suffix.lower() == ".zip" and zipfile.is_zipfile(file)
    except OSError:
        # Too long or too odd for the name of a file, as GDAL's names may be.
        return False


def open_product(path: str) -> Product:
    """Read a product's metadata and find its images, each band at its best resolution.

    GDAL's name ``SENTINEL2_L2A:…/MTD_MSIL2A.xml:10m:EPSG_32632`` stands for the bands native to 10 m.

    Raises:
        EngineError: ``scene.not_product``, ``scene.product_metadata``, ``scene.product_path``,
            ``scene.granules``, ``scene.missing``, ``scene.no_permission`` or ``scene.unreadable``.
    """
    part = _SUBDATASET.match(path)
    if part:
        inner = part[1]
        zipped = re.match(r"(.+?\.zip)[/\\]", inner, re.IGNORECASE)
        product = open_product(zipped[1] if zipped else inner)
        if not part[2].endswith("m"):
            raise EngineError(
                "scene.byte_data",
                say("{part} is a picture of 8 bits and holds no reflectance.", part=part[2]),
                say("Choose 10m, 20m or 60m."),
            )
        wanted = int(part[2][:-1])
        images = tuple(image for image in product.images if _NATIVE[image.band] == wanted)
        return replace(product, images=images, missing=())
    file = Path(path)
    try:
        if _METADATA.fullmatch(file.name):
            return _read_product(_Folder(file.parent), file.name, file.parent.name, None)
        if file.is_dir():
            return _open_folder(file)
        return _open_archive(file)
    except PermissionError as error:
        raise EngineError(
            "scene.no_permission", say("{name} may not be read by this user.", name=file.name)
        ) from error
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as error:
        if isinstance(error, FileNotFoundError):
            raise EngineError(
                "scene.missing", say("There is no file {path}.", path=path), say("Check the path.")
            ) from error
        raise EngineError(
            "scene.unreadable",
            say("{name} cannot be read ({error}).", name=file.name, error=error),
            say("Copy or download it again."),
        ) from error


def metadata_around(image: str) -> str | None:
    """Return the metadata file of the product whose folder holds an image file, None where there is none."""
    file = Path(image)
    folders = [folder for folder in file.absolute().parents if folder.name == "IMG_DATA"]
    if _IMAGE.search(file.stem) is None or not folders:
        return None
    # PRODUCT.SAFE/GRANULE/L2A_…/IMG_DATA[/R10m]/IMAGE.jp2
    names = _metadata_names(folders[0].parents[2]) if len(folders[0].parents) > 2 else []
    return str(folders[0].parents[2] / names[0]) if names else None


def _open_folder(folder: Path) -> Product:
    names = _metadata_names(folder)
    if not names:
        inner = [child for child in sorted(folder.iterdir()) if child.is_dir() and _metadata_names(child)]
        if len(inner) != 1:
            raise EngineError(
                "scene.not_product",
                say(
                    "The folder {name} is no Sentinel-2 product: it has no MTD_MSIL1C or 2A.xml.",
                    name=folder.name,
                ),
                say("Choose a .SAFE folder, or the image files themselves."),
            )
        return _open_folder(inner[0])
    return _read_product(_Folder(folder), names[0], folder.name, None)


def _open_archive(file: Path) -> Product:
    with zipfile.ZipFile(file) as archive:
        found = [
            info.filename
            for info in archive.infolist()
            if _METADATA.fullmatch(PurePosixPath(info.filename).name)
        ]
        found = sorted(name for name in found if len(PurePosixPath(name).parts) <= 2)
        if len(found) != 1:
            raise EngineError(
                "scene.not_product",
                say(
                    "{name} is no archive of one Sentinel-2 product ({found} MTD_MSIL*.xml).",
                    name=file.name,
                    found=len(found),
                ),
                say("Choose a zipped .SAFE folder."),
            )
        inner = PurePosixPath(found[0])
        parent = "" if str(inner.parent) == "." else str(inner.parent)
        return _read_product(_Folder(file.absolute(), parent, archive), inner.name, parent or file.stem, file)


def _metadata_names(folder: Path) -> list[str]:
    return [name for name in ("MTD_MSIL1C.xml", "MTD_MSIL2A.xml") if (folder / name).is_file()]


def _read_product(folder: _Folder, name: str, fallback_name: str, archive: Path | None) -> Product:
    level = "L1C" if "L1C" in name.upper() else "L2A"
    texts = _parse(folder.read(name), name)
    granules = texts.all("Granule/granuleIdentifier") or texts.all("Granules/granuleIdentifier")
    if len(granules) > 1:
        raise EngineError(
            "scene.granules",
            say(
                "The product holds {granules} granules, as products before December 2016 do.",
                granules=len(granules),
            ),
            say("Choose the image files of one granule instead."),
        )
    quantification = texts.number(
        *(
            ("BOA_QUANTIFICATION_VALUE", "L2A_BOA_QUANTIFICATION_VALUE")
            if level == "L2A"
            else ("QUANTIFICATION_VALUE",)
        )
    )
    if quantification is None or quantification <= 0:
        raise EngineError(
            "scene.product_metadata",
            say("{name} states no quantification value.", name=name),
            say("Get the product again."),
        )
    physical = {
        number: "B" + band.upper().lstrip("B").rjust(2, "0")
        for number, band in texts.pairs("Spectral_Information/bandId", "Spectral_Information/physicalBand")
    } or {str(number): band for number, band in enumerate(SENTINEL2)}
    tag = "BOA_ADD_OFFSET" if level == "L2A" else "RADIO_ADD_OFFSET"
    try:
        offsets = {
            physical.get(number, ""): float(text) for number, text in texts.pairs(f"{tag}/band_id", tag)
        }
    except ValueError as error:
        raise EngineError(
            "scene.product_metadata",
            say("An offset in {name} is no number.", name=name),
            say("Get the product again."),
        ) from error
    radiometry = {
        band: Radiometry(1.0 / quantification, offsets.get(band, 0.0), "metadata") for band in SENTINEL2
    }
    images, missing = _best_images(folder, granules, texts)
    classification = images.pop("SCL", None)
    if not images:
        raise EngineError(
            "scene.missing",
            say(
                "The product {fallback_name} has none of the images that {name} lists.",
                fallback_name=fallback_name,
                name=name,
            ),
            say("Download it completely."),
        )
    return Product(
        name=texts.first("PRODUCT_URI") or fallback_name,
        level=level,
        baseline=texts.first("PROCESSING_BASELINE") or "unknown",
        acquired=texts.first("PRODUCT_START_TIME") or texts.first("DATATAKE_SENSING_START"),
        images=tuple(
            BandImage(band, images[band][0], images[band][1], radiometry[band])
            for band in SENTINEL2
            if band in images
        ),
        classification=classification[0] if classification else None,
        missing=tuple(sorted(band for band in missing if band in SENTINEL2 and band not in images)),
        metadata=str(archive) if archive else folder.find(name) or name,
        archive=str(archive) if archive else None,
        radiometry=radiometry,
    )


def _best_images(
    folder: _Folder, granules: list[str], texts: "_Texts"
) -> tuple[dict[str, tuple[str, int]], set[str]]:
    """Return path and resolution of each band's finest image, and the bands listed without a file."""
    listed = [(name, name) for name in texts.all("IMAGE_FILE") + texts.all("IMAGE_FILE_2A")]
    listed += [(name, f"GRANULE/{granules[0]}/IMG_DATA/{name}") for name in texts.all("IMAGE_ID") if granules]
    images: dict[str, tuple[str, int]] = {}
    missing: set[str] = set()
    for name, place in listed:
        match = _IMAGE.search(PurePosixPath(name).name)
        if match is None:
            continue
        band, resolution = match[1], int(match[2]) if match[2] else _NATIVE[match[1]]
        path = folder.find(f"{place}.jp2") or folder.find(f"{place}.tif")
        if path is None:
            missing.add(band)
        elif band not in images or resolution < images[band][1]:
            images[band] = (path, resolution)
    return images, missing


class _Texts:
    """Texts and attributes of a document by tag name, in document order; namespaces are dropped."""

    def __init__(self) -> None:
        self.found: dict[str, list[str]] = {}

    def all(self, key: str) -> list[str]:
        return self.found.get(key, [])

    def first(self, key: str) -> str | None:
        return next(iter(self.all(key)), None)

    def number(self, *keys: str) -> float | None:
        """Return the number under the first key that is there."""
        for text in (text for key in keys for text in self.all(key)):
            try:
                return float(text)
            except ValueError:
                return None
        return None

    def pairs(self, first: str, second: str) -> Iterator[tuple[str, str]]:
        return zip(self.all(first), self.all(second), strict=False)


def _parse(data: bytes, name: str) -> _Texts:
    """Read a metadata file; document type declarations, with which entities come, are refused."""
    texts = _Texts()
    stack: list[tuple[str, list[str]]] = []

    def start(tag: str, attributes: dict[str, str]) -> None:
        tag = tag.rpartition(":")[2]
        if len(stack) >= _DEEPEST_XML:
            raise ValueError("it is nested too deeply")
        stack.append((tag, []))
        for key, value in attributes.items():
            texts.found.setdefault(f"{tag}/{key}", []).append(value)

    def end(_: str) -> None:
        tag, parts = stack.pop()
        texts.found.setdefault(tag, []).append("".join(parts).strip())

    def characters(text: str) -> None:
        if stack:
            stack[-1][1].append(text)

    def doctype(*_: object) -> None:
        raise ValueError("it declares a document type, which product metadata never do")

    parser = pyexpat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = characters
    parser.StartDoctypeDeclHandler = doctype
    try:
        parser.Parse(data, True)
    except (pyexpat.ExpatError, ValueError) as error:
        raise EngineError(
            "scene.product_metadata",
            say("{name} cannot be read: {error}.", name=name, error=error),
            say("Download the product again."),
        ) from error
    return texts
