import configparser

import pytest

from demo import profile


def test_the_profile_enables_the_plugin_from_the_checkout(tmp_path):
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    folder = profile.make(tmp_path / "profile", checkout)
    home = folder / "profiles" / "default"
    assert (home / "python" / "plugins" / "spectralgpt").resolve() == checkout
    settings = configparser.ConfigParser(strict=True)
    settings.read(home / "QGIS" / "QGIS3.ini")
    assert settings["PythonPlugins"]["spectralgpt"] == "true"


def test_what_an_earlier_run_left_in_the_profile_is_gone(tmp_path):
    folder = profile.make(tmp_path / "profile", tmp_path)
    (folder / "profiles" / "default" / "stale").write_text("")
    profile.make(folder, tmp_path)
    assert not (folder / "profiles" / "default" / "stale").exists()


def test_a_folder_that_is_no_demo_profile_is_left_alone(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "precious").write_text("")
    with pytest.raises(FileExistsError):
        profile.make(folder, tmp_path)
    assert (folder / "precious").exists()


def test_remaking_the_profile_leaves_the_linked_checkout_alone(tmp_path):
    checkout = tmp_path / "checkout"
    checkout.mkdir()
    (checkout / "metadata.txt").write_text("")
    profile.make(tmp_path / "profile", checkout)
    profile.make(tmp_path / "profile", checkout)
    assert (checkout / "metadata.txt").exists()
