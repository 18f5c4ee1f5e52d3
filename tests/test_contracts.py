"""What the two halves may not do, read from their syntax trees."""

import ast
import configparser
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = [ROOT / "__init__.py", *sorted((ROOT / "plugin").rglob("*.py"))]
ENGINE = sorted((ROOT / "models").rglob("*.py"))
# What starts in any Python, to make the environment that all the rest needs.
INSTALLER = [ROOT / "models" / "install.py", *sorted((ROOT / "models" / "environment").glob("*.py"))]
INSTALLER.remove(ROOT / "models" / "environment" / "verify.py")  # runs in the finished environment
# One package beside QGIS's own and the standard library: what every QGIS brings.
PLUGIN_MAY = {"qgis", "osgeo", "numpy"}
ENGINE_MAY_NOT = {
    "qgis",
    "PyQt5",
    "PyQt6",
    "PySide2",
    "PySide6",
    "osgeo",
    "processing",
    "plugin",
    "spectralgpt",
}
LONGEST = 450  # lines


def imported(path: Path) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of each absolute import, wherever in the module it stands."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)


def relative_targets(path: Path) -> Iterator[tuple[int, Path]]:
    """Yield the line and the place of each relative import."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            base = path.parents[node.level - 1]
            for alias in node.names:
                yield node.lineno, base.joinpath(*(node.module or alias.name).split("."))


def calls(path: Path) -> Iterator[ast.Call]:
    yield from (
        node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call)
    )


def ids(paths: list[Path]) -> list[str]:
    return [str(path.relative_to(ROOT)) for path in paths]


def test_imports_are_seen_wherever_they_stand(tmp_path: Path) -> None:
    module = tmp_path / "module.py"
    module.write_text("def late():\n    import torch.nn as nn\n    from PyQt5.QtCore import Qt\n")
    assert list(imported(module)) == [(2, "torch.nn"), (3, "PyQt5.QtCore.Qt")]


@pytest.mark.parametrize("path", PLUGIN, ids=ids(PLUGIN))
def test_plugin_imports_only_what_every_qgis_brings(path: Path) -> None:
    allowed = PLUGIN_MAY | set(sys.stdlib_module_names)
    wrong = [f"line {line}: {name}" for line, name in imported(path) if name.split(".")[0] not in allowed]
    assert not wrong
    engine = ROOT / "models"
    assert not [f"line {line}" for line, target in relative_targets(path) if target.is_relative_to(engine)]


@pytest.mark.parametrize("path", PLUGIN, ids=ids(PLUGIN))
def test_plugin_imports_qt_only_through_qgis(path: Path) -> None:
    bindings = {"PyQt5", "PyQt6", "PySide2", "PySide6", "sip"}
    assert not [f"line {line}: {name}" for line, name in imported(path) if name.split(".")[0] in bindings]


@pytest.mark.parametrize("path", ENGINE, ids=ids(ENGINE))
def test_engine_knows_nothing_of_qgis(path: Path) -> None:
    wrong = [f"line {line}: {name}" for line, name in imported(path) if name.split(".")[0] in ENGINE_MAY_NOT]
    assert not wrong


@pytest.mark.parametrize("path", INSTALLER, ids=ids(INSTALLER))
def test_installer_needs_only_the_standard_library(path: Path) -> None:
    wrong = [
        name
        for _, name in imported(path)
        if name.split(".")[0] not in sys.stdlib_module_names and not name.startswith("models.environment.")
    ]
    assert not wrong


@pytest.mark.parametrize("path", [*PLUGIN, *ENGINE], ids=ids([*PLUGIN, *ENGINE]))
def test_nothing_is_unpickled_evaluated_or_given_to_a_shell(path: Path) -> None:
    wrong = [
        f"line {line}: {name}"
        for line, name in imported(path)
        if name.split(".")[0] in {"pickle", "dill", "cloudpickle", "joblib", "marshal", "shelve"}
    ]
    for call in calls(path):
        name = ast.unparse(call.func)
        if name in {"eval", "exec", "compile", "os.system", "os.popen", "torch.hub.load"}:
            wrong.append(f"line {call.lineno}: {name}")
        keywords = {keyword.arg: keyword.value for keyword in call.keywords}
        if "shell" in keywords and ast.unparse(keywords["shell"]) != "False":
            wrong.append(f"line {call.lineno}: shell")
        if name == "torch.load" and ast.unparse(keywords.get("weights_only", ast.Constant(False))) != "True":
            wrong.append(f"line {call.lineno}: torch.load without weights_only=True")
        if "allow_pickle" in keywords and ast.unparse(keywords["allow_pickle"]) != "False":
            wrong.append(f"line {call.lineno}: allow_pickle")
    assert not wrong


@pytest.mark.parametrize("path", [*PLUGIN, *ENGINE], ids=ids([*PLUGIN, *ENGINE]))
def test_modules_stay_short(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").count("\n")
    assert lines <= LONGEST


def test_no_engine_module_hides_one_of_the_standard_library() -> None:
    # Whoever runs a file of models/ as a script has that folder first on the path.
    names = {path.stem for path in (ROOT / "models").iterdir() if path.suffix == ".py" or path.is_dir()}
    assert not names & set(sys.stdlib_module_names)


def test_folder_can_be_imported_without_qgis() -> None:
    assert not list(imported(ROOT / "__init__.py"))


def test_metadata_has_what_the_plugin_site_requires() -> None:
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(ROOT / "metadata.txt", encoding="utf-8")
    general = metadata["general"]
    required = ["name", "description", "version", "qgisMinimumVersion", "author", "email", "about", "tracker"]
    required += ["repository"]
    assert not [field for field in required if not general.get(field)]
    assert (general["qgisMinimumVersion"], general["qgisMaximumVersion"]) == ("3.22", "4.99")
    # QGIS 4 goes by the versions alone; a QGIS 3 that was built with Qt 6 asks for this.
    assert general["supportsQt6"] == "True"
    assert general["hasProcessingProvider"] == "yes"
    assert (ROOT / general["icon"]).is_file()
    assert all(part.isdigit() for part in general["version"].split("."))
    engine = (ROOT / "models" / "__init__.py").read_text(encoding="utf-8")
    assert f'__version__ = "{general["version"]}"' in engine


def test_shipped_json_is_well_formed() -> None:
    import json

    for path in [*(ROOT / "resources").rglob("*.json"), *(ROOT / "models").rglob("*.json")]:
        assert json.loads(path.read_text(encoding="utf-8")), path
