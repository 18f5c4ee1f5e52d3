"""The peers have the published sizes and compute what their papers say."""

import pytest
import torch
from torch import nn

from models.baselines.chip_features import RandomConvolutions, image_statistics
from models.baselines.official_weights import PEERS, build
from models.baselines.resnet import ResNet
from models.baselines.vit import SatMAE, VisionTransformer, ViTSizes

SMALL = ViTSizes(side=32, patch=8, width=48, depth=2, heads=4)
PARAMETERS = {
    "resnet50": 25_557_032,  # torchvision's table
    "seco18": 11_689_512,  # torchvision's table, with ImageNet's classes
    "vit": 86_567_656,  # torchvision's and timm's tables
    "vit-22k": 102_595_923,  # timm: 102.6 M
}


@pytest.mark.parametrize("peer", PARAMETERS)
def test_parameters_are_the_published_ones(peer: str) -> None:
    """With the classes of the official file."""
    _, classes, _ = PEERS[peer]
    with torch.device("meta"):
        network = build(peer, classes)
    assert sum(p.numel() for p in network.parameters()) == PARAMETERS[peer]


def test_satmae_has_the_parameters_that_its_definition_adds_up_to() -> None:
    """Counted by hand from models_vit_group_channels.py: 12 blocks, three patch embeddings, 145 places."""
    with torch.device("meta"):
        network = build("satmae", 62)
    block = 2 * 2 * 768 + 4 * 768 * 768 + 4 * 768 + 8 * 768 * 768 + 5 * 768
    patches = 10 * 64 * 768 + 3 * 768
    positions = 145 * 512 + 3 * 256 + 256 + 768
    total = 12 * block + patches + positions + 2 * 768 + 768 * 62 + 62
    assert sum(p.numel() for p in network.parameters()) == total


@pytest.mark.parametrize(("depth", "width"), [(18, 512), (50, 2048)])
def test_resnets_give_features_and_logits_of_any_size(depth: int, width: int) -> None:
    """Strides add up to 32."""
    network = ResNet(depth, 10).eval()
    x = torch.rand(2, 3, 64, 96)
    with torch.inference_mode():
        features, logits = network.features(x), network(x)
        last = torch.rand(1, 64, 16, 24)
        for number in range(1, 5):
            last = network.get_submodule(f"layer{number}")(last)
        torch.testing.assert_close(logits, network.fc(features))
    assert last.shape == (1, width, 2, 3)
    assert features.shape == (2, width)
    assert logits.shape == (2, 10)


def test_a_bottleneck_strides_in_its_3x3_convolution() -> None:
    """As torchvision's files expect it, not as the paper has it."""
    block = ResNet(50).layer2[0]
    assert [c.stride for c in (block.conv1, block.conv2, block.conv3)] == [(1, 1), (2, 2), (1, 1)]


def test_transformer_blocks_compute_what_torch_own_layer_computes() -> None:
    """Same weights, same numbers."""
    torch.manual_seed(0)
    ours = VisionTransformer(5, SMALL).blocks[0].eval()
    theirs = nn.TransformerEncoderLayer(
        48, 4, 192, 0.0, "gelu", layer_norm_eps=1e-6, batch_first=True, norm_first=True
    ).eval()
    names = {
        "self_attn.in_proj_": "attn.qkv.",
        "self_attn.out_proj.": "attn.proj.",
        "linear1.": "mlp.fc1.",
        "linear2.": "mlp.fc2.",
    }
    state = {}
    for name in theirs.state_dict():
        own = name
        for a, b in names.items():
            own = own.replace(a, b)
        state[name] = ours.state_dict()[own]
    theirs.load_state_dict(state)
    x = torch.randn(2, 17, 48)
    with torch.no_grad():
        torch.testing.assert_close(ours(x), theirs(x), atol=1e-5, rtol=1e-5)


def test_satmae_tells_its_groups_apart() -> None:
    """Swapped groups of channels give other features, and every group counts."""
    torch.manual_seed(0)
    network = SatMAE(4, SMALL, groups=((0, 1), (2, 3)), channel_width=16).eval()
    x = torch.rand(1, 4, 32, 32)
    with torch.inference_mode():
        first, swapped = network.features(x), network.features(x[:, [2, 3, 0, 1]])
        assert network(x).shape == (1, 4)
    assert first.shape == (1, 48)
    assert (first - swapped).abs().max() > 1e-3


def test_image_statistics_are_those_of_each_band() -> None:
    """Mean, deviation, least, greatest."""
    x = torch.tensor([[[[0.0, 2.0]], [[5.0, 5.0]]]]).numpy()
    assert image_statistics(x).tolist() == [[1.0, 5.0, 1.0, 0.0, 0.0, 5.0, 2.0, 5.0]]


def test_random_convolutions_depend_on_the_seed_and_on_structure_only() -> None:
    """The same chips give the same features, a shifted pattern nearly the same, another seed others."""
    torch.manual_seed(0)
    chips = torch.rand(8, 3, 32, 32).numpy()
    encode = RandomConvolutions(chips, 16, seed=0)
    first = encode(chips)
    assert first.shape == (8, 32)
    assert (first == RandomConvolutions(chips, 16, seed=0)(chips)).all()
    assert (first != RandomConvolutions(chips, 16, seed=1)(chips)).any()
    assert abs(first - encode(chips[..., ::-1].copy())[:, :]).max() < 0.2
