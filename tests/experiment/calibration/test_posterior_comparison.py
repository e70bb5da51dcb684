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

from sim.experiment import memory, posterior_comparison
from sim.experiment.executors.serial import Serial
from sim.experiment.posterior_comparison import compare_at_draws
from sim.experiment.posterior_draws import PosteriorDraws, read_draws
from sim.experiment.store import verify
from sim.experiment.sweep import point
from sim.interface.cli.posterior_headline import print_posterior
from sim.parameters.errors import InputError, RunFailed, StoreDamaged
from sim.parameters.resolve import apply_overrides
from sim.parameters.scenario import Scenario
from tools.ship_draws import main

NOBODY = "hiring.nobody_utility"
BASE = Scenario(name="base")
EIGHT = PosteriorDraws("abc", [{NOBODY: 4.0 + 0.1 * i} for i in range(8)])
FOUR = PosteriorDraws("abc", EIGHT.settings[::2])
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

    def run_it(
        draws, scenarios=(BASE, PINNED), respond=response, replications=3, simulate=tiny_market.simulate, tell=None
    ):
        monkeypatch.setattr(point, "summary_of", quick_market.summary_of(respond))
        options = {"simulate": simulate, "executor": Serial(), "tell": tell}
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


def stop_at(n):
    """Return a response that Ctrl-C ends at its n-th scenario at a draw."""
    seen = set()

    def respond(scenario):
        seen.add((scenario.name, scenario.hiring.nobody_utility))
        if len(seen) == n:
            raise KeyboardInterrupt
        return response(scenario)

    return respond


def test_more_draws_go_on_from_an_interrupted_comparison_and_leave_nothing_of_it(compared, tmp_path):
    with pytest.raises(KeyboardInterrupt):
        compared(FOUR, respond=stop_at(6))
    told = []
    result = compared(EIGHT, respond=stop_at(12), tell=told.append)
    assert told == ["5 of 16 runs of a draw are there already; 11 to be run."]
    assert result.summary["draws"] == 8
    assert [path.name for path in result.folder.parent.iterdir()] == [result.folder.name]


def test_a_comparison_of_an_older_analysis_is_made_anew(compared, monkeypatch):
    first = compared(FOUR)
    assert compared(FOUR).already_there
    monkeypatch.setattr(posterior_comparison, "hash_of_files", lambda parts: f"others than {parts}")
    again = compared(FOUR)
    assert (again.already_there, again.folder == first.folder) == (False, False)


@pytest.mark.parametrize(("replications", "engine"), [(6, "compiled"), (2, "agents")], ids=["all", "dearest"])
def test_memory_is_that_of_all_replications_of_the_dearest_scenario(
    compared, monkeypatch, tmp_path, replications, engine
):
    first = apply_overrides(BASE, {"population.n_freelancers": 1_000_000, "record.people_share": 1.0})
    other = apply_overrides(first, {"name": "other", "engine": engine, "ai.client_adoption.mode": "none"})
    monkeypatch.setattr(memory, "memory_available", lambda: 3.0 * memory.memory_needed(first, 1))
    with pytest.raises(InputError, match=r"1 points side by side need about .* replications or --workers"):
        compared(FOUR, scenarios=(first, other), replications=replications)
    assert not (tmp_path / "out").exists()


def test_bad_input_that_the_work_tells_of_is_told_as_such(compared, monkeypatch):
    monkeypatch.setattr(posterior_comparison, "point_work", tiny_market.refuse_work)
    with pytest.raises(InputError, match=r"^horizon\.weeks: these weeks cannot be run$"):
        compared(FOUR)


@pytest.mark.parametrize(
    ("unit", "reference", "said"),
    [
        ("USD/year", 0.0, "+12.00 USD/year [+1.00, +23.00]"),
        ("USD/year", None, "+12.00 USD/year [+1.00, +23.00]"),
        ("USD/year", -200.0, "+6.00% [+0.50, +11.50]"),
        ("1", 0.0, "+1200.00 points [+100.00, +2300.00]"),
    ],
)
def test_an_effect_on_nothing_is_told_in_its_own_unit(compared, capsys, unit, reference, said):
    result = compared(FOUR)
    row = next(one for one in result.summary["effects"] if one["outcome"] == "posts_per_year")
    row |= {"unit": unit, "reference": reference, "effect": 12.0, "low": 1.0, "high": 23.0}
    print_posterior(result)
    (line,) = (one for one in capsys.readouterr().out.splitlines() if one.startswith("job posts"))
    assert said in line
