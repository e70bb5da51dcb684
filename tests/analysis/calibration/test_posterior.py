"""The posterior of planted linear targets is the normal that theory gives."""

from __future__ import annotations

import numpy as np
import planted
import pytest

from sim.analysis.calibration.emulator import fit
from sim.analysis.calibration.identifiability import correlations_table, directions_table, parameters_table
from sim.analysis.calibration.posterior import density_of, draws_of, mode_of
from sim.analysis.calibration.priors import PRIORS
from sim.analysis.calibration.recovery import coverage, recover
from sim.parameters.errors import InputError

STEPS = 1200


def sum_and_rest(shares):
    """Parameters 0 and 1 are known by their sum alone; 11 has no target."""
    found = 4.0 * shares - 2.0
    found[:, 0] = found[:, 1] = 4.0 * (shares[:, 0] + shares[:, 1]) - 4.0
    return found[:, :11]


@pytest.fixture(scope="module")
def density():
    return density_of(fit(planted.design(planted.each_its_own)), share_of_noise=1.0)


def test_draws_have_the_mean_and_the_spread_of_theory(density):
    found = draws_of(density, planted.K, 2000, STEPS, 0)
    wanted = density.deviations / 4.0  # the slope of each target is 4
    assert found.split < 1.1
    assert np.allclose(found.shares.mean(axis=0), 0.5, atol=0.02)
    assert np.allclose(found.shares.std(axis=0), wanted, rtol=0.15)
    off = np.abs(np.corrcoef(found.shares.T) - np.eye(planted.K))
    assert off.max() < 0.2


def test_the_variance_has_three_parts(density):
    one = density.emulated[0]
    assert density.deviations[0] ** 2 == pytest.approx(one.moment.tolerance**2 + one.noise**2 + one.error**2)


def test_the_mode_is_where_the_targets_are_met(density):
    assert np.allclose(mode_of(density, planted.K, 0), 0.5, atol=0.02)


def test_nothing_lies_outside_the_prior(density):
    outside = np.full((1, planted.K), 0.5)
    outside[0, 3] = 1.01
    assert density(outside) == -np.inf


def test_luck_follows_from_the_seed(density):
    first, again, other = (draws_of(density, planted.K, 100, 60, seed).shares for seed in (0, 0, 1))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_nothing_to_fit_is_told():
    design = planted.design(lambda x: 3.0 * np.random.default_rng(7).standard_normal((len(x), 2)), m=2)
    with pytest.raises(InputError, match="no target can be predicted"):
        density_of(fit(design), share_of_noise=1.0)


def test_what_is_not_identified_is_told():
    density = density_of(fit(planted.design(sum_and_rest, m=11)), share_of_noise=1.0)
    draws = draws_of(density, planted.K, 2000, STEPS, 0).shares
    half = np.full(planted.K, 0.5)
    table = parameters_table(draws, half, half, half).set_index("parameter")
    verdicts = table["verdict"]
    assert verdicts.iloc[11] == "not pinned down"
    assert (verdicts.iloc[2:11] == "pinned down").all()
    pair = correlations_table(draws).iloc[0]
    assert {pair["first"], pair["second"]} == {PRIORS[0].path, PRIORS[1].path}
    assert pair["correlation"] < -0.8
    directions = directions_table(density, half)
    sizes = directions["singular_value"].to_numpy()
    assert (sizes[:10] > 10.0).all()
    assert (sizes[10:] < 1.0).all()
    assert abs(directions[PRIORS[0].path].iloc[0]) == pytest.approx(0.5**0.5, abs=0.05), "the sum is what is known best"


@pytest.fixture
def short_chains(monkeypatch):
    monkeypatch.setattr("sim.analysis.calibration.recovery.STEPS", 300)
    monkeypatch.setattr("sim.analysis.calibration.recovery.DRAWS", 400)


@pytest.mark.slow
def test_known_points_are_recovered_as_often_as_said(short_chains):
    design = planted.design(planted.each_its_own, n=110)
    table = recover(design, fit(design), 14, 0)
    found = coverage(table).set_index("parameter").loc["all"]
    assert found["n"] == 14 * planted.K
    assert found["held_80"] == pytest.approx(0.80, abs=0.09)
    assert found["held_95"] == pytest.approx(0.95, abs=0.05)
    assert set(table["truth"]) == set(range(96, 110))


@pytest.mark.slow
def test_a_model_that_errs_more_than_the_emulator_knows_is_found_out(short_chains):
    design = planted.design(planted.each_its_own, n=110)
    fitted = fit(design)
    design.observed[-14:] += 2.0 * np.random.default_rng(5).standard_normal((14, 12))
    found = coverage(recover(design, fitted, 14, 0))
    assert found["off_95"].sum() >= 10
