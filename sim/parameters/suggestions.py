"""The nearest valid name to one that is not."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from typing import Final

LONGEST_NAME: Final = 80
"""Longer names are not compared: they are no typing errors, and comparing takes quadratic time."""


def nearest(name: str, valid: Iterable[str], cutoff: float = 0.6) -> str | None:
    """Return the valid name most like this one, None if none is alike.

    Parameters
    ----------
    name : str
        What was written.
    valid : iterable of str
        What could have been written.
    cutoff : float
        Least likeness, from 0 to 1, as `difflib.SequenceMatcher.ratio` has it.

    Returns
    -------
    str or None
        One of `valid`, or None.
    """
    if len(name) > LONGEST_NAME:
        return None
    by_lower = {candidate.lower(): candidate for candidate in valid}
    found = difflib.get_close_matches(name.lower(), by_lower, n=1, cutoff=cutoff)
    return by_lower[found[0]] if found else None


def nearest_path(path: str, valid: Iterable[str]) -> str | None:
    """Return the valid dotted path most like this one: a name like it beside it, the same name elsewhere, any like it.

    Parameters
    ----------
    path : str
        Dotted path that was written, such as ``ai.share`` or ``fees.client_fee_rat``.
    valid : iterable of str
        Paths that could have been written.

    Returns
    -------
    str or None
        One of `valid`, or None.
    """
    paths = list(valid)
    group, _, last = path.rpartition(".")
    siblings = {other.rpartition(".")[2]: other for other in paths if other.rpartition(".")[0] == group}
    sibling = nearest(last, siblings, cutoff=0.75)
    if sibling is not None:
        return siblings[sibling]
    same_name = [other for other in paths if other.rpartition(".")[2] == last]
    if same_name:
        return nearest(path, same_name, cutoff=0.0)
    sibling = nearest(last, siblings)
    return siblings[sibling] if sibling is not None else nearest(path, paths, cutoff=0.7)
