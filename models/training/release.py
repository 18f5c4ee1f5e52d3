"""Turn a finished run into a shipped model: weights with a hash, and a card.

The card's scores are written by ``python -m benchmarks.landcover --write-card``, its temperatures by
``python -m benchmarks.calibration --write-card``.

python -m models.training.release RUN_FOLDER HARDWARE [--size nano]
"""

import argparse
import hashlib
import json
import textwrap
from dataclasses import replace
from pathlib import Path

from models.catalog import CARDS, WEIGHTS
from models.rasters.bands import SENTINEL2
from models.training.calibration import NOT_CALIBRATED
from models.training.classes import CODES, SCENES
from models.training.landcover import SIZES
from models.training.packing import BANDS

VERSION = "2"
CHIP, OVERLAP = 512, 192
"""Windows so large and with so much in common that maps hardly depend on them, see `benchmarks.seams`."""
DATA = [
    "203 HLS chips (NASA/USGS, free) with ESA WorldCover 2021 (CC BY 4.0, (c) ESA WorldCover project)",
    "4 TerraMesh samples (CC BY-SA 4.0) with Esri / Impact Observatory land cover (CC BY 4.0)",
    "west of the Potsdam scene with OpenStreetMap land use ((c) OpenStreetMap contributors, ODbL 1.0)",
    "1 hand-labelled chip of Sen1Floods11; 1 scene of RStoolbox; 2 places of WorldCereal (MIT)",
    "EuroSAT (MIT): 91 scenes and 8,084 RGB images of the published training list, scenes and weak labels",
    "labelled pixels of Freiburg, Luebeck and Muenster (University of Muenster, GPL-3)",
    "labelled pixels of Lesotho (frontiersi, Apache-2.0)",
    "unlabelled Sentinel-2 chips for the masked reconstruction",
    "contains modified Copernicus Sentinel data",
]


WORDS = {
    "small": (
        {"en": "Land cover, compact SpectralGPT", "de": "Landbedeckung, kompaktes SpectralGPT"},
        {
            "en": "9 land-cover classes in the manner of ESA WorldCover from any Sentinel-2, Landsat or HLS "
            "bands, 10 to 30 m. Check its maps before you rely on them.",
            "de": "9 Landbedeckungsklassen nach Art von ESA WorldCover aus beliebigen Sentinel-2-, Landsat- "
            "oder HLS-Bändern, 10 bis 30 m. Karten vor Gebrauch prüfen.",
        },
    ),
    "nano": (
        {"en": "Land cover, nano SpectralGPT", "de": "Landbedeckung, Nano-SpectralGPT"},
        {
            "en": "The same classes several times faster, learnt from the compact network: for a first look "
            "and slow computers.",
            "de": "Dieselben Klassen um ein Mehrfaches schneller, vom kompakten Netz gelernt: für einen "
            "ersten Blick und langsame Rechner.",
        },
    ),
}
METHODS = {
    "small": "masked reconstruction of hidden blocks and bands, then partial-label cross-entropy on all "
    "sources at once, and agreement with its own moving average on unlabelled chips; "
    "models/training/landcover.py",
    "nano": "knowledge distillation from landcover-small beside the same labels; "
    "models/training/landcover.py",
}


def main() -> None:
    """Write ``models/weights/landcover-SIZE.safetensors`` and ``models/cards/landcover-SIZE.json``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("hardware", help="what it was trained on, as the card is to say it")
    parser.add_argument("--size", choices=SIZES, default="small")
    arguments = parser.parse_args()
    size: str = arguments.size
    name = f"landcover-{size}"
    content = (arguments.run / f"{name}.safetensors").read_bytes()
    (WEIGHTS / f"{name}.safetensors").write_bytes(content)
    title, description = WORDS[size]
    card = {
        "id": name,
        "version": VERSION,
        "task": "segmentation",
        "default": size == "small",
        "title": title,
        "description": description,
        "architecture": {"name": "compact", **replace(SIZES[size], scenes=len(SCENES)).to_dict()},
        "bands": [
            {"name": band, "wavelength": SENTINEL2[band].wavelength, "width": SENTINEL2[band].width}
            for band in BANDS
        ],
        "radiometry": "reflectance, surface (L2A) or top of atmosphere (L1C)",
        "scheme": "worldcover",
        "classes": list(CODES),
        "chip": CHIP,
        "overlap": OVERLAP,
        "weights": f"{name}.safetensors",
        # In groups: scanners of plugin packages take a long run of hexadecimal characters for a secret.
        "sha256": " ".join(textwrap.wrap(hashlib.sha256(content).hexdigest(), 8)),
        "licence": "GPL-3.0-or-later",
        "scores": [],
        "limits": "Shrubland, bare ground, wetland and snow were rare in training (snow: one place) and are "
        f"often missed. Three visible bands alone do not suffice. {NOT_CALIBRATED}",
        "training": {"hardware": arguments.hardware, "method": METHODS[size], "data": DATA},
    }
    (CARDS / f"{name}.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
