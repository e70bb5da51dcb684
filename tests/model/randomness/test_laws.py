"""The draws follow their laws: one p-value for each, at fixed seeds, over 20,000 draws."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from sim.model.randomness import decisions
from sim.model.randomness.draws import gumbel, normal, poisson, poisson_count, uniform
from sim.model.randomness.keys import freelancer_id

N = 20_000
LEAST_P = 1e-3
SEEDS = (0, 1, 2**63 - 1)


def sample(law, seed, *, decision=decisions.FREELANCER_EXIT, week=3):
    return np.array([law(seed, decision, week, who, 0) for who in range(N)])


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(
    ("law", "distribution"), [(uniform, stats.uniform), (normal, stats.norm), (gumbel, stats.gumbel_r)]
)
def test_law(law, distribution, seed):
    assert stats.kstest(sample(law, seed), distribution.cdf).pvalue > LEAST_P


@pytest.mark.parametrize("mean", [0.02, 0.7, 3.0, 25.0, 127.9, 128.0, 130.0, 300.0, 1000.0])
def test_poisson(mean):
    counts = np.array([poisson(5, decisions.CLIENT_ENTRY, 2, who, mean) for who in range(N)])
    law = stats.poisson(mean)
    edges = np.unique(law.ppf(np.linspace(0.0, 1.0, 21)[1:-1]))
    expected = np.diff(np.concatenate([[0.0], law.cdf(edges), [1.0]])) * N
    observed = np.bincount(np.searchsorted(edges, counts, side="left"), minlength=len(edges) + 1)
    kept = expected > 5.0
    statistic = ((observed - expected)[kept] ** 2 / expected[kept]).sum()
    assert stats.chi2.sf(statistic, max(int(kept.sum()) - 1, 1)) > LEAST_P
    assert abs(counts.mean() - mean) < 4.0 * math.sqrt(mean / N)


def test_poisson_of_nothing_is_nothing():
    assert [poisson(5, decisions.CLIENT_ENTRY, 2, who, 0.0) for who in range(50)] == [0] * 50


@pytest.mark.parametrize("mean", [0.0, 0.5, 2.0, 40.0])
def test_poisson_count_is_the_inverse_of_the_distribution_function(mean):
    law = stats.poisson(mean)
    for u in np.linspace(0.001, 0.999, 331):
        k = poisson_count(float(u), mean)
        assert law.cdf(k) >= u * (1.0 - 1e-12)
        assert k == 0 or law.cdf(k - 1) < u * (1.0 + 1e-12)


@given(u=st.floats(1e-9, 1.0 - 1e-9), low=st.floats(0.0, 60.0), more=st.floats(0.0, 60.0))
def test_a_higher_mean_never_gives_a_lower_count(u, low, more):
    assert poisson_count(u, low) <= poisson_count(u, low + more)


@given(seed=st.integers(0, 2**63 - 1), who=st.integers(0, 2**45), low=st.floats(0.0, 500.0), more=st.floats(0.0, 500.0))
def test_a_higher_mean_never_gives_a_lower_count_across_chunks(seed, who, low, more):
    first, second = (poisson(seed, decisions.CLIENT_ENTRY, 0, who, mean) for mean in (low, low + more))
    assert first <= second


def test_uniform_is_open():
    draws = sample(uniform, 9)
    assert draws.min() > 0.0
    assert draws.max() < 1.0


def correlation(one, other):
    """Correlation in standard errors."""
    return abs(float(np.corrcoef(one, other)[0, 1])) * math.sqrt(len(one))


@pytest.mark.parametrize(
    ("what", "other"),
    [
        ("decision", {"decision": decisions.FREELANCER_AI_ADOPTION}),
        ("week", {"week": 4}),
        ("seed", {"seed": 1}),
    ],
)
def test_draws_of_one_person_are_independent(what, other):
    base = sample(uniform, 0)
    seed = other.pop("seed", 0)
    assert correlation(base, sample(uniform, seed, **other)) < 4.0, what


def test_draws_of_neighbouring_ids_are_independent():
    ids = [freelancer_id(8, -100, number) for number in range(N + 1)]
    draws = np.array([uniform(3, decisions.RESKILLING, 7, who, 0) for who in ids])
    assert correlation(draws[1:], draws[:-1]) < 4.0
    specialties = [freelancer_id(specialty, -100, number) for specialty in (8, 9) for number in range(N)]
    two = np.array([uniform(3, decisions.RESKILLING, 7, who, 0) for who in specialties]).reshape(2, N)
    assert correlation(two[0], two[1]) < 4.0


def test_draws_of_pairs_are_independent():
    grid = np.array([[gumbel(3, decisions.PROPOSAL_TASTE, 0, need, who) for who in range(150)] for need in range(150)])
    swapped = grid.T
    upper = np.triu_indices(150, 1)
    assert correlation(grid[upper], swapped[upper]) < 4.0
    assert abs(grid.mean(axis=0) - np.euler_gamma).max() < 5.0 * math.pi / math.sqrt(6.0 * 150.0)
    assert abs(grid.mean(axis=1) - np.euler_gamma).max() < 5.0 * math.pi / math.sqrt(6.0 * 150.0)


def test_decisions_have_a_stream_of_their_own():
    numbers = [value for name, value in vars(decisions).items() if name.isupper()]
    assert len(set(numbers)) == len(numbers) > 40  # a number that is no longer used stays free
