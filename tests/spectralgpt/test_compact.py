"""The compact network takes any band set and size, and what is hidden cannot matter."""

import pytest
import torch

from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT, position_encoding
from models.spectralgpt.wavelengths import spectral_groups

TINY = CompactConfig(
    width=32, heads=2, joint_blocks=1, spatial_blocks=1, stem=8, half=16, quarter=16, full=16, classes=4
)
TEN = (492.0, 560.0, 665.0, 704.0, 740.0, 783.0, 833.0, 864.0, 1612.0, 2194.0)


@pytest.fixture
def network() -> CompactSpectralGPT:
    """A tiny network with fixed weights."""
    torch.manual_seed(3)
    return CompactSpectralGPT(TINY).eval()


@pytest.mark.parametrize("size", [(32, 32), (64, 40), (8, 128)])
@pytest.mark.parametrize("bands", [TEN, TEN[:3], (833.0,), (1612.0, 492.0)])
def test_any_band_set_and_any_multiple_of_eight(
    network: CompactSpectralGPT, size: tuple[int, int], bands: tuple[float, ...]
) -> None:
    """Logits come at the input's own size."""
    logits = network(torch.rand(2, len(bands), *size), bands)
    assert logits.shape == (2, 4, *size)
    assert torch.isfinite(logits).all()


def test_the_order_of_the_bands_does_not_matter(network: CompactSpectralGPT) -> None:
    """Bands are known by wavelength, not by position."""
    x = torch.rand(1, len(TEN), 32, 32)
    turned = list(reversed(range(len(TEN))))
    with torch.inference_mode():
        first = network(x, TEN)
        second = network(x[:, turned], [TEN[i] for i in turned])
    torch.testing.assert_close(first, second, atol=1e-4, rtol=1e-4)


def test_a_wavelength_that_is_wrong_changes_the_result(network: CompactSpectralGPT) -> None:
    """Otherwise the test above would hold for a network that ignores wavelengths."""
    x = torch.rand(1, 3, 32, 32)
    with torch.inference_mode():
        difference = (network(x, TEN[:3]) - network(x, (492.0, 560.0, 620.0))).abs().max()
    assert difference > 1e-3


def test_hidden_values_cannot_leak(network: CompactSpectralGPT) -> None:
    """Nodata under the mask may hold any number."""
    x = torch.rand(1, 3, 32, 32)
    hidden = torch.zeros(1, 1, 32, 32, dtype=torch.bool)
    hidden[..., 5:20, 7:30] = True
    other = torch.where(hidden, torch.full_like(x, 0.9), x)
    with torch.inference_mode():
        torch.testing.assert_close(network(x, TEN[:3], hidden), network(other, TEN[:3], hidden))


def test_a_sample_does_not_depend_on_its_batch(network: CompactSpectralGPT) -> None:
    """Scores must be the same whatever else is in a batch."""
    x = torch.rand(4, 3, 32, 32)
    with torch.inference_mode():
        torch.testing.assert_close(network(x, TEN[:3])[2:3], network(x[2:3], TEN[:3]), atol=1e-5, rtol=1e-5)


def test_reconstruction_gives_the_bands_asked_for(network: CompactSpectralGPT) -> None:
    """Targets may be other bands than the input's."""
    x = torch.rand(2, 3, 32, 32)
    hidden = torch.rand(2, 3, 32, 32) < 0.6
    assert network.reconstruct(x, TEN[:3], hidden, TEN).shape == (2, 10, 32, 32)


def test_positions_tell_every_token_apart() -> None:
    """Two places with one encoding could not be told apart by attention."""
    encoding = position_encoding(16, 16, 64, torch.device("cpu"))
    distance = torch.cdist(encoding, encoding) + 10 * torch.eye(256)
    assert distance.min() > 0.05


def test_groups_follow_the_spectrum() -> None:
    """Visible, near infrared, short-wave infrared; a group without bands is left out."""
    assert spectral_groups(TEN) == [[0, 1, 2], [3, 4, 5, 6, 7], [8, 9]]
    assert spectral_groups((2194.0, 492.0)) == [[1], [0]]
