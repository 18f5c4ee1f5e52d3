"""Write the plugin's zip for QGIS's plugin site: ``make package``.

The zip holds tracked files only, in one top folder ``spectralgpt``; the same commit gives the same bytes.
"""

from __future__ import annotations

import argparse
import configparser
import os
import subprocess
import sys
import time
import zipfile
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
TOP = "spectralgpt"
FILES = ("metadata.txt", "__init__.py", "LICENSE", "README.md", "CHANGELOG.md")
FOLDERS = ("plugin", "models", "resources")
# Sources of what is shipped, and what the site refuses.
LEFT_OUT = (".in", ".ts", ".pyc", ".so", ".dll", ".exe", ".sh", ".bat", ".ps1", ".cmd")
LARGEST = 25_000_000  # bytes; the site's limit is 25 MB


def git(*arguments: str) -> str:
    """Run git in the checkout and return what it prints."""
    return subprocess.run(
        ["git", *arguments], cwd=CHECKOUT, check=True, capture_output=True, text=True
    ).stdout


def shipped() -> list[str]:
    """Return the paths to pack, relative to the checkout, sorted."""
    tracked = git("ls-files", "-z", "--", *FILES, *FOLDERS).split("\0")
    return sorted(path for path in tracked if path and not path.endswith(LEFT_OUT))


def version() -> str:
    """Return the version that metadata.txt states."""
    metadata = configparser.ConfigParser(interpolation=None)
    metadata.read(CHECKOUT / "metadata.txt", encoding="utf-8")
    return metadata["general"]["version"]


def pack(folder: Path) -> Path:
    """Write the zip into a folder and return its path.

    Raises:
        SystemExit: a file that must be in it is missing, or it is too large for the site.
    """
    paths = shipped()
    for needed in FILES:
        if needed not in paths:
            sys.exit(f"package: {needed} is missing")
    # Zip files know neither time zones nor years before 1980.
    seconds = int(os.environ.get("SOURCE_DATE_EPOCH") or git("log", "-1", "--format=%ct"))
    moment = max(time.gmtime(seconds)[:6], (1980, 1, 1, 0, 0, 0))
    folder.mkdir(parents=True, exist_ok=True)
    result = folder / f"{TOP}-{version()}.zip"
    with zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in paths:
            entry = zipfile.ZipInfo(f"{TOP}/{path}", moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, whatever this is written on
            entry.external_attr = 0o100644 << 16
            archive.writestr(entry, (CHECKOUT / path).read_bytes())
    size = result.stat().st_size
    if size > LARGEST:
        result.unlink()
        sys.exit(f"package: {size / 1e6:.1f} MB are more than the site's {LARGEST / 1e6:.0f} MB")
    return result


def main() -> None:
    """Write the zip and say how large it is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--output", type=Path, default=CHECKOUT / "dist", help="the folder for the zip")
    result = pack(parser.parse_args().output)
    print(f"{result}: {len(shipped())} files, {result.stat().st_size / 1e6:.1f} MB")


if __name__ == "__main__":
    main()
