"""The packed training data on the device that trains."""

import tarfile
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any, Literal, NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from models.rasters.bands import SENTINEL2
from models.training import augment, classes
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS, compand, unpack

RGB = ("B04", "B03", "B02")
JPEG_GAIN = 0.275 / 255
"""EuroSAT's JPEGs are linear stretches of 0..2750 DN."""
TILE = 128
"""Side of what a step learns from, in pixels."""
HALF = TILE // 2
EXACT = 0.5
"""Share of the crops that take the images' own pixels, see `augment.crop_grid`."""
OF_THE_TOP = ("potsdam", "sen1floods11", "eurosat")
"""Labelled images that are L1C products, beside those whose names say so."""
FEWEST_PIXELS = 8
"""A place with fewer pixels makes no parcel."""

Pixels = tuple[Tensor, Tensor, Tensor, Tensor]
"""Single labelled pixels: what `augment.parcels` takes."""


Apart = Literal["validation", "development", "nothing"]
"""Places that do not train, see `load_sources`."""


class Lesson(NamedTuple):
    """What a step learns from one source.

    Attributes:
        images: (tiles, B, 128, 128) reflectance.
        labels: (tiles, 128, 128) class sets.
        mosaic: whether a tile is made of four crops that have nothing to do with each other.
        scenes: (4 * tiles,) classes of those crops as scenes, or (4 * tiles, S) their probabilities; None
            where they are not known.
        soft: (tiles, K, 128, 128) class probabilities; None without a teacher.
    """

    images: Tensor
    labels: Tensor
    mosaic: bool
    scenes: Tensor | None = None
    soft: Tensor | None = None


