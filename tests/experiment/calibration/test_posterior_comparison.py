"""Scenarios at draws of a posterior: the same draws for all, effects by hand, what cannot be drawn."""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd
import pytest

sys.path.append(str(Path(__file__).parents[1] / "sweep"))  # for `quick_market`

import quick_market
import quick_targets
import tiny_market

from sim.experiment.executors.serial import Serial
from sim.experiment.posterior_comparison import compare_at_draws
from sim.experiment.posterior_draws import read_draws
from sim.experiment.store import verify
from sim.experiment.sweep import point
from sim.parameters.errors import InputError, RunFailed, StoreDamaged
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario
from tools.ship_draws import main

NOBODY = "hiring.nobody_utility"
BASE = Scenario(name="base")
PINNED = apply_overrides(BASE, {"name": "pinned", "ai.client_adoption.mode": "pinned", "ai.client_adoption.share": 0.5})


def response(scenario):
    """Pinning clients' adoption adds a tenth of a calibrated parameter."""
    return 10.0 + (0.1 * scenario.hiring.nobody_utility if scenario.ai.client_adoption.mode == "pinned" else 0.0)


@pytest.fixture
def folder(calibrated):
    return calibrated().folder


@pytest.fixture
def compared(monkeypatch, tmp_path):
    """Compare in this process, points summarised by a formula."""
    monkeypatch.setattr("sim.experiment.posterior_comparison.compile_engine", lambda *_: False)

    def run_it(draws, scenarios=(BASE, PINNED), respond=response, replications=3, simulate=tiny_market.simulate):
        monkeypatch.setattr(point, "summary_of", quick_market.summary_of(respond))
        options = {"simulate": simulate, "executor": Serial()}
        return compare_at_draws(scenarios, draws, 5, replications, tmp_path / "out", **options)

    return run_it


def test_the_effect_varies_with_the_parameters_alone(folder, compared):
    draws = read_draws(f"{folder}:6")
    result = compared(draws)
    effects = pd.read_parquet(result.folder / "effects.parquet").set_index("outcome")
    utilities = [one[NOBODY] for one in draws.settings]
    row = effects.loc["fill_rate"]
    assert row["effect"] == pytest.approx(0.1 * sum(utilities) / 6.0)
    assert row["parameters"] == pytest.approx(1.0)
    by_draw = pd.read_parquet(result.folder / "effects_by_draw.parquet")
    by_draw = by_draw[by_draw["outcome"] == "fill_rate"]
    assert by_draw["effect"].tolist() == pytest.approx([0.1 * one for one in utilities])
    assert pd.read_parquet(result.folder / "draws.parquet")[NOBODY].tolist() == pytest.approx(utilities)
    assert "ai_premium_causal" not in effects.index, "there are no twin worlds"
    assert verify(result.folder) == []


def test_the_same_again_runs_nothing(folder, compared):
    draws = read_draws(f"{folder}:4")
    first = compared(draws)
    again = compared(draws, simulate=tiny_market.simulate)
    assert again.already_there
    assert again.summary == first.summary


def test_draws_are_spread_over_those_stored_and_lie_in_the_posterior(folder):
    found = read_draws(f"{folder}:10").settings
    stored = pd.read_parquet(folder / "posterior.parquet")[NOBODY]
    assert len({one[NOBODY] for one in found}) > 5
    assert all((stored - one[NOBODY]).abs().min() < 1e-7 for one in found)


@pytest.mark.parametrize(
    ("text", "said"),
    [("{}", "expected FOLDER:N or FILE.csv:N"), ("{}:3", "not in 4 to 200"), ("{}/no:5", "is not the folder")],
)
def test_what_is_no_posterior_is_refused(folder, text, said):
    with pytest.raises(InputError, match=said):
        read_draws(text.format(folder))


