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


def test_scores_of_change_and_of_several_labels_are_told_too():
    lines = model_choice.score_lines({"scores": [{"data": "x", "f1": 0.52}, {"data": "y", "map": 0.86}]})
    assert [("52 %" in lines[0]), ("86 %" in lines[1])] == [True, True]


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


def test_imported_models_stand_below_the_shipped_ones_and_are_marked(import_model, own_models):
    from spectralgpt.plugin.gui.model_choice import ModelChoice

    import_model("mine")
    import_model("other", task="change")
    import_model("landcover-small")  # a shipped model keeps its name
    (own_models / "renamed.json").write_text((own_models / "mine.json").read_text())
    (own_models / "damaged.json").write_text("{")
    choice = ModelChoice("segmentation")
    ids = [choice.combo.itemData(index) for index in range(choice.combo.count())]
    assert ids == ["landcover-small", "landcover-nano", "mine"]
    assert "importe" not in choice.combo.itemText(0)
    assert choice.combo.itemText(2) == "Offizielles Netz (imported)"
    choice.set_model("mine")
    assert choice.parameter() == "mine"
    assert choice.title == "Offizielles Netz"
    assert [name for _colour, name in choice.legend.entries] == [
        "Ackerland",
        "Wälder",
        "Oberflächengewässer",
    ]
    assert "mine.pth" in choice.score.text()


def test_models_of_the_same_title_are_told_apart_by_their_ids(import_model):
    from spectralgpt.plugin.gui.model_choice import ModelChoice

    for name in ("first", "second"):
        import_model(name, task="pretraining")
    texts = [ModelChoice("pretraining").combo.itemText(index) for index in (1, 2)]
    assert texts == ["Offizielles Netz (first) (imported)", "Offizielles Netz (second) (imported)"]


def test_classes_that_only_a_card_knows_are_named(import_model, segmentation):
    from spectralgpt.plugin.gui.model_choice import ModelChoice
    from spectralgpt.plugin.layers.results import localized_classes

    entry = {"code": 40, "name": {"en": "Class 40", "de": "Klasse 40"}, "color": "#123456"}
    own = {"id": "numbered-1", "classes": [entry]}
    import_model("mine", scheme="numbered-1", class_scheme=own, classes=[40])
    choice = ModelChoice("segmentation")
    choice.set_model("mine")
    assert choice.legend.entries == (("#123456", "Klasse 40"),)
    named = localized_classes({**segmentation, "scheme": "numbered-1"})
    assert "Klasse 40" in [c["name"] for c in named]


def test_without_a_model_the_choice_says_how_to_get_one():
    from spectralgpt.plugin.gui.model_choice import ModelChoice
    from spectralgpt.plugin.layers.inputs import InputRefused

    choice = ModelChoice("change")
    assert not choice.combo.isEnabled()
    with pytest.raises(InputRefused, match="convert"):
        choice.parameter()


def test_only_models_that_scale_their_input_ask_how():
    from spectralgpt.plugin.gui.scaling_choice import ScalingChoice

    choice = ScalingChoice()
    choice.set_card({"input": {"scaling": "scene-percentiles"}})
    assert choice.parameter() == {"scaling": "scene-percentiles"}
    choice.set_value("chip-minmax")
    assert choice.parameter() == {"scaling": "chip-minmax"}
    assert "training" in choice.explanation.text()
    choice.set_card({"id": "landcover-small"})
    assert not choice.needed
    assert choice.parameter() == {}
