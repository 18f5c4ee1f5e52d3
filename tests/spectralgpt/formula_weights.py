"""Weights and images made by formulas, as the authors' code was fed to give the golden numbers."""

import json
import zlib
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor


def make_entry(key: str, shape: tuple[int, ...], kind: str, rule: str) -> Tensor:
    """One entry of a state dict by the rule "sine" or "hash"."""
    crc = zlib.crc32(key.encode())
    count = int(np.prod(shape))
    index = np.arange(1, count + 1, dtype=np.uint64)
    if rule == "sine":
        values = 0.02 * np.sin(0.37 * index + (crc % 10007) / 100)
    else:
        values = _hash(index, crc) * _scale(shape, kind)
    if kind == "norm_weight":
        values += 1
    return torch.from_numpy(values.astype(np.float32).reshape(shape))


def _hash(index: NDArray[np.uint64], crc: int) -> NDArray[np.float64]:
    low = np.uint64(0xFFFFFFFF)
    u = (index * np.uint64(0x9E3779B1) + np.uint64(crc)) & low
    u ^= u >> np.uint64(16)
    u = (u * np.uint64(0x85EBCA6B)) & low
    u ^= u >> np.uint64(13)
    u = (u * np.uint64(0xC2B2AE35)) & low
    u ^= u >> np.uint64(16)
    return 2 * u.astype(np.float64) / 2**32 - 1


def _scale(shape: tuple[int, ...], kind: str) -> float:
    if kind in ("linear_weight", "conv_weight"):
        return float(np.sqrt(3 / np.prod(shape[1:])))
    if kind == "conv_transpose_weight":
        return float(np.sqrt(3 / shape[0]))
    return {"pos_embed": 0.5, "token": 0.5, "norm_weight": 0.5}.get(kind, 0.2)


def make_state(keys: Path, rule: str) -> dict[str, Tensor]:
    """A whole official state dict from the list of its keys, shapes and kinds."""
    entries = json.loads(keys.read_text("utf-8"))["state_dict"]
    return {e["key"]: make_entry(e["key"], tuple(e["shape"]), e["kind"], rule) for e in entries}


def make_image(sample: int, side: int) -> Tensor:
    """An image (12, side, side) with values in 0 to 1."""
    c, y, x = np.meshgrid(np.arange(12), np.arange(side), np.arange(side), indexing="ij")
    values = (
        0.5
        + 0.2 * np.sin(0.9 * c + 0.07 * y + 0.3 * sample)
        + 0.2 * np.sin(0.13 * (1 + c / 12) * x + 0.05 * y + 1.7 * sample)
        + 0.1 * np.sin(2.3 * x + 1.1 * y + 0.5 * c + 0.9 * sample)
    )
    return torch.from_numpy(values.astype(np.float32))


def golden_noise(samples: int, length: int) -> Tensor:
    """The masking noise that stands for ``torch.rand(samples, length)``."""
    b, token = np.meshgrid(np.arange(samples), np.arange(length), indexing="ij")
    return torch.from_numpy((((7919 * token + 104729 * (b + 1)) % 1000003) / 1000003).astype(np.float32))
