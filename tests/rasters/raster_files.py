"""Tiny rasters, products and listeners for the tests of reading."""

import zipfile
from pathlib import Path

import numpy as np
import rasterio
from affine import Affine

from models.events import Events

UTM = "EPSG:32632"
LEFT, TOP = 600000.0, 5300040.0


def place(pixel=10.0, left=LEFT, top=TOP):
    """A north-up transform."""
    return Affine(pixel, 0, left, 0, -pixel, top)


def write_raster(path, array, transform=None, crs=UTM, names=None, tags=None, band_tags=None, **profile):
    """Write (B, H, W) or (H, W) and return the path as text."""
    array = np.asarray(array)
    array = array[None] if array.ndim == 2 else array
    scales, offsets = profile.pop("scales", None), profile.pop("offsets", None)
    settings = {"driver": "GTiff", **profile}
    if crs is not None or transform is not None:
        settings["transform"] = place() if transform is None else transform
    with rasterio.open(
        path, "w", width=array.shape[2], height=array.shape[1], count=array.shape[0], dtype=array.dtype,
        crs=crs, **settings,
    ) as dataset:  # fmt: skip
        dataset.write(array)
        for index, name in enumerate(names or [], start=1):
            dataset.set_band_description(index, name)
        if tags:
            dataset.update_tags(**tags)
        for index, known in enumerate(band_tags or [], start=1):
            dataset.update_tags(index, **known)
        if scales:
            dataset.scales = scales
        if offsets:
            dataset.offsets = offsets
    return str(path)


def numbers(bands, height, width, seed=0, low=100, high=4000, dtype="uint16"):
    """Random numbers (B, H, W), none of them 0."""
    return np.random.default_rng(seed).integers(low, high, (bands, height, width)).astype(dtype)


def write_envi(path, array, header):
    """Write (B, H, W) as an ENVI image, band sequential, with further lines of its header."""
    codes = {"uint8": 1, "int16": 2, "int32": 3, "float32": 4, "float64": 5, "uint16": 12}
    bands, height, width = array.shape
    Path(path).write_bytes(array.tobytes())
    lines = [
        "ENVI", f"samples = {width}", f"lines = {height}", f"bands = {bands}", "header offset = 0",
        "file type = ENVI Standard", f"data type = {codes[str(array.dtype)]}", "interleave = bsq",
        "byte order = 0", *header,
    ]  # fmt: skip
    Path(path).with_suffix(".hdr").write_text("\n".join(lines) + "\n")
    return str(path)


NATIVE = {
    "B01": 60, "B02": 10, "B03": 10, "B04": 10, "B05": 20, "B06": 20, "B07": 20, "B08": 10, "B8A": 20,
    "B09": 60, "B10": 60, "B11": 20, "B12": 20,
}  # fmt: skip
PHYSICAL = ["B1", "B2", "B3", "B4", "B5", "B6", "B7", "B8", "B8A", "B9", "B10", "B11", "B12"]


def write_safe(
    folder, level="L2A", baseline="04.00", offset=-1000, side=60, bands=None, scl=None, images=None
):
    """Write a SAFE tree of ``side`` 10 m pixels whose images are GeoTIFFs in the guise of JPEG 2000.

    Args:
        bands: name -> number that fills the band, or an array at its native resolution.
        scl: (side/2, side/2) scene classification of an L2A.
        images: further names for the metadata's image list.
    """
    name = f"S2A_MSI{level}_20220612T101559_N{baseline.replace('.', '')}_R065_T32UPU_20220612T150000.SAFE"
    root = Path(folder) / name
    granule = f"{level}_T32UPU_A036000_20220612T101600"
    data = root / "GRANULE" / granule / "IMG_DATA"
    chosen = (
        bands if bands is not None else {band: 2000 for band in NATIVE if level == "L1C" or band != "B10"}
    )
    listed = []
    for band, content in chosen.items():
        pixel = NATIVE[band]
        size = -(-side * 10 // pixel)
        array = np.full((size, size), content, "uint16") if np.isscalar(content) else content
        resolutions = [pixel] if level == "L1C" else [p for p in (10, 20, 60) if p >= pixel]
        for resolution in resolutions:
            step = resolution // pixel
            inner = f"R{resolution}m" if level == "L2A" else ""
            stem = f"T32UPU_20220612T101559_{band}" + (f"_{resolution}m" if level == "L2A" else "")
            (data / inner).mkdir(parents=True, exist_ok=True)
            write_raster(data / inner / f"{stem}.jp2", array[::step, ::step], place(resolution))
            listed.append("/".join(filter(None, ["GRANULE", granule, "IMG_DATA", inner, stem])))
    if scl is not None:
        stem = "T32UPU_20220612T101559_SCL_20m"
        (data / "R20m").mkdir(parents=True, exist_ok=True)
        write_raster(data / "R20m" / f"{stem}.jp2", np.asarray(scl, "uint8"), place(20.0))
        listed.append(f"GRANULE/{granule}/IMG_DATA/R20m/{stem}")
    listed += images or []
    kind, quantity = (
        ("BOA", "BOA_QUANTIFICATION_VALUE") if level == "L2A" else ("RADIO", "QUANTIFICATION_VALUE")
    )
    offsets = ""
    if offset is not None:
        values = [offset] * 13 if np.isscalar(offset) else offset
        offsets = "<Offsets>" + "".join(
            f'<{kind}_ADD_OFFSET band_id="{i}">{v}</{kind}_ADD_OFFSET>' for i, v in enumerate(values)
        ) + "</Offsets>"  # fmt: skip
    spectral = "".join(
        f'<Spectral_Information bandId="{i}" physicalBand="{b}"/>' for i, b in enumerate(PHYSICAL)
    )
    files = "".join(f"<IMAGE_FILE>{entry}</IMAGE_FILE>" for entry in listed)
    (root / f"MTD_MSI{level}.xml").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        f'<n1:Level-{level[1:]}_User_Product xmlns:n1="https://psd-14.example">'
        "<n1:General_Info><Product_Info><PRODUCT_START_TIME>2022-06-12T10:15:59.024Z</PRODUCT_START_TIME>"
        f"<PRODUCT_URI>{name}</PRODUCT_URI><PROCESSING_BASELINE>{baseline}</PROCESSING_BASELINE>"
        f'<Granule_List><Granule granuleIdentifier="{granule}">{files}</Granule></Granule_List>'
        "</Product_Info>"
        f'<Characteristics><{quantity} unit="none">10000</{quantity}>{offsets}{spectral}</Characteristics>'
        f"</n1:General_Info></n1:Level-{level[1:]}_User_Product>"
    )
    return root


def zip_folder(folder, target):
    """Zip a product as the data hub does, its folder's name first."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(Path(folder).rglob("*")):
            if file.is_file():
                archive.write(file, str(Path(folder.name) / file.relative_to(folder)))
    return str(target)


class Recorder(Events):
    """Keeps the messages."""

    def __init__(self):
        self.messages = []

    def message(self, text, level="info", code=""):
        self.messages.append((code, level, text))

    @property
    def codes(self):
        return [code for code, _, _ in self.messages]
