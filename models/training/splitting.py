"""What is kept apart to measure a model: by place, never pixel by pixel.

Neighbouring pixels resemble each other, so a score on pixels that lie between the training pixels says how
well a network remembers, not how well it maps what it has not seen.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from models.errors import EngineError
from models.training.places import Collection, Item, LabelSource, Part
from models.training.settings import AUTO, Settings, refuse

MANY_FILES = 10
"""From so many places on, whole files are kept apart unless asked otherwise."""
_OWN_LIST = {
    "en": "what the data set's own lists keep apart",
    "de": "was die eigenen Listen des Datensatzes getrennt halten",
}
_LISTS = {
    "en": "what the user's lists keep apart",
    "de": "was die Listen des Benutzers getrennt halten",
}
MANY_BLOCKS = 20
QUARTERS = (16, 8, 4, 2, 1)
"""Sides that blocks may have, in quarters of a chip: the largest that gives enough of them."""


def choose(counts: NDArray[np.int64], share: float, seed: int) -> NDArray[np.bool_]:
    """Which units are kept apart, so that each class has about the share of its labels there.

    The rarest class chooses first; a class that is in one unit only stays in training.

    Args:
        counts: (units, classes) labels.
        share: to keep apart.
        seed: of the random order.

    Returns:
        (units,), true where kept apart.
    """
    apart = np.zeros(len(counts), np.bool_)
    taken = np.zeros(len(counts), np.bool_)
    order = np.random.default_rng(seed).permutation(len(counts))
    if share <= 0:
        return apart
    for number in np.argsort(counts.sum(0), kind="stable"):
        holders = [unit for unit in order if counts[unit, number] > 0]
        if len(holders) < 2:
            taken[holders] = True
            continue
        wanted = share * counts[:, number].sum()
        free = [unit for unit in holders if not taken[unit]]
        trains = any(taken[unit] and not apart[unit] for unit in holders)
        for unit in free if trains else free[:-1]:
            if counts[apart, number].sum() >= wanted:
                break
            # Rather too little than a unit that is far too large.
            excess = counts[apart, number].sum() + counts[unit, number] - wanted
            if excess > wanted and counts[apart, number].sum() > 0:
                continue
            apart[unit] = taken[unit] = True
        if not (~apart[holders]).any():
            apart[holders[0]] = False
        taken[holders] = True
    return apart


Words = dict[str, str]
"""One sentence by language, for the card."""


def split(collection: Collection, settings: Settings, chip: int) -> tuple[Collection, Words]:
    """Give each item, or each block of it, its part.

    Returns:
        The collection, whose items have a part unless their blocks have, and how it was done in one sentence.

    Raises:
        EngineError: ``training.settings`` or ``training.too_little``.
    """
    items = collection.items
    lists = {
        part: settings[f"data.{part}_list"]
        and _names(settings.path("data.folder") / settings[f"data.{part}_list"])
        for part in ("training", "validation")
    }
    how, share = settings["data.split"], settings["data.validation"]
    if any(lists.values()):
        return _by_lists(collection, lists["training"] or None, lists["validation"] or None)
    places = {item.place or item.name for item in items}
    labelled = any(item.labels is not None for item in items)
    if how == AUTO:
        if any(item.part for item in items):
            how = "list"
        else:
            how = "files" if len(places) >= MANY_FILES or not labelled else "blocks"
    if how == "list":
        if not any(item.part for item in items):
            refuse("the data set says nothing about a split, and there is no validation_list")
        kept = [item for item in items if item.part is not None]
        return replace(collection, items=kept), _OWN_LIST
    if how == "blocks":
        if not labelled:
            refuse("blocks are for labels of pixels; split by files")
        return collection, _by_blocks(collection, settings, chip)
    classes = len(collection.scheme.classes) if collection.scheme else 1
    order = sorted(places)
    counts = np.zeros((len(order), classes), np.int64)
    for item in items:
        counts[order.index(item.place or item.name)] += _counts_of(item, classes)
    apart = choose(counts, share, settings["seed"])
    if share > 0 and not apart.any():
        raise _too_few("images")
    chosen = {place for place, kept in zip(order, apart, strict=True) if kept}
    parted = [
        replace(item, part="validation" if (item.place or item.name) in chosen else "training")
        for item in items
    ]
    return replace(collection, items=parted), {
        "en": f"{apart.sum()} of {len(order)} images or places, kept apart as a whole",
        "de": f"{apart.sum()} von {len(order)} Bildern oder Orten, als Ganzes getrennt gehalten",
    }


def _by_blocks(collection: Collection, settings: Settings, chip: int) -> Words:
    assert collection.scheme is not None
    classes = len(collection.scheme.classes)
    asked = settings["data.block"]
    sides = [asked] if asked else [quarters * chip // 4 for quarters in QUARTERS]
    sources: list[LabelSource] = [item.labels for item in collection.items if item.labels is not None]
    for side in sides:
        found = [
            (number, place, counts)
            for number, source in enumerate(sources)
            for place, counts in sorted(source.counts(side, classes).items())
        ]
        if len(found) >= MANY_BLOCKS:
            break
    if not found:
        raise EngineError(
            "training.too_little", "There is not one labelled pixel in the images.", "Look at the labels."
        )
    apart = choose(
        np.stack([counts for _, _, counts in found]), settings["data.validation"], settings["seed"]
    )
    if settings["data.validation"] > 0 and not apart.any():
        raise _too_few(f"blocks of {side} pixels")
    for number, source in enumerate(sources):
        units: dict[tuple[int, int], Part] = {
            place: "validation" if kept else "training"
            for (whose, place, _), kept in zip(found, apart, strict=True)
            if whose == number
        }
        source.assign(side, units)
    return {
        "en": f"{apart.sum()} of {len(found)} labelled blocks of {side} x {side} pixels, kept apart",
        "de": f"{apart.sum()} von {len(found)} Blöcken zu {side} x {side} Pixeln, getrennt gehalten",
    }


def _by_lists(
    collection: Collection, training: set[str] | None, validation: set[str] | None
) -> tuple[Collection, Words]:
    def part_of(item: Item) -> Part | None:
        names = {item.name, Path(item.name).name, Path(item.name).stem}
        if validation is not None and names & validation:
            return "validation"
        if training is not None:
            return "training" if names & training else None
        return "training"

    parted = [replace(item, part=part_of(item)) for item in collection.items]
    kept = [item for item in parted if item.part is not None]
    for part in ("training", *(["validation"] if validation is not None else [])):
        if not any(item.part == part for item in kept):
            refuse(f"no image of the {part} list is in the folder")
    return replace(collection, items=kept), _LISTS


def _counts_of(item: Item, classes: int) -> NDArray[np.int64]:
    counts = np.zeros(classes, np.int64)
    if item.labels is not None:
        for found in item.labels.counts(1 << 20, classes).values():
            counts += found
    elif item.classes:
        counts[list(item.classes)] += 1
    elif classes == 1:
        counts += 1
    return counts


def _names(path: Path) -> set[str]:
    try:
        lines = path.read_text("utf-8").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{path} cannot be read ({error})")
    # A list may say more than the name: the official ones of EuroSAT have the class behind it.
    words = [line.replace("\\", "/").split() for line in lines if line.strip()]
    return {form for word, *_ in words for form in (word, Path(word).name, Path(word).stem)}


def shares(counts: Sequence[int]) -> list[float]:
    """Shares of numbers in their sum."""
    total = max(1, sum(counts))
    return [round(count / total, 4) for count in counts]


def _too_few(what: str) -> EngineError:
    return EngineError(
        "training.too_little",
        f"There are too few labelled {what} to keep some apart.",
        "Label more places, or make the blocks smaller (data.block); validation = 0 measures nothing.",
    )
