"""Compare simulated pixels with real labelled ones; prints Markdown tables.

    python -m benchmarks.simulation [--chips N] [--sheet FILE.png]

Data: the folder ``SPECTRALGPT_DATA``, else ``../shared/data`` beside the checkout: pixels of three German
cities, of Lesotho, and the HLS chips with WorldCover labels. None of them is a source of the simulator's
spectra. The first table compares reflectance class by class; the second says how well a linear
discriminant that saw one set alone, simulated pixels or real ones of another place, classifies the others.
"""

import argparse
import time
import warnings
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray

from benchmarks.folders import data_folder
from models.training import classes
from models.training.landcover_data import rows_of
from models.training.packing import HLS_BANDS, TEN_BANDS
from models.training.simulation import Conditions, Simulated, simulate, simulate_pair
from models.training.simulation.layouts import LANDSCAPES

SHOWN = ("B02", "B03", "B04", "B8A", "B11", "B12")
SURFACE, ANY_AIR = 0.02, 0.13
PURE = 0.9
MOST = 4000
"""Pixels of a class that a set gives."""


@dataclass(frozen=True)
class Pixels:
    """Labelled pixels: reflectance (P, B) in `bands`, WorldCover codes (P,)."""

    name: str
    bands: tuple[str, ...]
    x: NDArray[np.float64]
    y: NDArray[np.int64]

    def only(self, codes: set[int]) -> "Pixels":
        """The pixels of some classes."""
        chosen = np.isin(self.y, list(codes))
        return Pixels(self.name, self.bands, self.x[chosen], self.y[chosen])

    def features(self, bands: tuple[str, ...]) -> NDArray[np.float64]:
        """Square roots of reflectance, and three indices of vegetation, water and soil."""
        x = np.clip(self.x[:, [self.bands.index(band) for band in bands]], 1e-3, 1)
        green, red, nir, swir = (x[:, bands.index(band)] for band in ("B03", "B04", "B8A", "B11"))
        pairs = ((nir, red), (green, swir), (swir, nir))
        return np.column_stack([np.sqrt(x), *((a - b) / (a + b) for a, b in pairs)])


def thinned(pixels: Pixels) -> Pixels:
    """At most `MOST` pixels of a class."""
    random = np.random.default_rng(0)
    kept = [random.permutation(np.flatnonzero(pixels.y == code))[:MOST] for code in np.unique(pixels.y)]
    chosen = np.concatenate(kept)
    return Pixels(pixels.name, pixels.bands, pixels.x[chosen], pixels.y[chosen])


def german_cities(data: Path) -> list[Pixels]:
    """One set a city; labels that stand for several classes are left out."""
    rows = [
        row
        for row in rows_of(data / "german_cities_s2_spectra" / "pixels.csv.gz")
        if len(classes.GERMAN_CITIES[row["Label"]]) == 1
    ]
    regions = sorted({row["Region"] for row in rows})
    sets = []
    for region in regions:
        own = [row for row in rows if row["Region"] == region]
        x = np.array([[float(row[band]) for band in TEN_BANDS] for row in own]) / 10000
        y = np.array([classes.GERMAN_CITIES[row["Label"]][0] for row in own])
        sets.append(Pixels(region, TEN_BANDS, x, y))
    return sets


def lesotho(data: Path) -> Pixels:
    """Medians of the year."""
    stored = np.load(data / "s2_points" / "lesotho_2021.npz", allow_pickle=False)
    keep = stored["passed_filter"]
    y = np.array([classes.LESOTHO[int(code)][0] for code in stored["y"]])
    return Pixels("Lesotho", TEN_BANDS, np.median(stored["X"], 1)[keep] / 10000, y[keep])


def hls(data: Path) -> Pixels:
    """Chips of 30 m; WorldCover itself is right three times out of four."""
    folder = data / "hls_worldcover_chips"
    xs, ys = [], []
    for row in rows_of(folder / "chips.csv"):
        with rasterio.open(folder / "images" / f"{row['chip']}.tif") as source:
            pixels = source.read()[:, ::3, ::3].reshape(len(HLS_BANDS), -1).T
        with rasterio.open(folder / "labels" / f"{row['chip']}.tif") as source:
            codes = source.read(1)[::3, ::3].ravel().astype(np.int64)
        good = np.isin(codes, classes.CODES) & (pixels.min(1) > 0)
        xs.append(pixels[good] / 10000)
        ys.append(codes[good])
    return thinned(Pixels("HLS chips", HLS_BANDS, np.concatenate(xs), np.concatenate(ys)))


