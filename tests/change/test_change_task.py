import json
import xml.etree.ElementTree as ET

import numpy as np
import pytest
import rasterio
from change_fakes import NAMES, changed_square, pair_with_change, write_date
from engine_fakes import Recorder, install_fake_catalog

from models.change import mapping
from models.change.evidence import METHODS
from models.change.scenes import pair_options
from models.errors import Cancelled, EngineError
from models.jobs import Job, estimate, run_job
from models.rasters.windows import Window
from models.tasks.change import change, rethreshold


@pytest.fixture
def dates(tmp_path):
    before, after, where = pair_with_change(120, 140)
    paths = [write_date(tmp_path / "2020.tif", before), write_date(tmp_path / "2021.tif", after)]
    return {"before": [paths[0]], "after": [paths[1]]}, where


def read(path):
    with rasterio.open(path) as file:
        return file.read(1)


def leftovers(folder):
    return sorted(p.name for p in folder.iterdir() if p.name not in ("2020.tif", "2021.tif"))


@pytest.mark.parametrize("method", METHODS)
def test_the_mask_shows_what_changed(tmp_path, dates, method):
    parameters, where = dates
    result = change({**parameters, "output": str(tmp_path / "c.tif"), "method": method}, Recorder())
    mask = read(tmp_path / "c.tif")
    assert (mask[where] == 1).mean() > 0.9
    assert (mask[~where] == 1).mean() < 0.02
    assert result["changed_pixels"] == (mask == 1).sum()
    assert result["changed_hectares"] == pytest.approx((mask == 1).sum() / 100)
    assert result["changed_share"] == pytest.approx((mask == 1).mean())


def test_all_outputs_come_with_names_styles_and_a_run_card(tmp_path, dates, monkeypatch):
    install_fake_catalog(monkeypatch.setattr)
    parameters, _ = dates
    outputs = {"output": "c.tif", "evidence": "e.tif", "from_to": "f.tif"}
    result = change({**parameters, **{k: str(tmp_path / v) for k, v in outputs.items()}}, Recorder())
    assert leftovers(tmp_path) == sorted(
        [*outputs.values(), "c.qml", "e.qml", "f.qml", "c.tif.aux.xml", "f.tif.aux.xml", "c.run.json"]
    )
    with rasterio.open(tmp_path / "c.tif") as file:
        assert (file.dtypes[0], file.nodata, file.crs.to_epsg()) == ("uint8", 255, 32632)
        assert file.transform == rasterio.Affine(10, 0, 600_000, 0, -10, 5_300_000)
    with rasterio.open(tmp_path / "f.tif") as file:
        assert (file.dtypes[0], file.nodata) == ("uint16", 65535)
    names = [row.findall("F")[1].text for row in ET.parse(tmp_path / "c.tif.aux.xml").iter("Row")]
    assert names == ["Unchanged", "Changed"]
    card = json.loads((tmp_path / "c.run.json").read_text())
    assert card["method"] == "general"
    assert len(card["inputs"]) == 2
    assert card["threshold"] == result["threshold"]
    assert card["outputs"]["evidence"] == str(tmp_path / "e.tif")


def test_the_mask_is_the_evidence_from_the_threshold_on(tmp_path, dates):
    parameters, _ = dates
    result = change(
        {
            **parameters,
            "output": str(tmp_path / "c.tif"),
            "evidence": str(tmp_path / "e.tif"),
            "threshold": "35",
        },
        Recorder(),
    )
    assert (result["threshold"], result["threshold_method"]) == (35, "user")
    assert np.array_equal(read(tmp_path / "c.tif"), read(tmp_path / "e.tif") >= 35)


