import threading

import numpy as np
import pytest
from engine_fakes import ArrayScene, Recorder, noise

from models.errors import Cancelled, EngineError
from models.events import Events
from models.rasters import streaming
from models.rasters.batches import is_out_of_memory
from models.rasters.blending import Accumulator, blending_window
from models.rasters.streaming import stream
from models.rasters.windows import Window

CHIP, OVERLAP = 16, 4


def identity(chips, valid):
    assert chips.shape[2:] == (CHIP, CHIP)
    assert valid.shape == (len(chips), CHIP, CHIP)
    return chips


def blurred(chips, valid):
    """A network with a receptive field: the mean of 5 x 5 pixels, blind beyond its chip's rim."""
    padded = np.pad(chips, ((0, 0), (0, 0), (2, 2), (2, 2)))
    side = chips.shape[-1]
    return sum(padded[:, :, i : i + side, j : j + side] for i in range(5) for j in range(5)) / np.float32(25)


def run(scene, infer=identity, extent=None, events=None, chip=CHIP, overlap=OVERLAP, batch=5, **options):
    """Stream and put the strips together: values (K, H, W), validity (H, W), the report."""
    extent = extent or scene.extent
    values, valid = [], np.zeros((extent.height, extent.width), bool)
    covered = np.zeros(valid.shape, int)

    def consume(strip):
        if not values:
            values.append(np.full((len(strip.values), *valid.shape), np.nan, np.float32))
        place = (
            slice(strip.row0, strip.row0 + strip.values.shape[1]),
            slice(strip.column0, strip.column0 + strip.values.shape[2]),
        )
        values[0][(slice(None), *place)] = strip.values
        valid[place] = strip.valid
        covered[place] += 1

    report = stream(extent, chip, overlap, batch, scene.read, infer, consume, events or Events(), **options)
    assert (covered == 1).all()
    return values[0], valid, report


SIZES = [
    (1, 1),
    (1, 40),
    (40, 1),
    (1, 16),
    (3, 5),
    (15, 15),
    (16, 16),
    (17, 17),
    (15, 17),
    (16, 300),
    (61, 47),
]


@pytest.mark.parametrize("size", SIZES)
def test_an_identity_network_gives_back_its_input_at_every_size(size):
    scene = ArrayScene(noise(3, *size))
    values, valid, _ = run(scene)
    assert np.abs(values - scene.array).max() <= 5e-6  # float32 sums of weights from 1e-6 to 1
    assert valid.all()


@pytest.mark.parametrize("overlap", [0, 1, 8, 15])
def test_every_overlap_gives_back_the_input(overlap):
    scene = ArrayScene(noise(2, 50, 37))
    values, _, _ = run(scene, overlap=overlap)
    assert np.abs(values - scene.array).max() <= 5e-6  # float32 sums of weights from 1e-6 to 1


def test_an_extent_inside_the_scene_is_cut_out():
    scene = ArrayScene(noise(2, 90, 90))
    values, _, _ = run(scene, extent=Window(11, 23, 40, 31))
    np.testing.assert_allclose(values, scene.array[:, 11:51, 23:54], atol=1e-6)


def test_an_extent_smaller_than_a_chip_is_padded_by_reflection():
    seen = []

    def look(chips, valid):
        seen.append((chips[0, 0].copy(), valid[0].copy()))
        return chips

    ramp = np.arange(10, dtype=np.float32)
    run(ArrayScene(np.tile(ramp, (10, 1))[None]), look)
    np.testing.assert_array_equal(seen[0][0][0], [3, 2, 1, *range(10), 8, 7, 6])
    assert seen[0][1].all()


def test_two_phases_of_the_grid_agree_on_nearly_all_labels():
    # Smooth fields, so that there are class borders everywhere but not at every pixel.
    rng = np.random.default_rng(1)
    coarse = rng.random((4, 14, 14), np.float32)
    fine = np.stack([np.kron(band, np.ones((16, 16), np.float32)) for band in coarse])
    fine += rng.normal(0, 0.05, fine.shape).astype(np.float32)
    scene = ArrayScene(fine)
    labels = [
        run(scene, blurred, chip=32, overlap=8, phase=phase)[0].argmax(0)
        for phase in [(0, 0), (5, 11), (12, 3)]
    ]
    assert (labels[0] == labels[1]).mean() >= 0.995
    assert (labels[0] == labels[2]).mean() >= 0.995


