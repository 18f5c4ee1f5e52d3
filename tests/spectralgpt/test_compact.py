"""The network whose maps do not depend on how a scene was cut."""

import hashlib
import json
from copy import deepcopy
from pathlib import Path

import pytest
import torch
from safetensors.torch import save
from torch import Tensor

from models.catalog import CARDS, load_segmentation, read_card
from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Band
from models.spectralgpt.compact import (
    ANCHORS_NM,
    CompactConfig,
    CompactSpectralGPT,
    fold_norms,
    local_contrast,
    normalise,
    on_anchors,
)
from models.spectralgpt.compact_model import CompactSegmentation
from models.spectralgpt.compact_pretraining import spread_error
from models.spectralgpt.neighbourhood import NeighbourhoodAttention
from models.spectralgpt.wavelengths import spectral_groups

WAVELENGTHS = [442.5, 492.3, 559.4, 664.8, 832.9, 1612.1, 2194.1]
SMALL = CompactConfig(
    width=32,
    heads=4,
    spectral_blocks=1,
    spatial_blocks=1,
    radius=1,
    full=8,
    half=8,
    quarter=8,
    scenes=3,
)


@pytest.fixture(scope="module")
def network() -> CompactSpectralGPT:
    """A small network with weights that tell neighbours apart."""
    torch.manual_seed(0)
    made = CompactSpectralGPT(SMALL).eval()
    for block in made.encoder.spatial:
        torch.nn.init.normal_(block.attention.bias)
    return made


@pytest.mark.parametrize(("height", "width"), [(8, 8), (13, 19), (1, 3)])
def test_neighbourhood_attention_equals_its_definition(height: int, width: int) -> None:
    """Each token over those within the radius, one at a time."""
    torch.manual_seed(0)
    heads, depth, radius = 2, 8, 2
    attention = NeighbourhoodAttention(heads * depth, heads, radius).eval()
    torch.nn.init.normal_(attention.bias)
    x = torch.randn(2, height, width, heads * depth)
    q, k, v = attention.qkv(x).chunk(3, -1)
    q, k, v = (part.unflatten(-1, (heads, depth)) for part in (attention.norm_q(q), attention.norm_k(k), v))
    expected = torch.empty_like(q)
    for row in range(height):
        for column in range(width):
            near = [
                (r, c)
                for r in range(max(0, row - radius), min(height, row + radius + 1))
                for c in range(max(0, column - radius), min(width, column + radius + 1))
            ]
            side = 2 * radius + 1
            place = [(r - row + radius) * side + c - column + radius for r, c in near]
            keys = torch.stack([k[:, r, c] for r, c in near], 1)
            values = torch.stack([v[:, r, c] for r, c in near], 1)
            scores = torch.einsum("nhd,nlhd->nhl", q[:, row, column], keys) / depth**0.5
            share = (scores + attention.bias[:, place]).softmax(-1)
            expected[:, row, column] = torch.einsum("nhl,nlhd->nhd", share, values)
    torch.testing.assert_close(attention(x), attention.proj(expected.flatten(-2)))


def test_a_pixel_depends_on_its_surroundings_only(network: CompactSpectralGPT) -> None:
    """What is beyond the reach may change at will: no norm and no position looks at the whole chip."""
    torch.manual_seed(1)
    x = torch.rand(1, 7, 128, 256) * 0.4
    other = x.clone()
    other[..., 160:] = torch.rand(1, 7, 128, 96)
    with torch.inference_mode():
        first, second = network(x, WAVELENGTHS), network(other, WAVELENGTHS)
    torch.testing.assert_close(first[..., :80], second[..., :80])
    assert not torch.allclose(first[..., 160:], second[..., 160:], atol=1e-2)


