r"""Train the scene head of a finished compact network again, for images of the surface too.

    python -m models.training.scene_head PACK landcover-small.safetensors OUT

EuroSAT's images, the only ones with labels, are reflectance at the top of the atmosphere. A head that knows
no others takes water of L2A products, which is darker, for forest. So it learns here from EuroSAT's images as
they are and with a made atmosphere taken off, from all bands and from some. Then it names the unlabelled
chips, which are L2A, by their visible bands beneath a made atmosphere, and learns those names from the chips
as they are; where infrared leaves no doubt, a chip of water is no forest and dry land is no lake.

PACK is what `models.training.landcover_data` wrote, with EuroSAT's archives ``train_*.tar.xz``. The network
stays as it is. OUT gets ``scenes-small.safetensors``, the head alone (float16).
"""

import argparse
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import torch
import torch.nn.functional as F
from safetensors.torch import save_file
from torch import Tensor, nn

from models.training import augment, classes
from models.training.companding import expanded
from models.training.descent import autocast
from models.training.landcover import finished
from models.training.packing import BANDS, TEN_BANDS, unpack
from models.training.sources import RGB, eurosat_rgb, load_chips, wavelengths_of

NAME = "scenes-small"
BAND_SETS = (BANDS, TEN_BANDS, ("B02", "B03", "B04", "B8A", "B11", "B12"), ("B02", "B03", "B04", "B08"), RGB)
DRAWS = 8
"""Of each EuroSAT image with all bands: there are few."""
SHARES = (0.5, 0.5, 0.3, 0.5)
"""Weights of the loss: visible bands as they are, without atmosphere, all bands, unlabelled chips."""
STEPS, BATCH, RATE = 3000, 256, 5e-3
WET, DRY = 0.85, 0.02
"""A chip with a larger share of surely open water is water, with a smaller one land."""
DARK_NEAR, DARK_SHORT = 0.06, 0.04
"""Surface reflectance in B08 and B11 that only open water stays below."""
DOUBT = 0.02
"""What is left of the probability of a name that the infrared rules out."""
AT_ONCE = 32
"""Images that a network is given: more take longer on a processor, which then waits for memory."""


class Group(NamedTuple):
    """What a step learns from one kind of images.

    Attributes:
        features: (N, D) of images.
        names: (N,) places in `classes.SCENES`, or (N, S) their probabilities.
        weight: of the loss.
    """

    features: Tensor
    names: Tensor
    weight: float


@torch.inference_mode()
def features(network: Any, images: Tensor, bands: Sequence[str]) -> Tensor:
    """What the scene head reads (N, D) of reflectance (N, B, H, W)."""
    parts = []
    for some in torch.split(images, AT_ONCE):
        with autocast(images.device):
            tokens = network.tokens(
                some.contiguous(memory_format=torch.channels_last), wavelengths_of(tuple(bands))
            )
        parts.append(tokens.float().mean((2, 3)))
    return torch.cat(parts)


def fit(head: nn.Linear, groups: Sequence[Group], seed: int, steps: int = STEPS) -> None:
    """Train a head by cross-entropy on all groups at once."""
    generator = torch.Generator().manual_seed(seed)
    optimizer = torch.optim.AdamW(head.parameters(), weight_decay=1e-3)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps)
    for _ in range(steps):
        loss = torch.zeros((), device=head.weight.device)
        for known, names, weight in groups:
            drawn = torch.randint(len(known), (BATCH,), generator=generator).to(known.device)
            smoothing = 0.05 if names.ndim == 1 else 0.0
            loss = loss + weight * F.cross_entropy(
                head(known[drawn]), names[drawn], label_smoothing=smoothing
            )
        optimizer.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimizer.step()
        schedule.step()


def sensible(probabilities: Tensor, water: Tensor) -> Tensor:
    """Names (N, S) of chips, less those that the share of open water (N,) rules out."""
    lake, river = classes.SCENES.index("SeaLake"), classes.SCENES.index("River")
    left = torch.ones_like(probabilities)
    left[water > WET] = DOUBT
    left[water > WET, lake] = left[water > WET, river] = 1.0
    left[water < DRY, lake] = DOUBT
    kept = probabilities * left
    return kept / kept.sum(1, keepdim=True)


