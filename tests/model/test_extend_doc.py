"""The example of docs/extend.md runs, and does what it says."""

from __future__ import annotations

import re

import numpy as np
import pytest

from sim.model.agents.client import Client
from sim.model.agents.freelancer import Freelancer
from sim.model.agents.row_agent import Cell, RowAgent
from tests.model.extend_doc import blocks, run_block, text


@pytest.fixture(scope="module")
def ran():
    """Names left by the blocks of the document, and what each printed."""
    names = {"__name__": "extend"}
    return names, [run_block(code, names) for code in blocks("python")]


def test_the_output_has_the_lines_that_stand_in_the_document(ran):
    """Labels; the numbers are golden ones (tests/golden)."""
    _, printed = ran
    labels = [re.sub(r"[\s\d.%]+", " ", out) for out in (printed[0], blocks("text")[0])]
    assert labels[0] == labels[1]
    assert len(printed[0].splitlines()) == 3


def test_the_second_block_prints_what_it_claims(ran):
    assert ran[1][1] == "True True\nTrue\n"


def test_the_cautious_adopt_with_a_good_reputation_only(ran):
    markets = ran[0]["markets"]
    plain, cautious = (markets[name].freelancers for name in ("Freelancer", "Cautious"))
    assert 0 < cautious.array("ai_adopted").sum() < plain.array("ai_adopted").sum()
    assert type(markets["Cautious"].freelancer_at[0]).__name__ == "Cautious"
    # reputation moves on after adoption; those who never worked since stand where they stood
    never_rated = cautious.array("standing") == 0
    assert not cautious.array("ai_adopted")[never_rated & (cautious.array("reputation") < 4.7)].any()


def test_budget_takers_ask_for_the_budget(ran):
    contracts = ran[0]["markets"]["BudgetTaker"].record.tables()["contracts"]
    at_budget = np.isclose(contracts["proposed_rate"], contracts["budget_rate"], rtol=1e-5)
    above = contracts["proposed_rate"] > contracts["budget_rate"]
    assert len(at_budget) > 0
    assert (at_budget | above).all()
    assert at_budget.mean() > 0.5


def test_the_markets_share_their_people(ran):
    ids = [set(market.clients.array("client_id").tolist()) for market in ran[0]["markets"].values()]
    assert ids[0] == ids[1] == ids[2]


def decisions_of(kind):
    """Public methods of an agent's own class: cells and luck aside."""
    return [
        name
        for name, value in vars(kind).items()
        if callable(value) and not isinstance(value, Cell) and not name.startswith("_") and name != "uniform"
    ]


@pytest.mark.parametrize(("kind", "title"), [(Freelancer, "a freelancer"), (Client, "a client")])
def test_the_tables_name_every_decision_in_order(kind, title):
    assert issubclass(kind, RowAgent)
    section = text().partition(f"## Decisions of {title}\n")[2].partition("\n## ")[0]
    assert re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE) == decisions_of(kind)
