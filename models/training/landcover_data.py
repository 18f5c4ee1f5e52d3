"""Pack the labelled and unlabelled imagery that the land-cover network learns from.

    python -m models.training.landcover_data DATA_FOLDER OUTPUT_FOLDER

Reads the open data sets by their folder names and writes compact files: reflectance as 8-bit
square-root companding (`compand`), labels as class sets (`models.training.classes`). Places that a
score is stated on (`split == "val"` of the HLS chips, the east of the Potsdam scene) are packed apart
and never reach training.
"""

import argparse
import csv
import gzip
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import rasterio
import rasterio.features
from numpy.typing import NDArray

from models.training import classes
from models.training.packing import BANDS, TEN_BANDS, compand, pack

L1C_ORDER = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
L2A_ORDER = tuple(band for band in L1C_ORDER if band != "B10")
POTSDAM_TRAIN_COLUMNS = 1000
POTSDAM_TEST_COLUMN = 1050

Array = NDArray[np.uint8]
Piece = tuple[str, Array, NDArray[np.uint16]]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The lines of a data set's CSV, which may be gzipped."""
    with gzip.open(path, "rt") if path.suffix == ".gz" else path.open(newline="") as lines:
        return list(csv.DictReader(lines))


def _read(path: Path) -> tuple[NDArray[np.float32], tuple[str, ...]]:
    with rasterio.open(path) as source:
        return source.read().astype(np.float32), tuple(name or "" for name in source.descriptions)


def _pick(
    stack: NDArray[np.float32], order: tuple[str, ...], wanted: tuple[str, ...], offset: float = 0.0
) -> Array:
    return compand((stack[[order.index(band) for band in wanted]] + offset) / 10000)


def labelled_scenes(data: Path) -> Iterator[Piece]:
    """Scenes with all of `BANDS` and labels: (name, pixels (11, H, W), class sets (H, W))."""
    folder = data / "terramesh_samples"
    for row in rows_of(folder / "samples.csv"):
        with rasterio.open(folder / "LULC" / f"{row['id']}.tif") as source:
            labels = classes.encode(source.read(1), classes.ESRI)
        for level, order, minimum in (
            ("S2L1C", L1C_ORDER, float(row["l1c_B10_mean"])),
            ("S2L2A", L2A_ORDER, None),
        ):
            stack, _ = _read(folder / level / f"{row['id']}.tif")
            # A cirrus band near 1000 betrays the offset of processing baseline 04.00 in an L1C chip; the L2A
            # chips carry none.
            offset = -1000.0 if minimum is not None and minimum > 900 else 0.0
            yield f"terramesh/{row['id']}/{level}", _pick(stack, order, BANDS, offset), labels
    folder = data / "s2_l1c_potsdam_20170216"
    stack, order = _read(next(folder.glob("*13bands_10m.tif")))
    with rasterio.open(folder / "osm_labels_10m.tif") as source:
        labels = classes.encode(source.read(1), classes.OPENSTREETMAP)
    pixels = _pick(stack, order, BANDS)
    west, known = pixels[:, :, :POTSDAM_TRAIN_COLUMNS], labels[:, :POTSDAM_TRAIN_COLUMNS]
    yield "potsdam/west", west, flooded(west, known)
    yield "test/potsdam/east", pixels[:, :, POTSDAM_TEST_COLUMN:], labels[:, POTSDAM_TEST_COLUMN:]
    folder = data / "sen1floods11_sample"
    stack, order = _read(folder / "Spain_7370579_S2Hand.tif")
    with rasterio.open(folder / "Spain_7370579_LabelHand.tif") as source:
        hand = source.read(1).astype(np.int16) + 1
    yield "sen1floods11/spain", _pick(stack, order, BANDS), classes.encode(hand, classes.WATER_HAND_LABELS)
    yield _amazon(data / "s2_l2a_amazon_rstoolbox")
    for row, chip in eurosat_chips(data):
        if row["spectralgpt_split"] != "train":
            continue
        codes = classes.EUROSAT.get(row["label"])
        labels = np.full(chip.shape[1:], classes.mask_of(codes) if codes else 0, np.uint16)
        yield f"eurosat/{row['file']}", compand(chip.astype(np.float32) / 10000), labels


