import json
import warnings

import numpy as np
import pyogrio
import pytest
import rasterio
import shapely
from engine_fakes import FakeModel, Recorder, install_fake_catalog, patchy, write_scene

from models import catalog, devices, inference
from models.devices import Device
from models.errors import Cancelled, EngineError
from models.rasters.run_card import InputHashes
from models.tasks.segmentation import estimate, segment

CODES = np.array([10, 50, 80], np.uint8)


@pytest.fixture(autouse=True)
def fake_network(monkeypatch):
    install_fake_catalog(monkeypatch.setattr)
    monkeypatch.setattr(devices, "all_devices", lambda: [Device("cpu", "A processor", False, 4)])
    monkeypatch.setattr(inference, "_loaded", {})


def truth(array):
    return CODES[array.argmax(0)]


def run(tmp_path, scene, events=None, **parameters):
    events = events or Recorder()
    return segment({"scene": [scene], "output": str(tmp_path / "o.tif"), **parameters}, events)


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


@pytest.mark.parametrize("size", [(1, 1), (1, 100), (100, 1), (31, 33), (32, 32), (5, 7), (200, 170)])
def test_a_scene_of_any_size_is_classified_on_its_own_grid(tmp_path, size):
    array = patchy(*size)
    scene = write_scene(tmp_path / "s.tif", array)
    result = run(tmp_path, scene)
    with rasterio.open(tmp_path / "o.tif") as made, rasterio.open(scene) as given:
        np.testing.assert_array_equal(made.read(1), truth(array))
        assert (made.transform, made.crs, made.shape) == (given.transform, given.crs, given.shape)
    assert result["valid_pixels"] == size[0] * size[1]


def test_the_result_names_files_classes_and_areas(tmp_path):
    array = patchy(100, 120)
    array[:, :, :10] = 0
    scene = write_scene(tmp_path / "s.tif", array)
    result = run(tmp_path, scene)
    assert json.loads(json.dumps(result)) == result
    assert result["nodata_pixels"] == 1000
    assert [entry["code"] for entry in result["classes"]] == [10, 50, 80]
    expected = truth(array)[:, 10:]
    for entry in result["classes"]:
        assert entry["pixels"] == (expected == entry["code"]).sum()
        assert entry["hectares"] == pytest.approx(entry["pixels"] / 100)
    assert sum(entry["share"] for entry in result["classes"]) == pytest.approx(1)
    for name in ("output", "style", "run_card"):
        assert (tmp_path / result[name]).is_file()
    assert result["device"] == "A processor"
    assert "The bands were taken as they are." in result["notes"]


def test_nodata_of_the_scene_is_nodata_of_map_and_confidence(tmp_path):
    array = patchy(80, 80)
    array[:, 20:40, 30:50] = 0
    scene = write_scene(tmp_path / "s.tif", array)
    run(tmp_path, scene, confidence=str(tmp_path / "c.tif"))
    expected = truth(array)
    expected[20:40, 30:50] = 255
    np.testing.assert_array_equal(read(tmp_path / "o.tif"), expected)
    confidence = read(tmp_path / "c.tif")
    np.testing.assert_array_equal(confidence == 255, expected == 255)
    # softmax of 8 times (0.8, about 0.1, about 0.1)
    assert set(np.unique(confidence[confidence != 255])) <= {99, 100}


def test_a_region_gives_its_bounding_window_on_the_scenes_pixels(tmp_path):
    array = patchy(100, 100)
    scene = write_scene(tmp_path / "s.tif", array)
    run(tmp_path, scene, region="600200,5299500,600600,5299900")
    with rasterio.open(tmp_path / "o.tif") as made:
        assert made.shape == (40, 40)
        assert made.transform.c == 600_200
        assert made.transform.f == 5_299_900
        np.testing.assert_array_equal(made.read(1), truth(array)[10:50, 20:60])


