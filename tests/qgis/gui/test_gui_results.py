"""Results arrive as named, grouped and styled layers that know where they come from."""

from pathlib import Path

import pytest
from qgis.core import (
    QgsPalettedRasterRenderer,
    QgsProject,
    QgsRasterLayer,
    QgsSingleBandPseudoColorRenderer,
)

from spectralgpt.plugin.gui.area_report import report_of
from spectralgpt.plugin.layers import results, styles, translation


def layers_of(ids):
    return [QgsProject.instance().mapLayer(layer_id) for layer_id in ids]


def node(layer):
    return QgsProject.instance().layerTreeRoot().findLayer(layer.id())


def test_a_land_cover_map_has_names_and_colours_from_the_style_file(segmentation):
    cover, _confidence = layers_of(
        results.add_segmentation(segmentation, name="Munich", model_title="Compact")
    )
    assert isinstance(cover.renderer(), QgsPalettedRasterRenderer)
    assert styles.palette_entries(cover) == [
        (10, "#006400", "Tree cover"),
        (40, "#f096ff", "Cropland"),
        (80, "#0064c8", "Permanent water bodies"),
    ]
    assert "Munich" in cover.name()
    assert "Compact" in cover.name()


def test_without_a_style_file_the_palette_is_built_from_the_result(segmentation):
    Path(segmentation["style"]).unlink()
    cover = layers_of(results.add_segmentation(segmentation, name="Munich"))[0]
    assert [entry[2] for entry in styles.palette_entries(cover)] == [
        "Tree cover",
        "Cropland",
        "Permanent water bodies",
    ]


def test_results_stand_in_a_group_on_top_and_only_the_map_is_shown(segmentation, make_raster):
    mine = make_raster("mine")
    cover, confidence = layers_of(results.add_segmentation(segmentation, name="Munich"))
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert group.name().startswith("Munich – land cover 2026-11-23")
    assert [child.layerId() for child in group.children()] == [cover.id(), confidence.id()]
    assert node(cover).isVisible()
    assert not node(confidence).itemVisibilityChecked()
    assert isinstance(confidence.renderer(), QgsSingleBandPseudoColorRenderer)
    assert node(mine).isVisible()


def test_the_run_card_is_in_the_layers_metadata(segmentation):
    cover = layers_of(results.add_segmentation(segmentation))[0]
    metadata = cover.metadata()
    assert "Munich_2024.tif" in metadata.abstract()
    assert "compact" in metadata.abstract()
    assert metadata.links()[0].url.endswith("cover.run.json")
    assert any("DN/10000" in entry for entry in metadata.history())


def test_a_name_is_found_in_the_run_card_where_none_is_given(segmentation):
    cover = layers_of(results.add_segmentation(segmentation))[0]
    assert "Munich_2024" in cover.name()


def test_a_temporary_result_says_so(segmentation, monkeypatch, tmp_path):
    monkeypatch.setattr(results, "is_temporary", lambda path: True)
    cover = layers_of(results.add_segmentation(segmentation))[0]
    assert "deleted when QGIS is closed" in cover.metadata().abstract()
    properties = cover.serverProperties()
    tooltip = (properties if hasattr(properties, "abstract") else cover).abstract()
    assert "deleted when QGIS is closed" in tooltip


def test_only_files_in_qgis_temporary_folder_are_temporary(tmp_path):
    from qgis.core import QgsProcessingUtils

    assert results.is_temporary(QgsProcessingUtils.generateTempFilename("map.tif"))
    assert not results.is_temporary(str(tmp_path / "map.tif"))


def test_the_unchanged_is_transparent_and_the_evidence_hidden(change):
    mask, evidence = layers_of(results.add_change(change, name="2017 → 2018"))
    unchanged, changed = mask.renderer().classes()
    assert unchanged.color.alpha() == 0
    assert changed.color.alpha() == 255
    assert node(mask).isVisible()
    assert not node(evidence).itemVisibilityChecked()


def test_transitions_are_named_and_told_apart(change, tmp_path):
    transitions = [
        {"code": 1, "name": "Tree cover → Cropland", "pixels": 5, "hectares": 0.05},
        {"code": 0, "name": "Cropland → Built-up", "pixels": 50, "hectares": 0.5},
    ]
    result = {**change, "from_to": change["output"], "transitions": transitions}
    _mask, from_to, _evidence = layers_of(results.add_change(result))
    entries = styles.palette_entries(from_to)
    assert [entry[2] for entry in entries] == ["Cropland → Built-up", "Tree cover → Cropland"]
    assert entries[0][1] != entries[1][1]


def test_transitions_are_named_in_the_users_language(change, monkeypatch):
    monkeypatch.setattr(translation, "ui_language", lambda: "de")
    name = {"en": "Tree cover → Cropland", "de": "Bäume → Ackerland"}
    entry = {"code": 104, "name": name["en"], "names": name, "pixels": 5, "hectares": 0.05}
    result = {**change, "from_to": change["output"], "transitions": [entry]}
    _mask, from_to, _evidence = layers_of(results.add_change(result))
    assert [label for _code, _colour, label in styles.palette_entries(from_to)] == ["Bäume → Ackerland"]
    assert [row.name for row in report_of(result).rows] == ["Bäume → Ackerland"]


def test_a_result_that_cannot_be_opened_adds_nothing(segmentation):
    with pytest.raises(RuntimeError, match="Confidence"):
        results.add_segmentation({**segmentation, "confidence": "/nowhere.tif"})
    assert not QgsProject.instance().mapLayers()
    assert not QgsProject.instance().layerTreeRoot().children()


def test_a_new_threshold_joins_the_evidence_and_hides_the_old_mask(change, tmp_path):
    import shutil

    old, evidence = layers_of(results.add_change(change, name="2017 → 2018"))
    shutil.copy(change["output"], tmp_path / "change_t60.tif")
    result = {**change, "task": "threshold", "output": str(tmp_path / "change_t60.tif"), "threshold": 60}
    (mask,) = layers_of(results.add_threshold(result, name="2017 → 2018"))
    group = node(evidence).parent()
    assert [child.layerId() for child in group.children()] == [mask.id(), old.id(), evidence.id()]
    assert node(mask).isVisible()
    assert not node(old).itemVisibilityChecked()
    assert "60" in mask.name()


def test_a_new_threshold_without_its_evidence_stands_alone(change):
    (mask,) = layers_of(results.add_threshold({**change, "task": "threshold", "evidence": None}))
    assert node(mask).isVisible()


def test_the_threshold_style_shows_only_what_reaches_it(change):
    evidence = QgsRasterLayer(change["evidence"], "evidence", "gdal")
    styles.style_evidence_above(evidence, 40)
    shader = evidence.renderer().shader()
    assert shader.shade(39.0)[4] == 0
    assert shader.shade(40.0)[4] == 255
    assert shader.shade(100.0)[4] == 255
