"""The simulator's spectra: physically right, and each class what the literature says of it."""

import math

import numpy as np
import pytest
import torch

from models.rasters.bands import SENTINEL2
from models.training import classes
from models.training.packing import BANDS
from models.training.simulation.absorption import AXIS
from models.training.simulation.bank import build_bank, responses
from models.training.simulation.libraries import in_bands, read_library
from models.training.simulation.materials import MATERIALS, STAGES, Draw, place
from models.training.simulation.vegetation import Leaves, canopy, leaf_optics

BANK = build_bank(BANDS, 0, 48)


def spectra(name: str, stage: int | None = None) -> dict[str, np.ndarray]:
    """Bands of a material's variants, at one stage or all."""
    table = BANK.reflectance[place(name)]
    chosen = table.flatten(0, 1) if stage is None else table[:, stage]
    return dict(zip(BANDS, chosen.numpy().T, strict=True))


def ndvi(bands: dict[str, np.ndarray]) -> np.ndarray:
    return (bands["B08"] - bands["B04"]) / (bands["B08"] + bands["B04"])


@pytest.mark.parametrize(
    ("leaf", "reflectance"),
    [
        # 450, 550, 670, 740, 860, 1610, 2190 nm, from an independent implementation of PROSPECT-D
        ((1.5, 40, 8, 0.0, 0.015, 0.009), (0.0413, 0.1512, 0.0364, 0.4055, 0.4418, 0.2730, 0.1253)),
        ((2.0, 20, 5, 0.2, 0.008, 0.005), (0.0509, 0.2517, 0.0656, 0.4827, 0.5249, 0.4038, 0.2547)),
        ((1.2, 60, 12, 0.0, 0.030, 0.012), (0.0410, 0.0852, 0.0348, 0.3258, 0.3727, 0.1622, 0.0506)),
    ],
)
def test_leaves_are_prospects(leaf, reflectance):
    ours, passed = leaf_optics(Leaves(*(np.array([value]) for value in leaf)))
    at = [int(np.flatnonzero(nm == AXIS)[0]) for nm in (450, 550, 670, 740, 860, 1610, 2190)]
    np.testing.assert_allclose(ours[0, at], reflectance, atol=0.005)
    assert (ours + passed < 1).all()
    assert (ours > 0).all()
    assert (passed > 0).all()


def test_a_canopy_without_leaves_is_its_ground_and_a_deep_one_hides_it():
    optics = leaf_optics(Leaves(*(np.array([value, value]) for value in (1.5, 40.0, 8.0, 0.0, 0.015, 0.006))))
    grounds = np.stack([np.full(len(AXIS), 0.1), np.full(len(AXIS), 0.5)])
    np.testing.assert_allclose(canopy(optics, np.zeros(2), grounds, 35.0), grounds, atol=1e-9)
    deep = canopy(optics, np.full(2, 30.0), grounds, 35.0)
    np.testing.assert_allclose(deep[0], deep[1], atol=2e-3)


def test_every_spectrum_is_a_reflectance_and_every_class_has_some():
    assert BANK.reflectance.min() > 0
    assert BANK.reflectance.max() < 1
    assert {MATERIALS[name].code for name in MATERIALS} == set(classes.CODES)
    assert torch.isfinite(BANK.reflectance).all()


def test_responses_are_centred_on_the_bands():
    weights = responses(BANDS)
    np.testing.assert_allclose(weights.sum(1), 1)
    for row, band in zip(weights, BANDS, strict=True):
        assert (row * AXIS).sum() == pytest.approx(SENTINEL2[band].wavelength, abs=2)


@pytest.mark.parametrize("band", ["B10", "B13"])
def test_bands_that_see_no_ground_are_refused(band):
    with pytest.raises(ValueError, match=band):
        build_bank(("B02", band))


@pytest.mark.parametrize(
    ("name", "stage", "low", "high"),
    [
        ("crop", 4, 0.75, 0.95),
        ("crop", 0, 0.02, 0.25),
        ("grass", 4, 0.7, 0.95),
        ("broadleaf", 4, 0.75, 0.95),
        ("conifers", 4, 0.7, 0.95),
        ("shrubs", 2, 0.25, 0.85),
        ("dry grass", 0, 0.1, 0.45),
        ("bare soil", 2, 0.02, 0.25),
        ("asphalt", 2, -0.1, 0.2),
    ],
)
def test_ndvi_lies_in_published_ranges(name, stage, low, high):
    values = ndvi(spectra(name, stage))
    assert low < np.median(values) < high
    assert ((values > low - 0.15) & (values < high + 0.05)).mean() > 0.95


def test_the_red_edge_of_green_plants_lies_between_700_and_740_nm():
    draw = Draw(np.random.default_rng(0), 32)
    for name in ("crop", "broadleaf", "grass"):
        green = MATERIALS[name].spectra(draw).reshape(32, STAGES, -1)[:, -1]
        slope = np.gradient(green, AXIS, axis=1)
        steepest = AXIS[slope[:, AXIS < 800].argmax(1)]
        assert ((steepest >= 690) & (steepest <= 740)).all()


