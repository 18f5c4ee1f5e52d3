"""What a user may say about an official network's input: responses, chip size, spectral groups."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine

from models import devices, inference
from models.cli import main
from models.rasters.bands import SENTINEL2
from models.spectralgpt import load_checkpoint
from models.spectralgpt.architecture import BANDS
from tests.spectralgpt import official_files

CORNER = Affine(10, 0, 600_000, 0, -10, 5_300_160)
NARROW = [450.0 + 38 * k for k in range(24)]


@pytest.fixture(scope="module")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a converted network for each of three tasks."""
    folder = tmp_path_factory.mktemp("models")
    for task in ("pretraining", "segmentation", "change"):
        torch.save(official_files.make(task), folder / f"{task}.pth")
        assert main(["convert", str(folder / f"{task}.pth"), "--output", str(folder)]) == 0
    return folder


@pytest.fixture(autouse=True)
def found(models_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The catalogue looks there; numbers are exact on every processor."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(models_folder))
    monkeypatch.setattr(devices, "_processor_has_bf16", lambda: False)
    monkeypatch.setattr(inference, "_loaded", {})


def write(path: Path, names: list[str], size: tuple[int, int] = (32, 32), seed: int = 0) -> np.ndarray:
    """A scene of noise in reflectance times 10 000; gives its numbers."""
    numbers = np.random.default_rng(seed).integers(300, 4000, (len(names), *size)).astype(np.uint16)
    profile = {"driver": "GTiff", "dtype": "uint16", "count": len(names), "height": size[0], "width": size[1]}
    with rasterio.open(path, "w", crs="EPSG:32632", transform=CORNER, nodata=0, **profile) as file:
        file.write(numbers)
        for index, name in enumerate(names, 1):
            file.set_band_description(index, name)
    return numbers


def run(command: str, scene: Path, output: Path, *words: object) -> int:
    return main([command, str(scene), "--output", str(output), "--device", "cpu", *map(str, words)])


def card_of(output: Path) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(output.with_suffix(".run.json").read_text("utf-8"))
    return document


def read(path: Path) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read()


def test_all_bands_of_sentinel2_give_the_features_of_its_own_groups(tmp_path: Path) -> None:
    """The experiment is the official path where there is nothing more to see."""
    write(tmp_path / "s.tif", list(SENTINEL2), (50, 60))
    for groups in ("sentinel-2", "all-bands"):
        words = ("--model", "pretraining", "--spectral-groups", groups)
        assert run("embed", tmp_path / "s.tif", tmp_path / f"{groups}.tif", *words) == 0
    np.testing.assert_array_equal(read(tmp_path / "sentinel-2.tif"), read(tmp_path / "all-bands.tif"))
    assert card_of(tmp_path / "sentinel-2.tif")["model"]["spectral_groups"] == {"of": "sentinel-2"}


def test_a_cube_of_narrow_bands_is_read_in_groups_by_wavelength(tmp_path: Path, models_folder: Path) -> None:
    """Eight groups, whatever the order of the file's bands; the run card calls it an experiment."""
    order = np.random.default_rng(1).permutation(len(NARROW))
    numbers = write(tmp_path / "s.tif", [f"{NARROW[k]:.0f} nm" for k in order])
    words = ("--model", "pretraining", "--spectral-groups", "all-bands")
    assert run("embed", tmp_path / "s.tif", tmp_path / "o.tif", *words) == 0
    cube = numbers[np.argsort(order)].astype(np.float32) / 10_000
    low, high = cube.min((1, 2), keepdims=True), cube.max((1, 2), keepdims=True)
    image = torch.from_numpy((cube - low) / (high - low))[None]
    centres = [float(np.mean(NARROW[first : first + 3])) for first in range(0, 24, 3)]
    with torch.inference_mode():
        tokens = load_checkpoint(models_folder / "pretraining.pth").encode(image, centres)
    expected = tokens.view(8, 4, 4, -1).mean(0).permute(2, 0, 1).numpy()
    np.testing.assert_allclose(read(tmp_path / "o.tif"), expected, atol=5e-3)
    card = card_of(tmp_path / "o.tif")
    groups = card["model"]["spectral_groups"]
    assert (groups["of"], groups["experimental"]) == ("all-bands", True)
    assert groups["centres"] == [round(centre, 1) for centre in centres]
    assert any(note.startswith("Experimental: 24 bands in 8 spectral groups") for note in card["notes"])


def test_networks_that_cannot_read_other_groups_say_so(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A trained merge of four groups has no weight for a fifth; the shipped model has no groups to choose."""
    write(tmp_path / "s.tif", list(SENTINEL2))
    for model, words in (("segmentation", "merges its four"), ("landcover-small", "as they are")):
        options = ("--model", model, "--spectral-groups", "all-bands")
        assert run("embed", tmp_path / "s.tif", tmp_path / "o.tif", *options) == 2
        assert words in capfd.readouterr().err
    assert not (tmp_path / "o.tif").exists()


@pytest.mark.parametrize("command", ["segment", "embed", "reconstruct", "change"])
def test_a_response_table_reaches_every_task_and_its_run_card(command: str, tmp_path: Path) -> None:
    """Each command that resamples narrow bands; a broken table stops it before anything is written."""
    centres = range(420, 2400, 10)
    write(tmp_path / "s.tif", [f"{w} nm" for w in centres])
    write(tmp_path / "after.tif", [f"{w} nm" for w in centres], seed=1)
    rows = ["SR_WL," + ",".join(BANDS)]
    for w in range(350, 2501):
        cells = (int(abs(w - SENTINEL2[n].wavelength) <= SENTINEL2[n].width / 2) for n in BANDS)
        rows.append(f"{w}," + ",".join(map(str, cells)))
    (tmp_path / "srf.csv").write_text("\n".join(rows), "utf-8")
    (tmp_path / "bad.csv").write_text("\n".join(rows).replace("\n400,", "\n40,"), "utf-8")
    words: list[object] = {
        "segment": ["--model", "segmentation"],
        "embed": ["--model", "pretraining"],
        "reconstruct": ["--model", "pretraining", "--groups", "2"],
        "change": [tmp_path / "after.tif", "--method", "spectralgpt"],
    }[command]
    assert (
        run(command, tmp_path / "s.tif", tmp_path / "x.tif", *words, "--response", tmp_path / "bad.csv") == 2
    )
    assert not (tmp_path / "x.tif").exists()
    assert (
        run(command, tmp_path / "s.tif", tmp_path / "o.tif", *words, "--response", tmp_path / "srf.csv") == 0
    )
    card = card_of(tmp_path / "o.tif")
    facts = card["statistics"]["model"] if command == "change" else card["model"]
    assert facts["response"]["file"] == "srf.csv"
    assert {one["how"] for one in facts["made_bands"]} == {"response"}
    assert all(one["covered"] > 0.95 for one in facts["made_bands"])
    assert any("the responses in srf.csv" in note for note in card["notes"])


@pytest.mark.parametrize(("command", "model"), [("segment", "segmentation"), ("embed", "pretraining")])
def test_other_chip_sizes_are_marked_as_not_official(command: str, model: str, tmp_path: Path) -> None:
    """The test's networks have a table of 32 pixels."""
    write(tmp_path / "s.tif", list(SENTINEL2), (70, 90))
    for chip, official in ((32, True), (48, False)):
        output = tmp_path / f"{chip}.tif"
        assert run(command, tmp_path / "s.tif", output, "--model", model, "--chip", chip) == 0
        card = card_of(output)
        assert card["windows"]["chip"] == chip
        assert official != any("not official" in note for note in card["notes"])
    assert run(command, tmp_path / "s.tif", tmp_path / "x.tif", "--model", model, "--chip", 50) == 2


def test_a_wish_that_would_do_nothing_is_refused(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Neither for a model that reads bands as they are, nor for a method without a network."""
    write(tmp_path / "s.tif", list(SENTINEL2), (40, 40))
    write(tmp_path / "after.tif", list(SENTINEL2), (40, 40), seed=1)
    assert run("segment", tmp_path / "s.tif", tmp_path / "o.tif", "--chip", 64) == 2
    assert "as they are" in capfd.readouterr().err
    words = (tmp_path / "after.tif", "--scaling", "chip-minmax")
    assert run("change", tmp_path / "s.tif", tmp_path / "o.tif", *words) == 2
    assert "no network" in capfd.readouterr().err
