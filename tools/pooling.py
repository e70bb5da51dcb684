"""Partial pooling of sparse specialties towards their subcategory, category and the platform.

References
----------
A. Gelman, J. Hill (2007), "Data analysis using regression and multilevel/hierarchical models", chapter 12.
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

OWN_WEIGHT = {"high": 0.8, "medium": 0.6, "low": 0.4}
"""Weight of a specialty's own rating by confidence that the occupation is the right one."""
POSTS_OF_A_SUBCATEGORY = 5.0
"""Posts that each subcategory is given, split equally among its specialties, so that no specialty has none."""
PRICES_OF_A_PRIOR = 10.0
"""Weight, in prices, of the level above against a specialty's own mean log price."""


@dataclass(frozen=True)
class Leaf:
    """A specialty: where it belongs and its share of all posts."""

    subcategory: str
    category: str
    share: float


def post_shares(places: Sequence[tuple[str, str]], counts: Sequence[int], totals: dict[str, float]) -> list[Leaf]:
    """Return the specialties with their post shares, which sum to one.

    Within a category a specialty counts its own posts and 5 / (specialties of its subcategory) more; a category has the
    share of its posts among all, posts under "Other ..." labels included.

    Parameters
    ----------
    places : sequence of (subcategory, category)
    counts : sequence of int
        Posts seen.
    totals : dict of str to float
        Posts of each category, "Other ..." labels included.
    """
    size: dict[str, int] = defaultdict(int)
    for subcategory, _ in places:
        size[subcategory] += 1
    weights = [n + POSTS_OF_A_SUBCATEGORY / size[sub] for n, (sub, _) in zip(counts, places, strict=True)]
    of_category: dict[str, float] = defaultdict(float)
    for weight, (_, category) in zip(weights, places, strict=True):
        of_category[category] += weight
    everything = sum(totals[category] for category in of_category)
    return [
        Leaf(sub, category, totals[category] / everything * weight / of_category[category])
        for weight, (sub, category) in zip(weights, places, strict=True)
    ]


def pooled_rating(leaves: Sequence[Leaf], own: Sequence[float], confidence: Sequence[str]) -> list[float]:
    """Return w own + (1 - w) (subcategory mean + category mean) / 2, means weighted by posts, w by confidence."""
    means: dict[tuple[str, str], list[float]] = defaultdict(lambda: [0.0, 0.0])
    for leaf, value in zip(leaves, own, strict=True):
        for key in (("subcategory", leaf.subcategory), ("category", leaf.category)):
            means[key][0] += leaf.share * value
            means[key][1] += leaf.share
    pooled = []
    for leaf, value, sure in zip(leaves, own, confidence, strict=True):
        subcategory, category = means["subcategory", leaf.subcategory], means["category", leaf.category]
        above = 0.5 * (subcategory[0] / subcategory[1] + category[0] / category[1])
        pooled.append(OWN_WEIGHT[sure] * value + (1.0 - OWN_WEIGHT[sure]) * above)
    return pooled


def pooled_share(own: float | None, n: float, above: float, strength: float) -> float:
    """Return (n own + strength above) / (n + strength); the share above where the own one is unknown."""
    return above if own is None else (n * own + strength * above) / (n + strength)


def geometric_pool(leaves: Sequence[Leaf], median: Sequence[float | None], n: Sequence[int]) -> list[float]:
    """Return a price of each specialty, pooled in logs: platform to category to subcategory to specialty.

    At every level x = (n mean + 10 x_above) / (n + 10), where the mean of a group is that of the log medians of its
    specialties weighted by the number n of their prices; specialties without a median do not count.
    """
    seen: dict[tuple[str, ...], list[float]] = defaultdict(lambda: [0.0, 0.0])
    keys = [((), (leaf.category,), (leaf.category, leaf.subcategory)) for leaf in leaves]
    for path, price, count in zip(keys, median, n, strict=True):
        if price is not None:
            for key in path:
                seen[key][0] += count * math.log(price)
                seen[key][1] += count
    platform = seen[()][0] / seen[()][1]
    pooled = []
    for path, price, count in zip(keys, median, n, strict=True):
        level = platform
        for key in path[1:]:
            level = (seen[key][0] + PRICES_OF_A_PRIOR * level) / (seen[key][1] + PRICES_OF_A_PRIOR)
        if price is not None:
            level = (count * math.log(price) + PRICES_OF_A_PRIOR * level) / (count + PRICES_OF_A_PRIOR)
        pooled.append(math.exp(level))
    return pooled
