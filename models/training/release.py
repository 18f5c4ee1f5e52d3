"""Turn a finished run into shipped models: weights with a hash, and a card of what each head does.

The small network has three cards, for land cover, kinds of scenes and reconstruction. The head for scenes has
weights of its own, see `models.training.scene_head`; it is released last. Scores are written by
``benchmarks.landcover``, ``benchmarks.scenes`` and ``benchmarks.reconstruction``, temperatures by
``benchmarks.calibration``, each with ``--write-card``.

python -m models.training.release RUN_FOLDER HARDWARE [--size nano | --size scenes]
"""

import argparse
import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from models.catalog import CARDS, WEIGHTS
from models.training.calibration import NOT_CALIBRATED
from models.training.classes import CODES, SCENES
from models.training.landcover import SIZES
from models.training.packing import BANDS
from models.training.publishing import band_entries, grouped
from models.training.scene_head import NAME as SCENE_HEAD

VERSIONS = {"small": "6", "nano": "6"}
CHIP, OVERLAP = 512, 192
"""Windows so large and with so much in common that maps hardly depend on them, see `benchmarks.seams`."""
PLACES = {
    "small": ("251 HLS chips", "the Potsdam scene"),
    "nano": ("203 HLS chips", "west of the Potsdam scene"),
}
"""Of the data that are judged on too. Nano has not learnt from the places that are judged; small has, but its
twin has not, see `benchmarks.twins`."""
DATA = [
    "{chips} (NASA/USGS, free) with ESA WorldCover 2021 (CC BY 4.0, (c) ESA WorldCover project)",
    "4 TerraMesh samples (CC BY-SA 4.0) with Esri / Impact Observatory land cover (CC BY 4.0)",
    "{potsdam} with OpenStreetMap land use ((c) OpenStreetMap contributors, ODbL 1.0)",
    "1 hand-labelled chip of Sen1Floods11; 1 scene of RStoolbox; 2 places of WorldCereal (MIT)",
    "EuroSAT (MIT): 91 scenes and 16,168 RGB images of the published training list, scenes and weak labels",
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
_TAUGHT = (
    "then soft labels of {teachers}, asked about surfaces in HLS's bands only, beside partial-label "
    "cross-entropy on all sources at once and masked reconstruction; models/training/landcover.py"
)
METHODS = {
    "small": "weights of version 5 (masked reconstruction of hidden blocks and bands, then the labels, then "
    "soft labels of version 4 and of four U-Nets), "
    + _TAUGHT.format(
        teachers="versions 4 and 5 (360 s, EuroSAT's pictures without their atmosphere too) and of what "
        "came of it and version 5 (150 s, the pictures as they are)"
    ),
    "nano": "weights of version 5 (knowledge distillation from landcover-small and two U-Nets, then its own "
    "average), "
    + _TAUGHT.format(
        teachers="landcover-small's twin, which has not seen the places that are judged, and of a second "
        "training of it with other random numbers (390 s)"
    ),
}
TWIN = (
    "Measured on HLS and Potsdam by a twin, trained in the same way without the places that are judged; what "
    "ships has learnt from them too."
)


SCENES_TITLE = {"en": "Kinds of scenes, compact SpectralGPT", "de": "Szenenarten, kompaktes SpectralGPT"}
SCENES_DESCRIPTION = {
    "en": "EuroSAT's 10 kinds of scenes for cells of 640 m or polygons, from any Sentinel-2 bands, the "
    "visible ones at least. The second head of the land-cover network.",
    "de": "Die 10 Szenenarten von EuroSAT für Zellen von 640 m oder Polygone, aus beliebigen "
    "Sentinel-2-Bändern, mindestens den sichtbaren. Der zweite Kopf des Netzes für Landbedeckung.",
}
SCENES_METHOD = (
    "a linear layer on the tokens of landcover-small, which stays as it is: learnt from EuroSAT as it is and "
    "with a made atmosphere taken off, and from unlabelled L2A chips that it named itself; "
    "models/training/scene_head.py"
)
SCENES_DATA = [
    "EuroSAT (MIT): 91 scenes and 16,168 RGB images of the published training list",
    "3,808 unlabelled Sentinel-2 L2A chips",
    "what the network beneath learnt from: see the card of landcover-small",
    "contains modified Copernicus Sentinel data",
]
SCENE_SIDE = 64
RECONSTRUCTION_TITLE = {
    "en": "Reconstruction, compact SpectralGPT",
    "de": "Rekonstruktion, kompaktes SpectralGPT",
}
RECONSTRUCTION_DESCRIPTION = {
    "en": "Fills in hidden parts of a Sentinel-2 scene from what is visible around and in other bands. The "
    "third head of the land-cover network.",
    "de": "Ergänzt verdeckte Teile einer Sentinel-2-Szene aus dem, was ringsum und in anderen Kanälen "
    "sichtbar ist. Der dritte Kopf des Netzes für Landbedeckung.",
}
RECONSTRUCTION_CHIP, RECONSTRUCTION_OVERLAP = 128, 32


def network_part(size: str, hardware: str, content: bytes, method: str) -> dict[str, Any]:
    """What the cards of one weights file have in common.

    Args:
        size: a key of `SIZES`.
        hardware: that it was trained on.
        content: of the file.
        method: how it was trained, in a sentence.
    """
    chips, potsdam = PLACES[size]
    data = [entry.format(chips=chips, potsdam=potsdam) for entry in DATA]
    return {
        "version": VERSIONS[size],
        "architecture": {"name": "compact", **replace(SIZES[size], scenes=len(SCENES)).to_dict()},
        "bands": band_entries(BANDS),
        "radiometry": "reflectance, surface (L2A) or top of atmosphere (L1C)",
        "weights": f"landcover-{size}.safetensors",
        "sha256": grouped(hashlib.sha256(content).hexdigest()),
        "licence": "GPL-3.0-or-later",
        "scores": [],
        "training": {"hardware": hardware, "method": method, "data": data},
    }


def landcover_card(size: str, common: dict[str, Any]) -> dict[str, Any]:
    """The card of the land-cover head; `common` is what `network_part` gives."""
    title, description = WORDS[size]
    limits = (
        "Shrubland, bare ground, wetland and snow were rare in training (snow: one place) and are often "
        "missed. Three visible bands alone do not suffice."
    )
    return {
        "id": f"landcover-{size}",
        "task": "segmentation",
        "default": size == "small",
        "title": title,
        "description": description,
        **common,
        "scheme": "worldcover",
        "classes": list(CODES),
        "chip": CHIP,
        "overlap": OVERLAP,
        "limits": " ".join([limits, *([TWIN] if size == "small" else []), NOT_CALIBRATED]),
    }


def scenes_card(backbone: dict[str, Any], hardware: str, content: bytes) -> dict[str, Any]:
    """The card of the scene head.

    Args:
        backbone: the card of the land-cover network that it belongs to.
        hardware: that it was trained on.
        content: of its weights file.
    """
    shared = {key: backbone[key] for key in ("version", "architecture", "bands", "radiometry", "licence")}
    return {
        "id": "scenes-small",
        "task": "classification",
        "default": True,
        "title": SCENES_TITLE,
        "description": SCENES_DESCRIPTION,
        **shared,
        "weights": f"{SCENE_HEAD}.safetensors",
        "sha256": grouped(hashlib.sha256(content).hexdigest()),
        "backbone": backbone["id"],
        "backbone_sha256": backbone["sha256"],
        "scores": [],
        "training": {"hardware": hardware, "method": SCENES_METHOD, "data": SCENES_DATA},
        "scheme": "eurosat",
        "classes": list(range(len(SCENES))),
        "labels": "single",
        "chip": SCENE_SIDE,
        "overlap": 0,
        "cell": {"pixels": SCENE_SIDE, "resolution": 10.0, "resize": SCENE_SIDE},
        "limits": "EuroSAT shows Europe, one kind of scene an image: what is none of its "
        "ten kinds gets the likeliest of them all the same. Its images are L1C; L2A was learnt without "
        "labels. Probabilities are not calibrated.",
    }


def reconstruction_card(size: str, common: dict[str, Any]) -> dict[str, Any]:
    """The card of the reconstruction head; `common` is what `network_part` gives."""
    return {
        "id": f"reconstruction-{size}",
        "task": "pretraining",
        "default": True,
        "title": RECONSTRUCTION_TITLE,
        "description": RECONSTRUCTION_DESCRIPTION,
        **common,
        "bands": band_entries(BANDS, grouped=True),
        "chip": RECONSTRUCTION_CHIP,
        "overlap": RECONSTRUCTION_OVERLAP,
        "limits": "It paints smoothly: edges and textures inside what is hidden are lost. Whole spectral "
        "groups are guessed poorly. A hazy winter scene, unlike what it learnt from, is filled in worse than "
        f"by smoothing. {TWIN}",
    }


def main() -> None:
    """Write the weights into ``models/weights`` and the cards into ``models/cards``."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", type=Path)
    parser.add_argument("hardware", help="what it was trained on, as the card is to say it")
    parser.add_argument("--size", choices=(*SIZES, "scenes"), default="small")
    parser.add_argument("--method", help="how it was trained, if not as this version")
    arguments = parser.parse_args()
    size: str = arguments.size
    name = f"{SCENE_HEAD if size == 'scenes' else f'landcover-{size}'}.safetensors"
    content = (arguments.run / name).read_bytes()
    (WEIGHTS / name).write_bytes(content)
    if size == "scenes":
        backbone = json.loads((CARDS / "landcover-small.json").read_text("utf-8"))
        cards = [scenes_card(backbone, arguments.hardware, content)]
    else:
        common = network_part(size, arguments.hardware, content, arguments.method or METHODS[size])
        cards = [landcover_card(size, common)]
        if size == "small":
            cards.append(reconstruction_card(size, common))
    for card in cards:
        text = json.dumps(card, indent=2, ensure_ascii=False) + "\n"
        (CARDS / f"{card['id']}.json").write_text(text, "utf-8")


if __name__ == "__main__":
    main()