def test_transitions_are_named_and_only_where_the_mask_says_changed(tmp_path, dates, monkeypatch):
    install_fake_catalog(monkeypatch.setattr)
    parameters, _ = dates
    result = change(
        {**parameters, "output": str(tmp_path / "c.tif"), "from_to": str(tmp_path / "f.tif")}, Recorder()
    )
    mask, codes = read(tmp_path / "c.tif"), read(tmp_path / "f.tif")
    assert (codes[mask == 0] == 0).all()
    assert (codes[mask == 1] > 0).all()
    assert sum(entry["pixels"] for entry in result["transitions"]) == result["changed_pixels"]
    # The fake's brightest band is green on the meadow (class 2) and red on soil (class 3).
    first = result["transitions"][0]
    assert first["code"] == 203
    assert first["name"] == "Built-up → Permanent water bodies"
    assert first["names"] == {"en": first["name"], "de": "Bebaute Fläche → Dauerhafte Gewässer"}
    assert first["pixels"] == (codes == 203).sum() > 200
    rows = ET.parse(tmp_path / "f.tif.aux.xml").iter("Row")
    assert "Built-up → Permanent water bodies" in [row.findall("F")[1].text for row in rows]


def test_another_threshold_needs_only_the_evidence(tmp_path, dates):
    parameters, _ = dates
    evidence = str(tmp_path / "e.tif")
    first = change({**parameters, "output": str(tmp_path / "c.tif"), "evidence": evidence}, Recorder())
    again = rethreshold({"evidence": evidence, "output": str(tmp_path / "again.tif")}, Recorder())
    assert again["threshold"] == first["threshold"]
    assert np.array_equal(read(tmp_path / "again.tif"), read(tmp_path / "c.tif"))
    strict = rethreshold(
        {"evidence": evidence, "output": str(tmp_path / "strict.tif"), "threshold": 90}, Recorder()
    )
    assert strict["changed_pixels"] == ((read(evidence) >= 90) & (read(evidence) <= 100)).sum()
    assert json.loads((tmp_path / "strict.run.json").read_text())["threshold"] == 90


def test_a_raster_that_is_no_evidence_is_refused(tmp_path, dates):
    parameters, _ = dates
    with pytest.raises(EngineError) as caught:
        rethreshold({"evidence": parameters["before"][0], "output": str(tmp_path / "m.tif")}, Recorder())
    assert caught.value.code == "change.not_evidence"


def test_small_patches_are_removed(tmp_path):
    before, after, _ = pair_with_change(120, 140)
    small = changed_square(120, 140, top=90, left=100, side=5)
    after[:, small] = after[:, 48:49, 38]
    parameters = {
        "before": [write_date(tmp_path / "2020.tif", before)],
        "after": [write_date(tmp_path / "2021.tif", after)],
        "threshold": "40",
    }
    change({**parameters, "output": str(tmp_path / "all.tif")}, Recorder())
    change({**parameters, "output": str(tmp_path / "large.tif"), "min_area": 100}, Recorder())
    assert (read(tmp_path / "all.tif")[small] == 1).any()
    assert not (read(tmp_path / "large.tif")[small] == 1).any()
    assert (read(tmp_path / "large.tif") == 1).any()


def test_pixels_that_are_invalid_at_either_date_are_nodata(tmp_path):
    before, after, _ = pair_with_change(120, 140)
    before[:, :10], after[:, :, :10] = 0, 0
    parameters = {
        "before": [write_date(tmp_path / "2020.tif", before)],
        "after": [write_date(tmp_path / "2021.tif", after)],
    }
    result = change({**parameters, "output": str(tmp_path / "c.tif")}, Recorder())
    expected = np.zeros((120, 140), bool)
    expected[:10], expected[:, :10] = True, True
    assert np.array_equal(read(tmp_path / "c.tif") == 255, expected)
    assert result["nodata_pixels"] == expected.sum()


def test_a_date_on_another_grid_is_resampled_and_said_so(tmp_path, dates):
    parameters, where = dates
    _, after, _ = pair_with_change(120, 140)
    coarse = after.reshape(6, 60, 2, 70, 2).mean((2, 4))
    path = write_date(
        tmp_path / "coarse.tif", coarse, transform=rasterio.Affine(20, 0, 600_000, 0, -20, 5_300_000)
    )
    events = Recorder()
    result = change({**parameters, "after": [path], "output": str(tmp_path / "c.tif")}, events)
    assert "change.resampled" in events.codes
    assert any("resampled" in note for note in result["notes"])
    mask = read(tmp_path / "c.tif")
    assert mask.shape == (120, 140)
    assert (mask[where] == 1).mean() > 0.8


