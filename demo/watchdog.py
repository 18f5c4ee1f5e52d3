"""Ends a QGIS that hangs before the demo's own script runs; QGIS runs this first, as PYQGIS_STARTUP.

A plugin that can't be loaded, say, makes QGIS show a box that nobody is there to close. This tells what the
box says.
"""

import os
import sys

from qgis.PyQt.QtCore import QTimer

SECONDS = float(os.environ.get("SPECTRALGPT_DEMO_START_SECONDS", "60"))
sys.path.insert(0, os.environ["SPECTRALGPT_DEMO_CHECKOUT"])


def end_unless_started() -> None:
    """Look whether the demo's script has begun; if not, say what stands on the screen and end QGIS."""
    if "demo.desktop" not in sys.modules:
        from demo.desktop import open_windows

        print(f"QGIS did not get as far as the demo within {SECONDS:.0f} s.\n{open_windows()}", flush=True)
        os._exit(3)


QTimer.singleShot(int(SECONDS * 1000), end_unless_started)
