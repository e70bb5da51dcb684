"""What is written down beside the panel."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Record(Group):
    """Tables on request; the weekly panel, the platform and both censuses are always recorded."""

    people_share: float = parameter(
        1.0,
        unit="1",
        low=0.0,
        high=1.0,
        meaning="Share of freelancers and of clients, drawn at random by id, with a row in the censuses.",
        source="memory and disk at millions of freelancers; the panel and the platform count everybody",
        role="lever",
    )

    contracts: bool = parameter(
        False,
        unit="1",
        meaning="Write one row per contract.",
        source="run option",
        role="run",
    )

    proposals: bool = parameter(
        False,
        unit="1",
        meaning="Write one row per proposal.",
        source="run option",
        role="run",
    )

    freelancer_months: bool = parameter(
        False,
        unit="1",
        meaning="Write one row per freelancer and month with work.",
        source="run option",
        role="run",
    )
