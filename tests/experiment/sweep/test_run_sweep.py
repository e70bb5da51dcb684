from __future__ import annotations

import json
import re

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest
import tiny_market
from quick_market import response
from tiny_work import Elsewhere

from sim.analysis.sweeps import parts
from sim.analysis.sweeps.stored import StoredSweep
from sim.experiment.executors.serial import Serial
from sim.experiment.memory import WRITTEN
from sim.experiment.store import verify
from sim.experiment.sweep.extent import memory_of_point
from sim.experiment.sweep.plan import plan_of
from sim.experiment.sweep.reading import load_sweep
from sim.experiment.sweep.run import sweep_folder
from sim.experiment.sweep.standing import standing_of
from sim.experiment.sweep.whole import redraw_sweep
from sim.experiment.work_folder import WorkFolder
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import InputError, RunFailed, StoreDamaged
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario

GRID = """design:
  kind: grid
  parameters:
    ai.client_adoption.share: {low: 0, high: 1, n: 3}
    ai.capability.frozen_at: {values: [2024-01-01, 2025-01-01]}
reference: {fees.client_fee_rate: 0.8}
"""
SHARE = "ai.client_adoption.share"


def files_in(folder):
    left_out = {"manifest.json", "log.jsonl"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and path.name not in left_out
    }


def at_half(scenario):
    return scenario.ai.client_adoption.share == 0.5 and scenario.fees.client_fee_rate < 0.8  # not the reference


def fail_at_half(scenario, seed, replication, on_week=None):
    if at_half(scenario):
        raise ZeroDivisionError("half is too much")
    return tiny_market.simulate(scenario, seed, replication, on_week)


def refuse_at_half(scenario, seed, replication, on_week=None):
    return (tiny_market.refuse if at_half(scenario) else tiny_market.simulate)(scenario, seed, replication, on_week)


def fail_always(scenario, seed, replication, on_week=None):
    raise ZeroDivisionError("the market broke")


def lose_the_second(scenario, seed, replication, on_week=None):
    if at_half(scenario) and replication == 1:
        if on_week is not None:
            on_week(1, 3)
        raise ZeroDivisionError("the second broke")
    return tiny_market.simulate(scenario, seed, replication, on_week)


class Stopping:
    """A market whose user presses Ctrl-C after some points."""

    def __init__(self, n):
        self.left = n

    def __call__(self, scenario, seed, replication, on_week=None):
        if replication == 0:
            self.left -= 1
            if self.left < 0:
                raise KeyboardInterrupt
        return tiny_market.simulate(scenario, seed, replication, on_week)


def test_the_dataset_is_tidy_and_says_what_it_holds(run, sweep_file):
    result = run(sweep_file(GRID))
    assert {path.name for path in result.folder.iterdir()} == {
        "sweep.yaml", "scenario.yaml", "summary.json", "manifest.json", "log.jsonl",
        "outcomes", "runs.parquet", "points.parquet", "failures.parquet",
    }  # fmt: skip
    assert [path.name for path in (result.folder / "outcomes").iterdir()] == ["part-00000.parquet"]
    assert verify(result.folder) == []
    table = result.outcomes
    assert not table.duplicated(["point", "arm", "category", "outcome"]).any()
    assert table["point"].is_monotonic_increasing
    assert len(table["point"].unique()) == 7
    schema = pq.read_schema(result.folder / "outcomes/part-00000.parquet")
    assert schema.field(SHARE).metadata[b"unit"] == b"1"
    assert json.loads(schema.metadata[b"sweep"])["design"]["kind"] == "grid"
    assert len(pd.read_parquet(result.folder / "failures.parquet")) == 0


def test_values_and_paired_effects_are_those_of_the_points(run, sweep_file):
    path = sweep_file(GRID)
    table = run(path).outcomes
    rows = table.loc[(table["outcome"] == "fill_rate") & (table["category"] == "")].set_index("point")
    plan = plan_of(load_sweep(path), 0)
    wanted = np.array([response(entry.scenario) for entry in plan.entries])
    luck = np.mean([0.0, 3.0, -1.0])
    assert rows["value"].to_numpy() == pytest.approx(wanted + luck)
    assert rows["effect"].to_numpy()[:6] == pytest.approx((wanted - wanted[6])[:6])
    assert rows["effect_standard_error"].to_numpy()[:6] == pytest.approx(np.zeros(6), abs=1e-12)  # luck is shared
    assert (rows["standard_error"] > 1.0).all()
    assert np.isnan(rows["effect"][6])


