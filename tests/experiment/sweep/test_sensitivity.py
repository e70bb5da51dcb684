"""Indices, discovery and figures of designs, from the stored dataset of a market that is the Ishigami function."""

from __future__ import annotations

import math

import pandas as pd
import pytest
import tiny_market

from sim.analysis.sensitivity.discovery import Question
from sim.experiment.store import verify
from sim.experiment.sweep.sensitivity import add_discovery, add_sensitivity
from sim.experiment.sweep.whole import redraw_sweep
from sim.parameters.errors import InputError

PARAMETERS = """  parameters:
    ai.client_adoption.share: {low: 0.0, high: 1.0}
    ai.freelancer_adoption.share: {low: 0.0, high: 1.0}
    reskilling.standing_kept: {low: 0.0, high: 1.0}
"""
REVERSED = "  parameters:\n" + "".join(f"{line}\n" for line in PARAMETERS.splitlines()[:0:-1])
ORDERS = pytest.mark.parametrize("order", [PARAMETERS, REVERSED], ids=["sorted", "reversed"])
"""A summary has its parameters sorted, a design has them as they were written: indices go by the design."""
SALTELLI = f"design:\n  kind: saltelli\n  n: 256\n{PARAMETERS}"
MORRIS = f"design:\n  kind: morris\n  trajectories: 8\n{PARAMETERS}what_if: {{fees.client_fee_rate: 0.45}}\n"
EXACT = {"ai.client_adoption.share": (0.314, 0.558), "ai.freelancer_adoption.share": (0.442, 0.442),
         "reskilling.standing_kept": (0.0, 0.244)}  # fmt: skip


WORDS = """design:
  kind: list
  points: [{ai.capability.mode: none}, {ai.capability.mode: frozen}]
reference: {ai.capability.mode: measured}
"""


def ishigami(scenario):
    shares = (
        scenario.ai.client_adoption.share,
        scenario.ai.freelancer_adoption.share,
        scenario.reskilling.standing_kept,
    )
    a, b, c = (-math.pi + 2.0 * math.pi * share for share in shares)
    return math.sin(a) + 7.0 * math.sin(b) ** 2 + 0.1 * c**4 * math.sin(a)


def fee_times_share(scenario):
    """The effect of a fee is ten times the clients' share of AI users; other parameters move the level only."""
    share, kept = scenario.ai.client_adoption.share, scenario.reskilling.standing_kept
    return 3.0 * kept + 10.0 * share * (scenario.fees.client_fee_rate - 0.05) / 0.4


def lose_one_run(scenario, seed, replication, on_week=None):
    if scenario.reskilling.standing_kept == 1.0 and replication == 1:
        raise ZeroDivisionError("lost")
    return tiny_market.simulate(scenario, seed, replication, on_week)


@ORDERS
def test_sobol_indices_of_a_stored_sweep(run, sweep_file, order):
    folder = run(sweep_file(SALTELLI.replace(PARAMETERS, order)), respond=ishigami, replications=1).folder
    table = add_sensitivity(folder).table
    rows = table.loc[table["outcome"] == "fill_rate"].set_index(["parameter", "index"])["value"]
    for path, (first, total) in EXACT.items():
        assert rows[path, "first"] == pytest.approx(first, abs=0.1)
        assert rows[path, "total"] == pytest.approx(total, abs=0.1)
    pd.testing.assert_frame_equal(pd.read_parquet(folder / "sensitivity.parquet"), table)
    convergence = pd.read_csv(folder / "convergence.csv")
    assert sorted(convergence["n"].unique()) == [32, 64, 128, 256]
    assert {path.name for path in (folder / "figures").glob("*.png")} == {
        "points.png", "sensitivity_level.png", "convergence_level.png",
    }  # fmt: skip
    assert verify(folder) == []


@ORDERS
def test_morris_on_levels_and_on_the_effect_of_the_what_if(run, sweep_file, order):
    folder = run(sweep_file(MORRIS.replace(PARAMETERS, order)), respond=fee_times_share).folder
    table = add_sensitivity(folder).table
    sizes = table.loc[(table["outcome"] == "fill_rate") & (table["index"] == "mu_star")]
    level = sizes.loc[sizes["quantity"] == "level"].set_index("parameter")["value"]
    effect = sizes.loc[sizes["quantity"] == "effect"].set_index("parameter")["value"]
    assert level.to_dict() == pytest.approx(
        {"ai.client_adoption.share": 10.0, "ai.freelancer_adoption.share": 0.0, "reskilling.standing_kept": 3.0},
        abs=1e-9,
    )
    assert effect.to_dict() == pytest.approx(
        {"ai.client_adoption.share": 10.0, "ai.freelancer_adoption.share": 0.0, "reskilling.standing_kept": 0.0},
        abs=1e-9,
    )


