"""``docs/validation.md``: how the model and its rivals do on the rows that were never fitted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

PAGE: Final = "docs/validation.md"
HEAD: Final = """# Validation

<!-- Written by `python run.py validate SCENARIO.yaml --write`. -->

Rows of `sim/parameters/data/validation.csv`: in no fit, and in no choice of a parameter or between two versions of
a rule, with one exception that is told ([known misses](known_misses.md): `needs.complexity_level_step`). Each is
computed as its source defines it, as near as a run's records allow ([claims](claims.md)). A row passes when the value
lies in the published range. Intervals are Monte Carlo, 95%; they say nothing of the uncertainty of parameters. What is
missed stays here, and [known misses](known_misses.md) says why as far as we know. Times and populations differ from
those of the source for H9 (seen up to January 2023, computed at the end of the run) and H10 (2019 to 2021 on all
platforms, computed at the end of the run on one).

From `{scenario}`, seed {seed}: {runs}.

"""
RIVALS: Final = """
## Beside simple rivals

*No change*: nothing changes after AI, nobody is paid more. *Category trend*: each group of work, and each level of
software, goes on along its own log-linear trend of posts from July 2021 to the release of AI, in the model's own
market. *Market without AI*: this model with no AI at all, so trends and chance alone. *Random matching*: this model
with clients that pick anybody who can start. Distance is the mean, over rows with a range of two ends, of the
distance from the published number in half-widths of the range: below 1 is inside on average. Rows about which a rival
says nothing do not count for it; a rival that passes a row by saying nothing happens passes it all the same.

Simulated rivals have {n_freelancers:,} freelancers and {n_replications} replications, and size and luck move rows: so
the model is run like that too (*model at the rivals' size*), under the same luck. *Model, same rows*: the model on the
rows for which the rival has a value; for simulated rivals, at their size. With random matching clients choose among
eight and nobody by luck alone; `hiring.nobody_utility` is {nobody_utility} there, so that about as many posts are
filled.

"""


def page(content: Mapping[str, Any]) -> str:
    """Return the page from what `sim.experiment.validation.validate` stored.

    Parameters
    ----------
    content : mapping
        Content of ``validation.json``.
    """
    scores = content["scores"]
    runs = ", ".join(f"{name} `{run}`" for name, run in sorted(content["runs"].items()))
    parts = [HEAD.format(scenario=content["scenario"], seed=content["seed"], runs=runs)]
    header = ("row", "measure", "value", "95% interval", "published", "range", "unit", "result")
    model = scores[0]
    parts.append(_table(header, [row_cells(row) for row in model["rows"]], "llrrrrll"))
    parts.append(f"\nRows met: {model['passed']} of {model['judged']}.\n")
    parts.append(RIVALS.format(**content["simulated"]))
    cells = [(one["name"], *score_cells(one), *score_cells(content["beside"].get(one["name"]))) for one in scores]
    parts.append(_table(("", "rows met", "distance", "model, same rows: met", "distance"), cells, "lrrrr"))
    parts.append("\n### Row by row\n\n")
    header = ("row", "measure", *(one["name"] for one in scores))
    parts.append(_table(header, side_by_side(scores), "ll" + "r" * len(scores)))
    return "".join(parts)


def score_cells(one: Mapping[str, Any] | None) -> tuple[str, str]:
    """Return rows met and distance, nothing where there is no score."""
    return ("", "") if one is None else (f"{one['passed']} of {one['judged']}", number(one["distance"]))


def side_by_side(scores: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """Return the rows of the model with the values of all, a dash where one says nothing."""
    values = [{(row["id"], row["metric"]): row["value"] for row in one["rows"]} for one in scores]
    keys = list(values[0])
    return [(*key, *(number(own.get(key)) for own in values)) for key in keys]


def row_cells(row: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the cells of one row of the validation."""
    interval = "" if row["interval_low"] is None else f"{number(row['interval_low'])} to {number(row['interval_high'])}"
    low, high = row["low"], row["high"]
    reach = "" if low is None and high is None else f"{_end(low)} to {_end(high)}"
    verdict = {True: "pass", False: "**miss**", None: ""}[row["passed"]]
    value, published = number(row["value"]), number(row["reference"])
    return row["id"], row["metric"], value, interval, published, reach, row["unit"], verdict


def number(value: float | None) -> str:
    """Return a number with three significant digits, a dash for none."""
    return "-" if value is None else f"{value:.3g}"


def _end(value: float | None) -> str:
    return "any" if value is None else f"{value:.3g}"


def _table(header: Sequence[str], rows: Sequence[Sequence[str]], align: str) -> str:
    rule = ["--:" if side == "r" else "---" for side in align]
    return "".join(f"| {' | '.join(line)} |\n" for line in (header, rule, *rows))
