"""Layers become what the engine opens, or a reason why not."""

import zipfile

import numpy as np
import pytest
from osgeo import gdal, ogr
from qgis.core import QgsApplication, QgsProject, QgsRasterLayer, QgsRectangle, QgsVectorLayer

from spectralgpt.plugin.layers import export, inputs


def invalid_source_layer(source, provider):
    """A layer of a provider that needs a server; only its names matter here."""

    class Layer(QgsRasterLayer):
        def isValid(self):
            return True

        def providerType(self):
            return provider

        def source(self):
            return source

    layer = Layer()
    layer.setName("basemap")
    return layer


def test_a_file_is_handed_over_by_its_path(make_raster):
    layer = make_raster()
    assert inputs.scene_paths(layer) == [layer.source()]


def test_several_one_band_layers_are_one_scene_in_their_order(make_raster):
    layers = [make_raster(f"T33_2024_{name}", bands=1, names=()) for name in ("B02", "B03", "B8A")]
    source = inputs.scene_source(layers)
    assert source.paths == tuple(layer.source() for layer in layers)
    assert source.name == "T33_2024"


def test_a_file_in_an_archive_is_handed_over_as_gdal_names_it(make_raster, tmp_path):
    layer = make_raster("inner")
    with zipfile.ZipFile(tmp_path / "product.zip", "w") as archive:
        archive.write(layer.source(), "inner.tif")
    zipped = QgsRasterLayer(f"/vsizip/{tmp_path}/product.zip/inner.tif", "zipped", "gdal")
    assert zipped.isValid()
    assert inputs.scene_paths(zipped) == [f"/vsizip/{tmp_path}/product.zip/inner.tif"]


@pytest.mark.parametrize(
    "source", ['NETCDF:"/data/a b.nc":reflectance', "SENTINEL2_L2A:/data/MTD_MSIL2A.xml:10m:EPSG_32633"]
)
def test_subdatasets_keep_their_names(source):
    assert inputs.scene_paths(invalid_source_layer(source, "gdal")) == [source]


@pytest.mark.parametrize(
    ("source", "provider"),
    [
        ("type=xyz&url=https://tiles.example/{z}/{x}/{y}.png", "wms"),
        ("url='https://server.example/MapServer'", "arcgismapserver"),
        ("WMS:https://maps.example/ows?layers=ortho", "gdal"),
        ("<GDAL_WMS><Service/></GDAL_WMS>", "gdal"),
    ],
)
def test_pictures_of_web_services_are_refused_with_the_reason(source, provider):
    with pytest.raises(inputs.InputRefused, match="pictures, not reflectance") as refusal:
        inputs.scene_paths(invalid_source_layer(source, provider))
    assert not isinstance(refusal.value, inputs.NeedsExport)


def test_a_file_that_leads_to_a_web_service_is_refused_too(tmp_path):
    path = tmp_path / "ortho.xml"
    path.write_text("<GDAL_WMS><Service name='TMS'/></GDAL_WMS>")
    with pytest.raises(inputs.InputRefused, match="pictures, not reflectance"):
        inputs.scene_paths(invalid_source_layer(str(path), "gdal"))


@pytest.mark.parametrize(
    ("source", "provider"),
    [
        ("dbname='gis' table='scenes'", "postgresraster"),
        ("crs=EPSG:4326&url=x", "wcs"),
        ("PG:dbname=gis", "gdal"),
    ],
)
def test_values_without_a_file_are_marked_for_export(source, provider):
    layer = invalid_source_layer(source, provider)
    with pytest.raises(inputs.NeedsExport):
        inputs.scene_paths(layer)
    assert inputs.scene_source([layer]).needs_export


def test_options_that_only_qgis_knows_need_an_export(make_raster):
    layer = make_raster()
    opened = QgsRasterLayer(layer.source() + "|option:NUM_THREADS=1", "options", "gdal")
    assert opened.isValid()
    with pytest.raises(inputs.NeedsExport):
        inputs.scene_paths(opened)


def test_a_file_that_is_gone_is_refused(make_raster, tmp_path):
    layer = make_raster("gone")
    (tmp_path / "gone.tif").unlink()
    with pytest.raises(inputs.InputRefused, match="gone"):
        inputs.scene_paths(layer)


def test_a_vector_layer_is_no_scene(make_polygons):
    with pytest.raises(inputs.InputRefused, match="not a raster"):
        inputs.scene_paths(make_polygons([(0, 0, 1)]))


