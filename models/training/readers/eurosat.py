"""EuroSAT, 13 bands: ``<Class>/<Class>_<n>.tif``, B8A last (Helber et al., IEEE JSTARS 2019).

The official lists of SpectralGPT (``train.txt``, ``val.txt``: a file and its class a line) are what
``training_list`` and ``validation_list`` take; a ``labels.csv`` with a column ``spectralgpt_split`` too.
"""

from models.class_schemes import load_scheme
from models.training.class_lists import name_of
from models.training.classes import SCENES
from models.training.places import Collection, Item
from models.training.readers.files import image, limited, missing, options, part_named, rasters_in, table
from models.training.settings import Settings

FILE_BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B09", "B10", "B11", "B12", "B8A")


def read(settings: Settings) -> Collection:
    """See the module."""
    folder = settings.path("data.folder")
    scheme, reading = load_scheme("eurosat"), options(settings, FILE_BANDS)
    # The scheme's names are for people; EuroSAT's folders have its own.
    paths, numbers = rasters_in(folder), {name: number for number, name in enumerate(SCENES)}
    if strange := sorted({path.parent.name for path in paths} - set(numbers)):
        raise missing(
            f"{strange[0]} is no class of EuroSAT.", "Use the reader folder for classes of your own."
        )
    split = {}
    if (folder / "labels.csv").is_file():
        split = {
            row["file"]: part_named(row["spectralgpt_split"])
            for row in table(folder / "labels.csv")
            if row.get("spectralgpt_split")
        }
    items = []
    for path in limited(paths, settings):
        name = name_of(path, settings)
        items.append(Item(name, (image(path, reading),), None, (numbers[path.parent.name],), split.get(name)))
    if not items:
        raise missing(f"There is no GeoTIFF in {folder}.", "Check data.folder.")
    return Collection(items, scheme, resolution=10.0)
