"""Two scenes of one place, opened as a pair on the first one's grid."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import replace
from typing import Any, NamedTuple

from models.change.matching import BandPair, match_bands
from models.change.pairs import Pair
from models.errors import EngineError
from models.events import Events, Level
from models.rasters.grid import same_grid
from models.rasters.notes import Note
from models.rasters.options import SceneOptions
from models.rasters.scene import Scene, open_scene
from models.rasters.windows import Window
from models.sentences import say

_OWN = ("radiometry", "bands")
AFTER_PARAMETERS = tuple(f"after_{name}" for name in _OWN)


class ScenePair(NamedTuple):
    """Both dates on the first one's grid, the bands that they share, and what had to be assumed.

    The first scene's region is that of both.
    """

    before: Scene
    after: Scene
    bands: tuple[BandPair, ...]
    notes: tuple[str, ...]

    @property
    def extent(self) -> Window:
        """The rows and columns to work on."""
        return self.before.extent

    @property
    def files(self) -> list[str]:
        """All files that are read."""
        return sorted({*self.before.files, *self.after.files})

    def reader(self, places: Sequence[int]) -> Callable[[Window], Pair]:
        """Reads the shared bands at these places in ``bands``."""
        first = [self.bands[place].before for place in places]
        second = [self.bands[place].after for place in places]

        def read(window: Window) -> Pair:
            before, valid_before = self.before.read(window, first)
            after, valid_after = self.after.read(window, second)
            valid = valid_before & valid_after
            return Pair(before * valid, after * valid, valid)

        return read


def open_pair(
    before: Sequence[str],
    after: Sequence[str],
    options: tuple[SceneOptions, SceneOptions],
    events: Events,
    stack: ExitStack,
) -> ScenePair:
    """Open both dates, each with its options; ``stack`` closes them.

    The first date's region is that of both, in its coordinates.

    Raises:
        EngineError: as `open_scene`; ``change.same_scene``, ``change.too_few_bands``, ``scene.no_overlap``,
            ``scene.no_crs``.
    """
    if list(before) == list(after):
        raise EngineError(
            "change.same_scene",
            say("The first and the second date are the same file."),
            say("Choose two dates."),
        )
    heard = _Heard(events), _Heard(events)
    first = stack.enter_context(open_scene(before, options[0], heard[0]))
    second = stack.enter_context(open_scene(after, replace(options[1], region=None), heard[1]))
    bands = match_bands(first.bands, second.bands)
    warped = second.on_grid_of(first)
    notes = [*_named(heard[0].notes, heard[1].notes), *_assumptions(first, second, bands)]
    for note in notes:
        events.message(note.text, "warning" if note.warning else "info", note.code)
    return ScenePair(first, warped, tuple(bands), tuple(note.text for note in notes))


def pair_options(parameters: Mapping[str, Any]) -> tuple[SceneOptions, SceneOptions]:
    """How to read both dates, from a job's parameters.

    They hold for both dates, unless the second has ``after_radiometry`` or ``after_bands`` of its own; there
    "auto" means what its files say.

    Raises:
        EngineError: as `SceneOptions.from_parameters`.
    """
    own = {name: parameters[f"after_{name}"] for name in _OWN if parameters.get(f"after_{name}")}
    second = {name: None if value == "auto" else value for name, value in own.items()}
    first = SceneOptions.from_parameters(parameters)
    return first, SceneOptions.from_parameters({**parameters, **second}) if own else first


class _Heard(Events):
    """Keeps what is said about one date, to be told with the date's name."""

    def __init__(self, events: Events) -> None:
        self._events = events
        self.notes: list[Note] = []

    def message(self, text: str, level: Level = "info", code: str = "") -> None:
        """Keep it."""
        self.notes.append(Note(text, code, level == "warning"))

    @property
    def cancelled(self) -> bool:
        """As for the whole job."""
        return self._events.cancelled


def _named(first: Sequence[Note], second: Sequence[Note]) -> list[Note]:
    """What was said about the dates, with the date's name in front; once where it holds for both."""
    both = [note for note in first if note in second]
    parts = (
        (say("Both dates"), both),
        (say("First date"), [note for note in first if note not in both]),
        (say("Second date"), [note for note in second if note not in both]),
    )
    return [
        replace(note, text=say("{date}: {note}", date=name, note=note.text))
        for name, notes in parts
        for note in notes
    ]


def _assumptions(first: Scene, second: Scene, bands: Sequence[BandPair]) -> list[Note]:
    notes = []
    if not same_grid(first.grid, second.grid):
        notes.append(
            Note(
                say(
                    "The second date lies on another grid and is resampled to that of the first date on the "
                    "fly."
                ),
                "change.resampled",
            )
        )
    if len(bands) < max(len(first.bands), len(second.bands)):
        names = ", ".join(band.name for band in bands)
        notes.append(Note(say("Bands that both dates have: {names}.", names=names), "change.bands"))
    levels = [{level for level in ("L1C", "L2A") if level in (s.product or "")} for s in (first, second)]
    if levels[0] and levels[1] and levels[0] != levels[1]:
        notes.append(
            Note(
                say(
                    "One date is top-of-atmosphere (L1C), the other surface reflectance (L2A). The scene's "
                    "overall difference is taken out, but two dates of one level compare better."
                ),
                "change.levels",
                warning=True,
            )
        )
    if first.acquired and second.acquired and first.acquired > second.acquired:
        notes.append(
            Note(
                say(
                    "The second date ({second}) is older than the first ({first}).",
                    second=second.acquired[:10],
                    first=first.acquired[:10],
                ),
                "change.order",
                warning=True,
            )
        )
    return notes
