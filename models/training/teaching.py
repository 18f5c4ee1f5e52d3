"""What finished networks say of the training images: soft labels (knowledge distillation).

Hinton et al. 2015 (arXiv:1503.02531); several teachers, each asked in four turns of the image, are averaged,
which a single network learns from better than from any of them. They are asked once, before the training:
crops, turns and pasted pieces of an image then get the same crops, turns and pieces of what was said of it.

Of images of the surface they see HLS's bands only. Those are the bands in which labelled surface reflectance
is plenty; the red edge has its labels almost only at the top of the atmosphere, and with it the same networks
take woods of L2A products for meadows and fields. What they say without it teaches to read it there too.
"""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt.compact_scenes import scene_logits
from models.training import augment
from models.training.companding import companded, expanded
from models.training.descent import autocast
from models.training.evaluation import probabilities
from models.training.packing import HLS_BANDS
from models.training.sources import RGB, Source, wavelengths_of

TURNS = 4
SIDE = 16
"""Images are mirrored to a multiple of this: the U-Net's coarsest pixel."""


def taught(source: Source, teachers: Sequence[nn.Module]) -> Source:
    """The source with what the teachers' average says of its pixels.

    Args:
        source: its images are seen clean; with all bands where some are of the top of the atmosphere,
            otherwise with those of HLS.
        teachers: with class logits of reflectance, on the source's device, in evaluation mode.
    """
    bands = tuple(band for band in source.bands if source.top is not None or band in HLS_BANDS)
    chosen, wavelengths = [source.bands.index(band) for band in bands], wavelengths_of(bands)
    pieces = torch.split(source.images, _at_once(source))
    parts = [_soft(teachers, images[:, chosen], wavelengths) for images in pieces]
    return replace(source, soft=torch.cat(parts))


def scenes_named(source: Source, teachers: Sequence[nn.Module]) -> Source:
    """The source, of surface reflectance, with the kinds of its images; as it is without a scene head.

    Args:
        source: of images.
        teachers: those with a scene head name them, from the visible bands beneath a made atmosphere: most of
            the images they know kinds of scenes from, EuroSAT's, show no more.
    """
    able: list[Any] = [teacher for teacher in teachers if getattr(teacher, "scene_head", None) is not None]
    if not able:
        return source
    wavelengths = wavelengths_of(RGB)
    chosen = [source.bands.index(band) for band in RGB]
    parts = []
    for images in torch.split(source.images, _at_once(source)):
        x = augment.with_atmosphere(expanded(images[:, chosen]), wavelengths)
        with torch.inference_mode(), autocast(images.device):
            said = [scene_logits(teacher, x, wavelengths, None).float().softmax(1) for teacher in able]
        parts.append(torch.stack(said).mean(0))
    return replace(source, scenes=torch.cat(parts).clone())


def _at_once(source: Source) -> int:
    """Images: enough to keep a GPU busy; few for a processor, 1.5 times as fast within its caches."""
    pixels = 1 << 20 if source.images.is_cuda else 1 << 16
    return max(1, pixels // source.images[0, 0].numel())


@torch.inference_mode()
def _soft(teachers: Sequence[nn.Module], images: Tensor, wavelengths: Sequence[float]) -> Tensor:
    """Companded mean probabilities (N, K, H, W) of companded images (N, B, H, W)."""
    height, width = images.shape[-2:]
    x = expanded(images)
    x = F.pad(x, (0, -width % SIDE, 0, -height % SIDE), mode="reflect")
    said = torch.stack([probabilities(teacher, x, wavelengths, TURNS) for teacher in teachers])
    return companded(said.mean(0)[..., :height, :width])
