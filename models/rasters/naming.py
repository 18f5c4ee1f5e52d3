"""Which channel a band is, from the words and numbers that go with it; never from its position."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from models.errors import EngineError
from models.rasters.bands import COMMON_NAMES, SENSORS, SENTINEL2
from models.sentences import say

# Two statements about one band may differ by this much and still mean the same channel
# (Sentinel-2's broad B08 at 833 nm and Landsat's near infrared at 865 nm are both called "nir").
AGREEMENT = 40.0

_CODE = re.compile(r"(?<![A-Za-z0-9])B(?:and)?[ _\-]?(8A|0[1-9]|1[0-2]|[1-9])(?![A-Za-z0-9])", re.IGNORECASE)
_COUNT = re.compile(r"(?<![A-Za-z0-9])B(?:and)?[ _\-]?(\d+A?)(?![A-Za-z0-9])", re.IGNORECASE)
_RANGE = re.compile(
    r"(\d+(?:\.\d+)?)\s*[-–]\s*(\d+(?:\.\d+)?)\s*(nm|nanomet\w*|[uµμ]m|micro\w*)\b", re.IGNORECASE
)
_LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*(nm|nanomet\w*|[uµμ]m|micro\w*)\b", re.IGNORECASE)
_SENSOR_WORDS = (
    # The order matters: tiles such as T32UPU are Sentinel-2's, but Harmonised Landsat files name them too.
    (
        "Landsat 8/9",
        re.compile(r"(?<![a-z0-9])(?:hls\.l30|l[co]0?[89]|l[89]|landsat[-_ ]?[89]|oli)(?![a-z0-9])"),
    ),
    ("Landsat 4-7", re.compile(r"(?<![a-z0-9])(?:l[etm]0?[457]|l[57]|landsat[- ]?[4-7])(?![a-z0-9])")),
    (
        "Sentinel-2",
        re.compile(
            r"(?<![a-z0-9])(?:hls\.s30|s2[abc]?|sentinel[- ]?2[abc]?|s2msi[12][abc]|msil[12][abc]"
            r"|t\d{2}[a-z]{3})(?![a-z0-9])"
        ),
    ),
)


@dataclass(frozen=True)
class Identity:
    """What a band was recognised as; wavelengths in nanometres."""

    name: str
    wavelength: float
    width: float | None
    identified_by: str


@dataclass(frozen=True)
class BandCode:
    """A band number such as "B02", "B8A" or "b5", which means a channel only together with a sensor."""

    name: str  # zero-padded: "B02"
    padded: bool  # written like Sentinel-2's file names: two characters after the B


def code_in(text: str) -> BandCode | None:
    """Return the last band number in ``text``, or None."""
    matches = _CODE.findall(_spaced(text))
    if not matches:
        return None
    digits = matches[-1].upper()
    return BandCode("B" + digits.rjust(2, "0"), len(digits) == 2 and digits not in ("10", "11", "12"))


def wavelength_in(text: str) -> tuple[float, float | None] | None:
    """Return (centre, width or None) in nanometres, where ``text`` states them with their unit."""
    span = _RANGE.search(text)
    if span:
        low, high = (to_nanometres(float(span[i]), span[3]) for i in (1, 2))
        return (low + high) / 2, abs(high - low)
    length = _LENGTH.search(text)
    if length:
        return to_nanometres(float(length[1]), length[2]), None
    return None


def to_nanometres(value: float, unit: str = "") -> float:
    """Convert a wavelength; without a known unit, numbers below 100 are micrometres."""
    unit = unit.strip().lower()
    if unit.startswith(("nm", "nano")):
        return value
    if unit in ("um", "µm", "μm") or unit.startswith("micro"):
        return value * 1000.0
    return value * 1000.0 if value < 100 else value


def common_name_in(text: str) -> str | None:
    """Return a common name such as "rededge1", a key of `COMMON_NAMES`, or None.

    The name may stand alone or beside a band number and a wavelength ("Band 2 - Blue (490 nm)").
    """
    text = _spaced(text)
    for candidate in (text, _CODE.sub(" ", _LENGTH.sub(" ", _RANGE.sub(" ", text)))):
        key = "".join(letter for letter in candidate.lower() if letter.isalnum())
        if key in COMMON_NAMES:
            return key
    return None


def sensor_in(text: str) -> str | None:
    """Return the sensor that a path or a product name speaks of, or None."""
    text = _spaced(text).lower()
    return next((sensor for sensor, pattern in _SENSOR_WORDS if pattern.search(text)), None)


def sensor_of_codes(codes: Iterable[BandCode], resolution: float | None) -> tuple[str, bool]:
    """Tell whose numbers these are where nothing names the sensor.

    Sentinel-2 and Landsat number their bands alike (B5 is red edge for one and near infrared for the other).
    "B8A", "B12" and zero-padded numbers are Sentinel-2's; otherwise the finest pixel size decides.

    Returns:
        the sensor, and whether that is certain.
    """
    codes = list(codes)
    names = {code.name for code in codes}
    if names & {"B8A", "B12"} or any(code.padded for code in codes):
        return "Sentinel-2", True
    if resolution is not None and (14 <= resolution <= 16 or 28 <= resolution <= 32):
        return "Landsat 8/9", False
    certain = resolution is not None and any(abs(resolution - known) < 0.5 for known in (10, 20, 60))
    return "Sentinel-2", certain


def is_positional(descriptions: Sequence[str]) -> bool:
    """Whether band numbers merely count the bands of a file ("b1", "Band 2", …), as software does."""
    counts = [_COUNT.search(_spaced(text)) for text in descriptions]
    return all(count is not None and count[1] == str(place) for place, count in enumerate(counts, start=1))


def identify_description(text: str, sensor: str, trust_code: bool = True) -> Identity | None:
    """Recognise a band by its description.

    Args:
        sensor: whose band numbers to assume, a key of `SENSORS`.
        trust_code: False where the numbers merely count the bands of the file.
    """
    stated = wavelength_in(text)
    common = common_name_in(text)
    code = code_in(text)
    if stated is not None:
        reference: float | None = stated[0]
    elif common is not None:
        reference = SENTINEL2[COMMON_NAMES[common]].wavelength
    else:
        reference = None
    if code is not None and (trust_code or reference is not None):
        channel = SENSORS[sensor].get(code.name)
        if channel is not None and (reference is None or abs(channel.wavelength - reference) <= AGREEMENT):
            name = code.name if sensor == "Sentinel-2" else f"{sensor} {code.name}"
            return Identity(name, channel.wavelength, channel.width, "description")
    if stated is not None:
        return Identity(text.strip(), stated[0], stated[1], "description")
    if common is not None:
        channel = SENTINEL2[COMMON_NAMES[common]]
        return Identity(text.strip(), channel.wavelength, channel.width, "description")
    return None


def identify_file_name(path: str, sensor: str) -> Identity | None:
    """Recognise the only band of a file by its name (``…_B8A_20m.jp2``, ``B04.tif``, ``scene_nir.tif``)."""
    stem = PurePath(path.replace("\\", "/")).stem
    code = code_in(stem)
    if code is not None and code.name in SENSORS[sensor]:
        channel = SENSORS[sensor][code.name]
        name = code.name if sensor == "Sentinel-2" else f"{sensor} {code.name}"
        return Identity(name, channel.wavelength, channel.width, "file name")
    words = [
        word
        for word in re.split(r"[_\-. ]+", stem)
        if word and not re.fullmatch(r"\d+m|\d{4,}", word.lower())
    ]
    # A place may be called Red River: only the last words of the name speak of the band.
    for count in (3, 2, 1):
        common = common_name_in(" ".join(words[-count:])) if words else None
        if common is not None:
            channel = SENTINEL2[COMMON_NAMES[common]]
            return Identity(common, channel.wavelength, channel.width, "file name")
    return None


def identify_user(text: str) -> Identity:
    """Recognise what the user calls a band: "B02", "8A", "nir", or a wavelength in nanometres.

    Raises:
        EngineError: ``options.bands`` where the text names no band.
    """
    text = text.strip()
    code = code_in("B" + text if text[:1].isdigit() else text)
    if code is not None and code.name in SENTINEL2:
        channel = SENTINEL2[code.name]
        return Identity(code.name, channel.wavelength, channel.width, "user")
    common = common_name_in(text)
    if common is not None:
        channel = SENTINEL2[COMMON_NAMES[common]]
        return Identity(common, channel.wavelength, channel.width, "user")
    stated = wavelength_in(text)
    try:
        wavelength = stated[0] if stated is not None else to_nanometres(float(text))
    except ValueError:
        wavelength = 0.0
    if not 100 <= wavelength <= 20000:
        raise EngineError(
            "options.bands",
            say('"{text}" names no band.', text=text),
            say("Use names like B02, B8A, red, nir or swir1, or wavelengths in nanometres like 842."),
        )
    return Identity(f"{wavelength:g} nm", wavelength, None, "user")


def _spaced(text: str) -> str:
    # An underscore counts as a letter of a word, which it never is in these names.
    return text.replace("_", " ")
