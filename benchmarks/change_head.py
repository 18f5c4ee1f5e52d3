"""Judge a trained change head on the real pairs of `benchmarks.change`, before it becomes a model.

    python -m benchmarks.change_head CHANGE_WEIGHTS --backbone BACKBONE_WEIGHTS

prints a Markdown table: ROC-AUC and average precision, with all ten bands and with fewer, beside the
label-free evidence *general*. The masks judge and never train. `--write-card` writes the figures into the
card of the shipped model, which must be of these weights.
"""

import argparse
import time
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.change import BANDS, forest, judged, oscd, ours
from benchmarks.change_methods import change_maps, head_of_run
from benchmarks.folders import data_folder
from benchmarks.metrics import average_precision, f1, roc_auc
from benchmarks.shipped import write_card
from models.catalog import find_card, load_change

FloatArray = NDArray[np.float32]
SETS = {
    "bercy": lambda folder: oscd(folder, "bercy"),
    "dubai_west": lambda folder: oscd(folder, "dubai_west"),
    "forest": forest,
}
DATA = (
    {
        "en": "OSCD bercy, new buildings, ten bands, L1C",
        "de": "OSCD Bercy, neue Gebäude, zehn Bänder, L1C",
    },
    {
        "en": "OSCD dubai, west half, new buildings, ten bands, L1C",
        "de": "OSCD Dubai, Westhälfte, neue Gebäude, zehn Bänder, L1C",
    },
    {
        "en": "forest damage at 147 places in the Czech Republic, pixels that were forest, L2A",
        "de": "Waldschäden an 147 Orten in Tschechien, Pixel, die Wald waren, L2A",
    },
)
SUBSETS = {
    "10 bands": BANDS,
    "blue, green, red, NIR": ("B02", "B03", "B04", "B08"),
    "blue, green, red": ("B02", "B03", "B04"),
}


def main() -> None:
    """Print the table; with --write-card put the scores on the shipped model's card."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path, nargs="?", help="of a run; without: the shipped model")
    parser.add_argument("--backbone", type=Path)
    parser.add_argument("--quick", action="store_true", help="ten bands only, without the rival")
    parser.add_argument("--write-card", action="store_true")
    arguments = parser.parse_args()
    if arguments.weights is None:
        model = load_change(find_card(None, "change"), "cpu").network
    else:
        model = head_of_run(arguments.weights, arguments.backbone)
    folder = data_folder()
    rows: dict[str, list[dict[str, float]]] = {}
    start = time.perf_counter()
    for read in SETS.values():
        tiles = read(folder)
        for name, bands in SUBSETS.items():
            if arguments.quick and name != "10 bands":
                continue
            rows.setdefault(name, []).append(_scores(*judged(change_maps(model, tiles, bands), tiles)))
        if not arguments.quick:
            rows.setdefault("*general*", []).append(_scores(*judged(ours("general")[0](tiles), tiles)))
    print(f"| | {' | '.join(f'{name} AUC | AP | F1' for name in SETS)} |\n|---|{'---:|' * 3 * len(SETS)}")
    for name, scores in rows.items():
        # The rival's threshold is another matter, see `benchmarks.change`.
        f1s = [f"{s['f1']:.3f}" if name != "*general*" else "–" for s in scores]
        cells = [f"{s['auc']:.3f} | {s['ap']:.3f} | {f}" for s, f in zip(scores, f1s, strict=True)]
        print(f"| {name} | {' | '.join(cells)} |")
    print(f"\n{time.perf_counter() - start:.0f} s; F1 at a probability of one half.")
    if arguments.write_card:
        card = find_card(None, "change")
        measured = [{"data": words, **s} for words, s in zip(DATA, rows["10 bands"], strict=True)]
        write_card(card, scores=measured)


def _scores(scores: FloatArray, labels: NDArray[np.bool_]) -> dict[str, float]:
    values = {
        "auc": roc_auc(scores, labels),
        "ap": average_precision(scores, labels),
        "f1": f1(scores >= 0.5, labels),
    }
    return {name: round(value, 4) for name, value in values.items()} | {"pixels": len(labels)}


if __name__ == "__main__":
    main()