def test_moved_windows_agree(network: CompactSpectralGPT) -> None:
    """Away from its rim a window says the same wherever it begins, on the grid of tokens."""
    torch.manual_seed(2)
    scene = torch.rand(1, 7, 192, 192) * 0.4
    with torch.inference_mode():
        whole = network(scene, WAVELENGTHS)
        window = network(scene[..., 40:184, 24:168], WAVELENGTHS)
    torch.testing.assert_close(window[..., 56:88, 56:88], whole[..., 96:128, 80:112], atol=1e-5, rtol=1e-4)


def _classified(
    network: CompactSpectralGPT, x: Tensor, wavelengths: list[float], given: Tensor | None = None
) -> tuple[Tensor, Tensor]:
    """Logits of the whole chip, and of its pixels."""
    tokens, decoded = network.decode(*network.assemble(x, wavelengths, None, given))
    assert network.scene_head is not None
    return network.scene_head(tokens.mean((2, 3))), network.classifier(decoded)


@pytest.mark.parametrize("bands", [[0, 1, 2], [1, 2, 3, 4], [5, 6], [0, 6], list(range(7))])
def test_a_band_that_is_left_out_is_as_if_it_were_not_there(
    network: CompactSpectralGPT, bands: list[int]
) -> None:
    """Training keeps its shapes and masks bands; users give the bands they have."""
    torch.manual_seed(3)
    x = torch.rand(2, 7, 32, 40) * 0.4
    given = torch.zeros(7, dtype=torch.bool)
    given[bands] = True
    with torch.inference_mode():
        plain = _classified(network, x[:, bands], [WAVELENGTHS[band] for band in bands])
        masked = _classified(network, x, WAVELENGTHS, given)
    torch.testing.assert_close(plain, masked)
    assert plain[0].shape == (2, 3)
    assert plain[1].shape == (2, 9, 32, 40)


def test_hidden_pixels_may_hold_anything(network: CompactSpectralGPT) -> None:
    """Nodata must not leak into the map."""
    torch.manual_seed(4)
    x = torch.rand(1, 7, 32, 32) * 0.4
    hidden = torch.zeros(1, 1, 32, 32, dtype=torch.bool)
    hidden[..., :9, :] = True
    other = torch.where(hidden, 0.9, x)
    with torch.inference_mode():
        torch.testing.assert_close(network(x, WAVELENGTHS, hidden), network(other, WAVELENGTHS, hidden))


def test_reconstruction_predicts_bands_that_are_not_given(network: CompactSpectralGPT) -> None:
    """From two bands to all seven."""
    x = torch.rand(1, 2, 16, 16)
    hidden = torch.zeros(1, 1, 16, 16, dtype=torch.bool)
    with torch.inference_mode():
        assert network.reconstruct(x, WAVELENGTHS[:2], hidden, WAVELENGTHS).shape == (1, 7, 16, 16)


def _card(folder: Path, network: CompactSpectralGPT, **architecture: object) -> Path:
    document = json.loads((CARDS / "landcover-small.json").read_text("utf-8"))
    weights = save({key: value.half() for key, value in network.state_dict().items()})
    (folder / "own.safetensors").write_bytes(weights)
    document |= {"id": "own", "weights": "own.safetensors", "sha256": hashlib.sha256(weights).hexdigest()}
    document["architecture"] = {"name": "compact", **network.config.to_dict(), **architecture}
    path = folder / "own.json"
    path.write_text(json.dumps(document), "utf-8")
    return path


