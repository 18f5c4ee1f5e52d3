"""Features on the token grid, with a network whose features can be told by hand."""

import json

import numpy as np
import pytest
import rasterio
from engine_fakes import FakeModel, Recorder, install_fake_catalog, noise, write_scene

from models import catalog, devices, inference
from models.devices import Device
from models.errors import Cancelled, EngineError
from models.rasters.run_card import InputHashes
from models.rasters.tokens import pack, unpack
from models.tasks.embedding import embed, estimate


class MeanModel(FakeModel):
    """Features are the means of a token's first three bands, and twice the first."""

    chip, overlap = 64, 16

    def features(self, chips, valid, selection):
        import torch

        means = torch.nn.functional.avg_pool2d(chips, 8)
        return torch.cat([means, 2 * means[:, :1]], 1)


class NeighbourModel(MeanModel):
    """Features depend on all of a chip, as a transformer's do."""

    def features(self, chips, valid, selection):
        means = super().features(chips, valid, selection)
        return means + means.mean((2, 3), keepdim=True)


@pytest.fixture(autouse=True)
def fake_network(monkeypatch):
    install_fake_catalog(monkeypatch.setattr)
    monkeypatch.setattr(catalog, "load_segmentation", MeanModel)
    monkeypatch.setattr(devices, "all_devices", lambda: [Device("cpu", "A processor", False, 4)])
    monkeypatch.setattr(inference, "_loaded", {})


def run(tmp_path, scene, name="o.tif", events=None, **parameters):
    return embed({"scene": [scene], "output": str(tmp_path / name), **parameters}, events or Recorder())


def read(path):
    with rasterio.open(path) as file:
        return file.read()


