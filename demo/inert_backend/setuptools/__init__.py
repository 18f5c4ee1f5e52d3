"""Stands in for setuptools while pip downloads the demo's scene: nothing of the archive is executed."""
