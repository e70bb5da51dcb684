"""What share of the peers uses AI."""

from __future__ import annotations

import numpy as np
import pytest

from sim.model.rules.ai_adoption import N_OPENNESS
from sim.model.state.clients import Clients
from sim.model.state.freelancers import Freelancers
from sim.model.state.peers import STRENGTH, Peers
from sim.model.state.pooling import Tree

TREE = Tree(np.array([0, 0, 1], dtype=np.int16), np.array([0, 0], dtype=np.int16), 2, 1)


def seen(freelancers=(), clients=()):
    people, buyers, peers = Freelancers(), Clients(), Peers(TREE.n_subcategories)
    for specialty, active, adopted, *openness in freelancers:
        people.append(specialty=specialty, active=active, ai_adopted=adopted, ai_openness=sum(openness))
    for subcategory, active, adopted, *openness in clients:
        buyers.append(subcategory=subcategory, active=active, ai_adopted=adopted, ai_openness=1.0 + sum(openness))
    peers.look_around(TREE, people, buyers, (0.0, 1.0))
    return peers


def test_an_empty_market_has_no_users():
    peers = seen()
    assert peers.freelancer_ai_share == [0.0, 0.0]
    assert peers.client_ai_share == [0.0, 0.0]


def test_freelancers_of_a_subcategory_are_pooled_with_the_platform():
    """Two of three use AI in subcategory 0, none of one in subcategory 1: half of the platform."""
    peers = seen(freelancers=[(0, True, True), (1, True, True), (1, True, False), (2, True, False)])
    assert peers.freelancer_ai_share == pytest.approx(
        [(2.0 + STRENGTH * 0.5) / (3.0 + STRENGTH), STRENGTH * 0.5 / (1.0 + STRENGTH)]
    )


def test_the_quiet_and_those_who_left_are_not_seen():
    quiet = [(0, False, True)] * 30
    peers = seen(freelancers=[(0, True, False), *quiet], clients=[(1, True, False), (1, False, True)])
    assert peers.freelancer_ai_share == [0.0, 0.0]
    assert peers.client_ai_share == [0.0, 0.0]


def test_everybody_uses_ai():
    peers = seen(freelancers=[(0, True, True), (2, True, True)], clients=[(0, True, True)])
    assert peers.freelancer_ai_share == pytest.approx([1.0, 1.0])
    assert peers.client_ai_share == pytest.approx([1.0, 1.0])


def test_those_alike_in_openness_are_told_apart():
    """Openness of 0.1 standard deviations lies in the sixth tenth; in it one of two uses AI, in the first all do."""
    peers = seen(
        freelancers=[(0, True, True, 0.1), (1, True, False, 0.1), (0, True, True, -3.0), (2, True, False, 3.0)],
        clients=[(1, True, True, 0.1)],
    )
    sixth = [(1.0 + 2.0 * 0.5) / (2.0 + 2.0), 0.5]
    assert peers.freelancer_shares_by_openness[:, 5] == pytest.approx(sixth)
    assert peers.freelancer_shares_by_openness[:, 0] == pytest.approx([1.0, 1.0])
    assert peers.freelancer_shares_by_openness[:, 9] == pytest.approx([0.0, 0.0])
    assert peers.client_shares_by_openness[:, 5] == pytest.approx([1.0, 1.0])
    assert not peers.client_shares_by_openness[:, :5].any()


def heads(*cells):
    counted = np.zeros((2, N_OPENNESS), dtype=np.int64)
    for cell in cells:
        counted[cell] += 1
    return counted


def test_heads_counted_elsewhere_give_the_same_shares():
    counted, settled = (
        seen(freelancers=[(0, True, True, 0.1), (2, True, False, 3.0)], clients=[(1, True, True, 0.1)]),
        Peers(TREE.n_subcategories),
    )
    settled.settle(TREE, heads((0, 5), (1, 9)), heads((0, 5)), heads((1, 5)), heads((1, 5)))
    assert settled.freelancer_ai_share == counted.freelancer_ai_share
    assert settled.client_ai_share == counted.client_ai_share
    assert (settled.freelancer_shares_by_openness == counted.freelancer_shares_by_openness).all()
    assert (settled.client_shares_by_openness == counted.client_shares_by_openness).all()


def test_heads_of_other_subcategories_are_refused():
    other = np.zeros((3, N_OPENNESS))
    with pytest.raises(ValueError, match="2 subcategories"):
        Peers(TREE.n_subcategories).settle(TREE, other, other, heads(), heads())
