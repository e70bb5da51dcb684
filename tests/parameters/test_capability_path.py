"""The measured path of AI capability."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from itertools import pairwise

from sim.parameters.capability_path import frontier, load_capability_path, raising


def test_points_are_in_order_of_release_and_complete():
    points = load_capability_path()
    assert len(points) == 16
    days = [point.release_date for point in points]
    assert days == sorted(days)
    assert (points[0].model, points[0].release_date, points[0].p50_minutes) == ("GPT-2", date(2019, 2, 14), 0.0398)


def test_measured_intervals_hold_the_estimate_and_unmeasured_ones_are_none():
    for point in load_capability_path():
        if point.p50_low is None or point.p50_high is None:
            assert point.slope_log2 is None
            assert point.confidence != "high"
        else:
            assert point.p50_low < point.p50_minutes < point.p50_high
            assert point.slope_log2 is not None


def test_every_point_cites_its_source():
    for point in load_capability_path():
        assert "METR" in point.source


def test_horizon_of_o3_is_that_of_the_source():
    o3 = next(point for point in load_capability_path() if point.model == "o3")
    assert (o3.p50_minutes, o3.p50_low, o3.p50_high, o3.slope_log2) == (112.0, 53.3, 224.0, 0.558)


def test_frontier_rises():
    minutes = [point.p50_minutes for point in frontier()]
    assert all(later > earlier for earlier, later in pairwise(minutes))
    assert minutes[-1] == max(point.p50_minutes for point in load_capability_path())


def test_a_system_that_is_not_better_is_left_out():
    first, second, third = load_capability_path()[:3]
    equal, worse = replace(second, p50_minutes=first.p50_minutes), replace(second, p50_minutes=0.001)
    assert raising((first, equal, worse, third)) == (first, third)
