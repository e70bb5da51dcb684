"""Which conclusions about AI hold without a mechanism, and in both variants.

Conclusions are the verdicts on the claims, the effects of AI (the market with AI less the same market without AI, under
the same luck) and premia. What the baseline concludes is *kept* by an entry that says the same with an interval
that excludes zero, *lost* by one that cannot tell, *reversed* by one that says the opposite. Where the baseline
concludes nothing, an entry that does *adds* a conclusion. A verdict has no sign to reverse: a claim that is no longer
reproduced is lost, and one that now is, is added. Nothing of this says that the conclusion is true.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

import pandas as pd

from sim.analysis.ablation.measured import Entry
from sim.analysis.claim_words import NOT_IDENTIFIED, NOT_REPRODUCED, REPRODUCED
from sim.analysis.estimate import Estimate
from sim.analysis.paired.effect import DOWN, LEVEL, NOISE, UNKNOWN, UP, paired_effect
from sim.analysis.paired.outcomes import NATURAL_ZERO
from sim.outcomes.catalogue import CATALOGUE

KEPT, LOST, REVERSED, ADDED, NONE = "kept", "lost", "reversed", "added", "none"
EFFECTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "posts_per_year": "job posts",
        "gross_services_volume": "gross services volume",
        "freelancer_earnings": "freelancer earnings",
        "earnings_median": "earnings of the median earner",
        "earnings_gini": "Gini of earnings",
        "n_freelancers_active": "active freelancers",
        "proposals_per_post": "proposals per post",
        "spend_per_active_client": "spend per active client",
        "software_entry_posts_change": "change of entry-level software posts",
        "software_expert_less_entry_posts_change": "change of software posts, expert less entry",
    }
)
"""Outcomes on which the effect of AI is a conclusion."""
PREMIA: Final[Mapping[str, str]] = MappingProxyType(
    {
        "ai_user_premium_adjusted": "AI users over others",
        "ai_premium_adjusted": "AI-related over other work",
    }
)
"""Premia of the wage in the market with AI, against zero."""
SURVIVAL_COLUMNS: Final = (
    "conclusion", "words", "baseline", "value", "low", "high", "unit", "mechanisms", "kept", "lost_without", "survives",
)  # fmt: skip
"""Columns of the table of survival, besides those that have the names of the variants."""
CONCLUSION_COLUMNS: Final = (
    "entry", "kind", "conclusion", "words", "said", "value", "low", "high", "unit", "baseline_said", "state",
)  # fmt: skip


def conclusion_table(entries: Sequence[Entry]) -> pd.DataFrame:
    """Return every conclusion of every entry beside that of the baseline.

    Parameters
    ----------
    entries : sequence of Entry
        The baseline first.

    Returns
    -------
    pandas.DataFrame
        Columns of `CONCLUSION_COLUMNS`. ``said``: up, down, within noise, identical, no interval, or the verdict on a
        claim; ``value`` in ``unit``: relative where the outcome has a natural zero.
    """
    first = {one["conclusion"]: one["said"] for one in conclusions(entries[0])}
    rows = []
    for entry in entries:
        for one in conclusions(entry):
            before = first[one["conclusion"]]
            state = state_of(before, one["said"])
            rows.append({"entry": entry.name, "kind": entry.kind, **one, "baseline_said": before, "state": state})
    return pd.DataFrame(rows, columns=list(CONCLUSION_COLUMNS))


def conclusions(entry: Entry) -> Iterator[dict[str, Any]]:
    """Yield what an entry concludes: verdicts on claims, effects of AI, premia."""
    for claim, verdict in entry.with_ai.claims.items():
        yield {"conclusion": claim, "words": f"claim {claim}", "said": verdict, "unit": ""}
    for name, words in EFFECTS.items():
        unit = CATALOGUE[name].unit
        relative = unit in NATURAL_ZERO
        effect = paired_effect(entry.without_ai[name], entry.with_ai.outcomes[name], relative=relative)
        yield {
            "conclusion": f"effect:{name}",
            "words": f"effect of AI on {words}",
            "said": effect.sign,
            "unit": "relative" if relative else unit,
            **_interval(effect.told),
        }
    for name, words in PREMIA.items():
        found = entry.with_ai.outcomes[name]
        head = {"conclusion": f"premium:{name}", "words": f"hourly premium of {words}"}
        yield {**head, "said": sign_of(found), "unit": "relative", **_interval(found)}


def _interval(one: Estimate) -> dict[str, float | None]:
    low, high = one.interval(LEVEL) or (None, None)
    return {"value": one.value, "low": low, "high": high}


def sign_of(one: Estimate) -> str:
    """Return what the 95% interval of a value says against zero."""
    interval = one.interval(LEVEL)
    if interval is None:
        return UNKNOWN
    return UP if interval[0] > 0.0 else DOWN if interval[1] < 0.0 else NOISE


def state_of(before: str, now: str) -> str:
    """Return what becomes of a conclusion of the baseline.

    Parameters
    ----------
    before, now : str
        What the baseline and the entry say. Claims conclude something where they are reproduced or not reproduced;
        effects where they go up or down. These alone can be reversed.
    """
    opposite = {UP: DOWN, DOWN: UP, REPRODUCED: NOT_REPRODUCED, NOT_REPRODUCED: REPRODUCED}
    if before not in opposite:
        return ADDED if now in opposite else NONE
    if now == before:
        return KEPT
    if before in {REPRODUCED, NOT_REPRODUCED}:
        return LOST if before == REPRODUCED or now == NOT_IDENTIFIED else ADDED
    return REVERSED if now == opposite[before] else LOST


def survival_table(table: pd.DataFrame) -> pd.DataFrame:
    """Return, for each conclusion of the baseline, how it fares over all entries.

    ``mechanisms``: entries of that kind; ``kept``: how many of them keep it; ``lost_without``: the names of the others;
    one column a variant, with its state; ``survives``: whether every variant keeps it (blank without variants or
    without a conclusion).
    """
    variants = list(dict.fromkeys(table.loc[table["kind"] == "variant", "entry"]))
    found = []
    for _, group in table.groupby("conclusion", sort=False):
        first = group.iloc[0]
        off = group.loc[group["kind"] == "mechanism"]
        states = {row.entry: row.state for row in group.itertuples() if row.kind == "variant"}
        concluded = first["state"] == KEPT
        lost = off.loc[off["state"].isin((LOST, REVERSED, ADDED))] if concluded else off.iloc[:0]
        found.append(
            {
                "conclusion": first["conclusion"],
                "words": first["words"],
                "baseline": first["said"],
                "value": first["value"],
                "low": first["low"],
                "high": first["high"],
                "unit": first["unit"],
                "mechanisms": len(off),
                "kept": int(off["state"].eq(KEPT).sum()) if concluded else 0,
                "lost_without": ", ".join(lost["entry"]),
                **{name: states[name] for name in variants},
                "survives": all(states[name] == KEPT for name in variants) if concluded and variants else None,
            }
        )
    return pd.DataFrame(found)
