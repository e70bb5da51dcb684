"""Kernels are entered without looking at their arguments, so these must be of the same types at every call."""

from __future__ import annotations

import numba
import numpy as np
import pytest

from sim.model.compiled import tasks
from sim.model.compiled.kernel import Kernel, kernel
from sim.model.marketplace import Marketplace
from sim.parameters.scenario import Scenario
from tests.model.hand_made import busy_scenario

pytestmark = pytest.mark.skipif(numba.config.DISABLE_JIT, reason="nothing is compiled")


@kernel
def add_to_each(values, amount):
    for i in range(len(values)):
        values[i] += amount


def test_a_kernel_tells_which_arguments_are_not_what_they_were():
    values = np.zeros(3)
    assert add_to_each.differing("anything") == []  # nothing is known before the first call
    add_to_each(values, 2.0)
    assert values.tolist() == [2.0] * 3
    assert add_to_each.differing(values, 1.0) == []
    assert add_to_each.differing(values, 1) == [1]
    assert add_to_each.differing(np.zeros(3, dtype=np.float32), 1.0) == [0]
    assert add_to_each.differing(values[::2], 1.0) == [0]  # strides are part of a type
    assert add_to_each.differing(values) == [0]


@pytest.mark.parametrize("n_threads", [1, 2])
@pytest.mark.parametrize("changes", [{}, {"fees": {"variable_from": "2022-11-01", "change_date": "2023-03-01"}}])
def test_every_call_passes_the_types_that_were_compiled_for(monkeypatch, n_threads, changes):
    monkeypatch.setattr(tasks, "LEAST_ROWS", 0)
    monkeypatch.setattr(tasks, "LEAST_IN_BLOCK", 1)
    called, wrong = set(), []
    enter = Kernel.__call__

    def checked(self, *arguments):
        called.add(self.__name__)
        wrong.extend((self.__name__, i) for i in self.differing(*arguments))
        return enter(self, *arguments)

    monkeypatch.setattr(Kernel, "__call__", checked)
    horizon = {"start": "2022-10-03", "warm_up_weeks": 6, "weeks": 40}
    record = {"contracts": True, "proposals": True, "freelancer_months": True}
    values = {"engine": "compiled", "horizon": horizon, "record": record, "reskilling": {"hazard": 0.2}} | changes
    for scenario in (Scenario.model_validate(values), busy_scenario(engine="compiled", horizon=horizon)):
        Marketplace(scenario, seed=3, n_threads=n_threads).run()
    assert wrong == []
    assert len(called) > 30
