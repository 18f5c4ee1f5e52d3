"""Each reader finds in its layout what is there, and says what is not."""

import csv
import json
from pathlib import Path

import numpy as np
import pytest
import rasterio

from models.class_schemes import load_scheme
from models.errors import EngineError
from models.rasters.scene import open_scene
from models.rasters.windows import Window
from models.spectralgpt.architecture import BANDS
from models.training.places import UNLABELLED, Collection, Item
from models.training.readers import READERS, read_collection
from models.training.readers.bigearthnet import CLASSES, numbers_in
from models.training.readers.files import L1C, several, table
from tests.tasks.scene_models import write_polygons
from tests.training import toy_data


def read(folder: Path, task: str, reader: str = "folder", **data: object) -> Collection:
    return read_collection(toy_data.settings(folder, task, data={"reader": reader, **data}))


def bands_of(item: Item) -> list[str]:
    with open_scene(item.images[0].paths, item.images[0].options) as scene:
        return [band.name for band in scene.bands]


def ones(count: int, side: int = 8) -> np.ndarray:
    return np.full((count, side, side), 700, np.uint16)


def names_of(collection: Collection) -> list[str]:
    assert collection.scheme is not None
    return [entry.name["en"] for entry in collection.scheme.classes]


def test_label_rasters_are_found_by_name_and_zero_is_unlabelled(tmp_path: Path) -> None:
    codes = np.zeros((8, 8))
    codes[:, 4:] = 7
    codes[0] = 12
    for name in ("a", "b", "c"):
        toy_data.write(tmp_path / "images" / f"{name}_img.tif", ones(4), ("B02", "B03", "B04", "B08"))
    for name in ("a", "b"):
        toy_data.write_labels(tmp_path / "labels" / f"{name}_label.tif", codes)
    found = read(tmp_path, "segmentation")
    assert [item.name for item in found.items] == ["images/a_img.tif", "images/b_img.tif"]
    assert found.scheme.codes == (7, 12)
    labels = found.items[0].labels.read(Window(-1, 2, 4, 8), None)
    assert labels.tolist() == [
        [UNLABELLED] * 8,
        [1] * 6 + [UNLABELLED] * 2,
        [UNLABELLED] * 2 + [0] * 4 + [UNLABELLED] * 2,
        [UNLABELLED] * 2 + [0] * 4 + [UNLABELLED] * 2,
    ]
    assert any("no labels" in note for note in found.notes)
    assert any("unlabelled" in note for note in found.notes)


def test_codes_follow_a_scheme_and_strangers_are_named(tmp_path: Path) -> None:
    toy_data.write(tmp_path / "images" / "a.tif", ones(4), ("B02", "B03", "B04", "B08"))
    toy_data.write_labels(tmp_path / "labels" / "a.tif", np.arange(64).reshape(8, 8))
    found = read(tmp_path, "segmentation", classes="worldcover")
    assert found.scheme == load_scheme("worldcover")
    labels = found.items[0].labels.read(Window(0, 0, 8, 8), None).ravel()
    assert labels[10] == 0
    assert labels[20] == 1
    assert labels[11] == UNLABELLED
    assert any("does not have" in note for note in found.notes)


def test_labels_of_another_size_are_refused(tmp_path: Path) -> None:
    toy_data.write(tmp_path / "images" / "a.tif", ones(4), ("B02", "B03", "B04", "B08"))
    toy_data.write_labels(tmp_path / "labels" / "a.tif", np.arange(36).reshape(6, 6) % 3)
    with pytest.raises(EngineError, match="6 x 6 pixels, the image 8 x 8"):
        read(tmp_path, "segmentation")


def test_polygons_are_burnt_where_they_lie(tmp_path: Path) -> None:
    classes = toy_data.scene_with_polygons(tmp_path, 64)
    found = read(tmp_path, "segmentation", scene=["scene.tif"], polygons="training.gpkg")
    assert names_of(found) == ["Forest", "Water", "Wheat"]
    labels = found.items[0].labels.read(Window(0, 0, 64, 64), None)
    inside = labels != UNLABELLED
    assert 0.3 < inside.mean() < 0.5
    assert (np.array([1, 2, 0])[classes[inside]] == labels[inside]).all()


def test_a_missing_column_is_said_with_those_that_are_there(tmp_path: Path) -> None:
    toy_data.scene_with_polygons(tmp_path, 64, field="crop")
    with pytest.raises(EngineError) as caught:
        read(tmp_path, "segmentation", scene=["scene.tif"], polygons="training.gpkg")
    assert "'class'" in caught.value.message
    assert "crop" in caught.value.advice


def test_polygons_elsewhere_are_refused(tmp_path: Path) -> None:
    toy_data.scene_with_polygons(tmp_path, 64)
    import shapely

    write_polygons(tmp_path / "far.gpkg", [shapely.box(0, 0, 10, 10)], **{"class": np.array(["a"], object)})
    with pytest.raises(EngineError):
        read(tmp_path, "segmentation", scene=["scene.tif"], polygons="far.gpkg")


