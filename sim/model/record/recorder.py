"""The recorder: everything a run leaves behind, as columns that the floors above turn into files."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.record.census import client_census, freelancer_census
from sim.model.record.contract_rows import contract_table
from sim.model.record.flows import complexity_flows, complexity_table, weekly_flows, weekly_table
from sim.model.record.platform import PlatformSeries
from sim.outcomes.columns import FREELANCER_MONTHS, LEVELS, PROPOSALS, TABLES

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.model.agents.proposal import Proposal
    from sim.model.marketplace import Marketplace

CENTS = 100.0
KINDS: dict[str, Any] = {"str": object, "int32": np.int32, "int64": np.int64, "float64": np.float64, "bool": bool}


class Recorder:
    """Writes down flows, platform series and, on request, proposals, contracts and freelancer-months."""

    def __init__(self, market: Marketplace) -> None:
        self.market = market
        self.weekly = weekly_flows(market.setting)
        self.complexity = complexity_flows(market.setting)
        self.platform = PlatformSeries()
        self._proposals: list[tuple[Any, ...]] = []
        self._months: list[tuple[Any, ...]] = []
        self._month_work: dict[int, list[float]] = {}

    def proposals_of(self, post: int, proposals: list[Proposal]) -> None:
        """Keep the proposals of a post that has closed."""
        market = self.market
        if not market.parameters.record.proposals or market.week < 0:
            return
        posts, work = market.job_posts, market.setting.work
        for proposal in sorted(proposals, key=lambda one: (one.week, one.freelancer.freelancer_id)):
            who = proposal.freelancer
            self._proposals.append((
                posts.need_id[post], who.freelancer_id, proposal.week, proposal.price, proposal.rank, proposal.won,
                proposal.ai_used, posts.ai_related[post],
                work.specialty_names[posts.specialty[post]],
                LEVELS[posts.level[post]], who.reputation, who.experience_hours,
            ))  # fmt: skip

    def work_of(self, freelancer: int, cents: int, hours: float) -> None:
        """Add to the month of a freelancer."""
        if self.market.parameters.record.freelancer_months and self.market.week >= 0:
            month = self._month_work.setdefault(freelancer, [0, 0.0])
            month[0] += cents
            month[1] += hours

    @property
    def at_work_this_month(self) -> list[int]:
        """Rows of freelancers whose month is being written down."""
        return list(self._month_work)

    def rows_moved(self, freelancers: npt.NDArray[np.int32]) -> None:
        """Follow freelancers to new rows, given for each old one, -1 for gone."""
        self._month_work = {int(freelancers[row]): work for row, work in self._month_work.items()}
        self.platform.rows_moved(freelancers)

    def close_week(self) -> None:
        """Write the platform's row, keep the flows from week 0 on, close the month when the next week is in another."""
        market = self.market
        self.platform.close_week(market)
        self.weekly.close_week(market.week, keep=market.week >= 0)
        self.complexity.close_week(market.week, keep=market.week >= 0)
        if not self._month_work:
            return
        calendar = market.setting.calendar
        month = calendar.monday(market.week).isoformat()[:7]
        last = market.week + 1 == calendar.end_week
        if last or calendar.monday(market.week + 1).isoformat()[:7] != month:
            names, people = market.setting.work.specialty_names, market.freelancers
            for row, (cents, hours) in sorted(
                self._month_work.items(), key=lambda month: people.freelancer_id[month[0]]
            ):
                self._months.append((
                    people.freelancer_id[row], month, names[people.specialty[row]], people.ai_adopted[row],
                    cents / CENTS, hours, people.experience_hours[row],
                ))  # fmt: skip
            self._month_work = {}

    def tables(self) -> dict[str, dict[str, Any]]:
        """Recorded tables by name, each a dict of columns of equal length, in declared order (sim.outcomes.columns).

        Rows stand in an order that does not depend on the engine: people by week of entry, specialty and number;
        contracts by week of the hire and id.
        """
        market = self.market
        tables = {
            "weekly": weekly_table(self.weekly, market.setting),
            "complexity": complexity_table(self.complexity, market.setting),
            "platform": self.platform.table(),
            "freelancers": freelancer_census(market),
            "clients": client_census(market),
        }
        wanted = market.parameters.record
        if wanted.contracts:
            tables["contracts"] = contract_table(market)
        if wanted.proposals:
            tables["proposals"] = _from_rows(self._proposals, PROPOSALS)
        if wanted.freelancer_months:
            tables["freelancer_months"] = _from_rows(self._months, FREELANCER_MONTHS)
        return {name: {c.name: columns[c.name] for c in TABLES[name]} for name, columns in tables.items()}


def _from_rows(rows: list[tuple[Any, ...]], columns: tuple[Any, ...]) -> dict[str, Any]:
    """Columns of declared dtype from rows."""
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    return {c.name: np.array(values, dtype=KINDS[c.dtype]) for c, values in zip(columns, cells, strict=True)}
