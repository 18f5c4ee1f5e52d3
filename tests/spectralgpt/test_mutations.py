"""Each mistake that is easy to make in these networks is caught by the authors' numbers.

A mutation changes a correct network, by patching, into one with a single mistake; the comparison of
`test_official_parity` must then fail. One that went through would mean that the gate is open there.
"""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.spectralgpt import dense, encoder, pretraining, transformer
from models.spectralgpt.architecture import BANDS
from tests.spectralgpt.golden_numbers import CHECKS, golden_folder, network

Patch = pytest.MonkeyPatch
Mutation = Callable[[nn.Module, Patch], None]
MUTATIONS: dict[str, tuple[str, str, Mutation]] = {}
"""By name: the case and the rule of the numbers that must tell, and the mistake."""


def mutation(case: str, rule: str = "hash") -> Callable[[Mutation], Mutation]:
    """Name a mistake after its function."""

    def keep(make: Mutation) -> Mutation:
        MUTATIONS[make.__name__] = (case, rule, make)
        return make

    return keep


def reorder_bands(net: nn.Module, order: list[int]) -> None:
    net.encoder.embedding.register_forward_pre_hook(lambda _module, given: (given[0][:, order],))


def reorder_qkv(net: nn.Module, order: str) -> None:
    for block in net.encoder.blocks:
        for parameter in (block.qkv.weight, block.qkv.bias):
            parts = dict(zip("qkv", parameter.data.chunk(3), strict=True))
            parameter.data = torch.cat([parts[name] for name in order])


@mutation("mae128", "sine")
def layer_norm_eps(net: nn.Module, _patch: Patch) -> None:
    for module in net.modules():
        if isinstance(module, nn.LayerNorm):
            module.eps = 1e-5


@mutation("mae96")
def head_order(_net: nn.Module, patch: Patch) -> None:
    """Values of a head interleaved with those of the others, instead of side by side."""

    def forward(self: transformer.TransformerBlock, x: Tensor) -> Tensor:
        n, length, width = x.shape
        qkv = self.qkv(self.norm1(x)).view(n, length, 3, width // self.heads, self.heads)
        q, k, v = qkv.permute(2, 0, 4, 1, 3).unbind(0)
        attended = F.scaled_dot_product_attention(q, k, v).permute(0, 2, 3, 1).reshape(n, length, width)
        x = x + self.proj(attended)
        return x + self.fc2(F.gelu(self.fc1(self.norm2(x))))

    patch.setattr(transformer.TransformerBlock, "forward", forward)


@mutation("mae96")
def keys_and_values_swapped(net: nn.Module, _patch: Patch) -> None:
    reorder_qkv(net, "qvk")


@mutation("mae96")
def queries_and_keys_swapped(net: nn.Module, _patch: Patch) -> None:
    reorder_qkv(net, "kqv")


@mutation("mae96")
def approximate_gelu(_net: nn.Module, patch: Patch) -> None:
    def project(x: Tensor, layer: nn.Linear, gelu: bool = False) -> Tensor:
        return F.gelu(layer(x), approximate="tanh") if gelu else layer(x)

    patch.setattr(transformer, "project", project)


@mutation("mae96")
def tokens_place_by_place(net: nn.Module, _patch: Patch) -> None:
    """All groups of a place, then the next place."""
    net.encoder.embedding.register_forward_hook(
        lambda _module, _given, out: out.view(len(out), 4, -1, out.shape[2]).transpose(1, 2).flatten(1, 2)
    )


@mutation("mae96")
def rows_and_columns_swapped(_net: nn.Module, patch: Patch) -> None:
    embed = encoder.SpectralGPTEncoder.embed
    patch.setattr(
        encoder.SpectralGPTEncoder, "embed", lambda self, x, c=None: embed(self, x.transpose(2, 3), c)
    )


@mutation("mae96")
def no_positions(net: nn.Module, _patch: Patch) -> None:
    net.encoder.positions.space.data.zero_()


@mutation("mae96")
def no_spectral_positions(net: nn.Module, _patch: Patch) -> None:
    net.encoder.positions.spectrum.data.zero_()


@mutation("mae96")
def loss_of_mean_spectra(_net: nn.Module, patch: Patch) -> None:
    """The mean over the groups instead of their sum."""
    loss = pretraining._loss

    def mean(prediction: Tensor, target: Tensor, mask: Tensor, groups: int) -> Tensor:
        whole = loss(prediction, target, mask, groups)
        tokens = ((prediction - target).square().mean(2) * mask).sum() / mask.sum()
        return tokens + (whole - tokens) / groups**2

    patch.setattr(pretraining, "_loss", mean)


@mutation("mae96")
def mask_turned_around(_net: nn.Module, patch: Patch) -> None:
    loss = pretraining._loss
    patch.setattr(pretraining, "_loss", lambda p, t, mask, groups: loss(p, t, 1 - mask, groups))


@mutation("cls128_sep")
def band_order(net: nn.Module, _patch: Patch) -> None:
    """B8A last, as in EuroSAT's files."""
    reorder_bands(net, [*(k for k in range(12) if k != BANDS.index("B8A")), BANDS.index("B8A")])


@mutation("cls128_sep")
def all_tokens_pooled(net: nn.Module, patch: Patch) -> None:
    patch.setattr(type(net), "pooled", lambda self, x, c=None: self.encoder.norm(self.encode(x, c).mean(1)))


@mutation("seg")
def average_pooling(_net: nn.Module, patch: Patch) -> None:
    patch.setattr(dense.F, "adaptive_max_pool2d", F.adaptive_avg_pool2d)


@mutation("seg")
def corners_not_aligned(_net: nn.Module, patch: Patch) -> None:
    enlarge = F.interpolate
    patch.setattr(dense.F, "interpolate", lambda x, *a, **k: enlarge(x, *a, **{**k, "align_corners": False}))


@mutation("seg")
def final_norm_applied(net: nn.Module, patch: Patch) -> None:
    patch.setattr(type(net), "encode", lambda self, x: self.encoder.norm(self.encoder(x)))


@mutation("seg")
def groups_averaged(net: nn.Module, _patch: Patch) -> None:
    """The mean instead of the learned merge."""
    net.merge.weight.data.fill_(0.25)
    net.merge.bias.data.zero_()


@mutation("cd")
def dates_swapped(net: nn.Module, patch: Patch) -> None:
    forward = type(net).forward
    patch.setattr(type(net), "forward", lambda self, before, after: forward(self, after, before))


@mutation("cd")
def difference_without_sign(net: nn.Module, patch: Patch) -> None:
    score = type(net).score
    patch.setattr(type(net), "score", lambda self, merged, height: score(self, merged.abs(), height))


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(MUTATIONS, key=lambda name: MUTATIONS[name][:2]))
def test_the_mistake_is_caught(name: str, checkout: Path, monkeypatch: Patch) -> None:
    """The comparison that the correct network passes fails."""
    folder = golden_folder(checkout)
    case, rule, mutate = MUTATIONS[name]
    net = network(folder, case, rule)
    mutate(net, monkeypatch)
    with pytest.raises(AssertionError):
        CHECKS[case](folder, case, rule, net)
