"""Measure how well the shipped network, or its twin, fills in what is hidden where its training never was.

    python -m benchmarks.reconstruction [--model ID] [--write-card]

Data: the folder ``SPECTRALGPT_DATA``, else ``../shared/data`` beside the checkout. Tokens (8 x 8 pixels) are
hidden by chance, in all bands or in each spectral group for itself, or whole spectral groups are. The errors
are root mean squares over what is hidden, in reflectance. Beside the network: the mean of each band's visible
pixels, and their Gaussian mean (8 pixels), which is what anyone can do without a network.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
import torch
from numpy.typing import NDArray
from torch import Tensor

from benchmarks.folders import data_folder
from benchmarks.landcover import hls_chips, potsdam_east
from benchmarks.shipped import given, write_card
from benchmarks.tasks import squares
from benchmarks.twins import unseen
from models.catalog import find_card
from models.devices import choose_device
from models.rasters.tokens import TOKEN
from models.spectralgpt.compact_pretraining import CompactPretraining, load_compact_pretraining, spread_error
from models.training.landcover_data import L2A_ORDER
from models.training.packing import BANDS, HLS_BANDS

FloatArray = NDArray[np.float32]
SIDE, STRIDE = 128, 64
WAYS: tuple[tuple[str, str, float], ...] = (
    ("half of the tokens, all bands", "places", 0.5),
    ("three quarters, all bands", "places", 0.75),
    ("three quarters, each spectral group for itself", "tokens", 0.75),
    ("the visible bands", "group", 0),
    ("the near infrared", "group", 1),
    ("the short-wave infrared", "group", 2),
)
"""Title, what is hidden, and its share or the group's number."""
STATED = WAYS[1]
"""What a card states."""


def hidden_tokens(what: str, amount: float, groups: int, generator: torch.Generator) -> Tensor:
    """Which tokens of a chip are hidden: (groups, SIDE/8, SIDE/8) bool."""
    cells = (SIDE // TOKEN, SIDE // TOKEN)
    if what == "places":
        return (torch.rand(cells, generator=generator) < amount).expand(groups, -1, -1)
    if what == "tokens":
        return torch.rand((groups, *cells), generator=generator) < amount
    hidden = torch.zeros((groups, *cells), dtype=torch.bool)
    hidden[int(amount)] = True
    return hidden


def plain_fills(chip: Tensor, hidden: Tensor) -> tuple[Tensor, Tensor]:
    """What needs no network: each band's visible mean, and the Gaussian mean of what is visible around.

    Args:
        chip, hidden: (C, H, W).

    Returns:
        (C, H, W) each; nan where a band has nothing visible.
    """
    seen = ~hidden
    mean = (chip * seen).sum((1, 2)) / seen.sum((1, 2))
    level = mean[:, None, None].expand(chip.shape)
    # The error of the mean, carried into what is hidden, makes the mean of what is around.
    return level, level + spread_error(chip - level, seen)


def measure(
    model: CompactPretraining, chips: Sequence[FloatArray], bands: tuple[str, ...], what: str, amount: float
) -> dict[str, float]:
    """Root mean square errors of the network and the plain ways, and the deviation of what is hidden."""
    selection = model.select_bands(given(bands))
    wanted = [model.bands.index(band) for band in bands]
    valid = torch.ones(SIDE, SIDE, dtype=torch.bool)
    generator = torch.Generator().manual_seed(0)
    squares_of: dict[str, list[float]] = {name: [] for name in ("network", "mean", "gaussian", "deviation")}
    for pixels in chips:
        chip = torch.from_numpy(np.ascontiguousarray(pixels))
        tokens = hidden_tokens(what, amount, model.groups, generator)
        with torch.inference_mode():
            guess = model.reconstruct(chip, valid, tokens, selection, False)
        assert guess is not None
        of_bands = tokens[[model.group_of_band[place] for place in wanted]]
        hidden = of_bands.repeat_interleave(TOKEN, 1).repeat_interleave(TOKEN, 2)
        level, around = plain_fills(chip, hidden)
        spread = chip - chip.mean((1, 2), keepdim=True)
        for name, error in (
            ("network", guess[wanted] - chip),
            ("mean", level - chip),
            ("gaussian", around - chip),
            ("deviation", spread),
        ):
            squares_of[name] += [
                float(e[h].square().mean()) for e, h in zip(error, hidden, strict=True) if h.any()
            ]
    return {name: float(np.sqrt(np.mean(values))) for name, values in squares_of.items()}


def sundarbans(data: Path) -> list[FloatArray]:
    """Chips of a 12-band L2A scene that no training saw; those without invalid pixels."""
    with rasterio.open(data / "s2_l2a_sundarbans" / "S2_L2A_sundarbans_20200127_12bands.tif") as source:
        pixels = source.read([L2A_ORDER.index(band) + 1 for band in BANDS]).astype(np.float32) / 10000
    rows, columns = (range(0, size - SIDE + 1, STRIDE) for size in pixels.shape[1:])
    pieces = [pixels[:, r : r + SIDE, c : c + SIDE] for r in rows for c in columns]
    return [piece for piece in pieces if (piece > 0).all()]


def main() -> None:
    """Print a table for each way of hiding."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", help="of the catalogue; the default one otherwise")
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--write-card", action="store_true", help="put the scores into the model's card")
    arguments = parser.parse_args()
    data, device = data_folder(), choose_device(arguments.device)
    card = find_card(arguments.model, "pretraining")
    model = load_compact_pretraining(unseen(card), device.id)
    places: list[tuple[dict[str, str], tuple[str, ...], list[FloatArray]]] = [
        (
            {
                "en": "48 HLS chips at places kept apart, 30 m",
                "de": "48 HLS-Ausschnitte an getrennten Orten, 30 m",
            },
            HLS_BANDS,
            [pixels for pixels, _ in hls_chips(data)],
        ),
        (
            {"en": "a scene of the Sundarbans, L2A, 20 m", "de": "eine Szene der Sundarbans, L2A, 20 m"},
            BANDS,
            sundarbans(data),
        ),
        (
            {
                "en": "east of the Potsdam scene, February 2017, L1C, 10 m",
                "de": "Osten der Potsdam-Szene, Februar 2017, L1C, 10 m",
            },
            BANDS,
            [pixels for pixels, _ in squares(*potsdam_east(data))],
        ),
    ]
    print(f"{card.id} on {device.name}\n")
    scores: list[dict[str, Any]] = []
    for title, bands, chips in places:
        print(f"{title['en']}, {len(chips)} chips\n")
        print("| hidden | network | Gaussian mean | mean | deviation |\n|---|---:|---:|---:|---:|")
        for way, what, amount in WAYS:
            found = measure(model, chips, bands, what, amount)
            row = [f"{found[name]:.4f}" for name in ("network", "gaussian", "mean", "deviation")]
            print(f"| {way} | " + " | ".join(row).replace("nan", "–") + " |")
            if way == STATED[0]:
                explained = 1 - (found["network"] / found["deviation"]) ** 2
                scores.append(
                    {
                        "data": {
                            "en": f"{title['en']}; {way} hidden",
                            "de": f"{title['de']}; drei Viertel aller Stellen verdeckt",
                        },
                        "explained_variance": round(explained, 4),
                        "rmse": round(found["network"], 4),
                        "rmse_of_gaussian_mean": round(found["gaussian"], 4),
                        "chips": len(chips),
                    }
                )
        print()
    if arguments.write_card:
        write_card(card, scores=scores)


if __name__ == "__main__":
    main()
