"""What the proposals that clients read are worth to them, in the compiled engine: sheet by sheet."""

# ruff: noqa: PLR0917 - a kernel takes the columns and numbers it reads, in a fixed order

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

from sim.model.agents.client import REPUTATION_MEAN
from sim.model.compiled.choosing import best_of
from sim.model.compiled.columns import Real, Rows
from sim.model.compiled.kernel import piece, whole
from sim.model.compiled.offers import AI_SHOWN, Numbers, Offers
from sim.model.compiled.sheets import AT_ONCE, sheet_of
from sim.model.compiled.world import Now
from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel_at, random_block, unit
from sim.model.randomness.portable_math import normal_quantile
from sim.model.rules.hiring import as_perceived, utility_at_price, worth_before_price

PROPOSAL = decisions.PROPOSAL_VISIBILITY // 4
_normal_quantile: Any = piece(getattr(normal_quantile, "py_func", normal_quantile))
"""Built in: too long for the compiler to do so by itself, and a call would keep the loop from several rows at once."""


class Weighing(NamedTuple):
    """Parameters of hiring (groups hiring and delivery)."""

    n_considered: int
    nobody_utility: float
    quality_weight: float
    quality_noise: float
    reputation_weight: float
    experience_weight: float
    history_weight: float
    augmentation_weight: float
    specialty_penalty: float
    level_difficulty_step: float


class Reading(NamedTuple):
    """What clients make of the proposals at their open posts, before anybody is hired.

    Attributes
    ----------
    luck : ndarray of float64, shape (n_open,)
        Luck in the order of hiring.
    nobody : ndarray of float64, shape (n_open,)
        Utility of hiring nobody.
    n : ndarray of int32, shape (n_open,)
        Number of proposals read.
    read : ndarray of int32, shape (n_open, n_considered)
        The proposals read.
    utility : ndarray of float64, shape (n_open, n_considered)
        Their utilities.
    chosen : ndarray of int32, shape (n_open,)
        The one hired if everybody can still start, -1 for nobody.
    """

    luck: Real
    nobody: Real
    n: Numbers
    read: Numbers
    utility: Real
    chosen: Numbers


class Weights(NamedTuple):
    """A sheet of proposals that are read: what their utility follows from; `worth` is quality first, utility last."""

    need: Rows
    identity: Rows
    worth: Real
    perception: Real
    reputation: Real
    standing: Real
    price_over_budget: Real
    price_sensitivity: Real
    history: Real
    augmentation: Real
    distance: Real
    taste: Real


def room_to_read(n_open: int, n_considered: int) -> Reading:
    """Room for what clients make of proposals."""
    return Reading(
        np.zeros(n_open),
        np.zeros(n_open),
        np.zeros(n_open, dtype=np.int32),
        np.zeros((n_open, n_considered), dtype=np.int32),
        np.zeros((n_open, n_considered)),
        np.zeros(n_open, dtype=np.int32),
    )


def sheet_of_weights() -> Weights:
    """Room for proposals that are read; that of this thread."""
    return sheet_of(Weights, 2)


@piece
def weigh(
    people: Any,
    buyers: Any,
    posts: Any,
    open_posts: Rows,
    places: Rows,
    first: int,
    end: int,
    offers: Offers,
    reading: Reading,
    sheet: Weights,
    now: Now,
    p: Weighing,
) -> None:
    """Work out the utilities of what is read at the posts at places number `first` to `end`, and who is the best."""
    while first < end:
        n, stop = 0, first
        while stop < end and n + reading.n[places[stop]] <= AT_ONCE:
            k = places[stop]
            for j in range(reading.n[k]):
                _put_down(people, buyers, posts, open_posts[k], offers[reading.read[k, j]], sheet, n, p)
                n += 1
            stop += 1
        _work_out(sheet, n, now, p)
        n = 0
        for i in range(first, stop):
            k = places[i]
            for j in range(reading.n[k]):
                reading.utility[k, j] = sheet.worth[n]
                n += 1
            reading.chosen[k] = best_of(
                people, offers, reading.read[k], whole(reading.n[k]), reading.utility[k], reading.nobody[k]
            )
        first = stop


@piece
def _put_down(people: Any, buyers: Any, posts: Any, post: int, offer: Any, sheet: Weights, j: int, p: Weighing) -> None:
    """Put what the utility of a proposal follows from on a sheet."""
    who, client = whole(offer.freelancer), whole(posts.client[post])
    identity = people.freelancer_id[who]
    sheet.need[j], sheet.identity[j] = posts.need_id[post], identity
    sheet.worth[j] = np.float64(people.ability[who]) - p.level_difficulty_step * (whole(posts.level[post]) - 1)
    sheet.reputation[j] = np.float64(people.reputation[who]) - REPUTATION_MEAN
    sheet.standing[j] = people.standing[who]
    sheet.price_over_budget[j] = offer.price / np.float64(posts.budget_rate[post])
    sheet.price_sensitivity[j] = buyers.price_sensitivity[client]
    known = identity == buyers.remembered_0[client] or identity == buyers.remembered_1[client]
    sheet.history[j] = p.history_weight if known or identity == buyers.remembered_2[client] else 0.0
    preference = np.float64(buyers.augmentation_preference[client])
    sheet.augmentation[j] = p.augmentation_weight * preference if offer.ai == AI_SHOWN else 0.0
    sheet.distance[j] = p.specialty_penalty * offer.distance


@piece
def _work_out(sheet: Weights, n: int, now: Now, p: Weighing) -> None:
    """Utilities of the first `n` proposals of a sheet, in `worth`."""
    for j in range(n):
        block = random_block(now.luck, PROPOSAL, 0, sheet.need[j], sheet.identity[j])
        sheet.perception[j], sheet.taste[j] = unit(block[1]), unit(block[2])
    for j in range(n):
        sheet.perception[j] = _normal_quantile(sheet.perception[j])
    for j in range(n):
        sheet.worth[j] = as_perceived(sheet.worth[j], p.quality_noise, sheet.perception[j])
    for j in range(n):
        sheet.worth[j] = worth_before_price(
            sheet.worth[j],
            p.quality_weight,
            sheet.reputation[j],
            p.reputation_weight,
            sheet.standing[j],
            p.experience_weight,
        )
    for j in range(n):
        sheet.worth[j] = utility_at_price(
            sheet.worth[j],
            sheet.price_over_budget[j],
            sheet.price_sensitivity[j],
            sheet.history[j],
            sheet.augmentation[j],
            sheet.distance[j],
        )
    for j in range(n):
        sheet.taste[j] = gumbel_at(sheet.taste[j])
    for j in range(n):
        sheet.worth[j] += sheet.taste[j]
