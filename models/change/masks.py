"""The change mask: evidence against a threshold, written like every map, and what a result says about it."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from models.change.thresholds import LEVELS, Threshold
from models.class_schemes import ClassEntry
from models.events import Events
from models.rasters.areas import Tally
from models.rasters.sieve import sieve_output
from models.rasters.styles import Stop
from models.rasters.writers import RasterOutput

NODATA = 255

MASK_CLASSES = (
    ClassEntry(0, {"en": "Unchanged", "de": "Unverändert"}, "#e6e6e6"),
    ClassEntry(1, {"en": "Changed", "de": "Verändert"}, "#d7301f"),
)

EVIDENCE_STOPS = (
    Stop(0, "#fff7ec", "0"),
    Stop(20, "#fdd49e", "20"),
    Stop(40, "#fc8d59", "40"),
    Stop(65, "#d7301f", "65"),
    Stop(100, "#5f0000", "100"),
)

Pieces = Iterable[tuple[int, int, NDArray[np.uint8]]]
"""First row, first column and evidence (h, w) of parts that cover a raster."""


def histogram(pieces: Pieces) -> NDArray[np.int64]:
    """Pixels of each evidence, 0 to 100 (101,)."""
    counts = np.zeros(256, np.int64)
    for _, _, values in pieces:
        counts += np.bincount(values.ravel(), minlength=256)
    return counts[:LEVELS]


def write_mask(mask: RasterOutput, pieces: Pieces, threshold: int, min_area: int, events: Events) -> Tally:
    """Write and complete a change mask, but for its names: 1 where the evidence is at least the threshold."""
    for row0, column0, values in pieces:
        events.check_cancelled()
        changed = (values >= threshold).astype(np.uint8)
        changed[values == NODATA] = NODATA
        mask.write_strip(row0, changed, column0)
    if min_area > 1:
        sieve_output(mask, min_area, events)
    return mask.prepare()


def mask_facts(output: Path, counted: Tally, threshold: Threshold) -> dict[str, Any]:
    """What a result says about the mask."""
    changed = counted.pixels.get(1, 0)
    hectares = None if counted.hectares is None else round(counted.hectares.get(1, 0.0), 4)
    return {
        "output": str(output),
        "run_card": str(output.with_suffix(".run.json")),
        "style": str(output.with_suffix(".qml")),
        "threshold": threshold.value,
        "threshold_method": threshold.method,
        "changed_pixels": changed,
        "changed_hectares": hectares,
        "changed_share": changed / max(1, counted.valid),
        "valid_pixels": counted.valid,
        "nodata_pixels": counted.nodata,
        "warnings": [threshold.warning] if threshold.warning else [],
    }


def card_facts(result: Mapping[str, Any], counted: Tally) -> dict[str, Any]:
    """What a run card repeats of the result."""
    names = (
        "method",
        "threshold",
        "threshold_method",
        "changed_pixels",
        "changed_hectares",
        "changed_share",
        "transitions",
        "notes",
        "warnings",
    )
    return {
        "valid_share": counted.valid / max(1, counted.valid + counted.nodata),
        "outputs": {name: result[name] for name in ("output", "evidence", "from_to")},
        **{name: result[name] for name in names},
    }


def warn(threshold: Threshold, events: Events) -> None:
    """Tell the user why a threshold needs a look, if it does."""
    if threshold.warning:
        events.message(threshold.warning, "warning", threshold.code)
