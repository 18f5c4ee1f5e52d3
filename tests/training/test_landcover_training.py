"""Labels, augmentation and the loss that the shipped network was trained with."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from models.training import augment, classes
from models.training.descent import Average, learning_rate
from models.training.evaluation import scores
from models.training.landcover_data import flooded
from models.training.losses import partial_label_loss
from models.training.packing import BANDS, compand, pack, unpack
from models.training.phase import Phase


def test_crosswalks_only_use_known_codes() -> None:
    """A typo in a crosswalk would silently unlabel a class."""
    for crosswalk in (classes.ESRI, classes.WORLDCOVER, classes.OPENSTREETMAP, classes.WORLDCEREAL):
        for codes in crosswalk.values():
            assert set(codes) <= set(classes.CODES)


def test_encode_gives_sets_and_leaves_the_rest_unlabelled() -> None:
    """Esri's rangeland is grassland or shrubland; clouds are nothing."""
    labels = np.array([[2, 9, 8]], np.uint8)
    sets = classes.encode(labels, classes.ESRI)
    assert sets.tolist() == [[classes.mask_of([10]), classes.mask_of([20, 30]), 0]]


def test_partial_label_loss_equals_cross_entropy_for_single_labels() -> None:
    """With one bit a pixel it is the ordinary loss."""
    torch.manual_seed(0)
    logits = torch.randn(2, 3, 4, 4)
    truth = torch.randint(3, (2, 4, 4))
    ours = partial_label_loss(logits, 1 << truth, torch.ones(3))
    torch.testing.assert_close(ours, torch.nn.functional.cross_entropy(logits, truth))


def test_partial_label_loss_does_not_choose_between_members() -> None:
    """Probability may move within a set at no cost, and unlabelled pixels cost nothing."""
    first = torch.tensor([2.0, 1.0, 0.0]).log_softmax(0)
    swapped = first[[1, 0, 2]]
    sets = torch.full((1, 1, 1), 0b011)
    weights = torch.ones(3)

    def loss(values: torch.Tensor) -> torch.Tensor:
        return partial_label_loss(values.view(1, 3, 1, 1), sets, weights)

    torch.testing.assert_close(loss(first), loss(swapped))
    assert partial_label_loss(torch.randn(1, 3, 2, 2), torch.zeros(1, 2, 2).long(), weights) == 0


def test_crop_turns_pixels_and_labels_together() -> None:
    """A label that does not follow its pixel teaches nonsense."""
    torch.manual_seed(0)
    plane = torch.zeros(64, 64, dtype=torch.uint8)
    plane[20:44, 8:56] = 200
    labels = (plane > 0).int() + 1
    x, y, inside = augment.crop(
        plane.expand(1, 2, 64, 64), labels[None], torch.zeros(16).long(), 32, (0.6, 1.0)
    )
    bright = x[:, 0] > 0.5 * (200 / 255) ** 2
    agree = (bright == (y == 2))[inside[:, 0]].float().mean()
    assert agree > 0.97


def test_exact_crops_take_the_images_own_pixels() -> None:
    """What is interpolated is smoother than the imagery that a network is asked about."""
    torch.manual_seed(0)
    images = torch.randint(0, 256, (1, 1, 72, 96), dtype=torch.uint8)
    own = (images[0, 0].float() / 255).square()
    grid = augment.crop_grid(32, images, 32, (0.6, 1.0), exact=1.0)
    crops = augment.sample(images, torch.zeros(32).long(), grid)[:, 0]
    windows = own.unfold(0, 32, 1).unfold(1, 32, 1).flatten(0, 1)
    ways = [windows, windows.transpose(-1, -2)]
    ways += [way.flip(-1) for way in ways]
    ways += [way.flip(-2) for way in ways]
    turned = torch.cat(ways).flatten(1)
    nearest = torch.cdist(crops.flatten(1), turned, p=float("inf"))
    assert nearest.min(1).values.max() < 1e-3
    # Other crops are interpolated, and places and turns are drawn.
    assert len(nearest.argmin(1).unique()) > 24
    mixed = augment.sample(images, torch.zeros(32).long(), augment.crop_grid(32, images, 32, (0.6, 1.0), 0.5))
    own_pixels = torch.cdist(mixed.flatten(1), turned, p=float("inf")).min(1).values < 1e-3
    assert 4 < own_pixels.sum() < 28


def test_haze_lifts_blue_more_than_infrared() -> None:
    """Path radiance falls with the wavelength."""
    torch.manual_seed(0)
    dark = torch.full((256, 2, 4, 4), 0.01)
    hazy = augment.radiometry(dark, [443.0, 1610.0], haze=1.0)
    assert hazy[:, 0].mean() > 0.04
    assert hazy[:, 1].mean() < 0.02


def test_masking_leaves_a_band_and_hides_the_asked_share() -> None:
    """With every band hidden there would be nothing to learn from."""
    torch.manual_seed(0)
    given = torch.tensor([True, False, True, True, True])
    hidden = augment.masked_blocks(64, given.expand(64, -1), 64, 0.6)
    assert not hidden[:, given].flatten(2).all(2).all(1).any()
    assert abs(hidden.float().mean() - (1 - 0.4 * (1 - 0.3 * 0.8))) < 0.05


def test_chips_with_fewer_bands_keep_enough() -> None:
    """The asked share of the chips draws a number of bands from the fewest to all."""
    torch.manual_seed(0)
    drawn = augment.some_bands(2000, 7, 3, 0.5, torch.device("cpu"))
    counts = drawn.sum(1)
    assert counts.min() == 3
    # Half of the chips keep all bands, and a fifth of the others draw all.
    assert abs((counts == 7).float().mean() - 0.6) < 0.04
    assert (drawn.float().mean(0) - drawn.float().mean()).abs().max() < 0.05


