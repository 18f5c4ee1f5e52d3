"""A model's card for reading: what it does, what it was made with, where it comes from."""

from __future__ import annotations

import html
from collections.abc import Mapping
from typing import Any, Optional

from qgis.PyQt.QtCore import QLocale, Qt
from qgis.PyQt.QtWidgets import QFrame, QLabel, QScrollArea, QVBoxLayout, QWidget

from ..layers.catalogue import read_scheme
from ..layers.model_list import ListedModel
from ..layers.translation import localized, tr
from .legend import Legend
from .model_choice import legend_entries, score_lines
from .model_words import size_text, state_text, task_text

Row = tuple[str, str]


class CardPanel(QScrollArea):
    """Shows one model's card."""

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.StyledPanel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.head, self.body = _text(), _text()
        self.classes = QLabel(tr("Classes"))
        self.legend = Legend()
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setSpacing(8)
        for widget in (self.head, self.classes, self.legend, self.body):
            layout.addWidget(widget)
        layout.addStretch(1)
        self.setWidget(page)
        self.show_model(None)

    def show_model(self, model: Optional[ListedModel]) -> None:
        """Show a model, or nothing."""
        card = model.card if model is not None else {}
        entries = legend_entries(_scheme(card), _codes(card))
        self.legend.set_entries(entries)
        self.classes.setVisible(bool(entries))
        self.head.setText(_headline(model) if model is not None else tr("Choose a model on the left."))
        self.body.setText(_table(card_rows(model)) if model is not None else "")
        self.verticalScrollBar().setValue(0)


def card_rows(model: ListedModel) -> list[Row]:
    """What a card says, as names and HTML."""
    card = model.card
    rows: list[Row] = []
    if bands := [band for band in card.get("bands", ()) if isinstance(band, dict)]:
        rows.append((tr("Bands"), _escaped(_bands(bands))))
    if card.get("radiometry"):
        rows.append((tr("Values"), _escaped(card["radiometry"])))
    if chip := card.get("chip"):
        rows.append((tr("Sees at once"), tr("{side} × {side} pixels").format(side=chip)))
    if parameters := card.get("parameters"):
        millions = QLocale().toString(int(parameters) / 1e6, "f", 1)
        rows.append((tr("Parameters"), tr("{count} million").format(count=millions)))
    if card and not _is_published(model):
        scores = "<br>".join(map(_escaped, score_lines(card)))
        rows.append((tr("Measured"), scores or tr("not measured here")))
        if card.get("task") == "segmentation":
            rows.append((tr("Confidence"), _escaped(_confidence(card))))
    rows.append((tr("Limits"), _escaped(localized(card.get("limits")))))
    training = card.get("training")
    data = training.get("data") if isinstance(training, dict) else None
    if isinstance(data, list):
        rows.append((tr("Trained on"), "<br>".join(f"• {_escaped(localized(item))}" for item in data)))
    rows.extend(_publication(model) if _is_published(model) else _origin(model))
    rows.append((tr("Pinned"), _pin(model)))
    if page := str(model.official.get("download", {}).get("page") or ""):
        rows.append((tr("Licence"), tr("see the record {page}").format(page=_link(page))))
    else:
        rows.append((tr("Licence"), _escaped(localized(card.get("licence")))))
    return rows


def _confidence(card: Mapping[str, Any]) -> str:
    """What the confidence of a land-cover map is worth."""
    calibration = card.get("calibration")
    if not isinstance(calibration, dict):
        return tr("not calibrated: it ranks pixels, but is no share of right ones")
    error = calibration.get("expected_calibration_error")
    after = error.get("after") if isinstance(error, dict) else None
    if not isinstance(after, (int, float)):
        return tr("calibrated")
    text = tr("calibrated: off by {error} percentage points on average ({data})")
    number = QLocale().toString(100 * float(after), "f", 1)
    return text.format(error=number, data=localized(calibration.get("data")))


