"""Takes the user guide's pictures: runs the demo, then writes its screenshots to docs/images, small.

    /usr/bin/python3 docs/take_screenshots.py [--no-run]

Run it with a Python that sees GDAL's `osgeo` modules, such as the one that QGIS uses. With --no-run those of
the last demo are taken. Large pictures get 256 colours, and are scaled down where that is not enough.
"""

import argparse
import json
import shutil
import subprocess
import sys
from pathlib import Path

from osgeo import gdal

CHECKOUT = Path(__file__).resolve().parent.parent
IMAGES = CHECKOUT / "docs" / "images"
LIMIT = 250_000  # bytes a picture
WIDTHS = (1400, 1250, 1100, 960, 840)


def shrink(source: Path, target: Path) -> int:
    """Write a picture as it is, or where it is too large, with 256 colours and as wide as the limit allows.

    Returns:
        Its size in bytes.

    Raises:
        RuntimeError: it is too large even at the smallest width.
    """
    if source.stat().st_size <= LIMIT:
        shutil.copyfile(source, target)
        return target.stat().st_size
    picture = gdal.Open(str(source))
    for width in (min(width, picture.RasterXSize) for width in WIDTHS):
        scaled = gdal.Translate(
            "", picture, format="MEM", width=width, bandList=[1, 2, 3], resampleAlg="cubic"
        )
        bands = [scaled.GetRasterBand(number) for number in (1, 2, 3)]
        palette = gdal.ColorTable()
        gdal.ComputeMedianCutPCT(*bands, 256, palette)
        indexed = gdal.GetDriverByName("MEM").Create("", scaled.RasterXSize, scaled.RasterYSize)
        indexed.GetRasterBand(1).SetRasterColorTable(palette)
        gdal.DitherRGB2PCT(*bands, indexed.GetRasterBand(1), palette)
        gdal.GetDriverByName("PNG").CreateCopy(str(target), indexed, options=["ZLEVEL=9"]).FlushCache()
        Path(f"{target}.aux.xml").unlink(missing_ok=True)
        if target.stat().st_size <= LIMIT:
            return target.stat().st_size
    raise RuntimeError(f"{target.name} is larger than {LIMIT} bytes.")


def main() -> int:
    """Run the demo and write the pictures."""
    parser = argparse.ArgumentParser(description="Take the user guide's screenshots.")
    parser.add_argument("--no-run", action="store_true", help="take those of the last demo")
    parser.add_argument(
        "--demo", type=Path, default=CHECKOUT / "demo-output", help="the demo's output folder"
    )
    arguments = parser.parse_args()
    if not arguments.no_run:
        subprocess.run([str(CHECKOUT / "demo" / "run.sh"), str(arguments.demo)], check=True)
    gdal.UseExceptions()
    screenshots = sorted((arguments.demo / "screenshots").glob("[0-9]*.png"))
    result = arguments.demo / "result.json"
    if not screenshots or not json.loads(result.read_text(encoding="utf-8"))["ok"]:
        print(f"There is no demo that went through in {arguments.demo}: run it first.", file=sys.stderr)
        return 2
    IMAGES.mkdir(exist_ok=True)
    for screenshot in screenshots:
        # The demo numbers them in the order of time; pages call them by name.
        picture = IMAGES / screenshot.name.split("-", 1)[1]
        print(f"{picture.name:<40}{shrink(screenshot, picture) / 1000:6.0f} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
