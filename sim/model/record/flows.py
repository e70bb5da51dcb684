"""Flows of a week in cells (specialty x level x planned duration), kept as sums and harvested sparsely.

Everything is added up in whole numbers (counts, cents, and real numbers in fixed point), so that no sum depends on the
order in which a week is walked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from sim.model.compilation import rule
from sim.model.fixed_point import SCALE, fixed_point
from sim.outcomes.columns import COMPLEXITY, DURATIONS, LEVELS, WEEKLY_FLOWS, WEEKLY_KEYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy.typing as npt

    from sim.model.setting import Setting
    from sim.outcomes.column import Column

IN_CENTS = frozenset({
    "gross_services_volume", "ai_gross_services_volume", "freelancer_earnings", "ai_freelancer_earnings",
    "freelancer_fees", "client_fees",
})  # fmt: skip
"""Columns added up in whole cents and written in US dollars."""
N_COMPLEXITY_BINS = 32
N_COMPLEXITY_KEYS = 4
CENTS = 100.0


class Flows:
    """Sums over the events of one week, by cell, and what earlier weeks left.

    Parameters
    ----------
    columns : sequence of Column
        The flows, without keys.
    n_cells : int
        Number of cells.

    Attributes
    ----------
    sums : ndarray of int64, shape (n_cells, n_flows)
        This week's counts, cents, and real numbers in fixed point; flows in the order of `columns`.
    busy : ndarray of bool, shape (n_cells,)
        Cells in which something may have happened this week; the others hold zeros. Few are busy in a small market.
    """

    def __init__(self, columns: Sequence[Column], n_cells: int) -> None:
        self.names = [column.name for column in columns]
        self.reals = frozenset(names_of_reals(columns))
        self.sums = np.zeros((n_cells, len(self.names)), dtype=np.int64)
        self.busy = np.zeros(n_cells, dtype=np.bool_)
        self._units = [CENTS if name in IN_CENTS else SCALE if name in self.reals else 1.0 for name in self.names]
        view: Any = memoryview
        self._cells: dict[str, Any] = dict(zip(self.names, map(view, self.sums.T), strict=True))
        self._busy: Any = view(self.busy)
        self._totals: list[int] | None = None
        self._place = {name: place for place, name in enumerate(self.names)}
        self._weeks: list[npt.NDArray[np.int32]] = []
        self._places: list[npt.NDArray[np.int64]] = []
        self._kept: list[npt.NDArray[np.int64]] = []

    def add(self, name: str, cell: int, amount: float = 1) -> None:
        """Add to a flow of this week in a cell."""
        self._cells[name][cell] += fixed_point(float(amount)) if name in self.reals else amount
        self._busy[cell] = True

    def total(self, name: str) -> float:
        """Sum of a flow of this week over all cells (USD for money)."""
        totals = self._add_up() if self._totals is None else self._totals
        place = self._place[name]
        return float(totals[place]) / self._units[place]

    def add_up(self) -> None:
        """Form all totals at once: what is added after this does not count in them."""
        self._totals = self._add_up()

    def _add_up(self) -> list[int]:
        """Totals of all flows, as they are added up."""
        totals = np.zeros(len(self.names), dtype=np.int64)
        _add_rows(self.sums, self.busy, totals)
        return totals.tolist()

    def close_week(self, week: int, *, keep: bool) -> None:
        """Keep the cells where anything happened, if asked to, and begin the next week with zeros."""
        if keep:
            places = rows_in_use(self.sums, self.busy)
            self._places.append(places)
            self._weeks.append(np.full(len(places), week, dtype=np.int32))
            self._kept.append(self.sums[places])
        _blank_rows(self.sums, self.busy)
        self._totals = None

    def harvest(self) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.int64], dict[str, npt.NDArray[Any]]]:
        """Weeks, cells and flows of everything kept; money in US dollars."""
        values: dict[str, npt.NDArray[Any]] = {}
        sums = np.concatenate([self.sums[:0], *self._kept])
        for name, unit, array in zip(self.names, self._units, sums.T, strict=True):
            values[name] = array / unit if unit != 1.0 else array.copy()
        weeks = np.concatenate([np.zeros(0, dtype=np.int32), *self._weeks])
        places = np.concatenate([np.zeros(0, dtype=np.int64), *self._places])
        return weeks, places, values


def rows_in_use(sums: npt.NDArray[np.int64], busy: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """Rows among the busy ones in which any entry is not zero."""
    rows = np.zeros(len(sums), dtype=np.int64)
    return rows[: _rows_in_use(sums, busy, rows)].copy()


@rule
def _rows_in_use(sums: npt.NDArray[np.int64], busy: npt.NDArray[np.bool_], rows: npt.NDArray[np.int64]) -> int:
    """Write the rows, and give their number."""
    n = 0
    for row in range(len(sums)):
        if busy[row]:
            for column in range(sums.shape[1]):
                if sums[row, column] != 0:
                    rows[n] = row
                    n += 1
                    break
    return n


@rule
def _add_rows(sums: npt.NDArray[np.int64], busy: npt.NDArray[np.bool_], totals: npt.NDArray[np.int64]) -> None:
    """Add the busy rows up."""
    for row in range(len(sums)):
        if busy[row]:
            for column in range(sums.shape[1]):
                totals[column] += sums[row, column]


@rule
def _blank_rows(sums: npt.NDArray[np.int64], busy: npt.NDArray[np.bool_]) -> None:
    """Set the busy rows to zero: they are busy no more."""
    for row in range(len(sums)):
        if busy[row]:
            sums[row, :] = 0
            busy[row] = False


def names_of_wholes(columns: Sequence[Column]) -> list[str]:
    """Flows added up in whole numbers: counts, and money in cents."""
    return [c.name for c in columns if c.dtype == "int64" or c.name in IN_CENTS]


def names_of_reals(columns: Sequence[Column]) -> list[str]:
    """Flows added up in real numbers."""
    wholes = names_of_wholes(columns)
    return [c.name for c in columns if c.name not in wholes]


def weekly_cell(specialty: int, level: int, duration: int) -> int:
    """Cell of the weekly panel."""
    return (specialty * len(LEVELS) + level) * len(DURATIONS) + duration


def complexity_cell(category: int, complexity: float) -> int:
    """Cell of the table of complexity: category and floor of log2 minutes, held within 0 to 31."""
    return category * N_COMPLEXITY_BINS + min(max(int(complexity // 1.0), 0), N_COMPLEXITY_BINS - 1)


def weekly_flows(setting: Setting) -> Flows:
    """Empty flows of the weekly panel."""
    return Flows(WEEKLY_FLOWS, setting.n_specialties * len(LEVELS) * len(DURATIONS))


def complexity_flows(setting: Setting) -> Flows:
    """Empty flows of the table of complexity."""
    return Flows(COMPLEXITY[N_COMPLEXITY_KEYS:], setting.tree.n_categories * N_COMPLEXITY_BINS)


def weekly_table(flows: Flows, setting: Setting) -> dict[str, npt.NDArray[Any]]:
    """The weekly panel with its keys, columns in declared order."""
    weeks, places, values = flows.harvest()
    durations, levels = len(DURATIONS), len(LEVELS)
    specialty = places // (levels * durations)
    work = setting.work
    dates = _dates(weeks, setting)
    keys = {
        "week": weeks,
        "date": dates,
        "category": _names(work.category_names)[work.category_of[specialty]],
        "subcategory": _names(work.subcategory_names)[work.subcategory_of[specialty]],
        "specialty": _names(work.specialty_names)[specialty],
        "level": _names(LEVELS)[places // durations % levels],
        "duration": _names(DURATIONS)[places % durations],
    }
    return {column.name: keys[column.name] for column in WEEKLY_KEYS} | values


def complexity_table(flows: Flows, setting: Setting) -> dict[str, npt.NDArray[Any]]:
    """The table of complexity with its keys, columns in declared order."""
    weeks, places, values = flows.harvest()
    return {
        "week": weeks,
        "date": _dates(weeks, setting),
        "category": _names(setting.work.category_names)[places // N_COMPLEXITY_BINS],
        "complexity_bin": (places % N_COMPLEXITY_BINS).astype(np.int32),
    } | values


def _names(names: Sequence[str]) -> npt.NDArray[Any]:
    """Names as an object array, to be indexed by place."""
    return np.array(list(names), dtype=object)


def _dates(weeks: npt.NDArray[np.int32], setting: Setting) -> npt.NDArray[Any]:
    """ISO date of the Monday of each week."""
    last = int(weeks.max(initial=0)) + 1
    mondays = np.array([setting.calendar.monday(week).isoformat() for week in range(last)], dtype=object)
    return mondays[weeks]
