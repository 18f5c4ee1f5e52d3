"""Simulated Sentinel-2 scenes with exact labels."""

from dataclasses import dataclass, replace

import torch
import torch.nn.functional as F
from torch import Tensor

from models.training import classes
from models.training.packing import BANDS
from models.training.simulation import atmosphere, sensor
from models.training.simulation.bank import Bank, build_bank
from models.training.simulation.layouts import LANDSCAPES, Layout, lay_out
from models.training.simulation.materials import STAGES
from models.training.simulation.noise import chance, fractal, normal, seeded, uniform


@dataclass(frozen=True)
class Conditions:
    """What scenes are simulated under.

    Attributes:
        haze: largest path radiance at 443 nm: 0.02 surface reflectance, 0.13 top of the atmosphere.
        clouds: share of the scenes that have some.
        misregistration: deviation between bands, pixels; dates are three times as far apart.
        noise: whether the instrument's noise is added.
        native: whether bands have their native pixels of 10, 20 and 60 m; else all have 10 m.
        oversampling: cells a pixel along each side, on which the ground is drawn.
        landscapes: kinds of `layouts.LANDSCAPES`.
    """

    haze: float = 0.02
    clouds: float = 0.2
    misregistration: float = 0.1
    noise: bool = True
    native: bool = True
    oversampling: int = 3
    landscapes: tuple[str, ...] = LANDSCAPES


USUAL = Conditions()


@dataclass(frozen=True)
class Simulated:
    """A batch of scenes.

    Attributes:
        reflectance: (N, B, H, W) float32; surface reflectance with what the haze adds.
        classes: places in `classes.CODES` of what covers most of each pixel (N, H, W) int64.
        abundances: area shares of all classes (N, classes, H, W); they add up to 1.
        cloud, shadow: opacity of clouds and lack of direct light, 0 to 1 (N, H, W).
        bands: Sentinel-2 names.
    """

    reflectance: Tensor
    classes: Tensor
    abundances: Tensor
    cloud: Tensor
    shadow: Tensor
    bands: tuple[str, ...]

    @property
    def class_sets(self) -> Tensor:
        """Labels as training takes them, see `models.training.classes`; 0 (not labelled) under clouds."""
        sets = torch.ones_like(self.classes) << self.classes
        return torch.where(self.cloud > atmosphere.VISIBLE, 0, sets)

    @property
    def codes(self) -> Tensor:
        """WorldCover codes (N, H, W)."""
        return torch.tensor(classes.CODES, device=self.classes.device)[self.classes]


@dataclass(frozen=True)
class Date:
    """What differs between dates of one place.

    Attributes:
        season: 0 dormant to 1 full growth, (N, 1, 1).
        year: a number from which fields take what grows on them, (N, 1, 1).
        rotated: share of the fields that differ from those of year 0.
        shift: misregistration of all bands in pixels, (N, 2).
    """

    season: Tensor
    year: Tensor
    rotated: float
    shift: Tensor


def simulate(
    seed: int | torch.Generator,
    count: int,
    size: int,
    bands: tuple[str, ...] = BANDS,
    conditions: Conditions = USUAL,
    device: torch.device | str = "cpu",
    bank: Bank | None = None,
) -> Simulated:
    """Simulate `count` scenes of `size` by `size` pixels of 10 m; the same seed gives the same scenes.

    Args:
        seed: a number, or a generator on `device` that goes on.
        bands: Sentinel-2 names, all but B10.
        conditions: see there.
        bank: the spectra to paint with; by default those of the models, `bank.build_bank`.

    Raises:
        ValueError: an unknown band or landscape, or a bank of other bands.
    """
    device = torch.device(device)
    generator = seeded(seed, device)
    bank = bank_for(bank, bands, device)
    layout = lay_out(count, size, conditions.oversampling, generator, conditions.landscapes)
    date = first_date(count, generator)
    return render(layout, date, bank, size, conditions, generator)


