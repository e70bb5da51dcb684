"""A comparison end to end on a small market: files, checks, the same bytes, what pairing buys, what is refused."""

from __future__ import annotations

import json
import re

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.analysis.paired.comparison import PEOPLE, TABLES
from sim.experiment.comparison import KIND, _name, compare_scenarios, redraw_comparison
from sim.experiment.manifest import kind_of, read_manifest
from sim.experiment.pairing import differences, notes_on, refuse_what_does_not_pair, with_replications
from sim.experiment.place import safe_name
from sim.experiment.store import verify
from sim.interface.cli.main import main
from sim.outcomes.catalogue import CATALOGUE
from sim.parameters.errors import InputError, StoreDamaged
from sim.parameters.names import LONGEST_NAME
from sim.parameters.resolve import apply_overrides, load_scenario

SMALL = {"population.n_freelancers": 2000, "horizon.warm_up_weeks": 60, "replication.n_twins": 1}
SEED = 3


def scenario(name, **changes):
    base = load_scenario(f"scenarios/{name}.yaml")
    return apply_overrides(base, {**SMALL, "record.people_share": 1.0, **changes})


def files_in(folder):
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def asked():
    return [scenario("baseline"), scenario("no_ai")]


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("out")


@pytest.fixture(scope="module")
def result(asked, out):
    return compare_scenarios(asked, SEED, 3, out, workers=2)


def test_the_folder_holds_tables_figures_and_words(result, out):
    assert re.fullmatch(r"compare/baseline-vs-no_ai/[0-9a-f]{12}-s3", result.folder.relative_to(out).as_posix())
    names = {f"{name}.parquet" for name in TABLES} | {f"{name}.csv" for name in TABLES if name != PEOPLE}
    assert {path.name for path in result.folder.iterdir()} == names | {
        "verdict.txt", "summary.json", "manifest.json", "figures",
    }  # fmt: skip
    drawn = {path.name for path in (result.folder / "figures").iterdir()}
    assert {"effects-no_ai.png", "over_time-no_ai.svg", "individuals-no_ai.png"} <= drawn
    assert verify(result.folder) == []
    assert list(out.rglob(".*")) == []


def test_the_runs_are_runs_like_any_other(result, out):
    for run in result.summary["runs"]:
        folder = out / run["scenario"] / f"{run['fingerprint']}-s{SEED}"
        assert verify(folder) == []
        assert kind_of(folder) != KIND
    assert kind_of(result.folder) == KIND


def test_the_summary_is_for_machines(result):
    summary = json.loads((result.folder / "summary.json").read_text(encoding="utf-8"))
    assert summary == result.summary
    assert (summary["reference"], summary["scenarios"], summary["seed"]) == ("baseline", ["no_ai"], SEED)
    found = summary["comparisons"]["no_ai"]
    assert found["outcomes"].keys() == CATALOGUE.keys()
    assert ["ai.capability.mode", "measured", "none"] in found["differences"]
    assert found["individuals"]["share_gain"]["value"] > 0.0
    assert found["verdict"] == (result.folder / "verdict.txt").read_text(encoding="utf-8")
    assert found["outcomes"]["client_ai_adoption_share"]["value"] == 0.0


def test_csv_and_parquet_say_the_same(result):
    for name in TABLES:
        if name != PEOPLE:
            stored = pd.read_parquet(result.folder / f"{name}.parquet")
            read = pd.read_csv(result.folder / f"{name}.csv")
            assert stored.columns.tolist() == read.columns.tolist()
            numbers = stored.select_dtypes("number")
            pd.testing.assert_frame_equal(numbers, read[numbers.columns], check_dtype=False, rtol=1e-11)


def test_columns_say_what_they_mean(result):
    for name in TABLES:
        schema = pq.read_schema(result.folder / f"{name}.parquet")
        assert all(schema.field(column).metadata[b"meaning"] for column in schema.names)
    assert pq.read_schema(result.folder / "people.parquet").field("change").metadata[b"unit"] == b"USD"


