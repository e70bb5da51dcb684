"""Every compiled rule gives the bits of the plain Python function that it was made from."""

from __future__ import annotations

import importlib
import pkgutil
import struct

import numba
import numpy as np
import pytest
from numba.core.registry import CPUDispatcher

import sim.model.randomness
import sim.model.rules

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")

SHARE, Z, LN = (0.001, 0.999), (-3.5, 3.5), (-2.0, 2.0)
MONEY, HOURS, LOG2 = (0.5, 300.0), (0.1, 800.0), (-60.0, 25.0)
LEVEL, FLAG, COUNT, ID = "level", "flag", "count", "id"

RANGES = {
    "expected_entries": [(0.0, 5e4), SHARE, (0.05, 9.0), (0.0, 3.0)],
    "freelancer_quit_hazard": [SHARE, COUNT, (0.0, 5.0), (0.05, 9.0), (0.0, 3.0)],
    "leaving_hazard": [SHARE, SHARE],
    "client_exit_hazard": [SHARE, FLAG, (1.0, 20.0)],
    "sped_up": [LOG2, LOG2, (0.0, 4.0)],
    "log2_minutes": [(0.001, 1e6)],
    "success_inside_frontier": [LOG2, (0.0, 20.0), (0.0, 20.0), (0.05, 3.0)],
    "usefulness": [LOG2],
    "freelancer_benefit": [(0.0, 10.0), LN, SHARE, LN, SHARE, LN, LN, LN, Z, LN],
    "client_benefit": [(0.0, 10.0), LN, SHARE, LN, SHARE, LN, Z, LN],
    "ai_adoption_hazard": [(-30.0, 30.0), (-20.0, 20.0), SHARE],
    "newcomer_share": [SHARE, SHARE],
    "openness_group": [Z],
    "pinned_adopts": [SHARE, SHARE],
    "ai_need_rate": [SHARE, SHARE, SHARE, (0.0, 12.0), (0.0, 2.0)],
    "setup_wave": [COUNT, COUNT, (0.0, 20.0), (1.0, 520.0)],
    "need_hours": [HOURS, LEVEL, (0.0, 2.0), (0.1, 10.0), (0.0, 3.0), Z],
    "posted_rate": [MONEY, (0.0, 1.5), SHARE, Z, Z],
    "need_complexity": [HOURS, LEVEL, (0.0, 4.0)],
    "automation_success": [SHARE, (0.05, 3.0), LOG2, (0.0, 24.0), (0.0, 20.0)],
    "worth_of_automation": [SHARE, (1.0, 20.0), LN],
    "worth_of_posting": [SHARE, SHARE, (1.0, 20.0), (0.2, 3.0), SHARE, LN, SHARE],
    "choose_option": [SHARE, FLAG, LN, LN, (0.01, 5.0)],
    "within_reach": [Z, LEVEL, (0.0, 2.0), (0.0, 3.0)],
    "share_on_ai_posts": [LEVEL, LEVEL, SHARE, SHARE],
    "worth_proposing": [MONEY, (1.0, 2.0), MONEY, (0.0, 2.0)],
    "highest_wage": [MONEY, (0.0, 2.0)],
    "rate_near_budget": [MONEY, MONEY, (1.0, 2.0), SHARE, LN, SHARE],
    "proposed_rate": [MONEY, MONEY, (1.0, 2.0), SHARE, MONEY, SHARE],
    "visibility": [(0.0, 500.0), (0.0, 5.0), Z],
    "perceived_quality": [Z, LEVEL, (0.0, 2.0), (0.0, 2.0), Z],
    "as_perceived": [Z, (0.0, 2.0), Z],
    "worth_before_price": [Z, LN, LN, LN, (0.0, 500.0), LN],
    "utility_at_price": [LN, (0.1, 10.0), (0.0, 9.0), LN, LN, LN],
    "proposal_utility": [Z, LN, LN, LN, (0.0, 500.0), LN, MONEY, MONEY, (0.0, 9.0), LN, LN, LN],
    "ai_speed": [(0.0, 3.0), Z, SHARE, SHARE, SHARE],
    "gain_at_ability": [(0.0, 3.0), Z],
    "speed_of_able": [SHARE, SHARE, SHARE, SHARE],
    "quality_with_ai": [LN, LN, SHARE, SHARE],
    "success_probability": [LN, LN, Z, LEVEL, LN, (0.0, 20.0), (5.0, 12.0), LN, LN],
    "in_cents": [(0.0, 1e6)],
    "fee_cents": [COUNT, SHARE],
    "variable_fee_rate": [SHARE, SHARE, (0.0, 20.0)],
    "rating_of": [FLAG, SHARE, SHARE],
    "updated_reputation": [(1.0, 5.0), (1.0, 5.0), (0.0, 900.0), (0.0, 99.0)],
    "raised_rate": [MONEY, SHARE],
    "cut_rate": [MONEY, SHARE, MONEY],
    "grown_proficiency": [SHARE, HOURS, (1.0, 1e4)],
    "ability_gain": [SHARE, HOURS, (0.0, 2e4)],
    "worth_moving": [MONEY, MONEY, (0.0, 10.0)],
    "reputation_after_move": [(1.0, 5.0), (1.0, 5.0), SHARE],
    "exp": [(-800.0, 720.0)],
    "log": [(1e-300, 1e6)],
    "logistic": [(-50.0, 50.0)],
    "normal_quantile": [(1e-16, 1.0 - 1e-16)],
    "normal_share_below": [(-40.0, 40.0)],
    "uniform": [COUNT, COUNT, COUNT, COUNT, COUNT],
    "normal": [COUNT, COUNT, COUNT, COUNT, COUNT],
    "gumbel": [COUNT, COUNT, COUNT, COUNT, COUNT],
    "random_word": [COUNT, COUNT, COUNT, COUNT, COUNT],
    "poisson_count": [SHARE, (0.0, 128.0)],
    "poisson": [COUNT, COUNT, COUNT, COUNT, (0.0, 400.0)],
    "freelancer_id": [LEVEL, COUNT, COUNT],
    "client_id": [LEVEL, COUNT, COUNT],
    "need_id": [COUNT, COUNT, LEVEL],
    "random_block": [COUNT, COUNT, COUNT, COUNT, COUNT],
    "unit": ["word"],
    "gumbel_at": [SHARE],
    "place_of_freelancer": [ID],
    "entry_week_of_freelancer": [ID],
    "entry_week_of_client": [ID],
    "philox4x64": ["word"] * 6,
}


