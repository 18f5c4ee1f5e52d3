"""What a network is fed: which bands in which order, and how their values are scaled.

The recipe stands in a model's card, so that data sets with an order of their own (EuroSAT, SegMunich) are
cards and not special cases.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple, cast, get_args

import torch
from torch import Tensor

from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Band
from models.sentences import joined, say
from models.spectralgpt.architecture import BANDS, PATCH, Architecture
from models.spectralgpt.band_mixing import MadeBand, make_bands
from models.spectralgpt.input_options import AS_ON_CARD, InputOptions
from models.spectralgpt.responses import ResponseTable
from models.spectralgpt.spectral_groups import MOST_GROUPS, Grouping, group_bands

Scaling = Literal["chip-minmax", "scene-percentiles", "z-score", "two-sigma"]
CHOICES: tuple[Scaling, ...] = ("chip-minmax", "scene-percentiles")
"""Scalings that a user may ask for; the others need statistics, which only a card has."""

MEAN = "mean"
"""Stands in a recipe for the mean of all bands that it names."""

CONSTANT = 1e-6
"""A band whose values differ by less (of 1, or of its largest value) is constant: the rest is rounding."""

NUMBERS = 10_000.0
"""Stored numbers of a reflectance of 1, which a card's statistics are given in."""

_LEVELS = 255.0
_LARGEST_SAMPLE = 2_000_000


class ScaledInput(NamedTuple):
    """A network's input, and the way back to reflectance: ``values * span + low``.

    Attributes:
        values: (N, C, H, W), 0 to 1 where valid (any number for "z-score"), 0 where invalid.
        low, span: (N, C, 1, 1) reflectance; a constant band has a span of 0.
    """

    values: Tensor
    low: Tensor
    span: Tensor


