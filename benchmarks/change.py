"""How well evidence of change ranks changed above unchanged pixels, on real pairs with labels.

    python -m benchmarks.change

prints a Markdown table: ROC-AUC and average precision of our methods and of single lines from the literature,
and F1 at the automatic threshold. The data are found by the environment variable SPECTRALGPT_DATA, else in
``../shared/data`` beside the checkout. No method sees the labels,
but the quantities and weights of "general" were chosen by looking at this table: expect less elsewhere.

- bercy, dubai_west: urban change of the Onera Satellite Change Detection set (Caye Daudt et al. 2018); all
  pixels are judged.
- forest: loss of forest in the Czech Republic, 2019 to 2020; judged are pixels that were forest. Statistics
  are those of all tiles together, which come from one mosaic a date.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import rasterio
from numpy.typing import NDArray
from scipy.ndimage import uniform_filter

from benchmarks.folders import data_folder
from benchmarks.metrics import average_precision, f1, roc_auc
from benchmarks.shipped import given
from models.catalog import find_card, load_segmentation
from models.change.evidence import METHODS, Evidence, fit_evidence, measure_of, to_evidence
from models.change.irmad import fit_mad
from models.change.pairs import Pair
from models.change.refinement import SAMPLE_PIXELS, fit_refinement, joined
from models.change.thresholds import automatic_threshold
from models.spectralgpt.compact_model import CompactSegmentation
from models.training.landcover_data import rows_of

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]

BANDS = ("B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B11", "B12")
WAVELENGTHS = (492.3, 559.4, 664.8, 704.0, 739.8, 781.3, 832.9, 864.4, 1612.1, 2194.1)


@dataclass(frozen=True)
class Tile:
    """A pair of dates, which pixels changed, and which pixels are judged; all (height, width)."""

    pair: Pair
    changed: BoolArray
    judged: BoolArray


def oscd(folder: Path, city: str) -> list[Tile]:
    """One city of the Onera set, as one tile."""
    dates = []
    for date in ("t1", "t2"):
        with rasterio.open(folder / "oscd" / city / f"{city}_{date}_13bands.tif") as file:
            order = [file.descriptions.index(band) + 1 for band in BANDS]
            dates.append(file.read(order).astype(np.float32) / 10_000)
    with rasterio.open(folder / "oscd" / city / f"{city}_change_mask.tif") as file:
        changed = file.read(1) == 1
    valid = (dates[0] > 0).all(0) & (dates[1] > 0).all(0)
    return [Tile(Pair(dates[0] * valid, dates[1] * valid, valid), changed, valid)]


def forest(folder: Path) -> list[Tile]:
    """All tiles of the forest-loss set."""
    root = folder / "s2_forestloss_czechia"
    tiles = []
    for row in rows_of(root / "tiles.csv"):
        name = row["id"]
        with rasterio.open(root / "labels" / f"{name}.tif") as file:
            damage, kind = file.read()
        bands: dict[tuple[str, str], FloatArray] = {}
        for part, factor in (("r10", 1), ("r20", 2)):
            with rasterio.open(root / part / f"{name}.tif") as file:
                pixels = file.read().repeat(factor, 1).repeat(factor, 2)
                for description, band in zip(file.descriptions, pixels, strict=True):
                    year, band_name = description.split("_")
                    grown = np.pad(
                        band,
                        [(0, max(0, n - m)) for n, m in zip(damage.shape, band.shape, strict=True)],
                        "edge",
                    )
                    bands[year, band_name] = grown[: damage.shape[0], : damage.shape[1]] * np.float32(4e-4)
        before, after = (np.stack([bands[year, band] for band in BANDS]) for year in ("2019", "2020"))
        valid = (before > 0).all(0) & (after > 0).all(0)
        was_forest = ((damage == 2) | (kind > 1)) & (damage > 0) & valid
        tiles.append(Tile(Pair(before * valid, after * valid, valid), damage == 2, was_forest))
    return tiles


def with_margin(pair: Pair, margin: int) -> Pair:
    """The pair with invalid pixels around it."""
    around = ((margin, margin), (margin, margin))
    return Pair(
        np.pad(pair.before, ((0, 0), *around)),
        np.pad(pair.after, ((0, 0), *around)),
        np.pad(pair.valid, around),
    )


# Single lines: (tiles) -> one map for each tile.
Line = Callable[[Sequence[Tile]], list[FloatArray]]


def box(values: FloatArray, valid: BoolArray, side: int) -> FloatArray:
    """Mean of the valid pixels in a square."""
    if side == 1:
        return values
    weight = uniform_filter(valid.astype(np.float32), side, mode="constant")
    result: FloatArray = uniform_filter(np.where(valid, values, 0), side, mode="constant") / np.maximum(
        weight, 1e-6
    )
    return result


def change_vector(bands: Sequence[str], side: int) -> Line:
    """Length of the difference, median-centred and in standard deviations a band, smoothed."""
    places = [BANDS.index(band) for band in bands]

    def line(tiles: Sequence[Tile]) -> list[FloatArray]:
        differences = [(tile.pair.after - tile.pair.before)[places] for tile in tiles]
        pixels = np.concatenate([d[:, t.pair.valid] for d, t in zip(differences, tiles, strict=True)], 1)
        centre, scale = np.median(pixels, 1)[:, None, None], pixels.std(1)[:, None, None]
        lengths = [np.sqrt((((d - centre) / scale) ** 2).sum(0)) for d in differences]
        return [box(length, tile.pair.valid, side) for length, tile in zip(lengths, tiles, strict=True)]

    return line


def burn_ratio(side: int) -> Line:
    """dNBR: normalised burn ratio before minus after, smoothed."""
    nir, swir = BANDS.index("B8A"), BANDS.index("B12")

    def ratio(x: FloatArray) -> FloatArray:
        return (x[nir] - x[swir]) / np.maximum(x[nir] + x[swir], 1e-6)

    return lambda tiles: [box(ratio(t.pair.before) - ratio(t.pair.after), t.pair.valid, side) for t in tiles]


def plain_irmad(side: int) -> Line:
    """IR-MAD's chi-square, smoothed."""

    def line(tiles: Sequence[Tile]) -> list[FloatArray]:
        before = np.concatenate([t.pair.before[:, t.pair.valid] for t in tiles], 1)
        after = np.concatenate([t.pair.after[:, t.pair.valid] for t in tiles], 1)
        mad = fit_mad(before, after)
        return [box(np.sqrt(mad.chi_square(t.pair.before, t.pair.after)), t.pair.valid, side) for t in tiles]

    return line