def test_a_minimum_area_removes_small_patches(tmp_path):
    array = np.stack([np.full((60, 60), value, np.float32) for value in (0.8, 0.1, 0.1)])
    array[:, 20:22, 20:22] = np.array([0.1, 0.8, 0.1])[:, None, None]
    scene = write_scene(tmp_path / "s.tif", array)
    run(tmp_path, scene)
    assert (read(tmp_path / "o.tif") == 50).sum() == 4
    result = run(tmp_path, scene, min_area=5, overwrite=True)
    assert (read(tmp_path / "o.tif") == 10).all()
    assert result["classes"][0]["pixels"] == 3600


def test_polygons_have_the_maps_areas(tmp_path):
    array = patchy(70, 70)
    scene = write_scene(tmp_path / "s.tif", array)
    result = run(tmp_path, scene, polygons=str(tmp_path / "p.gpkg"))
    meta, _, _, fields = pyogrio.raw.read(tmp_path / "p.gpkg")
    table = dict(zip(meta["fields"], fields, strict=True))
    for entry in result["classes"]:
        assert table["hectares"][table["code"] == entry["code"]].sum() == pytest.approx(entry["hectares"])


def test_the_run_card_says_how_the_map_was_made(tmp_path):
    scene = write_scene(tmp_path / "s.tif", patchy(40, 40))
    run(tmp_path, scene, min_area=3)
    card = json.loads((tmp_path / "o.run.json").read_text("utf-8"))
    assert card["inputs"][0]["path"] == scene
    assert len(card["inputs"][0]["sha256"]) == 64
    assert card["model"]["sha256"] == "0" * 64
    assert card["parameters"]["min_area"] == 3
    assert card["scene"]["radiometry"]["scale"] == 0.0001
    assert card["valid_share"] == 1
    assert card["device"] == {"id": "cpu", "name": "A processor", "precision": "float32"}
    assert card["notes"]


class Contextual(FakeModel):
    """A network whose answer for a pixel depends on all that its window shows, as real ones do."""

    def probabilities(self, chips, valid, selection):
        import torch

        seen = torch.where(valid[:, None], chips, torch.zeros_like(chips))
        scale = (
            1
            + 3 * seen[:, :1, :8].mean((2, 3), keepdim=True)
            + seen[:, 1:2, :, :8].mean((2, 3), keepdim=True)
        )
        blurred = torch.nn.functional.avg_pool2d(chips, 5, 1, 2)
        return torch.softmax(torch.cat([blurred[:, :1] * scale, blurred[:, 1:]], 1) * 20, 1)


def test_a_region_gets_what_the_whole_scene_gets_there(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "load_segmentation", Contextual)
    scene = write_scene(tmp_path / "s.tif", patchy(150, 170, side=5))
    run(tmp_path, scene, confidence=str(tmp_path / "c.tif"))
    whole, percent = read(tmp_path / "o.tif"), read(tmp_path / "c.tif")
    for region, rows, columns in (
        ("600130,5299070,600450,5299610", slice(39, 93), slice(13, 45)),
        ("601000,5298500,601700,5299000", slice(100, 150), slice(100, 170)),
        ("600000,5299990,600010,5300000", slice(0, 1), slice(0, 1)),
    ):
        extras = {"confidence": str(tmp_path / "c.tif"), "overwrite": True, "region": region}
        run(tmp_path, scene, **extras)
        np.testing.assert_array_equal(read(tmp_path / "o.tif"), whole[rows, columns])
        np.testing.assert_array_equal(read(tmp_path / "c.tif"), percent[rows, columns])


def test_polygons_of_any_shape_get_what_the_whole_scene_gets_there(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "load_segmentation", Contextual)
    scene = write_scene(tmp_path / "s.tif", patchy(150, 170, side=5))
    run(tmp_path, scene)
    whole = read(tmp_path / "o.tif")
    triangle = shapely.Polygon([(600_200, 5_299_900), (601_500, 5_299_400), (600_600, 5_298_700)])
    pyogrio.raw.write(
        tmp_path / "r.gpkg",
        shapely.to_wkb(np.array([triangle])),
        [],
        [],
        geometry_type="Polygon",
        crs="EPSG:32632",
    )
    run(tmp_path, scene, region=str(tmp_path / "r.gpkg"), overwrite=True)
    with rasterio.open(tmp_path / "o.tif") as made:
        part = made.read(1)
        row, column = round((5_300_000 - made.transform.f) / 10), round((made.transform.c - 600_000) / 10)
    whole = whole[row : row + part.shape[0], column : column + part.shape[1]]
    assert 0.3 < (part != 255).mean() < 0.7
    np.testing.assert_array_equal(part[part != 255], whole[part != 255])


