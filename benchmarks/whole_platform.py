"""The platform one to one over its whole time: ``python -m benchmarks.whole_platform``.

Walks `scenarios/platform.yaml` once, week by week, warm-up and reference period timed apart, and writes
``whole_platform.md`` and ``.json``. Recording and summarising are in the weeks, writing the result folder is not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks import first_use, machine
from benchmarks.memory import peak_mb
from benchmarks.situation import RESULTS, ROOT, SEED
from benchmarks.tables import table

PLATFORM = ROOT / "scenarios" / "platform.yaml"
MOST_SECONDS, MOST_MB = 180.0, 4.0 * 2.0**30 / 1e6
"""Goals for the reference period, and for the memory of all of it (4 GiB)."""


def measure(n_threads: int, changes: Sequence[str] = ()) -> dict[str, Any]:
    """Walk the scenario; seconds of every week, and the peak memory of this process.

    Parameters
    ----------
    n_threads : int
    changes : sequence of str
        ``path=value`` on top of the scenario.
    """
    from sim.model.marketplace import Marketplace  # noqa: PLC0415 - memory is this process's own
    from sim.parameters.resolve import load_scenario  # noqa: PLC0415

    begun = perf_counter()
    market = Marketplace(load_scenario(PLATFORM, list(changes)), SEED, n_threads=n_threads)
    seconds: list[tuple[int, float]] = []
    building = perf_counter() - begun
    while market.week < market.setting.calendar.end_week:
        week, started = market.week, perf_counter()
        market.step()
        seconds.append((week, perf_counter() - started))
    own = [spent for week, spent in seconds if week >= 0]
    return {
        "machine": machine.describe(),
        "n_freelancers": market.parameters.population.n_freelancers,
        "registered_at_the_end": market.record.platform.rows[-1]["n_freelancers_registered"],
        "n_threads": n_threads,
        "building_s": building,
        "warm_up_weeks": len(seconds) - len(own),
        "warm_up_s": sum(spent for week, spent in seconds if week < 0),
        "weeks": len(own),
        "weeks_s": sum(own),
        "median_week_ms": 1e3 * float(np.median(own)),
        "slowest_week_ms": 1e3 * max(own),
        "peak_mb": peak_mb(),
    }


def report(found: dict[str, Any]) -> str:
    """Return ``whole_platform.md``."""
    met = {True: "pass", False: "fail"}
    rows = [
        ["building the market", f"{found['building_s']:.1f} s", "", ""],
        [f"{found['warm_up_weeks']} weeks of warm-up", f"{found['warm_up_s']:.0f} s", "", ""],
        [
            f"{found['weeks']} weeks of the reference period",
            f"{found['weeks_s']:.0f} s",
            f"at most {MOST_SECONDS:.0f} s",
            met[found["weeks_s"] <= MOST_SECONDS],
        ],
        [
            "a week of it: median (slowest)",
            f"{found['median_week_ms']:.0f} ms ({found['slowest_week_ms']:.0f})",
            "",
            "",
        ],
        ["peak memory", f"{found['peak_mb']:,.0f} MB", f"at most {MOST_MB:,.0f} MB", met[found["peak_mb"] <= MOST_MB]],
    ]
    head = (
        f"`scenarios/platform.yaml`, {found['n_freelancers']:,} freelancers, {found['n_threads']} threads, walked "
        f"once; {found['registered_at_the_end']:,} are registered at its end."
    )
    lines = ["# The platform one to one", "", machine.sentence(found["machine"]), "", head, ""]
    return "\n".join([*lines, *table(["", "found", "goal", ""], rows)]) + "\n"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.whole_platform", description="The platform, timed.")
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--set", action="append", default=[], metavar="PATH=VALUE", help="change the scenario")
    parser.add_argument("--out", type=Path, default=RESULTS, help="folder of the results")
    chosen = parser.parse_args(arguments)
    first_use.fill_cache()
    found = measure(chosen.threads, chosen.set)
    chosen.out.mkdir(parents=True, exist_ok=True)
    (chosen.out / "whole_platform.json").write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")
    (chosen.out / "whole_platform.md").write_text(report(found), encoding="utf-8")
    print(report(found))


if __name__ == "__main__":
    main()
