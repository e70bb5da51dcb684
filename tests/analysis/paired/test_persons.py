"""People, groups, deciles and individuals, worked out by hand on a few persons."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.inequality import gini
from sim.analysis.paired.deciles import BY_BOTH, BY_REFERENCE, decile_effects, tenths
from sim.analysis.paired.groups import ALL, BY_OPENNESS, BY_USE, group_effects
from sim.analysis.paired.individuals import individual_measures
from sim.analysis.paired.people import BOTH, OTHER_ONLY, REFERENCE_ONLY, people_of, with_money
from tests.analysis.tables import results

ONE = np.array([0])


def person(number, earnings, before=10.0, *, ai=False, hours=5.0, openness=0.5, replication=0):
    return {
        "replication": replication, "freelancer_id": number, "earnings_final_year": earnings, "ai_adopted": ai,
        "earnings_before_ai": before, "experience_hours_before_ai": hours, "ai_openness": openness,
        "home_specialty": "Blogs", "entry_week": -3,
    }  # fmt: skip


def people(here, there, replications=1):
    return people_of(
        results(replications=replications, freelancers=here), results(replications=replications, freelancers=there)
    )


def row_of(table, **keys):
    for name, value in keys.items():
        table = table.loc[table[name] == value]
    (row,) = table.to_dict("records")
    return row


HERE = [
    person(1, 100.0, hours=1.0, openness=0.1),
    person(2, 200.0, hours=2.0, openness=0.2, ai=True),
    person(3, 300.0, hours=3.0, openness=0.3, ai=True),
    person(4, 0.0, hours=4.0, openness=0.4, before=0.0),
    person(5, 50.0),
]
THERE = [
    person(1, 150.0, hours=1.0, openness=0.1, ai=True),
    person(2, 202.0, hours=2.0, openness=0.2, ai=True),
    person(3, 0.0, hours=3.0, openness=0.3),
    person(4, 80.0, hours=4.0, openness=0.4, before=20.0),
    person(6, 70.0),
]
"""1 gains 50, 2 gains 2 (below 5% of 201), 3 loses 300, 4 gains 80; 5 and 6 exist in one world alone."""


@pytest.fixture
def few():
    return people(HERE, THERE)


def test_people_are_matched_by_id(few):
    assert few["freelancer_id"].tolist() == [1, 2, 3, 4, 5, 6]
    assert few["exists"].tolist() == [BOTH] * 4 + [REFERENCE_ONLY, OTHER_ONLY]
    assert few["change"].tolist() == [50.0, 2.0, -300.0, 80.0, -50.0, 70.0]
    assert few["ai_use"].tolist() == [
        "other only",
        "in both",
        "reference only",
        "in neither",
        "in neither",
        "in neither",
    ]
    assert few["home_specialty"].tolist() == ["Blogs"] * 6


def test_thirds_are_cut_on_those_who_earned_before_in_both_worlds(few):
    """Persons 1 to 3 (4 earned before AI in one world alone); cuts of 1, 2, 3 hours at 5/3 and 7/3."""
    assert few["experience"].tolist()[:4] == ["low", "middle", "high", "high"]
    assert few["experience"].tolist()[4:] == ["", ""]


def test_a_replication_pairs_with_itself_alone():
    both = people(
        [person(1, 10.0), person(1, 20.0, replication=1)], [person(1, 11.0), person(1, 25.0, replication=1)], 2
    )
    assert both["change"].tolist() == [1.0, 5.0]


def test_only_people_with_money_are_stored():
    both = people([person(1, 0.0, before=0.0), person(2, 0.0)], [person(1, 0.0, before=0.0), person(2, 0.0)])
    assert with_money(both)["freelancer_id"].tolist() == [2]


def test_groups_by_hand(few):
    table = group_effects(few, ONE, heads_each=10.0)
    everybody = row_of(table, experience=ALL, by=ALL)
    assert (everybody["heads"], everybody["value_reference"]) == (30.0, 200.0)
    assert everybody["value"] == pytest.approx(352.0 / 3.0)
    assert everybody["relative"] == pytest.approx(352.0 / 600.0 - 1.0)
    high = row_of(table, experience="high", by=ALL)
    assert (high["heads"], high["effect"]) == (10.0, -300.0)
    switched = row_of(table, experience=ALL, by=BY_USE, group="other only")
    assert (switched["effect"], switched["relative"], switched["share_of_heads"]) == (50.0, 0.5, pytest.approx(1 / 3))
    assert row_of(table, experience="low", by=BY_USE, group="in both")["reason"] == "reference: nobody in this group"
    heads = table.loc[(table["by"] == BY_OPENNESS) & (table["experience"] == ALL), "heads"]
    assert heads.sum() == 30.0


def test_individuals_by_hand(few):
    table = individual_measures(few, ONE, heads_each=10.0).set_index("measure")["value"]
    assert table["compared"] == 40.0
    assert (table["share_gain"], table["share_lose"], table["share_unchanged"]) == (0.5, 0.25, 0.25)
    assert table["share_gain_less_lose"] == 0.25
    assert (table["share_started"], table["share_stopped"]) == (0.25, 0.25)
    assert table["mean_change"] == pytest.approx(-168.0 / 4.0)
    assert table["change_median"] == pytest.approx(26.0)
    assert table["relative_change_median"] == pytest.approx((0.5 + 0.01) / 2.0)
    assert (table["median_gain"], table["median_loss"]) == (65.0, 300.0)
    assert table["gini_of_gains"] == pytest.approx(gini(np.array([2.0, 50.0, 80.0])))
    assert (table["gross_gains"], table["gross_losses"], table["net_change"]) == (1320.0, 3000.0, -1680.0)
    assert table["excess_reallocation"] == pytest.approx(1.0 - 1680.0 / 4320.0)
    assert (table["reference_only_heads"], table["reference_only_earnings"]) == (10.0, 500.0)
    assert (table["other_only_heads"], table["other_only_earnings"]) == (10.0, 700.0)
    assert (table["share_ai_in_both"], table["share_ai_other_only"]) == (0.25, 0.25)


def test_all_money_is_accounted_for(few):
    """The total change is that of everybody's earnings, whoever exists where."""
    table = individual_measures(few, ONE, heads_each=10.0).set_index("measure")["value"]
    here, there = (sum(one["earnings_final_year"] for one in world) for world in (HERE, THERE))
    assert table["total_change"] == pytest.approx(10.0 * (there - here))


