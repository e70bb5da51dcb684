"""A few sentences on a comparison, made of its numbers and of nothing else.

An outcome moves when the 95% interval of its paired effect excludes zero. Of outcomes that nothing moves, one in twenty
would. Work categories and quarters are many, so they move when q (Benjamini-Hochberg) is at most 0.05.
"""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from sim.analysis.calendar import CHATGPT
from sim.analysis.paired.adoption_effects import ALL as EVERYBODY
from sim.analysis.paired.adoption_effects import CAUSAL
from sim.analysis.paired.comparison import ADOPTION, CATEGORIES, EFFECTS, GROUPS, INDIVIDUALS, PEOPLE, TIME, Tables
from sim.analysis.paired.effect import DOWN, NOISE, SAME, UNKNOWN, UP
from sim.analysis.paired.groups import ALL, BY_OPENNESS
from sim.analysis.paired.headline import headline_rows, said, signed
from sim.analysis.paired.individuals import THRESHOLD
from sim.analysis.paired.people import BOTH
from sim.analysis.paired.table import records

FALSE_DISCOVERIES = 0.05
WIDTH = 110
OPTIONS = ("record.", "replication.")
"""Groups of parameters that say how a scenario is run, not what it is."""
FEWEST = 100
"""Fewer people in all replications together are too few to say who gains."""
NAMED = 4
"""Work categories named: all that move, or those at the two ends."""
MOST = 6
"""Parameters that differ named in the text; the rest are counted."""


@dataclass(frozen=True)
class Facts:
    """What the tables do not hold.

    Attributes
    ----------
    reference, scenario : str
        Names.
    seed, replications, n_freelancers : int
    differences : sequence of (path, reference value, value)
        Parameters that differ.
    parting : str or None
        Date of the first week in which the two worlds differ, None if they never do.
    notes : sequence of str
        What weakens the pairing.
    """

    reference: str
    scenario: str
    seed: int
    replications: int
    n_freelancers: int
    differences: Sequence[tuple[str, str, str]] = ()
    parting: str | None = None
    notes: Sequence[str] = field(default=())


def verdict(tables: Tables, facts: Facts) -> str:
    """Return the verdict, paragraphs wrapped, ending with a line break.

    Parameters
    ----------
    tables : dict of str to pandas.DataFrame
        Of one scenario against the reference, from `compare_worlds`.
    facts : Facts
    """
    said_ = [_head(facts), _headlines(tables[EFFECTS])]
    if facts.parting is not None:
        said_ += [_time(tables[TIME]), _categories(tables[CATEGORIES]), _people(tables)]
        said_ += [_groups(tables[GROUPS]), _adoption(tables[ADOPTION], facts)]
    return "\n".join(textwrap.fill(text, WIDTH) for text in said_ if text) + "\n"


def _head(facts: Facts) -> str:
    runs = f"{facts.replications} replication{'s' if facts.replications > 1 else ''}"
    text = (
        f"{facts.scenario} against {facts.reference}: {runs} of {facts.n_freelancers:,} freelancers, seed {facts.seed}."
    )
    differ = [one for one in facts.differences if not one[0].startswith(OPTIONS)]
    if differ:
        named = [f"{path} ({here} -> {there})" for path, here, there in differ[:MOST]]
        more = len(differ) - MOST
        text += f" They differ in {', '.join(named)}{f' and {more} more' if more > 0 else ''}."
    if facts.parting is None:
        return text + " No week differs: what they differ in never bites."
    text += f" The worlds are one until the week of {facts.parting}"
    text += f", before AI is public ({CHATGPT}): people pair less well." if facts.parting < str(CHATGPT) else "."
    return " ".join([text, *facts.notes])


def _headlines(effects: pd.DataFrame) -> str:
    rows = headline_rows(effects)
    if rows.empty:
        return "No headline outcome has a value in both scenarios."
    by_sign = {sign: rows.loc[rows["sign"] == sign] for sign in (UP, DOWN, NOISE, SAME, UNKNOWN)}
    if len(by_sign[SAME]) == len(rows):
        return "No headline outcome differs at all."
    if len(by_sign[UNKNOWN]) == len(rows):
        return f"{_list(rows)}. With one replication there is no interval: none of this can be told from chance."
    moved = pd.concat([by_sign[UP], by_sign[DOWN]]).loc[lambda x: ~x.index.duplicated()]
    moved = rows.loc[rows["outcome"].isin(moved["outcome"])]
    text = f"Beyond Monte Carlo error (95% intervals, paired): {_list(moved)}." if len(moved) else ""
    if moved.empty:
        text = "No headline outcome differs beyond noise."
    if len(by_sign[NOISE]):
        text += f" {'Within' if len(moved) else 'All are within'} noise: {_list(by_sign[NOISE])}."
    if len(by_sign[SAME]):
        text += f" Identical: {', '.join(by_sign[SAME]['words'])}."
    if len(by_sign[UNKNOWN]):
        text += f" Without an interval: {_list(by_sign[UNKNOWN])}."
    return (
        f"{text} Of outcomes that nothing moves, chance puts one in twenty beyond its interval." if len(moved) else text
    )


def _list(rows: pd.DataFrame) -> str:
    return "; ".join(f"{row['words']} {said(row)}" for row in records(rows))


