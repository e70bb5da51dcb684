"""One row for each freelancer: 96 bytes. When and as what one entered is part of the id; see also `sim.model.entry`."""

from __future__ import annotations

from sim.model.state.table import Bools, Floats, Ints, Table, column

NEVER = -32768
"""Week of what has not happened."""


class Freelancers(Table):
    """Freelancers: traits, standing, what they ask, AI, and what they earned."""

    freelancer_id: Ints = column(
        "int64",
        unit="id",
        meaning="what the freelancer is: specialty, week of entry, number (sim.model.randomness.keys)",
        blank=-1,
    )
    specialty: Ints = column("uint8", unit="specialty", meaning="specialty now", blank=255)
    active: Bools = column(
        "bool", unit="1", meaning="searching or working; the others are registered but quiet", blank=False
    )
    ability: Floats = column("float32", unit="standard deviations", meaning="hidden ability", blank=float("nan"))
    reservation_wage: Floats = column(
        "float32", unit="USD/h", meaning="least accepted per hour worked", blank=float("nan")
    )
    asking_rate: Floats = column(
        "float32", unit="USD/h", meaning="asked per hour of work without AI", blank=float("nan")
    )
    hours_per_week: Floats = column(
        "float32", unit="hours per week", meaning="hours the freelancer can give", blank=float("nan")
    )
    hours_booked: Floats = column(
        "float32", unit="hours per week", meaning="hours promised to running contracts", blank=0.0
    )
    n_running: Ints = column("int16", unit="contracts", meaning="running contracts", blank=0)
    experience_hours: Floats = column("float32", unit="hours", meaning="hours worked on the platform", blank=0.0)
    reputation: Floats = column(
        "float32", unit="rating points", meaning="public belief from ratings", blank=float("nan")
    )
    standing: Floats = column(
        "float32",
        unit="contracts",
        meaning="finished and rated contracts that count in the present specialty",
        blank=0.0,
    )
    n_contracts: Ints = column("int16", unit="contracts", meaning="contracts won", blank=0)
    n_proposals: Ints = column("int32", unit="proposals", meaning="proposals sent", blank=0)
    weeks_idle: Ints = column("int16", unit="weeks", meaning="weeks without a running contract, in a row", blank=0)
    ai_openness: Floats = column(
        "float32", unit="standard deviations", meaning="attitude towards AI", blank=float("nan")
    )
    ai_visible: Bools = column("bool", unit="1", meaning="shows AI use, once adopted", blank=False)
    ai_adopted: Bools = column("bool", unit="1", meaning="uses AI", blank=False)
    ai_adopted_week: Ints = column(
        "int16", unit="week", meaning="week of adoption; before the week of entry for who brought AI", blank=NEVER
    )
    ai_proficiency: Floats = column("float32", unit="1", meaning="skill with AI, 0 to 1", blank=0.0)
    earnings: Ints = column("int64", unit="cents", meaning="received over the run", blank=0)
    ai_earnings: Ints = column("int64", unit="cents", meaning="of these, from AI-related contracts", blank=0)
    earnings_before_ai: Ints = column(
        "int32", unit="cents", meaning="received in the 52 weeks before the public release of AI", blank=0
    )
    earnings_final_year: Ints = column(
        "int32", unit="cents", meaning="received in the last 52 weeks of the horizon", blank=0
    )
    hours_final_year: Floats = column(
        "float32", unit="hours", meaning="worked in the last 52 weeks of the horizon", blank=0.0
    )
    experience_before_ai: Floats = column(
        "float32", unit="hours", meaning="experience at the public release of AI", blank=float("nan")
    )
