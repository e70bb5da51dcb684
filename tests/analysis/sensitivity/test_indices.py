from __future__ import annotations

import math

import numpy as np
import pytest

from sim.analysis.sensitivity.indices import elementary_effects, morris_indices, sobol_indices
from sim.experiment.design.sampling import morris, saltelli

PATHS = ("a", "b", "c")
A, B = 7.0, 0.1


def ishigami(unit):
    x = -math.pi + 2.0 * math.pi * unit
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


def exact():
    """Indices of the Ishigami function in closed form (Ishigami, Homma 1990)."""
    first = 0.5 * (1.0 + B * math.pi**4 / 5.0) ** 2
    second, mixed = A**2 / 8.0, B**2 * math.pi**8 * (1.0 / 18.0 - 1.0 / 50.0)
    total = first + second + mixed
    return {
        ("a", "first"): first / total, ("b", "first"): second / total, ("c", "first"): 0.0,
        ("a", "total"): (first + mixed) / total, ("b", "total"): second / total, ("c", "total"): mixed / total,
    }  # fmt: skip


def test_sobol_indices_of_ishigami():
    found = sobol_indices(PATHS, ishigami(saltelli(3, 2048, 0, second_order=False)), second_order=False)
    for one in found:
        wanted = exact()[one.parameter, one.index]
        assert one.value == pytest.approx(wanted, abs=0.03)
        assert one.low - 0.01 <= wanted <= one.high + 0.01
        assert one.n == 2048


def test_the_pair_that_interacts_is_found():
    found = sobol_indices(PATHS, ishigami(saltelli(3, 1024, 0, second_order=True)), second_order=True)
    pairs = {(one.parameter, one.other): one.value for one in found if one.index == "second"}
    wanted = exact()["a", "total"] - exact()["a", "first"]
    assert pairs["a", "c"] == pytest.approx(wanted, abs=0.06)
    assert abs(pairs["a", "b"]) < 0.06


def test_morris_indices_of_a_line_are_its_slopes():
    unit = morris(3, 6, 4, 0)
    found = {(one.parameter, one.index): one for one in morris_indices(PATHS, unit, unit @ [2.0, -5.0, 0.0], 4)}
    assert [found[path, "mu"].value for path in PATHS] == pytest.approx([2.0, -5.0, 0.0], abs=1e-9)
    assert [found[path, "mu_star"].value for path in PATHS] == pytest.approx([2.0, 5.0, 0.0], abs=1e-9)
    assert [found[path, "sigma"].value for path in PATHS] == pytest.approx([0.0, 0.0, 0.0], abs=1e-9)


def test_elementary_effects_are_those_of_salib():
    unit = morris(3, 9, 4, 0)
    y = unit[:, 0] + 4.0 * unit[:, 1] * unit[:, 2]
    effects = elementary_effects(unit, y)
    found = {(one.parameter, one.index): one for one in morris_indices(PATHS, unit, y, 4)}
    assert effects[:, 0] == pytest.approx(1.0)
    assert [found[path, "mu"].value for path in PATHS] == pytest.approx(effects.mean(axis=0))
    assert [found[path, "sigma"].value for path in PATHS] == pytest.approx(effects.std(axis=0, ddof=1))


def test_intervals_of_mu_and_sigma_hold_the_truth_as_often_as_they_say():
    """4 b c with c on a grid: over many designs, and so many trajectories that the bootstrap is at home."""
    whole = morris(3, 3000, 4, 99)
    truth = elementary_effects(whole, 4.0 * whole[:, 1] * whole[:, 2])[:, 1]
    held = {"mu": 0, "sigma": 0}
    for seed in range(60):
        unit = morris(3, 30, 4, seed)
        for one in morris_indices(PATHS, unit, 4.0 * unit[:, 1] * unit[:, 2], 4):
            if one.parameter == "b" and one.index in held:
                wanted = truth.mean() if one.index == "mu" else truth.std(ddof=1)
                held[one.index] += one.low <= wanted <= one.high
    assert all(number >= 51 for number in held.values()), held


def test_morris_tells_curvature_and_interaction_from_a_slope():
    unit = morris(3, 40, 4, 0)
    y = unit[:, 0] + 4.0 * unit[:, 1] * unit[:, 2]
    found = {(one.parameter, one.index): one.value for one in morris_indices(PATHS, unit, y, 4)}
    assert found["a", "sigma"] == pytest.approx(0.0, abs=1e-9)
    assert found["b", "sigma"] > 0.5
    assert found["b", "mu_star"] == pytest.approx(2.0, abs=0.7)


def test_a_constant_outcome_has_no_sensitivity():
    unit = morris(3, 4, 4, 0)
    assert {one.value for one in morris_indices(PATHS, unit, np.ones(16), 4)} == {0.0}
    assert {one.value for one in sobol_indices(PATHS, np.ones(20), second_order=False)} == {0.0}


def test_intervals_are_the_same_every_time():
    y = ishigami(saltelli(3, 64, 0, second_order=False))
    assert sobol_indices(PATHS, y, second_order=False) == sobol_indices(PATHS, y, second_order=False)


@pytest.mark.parametrize("size", [7, 4])
def test_parts_of_a_design_are_refused(size):
    with pytest.raises(ValueError, match="whole"):
        morris_indices(PATHS, np.zeros((size, 3)), np.arange(float(size)), 4)
