"""Labels of whole chips by probes on frozen features: 5-NN, a linear probe, several labels."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from benchmarks.learners import linear_probe, neighbours, several_labels
from benchmarks.metrics import accuracy, mean_average_precision
from benchmarks.shipped import Shipped, find
from benchmarks.tasks import MultiLabelTask, SceneTask, subset
from models.baselines.chip_features import RandomConvolutions, image_statistics

FloatArray = NDArray[np.float32]
KERNELS = 512
_BATCH = 256


def batches(x: NDArray[np.integer], gain: float) -> Iterator[FloatArray]:
    """Reflectance of stored numbers, some chips at a time."""
    for n in range(0, len(x), _BATCH):
        yield x[n : n + _BATCH].astype(np.float32) * np.float32(gain)


def features(
    method: str,
    task: SceneTask | MultiLabelTask,
    x: NDArray[np.integer],
    train: NDArray[np.integer],
    seed: int,
    device: str = "cpu",
) -> FloatArray:
    """Frozen features (N, D) of chips.

    Args:
        method: "image-statistics", "random-convolutions" or the id of a shipped model.
        task: whose bands and gain hold.
        x: the chips.
        train: chips that random convolutions draw their patches from.
        seed: of the draw.
        device: of a network.
    """
    if method == "image-statistics":
        return np.concatenate([image_statistics(batch) for batch in batches(x, task.gain)])
    if method == "random-convolutions":
        some = np.random.default_rng(seed).permutation(len(train))[: 4 * _BATCH]
        encode = RandomConvolutions(
            train[some].astype(np.float32) * np.float32(task.gain), KERNELS, seed=seed
        )
        return np.concatenate([encode(batch) for batch in batches(x, task.gain)])
    card = find(method)
    if card is None:
        raise ValueError(f"there is no method {method}")
    return Shipped(card, task.bands, device).features(batches(x, task.gain))


def cached(path: Path, method: str, task: SceneTask, seed: int, device: str) -> tuple[FloatArray, FloatArray]:
    """Features of the training and the test chips, kept in a file between cells."""
    if not path.is_file():
        made = [features(method, task, x, task.train_x, seed, device) for x in (task.train_x, task.test_x)]
        partial = path.with_suffix(".partial")
        with partial.open("wb") as out:
            np.savez(out, train=made[0], test=made[1])
        partial.replace(path)
    with np.load(path) as kept:
        return kept["train"], kept["test"]


def probe_scores(
    train: FloatArray, test: FloatArray, task: SceneTask, share: float, seed: int
) -> tuple[dict[str, float], int]:
    """5-NN and linear probe on a share of the training labels: scores, test chips."""
    chosen = subset(task.train_y, share, seed)
    x, y = train[chosen], task.train_y[chosen]
    return {
        "knn": accuracy(task.test_y, neighbours(x, y, test)),
        "linear": accuracy(task.test_y, linear_probe(x, y, test, seed).argmax(1)),
    }, len(task.test_y)


def multi_label_scores(method: str, task: MultiLabelTask, seed: int) -> tuple[dict[str, float], int]:
    """Each country by a probe that was trained on the others; precision over all patches together."""
    scores = np.zeros(task.labels.shape)
    for country in np.unique(task.group):
        test = task.group == country
        train_x = task.x[~test]
        made = [features(method, task, x, train_x, seed) for x in (train_x, task.x[test])]
        scores[test] = several_labels(made[0], task.labels[~test].astype(float), made[1])
    return mean_average_precision(scores, task.labels, fewest=4), len(task.x)