@dataclass(frozen=True)
class InputSelection:
    """A recipe applied to a scene's bands.

    Attributes:
        positions: indices into the scene's bands, which are to be read in this order.
        made: how each of the recipe's bands is made, in its order of first mention; nothing where the
            spectral groups are those of all bands.
        notes: what the user should know about it, one sentence each.
        scaling: as in `InputRecipe`.
        mixing: (C, B) weights of the B bands that are read in each of the C channels of the network.
        limits: (C, 2) low and high reflectance of "scene-percentiles"; None until known.
        statistics: (C, 2) mean and standard deviation in reflectance of "z-score" and "two-sigma".
        centres: of the spectral groups in nanometres, where they are those of all bands (an experiment);
            None for the network's own.
        response: the table that bands were made with, None for Gaussians.
    """

    positions: list[int]
    made: tuple[MadeBand, ...]
    notes: list[str]
    scaling: Scaling
    mixing: Tensor = field(repr=False)
    limits: Tensor | None = field(default=None, repr=False)
    statistics: Tensor | None = field(default=None, repr=False)
    centres: tuple[float, ...] | None = None
    response: ResponseTable | None = None

    def facts(self) -> dict[str, Any]:
        """What a run card says about it."""
        table = self.response
        return {
            "scaling": self.scaling,
            "response": {"file": table.name, "sha256": table.sha256} if table else None,
            "spectral_groups": (
                {"of": "all-bands", "experimental": True, "centres": [round(c, 1) for c in self.centres]}
                if self.centres
                else {"of": "sentinel-2"}
            ),
            "made_bands": [
                {
                    "name": one.name,
                    "how": one.how,
                    "residual_nm": round(one.residual, 2),
                    "covered": None if one.covered is None else round(one.covered, 3),
                }
                for one in self.made
            ],
        }

    def for_chip(self, side: int, architecture: Architecture) -> "InputSelection":
        """The same, with a note where chips of this side have to resample the network's position table."""
        own = architecture.grid * PATCH
        if side == own:
            return self
        note = say(
            "Chips of {side} pixels are not official: the position table of {own} pixels is resampled.",
            side=side,
            own=own,
        )
        return replace(self, notes=[*self.notes, note])

    def mix(self, chips: Tensor) -> Tensor:
        """The network's channels in reflectance: (N, B, H, W) -> (N, C, H, W)."""
        return torch.einsum("cb,nbhw->nchw", self.mixing.to(chips), chips)

    def scale(self, channels: Tensor, valid: Tensor) -> ScaledInput:
        """Scale channels (N, C, H, W) of reflectance with validity (N, H, W) as the recipe says.

        Raises:
            EngineError: ``model.no_limits``: scaling by the scene needs `with_limits` before.
        """
        seen = valid[:, None]
        if self.scaling in ("z-score", "two-sigma"):
            return self._scale_by_statistics(channels, seen)
        if self.scaling == "scene-percentiles":
            if self.limits is None:
                raise EngineError(
                    "model.no_limits",
                    say(
                        "This task scales chip by chip only, but the model's card asks for scene-percentiles."
                    ),
                    say("Set the scaling to chip-minmax in the card."),
                )
            low, high = (self.limits.to(channels)[None, :, None, None, i] for i in (0, 1))
            low, high = (x.expand(len(channels), -1, 1, 1) for x in (low, high))
        else:
            low = torch.where(seen, channels, torch.inf).amin((2, 3), keepdim=True)
            high = torch.where(seen, channels, -torch.inf).amax((2, 3), keepdim=True)
        varies = high - low > CONSTANT * high.abs().clamp(min=1.0)
        low = torch.where(torch.isfinite(low), low, 0.0)
        span = torch.where(varies, high - low, 0.0)
        scaled = (channels - low) / torch.where(varies, span, 1.0)
        values = torch.where(seen & varies, scaled, 0.0).clamp(0.0, 1.0)
        return ScaledInput(values, low, span)

    def _scale_by_statistics(self, channels: Tensor, seen: Tensor) -> ScaledInput:
        """By the training data's means and deviations, whatever the chip shows."""
        assert self.statistics is not None, "a recipe with such a scaling has statistics"
        mean, deviation = (self.statistics.to(channels)[None, :, None, None, i] for i in (0, 1))
        two = self.scaling == "two-sigma"
        low, span = (mean - 2 * deviation, 4 * deviation) if two else (mean, deviation)
        values = (channels - low) / span
        if two:  # the authors' code went through 8 bits, cutting off what is between two of them
            values = (values * _LEVELS).clamp(0.0, _LEVELS).floor() / _LEVELS
        low, span = (x.expand(len(channels), -1, 1, 1) for x in (low, span))
        return ScaledInput(torch.where(seen, values, 0.0), low, span)

    def assemble(self, chips: Tensor, valid: Tensor) -> Tensor:
        """The network's input (N, C, H, W), 0 to 1, never NaN.

        Args:
            chips: (N, B, H, W) float32 reflectance of the bands at `positions`.
            valid: (N, H, W) bool; invalid pixels count for nothing and become 0, as a constant band does.
        """
        # Where a pixel is invalid anything may stand; a NaN there would spread over its channels.
        return self.scale(self.mix(torch.where(valid[:, None], chips, 0.0)), valid).values

    def with_limits(self, samples: Sequence[tuple[Tensor, Tensor]], share: float = 0.02) -> "InputSelection":
        """Take the limits of "scene-percentiles" from windows that stand for the scene.

        Args:
            samples: chips (B, H, W) with validity (H, W), as read at `positions`.
            share: of the pixels that lie below the low and above the high limit.

        Raises:
            EngineError: ``scene.no_valid_pixels``.
        """
        pixels = [self.mix(chips[None])[0][:, valid] for chips, valid in samples]
        together = torch.cat(pixels, 1) if pixels else torch.zeros(len(self.mixing), 0)
        if together.shape[1] == 0:
            raise EngineError(
                "scene.no_valid_pixels",
                say("There is not one valid pixel in the scene."),
                say("Look at nodata value, mask and region."),
            )
        step = -(-together.shape[1] // _LARGEST_SAMPLE)
        ordered = together[:, ::step].sort(1).values
        last = ordered.shape[1] - 1
        low, high = ordered[:, round(share * last)], ordered[:, round((1 - share) * last)]
        return replace(self, limits=torch.stack([low, high], 1))


@dataclass(frozen=True)
class InputRecipe:
    """Bands in the network's order, and the scaling.

    Attributes:
        bands: names of Sentinel-2 bands, or `MEAN` for the mean of all that are named, before scaling.
        scaling: "chip-minmax", per chip and band over the valid pixels (as in training);
            "scene-percentiles", the same limits everywhere in a scene, so that no seams appear; "z-score",
            (number - mean) / std; or "two-sigma", from two deviations below the mean to two above it.
        mean, std: of the training data by band, in stored numbers (reflectance times 10 000); for the last
            two scalings.
    """

    bands: tuple[str, ...] = BANDS
    scaling: Scaling = "chip-minmax"
    mean: tuple[float, ...] = ()
    std: tuple[float, ...] = ()

    @classmethod
    def from_card(cls, document: Mapping[str, Any]) -> "InputRecipe":
        """Read the "input" object of a card.

        Raises:
            EngineError: ``model.bad_card``.
        """
        bands = document.get("bands", list(BANDS))
        if not isinstance(bands, (list, tuple)) or not all(b == MEAN or b in SENTINEL2 for b in bands):
            raise _bad_card(f"its bands must be names of Sentinel-2 bands or {MEAN!r}")
        if not any(band != MEAN for band in bands):
            raise _bad_card("it names no band")
        scaling = scaling_named(str(document.get("scaling", "chip-minmax")), get_args(Scaling))
        try:
            mean, std = (tuple(float(n) for n in document.get(name, ())) for name in ("mean", "std"))
        except (TypeError, ValueError):
            raise _bad_card("its means and deviations must be numbers") from None
        if scaling not in CHOICES and not (len(mean) == len(std) == len(bands) and min(std) > 0):
            raise _bad_card(f"{scaling} needs a mean and a deviation for each band")
        return cls(tuple(bands), scaling, mean, std)

    def document(self) -> dict[str, Any]:
        """As it stands in a card."""
        known = {"mean": list(self.mean), "std": list(self.std)} if self.mean else {}
        return {"bands": list(self.bands), "scaling": self.scaling, **known}

    def select(self, bands: Sequence[Band], options: InputOptions = AS_ON_CARD) -> InputSelection:
        """Choose what to read of a scene.

        Raises:
            EngineError: ``scene.too_few_bands`` when fewer than half of the bands, or of three, are there;
                ``response.no_band``; ``model.other_order``: the network's groups lie elsewhere than
                Sentinel-2's, so that none can be put between them.
        """
        if options.spectral_groups == "all-bands":
            if self.bands != BANDS:
                raise EngineError(
                    "model.other_order",
                    say(
                        "Other spectral groups need a network whose own ones are Sentinel-2's bands in order."
                    ),
                    say("Leave the spectral groups as they are."),
                )
            return _of_all_bands(group_bands(bands), bands, self.scaling)
        wanted = list(dict.fromkeys(band for band in self.bands if band != MEAN))
        made = make_bands(wanted, bands, options.response)
        positions = sorted({position for one in made for position in one.weights})
        places = {position: place for place, position in enumerate(positions)}
        rows = torch.zeros(len(wanted), len(positions), dtype=torch.float64)
        for row, one in enumerate(made):
            for position, weight in one.weights.items():
                rows[row, places[position]] = weight
        mixing = torch.stack(
            [rows.mean(0) if band == MEAN else rows[wanted.index(band)] for band in self.bands]
        )
        statistics = torch.tensor([self.mean, self.std]).T / NUMBERS if self.mean else None
        return InputSelection(
            positions,
            tuple(made),
            _notes(made, bands, options.response),
            self.scaling,
            mixing.float(),
            statistics=statistics,
            response=options.response,
        )


def scaling_named(text: str, choices: Sequence[str] = CHOICES) -> Scaling:
    """The scaling of this name, one of those that may be chosen.

    Raises:
        EngineError: ``model.unknown_scaling``.
    """
    if text not in choices:
        known = ", ".join(choices)
        raise EngineError(
            "model.unknown_scaling",
            say("There is no scaling {text!r}.", text=text),
            say("Known: {known}.", known=known),
        )
    return cast("Scaling", text)


def _of_all_bands(grouping: Grouping, bands: Sequence[Band], scaling: Scaling) -> InputSelection:
    """A selection whose channels are all bands by wavelength, in as many spectral groups as that makes."""
    positions = sorted({position for channel in grouping.channels for position in channel})
    mixing = torch.zeros(len(grouping.channels), len(positions))
    for row, channel in enumerate(grouping.channels):
        for position in channel:
            mixing[row, positions.index(position)] = 1 / len(channel)
    centres = ", ".join(f"{centre:.0f}" for centre in grouping.centres)
    experiment = say(
        "Experimental: {bands} bands in {groups} spectral groups around {centres} nm, with positions "
        "interpolated between those of the four groups that the network was trained with.",
        bands=grouping.bands,
        groups=len(grouping.centres),
        centres=centres,
    )
    notes: list[str] = [experiment]
    if grouping.bands > len(grouping.channels):
        notes.append(
            say(
                "More than {most} groups would take too long: neighbouring bands were averaged to {count} "
                "channels.",
                most=MOST_GROUPS,
                count=len(grouping.channels),
            )
        )
    if left_out := len(bands) - grouping.bands:
        notes.append(
            say(
                "{count} bands were left out: no known wavelength, or hidden by water vapour.", count=left_out
            )
        )
    return InputSelection(positions, (), notes, scaling, mixing, centres=grouping.centres)


def _notes(made: Sequence[MadeBand], bands: Sequence[Band], table: ResponseTable | None) -> list[str]:
    notes: list[str] = []
    missing = [one for one in made if one.how in ("interpolated", "copied")]
    if missing:
        listed = joined([_how_made(one, bands) for one in missing], "; ")
        notes.append(
            say("Bands that the scene lacks were made from their neighbours: {listed}.", listed=listed)
        )
    resampled = [one for one in made if one.how == "response"]
    if resampled:
        farthest = max(resampled, key=lambda one: abs(one.residual))
        least = min(resampled, key=lambda one: one.covered or 0.0)
        how = say("the responses in {file}", file=table.name) if table else say("Gaussian responses")
        notes.append(
            say(
                "{count} Sentinel-2 bands were made from the scene's narrow ones with {how}: the centres are "
                "met within {distance:.1f} nm ({farthest}), and at least {covered:.0f} % of each response is "
                "covered ({least}).",
                count=len(resampled),
                how=how,
                distance=abs(farthest.residual),
                farthest=farthest.name,
                covered=100 * (least.covered or 0.0),
                least=least.name,
            )
        )
    elif table:
        notes.append(
            say("The scene has no narrow bands to resample, so {file} was not used.", file=table.name)
        )
    return notes


def _how_made(one: MadeBand, bands: Sequence[Band]) -> str:
    sources = [bands[position].name for position in sorted(one.weights)]
    if one.how == "copied":
        return say("{band} copied from {source}", band=one.name, source=sources[0])
    if len(sources) == 1:
        return say("{band} interpolated from {source}", band=one.name, source=sources[0])
    return say("{band} interpolated between {low} and {high}", band=one.name, low=sources[0], high=sources[1])


def _bad_card(why: str) -> EngineError:
    return EngineError(
        "model.bad_card",
        say("The model's input cannot be read: {why}.", why=why),
        say("Convert the file again."),
    )