def test_pairing_is_better_than_independent_seeds(result):
    for outcome in ("gross_services_volume", "posts_per_year"):
        row = result.summary["comparisons"]["no_ai"]["outcomes"][outcome]
        assert 0.0 < row["standard_error"] < row["unpaired_standard_error"], outcome
        assert row["correlation"] > 0.0
        assert row["unpaired_runs"] > 3.0


def test_people_add_up_to_the_market(result):
    """Last-52-week earnings of all people, here from persons, are the money of the market, there from contracts."""
    found = result.summary["comparisons"]["no_ai"]["individuals"]
    people = pd.read_parquet(result.folder / "people.parquet")
    scale = 18_000_000.0 / 2000.0 / 3.0
    assert people["change"].sum() * scale == pytest.approx(found["total_change"]["value"])


def test_found_again(result, asked, out):
    before = files_in(out)
    again = compare_scenarios(asked, SEED, 3, out)
    assert again.already_there
    assert again.summary == result.summary
    assert files_in(out) == before


def test_one_process_and_two_give_the_same_bytes(result, asked, tmp_path):
    alone = compare_scenarios(asked, SEED, 3, tmp_path, workers=1)
    first, second = files_in(result.folder), files_in(alone.folder)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == ["manifest.json"]


def test_figures_are_drawn_again_from_stored_tables_alone(result, tmp_path, capsys):
    folder = tmp_path / "copy"
    for name, content in files_in(result.folder).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    (folder / "figures" / "effects-no_ai.png").unlink()
    assert verify(folder)
    assert main(["plot", str(folder)]) == 0
    assert "effects-no_ai.png" in capsys.readouterr().out
    assert verify(folder) == []
    drawn = files_in(folder)
    assert [name for name, content in files_in(result.folder).items() if drawn[name] != content] == ["manifest.json"]
    (folder / "time.csv").write_text("damaged", encoding="utf-8")
    with pytest.raises(StoreDamaged, match=r"time\.csv"):
        redraw_comparison(folder)


def test_what_the_command_prints(result, out, tmp_path, capsys, monkeypatch):
    options = ["--seed", str(SEED), "--replications", "3", "--out", str(out)]
    sets = [f"--set={path}={value}" for path, value in {**SMALL, "record.people_share": 1.0}.items()]
    files = ["scenarios/baseline.yaml", "scenarios/no_ai.yaml"]
    assert main(["compare", *files, *options, *sets]) == 0
    said = capsys.readouterr().out
    assert "no_ai against baseline: 2,000 freelancers, replications 3, seed 3" in said
    assert "gross services volume" in said
    assert "Already there" in said
    assert str(result.folder) in said
    assert main(["compare", *files, *options, *sets, "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == result.summary
    assert main(["compare", *files, *options, *sets, "--quiet"]) == 0
    assert capsys.readouterr() == ("", "")


def test_what_is_written_down_makes_no_difference(asked, out):
    """Both worlds are simulated; one more table is recorded in one of them, and every effect is exactly zero."""
    other = apply_overrides(asked[0], {"record.freelancer_months": True}).model_copy(update={"name": "more"})
    found = compare_scenarios([asked[0], other], SEED, 3, out, draw=False)
    said = found.summary["comparisons"]["more"]
    assert said["worlds_part"] is None
    assert "No week differs" in said["verdict"]
    effects = pd.read_parquet(found.folder / "effects.parquet")
    known = effects["effect"].notna()
    assert known.sum() > 40
    assert (effects.loc[known, "effect"] == 0.0).all()
    assert (effects.loc[known & (effects["error"] == "paired"), "standard_error"] == 0.0).all()
    assert said["individuals"]["share_unchanged"]["value"] == 1.0


def test_a_name_that_cannot_be_a_folder_is_refused_before_anything_is_run(asked, tmp_path):
    with pytest.raises(InputError, match=r"overrides: name: expected a name for a folder.*'con'"):
        compare_scenarios([asked[0], asked[1].model_copy(update={"name": "con"})], SEED, 1, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_long_names_are_cut_not_refused(asked):
    long = [one.model_copy(update={"name": f"{one.name}-{'x' * 50}"}) for one in asked]
    assert _name(asked) == "baseline-vs-no_ai"
    assert len(safe_name(_name(long))) == LONGEST_NAME


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["scenarios/baseline.yaml"], "compare: needs two scenarios or more, the first being the reference; got 1"),
        (["scenarios/baseline.yaml"] * 2, "name: 2 of the scenarios are called 'baseline'"),
        (["scenarios/baseline.yaml", "scenarios/quick.yaml"], "population.n_freelancers is 10000, not 1000000"),
        (["scenarios/baseline.yaml", "scenarios/nowhere.yaml"], "nowhere.yaml"),
        (["scenarios/baseline.yaml", "scenarios/no_ai.yaml", "--replications", "0"], "replication.n_replications"),
        (["scenarios/baseline.yaml", "scenarios/no_ai.yaml", "--seed", "-1"], "seed: -1 is not a whole number in 0 to"),
    ],
)
def test_refusals_are_one_line_and_leave_nothing(arguments, said, tmp_path, capsys):
    assert main(["compare", *arguments, "--out", str(tmp_path / "out")]) == 2
    out, err = capsys.readouterr()
    assert said in err
    assert (out, err.count("\n")) == ("", 1)
    assert not (tmp_path / "out").exists()


