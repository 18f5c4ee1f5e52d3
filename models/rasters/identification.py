"""Which of the bands at hand make the scene, and what each of them is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from models.errors import EngineError
from models.rasters import metadata
from models.rasters.bands import LONGEST_REFLECTED, PANCHROMATIC, SENTINEL2
from models.rasters.inputs import Input
from models.rasters.naming import (
    Identity,
    code_in,
    identify_description,
    identify_file_name,
    identify_user,
    is_positional,
    sensor_in,
    sensor_of_codes,
)
from models.rasters.notes import Note, named
from models.rasters.options import EXCLUDED
from models.rasters.radiometry import Radiometry
from models.rasters.sources import RasterFile
from models.sentences import say

_WISHED = say("named none by the user")


@dataclass(frozen=True)
class Candidate:
    """A band that may belong to the scene.

    Attributes:
        number: counts the bands of all files in the order given, from 1; alpha bands do not count.
        radiometry: what metadata state, None where they are silent.
        left_out: why the band is not used, empty where it is.
    """

    given: Input
    index: int
    number: int
    identity: Identity | None
    radiometry: Radiometry | None
    left_out: str = ""

    @property
    def file(self) -> RasterFile:
        """The raster that holds the band."""
        return self.given.file

    @property
    def name(self) -> str:
        """What the band is called where the user reads of it."""
        if self.identity is not None:
            return self.identity.name
        return self.file.descriptions[self.index - 1] or f"band {self.index} of {self.file.label}"


def identify(
    inputs: Sequence[Input], bands: Mapping[int, str], strict: bool = True
) -> tuple[list[Candidate], list[Note]]:
    """Recognise every band and decide which are used.

    Args:
        bands: the user's names by number.
        strict: whether to refuse what only the user can decide; otherwise it is noted as a warning.

    Raises:
        EngineError: ``options.bands`` for a number beyond the bands; if strict, ``scene.no_bands`` where none
            is recognised and ``scene.duplicate_bands`` where one is there twice at one resolution.
    """
    notes: list[Note] = []
    sensor = _sensor(inputs, notes)
    candidates: list[Candidate] = []
    for given in inputs:
        candidates += _recognise(given, bands, sensor, len(candidates))
    if beyond := [number for number in bands if number > len(candidates)]:
        count = f"{len(candidates)} band{'s' if len(candidates) != 1 else ''}"
        raise EngineError(
            "options.bands",
            say("Band {beyond} was named, but the scene has {count}.", beyond=beyond[0], count=count),
            say("The numbers count the bands of all files in the order given."),
        )
    candidates = _leave_out(candidates)
    candidates = _without_duplicates(candidates, notes, strict)
    reasons = dict.fromkeys(candidate.left_out for candidate in candidates if candidate.left_out)
    for reason in (reason for reason in reasons if reason != _WISHED):
        names = [candidate.name for candidate in candidates if candidate.left_out == reason]
        notes.append(
            Note(say("Left out ({reason}): {names}.", reason=reason, names=named(names)), "scene.left_out")
        )
    if not any(candidate.identity is not None and not candidate.left_out for candidate in candidates):
        refusal = EngineError(
            "scene.no_bands",
            say("No band can be identified: neither metadata nor names tell the wavelengths."),
            say(
                "Name the bands yourself, for example 1=B02,2=B03,3=B04,4=B08 (there are {candidates}).",
                candidates=len(candidates),
            ),
        )
        if strict:
            raise refusal
        notes.append(Note(refusal.sentence, refusal.code, warning=True))
    return candidates, notes


def _sensor(inputs: Sequence[Input], notes: list[Note]) -> str:
    """Tell whose band numbers the names carry: B5 is red edge for Sentinel-2, near infrared for Landsat 8."""
    texts = [text for given in inputs for text in metadata.sensor_texts(given.file)]
    texts += [PurePath(given.file.path).parent.name for given in inputs]
    for text in texts:
        sensor = sensor_in(text)
        if sensor is not None:
            return sensor
    codes = []
    for given in inputs:
        if given.identity is None and not any(metadata.wavelengths(given.file)):
            texts = list(given.file.descriptions)
            if is_positional(texts) or not any(map(code_in, texts)):
                texts = [PurePath(given.file.path).stem] if given.file.count == 1 else []
            codes += [code for code in map(code_in, texts) if code is not None]
    if not codes:
        return "Sentinel-2"
    finest = min((given.file.grid for given in inputs), key=lambda grid: grid.ground_resolution)
    sensor, certain = sensor_of_codes(codes, finest.ground_resolution if finest.crs is not None else None)
    if not certain:
        text = say("The band numbers are taken to be {sensor}'s, though nothing says so.", sensor=sensor)
        notes.append(Note(text, "scene.sensor_assumed", warning=True))
    return sensor


def _recognise(given: Input, bands: Mapping[int, str], sensor: str, before: int) -> list[Candidate]:
    file = given.file
    bad = metadata.bad_bands(file)
    stated = metadata.wavelengths(file)
    trusted = not is_positional(file.descriptions)
    single = file.count - len(file.alpha) == 1
    found: list[Candidate] = []
    for index in range(1, file.count + 1):
        if index in file.alpha:
            continue
        number = before + len(found) + 1
        description = file.descriptions[index - 1]
        identity, left_out = None, ""
        if number in bands:
            if bands[number].lower() == EXCLUDED:
                left_out = _WISHED
            else:
                identity = identify_user(bands[number])
        elif index in bad:
            left_out = say("marked as bad")
        elif given.identity is not None:
            identity = given.identity
        elif (wavelength := stated[index - 1]) is not None:
            identity = _by_wavelength(description, *wavelength, sensor)
        else:
            identity = identify_description(description, sensor, trusted)
            if identity is None and single:
                identity = identify_file_name(file.path, sensor)
        radiometry = given.radiometry or metadata.radiometry(file, index)
        found.append(Candidate(given, index, number, identity, radiometry, left_out))
    return found


def _by_wavelength(description: str, centre: float, width: float | None, sensor: str) -> Identity:
    described = identify_description(description, sensor)
    if described is not None and described.name in SENTINEL2 and abs(described.wavelength - centre) < 15:
        return Identity(described.name, centre, width or described.width, "metadata")
    return Identity(description.strip() or f"{centre:.0f} nm", centre, width, "metadata")


def _leave_out(candidates: Sequence[Candidate]) -> list[Candidate]:
    """Mark what is no reflectance of a known wavelength; unknown bands beside known ones of a file stay."""
    known_files = {id(candidate.file) for candidate in candidates if candidate.identity is not None}
    marked = []
    for candidate in candidates:
        identity = candidate.identity
        if candidate.left_out:
            reason = candidate.left_out
        elif identity is None:
            reason = "" if not known_files or id(candidate.file) in known_files else say("wavelength unknown")
        elif identity.identified_by == "user":
            reason = ""
        elif identity.wavelength > LONGEST_REFLECTED:
            reason = say("heat and no reflectance")
        elif tuple(identity.name.rsplit(" ", 1)) in PANCHROMATIC:
            reason = say("panchromatic")
        else:
            reason = ""
        marked.append(replace(candidate, left_out=reason))
    return marked


def _without_duplicates(candidates: list[Candidate], notes: list[Note], strict: bool) -> list[Candidate]:
    """Keep the user's choice, else the finer copy, of bands that are there twice."""
    kept: dict[str, int] = {}  # name -> place in candidates
    result = list(candidates)
    for place, candidate in enumerate(result):
        if candidate.identity is None or candidate.left_out or not _names_one_channel(candidate.identity):
            continue
        name = candidate.identity.name
        if name not in kept:
            kept[name] = place
            continue
        other = result[kept[name]]
        chosen_by_user = [
            one.identity is not None and one.identity.identified_by == "user" for one in (other, candidate)
        ]
        ratio = candidate.file.grid.ground_resolution / other.file.grid.ground_resolution
        loser, reason = place, say("a copy at a coarser resolution")
        if chosen_by_user[0] != chosen_by_user[1]:
            loser, reason = (place if chosen_by_user[0] else kept[name]), say("another band was named so")
        elif 0.9 < ratio < 1.1:
            refusal = EngineError(
                "scene.duplicate_bands",
                say(
                    "{name} is there twice: {first} and {second}.",
                    name=name,
                    first=_place(other),
                    second=_place(candidate),
                ),
                say(
                    "Leave one out, for example with the bands option {number}=none.", number=candidate.number
                ),
            )
            if strict:
                raise refusal
            notes.append(Note(refusal.sentence, refusal.code, warning=True))
            reason = say("there twice")
        elif ratio < 1:
            loser = kept[name]
        if loser != place:
            kept[name] = place
        result[loser] = replace(result[loser], left_out=reason)
    return result


def _names_one_channel(identity: Identity) -> bool:
    # Detectors of imaging spectrometers overlap, so equal wavelengths alone mean nothing.
    return identity.identified_by != "metadata" or identity.name in SENTINEL2


def _place(candidate: Candidate) -> str:
    return f"band {candidate.index} of {candidate.file.label}"
