"""A network that is split over several processes learns what one does that is not."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import torch
from safetensors.torch import load_file

from models.errors import Cancelled, EngineError
from models.events import Events
from models.spectralgpt.architecture import Architecture
from models.tasks.training import train
from models.training import networks, sharding
from tests.training import toy_data, two_processes

TINY = {"name": "spectralgpt", "start": "scratch", "size": "tiny", "chip": 32}
SMALLEST = Architecture(
    width=32, depth=2, heads=4, grid=4, decoder_width=32, decoder_depth=1, decoder_heads=4
)
"""Smaller than any that a file describes: these runs' weights are only compared."""


class StopAt(Events):
    """Cancels at a share of the run."""

    def __init__(self, share: float) -> None:
        self._share, self._stop = share, False

    def progress(self, fraction: float, text: str = "") -> None:
        self._stop = self._stop or fraction >= self._share

    @property
    def cancelled(self) -> bool:
        return self._stop


def images(folder: Path, count: int = 18) -> None:
    for number in range(count):
        numbers = toy_data.reflectance(np.full((32, 32), number % 3), toy_data.TWELVE, number)
        # The scaling hides the level of a plain image, so each has a dark and a bright corner.
        numbers[:, :4, :4], numbers[:, -4:, -4:] = 100, 5000
        toy_data.write(folder / "data" / "abc"[number % 3] / f"{number}.tif", numbers, toy_data.TWELVE)


def config(folder: Path, output: str, task: str = "scenes", batch: int = 4, shard: bool = False) -> str:
    training = {"steps": 6, "batch": batch, "rate": 1e-3, "validate_every": 3, "shard": shard}
    document = toy_data.document(
        task,
        output=output,
        network=TINY,
        training=training,
        publish=False,
        data={"folder": "data"},
        pretraining={"objective": "discrimination"},
    )
    path = folder / f"{output}-{batch}-{shard}.json"
    path.write_text(json.dumps(document))
    return str(path)


def run(path: str, stop: float = 2.0) -> None:
    try:
        train({"config": path}, StopAt(stop))
    except Cancelled:
        assert stop < 1


def _one_of_two(rank: int, jobs: list[tuple[str, float]], ports: list[int]) -> None:
    split = sharding.shard
    shares = []

    def spy(network: torch.nn.Module, device: torch.device) -> None:
        whole = sum(p.numel() for p in network.parameters())
        split(network, device)
        shares.append(sum(p.to_local().numel() for p in network.parameters()) / whole)

    sharding.shard = spy
    torch.set_num_threads(1)
    networks.SIZES["tiny"] = SMALLEST  # type: ignore[index]
    for (path, stop), port in zip(jobs, ports, strict=True):
        two_processes.place(rank, port)
        run(path, stop)
    assert len(shares) == len(jobs)
    assert all(0.4 < share < 0.6 for share in shares), shares


def run_in_two(jobs: list[tuple[str, float]]) -> None:
    """Jobs one after the other, each stopped at a share."""
    two_processes.spawn(_one_of_two, jobs, meetings=len(jobs))


def weights(folder: Path, output: str) -> dict[str, torch.Tensor]:
    return load_file(folder / output / "toy.safetensors")


def losses(folder: Path, output: str) -> list[float]:
    with (folder / output / "metrics.csv").open(newline="") as file:
        return [float(row["loss"]) for row in csv.DictReader(file)]


@pytest.mark.slow
def test_a_split_network_learns_what_a_whole_one_does(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a run is begun by two processes and ended by one, or the other way round."""
    monkeypatch.setitem(networks.SIZES, "tiny", SMALLEST)
    images(tmp_path)
    run(config(tmp_path, "alone"))
    run(config(tmp_path, "joined"), 0.5)
    two = {"batch": 2, "shard": True}
    run_in_two(
        [
            (config(tmp_path, "split", **two), 2.0),
            (config(tmp_path, "joined", **two), 2.0),
            (config(tmp_path, "parted", **two), 0.5),
            (config(tmp_path, "pretrained", "pretraining", **two), 2.0),
        ]
    )
    state = torch.load(tmp_path / "parted" / "checkpoint.pt", weights_only=True)
    assert state["step"] == 3
    assert all(type(value) is torch.Tensor for value in state["model"].values())
    run(config(tmp_path, "parted"))
    expected = weights(tmp_path, "alone")
    for other in ("split", "joined", "parted"):
        found = weights(tmp_path, other)
        assert losses(tmp_path, other) == pytest.approx(losses(tmp_path, "alone"), abs=1e-3)
        for name, value in expected.items():
            torch.testing.assert_close(found[name], value, atol=2e-4, rtol=0, msg=f"{other}: {name}")
    assert len(losses(tmp_path, "pretrained")) == 6
    assert np.isfinite(losses(tmp_path, "pretrained")).all()


def test_another_number_of_chips_in_a_step_is_another_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(networks.SIZES, "tiny", SMALLEST)
    images(tmp_path, 6)
    run(config(tmp_path, "one"), 0.5)
    with pytest.raises(EngineError) as caught:
        run(config(tmp_path, "one", batch=3))
    assert caught.value.code == "training.other_run"
    assert "as many chips" in caught.value.advice


def test_a_compact_network_is_not_split(tmp_path: Path) -> None:
    toy_data.scene_with_polygons(tmp_path, 160)
    data = {"scene": ["scene.tif"], "polygons": "training.gpkg", "block": 32}
    path = toy_data.save(tmp_path, "segmentation", data=data, network={"chip": 32}, training={"shard": True})
    with pytest.raises(EngineError, match=r"training\.shard is for spectralgpt"):
        train({"config": str(path)}, Events())
