"""Known change on real imagery: real pixels of other places are set into one of two dates without change."""

from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from models.training.simulation.noise import fractal, level, seeded, uniform

DISTINCT = 0.05
"""Root mean square difference of reflectance that makes a transplant a change; below half of it is none."""


@dataclass(frozen=True)
class Transplanted:
    """Pairs with known change.

    Attributes:
        after: the second date with foreign pixels (N, B, H, W).
        changed: where it is another surface now (N, H, W) bool.
        certain: False where the foreign pixels differ too little, or are mixed with the old: leave these out.
        source: what the labels were of the foreign pixels, where labels are given, else None (N, H, W).
    """

    after: Tensor
    changed: Tensor
    certain: Tensor
    source: Tensor | None


def transplant(
    seed: int | torch.Generator,
    before: Tensor,
    after: Tensor,
    labels: Tensor | None = None,
    share: tuple[float, float] = (0.03, 0.25),
    intact: float = 0.2,
) -> Transplanted:
    """Set patches of the second date's own pixels, from other chips of the batch, into the second date.

    The patches come from the same date, so that season, light and haze fit, and only the place is wrong. The
    place and the one that the patch comes from are compared at the first date: a meadow that is put on a
    meadow is no change, and little difference is uncertain.

    Args:
        seed: a number, or a generator on the images' device.
        before, after: reflectance of two dates without change, co-registered (N, B, H, W), N at least 2 or
            large enough for patches from elsewhere in the same chip.
        labels: classes (N, H, W); a change then is where they differ.
        share: of a chip that is covered, from and to.
        intact: share of the chips that stay as they are.
    """
    generator = seeded(seed, before.device)
    count, _, height, width = before.shape
    side = max(height, width)
    field = fractal(count, side, uniform((count,), 1.9, 2.6, generator), generator)[:, :height, :width]
    covered = uniform((count,), *share, generator)
    covered = torch.where(uniform((count,), 0, 1, generator) < intact, 0.0, covered)
    edge = level(field, 1 - covered)
    patch = (field > edge) & (covered > 0)[:, None, None]
    # The sensor's point spread softens the edge, as in nature.
    kernel = torch.tensor([0.05, 0.25, 0.4, 0.25, 0.05], device=before.device)
    padded = F.pad(patch[:, None].float(), (2, 2, 2, 2), mode="replicate")
    alpha = F.conv2d(F.conv2d(padded, kernel.view(1, 1, 5, 1)), kernel.view(1, 1, 1, 5))
    other = (torch.arange(count, device=before.device) + _steps(count, generator)) % count
    down, right = (int(_steps(length, generator)) for length in (height, width))

    def elsewhere(images: Tensor) -> Tensor:
        return images[other].roll((down, right), (-2, -1))

    foreign = elsewhere(after)
    mixed = after + alpha * (foreign - after)
    if labels is None:
        distance = (elsewhere(before) - before).square().mean(1).sqrt()
        differs, alike = distance > DISTINCT, distance < DISTINCT / 2
        source = None
    else:
        source = torch.where(patch, elsewhere(labels), labels)
        differs = source != labels
        alike = ~differs
    inside, outside = alpha[:, 0] > 0.9, alpha[:, 0] < 0.1
    certain = outside | (inside & (differs | alike))
    return Transplanted(mixed, patch & differs, certain, source)


def _steps(length: int, generator: torch.Generator) -> Tensor:
    """A step around a ring that does not end where it began, but for a ring of one."""
    return torch.randint(1, max(length, 2), (), generator=generator, device=generator.device)
