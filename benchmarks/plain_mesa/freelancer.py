"""The freelancer as a Mesa agent with ordinary attributes; going quiet removes it from the model."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from mesa import Agent

from benchmarks.plain_mesa.luck import gumbel, logistic, normal_share_below, poisson, tenth
from benchmarks.plain_mesa.work import JobPost, Proposal
from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.entry import HOURS_LOG_SD, LEAST_HOURS, MOST_HOURS
from sim.model.rules.delivery import MEAN_EXPOSURE, MOST_EXPOSURE
from sim.model.rules.search import OVERQUALIFIED
from sim.model.setting import WEEKS_A_YEAR

if TYPE_CHECKING:
    from random import Random

    from benchmarks.plain_mesa.circles import Circle
    from benchmarks.plain_mesa.market import MesaMarket


class Freelancer(Agent):  # type: ignore[misc]
    """One freelancer who is searching or working."""

    model: MesaMarket
    random: Random

    def __init__(self, model: MesaMarket, specialty: int) -> None:
        super().__init__(model)
        p, random = model.parameters, model.random
        self.active = True
        self.specialty = specialty
        self.category = model.setting.category_of[specialty]
        self.ability = random.gauss(0.0, 1.0)
        self.asking_rate = self._going_rate() * math.exp(random.gauss(0.0, p.search.asking_rate_log_sd))
        self.reservation_wage = self.asking_rate * p.search.reservation_ratio
        hours = p.search.hours_per_week_median * math.exp(random.gauss(0.0, HOURS_LOG_SD))
        self.hours_per_week = min(max(hours, LEAST_HOURS), MOST_HOURS)
        self.hours_booked = 0.0
        self.n_running = 0
        self.n_contracts = 0
        self.experience_hours = 0.0
        self.reputation = p.learning.reputation_prior
        self.n_ratings = 0.0
        self.standing = 0.0
        self.weeks_idle = 0
        adoption = p.ai.freelancer_adoption
        self.ai_openness = random.gauss(adoption.openness_mean, 1.0)
        self.ai_visible = random.random() < p.hiring.ai_visible_share
        self.ai_withheld = random.random() < adoption.withheld_share
        self.ai_adopted = self._brings_ai()
        self.ai_proficiency = p.learning.proficiency_start if self.ai_adopted else 0.0

    def _brings_ai(self) -> bool:
        """Whether a new freelancer uses AI already, as peers do."""
        p, subcategory = self.model.parameters.ai.freelancer_adoption, self.model.setting.subcategory_of[self.specialty]
        if self.ai_withheld or not self.model.newcomers_may_use(p, subcategory):
            return False
        openness = self.ai_openness - p.openness_mean
        if p.mode == "pinned":
            return normal_share_below(openness) > 1.0 - p.share
        share = self.model.freelancers_alike[subcategory][tenth(openness)] / (1.0 - p.withheld_share)
        return self.random.random() < share

    def _going_rate(self) -> float:
        """Going rate at the ability: ln-linear between the medians of the levels."""
        low, middle, high = self.model.setting.rate_median[self.specialty]
        held = min(max(self.ability, -2.0), 2.0)
        rate: float = middle * ((high / middle) if held > 0.0 else (middle / low)) ** held
        return rate

    def consider_quitting(self) -> None:
        """Leave for good, for want of work or whatever the work is (which is finished)."""
        retirement = self.model.parameters.participation.retirement_hazard
        if self.random.random() < retirement + (1.0 - retirement) * self.quit_hazard():
            self.active = False
            self.remove()

    def quit_hazard(self) -> float:
        """Chance to go quiet this week for want of work."""
        if self.n_running > 0:
            return 0.0
        p = self.model.parameters.participation
        base = p.quit_hazard_hired if self.n_contracts > 0 else p.quit_hazard
        ln_ratio = self.model.beliefs.ln_income_ratio[self.specialty]
        idle = p.quit_idle_slope * self.weeks_idle / WEEKS_A_YEAR
        return min(1.0, base * math.exp(idle - p.quit_income_elasticity * ln_ratio))

    def consider_ai(self) -> None:
        """Adopt AI, for good, by a hazard that rises with the benefit seen; where pinned, use it as said."""
        model, setting = self.model, self.model.setting
        p = model.parameters.ai.freelancer_adoption
        subcategory = setting.subcategory_of[self.specialty]
        public = model.ai_is_public[subcategory]
        pinned = p.mode == "pinned" and public
        if self.ai_withheld or (self.ai_adopted and not pinned):
            return
        if pinned:
            adopts = normal_share_below(self.ai_openness - p.openness_mean) > 1.0 - p.share
        else:
            benefit = (
                p.capability_weight * model.usefulness
                + p.exposure_weight * setting.augmentation_exposure[self.specialty]
                + p.peer_weight * model.freelancer_peers[subcategory]
                + p.gain_weight * model.beliefs.ln_ai_gain[self.specialty]
                + p.openness_weight * self.ai_openness
            )
            most = p.max_hazard if public else p.max_hazard * p.before_public
            adopts = self.random.random() < most * logistic(2.0 * (benefit - p.cost))
        if adopts != self.ai_adopted:
            self.ai_proficiency = model.parameters.learning.proficiency_start if adopts else 0.0
        self.ai_adopted = adopts

    def can_do(self, post: JobPost) -> bool:
        """Level near the ability, and AI for AI-related work."""
        if post.ai_related and not self.ai_adopted:
            return False
        slack = self.model.level_slack
        return -slack <= self.ability - self.model.level_difficulty[post.level] <= slack + OVERQUALIFIED

    def search(self) -> None:
        """Propose for a Poisson number of posts, looking at a few for each."""
        free = self.hours_per_week - self.hours_booked
        if free < LEAST_FREE_HOURS:
            return
        p = self.model.parameters.search
        n_posts = poisson(self.random, p.proposals_per_week * free / self.hours_per_week)
        if n_posts == 0:
            return
        rings = self.model.circles.rings_of(self.specialty)
        ai_related = self.model.circles.ai_related.get(self.category) if self.ai_adopted else None
        for _ in range(n_posts):
            for _ in range(p.n_tries):
                post = self._look(ai_related, rings)
                if post is not None and self.propose(post):
                    break

    def _look(
        self, ai_related: Circle | None, rings: tuple[Circle | None, Circle | None, Circle | None]
    ) -> JobPost | None:
        """Find a post: in the own specialty, or wider by luck or where there is none; AI users may look at AI first."""
        p, random = self.model.parameters.search, self.random.random
        point = random()
        if ai_related is not None and random() < p.ai_search_share:
            post = ai_related.next_for(self, point)
            if post is not None:
                return post
        ring = random()
        narrowest = 0 if ring < p.own_specialty_share else 1
        if ring >= p.own_specialty_share + p.own_subcategory_share:
            narrowest = 2
        for circle in rings[narrowest:]:
            post = circle.next_for(self, point) if circle is not None else None
            if post is not None:
                return post
        return None

    def propose(self, post: JobPost) -> bool:
        """Send a proposal for a post that can be done, unless it pays too little."""
        model, parameters = self.model, self.model.parameters
        p = parameters.search
        inside, speed = self._inside_and_speed(post)
        floor = self.reservation_wage / speed
        if floor > post.budget_rate * model.budget_stretch:
            return False
        own = self.asking_rate * (1.0 - p.ai_pass_through * (1.0 - 1.0 / speed))
        price = own ** (1.0 - p.budget_weight) * post.budget_rate**p.budget_weight
        random = self.random
        post.proposals[self] = Proposal(
            freelancer=self,
            price=max(price, floor),
            speed=speed,
            inside=inside,
            ai_used=self.ai_adopted,
            shows_ai=self.ai_adopted and (self.ai_visible or post.ai_related),
            distance=self._distance_to(post.specialty),
            visibility=parameters.hiring.visibility_weight * math.log1p(self.standing) + gumbel(random),
            perception=random.gauss(0.0, 1.0),
            taste=gumbel(random),
        )
        model.counts["new_proposals"] += 1
        return True

    def _inside_and_speed(self, post: JobPost) -> tuple[float, float]:
        """Chance that the tasks lie inside the frontier, and standard hours delivered per hour worked."""
        ai = self.model.parameters.ai
        if not self.ai_adopted or not ai.augmentation.enabled:
            return 0.0, 1.0
        inside = logistic(
            ai.capability.slope * (self.model.log2_horizon + ai.augmentation.reach_shift - post.complexity)
        )
        exposure = self.model.setting.augmentation_exposure[post.specialty]
        reach = min(exposure / MEAN_EXPOSURE, MOST_EXPOSURE) * self.ai_proficiency * inside
        return inside, 1.0 + ai.augmentation.speed_gain_novice * (1.0 - normal_share_below(self.ability)) * reach

    def _distance_to(self, specialty: int) -> float:
        """0 the same specialty, 1 the same subcategory, 2 beyond."""
        if specialty == self.specialty:
            return 0.0
        subcategory_of = self.model.setting.subcategory_of
        return 1.0 if subcategory_of[specialty] == subcategory_of[self.specialty] else 2.0

    def end_week(self) -> None:
        """Count idle weeks, cut the asking rate while idle, and let the market see who is here."""
        beliefs = self.model.beliefs
        beliefs.see("active_weeks", self.specialty)
        if self.ai_adopted:
            beliefs.see("ai_active_weeks", self.specialty)
        if self.n_running > 0:
            self.weeks_idle = 0
        else:
            self.weeks_idle += 1
            self.asking_rate = max(self.asking_rate * self.model.idle_factor, self.reservation_wage)

    def consider_moving(self) -> None:
        """Move to another specialty of the category that pays more, losing part of the standing."""
        p = self.model.parameters.reskilling
        if self.n_running > 0 or self.weeks_idle < p.patience_weeks or self.random.random() >= p.hazard:
            return
        other = self.random.choice(self.model.setting.neighbours[self.category])
        income = self.model.beliefs.income
        if other == self.specialty or income[other] <= p.gain_needed * income[self.specialty]:
            return
        prior = self.model.parameters.learning.reputation_prior
        self.specialty = other
        self.reputation = prior + p.standing_kept * (self.reputation - prior)
        self.n_ratings *= p.standing_kept
        self.standing *= p.standing_kept
        self.ability -= p.ability_loss
        self.weeks_idle = 0
