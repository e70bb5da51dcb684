"""How clients differ and what they weigh."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Clients(Group):
    """Traits of clients and their choice among AI alone, a post, and dropping the need."""

    augmentation_preference: float = parameter(
        0.1,
        unit="budgets",
        low=-3.0,
        high=3.0,
        meaning=(
            "Mean worth put on hiring a person who uses AI, over one who does not, in budgets of the need; lower is "
            "a taste for people without AI."
        ),
        source="by hand, a tenth of the budget, with S5 in mind: clients prefer augmented people to automation",
        role="lever",
    )

    augmentation_preference_sd: float = parameter(
        0.2,
        unit="budgets",
        low=0.0,
        high=3.0,
        meaning="Spread of the augmentation preference over clients.",
        source="by hand",
        role="set",
    )

    budget_log_sd_between: float = parameter(
        0.7,
        unit="ln",
        low=0.0,
        high=3.0,
        meaning="Spread over clients of the size of their needs (part of `needs.hours_log_sd` is between clients).",
        source="by hand, before the market was first run; no target holds the spread of spend",
        role="set",
    )

    rate_share_between: float = parameter(
        0.4,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of the variance of posted rates that lies between clients.",
        source="by hand",
        role="set",
    )

    price_sensitivity: float = parameter(
        2.5,
        unit="utility per ln price",
        low=0.0,
        high=20.0,
        meaning="Median weight of ln price over budget in hiring.",
        source="by hand: a price one tenth higher lowers the odds of a hire by a fifth",
        role="set",
    )

    price_sensitivity_log_sd: float = parameter(
        0.3,
        unit="ln",
        low=0.0,
        high=2.0,
        meaning="Spread of price sensitivity over clients.",
        source="by hand",
        role="set",
    )

    worth_of_need: float = parameter(
        2.2,
        unit="budgets",
        low=1.0,
        high=20.0,
        meaning="What a need done well is worth to the client, over the budget posted.",
        source="by hand, with `choice_scale`: about a fifth of needs is dropped before AI, a share without source",
        role="set",
    )

    posting_cost: float = parameter(
        0.03,
        unit="budgets",
        low=0.0,
        high=2.0,
        meaning="Cost of writing a post and interviewing.",
        source="by hand",
        role="set",
    )

    automation_cost: float = parameter(
        0.15,
        unit="budgets",
        low=0.0,
        high=5.0,
        meaning="Cost of having AI do it alone: specifying, checking, the tool.",
        source="target C8: fall of automation-prone posts",
        role="set",
    )

    choice_scale: float = parameter(
        0.25,
        unit="budgets",
        low=0.01,
        high=5.0,
        meaning="Scale of the random part of the choice among AI alone, post, and drop.",
        source="by hand, with `worth_of_need`: about a fifth of needs dropped before AI",
        role="set",
    )

    n_remembered: int = parameter(
        3,
        unit="freelancers",
        low=0,
        high=3,
        meaning="Freelancers whom a client remembers and invites.",
        source="by hand",
        role="set",
    )
