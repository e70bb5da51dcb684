"""What surrounds the market and does not react to it: work categories, calendar, and the path of AI capability."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import numpy as np

from sim.model.capability import log2_horizon_path
from sim.model.rules.ai_adoption import usefulness
from sim.model.state.pooling import Array, Tree
from sim.parameters.durations import load_durations
from sim.parameters.work_categories import WorkCategories, load_work_categories

if TYPE_CHECKING:
    from sim.parameters.scenario import Scenario

WEEKS_A_YEAR = 52


@dataclass(frozen=True)
class Calendar:
    """Weeks as whole numbers from `horizon.start`; negative in the warm-up.

    Attributes
    ----------
    start : date
        Monday of week 0.
    first_week, end_week : int
        First week of the warm-up, and the week after the last.
    public_week, visual_week : int
        First week in which everybody, and those who do visual work, can adopt AI.
    """

    start: date
    first_week: int
    end_week: int
    public_week: int
    visual_week: int

    def monday(self, week: int) -> date:
        """Date of the Monday of a week."""
        return self.start + timedelta(weeks=week)

    def week_of(self, day: date) -> int:
        """Week in which a day falls."""
        return (day - self.start).days // 7


class Setting:
    """Work categories, calendar and capability path of a scenario, as plain lists that are quick to look up.

    Parameters
    ----------
    scenario : Scenario
        All parameters.
    """

    def __init__(self, scenario: Scenario) -> None:
        work = load_work_categories()
        self.work: WorkCategories = work
        horizon, capability = scenario.horizon, scenario.ai.capability
        start = horizon.start
        self.calendar = Calendar(
            start=start,
            first_week=-horizon.warm_up_weeks,
            end_week=horizon.weeks,
            public_week=(capability.public_from - start).days // 7,
            visual_week=(capability.visual_from - start).days // 7,
        )
        self.tree = Tree(
            work.subcategory_of,
            work.category_of_subcategory,
            len(work.subcategory_names),
            len(work.category_names),
        )
        self.n_specialties = len(work.specialty_names)
        self.subcategory_of: list[int] = work.subcategory_of.tolist()
        self.category_of: list[int] = work.category_of.tolist()
        self._read_demand(work)
        self._read_exposure(work, scenario.ai.automation.gpt4_rating_weight)
        weeks = range(self.calendar.first_week, self.calendar.end_week)
        self._log2_horizon = log2_horizon_path(capability, [self.calendar.monday(week) for week in weeks])
        self._usefulness = [usefulness(value) for value in self._log2_horizon]

    def _read_demand(self, work: WorkCategories) -> None:
        """Rates and shares, as lists and cumulated for drawing by one uniform number."""
        self.rate_median: list[list[float]] = work.rate_median.tolist()
        self.rate_log_sd = float(work.rate_log_sd)
        self.post_share: list[float] = work.post_share.tolist()
        self.level_cumulated: list[list[float]] = np.cumsum(work.level_share, axis=1).tolist()
        self.platform_cumulated: list[float] = np.cumsum(work.post_share).tolist()
        durations = load_durations()
        self.duration_cumulated: list[list[float]] = [
            np.cumsum(durations[category])[:-1].tolist() for category in work.category_names
        ]
        labelled: Array = work.ai_related_label.astype(np.float64)
        self.ai_related_label: list[bool] = work.ai_related_label.tolist()
        self.ai_cumulated: list[float] = np.cumsum(labelled / labelled.sum()).tolist()
        by_subcategory = self.tree.by_subcategory(work.post_share)
        self.subcategory_share: list[float] = by_subcategory.tolist()
        within = work.post_share / by_subcategory[work.subcategory_of]
        self.specialties_in: list[list[int]] = []
        self.cumulated_in: list[list[float]] = []
        for subcategory in range(self.tree.n_subcategories):
            places = np.flatnonzero(work.subcategory_of == subcategory)
            self.specialties_in.append(places.tolist())
            self.cumulated_in.append(np.cumsum(within[places]).tolist())
        self.neighbours: list[list[int]] = [
            [other for other in range(self.n_specialties) if self.category_of[other] == category]
            for category in range(self.tree.n_categories)
        ]

    def _read_exposure(self, work: WorkCategories, gpt4_weight: float) -> None:
        """Exposure of specialties, and of the usual work of a subcategory (weighted by posts)."""
        exposure: Array = (
            gpt4_weight * work.automation_exposure_gpt4 + (1.0 - gpt4_weight) * work.automation_exposure_human
        )
        exposure = np.where(work.visual, work.automation_exposure_visual, exposure)
        self.automation_exposure: list[float] = exposure.tolist()
        self.augmentation_exposure: list[float] = work.augmentation_exposure.tolist()
        self.visual: list[bool] = work.visual.tolist()
        total = self.tree.by_subcategory(work.post_share)
        self.subcategory_exposure: list[float] = (self.tree.by_subcategory(exposure * work.post_share) / total).tolist()
        visual_share = self.tree.by_subcategory(np.where(work.visual, work.post_share, 0.0)) / total
        self.subcategory_visual: list[bool] = (visual_share > 0.5).tolist()  # noqa: PLR2004 - most of its posts

    def log2_horizon(self, week: int) -> float:
        """log2 of the minutes of a task that the best AI of the week completes half of the time."""
        return self._log2_horizon[week - self.calendar.first_week]

    def usefulness(self, week: int) -> float:
        """ln(1 + horizon in minutes)."""
        return self._usefulness[week - self.calendar.first_week]

    def automation_exposure_in(self, specialty: int, week: int) -> float:
        """Automation exposure; nil before anybody has AI for that kind of work."""
        calendar = self.calendar
        since = calendar.visual_week if self.visual[specialty] else calendar.public_week
        return self.automation_exposure[specialty] if week >= since else 0.0

    def ai_is_public(self, subcategory: int, week: int) -> bool:
        """Whether those who work in a subcategory can adopt AI."""
        calendar = self.calendar
        return week >= (calendar.visual_week if self.subcategory_visual[subcategory] else calendar.public_week)
