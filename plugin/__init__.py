"""What runs inside QGIS: needs nothing beyond QGIS's own Python, Qt, GDAL and numpy."""