def compiled_rules():
    found = {}
    for package in (sim.model.rules, sim.model.randomness):
        for place in pkgutil.iter_modules(package.__path__):
            module = importlib.import_module(f"{package.__name__}.{place.name}")
            found |= {
                name: thing
                for name, thing in vars(module).items()
                if isinstance(thing, CPUDispatcher) and thing.py_func.__module__ == module.__name__
            }
    return found


RULES = compiled_rules()


def drawn(kind, source):
    if kind == LEVEL:
        return int(source.integers(3))
    if kind == FLAG:
        return bool(source.integers(2))
    if kind == COUNT:
        return int(source.integers(4000))
    if kind == ID:
        return int(source.integers(2**45))
    if kind == "word":
        return np.uint64(source.integers(2**64, dtype=np.uint64))
    return float(source.uniform(*kind))


def bits(value):
    if isinstance(value, tuple):
        return tuple(bits(part) for part in value)
    return struct.pack("<d", value) if isinstance(value, float) else int(value)


def test_every_rule_is_listed():
    assert set(RULES) == set(RANGES)


@pytest.mark.parametrize("name", sorted(RANGES))
def test_same_bits(name):
    source = np.random.default_rng(sorted(RANGES).index(name))
    rule = RULES[name]
    with np.errstate(over="ignore"):  # words of the generator wrap around
        for _ in range(300):
            arguments = [drawn(kind, source) for kind in RANGES[name]]
            assert bits(rule(*arguments)) == bits(rule.py_func(*arguments)), arguments


@pytest.mark.parametrize("name", sorted(RANGES))
def test_no_rule_was_compiled_with_fast_math(name):
    assert not RULES[name].targetoptions.get("fastmath")
