"""The work categories of the market: 205 specialties in 64 subcategories in 12 categories.

`data/work_categories.csv` is built by `tools/build_data.py`; sources and method stand in `docs/data.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from sim.parameters.tables import read_table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

Scalar = TypeVar("Scalar", bound="np.generic")
LEVELS = ("entry", "intermediate", "expert")


@dataclass(frozen=True, eq=False)
class WorkCategories:
    """One entry a specialty, in table order; specialties of a subcategory, and of a category, lie side by side.

    Every array is read-only.

    Attributes
    ----------
    specialty_names, subcategory_names, category_names : tuple of str
        Names, each once, in table order (205, 64, 12).
    subcategory_of, category_of : ndarray of int16, shape (205,)
        Places in `subcategory_names` and `category_names`.
    category_of_subcategory : ndarray of int16, shape (64,)
        Places in `category_names`.
    post_share : ndarray of float64, shape (205,)
        Share of job posts, before AI; sums to one.
    automation_exposure : ndarray of float64, shape (205,)
        Share of the work that AI alone can do, 0 to 1: people's rating of direct exposure (alpha), pooled; for visual
        work the larger of that and what the abilities of image models imply.
    automation_exposure_human, automation_exposure_gpt4 : ndarray of float64, shape (205,)
        Alpha as rated by people and by GPT-4, pooled, without image models.
    automation_exposure_visual : ndarray of float64, shape (205,)
        Exposure of visual work, image models included; NaN for work that is not visual.
    augmentation_exposure : ndarray of float64, shape (205,)
        Share of the work where AI helps a person, 0 to 1: beta, mean of both ratings, pooled.
    visual : ndarray of bool, shape (205,)
        Whether exposure dates from image models (2022-08) rather than from language models.
    ai_related_label : ndarray of bool, shape (205,)
        Whether the specialty is itself work on or with AI.
    rate_median : ndarray of float64, shape (205, 3)
        Median posted hourly rate of entry, intermediate, expert posts, USD/h.
    rate_log_sd : float
        Standard deviation of ln posted rate within specialty and level.
    level_share : ndarray of float64, shape (205, 3)
        Shares of entry, intermediate, expert posts; each row sums to one.
    share_hourly : ndarray of float64, shape (205,)
        Share of posts paid by the hour (with or without a price named).
    fixed_median : ndarray of float64, shape (205,)
        Median fixed budget, USD.
    """

    specialty_names: tuple[str, ...]
    subcategory_names: tuple[str, ...]
    category_names: tuple[str, ...]
    subcategory_of: NDArray[np.int16]
    category_of: NDArray[np.int16]
    category_of_subcategory: NDArray[np.int16]
    post_share: NDArray[np.float64]
    automation_exposure: NDArray[np.float64]
    automation_exposure_human: NDArray[np.float64]
    automation_exposure_gpt4: NDArray[np.float64]
    automation_exposure_visual: NDArray[np.float64]
    augmentation_exposure: NDArray[np.float64]
    visual: NDArray[np.bool_]
    ai_related_label: NDArray[np.bool_]
    rate_median: NDArray[np.float64]
    rate_log_sd: float
    level_share: NDArray[np.float64]
    share_hourly: NDArray[np.float64]
    fixed_median: NDArray[np.float64]

    @property
    def category(self) -> tuple[str, ...]:
        """Name of the category of each specialty."""
        return tuple(self.category_names[place] for place in self.category_of)

    @property
    def subcategory(self) -> tuple[str, ...]:
        """Name of the subcategory of each specialty."""
        return tuple(self.subcategory_names[place] for place in self.subcategory_of)


@cache
def load_work_categories() -> WorkCategories:
    """Return the table; it is read once."""
    import numpy as np  # noqa: PLC0415 - the command line reads parameters without numpy

    rows = read_table("work_categories.csv")
    subcategories = tuple(dict.fromkeys(row["subcategory"] for row in rows))
    categories = tuple(dict.fromkeys(row["category"] for row in rows))
    home = {row["subcategory"]: categories.index(row["category"]) for row in rows}

    def places(values: list[int]) -> NDArray[np.int16]:
        return _read_only(np.array(values, dtype=np.int16))

    def numbers(*columns: str) -> NDArray[np.float64]:
        values = [[float(row[column] or "nan") for column in columns] for row in rows]
        array = np.array(values, dtype=np.float64)
        return _read_only(array[:, 0].copy() if len(columns) == 1 else array)

    def truths(column: str) -> NDArray[np.bool_]:
        return _read_only(np.array([row[column] == "1" for row in rows], dtype=np.bool_))

    shares = numbers("post_share")
    return WorkCategories(
        specialty_names=tuple(row["specialty"] for row in rows),
        subcategory_names=subcategories,
        category_names=categories,
        subcategory_of=places([subcategories.index(row["subcategory"]) for row in rows]),
        category_of=places([home[row["subcategory"]] for row in rows]),
        category_of_subcategory=places([home[name] for name in subcategories]),
        post_share=_read_only(shares / shares.sum()),
        automation_exposure=numbers("automation_exposure"),
        automation_exposure_human=numbers("automation_exposure_human"),
        automation_exposure_gpt4=numbers("automation_exposure_gpt4"),
        automation_exposure_visual=numbers("automation_exposure_visual"),
        augmentation_exposure=numbers("augmentation_exposure"),
        visual=truths("visual"),
        ai_related_label=truths("ai_related_label"),
        rate_median=numbers(*(f"rate_median_{level}" for level in LEVELS)),
        rate_log_sd=float(rows[0]["rate_log_sd"]),
        level_share=numbers(*(f"share_{level}" for level in LEVELS)),
        share_hourly=numbers("share_hourly"),
        fixed_median=numbers("fixed_median_usd"),
    )


def _read_only(array: NDArray[Scalar]) -> NDArray[Scalar]:
    """Return the array, which from now on refuses to be written."""
    array.flags.writeable = False
    return array
