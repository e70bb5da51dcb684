"""One row for each contract."""

from __future__ import annotations

from sim.model.state.table import Bools, Floats, Ints, Table, column


class Contracts(Table):
    """Contracts: one post, one client, one freelancer; price, progress, outcome."""

    post: Ints = column("int32", unit="post row", meaning="the post that was filled", blank=-1)
    client: Ints = column("int32", unit="client row", meaning="who pays", blank=-1)
    freelancer: Ints = column("int32", unit="freelancer row", meaning="who works", blank=-1)
    specialty: Ints = column("int16", unit="specialty", meaning="specialty of the freelancer at the hire", blank=-1)
    rate: Floats = column("float32", unit="USD/h", meaning="price per hour worked", blank=float("nan"))
    speed: Floats = column(
        "float32", unit="1", meaning="hours of an able person delivered per hour worked", blank=float("nan")
    )
    hours_agreed: Floats = column("float32", unit="hours", meaning="hours to be worked", blank=float("nan"))
    hours_per_week: Floats = column("float32", unit="hours per week", meaning="pace", blank=float("nan"))
    hours_left: Floats = column("float32", unit="hours", meaning="hours still to be worked", blank=float("nan"))
    hours_this_week: Floats = column("float32", unit="hours", meaning="worked in the present week", blank=0.0)
    fee_rate: Floats = column("float32", unit="1", meaning="freelancer fee", blank=float("nan"))
    ai_used: Bools = column("bool", unit="1", meaning="the freelancer proposed to use AI", blank=False)
    client_ai_adopted: Bools = column("bool", unit="1", meaning="the client used AI at the hire", blank=False)
    inside: Floats = column(
        "float32",
        unit="1",
        meaning="chance that the work's tasks lie inside the frontier, at the proposal",
        blank=float("nan"),
    )
    reservation_wage: Floats = column(
        "float32", unit="USD/h", meaning="of the freelancer at the hire", blank=float("nan")
    )
    ability: Floats = column(
        "float32", unit="standard deviations", meaning="of the freelancer at the hire", blank=float("nan")
    )
    experience_hours: Floats = column(
        "float32", unit="hours", meaning="of the freelancer at the hire", blank=float("nan")
    )
    reputation: Floats = column(
        "float32", unit="rating points", meaning="of the freelancer at the hire", blank=float("nan")
    )
    week_hired: Ints = column("int32", unit="week", meaning="week of the hire", blank=-1)
    week_ended: Ints = column("int32", unit="week", meaning="week of the end", blank=-999999)
    paid: Ints = column("int64", unit="cents", meaning="paid so far", blank=0)
    succeeded: Bools = column("bool", unit="1", meaning="done well", blank=False)
    rating: Floats = column("float32", unit="rating points", meaning="rating given", blank=float("nan"))
