"""SegMunich: ``img/*.tif`` with ten bands and ``label/*.tif`` with raw codes (Hong et al., IEEE TPAMI 2024).

The bands are B02 B03 B04 B08 B05 B06 B07 B8A B11 B12. Tiles overlap by half: a split by files keeps no ground
apart. Give the official lists, or lists of your own that follow the ground.
"""

from models.class_schemes import load_scheme
from models.training.class_lists import name_of
from models.training.pixel_labels import RasterLabels
from models.training.places import Collection, Item
from models.training.readers.files import header, image, limited, options, pairs, rasters_in
from models.training.settings import Settings

FILE_BANDS = ("B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12")


def read(settings: Settings) -> Collection:
    """See the module."""
    folder, reading = settings.path("data.folder"), options(settings, FILE_BANDS)
    images = limited(rasters_in(folder / "img"), settings)
    recipe = (*FILE_BANDS, "mean", "mean")
    if settings["task"] == "pretraining":
        return Collection(
            [Item(name_of(path, settings), (image(path, reading),)) for path in images], bands=recipe
        )
    scheme = load_scheme("segmunich")
    numbers = {code: number for number, code in enumerate(scheme.codes)}
    items, lost = [], 0
    for path, label in pairs(images, rasters_in(folder / "label")):
        if label is None:
            lost += 1
            continue
        grid = header(path)
        source = RasterLabels(str(label), grid.height, grid.width, numbers)
        items.append(Item(name_of(path, settings), (image(path, reading),), source))
    notes = [f"{lost} images have no labels and are left out."] if lost else []
    notes.append("Tiles of SegMunich overlap by half: only lists that follow the ground keep places apart.")
    return Collection(items, scheme, bands=recipe, resolution=10.0, notes=notes)
