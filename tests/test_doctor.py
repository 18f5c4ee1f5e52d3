"""The doctor answers whatever is broken, and never invents a speed."""

import importlib
import json
import sys
from types import ModuleType, SimpleNamespace

import pytest
import torch

import models
from models import doctor, inference
from models.sentences import MARK, marked


class Network:
    """A network that averages bands, of the smallest chip."""

    chip = 32
    called = 0

    def select_bands(self, bands):
        assert [band.name for band in bands] == ["B02", "B03", "B04"]
        return SimpleNamespace(positions=[0, 1, 2])

    def probabilities(self, chips, valid, selection):
        Network.called += 1
        return chips.mean(dim=1, keepdim=True) * valid[:, None]


@pytest.fixture
def catalog(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """A catalogue with one model."""
    module = ModuleType("models.catalog")
    names = {"B02": 490.0, "B03": 560.0, "B04": 665.0}
    bands = [SimpleNamespace(name=name, wavelength=wavelength) for name, wavelength in names.items()]
    module.find_card = lambda model, task: SimpleNamespace(id="averages", task="segmentation", bands=bands)
    module.load_segmentation = lambda card, device: Network()
    monkeypatch.setitem(sys.modules, "models.catalog", module)
    monkeypatch.setattr(models, "catalog", module, raising=False)
    monkeypatch.setattr(inference, "_loaded", {})
    monkeypatch.setattr(inference, "_speeds", {})
    return module


def test_a_working_engine_reports_versions_devices_and_speed(catalog: ModuleType) -> None:
    report = doctor.report("cpu")
    assert report["ready"]
    assert report["problems"] == []
    assert report["versions"]["torch"] == torch.__version__
    (device,) = report["devices"]
    assert device["id"] == "cpu"
    assert device["kernel"]["ok"]
    assert device["chips_per_second"] > 0
    assert device["precision"] == "float32"
    assert "chips/s in float32 (default)" in doctor.in_words(report)
    assert Network.called > 0
    assert "averages" in report["verdict"]
    assert json.loads(json.dumps(report)) == report
    assert doctor.in_words(report).splitlines()[-1] == report["verdict"]
    assert marked(report)["verdict"][MARK].startswith("The engine works: {model}")


def test_without_a_model_no_speed_is_given(catalog: ModuleType) -> None:
    def none(model, task):
        raise LookupError("no card is shipped")

    catalog.find_card = none
    report = doctor.report("cpu")
    assert not report["ready"]
    assert report["verdict"].endswith("No trained model can be used: no card is shipped.")
    assert report["devices"][0]["chips_per_second"] is None
    assert "no card is shipped" in report["verdict"]


def test_a_model_that_fails_is_named_with_its_reason(catalog: ModuleType) -> None:
    def fail(card, device):
        raise RuntimeError("weights are damaged\nand a long trace")

    catalog.load_segmentation = fail
    report = doctor.report("cpu")
    assert not report["ready"]
    assert "averages" in report["verdict"]
    assert "weights are damaged" in report["verdict"]
    assert "\n" not in report["verdict"]


def test_a_library_that_cannot_be_loaded_is_the_verdict(catalog: ModuleType, monkeypatch) -> None:
    load = importlib.import_module

    def without_rasterio(name, package=None):
        if name == "rasterio":
            raise ImportError("libgdal.so.36: cannot open shared object file")
        return load(name, package)

    monkeypatch.setattr(importlib, "import_module", without_rasterio)
    report = doctor.report("cpu")
    assert not report["ready"]
    assert report["verdict"].startswith("The engine does not work: rasterio cannot be loaded: libgdal")


def test_a_device_that_does_not_compute_is_an_answer_not_a_crash() -> None:
    # The device "meta" knows shapes but no numbers, like a GPU whose driver is broken.
    result = doctor.run_kernel("meta")
    assert not result["ok"]
    assert result["error"]


def test_an_absent_device_is_said() -> None:
    assert "cuda:7" in doctor.report("cuda:7")["verdict"]
