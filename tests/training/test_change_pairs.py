"""Pairs with known change: the labels say what was done to the pixels."""

import json
from pathlib import Path

import pytest
import torch

from models.spectralgpt.compact_change import ChangeHead, ChangeHeadConfig, CompactChange
from models.training import change_pairs, date_differences
from models.training.change_head import judge, loss_of, train
from models.training.change_pairs import sample
from models.training.metrics import area_under_curve, average_precision
from models.training.pair_stacks import PairStack
from models.training.phase import Phase
from models.training.sources import wavelengths_of
from models.training.surfaces import UNKNOWN, verdict

BANDS = ("B02", "B03", "B04", "B08", "B11", "B12")
WAVELENGTHS = wavelengths_of(BANDS)
SPECTRA = {
    "meadow": (0.04, 0.08, 0.06, 0.40, 0.24, 0.14),
    "crop": (0.03, 0.07, 0.04, 0.45, 0.21, 0.10),
    "conifers": (0.02, 0.03, 0.02, 0.22, 0.09, 0.04),
    "water": (0.05, 0.05, 0.03, 0.02, 0.01, 0.01),
    "soil": (0.08, 0.11, 0.15, 0.22, 0.32, 0.28),
    "roof": (0.25, 0.27, 0.30, 0.33, 0.35, 0.33),
}


def plane(name: str, size: int = 32) -> torch.Tensor:
    """A surface of one kind (1, B, size, size)."""
    return torch.tensor(SPECTRA[name])[None, :, None, None].expand(1, -1, size, size).clone()


def houses(size: int = 32) -> torch.Tensor:
    """Roofs and asphalt, pixel by pixel."""
    check = torch.arange(size)[:, None] // 2 % 2 == torch.arange(size) // 2 % 2
    return torch.where(check, plane("roof", size), 0.3 * plane("roof", size))


def stack_of(*names: str, **settings: object) -> PairStack:
    """Images of one kind each, with a little noise, and one date."""
    torch.manual_seed(0)
    x = torch.cat([plane(name, 64) for name in names])
    x = (x + 0.01 * torch.rand_like(x)).clamp(0, 1)
    images = (255 * x.sqrt()).round().byte()
    same = torch.arange(len(names))
    built = (255 * torch.tensor([SPECTRA["roof"]]).sqrt()).round().byte()
    return PairStack(
        "toy", BANDS, images, torch.stack([same, same], 1), torch.ones(len(names)), built, **settings
    )  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("old", "new", "label"),
    [
        ("meadow", "water", 1),
        ("water", "soil", 1),
        ("conifers", "soil", 1),
        ("conifers", "meadow", 1),
        ("meadow", "crop", 0),
        ("crop", "meadow", 0),
        ("soil", "soil", 0),
        ("meadow", "soil", UNKNOWN),  # mown, ploughed or dug up: a single pixel does not tell
        ("soil", "roof", 1),
    ],
)
def test_lasting_change_is_told_from_what_fields_do(old: str, new: str, label: int) -> None:
    """Water, forest and sealed ground come and go for long; crops do not."""
    assert (verdict(plane(old), plane(new), WAVELENGTHS)[:, 4:-4, 4:-4] == label).all()


def test_a_town_in_place_of_a_meadow_is_a_change() -> None:
    """Bare ground among neighbours of other brightness is built up."""
    assert (verdict(plane("meadow"), houses(), WAVELENGTHS)[:, 4:-4, 4:-4] == 1).float().mean() > 0.9
    assert (verdict(houses(), plane("meadow"), WAVELENGTHS)[:, 4:-4, 4:-4] == 1).float().mean() > 0.9


def test_transplants_change_pixels_where_the_label_says_so() -> None:
    """Forest becomes soil inside the patches, and stays as it is where the label is 0."""
    torch.manual_seed(1)
    forest, soil = plane("conifers", 64).expand(16, -1, -1, -1), plane("soil", 64).expand(16, -1, -1, -1)
    nothing = torch.zeros(16, 64, 64, dtype=torch.uint8)
    after, label = change_pairs.transplant(forest, nothing, soil, WAVELENGTHS, share=1.0)
    moved = (after - forest).abs().amax(1)
    assert 0.02 < (label == 1).float().mean() < 0.5
    assert moved[label == 1].min() > 0.03
    assert moved[label == 0].max() < 0.05 * float((soil - forest).abs().max()) + 1e-6
    untouched, none = change_pairs.transplant(forest, nothing, soil, WAVELENGTHS, share=0.0)
    assert torch.equal(untouched, forest)
    assert not none.any()


def test_other_crops_are_set_in_without_a_change() -> None:
    """A hard lesson: these pixels differ, and nothing has changed."""
    torch.manual_seed(1)
    meadow, crop = plane("meadow", 64).expand(16, -1, -1, -1), plane("crop", 64).expand(16, -1, -1, -1)
    nothing = torch.zeros(16, 64, 64, dtype=torch.uint8)
    after, label = change_pairs.transplant(meadow, nothing, crop, WAVELENGTHS, share=1.0)
    assert ((after - meadow).abs().amax(1) > 0.02).float().mean() > 0.02
    assert not (label == 1).any()


def test_small_shapes_are_labelled_where_they_are_painted() -> None:
    """Roofs and roads of a pixel or a few."""
    torch.manual_seed(2)
    stack = stack_of("meadow")
    meadow = plane("meadow", 64).expand(32, -1, -1, -1)
    nothing = torch.zeros(32, 64, 64, dtype=torch.uint8)
    after, label = change_pairs.small_shapes(meadow, nothing, stack)
    moved = (after - meadow).abs().amax(1)
    assert 0.001 < (label == 1).float().mean() < 0.3
    assert moved[label == 1].min() > 0.02
    assert moved[label == 0].max() < 0.03


