"""Scenario files on a small root group: extends, overrides, and what is said when something is wrong."""

# ruff: noqa: E501 - a message stands on one line, as the user sees it

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import Literal

import pytest

from sim.parameters.declaration import Group, IsoDate, parameter
from sim.parameters.errors import InputError, ScenarioSyntaxError, ScenarioValueError
from sim.parameters.resolve import apply_overrides, dump_scenario, load_group, load_scenario
from sim.parameters.scenario import Scenario


def made(default, unit="1", low=None, high=None):
    return parameter(default, unit=unit, meaning="A meaning.", source="a source", role="lever", low=low, high=high)


class Adoption(Group):
    """Who uses it."""

    mode: Literal["endogenous", "pinned"] = made("endogenous", "mode")
    share: float = made(0.5, low=0.0, high=1.0)
    enabled: bool = made(True)


class Fees(Group):
    """Who pays."""

    client_fee_rate: float = made(0.05, low=0.0, high=0.9)
    change_date: IsoDate = made(date(2024, 1, 1), "date")
    levels: tuple[int, ...] = made((), "USD")


class Ai(Group):
    """Everything about it."""

    adoption: Adoption = Adoption()


class Root(Group):
    """A small scenario."""

    name: str = made("unnamed", "text")
    description: str = made("", "text")
    weeks: int = made(10, "weeks", 1, 100)
    ai: Ai = Ai()
    fees: Fees = Fees()


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Write a file into an empty folder that is the current one; return its path."""
    monkeypatch.chdir(tmp_path)

    def write(text: str, name: str = "x.yaml") -> Path:
        path = Path(name)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return path

    return write


def refusal(path: Path, overrides=()) -> str:
    with pytest.raises(InputError) as caught:
        load_group(Root, path, overrides)
    assert caught.value.exit_code == 2
    return str(caught.value)


def test_what_is_not_written_keeps_its_default(write):
    loaded = load_group(Root, write("ai:\n  adoption: {share: 0.25}\nfees:\n  change_date: 2023-05-01\n"))
    assert loaded.ai.adoption == Adoption(share=0.25)
    assert loaded.fees.change_date == date(2023, 5, 1)
    assert loaded.weeks == 10


def test_whole_numbers_do_where_a_number_is_expected(write):
    share = load_group(Root, write("ai: {adoption: {share: 1}}")).ai.adoption.share
    assert share == 1.0
    assert isinstance(share, float)


# ---------------------------------------------------------------------------------------------------- what is said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ai:\n  adoption:\n    share: 1.4\n",
         "x.yaml:3:12: ai.adoption.share: 1.4 is above the highest allowed value 1 (unit: 1)"),
        ("weeks: 0\n", "x.yaml:1:8: weeks: 0 is below the lowest allowed value 1 (unit: weeks)"),
        ("weeks: many\n", "x.yaml:1:8: weeks: expected a whole number from 1 to 100 (unit: weeks), got the text 'many'"),
        ("weeks: 1e1\n", "x.yaml:1:8: weeks: expected a whole number from 1 to 100 (unit: weeks), got the number 10.0; write 10"),
        ("weeks: 1_0\n", "x.yaml:1:8: weeks: expected a whole number from 1 to 100 (unit: weeks), got the text '1_0'; write 10"),
        ("weeks: 12:30\n", "x.yaml:1:8: weeks: expected a whole number from 1 to 100 (unit: weeks), got the text '12:30'"),
        ("weeks: true\n", "x.yaml:1:8: weeks: expected a whole number from 1 to 100 (unit: weeks), got the truth value true"),
        ("weeks:\n", "x.yaml:1:7: weeks: expected a whole number from 1 to 100 (unit: weeks), got nothing"),
        ("weeks: [1]\n", "x.yaml:1:8: weeks: expected a whole number from 1 to 100 (unit: weeks), got a list"),
        ("weeks: {a: 1}\n", "x.yaml:1:8: weeks: expected a whole number from 1 to 100 (unit: weeks), got a group of names"),
        ("weeks: 100000000000000000000000000000\n", "x.yaml:1:8: weeks: 100000000000000000000000000000 is above"),
        ("ai:\n  adoption:\n    share: .nan\n", "x.yaml:3:12: ai.adoption.share: nan is not a finite number (unit: 1)"),
        ("ai: {adoption: {share: 1e400}}\n", "x.yaml:1:24: ai.adoption.share: inf is"),
        ("ai: {adoption: {share: '0.4'}}\n",
         "x.yaml:1:24: ai.adoption.share: expected a number from 0 to 1 (unit: 1), got the text '0.4'"),
        ("ai: {adoption: {enabled: yes}}\n",
         "x.yaml:1:26: ai.adoption.enabled: expected true or false (unit: 1), got the text 'yes'; write true"),
        ("ai: {adoption: {enabled: 1}}\n", "x.yaml:1:26: ai.adoption.enabled: expected true or false (unit: 1), got the number 1"),
        ("ai: {adoption: {mode: pined}}\n",
         "x.yaml:1:23: ai.adoption.mode: expected one of endogenous, pinned, got the text 'pined'; did you mean pinned?"),
        ("ai: {adoption: {mode: 3}}\n", "x.yaml:1:23: ai.adoption.mode: expected one of endogenous, pinned, got the number 3"),
        ("description: 3\n", "x.yaml:1:14: description: expected a text (unit: text), got the number 3"),
        ("ai: 3\n", "x.yaml:1:5: ai: expected a group of names, got the number 3"),
        ("ai:\n", "x.yaml:1:4: ai: expected a group of names, got nothing; write what differs from the default, or leave"),
        ("fees:\n  change_date: 2024-02-30\n",
         "x.yaml:2:16: fees.change_date: expected a date written as YYYY-MM-DD (unit: date), got the text '2024-02-30'"),
        ("fees: {change_date: 01/02/2024}\n", "x.yaml:1:21: fees.change_date: expected a date written as YYYY-MM-DD"),
        ("fees: {change_date: 2024-W05-1}\n", "x.yaml:1:21: fees.change_date: expected a date written as YYYY-MM-DD"),
        ("fees: {change_date: 2024}\n", "x.yaml:1:21: fees.change_date: expected a date written as YYYY-MM-DD (unit: date), got"),
        ("fees:\n  client_fee_rat: 0.1\n",
         "x.yaml:2:3: fees.client_fee_rat: there is no parameter of this name; did you mean `fees.client_fee_rate`?"),
        ("share: 0.4\n", "x.yaml:1:1: share: there is no parameter of this name; did you mean `ai.adoption.share`?"),
        ("Weeks: 3\n", "x.yaml:1:1: Weeks: there is no parameter of this name; did you mean `weeks`?"),
        ("adoption: {}\n", "x.yaml:1:1: adoption: there is no parameter of this name; did you mean `ai.adoption`?"),
        ("zzzzz: 1\n", "x.yaml:1:1: zzzzz: there is no parameter of this name; `describe parameters` lists the valid ones"),
        ("name: ../x\n", "x.yaml:1:7: name: expected a name for a folder"),
        ("name: a b\n", "x.yaml:1:7: name: expected a name for a folder"),
        ("name: ''\n", "x.yaml:1:7: name: expected a name for a folder"),
        ("name: 3\n", "x.yaml:1:7: name: expected a text (unit: text), got the number 3"),
    ],
)  # fmt: skip
def test_one_readable_error(write, text, said):
    assert refusal(write(text)).startswith(said)


def test_all_problems_are_told_in_the_order_of_the_file(write):
    lines = refusal(write("weeks: 0\nai:\n  adoption:\n    share: 2\n    shar: 1\nfees: 1\n")).splitlines()
    assert [line.split(": ")[0] for line in lines] == ["x.yaml:1:8", "x.yaml:4:12", "x.yaml:5:5", "x.yaml:6:7"]


def test_many_problems_are_counted(write):
    lines = refusal(write("".join(f"unknown_{i}: 1\n" for i in range(4000)))).splitlines()
    assert len(lines) == 21
    assert lines[-1] == "... and 3980 more problems"


def test_long_names_are_cut(write):
    assert len(refusal(write(f"{'x' * 100}: 1\n"))) < 300
    assert len(refusal(write(f"? {'x' * 10_000}\n: 1\n"))) < 300


# ------------------------------------------------------------------------------------------------------- extends


def test_a_file_says_what_differs(write):
    write("name: below\ndescription: of below\nweeks: 20\nai: {adoption: {mode: pinned, share: 0.1}}\n", "below.yaml")
    loaded = load_group(Root, write("extends: below.yaml\nai:\n  adoption:\n    share: 0.9\n"))
    assert loaded.weeks == 20
    assert loaded.ai.adoption == Adoption(mode="pinned", share=0.9)
    assert loaded.name == "x"  # its own, from the name of the file
    assert loaded.description == ""


def test_extends_is_relative_to_the_file_that_says_it(write):
    write("weeks: 20\n", "base/one.yaml")
    write("extends: ../base/one.yaml\n", "other/two.yaml")
    assert load_group(Root, write("extends: other/two.yaml\n")).weeks == 20


def test_an_inherited_value_is_refused_where_it_was_written(write):
    write("# first line\nweeks: 0\n", "below.yaml")
    said = refusal(write("extends: below.yaml\nfees: {client_fee_rate: 0.1}\n"))
    assert said == "below.yaml:2:8: weeks: 0 is below the lowest allowed value 1 (unit: weeks)"


def test_a_list_replaces_a_list_and_a_value_a_group(write):
    write("ai: {adoption: {share: 0.3}}\n", "below.yaml")
    assert refusal(write("extends: below.yaml\nai: 3\n")).startswith("x.yaml:2:5: ai: expected a group")


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_circle_is_told_with_its_chain(write, length):
    names = [f"s{i}.yaml" for i in range(length)]
    for name, following in zip(names, [*names[1:], names[0]], strict=True):
        write(f"weeks: 3\nextends: {following}\n", name)
    circle = " extends ".join([*names, names[0]])
    assert refusal(Path(names[0])) == (f"{names[-1]}:2:10: extends: the files extend one another in a circle: {circle}")


def test_a_circle_through_a_link_is_seen(write):
    path = write("extends: link.yaml\n")
    Path("link.yaml").symlink_to("x.yaml")
    assert "in a circle" in refusal(path)


def test_ten_files_in_a_row_are_enough(write):
    for i in range(12):
        write(f"extends: s{i + 1}.yaml\n", f"s{i}.yaml")
    write("weeks: 5\n", "s12.yaml")
    assert load_group(Root, Path("s3.yaml")).weeks == 5
    assert refusal(Path("s2.yaml")).startswith(
        "s11.yaml:1:10: extends: more than 10 files in a row: s2.yaml extends s3"
    )


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("nowhere.yaml", "x.yaml:1:10: extends: nowhere.yaml: there is no such file (x.yaml extends nowhere.yaml)"),
        ("blow.yaml", "x.yaml:1:10: extends: blow.yaml: there is no such file; did you mean below.yaml? (x.yaml extends"),
        ("folder", "x.yaml:1:10: extends: folder: is a folder, not a scenario file"),
        ("/etc/hostname", "x.yaml:1:10: extends: /etc/hostname is not a plain path"),
        ("~/x.yaml", "x.yaml:1:10: extends: ~/x.yaml is not a plain path"),
        ("C:/x.yaml", "x.yaml:1:10: extends: C:/x.yaml is not a plain path"),
        ("http://example.org/x.yaml", "x.yaml:1:10: extends: http://example.org/x.yaml is not a plain path"),
        (r"a\b.yaml", r"x.yaml:1:10: extends: a\b.yaml is not a plain path"),
        ("[below.yaml]", "x.yaml:1:10: extends: expected the name of a file, got a list"),
        ("3", "x.yaml:1:10: extends: expected the name of a file, got the number 3"),
        ("''", "x.yaml:1:10: extends: expected the name of a file, got the text ''"),
        ("pipe", "x.yaml:1:10: extends: pipe: is not a regular file"),
        ("x" * 300, "x.yaml:1:10: extends: "),
    ],
)  # fmt: skip
def test_extends_that_lead_nowhere(write, written, said):
    write("weeks: 5\n", "below.yaml")
    Path("folder").mkdir()
    os.mkfifo("pipe")
    assert refusal(write(f"extends: {written}\n")).startswith(said)


def test_a_broken_file_in_the_chain_is_named(write):
    write("weeks: [\n", "below.yaml")
    assert refusal(write("extends: below.yaml\n")).startswith("below.yaml:2:1: not valid YAML")


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("nowhere.yaml", "nowhere.yaml: there is no such file"),
        ("xx.yaml", "xx.yaml: there is no such file; did you mean x.yaml?"),
        ("x", "x: there is no such file; did you mean x.yaml?"),
        (".", ".: is a folder, not a scenario file"),
        ("x.yaml/y", "x.yaml/y: there is no such file"),
        ("a" * 300, "a" * 300 + ": "),
        ("a\0b", "a\0b: "),
    ],
)
def test_files_that_cannot_be_read(write, path, said):
    write("weeks: 3\n")
    assert refusal(Path(path)).startswith(said)


# ----------------------------------------------------------------------------------------------------- overrides


def test_set_wins_over_the_file_and_later_over_earlier(write):
    path = write("weeks: 3\nai: {adoption: {share: 0.1}}\n")
    loaded = load_group(Root, path, ["weeks=4", "ai.adoption.mode=pinned", "weeks=5", "fees.change_date=2023-05-01"])
    assert loaded.weeks == 5
    assert loaded.ai.adoption == Adoption(mode="pinned", share=0.1)
    assert loaded.fees.change_date == date(2023, 5, 1)


def test_a_text_needs_no_quotes_in_set(write):
    assert load_group(Root, write("weeks: 3\n"), ["description=what if: # 1=1?"]).description == "what if: # 1=1?"


def test_lists_are_written_in_brackets(write):
    assert load_group(Root, write("fees:\n  levels: [1, 2]\n")).fees.levels == (1, 2)
    assert load_group(Root, write("fees: {}\n"), ["fees.levels=[3, 4]"]).fees.levels == (3, 4)
    assert refusal(write("fees:\n  levels: [1, x]\n")).startswith(
        "x.yaml:2:15: fees.levels[1]: expected a whole number"
    )


@pytest.mark.parametrize(
    ("override", "said"),
    [
        ("ai.adoption.share=1.4", "--set: ai.adoption.share: 1.4 is above the highest allowed value 1 (unit: 1)"),
        ("ai.adoption.shar=1", "--set: ai.adoption.shar: there is no parameter of this name; did you mean `ai.adoption.share`?"),
        ("weeks", "--set: expected path=value, got 'weeks'"),
        ("=3", "--set: '' is not a path of names"),
        ("ai..share=3", "--set: 'ai..share' is not a path of names with dots between them"),
        ("weeks=[1", "--set: weeks: not valid YAML: expected ',' or ']'"),
        ("weeks=[1]", "--set: weeks: expected a whole number from 1 to 100 (unit: weeks), got a list"),
        ("weeks=017", "--set: weeks: 017: a number must not begin with 0; write 17"),
        ("weeks=", "--set: weeks: expected a whole number from 1 to 100 (unit: weeks), got nothing"),
        ("weeks.x=3", "--set: weeks: expected a whole number from 1 to 100 (unit: weeks), got a group of names"),
        ("ai=3", "--set: ai: expected a group of names, got the number 3"),
        ("extends=y.yaml", "--set: extends can only be written in a file"),
        ("name=../up", "--set: name: expected a name for a folder"),
        ("ai.adoption.enabled=no", "--set: ai.adoption.enabled: expected true or false (unit: 1), got the text 'no'; write false"),
        ("a\x1b[31m=1", "--set: "),
    ],
)  # fmt: skip
def test_set_is_told_as_set(write, override, said):
    text = refusal(write("weeks: 3\n"), [override])
    assert text.startswith(said)
    assert "\x1b" not in text


def test_apply_overrides():
    before = Root(weeks=7)
    after = apply_overrides(before, {"ai.adoption.share": 0.4, "fees.change_date": "2023-05-01", "weeks": 9})
    assert after == Root(weeks=9, ai=Ai(adoption=Adoption(share=0.4)), fees=Fees(change_date=date(2023, 5, 1)))
    assert before == Root(weeks=7)
    assert apply_overrides(before, {}) == before
    assert apply_overrides(before, {"fees.change_date": date(2023, 5, 1)}).fees.change_date == date(2023, 5, 1)


@pytest.mark.parametrize(
    ("overrides", "said"),
    [
        (
            {"ai.adoption.share": 2.0},
            "overrides: ai.adoption.share: 2.0 is above the highest allowed value 1 (unit: 1)",
        ),
        ({"ai.adoption.shar": 0.4}, "overrides: ai.adoption.shar: there is no parameter of this name"),
        ({"weeks": "9"}, "overrides: weeks: expected a whole number"),
    ],
)
def test_apply_overrides_refuses(overrides, said):
    with pytest.raises(ScenarioValueError) as caught:
        apply_overrides(Root(), overrides)
    assert str(caught.value).startswith(said)


def test_apply_overrides_refuses_a_path_that_is_none():
    with pytest.raises(ScenarioSyntaxError, match="is not a path of names"):
        apply_overrides(Root(), {"ai..x": 1})


# ----------------------------------------------------------------------------------------- the scenarios that ship

SHIPPED = sorted((Path(__file__).resolve().parents[2] / "scenarios").glob("*.yaml"))


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_shipped_scenarios(path, tmp_path):
    scenario = load_scenario(path)
    assert scenario.name == path.stem
    assert scenario.description
    assert path.read_text(encoding="utf-8").startswith("# yaml-language-server: $schema=schema.json\n")
    copy = tmp_path / "copy.yaml"
    copy.write_text(dump_scenario(scenario), encoding="utf-8")
    assert load_scenario(copy) == scenario


def test_every_shipped_scenario_asks_another_question():
    scenarios = [load_scenario(path) for path in SHIPPED]
    assert len({s.model_copy(update={"name": "", "description": ""}) for s in scenarios}) == len(SHIPPED)
    assert {"baseline", "quick", "no_ai"} <= {s.name for s in scenarios}
    assert isinstance(scenarios[0], Scenario)
