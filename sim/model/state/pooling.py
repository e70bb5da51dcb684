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
    sub_total, sub_weight = tree.by_subcategory(total), tree.by_subcategory(weight)
    cat_total, cat_weight = tree.by_category(sub_total), tree.by_category(sub_weight)
    platform = (float(cat_total.sum()) + strength * prior) / (float(cat_weight.sum()) + strength)
    category = (cat_total + strength * platform) / (cat_weight + strength)
    above = category[tree.category_of_subcategory]
    subcategory = (sub_total + strength * above) / (sub_weight + strength)
    return (total + strength * subcategory[tree.subcategory_of]) / (weight + strength)
