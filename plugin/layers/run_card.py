"""The run card beside a result, and what of it becomes a layer's metadata."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from qgis.core import QgsAbstractMetadataBase, QgsMapLayer
from qgis.PyQt.QtCore import QUrl

from .translation import tr


@dataclass(frozen=True)
class RunCard:
    """What a run card says; empty where there is none or it is damaged."""

    path: str
    content: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def beside(cls, output: str) -> RunCard:
        """Read ``OUT.run.json`` beside ``OUT.tif``."""
        return cls.read(str(Path(output).with_suffix(".run.json")))

    @classmethod
    def of(cls, result: Mapping[str, Any]) -> RunCard:
        """Read the run card beside a result, with the result's own notes: they are in the user's language."""
        card = cls.beside(str(result["output"]))
        notes = result.get("notes")
        return cls(card.path, {**card.content, "notes": notes}) if card.content and notes else card

    @classmethod
    def read(cls, path: str) -> RunCard:
        """Read a run card by its own path."""
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except (OSError, ValueError):
            content = {}
        return cls(path, content if isinstance(content, dict) else {})

    def as_result(self) -> dict[str, Any]:
        """What the job gave as its result, as far as the card keeps it; empty without a card."""
        if not self.content:
            return {}
        outputs = self.content.get("outputs")
        paths = outputs if isinstance(outputs, dict) else {}
        return {**self._counts(), **self.content, **paths, "run_card": self.path}

    def _counts(self) -> dict[str, int]:
        valid = sum(int(entry.get("pixels", 0)) for entry in self.content.get("classes") or ())
        changed, share = self.content.get("changed_pixels"), self.content.get("changed_share")
        if changed and share:
            valid = round(changed / share)
        if not valid:
            return {}
        valid_share = float(self.content.get("valid_share") or 1.0)
        return {"valid_pixels": valid, "nodata_pixels": round(valid / valid_share) - valid}

    @property
    def parameters(self) -> dict[str, Any]:
        """The job's parameters."""
        parameters = self.content.get("parameters")
        return parameters if isinstance(parameters, dict) else {}

    @property
    def model(self) -> str:
        """The model's id."""
        model = self.content.get("model")
        return str(model.get("id", "")) if isinstance(model, dict) else str(model or "")

    @property
    def input_name(self) -> str:
        """The first input's file name without its ending."""
        paths = self.inputs
        return Path(paths[0]).stem if paths else ""

    @property
    def inputs(self) -> list[str]:
        """The input files."""
        inputs = self.content.get("inputs", ())
        paths = [entry.get("path", "") if isinstance(entry, dict) else entry for entry in inputs]
        return [str(path) for path in paths if path]

    @property
    def finished(self) -> datetime | None:
        """When the run ended, in local time."""
        text = str(self.content.get("finished") or self.content.get("created") or "")
        try:
            moment = datetime.fromisoformat(text.replace("Z", "+00:00"))
        except ValueError:
            return None
        return moment.astimezone().replace(tzinfo=None)


def describe_layer(layer: QgsMapLayer, card: RunCard, temporary: bool) -> None:
    """Put the run card's summary into a result layer's metadata and tooltip."""
    note = tr("Temporary file: it is deleted when QGIS is closed. Export the layer to keep it.")
    summary = _summary(card)
    metadata = layer.metadata()
    metadata.setTitle(layer.name())
    metadata.setAbstract("\n".join([*summary, note] if temporary else summary))
    metadata.setHistory(_history(card))
    if Path(card.path).exists():
        url = QUrl.fromLocalFile(card.path).toString()
        link = QgsAbstractMetadataBase.Link(tr("Run card"), "WWW:LINK", url)
        link.mimeType = "application/json"
        metadata.setLinks([link])
    layer.setMetadata(metadata)
    # The layer tree's tooltip shows this text.
    tooltip = "\n".join([note, *summary] if temporary else summary)
    properties = layer.serverProperties()
    # Moved there in QGIS 3.38.
    (properties if hasattr(properties, "setAbstract") else layer).setAbstract(tooltip)


def _summary(card: RunCard) -> list[str]:
    content = card.content
    lines = [tr("Made by SpectralGPT.")]
    if card.inputs:
        names = ", ".join(Path(path).name for path in card.inputs[:4])
        lines.append(tr("Input: {names}").format(names=names + (" …" if len(card.inputs) > 4 else "")))
    if card.model:
        lines.append(tr("Model: {model}").format(model=card.model))
    for key, text in (("method", tr("Method: {value}")), ("device", tr("Device: {value}"))):
        value = content.get(key)
        value = value.get("name") if isinstance(value, dict) else value
        if value:
            lines.append(text.format(value=value))
    return lines


def _history(card: RunCard) -> list[str]:
    if not card.content:
        return []
    entries = []
    if card.finished is not None:
        entries.append(tr("Run finished {time}").format(time=card.finished.strftime("%Y-%m-%d %H:%M")))
    if card.parameters:
        entries.append(tr("Parameters: {text}").format(text=json.dumps(card.parameters, ensure_ascii=False)))
    entries.extend(str(note) for note in card.content.get("notes") or ())
    return entries
