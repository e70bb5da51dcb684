"""What clients need done: how much, how long, at what level, and when it is AI-related."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Needs(Group):
    """Arrival and size of needs."""

    rate_mean: float = parameter(
        0.0207,
        unit="needs per client and week",
        low=0.0,
        high=5.0,
        meaning="Mean arrival rate of needs that are not AI-related.",
        source="about 2.5 million posts a year (secondary) over the clients",
        role="calibrated",
    )

    rate_log_sd: float = parameter(
        1.0,
        unit="ln",
        low=0.0,
        high=4.0,
        meaning="Spread of the arrival rate over clients.",
        source="by hand; with the spread of sizes it makes spend concentrated",
        role="set",
    )

    usual_subcategory_share: float = parameter(
        0.7,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of needs that fall in the client's usual subcategory; the others follow the platform's mix.",
        source="by hand",
        role="set",
    )

    hours_median_1m: float = parameter(
        2.2,
        unit="hours",
        low=0.1,
        high=1000.0,
        meaning="Median size of a need planned for under a month, in hours of an able person without AI.",
        source="target C2: fixed budgets, median 100 USD",
        role="set",
    )

    hours_median_3m: float = parameter(
        21.0,
        unit="hours",
        low=0.1,
        high=2000.0,
        meaning="Median size, 1 to 3 months.",
        source="targets C2 and C6",
        role="set",
    )

    hours_median_6m: float = parameter(
        110.0,
        unit="hours",
        low=0.1,
        high=4000.0,
        meaning="Median size, 3 to 6 months.",
        source="target C6: spend per active client",
        role="set",
    )

    hours_median_over_6m: float = parameter(
        560.0,
        unit="hours",
        low=0.1,
        high=10000.0,
        meaning="Median size, over 6 months.",
        source="target C6: spend per active client",
        role="calibrated",
    )

    hours_log_sd: float = parameter(
        1.03,
        unit="ln",
        low=0.0,
        high=4.0,
        meaning="Spread of size within a planned duration, the client's scale included.",
        source=(
            "target C2: ln sd of fixed budgets 1.78; estimated at 1.03 (0.09) when it was among the calibrated ones, "
            "and tied to none of them"
        ),
        role="set",
    )

    hours_level_step: float = parameter(
        0.3,
        unit="ln",
        low=0.0,
        high=2.0,
        meaning="Step of ln size from entry to intermediate to expert work.",
        source="by hand; expert fixed budgets are larger",
        role="set",
    )

    max_hours_per_week: float = parameter(
        40.0,
        unit="hours per week",
        low=1.0,
        high=80.0,
        meaning="Most hours of one contract in a week; longer work takes more weeks.",
        source="one full-time person",
        role="set",
    )

    complexity_level_step: float = parameter(
        1.3,
        unit="log2 minutes",
        low=0.0,
        high=8.0,
        meaning="Step of complexity from entry to intermediate to expert work of the same length.",
        source=(
            "a level is as hard for AI as for people, in logits of success: delivery.discrimination times "
            "delivery.level_difficulty_step over ai.capability.slope = 0.9 x 0.8 / 0.56"
        ),
        role="set",
    )

    fixed_price_share_1m: float = parameter(
        0.9,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of fixed-price posts, under a month (then 0.5, 0.2, 0.06 of it for the longer ones).",
        source="Jan-2023 posts: 53% of priced posts are fixed-price",
        role="set",
    )

    ai_rate: float = parameter(
        0.0024,
        unit="AI-related needs per client and week",
        low=0.0,
        high=5.0,
        meaning=(
            "Arrival rate of AI-related needs of a client with AI of a mean arrival rate, at a horizon of one minute."
        ),
        source="target C10: AI-related work is 7.4% of volume in 2025 Q3",
        role="calibrated",
    )

    ai_capability_elasticity: float = parameter(
        0.045,
        unit="1",
        low=0.0,
        high=2.0,
        meaning="Elasticity of the arrival of AI-related needs to 1 + horizon in minutes.",
        source="target C9",
        role="calibrated",
    )

    ai_setup_boost: float = parameter(
        1.5,
        unit="1",
        low=0.0,
        high=20.0,
        meaning=(
            "Extra AI-related needs of a client that has just adopted AI, over its usual ones: setting AI up. A client "
            "that registers with AI has done so elsewhere."
        ),
        source="target C9; projects that put a new technology to use come first",
        role="calibrated",
    )
    ai_setup_weeks: float = parameter(
        26.0,
        unit="weeks",
        low=1.0,
        high=520.0,
        meaning="Weeks after adoption in which the extra needs fall to a third.",
        source="by hand: half a year",
        role="set",
    )
    ai_specialty_share: float = parameter(
        0.4,
        unit="1",
        low=0.0,
        high=1.0,
        meaning=(
            "Share of AI-related needs that fall evenly in specialties of AI itself; the others in the "
            "client's usual subcategory."
        ),
        source="by hand",
        role="set",
    )