def test_stacks_of_different_bands_are_compared_in_what_they_share(tmp_path, dates):
    parameters, where = dates
    _, after, _ = pair_with_change(120, 140)
    turned = write_date(tmp_path / "turned.tif", after[[4, 2, 1, 3]], ("B11", "B04", "B03", "B08"))
    events = Recorder()
    change({**parameters, "after": [turned], "output": str(tmp_path / "c.tif")}, events)
    assert "change.bands" in events.codes
    assert (read(tmp_path / "c.tif")[where] == 1).mean() > 0.9


def test_a_region_limits_the_result(tmp_path, dates):
    parameters, _ = dates
    region = "600200,5299000,601000,5299700"
    change({**parameters, "region": region, "output": str(tmp_path / "c.tif")}, Recorder())
    with rasterio.open(tmp_path / "c.tif") as file:
        assert file.shape == (70, 80)
        assert (file.transform.c, file.transform.f) == (600_200, 5_299_700)


def refused(parameters, code, tmp_path):
    before = leftovers(tmp_path)
    with pytest.raises(EngineError) as caught:
        change({**parameters, "output": str(tmp_path / "c.tif")}, Recorder())
    assert caught.value.code == code
    assert leftovers(tmp_path) == before


def test_two_dates_of_different_places_are_refused(tmp_path, dates):
    parameters, _ = dates
    _, after, _ = pair_with_change(120, 140)
    far = write_date(
        tmp_path / "far.tif", after, transform=rasterio.Affine(10, 0, 700_000, 0, -10, 5_300_000)
    )
    refused({**parameters, "after": [far]}, "scene.no_overlap", tmp_path)


def test_one_file_for_both_dates_is_refused(tmp_path, dates):
    parameters, _ = dates
    refused({**parameters, "after": parameters["before"]}, "change.same_scene", tmp_path)


def test_bad_settings_are_refused_before_anything_is_written(tmp_path, dates):
    parameters, _ = dates
    refused({**parameters, "method": "magic"}, "change.unknown_method", tmp_path)
    refused({**parameters, "threshold": "half"}, "change.bad_threshold", tmp_path)


def test_too_few_common_bands_are_refused(tmp_path, dates):
    parameters, _ = dates
    _, after, _ = pair_with_change(120, 140)
    two = write_date(tmp_path / "other.tif", after[:5], ("B02", "B03", "B05", "B06", "B09"))
    refused({**parameters, "after": [two]}, "change.too_few_bands", tmp_path)


def test_a_change_that_is_too_small_for_a_threshold_is_said_so(tmp_path):
    before, after, _ = pair_with_change(120, 140, side=6)
    parameters = {
        "before": [write_date(tmp_path / "2020.tif", before)],
        "after": [write_date(tmp_path / "2021.tif", after)],
    }
    events = Recorder()
    result = change({**parameters, "output": str(tmp_path / "c.tif")}, events)
    assert result["threshold_method"] == "fixed"
    assert "change.threshold_unreliable" in events.codes
    assert result["warnings"]


def test_a_cancelled_run_is_resumed_to_the_same_result(tmp_path, dates, monkeypatch):
    parameters, _ = dates
    real = mapping.map_evidence

    def small_windows(*arguments):
        real(*arguments, side=16)

    monkeypatch.setattr("models.tasks.change.map_evidence", small_windows)
    plain = {**parameters, "output": str(tmp_path / "a.tif"), "evidence": str(tmp_path / "ae.tif")}
    change(plain, Recorder())
    again = {**parameters, "output": str(tmp_path / "b.tif"), "evidence": str(tmp_path / "be.tif")}
    with pytest.raises(Cancelled):
        change(again, Recorder(cancel_at=0.5))
    assert not (tmp_path / "b.tif").exists()
    events = Recorder()
    change({**again, "resume": True}, events)
    assert "journal.resumed" in events.codes
    assert np.array_equal(read(tmp_path / "ae.tif"), read(tmp_path / "be.tif"))
    assert not list(tmp_path.glob("*.partial"))


def test_evidence_is_identical_whatever_the_windows(tmp_path, dates, monkeypatch):
    parameters, _ = dates
    real, maps = mapping.map_evidence, []
    for side in (512, 37):
        monkeypatch.setattr("models.tasks.change.map_evidence", lambda *a, s=side: real(*a, side=s))
        output, evidence = tmp_path / f"{side}.tif", tmp_path / f"e{side}.tif"
        change({**parameters, "output": str(output), "evidence": str(evidence)}, Recorder())
        maps.append(read(evidence))
    assert np.array_equal(*maps)


