import json

import numpy as np
import pytest
import rasterio

from demo.report import report, roc_auc, score_mask

TRUTH = np.array([[0, 0, 0, 1, 1, 2]], dtype=np.uint8)


def test_scores_count_changed_pixels_of_every_kind():
    mask = np.array([[0, 1, 0, 1, 1, 0]], dtype=np.uint8)
    scores = score_mask(mask, TRUTH)
    assert scores.precision == pytest.approx(2 / 3)
    assert scores.recall == pytest.approx(2 / 3)
    assert scores.f1 == pytest.approx(2 / 3)
    assert scores.recall_of_kinds == {1: 1.0, 2: 0.0}


def test_pixels_without_data_count_neither_way():
    mask = np.array([[0, 255, 0, 1, 1, 255]], dtype=np.uint8)
    scores = score_mask(mask, TRUTH)
    assert (scores.precision, scores.recall) == (1.0, 1.0)


def test_auc_is_the_chance_that_a_changed_pixel_has_more_evidence():
    assert roc_auc(np.array([[1, 2, 3, 4, 5, 6]], dtype=np.uint8), TRUTH) == 1.0
    assert roc_auc(np.array([[7, 7, 7, 7, 7, 7]], dtype=np.uint8), TRUTH) == 0.5
    assert roc_auc(np.array([[9, 255, 1, 5, 5, 255]], dtype=np.uint8), TRUTH) == 0.5


@pytest.fixture
def finished(tmp_path):
    (tmp_path / "second-date").mkdir()
    kinds = [{"code": 1, "kind": "a → b", "hectares": 0.02}, {"code": 2, "kind": "b → c", "hectares": 0.01}]
    (tmp_path / "second-date" / "truth.json").write_text(json.dumps({"kinds": kinds}))
    for file, values in (
        ("second-date/truth.tif", TRUTH),
        ("mask.tif", TRUTH > 0),
        ("evidence.tif", TRUTH * 40),
    ):
        profile = {"driver": "GTiff", "width": 6, "height": 1, "count": 1, "dtype": "uint8"}
        with rasterio.open(tmp_path / file, "w", **profile) as out:
            out.write(values.astype(np.uint8), 1)
    change = {
        "output": str(tmp_path / "mask.tif"),
        "evidence": str(tmp_path / "evidence.tif"),
        "method": "general",
        "threshold": 40,
        "threshold_method": "otsu",
        "changed_hectares": 0.03,
    }
    classes = [{"code": 10, "name": "Tree cover", "pixels": 3, "hectares": 0.03}]
    facts = {
        "ok": True,
        "seconds": 12.0,
        "steps": [{"name": "Detect change: run", "seconds": 3.5}],
        "segment": {"classes": classes},
        "change": change,
    }
    (tmp_path / "result.json").write_text(json.dumps(facts))
    return tmp_path, facts


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
def test_the_report_names_areas_scores_and_times(finished, capsys):
    folder, _ = finished
    assert report(folder, 0) == 0
    said = capsys.readouterr().out
    for expected in ("Tree cover", "SIMULATED", "precision 1.000", "b → c", "Detect change: run", "3.5 s"):
        assert expected in said
    assert json.loads((folder / "report.json").read_text())["change"]["roc_auc"] == 1.0


@pytest.mark.filterwarnings("ignore:Dataset has no geotransform")
@pytest.mark.parametrize(("ok", "exit_code"), [(False, 0), (True, 139)])
def test_a_demo_that_failed_or_crashed_at_the_end_is_not_a_success(finished, capsys, ok, exit_code):
    folder, facts = finished
    facts["ok"] = ok
    (folder / "result.json").write_text(json.dumps(facts))
    assert report(folder, exit_code) != 0
    assert "failed" in capsys.readouterr().err


def test_a_qgis_that_ended_without_a_result_is_a_failure(tmp_path, capsys):
    assert report(tmp_path, 0) != 0
    assert "before it wrote a result" in capsys.readouterr().err
