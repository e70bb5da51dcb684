"""All tables of a comparison on a market made by formulas: what is in them, what they say, how they are drawn."""

from __future__ import annotations

import dataclasses

import numpy as np
import pytest

from sim.analysis.paired.comparison import TABLES, World, compare_worlds
from sim.analysis.paired.figures.draw import FIGURES, draw_comparison
from sim.analysis.paired.headline import HEADLINE, said, signed
from sim.analysis.paired.over_time import FLOWS, SHARES, parting_date
from sim.analysis.paired.table import EFFECT_COLUMNS, KEY_COLUMNS, VALUE_COLUMNS
from sim.analysis.paired.verdict import Facts, verdict
from sim.analysis.results import Results
from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE
from tests.analysis.figures import market

SERIES = len(FLOWS) + len(SHARES)


def changed(one, name="richer"):
    """The same market in which work pays a tenth more in every second replication, a twentieth in the others."""
    tables = {key: table.copy() for key, table in one.tables.items()}
    for table, columns in (
        ("weekly", ("freelancer_earnings", "gross_services_volume")),
        ("freelancers", ("earnings_final_year",)),
        ("platform", ("n_clients",)),
    ):
        factor = np.where(tables[table]["replication"] % 2 == 0, 1.1, 1.05)
        for column in columns:
            tables[table][column] = tables[table][column] * factor
    return Results(tables, one.scenario.model_copy(update={"name": name}))


def facts(one=None, **changes):
    base = Facts("formulas", "richer", 0, 3, 10_000, [("fees.client_fee_rate", "0.1", "0.2")], "2021-07-05")
    return dataclasses.replace(base, **changes)


@pytest.fixture(scope="module")
def normal():
    return World(market.normal())


@pytest.fixture(scope="module")
def tables(normal):
    return compare_worlds(normal, World(changed(normal.results)))


@pytest.fixture(scope="module")
def same(normal):
    return compare_worlds(normal, World(market.normal()))


def row_of(table, outcome):
    return table.set_index("outcome").loc[outcome]


def test_every_outcome_has_a_row(tables):
    assert tables.keys() == set(TABLES)
    assert tables["effects"]["outcome"].tolist() == list(CATALOGUE)
    assert set(CATEGORY_CATALOGUE) <= set(tables["categories"]["outcome"])
    quarters = tables["time"].groupby("outcome")["quarter"].nunique()
    assert len(quarters) == SERIES
    assert (quarters == quarters.iloc[0]).all()
    known = {*KEY_COLUMNS, *EFFECT_COLUMNS, *VALUE_COLUMNS}
    assert [
        column for name, table in tables.items() if name != "people" for column in table if column not in known
    ] == []


def test_effects_are_those_put_in(tables):
    """Two replications at +10%, one at +5%, all of the same size but for rounding."""
    row = row_of(tables["effects"], "freelancer_earnings")
    assert row["relative"] == pytest.approx((2 * 0.10 + 0.05) / 3, abs=1e-3)
    assert row["value"] / row["value_reference"] - 1.0 == pytest.approx(row["relative"])
    assert row["sign"] == "up"
    assert row_of(tables["effects"], "posts_per_year")["sign"] == "identical"
    last = tables["time"].query("outcome == 'gross_services_volume'").iloc[-1]
    assert last["relative"] == pytest.approx((2 * 0.10 + 0.05) / 3, abs=1e-3)
    assert tables["time"].query("outcome == 'posts'")["effect"].eq(0.0).all()


def test_shares_have_no_relative_effect_and_tests_none(tables):
    effects = tables["effects"].set_index("outcome")
    assert effects.loc[effects["unit"] == "1", "relative"].isna().all()
    assert np.isnan(effects.loc["posts_change_chi2_p", "effect"])
    assert effects.loc["posts_change_chi2_p", "reason"] == "a p-value has no effect"
    assert np.isnan(effects.loc["earnings_change_total", "relative"])


def test_a_scenario_against_itself_is_exactly_nothing(same):
    for name, table in same.items():
        if "effect" in table:
            known = table["effect"].notna()
            assert known.any(), name
            assert table.loc[known, "effect"].eq(0.0).all(), name
            assert table.loc[known & (table["error"] == "paired"), "standard_error"].eq(0.0).all(), name


def test_the_causal_effect_of_adoption_is_beside_the_gaps(tables):
    row = tables["adoption_effects"].query("estimand == 'causal effect' and experience == 'all'").iloc[0]
    assert np.isfinite(row["value_reference"])
    assert row["value"] > row["value_reference"]  # the main world pays more, the twin is as it was
    assert row["error"] == "unpaired"  # three twin worlds: errors are over persons


