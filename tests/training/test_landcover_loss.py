"""The loss of a step of land-cover training."""

from dataclasses import replace

import pytest
import torch

from models.baselines.unet import UNet
from models.spectralgpt.compact import ANCHORS_NM, CompactConfig, CompactSpectralGPT
from models.training import augment, landcover_loss
from models.training.landcover_loss import LandCoverLoss
from models.training.packing import HLS_BANDS
from models.training.sources import RGB, Source

SMALL = CompactConfig(
    width=32, heads=4, spatial_blocks=1, radius=1, full=8, half=8, quarter=8, classes=9, scenes=10
)


def _sources() -> list[Source]:
    torch.manual_seed(0)

    def made(n: int, bands: int, side: int) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
        images = torch.randint(255, (n, bands, side, side), dtype=torch.uint8)
        return images, 1 << torch.randint(9, (n, side, side)), torch.ones(n)

    full, bright = made(3, 7, 128), made(4, 3, 64)
    return [
        Source("full", HLS_BANDS, *full, 128, (0.6, 1.0), 2),
        Source("scenes", RGB, *bright, 64, (0.75, 1.0), 1, scenes=torch.tensor([0, 3, 5, 9])),
    ]


def _pixels() -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    pixels = torch.randint(255, (16, 10), dtype=torch.uint8)
    return pixels, 1 << torch.randint(9, (16,)), torch.tensor([[0, 8], [8, 8]])


def _chips() -> torch.Tensor:
    return torch.randint(255, (5, 11, 64, 64), dtype=torch.uint8)


@pytest.fixture(autouse=True)
def few_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of five tiles."""
    monkeypatch.setattr(landcover_loss, "PARCEL_TILES", 1)
    monkeypatch.setattr(landcover_loss, "CHIP_TILES", 1)


def test_every_part_of_the_network_learns() -> None:
    """Gradients reach all weights but those of the reconstruction; running means follow the batch."""
    model = CompactSpectralGPT(SMALL)
    before = model.encoder.pixel_norm.running_mean.clone()
    loss = LandCoverLoss(model, _sources(), _pixels(), _chips())
    loss().backward()
    still = {name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum()}
    assert {name.partition(".")[0] for name in still} <= {"reconstruction"}
    assert not torch.equal(model.encoder.pixel_norm.running_mean, before)


def test_the_average_teaches_only_once_it_can() -> None:
    """Unlabelled chips cost nothing at first; later the loss on them is there."""
    model = CompactSpectralGPT(SMALL)
    loss = LandCoverLoss(model, _sources(), _pixels(), _chips())

    def step() -> float:
        torch.manual_seed(7)
        with torch.no_grad():
            return loss().item()

    model.eval()
    loss.follow(0, 0.1, model.state_dict())
    early = step()
    loss.follow(1, 0.5, model.state_dict())
    assert step() > early + 0.01


def test_a_smaller_network_learns_what_the_larger_one_says() -> None:
    """With weights that agree with the teacher the loss is smaller than with those that don't."""
    torch.manual_seed(1)
    teacher, student = CompactSpectralGPT(SMALL), CompactSpectralGPT(replace(SMALL, full=16))
    twin = CompactSpectralGPT(SMALL).eval()
    twin.load_state_dict(teacher.state_dict())
    # A confident teacher: agreeing with it pays.
    for network in (teacher, twin):
        torch.nn.init.normal_(network.classifier.weight, std=20)

    def agreement(model: CompactSpectralGPT) -> float:
        loss = LandCoverLoss(model.eval(), _sources(), _pixels(), _chips(), fewer_bands=0.0, teacher=teacher)
        part = loss._part(loss._sources[0], loss._sources[0].lesson())
        of_pixels, of_crops = next(loss._taught([part]))
        assert of_crops is None
        with torch.no_grad():
            guess = model.classifier(model.decode(*part.seen)[1])
        return torch.nn.functional.cross_entropy(guess, of_pixels).item()

    twin.classifier.load_state_dict(teacher.classifier.state_dict())
    assert agreement(twin) < agreement(student)


def test_the_rival_learns_from_the_same_step() -> None:
    """A U-Net has no scene head; everything else is the same."""
    model = UNet(list(ANCHORS_NM), 9, widths=(8, 8, 8, 8, 8))
    loss = LandCoverLoss(model, _sources(), _pixels(), _chips())
    loss().backward()
    assert all(p.grad is not None for p in model.parameters())


def test_images_of_a_mosaic_do_not_see_each_other() -> None:
    """Beyond the few pixels of the convolutions a crop's tokens are its own."""
    torch.manual_seed(2)
    model = CompactSpectralGPT(replace(SMALL, radius=3)).eval()
    torch.nn.init.normal_(model.encoder.spatial[0].attention.bias, std=4)
    crops = torch.rand(4, 11, 64, 64) * 0.4
    others = crops.clone()
    others[1:] = torch.rand(3, 11, 64, 64)
    wavelengths, apart = list(ANCHORS_NM), torch.tensor([True])

    def mapped(images: torch.Tensor, apart: torch.Tensor | None) -> torch.Tensor:
        with torch.inference_mode():
            return model.decode(*model.assemble(augment.mosaic(images), wavelengths), apart=apart)[0]

    middle = (..., slice(0, 2), slice(0, 2))
    torch.testing.assert_close(mapped(crops, apart)[middle], mapped(others, apart)[middle], atol=1e-4, rtol=0)
    difference = (mapped(crops, None)[middle] - mapped(others, None)[middle]).abs().max()
    assert difference > 0.01


def test_images_are_drawn_by_their_chance() -> None:
    """An image without a chance is never drawn."""
    source = _sources()[1]
    source.chance = torch.tensor([0.0, 3.0, 0.0, 1.0])
    source.tiles = 500
    torch.manual_seed(3)
    scenes = source.lesson().scenes
    assert scenes is not None
    assert set(scenes.tolist()) == {3, 9}
    assert abs((scenes == 3).float().mean() - 0.75) < 0.05
