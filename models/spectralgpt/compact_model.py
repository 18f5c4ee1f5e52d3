"""The compact networks as land-cover models."""

from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from models.catalog import BandSelection, Card, class_scheme, select_bands
from models.class_schemes import ClassScheme
from models.errors import EngineError
from models.rasters.bands import Band
from models.sentences import say
from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT, fold_norms
from models.spectralgpt.precision import autocast, autocast_fits, probe_image

COASTAL_NM, BLUE_NM = 442.5, (470.0, 510.0)
"""Of the coastal aerosol band, which many stacks leave out, and of the blue band that stands in for it."""
PROBED = 64
"""Side of the image that tells whether bfloat16 can be used."""


class CompactSegmentation:
    """A compact network on its device, see `catalog.SegmentationModel`.

    Attributes:
        card, chip, overlap: from the card.
        scheme: what output k means: ``scheme.classes[k]``.
    """

    def __init__(self, card: Card, network: Any, device: str, bf16: bool) -> None:
        self.card, self.chip, self.overlap = card, card.chip, card.overlap
        self.scheme: ClassScheme = class_scheme(card)
        self._network, self._device, self._bf16 = network, device, bf16

    @property
    def precision(self) -> str:
        """What it computes in: "bfloat16" (under autocast) or "float32"."""
        return "bfloat16" if self._bf16 else "float32"

    def select_bands(self, bands: Sequence[Band]) -> BandSelection:
        """See `select_bands`."""
        return select_bands(self.card, bands)

    def probabilities(self, chips: Tensor, valid: Tensor, selection: BandSelection) -> Tensor:
        """Class probabilities (N, K, H, W) float32, calibrated where the card says how.

        Args:
            chips: (N, B, H, W) float32 reflectance; H and W multiples of 8.
            valid: (N, H, W) bool.
            selection: what the B bands are.
        """
        with autocast(self._device, self._bf16):
            logits = self._network(*self._arguments(*self._completed(chips, selection.wavelengths), valid))
        logits = logits.float()
        if self.card.calibration is not None:
            # One number for all classes: how sure the model is changes, what it says does not.
            logits = logits / self.card.calibration.temperature_for(selection.wavelengths)
        probabilities: Tensor = logits.softmax(1)
        return probabilities

    def features(self, chips: Tensor, valid: Tensor, selection: BandSelection) -> Tensor:
        """Token features (N, D, H/8, W/8) float32; arguments as `probabilities`."""
        with autocast(self._device, self._bf16):
            arguments = self._arguments(chips, selection.wavelengths, valid)
            tokens: Tensor = self._network.tokens(*arguments).float()
        return tokens

    def pixel_features(self, chips: Tensor, valid: Tensor, wavelengths: Sequence[float]) -> Tensor:
        """What the class head reads of each pixel: (N, C, H, W) float32.

        Args:
            chips, valid: as `probabilities`.
            wavelengths: of the bands in nanometres.
        """
        with autocast(self._device, self._bf16):
            chips, wavelengths, hidden = self._arguments(*self._completed(chips, wavelengths), valid)
            features: Tensor = self._network.decode(*self._network.assemble(chips, wavelengths, hidden))[1]
        return features.float()

    def _completed(self, chips: Tensor, wavelengths: Sequence[float]) -> tuple[Tensor, Sequence[float]]:
        """The bands and, where the coastal one is missing, the blue one in its place.

        In training most images without that band were fields, so that its absence alone spoke for cropland.
        """
        blue = [k for k, centre in enumerate(wavelengths) if BLUE_NM[0] <= centre <= BLUE_NM[1]]
        known = any(band.wavelength < BLUE_NM[0] for band in self.card.bands)
        if not known or not blue or min(wavelengths) < BLUE_NM[0]:
            return chips, wavelengths
        return torch.cat([chips, chips[:, blue[:1]]], 1), [*wavelengths, COASTAL_NM]

    def _arguments(
        self, chips: Tensor, wavelengths: Sequence[float], valid: Tensor
    ) -> tuple[Tensor, Sequence[float], Tensor | None]:
        chips = chips.contiguous(memory_format=torch.channels_last)
        return chips, wavelengths, None if bool(valid.all()) else ~valid[:, None]


def compact_network(card: Card, state: Mapping[str, Tensor]) -> CompactSpectralGPT:
    """The network that a card describes, with its weights in float32 on the CPU.

    Raises:
        EngineError: ``model.damaged``.
    """
    settings = {key: int(value) for key, value in card.architecture.items() if key != "name"}
    try:
        network = CompactSpectralGPT(CompactConfig(**settings))
        network.load_state_dict({key: value.float() for key, value in state.items()})
    except (RuntimeError, TypeError) as error:
        raise EngineError(
            "model.damaged",
            say("The weights of {id} do not fit their card.", id=card.id),
            say("Install the plugin again."),
        ) from error
    return network


def learnt_on(card: Card, backbone: Card) -> bool:
    """Whether a head was trained on just these weights of the network beneath, as its card must say."""
    return backbone.sha256 == str(card.document.get("backbone_sha256")).replace(" ", "")


def load_compact(card: Card, state: Mapping[str, Tensor], device: str, bf16: bool) -> CompactSegmentation:
    """Build the model that a card describes.

    Args:
        card, state: of the model.
        device: torch's name of where it shall be.
        bf16: whether to compute in bfloat16, if that changes no more than rounding does.

    Raises:
        EngineError: ``model.damaged``.
    """
    network = compact_network(card, state).eval().to(device)
    fold_norms(network)
    network = network.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    wavelengths, image = probe(card, device)
    return CompactSegmentation(
        card, network, device, bf16 and autocast_fits(lambda: network(image, wavelengths), device)
    )


def probe(card: Card, device: str) -> tuple[list[float], Tensor]:
    """Wavelengths of all bands that a card names, and a fixed image of them to try a network on."""
    wavelengths = [band.wavelength for band in card.bands]
    image = probe_image(len(wavelengths), PROBED).mul(0.5).to(device)
    return wavelengths, image.contiguous(memory_format=torch.channels_last)
