"""Partial pooling: a sparse specialty borrows strength from its subcategory, category and platform.

References
----------
A. Gelman, J. Hill (2007), "Data analysis using regression and multilevel/hierarchical models", chapter 12: the estimate
of a group is its own mean and the mean of the level above, weighted by what each knows.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.model.compilation import rule

Array = npt.NDArray[np.float64]
Places = npt.NDArray[np.int16]


@dataclass(frozen=True)
class Tree:
    """Where each specialty and subcategory belongs.

    Attributes
    ----------
    subcategory_of : ndarray of int16, shape (n_specialties,)
    category_of_subcategory : ndarray of int16, shape (n_subcategories,)
    n_subcategories, n_categories : int
    """

    subcategory_of: Places
    category_of_subcategory: Places
    n_subcategories: int
    n_categories: int

    def by_subcategory(self, per_specialty: Array) -> Array:
        """Sums over the specialties of each subcategory, in table order, shape (n_subcategories,)."""
        sums = np.bincount(self.subcategory_of, weights=per_specialty, minlength=self.n_subcategories)
        return sums.astype(np.float64)

    def by_category(self, per_subcategory: Array) -> Array:
        """Sums over the subcategories of each category, in table order, shape (n_categories,)."""
        sums = np.bincount(self.category_of_subcategory, weights=per_subcategory, minlength=self.n_categories)
        return sums.astype(np.float64)


def pooled(tree: Tree, total: Array, weight: Array, prior: float, strength: float) -> Array:
    """Ratio total / weight of each specialty, pooled towards the levels above.

    Parameters
    ----------
    tree : Tree
        The hierarchy.
    total, weight : ndarray of float64, shape (n_specialties,)
        Sum of what was seen, and how much was seen.
    prior : float
        Value of the platform before anything is seen.
    strength : float
        Weight that the level above counts with.

    Returns
    -------
    ndarray of float64, shape (n_specialties,)
        (total + strength * above) / (weight + strength), from the platform down to the specialty.
    """
    return pooled_in(
        total, weight, prior, strength, tree.subcategory_of, tree.category_of_subcategory, tree.n_categories
    )


@rule
def pooled_in(  # noqa: PLR0917 - a compiled loop takes the arrays it reads
    total: Array,
    weight: Array,
    prior: float,
    strength: float,
    subcategory_of: Places,
    category_of_subcategory: Places,
    n_categories: int,
) -> Array:
    """`pooled` for other compiled loops: sums up the tree, in table order, then ratios down the tree."""
    n_subcategories = len(category_of_subcategory)
    totals, weights = np.zeros(n_subcategories), np.zeros(n_subcategories)
    for place in range(len(total)):
        totals[subcategory_of[place]] += total[place]
        weights[subcategory_of[place]] += weight[place]
    higher, heavier = np.zeros(n_categories), np.zeros(n_categories)
    for place in range(n_subcategories):
        higher[category_of_subcategory[place]] += totals[place]
        heavier[category_of_subcategory[place]] += weights[place]
    all_total, all_weight = 0.0, 0.0
    for place in range(n_categories):
        all_total += higher[place]
        all_weight += heavier[place]
    platform = (all_total + strength * prior) / (all_weight + strength)
    ratios = np.zeros(len(total))
    for place in range(len(total)):
        subcategory = subcategory_of[place]
        category = category_of_subcategory[subcategory]
        above = (higher[category] + strength * platform) / (heavier[category] + strength)
        above = (totals[subcategory] + strength * above) / (weights[subcategory] + strength)
        ratios[place] = (total[place] + strength * above) / (weight[place] + strength)
    return ratios
