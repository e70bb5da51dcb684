"""What kernels read and do not change: work categories as arrays, the week's frontier, and the beliefs of the week."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from sim.model.compiled.columns import Flags, Real, Whole
from sim.model.compiled.kernel import piece
from sim.model.setting import WEEKS_A_YEAR

if TYPE_CHECKING:
    from sim.model.marketplace import Marketplace
    from sim.model.state.peers import Peers


class World(NamedTuple):
    """Work categories; places of specialties and subcategories in table order.

    Attributes
    ----------
    subcategory_of, category_of : ndarray of int64, shape (n_specialties,)
    post_share, automation_exposure, augmentation_exposure : ndarray of float64, shape (n_specialties,)
    visual, ai_related_label : ndarray of bool, shape (n_specialties,)
    rate_median, level_cumulated : ndarray of float64, shape (n_specialties, 3)
    rate_log_sd : float
    platform_cumulated, ai_cumulated : ndarray of float64, shape (n_specialties,)
    duration_cumulated : ndarray of float64, shape (n_categories, 3)
    first_in, cumulated_in : ndarray
        First specialty of each subcategory (one more than subcategories), and shares cumulated within.
    specialties_in : ndarray of int64, shape (n_specialties,)
    first_neighbour, neighbours : ndarray of int64
        Specialties of each category.
    subcategory_share, subcategory_exposure : ndarray of float64, shape (n_subcategories,)
    subcategory_visual : ndarray of bool, shape (n_subcategories,)
    """

    subcategory_of: Whole
    category_of: Whole
    post_share: Real
    automation_exposure: Real
    augmentation_exposure: Real
    visual: Flags
    ai_related_label: Flags
    rate_median: Real
    level_cumulated: Real
    rate_log_sd: float
    platform_cumulated: Real
    ai_cumulated: Real
    duration_cumulated: Real
    first_in: Whole
    specialties_in: Whole
    cumulated_in: Real
    first_neighbour: Whole
    neighbours: Whole
    subcategory_share: Real
    subcategory_exposure: Real
    subcategory_visual: Flags


class Now(NamedTuple):
    """The week: luck, number, frontier, and who can have AI.

    Attributes
    ----------
    luck, week : int
        Seed of the draws; week from 0 at ``horizon.start``.
    log2_horizon, usefulness : float
        Frontier in log2 minutes, and ln(1 + minutes).
    text_ai, visual_ai : bool
        AI is public for all, and for visual work.
    before_ai_year, final_year : bool
        The 52 weeks before AI is public, and the last 52 of the horizon.
    """

    luck: int
    week: int
    log2_horizon: float
    usefulness: float
    text_ai: bool
    visual_ai: bool
    before_ai_year: bool
    final_year: bool


class Seen(NamedTuple):
    """Beliefs and peers of the week; by specialty, and shares of AI users by subcategory (and group of openness)."""

    price: Real
    quality: Real
    fill: Real
    ai_user_share: Real
    income: Real
    income_ratio: Real
    ln_ai_gain: Real
    ai_post_fill: float
    freelancer_ai_share: Real
    client_ai_share: Real
    freelancer_share_by_openness: Real
    client_share_by_openness: Real


def world_of(market: Marketplace) -> World:
    """The setting as arrays."""
    s = market.setting
    return World(
        subcategory_of=np.array(s.subcategory_of, dtype=np.int64),
        category_of=np.array(s.category_of, dtype=np.int64),
        post_share=np.array(s.post_share),
        automation_exposure=np.array(s.automation_exposure),
        augmentation_exposure=np.array(s.augmentation_exposure),
        visual=np.array(s.visual, dtype=np.bool_),
        ai_related_label=np.array(s.ai_related_label, dtype=np.bool_),
        rate_median=np.array(s.rate_median),
        level_cumulated=np.array(s.level_cumulated),
        rate_log_sd=s.rate_log_sd,
        platform_cumulated=np.array(s.platform_cumulated),
        ai_cumulated=np.array(s.ai_cumulated),
        duration_cumulated=np.array(s.duration_cumulated),
        first_in=_firsts(s.specialties_in),
        specialties_in=np.concatenate(s.specialties_in).astype(np.int64),
        cumulated_in=np.concatenate(s.cumulated_in),
        first_neighbour=_firsts(s.neighbours),
        neighbours=np.concatenate(s.neighbours).astype(np.int64),
        subcategory_share=np.array(s.subcategory_share),
        subcategory_exposure=np.array(s.subcategory_exposure),
        subcategory_visual=np.array(s.subcategory_visual, dtype=np.bool_),
    )


def _firsts(lists: list[list[int]]) -> Whole:
    """Where each list begins when they are put one behind the other, and where the last ends."""
    return np.cumsum([0, *(len(one) for one in lists)]).astype(np.int64)


def now_of(market: Marketplace) -> Now:
    """The week that is walked."""
    calendar, week, year = market.setting.calendar, market.week, WEEKS_A_YEAR
    return Now(
        luck=market.luck,
        week=week,
        log2_horizon=market.setting.log2_horizon(week),
        usefulness=market.setting.usefulness(week),
        text_ai=week >= calendar.public_week,
        visual_ai=week >= calendar.visual_week,
        before_ai_year=calendar.public_week - year <= week < calendar.public_week,
        final_year=week >= calendar.end_week - year,
    )


def seen_by_all(market: Marketplace) -> Seen:
    """Beliefs and peers as arrays."""
    b = market.market.believed
    return Seen(
        b["price"],
        b["quality"],
        b["fill"],
        b["ai_user_share"],
        b["income"],
        b["income_ratio"],
        b["ln_ai_gain"],
        float(market.market.ai_post_fill),
        **seen_of_peers(market.peers),
    )


def seen_of_peers(peers: Peers) -> dict[str, Any]:
    """The fields of `Seen` that tell of peers."""
    return {
        "freelancer_ai_share": peers.freelancer_shares,
        "client_ai_share": peers.client_shares,
        "freelancer_share_by_openness": peers.freelancer_shares_by_openness,
        "client_share_by_openness": peers.client_shares_by_openness,
    }


@piece
def ai_is_public(world: World, now: Now, subcategory: int) -> bool:
    """Whether those who work in a subcategory can adopt AI."""
    return now.visual_ai if world.subcategory_visual[subcategory] else now.text_ai


@piece
def exposure_now(world: World, now: Now, specialty: int) -> float:
    """Automation exposure; nil before anybody has AI for that kind of work."""
    public = now.visual_ai if world.visual[specialty] else now.text_ai
    return world.automation_exposure[specialty] if public else 0.0


@piece
def place_right_of(cumulated: Real, first: int, end: int, u: float) -> int:
    """Number of entries from `first` to before `end` that are at most `u`, as `bisect.bisect_right` counts them."""
    low, n = first, end - first
    while n > 0:
        half = (n + 1) // 2
        low = low + half if cumulated[low + half - 1] <= u else low
        n -= half
    return low - first


@piece
def place_left_of(places: Real, first: int, end: int, u: float) -> int:
    """Number of entries from `first` to before `end` that are below `u`, as `bisect.bisect_left` counts them."""
    low, n = first, end - first
    while n > 0:
        half = (n + 1) // 2
        low = low + half if places[low + half - 1] < u else low
        n -= half
    return low - first
