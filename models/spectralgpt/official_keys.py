"""Names of the official checkpoints' entries, and ours."""

import re

import torch
from torch import Tensor

# Official name -> ours, in the order of trial. Blocks' q, k and v are fused separately.
_RULES: tuple[tuple[str, str], ...] = (
    (r"patch_embed\.proj\.", "encoder.embedding.projection."),
    (r"pos_embed_spatial$", "encoder.positions.space"),
    (r"pos_embed_temporal$", "encoder.positions.spectrum"),
    (r"pos_embed$", "encoder.positions.table"),
    (r"norm\.", "encoder.norm."),
    (r"decoder_embed\.", "decoder_embedding."),
    (r"mask_token$", "mask_token"),
    (r"decoder_pos_embed_spatial$", "decoder_positions.space"),
    (r"decoder_pos_embed_temporal$", "decoder_positions.spectrum"),
    (r"decoder_norm\.", "decoder_norm."),
    (r"decoder_pred\.", "prediction."),
    (r"head\.", "head."),
    (r"fc\.0\.", "merge."),
    (r"cls_seg\.0\.", "head.scores."),
    (r"conv(\d)\.([01])\.", r"head.branches.\1.projection.\2."),
    (r"conv(\d)\.3\.", r"head.branches.\1.enlargement."),
    (r"decoder\.PPMHead\.psp_modules\.(\d)\.1\.", r"head.decoder.pyramid.projections.\1."),
    (r"decoder\.PPMHead\.final\.", "head.decoder.pyramid.final."),
    (r"decoder\.conv_x1\.", "head.decoder.coarse."),
    (r"decoder\.fuse_all\.", "head.decoder.final."),
)
_FUSIONS = re.compile(r"decoder\.Conv_fuse([123])(_?)\.(.*)")
_BLOCK = re.compile(r"(decoder_)?blocks\.(\d+)\.(.*)")
_IN_BLOCK = {
    "attn.proj.": "proj.",
    "mlp.fc1.": "fc1.",
    "mlp.fc2.": "fc2.",
    "norm1.": "norm1.",
    "norm2.": "norm2.",
}


def our_name(official: str) -> str | None:
    """Our name of an official entry; None where there is none. Queries, keys and values get ``qkv``."""
    if block := _BLOCK.fullmatch(official):
        prefix = "decoder_blocks" if block[1] else "encoder.blocks"
        rest = block[3]
        if part := re.fullmatch(r"attn\.[qkv]\.(weight|bias)", rest):
            return f"{prefix}.{block[2]}.qkv.{part[1]}"
        for theirs, ours in _IN_BLOCK.items():
            if rest.startswith(theirs):
                return f"{prefix}.{block[2]}.{ours}{rest.removeprefix(theirs)}"
        return None
    if fusion := _FUSIONS.fullmatch(official):
        part_name = "joints" if fusion[2] else "laterals"
        return f"head.decoder.{part_name}.{int(fusion[1]) - 1}.{fusion[3]}"
    for pattern, ours in _RULES:
        if re.match(pattern, official):
            return re.sub(pattern, ours, official, count=1)
    return None


def to_our_state(official: dict[str, Tensor]) -> dict[str, Tensor]:
    """Rename entries and fuse queries, keys and values into one matrix each.

    Raises:
        KeyError: an entry has no place in our networks; its name is the argument.
    """
    state: dict[str, Tensor] = {}
    fused: dict[str, dict[str, Tensor]] = {}
    for name, value in official.items():
        ours = our_name(name)
        if ours is None:
            raise KeyError(name)
        if ".qkv." in ours:
            fused.setdefault(ours, {})[name.rsplit(".", 2)[1]] = value
        else:
            state[ours] = value
    for ours, parts in fused.items():
        if set(parts) != set("qkv"):
            raise KeyError(ours)
        state[ours] = torch.cat([parts["q"], parts["k"], parts["v"]])
    return state


_BACK: tuple[tuple[str, str], ...] = (
    (r"encoder\.embedding\.projection\.", "patch_embed.proj."),
    (r"encoder\.positions\.space$", "pos_embed_spatial"),
    (r"encoder\.positions\.spectrum$", "pos_embed_temporal"),
    (r"encoder\.positions\.table$", "pos_embed"),
    (r"encoder\.norm\.", "norm."),
    (r"encoder\.blocks\.", "blocks."),
    (r"decoder_embedding\.", "decoder_embed."),
    (r"decoder_positions\.space$", "decoder_pos_embed_spatial"),
    (r"decoder_positions\.spectrum$", "decoder_pos_embed_temporal"),
    (r"prediction\.", "decoder_pred."),
    (r"merge\.", "fc.0."),
    (r"head\.scores\.", "cls_seg.0."),
    (r"head\.branches\.(\d)\.projection\.([01])\.", r"conv\1.\2."),
    (r"head\.branches\.(\d)\.enlargement\.", r"conv\1.3."),
    (r"head\.decoder\.pyramid\.projections\.(\d)\.", r"decoder.PPMHead.psp_modules.\1.1."),
    (r"head\.decoder\.pyramid\.final\.", "decoder.PPMHead.final."),
    (r"head\.decoder\.coarse\.", "decoder.conv_x1."),
    (r"head\.decoder\.final\.", "decoder.fuse_all."),
)
_BACK_IN_BLOCK = {ours: theirs for theirs, ours in _IN_BLOCK.items() if theirs != ours}


def to_official_state(state: dict[str, Tensor]) -> dict[str, Tensor]:
    """The inverse of `to_our_state`: a network that was trained here becomes a file like an official one."""
    official: dict[str, Tensor] = {}
    for ours, value in state.items():
        if fusion := re.fullmatch(r"head\.decoder\.(laterals|joints)\.(\d)\.(.*)", ours):
            end = "_" if fusion[1] == "joints" else ""
            official[f"decoder.Conv_fuse{int(fusion[2]) + 1}{end}.{fusion[3]}"] = value
            continue
        name = ours
        for pattern, theirs in _BACK:
            if re.match(pattern, ours):
                name = re.sub(pattern, theirs, ours, count=1)
                break
        block = re.fullmatch(r"((?:decoder_)?blocks\.\d+\.)(.*)", name)
        if block is None:
            official[name] = value
        elif block[2].startswith("qkv."):
            end = block[2].removeprefix("qkv.")
            for letter, part in zip("qkv", value.chunk(3), strict=True):
                official[f"{block[1]}attn.{letter}.{end}"] = part
        else:
            part_name, _, end = block[2].rpartition(".")
            official[f"{block[1]}{_BACK_IN_BLOCK.get(f'{part_name}.', f'{part_name}.')}{end}"] = value
    return official