def test_strips_cover_a_raster_that_is_wider_than_a_panel():
    extent = Window(3, 5, 700, 9000)
    covered = np.zeros((700, 9000), np.uint8)
    for row0, column0, windows in mapping._strips(extent, 512):
        column = column0
        for window in windows:
            assert (window.row, window.column) == (3 + row0, 5 + column)
            covered[row0 : row0 + window.height, column : column + window.width] += 1
            column += window.width
    assert (covered == 1).all()


def test_the_jobs_are_known_by_their_names(tmp_path, dates):
    parameters, _ = dates
    output = str(tmp_path / "c.tif")
    evidence = str(tmp_path / "e.tif")
    expected = estimate(Job("change", {**parameters, "output": output}))
    assert expected["pixels"] == 120 * 140
    assert expected["windows"] == 1
    assert (
        run_job(Job("change", {**parameters, "output": output, "evidence": evidence}), Recorder())["task"]
        == "change"
    )
    other = {"evidence": evidence, "output": str(tmp_path / "t.tif")}
    assert run_job(Job("threshold", other), Recorder())["task"] == "threshold"


def test_one_pixel_and_scenes_smaller_than_the_margin_work(tmp_path):
    before, after, _ = pair_with_change(120, 140)
    for height, width in ((1, 1), (3, 50)):
        cut = np.s_[:, 40 : 40 + height, 30 : 30 + width]
        parameters = {
            "before": [write_date(tmp_path / "2020.tif", before[cut])],
            "after": [write_date(tmp_path / "2021.tif", after[cut])],
        }
        result = change(
            {**parameters, "output": str(tmp_path / f"{height}.tif"), "bands": _names(NAMES)}, Recorder()
        )
        assert result["valid_pixels"] == height * width


def _names(names):
    return ",".join(f"{number}={name}" for number, name in enumerate(names, 1))


def test_urban_growth_in_a_real_pair_is_found(data_folder, tmp_path):
    folder = data_folder / "oscd" / "dubai_west"
    parameters = {
        "before": [str(folder / "dubai_west_t1_13bands.tif")],
        "after": [str(folder / "dubai_west_t2_13bands.tif")],
        "output": str(tmp_path / "c.tif"),
        "threshold": "30",
    }
    change(parameters, Recorder())
    truth = read(folder / "dubai_west_change_mask.tif") == 1
    mask = read(tmp_path / "c.tif") == 1
    assert (mask & truth).sum() / truth.sum() > 0.4
    assert (mask & truth).sum() / mask.sum() > 0.4


def test_each_date_may_have_numbers_of_its_own(tmp_path, dates):
    """Before 2022 without an offset, after it with one: both are told the way to reflectance."""
    parameters, _ = dates
    plain = change({**parameters, "output": str(tmp_path / "c.tif"), "threshold": "50"}, Recorder())
    shifted = tmp_path / "later.tif"
    with rasterio.open(parameters["after"][0]) as source:
        profile, pixels, names = source.profile, source.read(), source.descriptions
    with rasterio.open(shifted, "w", **profile) as sink:
        sink.write(pixels + np.asarray(1000, pixels.dtype))
        sink.descriptions = names
    own = {
        **parameters,
        "after": [str(shifted)],
        "after_radiometry": "0.0001,-1000",
        "output": str(tmp_path / "d.tif"),
        "threshold": "50",
    }
    result = change(own, Recorder())
    assert result["changed_pixels"] == plain["changed_pixels"]
    assert np.array_equal(read(tmp_path / "c.tif"), read(tmp_path / "d.tif"))


def test_options_of_the_second_date_replace_the_common_ones():
    """ "auto" is what the files say; without a word of its own the second date is read as the first."""
    common = {"radiometry": "0.0001,-1000", "bands": "1=B02"}
    first, second = pair_options(common)
    assert first == second
    first, second = pair_options({**common, "after_radiometry": "auto", "after_bands": "1=B03"})
    assert first.radiometry is not None
    assert second.radiometry is None
    assert (first.bands, second.bands) == ({1: "B02"}, {1: "B03"})