def eurosat_chips(data: Path) -> Iterator[tuple[dict[str, str], NDArray[np.uint16]]]:
    """EuroSAT's chips with all bands: (line of the table, reflectance * 10,000 (11, 64, 64))."""
    for row in rows_of(data / "eurosat_ms" / "labels.csv"):
        with rasterio.open(data / "eurosat_ms" / row["file"]) as source:
            yield row, source.read([source.descriptions.index(band) + 1 for band in BANDS])


def flooded(pixels: Array, labels: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """Wetland where there is open water becomes "water or wetland".

    OpenStreetMap's wetlands hold ponds and flooded meadows: half of their pixels look like a lake's. Taken at
    their word they teach that lakes are wetlands.

    Args:
        pixels: (11, H, W) companded, in the order of `BANDS`.
        labels: (H, W) class sets.

    Returns:
        (H, W) class sets. Open water has a positive NDWI (McFeeters 1996) and MNDWI (Xu 2006).
    """
    green, near, short = (np.square(pixels[BANDS.index(b)].astype(np.float32)) for b in ("B03", "B08", "B11"))
    wet = labels == classes.mask_of([90])
    return np.where(wet & (green > near) & (green > short), labels | classes.mask_of([80]), labels)


def _amazon(folder: Path) -> Piece:
    import pyogrio.raw
    import shapely

    stack, order = _read(folder / "sen2_12bands.tif")
    with rasterio.open(folder / "sen2_12bands.tif") as source:
        transform, shape = source.transform, source.shape
    _, _, geometry, fields = pyogrio.raw.read(folder / "training_polygons.gpkg", columns=["class"])
    codes = {"forest": 10, "village": 50, "water": 80}
    shapes = [
        (polygon, classes.mask_of([codes[name]]))
        for polygon, name in zip(shapely.from_wkb(geometry), fields[0], strict=True)
        if name in codes
    ]
    labels = rasterio.features.rasterize(shapes, shape, transform=transform, dtype=np.uint16)
    return "amazon", _pick(stack, order, BANDS, offset=-1000.0), labels


def ten_band_series(data: Path) -> Iterator[Piece]:
    """Clear dates of the Belgian series: (name, pixels (10, 64, 64), class sets)."""
    for path in sorted((data / "worldcereal_series").glob("*.npz")):
        with np.load(path) as series:
            labels = classes.encode(series["LC"], classes.WORLDCEREAL)
            for date, frame in zip(series["dates"], series["s2"].astype(np.float32), strict=True):
                yield f"worldcereal/{path.stem}/{date}", compand(frame / 10000), labels


def labelled_pixels(data: Path, cities: bool = True) -> dict[str, NDArray[np.generic]]:
    """Single labelled pixels of the top of the atmosphere and of the surface.

    The German cities' are of the top, though their description says L2A: at 490 nm water reflects 0.08 there
    and woods 0.07 to 0.09.

    Args:
        data: folder of the data sets.
        cities: whether those of the German cities are among them.

    Returns:
        "x" (N, 10) companded, "y" class sets, "parcel": a number for each place, "top": bool.
    """
    x: list[Array] = []
    y: list[NDArray[np.uint16]] = []
    parcel: list[NDArray[np.int32]] = []
    places = 0
    if cities:
        rows = rows_of(data / "german_cities_s2_spectra" / "pixels.csv.gz")
        x.append(compand(np.array([[float(row[band]) for band in TEN_BANDS] for row in rows]) / 10000))
        y.append(
            np.array([classes.mask_of(classes.GERMAN_CITIES[row["Label"]]) for row in rows]).astype(np.uint16)
        )
        numbers = {key: i for i, key in enumerate(sorted({(row["Region"], row["ID"]) for row in rows}))}
        parcel.append(np.array([numbers[row["Region"], row["ID"]] for row in rows], np.int32))
        places = len(numbers)
    of_cities = len(x[0]) if x else 0
    with np.load(data / "s2_points" / "lesotho_2021.npz") as points:
        keep = points["passed_filter"]
        labels = classes.encode(points["y"][keep], classes.LESOTHO)
        spectra = points["X"][keep].astype(np.float32)
    for date in range(spectra.shape[1]):
        x.append(compand(spectra[:, date] / 10000))
        y.append(labels)
        # Neighbouring samples differ, so a parcel is what one class looks like at one date.
        parcel.append((places + 16 * date + np.log2(np.maximum(labels, 1))).astype(np.int32))
    pixels = np.concatenate(x)
    top = np.arange(len(pixels)) < of_cities
    return {"x": pixels, "y": np.concatenate(y), "parcel": np.concatenate(parcel), "top": top}


def unlabelled_scenes(data: Path) -> Iterator[tuple[str, Array]]:
    """Further imagery with all of `BANDS` for pretraining: (name, pixels (11, H, W))."""
    for path in sorted((data / "s2_l2a_boadella_series").glob("*.tif")):
        yield path.stem, _pick(_read(path)[0], L2A_ORDER, BANDS)
    for path in sorted((data / "s2_l2a_coastal_chips").glob("*.tif")):
        yield path.stem, _pick(_read(path)[0], L2A_ORDER, BANDS)
    for path in sorted((data / "bigearthnet_v2_samples").glob("*.tif")):
        yield path.stem, _pick(_read(path)[0], L2A_ORDER, BANDS)
    for path in sorted((data / "ssl4eo_s12_sample").glob("*.tif")):
        yield path.stem, _pick(_read(path)[0], L1C_ORDER if "L1C" in path.name else L2A_ORDER, BANDS)
    for path in sorted((data / "hydro_water_chips").glob("*.tif")):
        yield path.stem, _pick(_read(path)[0], L2A_ORDER, BANDS, offset=-1000.0)


def pack_hls(data: Path, out: Path) -> None:
    """HLS chips with WorldCover labels, split by place."""
    folder = data / "hls_worldcover_chips"
    rows = rows_of(folder / "chips.csv")
    pixels, labels = [], []
    for row in rows:
        pixels.append(compand(_read(folder / "images" / f"{row['chip']}.tif")[0] / 10000))
        with rasterio.open(folder / "labels" / f"{row['chip']}.tif") as source:
            labels.append(classes.encode(source.read(1), classes.WORLDCOVER))
    pack(
        out / "hls.xz",
        {
            "x": np.stack(pixels),
            "y": np.stack(labels),
            "place": np.array([int(row["cluster"]) for row in rows], np.int32),
            "validation": np.array([row["split"] == "val" for row in rows]),
        },
    )


def unlabelled_mosaic(data: Path) -> NDArray[np.uint16]:
    """The 12-band chips side by side, see `sources.chips_of`: reflectance * 10,000 (11, H, W)."""
    parts = []
    for path in sorted((data / "s2_l2a_chips_12band").glob("chips_*.jp2")):
        with rasterio.open(path) as source:
            parts.append(source.read([L2A_ORDER.index(band) + 1 for band in BANDS]))
    return np.concatenate(parts, axis=1)


def pack_chips(data: Path, out: Path) -> None:
    """The 12-band chips as one 8-bit JPEG 2000 mosaic a band (any image library reads those)."""
    for band, numbers in zip(BANDS, unlabelled_mosaic(data), strict=True):
        path = out / "chips" / f"{band}.jp2"
        path.parent.mkdir(exist_ok=True)
        plane = compand(numbers.astype(np.float32) / 10000)
        with rasterio.open(
            path,
            "w",
            driver="JP2OpenJPEG",
            width=plane.shape[1],
            height=plane.shape[0],
            count=1,
            dtype="uint8",
            quality=22,
            reversible="NO",
        ) as sink:
            sink.write(plane, 1)
        print(f"{path.name}: {path.stat().st_size / 1e6:.1f} MB")


def main() -> None:
    """Pack everything."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("data", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument(
        "--without-cities",
        action="store_true",
        help="leave the German cities out, to be judged there",
    )
    arguments = parser.parse_args()
    data, out = arguments.data, arguments.output
    out.mkdir(parents=True, exist_ok=True)
    pack_hls(data, out)
    scenes: dict[str, NDArray[np.generic]] = {}
    for name, pixels, labels in (*labelled_scenes(data), *ten_band_series(data)):
        scenes[f"{name}|x"], scenes[f"{name}|y"] = pixels, labels
    pack(out / "scenes.xz", scenes)
    pack(out / "pixels.xz", labelled_pixels(data, not arguments.without_cities))
    pack(out / "unlabelled.xz", dict(unlabelled_scenes(data)))
    pack_chips(data, out)


if __name__ == "__main__":
    main()
