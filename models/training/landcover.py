r"""Train the compact network: masked reconstruction, then land cover from every labelled set.

    python -m models.training.landcover_data DATA PACK
    python -m models.training.landcover PACK OUT --pretrain-seconds 50 --seconds 315
    python -m models.training.release OUT "one NVIDIA H100"

Networks that were trained in this way, or rivals that `benchmarks.fine_tuning` trained, teach another one of
either size together:

    python -m models.training.landcover PACK OUT2 --pretrained OUT/landcover-small.safetensors \
        --teachers OUT/landcover-small.safetensors PACK/runs/u-net-*.safetensors --seconds 380

DATA is the folder of the open data sets; EuroSAT's archives ``train_*.tar.xz`` are copied into PACK by hand
where the scene head is to learn. Checkpoints, the log (CSV) and the final weights (exponential moving
average, float16 safetensors) go to OUT. A run that is started again goes on from its last checkpoint. It ends
with the steps or with the seconds, whatever comes first. On several GPUs begin with
``torchrun --nproc-per-node 2 -m models.training.landcover``.
"""

import argparse
import json
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from models.baselines.unet import UNet
from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT, normalise
from models.training import augment, classes, workers
from models.training.descent import autocast
from models.training.evaluation import evaluate
from models.training.landcover_loss import LandCoverLoss
from models.training.losses import reconstruction_loss
from models.training.packing import BANDS
from models.training.phase import Phase
from models.training.sources import (
    Apart,
    eurosat_rgb,
    load_sources,
    pretraining_stacks,
    unlabelled_source,
    wavelengths_of,
)
from models.training.teaching import scenes_named, taught

SIZES = {
    "small": CompactConfig(),
    "nano": CompactConfig(
        width=128, heads=4, spectral_blocks=1, spatial_blocks=3, full=16, half=32, quarter=64
    ),
}
PRETRAINING_BATCH = 128
"""Crops of 64 pixels in a step of masked reconstruction."""


def pretrain(
    model: CompactSpectralGPT,
    stacks: list[tuple[tuple[str, ...], Tensor, float]],
    batch: int,
    phase: Phase,
    seconds: float,
) -> None:
    """Masked reconstruction of hidden blocks and hidden bands.

    Args:
        model: to train.
        stacks: imagery by band set, see `pretraining_stacks`.
        batch: chips in a step.
        phase: of its training.
        seconds: at most.
    """
    generator = torch.Generator().manual_seed(1)

    def loss_on(bands: tuple[str, ...], stack: Tensor) -> Tensor:
        device, size = stack.device, 64
        half = stack.shape[-1] == 128 and bands == BANDS
        index = torch.randint(len(stack), (batch,), device=device)
        grid = augment.crop_grid(batch, stack, size, (1.4, 2.0) if half else (0.5, 1.0))
        x = augment.sample(stack, index, grid)
        wavelengths = wavelengths_of(bands)
        x = augment.radiometry(x, wavelengths, 0.3)
        given = augment.some_bands(batch, len(bands), 3, 0.5, device)
        hidden = augment.masked_blocks(batch, given, size, 0.6)
        with autocast(device):
            guess = model.reconstruct(x, wavelengths, hidden, wavelengths, given)
        return reconstruction_loss(guess, normalise(x), hidden | ~given[:, :, None, None])

    losses = [(partial(loss_on, bands, stack),) for bands, stack, _ in stacks]
    shares = torch.tensor([share for _, _, share in stacks])
    phase.train(lambda: losses[int(torch.multinomial(shares, 1, generator=generator).item())], seconds)
    model.load_state_dict(phase.average)


def fine_tune(
    model: nn.Module,
    loss: LandCoverLoss,
    phase: Phase,
    seconds: float,
    each: Callable[[int], None] | None = None,
) -> None:
    """Land cover and scenes from all sources at once.

    Args:
        model: to train; it ends with the moving average of its weights.
        loss: of a step.
        phase: of its training.
        seconds: at most.
        each: called after each step.
    """

    def after(step: int) -> None:
        loss.follow(step, phase.share, phase.average)
        if each is not None:
            each(step)

    phase.train(lambda: [loss], seconds, after)
    model.load_state_dict(phase.average)


