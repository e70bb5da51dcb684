"""How freelancers look for work and what they ask."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Search(Group):
    """Proposals: how many, to which posts, at what rate."""

    proposals_per_week: float = parameter(
        0.95,
        unit="proposals per searching freelancer and week",
        low=0.0,
        high=50.0,
        meaning="Mean number of posts a freelancer with free hours tries for in a week.",
        source="target C4: 24 proposals per post",
        role="calibrated",
    )

    own_specialty_share: float = parameter(
        0.7,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of search in the own specialty.",
        source="by hand",
        role="set",
    )

    own_subcategory_share: float = parameter(
        0.2,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of search in the rest of the subcategory; what remains is the rest of the category.",
        source="by hand",
        role="set",
    )

    n_tries: int = parameter(
        3,
        unit="posts",
        low=1,
        high=10,
        meaning="Posts looked at, at most, for one proposal.",
        source="by hand",
        role="set",
    )

    level_slack: float = parameter(
        1.2,
        unit="standard deviations of ability",
        low=0.0,
        high=5.0,
        meaning="Distance from the post's level up to which a freelancer proposes.",
        source="by hand",
        role="set",
    )

    budget_tolerance: float = parameter(
        0.25,
        unit="ln",
        low=0.0,
        high=2.0,
        meaning="How far above the budget, in ln, a freelancer still proposes.",
        source="by hand",
        role="set",
    )

    budget_weight: float = parameter(
        0.4,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Weight of the posted budget, against the own asking rate, in the proposed rate.",
        source="by hand",
        role="set",
    )

    ai_pass_through: float = parameter(
        0.4,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of the time saved with AI that is passed on in the price of the work.",
        source="by hand; less than one half because the saving is private",
        role="set",
    )

    reservation_ratio: float = parameter(
        0.79,
        unit="1",
        low=0.1,
        high=1.0,
        meaning="Reservation wage over the asking rate at entry.",
        source="Stanton, Thomas (NBER 29477): surplus about 4.2 USD/h over the reservation wage at 20 USD/h",
        role="set",
    )

    asking_rate_log_sd: float = parameter(
        0.35,
        unit="ln",
        low=0.0,
        high=2.0,
        meaning="Spread of asking rates among freelancers of the same specialty and ability.",
        source="by hand",
        role="set",
    )

    hours_per_week_median: float = parameter(
        25.0,
        unit="hours per week",
        low=1.0,
        high=80.0,
        meaning="Median of the hours a freelancer can give in a week (log sd 0.4, between 5 and 60).",
        source="by hand; part of the freelancers work full-time",
        role="set",
    )

    connects_per_proposal: float = parameter(
        4.0,
        unit="Connects",
        low=0.0,
        high=50.0,
        meaning="Mean price of a proposal.",
        source="Jan-2023 posts: 1 to 6 Connects, mean 3.9",
        role="set",
    )

    connect_price: float = parameter(
        0.15,
        unit="USD per Connect",
        low=0.0,
        high=10.0,
        meaning="Price of a Connect.",
        source="platform pages",
        role="set",
    )

    ai_search_share: float = parameter(
        0.35,
        unit="1",
        low=0.0,
        high=1.0,
        meaning=(
            "Share of search that a freelancer who uses AI spends on AI-related posts of the category and of AI itself."
        ),
        source="by hand: those who can do AI-related work look for it first, as far as there is any",
        role="set",
    )

    ai_search_half_at: float = parameter(
        0.0,
        unit="1",
        low=0.0,
        high=10.0,
        meaning=(
            "AI-related posts within reach, over all posts of the category, at which `ai_search_share` is halved; "
            "0: the whole share, however few they are."
        ),
        source="lever; attention in proportion to what there is, up to a ceiling",
        role="lever",
    )
