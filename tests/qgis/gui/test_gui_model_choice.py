"""Model cards are read without an engine and say what a model can do."""

import json

import pytest
from qgis.PyQt.QtCore import QLocale

from spectralgpt.plugin.gui import model_choice
from spectralgpt.plugin.layers import catalogue


@pytest.fixture(autouse=True)
def _german():
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(QLocale.system())


def test_the_default_model_comes_first_and_a_damaged_card_costs_only_its_model(tmp_path):
    (tmp_path / "a.json").write_text(json.dumps({"id": "a", "task": "segmentation"}))
    (tmp_path / "b.json").write_text(json.dumps({"id": "b", "task": "segmentation", "default": True}))
    (tmp_path / "c.json").write_text("{")
    (tmp_path / "d.json").write_text(json.dumps({"id": "d", "task": "pretraining"}))
    assert [
        card["id"] for card in catalogue.read_cards("segmentation", shipped=tmp_path, own=tmp_path / "none")
    ] == ["b", "a"]


def test_the_legend_names_the_models_own_classes_in_the_users_language():
    scheme = {
        "classes": [
            {"code": 10, "name": {"en": "Tree cover", "de": "Baumbedeckung"}, "color": "#006400"},
            {"code": 95, "name": {"en": "Mangroves", "de": "Mangroven"}, "color": "#00cf75"},
        ]
    }
    assert model_choice.legend_entries(scheme, [10]) == [("#006400", "Baumbedeckung")]


def test_the_measured_score_is_told_with_what_it_was_measured_on():
    card = {
        "scores": [
            {"data": {"en": "48 chips"}, "overall_accuracy": 0.7085, "mean_iou": 0.3767},
            {"data": "x"},
        ]
    }
    (line,) = model_choice.score_lines(card)
    assert "71 %" in line
    assert "38 %" in line
    assert "48 chips" in line


def test_every_shipped_card_can_be_shown():
    from spectralgpt.plugin.gui.model_choice import ModelChoice

    choice = ModelChoice("segmentation")
    for index in range(choice.combo.count()):
        choice.combo.setCurrentIndex(index)
        assert choice.model_id
        assert choice.legend.entries
        assert choice.combo.toolTip()


def test_the_legend_grows_in_height_where_it_is_narrow():
    from spectralgpt.plugin.gui.legend import Legend

    legend = Legend()
    legend.set_entries([("#006400", "Tree cover"), ("#f096ff", "Cropland"), ("#0064c8", "Water")])
    line = legend.heightForWidth(2000)
    assert legend.heightForWidth(legend.minimumSizeHint().width()) == 3 * line
    legend.deleteLater()
