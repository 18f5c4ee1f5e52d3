import shutil
from collections import namedtuple
from pathlib import Path

import pytest

from models.errors import EngineError
from models.rasters import outputs
from models.rasters.outputs import check_outputs, publish, stage, staged, write_atomically


def refusal(*targets, inputs=(), overwrite=False, size=0):
    with pytest.raises(EngineError) as caught:
        check_outputs([Path(t) for t in targets], [str(i) for i in inputs], overwrite, size)
    return caught.value.code


def test_a_free_name_in_a_folder_is_fine_and_untouched(tmp_path):
    check_outputs([tmp_path / "a.tif", tmp_path / "b.TIFF"], [], False, polygons=tmp_path / "c.gpkg")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["a.tif", "a.tif.aux.xml", "a.qml", "a.run.json", "a.tif.ovr", "a.tif.msk"])
def test_an_existing_output_or_sidecar_is_refused(tmp_path, name):
    (tmp_path / name).write_text("mine")
    assert refusal(tmp_path / "a.tif") == "output.exists"
    assert (tmp_path / name).read_text() == "mine"
    check_outputs([tmp_path / "a.tif"], [], True)


def test_an_output_that_is_an_input_is_refused_even_if_it_may_be_overwritten(tmp_path):
    scene = tmp_path / "scene.tif"
    scene.write_text("pixels")
    (tmp_path / "link.tif").symlink_to(scene)
    assert refusal(scene, inputs=[scene], overwrite=True) == "output.is_input"
    assert refusal(tmp_path / "link.tif", inputs=[scene], overwrite=True) == "output.is_input"
    assert refusal(tmp_path / "." / "scene.tif", inputs=[scene], overwrite=True) == "output.is_input"


def test_an_output_whose_sidecar_is_an_input_is_refused(tmp_path):
    metadata = tmp_path / "a.tif.aux.xml"
    metadata.write_text("wavelengths")
    assert refusal(tmp_path / "a.tif", inputs=[metadata], overwrite=True) == "output.is_input"


def test_two_results_in_one_file_are_refused(tmp_path):
    assert refusal(tmp_path / "a.tif", tmp_path / "a.tif") == "output.same_twice"
    assert refusal(tmp_path / "a.tif", tmp_path / "a.tiff") == "output.same_twice"  # they share a.qml


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("a.png", "output.format"),
        ("a", "output.format"),
        ("a.gpkg", "output.format"),
        ("none/a.tif", "output.no_folder"),
    ],
)
def test_a_place_that_cannot_be_is_refused(tmp_path, name, code):
    assert refusal(tmp_path / name) == code


def test_polygons_go_into_a_geopackage(tmp_path):
    with pytest.raises(EngineError) as caught:
        check_outputs([tmp_path / "a.tif"], [], False, polygons=tmp_path / "b.tif")
    assert caught.value.code == "output.format"
    (tmp_path / "c.gpkg").write_text("mine")
    with pytest.raises(EngineError) as caught:
        check_outputs([tmp_path / "a.tif"], [], False, polygons=tmp_path / "c.gpkg")
    assert caught.value.code == "output.exists"


def test_a_folder_is_no_output(tmp_path):
    (tmp_path / "a.tif").mkdir()
    assert refusal(tmp_path / "a.tif", overwrite=True) == "output.is_folder"


def test_a_folder_without_permission_is_refused(tmp_path, monkeypatch):
    def denied(**_):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(outputs.tempfile, "TemporaryFile", denied)  # the tests may run as root
    assert refusal(tmp_path / "a.tif") == "output.not_writable"


def test_a_disk_without_space_is_refused_with_both_numbers(tmp_path, monkeypatch):
    usage = namedtuple("usage", "total used free")
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage(10, 0, 50 << 20))
    check_outputs([tmp_path / "a.tif"], [], False, 1 << 20)
    with pytest.raises(EngineError, match="52 MB left; this may take 105 MB") as caught:
        check_outputs([tmp_path / "a.tif"], [], False, 100 << 20)
    assert caught.value.code == "output.no_space"


def test_a_staged_file_gets_its_name_when_it_is_published(tmp_path):
    stage(tmp_path / "a.qml", b"style")
    assert not (tmp_path / "a.qml").exists()
    publish(tmp_path / "a.qml")
    assert (tmp_path / "a.qml").read_bytes() == b"style"
    assert not staged(tmp_path / "a.qml").exists()


def test_an_atomic_write_replaces_the_old_file_whole(tmp_path):
    (tmp_path / "a.json").write_bytes(b"old and longer")
    write_atomically(tmp_path / "a.json", b"new")
    assert (tmp_path / "a.json").read_bytes() == b"new"
    assert [p.name for p in tmp_path.iterdir()] == ["a.json"]


def test_a_file_that_another_program_holds_is_named(tmp_path, monkeypatch):
    stage(tmp_path / "a.tif", b"x")

    def held(self, target):
        raise PermissionError(13, "in use")

    monkeypatch.setattr(Path, "replace", held)
    with pytest.raises(EngineError) as caught:
        publish(tmp_path / "a.tif")
    assert caught.value.code == "output.locked"
