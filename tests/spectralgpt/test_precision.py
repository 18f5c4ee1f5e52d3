"""Weights are rounded to bfloat16 only where that changes no answers."""

import pytest
import torch
from torch import Tensor, nn

from models.catalog import Card
from models.rasters.bands import SENTINEL2, Band
from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.official_models import OfficialChange, OfficialSegmentation
from models.spectralgpt.precision import in_bfloat16, precision_of, probe_image
from tests.spectralgpt import official_files


class Noisy(nn.Module):
    """Gives back its image, with noise where its weights are rounded."""

    def __init__(self, noise: float) -> None:
        super().__init__()
        self.noise = noise
        self.weight = nn.Parameter(torch.ones(1))

    def forward(self, image: Tensor) -> Tensor:
        if self.weight.dtype == torch.float32:
            return image
        random = torch.Generator().manual_seed(0)
        return image.float() + self.noise * torch.randn(image.shape, generator=random)


@pytest.mark.parametrize(("noise", "expected"), [(0.0, torch.bfloat16), (0.5, torch.float32)])
def test_the_lower_precision_is_taken_only_where_it_changes_no_classes(
    noise: float, expected: torch.dtype
) -> None:
    """One pixel in a hundred may differ; the given network stays as it was."""
    network = Noisy(noise)
    # Bands far enough from each other that rounding alone changes no class.
    image = probe_image(4, 32).mul(0.1) + torch.tensor([0.0, 0.3, 0.6, 0.1]).view(1, 4, 1, 1)
    made = in_bfloat16(network, lambda net, x: net(x), image)
    assert precision_of(made) == expected
    assert precision_of(network) == torch.float32


@pytest.mark.parametrize("task", ["segmentation", "change"])
@pytest.mark.parametrize("side", [32, 48])
def test_rounded_networks_give_probabilities_in_float32(
    task: str, side: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Close to the exact ones, at the network's own size and at another one."""
    monkeypatch.setattr("models.spectralgpt.precision.AGREEMENT", 0.0)
    scene = [Band(n, c.wavelength, c.width, "x.tif", 1, 10.0, "metadata") for n, c in SENTINEL2.items()]
    card = Card(
        id="x",
        task=task,
        title={},
        architecture={},
        bands=(),
        scheme="worldcover" if task == "change" else "segmunich",
        classes=(0, 21, 22, 23, 31, 5, 32, 33, 41, 13, 14, 11, 12),
        chip=32,
        overlap=8,
        weights="",
        sha256="",
        licence="",
        version="",
        default=False,
        document={},
    )
    found = {}
    for bf16 in (False, True):
        network = network_of(official_files.make(task))
        torch.manual_seed(0)
        if task == "change":
            model = OfficialChange(card, network, "cpu", bf16)
            selection = model.select_pair(scene, scene)
        else:
            model = OfficialSegmentation(card, network, "cpu", bf16)
            selection = model.select_bands(scene)
        chips = torch.rand(1, len(selection.positions), side, side)
        with torch.inference_mode():
            found[bf16] = model.probabilities(chips, torch.ones(1, side, side, dtype=torch.bool), selection)
    assert found[True].dtype == torch.float32
    assert not torch.equal(found[True], found[False])
    torch.testing.assert_close(found[True], found[False], atol=0.02, rtol=0)