def test_worlds_with_other_replications_do_not_compare(normal):
    with pytest.raises(ValueError, match="replications differ"):
        compare_worlds(normal, World(market.short()))


def test_causal_effects_are_compared_over_the_twin_worlds_that_both_have():
    """Seven twin worlds in one, five in the other, six replications of which the first has none there."""
    one = market.normal(8)

    def with_twins_of(numbers):
        kept = one.tables["freelancers"]["replication"].isin(numbers)
        twins = one.tables["freelancers"].loc[kept].assign(ai_withheld=True, ai_adopted=False)
        return World(Results({**one.tables, "twins": twins}, one.scenario))

    found = compare_worlds(with_twins_of(range(7)), with_twins_of(range(1, 6)))
    row = row_of(found["effects"], "ai_premium_causal")
    assert row["value_reference"] == row["value"], "both over worlds 1 to 5"
    assert (row["error"], row["effect"], row["standard_error"]) == ("paired", 0.0, 0.0)


def test_where_the_worlds_part(normal):
    assert parting_date(normal.results, market.normal()) is None
    tables = {name: table.copy() for name, table in normal.results.tables.items()}
    tables["platform"].loc[tables["platform"]["week"] >= 10, "n_clients"] += 1
    assert parting_date(normal.results, Results(tables, normal.results.scenario)) == "2021-09-13"


def test_the_verdict_says_what_the_numbers_say(tables):
    text = " ".join(verdict(tables, facts()).split())
    assert "richer against formulas: 3 replications of 10,000 freelancers, seed 0." in text
    assert "fees.client_fee_rate (0.1 -> 0.2)" in text
    assert "one until the week of 2021-07-05, before AI is public (2022-11-30)" in text
    row = row_of(tables["effects"], "freelancer_earnings")
    assert f"freelancer earnings {said(row)}" in text
    assert "Beyond Monte Carlo error" in text
    assert "Of 360 simulated people" in text
    assert "66.7% earn more and 0.0% less by over 5%" in text  # +5% is 4.9% of the mean of both worlds: unchanged
    assert "+66.7" in text


def test_the_verdict_of_nothing_says_so(same):
    text = verdict(same, facts(parting=None))
    assert "No week differs" in text
    assert "No headline outcome differs at all." in text
    assert "earn more" not in text


def test_one_replication_is_told_from_nothing():
    one = World(market.normal(1))
    found = compare_worlds(one, World(changed(one.results)))
    text = " ".join(verdict(found, facts(replications=1)).split())
    assert "With one replication there is no interval: none of this can be told from chance." in text
    assert "1 replication of" in text
    assert "Beyond Monte Carlo error" not in text
    over_persons = found["effects"]["error"] == "unpaired"  # causal effects of adoption, from one twin world
    assert set(found["effects"].loc[~over_persons, "sign"]) == {"no interval"}


@pytest.mark.parametrize("make", [market.normal, market.without_contracts, market.short, lambda: market.nothing(60)])
def test_every_figure_is_drawn_of_any_market(make, tmp_path):
    one = make()
    found = compare_worlds(World(one), World(changed(one)))
    verdict(found, facts())
    drawn = draw_comparison(found, facts(), tmp_path)
    assert {path.name for path in drawn} == {f"{name}-richer.{end}" for name in FIGURES for end in ("png", "svg")}
    assert all(path.stat().st_size > 1000 for path in drawn)


def test_nobody_recorded_is_no_error():
    one = market.nothing(60)
    record = one.scenario.record.model_copy(update={"people_share": 0.0})
    bare = Results(one.tables, one.scenario.model_copy(update={"record": record}))
    found = compare_worlds(World(bare), World(changed(bare)))
    assert found["people"].empty
    assert found["groups"]["heads"].eq(0.0).all()


def test_few_people_are_not_told_about(tables):
    few = {**tables, "people": tables["people"].head(7)}
    text = " ".join(verdict(few, facts()).split())
    assert "Only 7 simulated people earned in the last year: too few to say" in text
    assert "earn more" not in text


def test_headline_outcomes_are_declared():
    assert set(HEADLINE) <= set(CATALOGUE)


@pytest.mark.parametrize(("value", "text"), [(1.25, "+1.2"), (-0.04, "0.0"), (-1234.5, "\u22121,234"), (0.0, "0.0")])
def test_signed_numbers(value, text):
    assert signed(value) == text
