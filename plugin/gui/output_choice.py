"""Choosing where a result goes: a temporary file or one that is kept."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from qgis.core import QgsProcessingUtils
from qgis.gui import QgsFileWidget
from qgis.PyQt.QtCore import QDir, pyqtSignal
from qgis.PyQt.QtWidgets import QCheckBox, QHBoxLayout, QWidget

from ..layers.inputs import InputRefused
from ..layers.translation import tr

FORMATS = {".tif": "GeoTIFF (*.tif)", ".gpkg": "GeoPackage (*.gpkg)", ".csv": "CSV (*.csv)"}
# What the engine writes beside a raster.
SIDECARS = (".tif.aux.xml", ".tif.ovr", ".tif.msk", ".qml", ".run.json")


class OutputChoice(QWidget):
    """A file to write; left empty it is a temporary one.

    Args:
        suffix: of the file, one of `FORMATS`.
        name: of the temporary file.
        label: of the check box that turns an optional output on; None for one that is always written.
        beside: for optional outputs, the main one: they go beside it unless the user says otherwise.

    Signals:
        changed: another file was chosen, or the output turned on or off.
    """

    changed = pyqtSignal()

    def __init__(
        self,
        suffix: str,
        name: str,
        label: str | None = None,
        beside: OutputChoice | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._suffix, self._name, self._beside = suffix, name, beside
        self._temporary = ""
        self.check = QCheckBox(label) if label is not None else None
        self.file = QgsFileWidget()
        self.file.setStorageMode(QgsFileWidget.StorageMode.SaveFile)
        self.file.setFilter(FORMATS[suffix])
        # The dialog asks once for all outputs, when it is run.
        self.file.setConfirmOverwrite(False)
        self.file.fileChanged.connect(lambda _path: self.changed.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        if self.check is not None:
            self.check.toggled.connect(self.file.setVisible)
            self.check.toggled.connect(lambda _on: self.changed.emit())
            self.check.setMinimumHeight(self.file.sizeHint().height())
            self.file.setVisible(False)
            layout.addWidget(self.check)
        layout.addWidget(self.file, 1)
        # Keeps the check box at the left while the file is hidden.
        layout.addStretch(0)
        self.setFocusProxy(self.check or self.file)
        if beside is not None:
            beside.changed.connect(self._show_placeholder)
        self._show_placeholder()

    @property
    def wanted(self) -> bool:
        """Whether the output is to be written."""
        return self.check is None or self.check.isChecked()

    @property
    def is_temporary(self) -> bool:
        """Whether the output is lost when QGIS is closed."""
        return not self._kept_path()

    def set_wanted(self, wanted: bool) -> None:
        """Turn an optional output on or off."""
        if self.check is not None:
            self.check.setChecked(wanted)

    def path(self) -> str:
        """The file to write; a temporary one, always the same, if none was chosen.

        Raises:
            InputRefused: its folder does not exist.
        """
        kept = self._kept_path()
        if not kept:
            if not self._temporary:
                self._temporary = QgsProcessingUtils.generateTempFilename(self._name + self._suffix)
            return self._temporary
        if not Path(kept).parent.is_dir():
            raise InputRefused(tr("There is no folder {folder}").format(folder=Path(kept).parent))
        return kept

    def _kept_path(self) -> str:
        text = self.file.filePath().strip()
        if text:
            path = Path(text).expanduser()
            if not path.is_absolute():
                path = Path(QDir.homePath()) / path
            if path.suffix.lower() not in (self._suffix, *((".tiff",) if self._suffix == ".tif" else ())):
                path = path.with_name(path.name + self._suffix)
            return str(path)
        if self._beside is not None and (main := self._beside._kept_path()):
            return str(Path(main).with_name(f"{Path(main).stem}_{self._name}{self._suffix}"))
        return ""

    def _show_placeholder(self) -> None:
        kept = self._kept_path()
        text = Path(kept).name if kept else tr("[Temporary file]")
        self.file.lineEdit().setPlaceholderText(text)


def existing_files(paths: Iterable[str]) -> list[str]:
    """Those outputs, and their sidecars, that are already there; the first output is the main one."""
    found = []
    for number, path in enumerate(map(Path, paths)):
        described = number == 0 or path.suffix not in (".gpkg", ".csv")
        sidecars = [path.with_name(path.stem + sidecar) for sidecar in SIDECARS] if described else []
        if any(file.exists() for file in (path, *sidecars)):
            found.append(str(path))
    return found
