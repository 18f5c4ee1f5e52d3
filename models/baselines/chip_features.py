"""Features of whole chips that nothing was trained for: what a pretrained encoder has to beat.

Image statistics and random convolutional features (Rolf et al., "A generalizable and accessible approach to
machine learning with global satellite imagery", Nature Communications 2021: MOSAIKS).
"""

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor

FloatArray = NDArray[np.float32]
_BATCH = 32


def image_statistics(reflectance: FloatArray) -> FloatArray:
    """Mean, deviation, least and greatest value of each band: (N, B, H, W) -> (N, 4 B)."""
    statistics = [f(reflectance, axis=(2, 3)) for f in (np.mean, np.std, np.min, np.max)]
    features: FloatArray = np.concatenate(statistics, 1).astype(np.float32)
    return features


class RandomConvolutions:
    """Convolutions with patches of the training images as kernels; nothing is learnt.

    Each kernel gives two features: the mean over the chip of what lies above zero, and of what lies below.

    Args:
        images: (N, B, H, W) reflectance of training chips, from which the patches are drawn.
        kernels: how many.
        side: of a patch in pixels.
        seed: of the draw.
    """

    def __init__(self, images: FloatArray, kernels: int = 256, side: int = 3, seed: int = 0) -> None:
        generator = np.random.default_rng(seed)
        self._centre = images.mean((0, 2, 3), dtype=np.float64).astype(np.float32)[:, None, None]
        self._scale = images.std((0, 2, 3), dtype=np.float64).astype(np.float32)[:, None, None] + 1e-6
        chip = generator.integers(len(images), size=kernels)
        row = generator.integers(images.shape[2] - side + 1, size=kernels)
        column = generator.integers(images.shape[3] - side + 1, size=kernels)
        patches = np.stack(
            [images[c, :, a : a + side, b : b + side] for c, a, b in zip(chip, row, column, strict=True)]
        )
        patches = ((patches - self._centre) / self._scale).reshape(kernels, -1)
        # Whitened (ZCA), or most kernels would measure brightness.
        patches -= patches.mean(0)
        values, vectors = np.linalg.eigh(np.cov(patches.T.astype(np.float64)))
        whitening = vectors @ np.diag((values.clip(0) + 0.1) ** -0.5) @ vectors.T
        patches = (patches @ whitening).astype(np.float32)
        patches /= np.linalg.norm(patches, axis=1, keepdims=True) + 1e-6
        self._kernels = torch.from_numpy(patches).view(kernels, images.shape[1], side, side)
        self._bias = torch.from_numpy(generator.uniform(-1, 1, kernels).astype(np.float32))

    def __call__(self, reflectance: FloatArray) -> FloatArray:
        """(N, B, H, W) -> (N, 2 * kernels)."""
        return np.concatenate(
            [self._of(reflectance[n : n + _BATCH]) for n in range(0, len(reflectance), _BATCH)]
        )

    def _of(self, reflectance: FloatArray) -> FloatArray:
        x: Tensor = torch.from_numpy((reflectance - self._centre) / self._scale)
        with torch.inference_mode():
            y = F.conv2d(x, self._kernels, self._bias)
            above = y.clamp(min=0).mean((2, 3))
            features: FloatArray = torch.cat([above, above - y.mean((2, 3))], 1).numpy()
        return features