def test_figures_are_the_same_after_plot(run, sweep_file):
    folder = run(sweep_file(MORRIS), respond=fee_times_share, draw=True).folder
    before = {path.name: path.read_bytes() for path in (folder / "figures").iterdir()}
    assert before.keys() >= {"sensitivity_level.png", "sensitivity_effect.svg", "convergence_effect.png"}
    redraw_sweep(folder)
    assert {path.name: path.read_bytes() for path in (folder / "figures").iterdir()} == before


def test_missing_points_are_refused_by_name(run, sweep_file):
    result = run(sweep_file(MORRIS), respond=fee_times_share, simulate=lose_one_run)
    before = (result.folder / "manifest.json").read_bytes()
    with pytest.raises(InputError, match=r"points are missing or incomplete: point \d+ \(reference\), point"):
        add_sensitivity(result.folder)
    assert (result.folder / "manifest.json").read_bytes() == before


def test_other_designs_have_no_indices(run, sweep_file):
    text = SALTELLI.replace("saltelli", "sobol").replace("256", "32")
    folder = run(sweep_file(text), respond=ishigami).folder
    with pytest.raises(InputError, match="a design of kind sobol has no indices; use morris or saltelli"):
        add_sensitivity(folder)


def test_discovery_refuses_missing_points_too(run, sweep_file):
    result = run(sweep_file(MORRIS), respond=fee_times_share, simulate=lose_one_run)
    with pytest.raises(InputError, match="points are missing or incomplete"):
        add_discovery(result.folder, Question("fill_rate", "level", below=False, threshold=0.5))


def corner(scenario):
    return float(scenario.ai.client_adoption.share > 0.6 and scenario.reskilling.standing_kept < 0.5)


def test_discovery_finds_the_corner_and_stores_it(run, sweep_file):
    text = SALTELLI.replace("saltelli", "latin_hypercube").replace("256", "300")
    folder = run(sweep_file(text), respond=corner, replications=1).folder
    found = add_discovery(folder, Question("fill_rate", "level", below=False, threshold=0.5))
    assert found.chosen.coverage > 0.85
    assert found.chosen.density > 0.85
    rows = found.table().set_index("parameter")
    assert rows.loc["ai.client_adoption.share", "low"] == pytest.approx(0.6, abs=0.06)
    assert rows.loc["reskilling.standing_kept", "high"] == pytest.approx(0.5, abs=0.06)
    assert {path.suffix for path in (folder / "discovery").iterdir()} == {".csv", ".png", ".svg"}
    redraw_sweep(folder)
    assert (folder / "discovery" / "level_fill_rate_above_0.5.csv").is_file()
    assert verify(folder) == []


@pytest.mark.parametrize(
    ("question", "said"),
    [
        (Question("fill_rat", "level", below=True, threshold=0.5), "no outcome of this name; did you mean fill_rate?"),
        (Question("fill_rate", "effect", below=True, threshold=0.5), "no reference and no what-if, so no effects"),
        (Question("fill_rate", "level", below=True, threshold=-9.0), "no point is one; values lie from 0 to 1"),
        (Question("ai_premium_causal", "level", below=True, threshold=0.0), "0 points have a value"),
    ],
)
def test_questions_that_cannot_be_put_are_refused(run, sweep_file, question, said):
    text = SALTELLI.replace("saltelli", "latin_hypercube").replace("256", "30")
    folder = run(sweep_file(text), respond=corner, replications=1).folder
    with pytest.raises(InputError, match=said):
        add_discovery(folder, question)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (f"design:\n  kind: one_at_a_time\n{PARAMETERS}", {"tornado.png"}),
        (f"design:\n  kind: latin_hypercube\n  n: 20\n{PARAMETERS}", {"points.png"}),
        (WORDS, {"response_ai_capability_mode.png", "effects_ai_capability_mode.png"}),
        ("design:\n  kind: grid\n  parameters: {ai.client_adoption.share: {values: [0.5]}}\n", {"points.png"}),
    ],
    ids=["one at a time", "latin hypercube", "list of words", "one point"],
)  # fmt: skip
def test_each_design_has_its_figures(run, sweep_file, text, names):
    folder = run(sweep_file(text), draw=True, replications=2).folder
    assert {path.name for path in (folder / "figures").glob("*.png")} == names