def continued_means(array):
    """Means of the tokens, (4, h, w), of an image that is continued by reflection to whole tokens."""
    _, height, width = array.shape
    stored = np.round(array * 10_000) / 10_000
    padded = np.pad(stored, ((0, 0), (0, -height % 8), (0, -width % 8)), mode="reflect")
    means = padded.reshape(3, padded.shape[1] // 8, 8, padded.shape[2] // 8, 8).mean((2, 4))
    return np.concatenate([means, 2 * means[:1]])


def test_packed_tokens_hold_channel_row_column():
    pixels = np.arange(2 * 16 * 24, dtype=np.float32).reshape(2, 16, 24)
    packed = pack(pixels)
    assert packed.shape == (128, 2, 3)
    assert packed[64 + 8 * 3 + 5, 1, 2] == pixels[1, 8 + 3, 16 + 5]
    np.testing.assert_array_equal(unpack(packed), pixels)
    np.testing.assert_array_equal(unpack(pack(pixels[None])), pixels[None])


@pytest.mark.parametrize("size", [(1, 1), (9, 17), (130, 70), (64, 64), (8, 200), (150, 161), (9, 8300)])
def test_a_pixel_of_the_result_is_a_token_of_the_scene(tmp_path, size):
    array = 0.1 + 0.8 * noise(3, *size)
    scene = write_scene(tmp_path / "s.tif", array)
    result = run(tmp_path, scene)
    rows, columns = -(-size[0] // 8), -(-size[1] // 8)
    with rasterio.open(tmp_path / "o.tif") as made, rasterio.open(scene) as given:
        assert made.transform[:6] == (80, 0, given.transform.c, 0, -80, given.transform.f)
        assert (made.crs, made.shape, made.count) == (given.crs, (rows, columns), 4)
        assert made.descriptions == ("Feature 1", "Feature 2", "Feature 3", "Feature 4")
        np.testing.assert_allclose(made.read(), continued_means(array), atol=2e-3)
    assert (result["size"], result["dimensions"]) == ([columns, rows], 4)
    assert result["valid_tokens"] == rows * columns


def test_values_are_kept_with_sixteen_bits(tmp_path):
    run(tmp_path, write_scene(tmp_path / "s.tif", 0.1 + 0.8 * noise(3, 70, 90)))
    with rasterio.open(tmp_path / "o.tif") as made:
        assert (made.dtypes[0], made.tags(1, ns="IMAGE_STRUCTURE")["NBITS"]) == ("float32", "16")
        values = made.read()
    np.testing.assert_array_equal(values, values.astype(np.float16))


def test_eight_bits_come_back_to_the_features_through_scale_and_offset(tmp_path):
    array = 0.1 + 0.8 * noise(3, 100, 120)
    array[:, :16, :16] = 0
    scene = write_scene(tmp_path / "s.tif", array)
    run(tmp_path, scene)
    run(tmp_path, scene, "o8.tif", type="int8")
    exact = read(tmp_path / "o.tif")
    with rasterio.open(tmp_path / "o8.tif") as made:
        assert (made.dtypes[0], made.nodata) == ("uint8", 0)
        scales, offsets = (np.array(x)[:, None, None] for x in (made.scales, made.offsets))
        stored = made.read()
    np.testing.assert_array_equal(stored == 0, np.isnan(exact))
    assert np.nanmax(np.abs(stored * scales + offsets - exact) / scales) <= 0.51


def test_tokens_with_less_than_half_of_their_pixels_are_nodata(tmp_path):
    array = 0.1 + 0.8 * noise(3, 64, 64)
    array[:, :, :8] = 0  # a whole column of tokens
    array[:, :8, 8:11] = 0  # three of eight columns of a token
    array[:, 8:16, 8:13] = 0  # five of eight
    result = run(tmp_path, write_scene(tmp_path / "s.tif", array))
    expected = np.zeros((8, 8), bool)
    expected[:, 0] = expected[1, 1] = True
    for band in read(tmp_path / "o.tif"):
        np.testing.assert_array_equal(np.isnan(band), expected)
    assert (result["valid_tokens"], result["nodata_tokens"]) == (55, 9)


def test_a_region_gets_the_tokens_of_the_whole_scene(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "load_segmentation", NeighbourModel)
    scene = write_scene(tmp_path / "s.tif", 0.1 + 0.8 * noise(3, 200, 240))
    run(tmp_path, scene)
    # Columns 43 to 102 and rows 61 to 138 of the scene: tokens 5 to 12 and 7 to 17.
    region = f"{600_000 + 430},{5_300_000 - 1390},{600_000 + 1030},{5_300_000 - 610}"
    run(tmp_path, scene, "part.tif", region=region)
    with rasterio.open(tmp_path / "part.tif") as part:
        assert (part.transform.c, part.transform.f) == (600_000 + 400, 5_300_000 - 560)
        np.testing.assert_array_equal(part.read(), read(tmp_path / "o.tif")[:, 7:18, 5:13])


def test_a_picture_shows_the_first_components_and_leaves_out_nodata(tmp_path):
    array = 0.1 + 0.8 * noise(3, 120, 160)
    array[:, :16, :16] = 0
    run(tmp_path, write_scene(tmp_path / "s.tif", array), pca=str(tmp_path / "p.tif"))
    with rasterio.open(tmp_path / "p.tif") as file:
        picture = file.read()
        assert [c.name for c in file.colorinterp] == ["red", "green", "blue", "alpha"]
        assert file.transform == rasterio.open(tmp_path / "o.tif").transform
    valid = ~np.isnan(read(tmp_path / "o.tif")[0])
    np.testing.assert_array_equal(picture[3], np.where(valid, 255, 0))
    assert not picture[:, ~valid].any()
    for band in picture[:3]:
        assert band[valid].min() == 0
        assert band[valid].max() == 255


def test_a_resumed_run_gives_what_an_uninterrupted_one_gives(tmp_path, monkeypatch):
    monkeypatch.setattr(catalog, "load_segmentation", NeighbourModel)
    scene = write_scene(tmp_path / "s.tif", 0.1 + 0.8 * noise(3, 400, 100))
    run(tmp_path, scene)
    with pytest.raises(Cancelled):
        run(tmp_path, scene, "r.tif", Recorder(cancel_at=0.5))
    assert not (tmp_path / "r.tif").exists()
    events = Recorder()
    run(tmp_path, scene, "r.tif", events, resume=True)
    assert "journal.resumed" in events.codes
    np.testing.assert_array_equal(read(tmp_path / "r.tif"), read(tmp_path / "o.tif"))
    assert sorted(p.name for p in tmp_path.iterdir()) == [
        "o.run.json",
        "o.tif",
        "r.run.json",
        "r.tif",
        "s.tif",
    ]


def test_the_run_card_tells_model_size_and_inputs(tmp_path):
    scene = write_scene(tmp_path / "s.tif", noise(3, 70, 90))
    result = run(tmp_path, scene, pca=str(tmp_path / "p.tif"))
    card = json.loads((tmp_path / "o.run.json").read_text())
    assert card["features"] == {"dimensions": 4, "size": [12, 9], "token_pixels": 8, "type": "float16"}
    assert (card["model"]["id"], card["task"]) == ("fake", "embed")
    with InputHashes([scene]) as hashes:
        assert card["inputs"][0]["sha256"] == hashes.facts()[0]["sha256"]
    assert 0 < card["picture"]["variance_explained"][0] <= 1
    assert json.loads(json.dumps(result)) == result


def test_what_makes_no_sense_is_refused_and_leaves_nothing_behind(tmp_path):
    scene = write_scene(tmp_path / "s.tif", noise(3, 64, 64))
    (tmp_path / "o.tif").write_bytes(b"kept")
    with pytest.raises(EngineError) as refused:
        run(tmp_path, scene)
    assert refused.value.code == "output.exists"
    with pytest.raises(EngineError) as refused:
        run(tmp_path, scene, "x.tif", type="int4")
    assert refused.value.code == "job.bad_parameter"
    for names in ({"name": "x.gpkg"}, {"name": "x.tif", "pca": str(tmp_path / "p.gpkg")}):
        with pytest.raises(EngineError) as refused:
            run(tmp_path, scene, **names)
        assert refused.value.code == "output.format"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["o.tif", "s.tif"]


def test_the_estimate_counts_windows_over_tokens(tmp_path):
    scene = write_scene(tmp_path / "s.tif", noise(3, 160, 64))
    found = estimate({"scene": [scene]})
    # 20 tokens down in chips of 8 that are 4 apart: 0, 4, 8, 12.
    assert (found["windows"], found["pixels"]) == (4, 160 * 64)
    assert found["seconds"] > 0
