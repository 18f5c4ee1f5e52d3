"""Train the change head of the compact network on pairs with known change.

    python -m models.training.change_sources PACK_FOLDER
    python -m models.training.change_head PACK_FOLDER OUTPUT_FOLDER --backbone landcover-small.safetensors

PACK_FOLDER is what `models.training.landcover_data` wrote; the first line adds the simulator's spectra to it
and is needed where there is no SciPy. The network itself stays as it is, so that one file serves both, unless
`--tune` lets it learn at a part of the head's rate. OUTPUT_FOLDER gets the log, while it runs a checkpoint
that a later run goes on from, the weights (exponential moving average, float16 safetensors), and scores on
pairs of places that are kept apart. No real change mask is read.
"""

import argparse
import hashlib
import json
import time
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT
from models.spectralgpt.compact_change import ChangeHead, ChangeHeadConfig, CompactChange
from models.training import workers
from models.training.augment import some_bands
from models.training.change_pairs import PairBatch, sample
from models.training.change_sources import load_pairs
from models.training.descent import autocast
from models.training.metrics import area_under_curve, average_precision
from models.training.pair_stacks import PairStack
from models.training.phase import Phase
from models.training.surfaces import UNKNOWN

SIZE = 64
FEWEST_BANDS = 3
JUDGED_BATCHES = 16
NAME = "change-small"


def loss_of(logits: Tensor, target: Tensor) -> Tensor:
    """Cross-entropy (N, 1, H, W) against labels (N, H, W); as many say of the changed as they have pixels.

    A chip whose labels are nearly all unknown must not shout, so it is a mean over all known pixels.
    """
    known = (target != UNKNOWN).float()
    each = F.binary_cross_entropy_with_logits(logits[:, 0].float(), (target == 1).float(), reduction="none")
    total: Tensor = (each * known).sum() / known.sum().clamp(min=1)
    return total


def train(
    model: CompactChange, stacks: Sequence[PairStack], batch: int, phase: Phase, seconds: float, fewer: float
) -> None:
    """Learn from pairs of one kind a step.

    Args:
        model: of both dates; only what `phase` was made for learns.
        stacks: what pairs are made from.
        batch: pairs in a step.
        phase: of its training.
        seconds: at most.
        fewer: share of the steps that see a random subset of the bands.
    """
    generator = torch.Generator().manual_seed(3)

    def loss_on(stack: PairStack) -> Tensor:
        device = stack.images.device
        with torch.no_grad():
            pairs = sample(stack, batch, SIZE)
            given = some_bands(1, len(stack.bands), FEWEST_BANDS, fewer, device)[0]
        with autocast(device):
            logits = model(pairs.before, pairs.after, stack.wavelengths, pairs.statistics, None, given)
        return loss_of(logits, pairs.target)

    losses = [(partial(loss_on, stack),) for stack in stacks]
    shares = torch.tensor([stack.share for stack in stacks])
    phase.train(lambda: losses[int(torch.multinomial(shares, 1, generator=generator).item())], seconds)
    phase.model.load_state_dict(phase.average)


@torch.no_grad()
def judge(model: CompactChange, stacks: Sequence[PairStack], batch: int) -> dict[str, dict[str, float]]:
    """Scores on pairs that are the same whenever this is called on one kind of device.

    Returns:
        By stack: ROC-AUC and average precision of the model and, as a plain rival, of the length of the
        standard difference over nine by nine pixels; F1 at a probability of one half; and the share of
        changed pixels.
    """
    results: dict[str, dict[str, float]] = {}
    for stack in stacks:
        device = stack.images.device
        with torch.random.fork_rng([device] if device.type == "cuda" else []):
            torch.manual_seed(11)
            batches = [sample(stack, batch, SIZE) for _ in range(JUDGED_BATCHES)]
        scores, rival, truth = [], [], []
        for pairs in batches:
            with autocast(device):
                logits = model(pairs.before, pairs.after, stack.wavelengths, pairs.statistics)
            known = pairs.target != UNKNOWN
            scores.append(logits[:, 0].float()[known])
            rival.append(change_vector(pairs)[known])
            truth.append((pairs.target == 1)[known])
        score, plain, changed = torch.cat(scores), torch.cat(rival), torch.cat(truth)
        hit = ((score > 0) & changed).sum()
        results[stack.name] = {
            "auc": round(area_under_curve(changed, score), 4),
            "ap": round(average_precision(changed, score), 4),
            "f1": _rounded(2 * hit / ((score > 0).sum() + changed.sum()).clamp(min=1)),
            "rival_auc": round(area_under_curve(changed, plain), 4),
            "rival_ap": round(average_precision(changed, plain), 4),
            "changed": _rounded(changed.float().mean()),
        }
    return results