def test_parcels_hold_pixels_of_one_place_with_its_label() -> None:
    """Away from borders a parcel's label is the label of the pixels in it."""
    torch.manual_seed(0)
    pixels = torch.tensor([[50, 50], [50, 50], [200, 200], [200, 200]], dtype=torch.uint8)
    sets = torch.tensor([1, 1, 2, 2])
    parcel = torch.tensor([[0, 2], [2, 2]])
    surface = torch.zeros(4, dtype=torch.bool)
    x, y = augment.parcels(pixels, sets, parcel, surface, 4, 32, [490.0, 665.0])
    level = torch.where(y == 1, (50 / 255) ** 2, (200 / 255) ** 2)
    known = y > 0
    assert known.float().mean() > 0.3
    torch.testing.assert_close(x[:, 0][known], level[known], atol=0.02, rtol=0)


def test_packed_arrays_come_back(tmp_path: Path) -> None:
    """Shapes, types and values survive."""
    arrays = {"a": np.arange(6, dtype=np.uint16).reshape(2, 3), "b": np.zeros((0, 2), np.uint8)}
    pack(tmp_path / "x.xz", arrays)
    back = unpack(tmp_path / "x.xz")
    assert {k: (v.dtype, v.tolist()) for k, v in back.items()} == {
        k: (v.dtype, v.tolist()) for k, v in arrays.items()
    }


def test_companding_keeps_dark_surfaces_apart() -> None:
    """A step near zero reflectance is finer than a step at 0.5."""
    reflectance = (np.arange(256) / 255) ** 2
    assert compand(reflectance).tolist() == list(range(256))


def test_scores_count_a_perfect_and_a_wrong_class() -> None:
    """Worked by hand: class 10 has 3 of 4 right, class 80 all 4 with one false alarm."""
    matrix = torch.zeros(9, 9)
    trees, water = classes.CODES.index(10), classes.CODES.index(80)
    matrix[trees, trees], matrix[trees, water], matrix[water, water] = 3, 1, 4
    result = scores(matrix, (10, 80))
    assert result["overall_accuracy"] == pytest.approx(7 / 8)
    assert result["iou"] == {"10": 0.75, "80": 0.8}


def test_a_run_goes_on_from_its_checkpoint(tmp_path: Path) -> None:
    """Interrupted training must not start anew."""
    model = torch.nn.Linear(2, 1)

    def loss() -> torch.Tensor:
        return model(torch.ones(1, 2)).square().mean()

    Phase(model, 5, 1e-2, tmp_path, "phase", 0).train(lambda: [loss], 1e9)
    weights = model.weight.detach().clone()
    again = torch.nn.Linear(2, 1)
    run = Phase(again, 5, 1e-2, tmp_path, "phase", 0)
    assert run.step == 5
    torch.testing.assert_close(again.weight.detach(), weights)


def test_an_average_of_weights_takes_over_the_counters_of_batch_norms() -> None:
    """They are integers: no average, and no error."""
    model = torch.nn.BatchNorm2d(1)
    average = Average(model, 0.5)
    model(torch.full((2, 1, 2, 2), 4.0))
    average.update(model, 1000)
    assert average.weights["num_batches_tracked"] == 1
    assert average.weights["running_mean"].item() == pytest.approx(0.2)


def test_learning_rate_warms_up_and_falls() -> None:
    """Half a cosine after a linear start."""
    assert learning_rate(0, 100, 1.0, 10) == pytest.approx(0.1)
    assert learning_rate(10, 100, 1.0, 10) == pytest.approx(1.0)
    assert learning_rate(55, 100, 1.0, 10) == pytest.approx(0.01 + 0.99 * 0.5 * (1 + math.cos(math.pi / 2)))
    assert learning_rate(100, 100, 1.0, 10) == pytest.approx(0.01)


def test_open_water_in_a_wetland_may_be_either() -> None:
    wetland, tree = classes.mask_of([90]), classes.mask_of([10])
    labels = np.array([[wetland, wetland, tree]], np.uint16)
    reflectance = np.full((len(BANDS), 1, 3), 0.05, np.float32)
    reflectance[BANDS.index("B08"), 0] = 0.02, 0.30, 0.02
    reflectance[BANDS.index("B11"), 0] = 0.01, 0.15, 0.01
    assert flooded(compand(reflectance), labels).tolist() == [
        [wetland | classes.mask_of([80]), wetland, tree]
    ]


def test_turned_chips_keep_their_values_and_take_all_eight_orientations() -> None:
    torch.manual_seed(0)
    chip = torch.arange(16.0).view(1, 1, 4, 4)
    made = {tuple(turn.flatten().tolist()) for turn in augment.turned(chip.expand(400, 1, 4, 4))}
    wanted = {
        tuple(torch.rot90(one, quarter, (-2, -1)).flatten().tolist())
        for one in (chip, chip.flip(-1))
        for quarter in range(4)
    }
    assert made == wanted


def test_shifted_chips_are_mirrored_at_the_edges() -> None:
    torch.manual_seed(0)
    chip = torch.arange(25.0).view(1, 1, 5, 5)
    padded = torch.nn.functional.pad(chip, (1, 1, 1, 1), mode="reflect")[0, 0]
    wanted = {
        tuple(padded[down : down + 5, right : right + 5].flatten().tolist())
        for down in range(3)
        for right in range(3)
    }
    made = augment.shifted(chip.expand(300, 2, 5, 5), 1)
    assert {tuple(one.flatten().tolist()) for one in made[:, 0]} == wanted
    torch.testing.assert_close(made[:, 0], made[:, 1])