def test_a_scene_cut_elsewhere_gets_the_same_map_but_at_its_borders(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "load_segmentation", Contextual)
    array = patchy(200, 210, side=5)
    run(tmp_path, write_scene(tmp_path / "s.tif", array))
    whole = read(tmp_path / "o.tif")[13:190, 7:200]
    moved = rasterio.Affine(10, 0, 600_070, 0, -10, 5_299_870)
    run(tmp_path, write_scene(tmp_path / "cut.tif", array[:, 13:190, 7:200], transform=moved), overwrite=True)
    cut = read(tmp_path / "o.tif")
    inner = (slice(32, -32), slice(32, -32))
    np.testing.assert_array_equal(cut[inner], whole[inner])
    assert (cut != whole).any()  # else the network were not contextual, and the test said nothing


def files(folder):
    return sorted(p.name for p in folder.iterdir())


def test_a_cancelled_run_keeps_its_journal_and_leaves_no_output(tmp_path):
    scene = write_scene(tmp_path / "s.tif", patchy(150, 150))
    with pytest.raises(Cancelled):
        run(tmp_path, scene, Recorder(cancel_at=0.5))
    assert files(tmp_path) == ["o.tif.journal", "o.tif.partial", "s.tif"]


@pytest.mark.parametrize("share", [0.92, 0.95])
def test_a_run_cancelled_while_it_writes_leaves_no_output_either(tmp_path, share):
    scene = write_scene(tmp_path / "s.tif", patchy(150, 150))
    extras = {"confidence": str(tmp_path / "c.tif"), "polygons": str(tmp_path / "p.gpkg")}
    with pytest.raises(Cancelled):
        run(tmp_path, scene, Recorder(cancel_at=share), **extras)
    assert files(tmp_path) == ["o.tif.journal", "o.tif.partial", "s.tif"]
    events = Recorder()
    run(tmp_path, scene, events, resume=True, **extras)
    assert "journal.resumed" in events.codes
    assert "o.tif.journal" not in files(tmp_path)


def test_a_resumed_run_may_want_other_products_of_the_same_map(tmp_path):
    scene = write_scene(tmp_path / "s.tif", patchy(150, 150))
    with pytest.raises(Cancelled):
        run(tmp_path, scene, Recorder(cancel_at=0.5))
    events = Recorder()
    run(tmp_path, scene, events, resume=True, batch=1, confidence=str(tmp_path / "c.tif"))
    assert "journal.resumed" in events.codes
    assert (read(tmp_path / "c.tif") <= 100).all()


def test_a_resume_with_another_scene_starts_again(tmp_path):
    scene = write_scene(tmp_path / "s.tif", patchy(150, 150))
    with pytest.raises(Cancelled):
        run(tmp_path, scene, Recorder(cancel_at=0.5))
    array = patchy(150, 150, seed=3)
    write_scene(tmp_path / "s.tif", array)
    events = Recorder()
    run(tmp_path, scene, events, resume=True)
    assert "journal.mismatch" in events.codes
    np.testing.assert_array_equal(read(tmp_path / "o.tif"), truth(array))


def test_a_scene_without_a_crs_is_classified_without_hectares(tmp_path):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", rasterio.errors.NotGeoreferencedWarning)
        identity = rasterio.Affine.identity()
        scene = write_scene(tmp_path / "s.tif", patchy(40, 40), crs=None, transform=identity)
        result = run(tmp_path, scene)
    assert all(entry["hectares"] is None for entry in result["classes"])


