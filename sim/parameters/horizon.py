"""When the run starts, how long it lasts, and how long the market settles before."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from pydantic import field_validator

from sim.parameters.declaration import Group, IsoDate, parameter

MONDAY: Final = 0


class Horizon(Group):
    """Calendar of a run: weeks are whole, week 0 begins at ``start``."""

    start: IsoDate = parameter(
        date(2021, 7, 5),
        unit="date",
        meaning="Monday on which week 0 begins, so that AI releases, fees and quarters line up with the world.",
        source="start of the reference period of the causal studies (Demirci, Hannane, Zhu 2025: 2021-07)",
        role="run",
    )
    weeks: int = parameter(
        248,
        unit="weeks",
        low=1,
        high=1040,
        meaning="Number of weeks recorded.",
        source="2021-07 to 2026-03, the reference period",
        role="run",
    )
    warm_up_weeks: int = parameter(
        520,
        unit="weeks",
        low=0,
        high=1040,
        meaning="Weeks walked before week 0 while the registry fills and the market settles.",
        source="ten years: most registered freelancers entered long before 2021; stationarity of its end is tested",
        role="run",
    )

    @field_validator("start")
    @classmethod
    def _begins_on_a_monday(cls, start: date) -> date:
        """Weeks are whole and begin on a Monday.

        Raises
        ------
        ValueError
            For any other day of the week.
        """
        if start.weekday() != MONDAY:
            raise ValueError(f"expected a Monday, such as {start - timedelta(days=start.weekday())}")
        return start
