"""Fit the temperatures of the land-cover model on places that its training never saw; prints a page.

    python -m benchmarks.calibration [DATA] [--model ID] [--write-card]

DATA: the folder of the data sets; else ``SPECTRALGPT_DATA``, else ``../shared/data`` beside the checkout.

The 16 places of the HLS chips that are kept apart are split in two halves. Each half is judged with the
temperature of the other one, so that no place is judged with a temperature that has seen it; the card gets
the temperatures of all 16 places. The east of the Potsdam scene (another sensor level, resolution and season,
other labels) shows what they are worth elsewhere. ``--write-card`` puts them on the card and writes
docs/calibration.md. Where the final weights have seen these places, a twin is judged (`benchmarks.twins`).
"""

import dataclasses
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from torch import Tensor

from benchmarks import twins
from benchmarks.folders import CHECKOUT
from benchmarks.judged_pixels import Judged, command_line, judge, probabilities
from benchmarks.landcover import Chip, hls_chips, hls_rows, potsdam_east
from benchmarks.shipped import given, write_card
from benchmarks.tasks import FIVE, single, squares
from models.calibration import Calibration
from models.catalog import Card, SegmentationModel, load_segmentation
from models.devices import Device, choose_device
from models.events import Events
from models.rasters.bands import SENTINEL2
from models.rasters.streaming import Strip, stream
from models.rasters.windows import Window
from models.tasks.segmentation import labels_and_confidence
from models.training import classes
from models.training.calibration import (
    BINS,
    NOT_CALIBRATED,
    Bin,
    calibration_error,
    confidence,
    fit_temperature,
    reliability,
)
from models.training.evaluation import SEVEN_COMMON
from models.training.packing import BANDS, HLS_BANDS

PAGE = CHECKOUT / "docs" / "calibration.md"
GATE = 0.05
"""Largest expected calibration error that we accept."""
VISIBLE = ("B02", "B03", "B04")
BAND_SETS = {
    "7 bands": HLS_BANDS,
    "4 bands (blue, green, red, NIR)": (*VISIBLE, "B8A"),
    "3 bands (green, red, NIR)": ("B03", "B04", "B8A"),
    "3 visible bands": VISIBLE,
}
ALL, RGB = "7 bands", "3 visible bands"

ABOUT = """Does the model `{id}` know how sure it may be? The first columns say how often it is right on
places that its training never saw, how sure it is on average, and the expected calibration error (ECE): the
mean distance between confidence and accuracy in {bins} bins of confidence. The last ones say the same after
its logits were divided by a temperature (Guo et al. 2017), which changes no label."""
USELESS = """A temperature does not make the error on places that it has not seen smaller, so the card says 1:
the probabilities are as the network gives them."""
USEFUL = "Its card says {temperature:.3f}."
NEEDED = "One temperature does not suffice: visible bands alone need another one, {visible:.3f}."
NOT_NEEDED = "With visible bands alone another one is not needed, or does not help."
HALVES = """The places of the HLS chips, 30 m, are split in two halves, every other place. In lines with two
temperatures each half is judged with that of the other half, so that no place is judged with what was
fitted on it, and the ECE is the mean of the halves' ECE; the card's temperatures are those of all
places. How far the halves' temperatures differ tells how well one can be known from so few places.
Nothing was fitted on Potsdam: one scene of February, L1C, 10 m, with another legend as truth, shows how
far calibration carries, with the card's temperature. The confidence raster is what a user gets: windows
blended, whole percent."""


@dataclass(frozen=True)
class Fit:
    """Temperatures from the first half of the places, from the second, and from all."""

    first: float
    second: float
    both: float


@dataclass(frozen=True)
class State:
    """How well confidence and accuracy agree: mean confidence, expected calibration error, and the bins."""

    sure: float
    error: float
    bins: list[Bin]


@dataclass(frozen=True)
class Line:
    """A line of the table: pixels, judged as they are and with a temperature."""

    title: str
    temperature: str
    pixels: int
    right: float
    before: State
    after: State


def first_half(places: list[str]) -> list[bool]:
    """For each chip whether its place is in the first half: every other place in the order of numbers."""
    order = sorted(set(places), key=int)
    return [order.index(place) % 2 == 0 for place in places]


def fit(judged: Judged, first: Tensor) -> Fit:
    """Fit on both halves and on all; `first` (N,) tells which pixels are in the first."""
    halves = (fit_temperature(part.logits, part.truth) for part in (judged.part(first), judged.part(~first)))
    return Fit(*halves, fit_temperature(judged.logits, judged.truth))


