"""A run's settings: complete, checked, and documented."""

import json
import sys
from pathlib import Path

import pytest

from models.cli import main
from models.errors import EngineError
from models.training import settings as module
from models.training.settings import KEYS, Key, read_settings, resolve

ROOT = Path(__file__).resolve().parents[2]


def test_what_is_left_out_has_its_default(tmp_path: Path) -> None:
    found = resolve({"task": "segmentation", "name": "x", "training": {"batch": 3}}, tmp_path)
    assert (found["training.batch"], found["training.epochs"], found["data.reader"]) == (3, 40.0, "folder")
    assert found.path("data.folder") == tmp_path / "."


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"task": "segmentation", "name": "x", "trainig": {}}, "no table [trainig]"),
        (
            {"task": "segmentation", "name": "x", "training": {"batchsize": 3}},
            "no key 'batchsize' in [training]",
        ),
        ({"task": "mapping", "name": "x"}, "task must be one of segmentation"),
        ({"task": "segmentation"}, "'name' is missing"),
        ({"task": "segmentation", "name": "x", "training": {"batch": 0}}, "training.batch must be from 1"),
        ({"task": "segmentation", "name": "x", "training": {"batch": 2.5}}, "whole number"),
        ({"task": "segmentation", "name": "x", "publish": "yes"}, "true or false"),
        ({"task": "segmentation", "name": "x", "network": {"chip": 100}}, "multiple of 8"),
        ({"task": "segmentation", "name": "x", "data": {"reader": ["a"]}}, "data.reader must be a text"),
        ([], "tables of keys"),
    ],
)
def test_what_is_wrong_is_said_in_one_sentence(document: object, words: str, tmp_path: Path) -> None:
    with pytest.raises(EngineError) as caught:
        resolve(document, tmp_path)
    assert caught.value.code == "training.settings"
    assert words in caught.value.message
    assert caught.value.message.count(". ") == 0


@pytest.mark.skipif(sys.version_info < (3, 11), reason="TOML needs tomllib")
def test_toml_and_json_say_the_same(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text('task = "change"\nname = "x"\n[network]\nfreeze = true # why\n')
    (tmp_path / "a.json").write_text(json.dumps({"task": "change", "name": "x", "network": {"freeze": True}}))
    assert read_settings(tmp_path / "a.toml") == read_settings(tmp_path / "a.json")


@pytest.mark.skipif(sys.version_info < (3, 11), reason="TOML needs tomllib")
def test_broken_toml_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text("task = ")
    with pytest.raises(EngineError, match="no TOML"):
        read_settings(tmp_path / "a.toml")


def test_python_without_toml_is_told_to_take_json(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(module.importlib, "import_module", missing)
    (tmp_path / "a.toml").write_text('task = "change"')
    with pytest.raises(EngineError) as caught:
        read_settings(tmp_path / "a.toml")
    assert ".json" in caught.value.advice


def test_the_command_line_lists_every_key(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["train", "--keys"]) == 0
    printed = capfd.readouterr().out
    assert all(f"  {name} = " in printed for keys in KEYS.values() for name in keys)


def test_the_guide_explains_every_key() -> None:
    text = (ROOT / "docs" / "training.md").read_text("utf-8")

    def default(key: Key) -> str:
        return "must be given" if key.default is None else f"`{json.dumps(key.default)}`"

    rows = [
        f"| `{name}` | {default(key)} | {key.help[:20]}"
        for keys in KEYS.values()
        for name, key in keys.items()
    ]
    assert not [row for row in rows if row not in text]
