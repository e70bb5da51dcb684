"""Outcomes on displacement, choices, premia, experience, software, selectivity and adoption (S2 to S8)."""

from __future__ import annotations

from typing import Final

from sim.outcomes.outcome import Outcome

_THIRDS: Final = {
    "low": "the least experienced third",
    "middle": "the middle third",
    "high": "the most experienced third",
}


def _sums(name: str, meaning: str, table: str = "weekly", unit: str = "1") -> Outcome:
    return Outcome(name, unit, meaning, "ratio of sums", table)


DISPLACEMENT: Final = (
    _sums("automated_share_of_needs", "Needs met by AI alone over all needs, last four full quarters."),
    _sums("dropped_share_of_needs", "Needs dropped over all needs, last four full quarters."),
    _sums(
        "displaced_share_of_posts", "Automated needs over automated needs and posts: an upper bound on posts displaced."
    ),
    _sums("automated_share_of_need_value", "Worth of automated needs over worth of all needs."),
    _sums("displaced_share_of_money", "Worth of automated needs over worth of automated and posted needs."),
    _sums(
        "automated_share_top_tenth_specialties",
        "Share of automated needs in the tenth of specialties with most of them.",
    ),
    _sums("automated_concentration_excess", "That share less the same specialties' share of all needs."),
    _sums(
        "n_specialties_over_20pct_automated", "Specialties with over 20% of needs met by AI alone.", unit="specialties"
    ),
    *(
        _sums(
            f"automated_share_complexity_tenth_{k:02d}",
            f"Automated share of needs in tenth {k} of complexity (1 simplest).",
            "complexity",
        )
        for k in range(1, 11)
    ),
    _sums(
        "automated_share_lowest_less_highest_tenth",
        "Automated share in the simplest less the hardest tenth.",
        "complexity",
    ),
)
CHOICES: Final = (
    _sums("client_choice_share_ai_alone", "Needs of clients that use AI: met by AI alone."),
    _sums("client_choice_share_hire", "Needs of clients that use AI: posted in the end."),
    _sums("client_choice_share_drop", "Needs of clients that use AI: dropped."),
    _sums(
        "client_choice_share_ai_tried", "Needs of clients that use AI: tried with AI alone, with or without success."
    ),
    _sums("client_choice_share_post_first", "Needs of clients that use AI: posted at once, AI alone not tried."),
    _sums("client_choice_post_first_less_ai_tried", "Share posted at once less share tried with AI alone, same needs."),
    _sums(
        "ai_user_hiring_odds_raw",
        "Odds that a proposal of an AI user wins over odds of others, regular posts.",
        unit="odds ratio",
    ),
    _sums("ai_user_hiring_odds", "The same within category and level (Mantel-Haenszel).", unit="odds ratio"),
)
PREMIA: Final = (
    _sums("ai_premium_raw", "Mean hourly contract rate of AI-related over other work in 2025, minus one."),
    _sums("ai_premium_adjusted", "The same within specialty and level (fixed effects, logs)."),
    _sums(
        "ai_user_premium_raw", "Mean hourly contract rate of AI users over others on regular work in 2025, minus one."
    ),
    _sums("ai_user_premium_adjusted", "The same within specialty and level (fixed effects, logs)."),
    Outcome(
        "ai_premium_causal",
        "1",
        "Causal effect of adopting AI on last-52-week earnings of adopters, relative.",
        "paired persons",
        "twins",
    ),
    Outcome(
        "ai_effect_allowed",
        "1",
        "Last-52-week earnings of those who may adopt AI over the same who may not (intention to treat), relative.",
        "paired persons",
        "twins",
    ),
    *(
        Outcome(
            f"ai_effect_allowed_{key}_experience",
            "1",
            f"The same (intention to treat), {who} before AI.",
            "paired persons",
            "twins",
        )
        for key, who in _THIRDS.items()
    ),
    Outcome(
        "ai_effect_causal_hours",
        "1",
        "Causal effect of adopting AI on last-52-week hours of adopters, relative.",
        "paired persons",
        "twins",
    ),
    *(
        Outcome(
            f"ai_effect_causal_{key}_experience",
            "1",
            f"Causal effect on earnings, {who} before AI.",
            "paired persons",
            "twins",
        )
        for key, who in _THIRDS.items()
    ),
    *(
        Outcome(
            f"ai_earnings_gap_{kind}_{key}_experience",
            "1",
            f"Last-52-week earnings of AI users over others, {what}, {who}.",
            "ratio of sums",
            "freelancers",
        )
        for key, who in _THIRDS.items()
        for kind, what in (("raw", "raw"), ("adjusted", "at equal category and earnings before AI"))
    ),
)
_SINCE: Final = "2025 Q1 over 2022 H2"
SOFTWARE: Final = (
    *(
        _sums(f"software_{one}_posts_change", f"Change of {one} software posts, {_SINCE}.")
        for one in ("entry", "intermediate", "expert")
    ),
    _sums("software_expert_less_entry_posts_change", f"Expert less entry change of software posts, {_SINCE}."),
    _sums("software_entry_earnings_change", f"Change of earnings from entry software work, {_SINCE}."),
    _sums("software_expert_earnings_change", f"Change of earnings from expert software work, {_SINCE}."),
    _sums("software_low_complexity_posts_change", f"Change of simpler half of software posts, {_SINCE}.", "complexity"),
    _sums("software_high_complexity_posts_change", f"Change of harder half of software posts, {_SINCE}.", "complexity"),
    _sums("software_high_less_low_complexity_posts_change", f"Harder less simpler half, {_SINCE}.", "complexity"),
    _sums("software_entry_share_ratio", "Entry share of software posts, January 2025 over January 2023."),
    _sums("software_expert_share_change", "Expert share of software posts, January 2025 less January 2023."),
)
SELECTIVITY: Final = (
    _sums(
        "posts_change_most_less_least_automated",
        "Change of posts since the year before AI: three most automated categories less three least.",
    ),
    _sums(
        "posts_change_spread",
        "Weighted standard deviation over categories of the change of posts since the year before AI.",
    ),
    Outcome(
        "posts_change_chi2_p",
        "p-value",
        "Cochran's Q test that posts changed alike in all categories.",
        "test",
        "weekly",
    ),
)
ADOPTION: Final = (
    _sums("client_ai_adoption_share", "Clients in the market who have adopted AI, last week.", "platform"),
    _sums("freelancer_ai_adoption_share", "Active freelancers who use AI, last week.", "platform"),
    *(
        Outcome(
            f"{who}_ai_adoption_share_{key}", "1", f"Share of {group} who use AI, mean of {when}.", "mean", "platform"
        )
        for who, group in (("freelancer", "active freelancers"), ("client", "clients in the market"))
        for key, when in (("end_2023", "December 2023"), ("2025q1", "2025 Q1"))
    ),
    _sums(
        "freelancer_ai_adoption_share_least_open",
        "AI users in the least open third of active freelancers.",
        "freelancers",
    ),
    _sums(
        "freelancer_ai_adoption_share_most_open",
        "AI users in the most open third of active freelancers.",
        "freelancers",
    ),
    _sums("adoption_gap_most_less_least_open", "The second less the first: what resistance does.", "freelancers"),
    *(
        _sums(f"freelancer_ai_adoption_share_{name}", f"AI users among active freelancers {who}.", "freelancers")
        for name, who in (
            ("newcomers", "who registered within 52 weeks"),
            ("established", "who registered earlier"),
            ("established_least_open", "who registered earlier, the least open third of all active ones"),
            ("established_most_open", "who registered earlier, the most open third of all active ones"),
        )
    ),
    _sums(
        "client_adoption_less_least_open_freelancers",
        "Clients' adoption less that of the least open third.",
        "freelancers",
    ),
    _sums(
        "earnings_least_over_most_open", "Last-52-week earnings, least over most open third, minus one.", "freelancers"
    ),
)
CATEGORY: Final = (
    _sums("automated_share_of_needs", "Needs met by AI alone over all needs, last four full quarters."),
    _sums("automated_share_of_need_value", "The same by worth."),
    _sums("fill_rate", "Hires over job posts, last four full quarters."),
    _sums("proposals_per_post", "Mean proposals on posts when they closed.", unit="proposals/post"),
    _sums("ai_work_share_of_volume", "AI-related share of gross services volume."),
    _sums("contract_rate", "Mean hourly contract rate.", unit="USD/h"),
    *(
        _sums(f"{key}_change", f"Change of {what} (weekly means) since the year before AI.")
        for key, what in (
            ("posts", "job posts"),
            ("contracts", "contracts"),
            ("earnings", "freelancer earnings"),
            ("volume", "gross services volume"),
            ("hours", "hours worked"),
        )
    ),
)
"""Outcomes reported for each work category."""
