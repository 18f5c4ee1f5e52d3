"""Land cover pixel by pixel: what needs no network."""

from collections.abc import Callable
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from benchmarks.learners import needed, standardised
from benchmarks.metrics import accuracy, confusion, dense_scores, macro_f1
from benchmarks.shipped import Shipped, in_squares
from benchmarks.tasks import CITIES, MapTask, Piece, PixelTask, single
from models.catalog import Card
from models.spectralgpt.compact import PATCH, CompactSpectralGPT
from models.spectralgpt.compact_model import COASTAL_NM
from models.training import classes
from models.training.descent import autocast
from models.training.packing import TEN_BANDS
from models.training.sources import wavelengths_of

FloatArray = NDArray[np.float32]
_AT_ONCE = 256
TRAINING_PIXELS = 40_000
WINDOWS = (3, 9, 21)
FOREST = {"n_estimators": 100, "min_samples_leaf": 5, "max_features": "sqrt"}
LIGHTGBM = {
    "n_estimators": 100,
    "num_leaves": 31,
    "learning_rate": 0.1,
    "subsample": 0.8,
    "subsample_freq": 1,
    # Without these a rare class makes some seeds diverge on the HLS chips (.55 instead of .68).
    "min_child_samples": 100,
    "reg_lambda": 10.0,
}
_INDICES = (("B8A", "B04"), ("B03", "B8A"), ("B03", "B11"), ("B8A", "B12"), ("B11", "B8A"))
"""Vegetation, water, water against short waves, burn and built-up index: (a - b) / (a + b)."""


def spectral(pixels: FloatArray, bands: tuple[str, ...]) -> FloatArray:
    """Bands and normalised differences: (B, ...) reflectance to (B + 5, ...)."""

    def band(name: str) -> FloatArray:
        value: FloatArray = pixels[bands.index(name)]
        return value

    indices = [(band(a) - band(b)) / np.maximum(band(a) + band(b), 1e-3) for a, b in _INDICES]
    return np.concatenate([pixels, np.stack(indices).clip(-1, 1)]).astype(np.float32)


def context(piece: Piece, bands: tuple[str, ...]) -> FloatArray:
    """`spectral`, and mean and deviation of the bands in squares of several sizes: (F, H, W)."""
    from scipy.ndimage import uniform_filter

    pixels = piece.reflectance()
    layers = [spectral(pixels, bands)]
    for side in WINDOWS:
        size = (1, side, side)
        mean = uniform_filter(pixels, size, mode="reflect")
        squares = uniform_filter(pixels**2, size, mode="reflect")
        layers += [mean, np.sqrt(np.maximum(squares - mean**2, 0))]
    return np.concatenate(layers)


def layers_of(method: str, piece: Piece, bands: tuple[str, ...]) -> FloatArray:
    """What a method sees of each pixel: (F, H, W)."""
    return context(piece, bands) if method == "context-lightgbm" else spectral(piece.reflectance(), bands)


