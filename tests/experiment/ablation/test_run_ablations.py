"""A list of ablations from end to end: what is stored, what is run again, how the command ends."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest
import small_list
import tiny_market

from sim.experiment import memory
from sim.experiment.ablation import plan as ablation_plan
from sim.experiment.ablation.ablation_file import load_ablations
from sim.experiment.ablation.plan import plan_of
from sim.experiment.ablation.run import ablation_folder, points_done, run_ablations
from sim.experiment.ablation.whole import TABLES, redraw_ablation, stored_outputs
from sim.experiment.run import run_scenario
from sim.experiment.store import verify
from sim.interface.cli.ablation_page import page, read
from sim.interface.cli.main import main
from sim.parameters.errors import InputError, RunFailed, StoreDamaged

SEED = 3


@pytest.fixture(scope="module")
def stored(tmp_path_factory):
    """A list, the folder of results, and the result of a run in two processes."""
    path, out = small_list.write(tmp_path_factory.mktemp("list")), tmp_path_factory.mktemp("out")
    return path, out, run_ablations(load_ablations(path), seed=SEED, out=out, workers=2)


def bytes_in(folder):
    left_out = {"manifest.json"}
    return {p.relative_to(folder): p.read_bytes() for p in folder.rglob("*") if p.is_file() and p.name not in left_out}


def test_the_folder_is_whole(stored):
    _, _, result = stored
    assert verify(result.folder) == []
    names = {path.name for path in result.folder.iterdir()}
    assert {f"{name}.{end}" for name in TABLES for end in ("csv", "parquet")} < names
    assert {path.name for path in (result.folder / "figures").iterdir()} == {"matrix.png", "matrix.svg"}
    assert not list(result.folder.parent.glob(".*.work"))


def test_a_claim_that_is_not_reproduced_is_no_silent_survivor(stored):
    _, _, result = stored
    told = json.loads((result.folder / "summary.json").read_bytes())
    survival = pd.read_parquet(result.folder / "survival.parquet")
    kept = survival.loc[survival["survives"].eq(True)]
    failed = set(kept.loc[kept["baseline"] == "not reproduced", "words"])
    assert {one.removesuffix(" (not reproduced)") for one in told["survive_all_variants"] if "(" in one} == failed
    assert len(told["survive_all_variants"]) == len(kept)


def test_the_baseline_says_what_run_says(stored):
    path, out, result = stored
    run = run_scenario(load_ablations(path).base, SEED, None, out / "run", draw=False, workers=1)
    told = json.loads((run.folder / "summary.json").read_bytes())
    rows = pd.read_parquet(result.folder / "rows.parquet")
    own = rows.loc[rows["kind"] == "baseline"]
    wanted = [row["value"] for row in [*told["targets"], *told["validation"]]]
    np.testing.assert_array_equal(own["value_with"].to_numpy(), np.array(wanted, dtype=np.float64))
    assert own["flip"].eq("").all()
    conclusions = pd.read_parquet(result.folder / "conclusions.parquet")
    verdicts = conclusions.loc[conclusions["kind"] == "baseline"].set_index("conclusion")["said"]
    assert [verdicts[claim["id"]] for claim in told["claims"]] == [claim["verdict"] for claim in told["claims"]]


def test_switches_switch(stored):
    _, _, result = stored
    conclusions = pd.read_parquet(result.folder / "conclusions.parquet").set_index(["entry", "conclusion"])
    assert conclusions.loc[("baseline", "S2"), "said"] == "reproduced"
    assert conclusions.loc[("automation", "S2"), "state"] == "lost", "nothing is met by AI alone"


def test_in_one_process_it_is_the_same_bytes(stored, tmp_path):
    path, _, result = stored
    again = run_ablations(load_ablations(path), seed=SEED, out=tmp_path, on="serial")
    assert bytes_in(again.folder) == bytes_in(result.folder)


def test_an_edited_list_runs_what_is_new(stored, tmp_path):
    _, out, result = stored
    told: list[str] = []
    text = small_list.HEAD + small_list.MECHANISMS + "  pass: {says: A., set: {search.ai_pass_through: 0.0}}\n"
    ablations = load_ablations(small_list.write(tmp_path, text))
    edited = run_ablations(ablations, seed=SEED, out=out, tell=told.append, draw=False)
    assert "5 of 7 points are there already; 2 to be run." in told
    assert edited.folder != result.folder
    assert redraw_ablation(edited.folder)
    assert verify(edited.folder) == []


def test_points_by_other_versions_of_libraries_are_not_taken_over_and_that_is_told(stored, other_packages):
    path, _, result = stored
    keys = {task.key for task in plan_of(load_ablations(path), SEED).tasks}
    assert {key for key, _ in stored_outputs(result.folder.parent, keys)} == keys
    told, said = [], other_packages()
    assert list(stored_outputs(result.folder.parent, keys, told.append)) == []
    assert any(line.startswith(f"{result.folder}: {said}") for line in told)


def test_what_was_interrupted_goes_on(tmp_path, monkeypatch):
    ablations = load_ablations(small_list.write(tmp_path))
    from sim.experiment.ablation import point, run

    calls = []

    def stop_at_third(task, on_week):
        calls.append(task.label)
        if len(calls) == 3:
            raise KeyboardInterrupt
        return point.ablation_work(task, on_week)

    monkeypatch.setattr(run, "ablation_work", stop_at_third)
    with pytest.raises(KeyboardInterrupt) as stopped:
        run_ablations(ablations, seed=SEED, out=tmp_path / "out", on="serial")
    assert "2 of 7 points are kept" in stopped.value.__notes__[0]
    plan = plan_of(ablations, SEED)
    target = ablation_folder(plan, tmp_path / "out")
    assert points_done(plan, target) == (2, 7)
    assert run_ablations(ablations, seed=SEED, out=tmp_path / "out", on="serial", draw=False).folder == target
    assert len(calls) == 3 + 5
    assert points_done(plan, target) == (7, 7)


def test_a_lost_replication_stores_nothing(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.ablation.run.compile_engine", lambda *_: False)
    ablations = load_ablations(small_list.write(tmp_path))
    with pytest.raises(RunFailed, match=r"baseline failed: ReplicationLost: replication 1 .*the market broke"):
        run_ablations(ablations, out=tmp_path / "out", on="serial", simulate=tiny_market.raise_in_second)
    assert not list((tmp_path / "out").glob("ablate/few/[0-9a-f]*"))


def test_what_the_model_refuses_is_bad_input(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.ablation.run.compile_engine", lambda *_: False)
    ablations = load_ablations(small_list.write(tmp_path))
    with pytest.raises(InputError, match=r"^horizon\.weeks: these weeks cannot be run$"):
        run_ablations(ablations, out=tmp_path / "out", on="serial", simulate=tiny_market.refuse)


def test_bad_input_that_the_work_tells_of_is_told_as_such(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.experiment.ablation.run.compile_engine", lambda *_: False)
    monkeypatch.setattr("sim.experiment.ablation.run.ablation_work", tiny_market.refuse_work)
    ablations = load_ablations(small_list.write(tmp_path))
    with pytest.raises(InputError, match=r"^horizon\.weeks: these weeks cannot be run$"):
        run_ablations(ablations, out=tmp_path / "out", on="serial", simulate=tiny_market.simulate)


def test_memory_is_that_of_all_replications_of_an_entry(tmp_path, monkeypatch):
    ablations = load_ablations(small_list.write(tmp_path), ["population.n_freelancers=1000000"], replications=24)
    monkeypatch.setattr(memory, "memory_available", lambda: 3.0 * memory.memory_needed(ablations.base, 1))
    with pytest.raises(InputError, match=r"few: 1 points side by side need about .* replications or --workers"):
        run_ablations(ablations, out=tmp_path / "out", on="serial", simulate=tiny_market.simulate)
    assert not (tmp_path / "out").exists()


def test_tables_of_an_older_analysis_are_made_anew_from_the_points(stored, monkeypatch):
    path, out, result = stored
    told: list[str] = []
    monkeypatch.setattr(ablation_plan, "hash_of_files", lambda parts: f"others than {parts}")
    again = run_ablations(load_ablations(path), seed=SEED, out=out, draw=False, tell=told.append)
    assert (again.already_there, again.folder == result.folder) == (False, False)
    assert "7 of 7 points are there already; 0 to be run." in told
    assert (again.folder / "rows.parquet").read_bytes() == (result.folder / "rows.parquet").read_bytes()


def test_damage_is_told(tmp_path, stored):
    path, _, _ = stored
    copy = run_ablations(load_ablations(path), seed=SEED, out=tmp_path, on="serial", draw=False)
    rows = copy.folder / "rows.csv"
    rows.write_bytes(rows.read_bytes()[:-1])
    with pytest.raises(StoreDamaged, match=r"rows\.csv"):
        run_ablations(load_ablations(path), seed=SEED, out=tmp_path)


def test_the_page_names_every_entry_and_conclusion(stored):
    _, _, result = stored
    tables = read(result.folder)
    text = page(result.summary, tables, figure=True)
    assert "**300 registered\nfreelancers, 2 replications**" in text
    for one in result.summary["entries"][1:]:
        assert f"| {one['entry'].replace('_', ' ')} |" in text
    for words in tables["survival"]["words"]:
        assert f"| {words} |" in text
    assert "`ai.freelancer_adoption.cost`: 4.0*" in text
    assert "| invitations | Only with memory. |" in text


def test_the_command_prints_what_is_stored(stored, capsys):
    path, out, result = stored
    common = ["ablate", str(path), "--seed", str(SEED), "--out", str(out)]
    assert main(common) == 0
    printed = capsys.readouterr().out
    assert "Already there: nothing was run." in printed
    assert str(result.folder) in printed.replace("\n", "")
    assert main([*common, "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["fingerprint"] == result.summary["fingerprint"]
    assert main([*common, "--status"]) == 0
    assert "7 of 7 points are there" in capsys.readouterr().out
    assert main(["plot", str(result.folder)]) == 0
    assert main(["verify", str(result.folder)]) == 0


def test_bad_input_ends_with_2_and_writes_nothing(tmp_path, capsys):
    entry = "mechanisms:\n  x: {says: A., set: {clients.n_rememberd: 0}}\n"
    path = small_list.write(tmp_path, small_list.HEAD + entry)
    assert main(["ablate", str(path), "--out", str(tmp_path / "out")]) == 2
    assert "did you mean `clients.n_remembered`?" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()
    unsaid = small_list.HEAD.replace("replications: 2\n", "") + small_list.MECHANISMS
    with pytest.raises(InputError, match="1 is too few"):
        load_ablations(small_list.write(tmp_path, unsaid))