def bank_for(bank: Bank | None, bands: tuple[str, ...], device: torch.device) -> Bank:
    """The given bank or the models' own, on the device."""
    bank = build_bank(bands) if bank is None else bank
    if bank.bands != bands:
        raise ValueError(f"The bank has the bands {', '.join(bank.bands)}.")
    return bank.to(device)


def first_date(count: int, generator: torch.Generator) -> Date:
    """A date at random."""
    device = generator.device
    season = uniform((count, 1, 1), 0, 1, generator)
    year = torch.zeros(count, 1, 1, dtype=torch.int32, device=device)
    return Date(season, year, 0.0, torch.zeros(count, 2, device=device))


def later_date(
    date: Date, season: float, rotated: float, misregistration: float, generator: torch.Generator
) -> Date:
    """Another date of the same places: another season, other crops on some fields, shifted a little."""
    change = season * normal(tuple(date.season.shape), generator)
    shift = 3 * misregistration * normal(tuple(date.shift.shape), generator)
    moved = (date.season + change).clamp(0, 1)
    return replace(date, season=moved, year=date.year + 1, rotated=rotated, shift=shift)


def rotated_fields(parcel: Tensor, date: Date) -> Tensor:
    """Which parcels bear something else than in year 0, (N, S, S) bool."""
    return (chance(200, parcel, date.year.expand_as(parcel)) < date.rotated) & (date.year > 0)


def stages_of(layout: Layout, date: Date, bank: Bank) -> Tensor:
    """Stage of every cell, 0 to 1 (N, S, S)."""
    season, spread, offset = (bank.traits[:, column][layout.material] for column in range(3))
    year = torch.where(rotated_fields(layout.parcel, date), date.year, 0)
    return season * date.season + spread * chance(201, layout.parcel, year) + offset


def render(
    layout: Layout, date: Date, bank: Bank, size: int, conditions: Conditions, generator: torch.Generator
) -> Simulated:
    """Paint a layout at a date and look at it from above."""
    count, fine = layout.material.shape[:2]
    variants = bank.reflectance.shape[1]
    spread = bank.traits[:, 4][layout.material]
    region = chance(202, layout.key.expand_as(layout.material), layout.material)
    variant = (region * (1 - spread) + spread * chance(203, layout.parcel)) * variants
    variant = variant.long().clamp(0, variants - 1)
    patchy = 0.06 * fractal(count, fine, 1.3, generator)
    stage = (stages_of(layout, date, bank) + patchy).clamp(0, 1) * (STAGES - 1)
    lower = stage.floor().clamp(max=STAGES - 2)
    table = bank.reflectance.flatten(0, 2)
    row = (layout.material * variants + variant) * STAGES + lower.long()
    weight = (stage - lower)[..., None]
    ground = torch.lerp(F.embedding(row, table), F.embedding(row + 1, table), weight).permute(0, 3, 1, 2)

    sky = atmosphere.draw_sky(count, conditions.haze, conditions.clouds, generator)
    texture = bank.traits[:, 3][layout.material]
    grain = 0.8 * normal((count, fine, fine), generator) + fractal(count, fine, 0.8, generator)
    light = (1 + texture * grain).clamp(0.4, 1.6)
    light = light * atmosphere.illumination(layout.height, layout.relief, sky, 1 / conditions.oversampling)
    jitter = conditions.misregistration * normal((count, len(bank.bands), 2), generator)
    shifts = jitter + date.shift[:, None]
    seen = sensor.observe(ground * light[:, None], bank.bands, size, shifts, generator, conditions.native)
    opacity, shadow = atmosphere.clouds(size, sky, generator)
    seen = atmosphere.through_air(seen, bank.bands, sky, opacity, shadow)
    if conditions.noise:
        seen = sensor.noisy(seen, bank.bands, generator, conditions.native)
    one_hot = F.one_hot(bank.classes[layout.material], len(classes.CODES)).permute(0, 3, 1, 2)
    abundances = sensor.shares(one_hot.float(), size)
    return Simulated(seen.clamp(0, 1.5), abundances.argmax(1), abundances, opacity, shadow, bank.bands)
