"""Train the compact network: masked reconstruction, then land cover from every labelled set.

    python -m models.training.landcover PACK_FOLDER OUTPUT_FOLDER [--pretrain STEPS] [--steps STEPS] …

PACK_FOLDER is what `models.training.landcover_data` wrote. Checkpoints, the log (CSV) and the final weights
(exponential moving average, float16 safetensors) go to OUTPUT_FOLDER. A run that is started again goes on
from its last checkpoint.
"""

import argparse
import csv
import json
import math
import os
import tarfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import torch
import torch.nn.functional as F
from safetensors.torch import load_file, save_file
from torch import Tensor

from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT, normalise
from models.training import augment, classes
from models.training.packing import BANDS, HLS_BANDS, TEN_BANDS, compand, unpack

WAVELENGTHS = {
    "B01": 442.7,
    "B02": 492.4,
    "B03": 559.8,
    "B04": 664.6,
    "B05": 704.1,
    "B06": 740.5,
    "B07": 782.8,
    "B08": 832.8,
    "B8A": 864.7,
    "B11": 1613.7,
    "B12": 2202.4,
}
SEVEN_COMMON = (10, 20, 30, 40, 50, 60, 80)
RGB = ("B04", "B03", "B02")


@dataclass
class Source:
    """One kind of training data on the device."""

    name: str
    bands: tuple[str, ...]
    images: list[Tensor]
    labels: list[Tensor]
    size: int
    scale: tuple[float, float]
    share: float
    weight: float = 1.0
    haze: float = 0.5
    chance: list[Tensor] = field(default_factory=list)

    def batch(self, n: int) -> tuple[Tensor, Tensor]:
        """Augmented reflectance (n, B, size, size) and class sets (n, size, size)."""
        stack = int(torch.multinomial(torch.tensor([float(c.sum()) for c in self.chance]), 1).item())
        index = torch.multinomial(self.chance[stack], n, replacement=True)
        x, y, inside = augment.crop(self.images[stack], self.labels[stack], index, self.size, self.scale)
        return x, torch.where(inside[:, 0], y, 0)


def load_sources(
    pack: Path, device: torch.device
) -> tuple[list[Source], dict[str, tuple[Tensor, Tensor]], Any]:
    """All labelled data by kind, the places that are kept apart, and the single labelled pixels."""
    held: dict[str, tuple[Tensor, Tensor]] = {}

    def to(array: Any) -> Tensor:
        return torch.from_numpy(np.asarray(array).astype(np.int32) if array.dtype == np.uint16 else array).to(
            device
        )

    hls = unpack(pack / "hls.xz")
    test = hls["validation"]
    held["hls"] = (to(hls["x"][test]), to(hls["y"][test]))
    place = hls["place"][~test]
    # Places sampled evenly: many chips are other dates of the same place.
    chance = torch.from_numpy(1.0 / np.array([(place == p).sum() for p in place], np.float32)).to(device)
    sources = [
        Source(
            "hls",
            HLS_BANDS,
            [to(hls["x"][~test])],
            [to(hls["y"][~test])],
            128,
            (0.6, 1.0),
            0.5,
            1.0,
            0.35,
            [chance],
        )
    ]
    scenes = unpack(pack / "scenes.xz")
    names = sorted({name.split("|")[0] for name in scenes})
    large: tuple[list[Tensor], list[Tensor], list[Tensor]] = ([], [], [])
    small: dict[str, list[Tensor]] = {"x": [], "y": []}
    series: dict[str, list[Tensor]] = {"x": [], "y": []}
    for name in names:
        x, y = to(scenes[f"{name}|x"]), to(scenes[f"{name}|y"])
        if name.startswith("test/"):
            held[name.removeprefix("test/")] = (x[None], y[None])
        elif name.startswith("eurosat/"):
            small["x"].append(x)
            small["y"].append(y)
        elif name.startswith("worldcereal/"):
            series["x"].append(x)
            series["y"].append(y)
        else:
            large[0].append(x[None])
            large[1].append(y[None])
            large[2].append(torch.tensor([0.3 if "609U" in name else 1.0], device=device))
    sources.append(Source("scenes", BANDS, *large[:2], 96, (0.5, 1.3), 0.2, 1.0, 0.3, large[2]))
    for name, kind, bands, share in (
        ("eurosat 13 bands", small, BANDS, 0.07),
        ("series", series, TEN_BANDS, 0.06),
    ):
        stacked = torch.stack(kind["x"]), torch.stack(kind["y"])
        sources.append(
            Source(
                name,
                bands,
                [stacked[0]],
                [stacked[1]],
                64,
                (0.6, 1.0),
                share,
                0.5,
                0.5,
                [(stacked[1] > 0).flatten(1).any(1).float()],
            )
        )
    archive = pack / "train_a.tar.xz"
    if archive.exists():
        images, labels = eurosat_rgb(archive)
        sources.append(
            Source(
                "eurosat rgb",
                RGB,
                [images.to(device)],
                [labels.to(device)],
                64,
                (0.6, 1.0),
                0.07,
                0.3,
                0.2,
                [(labels > 0).flatten(1).any(1).float().to(device)],
            )
        )
    points = unpack(pack / "pixels.xz")
    parcel = torch.from_numpy(points["parcel"].astype(np.int64)).to(device)
    members = [torch.nonzero(parcel == k)[:, 0] for k in parcel.unique()]
    pixels = (to(points["x"]), to(points["y"]), [m for m in members if len(m) >= 8])
    return sources, held, pixels