def _publication(model: ListedModel) -> list[Row]:
    """Where published weights are to be had."""
    official = model.official
    download = official.get("download", {})
    url = download.get("url")
    if model.size:
        size = tr("{size} are here already").format(size=size_text(model.size))
    elif download.get("size"):
        size = size_text(float(download["size"]))
    else:
        size = tr("known once the download begins")
    return [
        (tr("File"), _escaped(official.get("file"))),
        (tr("Size"), size),
        (tr("Link"), _link(str(url)) if url else tr("the record gives it")),
        (tr("Layout"), _escaped(official.get("layout"))),
        (tr("Note"), _escaped(localized(official.get("note")))),
    ]


def _origin(model: ListedModel) -> list[Row]:
    """What a model that is there was made from, and its files."""
    card, source = model.card, model.card.get("source")
    rows: list[Row] = []
    if isinstance(source, dict):
        parts = [_escaped(source.get("file")), _link(str(source.get("url") or ""))]
        parts.append(_hash(source.get("sha256")))
        rows.append((tr("Made from"), "<br>".join(part for part in parts if part)))
    if card.get("weights"):
        parts = [_escaped(card["weights"]), _hash(card.get("sha256"))]
        rows.append((tr("Weights"), "<br>".join(part for part in parts if part)))
    if model.path is not None:
        rows.append((tr("Card"), _escaped(model.path)))
    return rows


def _pin(model: ListedModel) -> str:
    """What later downloads are compared with."""
    if not model.pin:
        return ""
    text = tr("since {date}: a later download has to be the same file.").format(
        date=_escaped(model.pin.get("date"))
    )
    source = model.card.get("source")
    shown = isinstance(source, dict) and source.get("sha256") == model.pin.get("sha256")
    return text if shown else f"{text}<br>{_hash(model.pin.get('sha256'))}"


def _is_published(model: ListedModel) -> bool:
    return bool(model.official) and model.card is model.official


def _headline(model: ListedModel) -> str:
    facts = [part for part in (task_text(model.task), size_text(model.size), state_text(model)) if part]
    description = localized(model.official.get("description")) or localized(model.card.get("description"))
    lines = [
        f"<big><b>{_escaped(model.title)}</b></big>",
        f"{_escaped(' · '.join(facts))}<br><code>{_escaped(model.id)}</code>",
    ]
    return "<br>".join(lines) + (f"<p>{_escaped(description)}</p>" if description else "")


def _table(rows: list[Row]) -> str:
    cells = "".join(
        f"<tr><td style='padding: 2px 10px 4px 0'><b>{_escaped(name)}</b></td>"
        f"<td style='padding: 2px 0 4px 0'>{text}</td></tr>"
        for name, text in rows
        if text
    )
    return f"<table>{cells}</table>"


def _bands(bands: list[dict[str, Any]]) -> str:
    locale = QLocale()
    parts = []
    for band in bands:
        wavelength = band.get("wavelength")
        known = isinstance(wavelength, (int, float))
        nanometres = locale.toString(float(wavelength), "f", 0) if known else "?"
        # A name stays with its number, and the number with its unit.
        parts.append(f"{band.get('name')}\u00a0({nanometres}\u00a0nm)")
    return ", ".join(parts)


def _scheme(card: Mapping[str, Any]) -> Mapping[str, Any]:
    own = card.get("class_scheme")
    return own if isinstance(own, dict) else read_scheme(str(card.get("scheme") or ""))


def _codes(card: Mapping[str, Any]) -> tuple[int, ...]:
    codes = card.get("classes")
    return tuple(codes) if isinstance(codes, list) else ()


def _hash(value: object) -> str:
    text = str(value or "").replace(" ", "")
    # Groups can be wrapped, and compared by eye.
    groups = [text[at : at + 8] for at in range(0, len(text), 8)]
    return f"SHA-256 <code>{_escaped(' '.join(groups))}</code>" if text else ""


def _link(url: str) -> str:
    address = _escaped(url)
    return f'<a href="{address}">{address}</a>' if url.startswith("https://") else address


def _escaped(value: object) -> str:
    return html.escape(str(value if value is not None else ""))


def _text() -> QLabel:
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.RichText)
    label.setWordWrap(True)
    label.setOpenExternalLinks(True)
    label.setAlignment(Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextBrowserInteraction)
    return label
