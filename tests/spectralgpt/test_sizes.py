"""All networks run at every size, and whatever a chip holds, nothing becomes a NaN."""

from collections.abc import Callable

import numpy as np
import pytest
import torch
from torch import Tensor

from models.rasters.bands import SENTINEL2, Band
from models.spectralgpt.architecture import BANDS, Architecture
from models.spectralgpt.checkpoints import SpectralGPTNetwork, network_of
from models.spectralgpt.inputs import InputRecipe
from models.spectralgpt.tokens import LARGEST, SMALLEST
from tests.spectralgpt import official_files

TASKS = ("pretraining", "classification", "classification_joint", "change", "segmentation")
SCENE = [Band(n, SENTINEL2[n].wavelength, None, "x.tif", 1, 10.0, "metadata") for n in BANDS]


def outputs(net: SpectralGPTNetwork, image: Tensor) -> list[Tensor]:
    """All that a network gives for an image: tokens, and what its task gives."""
    height, width = (side // 8 for side in image.shape[2:])
    with torch.inference_mode():
        tokens = net.encode(image)
        assert tokens.shape[:2] == (len(image), 4 * height * width)
        if net.task == "pretraining":
            result = net.reconstruct(image, torch.arange(0, tokens.shape[1], 9).expand(len(image), -1))
            return [tokens, result.prediction, result.loss]
        if net.task == "change":
            return [tokens, net(image, image.flip(2)), net(image, image)]
        return [tokens, net(image)]


@pytest.mark.parametrize("task", TASKS)
def test_every_size_runs_and_gives_its_own_size(task: str) -> None:
    """Both ends of the range, and a random choice of what is between, square and oblong."""
    random = np.random.default_rng(len(task))
    sizes = [(SMALLEST, SMALLEST), (LARGEST, SMALLEST), (SMALLEST, LARGEST), (136, 96)]
    sizes += [tuple(map(int, 8 * random.integers(4, 13, 2))) for _ in range(2)]
    net = network_of(official_files.make(task))
    for height, width in sizes:
        image = torch.rand(1, 12, height, width, generator=torch.Generator().manual_seed(height))
        found = outputs(net, image)
        assert all(torch.isfinite(one).all() for one in found), (height, width)
        if net.task in ("change", "segmentation"):
            assert found[1].shape[2:] == (height, width)


@pytest.mark.slow
def test_the_largest_size_runs() -> None:
    """16 384 tokens, and a map of as many pixels as there are."""
    image = torch.rand(1, 12, LARGEST, LARGEST, generator=torch.Generator().manual_seed(0))
    with torch.inference_mode():
        scores = network_of(official_files.make("segmentation"))(image)
    assert scores.shape == (1, 13, LARGEST, LARGEST)
    assert torch.isfinite(scores).all()


@pytest.mark.slow
@pytest.mark.parametrize("task", ["pretraining", "segmentation"])
def test_the_base_network_runs_at_twice_its_size(task: str) -> None:
    """256 pixels with the table of 128, at the published width and depth."""
    from models.spectralgpt.dense import SpectralGPTSegmentation
    from models.spectralgpt.pretraining import SpectralGPTPretraining

    torch.manual_seed(0)
    networks: dict[str, Callable[[Architecture], SpectralGPTNetwork]] = {
        "pretraining": SpectralGPTPretraining,
        "segmentation": lambda sizes: SpectralGPTSegmentation(13, sizes),
    }
    net = networks[task](Architecture()).eval()
    torch.nn.init.normal_(net.encoder.positions.space, std=0.02)
    found = outputs(net, torch.rand(1, 12, 256, 256))
    assert found[0].shape == (1, 4096, 768)
    assert all(torch.isfinite(one).all() for one in found)


def chips(random: np.random.Generator, side: int) -> tuple[Tensor, Tensor]:
    """Six chips of what scenes may hold, with their validity."""
    values = random.normal(0.2, 0.1, (6, 12, side, side)).astype(np.float32)
    valid = np.ones((6, side, side), bool)
    values[0, random.integers(12)] = 0.3  # a constant band
    values[1] = random.choice([0.0, 1.0, -5.0])  # constant bands only
    valid[2, : side // 2] = False  # half of it nodata, under which anything stands
    values[2, :, : side // 2] = random.choice([np.nan, np.inf, -9999.0])
    valid[3] = False  # nothing valid
    values[3] = np.nan
    valid[4] = False  # one valid pixel
    valid[4, 3, 5] = True
    values[5] *= random.choice([1e-9, 1e9])  # any unit
    return torch.from_numpy(values), torch.from_numpy(valid)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("scaling", ["chip-minmax", "scene-percentiles"])
def test_constant_bands_and_nodata_never_give_a_nan(task: str, scaling: str) -> None:
    """Whatever stands in a chip, the network is fed 0 to 1 and answers with numbers."""
    net = network_of(official_files.make(task))
    selection = InputRecipe.from_card({"scaling": scaling}).select(SCENE)
    for seed in range(3):
        values, valid = chips(np.random.default_rng(seed), 32 + 8 * (seed % 2))
        if scaling == "scene-percentiles":
            known = selection.with_limits(list(zip(values, valid, strict=True))[: 1 + seed % 3])
        else:
            known = selection
        image = known.assemble(values, valid)
        assert 0 <= image.min() <= image.max() <= 1
        assert (image.movedim(1, 3)[~valid] == 0).all()
        for one in outputs(net, image):
            assert torch.isfinite(one).all(), seed
