"""The whole period, both engines: one scenario here; `python -m tests.reference.whole_period` does all that ship."""

from __future__ import annotations

import numpy as np
import pytest

from tests.reference.whole_period import check, differing


@pytest.mark.slow  # the agents take some seconds for fifteen years
def test_the_baseline_over_the_whole_period(monkeypatch):
    monkeypatch.setattr("sim.model.compiled.tasks.LEAST_ROWS", 0)
    monkeypatch.setattr("sim.model.compiled.tasks.LEAST_IN_BLOCK", 1)
    found, agents = check("baseline", 500)
    assert found == {}
    assert len(agents["contracts"]["contract_id"]) > 50
    assert agents["platform"]["week"][0] < -500


def test_a_bit_that_differs_is_found():
    one = {"a": {"x": np.array([1.0]), "y": np.array(["p"], dtype=object)}}
    assert differing(one, one) == []
    assert differing(one, {"a": one["a"] | {"x": np.array([np.nextafter(1.0, 2.0)])}}) == ["a.x"]
    assert differing(one, {"a": one["a"] | {"y": np.array(["q"], dtype=object)}}) == ["a.y"]
