"""BigEarthNet: patches with several labels of CORINE.

Version 1 (Sumbul et al., IGARSS 2019): a folder a patch with ``<patch>_B01.tif`` … and
``<patch>_labels_metadata.json``, whose 43 labels become the 19 of the later nomenclature (Sumbul et al., IEEE
GRSM 2021). Version 2 (reBEN, Clasen et al. 2024): folders of patches, or stacks ``<patch>.tif`` of 12 bands,
and the metadata as a CSV (``data.table``, by default ``metadata.csv``) with
patch_id or file, labels, and split.
"""

import json
from pathlib import Path

from models.class_schemes import ClassScheme, load_scheme
from models.rasters.options import SceneOptions
from models.spectralgpt.architecture import BANDS
from models.training.places import Collection, Image, Item
from models.training.readers.files import missing, options, part_named, several, table
from models.training.settings import Settings

V1_METADATA = "*_labels_metadata.json"
CLASSES: dict[str, tuple[str, ...]] = {
    "Urban fabric": ("Continuous urban fabric", "Discontinuous urban fabric"),
    "Industrial or commercial units": (),
    "Arable land": ("Non-irrigated arable land", "Permanently irrigated land", "Rice fields"),
    "Permanent crops": (
        "Vineyards",
        "Fruit trees and berry plantations",
        "Olive groves",
        "Annual crops associated with permanent crops",
    ),
    "Pastures": (),
    "Complex cultivation patterns": (),
    "Land principally occupied by agriculture, with significant areas of natural vegetation": (),
    "Agro-forestry areas": (),
    "Broad-leaved forest": (),
    "Coniferous forest": (),
    "Mixed forest": (),
    "Natural grassland and sparsely vegetated areas": ("Natural grassland", "Sparsely vegetated areas"),
    "Moors, heathland and sclerophyllous vegetation": ("Moors and heathland", "Sclerophyllous vegetation"),
    "Transitional woodland, shrub": ("Transitional woodland/shrub",),
    "Beaches, dunes, sands": (),
    "Inland wetlands": ("Inland marshes", "Peatbogs"),
    "Coastal wetlands": ("Salt marshes", "Salines"),
    "Inland waters": ("Water courses", "Water bodies"),
    "Marine waters": ("Coastal lagoons", "Estuaries", "Sea and ocean"),
}
"""The 19 classes in their official order, each with the labels of version 1 that it takes in.

Labels that stand nowhere (roads, mines, burnt areas, …) were dropped by the nomenclature.
"""
NUMBERS: dict[str, int] = {
    label.casefold(): number
    for number, (name, members) in enumerate(CLASSES.items())
    for label in (name, *members)
}


def numbers_in(labels: list[str]) -> tuple[int, ...]:
    """Class numbers of a patch's labels of either version; labels that were dropped are left out."""
    return tuple(sorted({NUMBERS[label.casefold()] for label in labels if label.casefold() in NUMBERS}))


def read(settings: Settings) -> Collection:
    """See the module."""
    folder, scheme = settings.path("data.folder"), load_scheme("bigearthnet")
    name = settings["data.table"] or next(
        (n for n in ("metadata.csv", "labels.csv") if (folder / n).is_file()), ""
    )
    collection = _version_2(settings, folder / name, scheme) if name else _version_1(settings, folder, scheme)
    if not collection.items:
        raise missing(
            f"There are no labelled patches in {folder}.",
            "Version 1 has *_labels_metadata.json beside the bands; version 2 needs its metadata as CSV.",
        )
    return collection


def _version_1(settings: Settings, folder: Path, scheme: ClassScheme) -> Collection:
    items, without, reading = [], 0, options(settings)
    for number, path in enumerate(sorted(folder.rglob(V1_METADATA))):
        if settings["data.limit"] and number >= settings["data.limit"]:
            break
        try:
            labels = [str(label) for label in json.loads(path.read_text("utf-8"))["labels"]]
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise missing(f"{path.name} cannot be read ({error!r}).", "Unpack the data set again.") from error
        patch = path.parent
        if classes := numbers_in(labels):
            items.append(
                Item(patch.name, (Image(_bands(patch), reading),), None, classes, None, _tile(patch.name))
            )
        else:
            without += 1
    notes = [f"{without} patches have none of the 19 labels and are left out."] if without else []
    return Collection(items, scheme, True, BANDS, 10.0, notes)


def _version_2(settings: Settings, path: Path, scheme: ClassScheme) -> Collection:
    folder = settings.path("data.folder")
    items, gone = [], []
    for number, row in enumerate(table(path)):
        if settings["data.limit"] and number >= settings["data.limit"]:
            break
        patch = row.get("patch_id") or Path(row.get("file") or row.get("patch") or "").stem
        classes = numbers_in(several(row.get("labels", "")))
        if not patch or not classes:
            continue
        found = _files(folder, patch, options(settings, BANDS), options(settings))
        if found is None:
            gone.append(patch)
            continue
        part = part_named(row.get("split") or row.get("geobench_split") or "")
        items.append(Item(patch, (found,), None, classes, part, _tile(patch)))
    notes = [f"{len(gone)} patches of the table are not there, the first is {gone[0]}."] if gone else []
    return Collection(items, scheme, True, BANDS, 10.0, notes)


def _files(folder: Path, patch: str, of_stack: SceneOptions, of_files: SceneOptions) -> Image | None:
    """A patch as a stack of 12 bands or as a folder, which version 2 has inside the tile's folder."""
    stack = folder / f"{patch}.tif"
    if stack.is_file():
        return Image((str(stack),), of_stack)
    for place in (folder / patch, folder / patch.rsplit("_", 2)[0] / patch):
        if place.is_dir():
            return Image(_bands(place), of_files)
    return None


def _bands(patch: Path) -> tuple[str, ...]:
    found = tuple(str(path) for band in BANDS for path in sorted(patch.glob(f"*_{band}.tif")))
    if not found:
        raise missing(f"There are no bands in {patch}.", "Unpack the data set again.")
    return found


def _tile(patch: str) -> str:
    """The product that a patch was cut from: its neighbours are kept apart with it."""
    return patch.rsplit("_", 2)[0] if patch.count("_") > 2 else patch