def simulated(name: str, chips: int, haze: float) -> Pixels:
    """Pure pixels of simulated scenes without clouds."""
    xs, ys = [], []
    generator = torch.Generator().manual_seed(0)
    # Eleven bands, so that HLS's are among them.
    bands = ("B01", *TEN_BANDS)
    for _ in range(-(-chips // 4)):
        batch = simulate(generator, 4, 64, bands, Conditions(haze=haze, clouds=0.0, oversampling=2))
        pure = (batch.abundances.amax(1) > PURE) & (batch.shadow < 0.05)
        xs.append(batch.reflectance.permute(0, 2, 3, 1)[pure].numpy())
        ys.append(batch.codes[pure].numpy())
    return thinned(Pixels(name, bands, np.concatenate(xs).astype(np.float64), np.concatenate(ys)))


def compare(real: list[Pixels], models: list[Pixels]) -> None:
    """Print means ± deviations by class and set."""
    print("| class | set | pixels | " + " | ".join(SHOWN) + " | NDVI |")
    print("|---|---|---|" + "---|" * (len(SHOWN) + 1))
    for code in classes.CODES:
        for pixels in [*real, *models]:
            own = pixels.only({code})
            if len(own.y) < 50:
                continue
            columns = {band: own.x[:, own.bands.index(band)] for band in SHOWN}
            ndvi = (columns["B8A"] - columns["B04"]) / (columns["B8A"] + columns["B04"] + 1e-6)
            cells = [f"{values.mean():.3f} ± {values.std():.3f}" for values in columns.values()]
            print(
                f"| {code} | {own.name} | {len(own.y)} | "
                + " | ".join(cells)
                + f" | {ndvi.mean():.2f} ± {ndvi.std():.2f} |"
            )


def discriminant(train: Pixels, test: Pixels) -> tuple[float, float]:
    """Overall and mean class accuracy of a linear discriminant with equal priors, on the classes of both."""
    bands = tuple(band for band in train.bands if band in test.bands)
    common = {
        code
        for code in set(train.y) & set(test.y)
        if min((train.y == code).sum(), (test.y == code).sum()) >= 30
    }
    train, test = train.only(common), test.only(common)
    x, z = train.features(bands), test.features(bands)
    centre, scale = x.mean(0), x.std(0)
    x, z = (x - centre) / scale, (z - centre) / scale
    codes = np.array(sorted(common))
    means = np.stack([x[train.y == code].mean(0) for code in codes])
    within = sum(np.cov(x[train.y == code].T) for code in codes) / len(codes)
    within = 0.9 * within + 0.1 * np.trace(within) / len(within) * np.eye(len(within))
    weights = np.linalg.solve(within, means.T)
    scores = z @ weights - 0.5 * (means.T * weights).sum(0)
    right = codes[scores.argmax(1)] == test.y
    return float(right.mean()), float(np.mean([right[test.y == code].mean() for code in codes]))


def transfer(sets: list[Pixels]) -> None:
    """Print who classifies whom how well."""
    real = [pixels for pixels in sets if not pixels.name.startswith("simulated")]
    print("| trained on \\ tested on | " + " | ".join(pixels.name for pixels in real) + " |")
    print("|---|" + "---|" * len(real))
    for train in sets:
        cells = [
            "–" if train.name == test.name else "{:.2f} / {:.2f}".format(*discriminant(train, test))
            for test in real
        ]
        print(f"| {train.name} | " + " | ".join(cells) + " |")


def true_colour(scene: Simulated) -> NDArray[np.float32]:
    """Scenes side by side as (3, H, N · W), 0 to 1."""
    chosen = [scene.bands.index(band) for band in ("B04", "B03", "B02")]
    stretched = (scene.reflectance[:, chosen] / 0.3).clamp(0, 1).pow(1 / 1.6)
    return np.concatenate(list(stretched.numpy()), 2)


def contact_sheet(path: Path, side: int = 128, columns: int = 6) -> None:
    """Write a picture: a row for each landscape, then pairs of dates with their change below."""
    rows = []
    for number, name in enumerate(LANDSCAPES):
        rows.append(true_colour(simulate(number, columns, side, conditions=Conditions(landscapes=(name,)))))
    pair = simulate_pair(len(LANDSCAPES), columns, side)
    changed = np.concatenate(list(pair.changed.numpy()), 1)
    rows += [
        true_colour(pair.before),
        true_colour(pair.after),
        np.repeat(changed[None].astype(np.float32), 3, 0),
    ]
    picture = (np.concatenate(rows, 1) * 255).astype(np.uint8)
    profile = {
        "driver": "PNG",
        "count": 3,
        "height": picture.shape[1],
        "width": picture.shape[2],
        "dtype": "uint8",
    }
    with rasterio.open(path, "w", **profile) as out:
        out.write(picture)


def main() -> None:
    """Print the tables; with --sheet write the picture only."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--chips", type=int, default=240, help="simulated scenes of 64 by 64 pixels a set")
    parser.add_argument("--sheet", type=Path, help="write a contact sheet instead of measuring")
    arguments = parser.parse_args()
    warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
    if arguments.sheet:
        contact_sheet(arguments.sheet)
        return
    data = data_folder()
    start = time.perf_counter()
    models = [
        simulated("simulated, surface", arguments.chips, SURFACE),
        simulated("simulated, any air", arguments.chips, ANY_AIR),
    ]
    seconds = time.perf_counter() - start
    cities = german_cities(data)
    joined = Pixels(
        "German cities",
        TEN_BANDS,
        np.concatenate([c.x for c in cities]),
        np.concatenate([c.y for c in cities]),
    )
    real = [joined, lesotho(data), hls(data)]
    print("Reflectance, mean ± deviation\n")
    compare(real, models)
    print("\nLinear discriminant: overall / mean class accuracy on the classes that both sets have\n")
    transfer([*models, *real])
    print()
    transfer([*models, *cities])
    print(f"\n{2 * arguments.chips} scenes of 64 × 64 pixels were simulated in {seconds:.0f} s.")


if __name__ == "__main__":
    main()
