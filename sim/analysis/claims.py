"""The claims S1 to S9: what the model reports on each, with a verdict.

``reproduced``: the sign (S1: the range) is right; S2 to S9 also need a 95% interval over replications that excludes
zero. ``not reproduced``: it is not. ``not identified``: the run cannot tell (horizon too short, no AI, one replication
and so no interval, fewer than five twin worlds for S4, displacement that only its upper bound puts above S3's limit).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.analysis.categories import moved
from sim.analysis.claim_words import (
    NOT_IDENTIFIED,
    NOT_REPRODUCED,
    REPRODUCED,
    caveats,
    error_of,
    millions,
    number,
    percent,
    points,
    shifted,
    signs,
    whole,
)
from sim.analysis.estimate import Estimate
from sim.outcomes.catalogue import CATALOGUE

Found = Mapping[str, Estimate]
Table = Mapping[str, Mapping[str, Estimate]]
S1_RANGES = {"ai_work_earnings_growth_2025q1": (0.20, 0.30), "ai_work_earnings_growth_2024": (0.50, 0.70)}
NARROW_SHARE = 0.20
HOLDS = -0.05
TIGHT = 0.02


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim of the design and what the model finds.

    Attributes
    ----------
    id : str
        S1 to S9.
    verdict : str
        ``reproduced``, ``not reproduced`` or ``not identified``.
    text : str
        One or two sentences with numbers and intervals.
    outcomes : tuple of str
        Names of the outcomes the verdict and the text use.
    """

    id: str
    verdict: str
    text: str
    outcomes: tuple[str, ...]

    def to_dict(self) -> dict[str, object]:
        """Return the claim as plain values for JSON."""
        return {"id": self.id, "verdict": self.verdict, "text": self.text, "outcomes": list(self.outcomes)}


def claims(found: Found, table: Table) -> list[Claim]:
    """Return all nine claims from the outcomes and the table of work categories."""
    return [
        growth_claim(found),
        complexity_claim(found),
        narrow_claim(found),
        experience_claim(found),
        choice_claim(found),
        software_claim(found),
        selective_claim(found, table),
        adoption_claim(found),
        both_claim(found),
    ]


def _claim(name: str, verdict: str, text: str, found: Found, outcomes: tuple[str, ...]) -> Claim:
    return Claim(
        name,
        verdict,
        text + caveats([found[one] for one in outcomes if CATALOGUE[one].aggregation != "test"]),
        outcomes,
    )


def growth_claim(found: Found) -> Claim:
    """S1: earnings from AI-related work grew 25% (2025 Q1) and 60% (2024)."""
    words = ("earnings", "posts", "contracts_per_post", "hours_per_contract", "earnings_per_hour")
    quarter_names = tuple(f"ai_work_{word}_growth_2025q1" for word in words)
    year_names = tuple(f"ai_work_{word}_growth_2024" for word in words)
    values = {name: found[name].value for name in S1_RANGES}
    if any(value is None for value in values.values()):
        verdict = NOT_IDENTIFIED
    else:
        inside = all(low <= (values[name] or 0.0) <= high for name, (low, high) in S1_RANGES.items())
        verdict = REPRODUCED if inside else NOT_REPRODUCED
    quarter, year = ([found[name] for name in names] for names in (quarter_names, year_names))
    text = (
        f"Earnings from AI-related work grew by {percent(quarter[0])}{error_of(quarter[0])} in 2025 Q1 over 2024 Q1 "
        f"(published 25%) and by {percent(year[0])}{error_of(year[0])} in 2024 over 2023 (published 60%); "
        f"AI-related posts changed by {percent(quarter[1])} and {percent(year[1])}, contracts per post by "
        f"{percent(quarter[2])} and {percent(year[2])}, hours per contract by {percent(quarter[3])} and "
        f"{percent(year[3])}, earnings per hour by {percent(quarter[4])} and {percent(year[4])}; growth of earnings is "
        "the product of the four."
    )
    errors = [one.standard_error for one in (quarter[0], year[0]) if one.standard_error is not None]
    if errors and max(errors) > TIGHT:
        text += " The error of money is over 2 points: tails are heavy."
    return _claim("S1", verdict, text, found, quarter_names + year_names)


