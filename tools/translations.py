"""Collect what the plugin says into its translation files, and compile them.

    python tools/translations.py

Each ``resources/i18n/spectralgpt_XX.ts`` gets new sentences as unfinished and loses those that are gone; what
was translated stays. ``lrelease`` (Debian: qttools5-dev-tools) then makes the ``.qm`` that QGIS loads.
Sentences are found in the syntax tree: the text of every ``tr("…")`` call, whose context is the plugin's one,
of every ``self.tr("…")``, whose context is its class, and in the engine of every ``say("…", …)``.
"""

from __future__ import annotations

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
CONTEXT = "SpectralGPT"
ENGINE_CONTEXT = "SpectralGPT engine"
Message = tuple[str, str]


def sentences(root: Path = ROOT) -> dict[Message, str]:
    """Every context and sentence that the plugin can translate, with the first file that has it.

    Raises:
        ValueError: ``tr`` or ``say`` is called with what is no plain text, so that it cannot be collected.
    """
    found: dict[Message, str] = {}
    for path in sorted((root / "plugin").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for context, call in _calls(tree, CONTEXT):
            text = call.args[0] if len(call.args) == 1 else None
            if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
                raise ValueError(f"{path}:{call.lineno}: tr() takes one plain text")
            found.setdefault((context, text.value), path.relative_to(root).as_posix())
    for path in sorted((root / "models").rglob("*.py")):
        for call in _said(ast.parse(path.read_text(encoding="utf-8"))):
            text = call.args[0] if len(call.args) == 1 else None
            if not isinstance(text, ast.Constant) or not isinstance(text.value, str):
                raise ValueError(f"{path}:{call.lineno}: say() takes one plain text and named values")
            found.setdefault((ENGINE_CONTEXT, text.value), path.relative_to(root).as_posix())
    return found


def read(path: Path) -> dict[Message, str]:
    """Finished translations of a file by context and sentence."""
    translated: dict[Message, str] = {}
    if not path.exists():
        return translated
    # Our own file, not a foreign one.
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.text and translation.get("type") != "unfinished":
                key = (context.findtext("name") or "", message.findtext("source") or "")
                translated[key] = translation.text
    return translated


def write(path: Path, language: str, found: dict[Message, str], translated: dict[Message, str]) -> None:
    """Write a translation file, in the order of the sentences' files and texts."""
    root = ET.Element("TS", version="2.1", language=language, sourcelanguage="en")
    for name in sorted({context for context, _text in found}):
        context = ET.SubElement(root, "context")
        ET.SubElement(context, "name").text = name
        own = [(file, key) for key, file in found.items() if key[0] == name]
        for file, key in sorted(own):
            message = ET.SubElement(context, "message")
            ET.SubElement(message, "location", filename=f"../../{file}")
            ET.SubElement(message, "source").text = key[1]
            translation = ET.SubElement(message, "translation")
            if key in translated:
                translation.text = translated[key]
            else:
                translation.set("type", "unfinished")
    ET.indent(root)
    text = ET.tostring(root, encoding="unicode")
    path.write_text(f'<?xml version="1.0" encoding="utf-8"?>\n<!DOCTYPE TS>\n{text}\n', encoding="utf-8")


def main() -> int:
    """Update and compile all translations; 1 when some sentence has none yet."""
    found, missing = sentences(), 0
    for path in sorted(FOLDER.glob("spectralgpt_*.ts")):
        translated = read(path)
        write(path, path.stem.partition("_")[2], found, translated)
        unfinished = [key for key in found if key not in translated]
        missing += len(unfinished)
        print(f"{path.name}: {len(found) - len(unfinished)} of {len(found)} translated")
        for key in unfinished:
            print(f"  {found[key]}: {key[1]}")
    compiler = shutil.which("lrelease") or shutil.which("lrelease-qt5")
    if compiler is None:
        print("lrelease is not installed; the .qm files were left as they are", file=sys.stderr)
        return 1
    for path in sorted(FOLDER.glob("spectralgpt_*.ts")):
        subprocess.run([compiler, "-silent", str(path), "-qm", str(path.with_suffix(".qm"))], check=True)
    return 1 if missing else 0


def _calls(node: ast.AST, context: str) -> Iterator[tuple[str, ast.Call]]:
    for child in ast.iter_child_nodes(node):
        yield from _calls(child, child.name if isinstance(child, ast.ClassDef) else context)
        if isinstance(child, ast.Call):
            function = child.func
            if isinstance(function, ast.Name) and function.id == "tr":
                yield CONTEXT, child
            elif isinstance(function, ast.Attribute) and function.attr == "tr":
                yield context, child


def _said(tree: ast.AST) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "say":
            yield node


if __name__ == "__main__":
    sys.exit(main())
