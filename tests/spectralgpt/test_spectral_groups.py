"""More spectral groups than four: positions by wavelength, the official ones bit for bit."""

import numpy as np
import pytest
import torch

from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Band
from models.spectralgpt.architecture import BANDS
from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.input_options import InputOptions
from models.spectralgpt.inputs import InputRecipe
from models.spectralgpt.spectral_groups import CENTRES, MOST_GROUPS, group_bands, spectral_positions
from tests.spectralgpt import official_files

ALL = InputOptions(spectral_groups="all-bands")


def bands_at(*wavelengths: float | None) -> list[Band]:
    return [Band(f"band {k}", w, 10.0, "x.tif", k, 30.0, "metadata") for k, w in enumerate(wavelengths, 1)]


def sentinel2(*names: str, shift: float = 0.0) -> list[Band]:
    return [
        Band(n, SENTINEL2[n].wavelength + shift, SENTINEL2[n].width, "x.tif", 1, 10.0, "metadata")
        for n in names
    ]


def test_positions_are_linear_between_the_networks_own_and_end_at_the_outermost() -> None:
    """By wavelength: a group halfway between two centres gets the mean of their vectors."""
    table = torch.randn(1, 4, 8, generator=torch.Generator().manual_seed(0))
    assert torch.equal(spectral_positions(table, CENTRES), table)
    halfway = (CENTRES[1] + CENTRES[2]) / 2
    made = spectral_positions(table, [300.0, halfway, 2400.0])
    torch.testing.assert_close(made[0, 1], (table[0, 1] + table[0, 2]) / 2)
    assert torch.equal(made[0, 0], table[0, 0])
    assert torch.equal(made[0, 2], table[0, 3])
    with pytest.raises(ValueError, match="6 spectral groups"):
        spectral_positions(torch.zeros(1, 6, 8), [500.0])


@pytest.mark.parametrize("shift", [0.0, 1.5])
@pytest.mark.parametrize("names", [BANDS, tuple(SENTINEL2), tuple(reversed(SENTINEL2))])
def test_sentinel2s_own_bands_give_the_official_network_bit_for_bit(
    names: tuple[str, ...], shift: float
) -> None:
    """In any order, with or without the cirrus band, from any of the satellites."""
    bands = sentinel2(*names, shift=shift)
    chips = torch.rand(2, len(bands), 32, 32, generator=torch.Generator().manual_seed(1))
    valid = torch.ones(2, 32, 32, dtype=torch.bool)
    images, tokens = [], []
    net = network_of(official_files.make("pretraining"))
    for options in (InputOptions(), ALL):
        selection = InputRecipe().select(bands, options)
        images.append(selection.assemble(chips[:, selection.positions], valid))
        with torch.inference_mode():
            tokens.append(net.encode(images[-1], selection.centres))
    assert torch.equal(*images)
    assert torch.equal(*tokens)


def test_narrow_bands_are_grouped_by_wavelength() -> None:
    """24 bands in disorder: eight groups, from short to long."""
    wavelengths = [450.0 + 38 * k for k in range(24)]
    order = np.random.default_rng(0).permutation(24)
    grouping = group_bands(bands_at(*(wavelengths[k] for k in order)))
    assert grouping.bands == 24
    assert [wavelengths[order[position]] for (position,) in grouping.channels] == sorted(wavelengths)
    assert len(grouping.centres) == 8
    assert grouping.centres[0] == pytest.approx(488.0)
    assert list(grouping.centres) == sorted(grouping.centres)
    selection = InputRecipe().select(bands_at(*wavelengths), ALL)
    assert "Experimental: 24 bands in 8 spectral groups" in selection.notes[0]
    assert selection.facts()["spectral_groups"]["experimental"] is True
    net = network_of(official_files.make("pretraining"))
    image = torch.rand(1, 24, 40, 48, generator=torch.Generator().manual_seed(2))
    with torch.inference_mode():
        tokens = net.encode(image, selection.centres)
        assert tokens.shape == (1, 8 * 5 * 6, official_files.WIDTH)
        keep = torch.arange(0, 240, 7)[None]
        result = net.reconstruct(image, keep, selection.centres)
    assert torch.isfinite(tokens).all()
    assert result.prediction.shape == (1, 240, 192)
    assert torch.isfinite(result.loss)
    # The position is what tells groups apart: elsewhere in the spectrum the same pixels are something else.
    with torch.inference_mode():
        moved = net.encode(image, [centre + 300 for centre in selection.centres])
    assert not torch.allclose(tokens, moved)


def test_bands_that_fill_no_whole_group_are_repeated_and_too_many_are_averaged() -> None:
    """Nothing is left out but what shows no ground."""
    ten = group_bands(bands_at(*(500.0 + 20 * k for k in range(10)), None, 1400.0, 9000.0))
    assert (ten.bands, ten.channels[-3:]) == (10, [[9], [9], [9]])
    many = group_bands(bands_at(*(400.0 + 7 * k for k in range(130))))
    assert len(many.centres) == MOST_GROUPS
    assert sorted(p for channel in many.channels for p in channel) == list(range(130))
    assert {len(channel) for channel in many.channels} == {2, 3}
    selection = InputRecipe().select(bands_at(*(400.0 + 7 * k for k in range(130))), ALL)
    torch.testing.assert_close(selection.mixing.sum(1), torch.ones(48))
    assert "averaged to 48 channels" in selection.notes[1]
    with pytest.raises(EngineError) as caught:
        group_bands(bands_at(500.0, 600.0, None))
    assert caught.value.code == "scene.too_few_bands"


def test_networks_of_another_order_or_one_position_table_refuse_other_groups() -> None:
    """What was trained on other groups has no place between them."""
    with pytest.raises(EngineError) as caught:
        InputRecipe((*BANDS[:8], "B09", "B10", "B12", "B8A")).select(sentinel2(*SENTINEL2), ALL)
    assert caught.value.code == "model.other_order"
    image = torch.rand(1, 24, 32, 32)
    centres = group_bands(bands_at(*(450.0 + 60 * k for k in range(16)), *range(1500, 1780, 35))).centres
    joint, separable = (network_of(official_files.make(f"classification{k}")) for k in ("_joint", ""))
    with pytest.raises(ValueError, match="one position table"):
        joint(image, centres)
    with torch.inference_mode():
        assert separable(image, centres).shape == (1, 5)
    with pytest.raises(ValueError, match="reads 24 bands"):
        separable(image[:, :12], centres)
    with pytest.raises(ValueError, match="reads 12 bands"):
        network_of(official_files.make("segmentation"))(image)
