"""What tools may rely on in a folder of results, shown on a whole run of a small market in one and in two processes."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.experiment.manifest import read_manifest
from sim.experiment.run import redraw, run_scenario
from sim.experiment.store import load_results, verify
from sim.experiment.tables import declared_columns
from sim.outcomes.columns import ALWAYS_RECORDED, DURATIONS, LEVELS, TABLES
from sim.parameters.population import Population
from sim.parameters.record import Record
from sim.parameters.replication import Replication
from sim.parameters.resolve import load_scenario
from sim.parameters.scenario import Scenario

README = Path(__file__).resolve().parents[2] / "results" / "README.md"
OUTCOMES = {  # at least these, by these names
    "ai_work_earnings_growth_2025q1", "ai_work_earnings_growth_2024", "gross_services_volume", "fill_rate",
    "proposals_per_post", "automated_share_of_needs", "client_ai_adoption_share", "freelancer_ai_adoption_share",
    "earnings_gini", "ai_premium_raw", "ai_premium_adjusted",
}  # fmt: skip
SEED = 11

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def asked():
    return Scenario(
        name="small",
        description='Does "small" do? Yes: it does',
        population=Population(n_freelancers=300),
        replication=Replication(n_replications=2, n_twins=1),
        record=Record(contracts=True),
    )


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def result(asked, out):
    return run_scenario(asked, SEED, None, out, workers=2)


@pytest.fixture(scope="module")
def summary(result):
    return json.loads((result.folder / "summary.json").read_text(encoding="utf-8"))


def files_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_the_folder_holds_what_its_readme_says(result, out):
    assert re.fullmatch(r"small/[0-9a-f]{12}-s11", result.folder.relative_to(out).as_posix())
    tables = {f"{name}.parquet" for name in (*ALWAYS_RECORDED, "contracts", "twins")}
    assert {path.name for path in result.folder.iterdir()} == {
        *tables, "scenario.yaml", "manifest.json", "summary.json", "figures",
    }  # fmt: skip
    text = README.read_text(encoding="utf-8")
    assert [path.name for path in result.folder.iterdir() if f"`{path.name}" not in text] == []


def test_nothing_else_is_left(result, out):
    assert [path.relative_to(out).as_posix() for path in out.rglob("*") if path.name.startswith(".")] == []
    assert verify(result.folder) == []


def test_figures_are_png_and_svg(result):
    names = {path.name for path in (result.folder / "figures").iterdir()}
    stems = {name.partition(".")[0] for name in names}
    assert names == {f"{stem}.{ending}" for stem in stems for ending in ("png", "svg")}
    assert "overview" in stems


def test_the_summary_is_headed_by_the_run(summary, result):
    assert result.folder.name == f"{summary['fingerprint']}-s{summary['seed']}"
    assert (summary["scenario"], summary["seed"], summary["replications"]) == ("small", SEED, 2)


def test_each_outcome_has_value_unit_error_and_quantiles(summary):
    assert summary["outcomes"].keys() >= OUTCOMES
    for name, outcome in summary["outcomes"].items():
        assert outcome.keys() >= {"value", "unit", "standard_error", "quantiles"}, name
        assert isinstance(outcome["unit"], str), name
        assert outcome["value"] is None or isinstance(outcome["value"], int | float), name
        assert outcome["value"] is not None or outcome["reason"], name
        if outcome["quantiles"] is not None:
            assert outcome["quantiles"].keys() == {"0.05", "0.5", "0.95"}, name


def test_claims_s1_to_s9_stand_on_declared_outcomes(summary):
    assert [claim["id"] for claim in summary["claims"]] == [f"S{number}" for number in range(1, 10)]
    for claim in summary["claims"]:
        assert claim.keys() >= {"id", "verdict", "text", "outcomes"}
        assert set(claim["outcomes"]) <= summary["outcomes"].keys()


@pytest.mark.parametrize("table", [*ALWAYS_RECORDED, "contracts", "twins"])
def test_tables_have_the_declared_columns_with_units(result, table):
    schema = pq.read_schema(result.folder / f"{table}.parquet")
    assert schema.names == [column.name for column in declared_columns(table)]
    for column in declared_columns(table):
        assert schema.field(column.name).metadata[b"unit"].decode() == column.unit


@pytest.mark.parametrize("table", [*ALWAYS_RECORDED, "contracts", "twins"])
def test_any_parquet_reader_can_read_the_tables(result, table):
    frame = pd.read_parquet(result.folder / f"{table}.parquet")
    assert len(frame) > 0
    assert frame["replication"].unique().tolist() == ([0] if table == "twins" else [0, 1])


def test_the_panel_has_one_row_a_cell_and_no_empty_row(result):
    weekly = load_results(result.folder).tables["weekly"]
    keys = ["replication", "week", "specialty", "level", "duration"]
    assert not weekly.duplicated(keys).any()
    assert set(weekly["level"].unique()) <= set(LEVELS)
    assert set(weekly["duration"].unique()) <= set(DURATIONS)
    flows = [column.name for column in TABLES["weekly"] if column.dtype in {"int64", "float64"}]
    assert (weekly[flows] != 0).any(axis=1).all()
    monday = pd.to_datetime(weekly["date"].astype(str)).dt.day_of_week
    assert (monday == 0).all()


def test_the_platform_has_one_row_a_week(result, asked):
    platform = load_results(result.folder).tables["platform"]
    weeks = list(range(-asked.horizon.warm_up_weeks, asked.horizon.weeks))
    for _, rows in platform.groupby("replication"):
        assert rows["week"].tolist() == weeks


def test_twins_are_the_same_people(result):
    tables = load_results(result.folder).tables
    main = tables["freelancers"].query("replication == 0").set_index("freelancer_id")
    twin = tables["twins"].set_index("freelancer_id")
    both = main.index.intersection(twin.index)
    assert len(both) > 0.9 * len(main)
    for trait in ("home_specialty", "entry_week", "ai_openness"):  # ability and specialty change with work
        assert main.loc[both, trait].tolist() == twin.loc[both, trait].tolist(), trait
    assert not main["ai_withheld"].any()
    assert 0.1 < twin["ai_withheld"].mean() < 0.3
    assert not (twin["ai_withheld"] & twin["ai_adopted"]).any()


def test_the_stored_scenario_is_the_scenario(result, asked):
    assert load_scenario(result.folder / "scenario.yaml") == asked
    assert load_results(result.folder).scenario == asked


def test_the_manifest_lists_every_other_file(result):
    assert read_manifest(result.folder)["files"].keys() == files_in(result.folder).keys() - {"manifest.json"}


def test_the_same_run_is_already_there(result, asked, out):
    before = files_in(result.folder)
    again = run_scenario(asked, SEED, None, out)
    assert again.already_there
    assert (again.folder, again.summary) == (result.folder, result.summary)
    assert files_in(result.folder) == before


def test_one_process_and_two_give_the_same_bytes(result, asked, tmp_path):
    alone = run_scenario(asked, SEED, None, tmp_path, workers=1)
    assert alone.folder.name == result.folder.name
    first, second = files_in(result.folder), files_in(alone.folder)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == ["manifest.json"]


def test_plot_draws_the_same_figures_from_the_files(result):
    before = files_in(result.folder)
    redraw(result.folder)
    after = files_in(result.folder)
    assert [name for name in before if before[name] != after.get(name)] == ["manifest.json"]
    assert verify(result.folder) == []
