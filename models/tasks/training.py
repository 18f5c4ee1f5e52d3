"""Train a network on the user's own data: a job of the command line, later of the plugin."""

import shutil
import statistics as numbers
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import torch

from models.catalog import SIDES
from models.devices import Device, choose_device
from models.errors import EngineError
from models.events import Events
from models.parameters import Parameters
from models.rasters.bands import SENTINEL2
from models.rasters.scene import open_scene
from models.spectralgpt.scene_recipes import CellGeometry
from models.training import drawing as drawn
from models.training import workers
from models.training.chips import Maker, Scenes
from models.training.learner import Learner
from models.training.loop import CHECKPOINT, Loop
from models.training.networks import build
from models.training.objectives import Objective
from models.training.places import Collection
from models.training.publishing import check_id, hardware, place_of, scene_facts, write_model
from models.training.readers import read_collection
from models.training.run_log import LOG
from models.training.settings import Settings, keys_in_words, read_settings, refuse, resolve
from models.training.splitting import shares, split

PARAMETERS = ("config", "settings", "folder", "check", "keys", "overwrite", "device")
_LIMITS = {
    "en": "Measured only as the scores say: elsewhere, in other seasons, with other sensors it may be worse.",
    "de": "Nur wie angegeben gemessen: anderswo, zu anderen Jahreszeiten und mit anderen Sensoren kann es "
    "schlechter sein.",
}
FEW = 30
"""Labels of a class below which a warning is due."""


def train(parameters: Mapping[str, Any], events: Events) -> dict[str, Any]:
    """Train a network, going on where an earlier sitting stopped.

    Args:
        parameters: see `PARAMETERS`; ``config`` is a file, or ``settings`` its tables, whose relative paths
            start from ``folder``; ``check`` stops before training, ``keys`` only lists the keys.
        events: told progress and notes.

    Returns:
        The result as JSON: the settings, a summary of the data, and unless ``check`` the scores and the card.

    Raises:
        EngineError: ``training.*``, ``model.*``, ``scene.*`` or ``output.*``.
        Cancelled: asked to stop; the checkpoint goes on from there.
    """
    given = Parameters(parameters, PARAMETERS)
    if given.flag("keys"):
        return {"task": "train", "keys": keys_in_words()}
    raw = given.raw()
    if "settings" in raw:
        settings = resolve(raw["settings"], Path(given.text("folder") or ".").absolute())
    else:
        settings = read_settings(Path(given.required("config")).expanduser())
    asked = given.text("device") or settings["device"]
    check_id(settings, given.flag("overwrite"))
    try:
        joined = workers.join("cuda" if torch.cuda.is_available() and asked in ("auto", "cuda") else "cpu")
        device = choose_device(str(joined) if workers.count() > 1 else asked)
        run = _Training(settings, device, events if workers.rank() == 0 else _Quiet(events))
        return run.check() if given.flag("check") else run.train(given.flag("overwrite"))
    finally:
        workers.leave()


class _Quiet(Events):
    """Events of a process that must not speak, but may be cancelled."""

    def __init__(self, events: Events) -> None:
        self._events = events

    @property
    def cancelled(self) -> bool:
        return self._events.cancelled