def _time(table: pd.DataFrame) -> str:
    rows = table.loc[(table["outcome"] == "freelancer_earnings") & table["q_value"].notna()]
    if rows.empty:
        return ""
    moved, last = rows.loc[rows["q_value"] <= FALSE_DISCOVERIES], records(rows)[-1]
    when = f" (from {moved['quarter'].iloc[0]} to {moved['quarter'].iloc[-1]})" if len(moved) else ""
    return (
        f"By quarter, freelancers' earnings differ beyond noise in {len(moved)} of {len(rows)}{when} (false "
        f"discoveries held at 5%); in {last['quarter']} by {said(last)}."
    )


def _categories(table: pd.DataFrame) -> str:
    rows = table.loc[(table["outcome"] == "freelancer_earnings") & table["q_value"].notna()]
    if rows.empty:
        return ""
    moved = rows.loc[rows["q_value"] <= FALSE_DISCOVERIES].sort_values(["relative", "category"], kind="stable")
    if moved.empty:
        return f"Earnings move beyond noise in none of {len(rows)} work categories (false discoveries held at 5%)."
    up, down = int((moved["effect"] > 0.0).sum()), int((moved["effect"] < 0.0).sum())
    ends = moved if len(moved) <= NAMED else pd.concat([moved.iloc[: NAMED // 2], moved.iloc[-(NAMED // 2) :]])
    named = "; ".join(f"{row['category']} {said(row)}" for row in records(ends))
    return (
        f"By work category, freelancers' earnings rise beyond noise in {up} and fall in {down} of {len(rows)} (false "
        f"discoveries held at 5%): {named}."
    )


def _people(tables: Tables) -> str:
    found = {str(row["measure"]): row for row in records(tables[INDIVIDUALS])}
    people = tables[PEOPLE]
    earned = (people["earnings_reference"] > 0.0) | (people["earnings_other"] > 0.0)
    n = int(((people["exists"] == BOTH) & earned).sum())
    if n < FEWEST:
        return f"Only {n} simulated people earned in the last year: too few to say who gains and who loses."
    gain, lose, less = (found[name] for name in ("share_gain", "share_lose", "share_gain_less_lose"))
    text = (
        f"Of {n:,} simulated people who earned in the last year of either world, {_share(gain)} earn more and "
        f"{_share(lose)} less by over {THRESHOLD:.0%}: {_points(less)} points more gain than lose ({_judged(less)}). "
        f"Mean change {_usd(found['mean_change'])} USD a year ({_judged(found['mean_change'])})."
    )
    cancels = found["excess_reallocation"]["value"]
    if np.isfinite(cancels):
        text += (
            f" {100.0 * cancels:.0f}% of all gains and losses cancel, by luck of another course of the market or "
            "because the scenario helps some as it hurts others: two worlds of one person cannot tell."
        )
    return text


def _groups(table: pd.DataFrame) -> str:
    rows = table.loc[table["effect"].notna()]
    margin = rows.loc[(rows["by"] == ALL) & (rows["experience"] != ALL)]
    openness = rows.loc[(rows["by"] == BY_OPENNESS) & (rows["experience"] == ALL)]
    if margin.empty:
        return ""
    text = "Among those who earned before AI, mean earnings by third of experience: "
    text += "; ".join(f"{row['experience']} {said(row)}" for row in records(margin))
    if len(openness):
        text += ". By openness to AI: " + "; ".join(f"{row['group']} {said(row)}" for row in records(openness))
    moved = pd.concat([margin, openness])["sign"].isin([UP, DOWN])
    return text + ("." if moved.any() else ". None of these is beyond noise.")


def _adoption(table: pd.DataFrame, facts: Facts) -> str:
    (row,) = records(table.loc[(table["estimand"] == CAUSAL) & (table["experience"] == EVERYBODY)])
    if not np.isfinite(row["value_reference"]) and not np.isfinite(row["value"]):
        return ""
    named = [
        f"{signed(100.0 * row[column])}% (standard error {100.0 * row[error]:.1f}) in {name}"
        for column, error, name in (
            ("value_reference", "standard_error_reference", facts.reference),
            ("value", "standard_error_value", facts.scenario),
        )
        if np.isfinite(row[column])
    ]
    text = f"Being allowed to adopt AI changes freelancers' own earnings (twin worlds) by {' and '.join(named)}"
    return f"{text}; difference {said(row)} ({_judged(row)})." if np.isfinite(row["effect"]) else f"{text}."


def _judged(row: Mapping[str, Any]) -> str:
    """Return what the 95% interval of a row says."""
    if not np.isfinite(row["low"]):
        return "no interval"
    return "within noise" if row["low"] <= 0.0 <= row["high"] else "beyond noise"


def _share(row: Mapping[str, Any]) -> str:
    return f"{100.0 * row['value']:.1f}%"


def _points(row: Mapping[str, Any]) -> str:
    return _with_interval(row, 100.0, 1)


def _usd(row: Mapping[str, Any]) -> str:
    return _with_interval(row, 1.0, 0)


def _with_interval(row: Mapping[str, Any], scale: float, digits: int) -> str:
    value = signed(scale * row["value"], digits)
    if not np.isfinite(row["low"]):
        return value
    return f"{value} [{signed(scale * row['low'], digits)}, {signed(scale * row['high'], digits)}]"
