"""Train a tiny change head on simulated pairs alone, and judge it on real pairs; prints a Markdown table.

    python -m benchmarks.simulated_change [--steps N]

Data as for `benchmarks.change`, whose real pairs are used for judging only; its rows are the rivals. The head
(some 5,000 weights, a few minutes on one core) is no product: it says whether simulated pairs teach anything
that holds on real imagery.
"""

import argparse
import time

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from benchmarks.change import BANDS, Tile, average_precision, forest, judged, oscd, roc_auc
from benchmarks.folders import data_folder
from models.training.simulation import Conditions, Differences, simulate_pair

SIDE, BATCH, RATE = 64, 6, 4e-3
CONDITIONS = Conditions(haze=0.13, clouds=0.0, oversampling=2)


def statistics(differences: Tensor) -> tuple[Tensor, Tensor]:
    """Median and deviation a band of (..., B, P) differences, (..., B, 1)."""
    return differences.median(-1, keepdim=True).values, differences.std(-1, keepdim=True).clamp(min=0.01)


def inputs(before: Tensor, after: Tensor, centre: Tensor, scale: Tensor) -> Tensor:
    """Both dates and their difference in a scene's deviations: (N, 3 B, H, W)."""
    difference = (after - before - centre[..., None]) / scale[..., None]
    dates = torch.cat([before, after], 1).clamp(min=0).sqrt()
    return torch.cat([difference.clamp(-6, 6), 3 * dates], 1)


def head() -> nn.Module:
    """Mixes bands, looks around twice (7 and 13 pixels wide), and gives a logit a pixel."""
    width = 32
    return nn.Sequential(
        nn.Conv2d(3 * len(BANDS), width, 1),
        nn.GELU(),
        nn.Conv2d(width, width, 7, padding=3, groups=width),
        nn.Conv2d(width, width, 1),
        nn.GELU(),
        nn.Conv2d(width, width, 7, padding=6, dilation=2, groups=width),
        nn.GELU(),
        nn.Conv2d(width, 1, 1),
    )


def train(steps: int) -> nn.Module:
    """Train on pairs that are simulated step by step, none of them twice."""
    torch.manual_seed(0)
    generator = torch.Generator().manual_seed(0)
    network = head()
    optimizer = torch.optim.AdamW(network.parameters(), RATE)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, steps)
    for _ in range(steps):
        pair = simulate_pair(generator, BATCH, SIDE, BANDS, CONDITIONS, Differences())
        before, after = pair.before.reflectance, pair.after.reflectance
        x = inputs(before, after, *statistics((after - before).flatten(2)))
        loss = F.binary_cross_entropy_with_logits(network(x)[:, 0], pair.share)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        schedule.step()
    return network


def apply(network: nn.Module, tiles: list[Tile]) -> list[NDArray[np.float32]]:
    """Logits of all tiles; statistics are those of all together."""
    differences = [t.pair.after[:, t.pair.valid] - t.pair.before[:, t.pair.valid] for t in tiles]
    centre, scale = statistics(torch.from_numpy(np.concatenate(differences, 1))[None])
    maps = []
    with torch.inference_mode():
        for tile in tiles:
            dates = (torch.from_numpy(np.clip(x, 0, 1.5))[None] for x in (tile.pair.before, tile.pair.after))
            maps.append(network(inputs(*dates, centre, scale))[0, 0].numpy())
    return maps


def main() -> None:
    """Train, judge, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--steps", type=int, default=300)
    arguments = parser.parse_args()
    folder = data_folder()
    start = time.perf_counter()
    network = train(arguments.steps).eval()
    print(f"{arguments.steps} steps of {BATCH} simulated pairs: {time.perf_counter() - start:.0f} s\n")
    sets = {
        "bercy": oscd(folder, "bercy"),
        "dubai_west": oscd(folder, "dubai_west"),
        "forest": forest(folder),
    }
    print(f"| head | {' | '.join(f'{name} AUC | AP' for name in sets)} |\n|---|{'---:|' * 2 * len(sets)}")
    cells = []
    for tiles in sets.values():
        scores, labels = judged(apply(network, tiles), tiles)
        cells.append(f"{roc_auc(scores, labels):.3f} | {average_precision(scores, labels):.3f}")
    print(f"| tiny, simulated pairs alone | {' | '.join(cells)} |")


if __name__ == "__main__":
    main()
