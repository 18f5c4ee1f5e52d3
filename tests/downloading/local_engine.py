"""The engine with official cards of a test's own: ``python local_engine.py FOLDER worker``."""

import sys
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    from models import official
    from models.cli import main

    official.CARDS = Path(sys.argv[1])
    sys.exit(main(sys.argv[2:]))
