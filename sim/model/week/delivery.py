"""Phase 7: the hours of the week are worked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.record.flows import weekly_cell
from sim.model.rules.learning import ability_gain, grown_proficiency
from sim.model.setting import WEEKS_A_YEAR

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace


def walk(market: Marketplace) -> None:
    """Each running contract is worked at its pace; the worker gains experience, ability and proficiency with AI.

    Writes    contracts.hours_this_week, hours_left; freelancers.experience_hours, hours_final_year, ability,
              ai_proficiency
    """
    contracts, posts, people = market.contracts, market.job_posts, market.freelancers
    learning, add = market.parameters.learning, market.record.weekly.add
    final_year = market.week >= market.setting.calendar.end_week - WEEKS_A_YEAR
    for row in market.running_contracts:
        hours = min(contracts.hours_per_week[row], contracts.hours_left[row])
        contracts.hours_this_week[row] = hours
        contracts.hours_left[row] -= hours
        who, post = contracts.freelancer[row], contracts.post[row]
        experience = people.experience_hours[who]
        people.ability[who] += ability_gain(learning.ability_per_100_hours, hours, experience)
        people.experience_hours[who] = experience + hours
        if final_year:
            people.hours_final_year[who] += hours
        if people.ai_adopted[who]:
            people.ai_proficiency[who] = grown_proficiency(
                people.ai_proficiency[who], hours, learning.proficiency_hours
            )
        cell = weekly_cell(posts.specialty[post], posts.level[post], posts.duration[post])
        add("hours_worked", cell, hours)
        add("standard_hours_delivered", cell, hours * contracts.speed[row])
        if posts.ai_related[post]:
            add("ai_hours_worked", cell, hours)
