"""What the user says about a scene, and how it is written on a command line or in a job."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from models.errors import EngineError
from models.rasters.naming import identify_user
from models.rasters.radiometry import Radiometry, parse_radiometry
from models.sentences import say

EXCLUDED = "none"  # the name that leaves a band out


@dataclass(frozen=True)
class SceneOptions:
    """Overrides of what a scene's own metadata say.

    Attributes:
        radiometry: for all bands.
        bands: names by number: ``{1: "B02", 2: "842", 3: "nir", 4: "none"}``. The numbers count the bands of
            all files of the scene in the order given, so they count the files where each holds one band.
            "none" leaves one out.
        nodata: number that means "no data" in every band, instead of the files' own.
        mask: ``FILE[:v1,v2,…]``, values that are invalid, all but zero where none is given; or
            ``scl:cloud,shadow,snow`` for the scene classification of a Sentinel-2 L2A product.
        region: polygons of a vector file (``FILE`` or ``FILE|layername=NAME``) or ``minx,miny,maxx,maxy`` in
            the scene's CRS (without a CRS: x is the column, y the row, both from the upper left corner).
    """

    radiometry: Radiometry | None = None
    bands: Mapping[int, str] | None = None
    nodata: float | None = None
    mask: str | None = None
    region: str | None = None

    @classmethod
    def from_parameters(cls, parameters: Mapping[str, Any]) -> "SceneOptions":
        """Read a job's parameters; absent, None and empty ones keep the default, others are ignored.

        Raises:
            EngineError: ``options.radiometry``, ``options.bands`` or ``options.nodata``.
        """

        def given(name: str) -> Any:
            value = parameters.get(name)
            return None if value is None or (isinstance(value, str) and not value.strip()) else value

        radiometry, bands, nodata, mask, region = map(
            given, ("radiometry", "bands", "nodata", "mask", "region")
        )
        if radiometry is not None and not isinstance(radiometry, Radiometry):
            if isinstance(radiometry, Mapping):
                radiometry = (radiometry.get("scale"), radiometry.get("offset", 0.0))
            radiometry = parse_radiometry(radiometry)
        if region is not None and not isinstance(region, str):
            region = ",".join(repr(float(number)) for number in region)
        return cls(
            radiometry=radiometry,
            bands=None if not bands else _bands(bands),
            nodata=None if nodata is None else _nodata(nodata),
            mask=None if mask is None else str(mask).strip(),
            region=None if region is None else region.strip(),
        )


def _bands(value: Any) -> dict[int, str]:
    if isinstance(value, Mapping):
        pairs = [(str(number), str(name)) for number, name in value.items()]
    else:
        items = value.split(",") if isinstance(value, str) else [str(item) for item in value]
        pairs = [
            (number, name) for number, _, name in (item.partition("=") for item in items if item.strip())
        ]
    bands: dict[int, str] = {}
    for number, name in pairs:
        if not number.strip().isdecimal() or int(number) < 1 or not name.strip():
            raise EngineError(
                "options.bands",
                say(
                    '"{number}={name}" is not NUMBER=NAME, or the number is not 1 or more.',
                    number=number,
                    name=name,
                ),
                say("Write the bands like 1=B02,2=B03,3=B04,4=B08."),
            )
        if int(number) in bands:
            raise EngineError(
                "options.bands",
                say("Band {number} is named twice.", number=int(number)),
                say("Name each band once."),
            )
        if name.strip().lower() != EXCLUDED:
            identify_user(name)
        bands[int(number)] = name.strip()
    return bands


def _nodata(value: Any) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError):
        number = math.inf
    if math.isinf(number):
        raise EngineError(
            "options.nodata",
            say('The nodata value "{value}" is not a number.', value=value),
            say("Give a number or nan."),
        )
    return number
