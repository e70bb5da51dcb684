"""The freelancer: traits and standing as cells of a row, decisions as methods that a researcher can override."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.agents.proposal import Proposal
from sim.model.agents.row_agent import Cell, RowAgent
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel, poisson_count, uniform
from sim.model.randomness.keys import entry_week_of_freelancer, place_of_freelancer
from sim.model.rules.ai_adoption import (
    ai_adoption_hazard,
    freelancer_benefit,
    newcomer_share,
    openness_group,
    pinned_adopts,
)
from sim.model.rules.ai_capability import success_inside_frontier
from sim.model.rules.delivery import ai_speed
from sim.model.rules.hiring import visibility
from sim.model.rules.participation import freelancer_quit_hazard, leaving_hazard
from sim.model.rules.reskilling import worth_moving
from sim.model.rules.search import proposed_rate, within_reach, worth_proposing

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace

LEAST_FREE_HOURS = 4.0
"""Hours a week below which a freelancer does not look for more work."""


class Freelancer(RowAgent):
    """One freelancer. Override a decision in a subclass and hand the class to `Marketplace`."""

    model: Marketplace
    freelancer_id = Cell[int]()
    specialty = Cell[int]()
    active = Cell[bool]()
    ability = Cell[float]()
    reservation_wage = Cell[float]()
    asking_rate = Cell[float]()
    hours_per_week = Cell[float]()
    hours_booked = Cell[float]()
    n_running = Cell[int]()
    experience_hours = Cell[float]()
    reputation = Cell[float]()
    standing = Cell[float]()
    n_contracts = Cell[int]()
    n_proposals = Cell[int]()
    weeks_idle = Cell[int]()
    ai_openness = Cell[float]()
    ai_visible = Cell[bool]()
    ai_adopted = Cell[bool]()
    ai_adopted_week = Cell[int]()
    ai_proficiency = Cell[float]()
    earnings = Cell[int]()
    ai_earnings = Cell[int]()
    earnings_before_ai = Cell[int]()
    earnings_final_year = Cell[int]()
    hours_final_year = Cell[float]()
    experience_before_ai = Cell[float]()

    @property
    def home_specialty(self) -> int:
        """Specialty at entry."""
        return place_of_freelancer(self.freelancer_id)

    @property
    def entry_week(self) -> int:
        """Week of registration."""
        return entry_week_of_freelancer(self.freelancer_id)

    @property
    def ai_withheld(self) -> bool:
        """Whether the freelancer may not use AI (twin world): drawn by id."""
        share = self.model.parameters.ai.freelancer_adoption.withheld_share
        return uniform(self.model.luck, decisions.FREELANCER_WITHHELD, 0, self.freelancer_id, 0) < share

    def uniform(self, decision: int, number: int = 0) -> float:
        """Luck of this freelancer in a decision of this week, uniform on (0, 1)."""
        return uniform(self.model.luck, decision, self.model.week, self.freelancer_id, number)

    def decide_to_quit(self) -> bool:
        """Whether the freelancer leaves this week: for want of work, or whatever the work is (which is finished)."""
        p = self.model.parameters.participation
        return self.uniform(decisions.FREELANCER_EXIT) < leaving_hazard(p.retirement_hazard, self.quit_hazard)

    @property
    def quit_hazard(self) -> float:
        """Chance to go quiet this week for want of work."""
        if self.n_running > 0:
            return 0.0
        p = self.model.parameters.participation
        base = p.quit_hazard_hired if self.n_contracts > 0 else p.quit_hazard
        income_ratio = self.model.market.beliefs.income_ratio[self.specialty]
        return freelancer_quit_hazard(base, self.weeks_idle, p.quit_idle_slope, income_ratio, p.quit_income_elasticity)

    def ai_benefit(self) -> float:
        """Index of the benefit this freelancer sees in AI."""
        p, model = self.model.parameters.ai.freelancer_adoption, self.model
        subcategory = model.setting.subcategory_of[self.specialty]
        return freelancer_benefit(
            model.setting.usefulness(model.week),
            p.capability_weight,
            model.setting.augmentation_exposure[self.specialty],
            p.exposure_weight,
            model.peers.freelancer_ai_share[subcategory],
            p.peer_weight,
            model.market.beliefs.ln_ai_gain[self.specialty],
            p.gain_weight,
            self.ai_openness,
            p.openness_weight,
        )

    @property
    def ai_is_public(self) -> bool:
        """Whether AI for this freelancer's kind of work is public."""
        setting = self.model.setting
        return setting.ai_is_public(setting.subcategory_of[self.specialty], self.model.week)

    @property
    def ai_use_is_pinned(self) -> bool:
        """Whether the scenario says who uses AI: in mode ``pinned``, from the public release on."""
        return self.model.parameters.ai.freelancer_adoption.mode == "pinned" and self.ai_is_public

    def decide_ai_adoption(self) -> bool:
        """Whether a freelancer who does not use AI, and may, adopts it this week.

        Where use is pinned and AI public: whether the freelancer is one of those who use it, asked of everybody.
        """
        p = self.model.parameters.ai.freelancer_adoption
        if self.ai_use_is_pinned:
            place = uniform(self.model.luck, decisions.FREELANCER_OPENNESS, 0, self.freelancer_id, 0)
            return pinned_adopts(place, p.share)
        most = p.max_hazard if self.ai_is_public else p.max_hazard * p.before_public
        hazard = ai_adoption_hazard(self.ai_benefit(), p.cost, most)
        return self.uniform(decisions.FREELANCER_AI_ADOPTION) < hazard

    def brings_ai(self) -> bool:
        """Whether who registers uses AI already, as peers alike in openness do; nobody before AI is public."""
        p, model = self.model.parameters.ai.freelancer_adoption, self.model
        if not self.ai_is_public or self.ai_withheld:
            return False
        if self.ai_use_is_pinned:
            return self.decide_ai_adoption()
        place = model.setting.subcategory_of[self.specialty], openness_group(self.ai_openness - p.openness_mean)
        share = newcomer_share(float(model.peers.freelancer_shares_by_openness[place]), p.withheld_share)
        return uniform(model.luck, decisions.FREELANCER_BRINGS_AI, 0, self.freelancer_id, 0) < share

    def n_posts_to_try(self) -> int:
        """Number of posts the freelancer tries for this week: Poisson, less with fewer free hours."""
        free = self.hours_per_week - self.hours_booked
        if free < LEAST_FREE_HOURS:
            return 0
        mean = self.model.parameters.search.proposals_per_week * free / self.hours_per_week
        return poisson_count(self.uniform(decisions.PROPOSAL_COUNT), mean)

    def ai_inside(self, complexity: float) -> float:
        """Chance that the tasks of such work lie inside the frontier when a person uses AI; 0 for one who does not."""
        ai = self.model.parameters.ai
        if not self.ai_adopted or not ai.augmentation.enabled:
            return 0.0
        horizon = self.model.setting.log2_horizon(self.model.week)
        return success_inside_frontier(horizon, ai.augmentation.reach_shift, complexity, ai.capability.slope)

    def speed_at(self, specialty: int, inside: float) -> float:
        """Standard hours delivered per hour worked; 1 without AI."""
        if not self.ai_adopted or not self.model.parameters.ai.augmentation.enabled:
            return 1.0
        gain = self.model.parameters.ai.augmentation.speed_gain_novice
        exposure = self.model.setting.augmentation_exposure[specialty]
        return ai_speed(gain, self.ability, exposure, self.ai_proficiency, inside)

    def decide_price(self, post: int, speed: float) -> float:
        """Price per standard hour for a post, USD/h, never below the reservation wage per hour worked."""
        p = self.model.parameters.search
        budget = self.model.job_posts.budget_rate[post]
        return proposed_rate(self.asking_rate, self.reservation_wage, speed, p.ai_pass_through, budget, p.budget_weight)

    def can_do(self, post: int) -> bool:
        """Whether the freelancer can do the work of a post: level near the ability, and AI for AI-related work."""
        posts, parameters = self.model.job_posts, self.model.parameters
        if posts.ai_related[post] and not self.ai_adopted:
            return False
        level_step = parameters.delivery.level_difficulty_step
        return within_reach(self.ability, posts.level[post], level_step, parameters.search.level_slack)

    def propose(self, post: int) -> Proposal | None:
        """A proposal for a post, or None: not able to, level too far, pays too little, or AI-related without AI."""
        model = self.model
        posts, parameters = model.job_posts, model.parameters
        p = parameters.search
        if not self.can_do(post):
            return None
        inside = self.ai_inside(posts.complexity[post])
        speed = self.speed_at(posts.specialty[post], inside)
        if not worth_proposing(self.reservation_wage, speed, posts.budget_rate[post], p.budget_tolerance):
            return None
        taste = gumbel(model.luck, decisions.PROPOSAL_VISIBILITY, 0, posts.need_id[post], self.freelancer_id)
        return Proposal(
            freelancer=self,
            price=self.decide_price(post, speed),
            speed=speed,
            inside=inside,
            ai_used=self.ai_adopted,
            shows_ai=self.ai_adopted and (self.ai_visible or posts.ai_related[post]),
            distance=model.distance(self.specialty, posts.specialty[post]),
            visibility=visibility(self.standing, model.parameters.hiring.visibility_weight, taste),
            week=model.week,
        )

    def decide_move(self) -> int | None:
        """The specialty a freelancer without work moves to this week, or None."""
        p, model = self.model.parameters.reskilling, self.model
        if self.n_running > 0 or self.weeks_idle < p.patience_weeks:
            return None
        if self.uniform(decisions.RESKILLING) >= p.hazard:
            return None
        neighbours = model.setting.neighbours[model.setting.category_of[self.specialty]]
        other = neighbours[int(self.uniform(decisions.RESKILLING_TARGET) * len(neighbours))]
        income = model.market.beliefs.income
        if other != self.specialty and worth_moving(income[other], income[self.specialty], p.gain_needed):
            return other
        return None
