"""The census of freelancers and clients at the end of a run, and the tables on request."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.randomness import decisions
from sim.model.randomness.draws import WEEK_OFFSET, uniform
from sim.model.randomness.keys import CLIENT_NUMBER_BITS, FREELANCER_NUMBER_BITS, WEEK_BITS
from sim.model.state.freelancers import NEVER as NEVER_IN_STATE
from sim.outcomes.column import NEVER, Column
from sim.outcomes.columns import CLIENTS, DURATIONS, FREELANCERS, LEVELS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sim.model.marketplace import Marketplace
    from sim.model.state.table import Table

Columns = dict[str, Any]
CENTS = 100.0


def freelancer_census(market: Marketplace) -> Columns:
    """One row for each freelancer ever registered, columns in declared order."""
    table, work = market.freelancers, market.setting.work
    names = np.array(work.specialty_names, dtype=object)
    specialty, who = table.array("specialty"), table.array("freelancer_id")
    status = np.where(table.array("active"), np.where(table.array("n_running") > 0, "working", "searching"), "quiet")
    special: Columns = {
        "home_specialty": names[who >> (WEEK_BITS + FREELANCER_NUMBER_BITS)],
        "entry_week": entry_weeks(who, FREELANCER_NUMBER_BITS),
        "n_ratings": table.array("standing"),
        "ai_withheld": withheld(market, who),
        "ai_adopted_week": never(table.array("ai_adopted_week")),
        "specialty": names[specialty],
        "category": np.array(work.category_names, dtype=object)[work.category_of[specialty]],
        "status": status.astype(object),
        "hours_worked_total": table.array("experience_hours"),
        "experience_hours_before_ai": table.array("experience_before_ai"),
    }
    for name in ("earnings", "ai_earnings", "earnings_before_ai", "earnings_final_year"):
        special[name] = table.array(name) / CENTS
    return _declared(FREELANCERS, table, special)


def client_census(market: Marketplace) -> Columns:
    """One row for each client ever seen, columns in declared order."""
    table, work = market.clients, market.setting.work
    place = table.array("subcategory")
    special: Columns = {
        "subcategory": np.array(work.subcategory_names, dtype=object)[place],
        "category": np.array(work.category_names, dtype=object)[work.category_of_subcategory[place]],
        "entry_week": entry_weeks(table.array("client_id"), CLIENT_NUMBER_BITS),
        "exit_week": never(table.array("exit_week")),
        "ai_adopted_week": never(table.array("ai_adopted_week")),
        "spend": table.array("spend") / CENTS,
        "ai_spend": table.array("ai_spend") / CENTS,
    }
    return _declared(CLIENTS, table, special)


def entry_weeks(ids: npt.NDArray[np.int64], number_bits: int) -> npt.NDArray[np.int64]:
    """Weeks of entry, from ids."""
    return ((ids >> number_bits) & (2 * WEEK_OFFSET - 1)) - WEEK_OFFSET


def never(weeks: npt.NDArray[np.int16]) -> npt.NDArray[np.int32]:
    """Weeks as they are written down: -999999 for what has not happened."""
    return np.where(weeks == NEVER_IN_STATE, NEVER, weeks.astype(np.int32)).astype(np.int32)


def withheld(market: Marketplace, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Who may not use AI, drawn by id."""
    share, luck = market.parameters.ai.freelancer_adoption.withheld_share, market.luck
    if share <= 0.0:
        return np.zeros(len(ids), dtype=bool)
    draws = (uniform(luck, decisions.FREELANCER_WITHHELD, 0, who, 0) for who in ids.tolist())
    return np.fromiter(draws, dtype=np.float64, count=len(ids)) < share


def contract_table(market: Marketplace) -> Columns:
    """One row for each contract."""
    contracts, posts, people, buyers = market.contracts, market.job_posts, market.freelancers, market.clients
    work, rows = market.setting.work, np.flatnonzero(market.contracts.array("week_hired") >= 0)
    place = {name: contracts.array(name)[rows] for name in type(contracts).columns()}
    post = place["post"]
    asked = {name: posts.array(name)[post] for name in type(posts).columns()}
    price = place["rate"].astype(np.float64) / place["speed"]
    running = place["week_ended"] < 0
    return {
        "contract_id": asked["need_id"],
        "client_id": buyers.array("client_id")[place["client"]],
        "freelancer_id": people.array("freelancer_id")[place["freelancer"]],
        "week_posted": asked["week"],
        "week_hired": place["week_hired"],
        "week_ended": place["week_ended"],
        "category": np.array(work.category_names, dtype=object)[work.category_of[asked["specialty"]]],
        "specialty": np.array(work.specialty_names, dtype=object)[asked["specialty"]],
        "level": np.array(LEVELS, dtype=object)[asked["level"]],
        "duration": np.array(DURATIONS, dtype=object)[asked["duration"]],
        "fixed_price": asked["fixed_price"],
        "ai_related": asked["ai_related"],
        "standard_hours": asked["hours"].astype(np.float64),
        "hours_agreed": place["hours_agreed"].astype(np.float64),
        "contract_rate": place["rate"].astype(np.float64),
        "budget_rate": asked["budget_rate"].astype(np.float64),
        "proposed_rate": price,
        "reservation_wage": place["reservation_wage"].astype(np.float64),
        "value": place["rate"].astype(np.float64) * place["hours_agreed"],
        "paid": place["paid"] / CENTS,
        "complexity": asked["complexity"].astype(np.float64),
        "ai_used": place["ai_used"],
        "experience_hours": place["experience_hours"].astype(np.float64),
        "reputation": place["reputation"].astype(np.float64),
        "ability": place["ability"].astype(np.float64),
        "client_ai_adopted": place["client_ai_adopted"],
        "n_proposals": asked["n_proposals"].astype(np.int64),
        "succeeded": place["succeeded"] & ~running,
        "rating": place["rating"].astype(np.float64),
    }


def _declared(columns: Sequence[Column], table: Table, special: Columns) -> Columns:
    """Columns in declared order and dtype: the special ones, and the others straight from the table."""
    kinds: dict[str, Any] = {"str": object, "int32": np.int32, "int64": np.int64, "float64": np.float64, "bool": bool}
    out: dict[str, npt.NDArray[Any]] = {}
    for column in columns:
        values = special.get(column.name)
        out[column.name] = np.asarray(table.array(column.name) if values is None else values).astype(
            kinds[column.dtype]
        )
    return out
