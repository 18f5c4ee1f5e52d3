"""A tiny pretrained SpectralGPT of made-up weights, for the dialog that needs one that is not shipped.

What it computes means nothing; the way from a checkpoint to layers on the map is the real one.

    python -m demo.made_up_network demo-output/models
"""

import sys
import tempfile
from pathlib import Path

import torch

from models.spectralgpt.conversion import convert
from tests.spectralgpt.official_files import make

NAME = "made-up-pretraining"


def make_network(folder: Path) -> None:
    """Write the network's weights and card into a folder of models, in place of earlier ones."""
    with tempfile.TemporaryDirectory() as scratch:
        checkpoint = Path(scratch) / f"{NAME}.pth"
        torch.save({"model": make("pretraining")}, checkpoint)
        convert(checkpoint, folder, NAME, overwrite=True)


if __name__ == "__main__":
    make_network(Path(sys.argv[1]))
