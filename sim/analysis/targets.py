"""Rows C1 to C11: what the model is calibrated on, as its source defines it; docs/claims.md tells what differs."""

from __future__ import annotations

import numpy as np

from sim.analysis.calendar import Mask, calendar_year, months, quarter, year_before
from sim.analysis.checks import Check, band, log_median, log_moments, log_sd
from sim.analysis.did import did
from sim.analysis.estimate import Estimate, Floats, mean, missing, pooled, ratio
from sim.analysis.growth import ai_work_growth
from sim.analysis.results import Results
from sim.analysis.study import post_mix, study_groups
from sim.outcomes.columns import LEVELS

LADDER = {"entry": 11.0, "intermediate": 18.5, "expert": 32.5}
LEVEL_MIX = {"entry": 0.143, "intermediate": 0.527, "expert": 0.330}
NO_BASE = "the horizon does not hold the year before 2022-11-30"


def targets(results: Results) -> list[Check]:
    """Return every target with the model's value, its range and whether it is met.

    Prices, budgets, mix and competition are of the 52 weeks before 2022-11-30 (the posts were collected five weeks
    after it; a year gives a small market enough posts). Medians are exp(mean ln x).
    """
    return [*_prices(results), *_mix(results), *_competition(results), *_people(results), *_causal_and_growth(results)]


def _prices(results: Results) -> list[Check]:
    weeks = year_before(results.panel.dates)
    names = [
        ("C1", "median posted hourly rate", "USD/h", (20.0, 18.0, 22.0)),
        ("C1", "ln-sd of posted hourly rate", "ln", (0.78, 0.70, 0.87)),
    ]
    names += [
        ("C1b", f"median posted hourly rate, {level}", "USD/h", band(rate, rate / 10.0))
        for level, rate in LADDER.items()
    ]
    names += [
        ("C2", "median fixed budget", "USD", (100.0, 75.0, 125.0)),
        ("C2", "ln-sd of fixed budgets", "ln", (1.78, 1.6, 1.95)),
    ]
    names += [("C2", "share of fixed budgets of 1000 USD or more", "1", (0.112, 0.09, 0.135))]
    if weeks is None:
        estimates = [missing(NO_BASE)] * len(names)
    else:
        rates = log_moments(results, "posted_rate", "new_hourly_posts", weeks)
        budgets = log_moments(results, "fixed_budget", "new_fixed_posts", weeks)
        ladder = [log_moments(results, "posted_rate", "new_hourly_posts", weeks, level) for level in range(len(LEVELS))]
        panel = results.panel
        large = ratio(panel.total("new_fixed_posts_ge_1000", weeks), panel.total("new_fixed_posts", weeks))
        estimates = [
            log_median(rates),
            log_sd(rates),
            *map(log_median, ladder),
            log_median(budgets),
            log_sd(budgets),
            large,
        ]
    return [Check(i, metric, unit, e, *bounds) for (i, metric, unit, bounds), e in zip(names, estimates, strict=True)]


def _mix(results: Results) -> list[Check]:
    weeks, panel = year_before(results.panel.dates), results.panel
    if weeks is None:
        distance, levels = missing(NO_BASE), [missing(NO_BASE)] * len(LEVELS)
    else:
        cells = panel.by_cell("new_posts", weeks)
        distance = category_distance(cells.sum(axis=2), panel.categories)
        posts = cells.sum(axis=(1, 2))
        levels = [ratio(cells[:, :, k].sum(axis=1), posts) for k in range(len(LEVELS))]
    rows = [Check("C3", "total variation distance of the category mix of posts", "1", distance, 0.0, 0.0, 0.05)]
    for level, estimate in zip(LEVELS, levels, strict=True):
        rows.append(Check("C3", f"share of posts, {level}", "1", estimate, *band(LEVEL_MIX[level], 0.025)))
    return rows


