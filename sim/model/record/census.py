"""The census of freelancers and clients at the end of a run: those in the sample, in order of entry."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.randomness import decisions
from sim.model.randomness.keys import CLIENT_NUMBER_BITS, FREELANCER_NUMBER_BITS, WEEK_BITS
from sim.model.sample import drawn
from sim.model.state.canonical import client_columns, entry_weeks, freelancer_columns
from sim.model.state.freelancers import NEVER as NEVER_IN_STATE
from sim.outcomes.column import NEVER, Column
from sim.outcomes.columns import CLIENTS, FREELANCERS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sim.model.marketplace import Marketplace

Columns = dict[str, Any]
CENTS = 100.0


def freelancer_census(market: Marketplace) -> Columns:
    """One row for each freelancer ever registered, or for those drawn for the sample; columns in declared order."""
    state, work = freelancer_columns(market), market.setting.work
    names = np.array(work.specialty_names, dtype=object)
    kinds = np.array(("quiet", "searching", "working"), dtype=object)
    specialty, who = state["specialty"], state["freelancer_id"]
    special: Columns = {
        "home_specialty": names[who >> (WEEK_BITS + FREELANCER_NUMBER_BITS)],
        "entry_week": entry_weeks(who, FREELANCER_NUMBER_BITS),
        "n_ratings": state["standing"],
        "ai_withheld": withheld(market, who),
        "ai_adopted_week": never(state["ai_adopted_week"]),
        "specialty": names[specialty],
        "category": np.array(work.category_names, dtype=object)[work.category_of[specialty]],
        "status": kinds[state["active"].astype(np.int64) * (1 + (state["n_running"] > 0))],
        "hours_worked_total": state["experience_hours"],
        "experience_hours_before_ai": state["experience_before_ai"],
    }
    for name in ("earnings", "ai_earnings", "earnings_before_ai", "earnings_final_year"):
        special[name] = state[name] / CENTS
    return _declared(FREELANCERS, state | special)


def client_census(market: Marketplace) -> Columns:
    """One row for each client ever seen, or for those drawn for the sample; columns in declared order."""
    state, work = client_columns(market), market.setting.work
    place = state["subcategory"]
    special: Columns = {
        "subcategory": np.array(work.subcategory_names, dtype=object)[place],
        "category": np.array(work.category_names, dtype=object)[work.category_of_subcategory[place]],
        "entry_week": entry_weeks(state["client_id"], CLIENT_NUMBER_BITS),
        "exit_week": never(state["exit_week"]),
        "ai_adopted_week": never(state["ai_adopted_week"]),
        "spend": state["spend"] / CENTS,
        "ai_spend": state["ai_spend"] / CENTS,
    }
    return _declared(CLIENTS, state | special)


def never(weeks: npt.NDArray[np.int16]) -> npt.NDArray[np.int32]:
    """Weeks as they are written down: -999999 for what has not happened."""
    return np.where(weeks == NEVER_IN_STATE, NEVER, weeks.astype(np.int32)).astype(np.int32)


def withheld(market: Marketplace, ids: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
    """Who may not use AI, drawn by id."""
    share = market.parameters.ai.freelancer_adoption.withheld_share
    return drawn(market.luck, decisions.FREELANCER_WITHHELD, ids, share)


def _declared(columns: Sequence[Column], values: Columns) -> Columns:
    """Columns in declared order and dtype."""
    kinds: dict[str, Any] = {"str": object, "int32": np.int32, "int64": np.int64, "float64": np.float64, "bool": bool}
    return {column.name: np.asarray(values[column.name]).astype(kinds[column.dtype]) for column in columns}