def main() -> None:
    """Run both phases and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--size", choices=SIZES, default="small")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--pretrain", type=int, default=6000, help="steps of masked reconstruction")
    parser.add_argument("--pretrain-seconds", type=float, default=1e9)
    parser.add_argument("--pretrained", type=Path, help="weights to start from instead")
    parser.add_argument(
        "--teachers", type=Path, nargs="+", default=[], help="weights of networks to learn from, see above"
    )
    parser.add_argument("--steps", type=int, default=15000, help="steps of fine-tuning")
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--batch", type=float, default=1.0, help="over the tiles that each source says")
    parser.add_argument("--rate", type=float, default=2.5e-3)
    parser.add_argument("--pretrain-rate", type=float, default=1e-3)
    parser.add_argument(
        "--compile",
        action=argparse.BooleanOptionalAction,
        default=torch.cuda.is_available(),
        help="fuse kernels (by default on a GPU)",
    )
    parser.add_argument("--seed", type=int, default=0, help="of all that is drawn")
    parser.add_argument("--development", action="store_true", help="keep every fifth training place apart")
    parser.add_argument("--everything", action="store_true", help="keep no place apart: no score, to ship")
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
    kept: Apart = (
        "development" if arguments.development else "nothing" if arguments.everything else "validation"
    )
    sources, held, pixels = load_sources(arguments.pack, device, images, kept)
    for source in sources:
        print(source.name, tuple(source.images.shape), flush=True)
    stacks = pretraining_stacks(arguments.pack, sources, device)
    config = replace(SIZES[arguments.size], scenes=len(classes.SCENES) if images else 0)
    torch.manual_seed(arguments.seed)
    model = network(config, device)
    capture = device.type == "cuda"
    if arguments.pretrained:
        model.load_state_dict(load_file(arguments.pretrained))
    elif arguments.pretrain:
        phase = Phase(
            model,
            arguments.pretrain,
            arguments.pretrain_rate,
            out,
            "pretraining",
            1 + arguments.seed,
            capture,
        )
        pretrain(model, stacks, PRETRAINING_BATCH, phase, arguments.pretrain_seconds)
        if workers.rank() == 0:
            save(model, out / "pretrained.safetensors")
    print(f"pretrained after {time.monotonic() - start:.0f} s", flush=True)
    chips = unlabelled_source(stacks[0][1])
    if arguments.teachers:
        teachers = [finished(path, device) for path in arguments.teachers]
        sources = [taught(source, teachers) for source in sources]
        chips = scenes_named(taught(chips, teachers), teachers)
        print(f"asked {len(teachers)} teachers after {time.monotonic() - start:.0f} s", flush=True)
    loss = LandCoverLoss(model, sources, pixels, chips, arguments.batch, compiled=arguments.compile)
    phase = Phase(model, arguments.steps, arguments.rate, out, "landcover", 2 + arguments.seed, capture)

    def each(step: int) -> None:
        if arguments.development and step and step % 4000 == 0 and workers.rank() == 0:
            judged = network(config, device)
            judged.load_state_dict(phase.average)
            report(step, evaluate(judged, held))

    fine_tune(model, loss, phase, arguments.seconds, each)
    first = workers.rank() == 0
    workers.leave()
    if not first:
        return
    save(model, out / f"landcover-{arguments.size}.safetensors")
    result = evaluate(model, held) if held else {}
    result["steps"], result["seconds"] = phase.step, round(time.monotonic() - start)
    report("end", result)
    (out / "scores.json").write_text(json.dumps(result, indent=1))


def network(config: CompactConfig, device: torch.device) -> CompactSpectralGPT:
    """A new network where it is to be trained."""
    made: CompactSpectralGPT = CompactSpectralGPT(config).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    return made


def finished(path: Path, device: torch.device) -> nn.Module:
    """A finished network of any size, or a U-Net, from its weights alone."""
    weights = load_file(path)
    made: nn.Module
    if "down.0.conv1.weight" in weights:
        made = UNet(wavelengths_of(BANDS), len(classes.CODES)).to(device)
    else:
        width = len(weights["encoder.norm.weight"])
        scenes = len(weights.get("scene_head.weight", ()))
        made = network(replace(next(c for c in SIZES.values() if c.width == width), scenes=scenes), device)
    made.load_state_dict(weights)
    return made.eval().requires_grad_(False)


def save(model: nn.Module, path: Path) -> None:
    """Write the weights in half precision; counters and other whole numbers as they are."""
    state = {k: v.half() if v.is_floating_point() else v for k, v in model.state_dict().items()}
    save_file({k: v.contiguous() for k, v in state.items()}, path)


def report(step: int | str, result: dict[str, Any]) -> None:
    """Print the scores in short."""
    short = {
        name: (value["overall_accuracy"], value["mean_iou"]) if isinstance(value, dict) else value
        for name, value in result.items()
    }
    print(step, json.dumps(short), flush=True)


if __name__ == "__main__":
    main()
