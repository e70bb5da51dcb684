"""What the model is compared with: targets, validation rows, published points, and the groups of a study of job posts.

The tables lie in `data/`; their sources stand in their `source` columns and in `docs/data.md`. A validation row never
enters a fit.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from functools import cache

from sim.parameters.tables import number_or_none, read_table

GROUPS = ("automation_prone", "manual_intensive", "image", "other")
SUBGROUPS = ("writing", "software", "engineering", "")
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")


@dataclass(frozen=True, slots=True)
class Reference:
    """A row of `targets.csv` or `validation.csv`, texts as they stand there.

    Attributes
    ----------
    id : str
        C1 to C11 (targets) or H1 to H13 (validation).
    use : str
        ``calibrate`` or ``validate``.
    metric, definition_in_model : str
        Name, and how the model computes it.
    target : str
        One number, or several separated by " / ".
    low, high : str
        Range; a number, a distance such as ``-10%``, words, or blank.
    unit, period, population, evidence, confidence, source : str
    """

    id: str
    use: str
    metric: str
    definition_in_model: str
    target: str
    low: str
    high: str
    unit: str
    period: str
    population: str
    evidence: str
    confidence: str
    source: str

    @property
    def values(self) -> tuple[float, ...]:
        """The numbers of the target, in order."""
        return tuple(float(part) for part in self.target.split("/"))

    @property
    def bounds(self) -> tuple[float, float] | None:
        """The range, where both of its ends are plain numbers."""
        if NUMBER.fullmatch(self.low) and NUMBER.fullmatch(self.high):
            return float(self.low), float(self.high)
        return None


@dataclass(frozen=True, slots=True)
class PublishedPoint:
    """A published number with its date, for figures.

    Attributes
    ----------
    series : str
        What was measured, such as ``freelancer_ai_adoption``.
    date : date
        End of the period the number is about; the day from which a fee holds where `period` says so.
    period : str
        The period in words.
    value : float or None
        The number in `unit`; None where only a range is published.
    low, high : float or None
        Range, in `unit`.
    unit, population, source, confidence : str
    """

    series: str
    date: date
    period: str
    value: float | None
    low: float | None
    high: float | None
    unit: str
    population: str
    source: str
    confidence: str


@dataclass(frozen=True, slots=True)
class StudyGroupRow:
    """The group of one subcategory.

    Attributes
    ----------
    subcategory, category : str
    study_group : str
        automation_prone, manual_intensive, image or other.
    subgroup : str
        writing, software or engineering within automation_prone; else blank.
    reason : str
        Why it was put there.
    """

    subcategory: str
    category: str
    study_group: str
    subgroup: str
    reason: str


@dataclass(frozen=True, slots=True)
class StudyGroups:
    """Specialties by the groups of the study, each a tuple of names in table order.

    Attributes
    ----------
    automation_prone, manual_intensive, image : tuple of str
        Treated groups of language and of image models, and the control group.
    writing, software, engineering : tuple of str
        Parts of `automation_prone`.
    rows : tuple of StudyGroupRow
        One row a subcategory, with the reason.

    References
    ----------
    Demirci, O., Hannane, J., Zhu, X. (2025). Who is AI replacing? The impact of generative AI on online freelancing
    platforms. Management Science. doi:10.1287/mnsc.2024.05420
    """

    automation_prone: tuple[str, ...]
    manual_intensive: tuple[str, ...]
    image: tuple[str, ...]
    writing: tuple[str, ...]
    software: tuple[str, ...]
    engineering: tuple[str, ...]
    rows: tuple[StudyGroupRow, ...]


@cache
def load_targets() -> tuple[Reference, ...]:
    """Return what the model is calibrated on."""
    return tuple(Reference(**row) for row in read_table("targets.csv"))


@cache
def load_validation_rows() -> tuple[Reference, ...]:
    """Return what is never fitted, and reported pass or fail."""
    return tuple(Reference(**row) for row in read_table("validation.csv"))


@cache
def load_published_points() -> tuple[PublishedPoint, ...]:
    """Return the published points, by series and date."""
    points = [
        PublishedPoint(
            series=row["series"],
            date=date.fromisoformat(row["date"]),
            period=row["period"],
            value=number_or_none(row["value"]),
            low=number_or_none(row["low"]),
            high=number_or_none(row["high"]),
            unit=row["unit"],
            population=row["population"],
            source=row["source"],
            confidence=row["confidence"],
        )
        for row in read_table("surveys.csv")
    ]
    return tuple(sorted(points, key=lambda point: (point.series, point.date)))


def published(series: str) -> tuple[PublishedPoint, ...]:
    """Return the points of one series, by date.

    Raises
    ------
    KeyError
        When there is no such series.
    """
    points = tuple(point for point in load_published_points() if point.series == series)
    if not points:
        raise KeyError(series)
    return points


@cache
def load_study_groups() -> StudyGroups:
    """Return the specialties of each group of the study of job posts."""
    rows = tuple(StudyGroupRow(**row) for row in read_table("study_groups.csv"))
    group = {row.subcategory: row for row in rows}
    homes = [(row["specialty"], group[row["subcategory"]]) for row in read_table("work_categories.csv")]

    def of_group(name: str) -> tuple[str, ...]:
        return tuple(specialty for specialty, home in homes if home.study_group == name)

    def of_subgroup(name: str) -> tuple[str, ...]:
        return tuple(specialty for specialty, home in homes if home.subgroup == name)

    return StudyGroups(
        automation_prone=of_group("automation_prone"),
        manual_intensive=of_group("manual_intensive"),
        image=of_group("image"),
        writing=of_subgroup("writing"),
        software=of_subgroup("software"),
        engineering=of_subgroup("engineering"),
        rows=rows,
    )
