"""Pairs of dates with known change, and with all that differs though nothing has changed."""

from dataclasses import dataclass, replace
from enum import IntEnum

import torch
import torch.nn.functional as F
from torch import Tensor

from models.training.packing import BANDS
from models.training.simulation import sensor
from models.training.simulation.bank import Bank
from models.training.simulation.layouts import Layout, lay_out
from models.training.simulation.materials import MATERIALS, NAMES, place
from models.training.simulation.noise import chance, fractal, hashed, level, seeded, uniform
from models.training.simulation.parcels import blocks, cells
from models.training.simulation.scenes import (
    USUAL,
    Conditions,
    Simulated,
    bank_for,
    first_date,
    later_date,
    render,
    rotated_fields,
)


class Kind(IntEnum):
    """What happened between two dates."""

    NONE = 0
    CONSTRUCTION = 1
    CLEAR_CUT = 2
    EARTHWORKS = 3
    FLOOD = 4
    RESERVOIR = 5
    BURN = 6
    HARVEST = 7
    """No change of the land: a field bears something else. It is in `kind`, but not in `changed`."""


@dataclass(frozen=True)
class SimulatedPair:
    """A batch of places at two dates.

    Attributes:
        before, after: the scenes; their classes are what a change went from and to.
        changed: whether most of a pixel changed (N, H, W) bool.
        share: how much of it (N, H, W), 0 to 1.
        kind: of `Kind`, the one with the largest share where a pixel changed (N, H, W) uint8.
    """

    before: Simulated
    after: Simulated
    changed: Tensor
    share: Tensor
    kind: Tensor


@dataclass(frozen=True)
class Differences:
    """What differs between the dates of a pair.

    Attributes:
        changed: share of the pairs with a change, where the ground admits one of the kinds.
        kinds: kinds of change to choose from.
        season: deviation of the season, of 0 to 1.
        harvested: share of the fields that bear something else.
    """

    changed: float = 0.8
    kinds: tuple[Kind, ...] = (
        Kind.CONSTRUCTION, Kind.CLEAR_CUT, Kind.EARTHWORKS, Kind.FLOOD, Kind.RESERVOIR, Kind.BURN,
    )  # fmt: skip
    season: float = 0.25
    harvested: float = 0.3


USUAL_DIFFERENCES = Differences()
SMALLEST = 0.005
"""Share of a chip that a change has at least, where the ground admits any."""


def simulate_pair(
    seed: int | torch.Generator,
    count: int,
    size: int,
    bands: tuple[str, ...] = BANDS,
    conditions: Conditions = USUAL,
    differences: Differences = USUAL_DIFFERENCES,
    device: torch.device | str = "cpu",
    bank: Bank | None = None,
) -> SimulatedPair:
    """Simulate `count` places at two dates; arguments as of `scenes.simulate`.

    Raises:
        ValueError: as there, or no kind of change, or one that is none.
    """
    if not differences.kinds or set(differences.kinds) & {Kind.NONE, Kind.HARVEST}:
        raise ValueError(
            "Kinds of change are wanted: construction, clear-cut, earthworks, flood, reservoir, burn."
        )
    device = torch.device(device)
    generator = seeded(seed, device)
    bank = bank_for(bank, bands, device)
    layout = lay_out(count, size, conditions.oversampling, generator, conditions.landscapes)
    first = first_date(count, generator)
    second = later_date(
        first, differences.season, differences.harvested, conditions.misregistration, generator
    )
    changed, kind = _change(layout, differences, generator)
    before = render(layout, first, bank, size, conditions, generator)
    after = render(changed, second, bank, size, conditions, generator)
    farmed = _is_one_of(layout.material, ("crop", "ripe crop"))
    harvested = farmed & rotated_fields(layout.parcel, second) & (kind == Kind.NONE)
    kind = torch.where(harvested, int(Kind.HARVEST), kind)
    return SimulatedPair(before, after, *_in_pixels(kind, size))


def _in_pixels(kind: Tensor, size: int) -> tuple[Tensor, Tensor, Tensor]:
    """Kinds of cells (N, S, S) to pixels: whether changed, which share, which kind."""
    parts = sensor.shares(F.one_hot(kind.long(), len(Kind)).permute(0, 3, 1, 2).float(), size)
    share = parts[:, Kind.CONSTRUCTION : Kind.HARVEST].sum(1)
    changed = share > 0.5
    largest = parts[:, Kind.CONSTRUCTION : Kind.HARVEST].argmax(1) + 1
    field = torch.where(parts[:, Kind.HARVEST] > 0.5, int(Kind.HARVEST), int(Kind.NONE))
    return changed, share, torch.where(changed, largest, field).to(torch.uint8)


