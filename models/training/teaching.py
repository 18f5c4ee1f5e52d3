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
from models.training import augment
from models.training.descent import autocast
from models.training.evaluation import probabilities
from models.training.sources import RGB, Source, wavelengths_of

TURNS = 4
SIDE = 16
"""Images are mirrored to a multiple of this: the U-Net's coarsest pixel."""
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


def scenes_named(source: Source, teachers: Sequence[nn.Module]) -> Source:
    """The source, of surface reflectance, with the kinds of its images; as it is without a scene head.

    Scenes are known from the visible bands only, and from images at the top of the atmosphere.
    """
    able: list[Any] = [teacher for teacher in teachers if getattr(teacher, "scene_head", None) is not None]
    if not able:
        return source
    visible = [source.bands.index(band) for band in RGB]
    parts = []
    for images in torch.split(source.images[:, visible], _at_once(source)):
        with torch.inference_mode(), autocast(images.device):
            said = [_scenes(teacher, (images.float() / 255).square()) for teacher in able]
        parts.append(torch.stack(said).mean(0))
    return replace(source, scenes=torch.cat(parts).clone())


def _at_once(source: Source) -> int:
    return max(1, _PIXELS // source.images[0, 0].numel())


def _scenes(teacher: Any, reflectance: Tensor) -> Tensor:
    wavelengths = wavelengths_of(RGB)
    seen = augment.with_atmosphere(reflectance, wavelengths)
    return scene_logits(teacher, seen, wavelengths, None).float().softmax(1)


@torch.inference_mode()
def _soft(teachers: Sequence[nn.Module], images: Tensor, wavelengths: Sequence[float]) -> Tensor:
    """Companded mean probabilities (N, K, H, W) of companded images (N, B, H, W)."""
    height, width = images.shape[-2:]
    x = (images.float() / 255).square()
    x = F.pad(x, (0, -width % SIDE, 0, -height % SIDE), mode="reflect")
    said = torch.stack([probabilities(teacher, x, wavelengths, TURNS) for teacher in teachers])
    mean = said.mean(0)[..., :height, :width]
    return (255 * mean.sqrt()).round().to(torch.uint8)
