"""Judge a trained change head on the real pairs of `benchmarks.change`, before it becomes a model.

    python -m benchmarks.change_head CHANGE_WEIGHTS --backbone BACKBONE_WEIGHTS

prints a Markdown table: ROC-AUC and average precision, with all ten bands and with fewer, beside the
label-free evidence *general*. The masks judge and never train.
"""

import argparse
import time
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.change import BANDS, data_folder, forest, judged, oscd, ours
from benchmarks.change_methods import change_maps
from benchmarks.metrics import average_precision, f1, roc_auc
from models.spectralgpt.compact_change import ChangeHead, ChangeHeadConfig, CompactChange

FloatArray = NDArray[np.float32]
SETS = {
    "bercy": lambda folder: oscd(folder, "bercy"),
    "dubai_west": lambda folder: oscd(folder, "dubai_west"),
    "forest": forest,
}
SUBSETS = {
    "10 bands": BANDS,
    "blue, green, red, NIR": ("B02", "B03", "B04", "B08"),
    "blue, green, red": ("B02", "B03", "B04"),
}


def load(weights: Path, backbone: Path | None) -> CompactChange:
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


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("weights", type=Path)
    parser.add_argument("--backbone", type=Path)
    parser.add_argument("--quick", action="store_true", help="ten bands only, without the rival")
    arguments = parser.parse_args()
    model = load(arguments.weights, arguments.backbone)
    folder = data_folder()
    print(f"| | {' | '.join(f'{name} AUC | AP | F1' for name in SETS)} |\n|---|{'---:|' * 3 * len(SETS)}")
    rows: dict[str, list[str]] = {}
    start = time.perf_counter()
    for read in SETS.values():
        tiles = read(folder)
        for name, bands in SUBSETS.items():
            if arguments.quick and name != "10 bands":
                continue
            scores, labels = judged(change_maps(model, tiles, bands), tiles)
            rows.setdefault(name, []).append(_cells(scores, labels, f"{f1(scores > 0, labels):.3f}"))
        if not arguments.quick:
            scores, labels = judged(ours("general")[0](tiles), tiles)
            rows.setdefault("*general*", []).append(_cells(scores, labels, "–"))
    for name, cells in rows.items():
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    print(f"\n{time.perf_counter() - start:.0f} s; F1 at a probability of one half.")


def _cells(scores: FloatArray, labels: NDArray[np.bool_], last: str) -> str:
    return f"{roc_auc(scores, labels):.3f} | {average_precision(scores, labels):.3f} | {last}"


if __name__ == "__main__":
    main()
