"""Where what lies: landscapes of fields, towns, forests, water and mountains, with their materials.

All chips of a batch go through the same layers, each with its own shares, so that nothing loops over chips.
"""

import math
from dataclasses import dataclass

import torch
from torch import Tensor

from models.training.simulation.materials import place
from models.training.simulation.noise import chance, fractal, hashed, level, to_share, uniform
from models.training.simulation.parcels import Division, blocks, cells, strips

LANDSCAPES: tuple[str, ...] = (
    "farmland", "city", "forest", "river", "lakes", "coast", "drylands", "mountains", "mixed",
)  # fmt: skip

_SHARES = torch.tensor(
    # cropland, forest, town, standing water, river (0 or 1), aridity, coast (0 or 1), mountains (0 or 1)
    [
        [0.85, 0.15, 0.05, 0.00, 0.2, 0.2, 0.0, 0.0],
        [0.15, 0.12, 0.80, 0.01, 0.2, 0.2, 0.0, 0.0],
        [0.15, 0.75, 0.02, 0.00, 0.1, 0.2, 0.0, 0.0],
        [0.50, 0.30, 0.12, 0.00, 1.0, 0.2, 0.0, 0.0],
        [0.30, 0.45, 0.05, 0.20, 0.1, 0.2, 0.0, 0.0],
        [0.25, 0.25, 0.20, 0.45, 0.0, 0.3, 1.0, 0.0],
        [0.15, 0.05, 0.06, 0.01, 0.2, 0.85, 0.0, 0.2],
        [0.05, 0.45, 0.02, 0.01, 0.1, 0.3, 0.0, 1.0],
        [0.45, 0.35, 0.25, 0.03, 0.4, 0.3, 0.0, 0.1],
    ]
)


@dataclass(frozen=True)
class Layout:
    """A batch of landscapes on the fine grid.

    Attributes:
        material: places in `materials.NAMES` (N, S, S).
        parcel: a number for each parcel: what is alike inside it has one variant and stage (N, S, S).
        height: relief, deviation about 1 (N, S, S).
        relief: how steep it is (N,).
        water_level: of `height`, (N, 1, 1).
        key: a number for each chip (N, 1, 1).
        u, v: coordinates in pixels along the parcels' sides (N, S, S).
    """

    material: Tensor
    parcel: Tensor
    height: Tensor
    relief: Tensor
    water_level: Tensor
    key: Tensor
    u: Tensor
    v: Tensor


def lay_out(
    count: int,
    side: int,
    oversampling: int,
    generator: torch.Generator,
    landscapes: tuple[str, ...] = LANDSCAPES,
) -> Layout:
    """Draw landscapes.

    Args:
        count: how many.
        side: in pixels of the scene.
        oversampling: cells of the fine grid a pixel.
        generator: on the device that the layouts are wanted on.
        landscapes: kinds to choose from, of `LANDSCAPES`.

    Raises:
        ValueError: an unknown kind.
    """
    if not landscapes or set(landscapes) - set(LANDSCAPES):
        raise ValueError(f"Landscapes are {', '.join(LANDSCAPES)}.")
    device, fine = generator.device, side * oversampling
    kinds = torch.tensor([LANDSCAPES.index(name) for name in landscapes], device=device)
    kind = kinds[torch.randint(len(kinds), (count,), generator=generator, device=device)]
    shares = _SHARES.to(device)[kind] * uniform((count, 8), 0.6, 1.3, generator)
    cropland, wooded, town, water, _, aridity, _, _ = (shares[:, i, None, None] for i in range(8))
    river_chance, coast, mountains = (_SHARES.to(device)[kind][:, i, None, None] for i in (4, 6, 7))
    key = torch.randint(2**31 - 1, (count, 1, 1), generator=generator, device=device, dtype=torch.int32)
    u, v = _coordinates(count, side, fine, key, generator)
    slope = (u - u.mean((1, 2), keepdim=True)) / (0.29 * side)
    height = fractal(count, fine, uniform((count,), 1.6, 2.3, generator), generator)
    height = height * (1 - 0.55 * coast) + 1.2 * coast * slope
    mountainous = chance(1, key) < mountains

    material, parcel = _nature(height, aridity, u, v, key, generator)
    fields = _fields(u, v, key)
    farmed = to_share(fractal(count, fine, 1.8, generator)) < cropland
    # Some fields lie fallow; nobody farms the upper slopes.
    farmed = farmed & (chance(9, fields.parcel) < 0.93) & ~(mountainous & (height > 0))
    meadow = chance(10, fields.parcel) < 0.12 + 0.25 * chance(11, key)
    ripe = chance(12, fields.parcel) < 0.45 * chance(13, key)
    crop = torch.where(ripe, place("ripe crop"), place("crop"))
    material = torch.where(farmed, torch.where(meadow, place("grass"), crop), material)
    parcel = torch.where(farmed, fields.parcel, parcel)
    hedge = farmed & (fields.border < 0.45) & (chance(14, fields.parcel) < 0.25)
    material = torch.where(hedge, place("broadleaf"), material)

    wood = to_share(fractal(count, fine, 1.7, generator))
    treeline = torch.where(mountainous, height < 0.4, torch.ones_like(farmed))
    forest = (wood < wooded) & treeline & ~(farmed & (wood > 0.5 * wooded))
    crowns = cells(u, v, torch.full_like(key, 1, dtype=torch.float32), key, 20)
    stands = cells(u, v, 9 + 14 * chance(21, key), key, 22)
    needles = to_share(fractal(count, fine, 1.5, generator)) < chance(25, key)
    needles = needles ^ (chance(26, stands.parcel) < 0.12)
    material = torch.where(forest, torch.where(needles, place("conifers"), place("broadleaf")), material)
    parcel = torch.where(forest, _grouped(crowns.parcel, stands.parcel), parcel)

    settled = to_share(fractal(count, fine, 1.9, generator)) < town
    urban = settled & ~(forest & (wood < 0.7 * wooded)) & ~(mountainous & (height > 0.3))
    material, parcel = _town(material, parcel, urban, u, v, key, generator)
    material, parcel = _roads(material, parcel, fields, farmed & ~urban, u, v, key)

    water_level = level(height, water[:, 0, 0])
    material, parcel = _waters(
        material, parcel, height, water_level, (water > 0.005), river_chance, u, v, key, generator
    )
    frozen = (mountainous & (chance(30, key) < 0.6)) | (chance(31, key) < 0.04)
    snowline = torch.where(mountainous, 0.4 + 1.2 * chance(32, key), chance(32, key) * 2 - 1.5)
    rough = fractal(count, fine, 1.0, generator) * 0.25
    white = frozen & (height + rough > snowline) & (material != place("clear water")) & ~forest
    material = torch.where(white, place("snow"), material)
    relief = torch.where(mountainous[:, 0, 0], 1.0, 0.1)
    return Layout(material, parcel, height, relief, water_level, key, u, v)


