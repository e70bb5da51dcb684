"""The client: traits as cells of a row, decisions as methods that a researcher can override."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.model.agents.row_agent import Cell, RowAgent
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel, normal, poisson_count, uniform
from sim.model.randomness.keys import MOST_NEEDS_A_WEEK, entry_week_of_client
from sim.model.rules.ai_adoption import ai_adoption_hazard, client_benefit, openness_group, pinned_adopts
from sim.model.rules.hiring import perceived_quality, proposal_utility
from sim.model.rules.learning import rating_of
from sim.model.rules.participation import client_exit_hazard
from sim.model.rules.posting import (
    ai_need_rate,
    automation_success,
    choose_option,
    setup_wave,
    worth_of_automation,
    worth_of_posting,
)

if TYPE_CHECKING:
    from sim.model.agents.proposal import Need, Proposal
    from sim.model.marketplace import Marketplace

REPUTATION_MEAN = 4.8


class Client(RowAgent):
    """One client. Override a decision in a subclass and hand the class to `Marketplace`."""

    model: Marketplace
    client_id = Cell[int]()
    subcategory = Cell[int]()
    exit_week = Cell[int]()
    active = Cell[bool]()
    need_rate = Cell[float]()
    budget_scale = Cell[float]()
    rate_z = Cell[float]()
    augmentation_preference = Cell[float]()
    price_sensitivity = Cell[float]()
    ai_openness = Cell[float]()
    ai_adopted = Cell[bool]()
    ai_adopted_week = Cell[int]()
    last_post_failed = Cell[bool]()
    last_paid_week = Cell[int]()
    remembered_0 = Cell[int]()
    remembered_1 = Cell[int]()
    remembered_2 = Cell[int]()
    n_needs = Cell[int]()
    n_needs_automated = Cell[int]()
    n_posts = Cell[int]()
    n_contracts = Cell[int]()
    spend = Cell[int]()
    ai_spend = Cell[int]()

    def uniform(self, decision: int, number: int = 0) -> float:
        """Luck of this client in a decision of this week, uniform on (0, 1)."""
        return uniform(self.model.luck, decision, self.model.week, self.client_id, number)

    def decide_to_leave(self) -> bool:
        """Whether the client leaves this week."""
        p = self.model.parameters.participation
        hazard = client_exit_hazard(p.client_exit_hazard, self.last_post_failed, p.client_exit_after_failure)
        return self.uniform(decisions.CLIENT_EXIT) < hazard

    def ai_benefit(self) -> float:
        """Index of the benefit this client sees in AI."""
        p, model = self.model.parameters.ai.client_adoption, self.model
        subcategory = self.subcategory
        return client_benefit(
            model.setting.usefulness(model.week),
            p.capability_weight,
            model.setting.subcategory_exposure[subcategory],
            p.exposure_weight,
            model.peers.client_ai_share[subcategory],
            p.peer_weight,
            self.ai_openness,
            p.openness_weight,
        )

    @property
    def ai_is_public(self) -> bool:
        """Whether AI for this client's usual kind of work is public."""
        return self.model.setting.ai_is_public(self.subcategory, self.model.week)

    @property
    def ai_use_is_pinned(self) -> bool:
        """Whether the scenario says who uses AI: in mode ``pinned``, from the public release on."""
        return self.model.parameters.ai.client_adoption.mode == "pinned" and self.ai_is_public

    def decide_ai_adoption(self) -> bool:
        """Whether a client that does not use AI adopts it this week.

        Where use is pinned and AI public: whether the client is one of those that use it, asked of all.
        """
        p = self.model.parameters.ai.client_adoption
        if self.ai_use_is_pinned:
            place = uniform(self.model.luck, decisions.CLIENT_OPENNESS, 0, self.client_id, 0)
            return pinned_adopts(place, p.share)
        most = p.max_hazard if self.ai_is_public else p.max_hazard * p.before_public
        hazard = ai_adoption_hazard(self.ai_benefit(), p.cost, most)
        return self.uniform(decisions.CLIENT_AI_ADOPTION) < hazard

    def brings_ai(self) -> bool:
        """Whether a client that registers uses AI already, as peers alike in openness do; none before AI is public."""
        p, model = self.model.parameters.ai.client_adoption, self.model
        if not self.ai_is_public:
            return False
        if self.ai_use_is_pinned:
            return self.decide_ai_adoption()
        group = openness_group(self.ai_openness - p.openness_mean)
        share = float(model.peers.client_shares_by_openness[self.subcategory, group])
        return uniform(model.luck, decisions.CLIENT_BRINGS_AI, 0, self.client_id, 0) < share

    def n_new_needs(self) -> int:
        """Needs, not AI-related, that arise this week: Poisson."""
        return min(poisson_count(self.uniform(decisions.NEED_ARRIVAL), self.need_rate), MOST_NEEDS_A_WEEK)

    def n_new_ai_needs(self) -> int:
        """AI-related needs that arise this week, for a client that uses AI: Poisson, more as AI can do more."""
        if not self.ai_adopted:
            return 0
        p, model = self.model.parameters.needs, self.model
        rate = ai_need_rate(
            self.need_rate, p.rate_mean, p.ai_rate, model.setting.usefulness(model.week), p.ai_capability_elasticity
        )
        since_adoption, since_entry = model.week - self.ai_adopted_week, model.week - self.entry_week
        rate *= setup_wave(since_adoption, since_entry, p.ai_setup_boost, p.ai_setup_weeks)
        return min(poisson_count(self.uniform(decisions.AI_NEED_ARRIVAL), rate), MOST_NEEDS_A_WEEK)

    def automation_chance(self, need: Need) -> float:
        """Chance that AI alone meets a need now."""
        ai, model = self.model.parameters.ai, self.model
        exposure = model.setting.automation_exposure_in(need.specialty, model.week)
        horizon = model.setting.log2_horizon(model.week)
        return automation_success(exposure, ai.capability.slope, horizon, ai.automation.exposure_shift, need.complexity)

    def posting_worth(self, need: Need) -> float:
        """Expected worth of posting a need, in budgets."""
        p, beliefs, s = self.model.parameters.clients, self.model.market.beliefs, need.specialty
        fill = beliefs.ai_post_fill if need.ai_related else beliefs.fill[s]
        ai_share = 1.0 if need.ai_related else beliefs.ai_user_share[s]
        return worth_of_posting(
            fill,
            beliefs.quality[s],
            p.worth_of_need,
            beliefs.price[s],
            p.posting_cost,
            self.augmentation_preference,
            ai_share,
        )

    def decide_how(self, need: Need) -> int:
        """Have AI do it alone (0), post it (1) or drop it (2)."""
        p, ai = self.model.parameters.clients, self.model.parameters.ai
        allowed = self.ai_adopted and ai.automation.enabled and not need.ai_related
        worth_ai = 0.0
        if allowed:
            chance = self.automation_chance(need)
            worth_ai = worth_of_automation(chance, p.worth_of_need, p.automation_cost)
        u = uniform(self.model.luck, decisions.NEED_CHOICE, 0, need.need_id, 0)
        return choose_option(u, allowed, worth_ai, self.posting_worth(need), p.choice_scale)

    def decide_after_failed_automation(self, need: Need) -> int:
        """Post (1) or drop (2) a need that AI alone has failed to meet."""
        u = uniform(self.model.luck, decisions.NEED_SECOND_CHOICE, 0, need.need_id, 0)
        return choose_option(u, False, 0.0, self.posting_worth(need), self.model.parameters.clients.choice_scale)

    def utility_of(self, post: int, proposal: Proposal) -> float:
        """Utility of hiring a proposal's sender, the random part included."""
        model, posts, freelancer = self.model, self.model.job_posts, proposal.freelancer
        p, delivery = model.parameters.hiring, model.parameters.delivery
        need, who = posts.need_id[post], freelancer.freelancer_id
        quality = perceived_quality(
            freelancer.ability,
            posts.level[post],
            delivery.level_difficulty_step,
            p.quality_noise,
            normal(model.luck, decisions.PROPOSAL_PERCEPTION, 0, need, who),
        )
        history = p.history_weight if self.remembers(who) else 0.0
        augmentation = p.augmentation_weight * self.augmentation_preference if proposal.shows_ai else 0.0
        utility = proposal_utility(
            quality,
            p.quality_weight,
            freelancer.reputation - REPUTATION_MEAN,
            p.reputation_weight,
            freelancer.standing,
            p.experience_weight,
            proposal.price,
            posts.budget_rate[post],
            self.price_sensitivity,
            history,
            augmentation,
            p.specialty_penalty * proposal.distance,
        )
        return utility + gumbel(model.luck, decisions.PROPOSAL_TASTE, 0, need, who)

    def choose(self, post: int, considered: list[Proposal]) -> Proposal | None:
        """The proposal hired, or None: nobody this week. Ranks the considered (1 is the best)."""
        model = self.model
        rated = [
            (self.utility_of(post, proposal), -proposal.freelancer.freelancer_id, proposal) for proposal in considered
        ]
        rated.sort(key=lambda row: row[:2], reverse=True)
        for rank, (_, _, proposal) in enumerate(rated, start=1):
            proposal.rank = rank
        nobody = model.parameters.hiring.nobody_utility + gumbel(
            model.luck, decisions.NOBODY_TASTE, model.week, model.job_posts.need_id[post], 0
        )
        return rated[0][2] if rated and rated[0][0] > nobody else None

    def rate(self, need_id: int, *, succeeded: bool) -> float:
        """Rating given at the end of a contract, 1 to 5."""
        u = uniform(self.model.luck, decisions.CONTRACT_RATING, 0, need_id, 0)
        return rating_of(succeeded, self.model.parameters.learning.rating_leniency, u)

    @property
    def entry_week(self) -> int:
        """Week of entry."""
        return entry_week_of_client(self.client_id)

    def remembers(self, freelancer: int) -> bool:
        """Whether the freelancer of an id is among those hired before with success."""
        return freelancer in (self.remembered_0, self.remembered_1, self.remembered_2)

    def remember(self, freelancer: int) -> None:
        """Put a freelancer first in memory; the oldest is forgotten."""
        kept = [who for who in (self.remembered_0, self.remembered_1, self.remembered_2) if who != freelancer]
        n = self.model.parameters.clients.n_remembered
        remembered = ([freelancer, *kept] + [-1] * 3)[:n] + [-1] * (3 - n)
        self.remembered_0, self.remembered_1, self.remembered_2 = remembered[:3]
