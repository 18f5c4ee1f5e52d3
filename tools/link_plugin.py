"""Link the checkout into the user's QGIS profile as the plugin ``spectralgpt``: ``make install``."""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent


def settings_folders() -> list[Path]:
    """Return where QGIS 3 and 4 keep their profiles on this system."""
    if sys.platform == "win32":
        base = Path(os.environ["APPDATA"])
    elif sys.platform == "darwin":
        base = Path.home() / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local" / "share")
    return [base / "QGIS" / version for version in ("QGIS3", "QGIS4")]


def link(plugins: Path) -> str:
    """Link the checkout into a folder of plugins and say what was done.

    Raises:
        SystemExit: something else has the plugin's name there.
    """
    plugins.mkdir(parents=True, exist_ok=True)
    name = plugins / "spectralgpt"
    if name.resolve() == CHECKOUT:
        return f"{name} is linked already."
    if name.is_symlink():
        name.unlink()  # an earlier checkout's
    elif name.exists():
        sys.exit(f"install: {name} is a plugin of its own; remove it in QGIS's plugin manager first.")
    name.symlink_to(CHECKOUT, target_is_directory=True)
    return f"Linked {name}."


def main() -> None:
    """Link into the profile of each QGIS that has been started once, else into QGIS 3's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="default", help="the profile's name")
    profile = parser.parse_args().profile
    folders = settings_folders()
    for settings in [folder for folder in folders if folder.is_dir()] or folders[:1]:
        print(link(settings / "profiles" / profile / "python" / "plugins"))
    print("Start QGIS and tick “SpectralGPT” in Plugins > Manage and Install Plugins > Installed.")


if __name__ == "__main__":
    main()