def _coordinates(
    count: int, side: int, fine: int, key: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """Pixel coordinates turned by an angle a chip, and slightly bent."""
    axis = (torch.arange(fine, device=key.device) + 0.5) * side / fine
    y, x = torch.meshgrid(axis, axis, indexing="ij")
    angle = 2 * math.pi * chance(2, key)
    bend = fractal(count, fine, 2.5, generator) * (0.5 + 2.5 * chance(3, key))
    offset = 1000.0 * chance(4, key)
    u = x * angle.cos() + y * angle.sin() + bend + offset
    v = -x * angle.sin() + y * angle.cos() + bend.flip(1) + offset
    return u, v


def _grouped(fine: Tensor, coarse: Tensor) -> Tensor:
    """Numbers of small parcels whose last bits tell the large parcel: neighbours resemble each other."""
    return (coarse & ~0xFF) | (fine & 0xFF)


def _nature(
    height: Tensor, aridity: Tensor, u: Tensor, v: Tensor, key: Tensor, generator: torch.Generator
) -> tuple[Tensor, Tensor]:
    """What grows or lies where nobody farms: grass, shrubs, soil and rock."""
    count, fine = height.shape[:2]
    dry = to_share(0.8 * fractal(count, fine, 1.6, generator) + 0.4 * height.clamp(-2, 2)) < aridity
    bushes = to_share(fractal(count, fine, 1.3, generator)) < 0.12 + 0.5 * aridity * chance(40, key)
    open_ground = to_share(fractal(count, fine, 1.4, generator)) < 0.8 * (aridity - 0.25) * chance(41, key)
    bare = torch.where(chance(42, key) < 0.5, place("bare soil"), place("rock"))
    material = torch.where(dry, place("dry grass"), place("grass"))
    material = torch.where(bushes, place("shrubs"), material)
    material = torch.where(open_ground, bare, material)
    return material, cells(u, v, 6 + 14 * chance(43, key), key, 44).parcel


def _fields(u: Tensor, v: Tensor, key: Tensor) -> Division:
    """Fields of all shapes: long strips, large rectangles, irregular cells."""
    side = 8 * (6.0 ** chance(50, key))
    ratio = 0.5 + chance(51, key)
    block = blocks(u, v, (side * ratio, side / ratio), key, 52)
    regular = strips(u, v, block, (side / 4).clamp(min=1.5), 60)
    irregular = cells(u, v, side * 0.6, key, 70)
    chosen = chance(75, key) < 0.75
    return Division(
        torch.where(chosen, regular.parcel, irregular.parcel),
        torch.where(chosen, regular.border, irregular.border),
    )


def _town(
    material: Tensor,
    parcel: Tensor,
    urban: Tensor,
    u: Tensor,
    v: Tensor,
    key: Tensor,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Streets, blocks, roofs, yards and parks; some quarters are industrial."""
    count, fine = material.shape[:2]
    block = blocks(u, v, (6 + 10 * chance(80, key), 5 + 6 * chance(81, key)), key, 82)
    industrial = to_share(fractal(count, fine, 2.0, generator)) < 0.3 * chance(86, key)
    industrial = industrial | (chance(87, block.parcel) < 0.06)
    size = torch.where(industrial, 3.5 + 5 * chance(88, key), 1.1 + 1.3 * chance(89, key))
    lot = blocks(u, v, (size, 0.9 * size), block.parcel, 90)
    roofed = chance(94, lot.parcel) < torch.where(industrial, 0.55, 0.30 + 0.35 * chance(95, key))
    pick, red = chance(96, lot.parcel), chance(97, key)
    house = torch.where(pick < 0.2 + 0.5 * red, place("tiles"), place("dark roof"))
    house = torch.where(pick > 0.88, place("concrete"), house)
    hall = torch.where(pick < 0.3, place("bright roof"), place("dark roof"))
    hall = torch.where(pick > 0.65, place("concrete"), hall)
    yard = torch.where(pick < 0.62, place("settlement"), place("grass"))
    yard = torch.where(pick > 0.78, place("broadleaf"), yard)
    apron = torch.where(pick < 0.6, place("concrete"), place("asphalt"))
    apron = torch.where(pick > 0.85, place("grass"), apron)
    roof = torch.where(industrial, hall, house)
    ground = torch.where(industrial, apron, yard)
    inner = torch.where(roofed & (lot.border > 0.12), roof, ground)
    park = ~industrial & (chance(98, block.parcel) < 0.09)
    trees = chance(99, lot.parcel) < 0.45
    inner = torch.where(park, torch.where(trees, place("broadleaf"), place("grass")), inner)
    wide = torch.where(chance(100, block.parcel) < 0.15, 0.9, 0.4)
    inner = torch.where((block.border < wide) & ~park, place("asphalt"), inner)
    return torch.where(urban, inner, material), torch.where(urban, lot.parcel, parcel)


def _roads(
    material: Tensor, parcel: Tensor, fields: Division, farmed: Tensor, u: Tensor, v: Tensor, key: Tensor
) -> tuple[Tensor, Tensor]:
    """Lanes between some fields and, in some chips, a motorway across everything."""
    lane = farmed & (fields.border < 0.25) & (chance(110, fields.parcel) < 0.35)
    middle = 1000.0 * chance(4, key) + 20 * torch.sin(u / 37.0) + 40 * (chance(111, key) - 0.3)
    motorway = ((v - middle).abs() < 0.9 + 0.7 * chance(112, key)) & (chance(113, key) < 0.3)
    road = lane | motorway
    return torch.where(road, place("asphalt"), material), torch.where(road, key.expand_as(parcel), parcel)


def _waters(
    material: Tensor,
    parcel: Tensor,
    height: Tensor,
    water_level: Tensor,
    standing: Tensor,
    river_chance: Tensor,
    u: Tensor,
    v: Tensor,
    key: Tensor,
    generator: torch.Generator,
) -> tuple[Tensor, Tensor]:
    """Lakes and sea below the water level, a meandering river, and what lies at their edges."""
    count, fine = height.shape[:2]
    rough = 0.04 * fractal(count, fine, 1.0, generator)
    depth = torch.where(standing, water_level - height - rough, -torch.ones_like(height))
    length = 25 + 60 * chance(120, key)
    swing = (0.12 + 0.25 * chance(121, key)) * length
    phase = 6.28 * chance(122, key)
    along = u * 6.28 / length + phase
    bed = (
        1000.0 * chance(4, key)
        + 30 * (chance(123, key) - 0.3)
        + swing * (along.sin() + 0.4 * (2.3 * along).sin())
    )
    half = 0.8 + 9 * chance(124, key) ** 2
    half = half * (1 + 0.25 * torch.sin(u / 11.0))
    distance = (v - bed).abs() + 0.7 * rough * 10
    river = (distance < half) & (chance(125, key) < river_chance)
    bank = (distance < half + 1.5 * chance(126, key)) & (chance(125, key) < river_chance) & ~river
    lake = depth > 0
    shore = ~lake & (depth > -0.12 * chance(127, key)) & standing
    fringe = torch.where(chance(128, key) < 0.45, place("marsh"), place("sand"))
    dry_shore = (shore | bank) & (chance(129, key) < 0.6)
    material = torch.where(dry_shore, fringe, material)
    parcel = torch.where(dry_shore, key.expand_as(parcel), parcel)
    turbid = chance(130, key) < 0.35
    standing_water = torch.where(turbid, place("turbid water"), place("clear water"))
    material = torch.where(lake, standing_water, material)
    material = torch.where(
        river, torch.where(chance(131, key) < 0.7, place("turbid water"), standing_water), material
    )
    # Water is one body in a chip, whatever lies around it.
    return material, torch.where(lake | river, hashed(132, key).expand_as(parcel), parcel)
