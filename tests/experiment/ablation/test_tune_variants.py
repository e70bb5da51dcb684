"""Variants are tuned to adoption: a planted market is recovered, and the list keeps all else."""

from __future__ import annotations

import math

import pytest
import small_list

from sim.experiment.ablation.ablation_file import load_ablations
from tools.tune_variants import CLIENTS, FREELANCERS, adoption, log_odds, main, rewritten, trial_of, tune

COST, WEIGHT = "ai.freelancer_adoption.cost", "ai.freelancer_adoption.gain_weight"
CLIENT_COST = "ai.client_adoption.cost"
TRUE = {COST: 3.1, WEIGHT: 5.2, CLIENT_COST: 0.7}


def planted(values):
    """Shares that rise with the weight, later more than at first, and fall with the cost."""
    odds = [0.3 * k * values[WEIGHT] - values[COST] for k in (1.0, 3.0)] + [
        0.5 * k - values[CLIENT_COST] for k in (0, 2)
    ]
    return dict(zip((*FREELANCERS, *CLIENTS), (1.0 / (1.0 + math.exp(-x)) for x in odds), strict=True))


def test_a_planted_market_is_recovered():
    found = tune(tuple(TRUE), planted, planted(TRUE))
    assert found == pytest.approx(TRUE, rel=2e-3)


def test_only_what_is_named_is_tuned():
    found = tune((CLIENT_COST,), lambda values: planted(TRUE | values), planted(TRUE))
    assert found == pytest.approx({CLIENT_COST: 0.7}, rel=2e-3)


def test_shares_of_none_and_all_have_odds():
    assert log_odds(0.0) == pytest.approx(-log_odds(1.0))
    assert math.isfinite(log_odds(0.0))


def test_a_list_is_rewritten_in_place():
    text = small_list.HEAD + small_list.MECHANISMS + small_list.VARIANTS
    found = rewritten(text, "by_learning", {COST: 5.5})
    assert found == text.replace(f"{COST}: 4.0", f"{COST}: 5.5")
    with pytest.raises(ValueError, match="by_nothing: is not in the list"):
        rewritten(text, "by_nothing", {COST: 5.5})
    with pytest.raises(ValueError, match="is not written on one line"):
        rewritten(text, "by_imitation", {COST: 5.5})


def test_a_dearer_ai_is_adopted_by_fewer(tmp_path):
    ablations = load_ablations(small_list.write(tmp_path))
    trial = trial_of(ablations, ablations.file.variants["by_learning"], 3)
    cheap, dear = trial({COST: 2.0}), trial({COST: 6.0})
    assert all(cheap[name] > dear[name] + 0.1 for name in FREELANCERS)
    _, published = adoption(ablations.base, 3)
    assert published == {FREELANCERS[0]: 0.20, FREELANCERS[1]: 0.54}


def test_a_horizon_that_is_too_short_is_told(tmp_path, capsys):
    path = small_list.write(tmp_path, scenario=small_list.SCENARIO.replace("weeks: 200", "weeks: 50"))
    assert main([str(path), "--size", "300"]) == 3
    assert "does not hold December 2023" in capsys.readouterr().err
