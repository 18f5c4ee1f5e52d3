"""Tiny checkpoints in every official layout, with the official entries' names."""

import torch
from torch import Tensor

WIDTH, HIDDEN, GRID, GROUPS = 32, 16, 4, 4


def block(prefix: str, width: int) -> dict[str, tuple[int, ...]]:
    """Entries of one transformer block."""
    shapes: dict[str, tuple[int, ...]] = {}
    for part in ("norm1", "norm2"):
        shapes |= {f"{prefix}.{part}.weight": (width,), f"{prefix}.{part}.bias": (width,)}
    for part in "qkv":
        shapes |= {f"{prefix}.attn.{part}.weight": (width, width), f"{prefix}.attn.{part}.bias": (width,)}
    shapes |= {f"{prefix}.attn.proj.weight": (width, width), f"{prefix}.attn.proj.bias": (width,)}
    shapes |= {f"{prefix}.mlp.fc1.weight": (4 * width, width), f"{prefix}.mlp.fc1.bias": (4 * width,)}
    shapes |= {f"{prefix}.mlp.fc2.weight": (width, 4 * width), f"{prefix}.mlp.fc2.bias": (width,)}
    return shapes


def encoder(joint: bool = False) -> dict[str, tuple[int, ...]]:
    """Entries of an encoder of depth 2."""
    shapes: dict[str, tuple[int, ...]] = {
        "patch_embed.proj.weight": (WIDTH, 1, 3, 8, 8),
        "patch_embed.proj.bias": (WIDTH,),
        "norm.weight": (WIDTH,),
        "norm.bias": (WIDTH,),
    }
    if joint:
        shapes["pos_embed"] = (1, GROUPS * GRID**2, WIDTH)
    else:
        shapes |= {"pos_embed_spatial": (1, GRID**2, WIDTH), "pos_embed_temporal": (1, GROUPS, WIDTH)}
    return shapes | block("blocks.0", WIDTH) | block("blocks.1", WIDTH)


def layer(name: str, *shape: int, out: int | None = None) -> dict[str, tuple[int, ...]]:
    """Weight and bias."""
    return {f"{name}.weight": shape, f"{name}.bias": (shape[0] if out is None else out,)}


def shapes_of(task: str, classes: int = 5) -> dict[str, tuple[int, ...]]:
    """All entries of a network for a task; "classification_joint" has one position table.

    ``classes`` are the outputs of a classifier.
    """
    if task == "pretraining":
        shapes = encoder() | layer("decoder_embed", 512, WIDTH) | layer("decoder_pred", 192, 512)
        shapes |= {"mask_token": (1, 1, 512), "decoder_norm.weight": (512,), "decoder_norm.bias": (512,)}
        shapes |= {
            "decoder_pos_embed_spatial": (1, GRID**2, 512),
            "decoder_pos_embed_temporal": (1, GROUPS, 512),
        }
        for i in range(4):
            shapes |= block(f"decoder_blocks.{i}", 512)
        return shapes
    if task.startswith("classification"):
        return encoder(task.endswith("joint")) | layer("head", classes, WIDTH)
    shapes = (
        encoder() | layer("fc.0", 1, GROUPS) | layer("cls_seg.0", 2 if task == "change" else 13, 256, 3, 3)
    )
    for i, (hidden, out, factor) in enumerate(
        ((512, 256, 8), (512, 512, 4), (1024, 1024, 2), (2048, 2048, 1))
    ):
        shapes |= layer(f"conv{i}.0", hidden, WIDTH, 1, 1) | layer(f"conv{i}.1", hidden)
        if factor > 1:
            shapes |= layer(f"conv{i}.3", hidden, out, factor, factor, out=out)
    for i in range(4):
        shapes |= layer(f"decoder.PPMHead.psp_modules.{i}.1", 256, 2048, 1, 1)
    for name, channels in (
        ("decoder.PPMHead.final", 3072),
        ("decoder.Conv_fuse1", 1024),
        ("decoder.Conv_fuse2", 512),
        ("decoder.Conv_fuse3", 256),
        ("decoder.Conv_fuse1_", 256),
        ("decoder.Conv_fuse2_", 256),
        ("decoder.Conv_fuse3_", 256),
        ("decoder.fuse_all", 1024),
    ):
        shapes |= layer(f"{name}.0", 256, channels, 1, 1) | layer(f"{name}.1", 256)
    return shapes | layer("decoder.conv_x1", 256, 256, 1, 1)


def make(task: str, classes: int = 5) -> dict[str, Tensor]:
    """A state dict with small random values."""
    generator = torch.Generator().manual_seed(0)
    return {
        k: 0.05 * torch.randn(shape, generator=generator) for k, shape in shapes_of(task, classes).items()
    }
