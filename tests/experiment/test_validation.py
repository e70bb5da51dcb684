"""`validate` stores, whole and the same every time, what the summary of the run says and what its rivals say."""

from __future__ import annotations

import json

import pytest

from sim.analysis.rivals import CATEGORY_TREND, RANDOM_MATCHING, SMALL_MODEL, WITHOUT_AI
from sim.experiment.place import safe_name
from sim.experiment.replication import simulate
from sim.experiment.store import verify
from sim.experiment.validation import RIVALS, _runs, validate
from sim.interface.cli.main import main
from sim.interface.cli.validation_page import page
from sim.parameters.names import LONGEST_NAME
from sim.parameters.resolve import load_scenario

CHANGES = (
    "population.n_freelancers=600",
    "horizon.warm_up_weeks=60",
    "horizon.weeks=200",
    "replication.n_replications=2",
    "replication.n_twins=0",
)


@pytest.fixture(scope="module")
def scenario_file(tmp_path_factory):
    path = tmp_path_factory.mktemp("scenario") / "small.yaml"
    path.write_text("description: A small market.\nrecord: {people_share: 1.0}\n", encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def stored(scenario_file, tmp_path_factory):
    out = tmp_path_factory.mktemp("out")
    return out, validate(load_scenario(scenario_file, CHANGES), 3, None, out, workers=1)


def test_the_folder_is_whole_and_says_what_the_run_says(stored):
    out, found = stored
    assert verify(found.folder) == []
    summary = json.loads((out / found.content["runs"]["model"] / "summary.json").read_text(encoding="utf-8"))
    own = {(row["id"], row["metric"]): row["value"] for row in found.content["scores"][0]["rows"]}
    assert own == {(row["id"], row["metric"]): row["value"] for row in summary["validation"]}
    names = [one["name"] for one in found.content["scores"]]
    assert names == ["model", "no change", CATEGORY_TREND, SMALL_MODEL, WITHOUT_AI, RANDOM_MATCHING]
    assert set(RIVALS) == {SMALL_MODEL, WITHOUT_AI, RANDOM_MATCHING}


def test_rivals_are_compared_with_the_model_on_the_same_rows_and_at_their_size(stored):
    _, found = stored
    scores = {one["name"]: one for one in found.content["scores"]}
    for name, beside in found.content["beside"].items():
        assert beside["model"] == (SMALL_MODEL if name in {WITHOUT_AI, RANDOM_MATCHING} else "model")
        rows = {row["metric"] for row in scores[name]["rows"] if row["value"] is not None}
        model = [row for row in scores[beside["model"]]["rows"] if row["metric"] in rows]
        assert beside["passed"] == sum(bool(row["passed"]) for row in model)
    assert found.content["beside"][RANDOM_MATCHING] | {"model": ""} == {
        "model": "", **{key: scores[SMALL_MODEL][key] for key in ("passed", "judged", "distance")}
    }  # fmt: skip


def test_again_is_the_same_and_simulates_nothing(stored, scenario_file):
    out, found = stored
    again = validate(load_scenario(scenario_file, CHANGES), 3, None, out, workers=2)
    assert again.folder == found.folder
    assert again.content == found.content


def test_rivals_of_a_long_name_have_names_that_can_be_folders(scenario_file):
    long = load_scenario(scenario_file, CHANGES).model_copy(update={"name": "x" * LONGEST_NAME})
    names = [safe_name(one.name) for _, one, _ in _runs(long, None)]
    assert len(set(names)) == 1 + len(RIVALS)


@pytest.mark.slow
def test_random_matching_fills_about_as_many_posts():
    """The rival is to differ in whom it hires and not in how many: within a tenth, in a market large enough to tell."""
    baseline = load_scenario("scenarios/baseline.yaml", ["population.n_freelancers=20000"])
    filled = {}
    for name, scenario, _ in _runs(baseline, None):
        if name in {SMALL_MODEL, RANDOM_MATCHING}:
            tables = [simulate(scenario, 0, replication)["platform"].to_pandas() for replication in range(2)]
            sums = sum(table.loc[table["week"] >= 0, ["new_contracts", "new_posts"]].sum() for table in tables)
            filled[name] = sums["new_contracts"] / sums["new_posts"]
    assert filled[RANDOM_MATCHING] == pytest.approx(filled[SMALL_MODEL], rel=0.1)


def test_the_page_has_every_row_and_every_rival(stored):
    _, found = stored
    text = page(found.content)
    for row in found.content["scores"][0]["rows"]:
        assert f"| {row['id']} | {row['metric']} |" in text
    assert all(f"| {one['name']} | {one['passed']} of {one['judged']} |" in text for one in found.content["scores"])


def test_the_command_prints_rows_and_rivals(stored, scenario_file, capsys):
    out, found = stored
    changes = [part for change in CHANGES for part in ("--set", change)]
    assert main(["validate", str(scenario_file), "--seed", "3", "--out", str(out), *changes]) == 0
    printed = capsys.readouterr().out
    assert str(found.folder) in printed.replace("\n", "")
    assert "random matching" in printed
    assert main(["validate", str(scenario_file), "--seed", "3", "--out", str(out), "--json", *changes]) == 0
    assert json.loads(capsys.readouterr().out)["scores"][0]["name"] == "model"
