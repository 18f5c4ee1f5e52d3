"""Change between two dates, as the accuracy table judges it; the scenes are read with rasterio.

One fixed threshold for all methods: five times what the scene's median pixel differs by, which is the
product's own fixed threshold; for probabilities of land cover, where half of the probability has moved.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray
from torch import nn

from benchmarks.change import BANDS, LINES, WAVELENGTHS, Tile, forest, judged, oscd, ours, refined
from benchmarks.metrics import average_precision, f1, roc_auc
from benchmarks.shipped import Shipped, find
from models.catalog import WEIGHTS, find_card, load_change
from models.change.pairs import Pair
from models.spectralgpt.compact_change import (
    ChangeHead,
    ChangeHeadConfig,
    CompactChange,
    Statistics,
    rooted,
    scene_statistics,
)
from models.training.landcover_data import L2A_ORDER

FloatArray = NDArray[np.float32]
BoolArray = NDArray[np.bool_]
TIMES = 5.0
"""The fixed threshold in medians of the difference."""

SINGLE_LINES = {
    "change-vector": "change vector, six bands, 9×9",
    "red-swir2": "red and SWIR2, 3×3",
    "dnbr": "dNBR, 3×3",
    "ir-mad": "IR-MAD, 5×5",
}
BOADELLA_DATES = ("2020-06-21", "2021-07-16", "2022-06-01")
"""Clear summer dates: between them the vegetation is in the same season and the water's level is not."""


def tiles_of(task: str, data: Path) -> list[Tile]:
    """The pairs of a task."""
    if task == "forest-loss":
        return forest(data)
    if task == "boadella":
        return boadella(data)
    return oscd(data, task.removeprefix("oscd-"))


def boadella(data: Path) -> list[Tile]:
    """Summer against summer: shores that fell dry or were flooded, against what is the same in all summers.

    There are no labels, so the truth is a rule with a wide margin between its sides. It reads green, red, NIR
    and the first short-wave band: changed is where one date is water and the other is dry land; the stable
    control is water at all dates, or dense vegetation at all dates. Pixels between are not judged.
    """
    dates = []
    for date in BOADELLA_DATES:
        with rasterio.open(data / "s2_l2a_boadella_series" / f"Boadella_{date}.tif") as file:
            order = [L2A_ORDER.index(band) + 1 for band in BANDS]
            dates.append(file.read(order).astype(np.float32) / 10_000)
    water, dry, green = (np.stack(sides) for sides in zip(*(_sides(date) for date in dates), strict=True))
    stable = water.all(0) | green.all(0)
    tiles = []
    for a, b in ((0, 1), (1, 2), (0, 2)):
        changed = (water[a] & dry[b]) | (dry[a] & water[b])
        valid = (dates[a] > 0).all(0) & (dates[b] > 0).all(0)
        pair = Pair(dates[a] * valid, dates[b] * valid, valid)
        tiles.append(Tile(pair, changed, (changed | stable) & valid))
    return tiles


def _sides(pixels: FloatArray) -> tuple[BoolArray, BoolArray, BoolArray]:
    """Surely water, surely dry, surely dense vegetation: (H, W) each."""
    green, red, nir, short = (pixels[BANDS.index(band)] for band in ("B03", "B04", "B08", "B11"))
    wetness = (green - short) / np.maximum(green + short, 1e-3)
    vegetation = (nir - red) / np.maximum(nir + red, 1e-3)
    return (wetness > 0.3) & (vegetation < 0.1), wetness < -0.1, vegetation > 0.7


def land_cover_distance(model_id: str, tiles: Sequence[Tile]) -> list[FloatArray]:
    """How much class probability moves between the dates, 0 to 1: one map a tile."""
    card = find(model_id)
    if card is None:
        raise ValueError(f"there is no model {model_id}")
    model = Shipped(card, BANDS)
    maps: list[FloatArray] = []
    for tile in tiles:
        before, after = (model.probabilities(image) for image in (tile.pair.before, tile.pair.after))
        maps.append(np.abs(before - after).sum(0) / 2)
    return maps


