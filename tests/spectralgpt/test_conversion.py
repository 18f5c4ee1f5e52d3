"""Official checkpoints become models of the catalogue and are described."""

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from models import catalog
from models.cli import main
from models.errors import EngineError
from models.queries import checkpoint as checkpoint_facts
from models.spectralgpt import load_checkpoint
from models.user_models import user_models
from tests.spectralgpt import official_files

Run = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture(autouse=True)
def own_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder of the user's models."""
    monkeypatch.setenv("SPECTRALGPT_MODELS", str(tmp_path / "own"))
    return tmp_path / "own"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str]) -> Run:
    """A command line with --json: exit code and last event."""

    def call(*words: object) -> tuple[int, dict[str, Any]]:
        code = main([*map(str, words), "--json"])
        return code, json.loads(capfd.readouterr().out.splitlines()[-1])

    return call


def checkpoint(folder: Path, task: str, name: str = "My Net+.pth") -> Path:
    torch.save({"model": official_files.make(task), "epoch": 3}, folder / name)
    return folder / name


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


@pytest.mark.parametrize(
    ("task", "classes"),
    [("pretraining", None), ("classification", 5), ("classification_joint", 5), ("change", 2)],
)
def test_a_converted_checkpoint_is_the_same_network(
    task: str, classes: int | None, tmp_path: Path, own_folder: Path, run: Run
) -> None:
    """Official names, float32, hashes that hold, and a card that says what it is."""
    source = checkpoint(tmp_path, task)
    code, result = run("convert", source)
    assert code == 0
    assert result["id"] == "my-net-plus"
    assert result["found_by_catalog"]
    weights, card = own_folder / "my-net-plus.safetensors", own_folder / "my-net-plus.json"
    assert {p.name for p in own_folder.iterdir()} == {weights.name, card.name}
    document = json.loads(card.read_text("utf-8"))
    assert document["sha256"] == sha256(weights)
    assert document["source"] == {"file": source.name, "sha256": sha256(source)}
    assert document["scores"] == []
    assert document["task"] == task.removesuffix("_joint")
    assert document["architecture"]["outputs"] == classes
    state = load_file(weights)
    assert set(state) == set(official_files.shapes_of(task))
    assert {value.dtype for value in state.values()} == {torch.float32}
    again, first = load_checkpoint(weights), load_checkpoint(source)
    for name, value in first.state_dict().items():
        assert torch.equal(again.state_dict()[name], value)
    assert catalog.load_official(catalog.find_card("my-net-plus", document["task"])).task == document["task"]


def test_segmunichs_head_gets_its_recipe_and_classes(tmp_path: Path, own_folder: Path, run: Run) -> None:
    """Thirteen outputs are SegMunich's; labels keep the codes of its files."""
    assert run("convert", checkpoint(tmp_path, "segmentation"), "--id", "munich")[0] == 0
    card = catalog.find_card("munich", "segmentation")
    assert card.document["input"]["bands"][3:5] == ["B08", "B05"]
    assert card.document["input"]["bands"][10:] == ["mean", "mean"]
    scheme = catalog.class_scheme(card)
    assert [entry.label() for entry in scheme.classes[:6]] == [
        "Background",
        "Arable land",
        "Permanent crops",
        "Pastures",
        "Forests",
        "Surface water",
    ]
    assert scheme.codes == (0, 21, 22, 23, 31, 5, 32, 33, 41, 13, 14, 11, 12)
    assert all(entry.name["de"] for entry in scheme.classes)


def test_half_precision_and_prefixes_are_gone_after_conversion(tmp_path: Path, run: Run) -> None:
    """What is stored is what the network computes with."""
    state = {f"module.{k}": v.half() for k, v in official_files.make("classification").items()}
    torch.save(state, tmp_path / "x.pth")
    _, result = run("convert", tmp_path / "x.pth", "--output", tmp_path / "elsewhere")
    assert not result["found_by_catalog"]
    converted = load_file(result["output"])
    assert set(converted) == set(official_files.shapes_of("classification"))
    assert {value.dtype for value in converted.values()} == {torch.float32}


def test_existing_files_are_replaced_only_when_asked(tmp_path: Path, own_folder: Path, run: Run) -> None:
    """Neither weights nor a card alone may be lost."""
    source = checkpoint(tmp_path, "classification")
    own_folder.mkdir()
    for name in ("a.json", "b.safetensors"):
        (own_folder / name).write_text("precious", "utf-8")
    for model_id in ("a", "b"):
        code, event = run("convert", source, "--id", model_id)
        assert (code, event["code"]) == (2, "output.exists")
    assert {p.name: p.read_text("utf-8") for p in own_folder.iterdir()} == {
        "a.json": "precious",
        "b.safetensors": "precious",
    }
    assert run("convert", source, "--id", "a", "--overwrite")[0] == 0
    assert catalog.find_card("a", "classification").sha256 == sha256(own_folder / "a.safetensors")