def category_distance(posts: Floats, categories: tuple[str, ...]) -> Estimate:
    """Return half the sum of absolute differences between the mix of posts, (R, C), and the Jan-2023 mix of posts."""
    mix = post_mix()
    wanted = np.array([mix.get(name, 0.0) for name in categories])
    absent = 1.0 - float(wanted.sum())

    def distance(x: Floats) -> Floats:
        shares = x / x.sum(axis=-1, keepdims=True)
        half: Floats = 0.5 * (np.abs(shares - wanted).sum(axis=-1) + absent)
        return half

    return pooled(posts, distance, "no posts in the window")


def _competition(results: Results) -> list[Check]:
    panel, before = results.panel, year_before(results.panel.dates)
    year = calendar_year(panel.dates, 2024)

    def share(column: str) -> Estimate:
        return (
            missing(NO_BASE)
            if before is None
            else ratio(panel.total(column, before), panel.total("posts_closed", before))
        )

    fill = missing("the horizon does not hold 2024")
    if year is not None:
        fill = ratio(panel.total("new_posts_filled", year), panel.total("new_posts", year))
    return [
        Check(
            "C4",
            "mean proposals on closed posts",
            "proposals/post",
            share("proposals_on_closed_posts"),
            24.1,
            19.0,
            29.0,
        ),
        Check(
            "C4",
            "share of closed posts with fewer than 5 proposals",
            "1",
            share("posts_closed_lt5"),
            *band(0.119, 0.07),
        ),
        Check(
            "C4", "share of closed posts with 20 proposals or more", "1", share("posts_closed_ge20"), *band(0.463, 0.07)
        ),
        Check("C5", "hires over posts, 2024", "1", fill, 0.38, 0.30, 0.45),
    ]


def _people(results: Results) -> list[Check]:
    dates = results.panel.dates
    spring, end_2023, early_2025 = months(dates, 2023, 3), months(dates, 2023, 12), months(dates, 2025, 1, 3)
    spend = heads = missing("the horizon does not hold March 2023")
    if spring is not None:
        last = int(np.flatnonzero(spring)[-1])
        clients = results.platform("n_clients_active")[:, last]
        spend = ratio(results.platform("client_spend_trailing_year")[:, last], clients)
        heads = mean(clients * results.scale)

    def adopted(weeks: Mask | None, when: str) -> Estimate:
        if weeks is None:
            return missing(f"the horizon does not hold {when}")
        return mean(results.platform("freelancer_ai_adoption_share")[:, weeks].mean(axis=1))

    first, second = adopted(end_2023, "December 2023"), adopted(early_2025, "2025 Q1")
    return [
        Check("C6", "spend per active client, year to March 2023", "USD/year", spend, 4967.0, 4700.0, 5300.0),
        Check("C7", "freelancers using AI, December 2023", "1", first, 0.20, 0.15, 0.30),
        Check("C7", "freelancers using AI, 2025 Q1", "1", second, 0.54, 0.45, 0.65),
        Check("C11", "clients active, March 2023", "clients", heads, 827e3, 790e3, 865e3),
    ]


def _causal_and_growth(results: Results) -> list[Check]:
    groups, growth = study_groups(), ai_work_growth(results)
    prone = did(results, groups.automation_prone, groups.manual_intensive).change
    year, start = growth["ai_work_volume_growth_2024"], growth["ai_work_volume_growth_2025q1"]
    panel, autumn = results.panel, quarter(results.panel.dates, 2025, 3)
    share = missing("the horizon does not hold 2025 Q3")
    if autumn is not None:
        share = ratio(panel.total("ai_gross_services_volume", autumn), panel.total("gross_services_volume", autumn))
    return [
        Check("C8", "posts, automation-prone against manual-intensive, eight months", "1", prone, -0.21, -0.26, -0.16),
        Check("C9", "growth of AI-related gross volume, 2024", "1", year, 0.60, 0.50, 0.70),
        Check("C9", "growth of AI-related gross volume, 2025 Q1", "1", start, 0.25, 0.20, 0.30),
        Check("C10", "AI-related share of gross volume, 2025 Q3", "1", share, 0.0737, 0.068, 0.080),
    ]
