"""Phase 10: when a move pays, and what is left of the standing."""

from __future__ import annotations

import pytest

from sim.model.rules.reskilling import reputation_after_move, worth_moving


@pytest.mark.parametrize(
    ("there", "here", "gain_needed", "expected"),
    [(111.0, 100.0, 1.1, True), (109.0, 100.0, 1.1, False), (1.0, 0.0, 1.1, True), (50.0, 100.0, 0.4, True),
     (100.0, 100.0, 1.0, False)],
)  # fmt: skip
def test_worth_moving(there, here, gain_needed, expected):
    assert worth_moving(there, here, gain_needed) is expected


@pytest.mark.parametrize(
    ("reputation", "prior", "kept", "expected"),
    [(5.0, 4.6, 0.5, 4.8), (5.0, 4.6, 0.0, 4.6), (5.0, 4.6, 1.0, 5.0), (4.2, 4.6, 0.5, 4.4), (4.6, 4.6, 0.3, 4.6)],
)
def test_reputation_after_move(reputation, prior, kept, expected):
    assert reputation_after_move(reputation, prior, kept) == pytest.approx(expected, rel=1e-15)