def test_a_device_without_memory_is_left_for_the_processor(tmp_path, monkeypatch):
    class Tight(FakeModel):
        def __init__(self, card, device):
            super().__init__(card, device)
            self.device = device

        def probabilities(self, chips, valid, selection):
            if self.device == "meta":
                raise RuntimeError("CUDA out of memory. Tried to allocate 2 GiB")
            return super().probabilities(chips, valid, selection)

    monkeypatch.setattr(catalog, "load_segmentation", Tight)
    cards = [Device("meta", "A small card", False, 4), Device("cpu", "A processor", False, 4)]
    monkeypatch.setattr(devices, "all_devices", lambda: cards)
    array = patchy(60, 60)
    events = Recorder()
    result = run(tmp_path, write_scene(tmp_path / "s.tif", array), events)
    np.testing.assert_array_equal(read(tmp_path / "o.tif"), truth(array))
    assert "engine.smaller_batch" in events.codes
    assert "engine.left_device" in events.codes
    assert result["device"] == "A processor"


def test_an_estimate_measures_the_device_and_writes_nothing(tmp_path):
    scene = write_scene(tmp_path / "s.tif", patchy(100, 100))
    found = estimate({"scene": [scene]})
    assert found["windows"] == 20
    assert found["pixels"] == 10_000
    assert found["device"] == "A processor"
    assert found["seconds"] > 0
    assert files(tmp_path) == ["s.tif"]


def two_bands(tmp_path):
    return {"scene": [write_scene(tmp_path / "two.tif", patchy(40, 40)[:2], descriptions=("B02", "B03"))]}


def all_nodata(tmp_path):
    return {"scene": [write_scene(tmp_path / "empty.tif", np.zeros((3, 40, 40)))]}


def not_a_raster(tmp_path):
    (tmp_path / "text.tif").write_text("no pixels")
    return {"scene": [str(tmp_path / "text.tif")]}


def truncated(tmp_path):
    path = tmp_path / "short.tif"
    write_scene(path, patchy(300, 300))
    path.write_bytes(path.read_bytes()[:100_000])
    return {"scene": [str(path)]}


BAD_INPUT = {
    "missing": lambda p: {"scene": [str(p / "none.tif")]},
    "no scene": lambda p: {"scene": []},
    "not a raster": not_a_raster,
    "truncated": truncated,
    "all nodata": all_nodata,
    "too few bands": two_bands,
    "region outside": lambda p: {"region": "0,0,10,10"},
    "region unreadable": lambda p: {"region": "here"},
    "output is the input": lambda p: {"output": str(p / "s.tif"), "overwrite": True},
    "confidence is the output": lambda p: {"confidence": str(p / "o.tif")},
    "confidence is the input": lambda p: {"confidence": str(p / "s.tif"), "overwrite": True},
    "no folder": lambda p: {"output": str(p / "nowhere" / "o.tif")},
    "not a GeoTIFF": lambda p: {"output": str(p / "o.jpg")},
    "unknown device": lambda p: {"device": "quantum"},
    "absent device": lambda p: {"device": "cuda:7"},
    "negative area": lambda p: {"min_area": -3},
    "unknown parameter": lambda p: {"colour": "red"},
}


@pytest.mark.parametrize("name", BAD_INPUT)
def test_bad_input_is_one_sentence_and_touches_nothing(tmp_path, name):
    scene = write_scene(tmp_path / "s.tif", patchy(40, 40))
    changes = BAD_INPUT[name](tmp_path)
    before = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    with pytest.raises(EngineError) as caught:
        segment({"scene": [scene], "output": str(tmp_path / "o.tif"), **changes}, Recorder())
    assert caught.value.message
    assert "\n" not in str(caught.value)
    assert {p.name: p.read_bytes() for p in tmp_path.iterdir()} == before


def test_hashing_stops_when_a_run_fails(tmp_path, monkeypatch):
    closed = []
    monkeypatch.setattr(InputHashes, "__exit__", lambda self, *_: closed.append(True))
    scene = write_scene(tmp_path / "s.tif", patchy(40, 40))
    with pytest.raises(Cancelled):
        run(tmp_path, scene, Recorder(cancel_at=0))
    assert closed