def test_panels_change_nothing():
    scene = ArrayScene(noise(2, 40, 1300))
    whole, _, _ = run(scene, blurred)
    cut, _, _ = run(scene, blurred, panel=512)
    np.testing.assert_array_equal(whole, cut)


def test_the_order_of_strips_is_from_top_to_bottom():
    rows = []
    scene = ArrayScene(noise(1, 100, 20))
    stream(
        scene.extent, CHIP, OVERLAP, 2, scene.read, identity, lambda strip: rows.append(strip.row0), Events()
    )
    assert rows == sorted(rows)
    assert rows[0] == 0


def test_invalid_pixels_are_passed_on_and_empty_windows_are_skipped():
    valid = np.ones((64, 64), bool)
    valid[:40] = False
    valid[50, 50] = False
    scene = ArrayScene(noise(2, 64, 64), valid)
    calls = []

    def count(chips, ok):
        if not ok.any():  # asked once for its number of channels
            return chips
        assert ok.any(axis=(1, 2)).all()
        calls.append(len(chips))
        return chips

    values, streamed_valid, report = run(scene, count)
    np.testing.assert_array_equal(streamed_valid, valid)
    assert report.skipped > 0
    assert sum(calls) == report.windows
    np.testing.assert_allclose(values[:, valid], scene.array[:, valid], atol=1e-6)
    assert (values[:, :20] == 0).all()


def test_strips_have_the_networks_channels_even_where_nothing_is_valid():
    scene = ArrayScene(noise(2, 30, 30), np.zeros((30, 30), bool))
    values, valid, report = run(scene, lambda chips, ok: np.repeat(chips, 3, axis=1))
    assert values.shape == (6, 30, 30)
    assert not valid.any()
    assert report.windows == 0


def test_batches_never_exceed_what_was_asked_for():
    sizes = []

    def note(chips, ok):
        sizes.append(len(chips))
        return chips

    run(ArrayScene(noise(1, 100, 100)), note, batch=3)
    assert max(sizes) == 3


def test_the_network_runs_on_the_calling_thread_and_reads_do_not():
    threads = set()

    def note(chips, ok):
        threads.add(threading.get_ident())
        return chips

    scene = ArrayScene(noise(1, 100, 100))
    run(scene, note)
    assert threads == {threading.get_ident()}
    assert threading.get_ident() not in scene.threads


def test_reading_stays_a_bounded_number_of_blocks_ahead():
    scene = ArrayScene(noise(1, 16, 16 * 1024))
    ahead = []

    def note(chips, ok):
        ahead.append(scene.reads)
        return chips

    run(scene, note, batch=1, readers=2)
    assert ahead[0] <= 4
    assert scene.reads > 10


def test_progress_rises_to_the_end_of_its_span():
    events = Recorder()
    run(ArrayScene(noise(1, 100, 60)), events=events, span=(0.2, 0.7))
    assert events.fractions == sorted(events.fractions)
    assert events.fractions[0] == pytest.approx(0.2)
    assert events.fractions[-1] == pytest.approx(0.7)


def test_a_cancelled_run_stops_between_batches():
    events = Recorder(cancel_at=0.5)
    calls = []

    def count(chips, ok):
        calls.append(len(chips))
        return chips

    with pytest.raises(Cancelled):
        run(ArrayScene(noise(1, 100, 100)), count, events=events, batch=1)
    assert sum(calls) <= 50
    assert not [t for t in threading.enumerate() if t.name.startswith("raster-reader")]


def test_a_failing_read_ends_the_run_with_its_own_error():
    def broken(window):
        raise EngineError("scene.unreadable", "The file ends too early.")

    with pytest.raises(EngineError, match="ends too early"):
        stream(Window(0, 0, 40, 40), CHIP, OVERLAP, 2, broken, identity, lambda s: None, Events())


class OutOfMemoryError(RuntimeError):
    """Named like torch's."""


def test_a_batch_that_does_not_fit_is_halved_and_said():
    limit, sizes = 3, []

    def small(chips, ok):
        if len(chips) > limit:
            raise OutOfMemoryError("CUDA out of memory")
        sizes.append(len(chips))
        return chips

    scene, events = ArrayScene(noise(1, 60, 200)), Recorder()
    values, _, report = run(scene, small, batch=16, events=events)
    np.testing.assert_allclose(values, scene.array, atol=1e-6)
    assert report.batch == 2
    assert events.codes == ["engine.smaller_batch"] * len(events.codes)
    assert max(sizes) <= limit


