"""Which methods the accuracy table compares on which tasks, and how a cell is computed."""

import functools
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from benchmarks import pixel_methods, scene_methods, tasks
from benchmarks.learners import NEIGHBOURS, STRENGTHS
from benchmarks.results import revision
from benchmarks.shipped import find
from benchmarks.twins import unseen
from models.catalog import Card
from models.spectralgpt.compact import CompactSpectralGPT
from models.training.landcover import finished

SEEDS = [0, 1, 2, 3, 4]
SHARES = {"eurosat-rgb-1": 0.01, "eurosat-rgb-10": 0.1, "eurosat-rgb-100": 1.0, "eurosat-bands": 1.0}
MAPS = ("hls", "potsdam")
CHANGES = ("oscd-bercy", "oscd-dubai_west", "forest-loss", "boadella")
TASKS = (*SHARES, *MAPS, "bigearthnet", "german-cities", *CHANGES)

OURS = ("landcover-small", "landcover-nano")
REFINED = "refined"
REFINED_RECIPE = 1
"""Raised whenever `models.change.refinement` changes what is learnt from a scene."""
OUR_CHANGES = ("change-small",)
PLAIN_SCENES = ("image-statistics", "random-convolutions")
PLAIN_MAPS = ("pixel-forest", "context-lightgbm")
PLAIN_PIXELS = ("logistic", "lda", "forest")
PLAIN_CHANGES = ("general", "change-vector", "red-swir2", "dnbr", "ir-mad")
PEERS = ("resnet50", "seco", "vit", "vit-22k", "satmae")
TITLES = {
    "landcover-small": "**ours, small**",
    "landcover-nano": "**ours, nano**",
    "change-small": "**ours, change head**",
    REFINED: "**ours, general refined by small**",
    "image-statistics": "image statistics",
    "random-convolutions": "random convolutional features",
    "pixel-forest": "pixel random forest",
    "context-lightgbm": "context LightGBM",
    "u-net": "U-Net",
    "logistic": "logistic, bands and indices",
    "lda": "linear discriminant analysis",
    "forest": "random forest",
    "general": "**ours, label-free evidence (general)**",
    "change-vector": "change vector, six bands, 9×9",
    "red-swir2": "red and SWIR2, 3×3",
    "dnbr": "dNBR, 3×3",
    "ir-mad": "IR-MAD, 5×5",
    "resnet50": "ResNet-50",
    "seco": "SeCo",
    "vit": "ViT",
    "vit-22k": "ViT-22k",
    "satmae": "SatMAE",
}
METHODS = tuple(TITLES)


@dataclass(frozen=True)
class Where:
    """Where data and weights are, and on what to compute.

    Attributes:
        pack: what ``python -m benchmarks.tasks`` wrote.
        data: the real scenes, for change between dates.
        device: torch's name.
        trained: train the network instead of probing frozen features.
        weights: official weights of a peer; a run's change head, which learnt on the shipped network; for
            the German cities, a network of ours that never saw them; for maps, one that was trained like what
            ships with other random numbers.
        steps: of training, None for the recipe's.
    """

    pack: Path
    data: Path
    device: str = "cpu"
    trained: bool = False
    weights: Path | None = None
    steps: int | None = None


def methods_of(task: str) -> tuple[str, ...]:
    """The rows of a task's table."""
    if task in CHANGES:
        return (REFINED, *OUR_CHANGES, *PLAIN_CHANGES, *OURS)
    if task in MAPS:
        return (*OURS, *PLAIN_MAPS, "u-net")
    if task == "german-cities":
        return (*OURS, *PLAIN_PIXELS)
    return (*OURS, *PLAIN_SCENES, *PEERS)


def without_gpu() -> Iterator[tuple[str, str]]:
    """Method and task of the cells that a processor computes in minutes, the cheap ones first."""
    for method in PLAIN_PIXELS:
        yield method, "german-cities"
    for task in ("eurosat-bands", "bigearthnet"):
        for method in (*PLAIN_SCENES, *there()):
            yield method, task
    large = ("eurosat-rgb-1", "eurosat-rgb-10", "eurosat-rgb-100")
    for method in ("image-statistics", *there()):
        for task in large[:2]:
            yield method, task
    for task in MAPS:
        for method in (*there(), "pixel-forest"):
            yield method, task
    for task in CHANGES:
        for method in (*PLAIN_CHANGES, REFINED, *there(OUR_CHANGES), *there()):
            yield method, task
    for task in MAPS:
        yield "context-lightgbm", task
    for method in ("image-statistics", *there(), "random-convolutions"):
        for task in large:
            yield method, task


def there(models: tuple[str, ...] = OURS) -> list[str]:
    """Our models that this version ships."""
    return [method for method in models if find(method) is not None]


def row_name(method: str, task: str, where: Where) -> str:
    """The row that a cell belongs to: how a network was made tells rows apart."""
    if method in OUR_CHANGES:
        return method
    if method in OURS and where.weights is not None:
        return f"{method}/trainings" if task in MAPS else f"{method}/apart"
    return method + ("/trained" if where.trained else "") + ("/official" if where.weights else "")


def seeds_of(method: str, task: str, where: Where) -> list[int]:
    """Five seeds, or one where nothing is drawn."""
    drawn = ("forest", *PLAIN_MAPS)
    if where.trained or method in drawn or (method == "random-convolutions" and "rgb" not in task):
        return SEEDS
    return SEEDS if SHARES.get(task, 1.0) < 1 else SEEDS[:1]


