"""Two tiny SpectralGPT networks with made-up weights, for dialogs that need a network that is not shipped.

What they compute means nothing; the way from a checkpoint to layers on the map is the real one.

    python -m demo.made_up_networks demo-output/models
"""

import sys
import tempfile
from pathlib import Path

import torch

from models.spectralgpt.conversion import convert
from tests.spectralgpt.official_files import make

CLASSES = 10  # EuroSAT's
NETWORKS = {"made-up-pretraining": "pretraining", "made-up-eurosat": "classification"}


def make_networks(folder: Path) -> None:
    """Write the networks' weights and cards into a folder of models, in place of earlier ones."""
    with tempfile.TemporaryDirectory() as scratch:
        for name, task in NETWORKS.items():
            checkpoint = Path(scratch) / f"{name}.pth"
            torch.save({"model": make(task, CLASSES)}, checkpoint)
            convert(checkpoint, folder, name, overwrite=True)


if __name__ == "__main__":
    make_networks(Path(sys.argv[1]))
