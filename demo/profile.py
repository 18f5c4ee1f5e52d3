"""Makes a QGIS profile of the demo's own, with the plugin enabled; the user's profiles are never touched.

    python -m demo.profile FOLDER

prints the folder to give to `qgis --profiles-path`. Standard library only.
"""

import argparse
import shutil
import sys
from pathlib import Path

PLUGIN = "spectralgpt"
MARK = ".made-by-the-demo"

# English whatever the machine's language, no tips, no news, no questions about versions.
SETTINGS = """\
[PythonPlugins]
spectralgpt=true
processing=true

[locale]
overrideFlag=true
userLocale=en_US
globalLocale=en_US

[qgis]
checkVersion=false
showTips=false
newsFeedEnabled=false
askToSaveMemoryLayers=false
enableMacros=Never

[app]
minTaskLengthForSystemNotification=3600
"""


def make(folder: Path, checkout: Path) -> Path:
    """Make the profile anew in `folder`, with the checkout linked as the plugin; return `folder`.

    Raises:
        FileExistsError: `folder` holds something that is not a profile made here.
    """
    if folder.exists():
        if not (folder / MARK).is_file():
            raise FileExistsError(f"{folder} is not a profile of the demo; remove it or name another folder.")
        shutil.rmtree(folder)
    profile = folder / "profiles" / "default"
    plugins = profile / "python" / "plugins"
    plugins.mkdir(parents=True)
    (folder / MARK).write_text("Made anew by every run of the demo.\n")
    (plugins / PLUGIN).symlink_to(checkout, target_is_directory=True)
    for version in ("QGIS3", "QGIS4"):
        settings = profile / "QGIS" / f"{version}.ini"
        settings.parent.mkdir(exist_ok=True)
        settings.write_text(SETTINGS)
    return folder


def main() -> int:
    """Make a profile as the command line says."""
    parser = argparse.ArgumentParser(description="Make a QGIS profile for the demo.")
    parser.add_argument("folder", type=Path, help="where the profile goes")
    arguments = parser.parse_args()
    print(make(arguments.folder.resolve(), Path(__file__).resolve().parent.parent))
    return 0


if __name__ == "__main__":
    sys.exit(main())