def complexity_claim(found: Found) -> Claim:
    """S2: AI replaces low-complexity, repetitive tasks."""
    names = (
        "automated_share_complexity_tenth_01",
        "automated_share_complexity_tenth_10",
        "automated_share_lowest_less_highest_tenth",
    )
    low, high, gap = (found[name] for name in names)
    text = (
        f"AI alone meets {percent(low)} of needs in the simplest tenth and {percent(high)} in the hardest: "
        f"{points(gap)} apart."
    )
    return _claim("S2", signs((gap, 1)), text, found, names)


def narrow_claim(found: Found) -> Claim:
    """S3: substitution stays narrow."""
    names = (
        "automated_share_of_needs",
        "displaced_share_of_posts",
        "displaced_share_of_money",
        "automated_share_top_tenth_specialties",
        "automated_concentration_excess",
        "n_specialties_over_20pct_automated",
    )
    needs, posts, money, top, excess, wide = (found[name] for name in names)
    text = (
        f"AI alone meets {percent(needs)} of needs and displaces at most {percent(posts)} of posts and "
        f"{percent(money)} of money; a tenth of specialties holds {percent(top)} of it, {points(excess)} more than its "
        f"share of needs; {whole(wide)} specialties are over 20% automated."
    )
    verdict = signs((posts, 1), (excess, 1))
    if verdict == REPRODUCED and signs((shifted(posts, NARROW_SHARE), -1)) != REPRODUCED:
        verdict = NOT_IDENTIFIED
        text += (
            " Displacement is counted from above, as if every need met by AI alone would have been posted: that this "
            "bound is not below 20% does not show that displacement is above."
        )
    return _claim("S3", verdict, text, found, names)


def experience_claim(found: Found) -> Claim:
    """S4: experienced freelancers who integrate AI gain (raw, adjusted and causal, whatever they are)."""
    names = (
        "ai_earnings_gap_raw_high_experience",
        "ai_earnings_gap_adjusted_high_experience",
        "ai_effect_causal_high_experience",
        "ai_effect_allowed_high_experience",
        "ai_effect_allowed_low_experience",
        "ai_effect_allowed",
        "ai_premium_causal",
    )
    raw, adjusted, causal, allowed, novice, everyone, adopters = (found[name] for name in names)
    text = (
        f"Most experienced third, earnings with AI over without: raw {percent(raw)}, at equal composition "
        f"{percent(adjusted)}. Twin worlds, earnings of all who may adopt over the same people barred from it: "
        f"{percent(allowed)} in the most experienced third, {percent(novice)} in the least, {percent(everyone)} for "
        f"everybody; of those alone who did adopt {percent(causal)} in the most experienced third and "
        f"{percent(adopters)} for everybody, who are chosen by what happened in one of the two worlds."
    )
    verdict = signs((allowed, 1)) if allowed.left_out is not None else NOT_IDENTIFIED
    if allowed.value is not None and allowed.left_out is None:
        text += " Fewer than five twin worlds: intervals of causal effects are over persons, and carry no verdict."
    return _claim("S4", verdict, text, found, names)


def choice_claim(found: Found) -> Claim:
    """S5: clients prefer augmented people to automation."""
    names = (
        "client_choice_share_post_first",
        "client_choice_share_ai_tried",
        "client_choice_post_first_less_ai_tried",
        "client_choice_share_hire",
        "client_choice_share_ai_alone",
        "client_choice_share_drop",
        "ai_user_hiring_odds",
    )
    first, tried, gap, hire, alone, drop, odds = (found[name] for name in names)
    text = (
        f"Clients that use AI post {percent(first)} of their needs at once and try AI alone first on {percent(tried)}: "
        f"a difference of {points(gap)}; in the end {percent(hire)} are posted, {percent(alone)} met by AI alone and "
        f"{percent(drop)} dropped. The odds that a proposal of an AI user wins are {number(odds)} times those of others"
        "."
    )
    return _claim("S5", signs((gap, 1), (shifted(odds, 1.0), 1)), text, found, names)