def test_the_same_scenario_under_another_name_is_refused(asked):
    twin = asked[0].model_copy(update={"name": "again", "description": "Other words."})
    with pytest.raises(InputError, match="again: is the same scenario as baseline"):
        refuse_what_does_not_pair([asked[0], twin])
    with pytest.raises(InputError, match="again: is the same scenario as first"):
        refuse_what_does_not_pair([asked[1], twin.model_copy(update={"name": "first"}), twin])


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("horizon.weeks", 100),
        ("horizon.start", "2021-07-12"),
        ("horizon.warm_up_weeks", 10),
        ("population.n_freelancers", 3000),
        ("record.people_share", 0.5),
    ],
)
def test_what_breaks_the_pairing_is_named(asked, path, value):
    other = apply_overrides(asked[1], {path: value})
    with pytest.raises(InputError, match=rf"no_ai: cannot be paired with baseline: {path} is {value}, not ") as refused:
        refuse_what_does_not_pair([asked[0], other])
    assert "\n" not in str(refused.value)


def test_all_that_differs_is_named(asked):
    other = apply_overrides(asked[1], {"replication.twin_withheld_share": 0.1, "replication.n_replications": 9})
    found = differences(asked[0], other)
    assert [path for path, _, _ in found] == ["ai.capability.mode", "replication.twin_withheld_share"]
    assert notes_on(found) == ["Twin worlds withhold AI from different shares of people."]


def test_all_get_the_replications_of_the_reference(asked):
    three, five = (
        apply_overrides(one, {"replication.n_replications": n}) for one, n in zip(asked, (3, 5), strict=True)
    )
    assert [one.replication.n_replications for one in with_replications([three, five], None)] == [3, 3]
    assert [one.replication.n_replications for one in with_replications([three, five], 4)] == [4, 4]


def test_damage_is_told_and_force_makes_it_anew(result, asked, out):
    (result.folder / "verdict.txt").write_text("All is well.", encoding="utf-8")
    with pytest.raises(StoreDamaged, match=r"verdict\.txt"):
        compare_scenarios(asked, SEED, 3, out)
    again = compare_scenarios(asked, SEED, 3, out, force=True)
    assert not again.already_there
    assert verify(again.folder) == []
    assert read_manifest(again.folder)["kind"] == "comparison"
