"""``python -m models``: all that the engine can do, without QGIS."""

import sys

from models.cli import main

if __name__ == "__main__":
    sys.exit(main())
