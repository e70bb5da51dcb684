"""What is printed on a terminal that is not UTF-8: nothing fails, signs of numbers stay, JSON stays JSON."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path

import pytest

from sim.analysis.paired.headline import HEADLINE
from sim.experiment.comparison import ComparisonResult
from sim.interface.cli.main import main

NAMES = ("effect", "low", "high", "value", "value_reference", "relative", "relative_low", "relative_high")
NONE = {**dict.fromkeys(NAMES), "unit": "USD", "correlation": None, "unpaired_runs": None}
ROW = {**NONE, "value_reference": 100.0, "value": 97.0, "effect": -3.0, "low": -5.0, "high": -1.0}
ROW |= {"relative": -0.03, "relative_low": -0.05, "relative_high": -0.01}
SUMMARY = {
    "reference": "s",
    "replications": 3,
    "seed": 0,
    "n_freelancers": 300,
    "comparisons": {
        "o": {"outcomes": dict.fromkeys(HEADLINE, NONE) | {"posts_per_year": ROW}, "verdict": "\u22123.0%, \u03bc."}
    },
}


@pytest.fixture
def printed(tmp_path, monkeypatch):
    """Compare, as if it had been done, and return what a terminal of an encoding shows and how the command ends."""
    monkeypatch.chdir(tmp_path)
    for name in ("s", "o"):
        Path(f"{name}.yaml").write_text(f"description: The market {name}.\n", encoding="utf-8")
    result = ComparisonResult(tmp_path, SUMMARY, already_there=True)
    monkeypatch.setattr("sim.experiment.comparison.compare_scenarios", lambda *_, **__: result)

    def run(encoding, *options):
        terminal = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        monkeypatch.setattr(sys, "stdout", terminal)
        code = main(["compare", "s.yaml", "o.yaml", *options])
        terminal.flush()
        return code, terminal.buffer.getvalue().decode(encoding)

    return run


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252", "ascii"])
def test_what_a_terminal_cannot_show_does_not_fail_and_keeps_its_sign(printed, encoding):
    code, shown = printed(encoding)
    assert code == 0
    assert "-3.0% [-5.0, -1.0]" in shown
    assert "-3.0%, ?." in shown


@pytest.mark.parametrize("encoding", ["latin-1", "cp1252"])  # click writes UTF-8 where ASCII is said
def test_json_is_json_in_any_encoding(printed, encoding):
    code, shown = printed(encoding, "--json")
    assert code == 0
    assert json.loads(shown)["comparisons"]["o"]["verdict"] == "-3.0%, ?."


def test_a_terminal_that_can_show_all_shows_all(printed):
    code, shown = printed("utf-8")
    assert code == 0
    assert "\u22123.0% [\u22125.0, \u22121.0]" in shown
    assert "\u22123.0%, \u03bc." in shown
