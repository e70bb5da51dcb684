"""The library and the command line are the same thing: names, folders, numbers."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

import sim
from sim.experiment.store import verify
from sim.interface.cli.main import main
from sim.interface.library import resolve
from sim.parameters.errors import InputError, ScenarioValueError

ROOT = Path(__file__).resolve().parents[2]
SMALL = {"population.n_freelancers": 400, "horizon.warm_up_weeks": 12, "horizon.weeks": 30, "replication.n_twins": 0}
AS_OPTIONS = [part for path, value in SMALL.items() for part in ("--set", f"{path}={value}")]


@pytest.fixture
def scenario_file(tmp_path):
    path = tmp_path / "small.yaml"
    path.write_text("description: A small market.\n", encoding="utf-8")
    return path


def test_run_finds_what_the_command_has_stored(scenario_file, tmp_path, capsys):
    out = tmp_path / "results"
    options = ["--out", str(out), "--seed", "2", "--replications", "2", "--no-figures", "--json", "--workers", "1"]
    assert main(["run", str(scenario_file), *options, *AS_OPTIONS]) == 0
    told = json.loads(capsys.readouterr().out)
    weeks = []
    found = sim.run(
        scenario_file, seed=2, replications=2, set=SMALL, out=out, figures=False, on_progress=lambda *w: weeks.append(w)
    )
    assert found.summary == told
    assert weeks == []  # nothing was simulated
    assert verify(found.folder) == []
    assert found.outcomes.loc["fill_rate", "value"] == told["outcomes"]["fill_rate"]["value"]
    assert set(found.table("weekly")["replication"]) == {0, 1}
    assert "platform" in found.tables
    with pytest.raises(InputError, match="there is no such table; there are clients, complexity"):
        found.table("contracts")


def test_compare_and_sweep_give_tables(scenario_file, tmp_path):
    out = tmp_path / "results"
    other = sim.load_scenario(scenario_file, ("name=other", "clients.augmentation_preference=1.0"))
    found = sim.compare(scenario_file, other, seed=1, replications=2, set=SMALL, out=out, workers=1, figures=False)
    assert set(found.effects["scenario"]) == {"other"}
    assert "other against small" in found.verdict
    file = tmp_path / "preference.yaml"
    file.write_text(
        "scenario: small.yaml\nreplications: 2\ndesign:\n  kind: grid\n  parameters:\n"
        "    clients.augmentation_preference: {values: [0.1, 1.0]}\n",
        encoding="utf-8",
    )
    swept = sim.sweep(file, seed=1, set=SMALL, out=out, on="serial", figures=False)
    table = swept.outcomes
    at_one = table[(table["clients.augmentation_preference"] == 1.0) & (table["category"] == "")]
    posts = at_one.set_index("outcome").loc["posts_per_year", "value"]
    assert posts == found.effects.set_index("outcome").loc["posts_per_year", "value"]  # the same world either way


def test_changes_are_checked(scenario_file):
    assert resolve(scenario_file, {"search.n_tries": 2}).search.n_tries == 2
    assert resolve(sim.Scenario(), None) == sim.Scenario()
    with pytest.raises(ScenarioValueError, match=r"did you mean `search\.n_tries`"):
        resolve(scenario_file, {"search.n_trie": 2})


def test_the_package_names_its_library_and_loads_nothing():
    assert sim.run is sim.interface.library.run
    with pytest.raises(AttributeError, match="has no attribute 'walk'"):
        _ = sim.walk
    code = "import sys, sim; print({name.partition('.')[0] for name in sys.modules} & {'numpy', 'pydantic', 'mesa'})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