def change_vector(pairs: PairBatch) -> Tensor:
    """Length of the standard difference, smoothed (N, H, W)."""
    from models.spectralgpt.compact_change import box_mean, rooted

    centre, scale = (value[:, :, None, None] for value in (pairs.statistics.centre, pairs.statistics.scale))
    standard = (rooted(pairs.after) - rooted(pairs.before) - centre) / scale
    return box_mean(standard.square().mean(1, keepdim=True).sqrt(), 9)[:, 0]


def _rounded(value: Tensor) -> float:
    return round(float(value), 4)


def backbone_of(path: Path, device: torch.device) -> CompactSpectralGPT:
    """The compact network of a weights file; its numbers of classes follow from the file."""
    state = {name: value.float() for name, value in load_file(path).items()}
    scenes = len(state["scene_head.bias"]) if "scene_head.bias" in state else 0
    network = CompactSpectralGPT(CompactConfig(classes=len(state["classifier.bias"]), scenes=scenes))
    network.load_state_dict(state)
    network = network.to(device).eval()
    return network.to(memory_format=torch.channels_last)  # type: ignore[call-overload,no-any-return]


def save(model: CompactChange, tuned: bool, path: Path) -> None:
    """Write the head in half precision, and the network too where it has learned."""
    parts = {f"head.{name}": value for name, value in model.head.state_dict().items()}
    if tuned:
        parts |= {f"network.{name}": value for name, value in model.network.state_dict().items()}
    save_file({name: value.half().contiguous() for name, value in parts.items()}, path)


def main() -> None:
    """Train, judge and save."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("pack", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--backbone", type=Path, help="weights of the compact network; without: bands alone")
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--steps", type=int, default=20000)
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--batch", type=int, default=128, help="pairs of 64 by 64 pixels in a step")
    parser.add_argument("--rate", type=float, default=2e-3)
    parser.add_argument("--tune", type=float, default=0.0, help="the network's rate over the head's")
    parser.add_argument("--width", type=int, default=64, help="of the head")
    parser.add_argument("--fewer-bands", type=float, default=0.3, help="share of the steps")
    parser.add_argument("--simulated", type=int, default=1536, help="pairs from the simulator")
    parser.add_argument("--infrared", type=float, default=0.3, help="how much its gain differs at most")
    parser.add_argument("--everything", action="store_true", help="also learn from places kept apart")
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    out: Path = arguments.output
    out.mkdir(parents=True, exist_ok=True)
    device = workers.join(arguments.device)
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    start = time.monotonic()
    torch.manual_seed(arguments.seed)
    stacks, judged = load_pairs(arguments.pack, device, arguments.simulated, arguments.everything)
    for stack in stacks:
        stack.infrared = arguments.infrared
        print(stack.name, tuple(stack.images.shape), len(stack.pairs), "pairs", flush=True)
    print(f"loaded after {time.monotonic() - start:.0f} s", flush=True)
    network = None if arguments.backbone is None else backbone_of(arguments.backbone, device)
    head = ChangeHead(_head_config(network, arguments.width)).to(device)
    model = CompactChange(network, head.to(memory_format=torch.channels_last), arguments.tune > 0)  # type: ignore[call-overload]
    learning = model if arguments.tune > 0 else model.head
    print(sum(p.numel() for p in learning.parameters()), "weights learn", flush=True)
    capture = device.type == "cuda"
    slow = ("network.", arguments.tune) if arguments.tune > 0 else None
    phase = Phase(learning, arguments.steps, arguments.rate, out, "change", arguments.seed, capture, slow)
    train(model, stacks, arguments.batch, phase, arguments.seconds, arguments.fewer_bands)
    first = workers.rank() == 0
    workers.leave()
    if not first:
        return
    save(model, arguments.tune > 0, out / f"{NAME}.safetensors")
    scores: dict[str, Any] = {
        "scores": judge(model.eval(), judged, arguments.batch),
        "steps": phase.step,
        "seconds": round(time.monotonic() - start),
        "settings": {k: str(v) if isinstance(v, Path) else v for k, v in vars(arguments).items()},
        "head": head.config.to_dict(),
        "backbone_sha256": _sha256(arguments.backbone),
    }
    (out / "change-scores.json").write_text(json.dumps(scores, indent=1))
    print(json.dumps(scores["scores"], indent=1), flush=True)
    (out / "change.checkpoint.pt").unlink(missing_ok=True)


def _sha256(path: Path | None) -> str:
    return "" if path is None else hashlib.sha256(path.read_bytes()).hexdigest()


def _head_config(network: CompactSpectralGPT | None, width: int) -> ChangeHeadConfig:
    bands = 3 * width // 8
    if network is None:
        return ChangeHeadConfig(0, 0, bands, width)
    return ChangeHeadConfig(network.config.full, network.config.width, bands, width)


if __name__ == "__main__":
    main()
