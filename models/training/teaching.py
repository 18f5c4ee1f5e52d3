"""What finished networks say of the training images: soft labels (knowledge distillation).

Hinton et al. 2015 (arXiv:1503.02531); several teachers, each asked in four turns of the image, are averaged,
which a single network learns from better than from any of them. They are asked once, before the training:
crops, turns and pasted pieces of an image then get the same crops, turns and pieces of what was said of it.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.compact_scenes import scene_logits
from models.training import augment, classes
from models.training.companding import companded, expanded
from models.training.descent import autocast
from models.training.evaluation import probabilities
from models.training.sources import RGB, Source, wavelengths_of

TURNS = 4
SIDE = 16
"""Images are mirrored to a multiple of this: the U-Net's coarsest pixel."""
OFTEN_MISTAKEN = (10, 30, 40)
"""Codes of woods, meadows and fields."""
ELSEWHERE = 0.2
"""How often a pixel shows one of them where the scene is of another, over how often the latter is shown."""
_PIXELS = 1 << 20
"""That a network is given at once."""


def taught(source: Source, teachers: Sequence[nn.Module]) -> Source:
    """The source with what the teachers' average says of its pixels.

    Args:
        source: its images are seen clean and with all bands.
        teachers: with class logits of reflectance, on the source's device, in evaluation mode.
    """
    wavelengths = wavelengths_of(source.bands)
    pieces = torch.split(source.images, _at_once(source))
    parts = [_soft(teachers, images, wavelengths) for images in pieces]
    return replace(source, soft=torch.cat(parts))


def scenes_named(source: Source, teachers: Sequence[nn.Module], surface: bool = False) -> Source:
    """The source, of surface reflectance, with the kinds of its images; as it is without a scene head.

    Args:
        source: of images.
        teachers: those with a scene head name them.
        surface: whether these heads know the surface (`models.training.scene_head`) and are asked with all
            bands. Otherwise they know scenes from the visible bands at the top of the atmosphere only.
    """
    able: list[Any] = [teacher for teacher in teachers if getattr(teacher, "scene_head", None) is not None]
    if not able:
        return source
    bands = source.bands if surface else RGB
    wavelengths = wavelengths_of(bands)
    chosen = [source.bands.index(band) for band in bands]
    parts = []
    for images in torch.split(source.images, _at_once(source)):
        x = expanded(images[:, chosen])
        x = x if surface else augment.with_atmosphere(x, wavelengths)
        with torch.inference_mode(), autocast(images.device):
            said = [scene_logits(teacher, x, wavelengths, None).float().softmax(1) for teacher in able]
        parts.append(torch.stack(said).mean(0))
    return replace(source, scenes=torch.cat(parts).clone())


def told_apart(source: Source) -> Source:
    """The source with what the kinds of its images say of woods, meadows and fields.

    Teachers that learnt at 30 m doubt between these three at 10 m, where a kind of scene, which is seen from
    the whole image, often leaves no doubt. Each pixel's probabilities of the three are multiplied by how
    often they occur in such scenes: 1 in theirs, `ELSEWHERE` in the two others'.

    Args:
        source: with `soft` labels of its pixels and the probabilities of its `scenes`.
    """
    if source.soft is None or source.scenes is None:
        return source
    likely = torch.ones(len(classes.SCENES), len(classes.CODES), device=source.scenes.device)
    mistaken = [classes.CODES.index(code) for code in OFTEN_MISTAKEN]
    for row, name in zip(likely, classes.SCENES, strict=True):
        shown = [classes.CODES.index(code) for code in classes.EUROSAT.get(name, ())]
        if len(shown) == 1 and shown[0] in mistaken:
            row[mistaken] = ELSEWHERE
            row[shown] = 1.0
    factors = (source.scenes @ likely)[:, :, None, None]
    parts = []
    for soft, factor in zip(
        torch.split(source.soft, _at_once(source)), torch.split(factors, _at_once(source)), strict=True
    ):
        p = expanded(soft) * factor
        parts.append(companded(p / p.sum(1, keepdim=True).clamp(min=1e-6)))
    return replace(source, soft=torch.cat(parts))


def _at_once(source: Source) -> int:
    return max(1, _PIXELS // source.images[0, 0].numel())


@torch.inference_mode()
def _soft(teachers: Sequence[nn.Module], images: Tensor, wavelengths: Sequence[float]) -> Tensor:
    """Companded mean probabilities (N, K, H, W) of companded images (N, B, H, W)."""
    height, width = images.shape[-2:]
    x = expanded(images)
    x = F.pad(x, (0, -width % SIDE, 0, -height % SIDE), mode="reflect")
    said = torch.stack([probabilities(teacher, x, wavelengths, TURNS) for teacher in teachers])
    return companded(said.mean(0)[..., :height, :width])