def test_a_season_moves_plants_and_leaves_roofs_alone() -> None:
    """Growth is not change: it must occur in pairs without any."""
    torch.manual_seed(3)
    stack = stack_of("meadow", "roof", invented=True)
    x = torch.cat([plane("meadow", 64), plane("roof", 64)]).repeat(8, 1, 1, 1)
    moved = (date_differences.season(x, stack) - x).abs().amax((1, 2, 3))
    assert moved[::2].median() > 0.02
    assert moved[1::2].max() < 1e-4


def test_dates_are_shifted_against_each_other() -> None:
    """By parts of a pixel, seldom more than two together."""
    torch.manual_seed(4)
    ramp = torch.arange(64.0).expand(64, 1, 64, 64).clone() / 64
    before, after = date_differences.misregistered(ramp, ramp)
    shift = ((after - before)[:, 0, 32, 32] * 64).abs()
    assert 0.1 < shift.median() < 1.0
    assert shift.max() < 2.5


def test_pairs_repeat_with_the_seed_and_parts_of_a_scene_share_statistics() -> None:
    """Graphs need all random numbers from the device; a scene has one centre and one scale."""
    stack = stack_of("meadow", "roof", "conifers", "soil", "water", invented=True, together=4)
    torch.manual_seed(5)
    first = sample(stack, 8, 64)
    torch.manual_seed(5)
    second = sample(stack, 8, 64)
    torch.testing.assert_close(first.before, second.before)
    assert torch.equal(first.target, second.target)
    assert set(first.target.unique().tolist()) <= {0, 1, UNKNOWN}
    assert first.before.shape == first.after.shape == (8, len(BANDS), 64, 64)
    ratio = first.statistics.scale / first.statistics.scale[:, :1]
    torch.testing.assert_close(ratio[0], ratio[3])
    assert not torch.allclose(ratio[0], ratio[4])


def test_known_change_of_a_stack_comes_through() -> None:
    """The simulator's masks, turned and cropped with their pixels."""
    stack = stack_of("meadow", "soil")
    stack.pairs, stack.chance = torch.tensor([[0, 1]]), torch.ones(1)
    stack.changed = torch.ones(1, 64, 64, dtype=torch.uint8)
    torch.manual_seed(6)
    target = sample(stack, 16, 64).target
    assert (target == 1).float().mean() > 0.5


def test_unknown_pixels_cost_nothing() -> None:
    """They are neither."""
    logits = torch.randn(2, 1, 8, 8)
    target = torch.randint(2, (2, 8, 8), dtype=torch.uint8)
    half = target.clone()
    half[:, :4] = UNKNOWN
    torch.testing.assert_close(loss_of(logits, half), loss_of(logits[:, :, 4:], target[:, 4:]))
    assert loss_of(logits, torch.full_like(target, UNKNOWN)) == 0


def test_ranking_scores() -> None:
    """By hand: of three and two, five of six pairs are in order."""
    scores = torch.tensor([0.1, 0.4, 0.2, 0.8, 0.3])
    truth = torch.tensor([False, False, False, True, True])
    assert area_under_curve(truth, scores) == pytest.approx(5 / 6)
    assert average_precision(truth, scores) == pytest.approx((1 + 2 / 3) / 2)


def test_a_head_learns_from_pairs(tmp_path: Path) -> None:
    """A few steps on toy imagery: better than chance by far on pairs of another seed."""
    torch.manual_seed(0)
    stack = stack_of("meadow", "crop", "conifers", "soil", "roof", "water", invented=True, together=2)
    model = CompactChange(None, ChangeHead(ChangeHeadConfig(features=0, tokens=0, bands=8, width=16)))
    run = Phase(model.head, 40, 5e-3, tmp_path, "change", 0)
    before = {name: value.clone() for name, value in model.head.state_dict().items()}
    train(model, [stack], 4, run, 1e9, 0.3)
    assert any(not torch.equal(value, before[name]) for name, value in model.head.state_dict().items())
    scores = judge(model.eval(), [stack], 2)
    assert scores["toy"]["auc"] > 0.7, json.dumps(scores)


def test_a_network_learns_at_a_part_of_the_rate(tmp_path: Path) -> None:
    """The option for fine-tuning: both are in the optimizer, at different rates."""
    model = torch.nn.ModuleDict({"network": torch.nn.Linear(2, 2), "head": torch.nn.Linear(2, 1)})
    x = torch.randn(16, 2)

    def loss() -> torch.Tensor:
        total: torch.Tensor = model["head"](model["network"](x)).square().mean()
        return total

    before = {name: value.clone() for name, value in model.state_dict().items()}
    run = Phase(model, 1, 1e-2, tmp_path, "slow", 0, slow=("network.", 0.01))
    run.train(lambda: [loss], 1e9)
    moved = {name: float((v - before[name]).abs().max()) for name, v in model.state_dict().items()}
    assert 0 < moved["network.weight"] < 0.1 * moved["head.weight"]


def test_the_sun_moves_shadows_of_towns_and_leaves_labels_alone() -> None:
    """Where houses stand close, dates differ though nothing was built; an even field hardly differs."""
    torch.manual_seed(7)
    stack = stack_of("meadow", invented=True)
    for x, low, high in ((houses(64), 0.05, 0.5), (plane("meadow", 64), 0.0, 0.05)):
        many = x.expand(16, -1, -1, -1)
        ground = date_differences.ground_of(many, stack)._replace(relief=torch.zeros(16, 64, 64))
        first, second = (date_differences.sunlit(many, ground, stack) for _ in range(2))
        change = (first.log() - second.log()).abs().mean()
        assert low < change < high
