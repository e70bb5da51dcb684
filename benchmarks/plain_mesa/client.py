"""The client as a Mesa agent with ordinary attributes; leaving removes it from the model."""

from __future__ import annotations

import math
from bisect import bisect_right
from operator import attrgetter
from typing import TYPE_CHECKING

from mesa import Agent

from benchmarks.plain_mesa.luck import gumbel, logistic, normal_share_below, poisson, tenth
from benchmarks.plain_mesa.work import JobPost, Proposal
from sim.model.agents.client import REPUTATION_MEAN
from sim.model.agents.freelancer import LEAST_FREE_HOURS
from sim.model.randomness.keys import MOST_NEEDS_A_WEEK
from sim.model.week.posting import WEEKS_OF_DURATION

if TYPE_CHECKING:
    from random import Random

    from benchmarks.plain_mesa.freelancer import Freelancer
    from benchmarks.plain_mesa.market import MesaMarket

most_visible = attrgetter("visibility")


class Client(Agent):  # type: ignore[misc]
    """One client who takes part."""

    model: MesaMarket
    random: Random

    def __init__(self, model: MesaMarket, subcategory: int) -> None:
        super().__init__(model)
        p, random = model.parameters, model.random
        self.active = True
        self.subcategory = subcategory
        spread = p.needs.rate_log_sd
        self.need_rate = p.needs.rate_mean * math.exp(random.gauss(-0.5 * spread * spread, spread))
        self.budget_scale = math.exp(random.gauss(0.0, p.clients.budget_log_sd_between))
        self.rate_z = random.gauss(0.0, 1.0)
        self.augmentation_preference = random.gauss(
            p.clients.augmentation_preference, p.clients.augmentation_preference_sd
        )
        self.price_sensitivity = p.clients.price_sensitivity * math.exp(
            random.gauss(0.0, p.clients.price_sensitivity_log_sd)
        )
        self.ai_openness = random.gauss(p.ai.client_adoption.openness_mean, 1.0)
        self.ai_adopted = self._brings_ai()
        self.ai_adopted_week = -math.inf
        self.last_post_failed = False
        self.remembered: list[Freelancer] = []

    def _brings_ai(self) -> bool:
        """Whether a new client uses AI already, as its peers do; its first projects are then behind it."""
        p = self.model.parameters.ai.client_adoption
        if not self.model.newcomers_may_use(p, self.subcategory):
            return False
        openness = self.ai_openness - p.openness_mean
        if p.mode == "pinned":
            return normal_share_below(openness) > 1.0 - p.share
        return self.random.random() < self.model.clients_alike[self.subcategory][tenth(openness)]

    def consider_leaving(self) -> None:
        """Leave by a hazard that is higher while the last post found nobody."""
        p = self.model.parameters.participation
        hazard = p.client_exit_hazard * (p.client_exit_after_failure if self.last_post_failed else 1.0)
        if self.random.random() < hazard:
            self.active = False
            self.remove()

    def consider_ai(self) -> None:
        """Adopt AI, for good, by a hazard that rises with the benefit seen; where pinned, use it as said."""
        model, setting = self.model, self.model.setting
        p, subcategory = model.parameters.ai.client_adoption, self.subcategory
        public = model.ai_is_public[subcategory]
        pinned = p.mode == "pinned" and public
        if self.ai_adopted and not pinned:
            return
        if pinned:
            place = 0.5 * math.erfc(-(self.ai_openness - p.openness_mean) / math.sqrt(2.0))
            adopts = place > 1.0 - p.share
        else:
            benefit = (
                p.capability_weight * model.usefulness
                + p.exposure_weight * setting.subcategory_exposure[subcategory]
                + p.peer_weight * model.client_peers[subcategory]
                + p.openness_weight * self.ai_openness
            )
            most = p.max_hazard if public else p.max_hazard * p.before_public
            adopts = self.random.random() < most * logistic(2.0 * (benefit - p.cost))
        if adopts and not self.ai_adopted:
            self.ai_adopted_week = model.week
        self.ai_adopted = adopts

    def meet_needs(self) -> None:
        """Let the needs of the week arise, and have each done by AI alone, posted or dropped."""
        for _ in range(min(poisson(self.random, self.need_rate), MOST_NEEDS_A_WEEK)):
            self._meet(ai_related=False)
        if not self.ai_adopted:
            return
        model, p = self.model, self.model.parameters.needs
        if p.rate_mean <= 0.0:
            return
        rate = p.ai_rate * self.need_rate / p.rate_mean * math.exp(p.ai_capability_elasticity * model.usefulness)
        rate *= 1.0 + p.ai_setup_boost * math.exp((self.ai_adopted_week - model.week) / p.ai_setup_weeks)
        for _ in range(min(poisson(self.random, rate), MOST_NEEDS_A_WEEK)):
            self._meet(ai_related=True)

    def _meet(self, *, ai_related: bool) -> None:
        """Draw a need and decide how to have it met."""
        model = self.model
        post = self._draw_need(ai_related=ai_related)
        model.counts["new_needs"] += 1
        p = model.parameters.clients
        worth_post = math.exp(self._posting_worth(post) / p.choice_scale)
        if self.ai_adopted and not ai_related and model.parameters.ai.automation.enabled:
            chance = self._automation_chance(post)
            worth_ai = chance * p.worth_of_need - p.automation_cost
            weight = math.exp(worth_ai / p.choice_scale)
            tried = self.random.random() * (weight + worth_post + 1.0) < weight
            if tried and self.random.random() < chance:
                return
        if self.random.random() * (worth_post + 1.0) < worth_post:
            model.open_posts.append(post)
            model.counts["new_posts"] += 1
            model.counts["new_ai_posts"] += ai_related

    def _draw_need(self, *, ai_related: bool) -> JobPost:
        """Draw the kind of work, level, planned duration, size and budget of a need."""
        model, random = self.model, self.random
        p, setting = model.parameters, model.setting
        specialty = self._specialty(ai_related=ai_related)
        category = setting.category_of[specialty]
        level = bisect_right(setting.level_cumulated[specialty][:-1], random.random())
        duration = bisect_right(setting.duration_cumulated[category], random.random())
        size = p.needs.hours_level_step * (level - 1) + model.hours_log_sd_within * random.gauss(0.0, 1.0)
        hours = model.hours_median[duration] * self.budget_scale * math.exp(size)
        weeks = random.uniform(*WEEKS_OF_DURATION[duration])
        between = p.clients.rate_share_between
        z = math.sqrt(between) * self.rate_z + math.sqrt(1.0 - between) * random.gauss(0.0, 1.0)
        return JobPost(
            client=self,
            specialty=specialty,
            category=category,
            level=level,
            ai_related=ai_related,
            hours=hours,
            hours_per_week=min(hours / weeks, p.needs.max_hours_per_week),
            budget_rate=setting.rate_median[specialty][level] * math.exp(setting.rate_log_sd * z),
            complexity=math.log2(60.0 * hours) + p.needs.complexity_level_step * (level - 1),
            position=random.random(),
            week=model.week,
        )

    def _specialty(self, *, ai_related: bool) -> int:
        """Draw from the usual subcategory, or the platform's mix (AI-related: specialties of AI)."""
        p, setting = self.model.parameters.needs, self.model.setting
        usual = 1.0 - p.ai_specialty_share if ai_related else p.usual_subcategory_share
        u = self.random.random()
        if self.random.random() < usual:
            cumulated = setting.cumulated_in[self.subcategory]
            specialty: int = setting.specialties_in[self.subcategory][bisect_right(cumulated, u, 0, len(cumulated) - 1)]
            return specialty
        cumulated = setting.ai_cumulated if ai_related else setting.platform_cumulated
        return bisect_right(cumulated, u, 0, len(cumulated) - 1)

    def _automation_chance(self, post: JobPost) -> float:
        """Chance that AI alone meets a need now."""
        ai, model = self.model.parameters.ai, self.model
        exposure = model.setting.automation_exposure_in(post.specialty, model.week)
        reach = model.log2_horizon + ai.automation.exposure_shift * exposure
        return exposure * logistic(ai.capability.slope * (reach - post.complexity))

    def _posting_worth(self, post: JobPost) -> float:
        """Expected worth of posting, in budgets of the need."""
        p, beliefs, s = self.model.parameters.clients, self.model.beliefs, post.specialty
        fill = beliefs.ai_post_fill if post.ai_related else beliefs.fill[s]
        ai_share = 1.0 if post.ai_related else beliefs.ai_user_share[s]
        found: float = fill * (beliefs.quality[s] * p.worth_of_need - beliefs.price[s])
        return found - p.posting_cost + self.augmentation_preference * ai_share

    def invite(self, post: JobPost) -> None:
        """Ask the freelancers remembered to propose."""
        for freelancer in self.remembered:
            if freelancer.active and freelancer.category == post.category and freelancer.can_do(post):
                freelancer.propose(post)

    def choose(self, post: JobPost) -> Proposal | None:
        """Choose the best of the proposals read, or None: nobody this week."""
        needed = 0.5 * post.hours_per_week
        least = min(needed, LEAST_FREE_HOURS)
        able = []
        for proposal in post.proposals.values():
            freelancer = proposal.freelancer
            free = freelancer.hours_per_week - freelancer.hours_booked
            if freelancer.active and free >= least and free * proposal.speed >= needed:
                able.append(proposal)
        p = self.model.parameters.hiring
        able.sort(key=most_visible, reverse=True)
        best, chosen = p.nobody_utility + gumbel(self.random), None
        for proposal in able[: p.n_considered]:
            utility = self._utility(post, proposal)
            if utility > best:
                best, chosen = utility, proposal
        return chosen

    def _utility(self, post: JobPost, proposal: Proposal) -> float:
        """Utility of hiring a proposal's sender, the random part included."""
        p, who = self.model.parameters.hiring, proposal.freelancer
        step = self.model.parameters.delivery.level_difficulty_step
        quality = who.ability - step * (post.level - 1) + p.quality_noise * proposal.perception
        utility = p.quality_weight * quality + p.reputation_weight * (who.reputation - REPUTATION_MEAN)
        utility += p.experience_weight * math.log1p(who.standing) + proposal.taste
        utility -= self.price_sensitivity * math.log(proposal.price / post.budget_rate)
        utility -= p.specialty_penalty * proposal.distance
        if who in self.remembered:
            utility += p.history_weight
        if proposal.shows_ai:
            utility += p.augmentation_weight * self.augmentation_preference
        result: float = utility
        return result

    def remember(self, freelancer: Freelancer) -> None:
        """Put a freelancer first in memory; the oldest is forgotten."""
        others = [other for other in self.remembered if other is not freelancer]
        self.remembered = [freelancer, *others][: self.model.parameters.clients.n_remembered]
