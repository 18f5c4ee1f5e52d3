"""Choosing how a classifier of scenes was trained, which its file does not say."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Optional

from qgis.PyQt.QtCore import Qt
from qgis.PyQt.QtWidgets import QComboBox, QVBoxLayout, QWidget

from ..layers.translation import tr
from ..settings import Settings
from .field import hint

# By the number of classes, for what was right for one data set means nothing for another.
_KEPT = "dialogs/models/recipes"


def recipe_words(recipe: str) -> tuple[str, str]:
    """How one speaks of one of the engine's recipes, and what it means for the bands and their values."""
    each_image = tr("Each image’s bands are scaled by their own smallest and largest value.")
    in_file_order = tr(
        "EuroSAT’s files have B8A last, and the official training reads them so, with B10 and without B11."
    )
    words = {
        "eurosat": (
            tr("EuroSAT, bands in the model’s order"),
            f"{tr('For a training that sorted the bands by wavelength.')} {each_image}",
        ),
        "eurosat-file-order": (
            tr("EuroSAT, bands in the order of its files"),
            f"{in_file_order} {each_image}",
        ),
        "eurosat-file-order-z-score": (
            tr("EuroSAT, order of its files, standardised"),
            f"{in_file_order} {tr('Values are scaled by the mean and deviation of EuroSAT’s bands.')}",
        ),
        "bigearthnet": (tr("BigEarthNet"), each_image),
        "bigearthnet-two-sigma": (
            tr("BigEarthNet, standardised"),
            tr("Values are scaled by the mean and deviation of BigEarthNet’s bands."),
        ),
        "numbered": (
            tr("Other images: the classes get numbers"),
            tr("One label for each image; bands in the model’s order, scaled image by image."),
        ),
    }
    return words.get(recipe, (recipe, ""))


class RecipeChoice(QWidget):
    """A combo of the recipes that fit a classifier; the first one leaves the choice to the engine."""

    def __init__(self, settings: Settings, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self._settings, self._classes, self._usual = settings, "", ""
        self.combo = QComboBox()
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(38)
        self.explanation = hint()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.combo)
        layout.addWidget(self.explanation)
        self.setFocusProxy(self.combo)
        self.combo.currentIndexChanged.connect(lambda _index: self._explain())

    @property
    def offered(self) -> bool:
        """Whether there is something to choose."""
        return self.combo.count() > 0

    @property
    def value(self) -> str:
        """The chosen recipe; empty for automatic."""
        return str(self.combo.currentData() or "")

    def offer(self, classes: int, recipes: Sequence[str], usual: str) -> None:
        """Show the recipes for a network, the one that was chosen last time for as many classes.

        Args:
            classes: that the network tells apart.
            recipes: those that fit.
            usual: the one that the engine takes by itself.
        """
        self._classes, self._usual = str(classes), usual
        self.combo.clear()
        self.combo.addItem(tr("Automatic: {choice}").format(choice=recipe_words(usual)[0]), "")
        for recipe in recipes:
            name, meaning = recipe_words(recipe)
            self.combo.addItem(name, recipe)
            self.combo.setItemData(self.combo.count() - 1, meaning, Qt.ItemDataRole.ToolTipRole)
        kept: dict[str, Any] = self._settings.get(_KEPT, {})
        self.combo.setCurrentIndex(max(self.combo.findData(kept.get(self._classes, "")), 0))

    def remember(self) -> None:
        """Keep the choice for the next network with as many classes."""
        if self.offered:
            kept: dict[str, Any] = self._settings.get(_KEPT, {})
            self._settings.set(_KEPT, {**kept, self._classes: self.value})

    def _explain(self) -> None:
        self.explanation.setText(recipe_words(self.value or self._usual)[1])