def change_maps(
    network: CompactChange, tiles: Sequence[Tile], bands: Sequence[str] = BANDS
) -> list[FloatArray]:
    """Probability of change of each tile by our change head; statistics are those of all tiles together."""
    places = [BANDS.index(band) for band in bands]
    wavelengths = [WAVELENGTHS[place] for place in places]
    first, second = (
        rooted(
            torch.from_numpy(
                np.concatenate([x[places][:, t.pair.valid] for x, t in zip(date, tiles, strict=True)], 1)
            )
        )
        for date in ([t.pair.before for t in tiles], [t.pair.after for t in tiles])
    )
    statistics = Statistics(*scene_statistics(first, second))
    maps = []
    with torch.inference_mode():
        for tile in tiles:
            height, width = tile.pair.valid.shape
            # A rim of invalid pixels, up to whole tokens.
            margin = (8, 16 - width % 8, 8, 16 - height % 8)
            before, after = (
                nn.functional.pad(torch.from_numpy(np.ascontiguousarray(x[places]))[None], margin)
                for x in (tile.pair.before, tile.pair.after)
            )
            valid = nn.functional.pad(torch.from_numpy(tile.pair.valid)[None, None], margin)
            found = network.probabilities(before, after, wavelengths, statistics, valid)[0, 0]
            maps.append(found[8 : 8 + height, 8 : 8 + width].numpy())
    return maps


def head_of_run(weights: Path, backbone: Path | None) -> CompactChange:
    """A head with the network that it was trained on."""
    from safetensors.torch import load_file

    from models.training.change_head import backbone_of

    state = {name: value.float() for name, value in load_file(weights).items()}
    head = {name.removeprefix("head."): v for name, v in state.items() if name.startswith("head.")}
    network: Any = None if backbone is None else backbone_of(backbone, torch.device("cpu"))
    width, bands = len(head["score.weight"][0]), len(head["kernels.out.bias"]) // 36
    config = ChangeHeadConfig(0, 0, bands, width)
    if network is not None:
        config = ChangeHeadConfig(network.config.full, network.config.width, bands, width)
        own = {n.removeprefix("network."): v for n, v in state.items() if n.startswith("network.")}
        if own:
            network.load_state_dict(own)
    made = ChangeHead(config)
    made.load_state_dict(head)
    return CompactChange(network, made).eval()


def change_scores(
    method: str, tiles: Sequence[Tile], weights: Path | None = None
) -> tuple[dict[str, float], int]:
    """Scores and judged pixels.

    Args:
        method: a key of `SINGLE_LINES`, "general", "refined", or the id of a shipped model of change or land
            cover.
        tiles: the pairs; statistics are those of all together.
        weights: of a run's change head, which learnt on the default network of land cover; instead of a
            shipped model.
    """
    valid = [tile.pair.valid for tile in tiles]
    if method in ("general", "refined"):
        maps = refined(tiles) if method == "refined" else ours("general")[0](tiles)
        threshold = TIMES**2  # energies in units of the median one
    elif method in SINGLE_LINES:
        maps = LINES[SINGLE_LINES[method]](tiles)
        size = np.concatenate([np.abs(m[v]) for m, v in zip(maps, valid, strict=True)])
        threshold = TIMES * float(np.median(size))
    elif weights is not None:
        network = head_of_run(weights, WEIGHTS / find_card(None, "segmentation").weights)
        maps, threshold = change_maps(network, tiles), 0.5
    elif (card := find(method)) is not None and card.task == "change":
        maps, threshold = change_maps(load_change(card, "cpu").network, tiles), 0.5
    else:
        maps, threshold = land_cover_distance(method, tiles), 0.5
    scores, labels = judged(maps, tiles)
    return {
        "auc": roc_auc(scores, labels),
        "ap": average_precision(scores, labels),
        "f1": f1(scores >= threshold, labels),
    }, len(labels)
