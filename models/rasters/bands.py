"""Spectral bands: what one is, and the bands of the sensors that are known by name."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType


@dataclass(frozen=True)
class Band:
    """One spectral channel of a scene.

    Attributes:
        name: canonical Sentinel-2 name ("B02", "B8A"), else what the file calls it.
        wavelength: centre in nanometres, None where unknown.
        width: full width at half maximum in nanometres, None where unknown.
        source: path that GDAL opens.
        index: 1-based band number in ``source``.
        resolution: pixel size of the source in metres, or in units of its CRS where those are not metres.
        identified_by: "user", "metadata", "description", "file name" or "none".
    """

    name: str
    wavelength: float | None
    width: float | None
    source: str
    index: int
    resolution: float | None
    identified_by: str


@dataclass(frozen=True)
class Channel:
    """Centre and full width of a named band, both in nanometres."""

    wavelength: float
    width: float


# Mean of Sentinel-2A and -2B, rounded: Sentinel-2 Spectral Response Functions (COPE-GSEG-EOPG-TN-15-0007).
SENTINEL2: Mapping[str, Channel] = MappingProxyType(
    {
        "B01": Channel(442.5, 21),
        "B02": Channel(492.3, 66),
        "B03": Channel(559.4, 36),
        "B04": Channel(664.8, 31),
        "B05": Channel(704.0, 16),
        "B06": Channel(739.8, 15),
        "B07": Channel(781.3, 20),
        "B08": Channel(832.9, 106),
        "B8A": Channel(864.4, 22),
        "B09": Channel(944.2, 21),
        "B10": Channel(1375.2, 31),
        "B11": Channel(1612.1, 93),
        "B12": Channel(2194.1, 180),
    }
)

# Landsat 8 and 9 Operational Land Imager and thermal sensor (USGS Landsat 8 Data Users Handbook, LSDS-1574).
LANDSAT_OLI: Mapping[str, Channel] = MappingProxyType(
    {
        "B01": Channel(443.0, 16),
        "B02": Channel(482.0, 60),
        "B03": Channel(561.4, 57),
        "B04": Channel(654.6, 37),
        "B05": Channel(864.7, 28),
        "B06": Channel(1608.9, 85),
        "B07": Channel(2200.7, 187),
        "B08": Channel(589.5, 172),
        "B09": Channel(1373.4, 20),
        "B10": Channel(10895.0, 590),
        "B11": Channel(12005.0, 1010),
    }
)

# Landsat 4 to 7 Thematic Mapper (USGS Landsat 7 Data Users Handbook, LSDS-1927).
LANDSAT_TM: Mapping[str, Channel] = MappingProxyType(
    {
        "B01": Channel(485.0, 70),
        "B02": Channel(560.0, 80),
        "B03": Channel(660.0, 60),
        "B04": Channel(835.0, 130),
        "B05": Channel(1650.0, 200),
        "B06": Channel(11450.0, 2100),
        "B07": Channel(2220.0, 260),
        "B08": Channel(710.0, 380),
    }
)

SENSORS: Mapping[str, Mapping[str, Channel]] = MappingProxyType(
    {"Sentinel-2": SENTINEL2, "Landsat 8/9": LANDSAT_OLI, "Landsat 4-7": LANDSAT_TM}
)
PANCHROMATIC = frozenset({("Landsat 8/9", "B08"), ("Landsat 4-7", "B08")})
LONGEST_REFLECTED = 3000.0  # nm; beyond it a sensor measures emitted heat, not reflectance

# Names that people and catalogues (STAC's electro-optical extension) give to bands, as lower-case letters
# and digits only.
_COMMON_NAMES: Mapping[str, tuple[str, ...]] = {
    "B01": ("coastal", "coastalaerosol", "coastalblue", "deepblue", "ultrablue"),
    "B02": ("blue", "blau"),
    "B03": ("green", "grün", "gruen"),
    "B04": ("red", "rot"),
    "B05": ("rededge1", "rededge", "rededge071", "rededge705", "vegetationrededge1", "re1"),
    "B06": ("rededge2", "rededge075", "rededge740", "vegetationrededge2", "re2"),
    "B07": ("rededge3", "rededge078", "rededge783", "vegetationrededge3", "re3"),
    "B08": ("nir", "nearinfrared", "nearir", "nir1", "broadnir", "nirbroad"),
    "B8A": ("nir08", "narrownir", "nirnarrow", "nir2", "nir8a", "rededge4", "re4"),
    "B09": ("nir09", "watervapour", "watervapor"),
    "B10": ("cirrus", "swircirrus"),
    "B11": ("swir1", "swir16", "shortwaveinfrared1", "shortwaveir1"),
    "B12": ("swir2", "swir22", "shortwaveinfrared2", "shortwaveir2"),
}
COMMON_NAMES: Mapping[str, str] = MappingProxyType(
    {alias: name for name, aliases in _COMMON_NAMES.items() for alias in aliases}
)
