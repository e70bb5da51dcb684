from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.panel import complete_panel
from tests.analysis.tables import frame, platform_rows, results, weekly_row


def test_sums_land_in_their_cells_and_missing_rows_are_zero():
    rows = [
        weekly_row(0, new_posts=2),
        weekly_row(0, new_posts=3, duration=">6m"),
        weekly_row(2, new_posts=7, level="expert", specialty="Poems"),
        weekly_row(2, new_posts=1, category="Legal", specialty="Contracts") | {"replication": 1},
    ]
    panel = results(weeks=3, replications=2, weekly=rows).panel
    cube = panel.cube("new_posts")
    assert cube.shape == (2, 3, 2, 3)
    assert panel.categories == ("Legal", "Writing")
    assert cube[0, 0, 1, 0] == 5.0
    assert cube[0, 2, 1, 2] == 7.0
    assert cube[1, 2, 0, 0] == 1.0
    assert cube.sum() == 13.0
    assert panel.total("new_posts").tolist() == [12.0, 1.0]
    last = np.array([False, False, True])
    assert panel.by_category("new_posts", last).tolist() == [[0.0, 7.0], [1.0, 0.0]]
    assert panel.by_specialty("new_posts", last)[0].sum(axis=1).tolist() == [0.0, 0.0, 7.0]
    assert panel.by_week_of("new_posts", ["Blogs"]).tolist() == [[5.0, 0.0, 0.0], [0.0, 0.0, 0.0]]
    assert panel.specialty_category.tolist() == [1, 0, 1]


def test_the_warm_up_is_left_out():
    rows = [weekly_row(-1, new_posts=5), weekly_row(0, new_posts=1)]
    found = results(weekly=rows, platform=platform_rows(-2, 2, new_posts=lambda week: week + 10))
    assert found.panel.total("new_posts").tolist() == [1.0]
    assert found.platform("new_posts").tolist() == [[10.0, 11.0]]


def test_quarter_sums():
    rows = [weekly_row(0, new_posts=1), weekly_row(12, new_posts=2), weekly_row(13, new_posts=4)]
    labels, sums = results(weeks=20, weekly=rows).panel.quarters("new_posts")
    assert labels == ["2021Q3", "2021Q4"]
    assert sums.tolist() == [[3.0, 4.0]]


def test_complete_panel_has_every_cell_and_the_same_sums():
    weekly = frame(
        "weekly", [weekly_row(0, new_posts=2), weekly_row(1, new_posts=3, specialty="Poems", need_value=1.5)]
    )
    full = complete_panel(weekly)
    assert len(full) == 2 * 2 * 3 * 4
    assert full["new_posts"].sum() == 5
    assert full["new_posts"].dtype == np.int64
    assert full["need_value"].sum() == 1.5
    assert not full.isna().any().any()


def test_an_unknown_level_is_refused():
    with pytest.raises(ValueError, match="senior"):
        _ = results(weeks=2, weekly=[weekly_row(0, level="senior")]).panel


def test_results_without_a_table_or_a_column_are_refused():
    from sim.analysis.results import Results

    found = results(weeks=1)
    with pytest.raises(ValueError, match="clients"):
        Results({k: v for k, v in found.tables.items() if k != "clients"}, found.scenario)
    with pytest.raises(ValueError, match="spend"):
        Results(found.tables | {"clients": found.tables["clients"].drop(columns="spend")}, found.scenario)
