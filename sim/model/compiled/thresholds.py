"""The largest hazards of a scenario: luck above them settles a decision without asking the rule."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.compiled.luck import EVERYBODY, Arriving, Trying

if TYPE_CHECKING:
    from sim.parameters.ai_adoption import ClientAdoption, FreelancerAdoption
    from sim.parameters.scenario import Scenario


def trying_of(p: Scenario) -> Trying:
    """What freelancers may do."""
    before, after = _largest_hazards(p, p.ai.freelancer_adoption)
    return Trying(
        p.search.proposals_per_week, p.reskilling.hazard, p.ai.freelancer_adoption.openness_mean, before, after
    )


def arriving_of(p: Scenario) -> Arriving:
    """What clients may need and do."""
    needs = p.needs
    rates = (needs.rate_mean, needs.ai_rate, needs.ai_capability_elasticity, needs.ai_setup_boost, needs.ai_setup_weeks)
    return Arriving(*rates, p.ai.client_adoption.openness_mean, *_largest_hazards(p, p.ai.client_adoption))


def _largest_hazards(p: Scenario, adoption: FreelancerAdoption | ClientAdoption) -> tuple[float, float]:
    """Largest adoption hazards before and after AI is public."""
    if p.ai.capability.mode == "none" or adoption.mode == "none":
        return 0.0, 0.0
    after = EVERYBODY if adoption.mode == "pinned" else adoption.max_hazard
    return adoption.max_hazard * adoption.before_public, after
