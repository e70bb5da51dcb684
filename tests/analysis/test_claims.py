from __future__ import annotations

import pytest

from sim.analysis.claim_words import points, shifted, signs
from sim.analysis.claims import (
    choice_claim,
    claims,
    experience_claim,
    growth_claim,
    narrow_claim,
    software_claim,
)
from sim.analysis.estimate import Estimate, missing
from sim.outcomes.catalogue import CATALOGUE


def sure(value):
    return Estimate(value, 0.01, None, 9)


def test_a_sign_needs_an_interval_that_excludes_zero():
    assert signs((sure(0.2), 1), (sure(-0.2), -1)) == "reproduced"
    assert signs((sure(0.02), 1)) == "not reproduced"
    assert signs((sure(0.2), -1)) == "not reproduced"
    assert signs((Estimate(0.2), 1)) == "not identified"
    assert signs((missing("x"), 1)) == "not identified"
    assert signs((shifted(sure(0.2), 0.5), -1)) == "reproduced"


@pytest.mark.parametrize(
    ("quarter", "year", "verdict"),
    [
        (0.25, 0.6, "reproduced"),
        (0.31, 0.6, "not reproduced"),
        (0.25, 0.49, "not reproduced"),
        (None, 0.6, "not identified"),
    ],
)
def test_growth_must_lie_in_its_ranges(quarter, year, verdict):
    found = dict.fromkeys(CATALOGUE, sure(0.1))
    found["ai_work_earnings_growth_2025q1"] = (
        missing("too short") if quarter is None else Estimate(quarter, 0.03, None, 9)
    )
    found["ai_work_earnings_growth_2024"] = sure(year)
    claim = growth_claim(found)
    assert claim.verdict == verdict
    assert ("too short" in claim.text) == (quarter is None)
    assert ("tails are heavy" in claim.text) == (quarter is not None)


def test_complex_software_must_hold():
    found = dict.fromkeys(CATALOGUE, sure(0.1)) | {"software_entry_posts_change": sure(-0.5)}
    assert software_claim(found).verdict == "reproduced"
    assert software_claim(found | {"software_expert_posts_change": sure(-0.2)}).verdict == "not reproduced"


def test_experience_needs_errors_over_twin_worlds():
    over_worlds = Estimate(0.3, 0.05, None, 7, left_out=(0.3,) * 8)
    found = dict.fromkeys(CATALOGUE, sure(0.1)) | {"ai_effect_allowed_high_experience": over_worlds}
    assert experience_claim(found).verdict == "reproduced"
    over_persons = found | {"ai_effect_allowed_high_experience": Estimate(0.3, 0.05, None, 900)}
    assert experience_claim(over_persons).verdict == "not identified"
    assert "Fewer than five twin worlds" in experience_claim(over_persons).text


def test_who_was_lucky_in_one_world_does_not_decide_on_experience():
    """The effect over adopters, who had to stay until they adopted, is told; the verdict is of all who may adopt."""
    nothing = Estimate(0.0, 0.05, None, 7, left_out=(0.0,) * 8)
    found = dict.fromkeys(CATALOGUE, sure(0.5)) | {"ai_effect_allowed_high_experience": nothing}
    assert experience_claim(found).verdict == "not reproduced"


@pytest.mark.parametrize(
    ("posts", "excess", "verdict"),
    [
        (0.1, 0.3, "reproduced"),
        (0.25, 0.3, "not identified"),  # an upper bound above the limit tells neither
        (0.2, 0.3, "not identified"),
        (0.1, -0.3, "not reproduced"),  # as wide as work itself
        (-0.1, 0.3, "not reproduced"),
    ],
)
def test_displacement_counted_from_above_cannot_refute_that_it_is_narrow(posts, excess, verdict):
    found = dict.fromkeys(CATALOGUE, sure(0.1))
    found |= {"displaced_share_of_posts": sure(posts), "automated_concentration_excess": sure(excess)}
    claim = narrow_claim(found)
    assert claim.verdict == verdict
    assert ("counted from above" in claim.text) == (verdict == "not identified")


def test_differences_of_shares_are_told_in_points():
    assert points(Estimate(-0.12, 0.01, None, 9)).startswith("-12.0 points [-14.3, ")
    assert points(Estimate(0.5)) == "50.0 points"
    assert points(missing("x")) == "n/a"


def test_what_clients_choose_first_decides_whom_they_prefer():
    found = dict.fromkeys(CATALOGUE, sure(0.1)) | {"ai_user_hiring_odds": sure(2.0)}
    assert choice_claim(found).verdict == "reproduced"
    tried_first = found | {"client_choice_post_first_less_ai_tried": sure(-0.1)}
    assert choice_claim(tried_first).verdict == "not reproduced"


def test_one_replication_says_that_there_is_no_interval():
    found = claims(dict.fromkeys(CATALOGUE, Estimate(0.1)), {})
    assert [claim.id for claim in found] == [f"S{k}" for k in range(1, 10)]
    assert {claim.verdict for claim in found[1:]} == {"not identified"}
    assert all("one replication" in claim.text for claim in found)


def test_too_few_observations_are_not_called_one_replication():
    found = claims(dict.fromkeys(CATALOGUE, Estimate(0.1, None, None, 3)), {})
    assert all("too few observations" in claim.text for claim in found)
    assert not [claim for claim in found if "one replication" in claim.text]


def test_with_replications_no_claim_complains():
    found = claims(dict.fromkeys(CATALOGUE, sure(0.1)), {"Writing": {"posts_change": sure(-0.1)}})
    assert not [claim.text for claim in found if "one replication" in claim.text or "n/a" in claim.text]
    assert "1 of 1 work categories fell" in found[6].text
    assert all(name in CATALOGUE for claim in found for name in claim.outcomes)
