"""Converted official networks classify scenes and find change, through the command line, at any size."""

import json
import shutil
from pathlib import Path

import numpy as np
import pytest
import rasterio
import torch
from affine import Affine

from models import catalog, devices, inference
from models.cli import main
from models.rasters.bands import SENTINEL2
from models.spectralgpt import load_checkpoint
from models.spectralgpt.architecture import BANDS
from models.spectralgpt.conversion import SEGMUNICH, SEGMUNICH_CODES
from tests.spectralgpt import official_files

# On the lattice of windows, so that a scene of 32 x 32 pixels is one window.
CORNER = Affine(10, 0, 600_000, 0, -10, 5_300_160)
NAMES = tuple(SENTINEL2)


@pytest.fixture(scope="module")
def models_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a converted segmentation network and a converted change network."""
    folder = tmp_path_factory.mktemp("models")
    for task in ("segmentation", "change"):
        state = official_files.make(task)
        # Small random weights give every pixel one answer; larger last layers tell pixels apart.
        state = {
            k: v * (8 if k.startswith(("conv", "patch_embed", "cls_seg")) else 1) for k, v in state.items()
        }
        torch.save({f"module.{k}": v for k, v in state.items()}, folder / f"{task}.pth")
        assert main(["convert", str(folder / f"{task}.pth"), "--output", str(folder)]) == 0
    return folder


@pytest.fixture(autouse=True)
def found(
    models_folder: Path, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The catalogue looks there, with no change model of our own; numbers are exact on every processor."""
    shipped = tmp_path_factory.mktemp("cards")
    for card in catalog.cards():
        if card.folder is None and card.task != "change":
            shutil.copy(catalog.CARDS / f"{card.id}.json", shipped)
    monkeypatch.setattr(catalog, "CARDS", shipped)
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(models_folder))
    monkeypatch.setattr(devices, "_processor_has_bf16", lambda: False)
    monkeypatch.setattr(inference, "_loaded", {})