def eurosat_rgb(archive: Path) -> tuple[Tensor, Tensor]:
    """EuroSAT JPEGs as companded (N, 3, 64, 64) in the order red, green, blue, and class sets (N, 64, 64)."""
    from PIL import Image

    images, labels = [], []
    with tarfile.open(archive, "r:xz") as tar:
        for member in tar:
            codes = classes.EUROSAT.get(Path(member.name).parent.name)
            source = (
                tar.extractfile(member)
                if member.isfile() and codes and member.name.endswith(".jpg")
                else None
            )
            if source is None or codes is None:
                continue
            pixels = np.asarray(Image.open(BytesIO(source.read())), np.float32)
            # The JPEGs are linear stretches of 0..2750 DN.
            images.append(compand(pixels.transpose(2, 0, 1) * (2750 / 255 / 10000)))
            labels.append(classes.mask_of(codes))
    y = torch.tensor(labels, dtype=torch.int32)
    return torch.from_numpy(np.stack(images)), y[:, None, None].expand(-1, 64, 64).contiguous()


def load_chips(pack: Path) -> Tensor:
    """The 12-band chips without every tenth: (N, 11, 64, 64) companded."""
    from PIL import Image

    Image.MAX_IMAGE_PIXELS = None
    planes = []
    for band in BANDS:
        mosaic = np.asarray(Image.open(pack / "chips" / f"{band}.jp2"))
        rows = mosaic.shape[0] // 64
        planes.append(mosaic[: rows * 64].reshape(rows, 64, 64, 64).transpose(0, 2, 1, 3).reshape(-1, 64, 64))
    chips = np.stack(planes, 1)[:4232]
    keep = np.arange(len(chips)) % 10 != 0
    return torch.from_numpy(chips[keep])


def pretraining_stacks(
    pack: Path, sources: list[Source], device: torch.device
) -> list[tuple[tuple[str, ...], Tensor, float]]:
    """Imagery for masked reconstruction: (bands, (N, B, H, W) companded, share of the steps)."""
    chips = load_chips(pack)
    # Mosaics of four chips seen at half the resolution stand for 20 m imagery.
    four = chips[: len(chips) // 4 * 4].view(-1, 2, 2, len(BANDS), 64, 64).permute(0, 3, 1, 4, 2, 5)
    four = four.reshape(-1, len(BANDS), 128, 128)
    other = unpack(pack / "unlabelled.xz")
    cut = []
    for array in other.values():
        for row in range(0, array.shape[1] - 63, 64):
            for column in range(0, array.shape[2] - 63, 64):
                cut.append(array[:, row : row + 64, column : column + 64])
    for source in sources:
        if source.bands == BANDS and source.name == "scenes":
            for image in source.images:
                part = image[0].cpu().numpy()
                for row in range(0, part.shape[1] - 63, 64):
                    for column in range(0, part.shape[2] - 63, 64):
                        cut.append(part[:, row : row + 64, column : column + 64])
    stacks = [
        (BANDS, chips.to(device), 0.4),
        (BANDS, four.contiguous().to(device), 0.1),
        (BANDS, torch.from_numpy(np.stack(cut)).to(device), 0.25),
        (HLS_BANDS, sources[0].images[0], 0.25),
    ]
    print("pretraining:", [(tuple(stack.shape), share) for _, stack, share in stacks], flush=True)
    return stacks


class Average:
    """Exponential moving average of the weights."""

    def __init__(self, model: torch.nn.Module, decay: float) -> None:
        self.decay = decay
        self.weights = {k: v.detach().clone() for k, v in model.state_dict().items()}

    @torch.no_grad()
    def update(self, model: torch.nn.Module, step: int) -> None:
        """Fold the model's present weights in."""
        decay = min(self.decay, (1 + step) / (10 + step))
        for key, value in model.state_dict().items():
            self.weights[key].lerp_(value, 1 - decay)


def learning_rate(step: int, steps: int, peak: float, warmup: int) -> float:
    """Linear warm-up, then half a cosine to 1 % of the peak."""
    if step < warmup:
        return peak * (step + 1) / warmup
    share = (step - warmup) / max(1, steps - warmup)
    return peak * (0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi * share)))


