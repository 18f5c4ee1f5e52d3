"""The packed training data on the device that trains."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.training import augment, classes
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS, compand, unpack

RGB = ("B04", "B03", "B02")
FEWEST_PIXELS = 8
"""A place with fewer pixels makes no parcel."""

Pixels = tuple[Tensor, Tensor, Tensor]
"""Single labelled pixels: what `augment.parcels` takes."""


@dataclass
class Source:
    """One kind of training data on the device."""

    name: str
    bands: tuple[str, ...]
    images: list[Tensor]
    labels: list[Tensor]
    size: int
    scale: tuple[float, float]
    share: float
    weight: float = 1.0
    haze: float = 0.5
    chance: list[Tensor] = field(default_factory=list)

    def batch(self, n: int) -> tuple[Tensor, Tensor]:
        """Augmented reflectance (n, B, size, size) and class sets (n, size, size)."""
        stack = int(torch.multinomial(torch.tensor([float(c.sum()) for c in self.chance]), 1).item())
        index = torch.multinomial(self.chance[stack], n, replacement=True)
        x, y, inside = augment.crop(self.images[stack], self.labels[stack], index, self.size, self.scale)
        return x, torch.where(inside[:, 0], y, 0)


def load_sources(
    pack: Path, device: torch.device, images: tuple[Tensor, Tensor] | None = None, development: bool = False
) -> tuple[list[Source], dict[str, tuple[Tensor, Tensor]], Pixels]:
    """All labelled data by kind, the places that are kept apart, and the single labelled pixels.

    `images` are EuroSAT's with their scene classes, see `eurosat_rgb`; they say something of land cover too.
    With `development` every fifth training place is kept apart too, as "hls_development": settings are chosen
    there, so that the validation places stay untouched.
    """
    held: dict[str, tuple[Tensor, Tensor]] = {}

    def to(array: Any) -> Tensor:
        return torch.from_numpy(np.asarray(array).astype(np.int32) if array.dtype == np.uint16 else array).to(
            device
        )

    hls = unpack(pack / "hls.xz")
    test = hls["validation"].astype(np.bool_)
    held["hls"] = (to(hls["x"][test]), to(hls["y"][test]))
    if development:
        every_fifth = np.unique(hls["place"][~test])[::5]
        chosen = ~test & np.isin(hls["place"], every_fifth)
        held["hls_development"] = (to(hls["x"][chosen]), to(hls["y"][chosen]))
        del held["hls"]
        test = test | chosen
    place = hls["place"][~test]
    # Places sampled evenly: many chips are other dates of the same place.
    chance = torch.from_numpy(1.0 / np.array([(place == p).sum() for p in place], np.float32)).to(device)
    sources = [
        Source(
            "hls",
            HLS_BANDS,
            [to(hls["x"][~test])],
            [to(hls["y"][~test])],
            128,
            (0.6, 1.0),
            0.5,
            1.0,
            0.35,
            [chance],
        )
    ]
    scenes = unpack(pack / "scenes.xz")
    names = sorted({name.split("|")[0] for name in scenes})
    large: tuple[list[Tensor], list[Tensor], list[Tensor]] = ([], [], [])
    small: dict[str, list[Tensor]] = {"x": [], "y": []}
    series: dict[str, list[Tensor]] = {"x": [], "y": []}
    for name in names:
        x, y = to(scenes[f"{name}|x"]), to(scenes[f"{name}|y"])
        if name.startswith("test/"):
            held[name.removeprefix("test/")] = (x[None], y[None])
        elif name.startswith("eurosat/"):
            small["x"].append(x)
            small["y"].append(y)
        elif name.startswith("worldcereal/"):
            series["x"].append(x)
            series["y"].append(y)
        else:
            large[0].append(x[None])
            large[1].append(y[None])
            large[2].append(torch.tensor([0.3 if "609U" in name else 1.0], device=device))
    sources.append(Source("scenes", BANDS, *large[:2], 64, (0.75, 2.0), 0.2, 1.0, 0.3, large[2]))
    for name, kind, bands, share in (
        ("eurosat 13 bands", small, BANDS, 0.07),
        ("series", series, TEN_BANDS, 0.06),
    ):
        stacked = torch.stack(kind["x"]), torch.stack(kind["y"])
        sources.append(
            Source(
                name,
                bands,
                [stacked[0]],
                [stacked[1]],
                64,
                (0.6, 1.0),
                share,
                0.5,
                0.5,
                [(stacked[1] > 0).flatten(1).any(1).float()],
            )
        )
    if images is not None:
        sets = scene_sets(images[1])
        sources.append(
            Source(
                "eurosat rgb",
                RGB,
                [images[0]],
                [sets],
                64,
                (0.6, 1.0),
                0.07,
                0.3,
                0.2,
                [(sets > 0).flatten(1).any(1).float()],
            )
        )
    points = unpack(pack / "pixels.xz")
    order = np.argsort(points["parcel"], kind="stable")
    _, first, count = np.unique(points["parcel"][order], return_index=True, return_counts=True)
    parcel = np.stack([first, count], 1)[count >= FEWEST_PIXELS]
    pixels = (to(points["x"][order]), to(points["y"][order]), to(parcel))
    return sources, held, pixels


def eurosat_rgb(pack: Path, device: torch.device) -> tuple[Tensor, Tensor] | None:
    """EuroSAT's images of the training list and their classes; None where the pack has none.

    Returns:
        Companded (N, 3, 64, 64) uint8 in the order red, green, blue, and (N,) places in `classes.SCENES`.
    """
    from PIL import Image

    images, scenes = [], []
    for archive in sorted(pack.glob("train_*.tar.xz")):
        with tarfile.open(archive, "r:xz") as tar:
            for member in tar:
                name = Path(member.name).parent.name
                source = tar.extractfile(member) if member.isfile() and name in classes.SCENES else None
                if source is None or not member.name.endswith(".jpg"):
                    continue
                pixels = np.asarray(Image.open(BytesIO(source.read())), np.float32)
                # The JPEGs are linear stretches of 0..2750 DN.
                images.append(compand(pixels.transpose(2, 0, 1) * (2750 / 255 / 10000)))
                scenes.append(classes.SCENES.index(name))
    if not images:
        return None
    return torch.from_numpy(np.stack(images)).to(device), torch.tensor(scenes, device=device)


def scene_sets(scenes: Tensor) -> Tensor:
    """What scene classes (N,) say of the land cover of their pixels: class sets (N, 64, 64)."""
    table = [classes.mask_of(classes.EUROSAT.get(name, ())) for name in classes.SCENES]
    sets = torch.tensor(table, dtype=torch.int32, device=scenes.device)[scenes]
    return sets[:, None, None].expand(-1, 64, 64).contiguous()


def load_chips(pack: Path) -> Tensor:
    """The 12-band chips without every tenth: (N, 11, 64, 64) companded."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    planes = []
    for band in BANDS:
        mosaic = np.asarray(Image.open(pack / "chips" / f"{band}.jp2"))
        rows = mosaic.shape[0] // 64
        planes.append(mosaic[: rows * 64].reshape(rows, 64, 64, 64).transpose(0, 2, 1, 3).reshape(-1, 64, 64))
    chips = np.stack(planes, 1)[:4232]
    keep = np.arange(len(chips)) % 10 != 0
    return torch.from_numpy(chips[keep])


