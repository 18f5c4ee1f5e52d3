"""Reconstruction of hidden tokens by a pretraining network, as streaming over tokens calls it."""

import time

import numpy as np

from models.inference import BoolArray, FloatArray, SegmentationInference
from models.rasters.tokens import TOKEN, pack, unpack

_GOLDEN = 0.6180339887
"""Multiples of it scatter evenly between 0 and 1."""
_LEAST = 0.05
"""Share of a chip that is hidden, and visible, at least when its time is measured."""


class ReconstructionInference(SegmentationInference):
    """A pretraining network on a device.

    Attributes:
        judge_by_visible: see `OfficialPretraining.reconstruct`.
    """

    judge_by_visible = False

    @property
    def bands(self) -> tuple[str, ...]:
        """Names of the network's bands."""
        return tuple(self._model.bands)

    @property
    def groups(self) -> int:
        """Spectral groups of a token's place."""
        return int(self._model.groups)

    @property
    def group_of_band(self) -> list[int]:
        """The spectral group of each of the network's bands."""
        return list(self._model.group_of_band)

    @property
    def side(self) -> int:
        """Side of a chip in tokens."""
        return self.chip // TOKEN

    @property
    def shared(self) -> int:
        """Tokens that neighbouring chips share."""
        return self.overlap // TOKEN

    def mixed(self, pixels: FloatArray) -> FloatArray:
        """The network's bands (C, H, W) of a scene's (B, H, W), in reflectance."""
        import torch

        found: FloatArray = self.selection.mix(torch.from_numpy(pixels)[None])[0].numpy()
        return found

    def _infer(self, chips: FloatArray, valid: BoolArray) -> FloatArray:  # noqa: ARG002
        """Predictions of packed chips.

        Args:
            chips: (N, (B + 1) * 64 + groups, h, w): pixels, their validity, and which tokens are hidden.
            valid: not looked at.

        Returns:
            (N, C * 64 + 1, h, w): packed reflectance, and last 1 where something was visible.
        """
        import torch

        values = np.zeros((len(chips), len(self.bands) * TOKEN * TOKEN + 1, *chips.shape[2:]), np.float32)
        for number, packed in enumerate(chips):
            pixels = torch.from_numpy(unpack(np.ascontiguousarray(packed[: -self.groups]))).to(self.device.id)
            hidden = torch.from_numpy(packed[-self.groups :] > 0.5).to(self.device.id)
            if not bool(hidden.any()):  # nothing to predict; what is visible stays as it is
                values[number, -1] = 1
                continue
            with torch.inference_mode():
                image = self._model.reconstruct(
                    pixels[:-1], pixels[-1] > 0.5, hidden, self.selection, self.judge_by_visible
                )
            if image is not None:
                values[number, :-1] = pack(image.float().cpu().numpy())
                values[number, -1] = 1
        return values

    def seconds_per_chip(self, hidden: float = 0.75) -> float:
        """How long the device takes for a chip of which a share is ``hidden``, measured once.

        What is visible goes through the encoder, so little that is hidden takes long.
        """
        channels = (len(self.selection.positions) + 1) * TOKEN * TOKEN + self.groups
        chips = np.ones((max(1, self.device.workers), channels, self.side, self.side), np.float32)
        places = np.arange(self.groups * self.side**2).reshape(self.groups, self.side, self.side)
        chips[:, -self.groups :] = places * _GOLDEN % 1 < min(max(hidden, _LEAST), 1 - _LEAST)
        started = time.perf_counter()
        self(chips, np.ones((len(chips), self.side, self.side), np.bool_))
        return (time.perf_counter() - started) / len(chips)

    @property
    def _key(self) -> tuple[str, str, int]:
        model, device, bands = super()._key
        return f"{model} reconstruction", device, bands
