import pytest

from models.rasters.windows import TOKEN, Window, panels, window_count, window_origins, window_rows

LENGTHS = [1, 2, 7, 8, 9, 15, 16, 17, 31, 100, 257]


@pytest.mark.parametrize("length", LENGTHS)
@pytest.mark.parametrize("overlap", [0, 2, 7])
@pytest.mark.parametrize("phase", [0, 1, 5])
def test_windows_cover_every_pixel_and_hardly_leave_the_raster(length, overlap, phase):
    origins = window_origins(length, 8, overlap, phase)
    # Common tokens need windows a multiple of them apart; they may cost less than a token outside.
    out = 0 if overlap else TOKEN - 1
    seen = set()
    for origin in origins:
        seen.update(range(origin, origin + 8))
        if length >= 8:
            assert -out <= origin <= length - 8 + out
    assert seen >= set(range(length))
    assert origins == sorted(set(origins))


def test_the_first_and_last_windows_snap_to_the_edges_whatever_the_phase():
    for phase in range(6):
        origins = window_origins(50, 8, 2, phase)
        assert origins[0] == 0
        assert origins[-1] == 42


@pytest.mark.parametrize("length", [40, 100, 128, 129, 333])
@pytest.mark.parametrize("phase", [0, 3, 37, 90])
def test_all_windows_cut_the_ground_into_the_same_tokens(length, phase):
    origins = window_origins(length, 128, 32, phase)
    assert {(origin - phase) % TOKEN for origin in origins} == {0} or (length, origins) == (128, [0])


def test_neighbours_share_at_least_the_overlap():
    for phase in range(6):
        origins = window_origins(101, 8, 2, phase)
        assert max(b - a for a, b in zip(origins, origins[1:], strict=False)) <= 6


def test_a_raster_smaller_than_a_chip_lies_in_the_middle_of_its_one_window():
    assert window_origins(4, 8, 2) == [-2]
    assert window_origins(8, 8, 2) == [0]


def test_an_overlap_as_large_as_the_chip_is_refused():
    with pytest.raises(ValueError, match="overlap"):
        window_origins(10, 8, 8)


@pytest.mark.parametrize("width", [1, 500, 1024, 1025, 5000, 100_000])
def test_panels_tile_the_width_at_block_borders(width):
    parts = panels(width, 1024)
    assert parts[0][0] == 0
    for (first, wide), (following, _) in zip(parts, parts[1:], strict=False):
        assert first + wide == following
        assert following % 512 == 0
    assert sum(wide for _, wide in parts) == width
    assert max(wide for _, wide in parts) <= 1024


def test_strips_tile_the_extent_in_order():
    rows = list(window_rows(Window(7, 9, 100, 1500), 8, 2, (3, 1), 1024))
    assert [row.index for row in rows] == list(range(len(rows)))
    covered = {}
    for row in rows:
        assert row.start == covered.get(row.panel, 0)
        covered[row.panel] = row.end
    assert set(covered.values()) == {100}
    assert sorted(covered) == panels(1500, 1024)


def test_the_count_of_windows_is_that_of_the_plan():
    assert window_count(100, 300, 8, 2) == sum(
        len(row.columns) for row in window_rows(Window(0, 0, 100, 300), 8, 2)
    )