def pretraining_stacks(
    pack: Path, sources: list[Source], device: torch.device
) -> list[tuple[tuple[str, ...], Tensor, float]]:
    """Imagery for masked reconstruction: (bands, (N, B, H, W) companded, share of the steps)."""
    chips = load_chips(pack)
    # Mosaics of four chips seen at half the resolution stand for 20 m imagery.
    four = chips[: len(chips) // 4 * 4].view(-1, 2, 2, len(BANDS), 64, 64).permute(0, 3, 1, 4, 2, 5)
    four = four.reshape(-1, len(BANDS), 128, 128)
    other = unpack(pack / "unlabelled.xz")
    images = list(other.values())
    images += [image[0].cpu().numpy() for s in sources if s.name == "scenes" for image in s.images]
    cut = [piece for image in images for piece in _squares(image, 64)]
    stacks = [
        (BANDS, chips.to(device), 0.4),
        (BANDS, four.contiguous().to(device), 0.1),
        (BANDS, torch.from_numpy(np.stack(cut)).to(device), 0.25),
        (HLS_BANDS, sources[0].images[0], 0.25),
    ]
    print("pretraining:", [(tuple(stack.shape), share) for _, stack, share in stacks], flush=True)
    return stacks


def _squares(image: NDArray[np.generic], side: int) -> Iterator[NDArray[np.generic]]:
    """Squares (B, side, side) that fit into an image (B, H, W) side by side."""
    for row in range(0, image.shape[1] - side + 1, side):
        for column in range(0, image.shape[2] - side + 1, side):
            yield image[:, row : row + side, column : column + side]
