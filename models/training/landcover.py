"""Train the compact network: masked reconstruction, then land cover from every labelled set.

    python -m models.training.landcover PACK_FOLDER OUTPUT_FOLDER [--pretrain STEPS] [--steps STEPS] …

PACK_FOLDER is what `models.training.landcover_data` wrote. Checkpoints, the log (CSV) and the final weights
(exponential moving average, float16 safetensors) go to OUTPUT_FOLDER. A run that is started again goes on
from its last checkpoint. On several GPUs: ``torchrun --nproc-per-node 2 -m models.training.landcover …``.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from models.rasters.bands import SENTINEL2
from models.spectralgpt.compact import normalise
from models.spectralgpt.compact_local import LocalConfig, LocalSpectralGPT
from models.training import augment, classes, workers
from models.training.evaluation import evaluate
from models.training.optimization import Run, autocast, partial_label_loss
from models.training.packing import BANDS, TEN_BANDS
from models.training.scene_labels import SceneLabels
from models.training.sources import Pixels, Source, eurosat_rgb, load_sources, pretraining_stacks

SMALL = 4
"""So many crops of 64 pixels have the area of one of 128."""


@dataclass(frozen=True)
class Recipe:
    """How hard the labelled chips are augmented, and how much other labelled data joins them.

    Attributes:
        haze: share of the chips with full labels that get a path radiance, see `augment.radiometry`.
        fewer_bands: share of the steps that see a random subset of the bands.
        others: weight of the loss on the other labelled sets.
        scenes: share of the steps that teach scene labels, half from labelled images, half by the teacher.
    """

    haze: float = 0.3
    fewer_bands: float = 0.35
    others: float = 0.7
    scenes: float = 0.25


def pretrain(
    model: LocalSpectralGPT,
    stacks: list[tuple[tuple[str, ...], Tensor, float]],
    steps: int,
    seconds: float,
    batch: int,
    peak: float,
    out: Path,
) -> None:
    """Masked reconstruction of hidden blocks and hidden bands."""
    device = next(model.parameters()).device
    generator = torch.Generator().manual_seed(1)
    shares = torch.tensor([share for _, _, share in stacks])

    def loss_of() -> Tensor:
        bands, stack, _ = stacks[int(torch.multinomial(shares, 1, generator=generator).item())]
        size = 64
        half = stack.shape[-1] == 128 and bands == BANDS
        index = torch.randint(len(stack), (batch,), device=device)
        blank = torch.zeros(len(stack), 1, 1, dtype=torch.int32, device=device).expand(-1, *stack.shape[-2:])
        x, _, _ = augment.crop(stack, blank, index, size, (1.4, 2.0) if half else (0.5, 1.0))
        wavelengths = torch.tensor([SENTINEL2[b].wavelength for b in bands], device=device)
        x = augment.radiometry(x, wavelengths, 0.3)
        chosen = augment.random_bands(len(bands), 3, generator)
        hidden = augment.masked_blocks(batch, len(chosen), size, 0.6, device)
        with autocast(device):
            guess = model.reconstruct(
                x[:, chosen],
                [SENTINEL2[bands[b]].wavelength for b in chosen],
                hidden,
                [SENTINEL2[b].wavelength for b in bands],
            )
        target = normalise(x)
        unseen = (
            torch.ones(batch, len(bands), 1, 1, dtype=torch.bool, device=device).expand_as(target).clone()
        )
        unseen[:, chosen] = hidden
        error = F.smooth_l1_loss(guess.float(), target, beta=0.2, reduction="none")
        return (error * unseen).sum() / unseen.sum()

    run = Run(model, steps, peak, out, "pretraining", 1)
    run.loop(loss_of, seconds)
    model.load_state_dict(run.average.weights)


def fine_tune(
    model: nn.Module,
    sources: list[Source],
    pixels: Pixels,
    steps: int,
    seconds: float,
    batch: int,
    peak: float,
    out: Path,
    recipe: Recipe = Recipe(),
    scene_labels: SceneLabels | None = None,
    each: Callable[[int, Run], None] | None = None,
) -> None:
    """Land cover from all labelled kinds, one kind a step beside the chips with full labels."""
    device = next(model.parameters()).device
    generator = torch.Generator().manual_seed(2)
    hls = sources[0]
    counts = torch.zeros(len(classes.CODES), device=device)
    for k in range(len(classes.CODES)):
        counts[k] = (hls.labels[0] == (1 << k)).sum()
    frequency = (counts / counts.sum()).clamp(min=1e-3)
    class_weights = frequency**-0.15
    class_weights = class_weights / class_weights.mean()
    others = sources[1:]
    spectra, sets, parcel = pixels
    shares = torch.tensor([s.share for s in others] + [0.1])

    def step_loss(x: Tensor, y: Tensor, bands: tuple[str, ...], haze: float, minimum: int) -> Tensor:
        wavelengths = torch.tensor([SENTINEL2[b].wavelength for b in bands], device=device)
        x = augment.blur(augment.radiometry(x, wavelengths, haze))
        x, y = augment.cutmix(x, y, 0.3)
        chosen = augment.random_bands(len(bands), minimum, generator, recipe.fewer_bands)
        with autocast(device):
            logits = model(x[:, chosen], [SENTINEL2[bands[b]].wavelength for b in chosen])
        return partial_label_loss(logits, y, class_weights)

    def loss_of() -> Tensor:
        loss = step_loss(*hls.batch(batch), hls.bands, recipe.haze, 4)
        if not recipe.others:
            return loss
        if scene_labels is not None and torch.rand(1, generator=generator).item() < recipe.scenes:
            assert isinstance(model, LocalSpectralGPT)
            # The teacher first has to learn.
            if run.step % 2 and run.share > 0.3:
                return loss + 0.3 * scene_labels.distilled(model, run.step, run.average.weights)
            return loss + 0.3 * scene_labels.supervised(model)
        kind = int(torch.multinomial(shares, 1, generator=generator).item())
        if kind == len(others):
            x, y = augment.parcels(spectra, sets, parcel, SMALL * batch, 64)
            return loss + 0.3 * recipe.others * step_loss(x, y, TEN_BANDS, 0.5, 4)
        source = others[kind]
        share = source.weight * recipe.others
        return loss + share * step_loss(*source.batch(SMALL * batch), source.bands, source.haze, 3)

    run = Run(model, steps, peak, out, "landcover", 2)
    run.loop(loss_of, seconds, (lambda step: each(step, run)) if each else None)
    model.load_state_dict(run.average.weights)


def main() -> None:
    """Run both phases and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--pretrain", type=int, default=6000, help="steps of masked reconstruction")
    parser.add_argument("--pretrain-seconds", type=float, default=1e9)
    parser.add_argument("--pretrained", type=Path, help="weights to start from instead")
    parser.add_argument("--steps", type=int, default=20000, help="steps of fine-tuning")
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--pretrain-rate", type=float, default=8e-4)
    parser.add_argument("--development", action="store_true", help="keep every fifth training place apart")
    parser.add_argument("--compile", action="store_true", help="compile the network (worth it on a GPU)")
    arguments = parser.parse_args()
    out: Path = arguments.output
    out.mkdir(parents=True, exist_ok=True)
    device = workers.join(arguments.device)
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    # A precaution: an early run's gradients became non-finite, and this kernel was among the suspects.
    torch.backends.cuda.enable_cudnn_sdp(False)
    start = time.monotonic()
    images = eurosat_rgb(arguments.pack, device)
    sources, held, pixels = load_sources(arguments.pack, device, images, arguments.development)
    for source in sources:
        print(source.name, len(source.images), tuple(source.images[0].shape), flush=True)
    stacks = pretraining_stacks(arguments.pack, sources, device)
    config = LocalConfig(scenes=len(classes.SCENES) if images else 0)
    torch.manual_seed(0)
    model = _network(config, device)
    if arguments.compile:
        model.pad_groups = True
        model.decode = torch.compile(model.decode, dynamic=False)  # type: ignore[method-assign]
    if arguments.pretrained:
        model.load_state_dict({k: v.float() for k, v in load_file(arguments.pretrained).items()})
    elif arguments.pretrain:
        pretrain(
            model,
            stacks,
            arguments.pretrain,
            arguments.pretrain_seconds,
            SMALL * arguments.batch,
            arguments.pretrain_rate,
            out,
        )
        if workers.rank() == 0:
            save(model, out / "pretrained.safetensors")
    print(f"pretrained after {time.monotonic() - start:.0f} s", flush=True)

    def each(step: int, run: Run) -> None:
        if step and step % 4000 == 0 and workers.rank() == 0:
            judged = _network(config, device)
            judged.load_state_dict(run.average.weights)
            report(step, evaluate(judged, held))

    scene_labels = SceneLabels(*images, stacks[0][1], SMALL * arguments.batch) if images else None
    fine_tune(
        model,
        sources,
        pixels,
        arguments.steps,
        arguments.seconds,
        arguments.batch,
        arguments.rate,
        out,
        scene_labels=scene_labels,
        each=each,
    )
    first = workers.rank() == 0
    workers.leave()
    if not first:
        return
    save(model, out / "landcover-small.safetensors")
    judged = _network(config, device)
    judged.load_state_dict(model.state_dict())
    result = evaluate(judged, held)
    result["seconds"] = round(time.monotonic() - start)
    report("end", result)
    (out / "scores.json").write_text(json.dumps(result, indent=1))


def _network(config: LocalConfig, device: torch.device) -> LocalSpectralGPT:
    network: LocalSpectralGPT = LocalSpectralGPT(config).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return network


def save(model: LocalSpectralGPT, path: Path) -> None:
    """Write the weights in half precision."""
    save_file({k: v.half().contiguous() for k, v in model.state_dict().items()}, path)


def report(step: int | str, result: dict[str, Any]) -> None:
    """Print the scores in short."""
    short = {
        name: (value["overall_accuracy"], value["mean_iou"]) if isinstance(value, dict) else value
        for name, value in result.items()
    }
    print(step, json.dumps(short), flush=True)


if __name__ == "__main__":
    main()