def partial_label_loss(logits: Tensor, sets: Tensor, weights: Tensor) -> Tensor:
    """Mean of -log of the probability of the label's set over labelled pixels.

    Args:
        logits: (N, K, H, W).
        sets: (N, H, W) bit masks; 0 is unlabelled.
        weights: (K,) class weights; a set takes the mean of its members.
    """
    bits = (sets[:, None] >> torch.arange(logits.shape[1], device=sets.device)[None, :, None, None]) & 1
    member = bits.bool()
    log_p = logits.float().log_softmax(1)
    chosen = log_p.masked_fill(~member, -1e4).logsumexp(1)
    weight = (weights[None, :, None, None] * member).sum(1) / member.sum(1).clamp(min=1)
    weight = torch.where(sets > 0, weight, 0)
    total: Tensor = -(weight * chosen).sum() / weight.sum().clamp(min=1)
    return total


class Run:
    """One phase of training: optimizer, schedule, average, log, checkpoint."""

    def __init__(
        self, model: CompactSpectralGPT, steps: int, peak: float, out: Path, name: str, seed: int
    ) -> None:
        self.model, self.steps, self.peak, self.out, self.name = model, steps, peak, out, name
        decayed = [p for p in model.parameters() if p.ndim > 1]
        plain = [p for p in model.parameters() if p.ndim <= 1]
        self.optimizer = torch.optim.AdamW(
            [{"params": decayed, "weight_decay": 0.05}, {"params": plain, "weight_decay": 0.0}],
            lr=peak,
            betas=(0.9, 0.98),
            fused=next(model.parameters()).is_cuda,
        )
        self.average = Average(model, 0.998)
        self.step = 0
        self.skipped = 0
        self.saved = time.monotonic()
        torch.manual_seed(seed)
        checkpoint = out / f"{name}.checkpoint.pt"
        if checkpoint.exists():
            state = torch.load(checkpoint, weights_only=True, map_location=next(model.parameters()).device)
            model.load_state_dict(state["model"])
            self.optimizer.load_state_dict(state["optimizer"])
            self.average.weights = state["average"]
            self.step = int(state["step"])
            print(f"{name}: going on from step {self.step}", flush=True)

    def loop(
        self, loss_of: Callable[[int], Tensor], seconds: float, each: Callable[[int], None] | None = None
    ) -> None:
        """Train to the last step or until `seconds` have passed (the schedule follows whichever comes first)."""
        start, log = time.monotonic(), (self.out / f"{self.name}.csv").open("a", newline="")
        writer = csv.writer(log)
        # The schedule runs over time where time is short: the share done is the larger of steps and time.
        while self.step < self.steps:
            used = (time.monotonic() - start) / seconds
            share = max(self.step / self.steps, used)
            if used >= 1:
                break
            rate = learning_rate(round(share * 10000), 10000, self.peak, 600)
            for group in self.optimizer.param_groups:
                group["lr"] = rate
            loss = loss_of(self.step)
            self.optimizer.zero_grad(set_to_none=True)
            loss.backward()  # type: ignore[no-untyped-call]
            size = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 1.0)
            if not torch.isfinite(size):
                self.skipped += 1
                print(self.name, self.step, "skipped: gradient", size.item(), "loss", loss.item(), flush=True)
                if self.skipped > 50:
                    raise RuntimeError(f"{self.name} diverged at step {self.step}; lower the rate.")
                self.step += 1
                continue
            self.optimizer.step()
            self.average.update(self.model, self.step)
            if self.step % 50 == 0:
                writer.writerow(
                    [self.step, round(time.monotonic() - start, 1), f"{rate:.2e}", f"{loss.item():.4f}"]
                )
                if self.step % 250 == 0:
                    print(
                        self.name,
                        self.step,
                        f"{time.monotonic() - start:.0f}s",
                        f"{loss.item():.4f}",
                        flush=True,
                    )
                    log.flush()
            if each is not None:
                each(self.step)
            self.step += 1
            if time.monotonic() - self.saved > 120:
                self.save()
        log.close()
        self.save()

    def save(self) -> None:
        """Write a checkpoint that a later run goes on from."""
        self.saved = time.monotonic()
        partial = self.out / f"{self.name}.checkpoint.partial"
        torch.save(
            {
                "model": self.model.state_dict(),
                "optimizer": self.optimizer.state_dict(),
                "average": self.average.weights,
                "step": self.step,
            },
            partial,
        )
        os.replace(partial, self.out / f"{self.name}.checkpoint.pt")


