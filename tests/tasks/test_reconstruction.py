"""Hidden parts of a scene, filled in by a tiny pretraining checkpoint."""

import csv
import json

import numpy as np
import pytest
import rasterio
import shapely
import torch
from engine_fakes import Recorder, noise, write_scene

from models import devices, inference
from models.cli import main
from models.devices import Device
from models.errors import Cancelled, EngineError
from models.jobs import Job, run_job
from models.rasters.regions import Region
from models.rasters.windows import Window
from models.reconstruction import ReconstructionInference
from models.spectralgpt.architecture import BANDS
from models.tasks.hiding import GroupHiding, PolygonHiding, ShareHiding
from models.tasks.reconstruction import estimate, reconstruct
from tests.spectralgpt import official_files

LEFT, TOP = 600_000, 5_300_000


@pytest.fixture(scope="module")
def checkpoint(tmp_path_factory):
    """A folder of the user's models with one pretraining checkpoint of 32 pixels."""
    folder = tmp_path_factory.mktemp("models")
    torch.save({"model": official_files.make("pretraining")}, folder / "tiny.pth")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SPECTRALGPT_MODELS", str(folder))
        run_job(Job("convert", {"source": str(folder / "tiny.pth")}), Recorder())
    return folder


@pytest.fixture(autouse=True)
def own_models(checkpoint, monkeypatch):
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(checkpoint))
    monkeypatch.setattr(devices, "all_devices", lambda: [Device("cpu", "A processor", False, 4)])
    monkeypatch.setattr(inference, "_loaded", {})


def twelve(height, width, seed=0):
    return 0.05 + 0.4 * noise(12, height, width, seed)


def scene_of(tmp_path, array, name="s.tif"):
    return write_scene(tmp_path / name, array, descriptions=BANDS)


def run(tmp_path, scene, name="o.tif", events=None, **parameters):
    given = {"scene": [scene], "output": str(tmp_path / name), "model": "tiny", **parameters}
    return reconstruct(given, events or Recorder())


def read(path):
    with rasterio.open(path) as file:
        return file.read()


def enlarged(hidden, height, width):
    """Hidden bands of each pixel, (12, height, width), of hidden tokens (4, h, w)."""
    return hidden.repeat(3, 0).repeat(8, 1).repeat(8, 2)[:, :height, :width]