@pytest.mark.parametrize(
    ("model_id", "code"),
    [("landcover-small", "model.id_taken"), ("../up", "model.bad_id"), ("A b", "model.bad_id")],
)
def test_ids_that_would_shadow_or_escape_are_refused(
    model_id: str, code: str, tmp_path: Path, run: Run
) -> None:
    """An id is a file's name."""
    exit_code, event = run("convert", checkpoint(tmp_path, "classification"), "--id", model_id)
    assert (exit_code, event["code"]) == (2, code)


def test_a_file_is_not_converted_onto_itself(tmp_path: Path, run: Run) -> None:
    """Overwriting would read and write one file."""
    _, result = run("convert", checkpoint(tmp_path, "classification"), "--output", tmp_path)
    before = sha256(Path(result["output"]))
    code, event = run("convert", result["output"], "--output", tmp_path, "--overwrite")
    assert (code, event["code"]) == (2, "output.is_input")
    assert sha256(Path(result["output"])) == before


@pytest.mark.parametrize(
    ("task", "classes", "kind"),
    [
        ("pretraining", None, "separable"),
        ("classification_joint", 5, "joint"),
        ("segmentation", 13, "separable"),
    ],
)
def test_inspect_says_what_a_file_is(
    task: str, classes: int | None, kind: str, tmp_path: Path, run: Run, capfd: pytest.CaptureFixture[str]
) -> None:
    """Task, sizes, classes, positions; tiny networks are not the authors'."""
    source = checkpoint(tmp_path, task)
    code, result = run("inspect", source)
    assert code == 0
    assert result["network"] == task.removesuffix("_joint")
    assert result["classes"] == classes
    assert result["positions"] == {"kind": kind, "grid": 4, "pixels": 32, "tokens": 64}
    assert (result["architecture"]["width"], result["architecture"]["depth"]) == (32, 2)
    assert result["parameters"] == sum(v.numel() for v in official_files.make(task).values())
    assert (result["official"], result["size"]) == (False, None)
    assert result["sha256"] == sha256(source)
    assert main(["inspect", str(source)]) == 0
    assert kind in capfd.readouterr().out


def test_users_models_never_shadow_and_broken_cards_do_no_harm(
    tmp_path: Path, own_folder: Path, run: Run
) -> None:
    """A copied card may claim anything; the catalogue goes on."""
    shipped = catalog.cards()
    own_folder.mkdir()
    document = dict(catalog.find_card("landcover-small", "segmentation").document)
    (own_folder / "landcover-small.json").write_text(json.dumps(document), "utf-8")
    (own_folder / "other-name.json").write_text(json.dumps(document), "utf-8")
    (own_folder / "broken.json").write_text("{", "utf-8")
    (own_folder / "list.json").write_text("[]", "utf-8")
    (own_folder / "mine.json").write_text(json.dumps({**document, "id": "mine", "default": True}), "utf-8")
    (own_folder / "chip.json").write_text(json.dumps({**document, "id": "chip", "chip": 10**9}), "utf-8")
    found = catalog.cards()
    assert [card.id for card in found] == [*(card.id for card in shipped), "mine"]
    assert catalog.find_card(None, "segmentation").folder is None


def test_weights_that_were_changed_after_conversion_are_refused(
    tmp_path: Path, own_folder: Path, run: Run
) -> None:
    """The card's hash is looked at whenever a model is loaded."""
    run("convert", checkpoint(tmp_path, "change"), "--id", "oscd")
    path = own_folder / "oscd.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with pytest.raises(catalog.EngineError) as caught:
        catalog.load_change(catalog.find_card(None, "change"), "cpu")
    assert caught.value.code == "model.damaged"


