"""One row a week about the whole platform, warm-up included."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.setting import WEEKS_A_YEAR
from sim.outcomes.columns import PLATFORM

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.model.marketplace import Marketplace

QUARTER = 13
CENTS = 100.0
FROM_FLOWS = ("new_needs", "new_needs_automated", "new_posts", "new_proposals", "gross_services_volume",
              "freelancer_earnings", "freelancer_fees", "client_fees", "sum_log_contract_rate")  # fmt: skip
NAMES = tuple(column.name for column in PLATFORM)


class Heads(NamedTuple):
    """How many take part at the end of a week.

    Attributes
    ----------
    n_active, n_working, n_adopters : int
        Active freelancers; of these with a running contract; of these who use AI.
    n_clients, n_client_adopters : int
        Active clients; of these that use AI.
    n_clients_active : int
        Clients that paid in the trailing 52 weeks, whether they are still here or not.
    """

    n_active: int
    n_working: int
    n_adopters: int
    n_clients: int
    n_client_adopters: int
    n_clients_active: int


def heads_of(market: Marketplace) -> Heads:
    """Heads now: as an engine has counted them, or else counted here."""
    counted: Heads | None = getattr(getattr(market, "engine", None), "heads", None)
    if counted is not None:
        return counted
    stocks, people, clients = market.stocks(), market.freelancers, market.clients
    return Heads(
        n_active=len(stocks.freelancers),
        n_working=int((people.array("n_running")[stocks.freelancers] > 0).sum()),
        n_adopters=int(people.array("ai_adopted")[stocks.freelancers].sum()),
        n_clients=len(stocks.clients),
        n_client_adopters=int(clients.array("ai_adopted")[stocks.clients].sum()),
        n_clients_active=int((clients.array("last_paid_week") > market.week - WEEKS_A_YEAR).sum()),
    )


class PlatformSeries:
    """Series of the platform; `notes` holds this week's entries and exits, counted by the phases."""

    def __init__(self) -> None:
        self.rows: list[dict[str, Any]] = []
        self.notes: dict[str, float] = {}
        self._n_ever_hired = 0
        self._volume_in_cents: list[int] = []
        self._earnings_then: list[npt.NDArray[np.int64]] = []

    def note(self, name: str, amount: float = 1) -> None:
        """Count something that happened this week."""
        self.notes[name] = self.notes.get(name, 0) + amount

    def close_week(self, market: Marketplace) -> None:
        """Write the row of this week from stocks, notes and the week's flows."""
        flows = market.record.weekly
        row: dict[str, Any] = {name: flows.total(name) for name in FROM_FLOWS}
        search = market.parameters.search
        row["proposal_fees"] = row["new_proposals"] * search.connects_per_proposal * search.connect_price
        row["new_contracts"] = flows.total("new_posts_filled")
        self._volume_in_cents.append(round(row["gross_services_volume"] * CENTS))
        self._n_ever_hired += int(self.notes.get("new_freelancers_first_hired", 0))
        heads, (n_open, n_running) = heads_of(market), market.under_way()
        registered = market.archive.n_freelancers + market.freelancers.n_rows
        row |= {
            "week": market.week,
            "date": market.setting.calendar.monday(market.week).isoformat(),
            "ai_horizon_minutes": 2.0 ** market.setting.log2_horizon(market.week),
            "n_freelancers_registered": registered,
            "n_freelancers_searching": heads.n_active - heads.n_working,
            "n_freelancers_working": heads.n_working,
            "n_freelancers_quiet": registered - heads.n_active,
            "n_freelancers_ever_hired": self._n_ever_hired,
            "freelancer_ai_adopters": heads.n_adopters,
            "freelancer_ai_adoption_share": heads.n_adopters / heads.n_active if heads.n_active else 0.0,
            "n_clients": heads.n_clients,
            "n_clients_active": heads.n_clients_active,
            "client_spend_trailing_year": sum(self._volume_in_cents[-WEEKS_A_YEAR:]) / CENTS,
            "client_ai_adopters": heads.n_client_adopters,
            "client_ai_adoption_share": heads.n_client_adopters / heads.n_clients if heads.n_clients else 0.0,
            "n_posts_open": n_open,
            "n_contracts_running": n_running,
            "earnings_gini": self._gini_of_trailing_year(market),
        }
        self.rows.append(dict.fromkeys(NAMES, 0) | self.notes | row)
        self.notes = {}

    def _gini_of_trailing_year(self, market: Marketplace) -> float:
        """Gini of earnings of the trailing 52 weeks among those who earned; NaN except every 13th week."""
        if market.week % QUARTER != QUARTER - 1:
            return float("nan")
        now = market.freelancers.array("earnings").copy()
        self._earnings_then = [*self._earnings_then, now][-(WEEKS_A_YEAR // QUARTER + 1) :]
        before = self._earnings_then[0]
        earned = now.copy()
        earned[: len(before)] -= before
        return gini(earned[earned > 0])

    def may_count(self, earnings: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Who, by row, has earned since the week with which the next Gini compares; the others may earn again first."""
        then = self._earnings_then[-(WEEKS_A_YEAR // QUARTER) :]
        if not then:
            return np.ones(len(earnings), dtype=bool)
        found = earnings > 0
        found[: len(then[0])] = earnings[: len(then[0])] != then[0]
        return found

    def rows_moved(self, freelancers: npt.NDArray[np.int32]) -> None:
        """Follow freelancers to new rows, given for each old one, -1 for gone."""
        n = int(freelancers.max(initial=-1)) + 1
        moved = []
        for then in self._earnings_then:
            rows = freelancers[: len(then)]
            now = np.zeros(n, dtype=np.int64)
            now[rows[rows >= 0]] = then[rows >= 0]
            moved.append(now)
        self._earnings_then = moved

    def table(self) -> dict[str, npt.NDArray[Any]]:
        """The series as columns in declared order."""
        kinds = {"str": object, "int32": np.int32, "int64": np.int64, "float64": np.float64}
        return {c.name: np.array([row[c.name] for row in self.rows], dtype=kinds[c.dtype]) for c in PLATFORM}


def gini(amounts: npt.NDArray[np.int64]) -> float:
    """Gini coefficient of positive amounts, shape (n,): 2 sum(i x_i) / (n sum x) - (n + 1) / n; NaN for none."""
    n = len(amounts)
    if n == 0:
        return float("nan")
    ranked = np.sort(amounts).astype(np.float64)
    places = np.arange(1, n + 1, dtype=np.float64)
    return float(2.0 * (places * ranked).sum() / (n * ranked.sum()) - (n + 1.0) / n)
