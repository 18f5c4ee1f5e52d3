"""Response tables: read as people export them, refused in one sentence, exact where the answer is known."""

from pathlib import Path

import numpy as np
import pytest

from models.errors import EngineError
from models.rasters.bands import SENTINEL2, Band
from models.rasters.scene import open_scene
from models.spectralgpt.architecture import BANDS
from models.spectralgpt.input_options import InputOptions
from models.spectralgpt.inputs import InputRecipe
from models.spectralgpt.responses import read_responses


def box(name: str, wavelengths: np.ndarray) -> np.ndarray:
    """1 within the band's width, 0 elsewhere."""
    channel = SENTINEL2[name]
    return (np.abs(wavelengths - channel.wavelength) <= channel.width / 2).astype(float)


def lines(names: dict[str, str], separator: str = ",", decimal: str = ".") -> str:
    """A table of boxes: columns by their titles, for the bands that they stand for."""
    wavelengths = np.arange(300, 2601)
    columns = [box(name, wavelengths) for name in names.values()]
    rows = [separator.join(["SR_WL", *names])]
    for k, wavelength in enumerate(wavelengths):
        cells = [f"{wavelength}", *(f"{column[k]:.3f}" for column in columns)]
        rows.append(separator.join(cell.replace(".", decimal) for cell in cells))
    return "\n".join(rows) + "\n"


ESA = {f"S2A_SR_AV_{'B8A' if name == 'B8A' else f'B{int(name[1:])}'}": name for name in SENTINEL2}
SHORT = {name: name for name in SENTINEL2}


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (lines(ESA), "utf-8"),
        (lines(SHORT), "utf-8-sig"),
        (lines(ESA, ";", ","), "utf-8"),
        (lines(ESA, "\t"), "utf-8"),
        (lines(ESA).replace("0.000", "").replace("\n", "\r\n"), "utf-8"),
        (lines({"Remark": "B01", **ESA}), "utf-8"),
    ],
    ids=["esa", "short-names-and-mark", "german", "tabs", "empty-cells-and-crlf", "other-columns"],
)
def test_tables_are_read_as_people_export_them(text: str, encoding: str, tmp_path: Path) -> None:
    """ESA's spreadsheet as CSV, in English and in German."""
    (tmp_path / "srf.csv").write_bytes(text.encode(encoding))
    table = read_responses(tmp_path / "srf.csv")
    assert set(table.responses) == set(SENTINEL2)
    for name, channel in SENTINEL2.items():
        assert table.of(name).centre == pytest.approx(channel.wavelength, abs=1)
        assert len(table.of(name).wavelengths) <= channel.width + 3
    assert len(table.sha256) == 64


GOOD = lines(ESA)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "fewer than two rows"),
        ("SR_WL,B02\n400,0\n", "fewer than two rows"),
        (GOOD.replace("\n400,", "\n399,"), "do not rise"),
        (GOOD.replace("\n300,", "\n500,"), "do not rise"),
        ("wl,B02\n0.40,0\n0.49,1\n0.60,0\n", "micrometres"),
        (GOOD.replace("1.000", "-1.000", 1), "negative at 432 nm"),
        (GOOD.replace("1.000", "nan", 1), "“nan” in row 134 is not a number"),
        (GOOD.replace("1.000", "high", 1), "“high” in row 134 is not a number"),
        ("wl,B02\n480,1\n490,1\n500,1\n", "ends within B02"),
        ("wl,B02\n600,0\n650,1\n700,0\n", "B02 lies at 650 nm instead of 492 nm"),
        ("wl,B02\n450,0\n490,0\n550,0\n", "0 everywhere"),
        ("wl,blue\n450,0\n490,1\n550,0\n", "none of its columns"),
        ("wl,B99\n450,0\n490,1\n550,0\n", "none of its columns"),
        ("wl,S2A_SR_AV_B2,S2B_SR_AV_B2\n450,0,0\n490,1,1\n550,0,0\n", "two columns for B02"),
        ("wl,B02\n450,0\n490,1,1\n550,0\n", "row 3 has more cells"),
        (b"\xff\xfe\x00w", "no text"),
        (b"PK\x03\x04\x90", "no text"),
    ],
)
def test_tables_of_no_use_are_refused_in_one_sentence(text: str | bytes, words: str, tmp_path: Path) -> None:
    """The sentence names the file and what is wrong with it."""
    (tmp_path / "srf.csv").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(EngineError) as caught:
        read_responses(tmp_path / "srf.csv")
    assert caught.value.code in ("response.unreadable", "response.wrong")
    assert words in caught.value.message
    assert "srf.csv" in caught.value.message
    assert "\n" not in str(caught.value)