def ours(method: str, bands: Sequence[str] = BANDS) -> tuple[Line, Callable[[Sequence[Tile]], Evidence]]:
    """One of the product's methods."""
    places = [BANDS.index(band) for band in bands]
    wavelengths = [WAVELENGTHS[place] for place in places]
    measure = measure_of(method, wavelengths)

    def seen(tile: Tile, margin: int) -> Pair:
        pair = Pair(tile.pair.before[places], tile.pair.after[places], tile.pair.valid)
        return with_margin(pair, margin)

    def fit(tiles: Sequence[Tile]) -> Evidence:
        return fit_evidence(measure, wavelengths, [seen(tile, measure.reach) for tile in tiles])

    def line(tiles: Sequence[Tile]) -> list[FloatArray]:
        evidence = fit(tiles)
        cut = slice(evidence.margin, -evidence.margin)
        return [evidence.smoothed_energy(seen(tile, evidence.margin))[cut, cut] for tile in tiles]

    return line, fit


def refined(tiles: Sequence[Tile]) -> list[FloatArray]:
    """The product's general evidence, refined by the default network of land cover: energies."""
    import torch

    model = load_segmentation(find_card(None, "segmentation"), "cpu")
    assert isinstance(model, CompactSegmentation)
    chosen = model.select_bands(given(BANDS))
    energies = ours("general")[0](tiles)
    features = []
    for tile in tiles:
        height, width = tile.pair.valid.shape
        # Mirrored at the edges, up to whole tokens: many tiles are small.
        rim = ((8, 16 - height % 8), (8, 16 - width % 8))
        dates = [
            torch.from_numpy(np.pad(date[chosen.positions], ((0, 0), *rim), "symmetric"))[None]
            for date in (tile.pair.before, tile.pair.after)
        ]
        valid = torch.from_numpy(np.pad(tile.pair.valid, rim, "symmetric"))[None]
        with torch.inference_mode():
            seen = [model.pixel_features(date, valid, chosen.wavelengths) for date in dates]
        features.append(joined(*seen)[0, :, 8 : 8 + height, 8 : 8 + width].numpy())
    valid_pixels = [f[:, t.pair.valid].T for f, t in zip(features, tiles, strict=True)]
    valid_energies = [e[t.pair.valid] for e, t in zip(energies, tiles, strict=True)]
    sample, energy = np.concatenate(valid_pixels), np.concatenate(valid_energies)
    drawn = np.random.default_rng(0).permutation(len(energy))[:SAMPLE_PIXELS]
    learnt = fit_refinement(sample[drawn], energy[drawn])
    return [
        learnt(e, np.tensordot(learnt.weights, f, 1) + np.float32(learnt.bias))
        for e, f in zip(energies, features, strict=True)
    ]


