"""Official weights become models of the catalogue: downloaded, converted, pinned, and cleaned up behind."""

import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from models import catalog, model_files, official
from models.cli import main
from models.tasks import fetching
from tests.downloading.https_server import Served, Server, record, serving, write_card
from tests.spectralgpt import official_files

FILE = "SpectralGPT+.pth"
ID = "spectralgpt-plus"
CARD = official.CARDS / f"{ID}.json"
Run = Callable[..., tuple[int, list[dict[str, Any]]]]


@pytest.fixture(scope="module")
def weights(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    path = tmp_path_factory.mktemp("weights") / FILE
    torch.save({"model": official_files.make("pretraining")}, path)
    return path.read_bytes()


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The user's folder."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def server(
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    own: Path,
    weights: bytes,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[Server]:
    """A server that has the weights, and a card that says so."""
    authority = tmp_path_factory.mktemp("certificates")
    with serving(authority) as running:
        for name in ("https_proxy", "HTTPS_PROXY", "no_proxy", "NO_PROXY"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("SSL_CERT_FILE", str(authority / "authority.pem"))
        monkeypatch.setattr(official, "CARDS", tmp_path / "cards")
        monkeypatch.setattr(fetching, "PAUSES", (0,))
        write_card(tmp_path / "cards", CARD, FILE, running)
        running.files[f"/{FILE}"] = Served(weights)
        yield running


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """A command line with --json: exit code and events."""

    def call(*words: object) -> tuple[int, list[dict[str, Any]]]:
        code = main([*map(str, words), "--json"])
        return code, [json.loads(line) for line in capfd.readouterr().out.splitlines()]

    return call


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.rglob("*") if path.is_file() and path.suffix != ".lock"}


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def test_official_weights_are_fetched_converted_pinned_and_the_download_deleted(
    server: Server, own: Path, weights: bytes, run: Run
) -> None:
    code, events = run("fetch", ID)
    assert code == 0, events
    result = events[-1]
    assert (result["id"], result["pin"], result["source_sha256"]) == (ID, "new", sha256(weights))
    assert names(own) == {f"{ID}.safetensors", f"{ID}.json", "pins.json"}
    card = catalog.find_card(ID, "pretraining")
    assert card.document["source"] == {
        "file": FILE,
        "sha256": sha256(weights),
        "url": f"{server.address}/{FILE}",
        "page": "https://zenodo.org/records/8412455",
    }
    assert catalog.load_official(card).task == "pretraining"
    messages = {event["code"]: event["text"] for event in events if event["event"] == "message"}
    assert sha256(weights) in messages["download.pinned"]
    assert "deleted" in messages["download.deleted"]
    fractions = [event["fraction"] for event in events if event["event"] == "progress"]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1


def test_the_file_can_be_kept(server: Server, own: Path, weights: bytes, run: Run) -> None:
    code, events = run("fetch", ID, "--keep")
    assert code == 0
    assert Path(events[-1]["kept"]).read_bytes() == weights
    assert Path(events[-1]["kept"]).is_relative_to(own)


def test_the_record_is_asked_for_size_and_hash(
    server: Server, tmp_path: Path, weights: bytes, run: Run
) -> None:
    write_card(tmp_path / "cards", CARD, FILE, server, url=None, records=[f"{server.address}/record"])
    listed = record(FILE, server.files[f"/{FILE}"], f"{server.address}/{FILE}", checksum=f"md5:{'0' * 32}")
    server.files["/record"] = Served(json.dumps(listed).encode())
    code, events = run("fetch", ID)
    assert (code, events[-1]["code"]) == (2, "download.wrong_hash")
    listed = record(FILE, server.files[f"/{FILE}"], f"{server.address}/{FILE}")
    server.files["/record"] = Served(json.dumps(listed).encode())
    assert run("fetch", ID)[0] == 0


def test_what_is_there_is_not_replaced_unasked(server: Server, run: Run) -> None:
    assert run("fetch", ID)[0] == 0
    server.requests.clear()
    code, events = run("fetch", ID)
    assert (code, events[-1]["code"]) == (2, "output.exists")
    assert server.requests == []
    code, events = run("fetch", ID, "--overwrite")
    assert (code, events[-1]["pin"]) == (0, "same")


def test_another_file_than_the_first_one_is_refused_until_it_is_accepted(
    server: Server, own: Path, tmp_path: Path, run: Run
) -> None:
    assert run("fetch", ID)[0] == 0
    assert run("delete", ID)[0] == 0
    state = official_files.make("pretraining")
    torch.save({"model": {name: 2 * value for name, value in state.items()}}, tmp_path / "other.pth")
    other = (tmp_path / "other.pth").read_bytes()
    server.files[f"/{FILE}"] = Served(other, etag='"two"')
    code, events = run("fetch", ID)
    assert (code, events[-1]["code"]) == (2, "download.changed")
    assert sha256(other) in events[-1]["message"]
    assert names(own) == {"pins.json"}
    code, events = run("fetch", ID, "--accept-changed")
    assert (code, events[-1]["pin"]) == (0, "changed")
    assert json.loads((own / "downloads" / "pins.json").read_text())[FILE]["sha256"] == sha256(other)


def test_pins_that_cannot_be_read_are_not_passed_over(server: Server, own: Path, run: Run) -> None:
    (own / "downloads").mkdir(parents=True)
    (own / "downloads" / "pins.json").write_text("[]")
    code, events = run("fetch", ID)
    assert (code, events[-1]["code"]) == (2, "download.bad_pins")
    assert server.requests == []


@pytest.mark.parametrize(
    ("content", "code"),
    [(b"<html>Too many requests</html>", "checkpoint.unsafe"), (None, "checkpoint.other_task")],
)
def test_a_file_that_is_no_such_network_is_neither_pinned_nor_kept(
    server: Server, own: Path, tmp_path: Path, run: Run, content: bytes | None, code: str
) -> None:
    if content is None:
        torch.save(official_files.make("change"), tmp_path / "change.pth")
        content = (tmp_path / "change.pth").read_bytes()
    server.files[f"/{FILE}"] = Served(content)
    exit_code, events = run("fetch", ID)
    assert (exit_code, events[-1]["code"]) == (2, code)
    assert names(own) == set()


def test_a_download_that_could_not_be_converted_is_not_downloaded_again(
    server: Server, own: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A full disk costs the conversion, not the gigabyte that has come already."""
    with monkeypatch.context() as patch:
        none = model_files.shutil.disk_usage(own.parent)._replace(free=1 << 10)
        enough = model_files.shutil.disk_usage(own.parent)
        answers = iter([enough, none])
        patch.setattr(model_files.shutil, "disk_usage", lambda folder: next(answers))
        code, events = run("fetch", ID)
    assert (code, events[-1]["code"]) == (2, "output.no_space")
    assert FILE in names(own)
    server.requests.clear()
    code, events = run("fetch", ID)
    assert (code, events[-1]["pin"]) == (0, "new")
    assert server.requests == []
    assert names(own) == {f"{ID}.safetensors", f"{ID}.json", "pins.json"}


def test_an_interrupted_download_is_listed_and_goes_on(server: Server, weights: bytes, run: Run) -> None:
    half = len(weights) // 2
    server.files[f"/{FILE}"] = Served(weights, cuts=[half, 0])
    code, events = run("fetch", ID)
    assert (code, events[-1]["code"]) == (2, "download.interrupted")
    entry = {entry["id"]: entry for entry in run("catalog")[1][-1]["official"]}[ID]
    assert (entry["state"], entry["received"], entry["pin"]) == ("partial", half, None)
    code, events = run("fetch", ID)
    assert (code, events[-1]["resumed_from"]) == (0, half)
    entry = {entry["id"]: entry for entry in run("catalog")[1][-1]["official"]}[ID]
    assert (entry["state"], entry["received"]) == ("installed", 0)
    assert entry["pin"]["sha256"] == sha256(weights)


def test_what_an_ended_conversion_has_left_is_replaced(server: Server, own: Path, run: Run) -> None:
    own.mkdir()
    (own / f"{ID}.writing.safetensors").write_bytes(b"half")
    entry = {entry["id"]: entry for entry in run("catalog")[1][-1]["official"]}[ID]
    assert entry["state"] == "available"
    assert run("fetch", ID)[0] == 0
    assert names(own) == {f"{ID}.safetensors", f"{ID}.json", "pins.json"}


def test_an_unknown_id_is_answered_with_those_that_there_are(server: Server, run: Run) -> None:
    code, events = run("fetch", "nope")
    assert (code, events[-1]["code"]) == (2, "model.unknown")
    assert ID in events[-1]["advice"]


def test_a_proxys_password_is_in_no_event_and_in_no_file(server: Server, own: Path, run: Run) -> None:
    code, events = run("fetch", ID, "--proxy", "http://user:s3cret@localhost:1")
    assert code == 2
    assert "s3cret" not in json.dumps(events)
    assert not [path for path in own.rglob("*") if path.is_file() and b"s3cret" in path.read_bytes()]


def test_the_terminal_says_where_the_model_is_and_what_was_pinned(
    server: Server, own: Path, weights: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["fetch", ID]) == 0
    out = capfd.readouterr().out
    assert str(own / f"{ID}.safetensors") in out
    assert sha256(weights) in out
    assert "pinned" in out
