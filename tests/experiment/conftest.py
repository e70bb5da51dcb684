"""A run of a tiny market with a summary and two figures of its own, so that only `sim.experiment` is tested here."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # worker processes find `tiny_market` by its name

from sim.experiment import reporting, same_packages
from sim.experiment.run import run_scenario
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario

FIGURES = ("earnings.png", "earnings.svg")


@dataclass
class TinySummary:
    needs: float

    def to_dict(self, fingerprint, seed):
        outcomes = {"needs": {"value": self.needs, "unit": "1"}, "blank": {"value": float("nan"), "unit": "1"}}
        return {"fingerprint": fingerprint, "seed": seed, "outcomes": outcomes}


@pytest.fixture
def tiny_analysis(monkeypatch):
    """Sums of the weekly table for a summary, and figures that hold them."""

    def summarise(results):
        return TinySummary(float(results.tables["weekly"]["new_needs"].sum()))

    def draw_all(results, summary, folder, seed):
        drawn = []
        for name in FIGURES:
            (folder / name).write_text(f"{name} {summary.needs} seed {seed}")
            drawn.append(folder / name)
        return drawn

    monkeypatch.setattr(reporting, "summarise", summarise)
    monkeypatch.setattr(reporting, "draw_all", draw_all)


@pytest.fixture
def scenario():
    return Scenario(name="tiny", replication=Replication(n_replications=3, n_twins=2))


@pytest.fixture
def run(tiny_analysis, scenario, tmp_path):
    """Run the tiny market; options as those of `run_scenario`."""
    import tiny_market

    def run_it(simulate=tiny_market.simulate, *, asked=scenario, seed=5, out=tmp_path / "out", **options):
        options.setdefault("workers", 1)
        options.setdefault("replications", None)
        return run_scenario(asked, seed, options.pop("replications"), out, simulate=simulate, **options)

    return run_it


@pytest.fixture
def other_packages(monkeypatch):
    """Change the version of a library from here on, as whoever upgrades it does; return how that is told."""

    def upgrade():
        there = same_packages.packages()
        monkeypatch.setattr(same_packages, "packages", lambda: {**there, "numpy": "9.9.9"})
        return f"was made with numpy {there['numpy']} (now 9.9.9)"

    return upgrade


def everything_in(folder: Path) -> list[str]:
    """Every path below a folder, hidden ones too."""
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*")) if folder.exists() else []


@pytest.fixture
def listed():
    return everything_in