def test_an_export_keeps_values_names_and_the_pixel_grid(make_raster, tmp_path, waiting):
    layer = make_raster()
    part = QgsRectangle(300104, 5799803, 300196, 5799897)
    task = export.RasterExport(layer, str(tmp_path / "part.tif"), part)
    run(task, waiting)
    written = gdal.Open(str(tmp_path / "part.tif"))
    whole = gdal.Open(layer.source())
    assert (written.RasterXSize, written.RasterYSize) == (10, 10)
    assert written.GetGeoTransform() == (300100.0, 10.0, 0.0, 5799900.0, 0.0, -10.0)
    assert [written.GetRasterBand(n).GetDescription() for n in (1, 2, 3, 4)] == ["B02", "B03", "B04", "B08"]
    assert np.array_equal(written.ReadAsArray(), whole.ReadAsArray(10, 10, 10, 10))


def test_an_export_outside_the_layer_is_refused(make_raster, tmp_path):
    with pytest.raises(inputs.InputRefused, match="outside"):
        export.RasterExport(make_raster(), str(tmp_path / "part.tif"), QgsRectangle(0, 0, 10, 10))


def test_polygons_of_a_file_are_named_for_the_engine(make_polygons, tmp_path):
    path = write_geopackage(make_polygons([(300000, 5799900, 50)]), tmp_path)
    layer = QgsVectorLayer(f"{path}|layername=parts", "parts", "ogr")
    assert inputs.file_vector_path(layer, selected_only=False) == f"{path}|layername=parts"


def test_what_the_file_does_not_say_is_not_taken_from_the_file(make_polygons, tmp_path):
    path = write_geopackage(make_polygons([(300000, 5799900, 50)]), tmp_path)
    layer = QgsVectorLayer(f"{path}|layername=parts", "parts", "ogr")
    assert inputs.file_vector_path(layer, selected_only=True) is None
    layer.setSubsetString("fid = 1")
    assert inputs.file_vector_path(layer, selected_only=False) is None
    assert inputs.file_vector_path(make_polygons([(0, 0, 1)]), selected_only=False) is None


def test_only_selected_polygons_are_exported(make_polygons, waiting):
    layer = make_polygons([(300000, 5799900, 50), (300200, 5799900, 50), (300300, 5799900, 20)])
    layer.selectByIds([2, 3])
    prepared = export.vector_export(layer, selected_only=True)
    run(prepared.task, waiting)
    path, name = prepared.path.split("|layername=")
    dataset = ogr.Open(path)
    written = dataset.GetLayerByName(name)
    assert written.GetFeatureCount() == 2
    assert written.GetExtent() == (300200.0, 300320.0, 5799900.0, 5799950.0)


def test_nothing_selected_is_said(make_polygons):
    with pytest.raises(inputs.InputRefused, match="No polygon"):
        export.vector_export(make_polygons([(0, 0, 1)]), selected_only=True)


def test_a_job_waits_for_its_exports_and_starts_once(make_raster, tmp_path, waiting):
    layer = make_raster()
    tasks = [export.RasterExport(layer, str(tmp_path / f"{n}.tif")) for n in (1, 2)]
    started, failed = [], []
    export.JobPreparation(tasks, lambda: started.append(True), failed.append).start()
    assert not started
    waiting(lambda: started)
    assert (tmp_path / "1.tif").exists()
    assert (tmp_path / "2.tif").exists()
    assert started == [True]
    assert not failed


def test_a_failed_export_stops_the_job_with_the_reason(make_raster, tmp_path, waiting):
    task = export.RasterExport(make_raster(), str(tmp_path / "no folder" / "1.tif"))
    started, failed = [], []
    export.JobPreparation([task], lambda: started.append(True), failed.append).start()
    waiting(lambda: failed)
    assert "could not be exported" in failed[0]
    assert not started


def run(task, waiting):
    ended = []
    task.taskCompleted.connect(lambda: ended.append(True))
    task.taskTerminated.connect(lambda: ended.append(False))
    QgsApplication.taskManager().addTask(task)
    waiting(lambda: ended)
    assert ended == [True]


def write_geopackage(layer, folder):
    from qgis.core import QgsVectorFileWriter

    options = QgsVectorFileWriter.SaveVectorOptions()
    options.driverName, options.layerName = "GPKG", "parts"
    path = str(folder / "parts.gpkg")
    QgsVectorFileWriter.writeAsVectorFormatV3(layer, path, QgsProject.instance().transformContext(), options)
    return path
