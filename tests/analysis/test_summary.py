from __future__ import annotations

import json

import pytest

from sim.analysis.results import Results
from sim.analysis.summary import summarise
from sim.outcomes.catalogue import CATALOGUE, CATEGORY_CATALOGUE
from tests.analysis.tables import monday, platform_rows, results, weekly_row


@pytest.mark.parametrize("weeks", [1, 30, 248])
def test_an_empty_market_is_summarised_with_reasons(weeks):
    found = summarise(results(weeks=weeks)).to_dict("abc", 0)
    json.dumps(found, allow_nan=False)
    assert list(found)[:6] == ["scenario", "fingerprint", "seed", "replications", "outcomes", "claims"]
    assert (found["fingerprint"], found["seed"]) == ("abc", 0)
    assert list(found["outcomes"]) == list(CATALOGUE)
    assert all(one["reason"] for one in found["outcomes"].values() if one["value"] is None)


def market(weeks, replications):
    rows = [
        weekly_row(w, replication=r, category=c, specialty=c, level=level, new_needs=10, new_needs_automated=1,
                   new_posts=6 + r, new_posts_filled=3, new_ai_posts=1, new_ai_posts_filled=1, posts_closed=5,
                   freelancer_earnings=100.0 + w, hours_worked=5.0, ai_freelancer_earnings=10.0,
                   gross_services_volume=110.0 + w, sum_contract_rate=60.0)
        for r in range(replications) for w in range(weeks) for c in "abcdef" for level in ("entry", "expert")
    ]  # fmt: skip
    bins = [
        {"replication": r, "week": w, "date": monday(w), "category": "a", "complexity_bin": b, "new_needs": 10}
        for r in range(replications) for w in range(weeks) for b in (5, 9)
    ]  # fmt: skip
    platform = platform_rows(-60, weeks, replications, new_posts=9, new_contracts=3, n_clients=5, n_clients_active=4)
    return results(weekly=rows, complexity=bins, platform=platform)


def test_replicated_outcomes_have_errors_and_quantiles():
    found = summarise(market(30, 3)).to_dict()
    json.dumps(found, allow_nan=False)
    fill = found["outcomes"]["fill_rate"]
    assert fill["value"] == pytest.approx(9 / 21)
    assert fill["standard_error"] > 0.0
    assert list(fill["quantiles"]) == ["0.05", "0.5", "0.95"]
    assert list(found["categories"]) == list("abcdef")
    assert list(found["categories"]["a"]) == list(CATEGORY_CATALOGUE)
    assert [one["series"] for one in found["stationarity"] if one["passed"]]


def test_without_ai_nothing_crashes_and_nothing_is_claimed():
    rows = [weekly_row(w, new_needs=5, new_posts=4, new_posts_filled=2, freelancer_earnings=9.0) for w in range(248)]
    found = summarise(results(weekly=rows))
    assert {claim.verdict for claim in found.claims} == {"not identified"}


def test_strings_stored_as_categories_give_the_same_summary():
    plain = market(60, 2)
    stored = {
        name: table.astype({c: "category" for c in table.columns if table[c].dtype in ("str", "object")})
        for name, table in plain.tables.items()
    }
    found = Results(stored, plain.scenario)
    assert stored["weekly"]["level"].dtype == "category"
    assert summarise(found).to_dict() == summarise(plain).to_dict()
