import pytest

from models import devices
from models.devices import Device, all_devices, choose_device, describe_devices
from models.errors import EngineError

TWO_CARDS = [
    Device("cuda", "First", True, 32),
    Device("cuda:1", "Second", True, 32),
    Device("cpu", "Processor", False, 4),
]


def test_this_computer_has_at_least_a_processor():
    found = all_devices()
    assert found[-1].id == "cpu"
    assert "thread" in found[-1].name
    assert all(device.batch >= 1 for device in found)


@pytest.mark.parametrize(
    ("wanted", "got"),
    [
        ("auto", "cuda"),
        ("", "cuda"),
        ("cuda", "cuda"),
        ("cuda:0", "cuda"),
        ("cuda:1", "cuda:1"),
        ("CPU", "cpu"),
    ],
)
def test_the_device_that_is_asked_for_is_taken(monkeypatch, wanted, got):
    monkeypatch.setattr(devices, "all_devices", lambda: TWO_CARDS)
    assert choose_device(wanted).id == got


@pytest.mark.parametrize(
    ("wanted", "code"),
    [("mps", "device.unavailable"), ("cuda:7", "device.unavailable"), ("gpu", "device.unknown")],
)
def test_a_device_that_is_not_there_is_refused_and_the_others_named(monkeypatch, wanted, code):
    monkeypatch.setattr(devices, "all_devices", lambda: TWO_CARDS)
    with pytest.raises(EngineError) as caught:
        choose_device(wanted)
    assert caught.value.code == code
    assert "auto" in caught.value.advice


def test_the_first_device_is_the_default(monkeypatch):
    monkeypatch.setattr(devices, "all_devices", lambda: TWO_CARDS)
    assert [d["default"] for d in describe_devices()] == [True, False, False]