@pytest.mark.parametrize(
    ("names", "read"),
    [
        (("B01", "B02", "B04", "B08"), (0, 1, 2, 3)),
        (("B03", "B04", "B08"), (0, 1, 2)),
        # The blue band stands in for the coastal one.
        (("B02", "B03", "B04", "B08"), (0, 1, 2, 3, 0)),
        (("B04", "B02", "B08"), (0, 1, 2, 1)),
    ],
)
def test_a_card_brings_it_into_the_catalogue(
    network: CompactSpectralGPT, tmp_path: Path, names: tuple[str, ...], read: tuple[int, ...]
) -> None:
    """Its probabilities and features through the engine are the network's own."""
    card = read_card(_card(tmp_path, network), tmp_path)
    model = load_segmentation(card, "cpu")
    assert isinstance(model, CompactSegmentation)
    bands = [
        Band(name, SENTINEL2[name].wavelength, SENTINEL2[name].width, "", 1, None, "metadata")
        for name in names
    ]
    selection = model.select_bands(bands)
    torch.manual_seed(5)
    x = torch.rand(1, len(names), 32, 32) * 0.4
    given = x[:, selection.positions]
    valid = torch.ones(1, 32, 32, dtype=torch.bool)
    half = CompactSpectralGPT(SMALL).eval()
    half.load_state_dict({key: value.half().float() for key, value in network.state_dict().items()})
    wavelengths = [SENTINEL2[names[k]].wavelength for k in read[: len(names)]] + [442.5] * (
        len(read) - len(names)
    )
    temperature = 1.0 if card.calibration is None else card.calibration.temperature_for(selection.wavelengths)
    with torch.inference_mode():
        expected = (half(x[:, list(read)], wavelengths) / temperature).softmax(1)
        # A processor that computes in bf16 rounds.
        close = {"atol": 0.02, "rtol": 0.1}
        torch.testing.assert_close(model.probabilities(given, valid, selection), expected, **close)
        seen = model.pixel_features(given, valid, selection.wavelengths)
        decoded = half.decode(*half.assemble(x[:, list(read)], wavelengths))[1]
        torch.testing.assert_close(seen, decoded, atol=0.05, rtol=0.1)
        # Tokens are of the bands that are there.
        tokens = half.tokens(x, [SENTINEL2[name].wavelength for name in names])
        torch.testing.assert_close(model.features(given, valid, selection), tokens, atol=0.1, rtol=0.1)


def test_nothing_stands_in_for_a_band_that_a_model_never_had(
    network: CompactSpectralGPT, tmp_path: Path
) -> None:
    """A model that was trained without the coastal band."""
    path = _card(tmp_path, network)
    document = json.loads(path.read_text("utf-8"))
    document["bands"] = document["bands"][1:]
    path.write_text(json.dumps(document), "utf-8")
    model = load_segmentation(read_card(path, tmp_path), "cpu")
    names = ("B02", "B03", "B04")
    bands = [
        Band(name, SENTINEL2[name].wavelength, SENTINEL2[name].width, "", 1, None, "metadata")
        for name in names
    ]
    selection = model.select_bands(bands)
    x, valid = torch.rand(1, 3, 32, 32) * 0.4, torch.ones(1, 32, 32, dtype=torch.bool)
    assert isinstance(model, CompactSegmentation)
    with torch.inference_mode():
        plain = network.decode(*network.assemble(x, selection.wavelengths))[1]
        seen = model.pixel_features(x, valid, selection.wavelengths)
        torch.testing.assert_close(seen, plain, atol=0.05, rtol=0.1)


@pytest.mark.parametrize("change", [{"width": 64}, {"windows": 3}])
def test_a_card_that_describes_another_network_is_refused(
    network: CompactSpectralGPT, tmp_path: Path, change: dict[str, int]
) -> None:
    """Other sizes, or sizes that this network does not have."""
    card = read_card(_card(tmp_path, network, **change), tmp_path)
    with pytest.raises(EngineError) as refusal:
        load_segmentation(card, "cpu")
    assert refusal.value.code == "model.damaged"


@pytest.mark.parametrize("size", [(32, 32), (64, 40), (8, 128)])
@pytest.mark.parametrize("bands", [WAVELENGTHS, WAVELENGTHS[:3], [833.0], [1612.0, 492.0], [1240.0]])
def test_any_band_set_and_any_multiple_of_eight(
    network: CompactSpectralGPT, size: tuple[int, int], bands: list[float]
) -> None:
    """Logits come at the input's own size, also for wavelengths between those that it has kernels for."""
    with torch.inference_mode():
        logits = network(torch.rand(2, len(bands), *size), bands)
    assert logits.shape == (2, 9, *size)
    assert torch.isfinite(logits).all()


