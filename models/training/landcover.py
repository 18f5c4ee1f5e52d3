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
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from models.spectralgpt.compact import normalise
from models.spectralgpt.compact_local import LocalConfig, LocalSpectralGPT
from models.training import augment, classes, workers
from models.training.evaluation import evaluate
from models.training.optimization import LossOf, Run, autocast, partial_label_loss
from models.training.packing import BANDS, TEN_BANDS
from models.training.scene_labels import SceneLabels
from models.training.sources import (
    Pixels,
    Source,
    eurosat_rgb,
    load_sources,
    pretraining_stacks,
    wavelengths_of,
)

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
    batch: int,
    run: Run,
    seconds: float,
) -> None:
    """Masked reconstruction of hidden blocks and hidden bands.

    Args:
        model: to train.
        stacks: imagery by band set, see `pretraining_stacks`.
        batch: chips in a step.
        run: of this phase.
        seconds: at most.
    """
    generator = torch.Generator().manual_seed(1)

    def loss_on(bands: tuple[str, ...], stack: Tensor) -> Tensor:
        device, size = stack.device, 64
        half = stack.shape[-1] == 128 and bands == BANDS
        index = torch.randint(len(stack), (batch,), device=device)
        blank = torch.zeros(len(stack), 1, 1, dtype=torch.int32, device=device).expand(-1, *stack.shape[-2:])
        x, _, _ = augment.crop(stack, blank, index, size, (1.4, 2.0) if half else (0.5, 1.0))
        wavelengths = wavelengths_of(bands)
        x = augment.radiometry(x, wavelengths, 0.3)
        given = augment.some_bands(len(bands), 3, 0.5, device)
        hidden = augment.masked_blocks(batch, given, size, 0.6)
        with autocast(device):
            guess = model.reconstruct(x, wavelengths, hidden, wavelengths, given)
        unseen = hidden | ~given[:, None, None]
        error = F.smooth_l1_loss(guess.float(), normalise(x), beta=0.2, reduction="none")
        return (error * unseen).sum() / unseen.sum()

    losses = [(partial(loss_on, bands, stack),) for bands, stack, _ in stacks]
    shares = torch.tensor([share for _, _, share in stacks])
    run.loop(lambda: losses[int(torch.multinomial(shares, 1, generator=generator).item())], seconds)
    model.load_state_dict(run.average.weights)


def fine_tune(
    model: nn.Module,
    sources: list[Source],
    pixels: Pixels,
    batch: int,
    run: Run,
    seconds: float,
    recipe: Recipe = Recipe(),
    scene_labels: SceneLabels | None = None,
    each: Callable[[int], None] | None = None,
) -> None:
    """Land cover from all labelled kinds, one kind a step beside the chips with full labels.

    Args:
        model: to train.
        sources: the chips with full labels, then the others.
        pixels: single labelled pixels.
        batch: chips of 128 pixels in a step, and as many pixels again of another kind.
        run: of this phase.
        seconds: at most.
        recipe: how much of what.
        scene_labels: teach the scene head too.
        each: called after each step.
    """
    device = next(model.parameters()).device
    generator = torch.Generator().manual_seed(2)
    hls, others = sources[0], sources[1:]
    counts = torch.stack([(hls.labels == (1 << k)).sum() for k in range(len(classes.CODES))])
    class_weights = (counts / counts.sum()).clamp(min=1e-3) ** -0.15
    class_weights = class_weights / class_weights.mean()
    spectra, sets, parcel = pixels

    def loss_on(x: Tensor, y: Tensor, bands: tuple[str, ...], haze: float, minimum: int) -> Tensor:
        wavelengths = wavelengths_of(bands)
        x = augment.blur(augment.radiometry(x, wavelengths, haze))
        x, y = augment.cutmix(x, y, 0.3)
        given = augment.some_bands(len(bands), minimum, recipe.fewer_bands, device)
        with autocast(device):
            logits = model(x, wavelengths, None, given)
        return partial_label_loss(logits, y, class_weights)

    def full_labels() -> Tensor:
        return loss_on(*hls.batch(batch), hls.bands, recipe.haze, 4)

    def other_labels(source: Source) -> Tensor:
        loss = loss_on(*source.batch(SMALL * batch), source.bands, source.haze, 3)
        return source.weight * recipe.others * loss

    def single_pixels() -> Tensor:
        x, y = augment.parcels(spectra, sets, parcel, SMALL * batch, 64)
        return 0.3 * recipe.others * loss_on(x, y, TEN_BANDS, 0.5, 4)

    def scenes(loss_of: LossOf) -> Tensor:
        return 0.3 * loss_of()

    kinds: list[LossOf] = [*(partial(other_labels, source) for source in others), single_pixels]
    shares = torch.tensor([*(source.share for source in others), 0.1])
    taught = (
        [partial(scenes, t) for t in (scene_labels.supervised, scene_labels.distilled)]
        if scene_labels
        else []
    )

    def choose() -> list[LossOf]:
        if not recipe.others:
            return [full_labels]
        if taught and torch.rand(1, generator=generator).item() < recipe.scenes:
            # The teacher first has to learn.
            return [full_labels, taught[run.step % 2 if run.share > 0.3 else 0]]
        return [full_labels, kinds[int(torch.multinomial(shares, 1, generator=generator).item())]]

    def after(step: int) -> None:
        if scene_labels is not None:
            scene_labels.follow(step, run.average.weights)
        if each is not None:
            each(step)

    run.loop(choose, seconds, after)
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
        print(source.name, tuple(source.images.shape), flush=True)
    stacks = pretraining_stacks(arguments.pack, sources, device)
    config = LocalConfig(scenes=len(classes.SCENES) if images else 0)
    torch.manual_seed(0)
    model = _network(config, device)
    capture = device.type == "cuda"
    if arguments.pretrained:
        model.load_state_dict({k: v.float() for k, v in load_file(arguments.pretrained).items()})
    elif arguments.pretrain:
        run = Run(model, arguments.pretrain, arguments.pretrain_rate, out, "pretraining", 1, capture)
        pretrain(model, stacks, SMALL * arguments.batch, run, arguments.pretrain_seconds)
        if workers.rank() == 0:
            save(model, out / "pretrained.safetensors")
    print(f"pretrained after {time.monotonic() - start:.0f} s", flush=True)
    run = Run(model, arguments.steps, arguments.rate, out, "landcover", 2, capture)

    def each(step: int) -> None:
        if step and step % 4000 == 0 and workers.rank() == 0:
            judged = _network(config, device)
            judged.load_state_dict(run.average.weights)
            report(step, evaluate(judged, held))

    scene_labels = SceneLabels(model, *images, stacks[0][1], SMALL * arguments.batch) if images else None
    fine_tune(model, sources, pixels, arguments.batch, run, arguments.seconds, Recipe(), scene_labels, each)
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
