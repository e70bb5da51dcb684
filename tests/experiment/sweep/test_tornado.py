"""The tornado of one parameter at a time: a bar for each end of a range that is not the base, and no other."""

from __future__ import annotations

import pytest

from sim.analysis.figures.sweeps import tornado
from sim.analysis.sweeps.series import series_of
from sim.analysis.sweeps.stored import StoredSweep
from sim.parameters.scenario import Scenario

BASE = Scenario().ai.client_adoption.share
SHARE = "ai.client_adoption.share"
HEAD = "design:\n  kind: one_at_a_time\n  parameters:\n"


@pytest.fixture
def drawn(run, sweep_file):
    """Run a design of one at a time; return its series and the bars of a panel, each (upper or lower, length)."""

    def run_it(parameters):
        stored = StoredSweep.read(run(sweep_file(HEAD + parameters)).folder)
        series = series_of(stored)
        panel = tornado.draw(stored, series).axes[0]
        return series, [(bar.get_y() + bar.get_height() / 2.0 > 0.0, bar.get_width()) for bar in panel.patches]

    return run_it


def share(value):
    return 8.0 * (value - BASE) - 12.0 * (value**2 - BASE**2)


@pytest.mark.parametrize("base_is_low", [True, False])
def test_an_end_that_is_the_base_has_no_bar(drawn, base_is_low):
    other = BASE + 0.2 if base_is_low else BASE - 0.2
    low, high = sorted((BASE, other))
    (series,), bars = drawn(f"    {SHARE}: {{low: {low}, high: {high}}}\n")
    assert series.x.tolist() == pytest.approx([low, high])
    assert set(series.points) == {0, 1}, "the base is among the points"
    ((upper, length),) = bars
    assert upper is not base_is_low, "the lowest lies above, the highest below"
    assert length == pytest.approx(share(other), abs=1e-9)


def test_both_ends_have_a_bar_with_the_base_between_them(drawn):
    (series,), bars = drawn(f"    {SHARE}: {{low: {BASE - 0.1}, high: {BASE + 0.1}}}\n")
    assert series.points == (1, 0, 2)
    lengths = dict(bars)
    assert lengths == {True: pytest.approx(share(BASE - 0.1)), False: pytest.approx(share(BASE + 0.1))}


@pytest.mark.parametrize(
    ("parameter", "values", "n_bars"),
    [
        ("ai.capability.mode", "[measured, none]", 1),
        ("ai.capability.mode", "[frozen, none]", 2),
        ("ai.automation.enabled", "[true, false]", 1),
        ("ai.client_adoption.mode", "[pinned, endogenous]", 1),
    ],
)
def test_each_choice_besides_the_base_has_one_bar(drawn, parameter, values, n_bars):
    _, bars = drawn(f"    {parameter}: {{values: {values}}}\n")
    assert len(bars) == n_bars