def test_nobody_gains_in_the_same_world():
    same = people(HERE, HERE)
    table = individual_measures(same, ONE, heads_each=1.0).set_index("measure")
    assert table.loc["share_unchanged", "value"] == 1.0
    assert table.loc["mean_change", "value"] == 0.0
    assert table.loc["likeness", "value"] == pytest.approx(1.0)
    assert (decile_effects(same, ONE)["effect"].dropna() == 0.0).all()
    assert (group_effects(same, ONE, 1.0)["effect"].dropna() == 0.0).all()


def test_tenths_within_a_replication():
    values = np.concatenate([np.arange(20.0), 100.0 - np.arange(10.0)])
    replication = np.repeat([0, 1], [20, 10])
    found = tenths(values, replication)
    assert found[:20].tolist() == np.repeat(np.arange(1, 11), 2).tolist()
    assert found[20:].tolist() == list(range(10, 0, -1))


def test_luck_reverts_by_reference_earnings_alone():
    """Two worlds with independent luck of the same law: nothing happens, and still the lucky seem to lose."""
    luck = np.random.default_rng(3)
    here = [person(k, float(x)) for k, x in enumerate(luck.lognormal(5.0, 1.0, 4000))]
    there = [person(k, float(x)) for k, x in enumerate(luck.lognormal(5.0, 1.0, 4000))]
    table = decile_effects(people(here, there), ONE)
    assert row_of(table, by=BY_REFERENCE, decile=10.0)["relative"] < -0.6
    assert row_of(table, by=BY_REFERENCE, decile=1.0)["relative"] > 3.0
    assert abs(row_of(table, by=BY_BOTH, decile=10.0)["relative"]) < 0.15
    assert abs(row_of(table, by=BY_BOTH, decile=1.0)["relative"]) < 0.15