def _is_one_of(material: Tensor, names: tuple[str, ...]) -> Tensor:
    chosen = torch.zeros(len(NAMES), dtype=torch.bool, device=material.device)
    chosen[[place(name) for name in names]] = True
    return chosen[material]


_GREEN = ("grass", "dry grass", "crop", "ripe crop", "shrubs", "broadleaf", "conifers")
_DRY = tuple(name for name, material in MATERIALS.items() if material.code not in (80, 70))


def _change(layout: Layout, differences: Differences, generator: torch.Generator) -> tuple[Layout, Tensor]:
    """The layout after a change, and its kind (N, S, S): one kind a chip, where the ground admits it."""
    material, key, u, v = layout.material, layout.key, layout.u, layout.v
    count, fine = material.shape[:2]
    green, dry = _is_one_of(material, _GREEN), _is_one_of(material, _DRY)

    blob_field = fractal(count, fine, 2.2, generator)
    blob = blob_field > level(blob_field, uniform((count,), 0.75, 0.97, generator))
    plots = blocks(u, v, (3 + 12 * chance(300, key), 3 + 9 * chance(301, key)), key, 302)
    plot = (chance(306, plots.parcel) < 0.02 + 0.12 * chance(307, key)) | (
        blob & (chance(308, plots.parcel) < 0.8)
    )
    stands = cells(u, v, 5 + 14 * chance(310, key), key, 311)
    stand = chance(312, stands.parcel) < 0.08 + 0.25 * chance(313, key)
    forest = _is_one_of(material, ("broadleaf", "conifers"))
    # A cut is in the forest, not a single tree in a town.
    wooded = F.avg_pool2d(forest[:, None].float(), 13, 1, 6, count_include_pad=False)[:, 0] > 0.6
    lowest = level(layout.height, uniform((count,), 0.1, 0.4, generator))
    flooded = layout.height < torch.maximum(lowest, layout.water_level + 0.2)
    basin = blob & ~_is_one_of(material, ("clear water", "turbid water"))

    built, built_parcel = _new_buildings(plots.parcel, u, v, key)
    bare = torch.where(chance(320, key) < 0.5, place("bare soil"), place("sand"))
    cleared = torch.where(chance(321, key) < 0.6, place("bare soil"), place("dry grass"))
    turbid = torch.full_like(material, place("turbid water"))
    plain = hashed(322, stands.parcel)
    rules = (
        (
            Kind.CONSTRUCTION,
            plot & (green | _is_one_of(material, ("bare soil", "sand", "rock"))),
            built,
            built_parcel,
        ),
        (Kind.CLEAR_CUT, stand & forest & wooded, cleared, plain),
        (Kind.EARTHWORKS, plot & green, bare, plain),
        (Kind.FLOOD, flooded & dry, turbid, key.expand_as(plain)),
        (Kind.RESERVOIR, basin & dry, torch.full_like(material, place("clear water")), key.expand_as(plain)),
        (Kind.BURN, blob & green, torch.full_like(material, place("charred")), plain),
    )
    kinds = [rule for rule in rules if rule[0] in differences.kinds]
    area = torch.stack([where.float().mean((1, 2)) for _, where, _, _ in kinds], 1)
    # One that the place admits, if there is any: no forest is cut at sea.
    score = uniform((count, len(kinds)), 0, 1, generator) + (area > SMALLEST)
    chip = score.argmax(1)[:, None, None]
    chip = torch.where(uniform((count, 1, 1), 0, 1, generator) < differences.changed, chip, -1)
    after, parcel = material, layout.parcel
    kind = torch.zeros_like(material)
    for number, (name, where, becomes, its_parcel) in enumerate(kinds):
        chosen = where & (chip == number)
        after = torch.where(chosen, becomes, after)
        parcel = torch.where(chosen, its_parcel, parcel)
        kind = torch.where(chosen, int(name), kind)
    return replace(layout, material=after, parcel=parcel), kind


def _new_buildings(plot: Tensor, u: Tensor, v: Tensor, key: Tensor) -> tuple[Tensor, Tensor]:
    """Roofs and what is paved around them, of one style in a plot."""
    lot = blocks(u, v, (1.3 + 3.5 * chance(330, key), 1.2 + 2.5 * chance(331, key)), key, 332)
    pick, style = chance(336, lot.parcel), chance(337, plot)
    roof = torch.where(style < 0.35, place("tiles"), place("dark roof"))
    roof = torch.where(style > 0.6, place("bright roof"), roof)
    ground = torch.where(pick > 0.85, place("concrete"), place("asphalt"))
    return torch.where((pick < 0.65) & (lot.border > 0.15), roof, ground), lot.parcel
