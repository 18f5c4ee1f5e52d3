"""Imagery for pairs with known change, from the packed training data on the device that trains.

    python -m models.training.change_sources PACK_FOLDER

adds the simulator's bank of spectra to the pack (``bank.xz``), for machines that cannot build it (it needs
SciPy). All else is what `models.training.landcover_data` packs.
"""

import argparse
import itertools
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.spectralgpt.wavelengths import nearest
from models.training import classes
from models.training.companding import companded, expanded
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS, pack, unpack
from models.training.pair_stacks import PairStack
from models.training.simulation import Conditions, simulate_pair
from models.training.simulation.bank import Bank, build_bank
from models.training.simulation.materials import place
from models.training.sources import load_chips, wavelengths_of
from models.training.surfaces import UNKNOWN

SIDE = 64
DATED_SIDE = 96
"""Of the tiles of images with several dates."""
BUILT_SCENES = ("Industrial", "Residential", "Highway")
BUILT_MATERIALS = ("tiles", "dark roof", "bright roof", "concrete", "asphalt")
MOST_BUILT = 6000
CONDITIONS = Conditions(haze=0.05, clouds=0.0, oversampling=2)
SIMULATED_AT_ONCE = 32


def load_pairs(
    folder: Path, device: torch.device, simulated: int = 1536, everything: bool = False
) -> tuple[list[PairStack], list[PairStack]]:
    """The imagery to learn from, and that of places that are kept apart.

    Args:
        folder: the pack.
        device: where all of it goes.
        simulated: pairs from the simulator; 0 for none.
        everything: learn from the places that are kept apart too; a score on them says nothing then.

    Returns:
        Stacks to learn from, and stacks to judge by.
    """
    scenes, free = unpack(folder / "scenes.xz"), unpack(folder / "unlabelled.xz")
    images = {name.removesuffix("|x"): _tensor(x) for name, x in scenes.items() if name.endswith("|x")}
    unlabelled = {name: _tensor(x) for name, x in free.items()}
    bank = load_bank(folder)
    built = _built_spectra(images, bank)
    stacks = [_imagery(folder, images, unlabelled, built), _dated(images, unlabelled, built)]
    stacks.append(_belgian(images, built[:, 1:]))
    hls, kept = _hls(folder, everything)
    stacks += hls
    judged = [*kept, _one_date("potsdam east", BANDS, _cut(images["test/potsdam/east"], SIDE, SIDE), built)]
    if simulated and bank is not None:
        stacks.append(_simulated(bank, simulated, 1, built))
        judged.append(_simulated(bank, max(SIMULATED_AT_ONCE, simulated // 16), 2, built))
    return [_finished(stack, device) for stack in stacks], [_finished(stack, device) for stack in judged]


def load_bank(folder: Path) -> Bank | None:
    """The simulator's spectra: from the pack, else built; None where neither is possible."""
    path = folder / "bank.xz"
    if path.exists():
        arrays = {name: _tensor(array) for name, array in unpack(path).items()}
        return Bank(BANDS, arrays["reflectance"], arrays["classes"], arrays["traits"])
    try:
        return build_bank(BANDS)
    except ModuleNotFoundError as error:
        print(f"no simulated pairs: {error}", flush=True)
        return None


def _tensor(array: NDArray[Any]) -> Tensor:
    return torch.from_numpy(np.ascontiguousarray(array))


def _finished(stack: PairStack, device: torch.device) -> PairStack:
    """On the device, without the band that sees more air than ground: `change.matching` leaves it out too."""
    kept = slice(int(stack.bands[0] == "B01"), None)
    return replace(
        stack,
        bands=stack.bands[kept],
        images=stack.images[:, kept].contiguous().to(device),
        pairs=stack.pairs.to(device),
        chance=stack.chance.to(device),
        built=stack.built[:, kept].contiguous().to(device),
        changed=None if stack.changed is None else stack.changed.to(device),
    )


def _cut(image: Tensor, side: int, step: int) -> Tensor:
    """Tiles (T, B, side, side) of an image (B, H, W)."""
    tiles = image.unfold(1, side, step).unfold(2, side, step)
    return tiles.permute(1, 2, 0, 3, 4).flatten(0, 1)


def _one_date(
    name: str, bands: tuple[str, ...], tiles: Tensor, built: Tensor, chance: Tensor | None = None
) -> PairStack:
    same = torch.arange(len(tiles))
    chance = torch.ones(len(tiles)) if chance is None else chance
    return PairStack(
        name, bands, tiles, torch.stack([same, same], 1), chance, built, together=4, invented=True
    )


def _imagery(
    folder: Path, images: dict[str, Tensor], unlabelled: dict[str, Tensor], built: Tensor
) -> PairStack:
    """All images of eleven bands as tiles; a third of the draws each: chips, scenes, and what is built up."""
    chips = load_chips(folder)
    scenes = [
        _cut(image, SIDE, SIDE)
        for name, image in (*images.items(), *unlabelled.items())
        if len(image) == len(BANDS) and not name.startswith(("test/", "eurosat/")) and "CLOUDY" not in name
    ]
    towns = [
        image[None]
        for name, image in images.items()
        if name.startswith("eurosat/") and name.split("/")[1] in BUILT_SCENES
    ]
    others = [image[None] for name, image in images.items() if name.startswith("eurosat/")]
    parts = [
        (chips, 0.45),
        (torch.cat(scenes), 0.35),
        (torch.cat(towns), 0.12),
        (torch.cat(others), 0.08),
    ]
    chance = torch.cat([torch.full((len(tiles),), share / len(tiles)) for tiles, share in parts])
    stack = _one_date("imagery", BANDS, torch.cat([tiles for tiles, _ in parts]), built, chance)
    stack.share = 0.35
    return stack


def _dated(images: dict[str, Tensor], unlabelled: dict[str, Tensor], built: Tensor) -> PairStack:
    """Eleven bands, several dates or levels of one place."""
    places = [
        [image for name, image in unlabelled.items() if name.startswith("Boadella") and "CLOUDY" not in name],
        # The fourth, an L1C date, is cloudy.
        [
            image
            for name, image in unlabelled.items()
            if name.startswith("0000200") and "20200823" not in name
        ],
    ]
    samples = sorted({name.rsplit("/", 1)[0] for name in images if name.startswith("terramesh/")})
    places += [[images[f"{sample}/S2L1C"], images[f"{sample}/S2L2A"]] for sample in samples]
    tiles: list[Tensor] = []
    pairs: list[tuple[int, int]] = []
    chance: list[float] = []
    for number, dates in enumerate(places):
        cut = [_cut(date, DATED_SIDE, DATED_SIDE) for date in dates]
        start = sum(len(t) for t in tiles)
        each = len(cut[0])
        tiles += cut
        own = [
            (start + a * each + k, start + b * each + k)
            for a, b in itertools.combinations(range(len(dates)), 2)
            for k in range(each)
        ]
        pairs += own
        # The first has six dates; the others differ by little more than the level of processing.
        chance += [(6.0 if number == 0 else 1.0) / len(own)] * len(own)
    return PairStack(
        "dates", BANDS, torch.cat(tiles), torch.tensor(pairs), torch.tensor(chance), built, share=0.12
    )


def _belgian(images: dict[str, Tensor], built: Tensor) -> PairStack:
    """Ten bands: fields of two places at many dates of a year."""
    names = sorted(name for name in images if name.startswith("worldcereal/"))
    places = [name.split("/")[1] for name in names]
    pairs = _of_one_place(places)
    stack = torch.stack([images[name] for name in names])
    return PairStack(
        "worldcereal", TEN_BANDS, stack, torch.tensor(pairs), torch.ones(len(pairs)), built, share=0.08
    )


def _of_one_place(places: list[str] | list[int]) -> list[tuple[int, int]]:
    return [(a, b) for a, b in itertools.combinations(range(len(places)), 2) if places[a] == places[b]]


def _hls(folder: Path, everything: bool) -> tuple[list[PairStack], list[PairStack]]:
    """Seven bands at 30 m: places at several dates, and all chips alone; then the dates of other places."""
    data = unpack(folder / "hls.xz")
    x, y, place_of = (_tensor(data[name]) for name in ("x", "y", "place"))
    test = _tensor(data["validation"].astype(np.bool_))
    only_built = 1 << classes.CODES.index(50)
    spectra = x.movedim(1, -1)[(y == only_built) & ~test[:, None, None]]
    spectra = _bare(spectra, HLS_BANDS)

    def dated(chosen: Tensor, name: str) -> PairStack:
        places = place_of[chosen].tolist()
        pairs = _of_one_place(places)
        count = {p: sum(places[a] == p for a, _ in pairs) for p in set(places)}
        # A place with many dates counts more, but not by the square.
        chance = torch.tensor([count[places[a]] ** -0.5 for a, _ in pairs])
        return PairStack(
            name, HLS_BANDS, x[chosen], torch.tensor(pairs), chance, spectra, scale=(0.7, 1.8), share=0.2
        )

    single = _one_date("hls", HLS_BANDS, x if everything else x[~test], spectra)
    single.scale, single.share = (0.7, 1.8), 0.08
    learned = torch.ones_like(test) if everything else ~test
    return [dated(learned, "hls dates"), single], [dated(test, "hls dates, other places")]


def _simulated(bank: Bank, count: int, seed: int, built: Tensor) -> PairStack:
    # On the processor: the same pairs on any machine.
    generator = torch.Generator().manual_seed(seed)
    images, changed = [], []
    for _ in range(-(-count // SIMULATED_AT_ONCE)):
        pair = simulate_pair(generator, SIMULATED_AT_ONCE, SIDE, BANDS, CONDITIONS, bank=bank)
        images += [companded(s.reflectance) for s in (pair.before, pair.after)]
        partly = (pair.share > 0.1) & ~pair.changed
        changed.append(torch.where(pair.changed, 1, torch.where(partly, UNKNOWN, 0)).to(torch.uint8))
    before, after = torch.cat(images[::2]), torch.cat(images[1::2])
    first = torch.arange(len(before))
    return PairStack(
        "simulated",
        BANDS,
        torch.cat([before, after]),
        torch.stack([first, first + len(before)], 1),
        torch.ones(len(before)),
        built,
        torch.cat(changed),
        share=0.17,
    )


def _built_spectra(images: dict[str, Tensor], bank: Bank | None) -> Tensor:
    """Eleven bands: pixels without plants of built-up scenes, and the simulator's roofs and pavements."""

    def of_towns() -> Iterator[Tensor]:
        for name, image in images.items():
            if name.startswith("eurosat/") and name.split("/")[1] in BUILT_SCENES:
                yield image.flatten(1).T

    spectra = _bare(torch.cat(list(of_towns())), BANDS)
    if bank is None:
        return spectra
    made = bank.reflectance[[place(name) for name in BUILT_MATERIALS]].flatten(0, 2)
    return torch.cat([spectra, companded(made)])


def _bare(spectra: Tensor, bands: tuple[str, ...]) -> Tensor:
    """Those of (K, B) companded spectra that show neither plants nor water, at most `MOST_BUILT`."""
    wavelengths = wavelengths_of(bands)
    x = expanded(spectra)
    green, red, nir, short = (x[:, nearest(wavelengths, c)] for c in (560.0, 665.0, 850.0, 1610.0))
    ndvi = (nir - red) / (nir + red).clamp(min=0.01)
    kept = spectra[(ndvi < 0.25) & ((green - short) / (green + short).clamp(min=0.01) < 0.0)]
    order = torch.randperm(len(kept), generator=torch.Generator().manual_seed(0))
    return kept[order[:MOST_BUILT]]


def main() -> None:
    """Add the bank to a pack."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", type=Path)
    folder: Path = parser.parse_args().pack
    bank = build_bank(BANDS)
    tensors = {"reflectance": bank.reflectance, "classes": bank.classes, "traits": bank.traits}
    pack(folder / "bank.xz", {name: tensor.numpy() for name, tensor in tensors.items()})


if __name__ == "__main__":
    main()
