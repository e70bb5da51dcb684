from __future__ import annotations

import re
from pathlib import Path

import pytest

from sim.outcomes.column import Column
from sim.outcomes.columns import ALWAYS_RECORDED, ON_REQUEST, TABLES, column_names

CONTRACT = Path(__file__).parents[2] / "docs" / "decisions" / "0001-floors-and-contracts.md"


def contract_names():
    text = CONTRACT.read_text(encoding="utf-8")
    body = text[text.index("### weekly") : text.index("## sim.analysis")]
    rows = [line.split("|")[1] for line in body.splitlines() if line.startswith("| ")]
    names = set(re.findall(r"`([a-z_0-9]+)`", body))
    return (names | {name for row in rows for name in re.findall(r"[a-z_0-9]+", row)}) - {"column"}


def test_every_column_of_the_contract_is_declared_and_no_other():
    assert contract_names() == {name for table in TABLES for name in column_names(table)}


@pytest.mark.parametrize("table", TABLES)
def test_names_of_a_table_are_unique(table):
    names = column_names(table)
    assert len(set(names)) == len(names)


def test_each_table_is_always_recorded_or_on_request():
    assert sorted(ALWAYS_RECORDED + ON_REQUEST) == sorted(TABLES)


def test_every_weekly_flow_is_a_sum_never_a_ratio():
    assert not [name for name in column_names("weekly") if name.endswith(("_share", "_mean", "_rate_mean"))]


def test_a_column_refuses_an_unknown_dtype():
    with pytest.raises(ValueError, match="float16"):
        Column("x", "float16", "1", "half")


def test_a_column_refuses_an_empty_meaning():
    with pytest.raises(ValueError, match="meaning"):
        Column("x", "int64", "1", "")


def test_unknown_table():
    with pytest.raises(KeyError):
        column_names("weakly")