def test_a_damaged_posterior_is_told(folder):
    path = folder / "posterior.parquet"
    path.write_bytes(path.read_bytes()[:-1])
    with pytest.raises(StoreDamaged, match=r"posterior\.parquet"):
        read_draws(f"{folder}:5")


def test_a_scenario_that_sets_what_is_drawn_is_refused(folder, compared, listed, tmp_path):
    other = apply_overrides(BASE, {"name": "other", NOBODY: 5.0})
    before = listed(tmp_path / "out")
    with pytest.raises(InputError, match=r"differs from base in hiring\.nobody_utility, which is drawn"):
        compared(read_draws(f"{folder}:5"), scenarios=(BASE, other))
    with pytest.raises(InputError, match="1 is too few"):
        compared(read_draws(f"{folder}:5"), replications=1)
    assert listed(tmp_path / "out") == before


def test_a_lost_replication_is_not_dropped(folder, compared):
    with pytest.raises(RunFailed, match="replication 1 failed"):
        compared(read_draws(f"{folder}:4"), simulate=tiny_market.raise_in_second)


def test_a_lost_replication_is_tried_again_by_the_next_call(folder, compared, tmp_path, monkeypatch):
    monkeypatch.setenv(tiny_market.SCRATCH, str(tmp_path))
    draws = read_draws(f"{folder}:4")
    with pytest.raises(RunFailed, match="replication 1 failed"):
        compared(draws, simulate=tiny_market.raise_until_mended)
    (tmp_path / "mended").touch()
    assert compared(draws, simulate=tiny_market.raise_until_mended).summary["draws"] == 4


def test_luck_is_the_same_at_every_draw(folder, compared):
    quick_targets.RUN.clear()
    compared(read_draws(f"{folder}:4"), simulate=quick_targets.simulate)
    runs = pd.DataFrame(quick_targets.RUN, columns=["utility", "replication"])
    assert (runs.groupby("utility")["replication"].agg(sorted).map(tuple) == (0, 0, 1, 1, 2, 2)).all()


def test_a_file_of_draws_gives_what_its_calibration_gives(folder, tmp_path, monkeypatch):
    """A quarter of the 200 draws that are stored, and ten of either: the same ten."""
    monkeypatch.setattr("tools.ship_draws.N_DRAWS", 50)
    main(str(folder), str(tmp_path / "draws.csv"))
    shipped, stored = read_draws(f"{tmp_path / 'draws.csv'}:10"), read_draws(f"{folder}:10")
    assert shipped.calibration == stored.calibration
    assert [one[NOBODY] for one in shipped.settings] == [one[NOBODY] for one in stored.settings]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"hiring.nobody_utility\n1\n2\n3\n", "4 draws are not in 4 to 3"),
        (b"hiring.nobody_utilty\n1\n2\n3\n4\n", "draw 1: .*nobody_utility"),
        (b"hiring.nobody_utility\n1\n2\n900\n4\n", "draw 3: .*900"),
        (b"hiring.nobody_utility\n1\nmuch\n3\n4\n", "cannot be read as a table of numbers"),
        (b"", "cannot be read as a table of numbers"),
        (b"hiring.nobody_utility\n1,2\n2,3\n3,4\n4,5\n", "more fields than the header"),
    ],
)
def test_a_file_that_holds_no_draws_is_refused_in_one_line(tmp_path, content, said):
    path = tmp_path / "draws.csv"
    path.write_bytes(content)
    with pytest.raises(InputError, match=said) as refused:
        read_draws(f"{path}:4")
    assert "\n" not in str(refused.value)


def test_a_file_without_a_remark_is_known_by_its_content(tmp_path):
    names = set()
    for number, content in enumerate(("1\n2\n3\n4\n", "1\n2\n3\n5\n")):
        path = tmp_path / f"{number}.csv"
        path.write_text(f"hiring.nobody_utility\n{content}", encoding="utf-8")
        names.add(read_draws(f"{path}:4").calibration)
    assert len(names) == 2
