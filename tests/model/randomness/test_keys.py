"""Ids follow from what an entity is; they are distinct, invertible and fit their bits at platform scale."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.randomness.keys import (
    CLIENT_NUMBER_BITS,
    FIRST_AI_NEED,
    FREELANCER_NUMBER_BITS,
    MOST_NEEDS_A_WEEK,
    NEED_NUMBER_BITS,
    WEEK_BITS,
    client_id,
    freelancer_id,
    need_id,
    replication_seed,
)
from sim.parameters.work_categories import load_work_categories

WEEKS = st.integers(-4096, 4095)
SPECIALTIES, SUBCATEGORIES = st.integers(0, 255), st.integers(0, 63)


def unpacked(packed, number_bits):
    """(place, week, number) of an id."""
    rest, number = packed >> number_bits, packed & (2**number_bits - 1)
    return rest >> WEEK_BITS, (rest & (2**WEEK_BITS - 1)) - 4096, number


@given(SPECIALTIES, WEEKS, st.integers(0, 2**24 - 1))
def test_freelancer_id_can_be_read_back(specialty, week, number):
    packed = freelancer_id(specialty, week, number)
    assert unpacked(packed, FREELANCER_NUMBER_BITS) == (specialty, week, number)
    assert 0 <= packed < 2**45


@given(SUBCATEGORIES, WEEKS, st.integers(0, 2**18 - 1))
def test_client_id_can_be_read_back(subcategory, week, number):
    packed = client_id(subcategory, week, number)
    assert unpacked(packed, CLIENT_NUMBER_BITS) == (subcategory, week, number)
    assert 0 <= packed < 2**37


@given(st.integers(0, 2**37 - 1), WEEKS, st.integers(0, 63))
def test_need_id_can_be_read_back(client, week, number):
    packed = need_id(client, week, number)
    assert unpacked(packed, NEED_NUMBER_BITS) == (client, week, number)
    assert 0 <= packed < 2**56  # an int64, and every larger number of it


def test_ids_are_distinct_over_a_grid():
    people = {freelancer_id(s, w, n) for s in range(30) for w in range(-40, 40) for n in range(20)}
    needs = {
        need_id(client_id(s, w, n), v, k)
        for s in range(8)
        for w in (-9, 0)
        for n in range(9)
        for v in range(9)
        for k in range(9)
    }
    assert len(people) == 30 * 80 * 20
    assert len(needs) == 8 * 2 * 9 * 9 * 9


def test_ai_related_needs_never_meet_the_others():
    assert MOST_NEEDS_A_WEEK < FIRST_AI_NEED
    assert FIRST_AI_NEED + MOST_NEEDS_A_WEEK < 2**NEED_NUMBER_BITS


def test_the_bits_hold_the_whole_platform():
    """18 million registered and 2 million clients, even if all of a place entered in one week; 248 + 520 weeks."""
    work = load_work_categories()
    assert len(work.specialty_names) <= 2**8
    assert len(work.subcategory_names) <= 2**6
    registered, clients = 18_000_000, 2_000_000
    largest = float(work.post_share.max())
    assert registered * largest < 2**FREELANCER_NUMBER_BITS
    share = [float(work.post_share[work.subcategory_of == s].sum()) for s in range(len(work.subcategory_names))]
    assert clients * max(share) < 2**CLIENT_NUMBER_BITS
    assert 2**WEEK_BITS > 4096 + 248 + 520


@given(st.integers(0, 2**63 - 1))
def test_the_first_replication_runs_under_the_seed_itself(seed):
    assert replication_seed(seed, 0) == seed


@pytest.mark.parametrize("seed", [0, 1, 42, 2**63 - 1])
def test_replications_have_seeds_of_their_own(seed):
    seeds = {replication_seed(seed, r) for r in range(2000)}
    assert len(seeds) == 2000
    assert all(0 <= value < 2**63 for value in seeds)
    assert not seeds & {replication_seed(seed - 1 if seed else 7, r) for r in range(1, 2000)}