def test_when_one_window_does_not_fit_another_device_is_asked_for():
    state = {"device": "cuda"}

    def tight(chips, ok):
        if state["device"] == "cuda":
            raise OutOfMemoryError
        return chips

    def to_cpu():
        state["device"] = "cpu"
        return True

    scene = ArrayScene(noise(1, 40, 40))
    values, _, _ = run(scene, tight, on_memory_exhausted=to_cpu)
    np.testing.assert_allclose(values, scene.array, atol=1e-6)


def test_no_memory_anywhere_is_one_clear_error():
    def never(chips, ok):
        raise MemoryError

    with pytest.raises(EngineError) as caught:
        run(ArrayScene(noise(1, 40, 40)), never, on_memory_exhausted=lambda: False)
    assert caught.value.code == "engine.out_of_memory"


def test_other_runtime_errors_are_not_taken_for_a_lack_of_memory():
    def wrong(chips, ok):
        raise RuntimeError("shapes cannot be multiplied")

    with pytest.raises(RuntimeError, match="multiplied"):
        run(ArrayScene(noise(1, 40, 40)), wrong)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (MemoryError(), True),
        (OutOfMemoryError(""), True),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory: you tried 9 bytes"), True),
        (RuntimeError("MPS backend out of memory"), True),
        (RuntimeError("invalid argument"), False),
        (ValueError("no"), False),
    ],
)
def test_what_counts_as_out_of_memory(error, expected):
    assert is_out_of_memory(error) is expected


def test_blending_ramps_of_neighbours_add_up():
    window = blending_window(16, 4)[8]
    np.testing.assert_allclose(window[-4:] + window[:4], 1, atol=2e-3)
    assert (window > 0).all()
    assert (window[4:12] == 1).all()


def test_memory_does_not_grow_with_the_width_of_the_raster(monkeypatch):
    width, channels = 100_000, 8
    held = []

    class Watched(Accumulator):
        def finish(self, row):
            held.append(self.nbytes)
            return super().finish(row)

    monkeypatch.setattr(streaming, "Accumulator", Watched)
    wide = []

    def read(window):  # sparse: one block of valid pixels in a hundred thousand columns
        wide.append(window.width)
        valid = np.zeros((window.height, window.width), bool)
        valid[:, :] = window.column < 300
        return np.zeros((1, window.height, window.width), np.float32), valid

    columns = []
    stream(
        Window(0, 0, 3, width),
        128,
        32,
        4,
        read,
        lambda chips, ok: np.zeros((len(chips), channels, 128, 128), np.float32),
        lambda strip: columns.append(strip.values.shape[2]),
        Events(),
    )
    assert sum(columns) == width
    assert max(columns) <= streaming.PANEL
    assert max(wide) <= streaming.READ_COLUMNS
    assert max(held) <= 128 * streaming.PANEL * (4 * channels + 5)


@pytest.mark.parametrize("panel", [1 << 20, 512])
def test_an_extent_in_wider_bounds_gets_what_the_bounds_get(panel):
    scene = ArrayScene(noise(2, 90, 1100))
    whole, _, _ = run(scene, blurred)
    for extent in (Window(31, 17, 40, 1050), Window(0, 0, 1, 1), Window(80, 1000, 10, 100)):
        part, _, _ = run(scene, blurred, extent=extent, bounds=scene.extent, panel=panel)
        rows, columns = (
            slice(extent.row, extent.row + extent.height),
            slice(extent.column, extent.column + extent.width),
        )
        np.testing.assert_array_equal(part, whole[:, rows, columns])


def test_unwanted_pixels_are_seen_by_the_network_but_not_valid():
    scene = ArrayScene(noise(1, 64, 64))
    wanted = np.zeros((64, 64), bool)
    wanted[10:14, 10:14] = True

    def inside(window):
        return wanted[window.row : window.row + window.height, window.column : window.column + window.width]

    def look(chips, valid):
        assert valid.all()
        return chips

    _, valid, report = run(scene, look, inside=inside)
    np.testing.assert_array_equal(valid, wanted)
    assert report.skipped > report.windows