@dataclass
class Source:
    """One kind of training data on the device.

    Attributes:
        name, bands: of it.
        images: (M, B, H, W) companded.
        labels: (M, H, W) class sets.
        chance: (M,) how often an image is drawn.
        size: side of the crops, `TILE` or half of it; four of the latter make a tile.
        scale: range of a crop's side over `size`, in source pixels.
        tiles: that it gives to a step.
        weight: of its loss.
        haze: share of the crops that get a path radiance, see `augment.radiometry`.
        scenes: (M,) classes of the images as scenes, or (M, S) their probabilities.
        soft: (M, K, H, W) class probabilities, companded, see `models.training.teaching`.
        top: (M,) bool: which images are of the top of the atmosphere and now and then shown without it.
    """

    name: str
    bands: tuple[str, ...]
    images: Tensor
    labels: Tensor
    chance: Tensor
    size: int
    scale: tuple[float, float]
    tiles: int
    weight: float = 1.0
    haze: float = 0.3
    scenes: Tensor | None = None
    soft: Tensor | None = None
    top: Tensor | None = None

    def lesson(self) -> Lesson:
        """Crops at random: turned and flipped, half of them scaled too; some without their atmosphere."""
        count = self.tiles * (TILE // self.size) ** 2
        # Not torch.multinomial, which may wait for the device: that cannot be captured in a graph.
        reached = self.chance.cumsum(0)
        drawn = torch.rand(count, device=reached.device) * reached[-1]
        index = torch.searchsorted(reached, drawn, right=True).clamp(max=len(reached) - 1)
        grid = augment.crop_grid(count, self.images, self.size, self.scale, EXACT)
        x = augment.sample(self.images, index, grid)
        if self.top is not None:
            x = augment.partly_cleared(x, self.top[index][:, None, None, None], wavelengths_of(self.bands))
        y = augment.sample_labels(self.labels, index, grid)
        y = torch.where((grid.abs() <= 1).all(-1), y, 0)
        soft = None if self.soft is None else augment.sample(self.soft, index, grid)
        if self.size == TILE:
            return Lesson(x, y, False, None, soft)
        scenes = None if self.scenes is None else self.scenes[index]
        soft = None if soft is None else augment.mosaic(soft)
        return Lesson(augment.mosaic(x), augment.mosaic(y[:, None])[:, 0], True, scenes, soft)


class _Piece(NamedTuple):
    """An image (B, H, W) of a stack, its class sets (H, W), and what `Source` says of it."""

    image: Tensor
    labels: Tensor
    chance: float
    top: bool


def wavelengths_of(bands: tuple[str, ...]) -> list[float]:
    """Centres of Sentinel-2 bands in nanometres."""
    return [SENTINEL2[band].wavelength for band in bands]


def load_sources(
    pack: Path,
    device: torch.device,
    images: tuple[Tensor, Tensor] | None = None,
    apart: Apart = "validation",
) -> tuple[list[Source], dict[str, tuple[Tensor, Tensor]], Pixels]:
    """All labelled data by kind, the places that are kept apart, and the single labelled pixels.

    `images` are EuroSAT's with their scene classes, see `eurosat_rgb`; they say something of land cover too.
    What is kept `apart`: the validation places; with "development" every fifth training place too, as
    "hls_development" (settings are chosen there, so that the validation places stay untouched); with
    "nothing" all places train, and what comes out has no score of its own.
    """
    held: dict[str, tuple[Tensor, Tensor]] = {}

    def to(array: Any) -> Tensor:
        return torch.from_numpy(np.asarray(array).astype(np.int32) if array.dtype == np.uint16 else array).to(
            device
        )

    hls = unpack(pack / "hls.xz")
    test = hls["validation"].astype(np.bool_)
    if apart == "nothing":
        test = np.zeros_like(test)
    else:
        held["hls"] = (to(hls["x"][test]), to(hls["y"][test]))
    if apart == "development":
        every_fifth = np.unique(hls["place"][~test])[::5]
        chosen = ~test & np.isin(hls["place"], every_fifth)
        held["hls_development"] = (to(hls["x"][chosen]), to(hls["y"][chosen]))
        del held["hls"]
        test = test | chosen
    place = hls["place"][~test]
    # Places sampled evenly: many chips are other dates of the same place.
    rarity = torch.from_numpy(1.0 / np.array([(place == p).sum() for p in place], np.float32)).to(device)
    training = to(hls["x"][~test]), to(hls["y"][~test])
    sources = [Source("hls", HLS_BANDS, *training, rarity, TILE, (0.75, 1.05), 32, haze=0.05)]
    scenes = unpack(pack / "scenes.xz")
    kinds: dict[str, list[_Piece]] = {"scenes": [], "eurosat": [], "worldcereal": []}
    eurosat_classes = []
    for name in sorted({name.split("|")[0] for name in scenes}):
        x, y = to(scenes[f"{name}|x"]), to(scenes[f"{name}|y"])
        if name.startswith("test/") and apart != "nothing":
            held[name.removeprefix("test/")] = (x[None], y[None])
            continue
        kind = name.partition("/")[0]
        weight = 0.3 if "609U" in name else 1.0
        pieces = [(x, y)]
        if kind not in kinds:
            # Squares that overlap by half, so that all scenes make one stack.
            pieces = [
                (x[:, a : a + TILE, b : b + TILE], y[a : a + TILE, b : b + TILE])
                for a, b in _corners(y, TILE)
            ]
        if kind == "eurosat":
            eurosat_classes.append(classes.SCENES.index(name.split("/")[1]))
            weight = 1.0
        top = kind in OF_THE_TOP or name.endswith("L1C")
        for piece, label in pieces:
            known = kind == "eurosat" or bool((label > 0).any())
            chance = weight / len(pieces) if known else 0.0
            kinds[kind if kind in kinds else "scenes"].append(_Piece(piece, label, chance, top))
    known_scenes = {"eurosat": torch.tensor(eurosat_classes, device=device)}
    settings = (
        ("scenes", BANDS, (0.75, 1.8), 14, 0.4, 0.3),
        ("eurosat", BANDS, (0.6, 1.0), 4, 0.1, 0.5),
        ("worldcereal", TEN_BANDS, (0.6, 1.0), 4, 0.1, 0.5),
    )
    for kind, bands, scale, tiles, loss_weight, haze in settings:
        stacked, labels, chances, tops = zip(*kinds[kind], strict=True)
        made = torch.stack(stacked), torch.stack(labels), torch.tensor(chances, device=device)
        top_of = torch.tensor(tops, device=device) if any(tops) else None
        named = known_scenes.get(kind)
        sources.append(Source(kind, bands, *made, HALF, scale, tiles, loss_weight, haze, named, top=top_of))
    if images is not None:
        sets = scene_sets(images[1])
        even = torch.ones(len(sets), device=device)
        # No `top`: with visible bands alone, networks that saw these without their atmosphere took woods and
        # fields of the surface for meadows.
        sources.append(
            Source("eurosat rgb", RGB, images[0], sets, even, HALF, (0.75, 1.0), 14, 0.1, 0.2, images[1])
        )
    points = unpack(pack / "pixels.xz")
    order = np.argsort(points["parcel"], kind="stable")
    _, first, count = np.unique(points["parcel"][order], return_index=True, return_counts=True)
    parcel = np.stack([first, count], 1)[count >= FEWEST_PIXELS]
    pixels = (to(points["x"][order]), to(points["y"][order]), to(parcel), to(points["top"][order]))
    return sources, held, pixels


def eurosat_rgb(pack: Path, device: torch.device) -> tuple[Tensor, Tensor] | None:
    """EuroSAT's images of the training list and their classes; None where the pack has none.

    Returns:
        Companded (N, 3, 64, 64) uint8 in the order red, green, blue, and (N,) places in `classes.SCENES`.
    """
    archives = sorted(pack.glob("train_*.tar.xz"))
    if not archives:
        return None
    images, scenes = [], []
    for archive in archives:
        for name, pixels in jpegs(archive):
            images.append(compand(pixels.astype(np.float32) * JPEG_GAIN))
            scenes.append(classes.SCENES.index(name.partition("_")[0]))
    return torch.from_numpy(np.stack(images)).to(device), torch.tensor(scenes, device=device)


def jpegs(archive: Path) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Names and pixels (3, H, W) of the images of one of EuroSAT's archives."""
    from PIL import Image

    with tarfile.open(archive, "r:xz") as tar:
        for member in tar:
            source = tar.extractfile(member) if member.name.endswith(".jpg") else None
            if source is not None:
                yield (
                    Path(member.name).stem,
                    np.asarray(Image.open(BytesIO(source.read()))).transpose(2, 0, 1),
                )


def scene_sets(scenes: Tensor) -> Tensor:
    """What scene classes (N,) say of the land cover of their pixels: class sets (N, 64, 64)."""
    table = [classes.mask_of(classes.EUROSAT.get(name, ())) for name in classes.SCENES]
    sets = torch.tensor(table, dtype=torch.int32, device=scenes.device)[scenes]
    return sets[:, None, None].expand(-1, 64, 64).contiguous()


def chips_of(mosaic: NDArray[Any]) -> NDArray[Any]:
    """The 12-band chips (N, B, 64, 64) of their mosaic (B, H, W), whose last places are empty."""
    bands, height, width = mosaic.shape
    squares = mosaic.reshape(bands, height // 64, 64, width // 64, 64).transpose(1, 3, 0, 2, 4)
    return squares.reshape(-1, bands, 64, 64)[:4232]


def load_chips(pack: Path) -> Tensor:
    """The 12-band chips without every tenth: (N, 11, 64, 64) companded."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    planes = [np.asarray(Image.open(pack / "chips" / f"{band}.jp2")) for band in BANDS]
    chips = chips_of(np.stack(planes))
    keep = np.arange(len(chips)) % 10 != 0
    return torch.from_numpy(chips[keep])


def unlabelled_source(chips: Tensor) -> Source:
    """Unlabelled chips (N, 11, 64, 64) as a source."""
    blank = torch.zeros(1, 1, 1, dtype=torch.int32, device=chips.device).expand(len(chips), HALF, HALF)
    even = torch.ones(len(chips), device=chips.device)
    return Source("chips", BANDS, chips, blank, even, HALF, (0.75, 1.0), 12, 0.5, 0.5)


def pretraining_stacks(
    pack: Path, sources: list[Source], device: torch.device
) -> list[tuple[tuple[str, ...], Tensor, float]]:
    """Imagery for masked reconstruction: (bands, (N, B, H, W) companded, share of the steps)."""
    chips = load_chips(pack)
    # Mosaics of four chips seen at half the resolution stand for 20 m imagery.
    four = augment.mosaic(chips[: len(chips) // 4 * 4])
    images = [torch.from_numpy(np.asarray(image)) for image in unpack(pack / "unlabelled.xz").values()]
    images += [image.cpu() for image in next(s for s in sources if s.name == "scenes").images]
    cut = [image[:, a : a + 64, b : b + 64] for image in images for a, b in _corners(image[0], 64, 64)]
    stacks = [
        (BANDS, chips.to(device), 0.4),
        (BANDS, four.to(device), 0.1),
        (BANDS, torch.stack(cut).to(device), 0.25),
        (HLS_BANDS, sources[0].images, 0.25),
    ]
    print("pretraining:", [(tuple(stack.shape), share) for _, stack, share in stacks], flush=True)
    return stacks


def _corners(image: Tensor, side: int, step: int | None = None) -> list[tuple[int, int]]:
    """Corners of squares that cover an image (H, W), by default with half a side in common."""
    rows, columns = (
        sorted({min(start, size - side) for start in range(0, size, step or side // 2)})
        for size in image.shape
    )
    return [(row, column) for row in rows for column in columns]
