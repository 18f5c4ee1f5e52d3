"""Train the networks that ship anew, from the open data sets to weights, cards and figures: ``make retrain``.

    .venv/bin/python tools/retrain.py DATA OUT --hardware "one NVIDIA H100" [--device cuda] [--list]

DATA is the folder of the data sets. What a step makes lies in OUT, and a step whose result is there is passed
over, so a run that was stopped goes on. On an H100 it should take about an hour and a quarter. The networks
that ship now came about in the same steps, but in several sittings: they went on from weights of earlier
releases where this trains anew; earlier releases, which U-Nets had taught, taught small; and a second
training of its twin taught nano beside the twin.

Small is trained twice: its twin without the places that are judged, whose figures the cards state, and what
ships from all of them. Nano is trained without them, so the twin teaches it: what ships would give them away.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
PRETRAINING, FIRST, TAUGHT = "50", "315", "360"
"""Seconds of training on a GPU."""
MOST = "1000000"
"""Steps: the seconds end a training."""
SIZES = ("nano", "small")
"""The last one's measurements stay in the pages of docs."""
METHOD = (
    "masked reconstruction of hidden blocks and bands, then soft labels of {} (asked about surfaces in HLS's "
    "bands only), beside partial-label cross-entropy on all sources at once and masked reconstruction; "
    "tools/retrain.py"
)
TEACHERS = {
    "nano": "landcover-small's twin, which has not seen the places that are judged",
    "small": "an earlier small network and of four U-Nets that learnt from the same data",
}
SEEDS = ("0", "1", "2", "3")
"""Of the U-Nets that teach."""


@dataclass(frozen=True)
class Step:
    """A command.

    Attributes:
        title: what it does.
        command: module and arguments.
        makes: a file that is there when it is done; None for a step that is always run.
    """

    title: str
    command: tuple[str, ...]
    makes: Path | None = None


def steps(data: Path, out: Path, hardware: str, device: str, trial: int | None = None) -> list[Step]:
    """All of it, in order; for a `trial` each training has so many steps."""
    pack, first = out / "pack", out / "first" / "landcover-small.safetensors"
    scenes = out / "scenes" / "scenes-small.safetensors"
    u_nets = [pack / "runs" / f"u-net-{seed}.safetensors" for seed in SEEDS]
    where = ("--device", device)

    def training(title: str, weights: Path, *how: str) -> Step:
        folders = (str(pack), str(weights.parent))
        return Step(title, ("models.training.landcover", *folders, *where, *how), weights)

    u_net = ("benchmarks.accuracy", "--run", "u-net", "hls", "--trained", *where)
    cells = ("--seeds", *SEEDS, "--pack", str(pack), "--results", str(out / "u-nets.jsonl"))
    few = ("--steps", str(trial)) if trial else ()
    pretrained = ("--pretrain-seconds", PRETRAINING, *(("--pretrain", str(trial)) if trial else ()))

    def taught(*teachers: Path) -> tuple[str, ...]:
        return ("--teachers", *map(str, teachers), *(few or ("--steps", MOST)), "--seconds", TAUGHT)

    going_on = ("--pretrained", str(first), *taught(first, *u_nets))
    nano, small = (out / size / f"landcover-{size}.safetensors" for size in SIZES)
    twin = out / "twin" / small.name
    found = [
        Step("Pack", ("models.training.landcover_data", str(data), str(pack)), pack / "chips" / "B12.jp2"),
        training("Train the first network", first, *pretrained, "--seconds", FIRST, *few),
        Step("Train the U-Nets", (*u_net, *cells, *few), u_nets[-1]),
        training("Teach small's twin", twin, *going_on),
        training("Teach nano", nano, "--size", "nano", *pretrained, *taught(twin)),
        training("Teach small", small, *going_on, "--everything"),
        Step("Keep the twin", ("benchmarks.twins", str(twin.parent))),
    ]
    for size in SIZES:
        how = ("--size", size, "--method", METHOD.format(TEACHERS[size]))
        found.append(Step("Release", ("models.training.release", str(out / size), hardware, *how)))
        found += [
            Step("Measure", (f"benchmarks.{judge}", "--model", f"landcover-{size}", "--write-card"))
            for judge in ("landcover", "calibration")
        ]
    scenes_of = (str(pack), str(small), str(scenes.parent))
    found += [
        Step("Train the scene head", ("models.training.scene_head", *scenes_of, *where, *few), scenes),
        Step("Release", ("models.training.release", str(scenes.parent), hardware, "--size", "scenes")),
    ]
    found += [
        Step("Measure", (f"benchmarks.{judge}", "--write-card")) for judge in ("scenes", "reconstruction")
    ]
    return found


def run(todo: Sequence[Step], data: Path) -> None:
    """Run what is not done yet, each step in a process of its own."""
    for step in todo:
        if step.makes is not None and step.makes.is_file():
            print(f"{step.title}: done before", flush=True)
            continue
        print(f"{step.title}: python -m {' '.join(step.command)}", flush=True)
        environment = {**os.environ, "SPECTRALGPT_DATA": str(data)}
        subprocess.run([sys.executable, "-m", *step.command], cwd=CHECKOUT, env=environment, check=True)


def main() -> None:
    """Train, release and measure."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("data", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--hardware", required=True, help="what it is trained on, as the cards are to say it")
    parser.add_argument("--device", default="cuda")
    parser.add_argument("--trial", type=int, metavar="STEPS", help="of each training, to try the chain")
    parser.add_argument("--list", action="store_true", help="print the commands only")
    arguments = parser.parse_args()
    data, out = arguments.data.resolve(), arguments.out.resolve()
    todo = steps(data, out, arguments.hardware, arguments.device, arguments.trial)
    if arguments.list:
        print("\n".join(f"python -m {' '.join(step.command)}" for step in todo))
        return
    (out / "pack").mkdir(parents=True, exist_ok=True)
    # The scene head learns from EuroSAT's images as they are.
    for archive in sorted((data / "eurosat_rgb").glob("train_*.tar.xz")):
        shutil.copyfile(archive, out / "pack" / archive.name)
    run(todo, data)


if __name__ == "__main__":
    main()
