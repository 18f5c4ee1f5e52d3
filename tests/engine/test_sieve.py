import numpy as np
import pytest
from engine_fakes import Recorder
from scipy import ndimage

from models.errors import Cancelled
from models.events import Events
from models.rasters.sieve import sieved_rows


def sieve(values, min_area, nodata=255, at_once=1 << 27, events=None):
    def read(window):
        return values[window.row : window.row + window.height, window.column : window.column + window.width]

    pieces = sieved_rows(read, *values.shape, nodata, min_area, events or Events(), at_once)
    return np.concatenate([piece for _, piece in pieces])


def test_a_small_patch_joins_its_neighbour_and_a_large_one_stays():
    values = np.full((20, 20), 10, np.uint8)
    values[2:4, 2:4] = 50
    values[10:14, 10:14] = 80
    result = sieve(values, 9)
    assert (result[2:4, 2:4] == 10).all()
    assert (result[10:14, 10:14] == 80).all()


def test_a_small_patch_between_two_joins_the_larger():
    values = np.full((10, 21), 10, np.uint8)
    values[:, 14:] = 80
    values[4:6, 13:15] = 50
    assert (sieve(values, 9)[4:6, 13:15] == 10).all()


def test_nodata_is_neither_changed_nor_a_neighbour():
    values = np.full((20, 20), 255, np.uint8)
    values[5:7, 5:7] = 50
    values[:, 15:] = 10
    values[3, 17] = 255
    np.testing.assert_array_equal(sieve(values, 9), values)


def test_no_patch_is_smaller_than_the_unit_afterwards():
    rng = np.random.default_rng(0)
    values = np.kron(rng.choice([10, 50, 80], (40, 40)), np.ones((3, 3))).astype(np.uint8)
    result = sieve(values, 30)
    for code in (10, 50, 80):
        patches, count = ndimage.label(result == code)
        sizes = ndimage.sum_labels(np.ones_like(patches), patches, range(1, count + 1))
        assert (sizes >= 30).all()


def test_a_large_map_is_sieved_in_pieces_without_small_patches_at_their_borders():
    values = np.full((2000, 40), 10, np.uint8)
    for row in range(3, 2000, 17):  # some of them lie across the borders of pieces
        values[row : row + 5, 7:9] = 50
    assert (sieve(values, 12, at_once=256 * 40) == 10).all()


@pytest.mark.parametrize("size", [(1, 1), (1, 5), (5, 1)])
def test_tiny_maps_survive_any_unit(size):
    values = np.full(size, 10, np.uint8)
    np.testing.assert_array_equal(sieve(values, 1000), values)


def test_uint16_codes_are_kept():
    values = np.full((20, 20), 10_050, np.uint16)
    values[3, 3] = 20
    assert (sieve(values, 5, nodata=65_535) == 10_050).all()


def test_sieving_can_be_cancelled():
    events = Recorder(cancel_at=0)
    events.progress(1)
    with pytest.raises(Cancelled):
        sieve(np.full((20, 20), 10, np.uint8), 5, events=events)
