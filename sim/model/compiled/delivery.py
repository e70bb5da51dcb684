"""Phase 7, compiled: the hours of the week are worked."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compiled.columns import Flow, Rows
from sim.model.compiled.kernel import kernel, whole
from sim.model.compiled.places import WEEKLY
from sim.model.compiled.posting import cell_of
from sim.model.fixed_point import fixed_point
from sim.model.rules.learning import ability_gain, grown_proficiency

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Each running contract is worked at its pace; the worker gains experience, ability and proficiency with AI."""
    e, p = market.engine, market.parameters.learning

    def work_in(first: int, end: int, flow: Flow) -> None:
        work(e.people, e.posts, e.deals, e.running, first, end, flow, e.now.final_year, p.ability_per_100_hours,
             p.proficiency_hours)  # fmt: skip

    e.crew.walk(e.crew.blocks(market.freelancers.n_rows, per_thread=1), work_in)


@kernel
def work(
    people: Any,
    posts: Any,
    deals: Any,
    running: Rows,
    first: int,
    end: int,
    flow: Flow,
    final_year: bool,
    per_100: float,
    scale: float,
) -> None:
    """One week of work on the running contracts of the freelancers in rows `first` to `end`, in order of contracts."""
    for row in running:
        who, post = whole(deals.freelancer[row]), deals.post[row]
        if who < first or who >= end:
            continue
        hours = min(np.float64(deals.hours_per_week[row]), np.float64(deals.hours_left[row]))
        deals.hours_this_week[row] = hours
        deals.hours_left[row] = np.float64(deals.hours_left[row]) - hours
        experience = np.float64(people.experience_hours[who])
        people.ability[who] = np.float64(people.ability[who]) + ability_gain(per_100, hours, experience)
        people.experience_hours[who] = experience + hours
        if final_year:
            people.hours_final_year[who] = np.float64(people.hours_final_year[who]) + hours
        if people.ai_adopted[who]:
            proficiency = np.float64(people.ai_proficiency[who])
            people.ai_proficiency[who] = grown_proficiency(proficiency, hours, scale)
        cell = cell_of(whole(posts.specialty[post]), whole(posts.level[post]), whole(posts.duration[post]))
        flow.busy[cell] = True
        flow.weekly[cell, WEEKLY.hours_worked] += fixed_point(hours)
        flow.weekly[cell, WEEKLY.standard_hours_delivered] += fixed_point(hours * np.float64(deals.speed[row]))
        if posts.ai_related[post]:
            flow.weekly[cell, WEEKLY.ai_hours_worked] += fixed_point(hours)