def test_what_if_effects_are_between_the_arms(run, sweep_file):
    text = GRID.replace("reference: {fees.client_fee_rate: 0.8}", "what_if: {fees.client_fee_rate: 0.45}")
    table = run(sweep_file(text)).outcomes
    rows = table.loc[(table["outcome"] == "fill_rate") & (table["category"] == "")]
    assert rows.loc[rows["arm"] == "what_if", "effect"].to_numpy() == pytest.approx(np.full(6, 5.0 * 0.4))
    assert rows.loc[rows["arm"] == "reference", "effect"].isna().all()


def test_runs_have_a_row_each_with_outcomes_as_columns(run, sweep_file):
    path = sweep_file(GRID)
    runs = pd.read_parquet(run(path).folder / "runs.parquet")
    assert len(runs) == 7 * 3
    first = response(plan_of(load_sweep(path), 0).entries[0].scenario)
    assert runs.loc[runs["point"] == 0, "fill_rate"].to_list() == pytest.approx([first, first + 3.0, first - 1.0])
    assert runs["ai_premium_causal"].isna().all()


def test_the_tables_open_in_one_line_and_unstack(run, sweep_file):
    table = pd.read_parquet(run(sweep_file(GRID)).folder / "outcomes")
    kept = table.loc[(table["point"] != 6) & (table["category"] == "")]
    wide = kept.pivot_table(index="point", columns="outcome", values="value", dropna=False)
    assert wide.shape == (6, len(CATALOGUE))
    keys = [SHARE, "ai.capability.frozen_at", "outcome"]
    cube = kept.set_index(keys)["value"]
    assert cube.index.is_unique  # so that `.to_xarray()` is a cube without holes
    assert len(cube) == 3 * 2 * len(CATALOGUE)


def test_the_same_sweep_is_already_there(run, sweep_file):
    first = run(sweep_file(GRID))
    again = run(sweep_file(GRID), simulate=tiny_market.simulate)
    assert (first.already_there, again.already_there) == (False, True)
    assert again.folder == first.folder


def test_it_can_be_run_again_from_its_folder(run, sweep_file, tmp_path):
    first = run(sweep_file(GRID))
    again = run(first.folder / "sweep.yaml", out=tmp_path / "other")
    assert files_in(again.folder) == files_in(first.folder)


def test_an_interrupted_sweep_goes_on_and_ends_in_the_same_bytes(run, sweep_file, tmp_path):
    whole = run(sweep_file(GRID), out=tmp_path / "whole")
    simulate = Stopping(4)
    simulate.__module__, simulate.__qualname__ = "tiny_market", "simulate"  # the same market, as far as keys can tell
    with pytest.raises(KeyboardInterrupt) as stopped:
        run(sweep_file(GRID), simulate=simulate)
    assert "4 of 7 points are kept" in stopped.value.__notes__[0]
    plan = plan_of(load_sweep(sweep_file(GRID)), 0, simulate)
    found = standing_of(plan, sweep_folder(plan, tmp_path / "out"))
    assert (found.points, found.done, found.failed, found.missing, found.holder) == (7, 4, 0, 3, "")
    simulate.left = 3
    told = []
    result = run(sweep_file(GRID), simulate=simulate, tell=told.append)
    assert told == ["4 of 7 points are there already; 3 are new."]
    assert files_in(result.folder) == files_in(whole.folder)
    assert not list(result.folder.parent.glob(".*"))


def test_an_enlarged_sweep_runs_its_new_points_only(run, sweep_file, tmp_path):
    run(sweep_file(GRID))
    larger = GRID.replace("n: 3", "n: 5")
    told = []
    result = run(sweep_file(larger), tell=told.append)
    assert told == ["7 of 11 points are there already; 4 are new."]
    assert files_in(result.folder) == files_in(run(sweep_file(larger), out=tmp_path / "fresh").folder)


def test_points_by_other_versions_of_libraries_are_run_again_and_that_is_told(
    run, sweep_file, tmp_path, other_packages
):
    stored = run(sweep_file(GRID)).folder
    said, told = other_packages(), []
    larger = sweep_file(GRID.replace("n: 3", "n: 5"))
    plan = plan_of(load_sweep(larger), 0, tiny_market.simulate)
    assert standing_of(plan, sweep_folder(plan, tmp_path / "out")).done == 0
    run(larger, tell=told.append)
    assert len(told) == 1, "no point is there already"
    assert told[0].startswith(f"{stored}: {said}")


def test_points_that_are_all_there_are_not_looked_up_one_by_one(run, sweep_file, monkeypatch):
    run(sweep_file(GRID.replace("n: 3", "n: 5")))
    asked, done = [], WorkFolder.done
    monkeypatch.setattr(WorkFolder, "done", lambda folder: asked.append(folder.path.name) or done(folder))
    for n in (2, 3):
        run(sweep_file(GRID.replace("n: 3", f"n: {n}")))
    counts = [asked.count(name) for name in dict.fromkeys(asked)]
    assert len(counts) == 2
    assert counts[0] == counts[1]


