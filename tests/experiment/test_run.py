from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import pytest
import tiny_market

from sim.experiment import reporting, whole
from sim.experiment import run as run_module
from sim.experiment.manifest import read_manifest
from sim.experiment.replication import twin_world, worlds_of
from sim.experiment.run import redraw
from sim.experiment.store import load_results, verify
from sim.parameters.errors import InputError, RunFailed, StoreDamaged, StoreLocked
from sim.parameters.record import Record
from sim.parameters.replication import Replication
from sim.parameters.scenario import Scenario


class Stop(BaseException):
    """Ends a run where it stands, as Ctrl-C does."""


def forbid(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("simulated again")

    monkeypatch.setattr(run_module, "carry_out", fail)


def forbid_simulation(monkeypatch):
    def fail(*_, **__):
        raise AssertionError("simulated again")

    monkeypatch.setattr("sim.experiment.run.simulate_world", fail)


def bytes_of(folder):
    return {
        path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file() and path.name != "manifest.json"
    }


def test_twins_are_the_first_replications_run_again():
    asked = Scenario(replication=Replication(n_replications=3, n_twins=2))
    assert [(world.replication, world.kind) for world in worlds_of(asked, 0)] == [
        (0, "main"), (1, "main"), (2, "main"), (0, "twin"), (1, "twin"),
    ]  # fmt: skip
    assert str(worlds_of(asked, 0)[4]) == "replication 1 (twin world)"
    fewer = Scenario(replication=Replication(n_replications=1, n_twins=2))
    assert [(world.replication, world.kind) for world in worlds_of(fewer, 0)] == [(0, "main"), (0, "twin")]


def test_a_twin_world_differs_by_nothing_but_the_withheld_share():
    asked = Scenario(replication=Replication(twin_withheld_share=0.35), record=Record(proposals=True))
    world = twin_world(asked)
    assert asked.ai.freelancer_adoption.withheld_share == 0.0
    expected = asked.model_dump()
    expected["ai"]["freelancer_adoption"]["withheld_share"] = 0.35
    expected["record"]["proposals"] = False
    assert world.model_dump() == expected


def test_a_run_leaves_what_it_promises(run, tmp_path, scenario):
    result = run()
    assert result.folder.parent == tmp_path / "out" / "tiny"
    assert result.folder.name.endswith("-s5")
    assert not result.already_there
    assert result.summary == json.loads((result.folder / "summary.json").read_text())
    head = {"scenario": "tiny", "fingerprint": result.folder.name.removesuffix("-s5"), "seed": 5, "replications": 3}
    assert {key: result.summary[key] for key in head} == head
    assert result.summary["outcomes"]["blank"]["value"] is None
    results = load_results(result.folder)
    assert results.scenario == scenario
    assert results.tables["weekly"]["replication"].unique().tolist() == [0, 1, 2]
    assert results.twins["replication"].unique().tolist() == [0, 1]
    shifted = results.twins["earnings"] - results.tables["freelancers"]["earnings"][:80]
    assert shifted.dropna().round(12).unique().tolist() == [0.2]


def test_tables_on_request_are_stored(run, scenario):
    asked = scenario.model_copy(update={"record": Record(contracts=True)})
    folder = run(asked=asked).folder
    assert load_results(folder).optional("contracts")["replication"].nunique() == 3
    assert not (folder / "proposals.parquet").exists()


def test_empty_tables_are_stored_as_tables(run, monkeypatch):
    table = load_results(run(tiny_market.empty).folder).tables["weekly"]
    assert len(table) == 0
    assert "new_needs" in table


def test_already_there_simulates_nothing(run, monkeypatch):
    first = run()
    stamps = {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")}
    forbid(monkeypatch)
    second = run(workers=2)
    assert second.already_there
    assert (second.folder, second.summary) == (first.folder, first.summary)
    assert {path: path.stat().st_mtime_ns for path in first.folder.rglob("*")} == stamps


@pytest.mark.parametrize("change", [{"seed": 6}, {"replications": 2}])
def test_another_seed_or_number_of_replications_is_another_run(run, change):
    assert run().folder != run(**change).folder


def test_another_simulator_is_another_run(run):
    assert run().folder != run(tiny_market.empty).folder


def test_replications_out_of_range_are_bad_input(run, tmp_path, listed):
    with pytest.raises(InputError, match=r"replication.n_replications: 0"):
        run(replications=0)
    assert listed(tmp_path) == []


def test_a_changed_analysis_is_applied_to_stored_tables(run, monkeypatch):
    first = run()
    tables = {path.name: path.read_bytes() for path in first.folder.glob("*.parquet")}
    before = read_manifest(first.folder)
    monkeypatch.setattr(run_module, "analysis_version", lambda: "another")
    whole = reporting.summarise
    monkeypatch.setattr(reporting, "summarise", lambda results: type(whole(results))(-1.0))
    forbid(monkeypatch)
    second = run()
    assert second.already_there
    assert second.summary["outcomes"]["needs"]["value"] == -1.0
    assert (second.folder / "figures" / "earnings.svg").read_text() == "earnings.svg -1.0 seed 5"
    assert {path.name: path.read_bytes() for path in second.folder.glob("*.parquet")} == tables
    after = read_manifest(second.folder)
    assert (after["analysis_version"], after["created_utc"]) == ("another", before["created_utc"])
    assert verify(second.folder) == []


def test_figures_left_out_are_drawn_when_asked_for(run, monkeypatch):
    folder = run(draw=False).folder
    assert not (folder / "figures").exists()
    forbid(monkeypatch)
    assert run(draw=False).already_there
    assert not (folder / "figures").exists()
    assert run().already_there
    assert sorted(path.name for path in (folder / "figures").iterdir()) == ["earnings.png", "earnings.svg"]


def test_redraw_mends_summary_and_figures_from_tables_alone(run, tmp_path, listed):
    folder = run().folder
    whole = (folder / "summary.json").read_bytes()
    (folder / "summary.json").write_text("{}")
    (folder / "figures" / "earnings.png").unlink()
    (folder / "notes.txt").write_text("mine")
    assert len(verify(folder)) == 2
    assert [path.name for path in redraw(folder)] == ["earnings.png", "earnings.svg"]
    assert verify(folder) == []
    assert (folder / "summary.json").read_bytes() == whole
    assert (folder / "notes.txt").read_text() == "mine"
    assert [path for path in listed(tmp_path / "out") if "/." in path] == []


def test_redraw_refuses_damaged_tables(run):
    folder = run().folder
    (folder / "weekly.parquet").write_bytes(b"PAR1")
    with pytest.raises(StoreDamaged, match=r"weekly\.parquet"):
        redraw(folder)


def test_redraw_of_nothing_is_bad_input(tmp_path, listed):
    with pytest.raises(InputError, match="not a folder of results"):
        redraw(tmp_path / "nothing")
    assert listed(tmp_path) == []


def test_force_replaces_and_gives_the_same_bytes(run):
    first = run()
    (first.folder / "weekly.parquet").write_bytes(b"broken")
    second = run(force=True)
    assert not second.already_there
    assert verify(second.folder) == []
    assert second.summary == first.summary


def test_a_damaged_run_is_not_taken_for_a_run(run):
    folder = run().folder
    (folder / "clients.parquet").unlink()
    with pytest.raises(StoreDamaged, match=r"clients\.parquet.*\n.*--force"):
        run()


STAGES = [
    (run_module, "carry_out"),
    (whole, "store_tables"),
    (whole, "load_results"),
    (reporting, "summarise"),
    (reporting, "write_json"),
    (reporting, "draw_all"),
    (whole, "write_manifest"),
    (whole, "provenance"),
    (whole, "commit"),
]


@pytest.mark.parametrize(
    "error", [Stop, OSError(28, "No space left on device"), ZeroDivisionError], ids=["stop", "disk", "bug"]
)
@pytest.mark.parametrize("stage", STAGES, ids=[step for _, step in STAGES])
def test_an_end_at_any_stage_keeps_what_is_simulated_and_nothing_else(run, monkeypatch, tmp_path, listed, stage, error):
    def fail(*_, **__):
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(*stage, fail)
        with pytest.raises((Stop, RunFailed, ZeroDivisionError, OSError)) as ended:
            run()
    left = [path for path in listed(tmp_path) if "." in path]
    if stage == STAGES[0]:
        assert listed(tmp_path) == []
        return
    assert sorted(Path(path).suffix for path in left if "/." in path) == [".output"] * 5 + [".sqlite", ".work"]
    assert all(".work" in path for path in left)
    if isinstance(error, OSError):
        assert isinstance(ended.value, RunFailed)
        assert "No space left on device" in str(ended.value)
    worked = tiny_market.simulate
    result = run(worked)
    assert not result.already_there
    assert [path for path in listed(tmp_path) if "/." in path] == []


def test_what_is_kept_is_not_simulated_again(run, monkeypatch, tmp_path):
    whole_folder = run(out=tmp_path / "whole").folder
    with monkeypatch.context() as broken:
        broken.setattr(whole, "commit", Mock(side_effect=Stop))
        with pytest.raises(Stop):
            run()
    forbid_simulation(monkeypatch)
    assert bytes_of(run().folder) == bytes_of(whole_folder)


@pytest.mark.parametrize("stage", STAGES, ids=[step for _, step in STAGES])
def test_a_forced_run_that_ends_early_leaves_the_old_one(run, monkeypatch, tmp_path, listed, stage):
    folder = run().folder
    before = listed(tmp_path)

    def fail(*_, **__):
        raise Stop

    monkeypatch.setattr(*stage, fail)
    with pytest.raises(Stop):
        run(force=True)
    assert [path for path in listed(tmp_path) if ".work" not in path] == before
    assert verify(folder) == []


@pytest.mark.parametrize("drawn", [[], ["earnings.png"], ["earnings.svg"], ["other.png", "other.svg"]], ids=str)
def test_a_missing_figure_is_an_error(run, monkeypatch, tmp_path, listed, drawn):
    def draw_some(results, summary, folder, seed):
        for name in drawn:
            (folder / name).write_text("" if name.startswith("other") else "drawn")
        return [folder / name for name in drawn]

    monkeypatch.setattr(reporting, "draw_all", draw_some)
    with pytest.raises(RunFailed, match=r"not drawn|no figure was drawn"):
        run()
    assert all(".work" in path for path in listed(tmp_path) if "/." in path or path.count("/") > 1)


def test_tables_other_than_declared_fail_the_run(run):
    with pytest.raises(RunFailed, match=r"replication 0 failed: ValueError: table 'weekly': .*new_needs"):
        run(tiny_market.wrong_columns)


@pytest.mark.parametrize("kind", ["a file", "below a file", "in /proc"])
def test_a_folder_that_cannot_be_written_is_bad_input(run, tmp_path, listed, kind):
    file = tmp_path / "file"
    file.write_text("mine")
    out = {"a file": file, "below a file": file / "out", "in /proc": Path("/proc/nothing/out")}[kind]
    with pytest.raises(InputError) as refused:
        run(out=out)
    assert str(out) in str(refused.value)
    assert listed(tmp_path) == ["file"]


SMALL_DISK = """
import resource, sys
from pathlib import Path
sys.path[:0] = [{root!r}, {here!r}]
import tiny_market
from sim.experiment.run import run_scenario
from sim.parameters.errors import SimulatorError
from sim.parameters.scenario import Scenario

resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]), resource.RLIM_INFINITY))
try:
    run_scenario(Scenario(name="tiny"), 1, None, Path(sys.argv[1]), workers=1, simulate=tiny_market.simulate)
except SimulatorError as failed:
    sys.exit(str(failed))
"""


@pytest.mark.parametrize("most", [10, 300, 6_000, 14_000])
def test_a_disk_that_takes_no_more_fails_the_run_and_keeps_nothing(tmp_path, listed, most):
    """No file may grow over `most` bytes: the lock, the ledger, an output, a table cannot be written."""
    here = Path(__file__).resolve().parent
    script = SMALL_DISK.format(root=str(here.parents[1]), here=str(here))
    done = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "out"), str(most)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert any(reason in done.stderr for reason in ("File too large", "disk is full", "disk I/O error"))
    assert str(tmp_path / "out" / "tiny") in done.stderr
    assert "Traceback" not in done.stderr
    assert all(".work" in path for path in listed(tmp_path) if path.count("/") > 1 or "/." in path)


def test_two_writers_of_one_run(run):
    """The second ends at once and names the first; the first is not disturbed."""
    refused = []

    def on_progress(done, total):
        if not refused:
            with pytest.raises(StoreLocked) as locked:
                run()
            refused.append(str(locked.value))

    folder = run(on_progress=on_progress).folder
    assert "is being written by process" in refused[0]
    assert str(folder) in refused[0]
    assert verify(folder) == []