def open_water(chips: Tensor) -> Tensor:
    """Share (N,) of the pixels of surface reflectance (N, 11, H, W) that are surely open water."""
    near, short = chips[:, BANDS.index("B08")], chips[:, BANDS.index("B11")]
    return ((near < DARK_NEAR) & (short < DARK_SHORT)).float().mean((1, 2))


def with_bands(chips: Tensor, bands: Sequence[str]) -> Tensor:
    """Some bands of chips that have all."""
    return chips[:, [BANDS.index(band) for band in bands]]


def labelled(network: Any, pack: Path, device: torch.device) -> Iterator[Group]:
    """EuroSAT's images of the training list: visible bands, then all bands and some.

    Raises:
        SystemExit: the pack has no images.
    """
    images = eurosat_rgb(pack, device)
    if images is None:
        raise SystemExit(f"There are no train_*.tar.xz in {pack}.")
    reflectance, visible = expanded(images[0]), wavelengths_of(RGB)
    as_they_are = [reflectance, augment.turned(augment.radiometry(reflectance, visible, 0.2))]
    clear = [augment.turned(augment.without_atmosphere(reflectance, visible)) for _ in range(2)]
    for views, weight in ((as_they_are, SHARES[0]), (clear, SHARES[1])):
        yield Group(
            torch.cat([features(network, view, RGB) for view in views]), images[1].repeat(len(views)), weight
        )
    scenes = unpack(pack / "scenes.xz")
    names = sorted({key.split("|")[0] for key in scenes if key.startswith("eurosat/")})
    kinds = torch.tensor([classes.SCENES.index(name.split("/")[1]) for name in names], device=device)
    stack = torch.stack([torch.from_numpy(scenes[f"{name}|x"]) for name in names]).to(device)
    chips, wavelengths = expanded(stack), wavelengths_of(BANDS)
    found = []
    for draw in range(DRAWS):
        view = (
            augment.without_atmosphere(chips, wavelengths)
            if draw % 2
            else augment.radiometry(chips, wavelengths, 0.2)
        )
        view = augment.turned(view)
        found += [features(network, with_bands(view, bands), bands) for bands in BAND_SETS]
    yield Group(torch.cat(found), kinds.repeat(len(found)), SHARES[2])


def main() -> None:
    """Train and save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", type=Path)
    parser.add_argument("network", type=Path, help="weights of the compact network")
    parser.add_argument("output", type=Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", type=int, default=STEPS)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    device = torch.device(arguments.device)
    torch.manual_seed(arguments.seed)
    network: Any = finished(arguments.network, device)
    head = network.scene_head.requires_grad_(True)
    groups = list(labelled(network, arguments.pack, device))
    fit(head, groups, arguments.seed, arguments.steps)
    print("learned from the labels", flush=True)
    chips = expanded(load_chips(arguments.pack).to(device))
    wavelengths = wavelengths_of(BANDS)
    hazy = [augment.with_atmosphere(chips, wavelengths) for _ in range(4)]
    with torch.no_grad():
        said = [head(features(network, with_bands(view, RGB), RGB)).softmax(1) for view in (*hazy, chips)]
    names = sensible(torch.stack(said).mean(0), open_water(chips))
    views = [features(network, with_bands(chips, bands), bands) for bands in BAND_SETS]
    views += [features(network, view, BANDS) for view in hazy[:2]]
    groups.append(Group(torch.cat(views), names.repeat(len(views), 1), SHARES[3]))
    fit(head, groups, arguments.seed, arguments.steps)
    arguments.output.mkdir(parents=True, exist_ok=True)
    weights = {f"scene_head.{key}": value.half() for key, value in head.state_dict().items()}
    save_file(weights, arguments.output / f"{NAME}.safetensors")
    counts = names.argmax(1).bincount(minlength=len(classes.SCENES)).tolist()
    print("unlabelled chips:", dict(zip(classes.SCENES, counts, strict=True)))


if __name__ == "__main__":
    main()