@pytest.mark.parametrize(
    ("system", "expected"),
    [
        ("Linux", "home/data/spectralgpt/models"),
        ("Darwin", "home/Library/Application Support/SpectralGPT/models"),
        ("Windows", "home/local/SpectralGPT/models"),
    ],
)
def test_each_platform_has_its_folder(
    system: str, expected: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where programs of that platform keep data."""
    home = tmp_path / "home"
    monkeypatch.delenv("SPECTRALGPT_MODELS")
    monkeypatch.setattr("platform.system", lambda: system)
    monkeypatch.setattr(Path, "home", lambda: home)
    monkeypatch.setenv("XDG_DATA_HOME", str(home / "data"))
    monkeypatch.setenv("LOCALAPPDATA", str(home / "local"))
    assert user_models() == tmp_path / expected


@pytest.mark.parametrize(
    ("outputs", "joint", "recipe", "labels", "scaling", "pixels"),
    [
        (10, False, "eurosat-file-order", "single", "chip-minmax", 64),
        (10, True, "eurosat-file-order-z-score", "single", "z-score", 64),
        (19, False, "bigearthnet", "multiple", "chip-minmax", 120),
        (19, True, "bigearthnet-two-sigma", "multiple", "two-sigma", 120),
        (7, False, "numbered", "single", "chip-minmax", 32),
    ],
)
def test_a_classifier_s_card_says_how_the_official_script_has_fed_it(
    outputs: int, joint: bool, recipe: str, labels: str, scaling: str, pixels: int, tmp_path: Path, run: Run
) -> None:
    """Told from the outputs and from the kind of positions."""
    task = "classification_joint" if joint else "classification"
    torch.save(official_files.make(task, outputs), tmp_path / "x.pth")
    assert run("convert", tmp_path / "x.pth", "--id", "x")[0] == 0
    card = catalog.find_card("x", "classification")
    document = card.document
    assert (document["recipe"], document["labels"], card.overlap) == (recipe, labels, 0)
    assert document["input"]["scaling"] == scaling
    assert document["cell"]["pixels"] == pixels
    assert len(catalog.class_scheme(card).classes) == outputs
    if outputs == 10:
        assert document["input"]["bands"][8:] == ["B09", "B10", "B12", "B8A"]


def test_a_classifier_s_recipe_can_be_chosen(tmp_path: Path, run: Run) -> None:
    """For one that was trained on the right bands, or on other data with as many classes."""
    torch.save(official_files.make("classification", 10), tmp_path / "x.pth")
    assert run("convert", tmp_path / "x.pth", "--id", "right", "--recipe", "eurosat")[0] == 0
    card = catalog.find_card("right", "classification")
    assert card.document["input"]["bands"][8:] == ["B8A", "B09", "B11", "B12"]
    assert run("convert", tmp_path / "x.pth", "--id", "other", "--recipe", "numbered")[0] == 0
    scheme = catalog.class_scheme(catalog.find_card("other", "classification"))
    assert [entry.label() for entry in scheme.classes[:2]] == ["Class 0", "Class 1"]
    for words, code in (
        ((tmp_path / "x.pth", "--recipe", "bigearthnet"), "model.misfit_recipe"),
        ((tmp_path / "x.pth", "--recipe", "imagenet"), "model.unknown_recipe"),
        ((checkpoint(tmp_path, "change"), "--recipe", "eurosat"), "model.misfit_recipe"),
    ):
        exit_code, event = run("convert", *words, "--id", "y")
        assert (exit_code, event["code"]) == (2, code)


@pytest.mark.parametrize(
    ("outputs", "joint", "fitting"),
    [
        (10, True, ["eurosat", "eurosat-file-order", "eurosat-file-order-z-score", "numbered"]),
        (19, False, ["bigearthnet", "bigearthnet-two-sigma", "numbered"]),
        (7, False, ["numbered"]),
    ],
)
def test_before_a_classifier_is_converted_the_recipes_that_fit_can_be_asked_for(
    outputs: int, joint: bool, fitting: list[str], tmp_path: Path, run: Run
) -> None:
    """Each of them converts, and the one that is named is what converting takes by itself."""
    source = tmp_path / "x.pth"
    torch.save(official_files.make("classification_joint" if joint else "classification", outputs), source)
    facts = checkpoint_facts({"source": str(source)})
    assert (facts["network"], facts["classes"], facts["recipes"]) == ("classification", outputs, fitting)
    for name in facts["recipes"]:
        assert run("convert", source, "--id", name, "--recipe", name)[0] == 0
    assert run("convert", source, "--id", "by-itself")[0] == 0
    assert catalog.find_card("by-itself", "classification").document["recipe"] == facts["recipe"]


def test_other_networks_have_no_recipes_and_broken_files_are_refused(tmp_path: Path) -> None:
    facts = checkpoint_facts({"source": str(checkpoint(tmp_path, "change"))})
    assert facts["network"] == "change"
    assert "recipes" not in facts
    (tmp_path / "none.pth").write_bytes(b"")
    with pytest.raises(EngineError) as refused:
        checkpoint_facts({"source": str(tmp_path / "none.pth")})
    assert refused.value.code == "checkpoint.empty"
