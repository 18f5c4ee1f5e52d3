"""Small stand-ins for scenes, networks and listeners."""

import os
import threading
import time
from dataclasses import dataclass, field

import numpy as np

from models.class_schemes import load_scheme
from models.errors import EngineError
from models.events import Events
from models.rasters.windows import Window


@dataclass
class Recorder(Events):
    """Records all events; can be told to cancel once a share of the job is done."""

    cancel_at: float | None = None
    fractions: list[float] = field(default_factory=list)
    messages: list[tuple[str, str, str]] = field(default_factory=list)
    _cancelled: bool = False

    def progress(self, fraction: float, text: str = "") -> None:
        self.fractions.append(fraction)
        if self.cancel_at is not None and fraction >= self.cancel_at:
            self._cancelled = True

    def message(self, text, level="info", code=""):
        self.messages.append((code, level, text))

    @property
    def cancelled(self) -> bool:
        return self._cancelled

    @property
    def codes(self) -> list[str]:
        return [code for code, _, _ in self.messages]


class ArrayScene:
    """Reads windows of an array (B, H, W); refuses to be read outside, and counts the reads."""

    def __init__(self, array, valid=None):
        self.array = np.asarray(array, np.float32)
        self.valid = np.ones(self.array.shape[1:], bool) if valid is None else valid
        self.reads = 0
        self.threads = set()

    @property
    def extent(self) -> Window:
        return Window(0, 0, *self.array.shape[1:])

    def read(self, window: Window):
        assert window.row >= 0
        assert window.column >= 0
        assert window.row + window.height <= self.array.shape[1]
        assert window.column + window.width <= self.array.shape[2]
        self.reads += 1
        self.threads.add(threading.get_ident())
        rows = slice(window.row, window.row + window.height)
        columns = slice(window.column, window.column + window.width)
        valid = self.valid[rows, columns].copy()
        return np.where(valid, self.array[:, rows, columns], 0).astype(np.float32), valid


def noise(bands: int, height: int, width: int, seed: int = 0) -> np.ndarray:
    """Random pixels (bands, height, width), float32."""
    return np.random.default_rng(seed).random((bands, height, width), np.float32)


class FakeSelection:
    positions = [0, 1, 2]
    wavelengths = [490.0, 560.0, 665.0]
    notes = ["The bands were taken as they are."]


class FakeModel:
    """A per-pixel network of three classes: the brightest of the first three bands wins."""

    chip, overlap = 32, 8

    def __init__(self, card, device):
        self.card = card
        self.scheme = load_scheme("worldcover").subset((10, 50, 80))

    def select_bands(self, bands):
        if len(bands) < 3:
            raise EngineError("scene.too_few_bands", "The model needs three bands.")
        return FakeSelection()

    def probabilities(self, chips, valid, selection):
        import torch

        pause = float(os.environ.get("FAKE_PAUSE", "0"))
        if pause:
            time.sleep(pause * len(chips))
        return torch.softmax(chips * 8, 1)


@dataclass(frozen=True)
class FakeCard:
    id: str = "fake"
    task: str = "segmentation"
    sha256: str = "0" * 64
    weights: str = "fake.safetensors"
    folder: None = None

    document = {"id": "fake", "task": "segmentation", "title": {"en": "A fake"}}


def install_fake_catalog(patch=setattr) -> None:
    """Put a catalog with the fake model in the place of the real one."""
    from models import catalog

    patch(catalog, "cards", lambda: [FakeCard()])
    patch(catalog, "find_card", lambda model_id, task: FakeCard())
    patch(catalog, "load_segmentation", FakeModel)


def write_scene(
    path, array, *, nodata=0, crs="EPSG:32632", transform=None, descriptions=("B02", "B03", "B04")
):
    """A uint16 GeoTIFF of reflectance times 10 000 from an array (bands, height, width) of 0 to 1."""
    import rasterio

    numbers = np.round(np.asarray(array) * 10_000).astype(np.uint16)
    with rasterio.open(
        path,
        "w",
        driver="GTiff",
        width=numbers.shape[2],
        height=numbers.shape[1],
        count=len(numbers),
        dtype="uint16",
        crs=crs,
        transform=transform or rasterio.Affine(10, 0, 600_000, 0, -10, 5_300_000),
        nodata=nodata,
    ) as file:
        file.write(numbers)
        for number, text in enumerate(descriptions, 1):
            file.set_band_description(number, text)
    return str(path)


def patchy(height: int, width: int, seed: int = 0, side: int = 7) -> np.ndarray:
    """Three bands of which one is clearly the brightest in each patch of ``side`` pixels."""
    rng = np.random.default_rng(seed)
    winners = rng.integers(0, 3, (height // side + 1, width // side + 1))
    winners = np.kron(winners, np.ones((side, side), int))[:height, :width]
    return np.stack([np.where(winners == band, 0.8, 0.1 + 0.02 * band) for band in range(3)]).astype(
        np.float32
    )
