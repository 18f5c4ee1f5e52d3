"""A build backend (PEP 517) that states a source archive's name and version and runs none of its code.

``pip download`` prepares the metadata of every source archive that it fetches, and so runs its setup.py. The
scene's archive has one that needs the module `imp`, which Python 3.12 removed; and an archive of images has
no reason to run code here at all. With this folder first on ``PYTHONPATH`` and ``--no-build-isolation``, pip
asks this module instead.
"""

import os
from pathlib import Path


class InertBackend:
    """The hooks that pip calls for an archive without a pyproject.toml."""

    def get_requires_for_build_wheel(self, _config_settings: object = None) -> list[str]:
        """Nothing is needed, since nothing is built."""
        return []

    def prepare_metadata_for_build_wheel(
        self, metadata_directory: str, _config_settings: object = None
    ) -> str:
        """Write the least metadata that pip accepts and return the folder's name."""
        name, version = os.environ["INERT_BACKEND_NAME"], os.environ["INERT_BACKEND_VERSION"]
        folder = Path(metadata_directory) / f"{name}-{version}.dist-info"
        folder.mkdir(parents=True)
        (folder / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n")
        return folder.name

    def build_wheel(self, *_: object) -> str:
        """Refuse: the archive is data, to be unpacked and not installed."""
        raise RuntimeError("the demo's scene is not to be installed")


# The name that PEP 517 tools use when an archive names no backend.
__legacy__ = InertBackend()
