from __future__ import annotations

import numpy as np
import pytest
from matplotlib.collections import PathCollection

from sim.analysis.estimate import Estimate, missing
from sim.analysis.figures import ai_earnings, decomposition, lorenz, needs, specialties
from sim.analysis.figures.marks import decimal_year, label_ends, middle_of, spread, values_of
from sim.analysis.figures.naming import name_points
from sim.analysis.figures.needs import duration
from sim.analysis.figures.style import INKS, new_figure, styled
from sim.analysis.growth import ai_earnings_by_quarter
from tests.analysis.figures import market


@pytest.fixture(scope="module")
def normal():
    return market.with_summary(market.normal())


@pytest.fixture
def axes():
    with styled():
        yield new_figure(89.0, 60.0).subplots()


def test_spread_keeps_order_and_gap():
    assert spread([0.5, 0.52, 0.9], 0.1, 0.0, 1.0) == pytest.approx([0.5, 0.6, 0.9])


def test_spread_pushes_down_from_the_top():
    assert spread([0.99, 0.98], 0.1, 0.0, 1.0) == pytest.approx([1.0, 0.9])


def test_spread_leaves_what_is_apart():
    assert spread([0.8, 0.1], 0.1, 0.0, 1.0) == [0.8, 0.1]


def test_middle_of_a_quarter():
    assert middle_of("2025Q1") == 2025.125
    assert middle_of("2025Q4") == 2025.875


def test_decimal_year_of_new_year_and_of_the_middle_of_a_leap_year():
    from datetime import date

    assert decimal_year(date(2025, 1, 1)) == 2025.0
    assert decimal_year(date(2024, 7, 2)) == 2024.5


def test_durations_in_minutes_and_hours():
    assert [duration(x) for x in (16.0, 64.0, 256.0, 4096.0, 65536.0)] == [
        "16 min",
        "1.1 h",
        "4.3 h",
        "68 h",
        "1,092 h",
    ]


def test_values_carry_their_interval_or_none():
    values, low, high = values_of([Estimate(2.0, 0.5, None, 10), Estimate(1.0), missing("none")], 100.0)
    assert values[:2] == pytest.approx([200.0, 100.0])
    assert np.isnan(values[2])
    assert (low[0] + high[0]) / 2.0 == pytest.approx(200.0)
    assert (high[0] - low[0]) / 2.0 == pytest.approx(100.0 * 0.5 * 2.2281, rel=1e-4)  # t, 10 degrees of freedom
    assert np.isnan(low[1:]).all()


def test_labels_at_ends_do_not_touch(axes):
    axes.set_ylim(0.0, 1.0)
    label_ends(axes, [(0.50, "one", "black"), (0.51, "two", "black"), (float("nan"), "three", "black")])
    axes.figure.draw_without_rendering()
    assert [text.get_text() for text in axes.texts] == ["one", "two"]
    first, second = (text.get_window_extent() for text in axes.texts)
    assert not first.overlaps(second)


def test_names_stay_clear_of_one_another_and_of_the_points(axes):
    x, y = np.array([0.50, 0.52, 0.54]), np.array([0.5, 0.5, 0.5])
    marks = [(one, two, 3.0) for one, two in zip(x.tolist(), y.tolist(), strict=True)]
    written = name_points(axes, x, y, ["first name", "second name", "third name"], marks, 7.0)
    assert len(written) == 3
    from matplotlib.text import Text

    boxes = [Text.get_window_extent(text) for text in written]
    assert not any(boxes[i].overlaps(boxes[j]) for i in range(3) for j in range(i))
    centres = axes.transData.transform(np.stack([x, y], axis=1))
    assert not any(box.contains(*centre) for box in boxes for centre in centres)


def test_a_name_without_room_is_left_out(axes):
    everywhere = [(x / 20.0, y / 20.0, 6.0) for x in range(21) for y in range(21)]
    assert name_points(axes, np.array([0.5]), np.array([0.5]), ["no room"], everywhere, 7.0) == []
    assert [text.get_text() for text in axes.texts] == []


def test_bars_of_ai_earnings_are_the_estimates(normal, axes):
    ai_earnings.earnings_panel(axes, *normal)
    expected = [1e-6 * (one.value or 0.0) for one in ai_earnings_by_quarter(normal[0]).values()]
    assert [bar.get_height() for bar in axes.patches] == pytest.approx(expected)


def test_growth_of_a_quarter_is_over_the_same_quarter_a_year_before(normal):
    results, summary = normal
    found = ai_earnings.growth_by_quarter(results, "ai_freelancer_earnings")
    assert found["2025Q1"] == summary.outcomes["ai_work_earnings_growth_2025q1"]
    assert "2021Q3" not in found


def test_outcomes_of_needs_fill_the_whole(normal, axes):
    needs.after_panel(axes, *normal)
    tops = {}
    for bar in axes.patches:
        tops[bar.get_x()] = tops.get(bar.get_x(), 0.0) + bar.get_height()
    assert list(tops.values()) == pytest.approx([100.0] * 14)


def test_specialties_fall_with_exposure(normal):
    found = specialties.changes(normal[0])
    change = {name: found.change(k).value for k, name in enumerate(found.names)}
    assert change["General Translation Services"] < change["Graphic Design"] < change["Mobile App Development"]
    place = found.names.index("Graphic Design")
    assert change["Graphic Design"] == pytest.approx(found.after[:, place].sum() / found.before[:, place].sum() - 1.0)


def test_small_specialties_are_pale_and_unnamed(normal, axes, monkeypatch):
    found = specialties.changes(normal[0])
    monkeypatch.setattr(specialties, "ENOUGH", float(np.sort(found.posts)[1]))
    specialties.exposure_panel(axes, *normal)
    pale = [one for one in axes.collections if isinstance(one, PathCollection) and one.get_alpha() == 0.6]
    assert [len(one.get_offsets()) for one in pale] == [1]
    chosen = specialties.named(found, np.zeros(len(found.names)))
    assert int(np.argmin(found.posts)) not in chosen
    assert len(chosen) == len(found.names) - 1


def test_the_waterfall_ends_at_the_total(normal, axes):
    decomposition.waterfall_panel(axes, *normal)
    bars = axes.patches
    total = 1e-6 * normal[1].outcomes["earnings_change_total"].value
    assert bars[-1].get_width() == pytest.approx(total)
    assert bars[-2].get_x() + bars[-2].get_width() == pytest.approx(total)
    ends = [bar.get_x() + bar.get_width() for bar in bars[:-2]]
    assert [bar.get_x() for bar in bars[1:-1]] == pytest.approx(ends)


def test_the_lorenz_panel_prints_the_gini_of_the_summary(normal, axes):
    lorenz.lorenz_panel(axes, *normal)
    assert f"Gini {normal[1].outcomes['earnings_gini'].value:.2f}" in axes.texts[1].get_text()


@pytest.mark.parametrize("ink", sorted(set(INKS.values())))
def test_coloured_words_can_be_read_on_white(ink):
    """Contrast of 4.5 to 1 at least (WCAG 2.1, success criterion 1.4.3)."""
    parts = [int(ink[k : k + 2], 16) / 255.0 for k in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    assert 1.05 / (luminance + 0.05) >= 4.5
