"""Another threshold for evidence that is there already: a new mask without looking at the scenes again."""

import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.errors import RasterioIOError

from models.change.masks import (
    MASK_CLASSES,
    NODATA,
    Pieces,
    card_facts,
    histogram,
    mask_facts,
    warn,
    write_mask,
)
from models.change.thresholds import LEVELS, choose_threshold
from models.devices import choose_device
from models.errors import EngineError
from models.events import Events
from models.parameters import Parameters
from models.rasters.grid import Grid
from models.rasters.outputs import check_outputs
from models.rasters.run_card import InputHashes, now, run_card_bytes
from models.rasters.writers import RasterOutput, raster_rows
from models.sentences import say

PARAMETERS = ("evidence", "output", "threshold", "min_area", "overwrite")


def rethreshold(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Make a change mask from an evidence raster that a change detection has written, with another threshold.

    Args:
        parameters: see `PARAMETERS`.
        events: told the progress.

    Returns:
        The result as JSON, as `models.tasks.change.change` gives it.

    Raises:
        EngineError: ``change.not_evidence``, ``change.bad_threshold``, or what is wrong with the output.
    """
    given = Parameters(parameters, PARAMETERS)
    source, output = Path(given.required("evidence")), Path(given.required("output"))
    started, clock = now(), time.perf_counter()
    wanted = given.text("threshold", "otsu") or "otsu"
    choose_threshold(np.zeros(LEVELS, np.int64), wanted)
    check_outputs([output], [str(source)], given.flag("overwrite"))
    grid = _evidence_grid(source)
    check_outputs([output], [str(source)], given.flag("overwrite"), grid.height * grid.width // 8)
    events.progress(0.0, say("Reading the evidence"))
    with InputHashes([str(source)]) as hashes:
        threshold = choose_threshold(histogram(_rows(source, events)), wanted)
        events.progress(0.4, say("Writing"))
        with RasterOutput(
            output, grid, classes=MASK_CLASSES, description="Change", overwrite=given.flag("overwrite")
        ) as mask:
            counted = write_mask(
                mask, _rows(source, events), threshold.value, given.integer("min_area", 0), events
            )
            result = {
                "task": "threshold",
                **mask_facts(output, counted, threshold),
                "evidence": str(source),
                "from_to": None,
                "method": None,
                "transitions": [],
                "seconds": round(time.perf_counter() - clock, 2),
                "device": choose_device("cpu").name,
                "notes": [],
            }
            card = {
                "task": "threshold",
                "started": started,
                "finished": now(),
                "seconds": result["seconds"],
                "inputs": hashes.facts(),
                "parameters": given.raw(),
                **card_facts(result, counted),
            }
            mask.attach(output.with_suffix(".run.json"), run_card_bytes(card))
            mask.publish()
    warn(threshold, events)
    events.progress(1.0, say("Done"))
    return result


def _rows(path: Path, events: Events) -> Pieces:
    try:
        for row0, values in raster_rows(path):
            events.check_cancelled()
            yield row0, 0, values
    except RasterioIOError as error:
        raise EngineError(
            "change.not_evidence", say("{path} cannot be read: {error}.", path=path, error=error)
        ) from error


def _evidence_grid(path: Path) -> Grid:
    try:
        with rasterio.open(path) as file:
            if file.count == 1 and file.dtypes[0] == "uint8" and file.nodata == NODATA:
                return Grid(file.width, file.height, file.transform, file.crs)
    except RasterioIOError as error:
        raise EngineError(
            "change.not_evidence", say("{path} cannot be opened as a raster.", path=path)
        ) from error
    raise EngineError(
        "change.not_evidence",
        say("{path} is not an evidence raster: one band of bytes with nodata 255 is expected.", path=path),
        say("Choose the evidence that a change detection has written."),
    )
