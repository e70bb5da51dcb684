"""One row for each client ever seen."""

from __future__ import annotations

from sim.model.state.table import Bools, Floats, Ints, Table, column

NEVER = -32768
"""Week of what has not happened."""


class Clients(Table):
    """Clients: traits, what they prefer, AI, whom they remember, and what they spent."""

    client_id: Ints = column(
        "int64", unit="id", meaning="what the client is: subcategory, week of entry, number", blank=-1
    )
    subcategory: Ints = column("int16", unit="subcategory", meaning="usual subcategory", blank=-1)
    exit_week: Ints = column("int16", unit="week", meaning="week of leaving", blank=NEVER)
    active: Bools = column("bool", unit="1", meaning="participates", blank=False)
    need_rate: Floats = column(
        "float32", unit="needs per week", meaning="arrival rate of needs that are not AI-related", blank=float("nan")
    )
    budget_scale: Floats = column("float32", unit="1", meaning="factor on the size of needs", blank=float("nan"))
    rate_z: Floats = column(
        "float32", unit="standard deviations", meaning="the client's part of ln posted rates", blank=float("nan")
    )
    augmentation_preference: Floats = column(
        "float32",
        unit="budgets",
        meaning="worth of hiring a person who uses AI over one who does not",
        blank=float("nan"),
    )
    price_sensitivity: Floats = column(
        "float32", unit="utility per ln price", meaning="weight of price in hiring", blank=float("nan")
    )
    ai_openness: Floats = column(
        "float32", unit="standard deviations", meaning="attitude towards AI", blank=float("nan")
    )
    ai_adopted: Bools = column("bool", unit="1", meaning="uses AI", blank=False)
    ai_adopted_week: Ints = column(
        "int16", unit="week", meaning="week of adoption; before the week of entry for who brought AI", blank=NEVER
    )
    last_post_failed: Bools = column("bool", unit="1", meaning="the last post closed without a hire", blank=False)
    last_paid_week: Ints = column("int16", unit="week", meaning="week of the last payment", blank=NEVER)
    remembered_0: Ints = column("int64", unit="id", meaning="freelancer hired last with success", blank=-1)
    remembered_1: Ints = column("int64", unit="id", meaning="the one before", blank=-1)
    remembered_2: Ints = column("int64", unit="id", meaning="the one before that", blank=-1)
    n_needs: Ints = column("int32", unit="needs", meaning="needs that arose", blank=0)
    n_needs_automated: Ints = column("int32", unit="needs", meaning="met by AI alone", blank=0)
    n_posts: Ints = column("int32", unit="posts", meaning="job posts made", blank=0)
    n_contracts: Ints = column("int32", unit="contracts", meaning="contracts made", blank=0)
    spend: Ints = column("int64", unit="cents", meaning="paid for work over the run", blank=0)
    ai_spend: Ints = column("int64", unit="cents", meaning="of these, for AI-related work", blank=0)