def settings_of(method: str, task: str, where: Where) -> dict[str, Any]:
    """All that a cell's scores depend on."""
    settings: dict[str, Any] = {}
    if where.trained or method in PEERS or method == "u-net":
        from benchmarks.fine_tuning import recipe_of

        return recipe_of(method, task, where)
    if method in OUR_CHANGES and where.weights is not None:
        content = hashlib.sha256(where.weights.read_bytes()).hexdigest()
        return {"run": content[:12], "backbone": settings_of(OURS[0], "", where)["weights"]}
    if method == REFINED:
        return {"weights": settings_of(OURS[0], "", where)["weights"], "recipe": REFINED_RECIPE}
    if method in OURS and task in MAPS and where.weights is not None:
        return {"trained like version": card_of(method).version}
    if method in OURS and task == "german-cities":
        _apart(where)
        return {"classifier": "lda", "beside": "bands and indices"}
    if method in (*OURS, *OUR_CHANGES):
        card = judged(card_of(method), task)
        settings["weights"] = card.sha256[:12]
        if task in CHANGES and card.calibration is not None:
            # Labels and features do not depend on it; by how much probabilities move does.
            settings["calibration"] = card.calibration.document()
    if method == "random-convolutions":
        settings["kernels"] = scene_methods.KERNELS
    if task in SHARES:
        settings["probe"] = {"neighbours": NEIGHBOURS, "strengths": list(STRENGTHS)}
    if method in ("pixel-forest", "forest"):
        settings |= pixel_methods.FOREST
    if method == "context-lightgbm":
        settings |= {**pixel_methods.LIGHTGBM, "windows": list(pixel_methods.WINDOWS)}
    if method in PLAIN_MAPS:
        settings["pixels"] = pixel_methods.TRAINING_PIXELS
        if task == "potsdam":
            # See `landcover_data.flooded`; cells of before were taught that flooded meadows are no water.
            settings["flooded"] = "water or wetland"
    return settings


def scores_of(method: str, task: str, seed: int, where: Where) -> tuple[dict[str, float], int]:
    """Compute a cell: scores and how many samples were judged."""
    if where.trained or method in PEERS or method == "u-net":
        from benchmarks.fine_tuning import trained_scores

        return trained_scores(method, task, seed, where)
    if task in SHARES:
        data = scene_task(task, where.pack)
        # On the large set one draw of kernels serves all seeds, which draw the labels.
        drawn = seed if method == "random-convolutions" and task == "eurosat-bands" else 0
        made_of = [task.rpartition("-")[0], method, drawn, settings_of(method, "", where)]
        path = where.pack / f"features-{method}-{revision({'made of': made_of})}.npz"
        features = scene_methods.cached(path, method, data, drawn, where.device)
        return scene_methods.probe_scores(*features, data, SHARES[task], seed)
    if task == "bigearthnet":
        return scene_methods.multi_label_scores(method, tasks.bigearthnet(where.pack), seed)
    if task == "german-cities":
        data_of_cities = tasks.german_cities(where.pack)
        if method in OURS:
            network = finished(_apart(where), torch.device("cpu"))
            assert isinstance(network, CompactSpectralGPT)
            features = pixel_methods.network_spectra(network, data_of_cities.x)
            return pixel_methods.city_scores("lda", data_of_cities, seed, features)
        return pixel_methods.city_scores(method, data_of_cities, seed)
    if task in MAPS:
        data_of_map = map_task(task, where.pack)
        if method in OURS and where.weights is not None:
            network = finished(where.weights, torch.device(where.device))
            return pixel_methods.network_map_scores(network, data_of_map, where.device)
        card = find(method)
        if card is not None:
            return pixel_methods.shipped_scores(judged(card, task), data_of_map, where.device)
        return pixel_methods.map_scores(method, data_of_map, seed)
    from benchmarks.change_methods import change_scores

    return change_scores(method, pairs(task, where.data), where.weights)


def card_of(method: str) -> Card:
    """The card of a model of ours."""
    card = find(method)
    if card is None:
        raise SystemExit(f"This version ships no model {method}.")
    return card


def judged(card: Card, task: str) -> Card:
    """A model of ours as a task judges it: the maps' places may have trained what ships, but not its twin."""
    return unseen(card) if task in MAPS else card


def _apart(where: Where) -> Path:
    if where.weights is None:
        raise SystemExit(
            "What ships was trained on all three cities. Give --weights of a run on a pack that "
            "`python -m models.training.landcover_data --without-cities` made."
        )
    return where.weights


@functools.cache
def scene_task(task: str, pack: Path) -> tasks.SceneTask:
    """EuroSAT with three or all bands."""
    return tasks.eurosat_bands(pack) if task == "eurosat-bands" else _eurosat_rgb(pack)


@functools.cache
def _eurosat_rgb(pack: Path) -> tasks.SceneTask:
    return tasks.eurosat_rgb(pack)


@functools.cache
def map_task(task: str, pack: Path) -> tasks.MapTask:
    """Land cover of pixels."""
    return tasks.hls(pack) if task == "hls" else tasks.potsdam(pack)


@functools.cache
def pairs(task: str, data: Path) -> Any:
    """Change between dates."""
    from benchmarks.change_methods import tiles_of

    return tiles_of(task, data)
