"""Labelled cells become a styled layer of the project, named in the user's language."""

import json

import pytest
from osgeo import ogr, osr
from qgis.core import QgsProject, QgsRenderContext

from spectralgpt.plugin.gui.area_panel import AreaPanel
from spectralgpt.plugin.layers import results

LABELS = ((7, "Residential"), (1, "Forest"), (1, "Forest"))


@pytest.fixture
def scenes(tmp_path):
    """A real small result: three cells of 640 m, two of forest and one residential."""
    path = tmp_path / "labels.gpkg"
    reference = osr.SpatialReference()
    reference.ImportFromEPSG(32633)
    source = ogr.GetDriverByName("GPKG").CreateDataSource(str(path))
    layer = source.CreateLayer("scenes", reference, ogr.wkbPolygon)
    layer.CreateField(ogr.FieldDefn("code", ogr.OFTInteger))
    layer.CreateField(ogr.FieldDefn("label", ogr.OFTString))
    layer.CreateField(ogr.FieldDefn("confidence", ogr.OFTReal))
    layer.CreateField(ogr.FieldDefn("p_forest", ogr.OFTReal))
    for number, (code, label) in enumerate(LABELS):
        feature = ogr.Feature(layer.GetLayerDefn())
        left = 330_240 + 640 * number
        square = f"POLYGON(({left} 0,{left + 640} 0,{left + 640} 640,{left} 640,{left} 0))"
        feature.SetGeometry(ogr.CreateGeometryFromWkt(square))
        feature["code"], feature["label"], feature["confidence"], feature["p_forest"] = (
            code,
            label,
            80.5,
            10.0,
        )
        layer.CreateFeature(feature)
    layer = source = None
    classes = [
        {"code": 1, "name": "Forest", "color": "#1b5e33", "features": 2, "field": "p_forest"},
        {"code": 3, "name": "Highway", "color": "#8d8d94", "features": 0, "field": "p_highway"},
        {"code": 7, "name": "Residential", "color": "#d1495b", "features": 1, "field": "p_residential"},
    ]
    result = {
        "task": "scenes",
        "output": str(path),
        "layer": "scenes",
        "run_card": str(tmp_path / "labels.run.json"),
        "style": None,
        "scheme": "eurosat",
        "classes": classes,
    }
    card = {**result, "finished": "2026-11-23T16:00:40+00:00", "model": {"id": "mine"}}
    (tmp_path / "labels.run.json").write_text(json.dumps(card))
    return result


def layer_of(ids):
    (identifier,) = ids
    return QgsProject.instance().mapLayer(identifier)


def legend(layer):
    return {
        int(category.value()): (category.label(), category.symbol().color().name())
        for category in layer.renderer().categories()
    }


def test_labelled_cells_have_the_colours_and_names_of_what_occurs(scenes):
    layer = layer_of(results.add_scenes(scenes, name="Potsdam", model_title="My classifier"))
    assert layer.name() == "My classifier – Potsdam"
    assert legend(layer) == {1: ("Forest", "#1b5e33"), 7: ("Residential", "#d1495b")}
    assert layer.featureCount() == 3
    group = QgsProject.instance().layerTreeRoot().children()[0]
    assert (group.name().startswith("Potsdam – scenes 20"), len(group.children())) == (True, 1)
    assert "mine" in layer.metadata().abstract()


def test_the_engine_s_style_is_used_and_every_cell_gets_its_symbol(scenes, tmp_path):
    style = tmp_path / "labels.qml"
    categories = "".join(
        f'<category symbol="{index}" value="{code}" type="integer" render="true" label="{name}"/>'
        for index, (code, name) in enumerate(((1, "Forest"), (7, "Residential")))
    )
    symbols = "".join(
        f'<symbol type="fill" name="{index}" alpha="0.7"><layer class="SimpleFill" enabled="1" locked="0">'
        f'<Option type="Map"><Option type="QString" name="color" value="{index},2,3,255"/></Option>'
        "</layer></symbol>"
        for index in range(2)
    )
    style.write_text(
        '<qgis version="3.22.0" styleCategories="Symbology">'
        '<renderer-v2 type="categorizedSymbol" attr="code">'
        f"<categories>{categories}</categories><symbols>{symbols}</symbols></renderer-v2></qgis>"
    )
    layer = layer_of(results.add_scenes({**scenes, "style": str(style)}))
    assert legend(layer) == {1: ("Forest", "#000203"), 7: ("Residential", "#010203")}
    context, renderer = QgsRenderContext(), layer.renderer()
    renderer.startRender(context, layer.fields())
    found = [renderer.symbolForFeature(feature, context).color().name() for feature in layer.getFeatures()]
    renderer.stopRender(context)
    assert found == ["#010203", "#000203", "#000203"]


def test_labels_arrive_in_the_user_s_language(scenes, monkeypatch):
    monkeypatch.setattr("spectralgpt.plugin.layers.translation.ui_language", lambda: "de")
    layer = layer_of(results.add_scenes(scenes))
    assert {name for name, _colour in legend(layer).values()} == {"Wald", "Wohngebiet"}
    fields = layer.fields()
    assert layer.attributeDisplayName(fields.indexOf("p_forest")) == "Wald (%)"
    shown = layer.editorWidgetSetup(fields.indexOf("label")).config()["map"]
    assert {"Wald": "Forest"} in shown
    assert [feature["label"] for feature in layer.getFeatures()] == [label for _code, label in LABELS]


def test_the_area_panel_leaves_labels_alone(scenes, segmentation, window, runs):
    panel = AreaPanel(window, runs, window.mainWindow())
    results.add_segmentation(segmentation)
    panel.show_result(segmentation)
    before = panel.summary.text()
    window.setActiveLayer(layer_of(results.add_scenes(scenes)))
    assert panel.summary.text() == before
