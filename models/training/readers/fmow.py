"""fMoW-Sentinel: a CSV and 13-band GeoTIFFs (Cong et al., SatMAE, NeurIPS 2022).

``data.table`` names the CSV with the columns category, location_id, image_id; a column image_path, if
there, names the files, else they are
``<category>/<category>_<location_id>/<category>_<location_id>_<image_id>.tif``.
All images of a location are kept apart together.
"""

from models.training.class_lists import from_values, given_scheme, numbers_of
from models.training.places import Collection, Item
from models.training.readers.files import L1C, image, missing, options, part_named, table
from models.training.settings import Settings, refuse


def read(settings: Settings) -> Collection:
    """See the module."""
    folder, reading = settings.path("data.folder"), options(settings, L1C)
    if not settings["data.table"]:
        refuse("data.table must name the CSV of fMoW-Sentinel")
    rows = list(table(folder / settings["data.table"]))
    if not rows or not {"category", "location_id"} <= set(rows[0]):
        raise missing("The table has no columns category and location_id.", "Take fMoW-Sentinel's own CSV.")
    most = settings["data.limit"]
    if most and len(rows) > most:
        rows = [rows[k * len(rows) // most] for k in range(most)]
    scheme = given_scheme(settings)
    if scheme is None:
        scheme, numbers = from_values("fmow", [row["category"] for row in rows])
    else:
        numbers, _ = numbers_of(scheme, [row["category"] for row in rows])
    items, gone = [], []
    for row in rows:
        place = f"{row['category']}_{row['location_id']}"
        relative = row.get("image_path") or f"{row['category']}/{place}/{place}_{row.get('image_id', '')}.tif"
        path = folder / relative
        if not path.is_file():
            gone.append(relative)
        elif row["category"] in numbers:
            part = part_named(row.get("split", ""))
            items.append(
                Item(relative, (image(path, reading),), None, (numbers[row["category"]],), part, place)
            )
    if not items:
        raise missing(f"None of the table's images is in {folder}, not {gone[0]}.", "Check data.folder.")
    notes = [f"{len(gone)} images of the table are not there, the first is {gone[0]}."] if gone else []
    return Collection(items, scheme, notes=notes)