def test_a_table_that_is_not_there_or_lacks_a_band_is_named(tmp_path: Path) -> None:
    """Bands that the network needs must all be there."""
    with pytest.raises(EngineError, match="There is no response table"):
        read_responses(tmp_path / "none.csv")
    (tmp_path / "srf.csv").write_text(lines({name: name for name in SENTINEL2 if name != "B09"}))
    cube = [Band(f"{w} nm", float(w), 10.0, "x.tif", 1, 30.0, "metadata") for w in range(420, 2400, 10)]
    with pytest.raises(EngineError, match="no column for B09"):
        InputRecipe().select(cube, InputOptions(read_responses(tmp_path / "srf.csv")))


def test_a_band_is_the_mean_under_its_response(tmp_path: Path) -> None:
    """Known by hand: a lopsided response, bands at uneven distances, a spectrum of straight lines."""
    rows = ["wl,B03", "540,0", *(f"{w},{(w - 540) / 30}" for w in range(541, 571)), "571,0"]
    (tmp_path / "srf.csv").write_text("\n".join(rows))
    response = read_responses(tmp_path / "srf.csv").of("B03")
    centres = [520.0, 533.0, 541.5, 549.0, 560.0, 562.5, 575.0, 590.0]
    spectrum = np.interp(centres, [520, 549, 590], [0.1, 0.3, 0.05])  # bends at a band's centre
    weights, covered = response.weights(centres, [20.0] * 8)
    at, amount = response.wavelengths, response.values * np.gradient(response.wavelengths)
    exact = (np.interp(at, [520, 549, 590], [0.1, 0.3, 0.05]) * amount).sum() / amount.sum()
    assert covered == pytest.approx(1)
    assert weights.sum() == pytest.approx(1)
    assert weights @ spectrum == pytest.approx(exact, rel=1e-12)
    # The same band twice, as where detectors overlap, counts half each.
    doubled, _ = response.weights([*centres, 549.0], [20.0] * 9)
    assert doubled[3] == doubled[8] == pytest.approx(weights[3] / 2)
    # Half of it out of reach: what is left is told.
    part, covered = response.weights([550.0, 553.0], [4.0, 4.0])
    inside = (at >= 548) & (at <= 555)
    assert covered == pytest.approx(amount[inside].sum() / amount.sum())
    assert part.sum() == pytest.approx(1)
    nothing, covered = response.weights([900.0, 910.0], [10.0, 10.0])
    assert (nothing.tolist(), covered) == ([0.0, 0.0], 0.0)


def test_the_table_that_was_used_stands_in_the_facts(tmp_path: Path) -> None:
    """Its hash, and for each band how far its centre is off and how much of its response is covered."""
    (tmp_path / "srf.csv").write_text(lines(ESA))
    table = read_responses(tmp_path / "srf.csv")
    cube = [Band(f"{w} nm", float(w), 10.0, "x.tif", 1, 30.0, "metadata") for w in range(420, 2400, 10)]
    selection = InputRecipe().select(cube, InputOptions(table))
    facts = selection.facts()
    assert facts["response"] == {"file": "srf.csv", "sha256": table.sha256}
    assert [one["name"] for one in facts["made_bands"]] == list(BANDS)
    assert all(one["covered"] == 1 and abs(one["residual_nm"]) < 0.01 for one in facts["made_bands"])
    assert "the responses in srf.csv" in selection.notes[0]
    own = [Band(n, c.wavelength, c.width, "x.tif", 1, 10.0, "metadata") for n, c in SENTINEL2.items()]
    assert "srf.csv was not used" in InputRecipe().select(own, InputOptions(table)).notes[0]


def test_a_real_cube_is_resampled_by_a_table_as_by_gaussians(data_folder: Path, tmp_path: Path) -> None:
    """EnMAP has every band but in the water vapour; the shape of the response matters little."""
    tile = data_folder / "hsi_enmap_potsdam" / "images" / "enmap_potsdam_tile_128_0.tif"
    if not tile.is_file():
        pytest.skip(f"no EnMAP tile at {tile}")
    (tmp_path / "srf.csv").write_text(lines(ESA))
    with open_scene([str(tile)]) as scene:
        pixels = {}
        for how, options in (
            ("table", InputOptions(read_responses(tmp_path / "srf.csv"))),
            ("gauss", InputOptions()),
        ):
            selection = InputRecipe().select(scene.bands, options)
            assert {one.how for one in selection.made} == {"response"}
            assert all(one.covered > 0.99 and abs(one.residual) < 0.5 for one in selection.made)
            values, valid = scene.read(scene.extent, selection.positions)
            pixels[how] = np.tensordot(selection.mixing.numpy(), values, 1)[:, valid]
        raw, valid = scene.read(scene.extent, range(len(scene.bands)))
    centres = np.array([band.wavelength for band in scene.bands])
    for k, name in enumerate(BANDS):
        near = np.abs(centres - SENTINEL2[name].wavelength).argmin()
        means = [pixels[how][k].mean() for how in ("table", "gauss")]
        assert means == pytest.approx([raw[near][valid].mean()] * 2, rel=0.08, abs=0.004)
        assert np.abs(pixels["table"][k] - pixels["gauss"][k]).mean() < 0.01
