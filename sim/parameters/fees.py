"""The platform's fees, dated."""

from __future__ import annotations

from datetime import date

from sim.parameters.declaration import Group, IsoDate, parameter


class Fees(Group):
    """What the platform takes."""

    freelancer_fee_rate: float = parameter(
        0.1,
        unit="1",
        low=0.0,
        high=0.9,
        meaning="Share of what a client pays that the platform keeps, until it becomes variable.",
        source="platform help pages: 10% from May 2023 to April 2025; before, simplified from 20, 10, 5% by billings",
        role="lever",
    )

    variable_from: IsoDate = parameter(
        date(2025, 5, 1),
        unit="date",
        meaning="Date from which new contracts carry a fee between `variable_low` and `variable_high`.",
        source="platform help pages",
        role="lever",
    )

    variable_low: float = parameter(
        0.0,
        unit="1",
        low=0.0,
        high=0.9,
        meaning="Lowest variable fee.",
        source="platform help pages: 0 to 15%",
        role="lever",
    )

    variable_high: float = parameter(
        0.15,
        unit="1",
        low=0.0,
        high=0.9,
        meaning="Highest variable fee, where many propose for each post.",
        source="platform help pages: 0 to 15%",
        role="lever",
    )

    change_date: IsoDate = parameter(
        date(2100, 1, 1),
        unit="date",
        meaning="Date from which `freelancer_fee_rate_after` replaces every other fee on new contracts.",
        source="lever; never by default",
        role="lever",
    )

    freelancer_fee_rate_after: float = parameter(
        0.1,
        unit="1",
        low=0.0,
        high=0.9,
        meaning="Freelancer fee after `change_date`.",
        source="lever",
        role="lever",
    )

    client_fee_rate: float = parameter(
        0.05,
        unit="1",
        low=0.0,
        high=0.9,
        meaning="Fee a client pays on top.",
        source="platform pages 2026",
        role="lever",
    )