class _Training:
    """One run."""

    def __init__(self, settings: Settings, device: Device, events: Events) -> None:
        self._device, self._events = device, events
        self._settings = settings
        events.progress(0.0, "Looking at the data")
        collection = read_collection(settings)
        if not collection.items:
            raise EngineError("training.data", "There are no images to train on.", "Check data.folder.")
        measured = _bands(collection)
        self._learner: Learner = build(settings, collection, measured)
        self._geometry = self._image_geometry(collection)
        self._collection, self._split = split(collection, settings, self._learner.chip)
        self._scenes = Scenes(self._learner.recipe, self._learner.recipe.scaling == "scene-percentiles")
        self._drawing = self._draw()
        self._problems = [*self._collection.notes, *self._look_at_images(), *self._look_at_classes()]
        for problem in self._problems:
            events.message(problem, "warning", "training.data")

    def check(self) -> dict[str, Any]:
        """What would be trained on what."""
        self._scenes.close()
        return {"task": "train", "settings": self._settings.document(), **self._summary()}

    def train(self, overwrite: bool) -> dict[str, Any]:
        folder = self._settings.path("output")
        if workers.rank() == 0:
            self._prepare(folder, overwrite)
        workers.wait()
        collection = self._collection
        counts = torch.from_numpy(self._drawing.training.counts.sum(0)) if collection.scheme else None
        objective = Objective(self._settings, self._learner, counts, collection.multiple)
        loop = Loop(self._settings, self._learner, self._drawing, objective, self._device, self._events)
        try:
            loop.run()
        finally:
            self._scenes.close()
        result: dict[str, Any] = {"task": "train", "settings": self._settings.document(), **self._summary()}
        if workers.rank() > 0:
            return result
        step, scores = loop.kept
        facts = self._facts(step, scores, loop)
        card = write_model(self._settings, self._learner, loop.weights(), collection.scheme, facts)
        self._events.progress(1.0, "Done")
        return {
            **result,
            "id": self._settings["name"],
            "card": str(card),
            "output": str(folder),
            "steps": loop.steps,
            "kept_step": step,
            "scores": scores,
            "seconds": round(loop.seconds, 1),
            "device": self._device.name,
        }

    def _prepare(self, folder: Path, overwrite: bool) -> None:
        if overwrite:
            for name in (CHECKPOINT, LOG, "best.pt", "last.pt"):
                (folder / name).unlink(missing_ok=True)
            shutil.rmtree(folder / "tensorboard", ignore_errors=True)
        try:
            folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            refuse(f"the folder {folder} cannot be made ({error})")

    def _draw(self) -> drawn.Drawing:
        learner = self._learner
        recipe = learner.recipe
        if recipe.scaling == "z-score":
            # The network's channels are needed first, to measure what they are scaled by.
            plain = Scenes(replace(recipe, scaling="chip-minmax"), limits=False)
            raw = Maker(plain, learner.chip, True, self._geometry)
            mean, std = drawn.statistics(drawn.Drawing(self._collection, self._settings, raw))
            plain.close()
            learner.recipe = replace(recipe, mean=mean, std=std)
            self._scenes = Scenes(learner.recipe, limits=False)
        maker = Maker(self._scenes, learner.chip, learner.compact, self._geometry)
        return drawn.Drawing(self._collection, self._settings, maker)

    def _image_geometry(self, collection: Collection) -> CellGeometry | None:
        """Of whole images: their usual size and resolution."""
        if self._settings["task"] != "scenes":
            return None
        sides, metres = [], []
        for item in _some(collection, 20):
            with open_scene(item.images[0].paths, item.images[0].options) as scene:
                sides.append(max(scene.height, scene.width))
                metres.append(scene.grid.ground_resolution if scene.grid.georeferenced else 0.0)
        known = [value for value in metres if value > 0]
        resolution = collection.resolution or (numbers.median(known) if known else 10.0)
        side = round(numbers.median(sides))
        if self._learner.compact and not self._settings["network.chip"]:
            # It knows the ground at its own resolution, and takes any size: images need not be resized.
            self._learner.chip = min(SIDES, key=lambda chip: abs(chip - side))
        chip = self._learner.chip
        return CellGeometry(side, round(resolution, 3), chip, chip)

    def _look_at_images(self) -> list[str]:
        """Open some images: what cannot be read, and what had to be made up."""
        problems: dict[str, int] = {}
        for item in _some(self._collection, 12):
            for one in item.images:
                known = self._scenes.known(one)
                for note in known.selection.notes:
                    problems[str(note)] = problems.get(str(note), 0) + 1
                small = min(known.height, known.width) < self._learner.chip
                if small and self._settings["task"] != "scenes":
                    note = f"Images smaller than a chip of {self._learner.chip} pixels leave its rest empty."
                    problems[note] = problems.get(note, 0) + 1
        return list(problems)

    def _look_at_classes(self) -> list[str]:
        scheme = self._collection.scheme
        if scheme is None:
            return []
        training, validation = (
            table.counts.sum(0).tolist() for table in (self._drawing.training, self._drawing.validation)
        )
        names = [entry.name["en"] for entry in scheme.classes]
        measured = sum(validation) > 0
        problems = []
        for what, those in (
            ("have no label to train on", [n for n, t in zip(names, training, strict=True) if t == 0]),
            (
                f"have fewer than {FEW} labels to train on",
                [n for n, t in zip(names, training, strict=True) if 0 < t < FEW],
            ),
            (
                "are not measured, for no label of theirs is kept apart",
                [n for n, t, v in zip(names, training, validation, strict=True) if measured and t and not v],
            ),
        ):
            if those:
                problems.append(f"Classes that {what}: {', '.join(those)}.")
        return problems

    def _summary(self) -> dict[str, Any]:
        collection, drawing = self._collection, self._drawing
        tables = {"training": drawing.training.counts, "validation": drawing.validation.counts}
        entries = []
        if collection.scheme:
            parts = {name: table.sum(0).tolist() for name, table in tables.items()}
            part_shares = {name: shares(counts) for name, counts in parts.items()}
            for number, entry in enumerate(collection.scheme.classes):
                entries.append(
                    {"code": entry.code, "name": entry.name["en"]}
                    | {name: counts[number] for name, counts in parts.items()}
                    | {f"{name}_share": part_shares[name][number] for name in parts}
                )
        known = self._scenes.known(collection.items[0].images[0])
        return {
            "data": {
                "reader": self._settings["data.reader"],
                "images": len(collection.items),
                "first_size": [known.width, known.height],
                "split": self._split["en"],
                "training_chips": round(drawing.chips),
                "validation_chips": len(drawing.measured()),
                "labels": "images" if self._settings["task"] == "scenes" else "pixels",
                "classes": entries,
                "problems": self._problems,
            },
            "network": {
                "name": self._learner.architecture["name"],
                "started": self._learner.started,
                "parameters": sum(p.numel() for p in self._learner.network.parameters()),
                "bands": list(self._learner.recipe.bands),
                "scaling": "none" if self._learner.compact else self._learner.recipe.scaling,
                "chip": self._learner.chip,
            },
        }

    def _facts(self, step: int, scores: dict[str, Any], loop: Loop) -> dict[str, Any]:
        settings, scheme, count = self._settings, self._collection.scheme, len(self._collection.items)
        where = {"en": f"{self._split['en']}; same region", "de": f"{self._split['de']}; gleiche Region"}
        entry: dict[str, Any] = {"data": where, **scores}
        for name in ("iou", "f1", "average_precision"):
            values = entry.pop(f"{name}_by_class", None)
            if values is not None and scheme is not None:
                entry["iou" if name == "iou" else f"{name}_by_class"] = {
                    str(code): value for code, value in zip(scheme.codes, values, strict=True)
                }
        facts: dict[str, Any] = {
            "description": {
                "en": f"Trained by its user, {self._learner.started}.",
                "de": f"Vom Benutzer selbst trainiert ({self._learner.started}).",
            },
            "scores": [entry] if scores else [],
            "limits": {language: " ".join((text, *self._problems)) for language, text in _LIMITS.items()},
            "training": {
                "method": f"{self._learner.started}; step {step} of {loop.steps}, batch "
                f"{settings['training.batch']} x {workers.count()}, moving average of the weights; "
                "python -m models train",
                "hardware": hardware(self._device, workers.count()),
                "seconds": round(loop.seconds),
                "data": settings["about_data"]
                or [f"{count} image{'s' if count > 1 else ''}, of which the settings say nothing"],
                "settings": settings.document(),
                "run": place_of(settings),
            },
        }
        if self._geometry is not None:
            facts |= scene_facts(self._collection.multiple, self._geometry)
        return facts


