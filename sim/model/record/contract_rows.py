"""The table of contracts on request: rows as they are kept, with codes for names, and as they are written down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.state.archive import joined
from sim.model.state.canonical import STILL_RUNNING
from sim.outcomes.columns import DURATIONS, LEVELS

if TYPE_CHECKING:
    import numpy.typing as npt

    from sim.model.marketplace import Marketplace

Columns = dict[str, Any]
CENTS = 100.0


def contract_table(market: Marketplace) -> Columns:
    """One row for each contract of the horizon, by week of the hire and id."""
    live = contract_rows(market, np.arange(market.contracts.n_rows))
    rows = joined(market.archive.contracts, live)
    order = np.lexsort((rows["contract_id"], rows["week_hired"]))
    table = {name: values[order] for name, values in rows.items()}
    work, specialty = market.setting.work, table["specialty"]
    table["category"] = np.array(work.category_names, dtype=object)[work.category_of[specialty]]
    table["specialty"] = np.array(work.specialty_names, dtype=object)[specialty]
    table["level"] = np.array(LEVELS, dtype=object)[table["level"]]
    table["duration"] = np.array(DURATIONS, dtype=object)[table["duration"]]
    return table


def contract_rows(market: Marketplace, rows: npt.NDArray[np.integer[Any]]) -> Columns:
    """Contracts among these rows that were made in the horizon; specialty, level and duration as numbers."""
    contracts, posts, people, buyers = market.contracts, market.job_posts, market.freelancers, market.clients
    rows = rows[contracts.array("week_hired")[rows] >= 0]
    place = {name: contracts.array(name)[rows] for name in contracts.columns()}
    asked = {name: posts.array(name)[place["post"]] for name in posts.columns()}
    running = place["week_ended"] == STILL_RUNNING
    return {
        "contract_id": asked["need_id"],
        "client_id": buyers.array("client_id")[place["client"]],
        "freelancer_id": people.array("freelancer_id")[place["freelancer"]],
        "week_posted": asked["week"],
        "week_hired": place["week_hired"],
        "week_ended": place["week_ended"],
        "specialty": asked["specialty"],
        "level": asked["level"],
        "duration": asked["duration"],
        "fixed_price": asked["fixed_price"],
        "ai_related": asked["ai_related"],
        "standard_hours": asked["hours"].astype(np.float64),
        "hours_agreed": place["hours_agreed"].astype(np.float64),
        "contract_rate": place["rate"].astype(np.float64),
        "budget_rate": asked["budget_rate"].astype(np.float64),
        "proposed_rate": place["rate"].astype(np.float64) / place["speed"],
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
