"""Where the user's own models lie: converted or imported weights with their cards."""

import os
import platform
from pathlib import Path

VARIABLE = "SPECTRALGPT_MODELS"
"""Environment variable that names another folder."""


def user_models() -> Path:
    """The folder of the user's models, which need not exist yet."""
    if chosen := os.environ.get(VARIABLE):
        return Path(chosen).expanduser()
    home = Path.home()
    system = platform.system()
    if system == "Windows":
        local = os.environ.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / "SpectralGPT" / "models"
    if system == "Darwin":
        return home / "Library" / "Application Support" / "SpectralGPT" / "models"
    data = os.environ.get("XDG_DATA_HOME")
    # A relative path there is to be ignored (XDG Base Directory Specification).
    base = Path(data) if data and Path(data).is_absolute() else home / ".local" / "share"
    return base / "spectralgpt" / "models"
