"""Surfaces predict what is planted, say how well, and name what they cannot."""

from __future__ import annotations

import numpy as np
import planted
import pytest
from scipy.optimize import check_grad

from sim.analysis.calibration import surfaces
from sim.analysis.calibration.emulator import FLAT, LEFT_OUT, USED, fit
from sim.analysis.calibration.surfaces import fit_process, fit_quadratic

LUCK = np.random.default_rng(1)
SHARES = LUCK.random((150, 4))
OTHER = LUCK.random((200, 4))


def curved(shares):
    return 2.0 * shares[:, 0] - 3.0 * shares[:, 1] * shares[:, 2] + shares[:, 3] ** 2


def wavy(shares):
    return np.sin(6.0 * shares[:, 0]) + shares[:, 1]


def test_a_quadratic_is_found_again():
    surface = fit_quadratic(SHARES, curved(SHARES))
    assert np.abs(surface(OTHER) - curved(OTHER)).max() < 1e-3


def test_a_process_follows_what_is_not_quadratic():
    process, quadratic = fit_process(SHARES, wavy(SHARES)), fit_quadratic(SHARES, wavy(SHARES))
    error = [float(np.sqrt(((one(OTHER) - wavy(OTHER)) ** 2).mean())) for one in (process, quadratic)]
    assert error[0] < 0.02
    assert error[1] > 10.0 * error[0]


@pytest.mark.parametrize("make", [fit_quadratic, fit_process])
def test_the_error_at_points_left_out_is_that_at_new_points(make):
    noisy = curved(SHARES) + 0.3 * LUCK.standard_normal(len(SHARES))
    surface = make(SHARES, noisy)
    left_out = float(((surface.left_out - noisy) ** 2).mean())
    new = float(((surface(OTHER) - curved(OTHER) - 0.3 * LUCK.standard_normal(len(OTHER))) ** 2).mean())
    assert left_out == pytest.approx(new, rel=0.35)
    own = float(((surface(OTHER) - curved(OTHER)) ** 2).mean())
    assert surface.mean_variance == pytest.approx(own, rel=0.9), "half to twice of what it is"


def test_leaving_out_in_closed_form_is_leaving_out():
    values = wavy(SHARES) + 0.1 * LUCK.standard_normal(len(SHARES))
    whole = fit_process(SHARES, values)
    rest = fit_process(SHARES[1:], values[1:], whole.settings)
    assert float(rest(SHARES[:1])[0]) == pytest.approx(float(whole.left_out[0]), abs=0.02)


def test_the_gradient_of_the_settings():
    gaps = np.stack([(one[:, None] - one[None, :]) ** 2 for one in SHARES[:30].T])
    y = wavy(SHARES[:30])

    def loss(settings):
        return surfaces._loss(settings, SHARES[:30], gaps, y)[0]

    def slope(settings):
        return surfaces._loss(settings, SHARES[:30], gaps, y)[1]

    at = np.array([0.1, -0.3, 0.2, 0.5, -0.1, 0.3, -1.0])
    assert check_grad(loss, slope, at) < 1e-3 * np.linalg.norm(slope(at))


def three_kinds(shares):
    """One target that can be learnt, one that does not move, one that is noise far above what is known as noise."""
    wild = np.random.default_rng(7).standard_normal(len(shares)) * 3.0
    return np.stack([4.0 * shares[:, 0], 0.0 * shares[:, 0], wild], axis=1)


def test_targets_are_used_flat_or_left_out_by_name():
    fitted = fit(planted.design(three_kinds, m=3))
    assert [one.status for one in fitted] == [USED, FLAT, LEFT_OUT]
    assert fitted[0].r2 > 0.98
    assert fitted[0].prediction_error == pytest.approx(0.05, rel=0.3)
    assert fitted[0].error < 0.03
    assert "not predicted" in fitted[2].reason


def test_a_target_without_values_is_left_out():
    design = planted.design(three_kinds, m=3)
    design.observed[:50, 0] = np.nan
    design.noise[1] = np.nan
    fitted = fit(design)
    assert [one.status for one in fitted[:2]] == [LEFT_OUT, LEFT_OUT]
    assert fitted[0].reason == "50 of 160 points have no value"


def test_a_fit_like_another_keeps_its_kinds():
    design = planted.design(planted.each_its_own)
    first = fit(design)
    again = fit(design.without(np.arange(5)), first)
    assert [one.surface.kind for one in again] == [one.surface.kind for one in first]
    assert again[0].n == first[0].n - 5
