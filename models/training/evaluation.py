"""Scores on places that are kept apart from training."""

import itertools
from collections.abc import Sequence
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.rasters.blending import blending_window
from models.training import classes
from models.training.companding import expanded
from models.training.descent import autocast
from models.training.metrics import overlap
from models.training.packing import BANDS, HLS_BANDS
from models.training.sources import wavelengths_of

SEVEN_COMMON = (10, 20, 30, 40, 50, 60, 80)


@torch.inference_mode()
def probabilities(
    model: nn.Module, reflectance: Tensor, wavelengths: Sequence[float], turns: int = 1
) -> Tensor:
    """Class probabilities (N, K, H, W), averaged over the first `turns` of the square's eight symmetries.

    Args:
        model: with class logits of reflectance.
        reflectance: (N, B, H, W).
        wavelengths: of the B bands.
        turns: 4 are the rotations, 8 are all.
    """
    total = torch.zeros((), device=reflectance.device)
    for turn in range(turns):
        turned = torch.rot90(reflectance.flip(-1) if turn >= 4 else reflectance, turn % 4, (-2, -1))
        with autocast(reflectance.device):
            p = model(turned, wavelengths).float().softmax(1)
        p = torch.rot90(p, -(turn % 4), (-2, -1))
        total = total + (p.flip(-1) if turn >= 4 else p)
    return total / turns


@torch.inference_mode()
def confusion(model: nn.Module, x: Tensor, y: Tensor, bands: tuple[str, ...], turns: int = 1) -> Tensor:
    """Confusion matrix (truth, prediction) over singly labelled pixels.

    With 8 `turns` the probabilities are averaged over the symmetries of the square.
    """
    device = next(model.parameters()).device
    wavelengths = wavelengths_of(bands)
    k = len(classes.CODES)
    matrix = torch.zeros(k, k, device=device)
    for pixels, truth in zip(torch.split(x, 8), torch.split(y, 8), strict=True):
        height, width = pixels.shape[-2] // 8 * 8, pixels.shape[-1] // 8 * 8
        image = expanded(pixels[..., :height, :width])
        guess = probabilities(model, image, wavelengths, turns).argmax(1)
        sets = truth[:, :height, :width].long()
        for c in range(k):
            row = guess[sets == (1 << c)]
            matrix[c] += torch.bincount(row, minlength=k).float()
    return matrix


def scores(matrix: Tensor, codes: tuple[int, ...]) -> dict[str, Any]:
    """Overall accuracy and intersection over union of `codes`."""
    keep = [classes.CODES.index(code) for code in codes]
    found = overlap(matrix, keep)
    return {
        "overall_accuracy": round(found.accuracy, 4),
        "mean_iou": round(found.mean_iou, 4),
        "iou": {str(code): round(float(v), 4) for code, v in zip(codes, found.iou, strict=True)},
        "pixels": int(matrix[keep].sum()),
    }


def evaluate(model: nn.Module, held: dict[str, tuple[Tensor, Tensor]]) -> dict[str, Any]:
    """Scores on the places that are kept apart."""
    model.eval()
    x, y = held["hls" if "hls" in held else "hls_development"]
    out: dict[str, Any] = {}
    for name, turns in (("hls", 1), ("hls_eight_fold", 8)):
        out[name] = scores(confusion(model, x, y, HLS_BANDS, turns), SEVEN_COMMON)
    for bands in (("B02", "B03", "B04", "B8A"), ("B02", "B03", "B04")):
        keep = [HLS_BANDS.index(b) for b in bands]
        out[f"hls_{len(bands)}_bands"] = scores(confusion(model, x[:, keep], y, bands), SEVEN_COMMON)
    if "potsdam/east" in held:
        x, y = held["potsdam/east"]
        out["potsdam_east"] = scores(confusion(model, x, y, BANDS), (10, 30, 40, 50, 80))
        for chip in (256, 384, 512):
            out[f"seams_{chip}"] = round(seam_agreement(model, x[0], BANDS, chip, chip // 4), 4)
    model.train()
    return out


@torch.inference_mode()
def seam_agreement(model: nn.Module, image: Tensor, bands: tuple[str, ...], chip: int, overlap: int) -> float:
    """Share of a scene's pixels that keep their label when the grid of windows moves by half a stride.

    Args:
        model: that gives class logits.
        image: (B, H, W) companded.
        bands: of the image.
        chip, overlap: of the windows, which are blended as the engine does it.
    """
    x = F.pad(expanded(image), (chip,) * 4)
    outside = F.pad(torch.zeros_like(image[:1], dtype=torch.bool), (chip,) * 4, value=True)
    weights = torch.from_numpy(blending_window(chip, overlap)).to(x.device)
    wavelengths = wavelengths_of(bands)
    stride = chip - overlap
    maps = []
    for phase in (0, stride // 2):
        total = torch.zeros(len(classes.CODES), *x.shape[1:], device=x.device)
        rows, columns = (range(overlap + phase, size - chip, stride) for size in x.shape[1:])
        for row, column in itertools.product(rows, columns):
            window = (slice(None), slice(row, row + chip), slice(column, column + chip))
            with autocast(x.device):
                logits = model(x[window][None], wavelengths, outside[window][None])
            total[window] += logits[0].float().softmax(0) * weights
        maps.append(total[:, chip:-chip, chip:-chip].argmax(0))
    return float((maps[0] == maps[1]).float().mean())
