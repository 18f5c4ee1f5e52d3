"""Networks that are trained for the accuracy table: fine-tuned, or from scratch with the same recipe.

Whole chips: flipped, turned by quarters, moved by whole pixels (what is interpolated looks unlike what is
judged), gains and a little noise, CutMix (Yun et al., ICCV 2019), label smoothing, AdamW, a moving average
of the weights; the same for every network but for the learning rate and the steps. Maps: the recipe and the
data of the network that ships (`models.training.landcover.fine_tune`). Runs go on from checkpoints in the
pack's folder ``runs``. Needs torch, numpy, Pillow and safetensors; with official weights that are only probed
scikit-learn too.
"""

import hashlib
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
import torch.nn.functional as F
from numpy.typing import NDArray
from torch import Tensor, nn

from benchmarks import scene_methods
from benchmarks.metrics import accuracy
from benchmarks.pixel_methods import network_map_scores
from benchmarks.results import revision
from benchmarks.shipped import find
from benchmarks.tasks import MapTask, SceneTask, subset
from models.baselines.official_weights import PEERS, build, load_official
from models.baselines.resnet import IMAGENET_MEAN, IMAGENET_SCALE
from models.baselines.unet import UNet
from models.baselines.vit import SATMAE_BANDS, SatMAE, channels
from models.catalog import verified_weights
from models.spectralgpt.compact_model import compact_network
from models.training import augment, classes
from models.training.descent import autocast
from models.training.landcover import fine_tune, save
from models.training.landcover_loss import LandCoverLoss
from models.training.packing import BANDS
from models.training.phase import Phase
from models.training.sources import (
    RGB,
    eurosat_rgb,
    load_chips,
    load_sources,
    unlabelled_source,
    wavelengths_of,
)

if TYPE_CHECKING:
    from benchmarks.methods import Where

FloatArray = NDArray[np.float32]
BATCH = 128
STEPS = {"eurosat-rgb-1": 1500, "eurosat-rgb-10": 3000, "eurosat-rgb-100": 20000, "eurosat-bands": 1500}
MOVE = 4
"""Pixels that a chip is moved by, at most."""
PASTED = 0.25
"""Share of the chips that get a piece of another one."""
SCENE_RECIPE = 2
"""Raised whenever `scene_loss` changes."""
MAP_STEPS, MAP_SCALE = 8_000, 1.0
MAP_RECIPE = 6
"""Raised whenever `LandCoverLoss` or the data change what is learnt from."""
RATES = {"resnet50": 1e-3, "seco": 1e-3, "vit": 3e-4, "vit-22k": 3e-4, "satmae": 3e-4}
OUR_RATE, MAP_RATE, OFFICIAL_RATE = 2e-3, 2e-3, 1e-4
BRIGHTEST = 0.275
"""Reflectance that EuroSAT's pictures show as white."""
INPUT_SIDES = {"satmae": 96}
PICTURE = 224


class Peer(nn.Module):
    """A peer that takes reflectance: chosen bands, its own units, its own size.

    Args:
        name: a key of `PEERS`.
        bands: of the chips.
        network: with random or official weights.
        centre, scale: of each band of the training chips, for SatMAE's units.
    """

    def __init__(
        self, name: str, bands: tuple[str, ...], network: nn.Module, centre: Tensor, scale: Tensor
    ) -> None:
        super().__init__()
        self.network = network
        wanted = [b for b in SATMAE_BANDS if b in bands] if name == "satmae" else RGB
        self._bands = [bands.index(band) for band in wanted]
        self._side = INPUT_SIDES.get(name, PICTURE)
        # Kept where the network is: a captured graph must copy nothing from the processor.
        if name == "satmae":
            low, extent = (centre - 2 * scale)[self._bands], (4 * scale)[self._bands]
            mean, spread = torch.zeros(1), torch.ones(1)
        else:
            low, extent = torch.zeros(1), torch.full((1,), BRIGHTEST)
            mean, spread = torch.tensor(IMAGENET_MEAN), torch.tensor(IMAGENET_SCALE)
        for key, values in (("low", low), ("extent", extent), ("mean", mean), ("spread", spread)):
            self.register_buffer(key, values[:, None, None], persistent=False)

    def _input(self, reflectance: Tensor) -> Tensor:
        x = (channels(reflectance, self._bands) - self.get_buffer("low")) / self.get_buffer("extent")
        x = (x.clamp(0, 1) - self.get_buffer("mean")) / self.get_buffer("spread")
        size = (self._side, self._side)
        return F.interpolate(x, size=size, mode="bilinear", align_corners=False)

    def features(self, reflectance: Tensor) -> Tensor:
        """(N, B, H, W) to (N, D)."""
        features: Tensor = self.network.features(self._input(reflectance))
        return features

    def forward(self, reflectance: Tensor) -> Tensor:
        """Logits (N, classes)."""
        logits: Tensor = self.network(self._input(reflectance))
        return logits