def test_plants_grow_from_soil_to_green():
    for name in ("crop", "grass", "broadleaf", "marsh"):
        growth = [np.median(ndvi(spectra(name, stage))) for stage in range(STAGES)]
        assert growth == sorted(growth)
        assert growth[-1] - growth[0] > 0.15


def test_water_is_dark_in_the_infrared_and_not_negative():
    for name in ("clear water", "turbid water"):
        bands = spectra(name)
        assert (bands["B11"] < 0.05).all()
        assert (bands["B12"] < 0.05).all()
        assert (bands["B03"] > bands["B11"]).all()
    assert np.median(ndvi(spectra("clear water"))) < 0
    assert np.median(spectra("turbid water")["B04"]) > 2 * np.median(spectra("clear water")["B04"])


def test_snow_is_bright_where_the_eye_sees_and_dark_in_the_shortwave_infrared():
    bands = spectra("snow")
    difference = (bands["B03"] - bands["B11"]) / (bands["B03"] + bands["B11"])
    assert (bands["B03"] > 0.4).all()
    assert (difference > 0.4).all()  # the usual threshold of the snow index


def test_moist_soil_is_darker_and_soil_lies_on_a_line():
    soils = spectra("bare soil")
    assert np.corrcoef(soils["B04"], soils["B08"])[0, 1] > 0.9
    dry, wet = BANK.reflectance[place("bare soil"), :, 0], BANK.reflectance[place("bare soil"), :, -1]
    assert (wet.mean(0) < dry.mean(0)).all()


def test_a_fire_lowers_the_burn_ratio():
    def ratio(bands):
        return np.median((bands["B8A"] - bands["B12"]) / (bands["B8A"] + bands["B12"]))

    assert ratio(spectra("charred")) < -0.1 < 0.3 < ratio(spectra("conifers"))


def test_measured_spectra_replace_some_variants():
    foreign = torch.full((3, len(BANDS)), 0.987)
    mixed = BANK.with_spectra("tiles", foreign, share=0.25)
    mine = (mixed.reflectance[place("tiles")] == 0.987).all(-1).all(-1)
    assert mine.sum() == math.floor(48 * 0.25)
    assert torch.equal(mixed.reflectance[place("crop")], BANK.reflectance[place("crop")])
    with pytest.raises(ValueError, match="11"):
        BANK.with_spectra("tiles", foreign[:, :4])


def test_envi_libraries_are_read_in_any_byte_order(tmp_path):
    wavelengths = np.arange(400, 2501, 10)
    values = np.stack([np.linspace(0.1, 0.4, len(wavelengths)), np.full(len(wavelengths), 0.3)])
    (values * 10000).astype(">i2").tofile(tmp_path / "two.sli")
    listed = ", ".join(str(nm / 1000) for nm in wavelengths)
    (tmp_path / "two.hdr").write_text(
        f"ENVI\nfile type = ENVI Spectral Library\nsamples = {len(wavelengths)}\nlines = 2\nbands = 1\n"
        f"data type = 2\nbyte order = 1\nreflectance scale factor = 10000\n"
        f"spectra names = {{\n rising,\n flat}}\nwavelength = {{{listed}}}\n"
    )
    library = read_library(tmp_path / "two.sli")
    assert library.names == ("rising", "flat")
    np.testing.assert_allclose(library.reflectance, values, atol=1e-4)
    bands = in_bands(library, np.array([865.0, 1610.0]), np.array([20.0, 90.0]))
    np.testing.assert_allclose(bands[1], 0.3, atol=1e-4)
    np.testing.assert_allclose(bands[0], np.interp([865, 1610], wavelengths, values[0]), atol=1e-3)


def test_a_file_that_is_no_library_is_refused(tmp_path):
    (tmp_path / "cube").write_bytes(b"")
    with pytest.raises(ValueError, match="no header"):
        read_library(tmp_path / "cube")
    (tmp_path / "cube.hdr").write_text("ENVI\nfile type = ENVI Standard\nsamples = 1\nlines = 1\n")
    with pytest.raises(ValueError, match="not an ENVI spectral library"):
        read_library(tmp_path / "cube")


def test_real_field_spectra_fit_the_simulated_ones(data_folder):
    """Vital and stressed leaves of a field spectrometer: the simulated crop has the same shape."""
    library = read_library(data_folder / "spectral_libraries" / "vegSpec" / "vegSpec.sli")
    centres = np.array([SENTINEL2[band].wavelength for band in BANDS])
    widths = np.array([SENTINEL2[band].width for band in BANDS])
    vital = in_bands(library, centres, widths)[library.names.index("veg_vital")]
    green = BANK.reflectance[place("crop"), :, -1].numpy()
    likeness = (green @ vital) / np.linalg.norm(green, axis=1) / np.linalg.norm(vital)
    assert likeness.max() > 0.98
    rocks = read_library(data_folder / "spectral_libraries" / "gamsberg" / "gamsberg_field_library")
    assert len(rocks.names) == len(rocks.reflectance) == 27
