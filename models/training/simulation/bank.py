"""The bank of spectra that scenes are painted with: variants and stages of all materials in bands."""

from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from torch import Tensor

from models.rasters.bands import SENTINEL2
from models.training import classes
from models.training.packing import BANDS
from models.training.simulation.absorption import AXIS, Spectrum
from models.training.simulation.materials import MATERIALS, NAMES, STAGES, Draw, place

VARIANTS = 96
"""Variants of a material."""

OPAQUE = ("B10",)
"""Bands that see no ground."""


@dataclass(frozen=True)
class Bank:
    """Reflectance of all materials.

    Attributes:
        bands: Sentinel-2 names.
        reflectance: (materials, variants, stages, bands), 0 to 1; variants from dark to bright.
        classes: of the materials, places in `classes.CODES`.
        traits: (materials, 5): season, parcel, offset, texture and spread, see `materials.Material`.
    """

    bands: tuple[str, ...]
    reflectance: Tensor
    classes: Tensor
    traits: Tensor

    def to(self, device: torch.device) -> "Bank":
        """The bank on another device."""
        moved = (tensor.to(device) for tensor in (self.reflectance, self.classes, self.traits))
        return Bank(self.bands, *moved)

    def with_spectra(self, name: str, reflectance: Tensor, share: float = 1.0, seed: int = 0) -> "Bank":
        """Replace a share of a material's variants by measured spectra, whose stages are all alike.

        Measured spectra come from libraries (`libraries.in_bands`) or are real labelled pixels.

        Args:
            name: of the material.
            reflectance: (V, bands).
            share: of the variants that are replaced.

        Raises:
            ValueError: the spectra have other bands.
        """
        if reflectance.ndim != 2 or reflectance.shape[1] != len(self.bands):
            raise ValueError(f"The spectra must be (V, {len(self.bands)}), not {tuple(reflectance.shape)}.")
        random = np.random.default_rng(seed)
        count = round(share * self.reflectance.shape[1])
        new = random.choice(len(reflectance), count, replace=len(reflectance) < count)
        old = random.permutation(self.reflectance.shape[1])[:count]
        table = self.reflectance.clone()
        measured = reflectance.to(table)[torch.from_numpy(new).to(table.device)]
        table[place(name), torch.from_numpy(old).to(table.device)] = measured[:, None]
        row = table[place(name)]
        table[place(name)] = row[row.mean((1, 2)).argsort()]
        return replace(self, reflectance=table)


def responses(bands: tuple[str, ...]) -> Spectrum:
    """Weights of the wavelengths on `AXIS` in Gaussian bands of Sentinel-2's centres and widths: (B, L).

    Raises:
        ValueError: a band is unknown, or sees no ground.
    """
    for band in bands:
        if band not in SENTINEL2 or band in OPAQUE:
            known = ", ".join(name for name in SENTINEL2 if name not in OPAQUE)
            raise ValueError(f"{band} cannot be simulated; known: {known}.")
    centres = np.array([SENTINEL2[band].wavelength for band in bands])
    widths = np.array([SENTINEL2[band].width for band in bands])
    weights = np.exp(-4 * np.log(2) * ((AXIS - centres[:, None]) / widths[:, None]) ** 2)
    return np.asarray(weights / weights.sum(1, keepdims=True))


@lru_cache(maxsize=8)
def build_bank(bands: tuple[str, ...] = BANDS, seed: int = 0, variants: int = VARIANTS) -> Bank:
    """Draw all variants from the models of `materials`; about a second, then remembered."""
    weights = responses(bands).T
    tables = []
    for number, material in enumerate(MATERIALS.values()):
        draw = Draw(np.random.default_rng([seed, number]), variants)
        spectra = np.clip(material.spectra(draw), 0.001, 1) @ weights
        table = spectra.reshape(variants, STAGES, len(bands))
        tables.append(table[table.mean((1, 2)).argsort()])
    traits = [[m.season, m.parcel, m.offset, m.texture, m.spread] for m in MATERIALS.values()]
    codes = [classes.CODES.index(MATERIALS[name].code) for name in NAMES]
    return Bank(
        bands,
        torch.from_numpy(np.stack(tables).astype(np.float32)),
        torch.tensor(codes),
        torch.tensor(traits, dtype=torch.float32),
    )
