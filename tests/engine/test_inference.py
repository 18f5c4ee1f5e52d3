import numpy as np
import pytest
from engine_fakes import FakeCard, FakeModel, Recorder, install_fake_catalog

from models import catalog, devices, inference
from models.devices import Device
from models.inference import SegmentationInference

PROCESSOR = Device("cpu", "A processor", False, 4)


@pytest.fixture(autouse=True)
def fake_network(monkeypatch):
    install_fake_catalog(monkeypatch.setattr)
    monkeypatch.setattr(devices, "all_devices", lambda: [PROCESSOR])
    monkeypatch.setattr(inference, "_loaded", {})
    monkeypatch.setattr(inference, "_speeds", {})


def infer(device=PROCESSOR, events=None):
    return SegmentationInference(FakeCard(), device, [None] * 3, events or Recorder())


def test_arrays_go_in_and_probabilities_come_out():
    chips = np.random.default_rng(0).random((2, 3, 32, 32), np.float32)
    values = infer()(chips, np.ones((2, 32, 32), bool))
    assert values.shape == (2, 3, 32, 32)
    assert values.dtype == np.float32
    np.testing.assert_allclose(values.sum(1), 1, atol=1e-5)


def test_a_model_is_loaded_once_for_many_estimates(monkeypatch):
    loads = []

    def load(card, device):
        loads.append(device)
        return FakeModel(card, device)

    monkeypatch.setattr(catalog, "load_segmentation", load)
    for _ in range(3):
        assert infer().seconds_per_chip() > 0
    assert loads == ["cpu"]


def test_the_processor_is_the_last_resort():
    assert infer().leave_device() is False
    events = Recorder()
    on_card = infer(Device("meta", "A card", False, 8), events)
    assert on_card.leave_device() is True
    assert on_card.device == PROCESSOR
    assert events.codes == ["engine.left_device"]
    assert on_card.leave_device() is False
