"""The land-cover classes that the shipped heads learn, and crosswalks from other legends.

A label is a bit mask over `CODES`: one bit is a plain label, several bits say "one of these"
(Esri's rangeland is grassland or shrubland), no bit says "not labelled". Training on such sets
follows the usual partial-label likelihood, ``-log sum_c p_c``.
"""

from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray

CODES: tuple[int, ...] = (10, 20, 30, 40, 50, 60, 70, 80, 90)
"""ESA WorldCover codes in the order of the network's outputs."""


def mask_of(codes: Iterable[int]) -> int:
    """Bit mask of a set of WorldCover codes."""
    return sum(1 << CODES.index(code) for code in codes)


def encode(labels: NDArray[np.integer], crosswalk: Mapping[int, Iterable[int]]) -> NDArray[np.uint16]:
    """Turn a label raster of any legend into bit masks; values without an entry become 0."""
    table = np.zeros(max(int(labels.max()), *crosswalk) + 1, np.uint16)
    for value, codes in crosswalk.items():
        table[value] = mask_of(codes)
    out: NDArray[np.uint16] = table[labels]
    return out


EVERYTHING_BUT_WATER = tuple(code for code in CODES if code not in (80, 90))

WORLDCOVER: dict[int, tuple[int, ...]] = {**{code: (code,) for code in CODES}, 95: (90,)}
ESRI: dict[int, tuple[int, ...]] = {
    1: (80,),
    2: (10,),
    3: (90,),
    4: (40,),
    5: (50,),
    6: (60,),
    7: (70,),
    9: (20, 30),
}
OPENSTREETMAP: dict[int, tuple[int, ...]] = {
    1: (80,),
    2: (90,),
    3: (10,),
    4: (20,),
    5: (30,),
    6: (40,),
    7: (50,),
}
"""The Potsdam labels (water, wetland, forest, scrub, meadow, farmland, residential)."""
WORLDCEREAL: dict[int, tuple[int, ...]] = {11: (40,), 13: (30,), 60: (50,)}
WATER_HAND_LABELS: dict[int, tuple[int, ...]] = {1: EVERYTHING_BUT_WATER, 2: (80,)}
"""Sen1Floods11 hand labels plus one (0 is no data there)."""
SCENES: tuple[str, ...] = (
    "AnnualCrop",
    "Forest",
    "HerbaceousVegetation",
    "Highway",
    "Industrial",
    "Pasture",
    "PermanentCrop",
    "Residential",
    "River",
    "SeaLake",
)
"""EuroSAT's scene classes in the order of the scene head's outputs."""
EUROSAT: dict[str, tuple[int, ...]] = {
    "AnnualCrop": (40,),
    "Forest": (10,),
    "HerbaceousVegetation": (20, 30, 60),
    "Industrial": (50,),
    "Pasture": (30,),
    "PermanentCrop": (10, 20, 40),
    "Residential": (50,),
    "SeaLake": (80,),
}
"""Scene labels; Highway and River scenes are mixtures and stay unlabelled."""
GERMAN_CITIES: dict[str, tuple[int, ...]] = {
    "Water": (80,),
    "PlantedFields": (40,),
    "OpenSoil": (40, 60),
    "Grassland": (30,),
    "DeciduousForest": (10,),
    "MixedForest": (10,),
    "ConiferousForest": (10,),
    "Industrial": (50,),
    "Settlement": (50,),
    "Urban": (50,),
}
LESOTHO: dict[int, tuple[int, ...]] = {
    1: (50,),
    2: (40,),
    14: (40,),
    4: (10,),
    6: (80,),
    7: (90,),
    9: (20,),
    10: (30,),
    12: (60,),
}
