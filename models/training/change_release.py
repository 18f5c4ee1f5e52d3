"""Turn a finished run of `models.training.change_head` into a shipped model: weights with a hash, and a card.

    python -m models.training.change_release RUN_FOLDER HARDWARE

The network that the head was trained on must have been released before (`models.training.release`), from the
very file that the run was given; the card names it by its id and hash. The card's scores are written by
``python -m benchmarks.change_head --write-card``.
"""

import argparse
import hashlib
import json
from pathlib import Path

from safetensors import safe_open

from models.catalog import CARDS, COMPACT_CHANGE, WEIGHTS, find_card
from models.rasters.bands import SENTINEL2
from models.training.change_head import NAME
from models.training.packing import TEN_BANDS
from models.training.publishing import grouped

DATA = [
    "pairs with known change, made from real images that show none, and simulated scenes",
    "12-band Sentinel-2 chips; dates of Boadella (MIT); an SSL4EO-S12 sample (CC BY 4.0)",
    "4 TerraMesh samples (CC BY-SA 4.0); 36 BigEarthNet v2 samples (CDLA-Permissive-1.0)",
    "HLS chips (NASA/USGS, free), several dates of a place",
    "ESA WorldCover 2021 (CC BY 4.0, (c) ESA WorldCover project), for what roofs look like",
    "west of the Potsdam scene; 1 chip of Sen1Floods11; 1 scene of RStoolbox",
    "2 places of WorldCereal (MIT); 91 chips of EuroSAT with 13 bands (MIT)",
    "contains modified Copernicus Sentinel data",
    "no real change mask: OSCD and the Czech forest damage only judge",
]


def main() -> None:
    """Write ``models/weights/change-small.safetensors`` and ``models/cards/change-small.json``."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("run", type=Path)
    parser.add_argument("hardware", help="what it was trained on, as the card is to say it")
    parser.add_argument("--backbone", default="landcover-small", help="id of the network's card")
    arguments = parser.parse_args()
    run: Path = arguments.run
    facts = json.loads((run / "change-scores.json").read_text("utf-8"))
    content = (run / f"{NAME}.safetensors").read_bytes()
    backbone = find_card(arguments.backbone, "segmentation")
    trained_on = facts["backbone_sha256"]
    with safe_open(run / f"{NAME}.safetensors", "pt") as file:
        tuned = any(name.startswith("network.") for name in file.keys())  # noqa: SIM118 - no mapping
    if trained_on and not tuned and trained_on != backbone.sha256:
        raise SystemExit(
            f"The head was trained on another file than {backbone.weights}: release that one first, or train "
            "the head again."
        )
    (WEIGHTS / f"{NAME}.safetensors").write_bytes(content)
    card = {
        "id": NAME,
        "version": "1",
        "task": "change",
        "default": True,
        "title": {"en": "Change, compact SpectralGPT", "de": "Veränderung, kompaktes SpectralGPT"},
        "description": {
            "en": "Lasting change between two dates of any Sentinel-2, Landsat or HLS bands, 10 to 30 m: "
            "what is built, cleared, flooded or dries up. Seasons and crops count little.",
            "de": "Dauerhafte Veränderung zwischen zwei Zeitpunkten, aus beliebigen Sentinel-2-, Landsat- "
            "oder HLS-Bändern, 10 bis 30 m: was gebaut, gerodet, überflutet wird oder trockenfällt. "
            "Jahreszeit und Feldfrüchte zählen wenig.",
        },
        "architecture": {"name": COMPACT_CHANGE, "backbone": backbone.id, **facts["head"]},
        "backbone_sha256": grouped(backbone.sha256),
        "bands": [
            {"name": band, "wavelength": SENTINEL2[band].wavelength, "width": SENTINEL2[band].width}
            for band in TEN_BANDS
        ],
        "radiometry": "reflectance, surface (L2A) or top of atmosphere (L1C)",
        # Windows of the network's own size: the head looks less far than it.
        "chip": backbone.chip,
        "overlap": backbone.overlap,
        "weights": f"{NAME}.safetensors",
        "sha256": grouped(hashlib.sha256(content).hexdigest()),
        "licence": "GPL-3.0-or-later",
        "scores": [],
        "limits": "It has seen no real pair with a mask: change is what its made-up pairs call so. "
        "Differences count against those of the whole scene, so what changes everywhere is no change. "
        "Ploughed or mown fields, cloud shadows and snow may be taken for change.",
        "training": {
            "hardware": arguments.hardware,
            "method": "cross-entropy on pairs with known change; models/training/change_head.py",
            "steps": facts["steps"],
            "data": DATA,
        },
    }
    (CARDS / f"{NAME}.json").write_text(json.dumps(card, indent=2, ensure_ascii=False) + "\n", "utf-8")


if __name__ == "__main__":
    main()
