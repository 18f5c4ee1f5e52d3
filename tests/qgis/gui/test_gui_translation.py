"""German is complete, says the same, and is what QGIS really shows."""

import importlib.util
import re
import string
from pathlib import Path

import pytest
from qgis.core import QgsProject
from qgis.PyQt.QtCore import QCoreApplication, QLocale, QTranslator
from qgis.PyQt.QtWidgets import QLabel

from spectralgpt.plugin.layers import translation

I18N = Path(__file__).resolve().parents[3] / "resources" / "i18n"
LANGUAGES = sorted(path.stem.partition("_")[2] for path in I18N.glob("spectralgpt_*.ts"))


@pytest.fixture(scope="module")
def tool(checkout):
    spec = importlib.util.spec_from_file_location("translations", checkout / "tools" / "translations.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def german():
    translator = QTranslator()
    assert translator.load(str(I18N / "spectralgpt_de.qm"))
    QCoreApplication.installTranslator(translator)
    QLocale.setDefault(QLocale("de_DE"))
    yield translator
    QCoreApplication.removeTranslator(translator)
    QLocale.setDefault(QLocale.system())


def fields(text):
    return sorted(
        str(name) for _text, name, _spec, _conversion in string.Formatter().parse(text) if name is not None
    )


def test_german_is_there():
    assert "de" in LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_is_translated(tool, language):
    translated = tool.read(I18N / f"spectralgpt_{language}.ts")
    missing = [text for text in tool.sentences() if text not in translated]
    assert not missing, "run tools/translations.py and translate these"


@pytest.mark.parametrize("language", LANGUAGES)
def test_placeholders_keys_and_tags_survive_translation(tool, language):
    for (_context, source), text in tool.read(I18N / f"spectralgpt_{language}.ts").items():
        assert fields(source) == fields(text), source
        assert source.count("&") == text.count("&"), source
        assert re.findall(r"</?\w+>", source) == re.findall(r"</?\w+>", text), source
        assert source[:1].isspace() == text[:1].isspace(), source


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_compiled_file_says_what_the_source_says(tool, language):
    translator = QTranslator()
    assert translator.load(str(I18N / f"spectralgpt_{language}.qm"))
    QCoreApplication.installTranslator(translator)
    try:
        for (context, source), text in tool.read(I18N / f"spectralgpt_{language}.ts").items():
            assert QCoreApplication.translate(context, source) == text, "run tools/translations.py"
    finally:
        QCoreApplication.removeTranslator(translator)


def test_the_dialogs_speak_german(german, window, supervisor, runs, settings, make_raster):
    from spectralgpt.plugin.gui.segment_dialog import SegmentDialog

    make_raster()
    dialog = SegmentDialog(window, supervisor, runs, settings, window.window)
    assert dialog.windowTitle() == "Landbedeckung klassifizieren"
    assert dialog.run_button.text() == "Starten"
    dialog.close()
    dialog.deleteLater()


def test_classes_arrive_in_german(german, segmentation):
    from spectralgpt.plugin.layers import results, styles

    cover = results.add_segmentation({**segmentation, "scheme": "worldcover"})[0]
    labels = [
        label for _code, _colour, label in styles.palette_entries(QgsProject.instance().mapLayer(cover))
    ]
    assert labels[:2] == ["Baumbedeckung", "Ackerland"]


@pytest.mark.parametrize("name", ["segment", "change", "scenes", "reconstruct", "features"])
@pytest.mark.parametrize("language", ["en", "de"])
def test_each_key_leads_to_one_field(request, language, name, open_dialog, make_raster, import_model):
    if language == "de":
        request.getfixturevalue("german")
    for task in ("pretraining", "change", "classification"):
        import_model(task, task=task)
    make_raster()
    dialog = open_dialog(name)
    labels = {label.text() for label in dialog.findChildren(QLabel) if label.buddy() is not None}
    keys = [match.lower() for text in labels for match in re.findall(r"&(\w)", text)]
    assert len(keys) >= 7
    assert len(keys) == len(set(keys)), sorted(labels)


def test_what_the_engine_says_is_shown_in_german(german):
    said = {
        "notes": [
            {
                "$sentence": "{count} Sentinel-2 bands were made from the scene's narrow ones with {how}: "
                "the centres are met within {distance:.1f} nm ({farthest}), and at least {covered:.0f} % of "
                "each response is covered ({least}).",
                "values": {
                    "count": 12,
                    "how": {"$sentence": "Gaussian responses", "values": {}, "text": "Gaussian responses"},
                    "distance": 3.25,
                    "farthest": "B8A",
                    "covered": 97.6,
                    "least": "B12",
                },
                "text": "12 Sentinel-2 bands were made …",
            }
        ],
        "left": {
            "$sentence": "Left out ({reason}): {names}.",
            "values": {"reason": {"$sentence": "panchromatic", "values": {}, "text": "x"}, "names": "B8"},
            "text": "Left out (panchromatic): B8.",
        },
        "number": 5,
    }
    heard = translation.translated(said)
    assert heard["notes"][0].startswith("12 Sentinel-2-Kanäle wurden mit gaußförmigen Empfindlichkeiten")
    assert "3,3 nm" in heard["notes"][0] or "3,2 nm" in heard["notes"][0]
    assert heard["left"] == "Ausgelassen (panchromatisch): B8."
    assert heard["number"] == 5


def test_what_nobody_translated_stays_english(german):
    unknown = {
        "$sentence": "A {new} sentence.",
        "values": {"new": "fresh"},
        "text": "A fresh sentence.",
    }
    assert translation.translated(unknown) == "A fresh sentence."
    broken = {"$sentence": "Left out ({reason}): {names}.", "values": {}, "text": "Left out."}
    assert translation.translated(broken) == "Left out."