def test_points_that_an_enlarged_sweep_will_take_over_are_done(run, sweep_file, tmp_path):
    run(sweep_file(GRID), simulate=tiny_market.simulate)
    plan = plan_of(load_sweep(sweep_file(GRID.replace("n: 3", "n: 5"))), 0, tiny_market.simulate)
    found = standing_of(plan, sweep_folder(plan, tmp_path / "out"))
    assert (found.points, found.done, found.failed, found.missing) == (11, 7, 0, 4)


def test_a_damaged_point_is_run_again_and_only_it(run, sweep_file):
    first = run(sweep_file(GRID))
    before = files_in(first.folder)
    path = first.folder / "outcomes/part-00000.parquet"
    group = pq.ParquetFile(path).metadata.row_group(2)
    content = bytearray(path.read_bytes())
    values = group.column(8)
    content[values.dictionary_page_offset + values.total_compressed_size - 1] ^= 1
    path.write_bytes(bytes(content))
    told = []
    again = run(sweep_file(GRID), tell=told.append)
    assert not again.already_there
    assert told[-1] == "6 of 7 points are there already; 1 is new."
    assert files_in(again.folder) == before


def test_a_sweep_of_several_files_is_one_table_and_a_cut_costs_the_points_of_one(
    run, sweep_file, tmp_path, monkeypatch
):
    one_file = StoredSweep.read(run(sweep_file(GRID), out=tmp_path / "one").folder)
    monkeypatch.setattr(parts, "POINTS_A_PART", 4)
    result = run(sweep_file(GRID))
    assert len(parts.parts_in(result.folder)) == 2
    assert result.outcomes["point"].is_monotonic_increasing
    stored = StoredSweep.read(result.folder)
    assert stored.effect("fill_rate").keys() == set(range(7))
    assert stored.effect("fill_rate") == one_file.effect("fill_rate")
    before = files_in(result.folder)
    first = parts.parts_in(result.folder)[0]
    first.write_bytes(first.read_bytes()[:-1])
    told = []
    assert files_in(run(sweep_file(GRID), tell=told.append).folder) == before
    assert told[-1] == "3 of 7 points are there already; 4 are new."


def test_a_sweep_of_as_many_points_as_a_file_holds_has_no_empty_file(run, sweep_file, monkeypatch):
    monkeypatch.setattr(parts, "POINTS_A_PART", 7)
    assert len(parts.parts_in(run(sweep_file(GRID)).folder)) == 1


def test_points_that_fail_are_listed_and_the_others_stored(run, sweep_file):
    result = run(sweep_file(GRID), simulate=fail_at_half)
    assert (result.summary["points_done"], result.summary["points_failed"]) == (5, 2)
    failures = pd.read_parquet(result.folder / "failures.parquet")
    assert failures["point"].to_list() == [2, 3]
    assert set(failures["status"]) == {"error"}
    assert failures["cause"].str.contains("half is too much").all()
    points = pd.read_parquet(result.folder / "points.parquet")
    assert points.loc[points["status"] == "failed", "point"].to_list() == [2, 3]
    assert set(result.outcomes["point"]) == {0, 1, 4, 5, 6}
    assert run(sweep_file(GRID), simulate=fail_at_half).already_there


def test_failed_points_are_tried_again_when_asked(run, sweep_file):
    result = run(sweep_file(GRID), simulate=fail_at_half)
    mended = Stopping(99)
    mended.__module__, mended.__qualname__ = fail_at_half.__module__, fail_at_half.__qualname__
    told = []
    again = run(sweep_file(GRID), simulate=mended, retry_failed=True, tell=told.append)
    assert again.folder == result.folder
    assert told == ["5 of 7 points are there already; 2 are new."]
    assert again.n_failed == 0


def test_a_lost_replication_is_recorded_and_its_point_is_not_paired(run, sweep_file):
    result = run(sweep_file(GRID), simulate=lose_the_second)
    assert (result.summary["points_failed"], result.summary["runs_failed"], result.n_failed) == (0, 2, 2)
    failures = pd.read_parquet(result.folder / "failures.parquet")
    assert failures[["point", "replication", "stage", "kind", "seed"]].to_numpy().tolist() == [
        [2, 1, "running", "ZeroDivisionError", 0],
        [3, 1, "running", "ZeroDivisionError", 0],
    ]
    table = result.outcomes
    rows = table.loc[(table["outcome"] == "fill_rate") & (table["category"] == "")].set_index("point")
    assert rows["n_replications"].to_list() == [3, 3, 2, 2, 3, 3, 3]
    assert rows["effect"].isna().to_list() == [False, False, True, True, False, False, True]


def test_nothing_is_stored_when_every_point_fails(run, sweep_file, tmp_path):
    with pytest.raises(RunFailed, match=re.escape("every point failed")):
        run(sweep_file(GRID), simulate=fail_always)
    assert not list((tmp_path / "out").rglob("*.parquet"))


