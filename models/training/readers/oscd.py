"""OSCD: 24 cities with two dates (Caye Daudt et al., IGARSS 2018).

``<any> Images/<city>/imgs_1_rect/B01.tif`` … and ``imgs_2_rect``; ``<any> Labels/<city>/cm/cm.png``, which is
not 0 where something changed. The official test cities are kept apart.
"""

from pathlib import Path

from models.training.class_lists import made_scheme
from models.training.pixel_labels import RasterLabels
from models.training.places import Collection, Image, Item, Part
from models.training.readers.files import header, missing, options
from models.training.settings import Settings

CHANGE = ((0, "No change"), (1, "Change"))
TEST = frozenset(
    (
        "brasilia",
        "montpellier",
        "norcia",
        "rio",
        "saclay_w",
        "valencia",
        "dubai",
        "lasvegas",
        "milano",
        "chongqing",
    )
)
"""The official test cities."""
_TIFS = "*.tif"


def read(settings: Settings) -> Collection:
    """See the module."""
    folder, reading = settings.path("data.folder"), options(settings)
    cities = sorted(path.parent for path in folder.rglob("imgs_1_rect"))
    if not cities:
        raise missing(f"There are no folders imgs_1_rect in {folder}.", "Check data.folder.")
    masks = {path.parent.parent.name: path for path in sorted(folder.rglob("cm/cm.png"))}
    items, without = [], []
    for city in cities:
        images = tuple(Image(_bands(city / f"imgs_{date}_rect"), reading) for date in (1, 2))
        part: Part = "validation" if city.name in TEST else "training"
        if settings["task"] == "pretraining":
            items += [
                Item(f"{city.name}-{n}", (one,), None, (), part, city.name) for n, one in enumerate(images, 1)
            ]
        elif city.name in masks:
            grid = header(Path(images[0].paths[0]))
            finest = max((header(Path(path)) for path in images[0].paths), key=lambda one: one.width)
            size = header(masks[city.name])
            if (size.width, size.height) not in ((grid.width, grid.height), (finest.width, finest.height)):
                raise missing(
                    f"The mask of {city.name} is not of the images' size.", "Take imgs_1_rect as published."
                )
            source = RasterLabels(str(masks[city.name]), size.height, size.width, {0: 0}, any_other=1)
            items.append(Item(city.name, images, source, (), part, city.name))
        else:
            without.append(city.name)
    notes = [f"Cities without cm/cm.png are left out: {', '.join(without)}."] if without else []
    if not items:
        raise missing(
            f"No city in {folder} has cm/cm.png.", "Put the folders of labels beside those of images."
        )
    if len({item.part for item in items}) == 1:  # one official part only: split what is there
        items = [Item(one.name, one.images, one.labels, (), None, one.place) for one in items]
    return Collection(items, made_scheme("oscd", CHANGE), resolution=10.0, notes=notes)


def _bands(folder: Path) -> tuple[str, ...]:
    found = tuple(str(path) for path in sorted(folder.glob(_TIFS)))
    if not found:
        raise missing(f"There is no GeoTIFF in {folder}.", "Unpack the data set again.")
    return found
