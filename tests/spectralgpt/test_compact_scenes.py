"""The shipped classifier of scenes: a head of its own on the land-cover network."""

import dataclasses

import pytest
import torch

from models.catalog import find_card, verified_weights
from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Band
from models.scenes.model import TASK
from models.spectralgpt.compact_scenes import load_compact_scenes
from models.training import augment, classes

LAKE = {"B01": 0.03, "B02": 0.03, "B03": 0.025, "B04": 0.012, "B05": 0.010, "B06": 0.007, "B07": 0.007}
LAKE |= {"B08": 0.006, "B8A": 0.006, "B11": 0.003, "B12": 0.002}
"""Surface reflectance of deep clear water."""
CARD = find_card("scenes-small", TASK)


def named(reflectance: torch.Tensor, bands: tuple[str, ...]) -> list[str]:
    model = load_compact_scenes(CARD, "cpu")
    given = [Band(b, SENTINEL2[b].wavelength, 20, "x.tif", 1, 10.0, "metadata") for b in bands]
    selection = model.select_bands(given)
    valid = torch.ones(len(reflectance), *reflectance.shape[2:], dtype=torch.bool)
    with torch.inference_mode():
        found = model.probabilities(reflectance[:, selection.positions], valid, selection).argmax(1)
    return [classes.SCENES[k] for k in found]


@pytest.mark.parametrize("left_out", [(), ("B01",)])
def test_open_water_is_a_lake_at_the_surface_and_at_the_top_of_the_atmosphere(
    left_out: tuple[str, ...],
) -> None:
    """Water of L2A products is as dark as forest is at the top of the atmosphere."""
    torch.manual_seed(0)
    bands = tuple(band for band in LAKE if band not in left_out)
    plain = torch.tensor([LAKE[band] for band in bands]).view(1, -1, 1, 1)
    surface = (plain + 0.002 * torch.randn(4, len(bands), 64, 64)).clamp(min=0)
    wavelengths = [SENTINEL2[band].wavelength for band in bands]
    assert named(surface, bands) == ["SeaLake"] * 4
    assert named(augment.with_atmosphere(surface, wavelengths), bands) == ["SeaLake"] * 4


def test_a_head_needs_the_network_that_it_was_trained_on() -> None:
    assert {*verified_weights(CARD)} == {"scene_head.weight", "scene_head.bias"}
    other = dataclasses.replace(CARD, document={**CARD.document, "backbone_sha256": "0" * 64})
    with pytest.raises(EngineError, match="other weights of landcover-small") as caught:
        load_compact_scenes(other, "cpu")
    assert caught.value.code == "model.bad_card"
