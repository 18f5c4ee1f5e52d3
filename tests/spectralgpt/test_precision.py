"""bfloat16 is taken only where it changes no answers."""

import pytest
import torch
from torch import Tensor, nn

from models.catalog import Card, find_card, verified_weights
from models.rasters.bands import SENTINEL2, Band
from models.spectralgpt.checkpoints import network_of
from models.spectralgpt.compact import Patches
from models.spectralgpt.compact_model import CompactSegmentation, load_compact, probe
from models.spectralgpt.official_models import OfficialChange, OfficialSegmentation
from models.spectralgpt.precision import autocast, autocast_fits, in_bfloat16, precision_of, probe_image
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


@pytest.mark.parametrize(("channels", "side"), [(8, 8), (10, 8), (4, 8), (12, 8), (6, 16), (16, 4)])
def test_patches_are_a_convolution_in_either_precision(channels: int, side: int) -> None:
    """Where convolutions of some of these sizes are wrong in bfloat16, too."""
    torch.manual_seed(0)
    patches = Patches(channels, 32, side, stride=side)
    image = torch.rand(2, channels, 48, 64).contiguous(memory_format=torch.channels_last)
    with torch.inference_mode():
        expected = nn.functional.conv2d(image, patches.weight, patches.bias, stride=side)
        torch.testing.assert_close(patches(image), expected, atol=1e-5, rtol=1e-4)
        with autocast("cpu", bf16=True):
            found = patches(image)
    assert found.dtype == torch.bfloat16
    torch.testing.assert_close(found.float(), expected, atol=0.02, rtol=0.02)


def broken(self: Patches, image: Tensor) -> Tensor:
    """What a wrong kernel does: under autocast, numbers of another image."""
    shown = image.flip(1) if torch.is_autocast_enabled("cpu") else image
    return nn.functional.conv2d(shown.float(), self.weight, self.bias, self.stride)


@pytest.mark.parametrize("model", ["landcover-small", "landcover-nano"])
def test_shipped_networks_compute_in_bfloat16_unless_a_kernel_is_wrong(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    card, precisions = find_card(model, "segmentation"), []

    def probabilities(bf16: bool) -> Tensor:
        loaded = load_compact(card, verified_weights(card), "cpu", bf16)
        assert isinstance(loaded, CompactSegmentation)
        precisions.append(loaded.precision)
        _, image = probe(card, "cpu")
        bands = [Band(b, SENTINEL2[b].wavelength, 20, "x.tif", 1, 10.0, "metadata") for b in SENTINEL2]
        selection = loaded.select_bands([band for band in bands if band.name not in ("B09", "B10")])
        chips = image[:, : len(selection.positions)]
        with torch.inference_mode():
            return loaded.probabilities(chips, torch.ones(1, *chips.shape[2:], dtype=torch.bool), selection)

    exact, rounded = probabilities(False), probabilities(True)
    assert not torch.equal(exact, rounded)
    assert (exact.argmax(1) == rounded.argmax(1)).float().mean() > 0.98
    # Where two classes are equally likely, a pixel of thousands moves by more than a tenth.
    moved = (rounded - exact).abs()
    assert moved.mean() < 0.005
    assert (moved > 0.1).float().mean() < 0.001
    torch.testing.assert_close(rounded, exact, atol=0.2, rtol=0)
    monkeypatch.setattr(Patches, "forward", broken)
    torch.testing.assert_close(probabilities(True), exact, atol=1e-5, rtol=0)
    assert precisions == ["float32", "bfloat16", "float32"]


def test_scores_that_are_no_numbers_do_not_fit() -> None:
    scores = torch.ones(1, 3)
    assert autocast_fits(lambda: scores, "cpu")
    assert not autocast_fits(
        lambda: scores * float("nan") if torch.is_autocast_enabled("cpu") else scores, "cpu"
    )
