"""Work categories as arrays: what `Setting` holds as lists, ready for indexing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from benchmarks.numpy_market.columns import Bools, Floats, Ints

if TYPE_CHECKING:
    from sim.model.setting import Setting


class Landscape:
    """Arrays over specialties, subcategories and categories."""

    def __init__(self, setting: Setting) -> None:
        self.subcategory_of: Ints = np.array(setting.subcategory_of)
        self.category_of: Ints = np.array(setting.category_of)
        self.post_share: Floats = np.array(setting.post_share)
        self.subcategory_share: Floats = np.array(setting.subcategory_share)
        self.rate_median: Floats = np.array(setting.rate_median)
        self.ln_rate_median: Floats = np.log(self.rate_median)
        self.level_cumulated: Floats = np.array(setting.level_cumulated)[:, :-1]
        self.duration_cumulated: Floats = np.array(setting.duration_cumulated)
        self.platform_cumulated: Floats = np.array(setting.platform_cumulated)[:-1]
        self.ai_cumulated: Floats = np.array(setting.ai_cumulated)[:-1]
        self.ai_related_label: Bools = np.array(setting.ai_related_label)
        self.visual: Bools = np.array(setting.visual)
        self.automation_exposure: Floats = np.array(setting.automation_exposure)
        self.augmentation_exposure: Floats = np.array(setting.augmentation_exposure)
        self.subcategory_exposure: Floats = np.array(setting.subcategory_exposure)
        self.subcategory_visual: Bools = np.array(setting.subcategory_visual)
        self._lay_out_subcategories(setting)
        self.category_size: Ints = np.bincount(self.category_of)
        self.by_category: Ints = np.argsort(self.category_of, kind="stable")
        self.category_start: Ints = np.cumsum(self.category_size) - self.category_size

    def _lay_out_subcategories(self, setting: Setting) -> None:
        """Cumulated shares within subcategories, end to end: subcategory + share rises throughout."""
        inner = [np.array(cumulated[:-1]) for cumulated in setting.cumulated_in]
        self._within: Floats = np.concatenate([place + cumulated for place, cumulated in enumerate(inner)])
        self._first: Ints = np.cumsum([0, *map(len, inner[:-1])])
        size = np.array([len(places) for places in setting.specialties_in])
        self._by_subcategory: Ints = np.concatenate(setting.specialties_in)
        self._start: Ints = np.cumsum(size) - size

    def specialty_within(self, subcategory: Ints, u: Floats) -> Ints:
        """Specialty of a subcategory drawn by its share of posts, by a uniform number each."""
        passed = np.searchsorted(self._within, subcategory + u, side="right") - self._first[subcategory]
        specialty: Ints = self._by_subcategory[self._start[subcategory] + passed]
        return specialty


def place_among(cumulated: Floats, u: Floats) -> Ints:
    """Entry of each row that a uniform number falls on; `cumulated` without its last column, one row a number."""
    place: Ints = (u[:, None] >= cumulated).sum(axis=1)
    return place
