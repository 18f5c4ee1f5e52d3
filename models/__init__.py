"""SpectralGPT engine: networks, raster streaming and tasks, with no dependency on QGIS or Qt."""

__version__ = "0.1.0"
PROTOCOL_VERSION = 1
