"""Every name of Qt and QGIS that the plugin uses is there in this version, in the form that Qt 6 wants.

Qt 6 knows `Qt.AlignmentFlag.AlignTop` only, Qt 5 also `Qt.AlignTop`: what would fail there can be found here.
"""

import ast
import importlib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FILES = [
    ROOT / "__init__.py",
    *sorted((ROOT / "plugin").rglob("*.py")),
    *sorted((ROOT / "demo").glob("*.py")),
]
# One of these two is there in every version; the plugin asks which.
EITHER = {"Qgis.RasterFileWriterResult", "QgsRasterFileWriter.WriterError"}


def imported(tree):
    """What a module imports from QGIS and Qt, by its name there: (module, object)."""
    found = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith(
            ("qgis.core", "qgis.gui", "qgis.PyQt.")
        ):
            module = importlib.import_module(node.module)
            for alias in node.names:
                found[alias.asname or alias.name] = (node.module, getattr(module, alias.name))
    return found


def chains(tree, names):
    """Dotted names that begin with one of `names`, as lists of their parts."""
    for node in ast.walk(tree):
        parts, value = [], node
        while isinstance(value, ast.Attribute):
            parts.insert(0, value.attr)
            value = value.value
        if parts and isinstance(value, ast.Name) and value.id in names:
            yield [value.id, *parts]


def problems(source):
    """What is wrong with the dotted names of a module's text."""
    tree = ast.parse(source)
    names = imported(tree)
    for chain in chains(tree, names):
        module, owner = names[chain[0]]
        for part in chain[1:]:
            if not isinstance(owner, type):
                break  # an object's own matters
            value = getattr(owner, part, None)
            if value is None and ".".join(chain[:2]) not in EITHER:
                yield f"there is no {'.'.join(chain)}"
            if module.startswith("qgis.PyQt") and isinstance(value, int) and type(value) is not owner:
                yield f"{'.'.join(chain)} lacks the name of its enum"
            owner = value


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_names_are_there_and_enums_are_scoped(path):
    assert not list(problems(path.read_text(encoding="utf-8")))


def test_a_short_or_unknown_name_is_found():
    begin = "from qgis.PyQt.QtCore import Qt\nfrom qgis.PyQt.QtWidgets import QFrame\n"
    assert list(problems(begin + "a = Qt.AlignLeft | Qt.AlignmentFlag.AlignTop")) == [
        "Qt.AlignLeft lacks the name of its enum"
    ]
    assert list(problems(begin + "QFrame.StyledPanel")) == ["QFrame.StyledPanel lacks the name of its enum"]
    assert list(problems(begin + "Qt.AlignmentFlag.AlignNowhere")) == [
        "there is no Qt.AlignmentFlag.AlignNowhere"
    ]
    assert not list(problems(begin + "QFrame.Shape.StyledPanel, Qt.AlignmentFlag, QFrame.setFrameShape"))
