"""What the change head promises whatever its weights are."""

import numpy as np
import pytest
import torch

from models.change import smoothing
from models.spectralgpt.compact import CompactConfig, CompactSpectralGPT
from models.spectralgpt.compact_change import (
    SMALLEST_SCALE,
    ChangeHead,
    ChangeHeadConfig,
    CompactChange,
    Statistics,
    guides,
    mean_of_alike,
    rooted,
    scene_statistics,
    statistics_of,
)

WAVELENGTHS = (492.3, 559.4, 664.8, 832.9, 1612.1)
CONFIG = CompactConfig(
    width=32, heads=2, spectral_blocks=1, spatial_blocks=1, radius=1, full=8, half=8, quarter=8
)


@pytest.fixture(params=["with the network", "bands alone"])
def model(request: pytest.FixtureRequest) -> CompactChange:
    """Random weights, large enough to matter."""
    torch.manual_seed(0)
    network = CompactSpectralGPT(CONFIG).eval() if request.param == "with the network" else None
    config = ChangeHeadConfig(features=8 if network else 0, tokens=32 if network else 0, bands=4, width=16)
    return CompactChange(network, ChangeHead(config)).eval()


def dates(n: int = 2, size: int = 32, seed: int = 1) -> tuple[torch.Tensor, torch.Tensor]:
    generator = torch.Generator().manual_seed(seed)
    before, after = 0.05 + 0.4 * torch.rand(2, n, len(WAVELENGTHS), size, size, generator=generator)
    return before, after


def plain(n: int = 2, bands: int = len(WAVELENGTHS)) -> Statistics:
    return Statistics(torch.zeros(n, bands), torch.ones(n, bands))


@torch.no_grad()
def test_no_date_is_the_first(model: CompactChange) -> None:
    """Change is change in either direction; the scene's centre turns its sign with the dates."""
    before, after = dates()
    centre, scale = torch.randn(2, len(WAVELENGTHS)), torch.rand(2, len(WAVELENGTHS)) + 0.5
    there = model(before, after, WAVELENGTHS, Statistics(centre, scale))
    back = model(after, before, WAVELENGTHS, Statistics(-centre, scale))
    assert there.shape == (2, 1, 32, 32)
    torch.testing.assert_close(there, back, atol=1e-4, rtol=1e-4)


@torch.no_grad()
def test_what_is_far_away_does_not_matter(model: CompactChange) -> None:
    """Seams come from what depends on the whole window."""
    before, after = dates(1, 160)
    logits = model(before, after, WAVELENGTHS, plain(1))
    after = after.clone()
    after[:, :, 120:] = 0.9
    moved = model(before, after, WAVELENGTHS, plain(1))
    torch.testing.assert_close(moved[:, :, :40], logits[:, :, :40], atol=1e-4, rtol=1e-4)
    assert (moved[:, :, 120:] - logits[:, :, 120:]).abs().max() > 1e-3


@torch.no_grad()
def test_invalid_pixels_hold_nothing(model: CompactChange) -> None:
    """Whatever number stands where a date is invalid, the other pixels do not see it."""
    before, after = dates()
    valid = torch.ones(2, 1, 32, 32, dtype=torch.bool)
    valid[:, :, 10:20, 5:25] = False
    logits = model(before, after, WAVELENGTHS, plain(), valid)
    garbage = torch.where(valid, after, 1.2)
    torch.testing.assert_close(model(before, garbage, WAVELENGTHS, plain(), valid), logits)
    assert not torch.allclose(model(before, after, WAVELENGTHS, plain()), logits, atol=1e-4)


@torch.no_grad()
def test_a_band_that_is_not_given_is_as_if_absent(model: CompactChange) -> None:
    """Training leaves bands out by a mask; use leaves them out by not passing them."""
    before, after = dates()
    given = torch.tensor([True, True, True, False, True])
    kept = given.nonzero().flatten().tolist()
    masked = model(before, after, WAVELENGTHS, plain(), None, given)
    absent = model(
        before[:, kept],
        after[:, kept],
        [WAVELENGTHS[k] for k in kept],
        Statistics(*(value[:, kept] for value in plain()[:2])),
    )
    torch.testing.assert_close(masked, absent, atol=1e-4, rtol=1e-4)


