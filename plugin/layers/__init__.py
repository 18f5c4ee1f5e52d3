"""QGIS layers in, QGIS layers out: what a job reads and what becomes of its results."""
