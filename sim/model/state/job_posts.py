"""One row for each job post."""

from __future__ import annotations

from sim.model.state.table import Bools, Floats, Ints, Table, column

OPEN = 0
FILLED = 1
EXPIRED = 2


class JobPosts(Table):
    """Job posts: what is asked for, the budget, and what became of it."""

    need_id: Ints = column("int64", unit="id", meaning="what the need is: client, week, number", blank=-1)
    client: Ints = column("int32", unit="client row", meaning="who posts", blank=-1)
    specialty: Ints = column("int16", unit="specialty", meaning="kind of work", blank=-1)
    level: Ints = column("int8", unit="0, 1, 2", meaning="entry, intermediate, expert", blank=-1)
    duration: Ints = column(
        "int8", unit="0 to 3", meaning="planned duration: under 1, 1 to 3, 3 to 6, over 6 months", blank=-1
    )
    fixed_price: Bools = column("bool", unit="1", meaning="fixed price (else hourly)", blank=False)
    ai_related: Bools = column("bool", unit="1", meaning="AI-related", blank=False)
    hours: Floats = column(
        "float32", unit="hours", meaning="size in hours of an able person without AI", blank=float("nan")
    )
    hours_per_week: Floats = column(
        "float32", unit="hours per week", meaning="pace that the client plans with", blank=float("nan")
    )
    budget_rate: Floats = column(
        "float32", unit="USD/h", meaning="budget per hour of an able person", blank=float("nan")
    )
    complexity: Floats = column("float32", unit="log2 minutes", meaning="complexity", blank=float("nan"))
    position: Floats = column(
        "float64", unit="1", meaning="place on the circle of attention, 0 to 1", blank=float("nan")
    )
    week: Ints = column("int32", unit="week", meaning="week posted", blank=-1)
    status: Ints = column("int8", unit="0, 1, 2", meaning="open, filled, expired", blank=-1)
    n_proposals: Ints = column("int32", unit="proposals", meaning="proposals received", blank=0)