def test_bands_are_known_by_wavelength(network: CompactSpectralGPT) -> None:
    """Their order does not matter; a wrong wavelength does."""
    torch.manual_seed(6)
    x = torch.rand(1, 7, 32, 32)
    turned = list(reversed(range(7)))
    with torch.inference_mode():
        first = network(x, WAVELENGTHS)
        second = network(x[:, turned], [WAVELENGTHS[i] for i in turned])
        wrong = network(x, [*WAVELENGTHS[:4], 960.0, *WAVELENGTHS[5:]])
    torch.testing.assert_close(first, second, atol=1e-4, rtol=1e-4)
    assert (first - wrong).abs().max() > 1e-3


def test_bands_between_two_wavelengths_count_for_both() -> None:
    """A band half-way in the logarithm is half of each; three bands at one place are averaged."""
    x = torch.rand(1, 1, 8, 8)
    between = (ANCHORS_NM[8] * ANCHORS_NM[9]) ** 0.5
    spectrum, presence = on_anchors(x, [between])
    torch.testing.assert_close(presence[0, 8:10], torch.tensor([0.5, 0.5]))
    torch.testing.assert_close(spectrum[0, 8], 0.5 * normalise(x)[0, 0])
    three = torch.rand(1, 3, 8, 8)
    spectrum, presence = on_anchors(three, [ANCHORS_NM[3]] * 3)
    assert presence[0].tolist() == [0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0]
    torch.testing.assert_close(spectrum[0, 3], normalise(three)[0].mean(0))


def test_contrast_is_blind_to_haze_and_light() -> None:
    """Away from the rim, the same offset everywhere and a common gain change nothing but the floor's part."""
    torch.manual_seed(7)
    spectrum = torch.randn(1, 11, 128, 128)
    plain, hazy = local_contrast(spectrum), local_contrast(2 * spectrum + 0.7)
    torch.testing.assert_close(plain, hazy, atol=0.1, rtol=0.05)
    assert (spectrum - (2 * spectrum + 0.7)).abs().mean() > 0.5


def test_folded_norms_give_the_same_map(network: CompactSpectralGPT) -> None:
    """The engine folds them for speed."""
    torch.manual_seed(8)
    trained = deepcopy(network)
    for part in trained.modules():
        if isinstance(part, torch.nn.BatchNorm2d):
            part.running_mean.normal_()
            part.running_var.uniform_(0.5, 2)
    folded = deepcopy(trained)
    fold_norms(folded)
    x = torch.rand(1, 7, 32, 32) * 0.4
    with torch.inference_mode():
        torch.testing.assert_close(folded(x, WAVELENGTHS), trained(x, WAVELENGTHS), atol=1e-4, rtol=1e-4)
    # Only the norm of the first, normless convolution is left.
    assert sum(isinstance(part, torch.nn.BatchNorm2d) for part in folded.modules()) == 1


def test_groups_follow_the_spectrum() -> None:
    """Visible, near infrared, short-wave infrared; a group without bands is left out."""
    assert spectral_groups(WAVELENGTHS) == [[0, 1, 2, 3], [4], [5, 6]]
    assert spectral_groups((2194.0, 492.0)) == [[1], [0]]


def test_an_error_around_is_carried_into_what_is_hidden_and_no_farther() -> None:
    """Alike everywhere: nearly the same inside a token; far from all that is known nothing."""
    known = torch.zeros(2, 32, 128, dtype=torch.bool)
    known[:, :, :32] = True
    known[0, 8:16, 8:16] = False
    error = torch.tensor([0.05, -0.1])[:, None, None].expand(2, 32, 128)
    found = spread_error(torch.where(known, error, 9.0), known)
    torch.testing.assert_close(found[0, 8:16, 8:16], error[0, 8:16, 8:16], rtol=0.05, atol=0)
    assert (found[:, :, 120:].abs() < 1e-3).all()
    assert found[1, 16, 36] < -0.05
