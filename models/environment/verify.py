"""Run by a new environment's interpreter: imports what the engine needs and computes with it.

Prints one JSON line with versions and the device; any exception ends it with a status other than 0.
"""

import json


def verify() -> dict[str, str]:
    """Import every library, run a convolution and write and read a raster, all in memory."""
    import numpy
    import pyogrio
    import rasterio
    import safetensors
    import scipy
    import shapely
    import torch
    from rasterio.io import MemoryFile

    device = "cuda" if torch.cuda.is_available() else "cpu"
    image = torch.ones(1, 1, 8, 8, device=device)
    kernel = torch.ones(1, 1, 3, 3, device=device)
    total = torch.nn.functional.conv2d(image, kernel).sum().item()
    if total != 9 * 36:
        raise ArithmeticError(f"A convolution on {device} gave {total} instead of {9 * 36}.")
    pixels = numpy.arange(16, dtype="uint8").reshape(1, 4, 4)
    with MemoryFile() as memory:
        with memory.open(
            driver="GTiff", width=4, height=4, count=1, dtype="uint8", crs="EPSG:32632"
        ) as raster:
            raster.write(pixels)
        with memory.open() as raster:
            if not (raster.read() == pixels).all():
                raise ArithmeticError("A raster was not read as it was written.")
    libraries = (torch, numpy, scipy, rasterio, pyogrio, shapely, safetensors)
    return {"device": device, **{library.__name__: library.__version__ for library in libraries}}


if __name__ == "__main__":
    print(json.dumps(verify()))