def software_claim(found: Found) -> Claim:
    """S6: basic coding demand falls, complex development holds."""
    names = (
        "software_entry_posts_change",
        "software_expert_posts_change",
        "software_expert_less_entry_posts_change",
        "software_low_complexity_posts_change",
        "software_high_complexity_posts_change",
    )
    entry, expert, gap, low, high = (found[name] for name in names)
    verdict = signs((entry, -1), (gap, 1))
    interval = expert.interval()
    if verdict == REPRODUCED and interval is not None and interval[1] < HOLDS:
        verdict = NOT_REPRODUCED
    text = (
        f"Software posts, 2025 Q1 over 2022 H2: entry {percent(entry)}, expert {percent(expert)}, expert less entry "
        f"{points(gap)}; simpler half {percent(low)}, harder half {percent(high)}."
    )
    return _claim("S6", verdict, text, found, names)


def selective_claim(found: Found, table: Table) -> Claim:
    """S7: impact is selective across work categories."""
    names = ("posts_change_most_less_least_automated", "posts_change_spread", "posts_change_chi2_p")
    gap, spread, equal = (found[name] for name in names)
    fell, rose = moved({key: dict(row) for key, row in table.items()})
    p_value = "n/a" if equal.value is None else f"{equal.value:.3g}"
    text = (
        f"Posts since the year before AI: {fell} of {len(table)} work categories fell and {rose} rose beyond noise; "
        f"spread {points(spread)}, p of equal changes {p_value}; the change of the three most automated categories "
        f"less that of the three least is {points(gap)}."
    )
    return _claim("S7", signs((gap, -1)), text, found, names)


def adoption_claim(found: Found) -> Claim:
    """S8: executives are eager, some workers resist."""
    names = (
        "client_ai_adoption_share",
        "freelancer_ai_adoption_share",
        "freelancer_ai_adoption_share_least_open",
        "adoption_gap_most_less_least_open",
        "client_adoption_less_least_open_freelancers",
        "earnings_least_over_most_open",
        "freelancer_ai_adoption_share_newcomers",
        "freelancer_ai_adoption_share_established",
        "freelancer_ai_adoption_share_established_least_open",
    )
    clients, freelancers, least, gap, lead, pay, new, others, resisting = (found[name] for name in names)
    text = (
        f"{percent(clients)} of clients and {percent(freelancers)} of active freelancers use AI; of the least open "
        f"{percent(least)}: {points(gap)} below the most open and {points(lead)} below clients; earnings of the least "
        f"open less those of the most open, over the latter, are {percent(pay)}. Of those who registered within a year "
        f"{percent(new)} use AI, of the others {percent(others)}, and {percent(resisting)} of the least open of these."
    )
    return _claim("S8", signs((gap, 1), (lead, 1)), text, found, names)


def both_claim(found: Found) -> Claim:
    """S9: AI is a disruptor and an enabler."""
    words = (
        "total", "displacement", "posting", "fill", "augmentation", "price", "ai_related_work", "composition", "demand",
        "fees",
    )  # fmt: skip
    names = tuple(f"earnings_change_{word}" for word in words)
    total, displacement, posting, fill, augmentation, price, work, mix, demand, fees = (found[name] for name in names)
    text = (
        f"Annual freelancer earnings changed by {millions(total)} since before AI: displacement "
        f"{millions(displacement)}, share of the other needs that is posted {millions(posting)}, hours "
        f"delivered per dollar posted {millions(fill)}, hours saved {millions(augmentation)}, price per hour "
        f"{millions(price)}, new AI-related work {millions(work)}, composition {millions(mix)}, worth of needs "
        f"{millions(demand)}, fees {millions(fees)}. Displacement counts needs met by AI alone as if they would have "
        "been posted, filled and paid as the average of their category and level; that the posts that remain are then "
        "filled more often shows in hours delivered per dollar posted."
    )
    return _claim("S9", signs((displacement, -1), (work, 1)), text, found, names)