def state(confidences: Tensor, right: Tensor) -> State:
    """Of pixels (N,)."""
    bins = reliability(confidences, right)
    return State(float(confidences.double().mean()), calibration_error(bins), bins)


def line(title: str, judged: Judged, temperature: float) -> Line:
    """Judge pixels before and after."""
    right = judged.guess == judged.truth
    before, after = (state(confidence(judged.logits, t), right) for t in (1.0, temperature))
    return Line(title, f"{temperature:.3f}", len(right), float(right.double().mean()), before, after)


def crossed(title: str, judged: Judged, first: Tensor, fitted: Fit) -> Line:
    """Judge all places, each with the temperature of the half that it is not in.

    The error is the mean of the halves' errors: among all places together one half's doubt would hide the
    other half's excess of confidence.
    """
    right = judged.guess == judged.truth
    temperatures = torch.where(first, fitted.second, fitted.first)
    share = float(first.double().mean())
    halves = [
        line("", judged.part(which), temperature)
        for which, temperature in ((first, fitted.second), (~first, fitted.first))
    ]
    states = []
    for kind, logits in (("before", judged.logits), ("after", judged.logits / temperatures[:, None])):
        one, other = (getattr(half, kind).error for half in halves)
        pooled = state(confidence(logits), right)
        states.append(dataclasses.replace(pooled, error=share * one + (1 - share) * other))
    shown = f"{fitted.second:.3f}, {fitted.first:.3f}"
    return Line(title, shown, len(right), float(right.double().mean()), *states)


def as_written(model: SegmentationModel, chip: Chip, codes: tuple[int, ...], device: Device) -> Line:
    """Judge the confidence raster of a scene: windows blended, whole percent.

    Args:
        model: with its calibration.
        chip: a scene with all bands.
        codes: that are judged.
        device: of the model.
    """
    pixels, sets = chip
    height, width = sets.shape
    selection = model.select_bands(given(BANDS))
    labels, percent = np.zeros((height, width), np.uint8), np.zeros((height, width), np.uint8)

    def read(window: Window) -> tuple[Any, Any]:
        rows = slice(window.row, window.row + window.height)
        columns = slice(window.column, window.column + window.width)
        part = pixels[selection.positions, rows, columns]
        return part, np.ones(part.shape[1:], np.bool_)

    def infer(chips: Any, _valid: Any) -> Any:
        return np.stack(list(probabilities(model, list(chips), selection, device)))

    def keep(strip: Strip) -> None:
        rows, columns = strip.valid.shape
        place = np.s_[strip.row0 : strip.row0 + rows, strip.column0 : strip.column0 + columns]
        labels[place], percent[place] = labels_and_confidence(strip, np.array(classes.CODES, np.uint8))

    extent = Window(0, 0, height, width)
    stream(extent, model.chip, model.overlap, device.batch, read, infer, keep, Events())
    _, truth = single(sets)
    judged = np.isin(truth, [classes.CODES.index(code) for code in codes])
    right = torch.from_numpy(labels[judged] == np.array(classes.CODES)[truth[judged]])
    found = state(torch.from_numpy(percent[judged] / 100), right)
    return Line("", "", len(right), float(right.double().mean()), found, found)


def reliability_rows(judged: Line) -> Iterator[str]:
    """A reliability table in Markdown."""
    yield "| confidence | pixels before | sure | right | pixels after | sure | right |"
    yield "|---|---:|---:|---:|---:|---:|---:|"
    for old, new in zip(judged.before.bins, judged.after.bins, strict=True):
        if old.samples or new.samples:
            cells = [f"{old.low:.0%} – {old.high:.0%}"]
            for entry in (old, new):
                cells += [f"{entry.samples:,}"]
                cells += [f"{v:.1%}" if entry.samples else "" for v in (entry.confidence, entry.accuracy)]
            yield "| " + " | ".join(cells) + " |"


def row(entry: Line) -> str:
    """A line of the table of errors in Markdown."""
    before, after = (f"{part.sure:.1%} | {part.error:.1%}" for part in (entry.before, entry.after))
    return (
        f"| {entry.title} | {entry.pixels:,} | {entry.right:.1%} | {before} | {entry.temperature} | {after} |"
    )


