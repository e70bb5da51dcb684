"""Targets, validation rows, published points and study groups."""

from __future__ import annotations

from collections import Counter
from datetime import date

import pytest

from sim.parameters.references import (
    GROUPS,
    SUBGROUPS,
    load_published_points,
    load_study_groups,
    load_targets,
    load_validation_rows,
    published,
)
from sim.parameters.work_categories import load_work_categories


def test_targets_and_validation_rows_do_not_mix():
    targets, validation = load_targets(), load_validation_rows()
    assert [row.id for row in targets] == ["C1", "C1b", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10", "C11"]
    assert [row.id for row in validation] == ["H1", "H3", "H7", "H9", "H10", "H11", "H12", "H13"]
    assert {row.use for row in targets} == {"calibrate"}
    assert {row.use for row in validation} == {"validate"}
    assert not {row.metric for row in targets} & {row.metric for row in validation}


def test_numbers_of_a_row():
    rows = {row.id: row for row in (*load_targets(), *load_validation_rows())}
    assert rows["C1b"].values == (11.0, 18.5, 32.5)
    assert rows["C1b"].bounds is None  # "-10%" is a distance
    assert rows["C8"].values == (-0.21,)
    assert rows["C8"].bounds == (-0.26, -0.16)
    assert rows["H1"].values == (-0.304, -0.206, -0.104, -0.170)
    assert rows["H1"].bounds is None
    assert rows["H10"].bounds is None  # "see definition", blank


def test_every_row_cites_its_source():
    for row in (*load_targets(), *load_validation_rows(), *load_published_points()):
        assert row.source
        assert row.source != "same"
        assert ".csv" not in row.source


def test_bounded_targets_lie_in_their_range():
    bounded = [row for row in (*load_targets(), *load_validation_rows()) if row.bounds and len(row.values) == 1]
    assert len(bounded) >= 10
    for row in bounded:
        assert row.bounds[0] <= row.values[0] <= row.bounds[1], row.id


def test_adoption_of_freelancers_as_published():
    early, late = published("freelancer_ai_adoption")
    assert (early.date, early.value, early.low, early.high) == (date(2023, 12, 31), 0.20, 0.15, 0.30)
    assert (late.date.year, late.value, late.low, late.high) == (2025, 0.54, 0.45, 0.65)


def test_growth_of_ai_work_agrees_with_the_target():
    full_year, quarter, *later = published("ai_work_volume_growth")
    target = next(row for row in load_targets() if row.id == "C9")
    assert full_year.value == target.values[0]
    assert (full_year.low, full_year.high) == target.bounds
    assert (quarter.value, quarter.low, quarter.high) == (0.25, 0.20, 0.30)
    held_out = next(row for row in load_validation_rows() if row.id == "H11")
    assert tuple(point.value for point in later) == held_out.values


def test_published_points_lie_in_their_ranges():
    for point in load_published_points():
        assert point.value is not None or (point.low is not None and point.high is not None)
        if point.low is not None and point.high is not None:
            assert point.low < point.high
            assert point.value is None or point.low <= point.value <= point.high


def test_a_series_that_is_not_there():
    with pytest.raises(KeyError, match="no_such_series"):
        published("no_such_series")


def test_every_subcategory_has_one_group_and_a_reason():
    groups, work = load_study_groups(), load_work_categories()
    assert tuple(row.subcategory for row in groups.rows) == work.subcategory_names
    homes = [work.category_names[place] for place in work.category_of_subcategory]
    assert [row.category for row in groups.rows] == homes
    for row in groups.rows:
        assert row.study_group in GROUPS
        assert row.subgroup in SUBGROUPS
        assert (row.subgroup != "") == (row.study_group == "automation_prone")
        assert len(row.reason) > 10


def test_specialties_of_the_groups():
    groups, work = load_study_groups(), load_work_categories()
    main = (groups.automation_prone, groups.manual_intensive, groups.image)
    counts = Counter(name for group in main for name in group)
    assert max(counts.values()) == 1
    assert set(counts) <= set(work.specialty_names)
    parts = (*groups.writing, *groups.software, *groups.engineering)
    assert Counter(parts) == Counter(groups.automation_prone)
    assert "Ghostwriting" in groups.writing
    assert "Mobile App Development" in groups.software
    assert "Mechanical Engineering" in groups.engineering
    assert {"Data Entry", "Video Editing", "Audio Editing"} <= set(groups.manual_intensive)
    assert {"Graphic Design", "3D Modeling & Rendering"} <= set(groups.image)


def test_groups_of_the_study_are_large_enough_to_compare():
    groups, work = load_study_groups(), load_work_categories()
    share = dict(zip(work.specialty_names, work.post_share, strict=True))
    for names in (groups.automation_prone, groups.manual_intensive, groups.image):
        assert sum(share[name] for name in names) > 0.10
