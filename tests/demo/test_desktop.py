"""The demo's way of driving QGIS, in a real QGIS under an X server of its own: it always comes to an end."""

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from demo import profile

CHECKOUT = Path(__file__).resolve().parents[2]
DRIVE = """
import os, sys
from pathlib import Path
sys.path.insert(0, os.environ["SPECTRALGPT_DEMO_CHECKOUT"])
from demo.desktop import Until, Walk
from qgis.PyQt.QtWidgets import QMessageBox

def scenario(walk):
    walk.step("First")
    yield 0.1
{body}

walk = Walk(scenario, Path(os.environ["SPECTRALGPT_DEMO_OUTPUT"]), limit=6)
walk.start()
"""

pytestmark = [
    pytest.mark.desktop,
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("qgis"), reason="there is no QGIS desktop here"),
    pytest.mark.skipif(not shutil.which("xvfb-run"), reason="there is no xvfb-run here"),
]


@pytest.fixture
def open_qgis(tmp_path):
    """Returns a function that runs a scenario's body in QGIS; it gives the exit code, result and output."""

    def opened(body: str, plugin: str = "") -> tuple:
        package = tmp_path / "plugin"
        package.mkdir()
        (package / "__init__.py").write_text(
            plugin or "class Plugin:\n    initGui = unload = lambda self: None\n"
        )
        with (package / "__init__.py").open("a") as file:
            file.write("def classFactory(iface):\n    return Plugin()\n")
        keys = (
            "name=SpectralGPT",
            "qgisMinimumVersion=3.22",
            "version=1",
            "description=x",
            "author=x",
            "email=x",
        )
        (package / "metadata.txt").write_text("\n".join(("[general]", *keys)))
        profiles = profile.make(tmp_path / "profile", package)
        code = tmp_path / "drive.py"
        code.write_text(DRIVE.format(body=body))
        environment = {
            **os.environ,
            "SPECTRALGPT_DEMO_CHECKOUT": str(CHECKOUT),
            "SPECTRALGPT_DEMO_OUTPUT": str(tmp_path),
            "SPECTRALGPT_DEMO_OWN_SCREEN": "1",
            "SPECTRALGPT_DEMO_GRACE": "5",
            "SPECTRALGPT_DEMO_START_SECONDS": "20",
            "PYQGIS_STARTUP": str(CHECKOUT / "demo" / "watchdog.py"),
            "QT_QPA_PLATFORM": "xcb",
        }
        command = ["xvfb-run", "-a", "-s", "-screen 0 800x600x24", "qgis", "--nologo", "--noversioncheck"]
        command += ["--profiles-path", str(profiles), "--profile", "default", "--code", str(code)]
        done = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=120, check=False
        )
        result = tmp_path / "result.json"
        return done.returncode, json.loads(result.read_text()) if result.is_file() else None, done.stdout

    return opened


def test_a_scenario_that_ends_well_leaves_qgis_with_its_facts_and_pictures(open_qgis, tmp_path):
    body = "    walk.facts['seen'] = 42\n    walk.screenshot('01-screen')\n    walk.step('Second')"
    code, result, _ = open_qgis(body)
    assert (code, result["ok"], result["seen"]) == (0, True, 42)
    assert [step["name"] for step in result["steps"]] == ["First", "Second"]
    assert (tmp_path / "screenshots" / "01-screen.png").stat().st_size > 1000
    assert not (tmp_path / "hung.txt").exists()


def test_what_never_happens_is_named_with_the_windows_that_are_open(open_qgis, tmp_path):
    body = """
    box = QMessageBox(QMessageBox.Icon.Warning, "Stop", "Nobody answers this")
    box.open()
    yield Until(lambda: False, "the impossible", 1)"""
    _, result, _ = open_qgis(body)
    assert result["ok"] is False
    assert "the impossible" in result["error"]
    assert "Nobody answers this" in result["error"]
    assert (tmp_path / "screenshots" / "failure.png").is_file()


def test_a_blocked_event_loop_is_ended_and_shows_where_it_hangs(open_qgis, tmp_path):
    code, result, _ = open_qgis("    import time\n    time.sleep(100)")
    assert code != 0
    assert result is None
    assert "scenario" in (tmp_path / "hung.txt").read_text()


def test_a_plugin_that_cannot_be_loaded_is_told_instead_of_waited_for(open_qgis):
    code, result, said = open_qgis("    yield 1", plugin="raise RuntimeError('broken on purpose')\n")
    assert code == 3
    assert result is None
    assert "broken on purpose" in said