def judged(maps: Sequence[FloatArray], tiles: Sequence[Tile]) -> tuple[FloatArray, BoolArray]:
    """Scores and labels of all judged pixels."""
    scores = np.concatenate([m[t.judged] for m, t in zip(maps, tiles, strict=True)])
    return scores, np.concatenate([t.changed[t.judged] for t in tiles])


def f1_cell(maps: Sequence[FloatArray], tiles: Sequence[Tile]) -> str:
    """F1 at the automatic threshold, which sees all valid pixels; marked when it calls itself unreliable."""
    evidence = [to_evidence(m) for m in maps]
    seen = np.concatenate([e[t.pair.valid] for e, t in zip(evidence, tiles, strict=True)])
    chosen = automatic_threshold(np.bincount(seen, minlength=101)[:101], "otsu")
    scores, labels = judged([e.astype(np.float32) for e in evidence], tiles)
    mark = "*" if chosen.method == "fixed" else ""
    return f"{f1(scores >= chosen.value, labels):.3f}{mark} ({chosen.value})"


LINES: dict[str, Line] = {
    "change vector, six bands, 9×9": change_vector(("B02", "B03", "B04", "B08", "B11", "B12"), 9),
    "change vector, six bands, 3×3": change_vector(("B02", "B03", "B04", "B08", "B11", "B12"), 3),
    "visible bands, 9×9": change_vector(("B02", "B03", "B04"), 9),
    "visible bands, 3×3": change_vector(("B02", "B03", "B04"), 3),
    "red and SWIR2, 9×9": change_vector(("B04", "B12"), 9),
    "red and SWIR2, 3×3": change_vector(("B04", "B12"), 3),
    "dNBR, 9×9": burn_ratio(9),
    "dNBR, 3×3": burn_ratio(3),
    "IR-MAD, 5×5": plain_irmad(5),
}


def main() -> None:
    """Print the table."""
    folder = data_folder()
    sets = {
        "bercy": oscd(folder, "bercy"),
        "dubai_west": oscd(folder, "dubai_west"),
        "forest": forest(folder),
    }
    head = " | ".join(f"{name} AUC | AP | F1" for name in sets)
    print(f"| evidence | {head} |\n|---|{'---:|' * 3 * len(sets)}")
    rows = [(name, line, False) for name, line in LINES.items()]
    rows += [("**refined**, general by the network", refined, True)]
    rows += [(f"**{method}**", ours(method)[0], True) for method in METHODS]
    rows.append(
        ("**general**, visible and near-infrared only", ours("general", (*BANDS[:3], "B08"))[0], True)
    )
    for name, line, has_threshold in rows:
        cells = []
        for tiles in sets.values():
            maps = line(tiles)
            scores, labels = judged(maps, tiles)
            auto = f1_cell(maps, tiles) if has_threshold else "–"
            cells.append(f"{roc_auc(scores, labels):.3f} | {average_precision(scores, labels):.3f} | {auto}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    print(
        "\nF1 at the automatic (Otsu) threshold, which is in brackets; * where it fell back to the fixed one."
    )


if __name__ == "__main__":
    main()
