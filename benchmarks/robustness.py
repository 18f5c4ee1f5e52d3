"""How the land-cover model bears fewer bands, brighter or darker values, and coarser numbers; prints a page.

    python -m benchmarks.robustness [DATA] [--model ID] [--write-page]

DATA, and whose weights are judged, as of `benchmarks.calibration`. ``--write-page`` writes
docs/robustness.md. Coarser numbers are compared on the processor: bfloat16 by autocast, as the engine
computes where the hardware does it, and int8 by dynamic quantisation of the linear layers.
"""

import dataclasses
import statistics
import textwrap
import time
import warnings
from collections.abc import Iterator, Mapping
from pathlib import Path

import torch
from torch import Tensor, nn

from benchmarks import twins
from benchmarks.folders import CHECKOUT
from benchmarks.judged_pixels import Judged, command_line, judge
from benchmarks.landcover import Chip, hls_chips, potsdam_east
from benchmarks.shipped import given
from benchmarks.tasks import FIVE, squares
from models.catalog import COMPACT, Card, SegmentationModel, load_segmentation, verified_weights
from models.devices import Device, choose_device
from models.spectralgpt.compact_model import CompactSegmentation, compact_network, load_compact
from models.training.evaluation import SEVEN_COMMON
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS

PAGE = CHECKOUT / "docs" / "robustness.md"
GATE = 0.99
"""Smallest share of labels that coarser numbers must leave as they are."""
GAINS = (0.9, 1.1)
REPEATS = 5
FLOAT, BFLOAT, INT = "float32", "bfloat16, autocast", "int8, linear layers"
VISIBLE = ("B02", "B03", "B04")
ABOUT = """How the model `{id}` bears what scenes lack, on places that its training never saw: the HLS chips,
30 m, and the east of the Potsdam scene (February, L1C, 10 m; trained on its west). Overall accuracy, mean
intersection over union, and the expected calibration error (ECE, see [Calibration](calibration.md))
with the card's temperatures, which were fitted on these HLS places."""

NO_INT8 = "It does not use int8, which is slower here than bfloat16, or changes too many labels."
INT8 = "int8 would be faster here than both."


@dataclasses.dataclass(frozen=True)
class Place:
    """Chips to judge on: reflectance in an order of bands, and the classes that count."""

    title: str
    chips: list[Chip]
    order: tuple[str, ...]
    codes: tuple[int, ...]
    band_sets: Mapping[str, tuple[str, ...]]

    def judge(
        self, model: SegmentationModel, bands: tuple[str, ...], device: Device, gain: float = 1.0
    ) -> Judged:
        """What a model says with some bands."""
        return judge(model, self.chips, self.order, bands, self.codes, device, gain)


def places(data: Path) -> list[Place]:
    """What is judged on."""
    return [
        Place(
            "HLS",
            list(hls_chips(data)),
            HLS_BANDS,
            SEVEN_COMMON,
            {
                "7": HLS_BANDS,
                "4: blue, green, red, NIR": (*VISIBLE, "B8A"),
                "3: green, red, NIR": ("B03", "B04", "B8A"),
                "3: blue, green, red": VISIBLE,
            },
        ),
        Place(
            "Potsdam east",
            list(squares(*potsdam_east(data))),
            BANDS,
            FIVE,
            {
                "11": BANDS,
                "10: without B01": TEN_BANDS,
                "7: those of HLS": HLS_BANDS,
                "4: blue, green, red, NIR": (*VISIBLE, "B08"),
                "3: green, red, NIR": ("B03", "B04", "B08"),
                "3: blue, green, red": VISIBLE,
            },
        ),
    ]


def with_numbers(card: Card, device: Device) -> dict[str, SegmentationModel]:
    """The model on the processor in float32, bfloat16 and int8."""
    state = verified_weights(card)
    network = compact_network(card, state).eval()
    with warnings.catch_warnings():
        # Deprecated in favour of torchao, which would be one more dependency for a comparison.
        warnings.simplefilter("ignore")
        quantised = torch.ao.quantization.quantize_dynamic(network, {nn.Linear}, dtype=torch.qint8)
    return {
        FLOAT: load_compact(card, state, device.id, bf16=False),
        BFLOAT: load_compact(card, state, device.id, bf16=True),
        INT: CompactSegmentation(card, quantised, device.id, bf16=False),
    }


