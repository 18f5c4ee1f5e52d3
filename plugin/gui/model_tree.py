"""The list of models in groups: name, what it does, size, state."""

from __future__ import annotations

import html
from collections.abc import Sequence
from typing import Optional

from qgis.PyQt.QtCore import Qt, pyqtSignal
from qgis.PyQt.QtGui import QBrush, QColor
from qgis.PyQt.QtWidgets import QAbstractItemView, QHeaderView, QTreeWidget, QTreeWidgetItem, QWidget

from ..layers.model_list import OWN, PUBLISHED, SHIPPED, ListedModel
from ..layers.translation import tr
from .field import error_colour
from .model_words import group_text, is_broken, short_task_text, size_text, state_text

_NAME, _TASK, _SIZE, _STATE = range(4)


class ModelTree(QTreeWidget):
    """Shows models; one can be chosen.

    Signals:
        chosen: another model, or none, is the current one.
    """

    chosen = pyqtSignal()

    def __init__(self, parent: Optional[QWidget] = None) -> None:
        super().__init__(parent)
        self.setHeaderLabels([tr("Model"), tr("Task"), tr("Size"), tr("State")])
        self.setAlternatingRowColors(True)
        self.setAllColumnsShowFocus(True)
        self.setRootIsDecorated(False)
        self.setIndentation(14)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        for column in (_TASK, _SIZE, _STATE):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.ResizeToContents)
        self.currentItemChanged.connect(lambda _now, _before: self.chosen.emit())

    @property
    def model(self) -> Optional[ListedModel]:
        """The chosen model, if any."""
        item = self.currentItem()
        found = item.data(_NAME, Qt.ItemDataRole.UserRole) if item is not None else None
        return found if isinstance(found, ListedModel) else None

    def show_models(self, models: Sequence[ListedModel], choose: str = "") -> None:
        """Fill the list anew; ``choose`` is the id to choose, else what is chosen stays so."""
        wanted = choose or (self.model.id if self.model else "")
        self.blockSignals(True)
        self.clear()
        for group in (SHIPPED, OWN, PUBLISHED):
            headline = self._headline(group)
            own = [model for model in models if model.group == group]
            for model in own:
                self._line(headline, model)
            if not own:
                self._remark(headline, group)
        self.expandAll()
        self.blockSignals(False)
        self._choose(wanted)

    def _headline(self, group: str) -> QTreeWidgetItem:
        item = QTreeWidgetItem(self, [group_text(group)])
        item.setFlags(Qt.ItemFlag.ItemIsEnabled)
        item.setFirstColumnSpanned(True)
        font = item.font(_NAME)
        font.setBold(True)
        item.setFont(_NAME, font)
        return item

    def _line(self, headline: QTreeWidgetItem, model: ListedModel) -> None:
        texts = [model.title, short_task_text(model.task), size_text(model.size), state_text(model)]
        item = QTreeWidgetItem(headline, texts)
        item.setData(_NAME, Qt.ItemDataRole.UserRole, model)
        item.setTextAlignment(_SIZE, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        item.setToolTip(_NAME, f"<p>{html.escape(model.title)}<br>{html.escape(model.id)}</p>")
        if is_broken(model):
            item.setForeground(_STATE, QBrush(QColor(error_colour(self.palette()))))

    @staticmethod
    def _remark(headline: QTreeWidgetItem, group: str) -> None:
        text = {
            OWN: tr("none yet: download one, or import a file"),
            PUBLISHED: tr("all of them are among your models"),
        }.get(group, tr("none"))
        item = QTreeWidgetItem(headline, [text])
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        item.setFirstColumnSpanned(True)

    def _choose(self, model_id: str) -> None:
        first = None
        for top in range(self.topLevelItemCount()):
            headline = self.topLevelItem(top)
            for row in range(headline.childCount()):
                item = headline.child(row)
                model = item.data(_NAME, Qt.ItemDataRole.UserRole)
                if not isinstance(model, ListedModel):
                    continue
                first = first or item
                if model.id == model_id:
                    self.setCurrentItem(item)
                    return
        if first is not None:
            self.setCurrentItem(first)
        else:
            self.chosen.emit()