def test_folders_and_tables_name_classes_of_images(tmp_path: Path) -> None:
    for name in ("b/1.tif", "a/2.tif", "a/3.tif"):
        toy_data.write(tmp_path / name, ones(3), ("B02", "B03", "B04"))
    found = read(tmp_path, "scenes")
    assert names_of(found) == ["a", "b"]
    assert [(item.name, item.classes) for item in found.items] == [
        ("a/2.tif", (0,)),
        ("a/3.tif", (0,)),
        ("b/1.tif", (1,)),
    ]
    (tmp_path / "t.csv").write_text("file;label;split\nb/1.tif;x|y;train\na/2.tif;y;val\ngone.tif;x;\n")
    found = read(tmp_path, "scenes", table="t.csv", multiple=True)
    assert [(i.classes, i.part) for i in found.items] == [((0, 1), "training"), ((1,), "validation")]
    assert any("gone.tif" in note for note in found.notes)


def test_pairs_of_dates_and_masks(tmp_path: Path) -> None:
    for date in ("before", "after"):
        toy_data.write(tmp_path / date / "a.tif", ones(4), ("B02", "B03", "B04", "B08"))
    mask = np.zeros((8, 8))
    mask[2] = 255
    toy_data.write_labels(tmp_path / "labels" / "a.tif", mask)
    found = read(tmp_path, "change")
    assert len(found.items[0].images) == 2
    assert found.items[0].labels.read(Window(0, 0, 8, 8), None).sum(1).tolist() == [0, 0, 8, 0, 0, 0, 0, 0]


def test_eurosat_reads_b8a_last(tmp_path: Path) -> None:
    toy_data.write(tmp_path / "River" / "River_1.tif", ones(13))
    toy_data.write(tmp_path / "Forest" / "Forest_1.tif", ones(13))
    found = read(tmp_path, "scenes", "eurosat")
    assert [item.classes for item in found.items] == [(1,), (8,)]
    assert bands_of(found.items[0])[7:] == ["B08", "B09", "B10", "B11", "B12", "B8A"]


def test_bigearthnet_1_reads_bands_of_their_own_resolution(tmp_path: Path) -> None:
    patch = tmp_path / "S2A_MSIL2A_20170613T101031_0_45"
    for band, side in (("B01", 2), ("B02", 12), ("B03", 12), ("B04", 12), ("B8A", 6), ("B11", 6)):
        path = patch / f"{patch.name}_{band}.tif"
        toy_data.write(path, ones(1, side), nodata=None)
        with rasterio.open(path, "r+") as file:
            file.transform = rasterio.Affine(120 / side, 0, 600_000, 0, -120 / side, 5_300_160)
    labels = {"labels": ["Rice fields", "Water bodies", "Airports"]}
    (patch / f"{patch.name}_labels_metadata.json").write_text(json.dumps(labels))
    found = read(tmp_path, "scenes", "bigearthnet")
    assert found.multiple
    assert found.items[0].classes == (2, 17)
    assert bands_of(found.items[0]) == ["B01", "B02", "B03", "B04", "B8A", "B11"]
    with open_scene(found.items[0].images[0].paths) as scene:
        assert (scene.height, scene.width) == (12, 12)


def test_bigearthnet_2_reads_its_metadata_as_csv_and_refuses_parquet(tmp_path: Path) -> None:
    patch = "S2A_MSIL2A_20170613T101031_N9999_R022_T33UUP_26_57"
    place = tmp_path / patch.rsplit("_", 2)[0] / patch
    for band in ("B02", "B03", "B04", "B08"):
        toy_data.write(place / f"{patch}_{band}.tif", ones(1), nodata=None)
    with (tmp_path / "metadata.csv").open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["patch_id", "labels", "split"])
        writer.writerow([patch, "['Arable land', 'Transitional woodland, shrub']", "validation"])
    found = read(tmp_path, "scenes", "bigearthnet")
    assert (found.items[0].classes, found.items[0].part) == ((2, 13), "validation")
    with pytest.raises(EngineError) as caught:
        read(tmp_path, "scenes", "bigearthnet", table="metadata.parquet")
    assert "CSV" in caught.value.advice


def test_bigearthnet_has_the_schemes_classes_and_drops_what_the_nomenclature_dropped() -> None:
    """43 labels of version 1, of which 11 have no class."""
    members = [label for group in CLASSES.values() for label in group]
    single = [name for name, group in CLASSES.items() if not group]
    assert len(CLASSES) == len(load_scheme("bigearthnet").classes) == 19
    assert len(members) + len(single) == 43 - 11
    assert numbers_in(["Burnt areas", "Mixed forest"]) == (10,)
    assert several('["a", "b|c"]') == ["a", "b|c"]


