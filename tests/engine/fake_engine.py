"""The engine's command line with a fake network: ``python fake_engine.py segment …``."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path[:0] = [str(Path(__file__).resolve().parents[2]), str(Path(__file__).resolve().parent)]
    from engine_fakes import install_fake_catalog

    from models.cli import main

    install_fake_catalog()
    sys.exit(main())
