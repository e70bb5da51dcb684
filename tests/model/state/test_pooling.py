"""Partial pooling on a tree small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.model.state.pooling import Tree, pooled

# specialties 0 and 1 in subcategory 0, 2 in subcategory 1, both of category 0; 3 in subcategory 2 of category 1
TREE = Tree(np.array([0, 0, 1, 2], dtype=np.int16), np.array([0, 0, 1], dtype=np.int16), 3, 2)


def test_sums_of_the_tree():
    by_subcategory = TREE.by_subcategory(np.array([1.0, 2.0, 4.0, 8.0]))
    assert by_subcategory.tolist() == [3.0, 4.0, 8.0]
    assert TREE.by_category(by_subcategory).tolist() == [7.0, 8.0]


def test_levels_without_members_are_zero():
    tree = Tree(np.array([0, 2], dtype=np.int16), np.array([0, 0, 0], dtype=np.int16), 3, 1)
    assert tree.by_subcategory(np.array([1.0, 2.0])).tolist() == [1.0, 0.0, 2.0]


def test_worked_by_hand():
    """Seen: 3 of 4 in specialty 0, 1 of 4 in specialty 3, nothing in 1 and 2; prior 0.5, strength 4."""
    platform = (4.0 + 4.0 * 0.5) / (8.0 + 4.0)  # 0.5
    category = [(3.0 + 4.0 * platform) / 8.0, (1.0 + 4.0 * platform) / 8.0]  # 0.625, 0.375
    subcategory = [
        (3.0 + 4.0 * category[0]) / 8.0,  # 0.6875
        (0.0 + 4.0 * category[0]) / 4.0,  # 0.625: its category's
        (1.0 + 4.0 * category[1]) / 8.0,  # 0.3125
    ]
    expected = [
        (3.0 + 4.0 * subcategory[0]) / 8.0,  # 0.71875
        subcategory[0],  # nothing seen: its subcategory's
        subcategory[1],
        (1.0 + 4.0 * subcategory[2]) / 8.0,  # 0.28125
    ]
    assert expected == [0.71875, 0.6875, 0.625, 0.28125]
    assert pooled(TREE, np.array([3.0, 0.0, 0.0, 1.0]), np.array([4.0, 0.0, 0.0, 4.0]), 0.5, 4.0).tolist() == expected


def test_an_empty_platform_believes_the_prior():
    nothing = np.zeros(4)
    assert pooled(TREE, nothing, nothing, 0.38, 10.0).tolist() == pytest.approx([0.38] * 4)


def test_who_has_seen_much_believes_what_was_seen():
    weight = np.array([1e9, 1e9, 1e9, 1e9])
    ratio = np.array([0.1, 0.9, 0.4, 0.7])
    assert pooled(TREE, ratio * weight, weight, 0.5, 10.0).tolist() == pytest.approx(ratio.tolist(), rel=1e-6)


@given(
    st.lists(st.tuples(st.floats(0.0, 1.0), st.floats(0.0, 500.0)), min_size=4, max_size=4),
    st.floats(0.0, 1.0),
    st.floats(0.1, 100.0),
)
def test_pooled_shares_stay_within_what_was_seen_and_the_prior(seen, prior, strength):
    share, weight = np.array([s for s, _ in seen]), np.array([w for _, w in seen])
    got = pooled(TREE, share * weight, weight, prior, strength)
    known = [s for s, w in seen if w > 0.0] + [prior]
    assert got.min() >= min(known) - 1e-9
    assert got.max() <= max(known) + 1e-9
