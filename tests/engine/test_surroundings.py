import pytest
from affine import Affine

from models.rasters.surroundings import lattice_phase
from models.rasters.windows import Window, window_origins, window_rows


@pytest.mark.parametrize("corner", [(600_000.0, 5_300_000.0), (-75.71, 36.93), (15.0, -45.0), (7.5, 22.5)])
@pytest.mark.parametrize("size", [10.0, 30.0, 0.00027])
def test_windows_of_rasters_cut_from_the_same_pixels_lie_at_the_same_places(corner, size):
    stride = 24
    for rows, columns in ((0, 0), (1, 5), (37, 53), (24, 48), (1001, 999)):
        place = Affine(size, 0, corner[0] + columns * size, 0, -size, corner[1] - rows * size)
        first = Affine(size, 0, corner[0], 0, -size, corner[1])
        a, b = lattice_phase(first, stride), lattice_phase(place, stride)
        assert (b[0] + rows - a[0]) % stride == 0
        assert (b[1] + columns - a[1]) % stride == 0


def test_a_raster_without_a_place_or_turned_counts_from_its_corner():
    assert lattice_phase(Affine.identity(), 96) == (0, 0)
    assert lattice_phase(Affine(10, 1, 55, 1, -10, 77), 96) == (0, 0)


@pytest.mark.parametrize(
    "extent",
    [
        Window(0, 0, 100, 90),
        Window(30, 20, 1, 1),
        Window(50, 0, 50, 90),
        Window(31, 33, 40, 20),
        Window(99, 89, 1, 1),
    ],
)
def test_windows_of_an_extent_are_those_of_its_bounds_that_meet_it(extent):
    bounds = Window(0, 0, 100, 90)
    rows = list(window_rows(extent, 16, 4, (3, 5), bounds=bounds))
    expected = {
        (r, c)
        for r in window_origins(100, 16, 4, 3)
        for c in window_origins(90, 16, 4, 5)
        if r + 16 > extent.row
        and r < extent.row + extent.height
        and c + 16 > extent.column
        and c < extent.column + extent.width
    }
    assert {(row.origin + extent.row, c + extent.column) for row in rows for c in row.columns} == expected
    finished = [(row.start, row.end) for row in rows if row.finishes]
    assert finished[0][0] == 0
    assert finished[-1][1] == extent.height
    assert all(a[1] == b[0] for a, b in zip(finished, finished[1:], strict=False))
    assert [row.index for row in rows if row.finishes] == list(range(len(finished)))