def test_statistics_are_the_usual_difference_and_its_spread() -> None:
    """Large changes in a twentieth move neither much; a band without any difference keeps a scale."""
    generator = torch.Generator().manual_seed(0)
    usual = 0.3 + 0.5 * torch.randn(20_000, generator=generator)
    usual[::20] = 5.0
    centre, scale = statistics_of(torch.stack([usual, torch.zeros(20_000)])).unbind(-1)
    assert centre[0] == pytest.approx(0.3, abs=0.08)
    assert scale[0] == pytest.approx(0.5, abs=0.1)
    assert centre[1] == 0
    assert scale[1] == pytest.approx(SMALLEST_SCALE)


@torch.no_grad()
def test_what_the_whole_scene_differs_by_is_taken_out_of_the_bands() -> None:
    """A head on bands alone sees nothing of a constant shift in the units that it compares."""
    torch.manual_seed(0)
    model = CompactChange(None, ChangeHead(ChangeHeadConfig(features=0, tokens=0, bands=4, width=16)))
    before, _ = dates()
    brighter = (before.sqrt() * 1.0 + 0.05).square()
    shift = (rooted(brighter) - rooted(before)).flatten(2)
    statistics = statistics_of(shift)
    same = model.head(
        before, before, torch.tensor(WAVELENGTHS), Statistics(0 * statistics[..., 0], statistics[..., 1])
    )
    moved = model.head(before, brighter, torch.tensor(WAVELENGTHS), Statistics(*statistics.unbind(-1)))
    # Only the mean of both dates may differ, by little.
    uncorrected = model.head(
        before, brighter, torch.tensor(WAVELENGTHS), Statistics(0 * statistics[..., 0], statistics[..., 1])
    )
    assert (moved - same).abs().mean() < 0.2 * (uncorrected - same).abs().mean()


def test_a_frozen_network_gets_no_gradients() -> None:
    """One file serves land cover and change only if change leaves it as it is."""
    torch.manual_seed(0)
    for tuned in (False, True):
        network = CompactSpectralGPT(CONFIG)
        model = CompactChange(network, ChangeHead(ChangeHeadConfig(8, 32, 4, 16)), tuned)
        model(*dates(), WAVELENGTHS, plain()).square().mean().backward()
        assert any(p.grad is not None for p in network.parameters()) == tuned
        assert all(p.grad is not None for p in model.head.parameters())


def test_surfaces_are_averaged_as_for_the_label_free_evidence() -> None:
    """The same filter twice, once on a device: they must not drift apart."""
    random = np.random.default_rng(0)
    values = random.random((40, 50)).astype(np.float32)
    guide = random.normal(0, 0.6, (4, 40, 50)).astype(np.float32)
    valid = random.random((40, 50)) > 0.1
    there = torch.from_numpy(valid).float()[None, None]
    ours = mean_of_alike(torch.from_numpy(values)[None, None], torch.from_numpy(guide)[None], there)
    theirs = smoothing.mean_of_alike(values, guide * valid, valid)
    close = np.isclose(ours[0, 0].numpy(), theirs, atol=1e-4)
    assert close[valid].all()


@torch.no_grad()
def test_probabilities_are_means_over_what_looks_alike(model: CompactChange) -> None:
    """Less varied than the pixels' own, between 0 and 1, and the same whichever date is first."""
    before, after = dates()
    valid = torch.ones(2, 1, 32, 32, dtype=torch.bool)
    model.head.score.weight.mul_(30)
    flat = [rooted(date[0]).flatten(1) for date in (before, after)]
    there = Statistics(*scene_statistics(*flat))
    back = Statistics(*scene_statistics(*flat[::-1]))
    found = model.probabilities(before, after, WAVELENGTHS, there, valid)
    own = model(before, after, WAVELENGTHS, there).sigmoid()
    assert found.shape == own.shape
    assert ((found >= 0) & (found <= 1)).all()
    assert found.std() < own.std()
    turned = model.probabilities(after, before, WAVELENGTHS, back, valid)
    torch.testing.assert_close(found, turned, atol=1e-3, rtol=1e-3)


def test_guides_are_red_and_the_infrared_where_there_is_any() -> None:
    """Three visible bands have only themselves."""
    assert guides(WAVELENGTHS) == [2, 3, 4]
    assert guides((492.3, 559.4, 664.8)) == [2]
