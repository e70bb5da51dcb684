"""Runs of full size shift the emulator where the posterior lies, and show what luck hid from the design."""

from __future__ import annotations

import numpy as np
import planted
import pytest

from sim.analysis.calibration.calibrate import Calibrated, at_full_size
from sim.analysis.calibration.correction import Corrected, FullRuns, correct, correction_table
from sim.analysis.calibration.emulator import FLAT, LEFT_OUT, USED, fit
from sim.analysis.calibration.posterior import density_of, draws_of, mode_of
from sim.analysis.calibration.priors import PRIORS
from sim.analysis.calibration.recovery import FULL_SIZE, coverage, recover_at_full_size

STEPS = 1200


def at_size(shares):
    """Return what a large market gives: more of everything, and more so where parameter 0 is large."""
    return planted.each_its_own(shares) + 0.6 + 1.0 * (shares[:, :1] - 0.5)


def runs(n=60, noise=0.02, around=0.5, spread=0.08, seed=11):
    luck = np.random.default_rng(seed)
    shares = np.clip(around + spread * luck.standard_normal((n, planted.K)), 0.0, 1.0)
    return shares, at_size(shares) + noise * luck.standard_normal((n, planted.K))


def test_the_shift_of_a_larger_market_is_found():
    shares, observed = runs()
    corrected = correct(fit(planted.design(planted.each_its_own)), FullRuns(shares, observed, np.full(planted.K, 0.02)))
    elsewhere, _ = runs(seed=12)
    for at, one in enumerate(corrected):
        assert one.status == USED
        assert isinstance(one.surface, Corrected)
        gaps = one.surface(elsewhere) - at_size(elsewhere)[:, at]
        assert np.sqrt((gaps**2).mean()) == pytest.approx(one.error, abs=0.02)
        assert one.error < 0.05
    rows = correction_table(corrected)
    assert [row["shift"] for row in rows] == pytest.approx([0.6] * planted.K, abs=0.05)


def test_what_luck_hid_from_the_design_is_seen_at_full_size():
    hidden = planted.design(planted.each_its_own, noise=4.0)
    hidden.noise[:] = 1.0  # as of a calmer place of the prior
    first = fit(hidden)
    assert all(one.status == LEFT_OUT for one in first)
    shares, observed = runs(n=100, noise=0.1)
    corrected = correct(first, FullRuns(shares, observed, np.full(planted.K, 0.1)))
    assert [one.status for one in corrected] == [USED] * planted.K
    elsewhere, _ = runs(seed=12)
    for at, one in enumerate(corrected):
        assert np.sqrt(((one.surface(elsewhere) - at_size(elsewhere)[:, at]) ** 2).mean()) < 2.0 * one.error
        assert one.error < 0.3


def test_what_has_no_value_or_is_noise_at_full_size_too_is_named():
    fitted = fit(planted.design(planted.each_its_own))
    shares, observed = runs()
    observed[:30, 0] = np.nan
    observed[:, 1] += 5.0 * np.random.default_rng(2).standard_normal(len(observed))
    found = correct(fitted, FullRuns(shares, observed, np.full(planted.K, 0.02)))
    assert [one.status for one in found[:3]] == [LEFT_OUT, LEFT_OUT, USED]
    assert found[0].reason == "30 of 60 runs of full size have no value"
    assert found[1].reason == "it is not predicted by more than its tolerance, at full size either"


def test_what_is_flat_stays_flat():
    fitted = fit(planted.design(lambda shares: 0.01 * planted.each_its_own(shares)))
    shares, _ = runs()
    found = correct(fitted, FullRuns(shares, 0.01 * planted.each_its_own(shares) + 0.05, np.full(planted.K, 0.02)))
    assert {one.status for one in found} == {FLAT}


def test_the_posterior_is_that_of_the_market_of_full_size(monkeypatch):
    monkeypatch.setattr("sim.analysis.calibration.calibrate.STEPS", STEPS)
    design = planted.design(planted.each_its_own)
    fitted = fit(design)
    density = density_of(fitted, 1.0)
    draws = draws_of(density, planted.K, 500, STEPS, 0)
    middle = np.full(planted.K, 0.5)
    first = Calibrated(design, middle, fitted, None, None, density, mode_of(density, planted.K, 0), draws)
    shares = draws.shares[:: len(draws.shares) // 60]
    values = [{p.path: float(p.values(place)[at]) for at, p in enumerate(PRIORS)} for place in shares]
    noisy = at_size(shares) + 0.02 * np.random.default_rng(3).standard_normal(shares.shape)
    rows = [[{"value": float(one)} for one in row] for row in noisy]
    second = at_full_size(first, values, rows, 0.16, 1.0, 0)
    assert second.final is second.corrected
    assert second.corrected is not None
    assert second.corrected[0].noise == pytest.approx(0.4 * design.noise[0])
    # 4 x_j - 2 + 0.6 + x_0 - 0.5 = 0, so x_0 = 0.38 and the others (1.9 - x_0) / 4
    assert second.best[0] == pytest.approx(0.38, abs=0.02)
    assert second.best[1:] == pytest.approx([0.38] * (planted.K - 1), abs=0.02)
    assert at_size(second.best[None, :])[0] == pytest.approx(np.zeros(planted.K), abs=0.1)


@pytest.mark.slow
def test_runs_of_full_size_are_found_again_by_the_corrected_emulator_alone(monkeypatch):
    monkeypatch.setattr("sim.analysis.calibration.recovery.STEPS", 300)
    monkeypatch.setattr("sim.analysis.calibration.recovery.DRAWS", 400)
    fitted = fit(planted.design(planted.each_its_own, n=80))
    shares, observed = runs(n=60, noise=0.05)
    table = recover_at_full_size(fitted, FullRuns(shares, observed, np.full(planted.K, 0.05)), 14, 0)
    assert set(table["emulator"]) == {FULL_SIZE}
    assert set(table["truth"]) == set(range(46, 60))
    found = coverage(table).set_index("parameter").loc["all"]
    assert found["held_80"] == pytest.approx(0.80, abs=0.09)
    assert found["held_95"] == pytest.approx(0.95, abs=0.05)
    observed[-1] += 1.0  # what no other run says
    misled = recover_at_full_size(fitted, FullRuns(shares, observed, np.full(planted.K, 0.05)), 1, 0)
    assert not misled["held_95"].any()