class Ours(nn.Module):
    """A shipped network with a new layer on the mean of its tokens."""

    def __init__(self, network: Any, bands: tuple[str, ...], classes: int) -> None:
        super().__init__()
        self.network = network
        self._wavelengths = wavelengths_of(bands)
        self.head = nn.Linear(network.config.width, classes)

    def forward(self, reflectance: Tensor) -> Tensor:
        """Logits (N, classes)."""
        tokens = self.network.tokens(reflectance, self._wavelengths)
        logits: Tensor = self.head(tokens.mean((2, 3)))
        return logits


def recipe_of(method: str, task: str, where: "Where") -> dict[str, Any]:
    """The settings of a cell that needs a network's training or official weights."""
    settings: dict[str, Any] = {"trained": where.trained}
    if where.weights is not None:
        content = hashlib.sha256(where.weights.read_bytes()).hexdigest()
        settings["official"] = f"{where.weights.name} {content[:12]}"
    if not where.trained:
        return settings
    if method == "u-net":
        return settings | {"steps": where.steps or MAP_STEPS, "recipe": MAP_RECIPE, "rate": MAP_RATE}
    settings |= {
        "steps": where.steps or STEPS[task],
        "batch": BATCH,
        "rate": _rate(method, where),
        "recipe": SCENE_RECIPE,
    }
    card = find(method)
    return settings if card is None else settings | {"weights": card.sha256[:12]}


def _rate(method: str, where: "Where") -> float:
    return OFFICIAL_RATE if where.weights is not None else RATES.get(method, OUR_RATE)


def trained_scores(method: str, task: str, seed: int, where: "Where") -> tuple[dict[str, float], int]:
    """Train and judge, or probe official weights: scores, test samples.

    Raises:
        SystemExit: there is nothing to compute, with one sentence.
    """
    from benchmarks import methods

    if method == "u-net":
        if task not in methods.MAPS or not where.trained:
            raise SystemExit("The U-Net is for the tasks hls and potsdam, with --trained.")
        return unet_scores(methods.map_task(task, where.pack), seed, where)
    if task not in STEPS:
        raise SystemExit(f"Networks are trained for {', '.join(STEPS)}.")
    data = methods.scene_task(task, where.pack)
    if where.trained:
        return scene_scores(method, data, methods.SHARES[task], seed, task, where)
    if where.weights is None:
        raise SystemExit("Give --trained to train from scratch, or --weights with an official file.")
    model = _network(method, data, data.train_x, where).to(where.device).eval()
    made = [_features(model, x, data.gain, where.device) for x in (data.train_x, data.test_x)]
    return scene_methods.probe_scores(*made, data, methods.SHARES[task], seed)