def _bands(collection: Collection) -> list[str]:
    """Sentinel-2 bands of the first image."""
    one = collection.items[0].images[0]
    with open_scene(one.paths, one.options) as scene:
        from models.spectralgpt.band_mixing import make_bands

        usable = [band for band in scene.bands if band.wavelength is not None]
        if not usable:
            return []
        try:
            made = make_bands(tuple(SENTINEL2), scene.bands)
        except EngineError:
            return [band.name for band in usable if band.name in SENTINEL2]
        return [one.name for one in made if one.how in ("measured", "response")]


def _some(collection: Collection, most: int) -> list[Any]:
    items = collection.items
    return items if len(items) <= most else [items[k * len(items) // most] for k in range(most)]


def training_in_words(result: Mapping[str, Any]) -> str:
    """The result of `train` for people."""
    if "keys" in result:
        return str(result["keys"])
    data, network = result["data"], result["network"]
    lines = [
        f"Data: {data['images']} images, the first {' x '.join(map(str, data['first_size']))} pixels",
        f"Kept apart: {data['split']}",
        f"Chips: {data['training_chips']} to train on, {data['validation_chips']} to measure on",
        f"Network: {network['name']}, {network['started']}, {network['parameters']:,} parameters",
        f"Input: chips of {network['chip']} pixels, scaling {network['scaling']}",
        f"Bands: {', '.join(network['bands'])}",
    ]
    if data["classes"]:
        lines.append(f"{'Class':32} {'training ' + data['labels']:>24} {'kept apart':>24}")
    for entry in data["classes"]:
        parts = [f"{entry[p]:14,} {100 * entry[f'{p}_share']:7.1f} %" for p in ("training", "validation")]
        lines.append(f"{entry['name']:32.32} {parts[0]:>24} {parts[1]:>24}")
    lines += [f"Note: {problem}" for problem in data["problems"]]
    if "card" not in result:
        if "settings" in result:
            lines.append("Nothing was trained (--check). All settings:")
            lines += _settings_lines(result["settings"])
        return "\n".join(lines)
    shown = [f"{k} {v}" for k, v in result["scores"].items() if isinstance(v, (int, float))]
    lines.append(
        f"Scores of step {result['kept_step']} of {result['steps']}: {', '.join(shown) or 'not measured'}"
    )
    lines.append(f"{result['card']} ({result['seconds']:.1f} s, {result['device']})")
    return "\n".join(lines)


def _settings_lines(document: Mapping[str, Any]) -> list[str]:
    lines = [f"  {name} = {value!r}" for name, value in document.items() if not isinstance(value, dict)]
    for name, table in document.items():
        if isinstance(table, dict):
            lines.append(f"  [{name}]")
            lines += [f"  {key} = {value!r}" for key, value in table.items()]
    return lines
