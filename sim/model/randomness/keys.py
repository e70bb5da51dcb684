"""What an entity is, as a number: ids follow from kind, place, week of entry and number within them.

An entity that exists in one of two paired scenarios only does not shift the ids, and so the luck, of the others.

    freelancer   specialty (8 bits) | entry week + 4096 (13) | number (24)
    client       subcategory (6)    | entry week + 4096 (13) | number (18)
    need         client (37)        | week + 4096 (13)       | number (6): regular from 0, AI-related from 32
"""

from __future__ import annotations

from sim.model.compilation import rule
from sim.model.randomness.decisions import REPLICATION
from sim.model.randomness.draws import WEEK_OFFSET, random_word

WEEK_BITS = 13
FREELANCER_NUMBER_BITS = 24
CLIENT_NUMBER_BITS = 18
NEED_NUMBER_BITS = 6
FIRST_AI_NEED = 32
MOST_NEEDS_A_WEEK = 31


@rule
def freelancer_id(specialty: int, week: int, number: int) -> int:
    """Id of the freelancer who entered `specialty` as `number` (from 0, below 2^24) in `week`."""
    return (((specialty << WEEK_BITS) | (week + WEEK_OFFSET)) << FREELANCER_NUMBER_BITS) | number


@rule
def client_id(subcategory: int, week: int, number: int) -> int:
    """Id of the client who entered `subcategory` as `number` (from 0, below 2^18) in `week`."""
    return (((subcategory << WEEK_BITS) | (week + WEEK_OFFSET)) << CLIENT_NUMBER_BITS) | number


@rule
def need_id(client: int, week: int, number: int) -> int:
    """Id of the need `number` (below 64) of a client in `week`."""
    return (((client << WEEK_BITS) | (week + WEEK_OFFSET)) << NEED_NUMBER_BITS) | number


@rule
def place_of_freelancer(who: int) -> int:
    """Specialty in which a freelancer entered."""
    return who >> (WEEK_BITS + FREELANCER_NUMBER_BITS)


@rule
def entry_week_of_freelancer(who: int) -> int:
    """Week in which a freelancer entered."""
    return ((who >> FREELANCER_NUMBER_BITS) & (2 * WEEK_OFFSET - 1)) - WEEK_OFFSET


@rule
def entry_week_of_client(who: int) -> int:
    """Week in which a client entered."""
    return ((who >> CLIENT_NUMBER_BITS) & (2 * WEEK_OFFSET - 1)) - WEEK_OFFSET


def replication_seed(seed: int, replication: int) -> int:
    """Seed of a replication: the seed itself for the first, a word of the seed's own stream for the others.

    Parameters
    ----------
    seed : int
        Seed of the run, 0 to 2^63 - 1.
    replication : int
        From 0.

    Returns
    -------
    int
        0 to 2^63 - 1.
    """
    if replication == 0:
        return seed
    return int(random_word(seed, REPLICATION, 0, replication, 0)) >> 1
