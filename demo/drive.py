"""The demo's scenario, run inside QGIS by `qgis --code demo/drive.py`; see run.sh."""

import os
import sys
from pathlib import Path

CHECKOUT = Path(os.environ["SPECTRALGPT_DEMO_CHECKOUT"])
OUTPUT = Path(os.environ["SPECTRALGPT_DEMO_OUTPUT"])
sys.path.insert(0, str(CHECKOUT))

from demo.desktop import Walk  # noqa: E402
from demo.scenario import whole_toolbar  # noqa: E402

walk = Walk(whole_toolbar, OUTPUT, limit=float(os.environ.get("SPECTRALGPT_DEMO_SECONDS", "900")))
walk.start()