def test_segmunich_reads_raw_codes_and_its_own_band_order(tmp_path: Path) -> None:
    toy_data.write(tmp_path / "img" / "x_img_1.tif", ones(10), nodata=None)
    codes = np.zeros((8, 8))
    codes[0], codes[1] = 21, 12
    toy_data.write_labels(tmp_path / "label" / "x_label_1.tif", codes)
    found = read(tmp_path, "segmentation", "segmunich")
    assert bands_of(found.items[0]) == ["B02", "B03", "B04", "B08", "B05", "B06", "B07", "B8A", "B11", "B12"]
    labels = found.items[0].labels.read(Window(0, 0, 8, 8), None)
    assert labels[:3, 0].tolist() == [1, 12, 0]
    assert found.bands[-2:] == ("mean", "mean")


def test_oscd_keeps_its_test_cities_apart(tmp_path: Path) -> None:
    for city, kind in (("bercy", "Train"), ("dubai", "Test"), ("paris", "Train")):
        for date in (1, 2):
            for band in ("B02", "B03", "B04", "B08"):
                path = tmp_path / "OSCD - Images" / city / f"imgs_{date}_rect" / f"{band}.tif"
                toy_data.write(path, ones(1), nodata=None)
        if city != "paris":
            mask = tmp_path / f"OSCD - {kind} Labels" / city / "cm" / "cm.png"
            mask.parent.mkdir(parents=True)
            with rasterio.open(mask, "w", driver="PNG", dtype="uint8", count=1, height=8, width=8) as file:
                file.write(np.full((1, 8, 8), 255 if kind == "Test" else 0, np.uint8))
    found = read(tmp_path, "change", "oscd")
    assert [(item.name, item.part) for item in found.items] == [
        ("bercy", "training"),
        ("dubai", "validation"),
    ]
    assert [len(item.images[0].paths) for item in found.items] == [4, 4]
    window = Window(0, 0, 8, 8)
    assert [item.labels.read(window, None).max() for item in found.items] == [0, 1]
    assert any("paris" in note for note in found.notes)


def test_fmow_keeps_images_of_a_place_together(tmp_path: Path) -> None:
    rows = [("airport", 5, 1), ("airport", 5, 2), ("zoo", 7, 1)]
    for category, place, number in rows:
        folder = tmp_path / category / f"{category}_{place}"
        toy_data.write(folder / f"{category}_{place}_{number}.tif", ones(13), nodata=None)
    lines = [f"{c},{p},{n}" for c, p, n in (*rows, ("zoo", 9, 9))]
    (tmp_path / "train.csv").write_text("\n".join(["category,location_id,image_id", *lines]))
    found = read(tmp_path, "scenes", "fmow", table="train.csv")
    assert [item.place for item in found.items] == ["airport_5", "airport_5", "zoo_7"]
    assert names_of(found) == ["airport", "zoo"]
    assert bands_of(found.items[0]) == list(L1C)
    assert any("zoo_9" in note for note in found.notes)


def test_readers_refuse_tasks_that_they_have_nothing_for(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match="nothing for change"):
        read(tmp_path, "change", "eurosat")
    with pytest.raises(EngineError, match="no reader"):
        read(tmp_path, "change", "other")
    assert set(READERS) >= {"folder", "eurosat", "bigearthnet", "segmunich", "oscd", "fmow"}


def test_real_eurosat_has_its_split(data_folder: Path) -> None:
    found = read(data_folder / "eurosat_ms", "scenes", "eurosat")
    rows = list(table(data_folder / "eurosat_ms" / "labels.csv"))
    assert len(found.items) == len(rows) == 152
    ids = {row["file"]: (int(row["label_id"]),) for row in rows}
    assert all(item.classes == ids[item.name] for item in found.items)
    assert {item.part for item in found.items} == {"training", "validation", None}


def test_real_bigearthnet_has_its_labels(data_folder: Path) -> None:
    found = read(data_folder / "bigearthnet_v2_samples", "scenes", "bigearthnet")
    assert len(found.items) == 36
    assert bands_of(found.items[0]) == list(BANDS)
    rows = {
        Path(row["file"]).stem: row for row in table(data_folder / "bigearthnet_v2_samples" / "labels.csv")
    }
    assert all(len(item.classes) == len(rows[item.name]["labels"].split("|")) for item in found.items)


def test_real_segmunich_looks_like_vegetation(data_folder: Path, tmp_path: Path) -> None:
    """In the file's order the fourth band is the infrared, brighter than all visible ones."""
    (tmp_path / "img").mkdir()
    (tmp_path / "img" / "a.tif").symlink_to(data_folder / "segmunich_sample" / "SegMunich_train_img_10.tif")
    found = read(tmp_path, "pretraining", "segmunich")
    with open_scene(found.items[0].images[0].paths, found.items[0].images[0].options) as scene:
        means = scene.read(Window(0, 0, 128, 128), range(10))[0].mean((1, 2))
        assert [band.name for band in scene.bands][3] == "B08"
    assert means[3] > 3 * means[:3].max()