def write(path: Path, height: int, width: int, seed: int = 0, names: tuple[str, ...] = NAMES) -> np.ndarray:
    """A scene of patches with noise, in reflectance times 10 000; gives its numbers."""
    random = np.random.default_rng(seed)
    coarse = random.integers(300, 4000, (len(names), height // 8 + 1, width // 8 + 1))
    numbers = coarse.repeat(8, 1).repeat(8, 2)[:, :height, :width] + random.integers(
        0, 200, (len(names), height, width)
    )
    numbers = numbers.astype(np.uint16)
    profile = {"driver": "GTiff", "dtype": "uint16", "count": len(names), "height": height, "width": width}
    with rasterio.open(path, "w", crs="EPSG:32632", transform=CORNER, nodata=0, **profile) as file:
        file.write(numbers)
        for index, name in enumerate(names, 1):
            file.set_band_description(index, name)
    return numbers


def read(path: Path) -> np.ndarray:
    with rasterio.open(path) as file:
        return file.read(1)


def in_order(numbers: np.ndarray, names: tuple[str, ...]) -> np.ndarray:
    """The bands of these names."""
    return np.stack([numbers[NAMES.index(name)] for name in names]).astype(np.float64)


def minmax(x: np.ndarray) -> torch.Tensor:
    """The official scaling by hand."""
    low, high = x.min((1, 2), keepdims=True), x.max((1, 2), keepdims=True)
    return torch.from_numpy(((x - low) / (high - low)).astype(np.float32))[None]


def test_one_chip_gets_what_the_network_gives_it(tmp_path: Path, models_folder: Path) -> None:
    """Bands in SegMunich's order, two means, scaled: as the authors' script would."""
    numbers = write(tmp_path / "s.tif", 32, 32)
    words = ["segment", tmp_path / "s.tif", "--output", tmp_path / "o.tif", "--model", "segmentation"]
    words += ["--confidence", tmp_path / "c.tif", "--device", "cpu"]
    assert main([*map(str, words)]) == 0
    ten = in_order(numbers, SEGMUNICH[:10])
    image = minmax(np.concatenate([ten, ten.mean(0, keepdims=True), ten.mean(0, keepdims=True)]))
    with torch.inference_mode():
        expected = load_checkpoint(models_folder / "segmentation.pth")(image)[0].softmax(0)
    codes = np.array(SEGMUNICH_CODES)[expected.argmax(0).numpy()]
    made = read(tmp_path / "o.tif")
    assert len(np.unique(codes)) > 2
    assert (made == codes).mean() > 0.995  # a pixel may lie between two classes
    percent = read(tmp_path / "c.tif").astype(float)
    assert np.abs(percent - 100 * expected.amax(0).numpy()).max() <= 1


def test_scaling_by_the_scene_takes_its_percentiles(tmp_path: Path, models_folder: Path) -> None:
    """The same limits everywhere; 2 and 98 % of the whole scene, whatever the region."""
    numbers = write(tmp_path / "s.tif", 96, 96)
    numbers[:, :30, :] //= 4  # the region's own percentiles would be others
    with rasterio.open(tmp_path / "s.tif", "r+") as file:
        file.write(numbers)
    words = ["segment", tmp_path / "s.tif", "--model", "segmentation", "--scaling", "scene-percentiles"]
    assert main([*map(str, words), "--output", str(tmp_path / "o.tif")]) == 0
    region = ["--region", "600480,5299200,600960,5299680", "--output", str(tmp_path / "r.tif")]
    assert main([*map(str, words), *region]) == 0
    np.testing.assert_array_equal(read(tmp_path / "r.tif"), read(tmp_path / "o.tif")[48:, 48:])
    ten = in_order(numbers, SEGMUNICH[:10])
    image = np.concatenate([ten, ten.mean(0, keepdims=True), ten.mean(0, keepdims=True)])
    low, high = np.percentile(image, (2, 98), axis=(1, 2), method="nearest")
    image = ((image - low[:, None, None]) / (high - low)[:, None, None]).clip(0, 1).astype(np.float32)
    with torch.inference_mode():
        net = load_checkpoint(models_folder / "segmentation.pth")
        corner = net(torch.from_numpy(image[None, :, :32, :32]))[0].argmax(0).numpy()
    # No other window shows the corner's first pixels.
    made = read(tmp_path / "o.tif")[:24, :24]
    assert (made == np.array(SEGMUNICH_CODES)[corner[:24, :24]]).mean() > 0.97
    card = json.loads((tmp_path / "o.run.json").read_text("utf-8"))
    assert card["model"]["scaling"] == "scene-percentiles"


def test_a_model_of_reflectance_has_no_scaling(tmp_path: Path) -> None:
    """A wish that would do nothing is refused."""
    write(tmp_path / "s.tif", 40, 40)
    words = ["segment", tmp_path / "s.tif", "--scaling", "chip-minmax", "--output", tmp_path / "o.tif"]
    assert main([*map(str, words)]) == 2


@pytest.mark.parametrize("size", [(1, 1), (31, 33), (70, 90)])
def test_scenes_of_any_size_are_classified_and_nodata_stays(size: tuple[int, int], tmp_path: Path) -> None:
    """Codes are those of the scheme; 255 is nodata only."""
    numbers = write(tmp_path / "s.tif", *size)
    if size[0] > 60:
        numbers[:, 20:50, 30:60] = 0
        with rasterio.open(tmp_path / "s.tif", "r+") as file:
            file.write(numbers)
    words = ["segment", tmp_path / "s.tif", "--output", tmp_path / "o.tif", "--model", "segmentation"]
    assert main([*map(str, words)]) == 0
    made = read(tmp_path / "o.tif")
    np.testing.assert_array_equal(made == 255, numbers[0] == 0)
    assert set(np.unique(made)) <= {*SEGMUNICH_CODES, 255}
    card = json.loads((tmp_path / "o.run.json").read_text("utf-8"))
    assert card["model"]["id"] == "segmentation"
    assert [entry["code"] for entry in card["classes"]] == list(SEGMUNICH_CODES)


def test_missing_bands_are_told_in_the_run_card(tmp_path: Path) -> None:
    """A product without red edge still runs; what was made up is named."""
    names = ("B02", "B03", "B04", "B08", "B11", "B12")
    write(tmp_path / "s.tif", 40, 40, names=names)
    words = ["segment", tmp_path / "s.tif", "--output", tmp_path / "o.tif", "--model", "segmentation"]
    assert main([*map(str, words)]) == 0
    notes = " ".join(json.loads((tmp_path / "o.run.json").read_text("utf-8"))["notes"])
    assert "B05 interpolated between B04 and B08" in notes
    write(tmp_path / "rgb.tif", 40, 40, names=names[:3])
    words = ["segment", tmp_path / "rgb.tif", "--output", tmp_path / "x.tif", "--model", "segmentation"]
    assert main([*map(str, words)]) == 2
    assert not (tmp_path / "x.tif").exists()


def test_change_is_the_networks_probability(tmp_path: Path, models_folder: Path) -> None:
    """Evidence is the probability in percent, first date minus second; the mask begins at half."""
    first = write(tmp_path / "a.tif", 32, 32, seed=1)
    second = write(tmp_path / "b.tif", 32, 32, seed=2)
    words = ["change", tmp_path / "a.tif", tmp_path / "b.tif", "--method", "spectralgpt"]
    words += ["--output", tmp_path / "o.tif", "--evidence", tmp_path / "e.tif", "--device", "cpu"]
    assert main([*map(str, words)]) == 0
    images = [minmax(in_order(numbers, BANDS)) for numbers in (first, second)]
    net = load_checkpoint(models_folder / "change.pth")
    with torch.inference_mode():
        expected, turned = (100 * net(a, b)[0, 1].exp().numpy() for a, b in (images, images[::-1]))
    made = read(tmp_path / "e.tif").astype(float)
    assert np.abs(made - expected).max() <= 1
    assert np.abs(made - turned).max() > 5
    mask = read(tmp_path / "o.tif")
    np.testing.assert_array_equal(mask == 1, made >= 50)
    assert 0 < mask.mean() < 1
    card = json.loads((tmp_path / "o.run.json").read_text("utf-8"))
    assert (card["method"], card["threshold"]) == ("spectralgpt", 50)
    assert card["threshold_method"] == "fixed"
    assert card["change_model"]["id"] == "change"


def test_change_and_from_to_take_a_model_each(tmp_path: Path) -> None:
    """--model names one of both; pixels invalid at a date are nodata."""
    numbers = write(tmp_path / "a.tif", 50, 60, seed=1)
    write(tmp_path / "b.tif", 50, 60, seed=2)
    numbers[:, :10, :10] = 0
    with rasterio.open(tmp_path / "a.tif", "r+") as file:
        file.write(numbers)
    words = [
        "change",
        tmp_path / "a.tif",
        tmp_path / "b.tif",
        "--method",
        "spectralgpt",
        "--threshold",
        "otsu",
    ]
    words += ["--model", "segmentation", "--output", tmp_path / "o.tif", "--from-to", tmp_path / "f.tif"]
    words += ["--scaling", "scene-percentiles"]
    assert main([*map(str, words)]) == 0
    np.testing.assert_array_equal(read(tmp_path / "o.tif") == 255, numbers[0] == 0)
    card = json.loads((tmp_path / "o.run.json").read_text("utf-8"))
    assert (card["model"]["id"], card["change_model"]["id"]) == ("segmentation", "change")
    assert card["threshold_method"] == "otsu"


def test_without_a_change_model_the_user_is_told_how_to_get_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Weights do not ship; converting them is one command."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "none"))
    write(tmp_path / "a.tif", 40, 40, seed=1)
    write(tmp_path / "b.tif", 40, 40, seed=2)
    words = ["change", tmp_path / "a.tif", tmp_path / "b.tif", "--method", "spectralgpt"]
    assert main([*map(str, words), "--output", str(tmp_path / "o.tif")]) == 2
    assert "convert" in capfd.readouterr().err
    assert not (tmp_path / "o.tif").exists()


@pytest.mark.parametrize("task", ["segment", "change"])
def test_estimates_count_the_networks_windows(
    task: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """Measured on the device with the network itself."""
    write(tmp_path / "a.tif", 50, 60, seed=1)
    write(tmp_path / "b.tif", 50, 60, seed=2)
    words = {
        "segment": ["segment", tmp_path / "a.tif", "--model", "segmentation"],
        "change": ["change", tmp_path / "a.tif", tmp_path / "b.tif", "--method", "spectralgpt"],
    }[task]
    assert main(["estimate", *map(str, words), "--json"]) == 0
    event = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert event["windows"] >= 6
    assert event["seconds"] > 0


def test_several_models_for_change_have_to_be_chosen_from(models_folder: Path, tmp_path: Path) -> None:
    """No guess between two."""
    document = dict(catalog.find_card(None, "change").document)
    (models_folder / "second.json").write_text(json.dumps({**document, "id": "second"}), "utf-8")
    try:
        with pytest.raises(catalog.EngineError) as caught:
            catalog.find_card(None, "change")
        assert caught.value.code == "model.ambiguous"
        assert catalog.find_card("second", "change").id == "second"
    finally:
        (models_folder / "second.json").unlink()
