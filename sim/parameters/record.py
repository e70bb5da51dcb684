"""What is written down beside the panel."""

from __future__ import annotations

from sim.parameters.declaration import Group, parameter


class Record(Group):
    """Tables on request; the weekly panel, the platform and both censuses are always recorded."""

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
