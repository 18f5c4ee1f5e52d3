"""The scene head learns kinds of scenes at the surface and at the top of the atmosphere."""

import sys
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from models.catalog import WEIGHTS
from models.training import augment, classes, scene_head
from models.training.packing import BANDS
from models.training.scene_head import Group, fit, open_water, sensible
from models.training.sources import wavelengths_of

LAKE, RIVER, FOREST = (classes.SCENES.index(name) for name in ("SeaLake", "River", "Forest"))


def test_an_atmosphere_that_is_put_on_can_be_taken_off() -> None:
    """It brightens dark surfaces, blue ones most, and each chip has its own."""
    wavelengths = wavelengths_of(BANDS)
    surface = torch.rand(4, len(BANDS), 8, 8) * 0.4 + 0.01
    torch.manual_seed(0)
    seen = augment.with_atmosphere(surface, wavelengths)
    torch.manual_seed(0)
    torch.testing.assert_close(augment.without_atmosphere(seen, wavelengths), surface)
    dark = augment.with_atmosphere(torch.full((4, len(BANDS), 1, 1), 0.01), wavelengths)[:, :, 0, 0]
    assert (dark.diff(dim=1) < 0).all()
    assert (dark[:, 0] > 0.07).all()
    assert len(dark[:, 0].unique()) == 4
    assert augment.without_atmosphere(torch.zeros(1, len(BANDS), 2, 2), wavelengths).min() == 0


def test_infrared_rules_out_names() -> None:
    """A chip of water is no forest, dry land no lake; between them nothing is known."""
    even = torch.full((3, len(classes.SCENES)), 1 / len(classes.SCENES))
    found = sensible(even, torch.tensor([1.0, 0.0, 0.5]))
    torch.testing.assert_close(found.sum(1), torch.ones(3))
    assert found[0, LAKE] == found[0, RIVER] > 40 * found[0, FOREST]
    assert found[1, FOREST] > 40 * found[1, LAKE]
    torch.testing.assert_close(found[2], even[2])


def test_only_water_is_dark_in_both_infrareds() -> None:
    chips = torch.full((3, len(BANDS), 4, 4), 0.02)
    chips[1, BANDS.index("B08")] = 0.3  # woods
    chips[2, BANDS.index("B11"), :2] = 0.1  # half of it mud
    assert open_water(chips).tolist() == [1.0, 0.0, 0.5]


def test_a_head_learns_names_and_probabilities() -> None:
    torch.manual_seed(0)
    names = torch.randint(3, (300,))
    features = torch.randn(300, 8) * 0.3
    features[torch.arange(300), names] += 2
    head = torch.nn.Linear(8, 3)
    soft = torch.nn.functional.one_hot(names, 3).float()
    fit(head, [Group(features, names, 1.0), Group(features, soft, 0.5)], 0, 200)
    assert (head(features).argmax(1) == names).float().mean() > 0.95


def test_the_command_leaves_the_network_as_it_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It writes a head; how well it names is measured by `benchmarks.scenes`."""
    images = torch.randint(40, 200, (12, 3, 64, 64), dtype=torch.uint8), torch.arange(12) % 10
    chips = torch.randint(40, 200, (9, len(BANDS), 64, 64), dtype=torch.uint8)
    scenes = {f"eurosat/{name}/1|x": chips[0].numpy() for name in classes.SCENES}
    monkeypatch.setattr(scene_head, "eurosat_rgb", lambda pack, device: images)
    monkeypatch.setattr(scene_head, "load_chips", lambda pack: chips)
    monkeypatch.setattr(scene_head, "unpack", lambda path: scenes)
    network = WEIGHTS / "landcover-nano.safetensors"
    before = network.read_bytes()
    command = ["scene_head", str(tmp_path), str(network), str(tmp_path / "out"), "--steps", "3"]
    monkeypatch.setattr(sys, "argv", [*command, "--device", "cpu"])
    scene_head.main()
    assert network.read_bytes() == before
    made = load_file(tmp_path / "out" / "scenes-small.safetensors")
    old = load_file(network)
    assert {*made} == {"scene_head.weight", "scene_head.bias"}
    for name, value in made.items():
        assert value.dtype == torch.float16
        assert value.shape == old[name].shape
        assert np.isfinite(value.numpy()).all()
        assert not torch.equal(value, old[name])


def test_without_images_there_is_nothing_to_learn(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match=r"no train_\*"):
        next(scene_head.labelled(None, tmp_path, torch.device("cpu")))
