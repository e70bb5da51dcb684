"""One replication after another in one process: the memory of a market goes with it."""

from __future__ import annotations

import gc
import weakref

from sim.experiment.replication import simulate
from sim.model import marketplace as module
from sim.model.marketplace import Marketplace
from tests.model.hand_made import busy_scenario


def test_a_market_goes_at_once_and_waits_for_no_collector_of_cycles(monkeypatch):
    made = []

    class Watched(Marketplace):
        def __init__(self, *args, **kwargs):
            super().__init__(*args, **kwargs)
            made.append((weakref.ref(self.engine), weakref.ref(self.freelancers), weakref.ref(self.contracts)))

    monkeypatch.setattr(module, "Marketplace", Watched)
    gc.disable()
    try:
        tables = simulate(busy_scenario(engine="compiled"), 0, 0)
        left = [held() for held in made[0] if held() is not None]
    finally:
        gc.enable()
    assert tables["weekly"].num_rows > 0
    assert left == []
