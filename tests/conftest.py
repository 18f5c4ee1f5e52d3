"""Fixtures that every part's tests share."""

import importlib.util
import os
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parent.parent

# One thread each keeps small tensors fast on a busy machine; it must be set before torch or numpy load.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# What models the user has converted must change no test.
os.environ["SPECTRALGPT_MODELS"] = str(CHECKOUT / "tests" / "no-models")

# Two interpreters share this tree: the engine's has no qgis, QGIS's own has no torch. `make test` runs both.
collect_ignore = [] if importlib.util.find_spec("qgis") else ["qgis"]


@pytest.fixture(scope="session")
def checkout() -> Path:
    """The root of the checkout, which is also the plugin's root."""
    return CHECKOUT


@pytest.fixture(scope="session")
def data_folder() -> Path:
    """The folder of real scenes: ``SPECTRALGPT_DATA``, else ``../shared/data`` beside the checkout.

    The scenes are too large for the repository, so a test that needs them is skipped where they are absent.
    """
    named = os.environ.get("SPECTRALGPT_DATA")
    folder = Path(named) if named else CHECKOUT.parent / "shared" / "data"
    if not folder.is_dir():
        pytest.skip(f"no real scenes at {folder}; set SPECTRALGPT_DATA to their folder")
    return folder
