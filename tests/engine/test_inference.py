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


def test_on_a_processor_the_numbers_do_not_depend_on_the_batch():
    two_workers = Device("cpu", "A processor", False, 4, 2)
    chips = np.random.default_rng(0).random((7, 3, 32, 32), np.float32)
    valid = np.ones((7, 32, 32), bool)
    together = infer(two_workers)(chips, valid)
    alone = [infer(two_workers)(chips[i : i + 1], valid[i : i + 1]) for i in range(7)]
    np.testing.assert_array_equal(together, np.concatenate(alone))


def test_an_error_in_a_worker_thread_reaches_the_caller(monkeypatch):
    def broken(self, chips, valid, selection):
        raise MemoryError

    monkeypatch.setattr(FakeModel, "probabilities", broken)
    with pytest.raises(MemoryError):
        infer(Device("cpu", "A processor", False, 4, 2))(
            np.zeros((3, 3, 32, 32), np.float32), np.ones((3, 32, 32), bool)
        )
