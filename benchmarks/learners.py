"""Scikit-learn and LightGBM, imported when they are needed, and the probes on frozen features."""

import importlib
import importlib.util
import sys
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
STRENGTHS = (0.01, 0.1, 1.0, 10.0)
"""Inverse strengths of the probe's penalty, tried by cross-validation on at most `FOLD_LABELS` labels."""
FOLD_LABELS = 2000
NEIGHBOURS = 5


def needed(name: str) -> ModuleType:
    """A module that only the benchmarks need; ends the program with one sentence where it is missing."""
    if importlib.util.find_spec(name.partition(".")[0]) is None:
        requirements = Path(__file__).parent / "requirements.txt"
        sys.exit(f"This cell needs {name.partition('.')[0]}: python -m pip install -r {requirements}")
    return importlib.import_module(name)


def standardised(train: Array, test: Array) -> tuple[Array, Array]:
    """Features minus the mean and over the deviation of the training features."""
    centre, scale = train.mean(0), train.std(0) + 1e-6
    return (train - centre) / scale, (test - centre) / scale


def linear_probe(
    train: Array, y: Array, test: Array, seed: int, tested: Iterable[float] = STRENGTHS
) -> Array:
    """Multinomial logistic regression on standardised features: class scores (N, K) of the test chips.

    The penalty is chosen by three-fold cross-validation on the training labels.
    """
    linear = needed("sklearn.linear_model")
    choosing = needed("sklearn.model_selection")
    x, x_test = standardised(train, test)
    few = np.random.default_rng(seed).permutation(len(x))[:FOLD_LABELS]
    best, strength = -1.0, 1.0
    for c in tested:
        folds = choosing.StratifiedKFold(3, shuffle=True, random_state=seed)
        model = linear.LogisticRegression(C=c, max_iter=200, tol=1e-3)
        score = float(choosing.cross_val_score(model, x[few], y[few], cv=folds).mean())
        if score > best:
            best, strength = score, c
    model = linear.LogisticRegression(C=strength, max_iter=300, tol=1e-3).fit(x, y)
    scores: Array = model.predict_proba(x_test)
    return scores


def neighbours(train: Array, y: Array, test: Array) -> Array:
    """Labels by the five nearest in angle, standardised features: (N,)."""
    x, x_test = (f / (np.linalg.norm(f, axis=1, keepdims=True) + 1e-6) for f in standardised(train, test))
    classes = int(y.max()) + 1
    guesses = []
    for part in np.array_split(x_test, max(1, len(x_test) // 512)):
        near = np.argpartition(-(part @ x.T), min(NEIGHBOURS, len(x)) - 1, axis=1)[:, :NEIGHBOURS]
        votes = np.stack([np.bincount(labels, minlength=classes) for labels in y[near]])
        guesses.append(votes.argmax(1))
    return np.concatenate(guesses)


def several_labels(train: Array, labels: Array, test: Array) -> Array:
    """Scores (N, K) of several labels a sample: a ridge regression on standardised features.

    A label's scores are shifted by its share, so that rare labels are not lifted.
    """
    x, x_test = standardised(train, test)
    # As many unknowns as samples at most: the dual form.
    share = labels.mean(0)
    penalty = float(x.shape[1])
    weights = np.linalg.solve(x @ x.T + penalty * np.eye(len(x)), labels - share)
    scores: Array = x_test @ (x.T @ weights) + share
    return scores
