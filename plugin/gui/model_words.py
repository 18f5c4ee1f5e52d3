"""Models in words: what a network does, what state it is in, how large it is."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from qgis.PyQt.QtCore import QLocale

from ..layers import model_list
from ..layers.model_list import ListedModel
from ..layers.translation import tr


def short_task_text(task: str) -> str:
    """What a network is for, in a word."""
    words = {
        "segmentation": tr("Land cover"),
        "change": tr("Change"),
        "classification": tr("Scenes"),
        "pretraining": tr("Features"),
    }
    return words.get(task, task)


def task_text(task: str) -> str:
    """What a network is for, as cards name it."""
    words = {
        "segmentation": tr("Land cover and land use"),
        "change": tr("Change between two dates"),
        "classification": tr("Kinds of scenes"),
        "pretraining": tr("Features and reconstruction"),
    }
    return words.get(task, task)


def network_text(facts: Mapping[str, Any]) -> str:
    """What network a file holds, from the engine's answer about it."""
    words = {
        "segmentation": tr("SpectralGPT for land cover or land use"),
        "change": tr("SpectralGPT for change between two dates"),
        "classification": tr("SpectralGPT for kinds of scenes"),
        "pretraining": tr("SpectralGPT, pretrained: for features and reconstruction"),
    }
    text = words.get(str(facts.get("network")), "SpectralGPT")
    if facts.get("classes") and facts.get("network") in ("segmentation", "classification"):
        text = tr("{network}, {count} classes").format(network=text, count=facts["classes"])
    return text


def group_text(group: str) -> str:
    """Headline of a group of models."""
    return {
        model_list.SHIPPED: tr("Part of the plugin"),
        model_list.OWN: tr("Your models"),
        model_list.PUBLISHED: tr("Official weights to download"),
    }[group]


def state_text(model: ListedModel) -> str:
    """The state of a model in a few words."""
    return {
        model_list.WHOLE: tr("ready"),
        model_list.MISSING: tr("weights are missing"),
        model_list.DAMAGED: tr("card cannot be used"),
        model_list.LEFTOVER: tr("left over, no card"),
        model_list.AVAILABLE: tr("not downloaded"),
        model_list.PARTIAL: tr("partly downloaded"),
    }[model.state]


def is_broken(model: ListedModel) -> bool:
    """Whether something is there that does not work."""
    return model.state in (model_list.MISSING, model_list.DAMAGED, model_list.LEFTOVER)


def size_text(size: float) -> str:
    """A number of bytes for people; empty for none."""
    locale = QLocale()
    if size <= 0:
        return ""
    if size < 1e6:
        return tr("{size} kB").format(size=locale.toString(max(size / 1e3, 0.1), "f", 1))
    if size < 1e9:
        return tr("{size} MB").format(size=locale.toString(size / 1e6, "f", 1))
    return tr("{size} GB").format(size=locale.toString(size / 1e9, "f", 2))
