"""What the dialog "Models" asks before a download, and how a job on models ended, in words."""

from __future__ import annotations

import html
import shutil
from typing import Any

from ..engine.proxy import shown
from ..layers.catalogue import user_models
from ..layers.model_list import ListedModel
from ..layers.translation import tr
from .model_words import size_text


def consent(model: ListedModel, proxy: str) -> tuple[str, str]:
    """The question before a download and what one should know: link, size, licence, as HTML."""
    download = model.official.get("download", {})
    page, url = str(download.get("page") or ""), download.get("url")
    lines = [
        tr("From the record {page}").format(page=_link(page)),
        tr("Link: {url}").format(url=_link(str(url)))
        if url
        else tr("The record says where the file lies; its link is not known beforehand."),
        " ".join((tr("Size: not known beforehand; 0.4 to 1.3 GB are to be expected."), _free_space())),
        tr("Licence: see the record. Whether it allows what you have in mind is yours to check."),
    ]
    if model.size:
        lines.append(tr("{size} are here already; the download goes on.").format(size=size_text(model.size)))
    if model.pin:
        lines.append(tr("It has to be the same file as at the first download, or it is refused."))
    else:
        lines.append(tr("Nobody published its SHA-256: that of this first download is shown and pinned."))
    if shown(proxy):
        lines.append(tr("Through QGIS’s proxy {proxy}").format(proxy=html.escape(shown(proxy))))
    lines.append(tr("The file is converted and then deleted; the model stays."))
    file = html.escape(str(model.official.get("file")))
    text = tr("Download {file}?").format(file=f"<b>{file}</b>")
    return text, "".join(f"<p style='margin: 4px 0'>{line}</p>" for line in lines)


def outcome_text(succeeded: bool, job: dict[str, Any], outcome: dict[str, Any]) -> tuple[str, bool]:
    """How a job ended, and whether that is bad."""
    if not succeeded:
        if outcome.get("code") == "cancelled":
            fetching = job["task"] == "fetch"
            return tr("Cancelled. What was downloaded is kept.") if fetching else tr("Cancelled."), False
        sentences = (outcome.get("message"), outcome.get("advice"))
        return " ".join(str(sentence) for sentence in sentences if sentence), True
    name = str(outcome.get("id", ""))
    if job["task"] == "fetch":
        return _fetched(name, outcome), False
    if job["task"] == "convert":
        return tr("{name} is among your models now. SHA-256 of the file: {hash}").format(
            name=name, hash=outcome.get("source_sha256", "")
        ), False
    if job["task"] == "delete":
        freed = size_text(float(outcome.get("bytes") or 0))
        return tr("{name} was deleted; {size} are free again.").format(name=name, size=freed), False
    return _verified(outcome)


def _fetched(name: str, outcome: dict[str, Any]) -> str:
    pinned = {
        "new": tr("It is pinned: later downloads have to be the same file."),
        "same": tr("It is the one of the first download."),
        "changed": tr("It is another file than at the first download; this one counts from now on."),
    }.get(str(outcome.get("pin")), "")
    text = tr("{name} is among your models now. SHA-256 of the downloaded file: {hash}. {pinned}").format(
        name=name, hash=outcome.get("source_sha256", ""), pinned=pinned
    )
    if not outcome.get("kept"):
        size = size_text(float(outcome.get("source_bytes") or 0))
        text += " " + tr("The downloaded file ({size}) was deleted.").format(size=size)
    return text


def _verified(outcome: dict[str, Any]) -> tuple[str, bool]:
    words = {
        "whole": tr("{name} is whole: its SHA-256 is the one on its card, {hash}."),
        "damaged": tr("{name} is damaged: it is not what its card says. Delete it and get it again."),
        "missing": tr("The weights of {name} are missing. Delete it and get it again."),
    }
    sentences = [
        words[entry["state"]].format(name=entry["id"], hash=entry.get("sha256"))
        for entry in outcome.get("models", ())
        if entry.get("state") in words
    ]
    return " ".join(sentences), not outcome.get("ok")


def _free_space() -> str:
    folder = user_models()
    while not folder.is_dir() and folder != folder.parent:
        folder = folder.parent
    try:
        free = shutil.disk_usage(folder).free
    except OSError:
        return ""
    return tr("{size} are free on the disk.").format(size=size_text(free))


def _link(url: str) -> str:
    address = html.escape(url)
    return f'<a href="{address}">{address}</a>'
