"""What the land-cover networks make of L2A images of 10 m, in all bands and in those of HLS; prints a table.

    python -m benchmarks.surface [DATA] [--model ID ...]

No L2A image of 10 m with a label for each pixel is at hand, so three things are counted. *Forest*: share of
the pixels of Czech forests, in both years and not damaged, that are mapped as trees (most are conifers).
*Named*: share of the pixels of 36 BigEarthNet patches whose class may occur under the names of the patch.
*Trees*: their share in patches that name a forest, and in the others. The networks have not learnt from these
labels; they have seen the patches, without their names, in masked reconstruction.
"""

import argparse
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray

from benchmarks import change
from benchmarks.folders import data_folder
from benchmarks.shipped import Shipped
from models.catalog import find_card
from models.training import classes
from models.training.landcover_data import L2A_ORDER, rows_of
from models.training.packing import HLS_BANDS, TEN_BANDS

MODELS = ("landcover-small", "landcover-nano")
SIX = tuple(band for band in HLS_BANDS if band in TEN_BANDS)
BAND_SETS = {"10": TEN_BANDS, "6, without red edge": SIX}
TREES = classes.CODES.index(10)
FARMLAND = "Land principally occupied by agriculture, with significant areas of natural vegetation"
BIGEARTHNET: dict[str, tuple[int, ...]] = {
    "Agro-forestry areas": (10, 30, 40),
    "Arable land": (40,),
    "Beaches, dunes, sands": (60,),
    "Broad-leaved forest": (10,),
    "Coastal wetlands": (90,),
    "Complex cultivation patterns": (30, 40),
    "Coniferous forest": (10,),
    "Industrial or commercial units": (50,),
    "Inland waters": (80,),
    "Inland wetlands": (90,),
    FARMLAND: (10, 20, 30, 40),
    "Marine waters": (80,),
    "Mixed forest": (10,),
    "Moors, heathland and sclerophyllous vegetation": (20, 30),
    "Natural grassland and sparsely vegetated areas": (30, 60),
    "Pastures": (30,),
    "Permanent crops": (10, 20, 40),
    "Transitional woodland, shrub": (10, 20, 30),
    "Urban fabric": (50,),
}
"""WorldCover classes that land of the 19 classes may show."""

Labels = NDArray[np.integer]
Forest = tuple[NDArray[np.float32], NDArray[np.bool_]]
Patch = tuple[NDArray[np.float32], frozenset[str]]


def forests(data: Path) -> Iterator[Forest]:
    """Czech places at both dates: reflectance (10, H, W), and which pixels are forest that stayed."""
    for tile in change.forest(data):
        stayed = tile.judged & ~tile.changed
        yield tile.pair.before, stayed
        yield tile.pair.after, stayed


def patches(data: Path) -> Iterator[Patch]:
    """BigEarthNet patches: reflectance (10, 120, 120), and the names of their classes."""
    folder = data / "bigearthnet_v2_samples"
    order = [L2A_ORDER.index(band) for band in TEN_BANDS]
    for row in rows_of(folder / "labels.csv"):
        with rasterio.open(folder / row["file"]) as source:
            yield source.read()[order].astype(np.float32) / 10000, frozenset(row["labels"].split("|"))


def allowed(labels: Labels, names: frozenset[str]) -> float:
    """Share of class numbers that may occur under the names of a patch."""
    codes = {code for name in names for code in BIGEARTHNET[name]}
    return float(np.isin(labels, [classes.CODES.index(code) for code in codes]).mean())


def row(
    model_id: str, bands: tuple[str, ...], places: Sequence[Forest], named_patches: Sequence[Patch]
) -> list[float]:
    """Shares: forest, named, trees where a forest is named, trees elsewhere."""
    model = Shipped(find_card(model_id, "segmentation"), bands)
    chosen = [TEN_BANDS.index(band) for band in bands]

    def labels(image: NDArray[np.float32]) -> Labels:
        found: Labels = model.probabilities(image[chosen]).argmax(0)
        return found

    woods = [labels(image)[stayed] == TREES for image, stayed in places if stayed.any()]
    named: list[float] = []
    with_forest: list[float] = []
    without: list[float] = []
    for image, names in named_patches:
        said = labels(image)
        named.append(allowed(said, names))
        found = with_forest if any("forest" in name for name in names) else without
        found.append(float((said == TREES).mean()))
    return [float(np.mean(shares)) for shares in (np.concatenate(woods), named, with_forest, without)]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path, nargs="?")
    parser.add_argument("--model", nargs="+", default=MODELS)
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
    data = arguments.data or data_folder()
    read = list(forests(data)), list(patches(data))
    print("| model | bands | forest | named | trees where named | elsewhere |\n|---|---|---:|---:|---:|---:|")
    for model_id in arguments.model:
        for title, bands in BAND_SETS.items():
            shares = " | ".join(f"{share:.3f}" for share in row(model_id, bands, *read))
            print(f"| {model_id} | {title} | {shares} |", flush=True)


if __name__ == "__main__":
    main()