def test_what_the_model_refuses_everywhere_is_bad_input_and_leaves_nothing(run, sweep_file, tmp_path, listed):
    with pytest.raises(InputError, match=r"^horizon\.weeks: these weeks cannot be run$"):
        run(sweep_file(GRID), simulate=tiny_market.refuse)
    assert listed(tmp_path / "out") == []


def test_what_the_model_refuses_at_some_points_is_listed_with_its_cause(run, sweep_file):
    failures = pd.read_parquet(run(sweep_file(GRID), simulate=refuse_at_half).folder / "failures.parquet")
    assert failures[["point", "kind", "cause"]].to_numpy().tolist() == [
        [2, "InputError", "horizon.weeks: these weeks cannot be run"],
        [3, "InputError", "horizon.weeks: these weeks cannot be run"],
    ]


def test_figures_are_drawn_from_the_stored_dataset(run, sweep_file):
    result = run(sweep_file(GRID), draw=True)
    before = files_in(result.folder)
    names = {path.name for path in (result.folder / "figures").glob("*.png")}
    assert names == {
        "response_ai_client_adoption_share.png", "effects_ai_client_adoption_share.png",
        "tipping_ai_client_adoption_share.png", "response_ai_capability_frozen_at.png",
        "effects_ai_capability_frozen_at.png", "tipping_ai_capability_frozen_at.png", "heat_map.png",
    }  # fmt: skip
    redraw_sweep(result.folder)
    assert files_in(result.folder) == before
    assert verify(result.folder) == []


@pytest.mark.parametrize("name", ["scenario.yaml", "sweep.yaml", "runs.parquet"])
def test_damage_is_not_signed_by_drawing_anew(run, sweep_file, name):
    result = run(sweep_file(GRID))
    path = result.folder / name
    path.write_bytes(path.read_bytes().replace(b"name", b"Name", 1) + b"\n")
    with pytest.raises(StoreDamaged, match=name):
        redraw_sweep(result.folder)
    assert verify(result.folder) != []


def test_a_file_that_would_be_read_as_data_is_found_and_goes(run, sweep_file):
    result = run(sweep_file(GRID))
    before = files_in(result.folder)
    path = result.folder / "outcomes/part-00099.parquet"
    path.write_bytes((result.folder / "outcomes/part-00000.parquet").read_bytes())
    (result.folder / "outcomes/.hidden").touch()
    assert verify(result.folder) == [f"{path}: is not in the manifest"]
    with pytest.raises(StoreDamaged, match=r"part-00099\.parquet: is not in the manifest"):
        redraw_sweep(result.folder)
    assert files_in(run(sweep_file(GRID)).folder) == before


def test_an_interrupted_second_try_of_failed_points_goes_on(run, sweep_file):
    run(sweep_file(GRID), simulate=fail_at_half)
    mended = Stopping(1)
    mended.__module__, mended.__qualname__ = fail_at_half.__module__, fail_at_half.__qualname__
    with pytest.raises(KeyboardInterrupt):
        run(sweep_file(GRID), simulate=mended, retry_failed=True)
    assert run(sweep_file(GRID), simulate=fail_at_half).already_there, "looking at it takes nothing away"
    told = []
    mended.left = 99
    assert run(sweep_file(GRID), simulate=mended, retry_failed=True, tell=told.append).n_failed == 0
    assert told == ["6 of 7 points are there already; 1 is new."]


def test_an_executor_that_loses_a_point_is_told(run, sweep_file):
    class Losing(Serial):
        def outcomes(self, tasks, work, on_week=None):
            yield from super().outcomes(list(tasks)[1:], work, on_week)

    with pytest.raises(RunFailed, match="1 tasks came to no end"):
        run(sweep_file(GRID), executor=Losing())


def test_points_are_not_taken_from_a_worker_with_other_code(run, sweep_file):
    with pytest.raises(RunFailed, match="every point failed; the first: instantiating: OtherCode: this worker runs"):
        run(sweep_file(GRID), executor=Elsewhere())


def test_points_that_do_not_fit_into_memory_are_refused(run, sweep_file, tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.sweep.run.memory_available", lambda: 2.0**28)
    with pytest.raises(InputError, match=r"s: 1 points side by side need about 0\.5 GiB, 0\.2 GiB are free: lower"):
        run(sweep_file(GRID))
    assert not (tmp_path / "out").exists()


def test_all_replications_of_a_point_count_for_its_memory():
    one = Scenario()
    three = one.model_copy(update={"replication": Replication(n_replications=3)})
    assert memory_of_point(three) - memory_of_point(one) == pytest.approx(2 * WRITTEN * one.population.n_freelancers)
