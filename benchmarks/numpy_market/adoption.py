"""Freelancers and clients who do not use AI decide, each by a hazard, whether to adopt it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from scipy.special import expit, ndtr

from benchmarks.numpy_market.columns import Bools, Floats, Ints
from sim.model.rules.ai_adoption import N_OPENNESS
from sim.model.state.peers import STRENGTH

if TYPE_CHECKING:
    from benchmarks.numpy_market.market import NumpyMarket
    from sim.parameters.ai_adoption import ClientAdoption, FreelancerAdoption


def adopt_ai(market: NumpyMarket) -> None:
    """Adoption is for good; everybody sees the peers of the start of the week."""
    ai = market.parameters.ai
    if ai.capability.mode == "none":
        return
    public = is_public(market)
    if ai.freelancer_adoption.mode != "none":
        _freelancers(market, public)
    if ai.client_adoption.mode != "none":
        _clients(market, public)


def is_public(market: NumpyMarket) -> Bools:
    """Whether AI is public, by subcategory."""
    calendar = market.setting.calendar
    since = np.where(market.land.subcategory_visual, calendar.visual_week, calendar.public_week)
    public: Bools = market.week >= since
    return public


def brings_ai(
    market: NumpyMarket, p: FreelancerAdoption | ClientAdoption, subcategory: Ints, openness: Floats, alike: Floats
) -> Bools:
    """Which newcomers use AI already, as those alike in openness do; `alike` by subcategory and tenth of openness."""
    ai_exists = market.parameters.ai.capability.mode != "none"
    if market.is_founded and ai_exists and p.mode != "none" and p.newcomers_as_peers:
        place = ndtr(openness - p.openness_mean)
        uses = market.rng.random(len(place)) < alike[subcategory, _tenth(place)]
        brings: Bools = is_public(market)[subcategory] & (place > 1.0 - p.share if p.mode == "pinned" else uses)
        return brings
    return np.zeros(len(subcategory), np.bool_)


def _tenth(place: Floats) -> Ints:
    """Tenth of the standard normal that attitudes lie in, from their places between 0 and 1."""
    tenth: Ints = np.minimum((place * N_OPENNESS).astype(np.int64), N_OPENNESS - 1)
    return tenth


def _freelancers(market: NumpyMarket, public: Bools) -> None:
    """Freelancers who do not use AI, and may, decide; where pinned, all use it as said."""
    p, people, rng = market.parameters.ai.freelancer_adoption, market.freelancers, market.rng
    subcategory = market.land.subcategory_of[people.specialty]
    peers = _ai_share(market, subcategory, people.ai_adopted)
    market.freelancers_alike = _ai_share_of_alike(
        market, subcategory, people.ai_adopted, people.ai_openness - p.openness_mean
    )
    pinned = public[subcategory] & (p.mode == "pinned")
    chosen = ndtr(people.ai_openness - p.openness_mean) > 1.0 - p.share
    gives_up = pinned & people.ai_adopted & ~chosen
    people.ai_adopted[gives_up], people.ai_proficiency[gives_up] = False, 0.0
    who = np.flatnonzero(~(people.ai_adopted | people.ai_withheld))
    specialty, subcategory = people.specialty[who], subcategory[who]
    by_specialty = (
        p.capability_weight * market.usefulness
        + p.exposure_weight * market.land.augmentation_exposure
        + p.gain_weight * market.beliefs.ln_ai_gain
        + p.peer_weight * peers[market.land.subcategory_of]
    )
    benefit = by_specialty[specialty] + p.openness_weight * people.ai_openness[who]
    most = np.where(public, p.max_hazard, p.max_hazard * p.before_public)[subcategory]
    adopts = rng.random(len(who)) < most * expit(2.0 * (benefit - p.cost))
    adopters = who[np.where(pinned[who], chosen[who], adopts)]
    people.ai_adopted[adopters] = True
    people.ai_proficiency[adopters] = market.parameters.learning.proficiency_start


def _clients(market: NumpyMarket, public: Bools) -> None:
    """Clients who do not use AI decide; where pinned, all use it as said."""
    p, buyers, rng = market.parameters.ai.client_adoption, market.clients, market.rng
    peers = _ai_share(market, buyers.subcategory, buyers.ai_adopted)
    market.clients_alike = _ai_share_of_alike(
        market, buyers.subcategory, buyers.ai_adopted, buyers.ai_openness - p.openness_mean
    )
    pinned = public[buyers.subcategory] & (p.mode == "pinned")
    chosen = ndtr(buyers.ai_openness - p.openness_mean) > 1.0 - p.share
    buyers.ai_adopted[pinned & ~chosen] = False
    who = np.flatnonzero(~buyers.ai_adopted)
    subcategory = buyers.subcategory[who]
    by_subcategory = (
        p.capability_weight * market.usefulness
        + p.exposure_weight * market.land.subcategory_exposure
        + p.peer_weight * peers
    )
    benefit = by_subcategory[subcategory] + p.openness_weight * buyers.ai_openness[who]
    most = np.where(public, p.max_hazard, p.max_hazard * p.before_public)[subcategory]
    adopts = rng.random(len(who)) < most * expit(2.0 * (benefit - p.cost))
    adopters = who[np.where(pinned[who], chosen[who], adopts)]
    buyers.ai_adopted[adopters] = True
    buyers.ai_adopted_week[adopters] = market.week


def _ai_share(market: NumpyMarket, subcategory: Ints, adopted: Bools) -> Floats:
    """Share of AI users by subcategory, with the platform's share counting as some agents."""
    n = market.setting.tree.n_subcategories
    heads, users = np.bincount(subcategory, minlength=n), np.bincount(subcategory[adopted], minlength=n)
    platform = users.sum() / max(heads.sum(), 1)
    share: Floats = (users + STRENGTH * platform) / (heads + STRENGTH)
    return share


def _ai_share_of_alike(market: NumpyMarket, subcategory: Ints, adopted: Bools, deviation: Floats) -> Floats:
    """Share of AI users by subcategory and tenth of openness, pooled as the share by subcategory is."""
    n, strength = market.setting.tree.n_subcategories, STRENGTH / N_OPENNESS
    cell = subcategory * N_OPENNESS + _tenth(ndtr(deviation))
    heads, users = (np.bincount(of, minlength=n * N_OPENNESS).reshape(n, N_OPENNESS) for of in (cell, cell[adopted]))
    platform = users.sum(axis=0) / np.maximum(heads.sum(axis=0), 1)
    share: Floats = (users + strength * platform) / (heads + strength)
    return share