def autocast(device: torch.device) -> Any:
    """bf16 where the device is a GPU."""
    return torch.autocast(device.type, torch.bfloat16, enabled=device.type == "cuda")


def pretrain(
    model: CompactSpectralGPT,
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

    def loss_of(step: int) -> Tensor:
        bands, stack, _ = stacks[int(torch.multinomial(shares, 1, generator=generator).item())]
        size = 64
        half = stack.shape[-1] == 128 and bands == BANDS
        index = torch.randint(len(stack), (batch,), device=device)
        blank = torch.zeros(len(stack), 1, 1, dtype=torch.int32, device=device).expand(-1, *stack.shape[-2:])
        x, _, _ = augment.crop(stack, blank, index, size, (1.4, 2.0) if half else (0.5, 1.0))
        wavelengths = torch.tensor([WAVELENGTHS[b] for b in bands], device=device)
        x = augment.radiometry(x, wavelengths, 0.3)
        chosen = augment.random_bands(len(bands), 3, generator)
        hidden = augment.masked_blocks(batch, len(chosen), size, 0.6, device)
        with autocast(device):
            guess = model.reconstruct(
                x[:, chosen], [WAVELENGTHS[bands[b]] for b in chosen], hidden, [WAVELENGTHS[b] for b in bands]
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
    model: CompactSpectralGPT,
    sources: list[Source],
    pixels: Any,
    steps: int,
    seconds: float,
    batch: int,
    peak: float,
    out: Path,
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
    shares = torch.tensor([s.share for s in others] + [0.1])

    def step_loss(x: Tensor, y: Tensor, bands: tuple[str, ...], haze: float, minimum: int) -> Tensor:
        wavelengths = torch.tensor([WAVELENGTHS[b] for b in bands], device=device)
        x = augment.blur(augment.radiometry(x, wavelengths, haze))
        x, y = augment.cutmix(x, y, 0.3)
        chosen = augment.random_bands(len(bands), minimum, generator)
        with autocast(device):
            logits = model(x[:, chosen], [WAVELENGTHS[bands[b]] for b in chosen])
        return partial_label_loss(logits, y, class_weights)

    def loss_of(step: int) -> Tensor:
        loss = step_loss(*hls.batch(batch), hls.bands, hls.haze, 4)
        kind = int(torch.multinomial(shares, 1, generator=generator).item())
        if kind == len(others):
            x, y = augment.parcels(*pixels, n=16, size=64)
            return loss + 0.3 * step_loss(x, y, TEN_BANDS, 0.5, 4)
        source = others[kind]
        return loss + source.weight * step_loss(*source.batch(batch), source.bands, source.haze, 3)

    run = Run(model, steps, peak, out, "landcover", 2)
    run.loop(loss_of, seconds, (lambda step: each(step, run)) if each else None)
    model.load_state_dict(run.average.weights)


@torch.inference_mode()
def confusion(
    model: CompactSpectralGPT, x: Tensor, y: Tensor, bands: tuple[str, ...], turns: int = 1
) -> Tensor:
    """Confusion matrix (truth, prediction) over singly labelled pixels; `turns` 8 averages over the square's symmetries."""
    device = next(model.parameters()).device
    wavelengths = [WAVELENGTHS[b] for b in bands]
    k = len(classes.CODES)
    matrix = torch.zeros(k, k, device=device)
    for pixels, truth in zip(x.split(8), y.split(8), strict=True):
        height, width = pixels.shape[-2] // 8 * 8, pixels.shape[-1] // 8 * 8
        image = (pixels[..., :height, :width].float() / 255).square()
        total = torch.zeros(len(image), k, height, width, device=device)
        for turn in range(turns):
            turned = torch.rot90(image.flip(-1) if turn >= 4 else image, turn % 4, (-2, -1))
            with autocast(device):
                p = model(turned, wavelengths).float().softmax(1)
            p = torch.rot90(p, -(turn % 4), (-2, -1))
            total += p.flip(-1) if turn >= 4 else p
        guess = total.argmax(1)
        sets = truth[:, :height, :width].long()
        for c in range(k):
            row = guess[sets == (1 << c)]
            matrix[c] += torch.bincount(row, minlength=k).float()
    return matrix


def scores(matrix: Tensor, codes: tuple[int, ...]) -> dict[str, Any]:
    """Overall accuracy and intersection over union of `codes`."""
    keep = [classes.CODES.index(code) for code in codes]
    part = matrix[keep]
    hit = torch.stack([matrix[i, i] for i in keep])
    union = part.sum(1) + part[:, keep].sum(0) - hit
    iou = hit / union.clamp(min=1)
    present = part.sum(1) > 0
    return {
        "overall_accuracy": round(float(hit.sum() / part.sum()), 4),
        "mean_iou": round(float(iou[present].mean()), 4),
        "iou": {code: round(float(v), 4) for code, v in zip(codes, iou, strict=True)},
        "pixels": int(part.sum()),
    }


def evaluate(model: CompactSpectralGPT, held: dict[str, tuple[Tensor, Tensor]]) -> dict[str, Any]:
    """Scores on the places that are kept apart."""
    model.eval()
    x, y = held["hls"]
    out: dict[str, Any] = {}
    for name, turns in (("hls", 1), ("hls_eight_fold", 8)):
        out[name] = scores(confusion(model, x, y, HLS_BANDS, turns), SEVEN_COMMON)
    for bands in (("B02", "B03", "B04", "B8A"), ("B02", "B03", "B04")):
        keep = [HLS_BANDS.index(b) for b in bands]
        out[f"hls_{len(bands)}_bands"] = scores(confusion(model, x[:, keep], y, bands), SEVEN_COMMON)
    if "potsdam/east" in held:
        matrix = confusion(model, *held["potsdam/east"], BANDS)
        out["potsdam_east"] = scores(matrix, (10, 30, 40, 50, 80))
    model.train()
    return out


def main() -> None:
    """Run both phases and save."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pack", type=Path)
    parser.add_argument("output", type=Path)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--pretrain", type=int, default=4000, help="steps of masked reconstruction")
    parser.add_argument("--pretrain-seconds", type=float, default=1e9)
    parser.add_argument("--pretrained", type=Path, help="weights to start from instead")
    parser.add_argument("--steps", type=int, default=6000, help="steps of fine-tuning")
    parser.add_argument("--seconds", type=float, default=1e9)
    parser.add_argument("--batch", type=int, default=32)
    parser.add_argument("--rate", type=float, default=1e-3)
    parser.add_argument("--pretrain-rate", type=float, default=8e-4)
    arguments = parser.parse_args()
    out: Path = arguments.output
    out.mkdir(parents=True, exist_ok=True)
    device = torch.device(arguments.device)
    torch.backends.cuda.matmul.allow_tf32 = True
    torch.backends.cudnn.benchmark = True
    # cuDNN's attention gave non-finite gradients here; flash attention does not.
    torch.backends.cuda.enable_cudnn_sdp(False)
    start = time.monotonic()
    sources, held, pixels = load_sources(arguments.pack, device)
    for source in sources:
        print(source.name, len(source.images), tuple(source.images[0].shape), flush=True)
    torch.manual_seed(0)
    model = CompactSpectralGPT(CompactConfig()).to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload]
    if arguments.pretrained:
        model.load_state_dict({k: v.float() for k, v in load_file(arguments.pretrained).items()})
    elif arguments.pretrain:
        stacks = pretraining_stacks(arguments.pack, sources, device)
        pretrain(
            model,
            stacks,
            arguments.pretrain,
            arguments.pretrain_seconds,
            8 * arguments.batch,
            arguments.pretrain_rate,
            out,
        )
        save_file(
            {k: v.half().contiguous() for k, v in model.state_dict().items()}, out / "pretrained.safetensors"
        )
    print(f"pretrained after {time.monotonic() - start:.0f} s", flush=True)

    def each(step: int, run: Run) -> None:
        if step and step % 1000 == 0:
            kept = {k: v.detach().clone() for k, v in model.state_dict().items()}
            model.load_state_dict(run.average.weights)
            result = evaluate(model, held)
            print(step, {k: (v["overall_accuracy"], v["mean_iou"]) for k, v in result.items()}, flush=True)
            model.load_state_dict(kept)

    fine_tune(
        model, sources, pixels, arguments.steps, arguments.seconds, arguments.batch, arguments.rate, out, each
    )
    result = evaluate(model, held)
    result["seconds"] = round(time.monotonic() - start)
    print(json.dumps(result, indent=1))
    (out / "scores.json").write_text(json.dumps(result, indent=1))
    save_file(
        {k: v.half().contiguous() for k, v in model.state_dict().items()}, out / "landcover-small.safetensors"
    )


if __name__ == "__main__":
    main()