def seconds(
    models: Mapping[str, SegmentationModel], image: Tensor, bands: tuple[str, ...]
) -> dict[str, float]:
    """How long each takes for an image (1, B, H, W) in one thread: the median of runs in turns."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    found: dict[str, list[float]] = {name: [] for name in models}
    valid = torch.ones(1, *image.shape[2:], dtype=torch.bool)
    for turn in range(REPEATS + 1):
        for name, model in models.items():
            selection = model.select_bands(given(bands))
            start = time.perf_counter()
            with torch.inference_mode():
                model.probabilities(image[:, selection.positions], valid, selection)
            if turn:  # the first one also loads kernels
                found[name].append(time.perf_counter() - start)
    torch.set_num_threads(threads)
    return {name: statistics.median(values) for name, values in found.items()}


def scores(judged: Judged, codes: tuple[int, ...]) -> str:
    """Accuracy, mean IoU and calibration error, of a model that is calibrated already."""
    found = judged.scores(codes)
    return f"{found['oa']:.3f} | {found['miou']:.3f} | {judged.calibration_error():.1%}"


def agreement(one: Judged, other: Judged) -> float:
    """Share of pixels with equal labels."""
    return float((one.guess == other.guess).double().mean())


def fewer_bands(
    model: SegmentationModel, where: list[Place], whole: list[Judged], device: Device
) -> Iterator[str]:
    """The table of bands; `whole` is what the model says with all bands."""
    yield from ("| place | bands | OA | mIoU | ECE |", "|---|---|---:|---:|---:|")
    for place, plain in zip(where, whole, strict=True):
        for name, bands in place.band_sets.items():
            judged = plain if bands == place.order else place.judge(model, bands, device)
            yield f"| {place.title} | {name} | {scores(judged, place.codes)} |"


def gains(model: SegmentationModel, where: list[Place], whole: list[Judged], device: Device) -> Iterator[str]:
    """The table of gains; `whole` is what the model says without."""
    yield "| place | values | OA | mIoU | ECE | labels as without |"
    yield "|---|---|---:|---:|---:|---:|"
    for place, plain in zip(where, whole, strict=True):
        yield f"| {place.title} | as they are | {scores(plain, place.codes)} | |"
        for gain in GAINS:
            judged = place.judge(model, place.order, device, gain)
            same = agreement(judged, plain)
            yield f"| {place.title} | × {gain:g} | {scores(judged, place.codes)} | {same:.1%} |"


def numbers(models: Mapping[str, SegmentationModel], where: list[Place], device: Device) -> Iterator[str]:
    """The table of coarser numbers, and what follows from it."""
    side = min(models[FLOAT].chip, where[-1].chips[0][0].shape[-1])
    image = torch.from_numpy(where[-1].chips[0][0][None, :, :side, :side])
    times = seconds(models, image, where[-1].order)
    yield "| place | numbers | OA | mIoU | ECE | labels as in float32 | time for a chip | |"
    yield "|---|---|---:|---:|---:|---:|---:|---:|"
    worst = dict.fromkeys(models, 1.0)
    for place in where:
        plain: Judged | None = None
        for name, model in models.items():
            judged = place.judge(model, place.order, device)
            plain = plain or judged
            same = agreement(judged, plain)
            worst[name] = min(worst[name], same)
            speed = f"{1000 * times[name]:.0f} ms | {times[FLOAT] / times[name]:.2f} × as fast"
            yield (
                f"| {place.title} | {name} | {scores(judged, place.codes)} | {same:.2%} "
                f"| {speed if place is where[-1] else ' | '} |"
            )
    yield ""
    verdicts = [
        f"{name} {share:.2%}, {'met' if share >= GATE else '**missed**'}"
        for name, share in worst.items()
        if name != FLOAT
    ]
    yield (
        f"Gate: at least {GATE:.0%} of the labels as in float32, at the worse of the places: "
        f"{'; '.join(verdicts)}."
    )
    yield ""
    yield (
        f"Time: a chip of {side} pixels with {len(where[-1].order)} bands, one thread, median of {REPEATS} "
        "runs in turns. The engine computes in bfloat16 where the hardware does and a fixed image shows that "
        "no more than rounding changes, else in float32. "
        + (NO_INT8 if times[INT] >= times[BFLOAT] or worst[INT] < GATE else INT8)
    )


def page(card: Card, data: Path, device: Device) -> str:
    """All in Markdown."""
    where = places(data)
    about = " ".join([ABOUT.format(id=card.id), *twins.remarks(card)])
    model = load_segmentation(card, device.id)
    whole = [place.judge(model, place.order, device) for place in where]
    lines = [
        "# Robustness",
        "",
        "Written by `python -m benchmarks.robustness --write-page`; do not edit.",
        "",
        *textwrap.wrap(" ".join(about.split()), 118),
        "",
        "## Fewer bands",
        "",
        *fewer_bands(model, where, whole, device),
        "",
        "## Brighter or darker",
        "",
        "All values times a number, as with another atmospheric correction or calibration of the sensor.",
        "",
        *gains(model, where, whole, device),
    ]
    if card.architecture.get("name") == COMPACT and device.kind == "cpu":
        lines += ["", "## Coarser numbers", "", *numbers(with_numbers(card, device), where, device)]
    return "\n".join([*lines, "", f"Computed on: {device.name}."]) + "\n"


def main() -> None:
    """Print the page; with --write-page keep it."""
    arguments, data, card = command_line(__doc__, "cpu", "--write-page")
    text = page(twins.unseen(card), data, choose_device(arguments.device))
    print(text)
    if arguments.write_page:
        PAGE.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