def _network(method: str, data: SceneTask, train: NDArray[Any], where: "Where") -> nn.Module:
    card = find(method)
    if card is not None:
        return Ours(compact_network(card, verified_weights(card)), data.bands, len(classes.SCENES))
    if method not in PEERS:
        raise SystemExit(f"{method} is no network.")
    count = len(classes.SCENES)
    if where.weights is not None:
        if method == "satmae" and data.bands == RGB:
            raise SystemExit("SatMAE's official weights need ten bands: use the task eurosat-bands.")
        network = load_official(method, where.weights, count)
    elif method == "satmae" and data.bands == RGB:
        network = SatMAE(count, groups=((0, 1, 2),))
    else:
        network = build(method, count)
    some = train[:: max(1, len(train) // 500)].astype(np.float32) * np.float32(data.gain)
    centre, scale = (torch.from_numpy(f(some, axis=(0, 2, 3)).astype(np.float32)) for f in (np.mean, np.std))
    # Half-precision convolutions on a GPU are computed in this order; others are turned before and after.
    return Peer(method, data.bands, network, centre, scale).to(memory_format=torch.channels_last)


@torch.inference_mode()
def _features(model: nn.Module, x: NDArray[Any], gain: float, device: str) -> FloatArray:
    assert isinstance(model, Peer)
    parts = []
    for batch in scene_methods.batches(x, gain):
        with autocast(torch.device(device)):
            parts.append(model.features(torch.from_numpy(batch).to(device)).float().cpu().numpy())
    return np.concatenate(parts)


def scene_scores(
    method: str, data: SceneTask, share: float, seed: int, task: str, where: "Where"
) -> tuple[dict[str, float], int]:
    """Train on a share of the training labels with the recipe: share of right test labels."""
    device = torch.device(where.device)
    recipe = recipe_of(method, task, where)
    chosen = subset(data.train_y, share, seed)
    images = torch.from_numpy(data.train_x[chosen].astype(np.float32) * np.float32(data.gain)).to(device)
    labels = torch.from_numpy(data.train_y[chosen]).to(device)
    torch.manual_seed(seed)
    model = _network(method, data, data.train_x[chosen], where).to(device)
    if device.type == "cuda" and isinstance(model, Ours):
        model.network.encoder.compile(dynamic=False)
    loss = partial(scene_loss, model, images, labels, wavelengths_of(data.bands))
    phase = _phase(model, recipe, f"{method}-{task}-{seed}", seed, where)
    phase.train(lambda: [loss], 1e9)
    model.load_state_dict(phase.average)
    # Compiling once more for chips to judge would take longer than judging them.
    with torch.compiler.set_stance("force_eager"):
        guess = _labels(model.eval(), data.test_x, data.gain, device)
    return {"fine_tune": accuracy(data.test_y, guess)}, len(guess)


def scene_loss(
    model: Callable[[Tensor], Tensor], images: Tensor, labels: Tensor, wavelengths: Sequence[float]
) -> Tensor:
    """Of a step.

    Args:
        model: reflectance (N, B, H, W) to logits.
        images: (M, B, H, W) reflectance, of which a batch is drawn.
        labels: (M,) class numbers.
        wavelengths: of the B bands.
    """
    index = torch.randint(len(images), (BATCH,), device=images.device)
    x = augment.shifted(augment.turned(images[index]), MOVE)
    x = augment.radiometry(x, wavelengths, 0.0)
    # A class a pixel: the pasted piece's share of the chip is its share of the label.
    places = labels[index][:, None, None].expand(-1, *x.shape[-2:])
    x, places = augment.cutmix(x, places, PASTED)
    target = F.one_hot(places, len(classes.SCENES)).float().mean((1, 2))
    with autocast(images.device):
        logits = model(x)
    return F.cross_entropy(logits.float(), target, label_smoothing=0.1)


def unet_scores(task: MapTask, seed: int, where: "Where") -> tuple[dict[str, float], int]:
    """The U-Net with the data and the recipe of the network that ships; one training serves both tasks.

    The pack needs what ``python -m models.training.landcover_data`` writes too. The weights stay in its
    folder ``runs``; they may teach, see `models.training.landcover`.
    """
    device = torch.device(where.device)
    images = eurosat_rgb(where.pack, device)
    sources, _, pixels = load_sources(where.pack, device, images)
    torch.manual_seed(seed)
    model = UNet(wavelengths_of(BANDS), len(classes.CODES)).to(device)
    recipe = recipe_of("u-net", "", where)
    phase = _phase(model, recipe, f"u-net-{seed}", seed, where)
    chips = unlabelled_source(load_chips(where.pack).to(device))
    loss = LandCoverLoss(model, sources, pixels, chips, MAP_SCALE, compiled=device.type == "cuda")
    fine_tune(model, loss, phase, 1e9)
    save(model, phase.out / f"u-net-{seed}.safetensors")
    model.eval()
    return network_map_scores(model, task, where.device)


def _phase(model: nn.Module, recipe: dict[str, Any], name: str, seed: int, where: "Where") -> Phase:
    folder = Path(where.pack) / "runs"
    folder.mkdir(exist_ok=True)
    name = f"{name}-{revision(recipe)}"
    capture = torch.device(where.device).type == "cuda"
    return Phase(model, recipe["steps"], recipe["rate"], folder, name, seed, capture)


@torch.inference_mode()
def _labels(model: nn.Module, x: NDArray[Any], gain: float, device: torch.device) -> NDArray[np.int64]:
    guesses = []
    for batch in scene_methods.batches(x, gain):
        with autocast(device):
            guesses.append(model(torch.from_numpy(batch).to(device)).argmax(1).cpu().numpy())
    return np.concatenate(guesses)