def calibrate(card: Card, data: Path, device: Device) -> tuple[dict[str, Any], str]:
    """Fit and judge: what the card is to say, and the page."""
    judged_card = twins.unseen(card)
    model = load_segmentation(dataclasses.replace(judged_card, calibration=None), device.id)
    chips, rows = list(hls_chips(data)), hls_rows(data)
    places = [entry["cluster"] for entry in rows]
    half = torch.tensor(first_half(places))
    said = {
        name: judge(model, chips, HLS_BANDS, bands, SEVEN_COMMON, device) for name, bands in BAND_SETS.items()
    }
    first = half[said[ALL].chip]
    common, visible = fit(said[ALL], first), fit(said[RGB], first)
    by_band_set = {name: crossed(f"HLS, {name}", judged, first, common) for name, judged in said.items()}
    own = crossed(f"HLS, {RGB}, fitted on them", said[RGB], first, visible)
    main_line = by_band_set[ALL]
    useful = main_line.after.error < main_line.before.error
    error = main_line.after.error if useful else main_line.before.error
    alone = by_band_set[RGB].after.error if useful else by_band_set[RGB].before.error
    found = Calibration(
        round(common.both, 3) if useful else 1.0,
        round(visible.both, 3) if alone > GATE and own.after.error < alone else None,
    )
    table = [
        line("HLS, 7 bands: first half, fitted on it", said[ALL].part(first), common.first),
        line("… the other half", said[ALL].part(~first), common.first),
        line("HLS, 7 bands: second half, fitted on it", said[ALL].part(~first), common.second),
        line("… the other half", said[ALL].part(first), common.second),
        *by_band_set.values(),
        own,
    ]
    east = potsdam_east(data)
    for name, bands in (("11 bands", BANDS), (RGB, VISIBLE)):
        judged = judge(model, squares(*east), BANDS, bands, FIVE, device)
        temperature = found.temperature_for([SENTINEL2[band].wavelength for band in bands])
        table.append(line(f"Potsdam east, {name}", judged, temperature))
    written = [
        as_written(
            load_segmentation(dataclasses.replace(judged_card, calibration=kind), device.id),
            east,
            FIVE,
            device,
        )
        for kind in (None, found)
    ]
    raster = dataclasses.replace(
        written[1],
        title="Potsdam east, 11 bands, the confidence raster",
        temperature=f"{found.temperature:.3f}",
        before=written[0].after,
    )
    table.append(raster)
    count = len(set(places))
    document = {
        **found.document(),
        "method": "temperature scaling (Guo et al. 2017)",
        "data": {
            "en": f"{len(chips)} HLS chips at {count} places kept apart; each half of the places judged with "
            "the temperature of the other",
            "de": f"{len(chips)} HLS-Ausschnitte an {count} getrennten Orten; jede Hälfte der Orte mit der "
            "Temperatur der anderen beurteilt",
        },
        "halves": [round(common.first, 3), round(common.second, 3)],
        "expected_calibration_error": {
            "before": round(main_line.before.error, 4),
            "after": round(error, 4),
            "bins": BINS,
        },
    }
    about = [
        ABOUT.format(id=card.id, bins=BINS),
        *twins.remarks(judged_card),
        USEFUL.format(temperature=found.temperature) if useful else USELESS,
        NOT_NEEDED if found.visible_only is None else NEEDED.format(visible=found.visible_only),
    ]
    verdict = "met" if error <= GATE else "**missed**"
    gate = f"ECE at most {GATE:.0%} on places that neither training nor temperature saw, 7 bands: {error:.1%}"
    return document, page(about, table, main_line, f"Gate: {gate}, {verdict}.", device)


def page(about: list[str], table: list[Line], main_line: Line, gate: str, device: Device) -> str:
    """All in Markdown."""
    lines = [
        "# Calibration",
        "",
        "Written by `python -m benchmarks.calibration --write-card`; do not edit.",
        "",
        *textwrap.wrap(" ".join(about), 118),
        "",
        *textwrap.wrap(HALVES, 118),
        "",
        "| data | pixels | right | sure | ECE | temperature | sure after | ECE after |",
        "|---|---:|---:|---:|---:|---:|---:|---:|",
        *map(row, table),
        "",
        gate,
    ]
    for title, entry in (
        ("the half that the temperature was fitted on", table[0]),
        ("the other half", table[1]),
        ("all places, each half with the temperature of the other", main_line),
        ("Potsdam east, the confidence raster", table[-1]),
    ):
        lines += ["", f"## Reliability: {title}", "", *reliability_rows(entry)]
    return "\n".join([*lines, "", f"Computed on: {device.name}."]) + "\n"


def main() -> None:
    """Print the page; with --write-card put the temperatures on the model's card."""
    arguments, data, card = command_line(__doc__, "auto", "--write-card")
    document, text = calibrate(card, data, choose_device(arguments.device))
    print(text)
    if arguments.write_card:
        changes: dict[str, Any] = {"calibration": document}
        if isinstance(limits := card.document.get("limits"), str):
            changes["limits"] = " ".join(limits.replace(NOT_CALIBRATED, "").split())
        write_card(card, **changes)
        if card.folder is None:
            PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
