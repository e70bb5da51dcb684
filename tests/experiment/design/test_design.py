from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from sim.experiment.design.design import grid, listed, one_at_a_time, sampled
from sim.experiment.design.dimension import Dimension
from sim.experiment.design.sampling import latin_hypercube, morris, saltelli, seed_of, sobol

SHARE = Dimension("a.share", "real", low=0.0, high=1.0, n=6)
WEEKS = Dimension("a.weeks", "whole", low=2.0, high=4.0, n=3)


def test_levels_of_a_range_are_evenly_spaced_and_written_short():
    assert SHARE.levels() == (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    assert Dimension("m", "real", low=1.0, high=100.0, log=True, n=3).levels() == (1.0, 10.0, 100.0)


def test_whole_numbers_and_days_are_rounded_and_stand_once():
    assert Dimension("w", "whole", low=1.0, high=3.0, n=9).levels() == (1, 2, 3)
    first, last = date(2024, 1, 1), date(2024, 1, 3)
    days = Dimension("d", "date", low=float(first.toordinal()), high=float(last.toordinal()), n=2)
    assert days.levels() == (first, last)
    assert days.at(0.5) == date(2024, 1, 2)


@pytest.mark.parametrize(("share", "value"), [(0.0, 2), (0.33, 2), (0.34, 3), (0.66, 3), (0.67, 4), (1.0, 4)])
def test_each_whole_number_takes_an_equal_part_of_the_way(share, value):
    assert WEEKS.at(share) == value


def test_choices_take_equal_parts():
    words = Dimension("m", "choice", ("none", "pinned"))
    assert [words.at(share) for share in (0.0, 0.49, 0.5, 1.0)] == ["none", "none", "pinned", "pinned"]


def test_a_log_range_has_its_middle_at_the_geometric_mean():
    assert Dimension("m", "real", low=2.0, high=8.0, log=True).at(0.5) == pytest.approx(4.0)


def test_a_grid_holds_every_combination_once():
    design = grid([SHARE, WEEKS])
    assert len(design.points) == 18
    assert len(set(design.points)) == 18
    assert design.points[:4] == ((0.0, 2), (0.0, 3), (0.0, 4), (0.2, 2))


def test_one_at_a_time_changes_one_and_leaves_the_base_out():
    design = one_at_a_time([SHARE, WEEKS], [0.4, 3])
    assert design.points[0] == (0.4, 3)
    assert design.varied[0] == ""
    for point, varied in zip(design.points[1:], design.varied[1:], strict=True):
        differing = [path for path, a, b in zip(design.paths, point, (0.4, 3), strict=True) if a != b]
        assert differing == [varied]
    assert len(design.points) == 1 + 5 + 2


def test_a_list_is_taken_as_written():
    assert listed(["b", "a"], [(1, 2), (1, 2)]).points == ((1, 2), (1, 2))


def test_a_latin_hypercube_has_one_point_in_each_slice():
    drawn = latin_hypercube(3, 10, 4)
    assert [sorted((drawn[:, place] * 10).astype(int)) for place in range(3)] == [list(range(10))] * 3


def test_a_sobol_sequence_is_balanced_and_nested():
    drawn = sobol(2, 16, 4)
    quarters = 2 * (drawn[:, 0] >= 0.5) + (drawn[:, 1] >= 0.5)
    assert np.bincount(quarters).tolist() == [4, 4, 4, 4]
    assert np.array_equal(sobol(2, 32, 4)[:16], drawn)


def test_morris_trajectories_change_one_parameter_a_step_by_the_same_amount():
    drawn = morris(3, 5, 4, 4)
    assert drawn.shape == (20, 3)
    for walk in drawn.reshape(5, 4, 3):
        steps = np.diff(walk, axis=0)
        assert np.allclose(np.abs(steps).sum(axis=1), 2.0 / 3.0)
        assert sorted(np.flatnonzero(step)[0] for step in steps) == [0, 1, 2]
    assert np.array_equal(morris(3, 9, 4, 4)[:20], drawn)


@pytest.mark.parametrize(("second", "rows"), [(False, 8 * 5), (True, 8 * 8)])
def test_saltelli_exchanges_columns_of_two_samples(second, rows):
    drawn = saltelli(3, 8, 4, second_order=second)
    assert drawn.shape == (rows, 3)
    block = drawn.reshape(8, rows // 8, 3)
    a, b = block[:, 0], block[:, -1]
    for place in range(3):
        mixed = a.copy()
        mixed[:, place] = b[:, place]
        assert np.array_equal(block[:, 1 + place], mixed)
    assert np.array_equal(saltelli(3, 16, 4, second_order=second)[:rows], drawn)


def test_samplers_answer_to_the_seed_and_to_nothing_else():
    assert np.array_equal(latin_hypercube(2, 8, 0), latin_hypercube(2, 8, 0))
    assert not np.array_equal(latin_hypercube(2, 8, 0), latin_hypercube(2, 8, 1))
    assert not np.array_equal(morris(2, 8, 4, 0), morris(2, 8, 4, 1))
    assert len({seed_of(kind, seed) for kind in ("sobol", "morris") for seed in range(50)}) == 100


def test_sampled_points_lie_in_their_ranges():
    design = sampled("sobol", [SHARE, WEEKS], sobol(2, 64, 0))
    assert {point[1] for point in design.points} == {2, 3, 4}
    assert all(0.0 <= point[0] <= 1.0 for point in design.points)
