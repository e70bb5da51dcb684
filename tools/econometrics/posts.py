"""Difference in differences of job posts as the study of ChatGPT did it, and the truth from the world without AI."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from sim.analysis.calendar import CHATGPT
from sim.analysis.did import event_windows
from sim.analysis.results import Results
from sim.analysis.study import study_groups
from tools.econometrics.worlds import Worlds

QUARTER_BEFORE: Final = "2022Q3"
"""Last whole quarter before the release: the reference of the event study."""


@dataclass(frozen=True, slots=True)
class PostsEstimate:
    """One replication: what the study would have found, and what is true.

    Attributes
    ----------
    estimate, low, high : float
        Relative change of posts, Poisson regression with specialty and week effects, 95% interval clustered by
        specialty.
    truth : float
        Relative effect of AI on posts of the automation-prone specialties over the months after the release.
    on_controls : float
        The same for the manual-intensive specialties, which the design takes to be zero.
    ai_related_treated, ai_related_controls : float
        Parts of the two effects that are new AI-related posts.
    """

    estimate: float
    low: float
    high: float
    truth: float
    on_controls: float
    ai_related_treated: float
    ai_related_controls: float


def panel_of(results: Results, replication: int | None = None, flow: str = "new_posts") -> pd.DataFrame:
    """Return posts by specialty and week in the window of the study; of one replication, or of all together."""
    groups, panel = study_groups(), results.panel
    windows = event_windows(panel.dates, CHATGPT)
    assert windows is not None  # noqa: S101 - the baseline holds the window
    before, after = windows
    kept = before | after
    rows = []
    for treated, names in ((True, groups.automation_prone), (False, groups.manual_intensive)):
        for specialty in names:
            posts = panel.by_week_of(flow, [specialty])
            series = posts.sum(axis=0) if replication is None else posts[replication]
            rows.append(
                pd.DataFrame(
                    {
                        "specialty": specialty,
                        "date": panel.dates[kept],
                        "posts": series[kept],
                        "treated": treated,
                        "after": after[kept],
                    }
                )
            )
    return pd.concat(rows, ignore_index=True)


def difference(frame: pd.DataFrame) -> tuple[float, float, float]:
    """Return the relative change and its 95% interval from a Poisson regression with specialty and week effects."""
    import pyfixest as pf

    data = frame.assign(effect=(frame["treated"] & frame["after"]).astype(float), week=frame["date"].astype(str))
    fit: Any = pf.fepois("posts ~ effect | specialty + week", data, vcov={"CRV1": "specialty"})
    b, (low, high) = float(fit.coef()["effect"]), fit.confint().loc["effect"].astype(float)
    return float(np.expm1(b)), float(np.expm1(low)), float(np.expm1(high))


def event_study(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the coefficients by quarter against the last quarter before the release, with 95% intervals."""
    import pyfixest as pf

    quarter = pd.PeriodIndex(pd.to_datetime(frame["date"]), freq="Q").astype(str)
    data = frame.assign(quarter=quarter, week=frame["date"].astype(str))
    labels = [label for label in sorted(set(quarter)) if label != QUARTER_BEFORE]
    for label in labels:
        data[f"q{label}"] = ((data["quarter"] == label) & data["treated"]).astype(float)
    formula = "posts ~ " + " + ".join(f"q{label}" for label in labels) + " | specialty + week"
    fit: Any = pf.fepois(formula, data, vcov={"CRV1": "specialty"})
    bounds = fit.confint()
    rows = [
        (label, float(fit.coef()[f"q{label}"]), *bounds.loc[f"q{label}"].astype(float).tolist()) for label in labels
    ]
    return pd.DataFrame(rows, columns=["quarter", "b", "low", "high"])


def true_path(worlds: Worlds) -> pd.DataFrame:
    """Return, by quarter, ln of posts with AI over posts without, of the treated less of the controls, and of each."""
    with_ai, without = panel_of(worlds.measured), panel_of(worlds.no_ai)
    both = with_ai.assign(other=without["posts"].to_numpy())
    both["quarter"] = pd.PeriodIndex(pd.to_datetime(both["date"]), freq="Q").astype(str)
    sums = both.groupby(["quarter", "treated"])[["posts", "other"]].sum()
    ln = np.log(sums["posts"] / sums["other"]).unstack()  # noqa: PD010 - two groups side by side
    return pd.DataFrame({"quarter": ln.index, "treated": ln[True].to_numpy(), "controls": ln[False].to_numpy()})


def by_replication(worlds: Worlds) -> list[PostsEstimate]:
    """Return estimate and truth of every replication, each taken as a platform of its own."""
    return [_one(worlds, replication) for replication in range(len(worlds.measured.replications))]


def _one(worlds: Worlds, replication: int) -> PostsEstimate:
    """Return estimate and truth of one replication."""
    with_ai, without = panel_of(worlds.measured, replication), panel_of(worlds.no_ai, replication)
    more = with_ai["posts"] - without["posts"]
    ai_related = (
        panel_of(worlds.measured, replication, "new_ai_posts")["posts"]
        - panel_of(worlds.no_ai, replication, "new_ai_posts")["posts"]
    )
    groups = (with_ai["treated"] & with_ai["after"], ~with_ai["treated"] & with_ai["after"])
    base = [float(without.loc[group, "posts"].sum()) for group in groups]
    effects = [float(change[group].sum()) / all_posts for change in (more, ai_related)
               for group, all_posts in zip(groups, base, strict=True)]  # fmt: skip
    return PostsEstimate(*difference(with_ai), *effects)