@pytest.mark.parametrize("size", [(8, 9), (9, 17), (40, 70)])
def test_visible_tokens_stay_as_they_were_and_hidden_ones_do_not(tmp_path, size):
    array = twelve(*size)
    scene = scene_of(tmp_path, array)
    run(tmp_path, scene, share="0.6", seed=3)
    tokens = Window(0, 0, -(-size[0] // 8), -(-size[1] // 8))
    hidden = enlarged(ShareHiding(0.6, 3, 4).hidden(tokens), *size)
    with rasterio.open(tmp_path / "o.tif") as made, rasterio.open(scene) as given:
        assert (made.transform, made.crs, made.shape) == (given.transform, given.crs, given.shape)
        assert made.descriptions == BANDS
        values = made.read()
        stored = (given.read().astype(np.float32) * np.float32(1e-4)).astype(np.float32)
    assert np.isfinite(values).all()
    np.testing.assert_allclose(values[~hidden], stored[~hidden], rtol=1e-6)
    assert (np.abs(values - stored)[hidden] > 1e-4).mean() > 0.9


def test_a_single_pixel_is_constant_and_stays_so(tmp_path):
    array = twelve(1, 1)
    run(tmp_path, scene_of(tmp_path, array), groups="1")
    np.testing.assert_allclose(read(tmp_path / "o.tif"), np.round(array * 10_000) / 10_000, atol=1e-6)


def test_a_hidden_token_is_where_its_place_says_whatever_the_window():
    whole = ShareHiding(0.75, 7, 4).hidden(Window(-3, -2, 60, 50))
    part = ShareHiding(0.75, 7, 4).hidden(Window(10, 20, 16, 16))
    np.testing.assert_array_equal(part, whole[:, 13:29, 22:38])
    assert abs(whole.mean() - 0.75) < 0.02
    for other in (ShareHiding(0.75, 8, 4).hidden(Window(-3, -2, 60, 50)), whole[:, ::-1], whole[::-1]):
        assert 0.3 < (whole != other).mean() < 0.45  # as much as two independent draws: 2 * 0.75 * 0.25


def test_a_region_gets_what_the_whole_scene_gets(tmp_path):
    scene = scene_of(tmp_path, twelve(80, 90))
    run(tmp_path, scene)
    run(tmp_path, scene, "part.tif", region=f"{LEFT + 130},{TOP - 610},{LEFT + 550},{TOP - 210}")
    with rasterio.open(tmp_path / "part.tif") as part:
        assert (part.transform.c, part.transform.f) == (LEFT + 130, TOP - 210)
        np.testing.assert_array_equal(part.read(), read(tmp_path / "o.tif")[:, 21:61, 13:55])


def test_the_network_sees_nothing_of_what_a_polygon_hides(tmp_path):
    array = twelve(64, 64)
    box = f"{LEFT + 170},{TOP - 400},{LEFT + 300},{TOP - 250}"  # rows 25 to 39, columns 17 to 29
    run(tmp_path, scene_of(tmp_path, array), polygons=box)
    cloudy = array.copy()
    cloudy[:, 24:40, 16:32] = 0.95
    run(tmp_path, scene_of(tmp_path, cloudy, "c.tif"), "c_o.tif", polygons=box)
    clear = read(tmp_path / "o.tif")
    np.testing.assert_array_equal(clear, read(tmp_path / "c_o.tif"))
    outside = np.ones((64, 64), bool)
    outside[24:40, 16:32] = False
    expected = np.round(array * 10_000) / 10_000
    np.testing.assert_allclose(clear[:, outside], expected[:, outside], atol=1e-6)
    assert (np.abs(clear - expected)[:, ~outside] > 1e-4).mean() > 0.9


def test_a_polygon_hides_the_tokens_that_share_area_with_it():
    touching = shapely.box(8, 8, 16, 24.5)  # tokens of column 1, rows 1 to 3; its edges lie on their borders
    hidden = PolygonHiding(Region(Window(8, 8, 17, 8), (touching,)), 2).hidden(Window(0, 0, 5, 4))
    expected = np.zeros((5, 4), bool)
    expected[1:4, 1] = True
    np.testing.assert_array_equal(hidden, np.stack([expected, expected]))


def test_hidden_groups_change_their_bands_only(tmp_path):
    array = twelve(40, 40)
    result = run(tmp_path, scene_of(tmp_path, array), groups="1,3")
    change = np.abs(read(tmp_path / "o.tif") - np.round(array * 10_000) / 10_000).mean((1, 2))
    assert (change[[0, 1, 2, 6, 7, 8]] > 1e-3).all()
    assert (change[[3, 4, 5, 9, 10, 11]] < 1e-6).all()
    assert [entry["pixels"] for entry in result["bands"][:4]] == [1600, 1600, 1600, 0]
    assert result["bands"][3]["after"] is None
    np.testing.assert_array_equal(GroupHiding((0, 2), 4).hidden(Window(0, 0, 1, 1))[:, 0, 0], [1, 0, 1, 0])


def test_the_error_and_the_spectra_are_those_of_the_hidden_pixels(tmp_path):
    array = twelve(40, 56)
    array[:, :8, :8] = 0
    scene = scene_of(tmp_path, array)
    run(tmp_path, scene, share="0.5", error=str(tmp_path / "e.tif"), spectra=str(tmp_path / "s.csv"))
    values, stored = read(tmp_path / "o.tif").astype(float), np.round(array * 10_000) / 10_000
    hidden = enlarged(ShareHiding(0.5, 0, 4).hidden(Window(0, 0, 5, 7)), 40, 56)
    valid = np.ones((40, 56), bool)
    valid[:8, :8] = False
    assert np.isnan(values[:, ~valid]).all()
    hidden &= valid
    squares = np.where(hidden, (values - stored) ** 2, 0)
    with np.errstate(invalid="ignore", divide="ignore"):
        expected = np.sqrt(squares.sum(0) / hidden.sum(0))
    np.testing.assert_allclose(read(tmp_path / "e.tif")[0], expected, rtol=1e-4, atol=1e-6)
    with (tmp_path / "s.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [row["band"] for row in rows] == list(BANDS)
    assert float(rows[3]["wavelength"]) == 664.8
    for number, row in enumerate(rows):
        place = hidden[number]
        assert int(row["pixels"]) == place.sum()
        assert float(row["before"]) == pytest.approx(stored[number][place].mean(), abs=2e-6)
        assert float(row["after"]) == pytest.approx(values[number][place].mean(), abs=2e-6)
        assert float(row["rmse"]) == pytest.approx(np.sqrt(squares[number][place].mean()), abs=2e-6)


def test_where_nothing_is_visible_nothing_is_made_up(tmp_path):
    array = twelve(40, 40)
    with pytest.raises(EngineError) as refused:
        run(tmp_path, scene_of(tmp_path, array), polygons=f"{LEFT},{TOP - 400},{LEFT + 400},{TOP}")
    assert refused.value.code == "reconstruct.nothing_hidden"
    assert [p.name for p in tmp_path.iterdir()] == ["s.tif"]


def test_a_resumed_run_gives_what_an_uninterrupted_one_gives(tmp_path):
    scene = scene_of(tmp_path, twelve(120, 40))
    run(tmp_path, scene)
    with pytest.raises(Cancelled):
        run(tmp_path, scene, "r.tif", Recorder(cancel_at=0.5))
    assert not (tmp_path / "r.tif").exists()
    events = Recorder()
    run(tmp_path, scene, "r.tif", events, resume=True)
    assert "journal.resumed" in events.codes
    np.testing.assert_array_equal(read(tmp_path / "r.tif"), read(tmp_path / "o.tif"))


def test_a_run_with_another_seed_does_not_take_over_the_first_one_s_strips(tmp_path):
    scene = scene_of(tmp_path, twelve(120, 40))
    with pytest.raises(Cancelled):
        run(tmp_path, scene, events=Recorder(cancel_at=0.5))
    events = Recorder()
    run(tmp_path, scene, events=events, resume=True, seed=1)
    assert "journal.mismatch" in events.codes


@pytest.mark.parametrize(
    ("parameters", "code"),
    [
        ({"share": "1.5"}, "job.bad_parameter"),
        ({"share": "nan"}, "job.bad_parameter"),
        ({"groups": "0"}, "job.bad_parameter"),
        ({"groups": "1,5"}, "job.bad_parameter"),
        ({"groups": "1,2,3,4"}, "reconstruct.nothing_visible"),
        ({"groups": "1", "share": "0.5"}, "reconstruct.several_ways"),
        ({"polygons": "0,0,10,10"}, "scene.region_outside"),
        ({"spectra": "s.txt"}, "output.format"),
        ({"error": "e.gpkg"}, "output.format"),
        ({"model": "landcover-small"}, "model.unknown"),
    ],
)
def test_what_makes_no_sense_is_refused_before_anything_is_written(tmp_path, parameters, code):
    scene = scene_of(tmp_path, twelve(40, 40))
    with pytest.raises(EngineError) as refused:
        run(tmp_path, scene, **parameters)
    assert refused.value.code == code
    assert [p.name for p in tmp_path.iterdir()] == ["s.tif"]


def test_what_ships_fills_in_better_than_each_bands_mean(tmp_path):
    """Smooth hills of a ground with two surfaces: the model by default, without anything imported."""
    rows, columns = np.mgrid[:128, :128]
    share = 0.5 + 0.5 * np.sin(rows / 17) * np.cos(columns / 23)
    soil = np.array([0.06, 0.08, 0.1, 0.14, 0.17, 0.19, 0.21, 0.23, 0.25, 0.25, 0.33, 0.28])
    crop = np.array([0.03, 0.04, 0.07, 0.04, 0.1, 0.3, 0.37, 0.4, 0.41, 0.41, 0.2, 0.1])
    array = (soil[:, None, None] * share + crop[:, None, None] * (1 - share)).astype(np.float32)
    result = run(tmp_path, scene_of(tmp_path, array), model=None, share="0.5")
    assert result["model"] == "reconstruction-small"
    values = read(tmp_path / "o.tif")
    with rasterio.open(tmp_path / "o.tif") as file:
        kept = [BANDS.index(name) for name in file.descriptions]
    truth = array[kept]
    filled = np.abs(values - truth) > 1e-4
    assert filled.mean() > 0.3
    error = np.sqrt(((values - truth)[filled] ** 2).mean())
    assert error < 0.8 * np.sqrt(truth.var((1, 2)).mean())


def test_the_command_line_reconstructs_embeds_and_estimates(tmp_path, capfd):
    scene = scene_of(tmp_path, twelve(40, 40))
    out = str(tmp_path / "o.tif")
    words = ["reconstruct", scene, "--output", out, "--model", "tiny", "--groups", "2"]
    words += ["--error", str(tmp_path / "e.tif")]
    assert main([*words, "--json"]) == 0
    result = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert (result["event"], result["model"], result["output"]) == ("result", "tiny", out)
    assert main(words) == 2  # exists already
    assert main(["reconstruct", scene, "--output", out, "--groups", "2", "--share", "0.5"]) == 2
    assert main(["embed", scene, "--output", str(tmp_path / "f.tif"), "--model", "tiny"]) == 0
    with rasterio.open(tmp_path / "f.tif") as features:
        assert (features.count, features.shape) == (official_files.WIDTH, (5, 5))
    assert main(["estimate", "reconstruct", scene, "--model", "tiny", "--json"]) == 0
    assert json.loads(capfd.readouterr().out.splitlines()[-1])["windows"] == 4


def test_an_estimate_counts_the_windows_in_which_something_is_hidden(tmp_path, monkeypatch):
    asked = []

    def ten_seconds(self, hidden=0.75):
        asked.append(hidden)
        return 10.0

    monkeypatch.setattr(ReconstructionInference, "seconds_per_chip", ten_seconds)
    scene = scene_of(tmp_path, twelve(128, 128))
    whole = estimate({"scene": [scene], "model": "tiny", "share": "0.5"})
    box = f"{LEFT + 480},{TOP - 640},{LEFT + 560},{TOP - 560}"
    small = estimate({"scene": [scene], "model": "tiny", "polygons": box})
    assert small["windows"] == whole["windows"] > 16
    assert whole["seconds"] == pytest.approx(1 + 11.5 * whole["windows"], abs=0.06)
    # Neighbouring windows overlap, so a place lies in four at most.
    assert 12 <= small["seconds"] <= 1 + 4 * 11.5
    assert asked[0] == pytest.approx(0.5, abs=0.03)
    assert 0 < asked[1] < 0.2


def test_the_run_card_warns_about_errors_under_clouds(tmp_path):
    scene = scene_of(tmp_path, twelve(64, 64))
    box = f"{LEFT + 170},{TOP - 400},{LEFT + 300},{TOP - 250}"
    run(tmp_path, scene, polygons=box)
    card = json.loads((tmp_path / "o.run.json").read_text())
    assert any("not a cloud" in note for note in card["notes"])
    assert (card["model"]["id"], card["task"], len(card["bands"])) == ("tiny", "reconstruct", 12)


def test_an_input_may_be_scaled_by_the_scene(tmp_path):
    scene = scene_of(tmp_path, twelve(64, 64))
    run(tmp_path, scene)
    run(tmp_path, scene, "scaled.tif", scaling="scene-percentiles")
    assert not np.array_equal(read(tmp_path / "scaled.tif"), read(tmp_path / "o.tif"))
    card = json.loads((tmp_path / "scaled.run.json").read_text())
    assert card["model"]["scaling"] == "scene-percentiles"
    words = ["embed", scene, "--output", str(tmp_path / "f.tif"), "--model", "tiny"]
    assert main([*words, "--scaling", "scene-percentiles"]) == 0
    card = json.loads((tmp_path / "f.run.json").read_text())
    assert card["model"]["scaling"] == "scene-percentiles"
