"""The loss of a step of land-cover training."""

from dataclasses import replace
from typing import Any

import pytest
import torch

from models.baselines.unet import UNet
from models.spectralgpt.compact import ANCHORS_NM, CompactConfig, CompactSpectralGPT
from models.training import augment, landcover_loss
from models.training.landcover_loss import LandCoverLoss
from models.training.packing import BANDS, HLS_BANDS
from models.training.sources import RGB, Pixels, Source, unlabelled_source
from models.training.teaching import scenes_named, taught

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


def _pixels() -> Pixels:
    pixels = torch.randint(255, (16, 10), dtype=torch.uint8)
    return pixels, 1 << torch.randint(9, (16,)), torch.tensor([[0, 8], [8, 8]]), torch.arange(16) < 8


def _chips() -> Source:
    chips = torch.randint(255, (5, 11, 64, 64), dtype=torch.uint8)
    return replace(unlabelled_source(chips), tiles=1)


def _without(chips: Source, bands: tuple[str, ...]) -> Source:
    """The chips with nothing in all other bands."""
    blind = replace(chips, images=chips.images.clone())
    blind.images[:, [BANDS.index(band) for band in BANDS if band not in bands]] = 0
    return blind


@pytest.fixture(autouse=True)
def few_tiles(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of eight tiles."""
    monkeypatch.setattr(landcover_loss, "PARCEL_TILES", 1)
    monkeypatch.setattr(landcover_loss, "MASKED_TILES", (2, 1))


def test_every_part_of_the_network_learns() -> None:
    """Gradients reach all weights; running means follow the batch."""
    model = CompactSpectralGPT(SMALL)
    before = model.encoder.pixel_norm.running_mean.clone()
    loss = LandCoverLoss(model, _sources(), _pixels(), _chips())
    loss().backward()
    still = {name for name, p in model.named_parameters() if p.grad is None or not p.grad.abs().sum()}
    assert not still
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


def test_what_teachers_said_is_learnt() -> None:
    """A guess that agrees with them costs less, without labels too, and no average is kept to ask."""
    torch.manual_seed(1)
    model = CompactSpectralGPT(SMALL).eval()
    sources = [taught(source, [model]) for source in _sources()]
    chips = scenes_named(taught(_chips(), [model]), [model])
    assert chips.scenes is not None
    torch.testing.assert_close(chips.scenes.sum(1), torch.ones(5))
    loss = LandCoverLoss(model, sources, _pixels(), chips)
    loss.follow(0, 0.5, {})
    loss().backward()
    part = loss._part(loss._chips)
    assert part.lesson.soft is not None
    assert not part.lesson.labels.any()
    agreeing, other = part.lesson.soft.clamp(min=1e-6).log(), torch.zeros_like(part.lesson.soft)
    other[:, 0] = 3
    assert loss._pixel_loss(part, agreeing) < loss._pixel_loss(part, other) - 0.1


def test_scenes_are_named_from_what_eurosat_shows() -> None:
    """Heads that learnt the visible bands at the top of the atmosphere are asked with no others."""
    torch.manual_seed(3)
    model, chips = CompactSpectralGPT(SMALL).eval(), _chips()
    blind = _without(chips, RGB)
    torch.manual_seed(4)
    visible = scenes_named(chips, [model]).scenes
    torch.manual_seed(4)
    torch.testing.assert_close(visible, scenes_named(blind, [model]).scenes)


def test_teachers_see_the_surface_in_the_bands_they_have_labels_for() -> None:
    """The red edge of an L2A product changes nothing that they say; that of an L1C product may."""
    torch.manual_seed(5)
    model, chips = CompactSpectralGPT(SMALL).eval(), _chips()
    blind = _without(chips, HLS_BANDS)
    said, unseen = (taught(source, [model]).soft for source in (chips, blind))
    assert said is not None
    assert unseen is not None
    assert torch.equal(said, unseen)
    top = torch.ones(len(chips.images), dtype=torch.bool)
    said, unseen = (taught(replace(source, top=top), [model]).soft for source in (chips, blind))
    assert said is not None
    assert unseen is not None
    assert not torch.equal(said, unseen)


def test_some_crops_lose_the_atmosphere_where_they_have_one() -> None:
    """As many as the share says, all of them darker in the blue; images of the surface stay as they are."""
    torch.manual_seed(6)
    top = torch.tensor([True, True, False, False])
    images = torch.full((4, 3, 64, 64), 100, dtype=torch.uint8)
    images[2:] = 120
    blank = torch.zeros(4, 64, 64, dtype=torch.int32)
    source = Source("any", ("B02", "B03", "B04"), images, blank, torch.ones(4), 64, (0.75, 1.0), 100, top=top)
    crops = source.lesson().images.unfold(2, 64, 64).unfold(3, 64, 64).mean((4, 5))
    blue = crops[:, 0].flatten()
    levels = [(level / 255) ** 2 for level in (100, 120)]
    kept, surface = ((blue - level).abs() < 1e-4 for level in levels)
    changed = ~kept & ~surface
    assert 0.35 < surface.float().mean() < 0.65
    assert 0.35 < changed.sum() / (changed | kept).sum() < 0.65
    assert (blue[changed] < levels[0]).all()


def test_many_tiles_lack_the_coastal_band() -> None:
    """Stacks of the ten bands of 10 and 20 m are common; HLS always has it."""
    seen: list[torch.Tensor] = []

    class Watched(CompactSpectralGPT):
        def assemble(self, *arguments: Any) -> tuple[torch.Tensor, ...]:
            seen.append(arguments[3])
            return super().assemble(*arguments)

    loss = LandCoverLoss(Watched(SMALL), _sources(), _pixels(), _chips(), fewer_bands=0.0)
    for bands in (BANDS, HLS_BANDS):
        loss._seen(torch.zeros(400, len(bands), 8, 8), bands, 3)
    coastal = BANDS.index("B01")
    assert 0.3 < (~seen[0][:, coastal]).float().mean() < 0.5
    seen[0][:, coastal] = True
    assert seen[0].all()
    assert seen[1].all()


def test_soft_labels_lie_where_their_pixels_do() -> None:
    """A teacher that knows bright from dark is repeated pixel by pixel, on crops too."""

    class Bright(torch.nn.Module):
        def forward(self, x: torch.Tensor, wavelengths: list[float]) -> torch.Tensor:
            assert len(wavelengths) == 7
            sure = 50 * (x[:, :1] - 0.5)
            return torch.cat([sure, torch.zeros_like(sure)], 1)

    images = torch.zeros(2, 7, 100, 120, dtype=torch.uint8)
    images[:, :, 20:70, 30:60] = 255
    blank = torch.zeros(2, 100, 120, dtype=torch.int32)
    source = taught(Source("any", HLS_BANDS, images, blank, torch.ones(2), 128, (0.3, 0.4), 4), [Bright()])
    assert source.soft is not None
    assert source.soft.shape == (2, 2, 100, 120)
    torch.testing.assert_close(source.soft[:, 0], images[:, 0])
    lesson = source.lesson()
    assert lesson.soft is not None
    torch.testing.assert_close(lesson.soft[:, 0], lesson.images[:, 0])
    torch.testing.assert_close(lesson.soft.sum(1), torch.ones(4, 128, 128))


def test_hidden_pixels_alone_are_reconstructed() -> None:
    """What is visible costs nothing, however wrong the guess."""
    model = CompactSpectralGPT(SMALL)
    loss = LandCoverLoss(model, _sources(), _pixels(), _chips())
    part = loss._masked_part(loss._masked[0])
    assert part.hidden is not None
    share = part.hidden.float().mean()
    assert 0.3 < share < 0.98
    wrong = torch.full((len(part.clean), 8, 128, 128), 1e3)
    nothing = torch.zeros_like(part.hidden)
    assert loss._reconstruction_loss(part, part.hidden, wrong) > 1
    assert loss._reconstruction_loss(part, nothing, wrong) == 0


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