def training_pixels(
    method: str, task: MapTask, seed: int, count: int = TRAINING_PIXELS
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Labelled pixels of the training images, as many from each place: features (N, F), places in `CODES`."""
    generator = np.random.default_rng(seed)
    places = sorted({piece.place for piece in task.train})
    x, y = [], []
    for place in places:
        pieces = [piece for piece in task.train if piece.place == place]
        share = -(-count // (len(places) * len(pieces)))
        for piece in pieces:
            known, numbers = single(piece.sets)
            where = np.flatnonzero(known)
            chosen = generator.choice(where, min(share, len(where)), replace=False)
            layers = layers_of(method, piece, task.bands)
            x.append(layers.reshape(len(layers), -1)[:, chosen].T)
            y.append(numbers.ravel()[chosen])
    return np.concatenate(x), np.concatenate(y)


def learner(method: str, seed: int) -> Any:
    """An untrained classifier."""
    if method in ("pixel-forest", "forest"):
        return needed("sklearn.ensemble").RandomForestClassifier(**FOREST, random_state=seed, n_jobs=1)
    if method == "context-lightgbm":
        return needed("lightgbm").LGBMClassifier(**LIGHTGBM, random_state=seed, n_jobs=1, verbose=-1)
    if method == "logistic":
        return needed("sklearn.linear_model").LogisticRegression(C=1.0, max_iter=500, tol=1e-3)
    if method == "lda":
        return needed("sklearn.discriminant_analysis").LinearDiscriminantAnalysis()
    raise ValueError(f"there is no method {method}")


def map_scores(method: str, task: MapTask, seed: int) -> tuple[dict[str, float], int]:
    """Train on the training pixels and judge all labelled pixels of the test images: scores, pixels."""
    model = learner(method, seed)
    model.fit(*training_pixels(method, task, seed))
    matrix = np.zeros((len(classes.CODES),) * 2, np.int64)
    for piece in task.test:
        known, numbers = single(piece.sets)
        layers = layers_of(method, piece, task.bands)
        guess = model.predict(layers.reshape(len(layers), -1).T[known.ravel()])
        matrix += confusion(numbers[known], guess, len(classes.CODES))
    return _judged(matrix, task)


def shipped_scores(card: Card, task: MapTask, device: str = "cpu") -> tuple[dict[str, float], int]:
    """A shipped model as it is."""
    model = Shipped(card, task.bands, device)
    order = np.array([classes.CODES.index(code) for code in model.classes])
    return network_scores(task, lambda image: order[model.probabilities(image).argmax(0)])


def network_scores(
    task: MapTask, label: Callable[[FloatArray], NDArray[np.int64]]
) -> tuple[dict[str, float], int]:
    """Judge what labels a whole image (B, H, W) at once, places in `CODES`: scores, pixels."""
    matrix = np.zeros((len(classes.CODES),) * 2, np.int64)
    for piece in task.test:
        known, numbers = single(piece.sets)
        matrix += confusion(numbers[known], label(piece.reflectance())[known], len(classes.CODES))
    return _judged(matrix, task)


def network_map_scores(network: torch.nn.Module, task: MapTask, device: str) -> tuple[dict[str, float], int]:
    """Judge a network that is not in the catalogue, with class logits: scores, pixels."""
    wavelengths, where = wavelengths_of(task.bands), torch.device(device)

    @torch.inference_mode()
    def predict(chip: FloatArray) -> FloatArray:
        with autocast(where):
            logits = network(torch.from_numpy(np.ascontiguousarray(chip))[None].to(where), wavelengths)[0]
        probabilities: FloatArray = logits.float().softmax(0).cpu().numpy()
        return probabilities

    return network_scores(task, lambda image: in_squares(image, predict).argmax(0))


def _judged(matrix: NDArray[np.int64], task: MapTask) -> tuple[dict[str, float], int]:
    keep = [classes.CODES.index(code) for code in task.codes]
    return dense_scores(matrix, keep), int(matrix[keep].sum())


@torch.inference_mode()
def network_spectra(network: CompactSpectralGPT, x: FloatArray) -> FloatArray:
    """What a network makes of single pixels: its decoder's features (N, D) of chips of nothing else.

    The blue band stands in for the coastal one, as in `CompactSegmentation`.

    Args:
        network: in evaluation mode.
        x: (N, 10) reflectance.
    """
    wavelengths = [*wavelengths_of(TEN_BANDS), COASTAL_NM]
    blue = TEN_BANDS.index("B02")
    parts = []
    for pixels in torch.split(torch.from_numpy(np.concatenate([x, x[:, blue : blue + 1]], 1)), _AT_ONCE):
        chips = pixels[:, :, None, None].expand(-1, -1, PATCH, PATCH)
        features = network.decode(*network.assemble(chips, wavelengths))[1]
        parts.append(features.mean((2, 3)).numpy())
    return np.concatenate(parts)


def city_scores(
    method: str, task: PixelTask, seed: int, features: FloatArray | None = None
) -> tuple[dict[str, float], int]:
    """Each city as the test of a classifier that was trained on the other two; ten classes.

    Args:
        method: of the classifier.
        task: the pixels.
        seed: of what is drawn.
        features: (N, D) of the pixels, beside bands and indices; None for those alone.
    """
    scores: dict[str, float] = {}
    plain = spectral(np.ascontiguousarray(task.x.T), TEN_BANDS).T
    features = plain if features is None else np.concatenate([features, plain], 1)
    for number, city in enumerate(CITIES):
        test = task.city == number
        train, tested = standardised(features[~test], features[test])
        guess = learner(method, seed).fit(train, task.y[~test]).predict(tested)
        scores[f"oa_{city}"] = accuracy(task.y[test], guess)
        scores[f"f1_{city}"] = macro_f1(task.y[test], guess)
    for name in ("oa", "f1"):
        scores[name] = float(np.mean([scores[f"{name}_{city}"] for city in CITIES]))
    return scores, len(task.y)
